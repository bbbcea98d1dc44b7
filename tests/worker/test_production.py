"""Production mode, running: nothing of the demo, files with hashed names, letters by SMTP.

It runs without the sandbox Stripe and what only that needs, as where requirements.txt alone is
installed.
"""

import os
import re
import time
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import httpx
import pytest

from config import REPOSITORY
from tests.bars import bar
from tests.outbox.sink import Sink, free_port, start_sink
from tests.running import RunningSite, wait_until
from tests.statics import PRODUCTION, collect

SANDBOX = REPOSITORY / "site" / "stripe_sandbox"
# Read by every Python that starts with its folder on the path.
WITHOUT = """
import sys
from importlib.abc import MetaPathFinder

class NotInstalled(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, NotInstalled())
"""


def only_in_the_sandbox() -> list[str]:
    """The modules that its requirement file brings, and itself."""
    lines = (SANDBOX / "requirements.txt").read_text().splitlines()
    wanted = {line.split("==")[0].lower() for line in lines if "==" in line}
    brought = [
        module
        for module, packages in packages_distributions().items()
        if wanted & {package.lower() for package in packages}
    ]
    return [SANDBOX.name, *sorted(brought)]


@pytest.fixture(scope="module")
def without_the_sandbox(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PYTHONPATH by which a program finds none of that."""
    folder = tmp_path_factory.mktemp("without")
    (folder / "sitecustomize.py").write_text(WITHOUT.format(names=only_in_the_sandbox()))
    return os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH", "")]))


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    """The mail server of the installation."""
    sink = Sink()
    controller = start_sink(sink)
    yield sink
    controller.stop()


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, sink: Sink, without_the_sandbox: str
) -> Iterator[RunningSite]:
    """Web and worker as a clinic runs them, with its files collected."""
    own = {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}", "PYTHONPATH": without_the_sandbox}
    env = PRODUCTION | own
    running = RunningSite(tmp_path_factory.mktemp("production"), free_port(), env, cold=True)
    try:
        running.start(prepare=collect)
        yield running
    finally:
        running.stop()
    running.assert_no_traceback()


def test_ready_once_the_worker_has_run_everything(site: RunningSite) -> None:
    def ready() -> bool:
        return httpx.get(f"{site.url}/healthz/ready").status_code == 200

    wait_until(ready, timeout=120, what="ready", every=0.5)


def test_web_and_worker_ask_for_nothing_that_only_the_sandbox_needs(site: RunningSite) -> None:
    assert {"stripe_sandbox", "jinja2", "python_multipart"} <= set(only_in_the_sandbox())
    said = site.run(
        "from importlib import import_module\n"
        "for name in ('config.wsgi', 'config.asgi', 'config.tasks', 'clock.worker'):\n"
        "    import_module(name)\n"
        f"for name in {only_in_the_sandbox()}:\n"
        "    try:\n"
        "        import_module(name)\n"
        "    except ModuleNotFoundError:\n"
        "        print(name)\n"
    )
    assert said.split() == only_in_the_sandbox()


def test_files_have_hashed_names_that_browsers_keep(site: RunningSite) -> None:
    page = httpx.get(f"{site.url}/help/").text
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert addresses
    for address in addresses:
        answer = httpx.get(site.url + address, headers={"Accept-Encoding": "br"})
        assert answer.status_code == 200, address
        assert re.search(r"\.[0-9a-f]{12}\.", address), address
        assert "immutable" in answer.headers["Cache-Control"]
        if address.endswith(".css"):
            assert answer.headers["Content-Encoding"] == "br", address


def test_nothing_of_the_demo_is_there(site: RunningSite) -> None:
    assert httpx.get(f"{site.url}/help/").status_code == 200
    for path in ("/mailbox/", "/demo/", "/demo/clock/"):
        assert httpx.get(site.url + path).status_code == 404, path


def test_a_sign_in_code_leaves_by_smtp_within_a_second(site: RunningSite, sink: Sink) -> None:
    with httpx.Client() as visitor:
        address = f"{site.url}/account/login/code/"
        page = visitor.get(address).text
        token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        form = {"csrfmiddlewaretoken": token, "email": "zoe@example.org"}
        began = time.monotonic()
        assert visitor.post(address, data=form).status_code == 302
    wait_until(lambda: sink.messages, timeout=60, what="the code", every=0.01)
    assert time.monotonic() - began < bar(1)
    assert sink.messages[0]["To"] == "zoe@example.org"


def test_web_and_worker_end_when_they_are_told(site: RunningSite) -> None:
    assert site.terminate("worker") == 0
    assert "Worker has ended." in site.log("worker")
    site.manage("worker", "--once")  # every job, one time, and none fails
    site.spawn("worker")
    site.wait_ready()


def test_the_mail_server_of_the_example_is_one_that_settings_understand(tmp_path: Path) -> None:
    example = (REPOSITORY / ".env.example").read_text()
    address = re.search(r"EMAIL_URL=(\S+)", example)
    assert address is not None
    env = {"EMAIL_URL": address[1], "DATABASE_URL": "sqlite:///x"}
    site = RunningSite(tmp_path, 0, env, cold=True)
    said = site.run(
        "from django.conf import settings as s\n"
        "print(s.OUTBOX_TRANSPORT, s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS)"
    )
    backend = "django.core.mail.backends.smtp.EmailBackend"
    assert said.split() == [backend, "mail.example.org", "587", "True"]

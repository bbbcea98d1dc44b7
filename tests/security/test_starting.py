"""Production refuses to start half configured, and says in a sentence what is missing."""

import os
import subprocess
import sys

import pytest

from tests.security.imports import ROOT

GOOD = {
    "EVENKEEL_MODE": "production",
    "SECRET_KEY": "of-this-test-alone-" * 3,
    "VAULT_KEYS": "one:" + "MTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE=",
    "EMAIL_URL": "smtp://localhost:25",
    "SITE_URL": "https://groups.example.org",
    "STRIPE_SECRET_KEY": "sk_live_1234567890",
    "STRIPE_WEBHOOK_SECRET": "whsec_1234567890",
}
DEMO_KEY = "demo:ZXZlbmtlZWwgZGVtbyBrZXksIG5ldmVyIGZvciByZWE="


def start(tmp_path: object, **changed: str | None) -> subprocess.CompletedProcess[str]:
    """Loads the settings in a process of its own."""
    environment = {"PATH": os.environ["PATH"], "EVENKEEL_DATA": str(tmp_path)} | GOOD
    for name, value in changed.items():
        if value is None:
            environment.pop(name)
        else:
            environment[name] = value
    code = (
        "import sys; sys.path.insert(0, 'site')\n"
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'\n"
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from django.urls import get_resolver\n"
        "print(settings.MODE, settings.CLOCK_FILE, settings.MAILBOX_DIR)\n"
        "print([str(p.pattern) for p in get_resolver().url_patterns])\n"
        "print(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE)\n"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_production_starts_when_everything_is_said(tmp_path: object) -> None:
    started = start(tmp_path)
    assert started.returncode == 0, started.stderr
    assert "production None None" in started.stdout
    assert "__Host-session True" in started.stdout
    for address in ("'demo/'", "'mailbox/'"):
        assert address not in started.stdout


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"VAULT_KEYS": None}, "VAULT_KEYS"),
        ({"EMAIL_URL": None}, "EMAIL_URL is not set"),
        ({"STRIPE_SECRET_KEY": None}, "STRIPE_SECRET_KEY is not set"),
        ({"STRIPE_WEBHOOK_SECRET": None}, "STRIPE_WEBHOOK_SECRET is not set"),
        ({"SITE_URL": None}, "SITE_URL"),
        ({"SITE_URL": "http://groups.example.org"}, "https://"),
        ({"SITE_URL": "groups.example.org"}, "https://"),
        ({"SITE_URL": "ws://localhost:8000"}, "https://"),
        ({"SITE_URL": "https://groups.example.org/evenkeel"}, "scheme and host alone"),
        ({"SITE_URL": "https://groups.example.org:abc"}, "port in SITE_URL is a number"),
        ({"EXTRA_HOSTS": "*"}, "names each host exactly"),
        ({"EXTRA_HOSTS": "www.example.org,.example.org"}, "names each host exactly"),
        ({"SECRET_KEY": "demo-only-" + "k" * 50}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": "k" * 60}, "SECRET_KEY can be guessed"),
        ({"VAULT_KEYS": DEMO_KEY}, "the demo's key"),
        ({"VAULT_KEYS": f"{GOOD['VAULT_KEYS']},old:{DEMO_KEY[5:]}"}, "the demo's key"),
        ({"VAULT_KEYS": "one:short"}, "VAULT_KEYS"),
        ({"STRIPE_SECRET_KEY": "sk_test_sandbox"}, "STRIPE_SECRET_KEY is not set"),
        ({"STRIPE_WEBHOOK_SECRET": "whsec_sandbox"}, "STRIPE_WEBHOOK_SECRET is not set"),
        ({"STRIPE_API_BASE": "http://localhost:8001"}, "live Stripe key beside STRIPE_API_BASE"),
        ({"CLOCK_FILE": "clock"}, "production runs on the real time"),
        ({"DATABASE_URL": "postgres//u:p@h/n"}, "DATABASE_URL cannot be read"),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL cannot be read"),
        ({"EVENKEEL_MODE": "developement"}, "one of production, demo, test"),
    ],
)
def test_production_refuses_to_start(
    tmp_path: object, changed: dict[str, str | None], words: str
) -> None:
    refused = start(tmp_path, **changed)
    assert refused.returncode != 0
    last = refused.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert words in last


WRONG = {
    "SITE_URL": "groups.example.org",
    "SECRET_KEY": "changeme-changeme",
    "VAULT_KEYS": "one:c2VjcmV0LXNlY3JldA==",
    "EMAIL_URL": "",
    "DATABASE_URL": "postgres://ek:pass/word@db:5432/ek",
    "CONN_MAX_AGE": "long",
    "TURN_URL": "turn:turn.example.org:3478",
    "TRUSTED_PROXIES": "nginx",
    "OFFLINE": "perhaps",
    "OUTBOX_LEASE_SECONDS": "3 min",
    "LOG_LEVEL": "chatty",
}
COMPLAINTS = [
    "SITE_URL must start with https:// in production.",
    "SECRET_KEY can be guessed: the README says how to make one.",
    "DATABASE_URL cannot be read.",
    "CONN_MAX_AGE is a whole number.",
    "TURN_URL and TURN_SECRET go together: the one without the other relays nothing.",
    "VAULT_KEYS: each key is id:base64 of 32 bytes.",
    "OFFLINE is on or off.",
    "TRUSTED_PROXIES is a whole number.",
    "STRIPE_SECRET_KEY is not set: nobody could pay for a seat.",
    "EMAIL_URL is not set: letters would go nowhere.",
    "OUTBOX_LEASE_SECONDS is a number of seconds.",
    "LOG_LEVEL is DEBUG, INFO, WARNING or ERROR.",
]
SERVER = ["-m", "uvicorn", "config.asgi:application", "--app-dir", "site", "--port", "0"]


@pytest.mark.parametrize("program", [["manage.py", "check"], SERVER], ids=["command", "server"])
def test_one_start_names_all_that_is_wrong_and_quotes_none_of_it(
    tmp_path: object, program: list[str]
) -> None:
    environment = {"PATH": os.environ["PATH"], "EVENKEEL_DATA": str(tmp_path)} | GOOD | WRONG
    environment.pop("STRIPE_SECRET_KEY")
    refused = subprocess.run(
        [sys.executable, *program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert refused.returncode != 0
    first, *lines = refused.stderr.strip().splitlines()
    count = len(COMPLAINTS)
    assert first == f"The settings are not right yet (README, Settings): {count} things."
    assert len(lines) == len(COMPLAINTS)
    for line, complaint in zip(lines, COMPLAINTS, strict=True):
        assert line.startswith(f"- {complaint}")
    for secret in ("changeme", "c2VjcmV0", "pass/word"):
        assert secret not in refused.stderr

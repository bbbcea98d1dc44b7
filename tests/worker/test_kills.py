"""kill -9 in the middle of letters: none is lost, copies exist only where a process died."""

from collections import Counter
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.outbox.sink import Sink, free_port, start_sink
from tests.running import RunningSite, wait_until

LETTERS = 200
KILLS = 6
LEASE_SECONDS = 2
POST_LETTERS = """
import clock
from clock.words import Reader
from django.core.mail import EmailMultiAlternatives
from outbox.actions import post_letter
from outbox.models import Letter
from outbox.stored import STORED_MAIL, pack_message
now = clock.now()
for number in range({count}):
    message = EmailMultiAlternatives(f"Letter {{number}}", "For you.", to=["zoe@example.org"])
    post_letter(STORED_MAIL, key=f"drill:{{number}}", to="zoe@example.org", about={{}},
                reader=Reader(), now=now, sealed=pack_message(message))
print(*Letter.objects.values_list("message_id", flat=True), sep="\\n")
"""
STATES = """
from collections import Counter
from outbox.models import Letter
print(dict(Counter(Letter.objects.values_list("state", flat=True))))
"""


@pytest.mark.race
@pytest.mark.timeout(240)
def test_a_worker_killed_in_the_middle_of_letters_loses_none(tmp_path: Path) -> None:
    sink = Sink(delay=0.02)
    controller = start_sink(sink)
    env = {
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "OUTBOX_LEASE_SECONDS": str(LEASE_SECONDS),
    }
    site = RunningSite(tmp_path, 0, env, web=False)
    posted: list[str] = []
    kill_marks: list[int] = []

    def enough(goal: int) -> bool:
        return len(sink.messages) >= goal

    try:
        site.start(
            prepare=lambda site: posted.extend(site.run(POST_LETTERS.format(count=LETTERS)).split())
        )
        for kill in range(1, KILLS + 1):
            goal = kill * LETTERS // (KILLS + 2)
            wait_until(
                partial(enough, goal),
                timeout=60,
                what=f"{goal} letters",
                every=0.005,
            )
            site.kill9("worker")
            kill_marks.append(len(sink.messages))
            site.restart("worker")
        wait_until(lambda: len(set(sink.message_ids())) == LETTERS, timeout=60, what="every letter")
        wait_until(
            lambda: f"'sent': {LETTERS}" in site.run(STATES), timeout=30, what="all written down"
        )
    finally:
        site.stop()
        controller.stop()
    arrived = sink.message_ids()
    assert sorted(set(arrived)) == sorted(posted)
    doubled = [each for each, times in Counter(arrived).items() if times > 1]
    assert len(doubled) <= KILLS * 4  # at most one for each connection that a kill cut
    for message_id in doubled:
        first = arrived.index(message_id)
        assert any(mark - 8 <= first <= mark + 4 for mark in kill_marks), (first, kill_marks)
    site.assert_no_traceback("worker")


@pytest.mark.race
def test_two_workers_side_by_side_send_each_letter_once(tmp_path: Path) -> None:
    sink = Sink(delay=0.01)
    controller = start_sink(sink)
    site = RunningSite(tmp_path, 0, {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}, web=False)
    site.add_worker("worker-2")
    posted: list[str] = []
    try:
        site.start(
            prepare=lambda site: posted.extend(site.run(POST_LETTERS.format(count=100)).split())
        )
        wait_until(lambda: len(sink.messages) >= 100, timeout=60, what="every letter")
        assert site.terminate("worker") == 0
        assert site.terminate("worker-2") == 0
    finally:
        site.stop()
        controller.stop()
    assert sorted(sink.message_ids()) == sorted(posted)
    assert "Worker has ended." in site.log("worker")
    site.assert_no_traceback()


@pytest.mark.race
def test_a_code_whose_sender_was_killed_is_sent_by_the_worker(tmp_path: Path) -> None:
    """The code is committed before it is handed over, so whoever lives sends it."""
    stuck = Sink(delay=30)
    sink = Sink()
    stuck_controller, controller = start_sink(stuck), start_sink(sink)
    env = {"EMAIL_URL": f"smtp://127.0.0.1:{stuck.port}", "OUTBOX_LEASE_SECONDS": "1"}
    site = RunningSite(tmp_path, free_port(), env, worker=False)
    try:
        site.start()
        address = f"{site.url}/account/login/code/"
        with httpx.Client() as visitor:
            page = visitor.get(address).text
            token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
            form = {"csrfmiddlewaretoken": token, "email": "zoe@example.org"}
            assert visitor.post(address, data=form).status_code == 302
        wait_until(lambda: stuck.connections, timeout=10, what="the web process sends the code")
        site.kill9("web")
        site.change_env(EMAIL_URL=f"smtp://127.0.0.1:{sink.port}")
        site.add_worker("worker")
        site.spawn("worker")
        wait_until(lambda: sink.messages, timeout=30, what="the worker sends the code")
    finally:
        site.stop()
        stuck_controller.stop()
        controller.stop()
    assert [message["To"] for message in sink.messages] == ["zoe@example.org"]

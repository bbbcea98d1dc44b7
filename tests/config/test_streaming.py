"""Private files from the event loop: in ranges, to whoever was let in, on no page's thread."""

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from config.bodies import LARGEST_BODY
from courses.media.inside import LARGEST_RECORDING
from tests.bars import bar
from tests.outbox.sink import free_port
from tests.running import RunningSite, wait_until

SIZE = 8_000_000
PREPARE = f"""
import json
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from accounts.roles import Role
from courses.models import Recording
from tests.factories import make_account, make_staff
from tests.signin import sign_in

def session(account):
    return sign_in(Client(), account).cookies[settings.SESSION_COOKIE_NAME].value

made = Recording(title="Long", kind="video", content_type="video/mp4", transcript="Words.")
made.file.save("x", ContentFile(bytes(range(256)) * ({SIZE} // 256)), save=False)
words = b"WEBVTT\\n\\n00:00.000 --> 00:01.000\\n<v Ada>Hi\\n"
made.captions.save("x", ContentFile(words), save=False)
made.save()
people = {{
    "facilitator": session(make_staff(Role.FACILITATOR)),
    "marketer": session(make_staff(Role.MARKETER)),
    "stranger": session(make_account()),
}}
print(json.dumps({{"key": str(made.key), "cookie": settings.SESSION_COOKIE_NAME, **people}}))
"""


@dataclass(frozen=True)
class Watched:
    """A site with one recording, and the sessions of people."""

    site: RunningSite
    key: str
    cookie: str
    sessions: dict[str, str]

    def ask(
        self, who: str, *, method: str = "GET", path: str = "", **headers: str
    ) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.request(
            method,
            f"{self.site.url}/recordings/{self.key}/{path}",
            headers=named | {"Cookie": f"{self.cookie}={self.sessions.get(who, '')}"},
        )

    def raw(self, who: str, request: str, **headers: str) -> socket.socket:
        """A connection on which that request was sent."""
        connection = socket.create_connection(("127.0.0.1", self.site.port), timeout=20)
        lines = [f"Cookie: {self.cookie}={self.sessions[who]}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        head = f"{request} HTTP/1.1\r\nHost: localhost:{self.site.port}\r\n"
        connection.sendall((head + "\r\n".join(lines) + "\r\n\r\n").encode())
        return connection


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    site = RunningSite(tmp_path_factory.mktemp("streaming"), free_port(), worker=False)
    said: dict[str, str] = {}

    def prepare(running: RunningSite) -> None:
        said.update(json.loads(running.run(PREPARE).splitlines()[-1]))

    try:
        site.start(prepare=prepare)
        yield Watched(site, said.pop("key"), said.pop("cookie"), said)
    finally:
        site.stop()
    site.assert_no_traceback()


def test_a_recording_comes_whole_with_its_headers(watched: Watched) -> None:
    answer = watched.ask("facilitator")
    assert (answer.status_code, len(answer.content)) == (200, SIZE)
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert len(answer.headers.get_list("Content-Length")) == 1


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-1", 0, 1), ("bytes=1000-", 1000, SIZE - 1), ("bytes=-4", SIZE - 4, SIZE - 1),
     ("bytes=5-99999999", 5, SIZE - 1)],
)  # fmt: skip
def test_a_range_comes_as_asked(watched: Watched, asked: str, first: int, last: int) -> None:
    part = watched.ask("facilitator", Range=asked)
    assert part.status_code == 206
    assert part.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert len(part.content) == last - first + 1
    assert part.content[:2] == bytes([first % 256, (first + 1) % 256])


def test_several_ranges_come_in_one_answer(watched: Watched) -> None:
    both = watched.ask("facilitator", Range="bytes=0-1,10-11")
    assert both.status_code == 206
    assert both.headers["Content-Type"].startswith("multipart/byteranges")
    assert b"bytes 10-11/" in both.content


@pytest.mark.parametrize("asked", ["bytes=x", "bytes=", "lines=0-3", "bytes=3-x", "0-3"])
def test_a_range_that_means_nothing_is_passed_over(watched: Watched, asked: str) -> None:
    with httpx.stream(
        "GET",
        f"{watched.site.url}/recordings/{watched.key}/",
        headers={"Range": asked, "Cookie": f"{watched.cookie}={watched.sessions['facilitator']}"},
    ) as answer:
        assert (answer.status_code, answer.headers["Content-Length"]) == (200, str(SIZE))


def test_a_range_beyond_the_end_says_where_that_is(watched: Watched) -> None:
    beyond = watched.ask("facilitator", Range=f"bytes={SIZE}-")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{SIZE}")
    assert beyond.headers["X-Content-Type-Options"] == "nosniff"


def test_a_reader_who_has_it_is_told_so_and_one_who_had_another_gets_it_whole(
    watched: Watched,
) -> None:
    tag = watched.ask("facilitator", method="HEAD").headers["ETag"]
    again = watched.ask("facilitator", If_None_Match=f'"other", {tag}')
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    same = watched.ask("facilitator", Range="bytes=0-3", If_Range=tag)
    assert (same.status_code, len(same.content)) == (206, 4)
    other = watched.ask("facilitator", Range="bytes=0-3", If_Range='"other"')
    assert (other.status_code, len(other.content)) == (200, SIZE)


def test_head_has_the_headers_and_no_body(watched: Watched) -> None:
    head = watched.ask("facilitator", method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(SIZE)
    part = watched.ask("facilitator", method="HEAD", Range="bytes=0-9")
    assert (part.status_code, part.headers["Content-Length"], part.content) == (206, "10", b"")


def test_captions_come_exactly_as_they_were_uploaded(watched: Watched) -> None:
    answer = watched.ask("facilitator", path="captions.vtt")
    assert answer.content == b"WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada>Hi\n"
    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"


@pytest.mark.parametrize("who", ["stranger", "marketer"])
def test_whoever_may_not_read_it_finds_nothing(watched: Watched, who: str) -> None:
    for path in ("", "captions.vtt"):
        refused = watched.ask(who, path=path, Range="bytes=0-3")
        assert refused.status_code == 404
        assert "<h1" in refused.text
        assert bytes(range(16)) not in refused.content
    assert (
        watched.ask("stranger", path="", Range="bytes=0-3").headers["Cache-Control"] == "no-store"
    )
    assert watched.ask("nobody", path="").status_code == 302


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_recording_is_only_read(watched: Watched, method: str) -> None:
    assert watched.ask("facilitator", method=method).status_code in {403, 405}


def test_thirty_slow_readers_hold_no_page_up(watched: Watched) -> None:
    def page() -> float:
        began = time.monotonic()
        assert httpx.get(f"{watched.site.url}/account/login/", timeout=60).status_code == 200
        return time.monotonic() - began

    slow = [watched.raw("facilitator", f"GET /recordings/{watched.key}/") for _ in range(30)]
    try:
        for connection in slow:
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
        assert max(page() for _ in range(5)) < bar(2)
        # Nor each other: whoever comes next is let in and served at once.
        assert watched.ask("facilitator", Range="bytes=0-3").status_code == 206
    finally:
        for connection in slow:
            connection.close()
    assert watched.ask("facilitator", Range="bytes=0-3").status_code == 206


def test_readers_who_hang_up_half_way_leave_nothing_open(watched: Watched) -> None:
    folder = Path(f"/proc/{watched.site.pid('web')}/fd")

    def held() -> int:
        return sum(path.resolve().suffix == ".mp4" for path in folder.iterdir())

    for _ in range(10):
        connection = watched.raw("facilitator", f"GET /recordings/{watched.key}/")
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
        connection.close()
    wait_until(lambda: not held(), timeout=bar(10), what="every file is closed")


@pytest.mark.parametrize(
    ("who", "path", "length", "status"),
    [
        ("facilitator", "/cms/recordings/new/", LARGEST_RECORDING + 3_000_000, b"413"),
        ("facilitator", "/account/", LARGEST_BODY + 1, b"413"),
        ("stranger", "/cms/recordings/new/", LARGEST_BODY + 1, b"413"),
        ("marketer", "/cms/recordings/new/", LARGEST_BODY + 1, b"413"),
    ],
)
def test_a_body_that_nobody_may_send_is_refused_before_it_is_read(
    watched: Watched, who: str, path: str, length: int, status: bytes
) -> None:
    with watched.raw(who, f"POST {path}", Content_Length=str(length)) as connection:
        received = b""
        while piece := connection.recv(65536):
            received += piece
    assert received.startswith(b"HTTP/1.1 " + status)


def test_a_facilitator_may_send_a_whole_recording(watched: Watched) -> None:
    answer = httpx.post(
        f"{watched.site.url}/cms/recordings/new/",
        content=bytes(LARGEST_BODY + 100_000),
        headers={
            "Cookie": f"{watched.cookie}={watched.sessions['facilitator']}",
            "Content-Type": "application/octet-stream",
        },
        timeout=60,
    )
    assert answer.status_code == 403  # no form token: the page itself has answered
    assert "<h1" in answer.text

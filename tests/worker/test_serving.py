"""Pages through uvicorn and a2wsgi, as visitors and those who mean harm reach them."""

import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import httpx
import pytest

from config.bodies import LARGEST_BODY
from tests.bars import bar
from tests.outbox.sink import free_port
from tests.running import RunningSite

PICTURES = {
    "images/garden.width-800.webp": b"RIFF" + bytes(5_000_000),
    "images/notes.html": b"<script>alert(1)</script>",
    "original_images/garden.jpg": b"with a place in its EXIF",
    "documents/for-some.pdf": b"for some readers only",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A web process on an embedded database, without a worker."""
    folder = tmp_path_factory.mktemp("serving")
    for name, content in PICTURES.items():
        path = folder / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    with RunningSite(folder, free_port(), worker=False) as running:
        yield running
    running.assert_no_traceback()


def raw_connection(site: RunningSite) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", site.port), timeout=10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def test_live_says_so_and_ready_waits_for_the_worker(site: RunningSite) -> None:
    assert httpx.get(f"{site.url}/healthz/live").json() == {"live": True}
    ready = httpx.get(f"{site.url}/healthz/ready")
    assert ready.status_code == 503
    assert ready.json()["database"] is True
    assert "outbox.send" in ready.json()["late"]


def test_a_page_that_is_not_there_is_kind(site: RunningSite) -> None:
    answer = httpx.get(f"{site.url}/no-such-page/")
    assert answer.status_code == 404
    assert "<h1" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_static_files_come_whole(site: RunningSite) -> None:
    answer = httpx.get(f"{site.url}/static/design/tokens.css")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/css")
    assert len(answer.content) == int(answer.headers["Content-Length"])
    assert "--paper" in answer.text


def test_one_connection_serves_many_pages(site: RunningSite) -> None:
    request = b"GET /healthz/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with raw_connection(site) as connection:
        for _ in range(5):
            connection.sendall(request.replace(b"localhost", f"localhost:{site.port}".encode()))
            answer = connection.recv(65536)
            while b'{"live": true}' not in answer:
                answer += connection.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200")


def test_a_visitor_who_wants_the_connection_closed_gets_that(site: RunningSite) -> None:
    with raw_connection(site) as connection:
        connection.sendall(
            f"GET /healthz/live HTTP/1.1\r\nHost: localhost:{site.port}\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        received = b""
        while piece := connection.recv(65536):
            received += piece
    assert received.startswith(b"HTTP/1.1 200")


def test_head_has_the_headers_and_no_body(site: RunningSite) -> None:
    answer = httpx.head(f"{site.url}/static/design/tokens.css")
    assert answer.status_code == 200
    assert answer.content == b""
    assert int(answer.headers["Content-Length"]) > 0


def test_an_upload_over_the_limit_is_refused_before_it_is_read(site: RunningSite) -> None:
    with raw_connection(site) as connection:
        connection.sendall(
            f"POST /account/login/ HTTP/1.1\r\nHost: localhost:{site.port}\r\n"
            f"Content-Length: {LARGEST_BODY + 1}\r\n\r\n".encode()
        )
        received = b""
        while piece := connection.recv(65536):
            received += piece
    assert received.startswith(b"HTTP/1.1 413")
    assert b"Please choose a file" in received


def test_an_upload_that_hides_its_length_is_refused_at_the_limit(site: RunningSite) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(LARGEST_BODY // 100_000 + 10):
            yield b"x" * 100_000

    try:
        answer = httpx.post(f"{site.url}/account/login/", content=endless(), timeout=30)
    except httpx.TransportError:
        return  # hung up on while still sending, which is a refusal as well
    assert answer.status_code == 413


def test_a_form_of_ordinary_size_reaches_its_page(site: RunningSite) -> None:
    form = {"email": "zoe@example.org", "padding": "x" * 400_000}
    answer = httpx.post(f"{site.url}/account/login/", data=form)
    assert answer.status_code == 403  # no form token: the page itself has answered
    assert "<h1" in answer.text


def test_slow_uploads_hold_no_page_up(site: RunningSite) -> None:
    slow = [raw_connection(site) for _ in range(20)]
    try:
        for connection in slow:
            connection.sendall(
                f"POST /account/login/ HTTP/1.1\r\nHost: localhost:{site.port}\r\n"
                "Content-Length: 1000\r\n\r\na=".encode()
            )
        began = time.monotonic()
        assert httpx.get(f"{site.url}/healthz/live", timeout=60).status_code == 200
        assert time.monotonic() - began < bar(2)
    finally:
        for connection in slow:
            connection.close()
    assert httpx.get(f"{site.url}/healthz/live", timeout=60).status_code == 200


def test_a_picture_comes_whole_or_in_ranges_and_runs_nothing(site: RunningSite) -> None:
    address = f"{site.url}/media/images/garden.width-800.webp"
    whole = httpx.get(address)
    assert (whole.status_code, len(whole.content)) == (200, 5_000_004)
    assert whole.headers["Content-Type"] == "image/webp"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    part = httpx.get(address, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"RIFF")
    again = httpx.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    assert again.status_code == 304
    odd = httpx.get(f"{site.url}/media/images/notes.html")
    assert "sandbox" in odd.headers["Content-Security-Policy"]


def test_what_never_reaches_django_carries_the_headers_too(site: RunningSite) -> None:
    picture = httpx.get(f"{site.url}/media/images/garden.width-800.webp")
    missing = httpx.get(f"{site.url}/media/images/missing.webp")
    too_large = HTTPConnection("localhost", site.port, timeout=10)
    too_large.putrequest("POST", "/account/login/")
    too_large.putheader("Content-Length", str(LARGEST_BODY + 1))
    too_large.endheaders()
    refused = too_large.getresponse()
    assert [picture.status_code, missing.status_code, refused.status] == [200, 404, 413]
    for headers in (picture.headers, missing.headers, refused.headers):
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    too_large.close()


@pytest.mark.parametrize(
    "path",
    [
        "/media/images/missing.webp",
        "/media/images/",
        "/media/images/../original_images/garden.jpg",
        "/media/images/%2e%2e/documents/for-some.pdf",
        "/media/images/..%2f..%2fevenkeel.sqlite3",
        "/media/original_images/garden.jpg",
        "/media/documents/for-some.pdf",
    ],
)
def test_nothing_but_pictures_can_be_fetched(site: RunningSite, path: str) -> None:
    with raw_connection(site) as connection:
        connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost:{site.port}\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        received = b""
        while piece := connection.recv(65536):
            received += piece
    assert received.startswith(b"HTTP/1.1 404"), received[:200]
    assert b"<h1" in received


def test_slow_readers_of_pictures_hold_no_page_up(site: RunningSite) -> None:
    slow = [raw_connection(site) for _ in range(30)]
    try:
        for connection in slow:
            connection.sendall(
                "GET /media/images/garden.width-800.webp HTTP/1.1\r\n"
                f"Host: localhost:{site.port}\r\n\r\n".encode()
            )
        for connection in slow:
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
        began = time.monotonic()
        assert httpx.get(f"{site.url}/healthz/live", timeout=60).status_code == 200
        assert time.monotonic() - began < bar(2)
    finally:
        for connection in slow:
            connection.close()


def test_many_pages_at_once_are_all_served(site: RunningSite) -> None:
    statuses: list[int] = []

    def visit() -> None:
        statuses.append(httpx.get(f"{site.url}/help/", timeout=30).status_code)

    threads = [threading.Thread(target=visit) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 40


def test_a_foreign_host_name_is_refused(site: RunningSite) -> None:
    right = httpx.get(f"{site.url}/healthz/live")
    wrong = httpx.get(f"{site.url}/healthz/live", headers={"Host": "evil.example"})
    assert (right.status_code, wrong.status_code) == (200, 400)

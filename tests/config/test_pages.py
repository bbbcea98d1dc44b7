"""Whole answers leave in one step, others piece by piece; each is closed, no failure is lost."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from config.pages import Pages

SCOPE: dict[str, Any] = {
    "type": "http", "method": "GET", "path": "/today/", "query_string": b"", "headers": [],
    "http_version": "1.1", "scheme": "http", "server": ("localhost", 80), "client": None,
}  # fmt: skip
Message = dict[str, Any]


def ask(make: Callable[[], HttpResponseBase]) -> tuple[list[Message], HttpResponseBase | None]:
    """What an application that answers with `make()` sends, and its answer."""
    made: list[HttpResponseBase] = []

    def application(environ: Any, start_response: Any) -> Any:
        made.append(make())
        start_response("201 Created", [("X-Word", "calm"), ("Set-Cookie", "a=1")])
        return made[0]

    async def run() -> list[Message]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        await Pages(application, workers=1)(SCOPE, receive, send)
        return sent

    return asyncio.run(run()), made[0] if made else None


def test_a_whole_answer_is_a_start_and_a_body() -> None:
    sent, answer = ask(lambda: HttpResponse(b"one page"))
    assert sent == [
        {
            "type": "http.response.start",
            "status": 201,
            "headers": [(b"x-word", b"calm"), (b"set-cookie", b"a=1")],
        },
        {"type": "http.response.body", "body": b"one page"},
    ]
    assert answer is not None
    assert answer.closed


def test_an_answer_that_is_made_while_it_is_sent_comes_in_pieces() -> None:
    sent, answer = ask(lambda: StreamingHttpResponse(iter([b"one", b"two"])))
    assert sent[0]["status"] == 201
    assert [message["body"] for message in sent[1:]] == [b"one", b"two", b""]
    assert [message.get("more_body", False) for message in sent[1:]] == [True, True, False]
    assert answer is not None
    assert answer.closed


def test_an_answer_that_breaks_off_does_not_look_whole() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"one"
        raise OSError("the disk went away")

    with pytest.raises(OSError, match="the disk"):
        ask(lambda: StreamingHttpResponse(pieces()))


def test_an_application_that_fails_is_heard() -> None:
    def fail() -> HttpResponse:
        raise LookupError("nothing to answer with")

    with pytest.raises(LookupError):
        ask(fail)

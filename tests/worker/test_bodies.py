"""Bodies are collected whole, up to a limit and for so long; then pages get them at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from config.bodies import (
    CHUNK,
    LARGEST_BODY,
    BodyTooLarge,
    SenderGone,
    collect_body,
)

Receive = Callable[[], Awaitable[dict[str, Any]]]
NO_LENGTH: dict[str, Any] = {"headers": []}


def sending(*pieces: bytes, gone: bool = False) -> Receive:
    """A client that sends its pieces and then ends, or hangs up before the end."""
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": piece, "more_body": True} for piece in pieces
    ]
    messages.append({"type": "http.disconnect"} if gone else {"type": "http.request", "body": b""})

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    return receive


async def never() -> dict[str, Any]:
    await asyncio.sleep(3600)
    raise AssertionError


async def handed_out(*pieces: bytes) -> bytes:
    body = await collect_body(NO_LENGTH, sending(*pieces))
    whole, more = b"", True
    while more:
        message = await body.receive()
        assert message["type"] == "http.request"
        whole += message["body"]
        more = message["more_body"]
    assert (await body.receive())["type"] == "http.disconnect"
    body.close()
    return whole


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK, 1_000_000])
def test_a_body_arrives_as_it_was_sent(size: int) -> None:
    sent = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    assert asyncio.run(handed_out(sent[: size // 3], sent[size // 3 :])) == sent


def test_the_largest_body_passes_and_one_byte_more_does_not() -> None:
    largest = b"x" * LARGEST_BODY
    assert len(asyncio.run(handed_out(largest))) == LARGEST_BODY
    with pytest.raises(BodyTooLarge):
        asyncio.run(collect_body(NO_LENGTH, sending(largest, b"x")))


def test_a_length_that_is_announced_too_large_is_refused_unread() -> None:
    announced = {"headers": [(b"content-length", str(LARGEST_BODY + 1).encode())]}
    with pytest.raises(BodyTooLarge):
        asyncio.run(collect_body(announced, never))


def test_a_sender_who_hangs_up_half_way_is_noticed() -> None:
    with pytest.raises(SenderGone):
        asyncio.run(collect_body(NO_LENGTH, sending(b"a=1&b=", gone=True)))


def test_a_sender_who_never_ends_is_not_waited_for() -> None:
    with pytest.raises(TimeoutError):
        asyncio.run(collect_body(NO_LENGTH, never, patience=0.01))

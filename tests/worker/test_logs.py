"""Logs are JSON lines with ids; what a person wrote never gets there."""

import json
import logging
import uuid
from typing import Any

from config.logs import JsonFormatter


def formatted(
    message: str, *arguments: object, error: Exception | None = None, **extra: Any
) -> dict[str, Any]:
    record = logging.getLogger("test.logs").makeRecord(
        "test.logs",
        logging.ERROR,
        __file__,
        1,
        message,
        arguments,
        (type(error), error, error.__traceback__) if error else None,
        extra=extra,
    )
    line = JsonFormatter().format(record)
    assert "\n" not in line
    parsed: dict[str, Any] = json.loads(line)
    return parsed


def test_a_line_says_what_happened_where_and_when() -> None:
    line = formatted("letter given up", letter="0b1c", kind="session-tomorrow")
    assert line["event"] == "letter given up"
    assert (line["level"], line["logger"]) == ("error", "test.logs")
    assert (line["letter"], line["kind"]) == ("0b1c", "session-tomorrow")
    assert line["timestamp"].endswith("Z")


def test_fields_that_are_not_on_the_list_are_left_out() -> None:
    line = formatted("seen", note="I feel alone", request=object(), member="m1")
    assert line["member"] == "m1"
    assert {"note", "request"}.isdisjoint(line)


def test_an_exception_keeps_its_place_and_loses_its_words() -> None:
    try:
        raise ValueError("zoe@example.org wrote: I feel alone")
    except ValueError as error:
        line = formatted("job failed", error=error, job="outbox.send")
    assert line["exception"] == "ValueError"
    assert "test_logs.py" in line["frames"][0]
    assert "alone" not in json.dumps(line)


def test_personal_links_and_addresses_are_shortened_and_ids_stay() -> None:
    session = str(uuid.uuid4())
    line = formatted("Internal Server Error: %s", "/join/Zk3vQ8w1T5yB7nM2pR4sX6uA/")
    assert line["event"] == "Internal Server Error: /join/Zk3v…/"
    assert formatted(f"opened /room/{session}/")["event"] == f"opened /room/{session}/"
    assert "zoe@" not in formatted("refused zoe@example.org")["event"]


def test_the_id_of_a_payment_event_stands_beside_the_message() -> None:
    line = formatted("stored", event="evt_1")
    assert (line["event"], line["stripe_event"]) == ("stored", "evt_1")

"""Logs are JSON lines with ids; what a person wrote never gets there."""

import json
import logging
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

from config.logs import JsonFormatter
from tests.security.imports import ROOT


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


AS_UVICORN_SAYS_IT = """
import logging, sys
sys.path.insert(0, "site")
import uvicorn
uvicorn.Config("config.asgi:application").load()
try:
    raise ValueError("I feel alone")
except ValueError:
    logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
logging.getLogger("uvicorn.error").info('%s - "WebSocket %s" [accepted]', "203.0.113.9", "/ws/")
logging.getLogger("uvicorn.access").info(
    '%s - "%s %s HTTP/%s" %d', "203.0.113.9", "GET", "/join/Zk3vQ8w1T5yB7nM2pR4sX6uA/", "1.1", 200
)
"""


def test_the_server_itself_writes_down_no_words_no_links_and_no_addresses(tmp_path: Path) -> None:
    environment = os.environ | {
        "EVENKEEL_MODE": "test",
        "EVENKEEL_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONWARNINGS": "ignore",
    }
    done = subprocess.run(
        [sys.executable, "-c", AS_UVICORN_SAYS_IT],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    said = done.stdout + done.stderr
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert [line["exception"] for line in lines if "exception" in line] == ["ValueError"]
    for secret in ("I feel alone", "Zk3vQ8w1T5yB7nM2pR4sX6uA", "203.0.113.9"):
        assert secret not in said


def test_the_id_of_a_payment_event_stands_beside_the_message() -> None:
    line = formatted("stored", event="evt_1")
    assert (line["event"], line["stripe_event"]) == ("stored", "evt_1")

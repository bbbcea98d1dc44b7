"""One JSON line per event: level, logger, message, and ids. Never a person's words.

Messages of exceptions may quote what a person wrote (a duplicate address, a form's value), and
addresses of pages may hold a personal link; so tracebacks keep their frames and lose their words,
long tokens are shortened, and of a record's extra fields only ids and counts are taken.
"""

import logging
import re
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict

# What a log call may add with `extra`: ids, names of ours, numbers.
FIELDS = frozenset(
    {
        "account", "attempt", "cohort", "count", "enrollment", "entry", "error", "event", "job",
        "kind", "letter", "member", "order", "payment", "refund", "room", "seconds", "session",
        "state", "status_code",
    }
)  # fmt: skip
MOST_HOSTS = 5
_HOST = re.compile(r"[A-Za-z0-9.:-]+")
_UUID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")
_TOKEN = re.compile(r"[A-Za-z0-9_:-]{24,}")
_ADDRESS = re.compile(r"[^\s@<>'\"]+@[^\s@<>'\"]+")


def keep_known_fields(logger: Any, name: str, event: EventDict) -> EventDict:
    """Takes the record's extra fields that are on the list above."""
    record = event.get("_record")
    if record is not None:
        for field in FIELDS & vars(record).keys():
            # "event" is the message itself: a payment event's id stands beside it.
            event["stripe_event" if field == "event" else field] = vars(record)[field]
    return event


def frames_without_words(logger: Any, name: str, event: EventDict) -> EventDict:
    """Turns an exception into its type and the places it came through."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = type(error).__name__
        event["frames"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        if error.__cause__ is not None:
            event["cause"] = type(error.__cause__).__name__
    return event


def shorten_secrets(logger: Any, name: str, event: EventDict) -> EventDict:
    """Hides long tokens and mail addresses in the message; ids stay."""
    event["event"] = _ADDRESS.sub("…@…", _TOKEN.sub(_shorten, str(event.get("event", ""))))
    return event


def _shorten(found: re.Match[str]) -> str:
    token = found[0]
    return token if _UUID.fullmatch(token) else f"{token[:4]}…"


class JsonFormatter(structlog.stdlib.ProcessorFormatter):
    """Renders records of structlog and of the standard library alike."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                keep_known_fields,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                frames_without_words,
                shorten_secrets,
                structlog.processors.JSONRenderer(default=str),
            ],
        )


class EachHostOnce(logging.Filter):
    """Says once for each name that somebody asked for it and was refused, and of five at most.

    Behind a proxy that does not pass on `Host` every visitor is refused, and nothing else tells.
    """

    def __init__(self) -> None:
        super().__init__()
        self.told: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets the first record of a name pass, in our words."""
        request = getattr(record, "request", None)
        asked = str(request.META.get("HTTP_HOST", "")) if request is not None else ""
        host = "".join(_HOST.findall(asked))[:60]
        if host in self.told or len(self.told) >= MOST_HOSTS:
            return False
        self.told.add(host)
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = None  # the way that the request came says nothing more
        record.msg, record.args = (
            "A request for the host %s was refused: the site has another name. A proxy in front "
            "must pass on Host (README); if there is none amiss, it was somebody who guesses.",
            (host,),
        )
        return True


class WhereItListens(logging.Filter):
    """Of what the server says about itself, where it listens; and whatever goes wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets that pass."""
        return record.levelno >= logging.WARNING or str(record.msg).startswith("Uvicorn running on")


def log_settings(*, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything on the console, from `level` up, as one JSON line each."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "config.logs.JsonFormatter"},
        },
        "filters": {
            "hosts": {"()": "config.logs.EachHostOnce"},
            "listening": {"()": "config.logs.WhereItListens"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.server": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},
            # A scanner's made-up host name is no error of ours; a proxy's wrong one is.
            "django.security.DisallowedHost": {"level": "ERROR", "filters": ["hosts"]},
            "wagtail": {"level": "WARNING"},
            # The server's own lines too: its tracebacks would quote what people wrote, and its list
            # of requests would hold everybody's personal links.
            "uvicorn": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "uvicorn.error": {
                "handlers": ["console"],
                "level": "INFO",
                "propagate": False,
                "filters": ["listening"],
            },
            "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "django_tasks": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
            "stripe": {"level": "WARNING"},
        },
    }

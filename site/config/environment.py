"""Reading the environment. What is wrong is gathered, so that one start names all of it."""

import logging
import os
from typing import Any, NoReturn
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from vault.keys import read_ring

PRODUCTION = "production"
MODES = (PRODUCTION, "demo", "test")
YES = {"true", "on", "yes", "1", "ok", "y"}
NO = {"false", "off", "no", "0", "n"}
DATABASE = (
    "DATABASE_URL cannot be read. It is postgres://user:password@host:5432/name, with @ : / # in "
    "a password as %40 %3A %2F %23."
)
MAIL = (
    "EMAIL_URL cannot be read. It is smtp+tls://user:password@host:587, smtp+ssl://…:465 or "
    "smtp://localhost:25, with @ : / # in a password as %40 %3A %2F %23."
)
ENGINES = ("django.db.backends.postgresql", "django.db.backends.sqlite3")


class Environment:
    """The variables of one installation. An empty one is as good as none.

    What cannot be read becomes a complaint and its default, so that the rest is looked at as well;
    complaints never quote a value, which may be a secret.
    """

    def __init__(self) -> None:
        self.complaints: list[str] = []
        mode = self.text("EVENKEEL_MODE", default=PRODUCTION)
        self.refuse_if(mode not in MODES, "EVENKEEL_MODE is one of production, demo, test.")
        self.mode = mode if mode in MODES else PRODUCTION

    def text(self, name: str, *, default: str = "") -> str:
        """The value as it stands."""
        return os.environ.get(name, "").strip() or default

    def needed(self, name: str, *, default: str, why: str, never: bool = False) -> str:
        """The value, or `default`: in production a complaint that says `why`.

        There, with `never`, the default is none that somebody may have written down either.
        """
        value = self.text(name)
        missing = not value or (never and value == default)
        self.refuse_if(self.mode == PRODUCTION and missing, f"{name} is not set: {why}.")
        return value or default

    def whole(self, name: str, *, default: int) -> int:
        """A whole number from 0 up."""
        value = self.text(name, default=str(default))
        self.refuse_if(not value.isdecimal(), f"{name} is a whole number.")
        return int(value) if value.isdecimal() else default

    def seconds(self, name: str, *, default: float) -> float:
        """A number of seconds, parts of them too."""
        try:
            return float(self.text(name, default=str(default)))
        except ValueError:
            self.complaints.append(f"{name} is a number of seconds.")
            return default

    def level(self, name: str, *, default: str) -> str:
        """The name of a level of logging."""
        value = self.text(name, default=default).upper()
        known = value in logging.getLevelNamesMapping()
        self.refuse_if(not known, f"{name} is DEBUG, INFO, WARNING or ERROR.")
        return value if known else default

    def yes(self, name: str, *, default: bool) -> bool:
        """Yes or no, in the words people use for it."""
        value = self.text(name, default="on" if default else "off").lower()
        self.refuse_if(value not in YES | NO, f"{name} is on or off.")
        return value in YES if value in YES | NO else default

    def names(self, name: str) -> list[str]:
        """What stands between commas."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def database(self, *, default: str) -> dict[str, Any]:
        """Django's entry for DATABASE_URL."""
        address = self.text("DATABASE_URL", default=default)
        try:
            # Without a scheme the library would warn, and quote it.
            found = dict(environ.Env.db_url_config(address)) if "://" in address else {}
        except ValueError:
            found = {}
        if found.get("ENGINE") not in ENGINES:
            self.complaints.append(DATABASE)
            return dict(environ.Env.db_url_config(default))
        return found

    def mail(self, *, default: str, why: str) -> dict[str, Any]:
        """Django's settings for EMAIL_URL, which production must name."""
        address = self.needed("EMAIL_URL", default=default, why=why)
        try:
            return dict(environ.Env.email_url_config(address))
        except (ValueError, ImproperlyConfigured):
            self.complaints.append(MAIL)
            return dict(environ.Env.email_url_config(default))

    def port_of(self, address: str, *, name: str) -> int | None:
        """The port in an address, if it names one."""
        try:
            return urlsplit(address).port
        except ValueError:
            self.complaints.append(f"The port in {name} is a number up to 65535.")
            return None

    def refuse_ring(self, keys: str, *, of_the_demo: str) -> None:
        """Complains about keys of the vault that are malformed or, in production, the demo's."""
        try:
            found = set(read_ring(keys).values())
        except ImproperlyConfigured as error:
            self.complaints.append(str(error))
            return
        known = found & set(read_ring(of_the_demo).values())
        self.refuse_if(
            self.mode == PRODUCTION and bool(known) and bool(self.text("VAULT_KEYS")),
            "VAULT_KEYS holds the demo's key, which everybody can read.",
        )

    def refuse_if(self, wrong: bool, sentence: str) -> None:
        """Notes a complaint."""
        if wrong:
            self.complaints.append(sentence)

    def refuse_what_is_wrong(self) -> None:
        """Raises ImproperlyConfigured with every complaint, each on a line of its own."""
        if self.complaints:
            _refuse(self.complaints)


def _refuse(complaints: list[str]) -> NoReturn:
    if len(complaints) == 1:
        raise ImproperlyConfigured(complaints[0])
    lines = "".join(f"\n- {each}" for each in complaints)
    raise ImproperlyConfigured(f"{len(complaints)} things.{lines}")

"""What a field of a frame may hold. Each says it in words and shows one value that is right.

A frame's payload is a dataclass whose fields are annotated with these:
`text: Annotated[str, text(2_000)]`. A field with a default may be left out.
"""

import dataclasses
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, get_type_hints
from uuid import UUID

from typed.signs import plain, shows

MAX_ID = 40
_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


class BadFrame(Exception):
    """The frame is not of the protocol. The message is a sentence for whoever reads the console."""


@dataclass(frozen=True)
class Field:
    """`check` returns the value as our code wants it, or raises BadFrame."""

    check: Callable[[Any], Any]
    sample: Any


def text(longest: int, *, empty: bool = False) -> Field:
    """Valid Unicode of at most that many characters; blank only where `empty` allows it."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest or not (value.strip() or empty):
            raise BadFrame(f"text of 1 to {longest} characters is needed")
        if "\x00" in value:
            raise BadFrame("text may not hold a null character")
        try:
            value.encode()
        except UnicodeEncodeError as error:  # half a surrogate pair: no database keeps it
            raise BadFrame("text is not valid Unicode") from error
        return value

    return Field(check, "words")


def words(longest: int) -> Field:
    """What others read, of at most that many characters: without what nobody can see."""
    valid = text(longest)

    def check(value: Any) -> str:
        seen = plain(valid.check(value))
        if not shows(seen):
            raise BadFrame("words that can be seen are needed")
        return seen

    return Field(check, "words")


def whole(lowest: int, highest: int) -> Field:
    """A whole number between the two, both included."""

    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise BadFrame(f"a whole number from {lowest} to {highest} is needed")
        return value

    return Field(check, lowest)


def one_of(words: Iterable[str], what: str) -> Field:
    """One of these words; `what` names them in the refusal."""
    known = tuple(words)

    def check(value: Any) -> str:
        if value not in known:
            raise BadFrame(f"{what} is needed")
        return str(value)

    return Field(check, known[0])


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadFrame("true or false is needed")
    return value


def _seat(value: Any) -> UUID:
    if isinstance(value, str) and len(value) == 36:
        try:
            return UUID(value)
        except ValueError:
            pass
    raise BadFrame("the id of a seat is needed")


def _id(value: Any) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise BadFrame("an id of 1 to 40 letters, digits, - or _ is needed")
    return value


def _moment(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 2**40:
        raise BadFrame("seconds since 1970 are needed")
    return value


FLAG = Field(_flag, False)
SEAT = Field(_seat, "00000000-0000-4000-8000-000000000000")
ID = Field(_id, "some-id")
MOMENT = Field(_moment, 1.5)
SEQUENCE = Field(whole(0, 2**31 - 1).check, 1)


def fields_of(payload: type) -> tuple[dict[str, Field], dict[str, Field]]:
    """The fields a payload must have, and those it may. Raises TypeError where no check is."""
    hints = get_type_hints(payload, include_extras=True)
    needed: dict[str, Field] = {}
    optional: dict[str, Field] = {}
    for field in dataclasses.fields(payload):
        found = [one for one in getattr(hints[field.name], "__metadata__", ()) if _is_field(one)]
        if len(found) != 1:
            raise TypeError(f"{payload.__name__}.{field.name} does not say what it may hold")
        (needed if field.default is dataclasses.MISSING else optional)[field.name] = found[0]
    return needed, optional


def _is_field(found: object) -> bool:
    return isinstance(found, Field)

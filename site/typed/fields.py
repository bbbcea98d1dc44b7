"""Form fields for what others read. A null character, which only machines type, is refused."""

from collections.abc import Callable
from typing import Any

from django import forms

from typed.signs import plain, plain_line, shows


class LineField(forms.CharField):
    """One line that can be seen."""

    def to_python(self, value: Any) -> str:
        """The line; empty where nothing of it shows."""
        return _seen(super().to_python(value), plain_line)


class WordsField(forms.CharField):
    """Words that can be seen, in as many lines as they take."""

    def to_python(self, value: Any) -> str:
        """The words; empty where nothing of them shows."""
        return _seen(super().to_python(value), plain).strip()


def _seen(typed: str | None, made: Callable[[str], str]) -> str:
    words = typed or ""
    if "\x00" in words:
        return words  # Django's own validator says so
    words = made(words)
    return words if shows(words) else ""

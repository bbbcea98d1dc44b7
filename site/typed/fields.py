"""Form fields for what others read."""

from typing import Any

from django import forms

from typed.signs import plain, plain_line, shows


class LineField(forms.CharField):
    """One line that can be seen."""

    def to_python(self, value: Any) -> str:
        """The line; empty where nothing of it shows."""
        line = plain_line(str(super().to_python(value) or ""))
        return line if shows(line) else ""


class WordsField(forms.CharField):
    """Words that can be seen, in as many lines as they take."""

    def to_python(self, value: Any) -> str:
        """The words; empty where nothing of them shows."""
        words = plain(str(super().to_python(value) or "")).strip()
        return words if shows(words) else ""

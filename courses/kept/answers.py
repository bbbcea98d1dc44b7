"""What somebody wrote in an exercise, as it is sealed: each question beside its answer."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

MOST_LETTERS = 4_000  # of one answer, or of one line of a list
MOST_LINES = 30
MOST_BYTES = 60_000  # of a whole card, questions included
LONGEST_TITLE = 120

Words = str | tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    """One answer with its question as it read then; `key` is that of the exercise's ask.

    Words are text, or the lines of a list and of what was chosen.
    """

    key: str
    prompt: str
    words: Words

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of a list; none for a text."""
        return () if isinstance(self.words, str) else self.words


def written(answered: Iterable[Answered]) -> str:
    """The text that is sealed."""
    rows = [{"key": one.key, "prompt": one.prompt, "words": one.words} for one in answered]
    return json.dumps(rows, ensure_ascii=False)


def read(text: str) -> tuple[Answered, ...]:
    """What `written` wrote."""
    return tuple(
        Answered(
            key=row["key"],
            prompt=row["prompt"],
            words=row["words"] if isinstance(row["words"], str) else tuple(row["words"]),
        )
        for row in json.loads(text)
    )

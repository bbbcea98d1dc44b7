"""How a search goes on until it finds something: kindly, and honest about what it did."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from searching.words import begun_by, forms_of, spelled_anew, together, words_in


@dataclass(frozen=True)
class Try:
    """What to look for: places that have `every` word (or any) in one of its `ways`.

    `spelled` are the words where they are spelled anew; `loosely`: some of them are enough.
    """

    words: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]
    spelled: str = ""
    loosely: bool = False

    @property
    def every(self) -> bool:
        """Whether a place needs all of the words."""
        return not self.loosely


def tries(
    typed: str, known: Callable[[], Collection[str]], *, as_typed: bool = False
) -> Iterator[Try]:
    """As typed; where the words begin others; written together or spelled as they are here; some
    of them.

    `known` gives the words that are used here, and is asked once nothing was found as typed.
    `as_typed`: nothing is guessed, because the words mean what they say (`searching.danger`).
    """
    words = words_in(typed)
    if not words:
        return
    first = Try(tuple(words), _forms(words))
    yield first
    if as_typed:
        return
    vocabulary = known()
    begun = tuple(tuple(begun_by(word, vocabulary)) for word in words)
    if begun != first.ways:
        yield Try(first.words, begun)
    joined = together(typed, vocabulary)
    spelled = spelled_anew(joined or words, vocabulary)
    if spelled != words:
        yield Try(tuple(spelled), _forms(spelled), spelled=" ".join(spelled))
    yield Try(tuple(spelled), _forms(spelled), loosely=True)


def _forms(words: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(forms_of(word)) for word in words)

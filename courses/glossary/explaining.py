"""Words of the glossary in a lesson's text become buttons with their explanation.

Only in running text: paragraphs and lists of teaching and examples, each word where it comes
first. Headings, links, buttons, what is bold (names, labels) and names of skills stay as they are.
"""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.glossary.queries import Entry, Glossary

# The parts of a lesson (design/tags/lesson.py) whose words are explained.
PARTS = ({"lesson-teaching", "prose"}, {"lesson-part--example"})
TEXT = {"p", "li"}
LEFT_ALONE = {"a", "button", "b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption"}
VOID = {
    "area",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}


def explained(html: str, glossary: Glossary, *, names: Iterable[str] = ()) -> SafeString:
    """`html` with the words of `glossary` explained; `names` of skills are no words of it."""
    if not glossary.entries:
        return mark_safe(html)  # noqa: S308  (the caller's own rendered text)
    reader = _Reader(glossary, names)
    reader.feed(html)
    reader.close()
    return mark_safe("".join(reader.out))  # noqa: S308  (the same text; additions are escaped)


class _Reader(HTMLParser):
    """Copies what it reads, tag by tag as it stands, and explains words in the text between."""

    def __init__(self, glossary: Glossary, names: Iterable[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._entries = {
            _plain(form): entry for entry in glossary.entries for form in entry.said_as
        }
        self._met: set[str] = set()
        self._pattern = _one_of([*self._entries, *map(_plain, names)])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        self.out.append(self.get_starttag_text() or "")
        if tag not in VOID:
            looks = set((dict(attrs).get("class") or "").split())
            self._open.append((tag, any(part <= looks for part in PARTS)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that begins and ends at once."""
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """A tag ends, and with it whatever was left open inside."""
        self.out.append(f"</{tag}>")
        places = [place for place, (name, _part) in enumerate(self._open) if name == tag]
        if places:
            del self._open[places[-1] :]

    def handle_data(self, data: str) -> None:
        """Text: the only place where something is added."""
        self.out.append(self._pattern.sub(self._explain, data) if self._is_running() else data)

    def handle_entityref(self, name: str) -> None:
        """A character by its name."""
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """A character by its number."""
        self.out.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """The mark at which the reader's crisis numbers come in is a comment."""
        self.out.append(f"<!--{data}-->")

    def _is_running(self) -> bool:
        """Whether we are in a paragraph or list of a part whose words are explained."""
        tags = {tag for tag, _part in self._open}
        in_part = any(part for _tag, part in self._open)
        return in_part and bool(tags & TEXT) and not tags & LEFT_ALONE

    def _explain(self, found: re.Match[str]) -> str:
        entry = self._entries.get(_plain(found[0]))
        if entry is None or entry.anchor in self._met:
            return found[0]
        self._met.add(entry.anchor)
        return _button(found[0], entry)


def _plain(form: str) -> str:
    return " ".join(form.split()).casefold()


def _one_of(forms: Iterable[str]) -> re.Pattern[str]:
    """Any of these as whole words, the longest first, whatever blanks stand between."""
    longest_first = sorted(set(forms), key=len, reverse=True)
    ways = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest_first)
    return re.compile(rf"(?<![\w-])(?:{ways})(?![\w-])", re.IGNORECASE)


def _button(said: str, entry: Entry) -> SafeString:
    """The word as a button and, hidden right behind it, its explanation.

    No blank between the tags: it would stand before the comma that follows the word. The focus goes
    into the explanation, so that it is read out, and back to the word when it closes.
    """
    return format_html(
        '<button class="word" type="button" popovertarget="{anchor}">{said}</button>'
        '<span class="word__note" id="{anchor}" popover role="dialog"'
        ' aria-labelledby="{anchor}-word" aria-describedby="{anchor}-text">'
        '<span class="word__name" id="{anchor}-word">{word}</span>'
        '<span class="word__text" id="{anchor}-text">{explanation}</span>'
        '<button class="button button--secondary" type="button" popovertarget="{anchor}"'
        ' popovertargetaction="hide" autofocus>{close}</button></span>',
        anchor=entry.anchor,
        said=mark_safe(said),  # noqa: S308  (as it stood in the text, characters by name included)
        word=entry.word,
        explanation=entry.explanation,
        close=_("Close"),
    )

"""Where the text of a lesson may lead: to pages and documents of this site."""

from html.parser import HTMLParser

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

INSIDE = {"page", "document"}


def inside_only(html: str) -> None:
    """Passes rich text, as Wagtail keeps it, whose links all stay inside. Raises ValidationError.

    Whoever follows a link out of a lesson tells the other site about it, and may not come back.
    """
    for address in _Outside.links_of(html):
        raise ValidationError(
            _("A lesson leads to pages and documents of this site only. Please take the link to "
              "“%(address)s” out; you can name it in the text instead.")
            % {"address": address}
        )  # fmt: skip


class _Outside(HTMLParser):
    """Collects the addresses of links that are none of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @classmethod
    def links_of(cls, html: str) -> list[str]:
        reader = cls()
        reader.feed(html)
        reader.close()
        return reader.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A link inside has a kind and an id; others have an address."""
        given = dict(attrs)
        if tag == "a" and (given.get("linktype") not in INSIDE or given.get("href")):
            self.found.append(
                (given.get("href") or "").removeprefix("mailto:").removeprefix("tel:")
            )

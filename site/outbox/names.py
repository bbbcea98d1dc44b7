"""What each kind of letter is called where the team reads of it: a key tells them nothing."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
_names: dict[str, Words] = {"mail": _("About signing in or the site itself")}


def name_letters(names: Mapping[str, Words]) -> None:
    """Registers the names of kinds; each app names its own in `AppConfig.ready`."""
    _names.update(names)


def letter_name(kind: str) -> str:
    """What a kind is called; one that nobody named is a letter all the same."""
    return str(_names.get(kind, _("Another letter")))


def letter_names() -> list[tuple[str, str]]:
    """Every kind that has a name, by name."""
    return sorted(((kind, str(words)) for kind, words in _names.items()), key=lambda one: one[1])

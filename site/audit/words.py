"""What an act is called when a member reads who opened their record."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
_words: dict[str, Words] = {}


def name_act(act: str, words: Words) -> None:
    """Registers the words of a dotted act; each app names its own acts in `AppConfig.ready`."""
    _words[act] = words


def act_words(act: str) -> Words:
    """The words of an act; an unnamed one still tells that the record was used."""
    return _words.get(act, _("Used your record"))

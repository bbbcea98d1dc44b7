"""Numbers as a telephone dials them, and as a voice reads them.

A link holds the digits and nothing else: RFC 3966 allows `*` and `#` in a number, and in an address
`#` must be written `%23`. A digit that a menu asks for after the call is answered is never part of
the link, because telephones differ in how they wait for it: it is said in words.
"""

import re
from urllib.parse import quote

from django.utils.translation import gettext as _

# What a clinic may write: digits, blanks, hyphens, a + in front, and the two other keys.
NUMBER = re.compile(r"^(?:\+|[*#])?[0-9](?:[0-9 -]*[0-9])?#?$")
_FILLING = re.compile(r"[\s-]")


def tel(number: str) -> str:
    """The address of a call, such as `tel:116123` or `tel:*4141`."""
    return "tel:" + quote(_FILLING.sub("", number), safe="+*")


def sms(number: str, *, keyword: str = "") -> str:
    """The address of a text message (RFC 5724), with the word that has to be texted in it."""
    body = f"?body={quote(keyword)}" if keyword else ""
    return "sms:" + quote(_FILLING.sub("", number), safe="+*") + body


def whatsapp(number: str) -> str:
    """WhatsApp's own address of a number, which must begin with + and the country's digits."""
    return "https://wa.me/" + re.sub(r"\D", "", number)


def spoken(number: str) -> str:
    """The number digit by digit, so that a screen reader says no millions: `1 1 6, 1 2 3`."""
    named = {"*": _("star"), "#": _("hash"), "+": _("plus")}
    groups = re.split(r"[\s-]+", number.strip())
    return ", ".join(" ".join(named.get(key, key) for key in group) for group in groups)


def needs_hand(number: str) -> bool:
    """Whether some telephones refuse to dial it from a link, because a star or hash is in it."""
    return "*" in number or "#" in number

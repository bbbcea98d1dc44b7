"""The names of the languages that lines are answered in."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NAMES = {
    "am": gettext_lazy("Amharic"),
    "ar": gettext_lazy("Arabic"),
    "bg": gettext_lazy("Bulgarian"),
    "bn": gettext_lazy("Bengali"),
    "cs": gettext_lazy("Czech"),
    "da": gettext_lazy("Danish"),
    "de": gettext_lazy("German"),
    "el": gettext_lazy("Greek"),
    "en": gettext_lazy("English"),
    "es": gettext_lazy("Spanish"),
    "et": gettext_lazy("Estonian"),
    "fi": gettext_lazy("Finnish"),
    "fr": gettext_lazy("French"),
    "ha": gettext_lazy("Hausa"),
    "he": gettext_lazy("Hebrew"),
    "hr": gettext_lazy("Croatian"),
    "hu": gettext_lazy("Hungarian"),
    "id": gettext_lazy("Indonesian"),
    "is": gettext_lazy("Icelandic"),
    "it": gettext_lazy("Italian"),
    "ja": gettext_lazy("Japanese"),
    "ko": gettext_lazy("Korean"),
    "lb": gettext_lazy("Luxembourgish"),
    "lt": gettext_lazy("Lithuanian"),
    "lv": gettext_lazy("Latvian"),
    "ms": gettext_lazy("Malay"),
    "mt": gettext_lazy("Maltese"),
    "ne": gettext_lazy("Nepali"),
    "nl": gettext_lazy("Dutch"),
    "no": gettext_lazy("Norwegian"),
    "pl": gettext_lazy("Polish"),
    "pt": gettext_lazy("Portuguese"),
    "ro": gettext_lazy("Romanian"),
    "ru": gettext_lazy("Russian"),
    "si": gettext_lazy("Sinhala"),
    "sk": gettext_lazy("Slovak"),
    "sl": gettext_lazy("Slovene"),
    "sv": gettext_lazy("Swedish"),
    "sw": gettext_lazy("Swahili"),
    "ta": gettext_lazy("Tamil"),
    "th": gettext_lazy("Thai"),
    "tl": gettext_lazy("Filipino"),
    "tr": gettext_lazy("Turkish"),
    "uk": gettext_lazy("Ukrainian"),
    "ur": gettext_lazy("Urdu"),
    "vi": gettext_lazy("Vietnamese"),
    "zh": gettext_lazy("Chinese"),
}


def language_names(codes: Iterable[str]) -> str:
    """The languages as one reads them: “German, French and Italian”. Unknown codes stay codes."""
    names = [str(NAMES.get(code, code)) for code in codes]
    if len(names) < 2:
        return "".join(names)
    return _("%(most)s and %(last)s") % {"most": ", ".join(names[:-1]), "last": names[-1]}


def unknown_languages(text: str) -> list[str]:
    """The codes in `en, pl` that name no language we know."""
    codes = [code.strip() for code in text.split(",") if code.strip()]
    return [code for code in codes if code not in NAMES]

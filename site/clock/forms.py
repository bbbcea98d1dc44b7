"""A moment that somebody types as the clock on their wall shows it."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from clock import words
from clock.places import city_of

# To the minute, as the editor's widget writes it.
TYPED = "%Y-%m-%d %H:%M"


class WallTimeField(forms.DateTimeField):
    """A day and an hour on the reader's clock, which the field names beside itself.

    An hour that the clocks skip or give twice is refused with the nearest ones that are meant
    without doubt. `kept` is the moment that stands already: sent back as it was shown it stays that
    very moment, also in the second of two hours, or where the clocks' rules changed since.
    """

    def __init__(self, *, kept: datetime | None = None, **options: Any) -> None:
        options.setdefault("help_text", whose_clock())
        super().__init__(**options)
        self.kept = kept

    def to_python(self, value: Any) -> datetime | None:
        """The moment. Raises ValidationError."""
        if self.kept is not None and value == _as_typed(self.kept):
            return self.kept
        try:
            moment: datetime | None = super().to_python(value)
        except ValidationError as error:
            wall = (error.params or {}).get("datetime")
            if not isinstance(wall, datetime):
                raise
            sentence = why_in_doubt(wall, timezone.get_current_timezone())
            raise ValidationError(sentence, code="doubtful") from error
        return moment


def on_the_readers_clock(
    fields: dict[str, forms.Field], kept: Mapping[str, datetime | None]
) -> None:
    """Makes these of a form's fields WallTimeFields; `kept` are the moments that stand already.

    Those that the form does not have are passed over.
    """
    for name, moment in kept.items():
        if (field := fields.get(name)) is not None:
            options = {"label": field.label, "widget": field.widget, "required": field.required}
            fields[name] = WallTimeField(kept=moment, **options)


def whose_clock() -> str:
    """Which clock a field goes by, for beside it."""
    place = city_of(timezone.get_current_timezone_name())
    if place:
        return _("By the clock in %(place)s, as under “Your account”.") % {"place": place}
    return _("In UTC. Choose your time zone under “Your account” to type times of your own clock.")


def why_in_doubt(wall: datetime, zone: tzinfo) -> str:
    """What the clocks of `zone` do at `wall`, which they skip or give twice, and what to type."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    step = (second or timedelta()) - (first or timedelta())
    told = {
        "hour": words.hour(wall),
        "day": words.day(wall),
        "before": words.hour(wall - abs(step)),
        "after": words.hour(wall + abs(step)),
    }
    if step > timedelta():
        return (
            _(
                "There is no %(hour)s on %(day)s: the clocks are put forward over it. "
                "Please choose %(before)s or %(after)s."
            )
            % told
        )
    return (
        _(
            "%(hour)s comes twice on %(day)s: the clocks are put back. "
            "Please choose %(before)s or %(after)s."
        )
        % told
    )


def _as_typed(moment: datetime) -> str:
    return format(timezone.localtime(moment), TYPED)

"""Words on a resource."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import LONGEST_TAG
from typed.fields import LineField

MOST_TAGS = 12


class TagsForm(forms.Form):
    """The words on a resource, with commas between them; `was` are those the page showed."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    tags = LineField(
        label=_("Tags"),
        required=False,
        max_length=MOST_TAGS * (LONGEST_TAG + 2),
        help_text=_("Words by which the team finds it, with commas between them."),
    )

    def clean_tags(self) -> list[str]:
        """The words. Raises ValidationError for one that is too long, or too many."""
        names = _names_in(self.cleaned_data["tags"])
        if len(names) > MOST_TAGS:
            raise ValidationError(_now("That are more tags than help. Please choose a few."))
        if any(len(name) > LONGEST_TAG for name in names):
            raise ValidationError(_now("One of these is too long for a tag. Please shorten it."))
        return names

    @property
    def added(self) -> set[str]:
        """What was put on it on this page."""
        return set(self.cleaned_data["tags"]) - set(_names_in(self.cleaned_data["was"]))

    @property
    def dropped(self) -> set[str]:
        """What was taken off on this page."""
        return set(_names_in(self.cleaned_data["was"])) - set(self.cleaned_data["tags"])


def _names_in(typed: str) -> list[str]:
    """Words or phrases, each once, in lower case: “Crisis” is the folder of “crisis”."""
    names = (" ".join(part.split()).casefold() for part in typed.split(","))
    return list(dict.fromkeys(name for name in names if name))

"""What is sent beside the answers of a sheet, and a comment."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy

from typed.fields import WordsField

LONGEST_COMMENT = 2_000
MOST_STROKES = 1_000_000


class SavingForm(forms.Form):
    """Which page saves, how often it did, and what it began with."""

    pen = forms.UUIDField(widget=forms.HiddenInput)
    stroke = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_STROKES)
    goes_on = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)

    def __init__(self, sent: Any = None, *, mark: str = "") -> None:
        started = {"pen": uuid4(), "stroke": 0, "goes_on": mark}
        super().__init__(sent, initial=started, auto_id="saving-%s")


class CommentForm(forms.Form):
    """A few words about a sheet that was handed in."""

    filling = forms.UUIDField(widget=forms.HiddenInput)
    words = WordsField(
        label=gettext_lazy("Write a few lines"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Nothing was written yet."),
            "max_length": gettext_lazy(
                "A comment has %(limit_value)d letters at most, and this one has %(show_value)d. "
                "Please shorten it."
            ),
        },
    )

    def __init__(self, sent: Any = None, *, auto_id: str = "comment-%s") -> None:
        super().__init__(sent, initial={"filling": uuid4()}, auto_id=auto_id)

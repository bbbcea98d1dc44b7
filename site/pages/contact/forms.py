"""What a visitor writes to the clinic."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from typed.fields import LineField, WordsField

LONGEST = 4000


@dataclass(frozen=True)
class Message:
    """A message from the contact page. `by_machine` is true when the hidden field was filled."""

    name: str
    email: str
    text: str
    by_machine: bool


class MessageForm(forms.Form):
    """A name if one likes, an address for the answer, and the message.

    `website` is hidden from people; machines fill it. Such a message is thanked for and dropped.
    """

    name = LineField(
        label=_("Your name"),
        max_length=80,
        required=False,
        help_text=_("If you like. Any name will do."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("For our answer, and for nothing else."),
        error_messages={
            "required": _("Please give an e-mail address, so that we can answer."),
            "invalid": _("Please check the address: it should look like name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = WordsField(
        label=_("Your message"),
        max_length=LONGEST,
        min_length=3,
        error_messages={
            "required": _("The message is still empty. A few words are enough."),
            "min_length": _("The message is still very short. A few words more help us to answer."),
            "max_length": _(
                "This is longer than we can take in one message. Please shorten it, or send the "
                "rest in a second one."
            ),
        },
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    website = forms.CharField(required=False, label=_("Leave this empty"))

    def message_written(self) -> Message:
        """The message. Only after `is_valid()`."""
        kept = self.cleaned_data
        return Message(
            name=kept["name"],
            email=kept["email"],
            text=kept["message"],
            by_machine=bool(kept["website"]),
        )

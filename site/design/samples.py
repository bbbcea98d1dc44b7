"""What /design/ shows: invented people, places and moments, the same at every visit."""

from datetime import UTC, datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from design.shapes import Heading, Link, Stage, Step
from help.choosing import LineNow
from help.hours import ALWAYS, read_hours
from help.shapes import Audience, Cost, Kind, Line, Way, Words

# A Tuesday evening in Berlin, in the week when London and Berlin keep the same distance.
STARTS_AT = datetime(2027, 3, 2, 17, 30, tzinfo=UTC)
NOW = datetime(2027, 3, 2, 15, 10, tzinfo=UTC)
LATER = datetime(2099, 1, 1, tzinfo=UTC)

CRUMBS = (
    Link("Programme", "#"),
    Link("Emotion regulation", "#"),
    Link("Opposite action", current=True),
)
TABS = (
    Link("This week", "#tabs", current=True),
    Link("Practice", "#tabs", count=3),
    Link("Earlier weeks", "#tabs"),
    Link("Notes", "#tabs", count=0),
)
ENROLMENT = ("Group", "About you", "Agreement", "Payment", "Done")
HALT = (
    Step("Hungry", "When did you last eat something that keeps you going?", "H"),
    Step("Angry", "Is there an anger underneath that has not been said?", "A"),
    Step("Lonely", "Who have you spoken with today?", "L"),
    Step("Tired", "How did you sleep, and when could you rest?", "T"),
)
PRACTICE = (
    Step("Notice", "Name what you feel, as you would name the weather."),
    Step("Breathe", "Let the breath out be longer than the breath in."),
    Step("Choose", "Ask what would help one hour from now."),
)
POINTS = (
    "Feelings come with an urge to act; the urge is not an order.",
    "Acting opposite to the urge can turn the feeling down.",
    "It works when the feeling does not fit the facts.",
)
FACTS = (
    ("Meets", "Tuesdays, 18:30–20:30"),
    ("Led by", "Robin Hale and Mira Osei"),
    ("Lasts", "24 weeks, from 2 March 2027"),
)
HEADINGS = (
    Heading("Group", url="?sort=-group", sorted="ascending"),
    Heading("Starts", url="?sort=-starts"),
    Heading("Time zone"),
)
TABLE = (
    ("Tuesday evenings", "2 March 2027", "Berlin", "€480"),
    ("Thursday mornings", "4 March 2027", "London", "€480"),
    ("Saturday late morning", "6 March 2027", "New York", "€520"),
)
NIGHT = datetime(2027, 3, 2, 3, 0, tzinfo=UTC)  # a Tuesday, while most of the world sleeps
LINES = tuple(
    LineNow(line, NIGHT)
    for line in (
        Line(
            "A crisis line",
            (Way(Kind.CALL, "01 234 567"), Way(Kind.CHAT, "https://chat.example/")),
            ALWAYS,
            languages=("en", "fr"),
            cost=Cost.FREE,
        ),
        Line(
            "A line that sleeps",
            (Way(Kind.CALL, "*41 41", then="5"),),
            read_hours("Mon-Fri 09:00-17:00", zone="Europe/Dublin"),
            audience=Audience.ADULTS,
        ),
        Line(
            "A text line",
            (Way(Kind.TEXT, "50 505", keyword="HELLO"),),
            note=Words({"en": "Write any word to begin."}),
        ),
    )
)
BODY = "<p>Words that are kept for everybody.</p><!-- crisis note -->"
STAGES = (
    Stage("Arrive", 10, "done", "arrive"),
    Stage("Mindfulness", 10, "done", "mindfulness"),
    Stage("Homework review", 35, "current", "review"),
    Stage("Break", 10, "next", "break"),
    Stage("New skill", 40, "next", "skill"),
    Stage("Wind-down", 15, "next", "wind-down"),
)


class SampleForm(forms.Form):
    """One field of every kind that the product uses."""

    name = forms.CharField(label=_("Your first name"), help_text=_("As the group may call you."))
    email = forms.EmailField(label=_("E-mail address"))
    code = forms.CharField(
        label=_("Code from the letter"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=[("de", _("Germany")), ("gb", _("United Kingdom")), ("us", _("United States"))],
    )
    city = forms.ChoiceField(
        label=_("City whose clock you live by"),
        choices=[("", _("Please choose")), ("be", "Berlin"), ("ky", "Kyiv"), ("to", "Tokyo")],
        widget=forms.Select(attrs={"data-search": _("Search by city"), "data-found": _("# found")}),
    )
    born_on = forms.DateField(
        label=_("Date of birth"), widget=forms.DateInput(attrs={"type": "date"})
    )
    call_at = forms.TimeField(
        label=_("Best time to call"),
        widget=forms.TimeInput(attrs={"type": "time"}),
        required=False,
    )
    hopes = forms.CharField(
        label=_("What do you hope for?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    colour = forms.ChoiceField(
        label=_("How do you want to take part?"),
        help_text=_("You can change this at any session."),
        widget=forms.RadioSelect,
        choices=[
            ("video", _("With my camera on")),
            ("voice", _("With my voice only")),
            ("text", _("Listening, and writing in the chat")),
        ],
    )
    days = forms.MultipleChoiceField(
        label=_("Days that suit you"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("tue", _("Tuesday")), ("thu", _("Thursday")), ("sat", _("Saturday"))],
        required=False,
    )
    meeting = forms.SplitDateTimeField(
        label=_("First conversation"),
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date", "aria-label": "Day"},
            time_attrs={"type": "time", "aria-label": "Time"},
        ),
        required=False,
    )
    picture = forms.FileField(label=_("A picture of you"), required=False)
    fixed = forms.CharField(label=_("Your group"), initial="Tuesday evenings", disabled=True)
    agree = forms.BooleanField(
        label=_("I have read the group agreement and will keep to it"),
        help_text=_("You get a copy by e-mail."),
    )

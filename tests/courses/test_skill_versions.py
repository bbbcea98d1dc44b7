"""Two versions of a skill side by side: whatever changed is seen, in words."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from courses.models import Skill
from tests.courses.conftest import Browser
from tests.courses.sent import skill_form, step

CHOICES = [
    {"words": "In danger now", "reply": "Then leave.", "help": "on"},
    {"words": "Reminded", "reply": "", "help": ""},
]
CHOICE = {"kind": "choice", "prompt": "Danger?", "help": "", "several": "", "choices": CHOICES}
TIMER = {"kind": "timer", "prompt": "Stay.", "help": "", "seconds": 90}
FURTHER = {
    "key": "", "title": "Daily check", "intro": "", "spells": "", "one_is_enough": "",
    "read_aloud": "", "steps": [step("Meals", "Have I eaten?", asks=[TIMER])], "ending": "",
}  # fmt: skip
BEFORE: dict[str, Any] = {"steps": [step(asks=[CHOICE, TIMER])], "further": [FURTHER]}


def asking(*asks: dict[str, Any]) -> dict[str, Any]:
    return {"steps": [step(asks=list(asks))]}


@pytest.mark.parametrize(
    ("after", "seen"),
    [
        (
            asking(CHOICE | {"choices": [CHOICES[0] | {"help": ""}, CHOICES[1]]}, TIMER),
            ["shows the crisis numbers"],
        ),
        (asking(CHOICE | {"several": "on"}, TIMER), ["more than one may be chosen"]),
        (asking(CHOICE, TIMER | {"seconds": 75}), ["75", "90", "seconds"]),
        (asking(CHOICE, TIMER | {"kind": "none"}), ["with a timer", "nothing is answered"]),
        ({"doing_intro": "Slowly, slowly."}, ["Said first", "Slowly, slowly."]),
        ({"doing_ending": "Enough for now."}, ["Said at the end", "Enough for now."]),
        ({"doing_one": "on"}, ["one step is enough"]),
        ({"doing_aloud": "on"}, ["the answers are a script to say"]),
        ({"further": [FURTHER | {"one_is_enough": "on"}]}, ["one step is enough"]),
        ({"further": [FURTHER | {"ending": "Enough for now."}]}, ["Said at the end"]),
    ],
)
def test_every_change_is_seen_in_words(
    browser: Browser, after: dict[str, Any], seen: list[str]
) -> None:
    editor = browser(Role.FACILITATOR)
    anchor = Skill.objects.get(slug="anchor")
    versions = []
    for fields in (BEFORE, BEFORE, BEFORE | after):
        anchor.refresh_from_db()
        sent = skill_form(anchor, publish=False, **fields)
        assert editor.post(reverse("skills:edit", args=[anchor.pk]), sent).status_code == 302
        anchor.refresh_from_db()
        versions.append(anchor.latest_revision_id)
    same, told = (_compared(editor, anchor, versions[0], other) for other in versions[1:])
    assert "There are no differences" in same
    assert "There are no differences" not in told
    for words in seen:
        assert words in told
    assert "True" not in told


def _compared(editor: Client, skill: Skill, first: int | None, second: int | None) -> str:
    address = reverse("skills:revisions_compare", args=[skill.pk, first, second])
    return editor.get(address).content.decode()


def test_what_is_typed_in_lines_is_one_paragraph(browser: Browser) -> None:
    editor, anchor = browser(Role.FACILITATOR), Skill.objects.get(slug="anchor")
    address = reverse("skills:edit", args=[anchor.pk])
    page = editor.get(address).content.decode()
    for name in ("summary", "when", "when_not"):
        assert f'<textarea name="{name}"' in page
    typed: dict[str, Any] = {
        "summary": "Hold on.\r\nLet go.",
        "when": "Now.\n\nLater.",
        "when_not": "On ice.\r\n",
    }
    assert editor.post(address, skill_form(anchor, **typed)).status_code == 302
    anchor.refresh_from_db()
    told = (anchor.summary, anchor.when, anchor.when_not)
    assert told == ("Hold on. Let go.", "Now. Later.", "On ice.")


def test_letters_that_spell_another_word_are_not_published(browser: Browser) -> None:
    editor = browser(Role.FACILITATOR)
    steps = [step("Reach", letter="R"), step("Own", letter="OPX")]
    sent = skill_form(acronym="on", steps=steps)
    refused = editor.post(reverse("skills:add"), sent).content.decode()
    assert "The letters spell ROPX, the name says Rope." in refused
    assert not Skill.objects.filter(name="Rope").exists()


@pytest.mark.parametrize("mode", ["page", "exercise", "cards"])
def test_before_it_is_published_no_button_leads_nowhere(browser: Browser, mode: str) -> None:
    editor = browser(Role.FACILITATOR)
    sent = skill_form(publish=False, steps=[step(asks=[CHOICE, TIMER])])
    own = [reverse("skill", args=["rope"]), "../worksheet/"]

    def seen(address: str, edits: int | str) -> tuple[bool, list[str]]:
        editor.post(address, sent | {"seen": edits})
        page = editor.get(address, {"mode": mode}).content.decode()
        return "Feel both feet." in page, [link for link in own if f'href="{link}' in page]

    assert seen(reverse("skills:preview_on_add"), "") == (True, [])
    assert editor.post(reverse("skills:add"), sent).status_code == 302
    rope = Skill.objects.get(slug="rope")
    address = reverse("skills:preview_on_edit", args=[rope.pk])
    assert seen(address, 1) == (True, [])
    publish = sent | {"seen": 1, "action-publish": "1"}
    assert editor.post(reverse("skills:edit", args=[rope.pk]), publish).status_code == 302
    whole, links = seen(address, 2)
    assert whole
    assert links

"""A skill is written as a draft, looked at, and published: through the editor's own pages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from accounts.models import Account
from accounts.roles import Role
from courses.models import GlossaryWord, Skill, TakenAway
from courses.skills.actions import load_skills
from courses.skills.queries import shown_skills
from tests.courses.conftest import Browser, Write
from tests.courses.sent import acts, skill_form, step, take_back

CHOICES = [
    {"words": "In danger now", "reply": "Then leave first.", "help": "on"},
    {"words": "Reminded", "reply": "", "help": ""},
]
ASKS: list[dict[str, Any]] = [
    {"kind": "text", "prompt": "What happened?", "help": "Facts."},
    {"kind": "list", "prompt": "Who could help?", "help": ""},
    {"kind": "choice", "prompt": "Danger?", "help": "", "choices": CHOICES, "several": "on"},
    {"kind": "timer", "prompt": "Stay.", "help": "", "seconds": 90},
    {"kind": "breath", "prompt": "Breathe.", "help": "", "seconds": 60, "inhale": 4, "exhale": 6},
    {"kind": "none", "prompt": "What else could be true?", "help": ""},
]


@pytest.fixture
def editor(browser: Browser) -> Client:
    """A facilitator's browser."""
    return browser(Role.FACILITATOR)


@pytest.fixture
def anchor(editor: Client) -> Skill:
    """A skill that ships, published as we wrote it."""
    return Skill.objects.get(slug="anchor")


def at(skill: Skill, name: str = "edit", *more: Any) -> str:
    return reverse(f"skills:{name}", args=[skill.pk, *more])


def draft(editor: Client, skill: Skill, **fields: Any) -> None:
    skill.refresh_from_db()
    answer = editor.post(at(skill), skill_form(skill, publish=False, **fields))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    skill.refresh_from_db()


# --- drafts ---------------------------------------------------------------------------------------
def test_a_draft_is_seen_by_its_editors_alone_until_it_is_published(
    editor: Client, anchor: Skill
) -> None:
    draft(editor, anchor, summary="Words nobody may read yet.")
    assert anchor.summary == "Feel the floor."
    assert shown_skills().get(pk=anchor.pk).summary == "Feel the floor."
    page = editor.get(at(anchor)).content.decode()
    assert "Words nobody may read yet." in page
    assert (anchor.live, anchor.has_unpublished_changes, anchor.edits) == (True, True, 1)
    assert "Published, with a draft" in editor.get(reverse("skills:list")).content.decode()
    sent = skill_form(anchor, summary="Words nobody may read yet.")
    assert editor.post(at(anchor), sent).status_code == 302
    anchor.refresh_from_db()
    assert anchor.summary == "Words nobody may read yet."
    assert (anchor.has_unpublished_changes, anchor.edits) == (False, 2)
    assert [facts["published"] for _who, facts in acts("skill.changed")] == [False, True]
    assert "nobody may read" not in str(acts("skill.changed"))


def test_a_new_skill_is_shown_to_nobody_before_it_is_published(editor: Client) -> None:
    before = set(shown_skills().values_list("slug", flat=True))
    answer = editor.post(reverse("skills:add"), skill_form(publish=False, steps=[], summary=""))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    rope = Skill.objects.get(slug="rope")
    assert (rope.live, rope.edits) == (False, 1)
    assert set(shown_skills().values_list("slug", flat=True)) == before
    assert editor.get(reverse("skills:list")).content.decode().count("Not published") == 1
    unfinished = editor.post(at(rope), skill_form(rope, steps=[], summary=""))
    assert "please add at least one" in unfinished.content.decode()
    assert set(shown_skills().values_list("slug", flat=True)) == before
    assert editor.post(at(rope), skill_form(rope)).status_code == 302
    assert set(shown_skills().values_list("slug", flat=True)) == {*before, "rope"}


def test_a_draft_needs_a_name_and_nothing_else(editor: Client) -> None:
    address = reverse("skills:add")
    nameless = editor.post(address, skill_form(publish=False, name=""))
    assert nameless.status_code == 200
    assert "Please give the skill a name." in nameless.content.decode()
    assert not Skill.objects.filter(live=False).exists()
    half = {"kind": "choice", "prompt": "Which?", "help": "", "choices": [], "several": ""}
    sent = skill_form(publish=False, steps=[step("", "", asks=[half])])
    assert editor.post(address, sent).status_code == 302
    assert Skill.objects.get(slug="rope").told_steps[0].asks[0].prompt == "Which?"


def test_an_earlier_version_is_taken_back_as_an_edit(editor: Client, anchor: Skill) -> None:
    draft(editor, anchor, summary="First.")
    first = anchor.latest_revision
    draft(editor, anchor, summary="Second.")
    address = at(anchor, "revisions_revert", first.pk)
    page = editor.get(address).content.decode()
    assert "First." in page
    stale = skill_form(anchor, summary="First.") | {"seen": 1}
    assert "somebody else saved this" in editor.post(address, stale).content.decode()
    assert editor.post(address, skill_form(anchor, summary="First.")).status_code == 302
    anchor.refresh_from_db()
    assert (anchor.summary, anchor.edits, anchor.slug) == ("First.", 3, "anchor")


def test_versions_stand_side_by_side_in_words(editor: Client, anchor: Skill) -> None:
    draft(editor, anchor, steps=[step("Stand", "Feel one foot.")])
    first = anchor.latest_revision
    asks = [{"kind": "text", "prompt": "Where is it?", "help": ""}]
    draft(editor, anchor, steps=[step("Stand", "Feel both feet.", asks=asks)])
    second = anchor.latest_revision
    address = at(anchor, "revisions_compare", first.pk, second.pk)
    seen = editor.get(address).content.decode()
    assert "Feel" in seen
    assert "Where" in seen
    assert "{&#x27;" not in seen
    assert editor.get(at(anchor, "history")).status_code == 200


# --- who and when ---------------------------------------------------------------------------------
def test_two_editors_at_once_lose_no_draft(editor: Client, anchor: Skill) -> None:
    both = skill_form(anchor, publish=False)
    assert editor.post(at(anchor), both | {"summary": "Hers."}).status_code == 302
    for late in (both, both | {"action-publish": "1"}):
        answer = editor.post(at(anchor), late | {"summary": "His words."})
        assert "somebody else saved this while you were writing" in answer.content.decode()
        assert "His words." in answer.content.decode()
    anchor.refresh_from_db()
    assert (anchor.summary, anchor.edits) == ("Feel the floor.", 1)
    assert anchor.get_latest_revision_as_object().summary == "Hers."
    assert Revision.objects.for_instance(anchor).count() == 1


def test_from_the_first_draft_on_it_is_the_clinics(
    editor: Client, anchor: Skill, write: Write
) -> None:
    lighthouse = Skill.objects.get(slug="lighthouse")
    Skill.objects.filter(slug__in=["anchor", "lighthouse"]).update(summary="An older release.")
    draft(editor, anchor, summary="Being written.")
    load_skills(write())
    anchor.refresh_from_db()
    lighthouse.refresh_from_db()
    assert (anchor.summary, lighthouse.summary) == ("An older release.", "Look ahead.")
    assert anchor.get_latest_revision_as_object().summary == "Being written."
    # What our text renewed is what its page shows: no old draft stands before it.
    assert "Look ahead." in editor.get(at(lighthouse)).content.decode()


@pytest.mark.parametrize("role", [Role.MARKETER, Role.COORDINATOR])
def test_other_roles_neither_write_nor_look(
    browser: Browser, editor: Client, anchor: Skill, role: Role
) -> None:
    draft(editor, anchor, summary="Words nobody may read yet.")
    other = browser(role)
    revision = anchor.latest_revision_id
    for address in (
        at(anchor),
        at(anchor, "preview_on_edit"),
        at(anchor, "revisions_view", revision),
        at(anchor, "revisions_revert", revision),
        at(anchor, "unpublish"),
        at(anchor, "delete"),
        reverse("skills:add"),
    ):
        assert editor.get(address).status_code == 200, address
        answer = other.get(address)
        assert answer.status_code in {302, 403}, address
        assert "nobody may read" not in answer.content.decode()
    refused = other.post(at(anchor), skill_form(anchor, summary="Mine."))
    assert refused.status_code in {302, 403}
    take_back(other, anchor)
    anchor.refresh_from_db()
    assert (anchor.live, anchor.summary, anchor.edits) == (True, "Feel the floor.", 1)


def test_skills_are_deleted_one_by_one(
    editor: Client, anchor: Skill, staff: dict[Role, Account]
) -> None:
    many = reverse("wagtail_bulk_action", args=["courses", "skill", "delete"])
    for answer in (
        editor.get(f"{many}?id={anchor.pk}", follow=True),
        editor.post(f"{many}?id={anchor.pk}", follow=True),
    ):
        assert "Skills go one by one" in answer.content.decode()
    assert Skill.objects.filter(pk=anchor.pk).exists()
    assert not TakenAway.objects.exists()
    box = "data-bulk-action-checkbox"
    GlossaryWord.objects.create(word="buoy", explanation="It floats.")
    words = editor.get(reverse("wagtailsnippets_courses_glossaryword:list")).content.decode()
    assert box in words
    assert box not in editor.get(reverse("skills:list")).content.decode()


# --- the acronym block ----------------------------------------------------------------------------
def test_a_clinic_writes_its_own_skill_without_code(editor: Client) -> None:
    further = {
        "key": "", "title": "Daily check", "intro": "", "spells": "", "one_is_enough": "",
        "read_aloud": "", "steps": [step("Meals", "Have I eaten?", asks=ASKS[:1])], "ending": "",
    }  # fmt: skip
    sent = skill_form(
        acronym="on",
        when="When a wave comes.",
        example="Ines is invented.",
        practice="Hold something.",
        steps=[
            step("Reach", "Take it.", letter="R", asks=ASKS),
            step("Own", "It is yours.", letter="OPE"),
        ],
        further=[further],
        doing_intro="Slowly.",
        doing_aloud="on",
        doing_ending="Well done.",
    )
    answer = editor.post(reverse("skills:add"), sent)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    rope = Skill.objects.get(slug="rope")
    assert rope.live
    own, daily = rope.exercises
    assert [(step.letter, step.name) for step in own.steps] == [("R", "Reach"), ("OPE", "Own")]
    assert (own.spells, own.read_aloud, own.one_is_enough) == (True, True, False)
    assert (own.intro, own.ending) == ("Slowly.", "Well done.")
    assert [ask.answer.value for ask in own.asks] == [ask["kind"] for ask in ASKS]
    text, _list, choice, timer, breath, _none = own.asks
    assert (text.prompt, text.help) == ("What happened?", "Facts.")
    assert [(one.words, one.asks_help) for one in choice.choices] == [
        ("In danger now", True),
        ("Reminded", False),
    ]
    assert choice.several
    assert timer.seconds == 90
    assert (breath.seconds, breath.inhale, breath.exhale) == (60, 4, 6)
    assert (daily.key, daily.title) == ("daily-check", "Daily check")
    assert (rope.when, rope.practice) == ("When a wave comes.", "Hold something.")


def test_a_skill_saved_as_it_was_is_as_it_was(editor: Client) -> None:
    test_a_clinic_writes_its_own_skill_without_code(editor)
    rope = Skill.objects.get(slug="rope")
    before = rope.exercises
    page = editor.get(at(rope)).content.decode()
    assert "Then leave first." in page
    assert "daily-check" in page
    kept = skill_form(
        rope,
        acronym="on",
        doing_intro="Slowly.",
        doing_aloud="on",
        doing_ending="Well done.",
        steps=[
            step("Reach", "Take it.", letter="R", asks=ASKS),
            step("Own", "It is yours.", letter="OPE"),
        ],
        further=[
            {
                "key": "daily-check", "title": "Every day", "intro": "", "spells": "",
                "one_is_enough": "", "read_aloud": "", "ending": "",
                "steps": [step("Meals", "Have I eaten?", asks=ASKS[:1])],
            }
        ],
    )  # fmt: skip
    assert editor.post(at(rope), kept).status_code == 302
    rope.refresh_from_db()
    own, daily = rope.exercises
    assert own == before[0]
    assert (daily.key, daily.title) == ("daily-check", "Every day")
    [(_who, facts)] = acts("skill.changed")
    assert "steps" not in facts["fields"]
    assert "further" in facts["fields"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({**ASKS[2], "choices": CHOICES[:1]}, "A choice needs at least two things"),
        ({**ASKS[2], "choices": [CHOICES[0], CHOICES[0]]}, "have the same words"),
        ({**ASKS[3], "seconds": 5}, "It lasts between 10 and 1800 seconds"),
        ({**ASKS[0], "prompt": ""}, "Please write what the step asks."),
        ({**ASKS[4], "inhale": 40}, "Between 2 and 10 seconds are easy to breathe"),
        ({**ASKS[0], "prompt": "o" * 301}, "301 characters; 300 are the most"),
    ],
)
def test_what_cannot_be_done_is_not_published(
    editor: Client, wrong: dict[str, Any], said: str
) -> None:
    sent = skill_form(steps=[step(asks=[wrong])])
    answer = editor.post(reverse("skills:add"), sent)
    assert answer.status_code == 200
    told = answer.content.decode()
    assert said in told
    assert "Ensure this value" not in told
    assert "This field is required" not in told
    assert not Skill.objects.filter(name="Rope").exists()


# --- previews -------------------------------------------------------------------------------------
def preview(editor: Client, skill: Skill, mode: str, status: int = 200, **fields: Any) -> str:
    address = at(skill, "preview_on_edit")
    sent = editor.post(address, skill_form(skill, publish=False, **fields))
    assert sent.json() == {"is_valid": True, "is_available": True}
    answer = editor.get(address, {"mode": mode})
    assert answer.status_code == status
    return answer.content.decode()


def test_unsaved_words_are_looked_at_and_change_nothing(editor: Client, anchor: Skill) -> None:
    seen = preview(editor, anchor, "cards", steps=[step("Reach", "Take it.")])
    assert "Reach" in seen
    anchor.refresh_from_db()
    assert (anchor.edits, anchor.latest_revision_id) == (0, None)
    preview(editor, anchor, "nothing", 404)


def test_it_is_looked_at_as_page_exercise_and_cards(editor: Client, anchor: Skill) -> None:
    steps = [step("Reach", "Take it.", asks=ASKS)]
    further = [
        {
            "key": "daily", "title": "Daily check", "intro": "", "spells": "",
            "one_is_enough": "", "read_aloud": "", "ending": "",
            "steps": [step("Meals", "Have I eaten?", asks=ASKS[:1])],
        }
    ]  # fmt: skip
    fields: dict[str, Any] = {"steps": steps, "further": further, "summary": "Words in the making."}
    assert "Words in the making." in preview(editor, anchor, "page", **fields)
    exercise = preview(editor, anchor, "exercise", **fields)
    assert "Who could help?" in exercise
    assert "In danger now" in exercise
    assert "Have I eaten?" in preview(editor, anchor, "exercise:daily", **fields)
    preview(editor, anchor, "exercise:never", 404, **fields)
    assert "Take it." in preview(editor, anchor, "cards", **fields)
    # Nobody else sees any of it.
    visitor = Client().get(reverse("skill", args=[anchor.slug])).content.decode()
    assert "Feel the floor." in visitor
    assert "Words in the making." not in visitor


def test_nothing_to_do_yet_says_how_there_would_be(editor: Client, anchor: Skill) -> None:
    assert "No step asks for anything yet" in preview(editor, anchor, "exercise", steps=[step()])
    assert "There are no cards yet" in preview(editor, anchor, "cards", steps=[])
    assert "Hold on." in preview(editor, anchor, "page", steps=[])


def test_a_skill_that_was_never_saved_is_looked_at(editor: Client) -> None:
    address = reverse("skills:preview_on_add")
    sent = skill_form(publish=False, steps=[step("Reach", "Take it.", asks=ASKS)])
    assert editor.post(address, sent).json()["is_valid"]
    for mode, words in (("page", "Rope"), ("exercise", "Who could help?"), ("cards", "Take it.")):
        answer = editor.get(address, {"mode": mode})
        assert answer.status_code == 200
        assert words in answer.content.decode()
    assert not Skill.objects.filter(name="Rope").exists()

"""Skills and worksheets edited on pages, as facilitators do it."""

from typing import Any

from django.urls import reverse

from accounts.models import Account
from accounts.roles import Role
from courses.desk.questions import to_page
from courses.models import LessonPage, Skill, Worksheet
from tests.courses.conftest import Browser
from tests.courses.sent import acts, rows, skill_form, step


# --- skills ---------------------------------------------------------------------------------------
def test_a_facilitator_edits_a_skill(browser: Browser, staff: dict[Role, Account]) -> None:
    skill = Skill.objects.get(slug="anchor")
    address = reverse("skills:edit", args=[skill.pk])
    editor = browser(Role.FACILITATOR)
    assert "follows our text" in editor.get(address).content.decode()
    answer = editor.post(address, skill_form(skill))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    skill.refresh_from_db()
    assert (skill.summary, skill.needs) == ("Hold on.", ["panic"])
    assert skill.steps == [{"name": "Stand", "text": "Feel both feet."}]
    [(who, facts)] = acts("skill.changed")
    assert who == staff[Role.FACILITATOR].pk
    assert "steps" in facts["fields"]
    assert "Feel both feet" not in str(facts)
    assert "follows our text" not in editor.get(address).content.decode()


def test_a_new_skill_needs_steps_and_letters_that_spell_it(browser: Browser) -> None:
    editor, address = browser(Role.FACILITATOR), reverse("skills:add")
    nothing = editor.post(address, skill_form(steps=[]))
    assert nothing.status_code == 200
    assert "please add at least one" in nothing.content.decode()
    spelled = editor.post(address, skill_form(acronym="on"))
    assert "Each step needs its letter" in spelled.content.decode()
    assert not Skill.objects.filter(name="Rope").exists()
    made = editor.post(
        address,
        skill_form(
            acronym="on",
            steps=[step("Reach", "Take it.", letter="R"), step("Own", "Keep it.", letter="OPE")],
        ),
    )
    assert made.status_code == 302, made.content.decode()[-3000:]
    rope = Skill.objects.get(name="Rope")
    assert (rope.slug, rope.edits) == ("rope", 1)
    assert rope.steps[0] == {"letter": "R", "name": "Reach", "text": "Take it."}
    assert [who for who, _ in acts("skill.made")] != []


def test_two_editors_at_once_lose_nothing_silently(browser: Browser) -> None:
    skill = Skill.objects.get(slug="anchor")
    address = reverse("skills:edit", args=[skill.pk])
    editor = browser(Role.FACILITATOR)
    both = skill_form(skill)
    assert editor.post(address, both | {"summary": "Hers."}).status_code == 302
    late = editor.post(address, both | {"summary": "His words."})
    assert late.status_code == 200
    assert "somebody else saved this while you were writing" in late.content.decode()
    assert "His words." in late.content.decode()
    skill.refresh_from_db()
    assert (skill.summary, skill.edits) == ("Hers.", 1)
    assert len(acts("skill.changed")) == 1
    # A page that does not say what it saw changes nothing either.
    blind = editor.post(address, skill_form(skill) | {"seen": "", "summary": "Blind."})
    assert "somebody else saved this" in blind.content.decode()


def test_a_skill_that_is_taught_stays_and_another_goes(browser: Browser) -> None:
    editor = browser(Role.FACILITATOR)
    tide = Skill.objects.get(slug="tide")
    address = reverse("skills:delete", args=[tide.pk])
    page = editor.get(address).content.decode()
    assert "the lesson “Tide”" in page
    assert "week 2 of “Harbour course”" in page
    assert "Nothing was deleted" in editor.post(address, follow=True).content.decode()
    assert Skill.objects.filter(pk=tide.pk).exists()
    spare = Skill.objects.create(slug="spare", name="Spare", module="M", summary="…")
    assert editor.post(reverse("skills:delete", args=[spare.pk])).status_code == 302
    assert not Skill.objects.filter(pk=spare.pk).exists()
    assert acts("skill.deleted")[0][1] == {"slug": "spare"}


def test_a_list_that_is_not_whole_is_refused(browser: Browser) -> None:
    skill = Skill.objects.get(slug="anchor")
    address = reverse("skills:edit", args=[skill.pk])
    broken = skill_form(skill) | {"steps-count": "many"}
    assert browser(Role.FACILITATOR).post(address, broken).status_code == 400
    skill.refresh_from_db()
    assert skill.edits == 0


# --- worksheets -----------------------------------------------------------------------------------
MEAL = {"label": "Meal", "kind": "tick", "min": 0, "max": 10}
HOURS = {"label": "Hours of sleep", "kind": "number", "min": 0, "max": 12}
PLAIN = {"help": "", "kept": ""}
NEW_KINDS: list[dict[str, Any]] = [
    PLAIN | {"kind": "choice", "label": "All?", "choices": ["A", "B"], "several": "on"},
    PLAIN | {"kind": "table", "label": "Plan", "headings": ["At", "Do"], "rows": 4},
    PLAIN | {"kind": "steps", "label": "How?", "steps": ["First", "Then"]},
    PLAIN | {"kind": "date", "label": "By when?"},
]


def questions_sent(sheet: Worksheet) -> list[dict[str, Any]]:
    """The questions as their page shows them."""
    return to_page(sheet.questions)


def test_a_worksheet_saved_as_it_was_is_as_it_was(browser: Browser) -> None:
    sheet = Worksheet.objects.get(slug="tide")
    sheet.questions = [
        *sheet.questions,
        {"key": "later", "kind": "of-tomorrow", "label": "New?", "days": 7},
        {"key": "how", "kind": "scale", "label": "How?", "min": 0, "max": 5, "max_label": "Much"},
        {"key": "week", "kind": "daily", "label": "Days", "columns": [MEAL, HOURS]},
    ]
    sheet.save()
    before = sheet.questions
    sent = {"seen": 0, "title": "Tide sheet", "intro": "", "source": "us", "licence": "ours"}
    address = reverse("worksheets:edit", args=[sheet.pk])
    editor = browser(Role.FACILITATOR)
    assert "the lesson “Tide”" in editor.get(address).content.decode()
    answer = editor.post(address, sent | rows("questions", questions_sent(sheet)))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    sheet.refresh_from_db()
    assert sheet.questions == before
    assert sheet.title == "Tide sheet"


def test_a_worksheet_gets_questions_of_each_kind(browser: Browser) -> None:
    editor = browser(Role.FACILITATOR)
    sent = {"title": "Evening", "intro": "", "source": "us", "licence": "ours"}
    asked: list[dict[str, Any]] = [
        {"kind": "short", "label": "Who?", "help": "", "kept": ""},
        {"kind": "scale", "label": "How much?", "help": "", "kept": "", "min": 5, "max": 0},
        {"kind": "choice", "label": "Who?", "help": "One.", "kept": "[", "choices": ["I", "We"]},
        {"kind": "daily", "label": "Each day", "help": "", "kept": "", "columns": [MEAL, HOURS]},
        *NEW_KINDS,
    ]
    wrong = editor.post(reverse("worksheets:add"), sent | rows("questions", asked))
    assert "lies above the lowest" in wrong.content.decode()
    asked[1]["max"] = 9
    answer = editor.post(reverse("worksheets:add"), sent | rows("questions", asked))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert Worksheet.objects.get(title="Evening").questions == [
        {"key": "who", "kind": "short", "label": "Who?"},
        {"key": "how_much", "kind": "scale", "label": "How much?", "min": 5, "max": 9},
        {
            "key": "who_2",
            "kind": "choice",
            "label": "Who?",
            "help": "One.",
            "choices": ["I", "We"],
        },
        {"key": "each_day", "kind": "daily", "label": "Each day", "columns": [MEAL, HOURS]},
        {"key": "all", "kind": "choice", "label": "All?", "choices": ["A", "B"], "several": True},
        {"key": "plan", "kind": "table", "label": "Plan", "headings": ["At", "Do"], "rows": 4},
        {"key": "how", "kind": "steps", "label": "How?", "steps": ["First", "Then"]},
        {"key": "by_when", "kind": "date", "label": "By when?"},
    ]


def test_a_sheet_is_looked_at_while_it_is_written_and_nothing_is_saved(browser: Browser) -> None:
    editor, address = browser(Role.FACILITATOR), reverse("worksheets:preview")
    sheet = Worksheet.objects.get(slug="tide")
    page = editor.get(reverse("worksheets:edit", args=[sheet.pk])).content.decode()
    assert f'formaction="{address}"' in page
    sent = {"title": "Unsaved sheet", "intro": "", "source": "us", "licence": "ours"}
    shown = editor.post(address, sent | rows("questions", NEW_KINDS)).content.decode()
    # Once with fields to fill in, once as paper.
    for words in ("By when?", "First", "Then"):
        assert shown.count(words) == 2, words
    assert '<input type="date"' in shown
    assert 'class="worksheet__steps"' in shown
    assert not Worksheet.objects.filter(title="Unsaved sheet").exists()
    unfinished = editor.post(address, sent | {"title": ""} | rows("questions", NEW_KINDS))
    assert "The sheet cannot be shown yet" in unfinished.content.decode()
    assert editor.get(address).status_code == 405


def test_a_saved_sheet_is_a_pdf_for_those_who_edit_it(browser: Browser) -> None:
    sheet = Worksheet.objects.get(slug="tide")
    address = reverse("worksheets:paper", args=[sheet.pk])
    answer = browser(Role.FACILITATOR).get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert browser(Role.MARKETER).get(address).status_code in {302, 403}


def test_a_worksheet_of_a_lesson_or_of_its_earlier_words_stays(browser: Browser) -> None:
    editor = browser(Role.FACILITATOR)
    sheet = Worksheet.objects.get(slug="tide")
    address = reverse("worksheets:delete", args=[sheet.pk])
    assert "the lesson “Tide”" in editor.get(address).content.decode()
    page = LessonPage.objects.get(slug="tide")
    page.worksheet = None
    page.save_revision().publish()
    assert "earlier version of a lesson" in editor.get(address).content.decode()
    editor.post(address)
    assert Worksheet.objects.filter(pk=sheet.pk).exists()

"""What somebody looks at before they publish a lesson: small checks, each alone and each testable.

A check takes the lesson as it stands in memory and says what it found. What must be there before a
lesson is published is `finished.missing`; everything else is advice and blocks nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.rich_text import RichText

from courses.edited.naming import named
from courses.lessons.exercises import heading_of, says_the_same, told_by
from courses.lessons.finished import missing
from courses.lessons.forms import REQUIRED
from courses.lessons.models import LessonPage
from courses.lessons.parts import blocks_of, parts_of, text_of
from courses.lessons.reading import EASY_GRADE, hardest, reading_grade, words

FEWEST_POINTS, MOST_POINTS = 3, 5
FEWEST_WORDS, MOST_WORDS = 800, 1_200
# Below this many words a grade says nothing: one long name would make it.
ENOUGH_TO_GRADE = 30

LINK = re.compile(r"<a\s([^>]*)>(.*?)</a>", re.DOTALL)
ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
TAG = re.compile(r"<[^>]+>")


class Weight(StrEnum):
    """How much a finding weighs."""

    MUST = "must"  # publishing asks for it
    ADVICE = "advice"
    FINE = "fine"


@dataclass(frozen=True)
class Finding:
    """One thing that a check found: what it is about, a sentence, perhaps the places it means."""

    weight: Weight
    about: str
    says: str
    quotes: tuple[str, ...] = ()


Check = Callable[[LessonPage], list[Finding]]


def checklist(lesson: LessonPage) -> list[Finding]:
    """All findings, what must be mended first; as many queries for ten links as for one."""
    found = [finding for check in CHECKS for finding in check(lesson)]
    return sorted(found, key=lambda finding: list(Weight).index(finding.weight))


def needed(lesson: LessonPage) -> list[Finding]:
    """What publishing and sending for approval ask for, in the sentences of the form."""
    apart = {str(REQUIRED[name]) for name in ("source", "licence")}
    asks = [sentence for sentence in missing(lesson) if sentence not in apart]
    return [Finding(Weight.MUST, _("To be finished"), sentence) for sentence in asks]


def source_and_licence(lesson: LessonPage) -> list[Finding]:
    """Who wrote it, and under which licence it may be used."""
    about = _("Source and licence")
    asks = [str(REQUIRED[name]) for name in ("source", "licence") if not getattr(lesson, name)]
    if asks:
        return [Finding(Weight.MUST, about, sentence) for sentence in asks]
    return [Finding(Weight.FINE, about, f"{lesson.source}. {lesson.licence}.")]


def key_points(lesson: LessonPage) -> list[Finding]:
    """Three to five; none at all is asked for by `needed`."""
    count = len(lesson.points)
    if not count:
        return []
    says = ngettext("%(count)s key point.", "%(count)s key points.", count) % {"count": count}
    if FEWEST_POINTS <= count <= MOST_POINTS:
        return [Finding(Weight.FINE, _("Key points"), says)]
    advice = _("Three to five are kept in mind.")
    return [Finding(Weight.ADVICE, _("Key points"), f"{says} {advice}")]


def length(lesson: LessonPage) -> list[Finding]:
    """Words of key points and body."""
    count = len(words(text_of(lesson)))
    says = ngettext("%(count)s word.", "%(count)s words.", count) % {"count": count}
    if FEWEST_WORDS <= count <= MOST_WORDS:
        return [Finding(Weight.FINE, _("Length"), says)]
    advice = (
        _("Lessons of 800 to 1,200 words have room for an example and practice.")
        if count < FEWEST_WORDS
        else _("Beyond 1,200 words people stop reading on hard days: perhaps it is two lessons.")
    )
    return [Finding(Weight.ADVICE, _("Length"), f"{says} {advice}")]


def reading(lesson: LessonPage) -> list[Finding]:
    """One number, what it means, and the sentences that make it high."""
    text = text_of(lesson)
    if len(words(text)) < ENOUGH_TO_GRADE:
        return []
    grade = round(reading_grade(text), 1)
    about = _("Reading grade")
    meaning = {"grade": f"{grade:.1f}", "years": max(1, round(grade))}
    if grade <= EASY_GRADE:
        says = _("%(grade)s: easy to read for most people, after about %(years)s years of school.")
        return [Finding(Weight.FINE, about, says % meaning)]
    says = _(
        "%(grade)s: needs about %(years)s years of school. 8 or less reaches people on hard days. "
        "The hardest sentences:"
    )
    return [Finding(Weight.ADVICE, about, says % meaning, tuple(hardest(text)))]


def practice(lesson: LessonPage) -> list[Finding]:
    """Practice in the session with its minutes, and practice for the week."""
    about, found = _("Practice"), []
    together = [block for block in blocks_of(lesson, "practice") if isinstance(block, Mapping)]
    minutes = sum(block.get("minutes") or 0 for block in together)
    if not together:
        says = _("Nothing to practise in the session yet. A few minutes together help most.")
        found.append(Finding(Weight.ADVICE, about, says))
    elif not minutes:
        found.append(Finding(Weight.ADVICE, about, _("The practice does not say its minutes.")))
    else:
        says = ngettext(
            "%(count)s minute of practice in the session.",
            "%(count)s minutes of practice in the session.",
            minutes,
        )
        found.append(Finding(Weight.FINE, about, says % {"count": minutes}))
    if not blocks_of(lesson, "week_practice"):
        says = _("Nothing to practise in the week yet: add one small thing to try.")
        found.append(Finding(Weight.ADVICE, about, says))
    return found


def care(lesson: LessonPage) -> list[Finding]:
    """The kind note for when it does not work, which ends with the crisis numbers."""
    if blocks_of(lesson, "care"):
        return [Finding(Weight.FINE, _("When it does not work"), _("There is a kind note."))]
    says = _("There is no note for when it does not work. It also brings the crisis numbers.")
    return [Finding(Weight.ADVICE, _("When it does not work"), says)]


def skills(lesson: LessonPage) -> list[Finding]:
    """The skills it teaches decide which weeks it joins."""
    names = [named(skill.name, live=skill.live) for skill in lesson.skills.all()]
    if names:
        return [Finding(Weight.FINE, _("Skills"), ", ".join(names) + ".")]
    says = _("No skill is ticked: only a week that names this lesson will teach it.")
    return [Finding(Weight.ADVICE, _("Skills"), says)]


def worksheet(lesson: LessonPage) -> list[Finding]:
    """A sheet to fill during the week."""
    if lesson.worksheet is not None:
        return [Finding(Weight.FINE, _("Worksheet"), f"{lesson.worksheet.title}.")]
    says = _("No worksheet yet: members have nothing to write on in the week.")
    return [Finding(Weight.ADVICE, _("Worksheet"), says)]


def pictures(lesson: LessonPage) -> list[Finding]:
    """Every picture has words for those who do not see it, or is marked as decoration."""
    shown = [block for block in blocks_of(lesson, "picture") if isinstance(block, Mapping)]
    if not shown:
        return []
    about = _("Pictures")
    bare = [
        str(block.get("image") or "")
        for block in shown
        if not str(block.get("words") or "").strip() and not block.get("decorative")
    ]
    if not bare:
        return [Finding(Weight.FINE, about, _("Each has words for those who do not see it."))]
    says = _("Please say in words what these show, for those who do not see them:")
    return [Finding(Weight.MUST, about, says, tuple(bare))]


def recordings(lesson: LessonPage) -> list[Finding]:
    """Films have captions, and every recording its words to read."""
    about, found = _("Recordings"), []
    played = [one for one in blocks_of(lesson, "recording") if not isinstance(one, Mapping)]
    for one in played:
        name = () if one is None else (str(one),)
        if one is None:
            says = _("A recording is gone. Please choose another, or take its block out.")
            found.append(Finding(Weight.MUST, about, says))
        elif not getattr(one, "captions", None) and getattr(one, "kind", "video") != "audio":
            says = _("This film has no captions:")
            found.append(Finding(Weight.MUST, about, says, name))
        elif not getattr(one, "transcript", None):
            says = _("The words of this recording cannot be read yet:")
            found.append(Finding(Weight.MUST, about, says, name))
    if played and not found:
        found.append(Finding(Weight.FINE, about, _("Captions and words to read are there.")))
    return found


def exercises(lesson: LessonPage) -> list[Finding]:
    """Skills whose steps it shows: whether they are there, and still say the same."""
    about, found = _("Steps of a skill"), []
    shown = [block for block in blocks_of(lesson, "exercise") if isinstance(block, Mapping)]
    for block in shown:
        skill, name = block.get("skill"), (heading_of(block) or str(block.get("skill") or ""),)
        if skill is None:
            says = _("The skill is gone; the lesson keeps its words. Choose another, or steps:")
            found.append(Finding(Weight.MUST, about, says, name))
        elif not skill.live:
            says = _("This skill is not published any more; the lesson keeps its words:")
            found.append(Finding(Weight.MUST, about, says, name))
        elif (told := told_by(block)) is None or not says_the_same(told, skill.own_exercise):
            says = _("The skill’s words changed since. Saving the lesson takes the new ones:")
            found.append(Finding(Weight.ADVICE, about, says, name))
    if shown and not found:
        found.append(Finding(Weight.FINE, about, _("In the words that the skills have now.")))
    return found


@dataclass(frozen=True)
class _Link:
    """A link to a page or a document of the site, and the words that carry it."""

    kind: str
    pk: int
    words: str


def links(lesson: LessonPage) -> list[Finding]:
    """Whether pages and documents that the lesson leads to are there, and published."""
    leads = list(_links_of(lesson))
    asked = {kind: {one.pk for one in leads if one.kind == kind} for kind in ("page", "document")}
    live: dict[int, bool] = {}
    if asked["page"]:
        live = dict(Page.objects.filter(pk__in=asked["page"]).values_list("pk", "live"))
    there: set[int] = set()
    if asked["document"]:
        documents = get_document_model().objects.filter(pk__in=asked["document"])
        there = set(documents.values_list("pk", flat=True))
    about = _("Links")
    gone = [one.words for one in leads if one.pk not in (live if one.kind == "page" else there)]
    gone += [_("a document")] * sum(one is None for one in blocks_of(lesson, "document"))
    hidden = [one.words for one in leads if one.kind == "page" and live.get(one.pk) is False]
    found = []
    if gone:
        says = _("These lead to something that is gone:")
        found.append(Finding(Weight.ADVICE, about, says, tuple(gone)))
    if hidden:
        says = _("These lead to a page that is not published:")
        found.append(Finding(Weight.ADVICE, about, says, tuple(hidden)))
    if leads and not found:
        found.append(Finding(Weight.FINE, about, _("Every link leads somewhere.")))
    return found


def _links_of(lesson: LessonPage) -> Iterator[_Link]:
    for part in parts_of(lesson):
        value: Any = part.value
        if isinstance(value, RichText):
            for attributes, inner in LINK.findall(value.source):
                given = dict(ATTRIBUTE.findall(attributes))
                if given.get("linktype") in ("page", "document") and given.get("id", "").isdigit():
                    yield _Link(given["linktype"], int(given["id"]), TAG.sub("", inner).strip())
        elif isinstance(value, Page):
            yield _Link("page", value.pk, value.title)


# In the order in which they are read; what must be mended comes first all the same.
CHECKS: tuple[Check, ...] = (
    needed,
    pictures,
    recordings,
    exercises,
    source_and_licence,
    links,
    reading,
    length,
    key_points,
    practice,
    care,
    skills,
    worksheet,
)

"""Which words of a lesson a group reads, for its leaders and for coordinators."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

import clock
from accounts.access import signed_in, staff_required
from accounts.roles import Role
from courses.catalogue.models import Kind
from courses.catalogue.queries import Resource, resolve
from courses.lessons.changes import changes_between
from courses.lessons.models import LessonFile
from courses.paper.queries import paper_of_lesson, skills_of
from courses.paper.views import paper_answer
from groups.cohorts.access import leads, team_cohort
from groups.cohorts.models import Cohort
from groups.desk.forms import WordsCorrectedForm
from groups.desk.trail import team_trail
from groups.weeks.access import lesson_of_group, read_by_groups_of
from groups.weeks.following import correct_given, is_given, is_outdated, keep_words
from groups.weeks.models import CohortLesson
from help.reader import chosen_country

leaders_and_coordinators = staff_required(Role.FACILITATOR, Role.COORDINATOR)


@leaders_and_coordinators
@require_safe
def lesson(request: HttpRequest, slug: str, week: int, lesson_slug: str) -> HttpResponse:
    """What the group reads, what changed in the published lesson since, and what can be done."""
    return _page(request, team_cohort(signed_in(request), slug), week, lesson_slug)


@leaders_and_coordinators
@require_safe
def paper(request: HttpRequest, slug: str, week: int, lesson_slug: str, kind: str) -> HttpResponse:
    """What the group reads, its worksheet or its skill cards, as PDF, given or not."""
    pinned = lesson_of_group(team_cohort(signed_in(request), slug), week, lesson_slug)
    wanted = paper_of_lesson(
        kind,
        pinned.lesson_id,
        pinned.revision_id,
        worksheet_id=pinned.lesson.worksheet_id,
        country=chosen_country(request),
    )
    if wanted is None:
        raise Http404
    back = reverse("group-lesson", args=[slug, week, lesson_slug])
    return paper_answer(request, wanted, back=back)


@leaders_and_coordinators
@require_POST
def keep(request: HttpRequest, slug: str, week: int, lesson_slug: str) -> HttpResponse:
    """Keeps the words of a week still ahead, or follows what is published again."""
    pinned = lesson_of_group(team_cohort(signed_in(request), slug), week, lesson_slug)
    now = clock.now()
    if is_given(pinned, now=now):
        raise Http404
    kept = request.POST.get("keep") == "yes"
    if keep_words(pinned, kept=kept, by=signed_in(request), now=now):
        messages.success(request, _said_kept() if kept else _said_followed())
    return redirect("group-lesson", slug, week, lesson_slug)


@leaders_and_coordinators
@require_POST
def correct(request: HttpRequest, slug: str, week: int, lesson_slug: str) -> HttpResponse:
    """Brings the published words to this group, or to every group of the reader's that was given
    others, with a reason that members read."""
    me, now = signed_in(request), clock.now()
    cohort = team_cohort(me, slug)
    pinned = lesson_of_group(cohort, week, lesson_slug)
    form = WordsCorrectedForm(request.POST)
    if not form.is_valid():
        return _page(request, cohort, week, lesson_slug, form)
    if request.POST.get("seen") != str(pinned.lesson.live_revision_id):
        form.add_error(
            None, _("The lesson was published anew meanwhile. Please look again, below.")
        )
        return _page(request, cohort, week, lesson_slug, form, status=409)
    everywhere = read_by_groups_of(me, pinned.lesson_id) if form.cleaned_data["all"] else [pinned]
    given = [one for one in everywhere if is_given(one, now=now)]
    words, reason = pinned.lesson.live_revision_id, form.cleaned_data["reason"]
    changed = correct_given(given, words=words, reason=reason, by=me, now=now)
    if changed:
        told = ngettext(
            "One group reads the corrected words from now on.",
            "%(count)d groups read the corrected words from now on.",
            len(changed),
        )
        messages.success(request, told % {"count": len(changed)})
    else:
        messages.info(request, _("Nothing was changed: the group reads the published words."))
    return redirect("group-lesson", slug, week, lesson_slug)


def _page(
    request: HttpRequest,
    cohort: Cohort,
    week: int,
    lesson_slug: str,
    form: WordsCorrectedForm | None = None,
    *,
    status: int = 400,
) -> HttpResponse:
    """The page, with a form that was refused; what it would publish is what it shows now."""
    pinned = lesson_of_group(cohort, week, lesson_slug)
    title = pinned.title
    published = pinned.lesson.live_revision
    outdated = is_outdated(pinned)
    context = {
        "cohort": cohort,
        "pinned": pinned,
        "title": title,
        "week": week,
        "meeting": pinned.cohort_week.session,
        "given": is_given(pinned, now=clock.now()),
        "outdated": outdated,
        "changes": changes_between(pinned.lesson, pinned.revision, published) if outdated else [],
        "form": form or WordsCorrectedForm(),
        "seen": pinned.lesson.live_revision_id,
        "has_cards": skills_of(pinned.lesson_id).exists(),
        "to_give": _to_give(pinned) if leads(signed_in(request), cohort.pk) else [],
        "trail": team_trail(cohort, title, reader=signed_in(request)),
    }
    return render(request, "groups/desk/lesson.html", context, status=status if form else 200)


def _to_give(pinned: CohortLesson) -> list[tuple[Resource, UUID]]:
    """What of the week's lesson can be given for the next session, each with a form's name."""
    refs = [(Kind.WORKSHEET.value, pinned.lesson.worksheet_id or 0)]
    files = LessonFile.objects.filter(revision=pinned.revision_id).order_by("pk")
    for recording, document in files.values_list("recording_id", "document_id"):
        refs += [(Kind.RECORDING.value, recording or 0), (Kind.DOCUMENT.value, document or 0)]
    refs += [
        (Kind.SKILL.value, pk) for pk in skills_of(pinned.lesson_id).values_list("pk", flat=True)
    ]
    refs.append((Kind.LESSON.value, pinned.lesson_id))
    there = resolve(ref for ref in refs if ref[1])
    return [(there[ref], uuid4()) for ref in refs if ref in there]


def _said_kept() -> str:
    return _("Kept. This group reads the lesson as it is now, whatever is published later.")


def _said_followed() -> str:
    return _("This group follows the published lesson again, until its session begins.")

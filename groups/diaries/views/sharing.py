"""What a member shares with the leaders of their group: field by field, and until when."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

import clock
from accounts.reader import reader_zone
from courses.diary.days import DAYS_BACK, day_at
from courses.diary.queries import urges_kept
from groups.diaries.access import Diary, part_in
from groups.diaries.actions import share_diary, stop_sharing
from groups.diaries.forms import WEEKS, SharingForm
from groups.diaries.queries import groups_to_share_with, leader_names
from groups.diaries.views.frame import of_own_diary, page_of


@require_safe
@of_own_diary
def sharing(request: HttpRequest, diary: Diary) -> HttpResponse:
    """For each group what is shared there; nothing is, until it is chosen here."""
    urges = urges_kept(diary.member)
    parts = groups_to_share_with(diary.member)
    names = leader_names([part.cohort_id for part, _shares in parts])
    now = clock.now()
    page = page_of(
        diary,
        "diary-sharing",
        groups=[
            {
                "part": part,
                "leaders": names.get(part.cohort_id, []),
                "form": SharingForm(urges=urges, shares=shares, now=now, auto_id=f"{part.pk}-%s"),
            }
            for part, shares in parts
        ],
    )
    return render(request, "groups/diaries/sharing.html", page)


@require_POST
@of_own_diary
def share(request: HttpRequest, diary: Diary, enrollment_id: UUID) -> HttpResponse:
    """Shares what was ticked and takes back what no longer is, or everything."""
    part, now = part_in(diary.member, enrollment_id), clock.now()
    back = redirect(diary.address("diary-sharing"))
    if "stop" in request.POST:
        stop_sharing(part, now=now)
        messages.success(request, _("Nothing is shared any more. Your leaders see none of it."))
        return back
    form = SharingForm(request.POST, urges=urges_kept(diary.member), shares=(), now=now)
    if not form.is_valid():
        messages.error(request, _("This could not be saved. Please choose again."))
        return back
    today = day_at(now, zone=reader_zone(request))
    before = form.cleaned_data["before"]
    until = WEEKS.get(form.cleaned_data["until"])
    share_diary(
        part,
        add=form.added,
        drop=form.dropped,
        from_day=today - timedelta(days=DAYS_BACK) if before else today,
        ends_at=now + until if until else None,
        now=now,
    )
    messages.success(request, _("Saved. Your leaders see what is ticked here, and nothing else."))
    return back

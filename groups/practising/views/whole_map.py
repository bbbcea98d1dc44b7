"""A member's own map of skills: calm, and without a count of what is still ahead."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.coverage.marks import Way
from groups.coverage.queries import covered, skill_map
from groups.diaries.access import Diary
from groups.diaries.views.frame import of_own_diary, page_of


@require_safe
@of_own_diary
def skills(request: HttpRequest, diary: Diary) -> HttpResponse:
    """Each skill by module, with what the member met of it and when."""
    found = covered(diary.member)
    page = page_of(
        diary,
        "practice-map",
        modules=skill_map(found),
        map_ways=list(Way),
        is_empty=not found,
        new_url=diary.address("practice-new"),
        sharing_url=diary.address("diary-sharing"),
    )
    return render(request, "groups/practising/map.html", page)

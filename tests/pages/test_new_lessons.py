"""A lesson that a facilitator publishes in the editor reaches a group under way."""

from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text, streamfield

import clock
from accounts.roles import Role
from courses.models import Course, WeekSkill
from groups.tasks import advance
from pages.models import HomePage
from tests.factories import make_enrollment, make_staff
from tests.groups.rows import found
from tests.pages.sending import add, form
from tests.signin import sign_in


def test_a_published_lesson_is_read_in_the_coming_week(home: HomePage) -> None:
    writer = make_staff(Role.FACILITATOR)
    course = Course.objects.get(slug="24-week-skills-course")
    cohort = found(leader=writer, by=make_staff(Role.COORDINATOR), course=course)
    taught = WeekSkill.objects.filter(week__course=course).order_by("week__number")[0]
    week = taught.week.number
    seat = make_enrollment(cohort)
    words = form(
        teaser="Breathe at your own pace. It helps on busy days.",
        source="The team",
        licence="Free to use here",
        key_points=streamfield([("point", "Longer out than in.")]),
        body=streamfield([("teaching", {"heading": "Why", "text": rich_text("<p>So.</p>")})]),
        **{"action-publish": "1"},
    ) | {"skills": [str(taught.skill_id)]}
    editor = sign_in(Client(), writer)

    answer = editor.post(add(), words)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    advance(clock.now())

    meeting = cohort.sessions.get(week__week__number=week)
    clock.move_to(meeting.ends_at)
    page = sign_in(Client(), seat.member.account).get(
        reverse("lesson", args=[seat.pk, week, "pace"])
    )
    assert page.status_code == 200
    assert "Longer out than in." in page.content.decode()

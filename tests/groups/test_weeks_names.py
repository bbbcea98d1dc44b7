"""A skill that is not published is told to nobody of a group: no name, no card."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

import clock
from courses.models import LessonIndexPage, Skill
from groups.models import Cohort, CohortLesson, Enrollment
from tests.factories import make_enrollment, make_member
from tests.groups.lessons import group_with_lessons, lesson_path
from tests.groups.rows import STARTS
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(shelf: LessonIndexPage) -> Cohort:
    """A group of the small course: week 1 teaches "anchor", week 2 "tide"."""
    return group_with_lessons()


@pytest.fixture
def seat(cohort: Cohort) -> Enrollment:
    clock.move_to(STARTS + timedelta(hours=2, minutes=1))
    return make_enrollment(cohort, make_member(name="Ada"))


def test_members_read_no_name_of_a_skill_that_is_not_published(
    seat: Enrollment, cohort: Cohort
) -> None:
    """Neither on their own page, where a week without lessons is named by its skills, nor on the
    one of whoever leads them."""
    CohortLesson.objects.filter(cohort_week__week__number=2).delete()
    leader = cohort.leaders.get().account
    places = [
        (sign_in(Client(), seat.member.account), reverse("today")),
        (sign_in(Client(), leader), reverse("lead-group", args=[cohort.slug])),
    ]
    for client, address in places:
        assert "Lighthouse, TIDE" in client.get(address).content.decode()
    Skill.objects.get(slug="lighthouse").unpublish()
    for client, address in places:
        page = client.get(address).content.decode()
        assert "Lighthouse" not in page
        assert "TIDE" in page
    # A week that names nothing else is named by its module: no line is empty.
    Skill.objects.get(slug="tide").unpublish()
    for client, address in places:
        assert "Distress tolerance" in client.get(address).content.decode()


def test_no_cards_are_offered_of_skills_that_are_not_published(
    seat: Enrollment, cohort: Cohort
) -> None:
    leader = sign_in(Client(), cohort.leaders.get().account)
    places = [
        (sign_in(Client(), seat.member.account), lesson_path(seat)),
        (leader, reverse("group-lesson", args=[cohort.slug, 1, "anchor"])),
    ]
    for client, address in places:
        assert "paper/cards/" in client.get(address).content.decode()
    Skill.objects.get(slug="anchor").unpublish()
    for client, address in places:
        page = client.get(address).content.decode()
        assert "paper/lesson/" in page
        assert "paper/cards/" not in page

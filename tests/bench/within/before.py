"""Inside a build: a group whose members share twenty-four weeks of diary cards and practice."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Member
from accounts.roles import Role
from courses.diary.shape import FIELDS, urge_key
from courses.models import DiaryCard, Skill, SkillUse, Urge
from courses.practice.shape import SHARED
from groups.models import DiaryShare, Enrollment
from pages.setup import set_up_site
from tests.factories import make_cohort, make_enrollment, make_member, make_session, make_staff
from tests.signin import sign_in

DAYS = 24 * 7


def fill(*, members: int) -> dict[str, Any]:
    """Builds it, and tells where a leader prepares the next session, and with which cookie."""
    now = clock.now()
    with transaction.atomic():
        set_up_site(name="Bench Clinic", now=now)
        leader = make_staff(Role.FACILITATOR, "leader@example.org", first_name="Lena")
        cohort = make_cohort(leader=leader, slug="bench-before", capacity=12)
        make_session(cohort, number=1, starts_at=now - timedelta(days=6))
        make_session(cohort, number=2, starts_at=now + timedelta(days=1))
        skills = list(Skill.objects.order_by("pk")[:8])
        for at in range(members):
            member = make_member(name=f"Member {at}")
            _lived(member, make_enrollment(cohort, member), skills)
        client = sign_in(Client(), leader)
    return {
        "path": reverse("lead-before", args=[cohort.slug, 2]),
        "cookie": settings.SESSION_COOKIE_NAME,
        "key": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }


def _lived(member: Member, part: Enrollment, skills: list[Skill]) -> None:
    now = clock.now()
    urge = Urge.objects.create(member=member, name="To run", made_at=now)
    days = [now.date() - timedelta(days=ago) for ago in range(DAYS)]
    DiaryCard.objects.bulk_create(
        DiaryCard(
            member=member, day=day, zone_name="Europe/London", filling=uuid.uuid4(),
            sadness=day.day % 6, skills=[one.pk for one in skills[day.day % 5 : day.day % 5 + 3]],
            urges={str(urge.pk): [day.day % 6, False]}, filled_at=now, changed_at=now,
        )
        for day in days
    )  # fmt: skip
    SkillUse.objects.bulk_create(
        SkillUse(
            member=member, skill=one, skill_name=one.name, day=day, zone_name="Europe/London",
            sending=uuid.uuid4(), noted_at=now, changed_at=now,
        )
        for day in days
        for one in [skills[day.day % len(skills)]]
    )  # fmt: skip
    DiaryShare.objects.bulk_create(
        DiaryShare(enrollment=part, field=key, from_day=days[-1], shared_at=now)
        for key in (*FIELDS, *SHARED, urge_key(urge.pk))
    )

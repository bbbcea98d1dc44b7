"""What the tests of measures share: a group that was founded, and somebody who answers."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from accounts.models import Member
from courses.measures.models import Response
from courses.measures.reading import answers_of
from courses.measures.shelf import measures
from groups.measuring.actions import answer_measure
from groups.models import Cohort, Enrollment
from tests.answers import Answer
from tests.factories import NOW, make_enrollment, make_member
from tests.groups.rows import STARTS
from tests.signin import sign_in

MARKED = re.compile(r"<[^>]+>")
# Three days before the first session: the first forms are asked.
ASKED = STARTS - timedelta(days=3)
SAFE, ALARMING = "111111110", "000000001"


def take_part(cohort: Cohort, name: str = "Ana", **fields: Any) -> Enrollment:
    """Somebody with a seat since NOW."""
    member = fields.pop("member", None) or make_member(
        name=name, discreet=fields.pop("discreet", False)
    )
    return make_enrollment(cohort, member, activated_at=NOW, **fields)


def browser_of(part: Enrollment) -> Client:
    """The member's own browser."""
    return sign_in(Client(), part.member.account)


def answered(member: Member, digits: str, *, at: datetime, slug: str = "phq-9") -> Response:
    """A form that was answered at that hour, by the action that the page calls."""
    measure = measures()[slug]
    return answer_measure(
        member, measure=measure, answers=answers_of(measure, digits), token=uuid4(), now=at
    )


def fields(digits: str, *, slug: str = "phq-9") -> dict[str, str]:
    """A filled form as a browser sends it."""
    answers = answers_of(measures()[slug], digits)
    return {"filling": str(uuid4())} | {f"q-{key}": str(value) for key, value in answers.items()}


def send(client: Client, part: Enrollment, digits: str, *, slug: str = "phq-9") -> Answer:
    """Answers on the page."""
    address = reverse("measure-answer", args=[part.member_id, slug])
    return client.post(address, fields(digits, slug=slug))


def page(client: Client, name: str, *args: object) -> str:
    """What a page says, without its marks and in single blanks."""
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return " ".join(MARKED.sub(" ", answer.content.decode()).split())

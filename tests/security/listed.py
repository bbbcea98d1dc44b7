"""A line in every list of the coordinator's desk, so that none is empty."""

from courses.models import LessonPage
from groups.models import RulesChange, SessionMove, WaitingEntry
from outbox.models import Letter
from payments.models import ExceptionCase
from tests.security.objects import own_given, own_pair, own_response
from tests.security.world import MOMENT, Actor, World


def give_every_list_a_line(world: World) -> None:
    """A do-not-place, a change of clocks, a case, letters in trouble and sent, a lesson in line,
    somebody who waits, something that was given."""
    own_pair(world)
    own_given(world)
    change = RulesChange.objects.create(cohort=world.cohort, release="2026f", at=MOMENT)
    SessionMove.objects.create(
        session=world.coming,
        version=1,
        was_at=MOMENT,
        starts_at=world.coming.starts_at,
        moved_at=MOMENT,
        rules=change,
    )
    ExceptionCase.objects.create(
        kind=ExceptionCase.Kind.DISPUTE, key="x", order=world.order, opened_at=MOMENT
    )
    WaitingEntry.objects.get_or_create(
        cohort=world.other_cohort, member=world.member, defaults={"joined_at": MOMENT}
    )
    Letter.objects.create(
        kind="mail", key="x", to=world.member.account.email, language="en-gb",
        state=Letter.State.DEAD, posted_at=MOMENT, next_try_at=MOMENT, message_id="<x@example.org>",
    )  # fmt: skip
    own_response(world)
    lesson = LessonPage.objects.all()[0]
    lesson.save_revision()
    lesson.get_workflow().start(lesson, user=world.accounts[Actor.FACILITATOR])

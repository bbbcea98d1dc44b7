"""What addresses are about: the arguments of one in the world, and of one that never was."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import clock
from accounts.models import Member
from courses.diary.shape import urge_key
from courses.kept.answers import Answered, written
from courses.measures.reading import answers_of
from courses.measures.shelf import measures
from courses.models import (
    DiaryCard,
    KeptCard,
    LessonFile,
    Response,
    Skill,
    SkillUse,
    Urge,
    Worksheet,
)
from courses.practice.shape import SHARED
from groups.apart.models import DoNotPlace, Reach
from groups.links.tokens import link_path
from groups.measuring.actions import answer_measure, share_measure
from groups.models import (
    Assignment,
    CohortLesson,
    DiaryShare,
    GroupMessage,
    MessageCopy,
    SafetyNote,
    WaitingEntry,
)
from groups.waiting.tokens import offer_token
from tests.courses.harbour import make_skill
from tests.courses.recordings import make_recording
from tests.factories import make_cohort, make_enrollment, make_session
from tests.security.world import MOMENT, Actor, World

NOBODY = UUID("00000000-0000-4000-8000-000000000000")
RESPONSE = UUID("00000000-0000-4000-8000-00000000000a")


def own_member(world: World) -> dict[str, Any]:
    return {"member_id": world.member.pk}


def own_group(world: World) -> dict[str, Any]:
    return {"slug": world.cohort.slug}


def own_lesson(world: World) -> dict[str, Any]:
    return {"enrollment_id": world.enrollment.pk, "week": 1, "slug": "wise-mind"}


def group_lesson(world: World) -> dict[str, Any]:
    return {"slug": world.cohort.slug, "week": 1, "lesson_slug": "wise-mind"}


def lesson_paper(world: World) -> dict[str, Any]:
    return own_lesson(world) | {"kind": "lesson"}


def group_lesson_paper(world: World) -> dict[str, Any]:
    return group_lesson(world) | {"kind": "worksheet"}


def own_recording(world: World) -> dict[str, Any]:
    """A recording in the first week's words, which the other group reads as well."""
    words = CohortLesson.objects.get(
        cohort_week__cohort=world.cohort, cohort_week__week__number=1, lesson__slug="wise-mind"
    ).revision
    shown = LessonFile.objects.filter(revision=words, recording__isnull=False).first()
    if shown is None:
        shown = LessonFile.objects.create(revision=words, recording=make_recording())
    assert shown.recording is not None
    return {"key": shown.recording.key}


def own_contact(world: World) -> dict[str, Any]:
    return {"slug": world.cohort.slug, "enrollment_id": world.enrollment.pk}


def foreign_contact(world: World) -> dict[str, Any]:
    return {"slug": world.other_cohort.slug, "enrollment_id": world.enrollment.pk}


def own_card(world: World) -> dict[str, Any]:
    """A card that the member keeps; its words stand nowhere else."""
    card = KeptCard.objects.filter(member=world.member).first()
    if card is None:
        card = KeptCard.objects.create(
            member=world.member,
            name="RAIN",
            title="Periwinkle",
            words=written([Answered("now", "What is here?", "Lobelia")]),
            kept_at=MOMENT,
            changed_at=MOMENT,
        )
    return {"card_id": card.pk}


def own_pair(world: World) -> dict[str, Any]:
    """Somebody of another group with whom the member must not share one."""
    other = Member.objects.get(account=world.accounts[Actor.OTHER_MEMBER])
    first, second = sorted((world.member, other), key=lambda member: member.pk)
    pair = DoNotPlace.objects.filter(first=first, second=second).first()
    if pair is None:
        pair = DoNotPlace.objects.create(
            first=first,
            second=second,
            reach=Reach.SAME_GROUP,
            reason="Agrimony",
            recorded_by=world.accounts[Actor.COORDINATOR],
            recorded_at=MOMENT,
        )
    return {"pair_id": pair.pk}


def offered_entry(world: World) -> dict[str, Any]:
    """Somebody in the world's group to whom a seat is offered."""
    entry = world.cohort.waiting.first()
    if entry is None:
        now = clock.now()
        until = now + timedelta(hours=20)
        seat = make_enrollment(world.cohort, state="offered", hold_until=until)
        entry = WaitingEntry.objects.create(
            cohort=world.cohort,
            member=seat.member,
            state="offered",
            joined_at=now,
            offered_at=now,
            told_at=now,
            seat=seat,
        )
    return {"slug": world.cohort.slug, "entry_id": entry.pk}


def own_measure(world: World) -> dict[str, Any]:
    """A form that the member answered and shares with their leaders."""
    own_response(world)
    return {"member_id": world.member.pk, "slug": "phq-9"}


def own_response(world: World) -> dict[str, Any]:
    """An answer about safety, as the leaders were told of it; the score is shared with them."""
    response = Response.objects.filter(member=world.member).first()
    if response is None:
        now = clock.now()  # this world may be another one's, at another hour
        measure = measures()["phq-9"]
        answers = answers_of(measure, "222222113")
        response = answer_measure(
            world.member, measure=measure, answers=answers, token=RESPONSE, now=now
        )
        share_measure(world.enrollment, measure=measure, until=None, now=now)
    return {"response_id": response.pk}


def shared_measure(world: World) -> dict[str, Any]:
    own_response(world)
    return {"slug": world.cohort.slug, "enrollment_id": world.enrollment.pk, "measure": "phq-9"}


def told_note(world: World) -> dict[str, Any]:
    own_response(world)
    note = SafetyNote.objects.get(enrollment=world.enrollment)
    return {"slug": world.cohort.slug, "note_id": note.pk}


def own_urge(world: World) -> dict[str, Any]:
    """An urge of the member's."""
    urge = Urge.objects.filter(member=world.member).first()
    if urge is None:
        urge = Urge.objects.create(member=world.member, name="Woodruff", made_at=MOMENT)
    return {"urge_id": urge.pk}


def own_diary_card(world: World) -> dict[str, Any]:
    """A card of the member's diary, with a strong urge; all of it is shared with the leaders."""
    card = DiaryCard.objects.filter(member=world.member).first()
    if card is None:
        urge_id = own_urge(world)["urge_id"]
        card = DiaryCard.objects.create(
            member=world.member, day=MOMENT.date(), zone_name="Europe/London", filling=NOBODY,
            note="Meadowfoam", urges={str(urge_id): [5, False]}, filled_at=MOMENT,
            changed_at=MOMENT,
        )  # fmt: skip
        DiaryShare.objects.bulk_create(
            DiaryShare(
                enrollment=world.enrollment, field=key, from_day=MOMENT.date(), shared_at=MOMENT
            )
            for key in ("note", urge_key(urge_id))
        )
    return {"card_id": card.pk}


def own_use(world: World) -> dict[str, Any]:
    """A use of a skill that the member noted, with words; all of it is shared with the leaders."""
    use = SkillUse.objects.filter(member=world.member).first()
    if use is None:
        use = SkillUse.objects.create(
            member=world.member, skill=Skill.objects.first(), skill_name="Coltsfoot",
            day=MOMENT.date(), zone_name="Europe/London", sending=NOBODY, note="Speedwort",
            noted_at=MOMENT, changed_at=MOMENT,
        )  # fmt: skip
        DiaryShare.objects.bulk_create(
            DiaryShare(
                enrollment=world.enrollment, field=key, from_day=MOMENT.date(), shared_at=MOMENT
            )
            for key in SHARED
        )
    return {"use_id": use.pk}


def shared_urge(world: World) -> dict[str, Any]:
    """The strong urge on the member's card, as their leaders mark it."""
    return own_group(world) | own_diary_card(world) | own_urge(world)


def a_resource(world: World) -> dict[str, Any]:
    """A worksheet, as the team's library names it."""
    sheet = Worksheet.objects.order_by("pk").first() or Worksheet.objects.create(
        slug="sheet", title="Sheet", source="Own", licence="Own"
    )
    return {"kind": "worksheet", "ref": sheet.pk}


def resource_to_give(world: World) -> dict[str, Any]:
    return own_group(world) | a_resource(world)


def own_given(world: World) -> dict[str, Any]:
    """A worksheet that a leader gave to the member alone, with a word beside it."""
    given = Assignment.objects.filter(enrollment=world.enrollment).first()
    if given is None:
        given = Assignment.objects.create(
            cohort=world.cohort,
            enrollment=world.enrollment,
            note="Figwort",
            form=NOBODY,
            assigned_by=world.accounts[Actor.FACILITATOR],
            assigned_at=MOMENT,
            **a_resource(world),
        )
    return {"assignment_id": given.pk}


def given_in_group(world: World) -> dict[str, Any]:
    return own_group(world) | own_given(world)


def own_part(world: World) -> dict[str, Any]:
    return {"enrollment_id": world.enrollment.pk}


def own_message(world: World) -> dict[str, Any]:
    """Something that was written to the member."""
    message = GroupMessage.objects.first() or GroupMessage.objects.create(
        cohort=world.cohort,
        token=NOBODY,
        subject="Saxifrage",
        text="Campion",
        sent_by=world.accounts[Actor.COORDINATOR],
        sent_at=MOMENT,
    )
    MessageCopy.objects.get_or_create(message=message, enrollment=world.enrollment)
    return {"message_id": message.pk}


def own_offer(world: World) -> dict[str, Any]:
    """A seat in a third group that was offered to the member, who waited for it."""
    offered = WaitingEntry.objects.offered().filter(member=world.member)
    entry = offered.select_related("seat").first()
    if entry is None:
        now = clock.now()  # this world may be another one's, at another hour
        third = make_cohort(enrolment_closes_at=now + timedelta(days=1))
        make_session(third)
        until = now + timedelta(hours=20)
        entry = WaitingEntry.objects.create(
            cohort=third,
            member=world.member,
            state="offered",
            joined_at=now,
            offered_at=now,
            told_at=now,
            seat=make_enrollment(third, world.member, state="offered", hold_until=until),
        )
    assert entry.seat is not None
    return {"token": offer_token(entry.seat)}


def own_order(world: World) -> dict[str, Any]:
    return {"order_id": world.order.pk}


def own_seat(world: World) -> dict[str, Any]:
    return {"enrollment_id": world.enrollment.pk}


def past_session(world: World) -> dict[str, Any]:
    return {"slug": world.cohort.slug, "number": world.past.number}


def coming_session(world: World) -> dict[str, Any]:
    return {"slug": world.cohort.slug, "number": world.coming.number}


def own_link(world: World) -> dict[str, Any]:
    return {"token": link_path(world.enrollment, world.coming).strip("/").split("/")[-1]}


def own_room(world: World) -> dict[str, Any]:
    return {"session_id": world.coming.pk}


def skill_that_asks(world: World) -> dict[str, Any]:
    """A skill with everything that can be printed of one."""
    skill = Skill.objects.filter(slug="tide-in").first() or make_skill()
    return {"slug": skill.slug}


def skill_paper(world: World) -> dict[str, Any]:
    return skill_that_asks(world) | {"kind": "worksheet"}


NO_ROOM = {"session_id": NOBODY}
NO_MEMBER = {"member_id": NOBODY}
NO_GROUP = {"slug": "no-such-group"}
NO_LESSON = {"enrollment_id": NOBODY, "week": 1, "slug": "wise-mind"}
NO_GROUP_LESSON = {"slug": "own-group", "week": 1, "lesson_slug": "no-such-lesson"}
NO_LESSON_PAPER = NO_LESSON | {"kind": "lesson"}
NO_GROUP_LESSON_PAPER = NO_GROUP_LESSON | {"kind": "worksheet"}
NO_SKILL = {"slug": "no-such-skill"}
NO_SKILL_PAPER = NO_SKILL | {"kind": "worksheet"}
NO_RECORDING = {"key": NOBODY}
NO_CONTACT = {"slug": "own-group", "enrollment_id": NOBODY}
NO_CARD = {"card_id": NOBODY}
NO_GIVEN = {"assignment_id": NOBODY}
NO_GIVEN_IN_GROUP = {"slug": "own-group", "assignment_id": NOBODY}
NO_RESOURCE = {"kind": "worksheet", "ref": 999_999}
NO_RESOURCE_TO_GIVE = {"slug": "own-group", "kind": "worksheet", "ref": 999_999}
NO_MEASURE = {"member_id": NOBODY, "slug": "phq-9"}
NO_RESPONSE = {"response_id": NOBODY}
NO_SHARED = {"slug": "own-group", "enrollment_id": NOBODY, "measure": "phq-9"}
NO_NOTE = {"slug": "own-group", "note_id": NOBODY}
NO_PART = {"enrollment_id": NOBODY}
NO_USE = {"use_id": NOBODY}
NO_SESSION = {"slug": "own-group", "number": 99}
NO_URGE = {"urge_id": NOBODY}
NO_SHARED_URGE = {"slug": "own-group", "card_id": NOBODY, "urge_id": NOBODY}
NO_OFFER = {"token": "none"}
NO_ORDER = {"order_id": NOBODY}
NO_SEAT = {"enrollment_id": NOBODY}

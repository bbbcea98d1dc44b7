"""A believable demo world, built only by the apps' own actions.

One group is in its eighteenth week and meets tomorrow evening; another is in its fifth and takes
newcomers at its next module. Three have yet to begin: one with many seats, one with a single seat
left, one full, for which two people wait and in which somebody sits above the number. A lesson of
the co-leader's waits for the coordinator's approval. Running it again changes nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.db import transaction
from wagtail.models import Site

from accounts.actions import accept_policies, register_member, save_intake
from accounts.models import Account, Member
from accounts.queries import current_policies
from accounts.roles import give_role
from accounts.second_factor import set_up_totp
from courses.curriculum.models import Course
from demo.authenticator import new_secret
from demo.diaries import keep_diaries
from demo.giving import give_resources
from demo.lesson import lesson_in_line
from demo.lessons import show_files
from demo.measures import answer_at_both_ends, answer_measures
from demo.people import (
    ANA,
    BEN,
    CO_LEADER,
    COORDINATOR,
    INTRODUCTIONS,
    LEADER,
    OTHERS,
    STAFF,
    ZADIE,
    DemoMember,
    DemoStaff,
)
from demo.practice import note_practice
from demo.queries import EVENING
from demo.sheets import fill_sheets
from groups.apart.models import Reach
from groups.attendance.actions import arrive, check_attendance, judge, leave
from groups.cohorts.models import Cohort
from groups.models import Enrollment
from groups.placing.actions import keep_apart
from groups.planning.actions import found_cohort, open_enrolment
from groups.planning.advance import advance_cohorts
from groups.sessions.actions import end_session
from groups.waiting.actions import join_list
from help.models import SiteSettings
from outbox.actions import skip_letters
from outbox.models import Letter
from pages.people.actions import introduce_facilitator
from pages.setup import set_up_site
from payments.by_hand.models import HandPayment
from payments.enrolling.actions import hold_seat
from payments.prices.actions import set_price
from payments.settling.actions import confirm_free_seat
from payments.settling.by_hand import Person, enrol_by_hand

WEEKS_DONE = 17
AFTERNOON = "afternoon"
FORMERLY = "tuesday-evening"  # whatever the weekday; demos that were built before still have it


@dataclass(frozen=True)
class Plan:
    """A group of the demo: its course, its hour on the wall, its seats and its price."""

    slug: str
    name: str
    about: str
    course: str
    zone: str
    starts: time
    minutes: int
    capacity: int
    amount_minor: int
    currency: str
    first_on: date
    members: tuple[DemoMember, ...]
    minimum_age: int = 18
    waiting: tuple[DemoMember, ...] = ()
    newcomers: tuple[DemoMember, ...] = ()
    above: DemoMember | None = None


def build_world(*, now: datetime) -> bool:
    """Builds the demo world unless it stands already; returns whether it did."""
    Cohort.objects.filter(slug=FORMERLY).update(slug=EVENING)
    if Cohort.objects.filter(slug=EVENING).exists():
        return False
    with transaction.atomic():
        set_up_site(name="Evenkeel Demo Clinic", now=now)
        _settings()
        show_files()
        staff = {person.email: _staff(person) for person in STAFF}
        for email, words in INTRODUCTIONS.items():
            introduce_facilitator(
                staff[email],
                qualification=words.profession,
                intro=words.intro,
                sections=list(words.sections),
                now=now,
            )
        for plan in _plans(now):
            _group(plan, staff=staff, now=now)
        _kept_apart(by=staff[COORDINATOR.email], now=now)
        evening = Cohort.objects.get(slug=EVENING)
        keep_diaries(evening, now=now)
        note_practice(evening, now=now)
        give_resources(evening, by=staff[LEADER.email], now=now)
        fill_sheets(evening, now=now)
        answer_measures(list(evening.enrollments.select_related("member__account")), now=now)
        afternoon = Cohort.objects.get(slug=AFTERNOON)
        answer_at_both_ends(list(afternoon.enrollments.select_related("member")), now=now)
        lesson_in_line(by=staff[CO_LEADER.email])
        _quiet_letters()
    return True


def _settings() -> None:
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.name = "Evenkeel Demo Clinic"
    settings.tagline = "Skills groups, at your own pace"
    settings.contact_email = "care@demo.example"
    settings.postal_address = "1 Example Street\nLondon"
    settings.default_country = "GB"
    settings.save()


def _account(email: str, **fields: str) -> Account:
    account = Account.objects.create_user(email, **fields)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return account


def _staff(person: DemoStaff) -> Account:
    account = _account(
        person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        time_zone="Europe/London",
        country="GB",
    )
    give_role(account, person.role)
    set_up_totp(account, secret=new_secret())
    return account


def _member(person: DemoMember, *, now: datetime) -> Member:
    found = Member.objects.filter(account__email=person.email).first()
    if found is not None:
        return found
    account = _account(person.email, time_zone=person.time_zone, country=person.country)
    member = register_member(
        account,
        name=person.name,
        country=person.country,
        time_zone=person.time_zone,
        discreet=person.discreet,
        now=now,
    )
    save_intake(
        member,
        birth_year=1990,
        emergency_name="A friend",
        emergency_phone="+44 20 7946 0000",
        emergency_relation="friend",
        now=now,
    )
    accept_policies(member, policies=list(current_policies().values()), now=now)
    return member


def _plans(now: datetime) -> list[Plan]:
    """Dates follow from `now`, so that the demo is fresh on the day it is built."""
    london = ZoneInfo("Europe/London")
    tomorrow = (now.astimezone(london) + timedelta(days=1)).date()
    soon = tomorrow + timedelta(days=12)
    return [
        Plan(
            slug=EVENING,
            name="Evening group",
            about="For adults who want company while they learn. No experience needed.",
            course="24-week skills course",
            zone="Europe/London",
            starts=time(18, 30),
            minutes=120,
            capacity=10,
            amount_minor=96_000,
            currency="GBP",
            first_on=tomorrow - timedelta(weeks=WEEKS_DONE),
            members=(ANA, BEN, *OTHERS[:6]),
        ),
        Plan(
            slug=AFTERNOON,
            name="Afternoon group",
            about="Eight weeks of first skills, over the autumn.",
            course="8-week introduction",
            zone="Europe/London",
            starts=time(15, 0),
            minutes=90,
            capacity=8,
            amount_minor=32_000,
            currency="GBP",
            first_on=tomorrow - timedelta(weeks=12, days=2),  # over, and nobody is asked any more
            members=OTHERS[9:16],
        ),
        Plan(
            slug="breakfast",
            name="Breakfast group",
            about="An hour and a half before the day begins, for adults.",
            course="12-week foundations",
            zone="Europe/London",
            starts=time(8, 30),
            minutes=90,
            capacity=8,
            amount_minor=48_000,
            currency="GBP",
            # Four sessions are over, and the module of the sixth begins in ten days.
            first_on=tomorrow + timedelta(days=9) - timedelta(weeks=5),
            members=OTHERS[22:25],
            newcomers=OTHERS[25:],
        ),
        Plan(
            slug="lunchtime",
            name="Lunchtime group",
            about="Ninety minutes in the middle of the day, for adults.",
            course="12-week foundations",
            zone="Europe/London",
            starts=time(12, 30),
            minutes=90,
            capacity=12,
            amount_minor=48_000,
            currency="GBP",
            first_on=soon,
            members=OTHERS[6:9],
        ),
        Plan(
            slug="weekend-mornings",
            name="Weekend mornings",
            about="An unhurried start to the day, for people from sixteen on.",
            course="24-week skills course",
            zone="America/New_York",
            starts=time(10, 0),
            minutes=120,
            capacity=8,
            amount_minor=120_000,
            currency="USD",
            first_on=soon + timedelta(days=(5 - soon.weekday()) % 7),
            members=OTHERS[9:16],
            minimum_age=16,
        ),
        Plan(
            slug="first-steps",
            name="First steps",
            about="Eight weeks to find out whether a skills group is for you.",
            course="8-week introduction",
            zone="Europe/Berlin",
            starts=time(19, 0),
            minutes=90,
            capacity=6,
            amount_minor=32_000,
            currency="EUR",
            first_on=soon + timedelta(days=1),  # an evening on which its leaders are free
            members=OTHERS[16:22],
            waiting=(BEN, OTHERS[6]),
            above=ZADIE,
        ),
    ]


def _group(plan: Plan, *, staff: dict[str, Account], now: datetime) -> None:
    leader, co_leader = staff[LEADER.email], staff[CO_LEADER.email]
    zone = ZoneInfo(plan.zone)
    first_starts_at = datetime.combine(plan.first_on, plan.starts, tzinfo=zone)
    founded_at = min(now, first_starts_at - timedelta(days=20))
    cohort = Cohort(
        slug=plan.slug,
        name=plan.name,
        about=plan.about,
        course=Course.objects.get(name=plan.course),
        weekday=plan.first_on.weekday(),
        starts=plan.starts,
        minutes=plan.minutes,
        zone_name=plan.zone,
        first_on=plan.first_on,
        capacity=plan.capacity,
        minimum_age=plan.minimum_age,
        enrolment_closes_at=first_starts_at - timedelta(hours=2),
    )
    found_cohort(cohort, leader=leader, co_leader=co_leader, by=leader, now=founded_at)
    open_enrolment(cohort, by=leader, now=founded_at)
    # The demo clinic gives these first seats away, so that no invented payment stands anywhere.
    set_price(cohort, amount_minor=0, currency=plan.currency, now=founded_at)
    for person in plan.members:
        _enrol(person, cohort, now=founded_at)
    if plan.above:
        _overbook(cohort, plan.above, by=staff[COORDINATOR.email], now=founded_at)
    if first_starts_at < now:
        _live_through(cohort, leader=leader, now=now)
    for person in plan.newcomers:
        _enrol(person, cohort, now=now)
    set_price(cohort, amount_minor=plan.amount_minor, currency=plan.currency, now=founded_at)
    for person in plan.waiting:
        member = _member(person, now=founded_at)
        join_list(cohort, member=member, by=member.account, now=founded_at)


def _enrol(person: DemoMember, cohort: Cohort, *, now: datetime) -> None:
    member = _member(person, now=now)
    order = hold_seat(cohort, member=member, payer=member.account, now=now)
    confirm_free_seat(order.pk, now=now)


def _kept_apart(*, by: Account, now: datetime) -> None:
    """Two who were married: one waits for a seat in the group of the other, and is not asked."""
    one, other = (Member.objects.get(account__email=who.email) for who in (OTHERS[6], OTHERS[16]))
    reason = "They are separated, and both asked us for groups without the other."
    keep_apart(one, other, reach=Reach.SAME_GROUP, reason=reason, by=by, now=now)


def _overbook(cohort: Cohort, person: DemoMember, *, by: Account, now: datetime) -> None:
    who = Person(person.email, person.name, person.country, person.time_zone, person.discreet)
    enrol_by_hand(
        cohort,
        who=who,
        way=HandPayment.Way.FREE,
        reason="The hardship fund pays",
        received=False,
        beyond="Comes from our group that was cancelled; she was promised a place by the summer",
        by=by,
        now=now,
    )


def _live_through(cohort: Cohort, *, leader: Account, now: datetime) -> None:
    """The sessions that lie behind the group, with who came when."""
    enrolled = list(Enrollment.objects.filter(cohort=cohort).select_related("member"))
    past = cohort.sessions.filter(starts_at__lt=now - timedelta(hours=3)).order_by("number")
    for group_session in past:
        for place, enrollment in enumerate(enrolled):
            if (group_session.number * 3 + place * 5) % 11 == 0:
                continue  # life gets in the way now and then
            late = 7 if (group_session.number + place) % 9 == 0 else -3
            visit = arrive(
                group_session,
                enrollment=enrollment,
                now=group_session.starts_at + timedelta(minutes=late),
            )
            leave(visit, now=group_session.ends_at)
        end_session(group_session, by=leader.pk, now=group_session.ends_at)
        judge(group_session, now=group_session.ends_at, led_at=group_session.starts_at)
        if group_session.number < WEEKS_DONE:
            check_attendance(group_session, by=leader, now=group_session.ends_at)
    advance_cohorts(now)


def _quiet_letters() -> None:
    """Only the person whom a visitor of the demo is likely to be gets letters of the past."""
    skip_letters(Letter.objects.exclude(to=ANA.email))

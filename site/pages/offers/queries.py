"""The next groups as a visitor sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import Account
from groups.cohorts.models import Cohort
from groups.gates.queries import modules_joined
from groups.sessions.dates import meeting_time
from groups.sessions.models import GroupSession
from groups.sessions.queries import ALL, CohortCard, all_coming, next_groups, on_offer
from pages.offers.own import OwnGroup, own_groups
from pages.offers.times import WallTime, wall_time, weekly
from payments.prices.models import Price
from payments.prices.queries import cost_of, prices_of

SOONEST = 6


@dataclass(frozen=True)
class Offer:
    """One group on a public page. `reader` is None where the reader's clock is unknown or equal.

    `group` and `reader` tell its weekday and hour, whatever was moved; `reader_others` when the
    clocks make it another hour for the reader. `day` is the date of the first session that is left,
    on the reader's clock where it is known, and `joins` the same with its weekday and no year.
    `meets_already`: it is under way; then `module` is what newcomers begin with, empty where they
    cannot any more, with so many `sessions` of all.
    `amount_minor` is None while no price is set; such a group cannot be enrolled in. It is that of
    the sessions that are left. `own` is what the group is to its reader beside that.
    """

    slug: str
    name: str
    course: str
    about: str
    url: str
    first_starts_at: datetime
    minutes: int
    zone_name: str
    reader_zone: str
    group: WallTime
    reader: WallTime | None
    reader_others: tuple[str, ...]
    day: str
    joins: str
    closes_at: datetime
    meets_already: bool
    module: str
    sessions: int
    all_sessions: int
    leaders: tuple[str, ...]
    capacity: int
    seats_left: int
    amount_minor: int | None
    currency: str
    is_open: bool
    takes_minors: bool
    minimum_age: int
    own: OwnGroup | None

    @property
    def taken(self) -> int:
        """Seats that somebody has or holds."""
        return self.capacity - self.seats_left

    @property
    def full(self) -> bool:
        """Whether nobody more fits."""
        return self.seats_left == 0

    @property
    def is_on_sale(self) -> bool:
        """Whether it takes people at all: then how many seats are left says something."""
        return self.is_open and self.amount_minor is not None

    @property
    def shows_price(self) -> bool:
        """Whether a price says anything: of a group that meets already it is that of its gate."""
        return self.is_open or not self.meets_already

    @property
    def can_enrol(self) -> bool:
        """Whether the call to action leads on to a seat."""
        return self.is_on_sale and not self.full


def offers(
    now: datetime,
    *,
    reader: ZoneInfo,
    course_slug: str = "",
    led_by: int | None = None,
    part: slice = ALL,
    own: Mapping[str, OwnGroup] | None = None,
) -> list[Offer]:
    """The groups that take people, soonest first, or a part of them. Four queries, however many,
    and one more where groups are under way.

    `own` are those that are the reader's, by slug.
    """
    cards = next_groups(now, course_slug=course_slug, led_by=led_by, part=part)
    ids = [card.cohort.pk for card in cards]
    prices, coming = prices_of(ids), all_coming(ids, now=now)
    modules = modules_joined(card.cohort for card in cards)
    return [
        _offer(
            card,
            prices.get(card.cohort.pk),
            coming.get(card.cohort.pk, []),
            reader,
            (own or {}).get(card.cohort.slug),
            module=modules.get(card.cohort.pk, ""),
        )
        for card in cards
    ]


def offer_of(
    card: CohortCard,
    *,
    coming: list[GroupSession],
    reader: ZoneInfo,
    own: OwnGroup | None = None,
) -> Offer:
    """One group as this reader sees it; `coming` are its sessions that lie ahead."""
    price = prices_of([card.cohort.pk]).get(card.cohort.pk)
    module = modules_joined([card.cohort]).get(card.cohort.pk, "")
    return _offer(card, price, coming, reader, own, module=module)


def known_zone(reader: ZoneInfo) -> ZoneInfo | None:
    """The reader's zone, or None for UTC: that is what we have before anybody told us."""
    return None if reader.key == "UTC" else reader


@dataclass(frozen=True)
class Offers:
    """The offers of a page, of which only those are read that it shows. `account`: who reads."""

    now: datetime
    reader: ZoneInfo
    course_slug: str = ""
    led_by: int | None = None
    account: Account | AnonymousUser = field(default_factory=AnonymousUser)

    @cached_property
    def own(self) -> dict[str, OwnGroup]:
        """The groups that are the reader's, by slug, those that take nobody any more as well."""
        return own_groups(self.account)

    @property
    def soonest(self) -> list[Offer]:
        """As many as stand on a page that is about something else."""
        return self._first[:SOONEST]

    @property
    def more(self) -> bool:
        """Whether there are others than the soonest."""
        return len(self._first) > SOONEST

    @cached_property
    def _first(self) -> list[Offer]:
        return self[: SOONEST + 1]

    def __len__(self) -> int:
        return on_offer(self.now, course_slug=self.course_slug, led_by=self.led_by).count()

    def __getitem__(self, part: slice) -> list[Offer]:
        return offers(
            self.now,
            reader=self.reader,
            course_slug=self.course_slug,
            led_by=self.led_by,
            part=part,
            own=self.own,
        )


def _offer(
    card: CohortCard,
    price: Price | None,
    coming: list[GroupSession],
    reader: ZoneInfo,
    own: OwnGroup | None,
    *,
    module: str,
) -> Offer:
    cohort = card.cohort
    cost = cost_of(price, card) if price else None
    # What was moved says nothing about the hour of the others.
    moments = [one.starts_at for one in coming if one.keeps_the_plan(cohort)] or [
        meeting_time(on=cohort.first_on, starts=cohort.starts, zone=cohort.zone)
    ]
    group = weekly(moments, minutes=cohort.minutes, zone=cohort.zone)
    zone = known_zone(reader)
    theirs = weekly(moments, minutes=cohort.minutes, zone=zone or cohort.zone)
    same = (theirs.usual.day, theirs.usual.hours, theirs.others) == (
        group.usual.day, group.usual.hours, group.others,
    )  # fmt: skip
    first = wall_time(card.first_starts_at, minutes=cohort.minutes, zone=zone or cohort.zone)
    return Offer(
        slug=cohort.slug,
        name=cohort.name,
        course=cohort.course.name,
        about=cohort.about,
        url=reverse("group", args=[cohort.slug]),
        first_starts_at=card.first_starts_at,
        minutes=cohort.minutes,
        zone_name=cohort.zone_name,
        reader_zone=zone.key if zone else "",
        group=group.usual,
        reader=None if same else theirs.usual,
        reader_others=() if same else theirs.others,
        day=first.day,
        joins=f"{first.weekday} {first.date}",
        closes_at=cohort.enrolment_closes_at,
        meets_already=cohort.state == Cohort.State.RUNNING,
        module=module,
        sessions=card.sessions,
        all_sessions=card.all_sessions,
        # an account without a name shows as its address, which is nobody's business here
        leaders=tuple(name for name in card.leaders if "@" not in name),
        capacity=cohort.capacity,
        seats_left=card.seats_left,
        amount_minor=cost.amount_minor if cost else None,
        currency=cost.currency if cost else "",
        is_open=card.is_open,
        takes_minors=cohort.takes_minors,
        minimum_age=cohort.minimum_age,
        own=own,
    )

"""Who may open what: one row for each address, declared beside no code.

A new address needs a row here, or the matrix fails. A row says the status that each actor gets;
LOGIN stands for "led to the sign-in page". How to add one:

    Row("desk-cohort", staff(Role.COORDINATOR), own_group)

`own_group` and its kind make the address's arguments from the world; for an address with an object
`missing` makes the same address of an object that never was, and every 404 is compared with it.
`method="POST"` tries the address with an empty form, which must refuse before it changes anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from accounts.roles import Role
from django.urls import reverse
from groups.links.tokens import link_path

from tests.security.world import Actor, Kwargs, World

LOGIN = "login"
Status = int | str
Expected = Mapping[Actor, Status]

ROLE_OF = {
    Actor.FACILITATOR: Role.FACILITATOR,
    Actor.OTHER_FACILITATOR: Role.FACILITATOR,
    Actor.MARKETER: Role.MARKETER,
    Actor.COORDINATOR: Role.COORDINATOR,
}
OUTSIDE = (Actor.VISITOR, Actor.DEACTIVATED)
MEMBERS = (Actor.MEMBER, Actor.OTHER_MEMBER, Actor.FORMER, Actor.HELD)
STAFF = (*ROLE_OF, Actor.SUPERUSER)
NOBODY = UUID("00000000-0000-4000-8000-000000000000")


def everybody(status: Status = 200, **but: Status) -> Expected:
    """The same for all, with exceptions by the actor's name in lower case."""
    return {actor: status for actor in Actor} | _named(but)


def signed_in(status: Status = 200, **but: Status) -> Expected:
    """The same for everybody with an account; others are led to sign in."""
    return everybody(status) | dict.fromkeys(OUTSIDE, LOGIN) | _named(but)


def staff(*roles: Role, status: Status = 200, **but: Status) -> Expected:
    """Open to the roles and to superusers; other accounts get 403."""
    allowed = {actor: status for actor, role in ROLE_OF.items() if role in roles}
    return signed_in(403) | allowed | {Actor.SUPERUSER: status} | _named(but)


def own_only(status: Status = 200, *, otherwise: Status = 404, **but: Status) -> Expected:
    """Open to the member whose object it is; anybody else's is as unknown as a missing one."""
    return signed_in(otherwise) | {Actor.MEMBER: status} | _named(but)


def _named(statuses: Mapping[str, Status]) -> Expected:
    return {Actor[name.upper()]: status for name, status in statuses.items()}


def nothing(_: World) -> dict[str, Any]:
    """An address without arguments."""
    return {}


def always(**kwargs: Any) -> Kwargs:
    """The same arguments in every world."""
    return lambda _: kwargs


@dataclass(frozen=True)
class Row:
    """One address and who gets what from it."""

    name: str
    expected: Expected
    kwargs: Kwargs = nothing
    missing: Mapping[str, Any] | None = None
    method: str = "GET"
    data: Mapping[str, Any] = field(default_factory=dict)
    path: str = ""
    why: str = ""

    def path_in(self, world: World) -> str:
        """The address as it stands in `world`."""
        return self.path or reverse(self.name, kwargs=self.kwargs(world))

    @property
    def missing_path(self) -> str:
        """The same address of an object that never was, or empty."""
        return reverse(self.name, kwargs=dict(self.missing)) if self.missing else ""


def own_member(world: World) -> dict[str, Any]:
    return {"member_id": world.member.pk}


def own_group(world: World) -> dict[str, Any]:
    return {"slug": world.cohort.slug}


def own_lesson(world: World) -> dict[str, Any]:
    return {"enrollment_id": world.enrollment.pk, "week": 1, "slug": "wise-mind"}


def own_order(world: World) -> dict[str, Any]:
    return {"order_id": world.order.pk}


def past_session(world: World) -> dict[str, Any]:
    return {"slug": world.cohort.slug, "number": world.past.number}


def coming_session(world: World) -> dict[str, Any]:
    return {"slug": world.cohort.slug, "number": world.coming.number}


def own_link(world: World) -> dict[str, Any]:
    return {"token": link_path(world.enrollment, world.coming).strip("/").split("/")[-1]}


NO_MEMBER = {"member_id": NOBODY}
NO_GROUP = {"slug": "no-such-group"}
NO_LESSON = {"enrollment_id": NOBODY, "week": 1, "slug": "wise-mind"}
NO_ORDER = {"order_id": NOBODY}
COORDINATORS = staff(Role.COORDINATOR)

PUBLIC = [
    Row("policy", everybody(), always(kind="terms")),
    Row("policy-version", everybody(), always(kind="terms", version="2026-11")),
    Row("help:crisis", everybody()),
    Row("help:numbers", everybody()),
    Row("help:accent", everybody()),
    Row("help:crisis-country", everybody(), always(country="GB")),
    Row("health-live", everybody()),
    Row("health-ready", everybody(503), why="no worker runs in this world"),
    Row("lesson-shelf", everybody()),
    Row("lesson-teaser", everybody(), always(slug="wise-mind")),
    Row("robots", everybody()),
    Row("sitemap", everybody()),
    Row("icon", everybody(302)),
    Row("groups", everybody()),
    Row("group", everybody(), own_group, NO_GROUP),
    Row("wagtail_serve", everybody(), path="/"),
    Row("link-again", everybody()),
    Row("stripe-webhook", everybody(400), method="POST", why="unsigned"),
    Row("design:gallery", everybody()),
    Row("demo", everybody(), why="exists in demo and test mode only"),
    Row("demo-clock", everybody(302), method="POST", why="exists in demo and test mode only"),
    Row("mailbox", everybody(), why="exists in demo and test mode only"),
    Row("mailbox-message", everybody(404), always(message_id="none")),
    Row("mailbox-html", everybody(404), always(message_id="none")),
    Row("mailbox-source", everybody(404), always(message_id="none")),
    Row("wagtaildocs_serve", everybody(404), path="/documents/1/none.pdf"),
    Row(
        "wagtaildocs_authenticate_with_password",
        everybody(404),
        always(restriction_id=1),
    ),
    Row(
        "wagtailcore_authenticate_with_password",
        everybody(404),
        always(page_view_restriction_id=1, page_id=1),
    ),
]

SIGNING_IN = [
    Row("account_login", everybody(302, visitor=200, deactivated=200)),
    Row("account_signup", everybody(302, visitor=200, deactivated=200)),
    Row("account_request_login_code", everybody(302, visitor=200, deactivated=200)),
    Row("account_logout", everybody(200, visitor=302, deactivated=302)),
    Row("account_inactive", everybody()),
]

OWN_ACCOUNT = [
    Row("account-details", signed_in()),
    Row("account-member-new", signed_in()),
    Row("account-member", own_only(), own_member, NO_MEMBER),
    Row("account-pin", own_only(), own_member, NO_MEMBER),
    Row("account-record", own_only(), own_member, NO_MEMBER),
    Row("account_email", signed_in()),
    Row("usersessions_list", signed_in()),
    Row("mfa_index", signed_in()),
    Row("today", signed_in()),
    Row("orders", signed_in()),
    Row("devices", signed_in()),
]

TEAM = [
    Row("account-staff", COORDINATORS),
    Row(
        "account-staff-person",
        COORDINATORS,
        lambda world: {"account_id": world.accounts[Actor.MARKETER].pk},
        {"account_id": 999_999},
    ),
]

GROUP = [
    Row("lesson", own_only(), own_lesson, NO_LESSON),
    Row("join", everybody(403, member=200, visitor=200, deactivated=200), own_link),
    Row(
        "lead-group",
        staff(Role.FACILITATOR, other_facilitator=404, superuser=403),
        own_group,
        NO_GROUP,
    ),
    Row("desk-cohorts", COORDINATORS),
    Row("desk-new-cohort", COORDINATORS),
    Row("desk-cohort", COORDINATORS, own_group, NO_GROUP),
]

MONEY = [
    Row("order", own_only(), own_order, NO_ORDER),
    Row("desk-orders", COORDINATORS),
    Row("desk-order", COORDINATORS, own_order, NO_ORDER),
    Row("desk-price", COORDINATORS, own_group, NO_GROUP),
    Row("desk-cases", COORDINATORS),
    Row("today-letters", COORDINATORS),
]

ROWS = [*PUBLIC, *SIGNING_IN, *OWN_ACCOUNT, *TEAM, *GROUP, *MONEY]

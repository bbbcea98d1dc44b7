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

from django.urls import reverse

from accounts.roles import Role
from tests.security.objects import (
    NO_CARD,
    NO_CONTACT,
    NO_GROUP,
    NO_GROUP_LESSON,
    NO_GROUP_LESSON_PAPER,
    NO_LESSON,
    NO_LESSON_PAPER,
    NO_MEMBER,
    NO_ORDER,
    NO_RECORDING,
    NO_ROOM,
    NO_SKILL,
    NO_SKILL_PAPER,
    NOBODY,
    coming_session,
    foreign_contact,
    group_lesson,
    group_lesson_paper,
    lesson_paper,
    own_card,
    own_contact,
    own_group,
    own_lesson,
    own_link,
    own_member,
    own_order,
    own_recording,
    own_room,
    past_session,
    skill_paper,
    skill_that_asks,
)
from tests.security.world import Actor, Kwargs, World

LOGIN = "login"
Status = int | str
Expected = dict[Actor, Status]

ROLE_OF = {
    Actor.FACILITATOR: Role.FACILITATOR,
    Actor.OTHER_FACILITATOR: Role.FACILITATOR,
    Actor.MARKETER: Role.MARKETER,
    Actor.COORDINATOR: Role.COORDINATOR,
}
OUTSIDE = (Actor.VISITOR, Actor.DEACTIVATED)
STAFF = (*ROLE_OF, Actor.SUPERUSER)
FACTOR: Expected = dict.fromkeys(STAFF, 302)


def everybody(status: Status = 200, **but: Status) -> Expected:
    """The same for all, with exceptions by the actor's name in lower case."""
    return dict.fromkeys(Actor, status) | _named(but)


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


# Whoever reads the words that show it; both groups of the world read them.
READERS = own_only(
    other_member=200, facilitator=200, other_facilitator=200, coordinator=200, superuser=200
)
COORDINATORS = staff(Role.COORDINATOR)
OWN_TEAM = staff(Role.FACILITATOR, Role.COORDINATOR, other_facilitator=404)

PUBLIC = [
    Row("policy", everybody(), always(kind="terms")),
    Row("policy-version", everybody(), always(kind="terms", version="2026-11")),
    Row("help:crisis", everybody()),
    Row("help:numbers", everybody()),
    Row("help:accent", everybody()),
    Row("help:crisis-country", everybody(), always(country="GB")),
    Row("help:numbers-country", everybody(), always(country="GB")),
    Row("health-live", everybody()),
    Row("health-ready", everybody(503), why="no worker runs in this world"),
    Row("lesson-shelf", everybody()),
    Row("skill-do", everybody(), always(slug="stop"), {"slug": "nothing"}),
    Row(
        "skill-do-further",
        everybody(),
        always(slug="halt", key="prevention-plan"),
        {"slug": "halt", "key": "nothing"},
    ),
    Row("lesson-teaser", everybody(), always(slug="wise-mind")),
    *(Row(f"offline{name}", everybody()) for name in ("", "-numbers", "-list", "-worker", "-app")),
    Row("glossary", everybody()),
    Row("skills", everybody()),
    Row("skills-need", everybody(), always(need="panic"), {"need": "never-was"}),
    Row("skill", everybody(), always(slug="stop"), {"slug": "never-was"}),
    Row("skill-worksheet", everybody(), skill_that_asks, NO_SKILL),
    Row("skill-flash-cards", everybody(), skill_that_asks, NO_SKILL),
    Row("skill-paper", everybody(202), skill_paper, NO_SKILL_PAPER, why="no worker runs here"),
    Row("search", everybody()),
    Row("robots", everybody()),
    Row("sitemap", everybody()),
    Row("icon", everybody(302)),
    Row("groups", everybody()),
    Row("contact", everybody()),
    Row("group", everybody(), own_group, NO_GROUP),
    Row("wagtail_serve", everybody(), path="/"),
    Row("link-again", everybody()),
    Row("stripe-webhook", everybody(400), method="POST", why="unsigned"),
    Row("design:gallery", everybody()),
    Row("design:styles", everybody(404), always(name="none", digest="none")),
    Row("demo", everybody(), why="exists in demo and test mode only"),
    Row("demo-clock", everybody(302), method="POST", why="exists in demo and test mode only"),
    Row("mailbox", everybody(), why="exists in demo and test mode only"),
    Row("mailbox-message", everybody(404), always(message_id="none")),
    Row("mailbox-html", everybody(404), always(message_id="none")),
    Row("mailbox-source", everybody(404), always(message_id="none")),
    Row("document", everybody(404), path="/documents/1/none.pdf"),
    Row(
        "wagtaildocs_serve",
        everybody(404),
        path="/documents/1/none.pdf",
        why="behind our own address, which asks for the door",
    ),
    Row("wagtaildocs_authenticate_with_password", everybody(404), always(restriction_id=1)),
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
    # Steps in the middle of signing in lead back to its beginning.
    Row("account_confirm_login_code", signed_in(302)),
    Row("account_email_verification_sent", signed_in(302)),
    Row("mfa_authenticate", signed_in(302)),
    Row("mfa_login_webauthn", signed_in(302)),
    # One login: whoever is signed in and comes here lacks a permission.
    *[
        Row(name, signed_in(403), path=path)
        for name, path in (
            ("^(?:cms|admin|django-admin)/(?:login|password_reset)/", "/cms/login/"),
            ("_util/login/", "/_util/login/"),
            ("wagtailcore_login", "/_util/login/"),
            ("^account/password/", "/account/password/"),
            ("account_change_password", "/account/password/change/"),
            ("account_set_password", "/account/password/set/"),
            ("account_reset_password", "/account/password/reset/"),
            ("account_reset_password_done", "/account/password/reset/done/"),
            ("account_reset_password_from_key", "/account/password/reset/key/1-set/"),
            ("account_reset_password_from_key_done", "/account/password/reset/key/done/"),
        )
    ],
]

OWN_ACCOUNT = [
    Row("account-details", signed_in()),
    # Whoever is the only person of an account is asked for a PIN of their own first.
    Row("account-member-new", signed_in(member=302, other_member=302, former=302, held=302)),
    Row("account-member", own_only(), own_member, NO_MEMBER),
    Row("account-pin", own_only(), own_member, NO_MEMBER),
    Row("account-contact", own_only(), own_member, NO_MEMBER),
    Row("account-record", own_only(), own_member, NO_MEMBER),
    Row("my-cards", signed_in()),
    Row("my-card", own_only(), own_card, NO_CARD),
    Row("my-card-delete", own_only(), own_card, NO_CARD),
    Row(
        "keep-card",
        everybody(403, member=302, other_member=302, former=302, held=302),
        method="POST",
        data={"skill": "stop", "answer-x": "words"},
        why="to whoever has no cards their words are handed back, and nothing is kept",
    ),
    Row("account_email", signed_in()),
    Row("usersessions_list", signed_in()),
    Row("mfa_index", signed_in()),
    # Before these open, everybody proves once more who they are (302): with the second factor where
    # there is one, else with a code by e-mail.
    Row("account_reauthenticate", signed_in(302)),
    Row("account_request_reauthentication_code", signed_in() | FACTOR),
    Row("account_confirm_reauthentication_code", signed_in(302)),
    Row("mfa_reauthenticate", signed_in(302) | dict.fromkeys(STAFF, 200)),
    Row("mfa_reauthenticate_webauthn", signed_in(302)),
    Row("mfa_activate_totp", signed_in(302)),
    Row("mfa_deactivate_totp", signed_in(404) | FACTOR),
    Row("mfa_list_webauthn", signed_in()),
    Row("mfa_add_webauthn", signed_in(302)),
    Row("mfa_remove_webauthn", signed_in(302), always(pk=999_999)),
    Row("mfa_edit_webauthn", signed_in(302), always(pk=999_999)),
    Row("mfa_view_recovery_codes", signed_in(404) | FACTOR),
    Row("mfa_generate_recovery_codes", signed_in(302)),
    Row("mfa_download_recovery_codes", signed_in(404) | FACTOR),
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
    Row(
        "account-staff-role",
        staff(Role.COORDINATOR, status=302),
        lambda world: {"account_id": world.accounts[Actor.MARKETER].pk},
        method="POST",
    ),
    Row(
        "account-staff-factor",
        staff(Role.COORDINATOR, status=302),
        lambda world: {"account_id": world.accounts[Actor.MARKETER].pk},
        method="POST",
    ),
]

GROUP = [
    Row("lesson", own_only(), own_lesson, NO_LESSON),
    Row("lesson-paper", own_only(202), lesson_paper, NO_LESSON_PAPER),
    Row("join", everybody(403, member=302, visitor=200, deactivated=200), own_link),
    Row(
        "lead-group",
        staff(Role.FACILITATOR, other_facilitator=404, superuser=403),
        own_group,
        NO_GROUP,
    ),
    Row("member-contact", OWN_TEAM, own_contact, NO_CONTACT),
    Row("member-contact", OWN_TEAM, own_contact, NO_CONTACT, method="POST"),
    Row(
        "member-contact",
        staff(Role.FACILITATOR, Role.COORDINATOR, status=404),
        foreign_contact,
        NO_CONTACT,
        method="POST",
        why="the enrolment is of another group than the address says",
    ),
    Row("group-lesson", OWN_TEAM, group_lesson, NO_GROUP_LESSON),
    Row(
        "group-lesson-paper",
        staff(Role.FACILITATOR, Role.COORDINATOR, status=202, other_facilitator=404),
        group_lesson_paper,
        NO_GROUP_LESSON_PAPER,
    ),
    Row(
        "group-lesson-keep",
        staff(Role.FACILITATOR, Role.COORDINATOR, status=404),
        group_lesson,
        NO_GROUP_LESSON,
        method="POST",
        why="the week was given: its words are kept anyway",
    ),
    Row(
        "group-lesson-correct",
        staff(Role.FACILITATOR, Role.COORDINATOR, status=400, other_facilitator=404),
        group_lesson,
        NO_GROUP_LESSON,
        method="POST",
    ),
    Row("desk-promises", COORDINATORS),
    Row("desk-promises", staff(Role.COORDINATOR, status=400), method="POST"),
    Row("desk-clocks", COORDINATORS),
    Row("desk-lessons", COORDINATORS),
    Row("desk-lessons", staff(Role.COORDINATOR, status=400), method="POST"),
    Row("desk-cohorts", COORDINATORS),
    Row("desk-new-cohort", COORDINATORS),
    Row("desk-cohort", COORDINATORS, own_group, NO_GROUP),
    Row("room", own_only(facilitator=200, former=403, held=402), own_room, NO_ROOM),
    Row("worksheet", own_only(), own_lesson, NO_LESSON),
    Row("recording", READERS, own_recording, NO_RECORDING),
    Row("recording-captions", READERS, own_recording, NO_RECORDING),
    Row(
        "lead-attendance",
        staff(Role.FACILITATOR, other_facilitator=404, superuser=403),
        past_session,
        {"slug": "no-such-group", "number": 1},
    ),
    Row("desk-open", staff(Role.COORDINATOR, status=302), own_group, NO_GROUP, method="POST"),
    Row("desk-capacity", staff(Role.COORDINATOR, status=400), own_group, NO_GROUP, method="POST"),
    Row("desk-words", COORDINATORS, own_group, NO_GROUP),
    Row("desk-words", staff(Role.COORDINATOR, status=400), own_group, NO_GROUP, method="POST"),
    Row("desk-leaders", COORDINATORS, own_group, NO_GROUP),
    Row("desk-leaders", staff(Role.COORDINATOR, status=400), own_group, NO_GROUP, method="POST"),
    Row(
        "desk-remove",
        staff(Role.COORDINATOR, status=400),
        lambda world: {"slug": world.cohort.slug, "seat_no": world.enrollment.seat_no},
        {"slug": "no-such-group", "seat_no": 1},
        method="POST",
    ),
    Row("desk-move", COORDINATORS, coming_session, {"slug": "no-such-group", "number": 1}),
    Row("desk-cancel", COORDINATORS, coming_session, {"slug": "no-such-group", "number": 1}),
]

MONEY = [
    Row("order", own_only(), own_order, NO_ORDER),
    Row("desk-orders", COORDINATORS),
    Row("desk-order", COORDINATORS, own_order, NO_ORDER),
    Row("desk-price", COORDINATORS, own_group, NO_GROUP),
    *[
        Row(
            "desk-discard",
            staff(Role.COORDINATOR, status=302),
            own_group,
            NO_GROUP,
            method=method,
            why="the group is open: led back to it with a word",
        )
        for method in ("GET", "POST")
    ],
    Row("desk-cases", COORDINATORS),
    Row("today-letters", COORDINATORS),
    Row(
        "today-letter-again",
        staff(Role.COORDINATOR, status=404),
        always(letter_id=NOBODY),
        method="POST",
    ),
    Row("checkout-success", own_only(), own_order, NO_ORDER),
    Row("checkout-back", own_only(302), own_order, NO_ORDER),
    Row("enrol-release", own_only(302), own_order, NO_ORDER, method="POST"),
    # Everybody with an account is led to the step that is due; only "who" is due for newcomers.
    Row("enrol", everybody(302, visitor=200, deactivated=200), own_group, NO_GROUP),
    Row("enrol-who", signed_in(held=302), own_group, NO_GROUP),
    Row("enrol-somebody-else", signed_in(302), own_group, NO_GROUP, method="POST"),
    Row("enrol-about", signed_in(302), own_group, NO_GROUP),
    Row("enrol-agreement", signed_in(302), own_group, NO_GROUP),
    Row("enrol-hold", signed_in(302), own_group, NO_GROUP, method="POST"),
    Row("enrol-pay", signed_in(302, held=200), own_group, NO_GROUP),
    Row("desk-order-sync", staff(Role.COORDINATOR, status=302), own_order, NO_ORDER, method="POST"),
    Row(
        "desk-order-refund", staff(Role.COORDINATOR, status=400), own_order, NO_ORDER, method="POST"
    ),
    *(
        Row(
            name,
            staff(Role.COORDINATOR, status=404),
            always(case_id=NOBODY),
            method="POST",
        )
        for name in ("desk-case-resolve", "desk-case-ask")
    ),
]

# Sockets: the close code each actor gets, or the name of the first frame.
SOCKETS: dict[str, Mapping[Actor, Status]] = {
    "ws/room/<uuid:session_id>/": dict.fromkeys(Actor, 4404)
    | {
        Actor.VISITOR: 4401,
        Actor.DEACTIVATED: 4401,
        Actor.MEMBER: "waiting",
        Actor.FORMER: 4403,
        Actor.HELD: 4402,
        Actor.FACILITATOR: "welcome",
    },
}

ROWS = [*PUBLIC, *SIGNING_IN, *OWN_ACCOUNT, *TEAM, *GROUP, *MONEY]

"""Who may open what: one row for each address, declared beside no code.

A new address needs a row here, or the matrix fails. A row says the status that each actor gets;
LOGIN stands for "led to the sign-in page". How to add one:

    Row("desk-cohort", staff(Role.COORDINATOR), own_group)

`own_group` and its kind make the address's arguments from the world; for an address with an object
`missing` makes the same address of an object that never was, and every 404 is compared with it.
`method="POST"` tries the address with an empty form, which must refuse before it changes anything.
"""

from collections.abc import Mapping

from accounts.roles import Role
from tests.security.diaries import DIARIES
from tests.security.giving import GIVING
from tests.security.measures import MEASURES
from tests.security.objects import (
    NO_CARD,
    NO_CONTACT,
    NO_GROUP,
    NO_GROUP_LESSON,
    NO_GROUP_LESSON_PAPER,
    NO_LESSON,
    NO_LESSON_PAPER,
    NO_MEMBER,
    NO_OFFER,
    NO_ORDER,
    NO_RECORDING,
    NO_ROOM,
    NO_SEAT,
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
    own_message,
    own_offer,
    own_order,
    own_recording,
    own_room,
    own_seat,
    past_session,
)
from tests.security.placing import PLACING
from tests.security.practice import PRACTICE
from tests.security.public import PUBLIC
from tests.security.rows import (
    COORDINATORS,
    FACTOR,
    OWN_TEAM,
    READERS,
    STAFF,
    Row,
    Status,
    always,
    everybody,
    own_only,
    signed_in,
    staff,
)
from tests.security.seats import SEATS
from tests.security.sheets import SHEETS
from tests.security.world import Actor

SIGNING_IN = [
    Row("account_login", everybody(302, visitor=200, deactivated=200)),
    Row("account_signup", everybody(302, visitor=200, deactivated=200)),
    Row("account_request_login_code", everybody(302, visitor=200, deactivated=200)),
    Row("account_logout", everybody(200, visitor=302, deactivated=302)),
    Row("account-signed-out", everybody(302, visitor=200, deactivated=200)),
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
    Row("my-groups", signed_in()),
    Row("my-lessons", signed_in()),
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
    Row("group-roster", OWN_TEAM, own_group, NO_GROUP),
    Row("desk-roster", COORDINATORS, own_group, NO_GROUP),
    Row("group-message", OWN_TEAM, own_group, NO_GROUP),
    Row(
        "group-message",
        staff(Role.FACILITATOR, Role.COORDINATOR, status=400, other_facilitator=404),
        own_group,
        NO_GROUP,
        method="POST",
    ),
    Row("message", own_only(), own_message, {"message_id": NOBODY}),
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
    Row("desk-waiting", COORDINATORS),
    Row("desk-waiting", staff(Role.COORDINATOR, status=400), method="POST"),
    Row("desk-gates", COORDINATORS),
    Row("desk-gates", staff(Role.COORDINATOR, status=400), method="POST"),
    Row("desk-attendance", COORDINATORS),
    Row("desk-attendance", staff(Role.COORDINATOR, status=400), method="POST"),
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
    Row(
        "lead-reopen",
        staff(Role.FACILITATOR, status=302, other_facilitator=404, superuser=403),
        past_session,
        {"slug": "no-such-group", "number": 1},
        method="POST",
        why="its hours have passed: led back to the group with a word",
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

DESK = [
    Row(
        "desk-find",
        COORDINATORS,
        data={"q": "@example.org"},
        why="everybody's address holds it, so nobody is led straight to one of them",
    ),
    Row("desk-person", COORDINATORS, own_member, NO_MEMBER),
    Row("desk-person", COORDINATORS, own_member, NO_MEMBER, data={"csv": "seats"}),
    Row(
        "desk-order-of-seat",
        staff(Role.COORDINATOR, status=302),
        own_seat,
        NO_SEAT,
    ),
    Row("desk-seat-story", COORDINATORS, own_seat, NO_SEAT, data={"csv": "story"}),
    Row("desk-cohorts", COORDINATORS, data={"csv": "groups"}),
    Row("desk-cohort", COORDINATORS, own_group, NO_GROUP, data={"csv": "seats"}),
    Row("desk-orders", COORDINATORS, data={"csv": "orders"}),
    Row("desk-cases", COORDINATORS, data={"csv": "cases"}),
    Row("today-letters", COORDINATORS, data={"csv": "letters"}),
    Row("account-staff", COORDINATORS, data={"csv": "team"}),
]

MONEY = [
    Row("order", own_only(), own_order, NO_ORDER),
    Row("desk-orders", COORDINATORS),
    Row("desk-order", COORDINATORS, own_order, NO_ORDER),
    Row("desk-seat-story", COORDINATORS, own_seat, NO_SEAT),
    Row("desk-order-refund", COORDINATORS, own_order, NO_ORDER),
    Row("desk-price", COORDINATORS, own_group, NO_GROUP),
    Row("desk-enrol", COORDINATORS, own_group, NO_GROUP),
    Row("desk-enrol", staff(Role.COORDINATOR, status=400), own_group, NO_GROUP, method="POST"),
    *(
        Row(
            name,
            staff(Role.COORDINATOR, status=404),
            own_order,
            NO_ORDER,
            method="POST",
            why="the order is paid through Stripe",
        )
        for name in ("desk-order-received", "desk-order-end")
    ),
    Row(
        "enrol-answers",
        signed_in(404),
        own_seat,
        NO_SEAT,
        why="they enrolled online: nothing was left to answer",
    ),
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
    Row("enrol-release", own_only(302), own_order, NO_ORDER, why="paid: nothing to give back"),
    Row("enrol-release", own_only(302), own_order, NO_ORDER, method="POST"),
    # Everybody with an account is led to the step that is due; only "who" is due for newcomers.
    Row("enrol", everybody(302, visitor=200, deactivated=200), own_group, NO_GROUP),
    Row("enrol-who", signed_in(held=302), own_group, NO_GROUP),
    Row("enrol-somebody-else", signed_in(302), own_group, NO_GROUP, method="POST"),
    Row("enrol-about", signed_in(302), own_group, NO_GROUP),
    Row("enrol-agreement", signed_in(302), own_group, NO_GROUP),
    Row("enrol-hold", signed_in(302), own_group, NO_GROUP, method="POST"),
    # While there is a seat, everybody is led to that.
    Row("enrol-wait", everybody(302), own_group, NO_GROUP),
    Row(
        "enrol-wait-leave",
        signed_in(404),
        own_group,
        method="POST",
        why="none of their people is named",
    ),
    Row(
        "seat-offer", everybody(403, member=200, visitor=200, deactivated=200), own_offer, NO_OFFER
    ),
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

ROWS = [
    *PUBLIC, *SIGNING_IN, *OWN_ACCOUNT, *TEAM, *GROUP, *MEASURES, *DIARIES, *PRACTICE, *GIVING,
    *SHEETS, *DESK, *PLACING, *SEATS, *MONEY,
]  # fmt: skip

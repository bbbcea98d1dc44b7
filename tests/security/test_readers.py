"""Who reads what: the register of people against the table of addresses, and against the pages.

Words that stand nowhere else are put into one member's rows and one leader's; then everybody opens
every address, and whoever sees them there must stand in the register, and nobody else.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.urls import reverse
from wagtail.log_actions import log

from accounts.models import Account, Intake, Member
from audit.actions import record
from audit.register import Held, Reader, all_held
from courses.models import GlossaryWord, LessonPage
from groups.models import Attendance, Enrollment
from help.models import SiteSettings
from outbox.models import Letter
from pages.models import FacilitatorsPage, HomePage
from tests.answers import Answer
from tests.security.matrix import ROWS, SOCKETS
from tests.security.objects import (
    own_card,
    own_diary_card,
    own_given,
    own_message,
    own_pair,
    own_response,
    own_use,
)
from tests.security.planted import plant_money
from tests.security.rows import Row, nothing
from tests.security.seats import own_entry
from tests.security.sheets import own_handing
from tests.security.world import MOMENT, Actor, World

pytestmark = pytest.mark.django_db

EDITOR = "editor"
HELD = {row.model: row for row in all_held()}
# Who somebody is to a member of the group, and to its leader.
TO_MEMBER = {
    Actor.VISITOR: Reader.PUBLIC,
    Actor.MEMBER: Reader.OWN,
    Actor.OTHER_MEMBER: Reader.GROUP,
    Actor.FORMER: Reader.GROUP,
    Actor.HELD: Reader.GROUP,
    Actor.FACILITATOR: Reader.LEADER,
    Actor.OTHER_FACILITATOR: Reader.FACILITATOR,
    Actor.MARKETER: Reader.MARKETER,
    Actor.COORDINATOR: Reader.COORDINATOR,
    Actor.SUPERUSER: Reader.SUPERUSER,
    Actor.DEACTIVATED: Reader.PUBLIC,
}
TO_LEADER = TO_MEMBER | {Actor.FACILITATOR: Reader.OWN, Actor.MEMBER: Reader.GROUP}
TO_MARKETER = TO_MEMBER | {Actor.MARKETER: Reader.OWN}
# In the editor nobody is anybody's leader.
IN_EDITOR = TO_MEMBER | {Actor.FACILITATOR: Reader.FACILITATOR}
# For pages that everybody gets: one outside, one of each group, one of the team.
SOME = (Actor.VISITOR, Actor.MEMBER, Actor.OTHER_MEMBER, Actor.COORDINATOR)
# What staff wrote about the end of somebody's part.
ON_NO_PAGE = "Hawthorn"
# Read there as a number, a colour or a name beside others, which no word of its own can show.
COUNTED = {
    ("courses.Answer", "sheet-paper"),
    ("groups.HandedIn", "lead-sheets"),
    ("courses.Response", "measures"),
    ("courses.Response", "measure-fhir"),
    ("courses.DiaryCard", "diary-kept"),
    ("courses.DiaryCard", "diary-week"),
    ("courses.DiaryCard", "diary-week-paper"),  # a PDF
    ("courses.Urge", "diary-week-paper"),
    ("courses.DiaryCard", "lead-diaries"),
    ("courses.DiaryCard", "lead-before"),
    ("courses.DiaryCard", "lead-practice"),
    ("courses.DiaryCard", "practice-map"),
    ("courses.Response", "lead-before"),
    ("courses.SkillUse", "diary"),
    ("courses.SkillUse", "diary-day"),
    ("courses.SkillUse", "lead-before"),
    ("courses.SkillUse", "practice-map"),
    ("groups.Attendance", "lead-before"),
    ("groups.Attendance", "lead-practice"),
    ("groups.Attendance", "practice-map"),
    ("groups.Assignment", "desk-given"),
    ("groups.Attendance", "lead-group"),
    ("groups.Attendance", "group-roster"),
    ("groups.Attendance", "desk-roster"),
    ("groups.DoNotPlace", "desk-apart"),
    ("groups.DoNotPlace", "desk-cohort"),
    ("payments.HandPayment", "order"),
    ("payments.HandReturn", "order"),
    ("payments.Payment", "order"),
    ("payments.Refund", "order"),
}
OWN = {Reader.OWN, Reader.GROUP}


@dataclass(frozen=True)
class Planted:
    """Words in a column that somebody could read, and who everybody is to whom they belong."""

    model: str
    words: str
    to: Mapping[Actor, Reader] = field(default_factory=lambda: TO_MEMBER)


def test_whoever_the_register_names_is_let_in_where_it_says_and_nobody_else() -> None:
    wrong = [
        f"{row.model} at {address}: {_names(told)}, the table says {_names(found)}"
        for row in HELD.values()
        for address, told in _by_address(row).items()
        if address != EDITOR
        for found in [_let_in(address)]
        if not _agree(told, found)
    ]
    assert wrong == []


def test_words_about_a_person_are_seen_where_the_register_says_and_nowhere_else(
    world: World,
) -> None:
    planted = _plant(world)
    Enrollment.objects.update(end_reason=ON_NO_PAGE)
    seen: dict[str, set[tuple[Reader, str]]] = {one.model: set() for one in planted}
    for address, actor, text in _all_pages(world):
        coordinators = address in {"desk-seat", "desk-seats"}  # behind their door: the matrix
        assert coordinators or ON_NO_PAGE not in text, (
            f"{actor} reads at {address} why somebody's part ended"
        )
        for one in planted:
            if one.words in text:
                seen[one.model].add((one.to[actor], address))
    found = {(model, *what) for model, each in seen.items() for what in _plainly(each)}
    told = {
        (model, who, address)
        for model in seen
        for address, readers in _by_address(HELD[model]).items()
        for who in readers
        if address not in {EDITOR, *SOCKETS} and (model, address) not in COUNTED
    }
    # Their own words may greet people on more pages than the register names.
    wrong = [("seen", *one) for one in found - told if one[1] is not Reader.OWN]
    wrong += [("not seen", *one) for one in told - found]
    if wrong:
        lines = sorted(f"{model} {how} by {who.name} at {at}" for how, model, who, at in wrong)
        pytest.fail("\n".join(lines), pytrace=False)


def test_the_editor_opens_to_whom_the_register_says(world: World) -> None:
    team = FacilitatorsPage.objects.get()
    pages = [
        reverse("wagtailadmin_pages:history", args=[page.pk])
        for page in (HomePage.objects.get(), LessonPage.objects.all()[0])
    ]
    lesson = LessonPage.objects.all()[0]
    sent = [reverse("wagtailadmin_pages:workflow_history", args=[lesson.pk])]
    work = {
        "accounts.Account": [reverse("wagtailusers_users:index")],
        "pages.FacilitatorPage": [reverse("wagtailadmin_pages:edit", args=[team.pk])],
        "wagtailcore.Comment": pages,
        "wagtailcore.CommentReply": pages,
        "wagtailcore.Page": pages,
        "wagtailcore.PageLogEntry": pages,
        "wagtailcore.Revision": pages,
        "wagtailcore.TaskState": sent,
        "wagtailcore.WorkflowState": sent,
        "wagtailadmin.EditingSession": pages,
        "wagtailimages.Image": [reverse("wagtailimages:index")],
        "wagtaildocs.Document": [reverse("wagtaildocs:index")],
    }
    found = {
        model: {IN_EDITOR[a] for a in Actor for path in paths if _opens(world, a, path)}
        for model, paths in work.items()
    }
    assert found == {model: _by_address(HELD[model])[EDITOR] for model in work}
    rest = {model for model, row in HELD.items() if EDITOR in _by_address(row)} - set(work)
    # The first is everybody's own; the history of the second shows each role its own part.
    assert rest == {"wagtailusers.UserProfile", "wagtailcore.ModelLogEntry"}


def test_the_editors_history_shows_each_role_its_own_part_and_accounts_to_superusers(
    world: World,
) -> None:
    root = world.accounts[Actor.SUPERUSER]
    Account.objects.filter(pk=root.pk).update(first_name="Meadowsweet")
    account = world.member.account
    account.email = "tansy@example.org"
    log(account, "wagtail.edit", user=root)
    log(SiteSettings.objects.get(), "wagtail.edit", user=root)
    log(GlossaryWord.objects.all()[0], "wagtail.edit", user=root)
    history = reverse("wagtailadmin_reports:site_history")
    pages = {IN_EDITOR[actor]: world.clients[actor].get(history) for actor in Actor}

    def read(words: bytes) -> set[Reader]:
        return {who for who, page in pages.items() if words in page.content}

    assert read(b"tansy@example.org") == {Reader.SUPERUSER}
    told = _by_address(HELD["wagtailcore.ModelLogEntry"])[EDITOR]
    assert read(b"Meadowsweet") == told == {Reader.MARKETER, Reader.FACILITATOR, Reader.SUPERUSER}


def _by_address(row: Held) -> dict[str, set[Reader]]:
    found: dict[str, set[Reader]] = {}
    for read in row.readers:
        for address in read.at:
            found.setdefault(address, set()).add(read.who)
    return found


def _let_in(address: str) -> set[Reader]:
    """Whom the table lets in at an address, seen from the member whose it is."""
    if address in SOCKETS:
        actors = {actor for actor, first in SOCKETS[address].items() if isinstance(first, str)}
        return {TO_MEMBER[actor] for actor in actors}
    rows = [row for row in ROWS if row.name == address]
    assert rows, f"{address} is no address"
    found: set[Reader] = set()
    for row in rows:
        actors = {actor for actor, status in row.expected.items() if status == 200}
        if Actor.VISITOR in actors:
            found |= {Reader.PUBLIC}
        elif row.kwargs is nothing and Actor.OTHER_MEMBER in actors:
            found |= {Reader.OWN}  # a page that shows everybody what is theirs
        else:
            found |= {TO_MEMBER[actor] for actor in actors}
    return found


def _agree(told: set[Reader], found: set[Reader]) -> bool:
    """Superusers open what coordinators do; the table knows no own row from another member's."""
    if Reader.COORDINATOR in found:
        found = found - {Reader.SUPERUSER}
    return told - OWN == found - OWN and bool(told & OWN) == bool(found & OWN)


def _plainly(found: set[tuple[Reader, str]]) -> set[tuple[Reader, str]]:
    """Without those who read what everybody reads, and superusers where coordinators read."""
    public = {at for who, at in found if who is Reader.PUBLIC}
    run = {at for who, at in found if who is Reader.COORDINATOR}
    return {
        (who, at)
        for who, at in found
        if not (at in public and who is not Reader.PUBLIC)
        and not (at in run and who is Reader.SUPERUSER)
    }


def _names(readers: Iterable[Reader]) -> str:
    return ", ".join(sorted(one.name for one in readers)) or "nobody"


def _all_pages(world: World) -> Iterator[tuple[str, Actor, str]]:
    """Every address as those who get a page there see it: its name, who, and the words."""
    for row in ROWS:
        if row.name.startswith(("mailbox", "demo")):
            continue  # neither exists in production
        viewers = [actor for actor in Actor if row.expected[actor] == 200]
        for actor in SOME if set(viewers) == set(Actor) else viewers:
            yield row.name, actor, _page(world, actor, row)


def _page(world: World, actor: Actor, row: Row) -> str:
    """What a request changes is undone: each actor finds the world as it was planted."""
    client = world.clients[actor]
    with transaction.atomic():
        send = client.post if row.method == "POST" else client.get
        answer: Answer = send(row.path_in(world), dict(row.data))
        content = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return content.decode(errors="replace")


def _opens(world: World, actor: Actor, address: str) -> bool:
    return world.clients[actor].get(address).status_code == 200


def _plant(world: World) -> list[Planted]:
    """Fills the member's rows, and the leader's name, with words that stand nowhere else."""
    member, account = world.member, world.member.account
    leader = world.accounts[Actor.FACILITATOR]
    Member.objects.filter(pk=member.pk).update(name="Quillfeather")
    Account.objects.filter(pk=account.pk).update(email="juniper@example.org")
    Account.objects.filter(pk=leader.pk).update(first_name="Thistledown")
    Account.objects.filter(pk=world.accounts[Actor.MARKETER].pk).update(first_name="Speedwell")
    EmailAddress.objects.filter(user=account).update(email="sorrel@example.org")
    UserSession.objects.create(
        user=account,
        ip="203.0.113.77",
        user_agent="x",
        session_key=world.clients[Actor.MEMBER].session.session_key or "",
    )
    intake = Intake.objects.create(
        member=member,
        birth_year=1990,
        emergency_name="Marigold",
        emergency_phone="+44 20 7946 0000",
        understood_at=MOMENT,
        updated_at=MOMENT,
    )
    record("intake.read", on=intake, by=leader.pk, member_id=member.pk, now=MOMENT)
    Attendance.objects.update_or_create(
        session=world.past,
        enrollment=world.enrollment,
        defaults={"judged_at": MOMENT, "corrected_by": leader, "reason": "Bluebell"},
    )
    own_card(world)
    own_response(world)
    own_diary_card(world)
    own_use(world)
    own_given(world)
    own_handing(world)
    own_message(world)
    own_entry(world)
    own_pair(world)
    plant_money(world.order)
    Letter.objects.create(
        kind="mail", key="x", to="clover@example.org", language="en-gb", state=Letter.State.DEAD,
        posted_at=MOMENT, next_try_at=MOMENT, message_id="<x@example.org>",
    )  # fmt: skip
    Letter.objects.create(
        kind="waiting-over", key=f"payments.confirmation:{world.order.pk}",
        to="juniper@example.org", language="en-gb", state=Letter.State.SENT, posted_at=MOMENT,
        next_try_at=MOMENT,
        message_id="<y@example.org>",
    )  # fmt: skip
    record("seat.held", on=world.enrollment, by=account.pk, member_id=member.pk, now=MOMENT)
    return [
        Planted("accounts.Account", "juniper@example.org"),
        Planted("accounts.Account", "Thistledown", TO_LEADER),
        Planted("accounts.Account", "Speedwell", TO_MARKETER),
        Planted("account.EmailAddress", "sorrel@example.org"),
        Planted("accounts.Member", "Quillfeather"),
        Planted("accounts.Intake", "Marigold"),
        Planted("audit.Entry", "Opened your emergency contact"),
        Planted("audit.Entry", "A seat is held for them"),
        Planted("courses.Answer", "Ladysmock"),
        Planted("courses.DiaryCard", "Meadowfoam"),
        Planted("courses.KeptCard", "Periwinkle"),
        Planted("courses.Response", "moderately severe"),
        Planted("courses.SkillUse", "Speedwort"),
        Planted("courses.Urge", "Woodruff"),
        Planted("groups.Assignment", "Figwort"),
        Planted("groups.Attendance", "Bluebell"),
        Planted("groups.DoNotPlace", "Agrimony"),
        Planted("groups.GroupMessage", "Saxifrage"),
        Planted("groups.HandedIn", "Cowslip"),
        Planted("groups.HandedInComment", "Selfheal"),
        Planted("outbox.Letter", "clover@example.org"),
        Planted("outbox.Letter", "They wait no longer"),
        Planted("payments.Order", world.order.number),
        Planted("payments.CheckoutAttempt", "cs_yarrow"),
        Planted("payments.Payment", "pi_foxglove"),
        Planted("payments.Refund", "Goosefoot"),
        Planted("payments.ExceptionCase", "The amount is not what was agreed"),
        Planted("payments.ExceptionCase", "Larkspur"),
        Planted("payments.HandPayment", "Foxtail"),
        Planted("payments.HandReturn", "Sweetbriar"),
        Planted("payments.Dispute", "du_tansy"),
        Planted("payments.StripeEvent", "evt_teasel"),
        Planted("usersessions.UserSession", "203.0.113.77"),
    ]


@pytest.mark.parametrize(
    ("found", "right"),
    [
        ({Reader.COORDINATOR}, True),
        ({Reader.COORDINATOR, Reader.SUPERUSER}, True),
        ({Reader.COORDINATOR, Reader.MARKETER}, False),
        ({Reader.COORDINATOR, Reader.OWN}, False),
        ({Reader.SUPERUSER}, False),
        (set(), False),
    ],
)
def test_a_door_that_opens_to_others_than_the_register_says_is_seen(
    found: set[Reader], right: bool
) -> None:
    assert _agree({Reader.COORDINATOR}, found) is right

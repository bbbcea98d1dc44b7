"""Inside a site whose world an earlier release made: is everything still there, does it open?

The pages are those of the authorization matrix, so that a new one is opened here too, and every
page and lesson of the public site with its editor. The clock stands where it stood when the world
was kept; each function raises AssertionError for what is lost.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import Page

from accounts.models import Account, Intake
from courses.models import LessonIndexPage, LessonPage
from groups.models import Cohort, Enrollment, GroupSession, RoomEvent
from groups.rooms.keeping import chat_kept_days
from pages.models import StandardPage
from payments.models import Order
from payments.prices.queries import refund_terms_now
from tests.answers import Answer
from tests.security import matrix, objects, public, rows
from tests.security.world import Actor, World
from tests.signin import sign_in
from tests.upgrade.world import (
    CHAT_DAYS,
    CONTACT,
    HOLDS,
    IS_REFUNDED,
    PAYS,
    TERMS,
    WORDS,
)

# As they are called in the kept worlds, whatever the demo's people are called today.
EMAILS = {
    Actor.MEMBER: "ana@demo.example",
    Actor.FACILITATOR: "ingrid@demo.example",
    Actor.MARKETER: "mina@demo.example",
    Actor.COORDINATOR: "sam@demo.example",
}
CLINIC, EVENING, LUNCHTIME = "Evenkeel Demo Clinic", "evening", "lunchtime"
WALKS = (Actor.VISITOR, *EMAILS)
# Closed while the group is under way: opened for the group that still takes people.
WHILE_OPEN = "enrol"
# What stands on a page because of what its address names; other pages of theirs show their name.
ON_IT: dict[Callable[[World], Any], Callable[[World], str]] = {
    objects.own_member: lambda world: world.member.name,
    objects.own_group: lambda world: world.cohort.name,
    objects.own_lesson: lambda world: "Wise mind",
    objects.own_order: lambda world: world.order.number,
    objects.past_session: lambda world: world.cohort.name,
    objects.coming_session: lambda world: world.cohort.name,
    objects.own_room: lambda world: world.cohort.name,
}


def find_world() -> World:
    """The kept world in the places of the matrix; everybody signed in, the visitor apart."""
    cohort = Cohort.objects.get(slug=EVENING)
    part = Enrollment.objects.get(cohort=cohort, member__account__email=EMAILS[Actor.MEMBER])
    held = Enrollment.objects.get(member__name=HOLDS)
    accounts = {actor: Account.objects.get(email=email) for actor, email in EMAILS.items()}
    clients = {actor: sign_in(Client(), account) for actor, account in accounts.items()}
    coming = cohort.sessions.filter(state=GroupSession.State.PLANNED).earliest("starts_at")
    past = cohort.sessions.filter(number__lt=coming.number).latest("number")
    return World(
        cohort=cohort,
        other_cohort=Cohort.objects.get(slug=LUNCHTIME),
        past=past,
        coming=coming,
        enrollment=part,
        held=held,
        order=Order.objects.get(enrollment=part),
        held_order=Order.objects.get(enrollment=held),
        member=part.member,
        accounts=accounts,
        clients={Actor.VISITOR: Client(), **clients},
    )


def open_mailed_link(path: str) -> None:
    """A personal link that the earlier release mailed leads its owner, and nobody else, in."""
    world = find_world()
    ana, room = world.clients[Actor.MEMBER], f"/room/{world.coming.pk}/"
    assert world.clients[Actor.FACILITATOR].get(path).status_code == 403
    assert ana.get(room).status_code == 403, "the room opens without the link"
    page = ana.get(path)
    come_in = f"You come in as <strong>{world.member.name}</strong>"
    assert (page.status_code, come_in in _text(page)) == (200, True), _text(page)
    assert ana.post(path).status_code == 302
    opened = ana.get(room)
    assert (opened.status_code, world.cohort.name in _text(opened)) == (200, True)
    altered = path[:-2] + ("A" if path[-2] != "A" else "B") + path[-1]
    assert ana.get(altered).status_code == 404


def open_every_page(link: str, *names: str) -> None:
    """Visitor, member, leader, marketer and coordinator (or those named) open all that is theirs;
    prints how many pages.

    Each answers as the matrix says, refusals too, and shows something of the person's own.
    """
    world = find_world()
    opened = {actor: 0 for actor in WALKS if not names or actor.name in names}
    wrong: list[str] = []
    with transaction.atomic():
        world.clients[Actor.MEMBER].post(link)  # as the member of the matrix has done
        for row in matrix.ROWS:
            if row.method == "GET":
                for actor in opened:
                    wrong += _open(world, row, actor, opened)
        wrong += _open_public_pages(world, opened)
        transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)
    print(json.dumps({actor.name: count for actor, count in opened.items()}))  # noqa: T201


def _open(world: World, row: rows.Row, actor: Actor, opened: dict[Actor, int]) -> Iterator[str]:
    expected = row.expected[actor]
    if expected == 503:
        return  # whether a worker ran lately is no matter of this world
    path = row.path_in(_for(row, world))
    answer = world.clients[actor].get(path)
    if expected == rows.LOGIN:
        expected = 302
    if answer.status_code != expected:
        yield f"{row.name} {path} as {actor}: {answer.status_code}, expected {expected}"
    elif answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
        opened[actor] += 1
        if missing := _missing(world, row, actor, _text(answer)):
            yield f"{row.name} {path} as {actor}: nothing says {missing}"


def _for(row: rows.Row, world: World) -> World:
    if not row.name.startswith(WHILE_OPEN):
        return world
    return World(**vars(world) | {"cohort": world.other_cohort})


def _missing(world: World, row: rows.Row, actor: Actor, text: str) -> str:
    """What of the person's own should stand on this page and does not; empty if all does."""
    if row in public.PUBLIC or actor not in EMAILS:
        return ""
    says = ON_IT.get(row.kwargs)
    words = says(_for(row, world)) if says else str(world.accounts[actor])
    return "" if words in text else repr(words)


def _open_public_pages(world: World, opened: dict[Actor, int]) -> Iterator[str]:
    for page in Page.objects.filter(depth__gt=1).specific():
        for actor, path in (
            (Actor.VISITOR, page.url if page.live else None),
            (_editor_of(page), f"/cms/pages/{page.pk}/edit/"),
        ):
            if actor not in opened or path is None:
                continue
            answer = world.clients[actor].get(path)
            # The front door says the clinic's name; its own title stands in the editor alone.
            at_the_door = page.depth == 2 and actor is Actor.VISITOR
            words = CLINIC if at_the_door else escape(page.title)
            if answer.status_code != 200 or words not in _text(answer):
                yield f"{page} {path} as {actor}: {answer.status_code}, or without {words!r}"
            opened[actor] += 1


def _editor_of(page: Page) -> Actor:
    """Lessons are written by those who lead groups, all other pages by the marketer."""
    return Actor.FACILITATOR if isinstance(page, LessonPage | LessonIndexPage) else Actor.MARKETER


def find_the_footer() -> None:
    """Inside the site: the footer's pages, and those of drafts that were never published."""
    page = _text(Client().get("/lessons/"))
    footer = page[page.index('<footer class="site-footer">') :]
    for slug in ("about", "not-crisis-care", "trademark", "contact"):
        assert f'href="/{slug}/"' in footer, slug
    for slug in ("about", "not-crisis-care", "trademark"):
        draft = StandardPage.objects.get(slug=slug).get_latest_revision_as_object()
        assert draft.in_footer, f"a draft of {slug} would leave the footer"


def read_what_was_sealed() -> None:
    """The words that it sealed are read as they were written, by whoever may."""
    said = json.loads(RoomEvent.objects.get(kind="chat.say").data)
    assert said == {"text": WORDS}
    contacts = {name: Intake.objects.get(member__name=name) for name in (PAYS, IS_REFUNDED, HOLDS)}
    assert {contact.emergency_name for contact in contacts.values()} == {CONTACT}
    world = find_world()
    part = Enrollment.objects.get(member__name=PAYS)
    page = world.clients[Actor.COORDINATOR].post(
        reverse("member-contact", args=[LUNCHTIME, part.pk])
    )
    assert CONTACT in _text(page)


def find_what_was_promised() -> None:
    """What a coordinator changed is what holds: terms, chat, and the paid order on its page."""
    assert (refund_terms_now(), chat_kept_days()) == (TERMS, CHAT_DAYS)
    order = Order.objects.get(member__name=PAYS)
    hers = sign_in(Client(), order.payer)
    for path in ("/orders/", f"/orders/{order.pk}/"):
        page = _text(hers.get(path))
        assert (order.number in page, "£480" in page) == (True, True), page
    assert order.refund_terms == TERMS


def _text(answer: Answer) -> str:
    streamed: Mapping[str, Any] = vars(answer)
    body = b"".join(answer) if "streaming_content" in streamed else answer.content
    return body.decode()

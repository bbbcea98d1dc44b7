"""The demo's mailbox: letters arrive whole and are shown as a mail program would."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from clock.words import Reader
from outbox.actions import post_letter
from outbox.calendar import calendar_part
from outbox.events import CalendarEvent, Method, Status
from outbox.mailbox import NoSuchMessage, mailbox_folder, read_message
from outbox.models import Letter
from outbox.register import letter_kind
from outbox.rendered import Rendered
from tests.factories import NOW
from tests.letters import delivered
from tests.outbox.kinds import post_note, render_note

pytestmark = pytest.mark.django_db
STARTS_AT = datetime(2026, 10, 27, 18, 0, tzinfo=UTC)


@letter_kind("test.invitation")
def render_invitation(letter: Letter) -> Rendered:
    cancelled = bool(letter.about.get("cancelled"))
    event = CalendarEvent(
        uid="s1@clinic.example",
        sequence=letter.about["sequence"],
        starts_at=STARTS_AT,
        ends_at=STARTS_AT + timedelta(hours=2),
        summary="Session 3 & more",
        stamp=NOW,
        status=Status.CANCELLED if cancelled else Status.CONFIRMED,
    )
    note = render_note(letter)
    assert note is not None
    return Rendered(
        subject="Your session",
        text=note.text,
        html="<html><head><title>x</title></head><body><script>alert(1)</script>"
        '<a href="https://clinic.example/join/abc/">Come in</a></body></html>',
        calendar=calendar_part(
            [event],
            method=Method.CANCEL if cancelled else Method.REQUEST,
            organizer_name="Evenkeel",
            organizer_address="care@clinic.example",
            attendee_address=letter.to,
            also=[
                replace(event, uid="s9", sequence=0, summary="Session 9", status=Status.CONFIRMED)
            ]
            if cancelled
            else [],
        ),
    )


def post_invitation(sequence: int, **about: object) -> None:
    post_letter(
        "test.invitation",
        key=f"invitation:{sequence}",
        to="zoe@example.org",
        reader=Reader(),
        about={"sequence": sequence, **about},
        now=NOW,
    )


def test_an_empty_mailbox_says_what_to_do(client: Client) -> None:
    page = client.get("/mailbox/")
    assert page.status_code == 200
    assert "No letters yet" in page.content.decode()


def test_letters_are_listed_newest_first_and_by_address(client: Client) -> None:
    post_note(1, now=NOW, to="zoe@example.org")
    delivered(now=NOW)
    post_note(2, now=NOW, to="sam@example.org")
    delivered(now=NOW)
    everything = client.get("/mailbox/").content.decode()
    assert everything.index("Note 2") < everything.index("Note 1")
    only_zoe = client.get("/mailbox/", {"to": "ZOE@"}).content.decode()
    assert "Note 1" in only_zoe
    assert "Note 2" not in only_zoe
    nobody = client.get("/mailbox/", {"to": "<script>"}).content.decode()
    assert "&lt;script&gt;" in nobody
    assert "<script>" not in nobody.split("<main", 1)[1].split("</main>")[0]


def test_a_letter_is_unread_until_it_is_opened(client: Client) -> None:
    post_note(1, now=NOW)
    (letter,) = delivered(now=NOW)
    assert letter.unread
    address = reverse("mailbox-message", args=[letter.id])
    client.head(address)
    assert "Unread:" in client.get("/mailbox/").content.decode()
    page = client.get(address).content.decode()
    assert "This is note 1, for Zoë." in page
    assert "Unread:" not in client.get("/mailbox/").content.decode()


def test_an_invitation_is_shown_as_a_mail_program_would(client: Client) -> None:
    post_invitation(0)
    post_invitation(2, cancelled=True)
    first, second = delivered(now=NOW)
    page = client.get(reverse("mailbox-message", args=[first.id])).content.decode()
    assert "In the attached file" not in page
    assert "Session 3 &amp; more" in page
    assert "Tuesday 27 October 2026, 18:00" in page
    assert "METHOD REQUEST · SEQUENCE 0 · STATUS CONFIRMED" in page
    page = client.get(reverse("mailbox-message", args=[second.id])).content.decode()
    assert "METHOD CANCEL · SEQUENCE 2 · STATUS CANCELLED" in page
    assert page.count("In the attached file") == 1  # what a mail program does not act on
    assert "METHOD PUBLISH · SEQUENCE 0 · STATUS CONFIRMED" in page
    assert "Session 9" in page
    assert "invite.ics" in page


def test_the_html_part_has_a_frame_and_a_policy_of_its_own(client: Client) -> None:
    post_invitation(0)
    (letter,) = delivered(now=NOW)
    framing = client.get(reverse("mailbox-message", args=[letter.id]))
    around = framing.content.decode()
    assert 'sandbox="allow-popups allow-top-navigation-by-user-activation"' in around
    assert "alert(1)" not in around
    framed = client.get(reverse("mailbox-html", args=[letter.id]))
    policy = framed.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert "sandbox" in policy
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<head><base target="_top">' in framed.content.decode()
    assert framing.headers["X-Frame-Options"] == "DENY"


def test_the_source_is_plain_text(client: Client) -> None:
    post_note(1, now=NOW)
    (letter,) = delivered(now=NOW)
    page = client.get(reverse("mailbox-source", args=[letter.id]))
    assert page.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert letter.message_id in page.content.decode()


@pytest.mark.parametrize("view", ["mailbox-message", "mailbox-html", "mailbox-source"])
@pytest.mark.parametrize("wrong", ["nothing", "..%2F..%2Fclock", "0" * 20 + "-" + "a" * 8])
def test_a_letter_that_is_not_there_is_a_404(client: Client, view: str, wrong: str) -> None:
    post_note(1, now=NOW)
    (letter,) = delivered(now=NOW)
    assert client.get(reverse(view, args=[letter.id])).status_code == 200
    assert client.get(reverse(view, args=[wrong])).status_code == 404


def test_an_id_is_never_a_path(tmp_path: Path) -> None:
    (tmp_path / "secret.eml").write_text("secret")
    with pytest.raises(NoSuchMessage):
        read_message("../" + tmp_path.name + "/secret", folder=tmp_path)
    with pytest.raises(NoSuchMessage):
        read_message("secret", folder=tmp_path)


def test_a_letter_arrives_whole_or_not_at_all() -> None:
    post_note(1, now=NOW)
    (letter,) = delivered(now=NOW)
    files = sorted(path.name for path in mailbox_folder().iterdir())
    assert files == [f"{letter.id}.eml"]

"""How much is held about somebody, counted by one command."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from outbox.actions import post_letter
from outbox.stored import STORED_MAIL
from tests.factories import NOW, make_account, make_cohort, make_enrollment, make_member

pytestmark = pytest.mark.django_db


def _lines(email: str) -> set[str]:
    out = StringIO()
    call_command("held_about", email, stdout=out)
    return {" ".join(line.split()) for line in out.getvalue().splitlines()}


def test_every_record_about_somebody_is_counted_and_none_of_anybody_else() -> None:
    cohort = make_cohort()
    ada = make_member(make_account("ada@example.org"))
    for member in (ada, make_member(ada.account), make_member()):
        make_enrollment(cohort, member)

    assert _lines("Ada@example.org") == {
        "1 account.EmailAddress (is about: user)",
        "1 accounts.Account (is about)",
        "2 accounts.Member (is about)",
        "2 accounts.Member (is about: account)",
        "2 groups.Enrollment (is about: member)",
    }


def test_a_visitor_who_wrote_is_found_by_the_address_alone() -> None:
    make_enrollment(make_cohort())
    reader = make_member().reader
    post_letter(STORED_MAIL, key="x", to="zoe@example.org", reader=reader, about={}, now=NOW)
    assert _lines("zoe@example.org") == {"1 outbox.Letter (sent to: to)"}


def test_an_address_with_nothing_behind_it_is_said_to_have_nothing() -> None:
    make_member(make_account("ada@example.org"))
    with pytest.raises(CommandError, match=r"about bea@example\.org"):
        _lines("bea@example.org")


def test_blanks_around_an_address_are_not_of_it() -> None:
    make_account("ada@example.org")
    assert _lines("  ada@example.org ") == _lines("ada@example.org")
    with pytest.raises(CommandError, match="say whose"):
        call_command("held_about", " ")

"""The trail: only ever added to, written with the act, sealed in a chain that shows any change."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Member
from accounts.roles import Role
from audit.actions import record, record_each, recorded_together
from audit.models import Entry, Seal
from audit.queries import openings_of
from audit.seals import GENESIS, seal_entries, verify_chain
from audit.words import act_words
from clock.jobs import all_jobs, run_job
from tests.factories import NOW, make_member, make_staff
from tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Member:
    return make_member()


def write(member: Member, act: str = "intake.read", by: int | None = 7) -> Entry:
    return record(act, on=member, by=by, role="Facilitators", member_id=member.pk, now=NOW, week=3)


def test_entry_holds_who_what_whose_and_when(member: Member) -> None:
    entry = Entry.objects.get(pk=write(member).pk)
    assert (entry.at, entry.actor_id, entry.actor_role) == (NOW, 7, "Facilitators")
    assert (entry.object_type, entry.object_id) == ("accounts.member", str(member.pk))
    assert (entry.member_id, entry.facts) == (member.pk, {"week": 3})


def test_facts_are_plain_whatever_is_given(member: Member) -> None:
    identity = uuid4()
    entry = record("x.y", on=member, by=None, now=NOW, when=NOW, which=identity, none=None)
    entry.refresh_from_db()
    assert entry.facts == {"when": NOW.isoformat(), "which": str(identity), "none": None}


def test_entry_stands_or_falls_with_the_act(member: Member) -> None:
    def act() -> None:
        with transaction.atomic():
            write(member)
            raise RuntimeError("the act failed")

    with pytest.raises(RuntimeError):
        act()
    assert not Entry.objects.exists()


def test_entries_of_one_action_are_added_in_one_statement_and_in_their_order(
    member: Member,
) -> None:
    with CaptureQueriesContext(connection) as asked, recorded_together():
        write(member, "seat.held")
        record_each("seat.seen", on=[member], by=None, now=NOW, facts=[{}])
        write(member, "order.placed")
    assert len(asked) == 1
    assert list(Entry.objects.order_by("pk").values_list("act", flat=True)) == [
        "seat.held",
        "seat.seen",
        "order.placed",
    ]
    write(member, "after")
    assert Entry.objects.count() == 4


def test_an_action_that_fails_adds_none_of_its_entries(member: Member) -> None:
    def act() -> None:
        with recorded_together():
            write(member)
            raise RuntimeError("the act failed")

    with pytest.raises(RuntimeError):
        act()
    assert not Entry.objects.exists()
    write(member)
    assert Entry.objects.count() == 1


def test_nothing_is_changed_or_deleted(member: Member) -> None:
    entry = write(member)
    entry.act = "something.else"
    with pytest.raises(TypeError, match="never changed"):
        entry.save()
    with pytest.raises(TypeError, match="never deleted"):
        entry.delete()
    with pytest.raises(TypeError, match="never changed"):
        Entry.objects.filter(pk=entry.pk).update(act="x")
    with pytest.raises(TypeError, match="never deleted"):
        Entry.objects.all().delete()
    assert Entry.objects.get().act == "intake.read"


def test_batches_are_sealed_in_a_chain(member: Member) -> None:
    for _ in range(5):
        write(member)
    first = seal_entries(now=NOW, batch=3)
    second = seal_entries(now=NOW, batch=3)
    assert first is not None
    assert second is not None
    assert (first.previous, second.previous) == (GENESIS, first.digest)
    assert seal_entries(now=NOW) is None
    verdict = verify_chain()
    assert verdict.whole
    assert (verdict.entries, verdict.seals, verdict.unsealed) == (5, 2, 0)
    assert verdict.head == second.digest


def test_entry_that_commits_late_is_part_of_the_next_seal(member: Member) -> None:
    late, early = write(member), write(member)
    Entry._base_manager.filter(pk=late.pk).update(sealed_in=None)
    batch = [early]
    seal = seal_entries(now=NOW, batch=1)
    assert seal is not None
    assert seal.entries.get() == late
    assert seal_entries(now=NOW) is not None
    assert batch[0].pk > late.pk
    assert verify_chain().whole


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET act = 'nothing.happened'",
        "UPDATE audit_entry SET actor_id = 99",
        "UPDATE audit_entry SET facts = '{}'",
        "DELETE FROM audit_entry WHERE id = (SELECT MIN(id) FROM audit_entry)",
        "UPDATE audit_entry SET sealed_in_id = NULL WHERE id = (SELECT MAX(id) FROM audit_entry)",
        "UPDATE audit_seal SET digest = 'f' WHERE id = (SELECT MIN(id) FROM audit_seal)",
    ],
)
def test_change_behind_our_back_breaks_the_chain(member: Member, change: str) -> None:
    for _ in range(3):
        write(member)
    seal_entries(now=NOW, batch=2)
    seal_entries(now=NOW, batch=2)
    assert verify_chain().whole
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert not verify_chain().whole
    with pytest.raises(CommandError, match="broken"):
        call_command("audit_verify")


def test_second_sealer_at_the_same_moment_leaves_it_be(member: Member) -> None:
    write(member)
    seal_entries(now=NOW)
    write(member)
    last = Seal.objects.get()
    # Another worker's seal, on the same head as ours and not seen by us as the newest.
    Seal.objects.create(
        pk=-1, made_at=NOW, first_entry=90, last_entry=99, previous=last.digest, digest="e" * 64
    )
    assert seal_entries(now=NOW) is None
    assert Entry.objects.filter(sealed_in=None).count() == 1


def test_worker_seals_and_the_command_says_so(member: Member) -> None:
    write(member)
    job = next(job for job in all_jobs() if job.name == "audit.seal")
    assert run_job(job, now=NOW, real=NOW)
    out = StringIO()
    call_command("audit_verify", stdout=out)
    assert "1 entries under 1 seals hold; 0 wait" in out.getvalue()
    assert Seal.objects.get().digest in out.getvalue()


# --- the member's page ----------------------------------------------------------------------------


def test_openings_are_others_doings_about_one_member(member: Member) -> None:
    other = make_member()
    theirs = write(member)
    write(member, by=member.account_id)
    write(other)
    system = write(member, by=None)
    found = openings_of(member.pk, except_by=member.account_id)
    assert found == [system, theirs]


def test_member_reads_who_opened_their_record(client: Client, member: Member) -> None:
    lee = make_staff(Role.FACILITATOR, first_name="Lee", last_name="Park")
    record(
        "intake.read",
        on=member,
        by=lee.pk,
        role=Role.FACILITATOR.value,
        member_id=member.pk,
        now=NOW + timedelta(hours=1),
    )
    write(member, act="note.unnamed", by=987654)
    sign_in(client, member.account)
    page = client.get(reverse("account-record", args=[member.pk])).content.decode()
    for words in (
        "Lee Park",
        "(facilitator)",
        "Opened your emergency contact",
        "no longer works here",
    ):
        assert words in page
    assert str(act_words("note.unnamed")) in page
    stranger = Client()
    sign_in(stranger, make_member().account)
    assert stranger.get(reverse("account-record", args=[member.pk])).status_code == 404


def test_page_is_calm_when_nobody_did(client: Client, member: Member) -> None:
    sign_in(client, member.account)
    page = client.get(reverse("account-record", args=[member.pk])).content.decode()
    assert "Nobody else has opened it" in page

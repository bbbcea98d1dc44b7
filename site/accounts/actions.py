"""What people do about themselves: join, answer the intake, agree, change their details."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Acceptance, Account, Intake, Member, Policy
from audit.actions import record


@transaction.atomic
def register_member(
    account: Account,
    *,
    name: str,
    country: str,
    time_zone: str,
    discreet: bool,
    now: datetime,
) -> Member:
    """Adds a person to the account, and keeps their country and zone on it if it had none."""
    member = Member.objects.create(
        account=account,
        name=name,
        country=country,
        time_zone=time_zone,
        discreet=discreet,
        joined_at=now,
    )
    missing = [
        field
        for field, value in (("country", country), ("time_zone", time_zone))
        if value and not getattr(account, field)
    ]
    for field in missing:
        setattr(account, field, getattr(member, field))
    if missing:
        account.save(update_fields=missing)
    record("member.registered", on=member, by=account.pk, member_id=member.pk, now=now)
    return member


@transaction.atomic
def change_member(
    member: Member,
    *,
    name: str,
    country: str,
    time_zone: str,
    discreet: bool,
    by: Account,
    now: datetime,
) -> Member:
    """Changes a member's own details. Times of sessions follow at the next page and letter."""
    new = {"name": name, "country": country, "time_zone": time_zone, "discreet": discreet}
    changed = [field for field, value in new.items() if getattr(member, field) != value]
    for field in changed:
        setattr(member, field, new[field])
    if changed:
        member.save(update_fields=changed)
        record("member.changed", on=member, by=by.pk, member_id=member.pk, now=now, fields=changed)
    return member


def change_reader(account: Account, *, time_zone: str, country: str, **names: str) -> Account:
    """Changes the zone in which pages tell times and the country of the crisis lines.

    `names` are the first_name and last_name of staff; left out, they stay as they are.
    """
    wanted = {"time_zone": time_zone, "country": country, **names}
    for field, value in wanted.items():
        setattr(account, field, value)
    account.save(update_fields=list(wanted))
    return account


@transaction.atomic
def save_intake(
    member: Member,
    *,
    birth_year: int,
    emergency_name: str,
    emergency_phone: str,
    emergency_relation: str,
    now: datetime,
) -> Intake:
    """Keeps the answers asked before a seat is paid for; a second time replaces the first."""
    intake = Intake.objects.select_for_update().filter(member=member).first() or Intake(
        member=member, understood_at=now
    )
    intake.birth_year = birth_year
    intake.emergency_name = emergency_name
    intake.emergency_phone = emergency_phone
    intake.emergency_relation = emergency_relation
    intake.updated_at = now
    intake.save()
    record("intake.saved", on=intake, by=member.account_id, member_id=member.pk, now=now)
    return intake


@transaction.atomic
def accept_policies(
    member: Member, *, policies: Iterable[Policy], now: datetime
) -> list[Acceptance]:
    """Notes that the member agreed to these versions; agreeing twice keeps the first moment."""
    accepted = []
    for policy in policies:
        acceptance, new = Acceptance.objects.get_or_create(
            member=member, policy=policy, defaults={"accepted_at": now}
        )
        if new:
            record(
                "policy.accepted",
                on=policy,
                by=member.account_id,
                member_id=member.pk,
                now=now,
                kind=policy.kind,
                version=policy.version,
            )
        accepted.append(acceptance)
    return accepted


@transaction.atomic
def choose_pin(member: Member, *, pin: str, by: Account, now: datetime) -> None:
    """Gives the member a PIN (an Argon2 hash); sessions that showed an older one ask again."""
    member.pin_hash = make_password(pin)
    member.save(update_fields=["pin_hash"])
    record("member.pin_chosen", on=member, by=by.pk, member_id=member.pk, now=now)


@transaction.atomic
def clear_pin(member: Member, *, by: Account | None, now: datetime) -> None:
    """Takes a forgotten PIN away, so that the member can choose a new one."""
    member.pin_hash = ""
    member.save(update_fields=["pin_hash"])
    record("member.pin_cleared", on=member, by=by.pk if by else None, member_id=member.pk, now=now)

"""What people do about themselves: join, answer the intake, agree, change their details."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Acceptance, Account, Intake, Member, Policy
from accounts.occasions import letters_changed
from audit.actions import record
from clock.places import present_name
from outbox.actions import post_letter


def account_at(email: str) -> Account:
    """The account of an address. One is made, as signing up makes it, if there is none: nothing
    opens until its owner signs in with an e-mailed code. Within the caller's transaction."""
    email = email.strip().lower()
    account = Account.objects.filter(email=email).first()
    if account is None:
        account = Account.objects.create_user(email)
        EmailAddress.objects.create(user=account, email=email, primary=True, verified=False)
    return account


@transaction.atomic
def register_member(
    account: Account,
    *,
    name: str,
    country: str,
    time_zone: str,
    discreet: bool,
    now: datetime,
    language: str = "",
    by: Account | None = None,
) -> Member:
    """Adds a person to the account, whose clock is `time_zone` from now on; its country stays.

    Without a `language` of their own they have the account's. `by` is the coordinator who does it
    for them.
    """
    member = Member.objects.create(
        account=account,
        name=name,
        country=country,
        language=language,
        discreet=discreet,
        joined_at=now,
    )
    _keep_on_account(account, time_zone=time_zone, country=account.country or country)
    by_id = by.pk if by else account.pk
    record("member.registered", on=member, by=by_id, member_id=member.pk, now=now)
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
    language: str | None = None,
) -> Member:
    """Changes a member's own details. Times of sessions follow at the next page and letter.

    `language` is that of letters about them and of their room: empty for the account's, None to
    leave it as it is.

    The zone is the account's, everybody's who shares it. Somebody alone on an account is its reader
    as well: its pages then go by their country, too. Apps above hear of a change between ordinary
    and discreet letters (`accounts.occasions`).
    """
    account = member.account
    new: dict[str, str | bool] = {"name": name, "country": country, "discreet": discreet}
    if language is not None:
        new["language"] = language
    changed = [field for field, value in new.items() if getattr(member, field) != value]
    if present_name(account.time_zone) != present_name(time_zone):
        changed.append("time_zone")
    for field, value in new.items():
        setattr(member, field, value)
    alone = not account.members.exclude(pk=member.pk).exists()
    _keep_on_account(account, time_zone=time_zone, country=country if alone else account.country)
    if changed:
        member.save(update_fields=[*new])
        if "discreet" in changed:
            letters_changed.send(Member, member=member, now=now)
        record("member.changed", on=member, by=by.pk, member_id=member.pk, now=now, fields=changed)
    return member


@transaction.atomic
def change_reader(account: Account, *, time_zone: str, country: str, **others: str) -> Account:
    """Changes the zone in which pages and letters tell times and the country of the crisis lines.

    The country becomes that of somebody alone on the account, too. `others` are the language, and
    the first_name and last_name of staff; left out, they stay as they are.
    """
    _keep_on_account(account, time_zone=time_zone, country=country, **others)
    members = list(account.members.all()[:2])
    if len(members) == 1 and members[0].country != country:
        members[0].country = country
        members[0].save(update_fields=["country"])
    return account


def _keep_on_account(account: Account, **wanted: str) -> None:
    changed = [field for field, value in wanted.items() if getattr(account, field) != value]
    for field in changed:
        setattr(account, field, wanted[field])
    if changed:
        account.save(update_fields=changed)


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
def take_birth_year_back(member: Member, *, now: datetime) -> None:
    """Somebody answers now that they are younger: what they told before counts no more.

    The younger year is not kept, and the emergency contact stays. Nothing happens to whoever told
    none.
    """
    intake = Intake.objects.select_for_update().filter(member=member).first()
    if intake is None or intake.birth_year is None:
        return
    intake.birth_year = None
    intake.updated_at = now
    intake.save(update_fields=["birth_year", "updated_at"])
    record("intake.year_taken_back", on=intake, by=member.account_id, member_id=member.pk, now=now)


@transaction.atomic
def change_contact(
    intake: Intake,
    *,
    emergency_name: str,
    emergency_phone: str,
    emergency_relation: str,
    by: Account,
    now: datetime,
) -> bool:
    """Whom to call in an emergency from now on; False, and no entry, if nothing is new.

    A letter tells the mailbox: whoever got hold of an open session cannot change it in silence.
    """
    locked = Intake.objects.select_for_update().select_related("member__account").get(pk=intake.pk)
    wanted = {
        "emergency_name": emergency_name,
        "emergency_phone": emergency_phone,
        "emergency_relation": emergency_relation,
    }
    changed = [field for field, words in wanted.items() if getattr(locked, field) != words]
    if not changed:
        return False
    for field in changed:
        setattr(locked, field, wanted[field])
    locked.updated_at = now
    locked.save(update_fields=[*changed, "updated_at"])
    member = locked.member
    entry = record(
        "intake.contact_changed",
        on=locked,
        by=by.pk,
        member_id=member.pk,
        now=now,
        fields=changed,
    )
    post_letter(
        "accounts.contact_changed",
        key=f"accounts.contact_changed:{entry.pk}",
        to=member.account.email,
        reader=member.account.reader,
        about={"member": str(member.pk)},
        now=now,
    )
    return True


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
    """Gives the member a PIN (an Argon2 hash), and says so in a letter.

    Sessions that showed an older one ask again.
    """
    member.pin_hash = make_password(pin)
    member.save(update_fields=["pin_hash"])
    entry = record("member.pin_chosen", on=member, by=by.pk, member_id=member.pk, now=now)
    post_letter(
        "accounts.pin_chosen",
        key=f"accounts.pin_chosen:{entry.pk}",
        to=member.account.email,
        reader=member.account.reader,
        about={"member": str(member.pk)},
        now=now,
    )


@transaction.atomic
def clear_pin(member: Member, *, by: Account | None, now: datetime) -> None:
    """Takes a forgotten PIN away, so that the member can choose a new one."""
    member.pin_hash = ""
    member.save(update_fields=["pin_hash"])
    record("member.pin_cleared", on=member, by=by.pk if by else None, member_id=member.pk, now=now)

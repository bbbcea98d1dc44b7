"""Finding people by their name or address, for whoever runs the clinic."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from allauth.account.models import EmailAddress

from accounts.models import Account, Member
from searching.names import Likeness, likeness, ways_to_write

# As mail programs write a sender: “Ada Lovelace <ada@example.org>”.
IN_A_LETTER = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>")


@dataclass(frozen=True)
class Person:
    """Somebody who was found: a member; or, without `member_id`, an account in which nobody takes
    part: one of the team, or somebody who signed up and went no further."""

    likeness: Likeness
    name: str
    account_id: int
    member_id: UUID | None


def find_people(typed: str) -> list[Person]:
    """Who fits what was typed, the best first: by an address or a part of one where there is an @
    in it, else by a name. Three queries at most."""
    inside = IN_A_LETTER.search(typed)
    address = inside.group(1) if inside else typed.strip()
    return _at(address) if "@" in address else _called(typed)


def _at(address: str) -> list[Person]:
    """Whose address it is, as they sign in with it or as a further one; else whose holds it."""
    whole = set(EmailAddress.objects.filter(email__iexact=address).values_list("user", flat=True))
    whole |= set(Account.objects.filter(email=address.lower()).values_list("pk", flat=True))
    accounts = Account.objects.filter(pk__in=whole)
    if not whole:
        accounts = Account.objects.filter(email__icontains=address)
    fit = Likeness.WHOLE if whole else Likeness.HOLDS
    rows = accounts.values_list(
        "pk", "email", "first_name", "last_name", "members", "members__name"
    )
    found = [
        Person(fit, name or f"{first} {last}".strip() or email, pk, member)
        for pk, email, first, last, member, name in rows
    ]
    return _best_first(found)


def _called(typed: str) -> list[Person]:
    """Whose name in the group it is, that of their account, or that of their mailbox.

    Every name is read: what people forgive in a name no database does. Twenty thousand take a
    quarter of a second.
    """
    wanted = ways_to_write(typed)
    rows = Account.objects.values_list("pk", "email", "first_name", "last_name")
    named = {pk: (f"{first} {last}".strip(), email) for pk, email, first, last in rows}
    fits = {
        pk: fit for pk, known in named.items() if (fit := _account_fits(wanted, *known)) is not None
    }
    members = Member.objects.order_by().values_list("pk", "account", "name")
    found, inhabited = [], set()
    for member, account, name in members:
        inhabited.add(account)
        both = [one for one in (likeness(wanted, name), fits.get(account)) if one is not None]
        if both:
            found.append(Person(min(both), name, account, member))
    for account, fit in fits.items():
        if account not in inhabited:
            name, email = named[account]
            found.append(Person(fit, name or email, account, None))
    return _best_first(found)


def _account_fits(wanted: Collection[str], name: str, email: str) -> Likeness | None:
    by_name = likeness(wanted, name) if name else None
    if by_name is not None:
        return by_name
    return Likeness.HOLDS if likeness(wanted, email.partition("@")[0]) is not None else None


def _best_first(found: Iterable[Person]) -> list[Person]:
    return sorted(found, key=lambda one: (one.likeness, one.name.casefold()))

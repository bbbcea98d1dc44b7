"""The register of what is held about people: whose it is, what goes into a copy, when it goes, who
reads it.

Every model of every installed app stands in it, either as `Held` or as one that tells of nobody.
Each app declares its own in its `held.py`, which `AppConfig.ready` imports. The tests in
`tests/audit/test_register.py` compare it with the models, the worker's jobs and the doors, so what
it says is what the product does; `manage.py people_register` writes it into PEOPLE.md.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from django.apps import apps
from django.db.models import Model, Q

REST = "*"

# Why a column stays out of a copy.
MACHINE = "serves the machine and tells nothing about the person"
OPENS = "opens something: whoever holds it could act as this person"
OTHERS = "is about another person"


class Part(Enum):
    """What the person has to do with the row."""

    ABOUT = "is about"
    DID = "done by"
    WROTE = "written by"
    PAYS = "paid by"
    LEADS = "led by"
    SENT = "sent to"


class Bond(Enum):
    """What becomes of the row when what its path begins with is deleted."""

    ITSELF = "it is the person's own row"
    GOES = "goes with it"
    FORGETS = "stays and forgets whose it was"
    HOLDS = "keeps it from being deleted"
    LEFT = "stays, with a number that leads to nobody"
    APART = "stays: it holds no key that the database follows"


class KeptAs(Enum):
    """How a path tells whose the row is."""

    KEY = "foreign key"
    ACCOUNT_ID = "an account's number"
    MEMBER_ID = "a member's number"
    ADDRESS = "an e-mail address"
    INSIDE = "inside a text or list that cannot be looked up"


class Reader(Enum):
    """Who reads a row on a page, in a room or in a letter."""

    OWN = "the person themselves"
    GROUP = "members of the same group"
    LEADER = "leaders of their group"
    MARKETER = "marketers"
    FACILITATOR = "every facilitator"
    COORDINATOR = "coordinators"
    SUPERUSER = "superusers"
    PUBLIC = "everybody"


@dataclass(frozen=True)
class Whose:
    """One person whom a row concerns: the path to them, their part in it, and what binds it.

    `path` is an ORM path that ends at an Account or a Member, or a plain column where `kept_as` is
    not a key; empty for the person's own row.
    """

    path: str
    part: Part
    bond: Bond
    kept_as: KeptAs = KeptAs.KEY


@dataclass(frozen=True)
class Rule:
    """What goes by itself: `what` goes `when`, by the worker's `job` (empty: in the act itself)."""

    what: str
    when: str
    job: str = ""


@dataclass(frozen=True)
class Read:
    """A kind of reader and the addresses (names of routes, or a socket's pattern) they read at."""

    who: Reader
    at: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """One model that tells of people.

    `copy` names the columns that belong into a person's copy; `kept_back` says of each other one
    why not (several names with blanks between them, or REST). `rules` are what goes by itself, the
    rest stays. `why` is a sentence for whoever answers for data protection.
    """

    model: str
    whose: tuple[Whose, ...]
    why: str
    copy: tuple[str, ...] = ()
    kept_back: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    readers: tuple[Read, ...] = ()

    @property
    def kept_back_columns(self) -> dict[str, str]:
        """Why each column that is kept back is, by name."""
        return {name: why for names, why in self.kept_back.items() for name in names.split()}


@dataclass(frozen=True)
class Nobody:
    """A model that tells of no person, and why. `although` names columns that look as if it did."""

    model: str
    why: str
    although: tuple[str, ...] = ()


_held: dict[str, Held] = {}
_nobody: dict[str, Nobody] = {}


def hold(*rows: Held) -> None:
    """Registers models that tell of people. Raises TypeError for one that is registered already."""
    for row in rows:
        _check_new(row.model)
        _held[row.model] = row


def tells_of_nobody(why: str, *models: str, although: Iterable[str] = ()) -> None:
    """Registers models that tell of no person. Raises TypeError for one that is registered."""
    for model in models:
        _check_new(model)
        _nobody[model] = Nobody(model, why, tuple(although))


def _check_new(model: str) -> None:
    if model in _held or model in _nobody:
        raise TypeError(f"{model} stands in the register already")


def all_held() -> list[Held]:
    """Every model that tells of people, by name."""
    return [_held[model] for model in sorted(_held)]


def all_nobody() -> list[Nobody]:
    """Every model that tells of nobody, by name."""
    return [_nobody[model] for model in sorted(_nobody)]


def concerning(
    whose: Whose,
    *,
    model: type[Model],
    account_id: int | None,
    members: Collection[UUID],
    address: str,
) -> Q | None:
    """Which rows of `model` concern a person on this path; None where nobody can look that up.

    The person is an account (None for a visitor who has none), its members and its address.
    """
    match whose.kept_as:
        case KeptAs.INSIDE:
            return None
        case KeptAs.ADDRESS:
            return Q(**{f"{whose.path}__iexact": address})
        case KeptAs.ACCOUNT_ID:
            return Q(**{f"{whose.path}__in": _known(account_id)})
        case KeptAs.MEMBER_ID:
            return Q(**{f"{whose.path}__in": list(members)})
        case KeptAs.KEY:
            of_member = target_of(model, whose.path)._meta.label == "accounts.Member"
            people = list(members) if of_member else _known(account_id)
            return Q(**{f"{whose.path or 'pk'}__in": people})


def _known(account_id: int | None) -> list[int]:
    return [] if account_id is None else [account_id]


def target_of(model: type[Model], path: str) -> type[Model]:
    """The model at the end of a path of foreign keys. Raises FieldDoesNotExist or TypeError."""
    for name in path.split("__") if path else ():
        related = model._meta.get_field(name).related_model
        if related is None or isinstance(related, str):
            raise TypeError(f"{model._meta.label}.{name} leads to no other model")
        model = related
    return model


def counts_about(
    *, account_id: int | None, members: Collection[UUID], address: str
) -> list[tuple[Held, Whose, int]]:
    """How many rows of each model concern a person, for each part they have in them.

    Paths on which nobody can be looked up, and those without a row, are left out.
    """
    found = []
    for held in all_held():
        model = apps.get_model(held.model)
        for whose in held.whose:
            wanted = concerning(
                whose, model=model, account_id=account_id, members=members, address=address
            )
            number = model._base_manager.filter(wanted).count() if wanted is not None else 0
            if number:
                found.append((held, whose, number))
    return found

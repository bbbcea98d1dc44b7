"""Which columns of a model lead to a person, read from the models themselves."""

from collections.abc import Iterator

from django.db.models import (
    CASCADE,
    DO_NOTHING,
    PROTECT,
    SET_NULL,
    EmailField,
    Field,
    ForeignKey,
    GenericIPAddressField,
    Model,
)

from accounts.models import Account, Member
from audit.register import REST, Bond, Held, KeptAs, Nobody, Whose, target_of
from vault.fields import EncryptedTextField

OURS = {"accounts", "audit", "clock", "courses", "groups", "help", "outbox", "pages", "payments"}
# The clinic's public words: who of the team edited them is told where these stand, and a lesson or
# a setting that uses a page or a picture is not about whoever uploaded it.
PUBLIC_WORDS = {
    "wagtailcore.Page", "wagtailcore.Revision", "wagtailcore.WorkflowState",
    "wagtailcore.TaskState", "wagtailimages.Image", "wagtaildocs.Document",
}  # fmt: skip
# Keys that lead to the same people as another one of their model.
SAME_PEOPLE = {
    ("groups.RoomSeat", "visit"),
    ("groups.WaitingEntry", "seat"),
    ("payments.Order", "enrollment"),
    ("payments.Payment", "attempt"),
}
PERSONAL = (EmailField, GenericIPAddressField, EncryptedTextField)
PERSONAL_NAMES = {
    "account_id", "actor_id", "author_name", "birth_year", "email", "first_name", "ip",
    "last_name", "member_id", "phone", "pin_hash", "user_agent", "user_id",
}  # fmt: skip
BONDS: dict[object, Bond] = {
    CASCADE: Bond.GOES,
    DO_NOTHING: Bond.LEFT,
    PROTECT: Bond.HOLDS,
    SET_NULL: Bond.FORGETS,
}


def leads_to_people(model: type[Model], *, seen: frozenset[str] = frozenset()) -> set[str]:
    """The keys of a model, as columns of its own table, that lead to an account or a member."""
    return {key.name for key in _keys(model) if _reaches(key, seen | {model._meta.label})}


def _keys(model: type[Model]) -> Iterator["ForeignKey[Model, Model]"]:
    return (one for one in model._meta.local_fields if isinstance(one, ForeignKey))


def _reaches(key: "ForeignKey[Model, Model]", seen: frozenset[str]) -> bool:
    target = key.related_model
    if target in (Account, Member):
        return True
    label = target._meta.label
    return label not in seen | PUBLIC_WORDS and bool(leads_to_people(target, seen=seen))


def looks_personal(model: type[Model]) -> set[str]:
    """The columns that hold what only a person has, or a person's number without a key."""
    return {
        one.name
        for one in model._meta.local_fields
        if isinstance(one, PERSONAL) or (one.name in PERSONAL_NAMES and not one.is_relation)
    }


def gaps(model: type[Model], row: Held | Nobody | None) -> list[str]:
    """What the register does not say, or says wrongly, of one model."""
    label = model._meta.label
    keys = {key for key in leads_to_people(model) if (label, key) not in SAME_PEOPLE}
    if row is None:
        return [f"{label} stands in no held.py"]
    if isinstance(row, Nobody):
        wrong = [f"{label}.{key} leads to a person" for key in sorted(keys)]
        unsaid = looks_personal(model) ^ set(row.although)
        return wrong + [f"{label}.{name} looks personal, or does not" for name in sorted(unsaid)]
    told = {whose.path.split("__")[0] for whose in row.whose}
    return [
        *(f"{label}.{key} leads to a person" for key in sorted(keys - told)),
        *(wrong for whose in row.whose for wrong in _wrong_with(model, whose)),
        *_columns_unsaid(model, row),
    ]


def _wrong_with(model: type[Model], whose: Whose) -> Iterator[str]:
    label = f"{model._meta.label}.{whose.path}"
    if not whose.path:
        if model not in (Account, Member) or whose.bond is not Bond.ITSELF:
            yield f"{label} is no person's own row"
        return
    first = model._meta.get_field(whose.path.split("__")[0])
    if whose.kept_as is not KeptAs.KEY:
        if isinstance(first, ForeignKey) or whose.bond is not Bond.APART:
            yield f"{label} is a key, or bound to one"
        return
    if target_of(model, whose.path) not in (Account, Member):
        yield f"{label} ends at no person"
    bond = BONDS.get(first.remote_field.on_delete) if isinstance(first, ForeignKey) else None
    if bond is not whose.bond:
        yield f"{label}: the database says {bond}, the register {whose.bond}"


def _columns_unsaid(model: type[Model], row: Held) -> Iterator[str]:
    label = model._meta.label
    local = {one.name for one in _columns(model)}
    known = {one.name for one in model._meta.concrete_fields} | {REST}
    kept_back = set(row.kept_back_columns)
    if REST in kept_back and model._meta.app_label in OURS:
        yield f"{label} is ours and names each column"
    if both := kept_back & set(row.copy):
        yield f"{label}: in the copy and kept back: {sorted(both)}"
    said = kept_back | set(row.copy)
    if REST not in said and local - said:
        yield f"{label}: in the copy or not? {sorted(local - said)}"
    if said - known:
        yield f"{label} has no {sorted(said - known)}"


def _columns(model: type[Model]) -> Iterator["Field[object, object]"]:
    return (one for one in model._meta.local_fields if one.concrete)

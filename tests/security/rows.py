"""What a row of the matrix says: an address, and who gets what from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from accounts.roles import Role
from tests.security.world import Actor, Kwargs, World

LOGIN = "login"
Status = int | str
Expected = dict[Actor, Status]

ROLE_OF = {
    Actor.FACILITATOR: Role.FACILITATOR,
    Actor.OTHER_FACILITATOR: Role.FACILITATOR,
    Actor.MARKETER: Role.MARKETER,
    Actor.COORDINATOR: Role.COORDINATOR,
}
OUTSIDE = (Actor.VISITOR, Actor.DEACTIVATED)
STAFF = (*ROLE_OF, Actor.SUPERUSER)
FACTOR: Expected = dict.fromkeys(STAFF, 302)


def everybody(status: Status = 200, **but: Status) -> Expected:
    """The same for all, with exceptions by the actor's name in lower case."""
    return dict.fromkeys(Actor, status) | _named(but)


def signed_in(status: Status = 200, **but: Status) -> Expected:
    """The same for everybody with an account; others are led to sign in."""
    return everybody(status) | dict.fromkeys(OUTSIDE, LOGIN) | _named(but)


def staff(*roles: Role, status: Status = 200, **but: Status) -> Expected:
    """Open to the roles and to superusers; other accounts get 403."""
    allowed = {actor: status for actor, role in ROLE_OF.items() if role in roles}
    return signed_in(403) | allowed | {Actor.SUPERUSER: status} | _named(but)


def own_only(status: Status = 200, *, otherwise: Status = 404, **but: Status) -> Expected:
    """Open to the member whose object it is; anybody else's is as unknown as a missing one."""
    return signed_in(otherwise) | {Actor.MEMBER: status} | _named(but)


def _named(statuses: Mapping[str, Status]) -> Expected:
    return {Actor[name.upper()]: status for name, status in statuses.items()}


def nothing(_: World) -> dict[str, Any]:
    """An address without arguments."""
    return {}


def always(**kwargs: Any) -> Kwargs:
    """The same arguments in every world."""
    return lambda _: kwargs


@dataclass(frozen=True)
class Row:
    """One address and who gets what from it."""

    name: str
    expected: Expected
    kwargs: Kwargs = nothing
    missing: Mapping[str, Any] | None = None
    method: str = "GET"
    data: Mapping[str, Any] = field(default_factory=dict)
    path: str = ""
    why: str = ""

    def path_in(self, world: World) -> str:
        """The address as it stands in `world`."""
        return self.path or reverse(self.name, kwargs=self.kwargs(world))

    @property
    def missing_path(self) -> str:
        """The same address of an object that never was, or empty."""
        return reverse(self.name, kwargs=dict(self.missing)) if self.missing else ""


# Whoever reads the words that show it; both groups of the world read them.
READERS = own_only(
    other_member=200, facilitator=200, other_facilitator=200, coordinator=200, superuser=200
)
COORDINATORS = staff(Role.COORDINATOR)
OWN_TEAM = staff(Role.FACILITATOR, Role.COORDINATOR, other_facilitator=404)

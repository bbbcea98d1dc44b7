"""The demo's people. All of them are invented."""

from dataclasses import dataclass

from accounts.roles import Role


@dataclass(frozen=True)
class DemoStaff:
    """A member of staff of the demo clinic."""

    email: str
    first_name: str
    last_name: str
    role: Role
    what: str


@dataclass(frozen=True)
class DemoMember:
    """A member of the demo's groups."""

    email: str
    name: str
    country: str
    time_zone: str
    discreet: bool = False


LEADER = DemoStaff("ingrid@demo.example", "Ingrid", "Falk", Role.FACILITATOR, "leads the groups")
CO_LEADER = DemoStaff(
    "tomas@demo.example", "Tomas", "Reyes", Role.FACILITATOR, "leads together with Ingrid"
)
MARKETER = DemoStaff(
    "mina@demo.example", "Mina", "Okafor", Role.MARKETER, "writes the public pages"
)
COORDINATOR = DemoStaff(
    "sam@demo.example", "Sam", "Whitlock", Role.COORDINATOR, "runs groups, seats and orders"
)
STAFF = (LEADER, CO_LEADER, MARKETER, COORDINATOR)

ANA = DemoMember("ana@demo.example", "Ana", "ES", "Europe/Madrid")
BEN = DemoMember("ben@demo.example", "Ben", "GB", "Europe/London", discreet=True)
OTHERS = tuple(
    DemoMember(f"{name.lower()}@demo.example", name, "GB", "Europe/London")
    for name in (
        "Carla", "Dev", "Esra", "Finn", "Gwen", "Hugo", "Isla", "Jonas", "Kemi", "Liam", "Mara",
        "Noor", "Otis", "Petra", "Quinn", "Rosa", "Silas", "Tara", "Umi", "Vera", "Wim", "Yara",
    )
)  # fmt: skip

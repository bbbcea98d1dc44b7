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
class DemoIntroduction:
    """How somebody who leads groups introduces themselves on their page."""

    profession: str
    intro: str
    sections: tuple[tuple[str, str], ...]


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
INTRODUCTIONS = {
    LEADER.email: DemoIntroduction(
        profession="Psychologist, group leader",
        intro="Ingrid has led skills groups for eleven years. She still tries every skill first.",
        sections=(
            (
                "How I lead a group",
                "I like a clear plan and an unhurried start. Everybody gets a turn, and everybody"
                " may pass. If something does not make sense, say so: then I have not explained it"
                " well yet.",
            ),
            (
                "A skill I use myself",
                "STOP, mostly in traffic and before I answer an e-mail that made me cross.",
            ),
        ),
    ),
    CO_LEADER.email: DemoIntroduction(
        profession="Mental health nurse, co-leader",
        intro="Tomas keeps an eye on the chat, the clock and on how everyone is doing.",
        sections=(
            (
                "What I look after",
                "When your sound fails or you need a minute, write to me in the chat. I also keep"
                " the list of what we tried during the week.",
            ),
            (
                "A skill I use myself",
                "Wise mind. I ask it on the way home, when the day was long and I want to decide"
                " something that can wait until morning.",
            ),
        ),
    ),
}
STAFF = (LEADER, CO_LEADER, MARKETER, COORDINATOR)

ANA = DemoMember("ana@demo.example", "Ana", "ES", "Europe/Madrid")
BEN = DemoMember("ben@demo.example", "Ben", "GB", "Europe/London", discreet=True)
OTHERS = tuple(
    DemoMember(f"{name.lower()}@demo.example", name, "GB", "Europe/London")
    for name in (
        "Carla", "Dev", "Esra", "Finn", "Gwen", "Hugo", "Isla", "Jonas", "Kemi", "Liam", "Mara",
        "Noor", "Otis", "Petra", "Quinn", "Rosa", "Silas", "Tara", "Umi", "Vera", "Wim", "Yara",
        "Abel", "Bibi", "Cleo", "Dario",
    )
)  # fmt: skip
# Above a group's number of seats, with the coordinator's reason.
ZADIE = DemoMember("zadie@demo.example", "Zadie", "GB", "Europe/London")

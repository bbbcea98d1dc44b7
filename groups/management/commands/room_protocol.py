"""`manage.py room_protocol`: writes the room's protocol into its README, from the frames."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from groups.rooms.wire.tables import protocol_tables

README = Path(__file__).resolve().parents[2] / "rooms" / "README.md"
BEGIN, END = "<!-- written by manage.py room_protocol -->", "<!-- until here -->"


def with_tables(text: str) -> str:
    """The README with the tables as the frames are now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{protocol_tables()}\n{END}{after}"


class Command(BaseCommand):
    help = "Writes the tables of the room's protocol into groups/rooms/README.md."

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the file anew."""
        README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")

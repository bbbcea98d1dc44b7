"""`manage.py people_register`: writes the register of people into PEOPLE.md."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from audit.document import register_document

DOCUMENT = Path(__file__).resolve().parents[2] / "PEOPLE.md"
BEGIN, END = "<!-- written by manage.py people_register -->", "<!-- until here -->"


def with_register(text: str) -> str:
    """The document with the register as it is now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{register_document()}\n{END}{after}"


class Command(BaseCommand):
    help = "Writes the register of what is held about people into site/audit/PEOPLE.md."

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the file anew."""
        DOCUMENT.write_text(with_register(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")

"""Papers read back: made by the worker's own job, taken apart by a reader that is not ours."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pypdf import PdfReader
from pypdf.generic import IndirectObject

import clock
from clock.jobs import all_jobs, run_job
from courses.models import Paper
from courses.paper.actions import ask_for
from courses.paper.queries import Wanted, bytes_of

[JOB] = [job for job in all_jobs() if job.name == "courses.paper"]


def work(now: datetime | None = None) -> bool:
    """One turn of the worker; whether it ended well."""
    return run_job(JOB, now=now or clock.now(), real=clock.real_now())


def made(wanted: Wanted) -> "Read":
    """The paper, asked for and made."""
    ask_for(wanted, now=clock.now())
    assert work()
    return read(wanted)


def read(wanted: Wanted) -> "Read":
    """The paper as it lies there."""
    content = bytes_of(Paper.objects.get(**wanted.key))
    assert content is not None
    return Read(content)


class Read:
    """A PDF taken apart."""

    def __init__(self, content: bytes) -> None:
        self.pdf = PdfReader(io.BytesIO(content))
        self.root: Any = self.pdf.trailer["/Root"]

    @property
    def text(self) -> str:
        """All words in reading order, straight quotes for curly ones, single blanks."""
        told = "\n".join(page.extract_text() for page in self.pdf.pages)
        return plain(told)

    @property
    def tags(self) -> list[str]:
        """The kinds of its tags in reading order."""
        return [str(element["/S"]) for element in self.elements()]

    def tagged(self, kind: str) -> list[Any]:
        """The elements of a kind, in reading order."""
        return [element for element in self.elements() if element["/S"] == kind]

    def elements(self) -> Iterator[Any]:
        """Every tagged element, in reading order."""
        yield from _below(self.root["/StructTreeRoot"])

    @property
    def fonts(self) -> list[Any]:
        """The description of each font in use."""
        found = []
        for page in self.pdf.pages:
            resources: Any = page["/Resources"]
            for font in resources["/Font"].values():
                [below] = font.get_object()["/DescendantFonts"]
                found.append(below.get_object()["/FontDescriptor"].get_object())
        return found


def _below(element: Any) -> Iterator[Any]:
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        child = kid.get_object() if isinstance(kid, IndirectObject) else kid
        if isinstance(child, dict) and "/S" in child:
            yield child
            yield from _below(child)


def plain(told: str) -> str:
    """Words without the typesetter's quotes and line ends."""
    for curly, straight in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'")):
        told = told.replace(curly, straight)
    return " ".join(told.split())

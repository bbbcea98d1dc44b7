"""Pages: in one process beside a bare Django view, over HTTP beside a raw ASGI application."""

import json
from dataclasses import dataclass
from typing import Any

from tests.bench.load import ask_again_and_again
from tests.bench.measures import Page, pages_of
from tests.bench.servers import BareServer
from tests.bench.table import Table, number, ratio
from tests.running import RunningSite

MEASURE = "import json; from tests.bench.inside import measure; measure(json.loads({told!r}))"


@dataclass(frozen=True)
class Sized:
    """A page and how long its answer is."""

    page: Page
    size: int


def measure_inside(site: RunningSite, told: str) -> tuple[Table, list[Sized]]:
    """Calls the WSGI application without a network; also says how many bytes each page has."""
    found = json.loads(site.run(MEASURE.format(told=told)).strip().splitlines()[-1])
    bare = found["bare"]
    table = Table(
        "Pages in one process (WSGI call, database connection kept open)",
        ["page", "requests/s", "CPU ms", "x bare", "queries", "bytes"],
    )
    table.add("a bare Django view", number(bare["rate"]), number(bare["cpu_ms"]), "1", "0", "")
    for line in found["pages"]:
        table.add(
            line["name"],
            number(line["rate"]),
            number(line["cpu_ms"]),
            ratio(line["cpu_ms"], bare["cpu_ms"]),
            str(line["queries"]),
            str(line["bytes"]),
        )
    sizes = [line["bytes"] for line in found["pages"]]
    pages = pages_of(json.loads(told))
    return table, [Sized(page, size) for page, size in zip(pages, sizes, strict=True)]


def measure_over_http(site: RunningSite, bare: BareServer, pages: list[Sized]) -> Table:
    """Asks the running site, and a raw ASGI application for as many bytes as the first page has."""
    raw_page = Page("a raw ASGI application", f"/{pages[0].size}", {})
    raw = ask_again_and_again(raw_page, port=bare.port, pid=bare.pid)
    table = Table(
        "Pages over HTTP (uvicorn, a2wsgi; 8 connections)",
        ["page", "requests/s", "CPU ms", "x raw", "p50 ms", "p95 ms"],
    )
    table.add(raw_page.name, *_cells(raw, raw))
    for sized in pages:
        load = ask_again_and_again(sized.page, port=site.port, pid=site.pid("web"))
        table.add(sized.page.name, *_cells(load, raw))
    return table


def _cells(load: Any, raw: Any) -> list[str]:
    return [
        number(load.rate),
        number(load.cpu_ms),
        ratio(load.cpu_ms, raw.cpu_ms),
        number(load.p50),
        number(load.p95),
    ]

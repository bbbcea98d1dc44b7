"""What a web process keeps in memory after its start and first page, as in production: with its
packages, and the worker beside it, which shares the libraries."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.builds import Build, production_python
from tests.bench.load import ask_once
from tests.bench.measures import Page
from tests.bench.rounds import Bench, Figures, Group, Measure, Row
from tests.bench.sites import free_port


@contextmanager
def _open(bench: Bench) -> Iterator[Measure]:
    pythons = {build.name: production_python(build) for build in bench.builds}
    for build in bench.builds:
        bench.site(build)

    def measure(build: Build) -> Figures:
        site, _told = bench.site(build)
        python = pythons[build.name]
        with site.worker(python=python):
            web = site.web(port=free_port(), python=python)
            ask_once(Page("home", "/", {}), port=web.port, host=site.url.removeprefix("http://"))
            lines = Path(f"/proc/{web.pid}/smaps_rollup").read_text().splitlines()
            site.end(web)
        [kilobytes] = [int(line.split()[1]) for line in lines if line.startswith("Pss:")]
        return {"pss": kilobytes / 1024}

    yield Measure(measure)


GROUPS = (
    Group(
        "memory",
        (Row("pss", "web process after start and one page, PSS", "MiB", 95),),
        _open,
        pairs=3,
    ),
)

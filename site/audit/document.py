"""The register as a document: what somebody who answers for data protection wants to read."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from audit.register import (
    REST,
    Bond,
    Held,
    KeptAs,
    Nobody,
    Reader,
    Whose,
    all_held,
    all_nobody,
)

# In the order in which a reader asks; the parts of the frameworks come after ours.
CHAPTERS = {
    "accounts": "People and accounts",
    "groups": "Groups, seats, sessions and rooms",
    "courses": "Cards kept from exercises",
    "payments": "Orders and money",
    "outbox": "Letters",
    "audit": "The trail",
    "pages": "Public pages about people",
    "account": "Signing in: addresses",
    "mfa": "Signing in: second factors",
    "usersessions": "Signing in: browsers",
    "sessions": "Signing in: sessions",
    "wagtailcore": "The editor: pages and who worked on them",
    "wagtailadmin": "The editor: at work",
    "wagtailusers": "The editor: its users",
    "wagtailimages": "The editor: pictures",
    "wagtaildocs": "The editor: downloads",
}


def register_document() -> str:
    """The register in Markdown, a chapter for each app."""
    chapters = groupby(sorted(all_held(), key=_chapter_then_name), key=_app)
    told = "\n\n".join(
        f"## {CHAPTERS[app]}\n\n" + "\n\n".join(_held(row) for row in rows)
        for app, rows in chapters
    )
    return f"{told}\n\n## What tells of nobody\n\n{_table_of_nobody(all_nobody())}"


def _app(row: Held) -> str:
    return row.model.split(".")[0]


def _chapter_then_name(row: Held) -> tuple[int, str]:
    return list(CHAPTERS).index(_app(row)), row.model


def _held(row: Held) -> str:
    lines = "\n".join(f"* {line}" for line in _lines(row))
    return f"### {row.model}\n\n{row.why}\n\n{lines}"


def _lines(row: Held) -> Iterator[str]:
    yield "**Whose:** " + "; ".join(_whose(one) for one in row.whose)
    yield "**Read by:** " + (_readers(row) or "nobody, on no page")
    yield "**In a copy:** " + (_columns(row.copy) or "nothing")
    if row.kept_back:
        yield "**Not in it:** " + "; ".join(
            f"{'all else' if names == REST else _columns(names.split())} ({why})"
            for names, why in row.kept_back.items()
        )
    yield "**Goes by itself:** " + ("; ".join(_rules(row)) or "never")
    yield "**When the person is deleted:** " + "; ".join(_fates(row))


def _whose(whose: Whose) -> str:
    if whose.bond is Bond.ITSELF:
        return "the person's own"
    how = "" if whose.kept_as is KeptAs.KEY else f", {whose.kept_as.value}"
    return f"{whose.part.value} `{whose.path}`{how}"


def _readers(row: Held) -> str:
    return "; ".join(
        f"{read.who.value} ({', '.join(f'`{address}`' for address in read.at)})"
        for read in sorted(row.readers, key=lambda read: list(Reader).index(read.who))
    )


def _rules(row: Held) -> Iterator[str]:
    for rule in row.rules:
        yield f"{rule.what}, {rule.when}" + (f" (job `{rule.job}`)" if rule.job else "")


def _fates(row: Held) -> list[str]:
    """Each fate once, though several paths share it."""
    return list(dict.fromkeys(_fate(whose) for whose in row.whose))


def _fate(whose: Whose) -> str:
    first = whose.path.split("__")[0]
    match whose.bond:
        case Bond.GOES:
            return f"goes with its `{first}`"
        case Bond.HOLDS:
            return f"keeps `{first}` from being deleted"
        case Bond.FORGETS | Bond.LEFT:
            return f"{whose.bond.value} (`{first}`)"
        case Bond.ITSELF | Bond.APART:
            return str(whose.bond.value)


def _columns(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table_of_nobody(rows: Iterable[Nobody]) -> str:
    by_reason: dict[str, list[str]] = {}
    for row in rows:
        by_reason.setdefault(row.why, []).append(row.model)
    lines = [f"| {_columns(models)} | {why} |" for why, models in sorted(by_reason.items())]
    return "\n".join(["| models | why |", "|---|---|", *lines])

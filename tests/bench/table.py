"""The table of what was measured, for a terminal and for a page."""

from collections.abc import Sequence

from tests.bench.rounds import Line


def table(lines: Sequence[Line], *, base: str | None) -> str:
    """Markdown that also reads well as it is: figure, ratio with its spread, target."""
    head = ["work", "unit", "today"]
    head += [base, "today ÷ it (of pairs)"] if base else ["spread"]
    rows = [[*head, "target", ""], *(_cells(line, base) for line in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    written = [_row(rows[0], widths), "|" + "|".join("-" * (width + 2) for width in widths) + "|"]
    written += [_row(row, widths) for row in rows[1:]]
    reasons = sorted(
        {
            f"– {line.row.name}, {name}: {why}"
            for line in lines
            for name, why in line.reasons.items()
        }
    )
    return "\n".join([*written, *(["", *reasons] if reasons else [])])


def _cells(line: Line, base: str | None) -> list[str]:
    row = line.row
    cells = [row.name, row.unit, number(line.median("today"))]
    if base:
        ratios = line.ratios("today", base)
        spread = f"{_ratio(ratios)} ({min(ratios):.2f}–{max(ratios):.2f})" if ratios else "–"
        cells += [number(line.median(base)), spread]
    else:
        found = line.figures["today"]
        cells.append(f"{number(min(found))}–{number(max(found))}" if found else "–")
    wanted = "" if row.target is None else f"{'≤' if row.most else '≥'} {number(row.target)}"
    return [*cells, wanted, {True: "met", False: "missed", None: ""}[line.met]]


def _ratio(ratios: Sequence[float]) -> str:
    return f"{sorted(ratios)[len(ratios) // 2]:.2f}"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
    return "| " + " | ".join(padded) + " |"


def number(value: float | None) -> str:
    """Three figures that mean something; a dash for what could not be measured."""
    if value is None:
        return "–"
    if value >= 1000:
        return f"{value:,.0f}"
    if value >= 100 or value == int(value):
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"

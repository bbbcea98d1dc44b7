"""Tables that a terminal shows."""

import math
import sys
from collections.abc import Sequence


class Table:
    """A title, columns and rows; the first column is text, the others are figures."""

    def __init__(self, title: str, columns: Sequence[str]) -> None:
        self.title = title
        self.rows: list[Sequence[str]] = [columns]

    def add(self, *cells: str) -> None:
        """One row, as many cells as there are columns."""
        assert len(cells) == len(self.rows[0]), cells
        self.rows.append(cells)

    def show(self) -> None:
        """Writes it to the terminal."""
        widths = [max(len(row[at]) for row in self.rows) for at in range(len(self.rows[0]))]
        lines = ["", self.title]
        for row in self.rows:
            first, *others = row
            cells = [first.ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
            lines.append("  " + "  ".join(cells).rstrip())
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()


def number(value: float) -> str:
    """Three figures that mean something; a dash for what could not be measured."""
    if math.isnan(value):
        return "-"
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ratio(value: float, baseline: float) -> str:
    """How many times the baseline."""
    return number(value / baseline) if baseline else "-"

"""What a chooser on a page offers, and what it has preselected."""

import re

LISTED = re.compile(r'<option value="([^"]*)"([^>]*)>([^<]*)</option>')


def offered(page: str, name: str = "time_zone") -> list[tuple[str, str]]:
    """The lines of a chooser on a page, as (value, label), in their order."""
    found = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    assert found is not None, page
    return [(value, label) for value, _rest, label in LISTED.findall(found.group())]


def chosen(page: str, name: str = "time_zone") -> str:
    """What a chooser on a page has preselected, or empty."""
    found = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    assert found is not None, page
    marked = [value for value, rest, _label in LISTED.findall(found.group()) if "selected" in rest]
    return marked[0] if marked else ""

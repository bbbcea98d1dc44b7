"""Which worksheets a member may fill in beside those of their lessons.

An area above or beside this one knows of more (what was given to somebody by their leaders): it
says so here, in `AppConfig.ready`.
"""

from collections.abc import Callable, Collection

from accounts.models import Member

Given = Callable[[Member], Collection[int]]
_given: list[Given] = []


def also_open(given: Given) -> None:
    """`given` returns the ids of the worksheets that a member may fill in as well."""
    _given.append(given)


def given_to(member: Member) -> set[int]:
    """The ids of all of those."""
    return {pk for given in _given for pk in given(member)}

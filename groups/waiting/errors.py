"""Why somebody could not join a waiting list, or answer an offer."""


class SeatFree(Exception):
    """There is no need to wait: they can have a seat now."""


class PlacedAlready(Exception):
    """They have a seat in this group, or in another one of the same course."""


class TooManyLists(Exception):
    """The account waits in as many places as anybody may."""


class EntryMoved(Exception):
    """The entry is no longer in the state the caller saw; look again."""

"""Why two people could not be kept apart, or let share groups again."""


class SamePerson(Exception):
    """Both are one person."""


class KeptApartAlready(Exception):
    """A do-not-place of these two stands already."""


class EndedAlready(Exception):
    """It was ended before."""

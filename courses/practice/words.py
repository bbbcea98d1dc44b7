"""A use in words: on pages, in files, and where it is shared."""

from courses.practice.shape import Place, Went


def circumstances(place: str, went: str) -> str:
    """Where it was and how it went, in one line; empty where neither was said."""
    said = [
        str(Place(place).label) if place in Place.values else "",
        str(Went(went).label) if went in Went.values else "",
    ]
    return " · ".join(each for each in said if each)

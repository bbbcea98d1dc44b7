"""No history of answers, endings and deletions lets means tell what fewer than five scored."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from groups.measuring.units import ENOUGH, Counted, Pairs, shown, units

NOW = datetime(2026, 9, 1, tzinfo=UTC)
LOWEST, HIGHEST = -1, 100_000  # each person has a total of their own, that names them
SIZES = st.lists(st.integers(0, 8), min_size=1, max_size=7)
STEPS = st.lists(st.one_of(st.just("week"), st.integers(0, 60)), max_size=14)


def programme(sizes: list[int]) -> list[Counted]:
    """A group for each size; one ends each week."""
    found, next_person = [], 0
    for number, size in enumerate(sizes):
        people = range(next_person, next_person + size)
        next_person += size
        ends_at = NOW + timedelta(weeks=number)
        found.append(Counted(number, ends_at, tuple((one, one) for one in people)))
    return found


def without(group: Counted, person: int) -> Counted:
    """The group after that person deleted what they had answered at the end."""
    pairs: Pairs = tuple((a, None if b == person else b) for a, b in group.pairs)
    return Counted(group.group, group.settled_at, pairs)


def people_behind(groups: list[Counted], now: datetime) -> frozenset[int]:
    """Whom a mean of these groups together is of."""
    pairs = shown(units(groups, now=now), lowest=LOWEST, highest=HIGHEST)
    return frozenset(first for first, _later in pairs)


@given(SIZES, STEPS)
def test_every_part_of_what_was_ever_shown_is_of_five_people_or_more(
    sizes: list[int], steps: list[str | int]
) -> None:
    """Everything shown is a set of people. Whoever keeps all pages can add and take away sets: what
    is left over of any two, and of any three, is nobody or five and more."""
    groups, now = programme(sizes), NOW
    seen: set[frozenset[int]] = set()
    for step in ("week", *steps, *["week"] * len(sizes)):
        if step == "week":
            now += timedelta(weeks=1)
        else:
            groups = [without(group, int(step)) for group in groups]
        seen |= {people_behind([group], now) for group in groups}
        seen.add(people_behind(groups, now))
    for one, other in combinations(seen, 2):
        for rest in (one & other, one - other, other - one):
            assert not 0 < len(rest) < ENOUGH
    for one, other, third in combinations(list(seen)[:24], 3):
        assert not 0 < len((one & other) - third) < ENOUGH
        assert not 0 < len(one - other - third) < ENOUGH


def test_the_rule_shows_something_and_hides_what_was_deleted() -> None:
    six, two, three = programme([6, 2, 3])
    now = NOW + timedelta(weeks=9)

    assert len(people_behind([six, two, three], now)) == 11
    assert len(people_behind([six, two], now)) == 6
    assert len(people_behind([without(six, 0), two, three], now)) == 5
    assert len(people_behind([six, without(two, 6), three], now)) == 6
    assert people_behind([six, two, three], NOW - timedelta(seconds=1)) == frozenset()


def test_an_end_of_the_scale_is_the_score_of_each() -> None:
    highest: Pairs = ((27, 9),) * 5
    almost: Pairs = (*highest[:4], (26, 9))

    assert shown([highest], lowest=0, highest=27) == []
    assert len(shown([almost], lowest=0, highest=27)) == 5

"""What a process keeps in memory has an end, and is made once while it is kept."""

import pytest

from whole.here import Memo, forget_all


def test_the_first_to_come_is_the_first_to_go() -> None:
    memo: Memo[str] = Memo(2)
    made: list[str] = []

    def ask(key: str) -> str:
        def make() -> str:
            made.append(key)
            return key.upper()

        return memo.get(key, make)

    assert [ask(key) for key in "abab"] == ["A", "B", "A", "B"]
    assert made == ["a", "b"]
    assert [ask(key) for key in "cbca"] == ["C", "B", "C", "A"]
    assert made == ["a", "b", "c", "a"]


def test_what_could_not_be_made_is_not_kept() -> None:
    memo: Memo[int] = Memo(2)
    tries = iter([0, 5])

    def make() -> int:
        return 10 // next(tries)

    with pytest.raises(ZeroDivisionError):
        memo.get("key", make)
    assert memo.get("key", make) == 2


def test_all_is_forgotten_together() -> None:
    memo: Memo[int] = Memo(2)
    assert memo.get("key", lambda: 1) == 1
    forget_all()
    assert memo.get("key", lambda: 2) == 2

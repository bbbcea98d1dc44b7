"""Limits count tries, end by themselves, and survive a key that runs out under them."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings

from clock.limits import within_limit

KEY = "tests.limit"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    cache.delete(KEY)
    yield
    cache.delete(KEY)


def test_limit_lets_the_first_tries_through_and_no_more() -> None:
    tries = [within_limit(KEY, limit=3, seconds=60) for _ in range(5)]
    assert tries == [True, True, True, False, False]
    assert within_limit("tests.other", limit=3, seconds=60)


def test_limit_of_nothing_lets_nothing_through() -> None:
    assert not within_limit(KEY, limit=0, seconds=60)


def test_limit_begins_again_once_its_time_is_over() -> None:
    assert within_limit(KEY, limit=1, seconds=60)
    assert not within_limit(KEY, limit=1, seconds=60)
    cache.touch(KEY, 0)
    assert within_limit(KEY, limit=1, seconds=60)


def test_limit_survives_a_key_that_runs_out_while_it_is_counted(settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "tests.clock.forgetful.RunsOut"}}
    tries = [within_limit(KEY, limit=2, seconds=60) for _ in range(4)]
    assert tries == [True, True, True, False]  # the second try began a stretch of its own


def test_limit_is_closed_while_the_cache_keeps_nothing(settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "tests.clock.forgetful.KeepsNothing"}}
    assert not within_limit(KEY, limit=5, seconds=60)

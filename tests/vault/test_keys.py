"""Sealed text opens only for its row, with its key, unaltered; hashes are keyed."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from vault.keys import (
    SealBroken,
    key_id_of,
    newest_key_id,
    ring,
    seal,
    tag,
    tag_is_valid,
    unseal,
)

ONE = "one:" + base64.b64encode(b"1" * 32).decode()
TWO = "two:" + base64.b64encode(b"2" * 32).decode()


@pytest.fixture(autouse=True)
def one_key(settings: Settings) -> None:
    settings.VAULT_KEYS = ONE


@pytest.mark.parametrize("text", ["plain", "", "Grüße ☂ 心", "x" * 100_000])
def test_text_opens_again(text: str) -> None:
    assert unseal(seal(text, bound_to="row"), bound_to="row") == text


def test_same_text_is_never_sealed_alike() -> None:
    assert seal("text", bound_to="row") != seal("text", bound_to="row")


def test_text_of_another_row_stays_shut() -> None:
    with pytest.raises(SealBroken):
        unseal(seal("text", bound_to="row 1"), bound_to="row 2")


def test_altered_text_stays_shut_at_every_character() -> None:
    sealed = seal("text", bound_to="row")
    for at in range(len(sealed)):
        for other in {"A", "B", "Q", "-", "="} - {sealed[at]}:
            with pytest.raises(SealBroken):
                unseal(sealed[:at] + other + sealed[at + 1 :], bound_to="row")


@pytest.mark.parametrize(
    "nonsense", ["", "plain text", "v1.one", "v1.one.", "v1.one.!!", "v2.one.x"]
)
def test_what_was_never_sealed_stays_shut(nonsense: str) -> None:
    with pytest.raises(SealBroken):
        unseal(nonsense, bound_to="row")


def test_wrong_key_opens_nothing(settings: Settings) -> None:
    sealed = seal("text", bound_to="row")
    settings.VAULT_KEYS = TWO
    with pytest.raises(SealBroken):
        unseal(sealed, bound_to="row")
    settings.VAULT_KEYS = "one:" + base64.b64encode(b"x" * 32).decode()  # same name, other key
    with pytest.raises(SealBroken):
        unseal(sealed, bound_to="row")


def test_older_key_on_the_ring_still_opens(settings: Settings) -> None:
    sealed = seal("text", bound_to="row")
    settings.VAULT_KEYS = f"{TWO},{ONE}"
    assert unseal(sealed, bound_to="row") == "text"
    assert (key_id_of(sealed), newest_key_id()) == ("one", "two")
    assert key_id_of(seal("text", bound_to="row")) == "two"


@pytest.mark.parametrize(
    "setting",
    [
        "",
        "one",
        "one:short",
        "one:!!!!",
        "one:\N{SNOWMAN}",
        ":" + ONE[4:],
        "2026.11" + ONE[3:],  # a dot parts the id from what it sealed: nothing would open again
        f"{ONE},one:{TWO[4:]}",  # the second would take the first one's place
    ],
)
def test_malformed_ring_is_refused(settings: Settings, setting: str) -> None:
    settings.VAULT_KEYS = setting
    with pytest.raises(ImproperlyConfigured):
        ring()


def test_tag_is_bound_to_its_message_and_purpose() -> None:
    made = tag("link 1", purpose="join")
    assert tag_is_valid(made, "link 1", purpose="join")
    assert not tag_is_valid(made, "link 2", purpose="join")
    assert not tag_is_valid(made, "link 1", purpose="calendar")
    assert not tag_is_valid(made + "x", "link 1", purpose="join")
    assert not tag_is_valid("ü", "link 1", purpose="join")


def test_tag_outlives_a_new_key_and_dies_with_its_own(settings: Settings) -> None:
    made = tag("link", purpose="join")
    settings.VAULT_KEYS = f"{TWO},{ONE}"
    assert tag_is_valid(made, "link", purpose="join")
    settings.VAULT_KEYS = TWO
    assert not tag_is_valid(made, "link", purpose="join")

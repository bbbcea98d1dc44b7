"""Every kind of letter has a name in plain words: the team reads of it at the desk."""

from outbox.names import letter_name, letter_names
from outbox.register import all_kinds


def test_every_kind_has_a_name_of_its_own_in_plain_words() -> None:
    names = dict(letter_names())
    kinds = [kind for kind in all_kinds() if not kind.startswith("test.")]

    assert [kind for kind in kinds if kind not in names] == []
    ours = {kind: names[kind] for kind in kinds}
    assert len(set(ours.values())) == len(ours)
    assert [name for name in ours.values() if not name[0].isupper() or "_" in name] == []


def test_a_kind_that_nobody_named_is_a_letter_all_the_same() -> None:
    assert letter_name("left-over-from-before") == "Another letter"

"""The README tells the protocol that is spoken, and the room's layers know each other one way."""

from pathlib import Path

import pytest

from config import REPOSITORY
from groups.management.commands.room_protocol import README, with_tables
from groups.rooms.kernel.log import EventKind
from groups.rooms.kernel.slices import slices
from groups.rooms.wire.frames import BEAT, INCOMING, OUTGOING, Empty, Outgoing
from groups.rooms.wire.part import PARTS, SLOTS, Part
from groups.rooms.wire.tables import added_keys

SCRIPTS = REPOSITORY / "groups" / "static" / "groups" / "rooms" / "parts"
TEMPLATES = REPOSITORY / "templates" / "groups" / "rooms" / "parts"


def test_the_readme_tells_the_protocol_as_it_is() -> None:
    text = README.read_text(encoding="utf-8")
    assert text == with_tables(text), "run `manage.py room_protocol`"


def test_no_two_parts_tell_the_same_thing() -> None:
    assert len(list(slices())) == len(PARTS)
    for what in ("state", "member", "presence", "welcome", "snapshot"):
        keys = added_keys(what)
        assert len(keys) == len(set(keys)), what
    assert len(added_keys("state")) == 4


def test_every_event_belongs_to_one_frame() -> None:
    written = [kind.writes.name for kind in INCOMING.values() if kind.writes]
    assert len(written) == len(set(written))
    assert all(isinstance(INCOMING[name].writes, EventKind) for name in written)


def test_a_part_has_one_name_on_each_side() -> None:
    modules = {path.stem for path in _children(REPOSITORY / "groups" / "rooms" / "parts")}
    assert modules == set(PARTS) == {path.stem for path in SCRIPTS.glob("*.js")}


def test_a_part_has_a_template_for_each_place_it_fills_and_no_other() -> None:
    for name, part in PARTS.items():
        assert {path.stem for path in (TEMPLATES / name).glob("*.html")} == set(part.slots)


def test_a_part_or_a_frame_of_the_server_cannot_take_anothers_name() -> None:
    with pytest.raises(TypeError, match="another part"):
        Part(name="chat", place=1)
    with pytest.raises(TypeError, match="no place attic"):
        Part(name="nobody", place=1, slots=("attic",))
    with pytest.raises(TypeError, match="another frame"):
        Outgoing("beat", Empty, "")
    assert "nobody" not in PARTS
    assert OUTGOING["beat"] is BEAT
    assert "attic" not in SLOTS


def _children(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.startswith("__")]

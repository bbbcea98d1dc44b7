"""Every row of the table, in its order."""

from tests.bench.rounds import Group
from tests.bench.rows import (
    before,
    diary,
    growth,
    lesson,
    letters,
    memory,
    money,
    room,
    servers,
    visitors,
)

GROUPS: tuple[Group, ...] = (
    *lesson.GROUPS,
    *visitors.GROUPS,
    *room.GROUPS,
    *servers.GROUPS,
    *money.GROUPS,
    *letters.GROUPS,
    *growth.GROUPS,
    *diary.GROUPS,
    *before.GROUPS,
    *memory.GROUPS,
)

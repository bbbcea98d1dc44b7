"""Who may send which frame of the room. A new frame needs a row here.

This table is written by hand, beside the one the product is made of, so that a permission that is
loosened there is seen here: every frame is tried by everybody on a real server.
"""

from groups.rooms.access import Permission

FRAMES: dict[str, Permission] = {
    "hello": Permission.TO_GREET,
    "ping": Permission.IN_LOBBY_TOO,
    "here": Permission.IN_LOBBY_TOO,
    "bye": Permission.IN_LOBBY_TOO,
    "sync": Permission.INSIDE,
    "chat.say": Permission.INSIDE,
    "chat.hide": Permission.LEADS,
    "hand": Permission.OWN_OR_LEADS,
    "agenda.go": Permission.LEADS,
    "slide.go": Permission.LEADS,
    "lobby.admit": Permission.LEADS,
    "lobby.deny": Permission.LEADS,
    "lobby.back": Permission.LEADS,
    "media.state": Permission.INSIDE,
    "mod.mute": Permission.LEADS,
    "mod.ask_unmute": Permission.LEADS,
    "mod.cam_off": Permission.LEADS,
    "mod.remove": Permission.LEADS,
    "mod.lock": Permission.LEADS,
    "mod.end": Permission.LEADS,
    "rtc.pub": Permission.INSIDE,
    "rtc.answer": Permission.INSIDE,
    "rtc.ice": Permission.INSIDE,
    "rtc.restart": Permission.INSIDE,
}

# What a leader must have sent before there is anything for the frame to do.
NEEDS_FIRST = {"chat.hide": "chat.say"}

BEFORE_HELLO, IN_LOBBY, LEADER = "before hello", "in the lobby", "leader"
MEMBER, OWN = "member", "member about themselves"
DONE, NOT_GREETED, WAITS, LEADERS_ONLY = "done", 4400, "not-admitted", "leaders-only"

# What each kind of permission means for everybody. A member sends about somebody else (MEMBER)
# and, where a frame is about a seat, about themselves (OWN).
MEANS: dict[Permission, dict[str, str | int]] = {
    Permission.TO_GREET: {BEFORE_HELLO: DONE},
    Permission.IN_LOBBY_TOO: {
        BEFORE_HELLO: NOT_GREETED, IN_LOBBY: DONE, MEMBER: DONE, LEADER: DONE,
    },
    Permission.INSIDE: {
        BEFORE_HELLO: NOT_GREETED, IN_LOBBY: WAITS, MEMBER: DONE, LEADER: DONE,
    },
    Permission.OWN_OR_LEADS: {
        BEFORE_HELLO: NOT_GREETED, IN_LOBBY: WAITS, MEMBER: LEADERS_ONLY, OWN: DONE, LEADER: DONE,
    },
    Permission.LEADS: {
        BEFORE_HELLO: NOT_GREETED, IN_LOBBY: WAITS, MEMBER: LEADERS_ONLY, LEADER: DONE,
    },
}  # fmt: skip

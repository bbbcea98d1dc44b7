"""What each frame of a client does: one function per name, run on the rooms' threads.

A command asks the rows for permission (see `actions`) and returns what is to be told: an event for
everybody, or a frame for one seat. Frames that nobody has to ask the database for (hello, ping,
rtc and the like) are the consumer's own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

import clock
from groups.rooms import actions
from groups.rooms.actions import Sender
from groups.rooms.closing import NotAllowed
from groups.rooms.events import Frame, write
from groups.rooms.log import Event


@dataclass(frozen=True)
class Outcome:
    """What came of a frame. `told` is a frame for one seat: (seat, text)."""

    event: Event | None = None
    told: tuple[UUID, str] | None = None


Command = Callable[[Sender, dict[str, Any], datetime], Outcome]
_commands: dict[str, Command] = {}


def command(name: str) -> Callable[[Command], Command]:
    """Registers the decorated function for frames of that name."""

    def register(function: Command) -> Command:
        _commands[name] = function
        return function

    return register


def carry_out(sender: Sender, frame: Frame) -> Outcome:
    """Does what a frame asks for. Raises NotAllowed or Refused; then nothing has changed."""
    if frame.t not in _commands:
        raise NotAllowed("unknown-type", _("The room does not know this."))
    return _commands[frame.t](sender, frame.data, clock.now())


@command("chat.say")
def _say(sender: Sender, data: dict[str, Any], now: datetime) -> Outcome:
    return Outcome(event=actions.say(sender, text=data["text"], now=now))


@command("chat.hide")
def _hide(sender: Sender, data: dict[str, Any], now: datetime) -> Outcome:
    return Outcome(event=actions.hide_message(sender, seq=data["seq"], now=now))


@command("hand")
def _hand(sender: Sender, data: dict[str, Any], now: datetime) -> Outcome:
    return Outcome(
        event=actions.raise_hand(sender, up=data["up"], seat_id=data.get("seat"), now=now)
    )


@command("media.state")
def _media(sender: Sender, data: dict[str, Any], now: datetime) -> Outcome:
    actions.switch_media(sender, microphone=data.get("microphone"), camera=data.get("camera"))
    return Outcome()


@command("agenda.go")
def _agenda(sender: Sender, data: dict[str, Any], now: datetime) -> Outcome:
    return Outcome(event=actions.go_to_stage(sender, stage=data["stage"], now=now))


@command("slide.go")
def _slide(sender: Sender, data: dict[str, Any], now: datetime) -> Outcome:
    return Outcome(event=actions.go_to_slide(sender, slide=data["slide"], now=now))


@command("lobby.admit")
def _admit(sender: Sender, data: dict[str, Any], now: datetime) -> Outcome:
    actions.admit(sender, seat_id=data["seat"], now=now, real=clock.real_now())
    return Outcome()


@command("lobby.deny")
def _deny(sender: Sender, data: dict[str, Any], now: datetime) -> Outcome:
    actions.ask_to_wait(sender, seat_id=data["seat"], now=now)
    return Outcome()


@command("lobby.back")
def _back(sender: Sender, data: dict[str, Any], now: datetime) -> Outcome:
    return Outcome(event=actions.send_back(sender, seat_id=data["seat"], now=now))


@command("mod.mute")
def _mute(sender: Sender, data: dict[str, Any], now: datetime) -> Outcome:
    actions.mute(sender, seat_id=data["seat"])
    return Outcome()


@command("mod.ask_unmute")
def _ask_unmute(sender: Sender, data: dict[str, Any], now: datetime) -> Outcome:
    seat_id = actions.ask_to_unmute(sender, seat_id=data["seat"])
    return Outcome(told=(seat_id, write("mod.ask_unmute", {})))


@command("mod.cam_off")
def _camera_off(sender: Sender, data: dict[str, Any], now: datetime) -> Outcome:
    actions.camera_off(sender, seat_id=data["seat"])
    return Outcome(told=(data["seat"], write("mod.cam_off", {})))


@command("mod.remove")
def _remove(sender: Sender, data: dict[str, Any], now: datetime) -> Outcome:
    return Outcome(event=actions.remove(sender, seat_id=data["seat"], now=now))


@command("mod.lock")
def _lock(sender: Sender, data: dict[str, Any], now: datetime) -> Outcome:
    return Outcome(event=actions.lock(sender, locked=data["locked"], now=now))


@command("mod.end")
def _end(sender: Sender, data: dict[str, Any], now: datetime) -> Outcome:
    return Outcome(event=actions.end_room(sender, now=now))

"""What the worker does about rooms."""

from datetime import datetime, timedelta

from django.db import transaction

from clock.jobs import every
from groups.rooms.keeping import chat_kept_days
from groups.rooms.kernel import changes
from groups.rooms.kernel.log import lock_room
from groups.rooms.kernel.places import close_room
from groups.rooms.models import Room
from groups.rooms.parts.chat import forget_said


@every(30, name="rooms.end-forgotten")
def end_forgotten(now: datetime) -> None:
    """Ends the rooms whose time has passed and that nobody ended; attendance is judged then."""
    open_rooms = Room.objects.filter(ended_at__isnull=True).select_related("session")
    for room_id in [room.pk for room in open_rooms if now >= room.session.room_closes_at]:
        with transaction.atomic():
            room = lock_room(room_id)
            if room.ended_at is None:
                close_room(room, by=None, now=now)


@every(3600, name="rooms.forget-chat")
def forget_chat(now: datetime) -> None:
    """Deletes what was said in rooms that ended longer ago than the clinic keeps it."""
    forget_said(ended_before=now - timedelta(days=chat_kept_days()))


@every(60, name="rooms.sweep-changes")
def sweep_changes(now: datetime) -> None:
    """Nobody asks for old changes."""
    changes.sweep()

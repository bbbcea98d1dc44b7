"""Jobs that belong to the frameworks below us."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models import Exists, OuterRef

from clock.jobs import every
from pages.editor.scheduling import publish_and_withdraw


@every(20, name="config.publish_scheduled")
def publish_scheduled_pages(now: datetime) -> None:
    """Publishes and withdraws pages and lessons whose moment has come."""
    publish_and_withdraw(now)


@every(86_400, name="config.clear_sessions")
def clear_ended_sessions(now: datetime) -> None:
    """Deletes sign-ins that ended by themselves, with what was noted of their browsers."""
    call_command("clearsessions", verbosity=0)
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(alive)).delete()

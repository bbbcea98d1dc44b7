"""Jobs that belong to the frameworks below us."""

from datetime import datetime

from django.core.management import call_command

from clock.jobs import every


@every(60, name="config.publish_scheduled")
def publish_scheduled_pages(now: datetime) -> None:
    """Publishes and withdraws pages whose time came. Wagtail goes by the machine's time here."""
    call_command("publish_scheduled", verbosity=0)


@every(86_400, name="config.clear_sessions")
def clear_ended_sessions(now: datetime) -> None:
    """Deletes sign-ins that ended by themselves."""
    call_command("clearsessions", verbosity=0)

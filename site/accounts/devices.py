"""By which name a device knows whose words wait on it until there is a connection."""

import hashlib

from accounts.models import Member


def device_key(member: Member) -> str:
    """The same on all devices of a member, for ever: what waits must find its way home, also
    after the site's keys were changed.

    Told to nobody but the member's own pages. It opens nothing, and tells nobody who they are.
    """
    return hashlib.sha256(f"device {member.pk}".encode()).hexdigest()[:32]

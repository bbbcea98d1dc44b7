"""By which name a device knows whose words wait on it: told by our pages, and by nothing else."""

from django.utils.crypto import salted_hmac

from accounts.models import Member

SALT = "offline.device"


def device_key(member: Member) -> str:
    """The same on all devices of a member; tells nobody who they are, and opens nothing."""
    return salted_hmac(SALT, str(member.pk), algorithm="sha256").hexdigest()[:32]

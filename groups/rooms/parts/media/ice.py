"""How browsers find each other: the settings, and what one person's browser gets. Pure."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

TURN_LASTS = timedelta(hours=4)


@dataclass(frozen=True)
class IceSettings:
    """How browsers may find each other; see the README's settings table.

    `relay_only` keeps members' network addresses from each other: everything runs over TURN.
    """

    servers: tuple[str, ...] = ()
    turn_url: str = ""
    turn_secret: str = ""
    relay_only: bool = False

    @property
    def usable(self) -> bool:
        """Whether media can work at all: relay-only needs a relay."""
        return not self.relay_only or bool(self.turn_url and self.turn_secret)


def ice_config(settings: IceSettings, *, seat_id: UUID, now: datetime) -> dict[str, Any]:
    """The RTCConfiguration for one person. TURN credentials are good for four hours.

    They follow the TURN REST convention that coturn checks with `use-auth-secret`: the user name
    is "expiry:seat", the password its HMAC-SHA1 under the shared secret.
    """
    servers: list[dict[str, Any]] = [{"urls": url} for url in settings.servers]
    if settings.turn_url and settings.turn_secret:
        name = f"{int((now + TURN_LASTS).timestamp())}:{seat_id.hex}"
        proof = hmac.new(settings.turn_secret.encode(), name.encode(), hashlib.sha1).digest()
        servers.append(
            {
                "urls": settings.turn_url,
                "username": name,
                "credential": base64.b64encode(proof).decode(),
            }
        )
    return {
        "iceServers": servers,
        "iceTransportPolicy": "relay" if settings.relay_only else "all",
    }

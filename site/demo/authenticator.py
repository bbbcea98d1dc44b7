"""An authenticator app for the people of the demo: a secret, and the digits it shows (RFC 6238)."""

import base64
import hashlib
import hmac
import secrets
import struct

PERIOD_SECONDS = 30
DIGITS = 6


def new_secret() -> str:
    """Twenty random bytes, in base32 as authenticator apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def digits_at(moment: float, *, secret: str) -> str:
    """What the app shows at a moment, in Unix seconds. `secret` is base32."""
    counter = struct.pack(">Q", int(moment) // PERIOD_SECONDS)
    made = hmac.digest(base64.b32decode(secret, casefold=True), counter, hashlib.sha1)
    offset = made[-1] & 0x0F
    (number,) = struct.unpack(">I", made[offset : offset + 4])
    return f"{(number & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"

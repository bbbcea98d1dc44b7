"""The key ring, sealing (AES-256-GCM) and keyed hashes (HMAC-SHA256).

`settings.VAULT_KEYS` is "id:base64,id:base64": 32 bytes each, the newest first. New text is sealed
with the first key; older keys still open what they sealed.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VERSION = "v1"
NONCE_BYTES = 12
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


class SealBroken(Exception):
    """Sealed text cannot be opened: wrong or missing key, moved to another row, or altered."""


@lru_cache(maxsize=8)
def read_ring(setting: str) -> dict[str, bytes]:
    """The keys of a setting by id, newest first. Raises ImproperlyConfigured for a malformed one.

    An id stands inside every text it sealed, between two dots: one with a dot of its own, or one
    that two keys share, would seal what nothing opens again.
    """
    ring: dict[str, bytes] = {}
    for part in setting.split(","):
        key_id, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError) as error:
            raise ImproperlyConfigured(f"VAULT_KEYS: key {key_id!r} is not base64.") from error
        if len(key) != 32:
            raise ImproperlyConfigured("VAULT_KEYS: each key is id:base64 of 32 bytes.")
        if not KEY_ID.fullmatch(key_id):
            raise ImproperlyConfigured("VAULT_KEYS: an id has letters, digits, - and _ only.")
        if key_id in ring:
            raise ImproperlyConfigured(f"VAULT_KEYS: two keys are called {key_id!r}.")
        ring[key_id] = key
    return ring


def ring() -> dict[str, bytes]:
    """The keys by id, newest first. Raises ImproperlyConfigured for a malformed setting."""
    return read_ring(settings.VAULT_KEYS)


def newest_key_id() -> str:
    """The id of the key that seals new text."""
    return next(iter(ring()))


def seal(text: str, *, bound_to: str) -> str:
    """Encrypts `text`; it opens again only with the same `bound_to`."""
    key_id, key = next(iter(ring().items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), bound_to.encode())
    return f"{VERSION}.{key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(token: str, *, bound_to: str) -> str:
    """Opens what `seal` made. Raises SealBroken; never returns garbled or plain text instead."""
    try:
        version, key_id, encoded = token.split(".", 2)
        raw = base64.urlsafe_b64decode(encoded)
    except (ValueError, binascii.Error) as error:
        raise SealBroken("not a sealed text") from error
    if base64.urlsafe_b64encode(raw).decode() != encoded:  # one text, one spelling
        raise SealBroken("not a sealed text")
    key = ring().get(key_id)
    if version != VERSION or key is None:
        raise SealBroken("sealed with a key that is not on the ring")
    try:
        opened = AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError) as error:  # ValueError: cut off within the nonce
        raise SealBroken("altered, or bound to something else") from error
    return opened.decode()


def key_id_of(token: str) -> str:
    """The id of the key that sealed `token`. Raises SealBroken for what was never sealed."""
    version, _, rest = token.partition(".")
    key_id, _, sealed = rest.partition(".")
    if version != VERSION or not sealed:
        raise SealBroken("not a sealed text")
    return key_id


def _tag(key: bytes, purpose: str, message: str) -> str:
    derived = hashlib.blake2b(purpose.encode(), key=key, digest_size=32).digest()
    digest = hmac.new(derived, message.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:20]).decode().rstrip("=")


def key_check(key_id: str) -> str:
    """By which a key of the ring is known again, and which tells nothing of it; "" for no key."""
    key = ring().get(key_id)
    return _tag(key, "vault.key_check", key_id) if key else ""


def tag(message: str, *, purpose: str) -> str:
    """A keyed hash of `message` (160 bits, URL-safe) that only this installation can make."""
    return _tag(next(iter(ring().values())), purpose, message)


def tag_is_valid(candidate: str, message: str, *, purpose: str) -> bool:
    """Whether `candidate` is the tag of `message` under any key of the ring; constant time."""
    # Every key is tried, so that the time says nothing about which one made it.
    matches = [
        hmac.compare_digest(candidate.encode(), _tag(key, purpose, message).encode())
        for key in ring().values()
    ]
    return any(matches)

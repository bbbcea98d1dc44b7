"""The second factor of staff: do they have one, did this session show it, and its sealed secrets.

allauth keeps authenticators (TOTP secret, recovery seed) in a JSON column. Their secrets are sealed
with the vault and bound to the account: a row copied to another account opens nothing.
"""

import secrets
import time
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest

from accounts.models import Account
from vault.keys import SealBroken, key_id_of, newest_key_id, seal, unseal

# What counts on its own. Recovery codes come with one of these and vanish with the last.
KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
SECRET_KEYS = ("secret", "seed")


class OwnedSecret(str):
    """A sealed secret that knows whose authenticator it was read from."""

    __slots__ = ("account_id",)
    account_id: int


class SecretToSeal(str):
    """A fresh secret on its way into a row. As text it is only a placeholder: were it ever stored
    without `seal_fresh_secrets`, nothing would be given away and nothing would open.
    """

    __slots__ = ("plain",)
    plain: str

    @classmethod
    def holding(cls, plain: str) -> "SecretToSeal":
        """The placeholder for a secret."""
        fresh = cls("not sealed")
        fresh.plain = plain
        return fresh


def has_second_factor(account: Account) -> bool:
    """Whether an authenticator app or a passkey is set up."""
    return bool(Authenticator.objects.filter(user_id=account.pk, type__in=KINDS).exists())


def session_showed_it(session: SessionBase | dict[str, Any], account: Account) -> bool:
    """Whether this session was opened, or confirmed later, with the second factor.

    Takes a bare session, so that sockets can ask as well as pages.
    """
    bearer = cast("Any", SimpleNamespace(session=session))
    records = get_authentication_records(bearer, account)
    return any(record.get("method") == "mfa" for record in records)


def has_just_signed_in(request: HttpRequest) -> bool:
    """Whether somebody without a second factor came in by an e-mailed code minutes ago.

    Minutes: as long as any other fresh proof lasts (ACCOUNT_REAUTHENTICATION_TIMEOUT).
    """
    if not isinstance(request.user, Account) or has_second_factor(request.user):
        return False
    records = get_authentication_records(request, request.user)
    codes = [record["at"] for record in records if record.get("method") == "code"]
    return bool(codes) and time.time() - codes[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def record_it(request: HttpRequest, account: Account, authenticator: Authenticator) -> None:
    """Notes in the session that the second factor was shown in this request.

    The note stands beside how the account came in; a session that knows nothing of that keeps none.
    """
    records = get_authentication_records(request, account)
    if records:
        shown = {
            "method": "mfa",
            "at": time.time(),
            "id": authenticator.pk,
            "type": authenticator.type,
            "reauthenticated": True,
        }
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [*records, shown]


def seal_secret(secret: str, *, account_id: int) -> str:
    """The secret as it is kept for this account."""
    return seal(secret, bound_to=_bound_to(account_id))


def open_secret(kept: str) -> str:
    """The secret itself. Raises SealBroken for one that is plain, altered or another account's."""
    if not isinstance(kept, OwnedSecret):
        raise SealBroken("a secret that came from no authenticator")
    return unseal(kept, bound_to=_bound_to(kept.account_id))


def name_the_owner(authenticator: Authenticator) -> None:
    """Marks the sealed secrets of a row that was just read with its account."""
    for key in SECRET_KEYS:
        kept = authenticator.data.get(key) if isinstance(authenticator.data, dict) else None
        if isinstance(kept, str) and not isinstance(kept, SecretToSeal):
            owned = OwnedSecret(kept)
            owned.account_id = authenticator.user_id
            authenticator.data[key] = owned


def seal_fresh_secrets(authenticator: Authenticator) -> None:
    """Seals what is about to be stored for the first time, bound to the row's account."""
    for key in SECRET_KEYS:
        held = authenticator.data.get(key) if isinstance(authenticator.data, dict) else None
        if isinstance(held, SecretToSeal):
            sealed = seal_secret(held.plain, account_id=authenticator.user_id)
            authenticator.data[key] = sealed
    name_the_owner(authenticator)


@transaction.atomic
def set_up_totp(account: Account, *, secret: str) -> Authenticator:
    """Gives an account an authenticator app with a known secret (base32), and recovery codes.

    For the demo, tests and set-up; people do it themselves on a page. Replaces what was there.
    """
    Authenticator.objects.filter(user_id=account.pk).exclude(
        type=Authenticator.Type.WEBAUTHN
    ).delete()
    Authenticator.objects.create(
        user=account,
        type=Authenticator.Type.RECOVERY_CODES,
        data={
            "seed": seal_secret(secrets.token_hex(40), account_id=account.pk),
            "used_mask": 0,
        },
    )
    return Authenticator.objects.create(
        user=account,
        type=Authenticator.Type.TOTP,
        data={"secret": seal_secret(secret, account_id=account.pk)},
    )


def reseal_secrets(*, batch: int) -> int:
    """Moves secrets under older keys to the newest, `batch` rows at a time; returns how many.

    Every row is a transaction of its own, so that it can be stopped and started again.
    """
    moved = 0
    for pk in Authenticator.objects.values_list("pk", flat=True).iterator(chunk_size=batch):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            moved += bool(row and _reseal(row))
    return moved


def keys_of_secrets() -> set[str]:
    """The ids of the keys that sealed second factors' secrets."""
    found: set[str] = set()
    for data in Authenticator.objects.values_list("data", flat=True):
        for key in SECRET_KEYS:
            with suppress(SealBroken):  # what nothing opens needs no key
                found |= {key_id_of(data[key])} if data.get(key) else set()
    return found


def _reseal(row: Authenticator) -> bool:
    old = [
        key
        for key in SECRET_KEYS
        if row.data.get(key) and key_id_of(row.data[key]) != newest_key_id()
    ]
    for key in old:
        row.data[key] = seal_secret(open_secret(row.data[key]), account_id=row.user_id)
    if old:
        row.save(update_fields=["data"])
    return bool(old)


def _bound_to(account_id: int) -> str:
    return f"accounts.second_factor:{account_id}"

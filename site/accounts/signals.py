"""What follows from signing in and from setting up a second factor."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_init, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import Account
from accounts.reader import cookie_zone
from accounts.second_factor import KINDS, name_the_owner, record_it, seal_fresh_secrets
from clock.words import present_reader


@receiver(post_init, sender=Authenticator)
def name_owner(instance: Authenticator, **_: Any) -> None:
    """Every authenticator that is read carries whose secrets it holds."""
    name_the_owner(instance)


@receiver(pre_save, sender=Authenticator)
def seal_secrets(instance: Authenticator, **_: Any) -> None:
    """No secret reaches the database in clear, and each is bound to its account."""
    seal_fresh_secrets(instance)


@receiver(authenticator_added, sender=Authenticator)
def count_set_up_as_shown(
    request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any
) -> None:
    """Setting up a factor proves it: the session need not show it again a second later."""
    if authenticator.type in KINDS:
        record_it(request, user, authenticator)


@receiver(user_logged_in)
def keep_reader(request: HttpRequest, user: Account, **_: Any) -> None:
    """An account that never said its time zone or its language takes those of its browser."""
    told = {"time_zone": cookie_zone(request), "language": present_reader().language}
    new = {name: value for name, value in told.items() if value and not getattr(user, name)}
    for name, value in new.items():
        setattr(user, name, value)
    if new:
        user.save(update_fields=list(new))

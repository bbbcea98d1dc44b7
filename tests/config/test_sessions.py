"""A sign-in that ended leaves nothing of the browser behind."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.tasks import clear_ended_sessions
from tests.factories import NOW, make_account

pytestmark = pytest.mark.django_db


def _browser(address: str) -> str:
    client, account = Client(), make_account()
    client.force_login(account)
    key = client.session.session_key
    assert key is not None
    UserSession.objects.create(user=account, ip=address, session_key=key, user_agent="x")
    return key


def test_an_ended_sign_in_is_deleted_with_its_network_address() -> None:
    ended, gone, alive = _browser("192.0.2.1"), _browser("192.0.2.2"), _browser("192.0.2.3")
    Session.objects.filter(pk=ended).update(expire_date=timezone.now() - timedelta(minutes=1))
    Session.objects.filter(pk=gone).delete()  # as by whoever ends every session of an account

    clear_ended_sessions(NOW)

    assert set(Session.objects.values_list("pk", flat=True)) == {alive}
    assert set(UserSession.objects.values_list("ip", flat=True)) == {"192.0.2.3"}


def test_signing_out_deletes_what_the_cookie_opened() -> None:
    client = Client()
    client.force_login(make_account())
    key = client.session.session_key
    assert Session.objects.filter(pk=key).exists()
    client.post(reverse("account_logout"))
    assert not Session.objects.filter(pk=key).exists()

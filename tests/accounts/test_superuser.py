"""`manage.py createsuperuser`: the account it makes signs in like everybody else's."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from tests.letters import delivered
from tests.signin import ask_for_code, enter_code, newest_code

pytestmark = pytest.mark.django_db
ROOT = "root@example.org"


def test_one_code_is_enough_for_an_account_that_a_command_made(client: Client) -> None:
    call_command("createsuperuser", "--no-input", "--email", "Root@Example.org", verbosity=0)
    assert Account.objects.get(email=ROOT).is_superuser
    ask_for_code(client, ROOT)
    answer = enter_code(client, newest_code(ROOT))

    assert answer.status_code == 302
    assert client.get("/today/").status_code == 302  # to the second factor, and to no second code
    assert (
        client.get("/today/", follow=True)
        .redirect_chain[0][0]
        .startswith(reverse("mfa_activate_totp"))
    )
    assert len(delivered(to=ROOT)) == 1

"""A superuser deletes accounts in the editor, and only those that nothing leads to any more."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from tests.factories import make_account, make_cohort, make_enrollment, make_member
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
BULK = reverse("wagtail_bulk_action", args=["accounts", "account", "delete"])


@pytest.fixture
def root() -> Client:
    return sign_in(Client(), make_account("root@example.org", is_superuser=True))


@pytest.fixture
def newcomer() -> Account:
    return make_account("zoe@example.org")


def _needed() -> list[Account]:
    make_cohort(leader=make_account("leader@example.org"))
    return [
        make_enrollment(make_cohort()).member.account,
        make_member().account,
        Account.objects.get(email="leader@example.org"),
    ]


def test_whoever_takes_part_or_leads_stays_and_a_sentence_says_why(
    root: Client, newcomer: Account
) -> None:
    for account in _needed():
        answer = root.post(reverse("wagtailusers_users:delete", args=[account.pk]), follow=True)
        edit = reverse("wagtailusers_users:edit", args=[account.pk])
        assert answer.redirect_chain == [(edit, 302)]
        assert 'name="is_active"' in answer.content.decode()  # what the sentence advises
        assert (
            "somebody on this account is enrolling, takes part in a group"
            in answer.content.decode()
        )
        assert Account.objects.filter(pk=account.pk).exists()

    root.post(reverse("wagtailusers_users:delete", args=[newcomer.pk]))
    assert not Account.objects.filter(pk=newcomer.pk).exists()


def test_several_at_once_stay_if_one_of_them_has_to(root: Client, newcomer: Account) -> None:
    needed = _needed()[0]
    both = f"{BULK}?id={newcomer.pk}&id={needed.pk}"
    answer = root.post(both, follow=True)
    assert answer.redirect_chain == [(reverse("wagtailusers_users:index"), 302)]
    assert "Nothing was deleted" in answer.content.decode()
    assert {newcomer.pk, needed.pk} <= set(Account.objects.values_list("pk", flat=True))

    root.post(f"{BULK}?id={newcomer.pk}")
    assert set(Account.objects.filter(pk__in=[newcomer.pk, needed.pk])) == {needed}

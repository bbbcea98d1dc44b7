"""The doors: a role, a member of one's own, a PIN between people who share a mailbox."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.access import my_members, own_member, require_role, staff_required
from accounts.actions import choose_pin, clear_pin
from accounts.models import Account, Member
from accounts.pins import PinNeeded
from accounts.roles import Role
from tests.factories import NOW, make_account, make_member, make_staff
from tests.signin import sign_in, without_tokens

pytestmark = pytest.mark.django_db


def request_of(client: Client, account: Account) -> HttpRequest:
    """A request that carries the client's session."""
    request = RequestFactory().get("/somewhere/")
    request.user = account
    request.session = client.session
    return request


@pytest.fixture
def household() -> tuple[Account, Member, Member]:
    account = make_account("home@example.org")
    return account, make_member(account, name="Ada"), make_member(account, name="Ben")


def test_own_member_is_found_and_a_strangers_is_as_if_it_never_was(client: Client) -> None:
    mine, foreign = make_member(), make_member()
    request = request_of(sign_in(client, mine.account), mine.account)
    assert own_member(request, mine.pk) == mine
    assert own_member(request, str(mine.pk), clinical=True) == mine
    assert my_members(request) == [mine]
    for member_id in (foreign.pk, uuid4()):
        with pytest.raises(Http404):
            own_member(request, member_id)


def test_member_page_of_a_stranger_is_the_404_of_nobody(client: Client) -> None:
    mine, foreign = make_member(), make_member()
    sign_in(client, mine.account)
    assert client.get(reverse("account-member", args=[mine.pk])).status_code == 200
    theirs = client.get(reverse("account-member", args=[foreign.pk]))
    nobodys = client.get(reverse("account-member", args=[uuid4()]))
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert without_tokens(theirs) == without_tokens(nobodys)


def test_role_is_required_and_the_wrong_one_is_refused(client: Client) -> None:
    marketer = make_staff(Role.MARKETER)
    request = request_of(sign_in(client, marketer), marketer)
    assert require_role(request, Role.MARKETER, Role.COORDINATOR) == marketer
    assert require_role(request) == marketer
    with pytest.raises(PermissionDenied):
        require_role(request, Role.COORDINATOR)


def test_member_has_no_role(client: Client) -> None:
    account = make_account()
    request = request_of(sign_in(client, account), account)
    with pytest.raises(PermissionDenied):
        require_role(request)


def test_superuser_has_every_role(client: Client) -> None:
    root = make_account(is_superuser=True)
    request = request_of(sign_in(client, root), root)
    assert require_role(request, Role.COORDINATOR) == root


def test_visitor_is_led_to_sign_in_and_back(client: Client) -> None:
    answer = client.get(reverse("account-staff"))
    assert answer.headers["Location"] == "/account/login/?next=/account/staff/"


def test_decorator_passes_arguments_on(client: Client) -> None:
    @staff_required(Role.COORDINATOR)
    def view(request: HttpRequest, number: int) -> HttpResponse:
        return HttpResponse(str(number))

    coordinator = make_staff(Role.COORDINATOR)
    request = request_of(sign_in(client, coordinator), coordinator)
    assert view(request, number=7).content == b"7"


def test_role_taken_away_closes_the_door_at_once(client: Client) -> None:
    coordinator = make_staff(Role.COORDINATOR)
    sign_in(client, coordinator)
    assert client.get(reverse("account-staff")).status_code == 200
    coordinator.groups.clear()
    assert client.get(reverse("account-staff")).status_code == 403


def test_deactivated_account_is_signed_out_everywhere(client: Client) -> None:
    account = make_account()
    sign_in(client, account)
    assert client.get(reverse("account-details")).status_code == 200
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert client.get(reverse("account-details")).status_code == 302


# --- PIN of members who share an account ----------------------------------------------------------


def test_single_member_is_never_asked_for_a_pin(client: Client) -> None:
    member = make_member()
    sign_in(client, member.account)
    assert client.get(reverse("account-record", args=[member.pk])).status_code == 200


def test_shared_account_asks_once_per_session(
    client: Client, household: tuple[Account, Member, Member]
) -> None:
    account, ada, ben = household
    choose_pin(ada, pin="2468", by=account, now=NOW)
    choose_pin(ben, pin="1357", by=account, now=NOW)
    sign_in(client, account)
    record = reverse("account-record", args=[ada.pk])
    asked = client.get(record)
    assert asked.headers["Location"].startswith(reverse("account-pin", args=[ada.pk]))
    wrong = client.post(asked.headers["Location"], {"pin": "1357"})
    assert wrong.status_code == 200
    assert "That is not the PIN" in wrong.content.decode()
    assert client.get(record).status_code == 302
    right = client.post(asked.headers["Location"], {"pin": "2468"})
    assert right.headers["Location"] == record
    assert client.get(record).status_code == 200
    # Ada's PIN opens nothing of Ben's.
    assert client.get(reverse("account-record", args=[ben.pk])).status_code == 302


def test_member_without_a_pin_chooses_one_first(
    client: Client, household: tuple[Account, Member, Member]
) -> None:
    account, ada, _ = household
    sign_in(client, account)
    record = reverse("account-record", args=[ada.pk])
    asked = client.get(record).headers["Location"]
    differ = client.post(asked, {"pin": "2468", "again": "2469"})
    assert "The two PINs differ" in differ.content.decode()
    assert client.post(asked, {"pin": "2468", "again": "2468"}).headers["Location"] == record
    assert client.get(record).status_code == 200
    ada.refresh_from_db()
    assert ada.pin_hash.startswith("argon2$")


def test_new_pin_closes_sessions_that_showed_the_old_one(
    client: Client, household: tuple[Account, Member, Member]
) -> None:
    account, ada, _ = household
    choose_pin(ada, pin="2468", by=account, now=NOW)
    sign_in(client, account)
    page = reverse("account-pin", args=[ada.pk])
    client.post(page, {"pin": "2468"})
    assert client.get(reverse("account-record", args=[ada.pk])).status_code == 200
    clear_pin(ada, by=account, now=NOW)
    assert client.get(reverse("account-record", args=[ada.pk])).status_code == 302


def test_five_wrong_pins_rest_for_a_while(
    client: Client, household: tuple[Account, Member, Member]
) -> None:
    account, ada, _ = household
    choose_pin(ada, pin="2468", by=account, now=NOW)
    sign_in(client, account)
    page = reverse("account-pin", args=[ada.pk])
    for number in range(5):
        client.post(page, {"pin": f"000{number}"})
    refused = client.post(page, {"pin": "2468"})
    assert "wait fifteen minutes" in refused.content.decode()
    assert client.get(reverse("account-record", args=[ada.pk])).status_code == 302


def test_pin_leads_nowhere_outside_the_site(
    client: Client, household: tuple[Account, Member, Member]
) -> None:
    account, ada, _ = household
    choose_pin(ada, pin="2468", by=account, now=NOW)
    sign_in(client, account)
    page = reverse("account-pin", args=[ada.pk]) + "?next=https://evil.example/"
    assert client.post(page, {"pin": "2468"}).headers["Location"] == "/account/"


def test_the_door_itself_asks(household: tuple[Account, Member, Member], client: Client) -> None:
    account, ada, _ = household
    request = request_of(sign_in(client, account), account)
    assert own_member(request, ada.pk) == ada
    with pytest.raises(PinNeeded):
        own_member(request, ada.pk, clinical=True)

"""The encrypted field on real rows, and the walk to a new key."""

import base64
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection, models, transaction
from pytest_django import Settings

from accounts.actions import save_intake
from accounts.models import Intake
from accounts.roles import Role
from accounts.second_factor import open_secret, set_up_totp
from clock.words import Reader
from outbox.actions import post_letter
from outbox.models import Letter
from outbox.stored import STORED_MAIL
from tests.factories import NOW, make_member, make_staff
from tests.signin import TOTP_SECRET
from vault.fields import EncryptedTextField
from vault.keys import SealBroken
from vault.reseal import keys_in_use, reseal_everything

pytestmark = pytest.mark.django_db
ONE = "one:" + base64.b64encode(b"1" * 32).decode()
TWO = "two:" + base64.b64encode(b"2" * 32).decode()


@pytest.fixture(autouse=True)
def one_key(settings: Settings) -> None:
    settings.VAULT_KEYS = ONE


def make_intake(name: str = "Grace") -> Intake:
    return save_intake(
        make_member(),
        birth_year=1990,
        emergency_name=name,
        emergency_phone="+44 20 1234",
        emergency_relation="",
        now=NOW,
    )


def stored(intake: Intake) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT emergency_name FROM accounts_intake WHERE emergency_name <> %s AND birth_year "
            "= %s",
            ["", intake.birth_year],
        )
        return str(cursor.fetchone()[0])


def put(intake: Intake, column: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE accounts_intake SET {column} = %s WHERE id = %s",
            [value, intake.pk.hex if connection.vendor == "sqlite" else intake.pk],
        )


def test_words_are_sealed_in_the_table_and_open_on_the_row() -> None:
    intake = make_intake()
    assert stored(intake).startswith("v1.one.")
    assert Intake.objects.get(pk=intake.pk).emergency_name == "Grace"
    assert Intake.objects.only("pk").get(pk=intake.pk).emergency_name == "Grace"
    assert Intake.objects.get(pk=intake.pk).emergency_relation == ""


def test_row_that_is_only_saved_again_keeps_its_words() -> None:
    intake = Intake.objects.get(pk=make_intake().pk)
    intake.save()
    assert Intake.objects.get(pk=intake.pk).emergency_name == "Grace"


def test_moved_value_raises_instead_of_showing_somebody_elses() -> None:
    mine, other = make_intake("Grace"), make_intake("Alan")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT emergency_name FROM accounts_intake WHERE id = %s",
            [other.pk.hex if connection.vendor == "sqlite" else other.pk],
        )
        theirs = cursor.fetchone()[0]
    put(mine, "emergency_name", theirs)
    with pytest.raises(SealBroken):
        _ = Intake.objects.get(pk=mine.pk).emergency_name
    # Into another column of the same row: no, either.
    put(mine, "emergency_phone", stored(mine) if stored(mine) != theirs else theirs)
    with pytest.raises(SealBroken):
        _ = Intake.objects.get(pk=mine.pk).emergency_phone
    assert Intake.objects.get(pk=other.pk).emergency_name == "Alan"


def test_plain_text_in_the_table_raises_instead_of_passing() -> None:
    intake = make_intake()
    put(intake, "emergency_name", "Grace")
    with pytest.raises(SealBroken):
        _ = Intake.objects.get(pk=intake.pk).emergency_name


def test_missing_key_raises(settings: Settings) -> None:
    intake = make_intake()
    settings.VAULT_KEYS = TWO
    with pytest.raises(SealBroken):
        _ = Intake.objects.get(pk=intake.pk).emergency_name


def test_update_with_plain_text_is_refused() -> None:
    intake = make_intake()
    with pytest.raises(FieldError, match="save the object"), transaction.atomic():
        Intake.objects.filter(pk=intake.pk).update(emergency_name="Alan")
    Intake.objects.filter(pk=intake.pk).update(birth_year=1991)
    assert Intake.objects.get(pk=intake.pk).emergency_name == "Grace"


def test_nothing_can_be_looked_up_by_it() -> None:
    make_intake()
    for lookup in ("emergency_name", "emergency_name__icontains"):
        with pytest.raises(FieldError, match="cannot be searched"):
            Intake.objects.filter(**{lookup: "Grace"}).exists()


def test_row_without_an_id_is_refused() -> None:
    intake = make_intake()
    intake.pk = None
    with pytest.raises(ValueError, match="needs the row's id"):
        EncryptedTextField.pre_save(
            Intake._meta.get_field("emergency_name"),
            _unsaved(intake),
            True,
        )


def test_every_table_with_sealed_words_has_an_id_before_the_insert() -> None:
    for model in apps.get_models():
        if any(isinstance(f, EncryptedTextField) for f in model._meta.concrete_fields):
            assert isinstance(model._meta.pk, models.UUIDField), model


def test_half_way_through_a_rotation_everything_opens(settings: Settings) -> None:
    first, second = make_intake("Grace"), make_intake("Alan")
    settings.VAULT_KEYS = f"{TWO},{ONE}"
    second.emergency_name = "Alan T"
    second.save()
    assert Intake.objects.get(pk=first.pk).emergency_name == "Grace"
    assert Intake.objects.get(pk=second.pk).emergency_name == "Alan T"


def test_walk_moves_every_field_of_every_app_and_the_old_key_may_go(settings: Settings) -> None:
    intakes = [make_intake(f"Person {number}") for number in range(5)]
    post_letter(
        STORED_MAIL,
        key="k",
        to="a@example.org",
        reader=Reader(),
        about={},
        now=NOW,
        sealed="a code",
    )
    staff = make_staff(Role.COORDINATOR)
    factor = set_up_totp(staff, secret=TOTP_SECRET)
    assert keys_in_use() == {"one"}
    settings.VAULT_KEYS = f"{TWO},{ONE}"
    post_letter(
        STORED_MAIL,
        key="k2",
        to="a@example.org",
        reader=Reader(),
        about={},
        now=NOW,
        sealed="another",
    )
    assert keys_in_use() == {"one", "two"}
    out = StringIO()
    call_command("reencrypt", stdout=out)
    assert keys_in_use() == {"two"}
    for line in ("accounts.Intake: 5", "outbox.Letter: 1", "second factors: 2", "8 rows moved"):
        assert line in out.getvalue()
    settings.VAULT_KEYS = TWO
    assert [Intake.objects.get(pk=i.pk).emergency_name for i in intakes] == [
        f"Person {number}" for number in range(5)
    ]
    assert Letter.objects.get(key="k").sealed == "a code"
    assert open_secret(Authenticator.objects.get(pk=factor.pk).data["secret"]) == TOTP_SECRET


def test_walk_that_was_stopped_goes_on_where_it_was(settings: Settings) -> None:
    intakes = sorted((make_intake() for _ in range(3)), key=lambda intake: intake.pk)
    put(intakes[1], "emergency_name", "broken")
    settings.VAULT_KEYS = f"{TWO},{ONE}"
    moved = reseal_everything(batch=2)
    with pytest.raises(SealBroken):
        list(moved)
    # What came before the broken row is moved and stays so; all sound rows still open.
    settings.VAULT_KEYS = TWO
    assert Intake.objects.get(pk=intakes[0].pk).emergency_name == "Grace"
    settings.VAULT_KEYS = f"{TWO},{ONE}"
    fixed = Intake.objects.defer("emergency_name").get(pk=intakes[1].pk)
    fixed.emergency_name = "Grace"
    fixed.save(update_fields=["emergency_name"])
    assert dict(reseal_everything())["accounts.Intake"] == 2
    assert dict(reseal_everything())["accounts.Intake"] == 0


def _unsaved(intake: Intake) -> Intake:
    intake.__dict__["emergency_name"] = "words"
    return intake

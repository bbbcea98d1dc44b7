"""Every answer carries its headers, the wrong ones too; one login; nothing of debug mode."""

import re
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.test import Client
from django.urls import path, reverse
from packaging.version import Version
from wagtail.models import Site

from accounts.roles import Role
from config import urls as site_urls
from config.headers import EDITOR_POLICY
from help.models import SiteSettings
from tests.factories import make_account, make_member, make_staff
from tests.security.imports import ROOT
from tests.signin import sign_in, sign_in_by_code

pytestmark = pytest.mark.django_db
# django-allauth 65.22.1 (2026-11-13) carries three notices that touch us: who had neither password
# nor second factor counted as freshly proven, six digits could be used twice while they were valid,
# and a passkey could sign in without its owner's finger or PIN.
FLOORS = {"Django": "5.2.19", "wagtail": "8.0.1", "django-allauth": "65.22.1"}


def break_down(request: HttpRequest) -> NoReturn:
    """A view with a bug."""
    raise RuntimeError("a secret of the stack")


urlpatterns = [path("broken/", break_down), *site_urls.urlpatterns]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.urls("tests.security.test_headers")
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/account/login/", 200),
        ("/account/", 302),
        ("/help/", 200),
        ("/help/accent.css", 200),
        ("/healthz/live", 200),
        ("/nowhere/", 404),
        ("/desk/groups/", 302),
        ("/broken/", 500),
        ("/static/design/tokens.css", 200),
    ],
)
def test_every_answer_carries_the_headers(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    body = b"".join(answer)
    answer.close()
    assert b"secret of the stack" not in body
    assert b"Traceback" not in body


@pytest.mark.urls("tests.security.test_headers")
def test_error_pages_stand_when_even_the_database_is_gone(client: Client) -> None:
    def refuse(*_: object) -> None:
        raise DatabaseError("no database")

    with connection.execute_wrapper(refuse):
        answer = client.get("/broken/")
    assert answer.status_code == 500
    assert "/help/" in answer.content.decode()
    assert answer.headers["Content-Security-Policy"]


def test_policy_names_our_own_files_the_checkout_and_the_rooms_socket(client: Client) -> None:
    policy = client.get("/account/login/").headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";") if rule.strip())
    assert rules["script-src"] == "'self'"
    assert rules["style-src"] == "'self'"
    assert rules["form-action"] == f"'self' {settings.CHECKOUT_ORIGIN}"
    assert rules["connect-src"] == f"'self' ws{settings.SITE_URL.removeprefix('http')}"
    others = re.findall(r"(?:https?|wss?)://[^\s;]+", policy)
    assert set(others) <= {settings.CHECKOUT_ORIGIN, "ws" + settings.SITE_URL.removeprefix("http")}


def test_camera_and_microphone_exist_on_the_room_and_its_device_check_only(client: Client) -> None:
    sign_in(client, make_account())
    for address, allowed in (("/devices/", True), ("/account/", False), ("/today/", False)):
        permissions = client.get(address).headers["Permissions-Policy"]
        assert ("camera=(self), microphone=(self)" in permissions) is allowed


def test_editor_has_a_policy_of_its_own_that_loads_nothing_from_elsewhere(client: Client) -> None:
    sign_in(client, make_staff(Role.MARKETER))
    answer = client.get("/cms/", follow=True)
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "http:" not in str(EDITOR_POLICY)
    assert "https:" not in str(EDITOR_POLICY)


def test_personal_answers_are_kept_by_nobody(client: Client) -> None:
    assert "no-store" not in client.get("/help/").headers.get("Cache-Control", "")
    sign_in(client, make_account())
    for address in ("/account/", "/help/", "/nowhere/"):
        assert client.get(address).headers["Cache-Control"] == "no-store"
    assert "public" in client.get("/help/accent.css").headers["Cache-Control"]
    static = client.get("/static/design/tokens.css")
    static.close()
    assert "no-store" not in static.headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    [
        "/cms/login/",
        "/cms/password_reset/",
        "/cms/password_reset/confirm/MQ/x-y/",
        "/admin/login/",
        "/admin/password_reset/",
        "/django-admin/login/",
        "/_util/login/",
        "/account/password/reset/",
        "/account/password/change/",
        "/account/password/set/",
    ],
)
def test_every_other_login_leads_to_the_one(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("account_login"))


def test_the_one_login_is_told_where_to_lead_back(client: Client) -> None:
    answer = client.get("/cms/login/?next=/cms/pages/")
    assert answer.headers["Location"] == "/account/login/?next=%2Fcms%2Fpages%2F"


def test_signed_in_member_at_the_editor_is_refused_and_not_sent_in_circles(client: Client) -> None:
    sign_in(client, make_account())
    assert client.get("/cms/", follow=True).status_code == 403


def test_form_without_its_token_is_refused_kindly() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/account/login/", {"login": "ada@example.org"})
    assert answer.status_code == 403
    assert "/help/" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("discreet", [True, False])
def test_refused_form_knows_the_clinic_the_reader_s_country_and_their_wish(discreet: bool) -> None:
    site = Site.objects.get(is_default_site=True)
    SiteSettings.objects.create(site=site, name="Quiet Harbour", contact_email="care@example.org")
    reader = make_account(country="GB")
    make_member(reader, discreet=discreet)
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, reader)
    page = strict.post("/account/").content.decode()
    assert "Please send that once more" in page
    assert "Quiet Harbour" in page
    assert "care@example.org" in page
    assert ("In crisis now?" in page) is not discreet
    assert (f'href="/help/{"numbers/" if discreet else ""}GB/"') in page


def test_host_that_is_not_ours_is_refused(client: Client) -> None:
    answer = client.get("/account/login/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "*" not in settings.ALLOWED_HOSTS


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    make_account("ada@example.org")
    sign_in_by_code(client, "ada@example.org")
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    home = client.cookies["home"]  # the country of the crisis page, until the browser closes
    assert (home.value, home["httponly"], home["max-age"]) == ("GB", True, "")
    # None beside those three: a flash message would tell the browser's disk who signed in.
    assert {name for name, cookie in client.cookies.items() if cookie.value} == {
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        "home",
    }


def test_nothing_runs_in_debug_mode() -> None:
    assert settings.DEBUG is False
    source = (ROOT / "site" / "config" / "settings.py").read_text(encoding="utf-8")
    assert re.findall(r"DEBUG\s*=\s*(\w+)", source) == ["False"]


def test_versions_are_at_or_above_their_floor() -> None:
    for package, floor in FLOORS.items():
        assert Version(version(package)) >= Version(floor), package


def test_wagtail_calls_nobody() -> None:
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAIL_ENABLE_WHATS_NEW_BANNER is False


def test_no_template_asks_another_host_for_anything() -> None:
    loading = re.compile(
        r"""(?:src|srcset|poster|data-src)=["']?(?:https?:)?//|@import|url\(["']?http"""
    )
    found = [
        str(file.relative_to(ROOT))
        for folder in (ROOT / "templates", ROOT / "site", ROOT / "groups", ROOT / "courses")
        for kind in ("*.html", "*.css")
        for file in Path(folder).rglob(kind)
        if loading.search(file.read_text(encoding="utf-8"))
    ]
    assert found == []

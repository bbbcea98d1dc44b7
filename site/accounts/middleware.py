"""What every request knows about its reader, and the gate in front of everything staff may do."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request

from accounts.access import SecondFactorMissing, SecondFactorNotShown, check_second_factor
from accounts.asking import ask_for_reader
from accounts.models import Account
from accounts.pins import PinNeeded
from accounts.reader import cookie_zone, name_language, reader_zone, reads_discreetly
from accounts.wanted import note_wanted
from accounts.zones import country_of
from clock.words import Reader, present_reader, written_for
from help.reader import home_country, remember_home
from whole.version import known_version, told_version

Handler = Callable[[HttpRequest], HttpResponse]

# Pages that must stand when session and database do not answer.
HELP = "/help/"
STYLES = "/help/accent.css"  # the same for everybody
ASK_NOBODY = (HELP, "/healthz/", "/static/", "/design/styles/")
SIGN_OUT = {"account_logout"}
SET_UP = SIGN_OUT | {
    "account_request_reauthentication_code",
    "account_confirm_reauthentication_code",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
}
SHOW = SIGN_OUT | {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


class LanguageMiddleware:
    """Serves every page in the language chosen here, else in one that the browser asks for.

    It asks no database, so that pages of errors and of crisis help are read by their readers too.
    `ReaderMiddleware` knows more of those who are signed in.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reader = Reader(get_language_from_request(request), country_of(cookie_zone(request)))
        with written_for(reader):
            response = self.get_response(request)
            name_language(response)
        if len(settings.LANGUAGES) > 1 and "Content-Language" in response:
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class ReaderMiddleware:
    """Tells times in the reader's zone, and the page's frame the reader's country and wishes.

    Who is signed in reads in their account's language, and as their account's country writes.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(HELP) and request.path != STYLES:
            return self._help(request)
        if request.path.startswith(ASK_NOBODY):
            return self.get_response(request)
        account = request.user
        if isinstance(account, Account):
            # Without Django's wrapper, through which each of sixty looks costs a microsecond.
            request.user = account = getattr(account, "_wrapped", account)
            request.reader_country = account.country  # type: ignore[attr-defined]
            request.reader_discreet = reads_discreetly(account)  # type: ignore[attr-defined]
        zone = reader_zone(request)
        if not getattr(request, "reader_country", ""):
            # Better the lines of the country whose clock they live by than the clinic's.
            request.reader_country = country_of(zone.key)  # type: ignore[attr-defined]
        told = known_version(_version(request))
        with timezone.override(zone), written_for(_reader(request)), told:
            response = self.get_response(request)
            name_language(response)
        signed_in = request.user if isinstance(request.user, Account) else None
        keep_home(request, response, signed_in)
        return response

    def _help(self, request: HttpRequest) -> HttpResponse:
        """Crisis help in the reader's country, whether or not anybody can say who they are."""
        reader = None if home_country(request) else ask_for_reader(request)
        home = home_country(request) or (reader.country if reader else "")
        here = country_of(cookie_zone(request))
        request.clock_country = here  # type: ignore[attr-defined]
        request.reader_country = home or here  # type: ignore[attr-defined]
        language = (reader.language if reader else "") or present_reader().language
        with written_for(Reader(language, home or here)):
            response = self.get_response(request)
            name_language(response)
        if reader is not None:
            keep_home(request, response, reader)
        return response


def _version(request: HttpRequest) -> str:
    """The version that was read with the account, else the one that a visitor's page was told; none
    where this request may change it."""
    if request.method not in {"GET", "HEAD"}:
        return ""
    return str(getattr(request.user, "shown_version", "")) or told_version()


def _reader(request: HttpRequest) -> Reader:
    """The account's language, else the one of this browser; its country, else the clock's."""
    own = request.user.language if isinstance(request.user, Account) else ""
    language = own or present_reader().language
    return Reader(language, request.reader_country)  # type: ignore[attr-defined]


def keep_home(request: HttpRequest, response: HttpResponse, reader: Account | None) -> None:
    """Leaves the account's country in a cookie while somebody is signed in, and no longer."""
    remember_home(request, response, reader.country if reader else "", secure=settings.HTTPS)


class SecondFactorMiddleware:
    """Staff reach nothing until a second factor is set up and this session has shown it.

    What stays open: setting one up (or showing it), signing out, crisis help, static files.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Sends staff to the page that sets up, or asks for, the second factor."""
        if request.path.startswith(ASK_NOBODY) or request.user.is_anonymous:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        try:
            check_second_factor(request)
        except SecondFactorMissing:
            return None if name in SET_UP else _to_set_up(request)
        except SecondFactorNotShown:
            return None if name in SHOW else _lead(request, "mfa_reauthenticate")
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turns a door's request for the second factor or a PIN into the page that asks for it."""
        if isinstance(error, SecondFactorMissing):
            return _to_set_up(request)
        if isinstance(error, SecondFactorNotShown):
            return _lead(request, "mfa_reauthenticate")
        if isinstance(error, PinNeeded):
            return _lead(request, "account-pin", error.member.pk, back=error.back)
        return None


def _to_set_up(request: HttpRequest) -> HttpResponse:
    """To the page that sets up a second factor; its recovery codes lead on to the page that was
    asked for, whatever scripts and workers ask for meanwhile."""
    is_page = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    if request.method == "GET" and is_page:
        note_wanted(request, request.get_full_path())
    return _lead(request, "mfa_activate_totp")


def _lead(request: HttpRequest, url_name: str, *args: object, back: str = "") -> HttpResponse:
    target = reverse(url_name, args=args)
    back = back or (request.get_full_path() if request.method == "GET" else "")
    if back:
        target += "?" + urlencode({"next": back})
    return HttpResponseRedirect(target)

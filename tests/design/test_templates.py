"""Templates keep the house rules: nothing inline, nothing from elsewhere, no page without help."""

import re
from pathlib import Path

import pytest
from django.template import Context
from django.template.backends.django import Template
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.utils.safestring import SafeString

from help.context import crisis_words

ROOT = Path(__file__).resolve().parents[2]
LETTERS = ROOT / "templates" / "letters"
TEMPLATES = sorted(
    path
    for pattern in ("templates/**/*.html", "site/*/templates/**/*.html", "*/templates/**/*.html")
    for path in ROOT.glob(pattern)
    if ".venv" not in path.parts and not any("letters" in part for part in path.parts)
)
INLINE = re.compile(r"\sstyle=|<style|\son[a-z]+=|javascript:", re.IGNORECASE)
SCRIPT_BODY = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE)
ELSEWHERE = re.compile(r"(?:src|href)=\"(?:https?:)?//", re.IGNORECASE)


def test_nothing_inline_and_nothing_from_elsewhere() -> None:
    found = {
        str(path.relative_to(ROOT)): [
            one for wrong in (INLINE, SCRIPT_BODY, ELSEWHERE) for one in wrong.findall(text)
        ]
        for path in TEMPLATES
        for text in [path.read_text()]
    }

    assert len(found) > 300
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("path", sorted(LETTERS.glob("*.html")), ids=lambda path: path.name)
def test_letters_load_nothing(path: Path) -> None:
    text = path.read_text()

    assert re.findall(r"<(?:img|link|script|iframe)|url\(|@import", text) == []


def rendered(name: str, context: Context) -> str:
    """A template's text, without what the context processors would add."""
    template = get_template(name)
    assert isinstance(template, Template)
    return template.template.render(context)


@pytest.mark.parametrize(
    "name",
    [
        "base",
        "layouts/narrow",
        "layouts/wide",
        "layouts/app",
        "layouts/room",
        "400",
        "403",
        "403_csrf",
        "404",
        "500",
    ],
)
def test_page_renders_with_no_context_at_all(name: str) -> None:
    page = rendered(f"{name}.html", Context({}))

    assert 'id="main"' in page
    assert "<title>" in page
    assert re.search(r'class="crisis-(?:bar|link)"', page)


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_page_names_a_next_step(name: str) -> None:
    page = rendered(f"{name}.html", Context({}))

    assert 'href="/"' in page
    assert page.count("<h1") == 1


def test_discreet_pages_name_no_crisis() -> None:
    bare = Context({"discreet": True, "brand": {"name": "EK"}})

    page = rendered("base.html", bare)

    assert "Support numbers" in page
    assert re.findall(r"crisis|DBT|therap", re.sub(r"<[^>]+>", "", page), re.IGNORECASE) == []


@pytest.mark.django_db
def test_ordinary_pages_name_the_crisis_lines() -> None:
    known = Context(crisis_words("IE"))

    page = rendered("base.html", known)

    assert 'href="tel:112"' in page
    assert 'href="tel:116123"' in page
    assert 'href="/help/IE/"' in page


def test_signing_in_wears_our_looks(client: Client, db: None) -> None:
    page = client.get("/account/login/").content.decode()

    assert 'class="entrance"' in page
    assert 'class="crisis-bar"' in page


def test_stylesheet_is_kept_for_a_year_under_its_digest(client: Client, db: None) -> None:
    page = client.get("/design/").content.decode()
    address = re.search(r'href="(/design/styles/core-\w+\.css)"', page)
    assert address is not None

    fresh = client.get(address.group(1), headers={"accept-encoding": "gzip"})
    stale = client.get("/design/styles/core-0000000000000000.css")

    assert "immutable" in fresh.headers["Cache-Control"]
    assert fresh.headers["Content-Encoding"] == "gzip"
    assert stale.headers["Cache-Control"] == "no-cache"
    assert b"--accent-hue" in stale.content


def test_unknown_stylesheet_is_not_found(client: Client, db: None) -> None:
    assert client.get("/design/styles/nothing-0000.css").status_code == 404


def test_styles_stay_lean(client: Client, db: None) -> None:
    """It was 45,000 before the row and the footer of whoever is signed in."""
    assert len(client.get("/design/styles/core-0.css").content) < 45_600


@pytest.mark.parametrize("discreet", [True, False])
def test_letter_in_text_and_html(discreet: bool) -> None:
    values = {
        "discreet": discreet,
        "help_url": "https://example.org/help/",
        "sender_name": "EK",
        "contact_email": "hello@example.org",
        "crisis": {"emergency": "112"},
    }

    footers = {
        f"footer_{kind}": SafeString(rendered(f"letters/footer.{ending}", Context(values)))
        for kind, ending in (("html", "html"), ("text", "txt"))
    }
    html = rendered("letters/base.html", Context(values | footers))
    text = rendered("letters/base.txt", Context(values | footers))

    for letter in (html, text):
        assert "https://example.org/help/" in letter
        assert ("112" in letter) is not discreet
        assert ("crisis" in letter.lower()) is not discreet
        assert ("Support numbers" in letter) is discreet


def test_account_menu_offers_to_sign_out_only_when_signed_in(rf: RequestFactory) -> None:
    class Known:
        is_authenticated = True

        def __str__(self) -> str:
            return "Robin Hale"

    request = rf.get("/")
    request.user = Known()  # type: ignore[assignment]  # all that the menu reads
    inside = rendered("base.html", Context({"request": request}))
    outside = rendered("base.html", Context({}))

    assert "Sign out" in inside
    assert "Sign out" not in outside
    assert "Sign in" in outside

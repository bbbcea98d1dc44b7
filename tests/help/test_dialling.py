"""Numbers as a telephone dials them, and as a voice reads them."""

import re
from html import unescape

import pytest
from django.test import Client

from help.dialling import NUMBER, needs_hand, sms, spoken, tel, whatsapp


@pytest.mark.parametrize(
    ("number", "link", "said"),
    [
        ("116 123", "tel:116123", "1 1 6, 1 2 3"),
        ("0120-279-338", "tel:0120279338", "0 1 2 0, 2 7 9, 3 3 8"),
        ("*4141", "tel:*4141", "star 4 1 4 1"),
        ("+354 580 1710", "tel:+3545801710", "plus 3 5 4, 5 8 0, 1 7 1 0"),
        ("*21#", "tel:*21%23", "star 2 1 hash"),  # in an address a bare # ends the number
    ],
)
def test_number_is_dialled_whole_and_read_digit_by_digit(number: str, link: str, said: str) -> None:
    assert NUMBER.fullmatch(number)
    assert (tel(number), spoken(number)) == (link, said)
    assert needs_hand(number) is ("*" in number)


@pytest.mark.parametrize("number", ["113 then 5", "119 ext 8", "(0)20 7946", "javascript:alert(1)"])
def test_what_no_telephone_dials_is_no_number(number: str) -> None:
    assert NUMBER.fullmatch(number) is None


def test_word_to_text_is_in_the_link() -> None:
    assert sms("50 505", keyword="HELLO") == "sms:50505?body=HELLO"
    assert sms("85258") == "sms:85258"
    assert whatsapp("+65 9151 1767") == "https://wa.me/6591511767"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("country", "pieces"),
    [
        ("CL", ['href="tel:*4141" aria-label="*4141, star 4 1 4 1"', "on your phone’s own keys"]),
        ("PE", ['href="tel:113" aria-label="113, 1 1 3"', "then press 5"]),
        ("ID", ['href="tel:119" aria-label="119, 1 1 9"', "then press 8"]),
        ("IE", ['href="sms:50808?body=HELLO"', "Text HELLO to"]),
        ("SG", ['href="https://wa.me/6591511767"']),
        ("PL", ['href="https://116sos.pl/" rel="noreferrer"', "Chat at"]),
        ("JP", ["Iwate, Miyagi and Fukushima"]),
        ("ZZ", []),
    ],
)
def test_page_offers_every_way_as_a_link_that_works(
    client: Client, country: str, pieces: list[str]
) -> None:
    answer = client.get(f"/help/{country}/")
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == (200 if pieces else 404)
    for piece in pieces:
        assert piece in page, piece


LABELLED = re.compile(r'<a [^>]*aria-label="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)


@pytest.mark.django_db
@pytest.mark.parametrize("country", ["GB", "IE", "CL", "US", "SG", "MN", "elsewhere"])
def test_who_says_what_they_see_reaches_the_number_and_who_listens_hears_its_digits(
    client: Client, country: str
) -> None:
    """WCAG 2.5.3: the name of a link holds the words that are seen on it."""
    client.get("/help/", {"country": country})
    page = client.get(f"/help/{country}/").content.decode()
    told = [
        (unescape(name), " ".join(unescape(re.sub(r"<[^>]+>", "", seen)).split()))
        for name, seen in LABELLED.findall(page)
    ]
    numbers = [(name, seen) for name, seen in told if seen]
    assert len(numbers) >= 2
    assert all(seen in name for name, seen in numbers), numbers
    digits = [(re.sub(r"\D", "", seen), name) for _name, seen in numbers for name in [_name]]
    assert all(" ".join(shown[-2:]) in name for shown, name in digits if len(shown) > 1), digits

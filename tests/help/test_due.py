"""`manage.py crisis_lines_due`: what a person has to call before people need it."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Site

import clock
from help.models import CrisisLine, SiteSettings

pytestmark = pytest.mark.django_db


def said(*countries: str, on: str) -> str:
    clock.move_to(datetime.fromisoformat(on).replace(tzinfo=UTC))
    out = StringIO()
    call_command("crisis_lines_due", *countries, stdout=out)
    return out.getvalue()


def test_doubtful_old_and_undated_lines_are_due_and_fresh_ones_are_not() -> None:
    listed = said("PL", "BR", "GB", "CH", on="2026-11-29")
    assert "800 70 2222" in listed  # doubtful
    assert "116sos" not in listed  # verified in February
    assert "CVV" in listed
    assert "older than a year" in listed
    assert "never dated" in listed
    assert "Pro Juventute" in listed
    assert "one source at most" in listed or "never dated" in listed
    assert "Germany" not in listed


def test_a_year_later_what_was_fresh_is_due() -> None:
    assert "116sos" in said("PL", on="2027-02-11")
    assert "116sos" not in said("PL", on="2027-02-10")


def test_clinic_s_own_line_is_due_until_somebody_dates_it() -> None:
    settings = SiteSettings.objects.create(site=Site.objects.get(is_default_site=True))
    line = CrisisLine.objects.create(
        settings=settings, country="KR", name="Our duty line", phone="01 234"
    )
    assert "Our duty line" in said("KR", on="2026-11-29")
    line.checked = date(2026, 11, 1)
    line.save()
    assert "Our duty line" not in said("KR", on="2026-11-29")


def test_nothing_due_is_said_and_no_country_is_refused() -> None:
    assert "Nothing is due (KR)." in said("KR", on="2026-11-29")
    with pytest.raises(CommandError, match="XX is no country"):
        said("XX", on="2026-11-29")
    # Letters that people write instead lead to their country's list, never to an empty one.
    assert said("UK", on="2026-11-29") == said("GB", on="2026-11-29") != ""
    assert "Nothing is due" not in said("UK", on="2027-12-29")
    everything = said(on="2026-11-29")
    assert "to check (all countries)" in everything
    assert everything.count("\n") > 60

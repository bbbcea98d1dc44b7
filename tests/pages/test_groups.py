"""Groups as visitors see them: times on two clocks, seats, price, and a kind word when full."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from groups.models import Cohort, GroupSession
from groups.sessions.actions import move_session
from pages.models import HomePage, NextGroupsPage
from pages.offers.queries import SOONEST, offers
from pages.offers.times import meetings_on_two_clocks, wall_time
from payments.models import RefundTerms
from tests.answers import Answer
from tests.factories import NOW, make_account, make_enrollment
from tests.pages.conftest import MakeGroup

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")


TUESDAYS = Cohort(weekday=1, starts=time(18, 0), minutes=120, zone_name=LONDON.key)


def in_zone(client: Client, zone: str) -> Client:
    """The visitor's browser has told its zone."""
    client.cookies["tz"] = zone
    return client


def meetings(first: datetime, count: int) -> list[GroupSession]:
    """Weekly meetings at a fixed hour in London, two hours each."""
    return [
        GroupSession(
            number=number + 1,
            minutes=120,
            on=(first + timedelta(weeks=number)).date(),
            starts=first.time(),
            starts_at=(first + timedelta(weeks=number)).astimezone(UTC),
        )
        for number in range(count)
    ]


def test_meetings_keep_their_hour_in_the_group_and_move_for_the_reader() -> None:
    # Europe leaves summer time on 25 October 2026, North America a week later.
    autumn = meetings(datetime(2026, 10, 13, 18, 0, tzinfo=LONDON), 5)
    rows = meetings_on_two_clocks(TUESDAYS, autumn, reader=NEW_YORK)
    assert [row.group.hours for row in rows] == ["18:00–20:00"] * 5
    assert [row.reader.hours for row in rows if row.reader] == [
        "13:00–15:00",
        "13:00–15:00",
        "14:00–16:00",
        "13:00–15:00",
        "13:00–15:00",
    ]
    assert [row.clocks_differ for row in rows] == [False, False, True, False, False]
    assert not any(row.moved for row in rows)


def test_meetings_show_one_clock_where_both_agree() -> None:
    rows = meetings_on_two_clocks(
        TUESDAYS,
        meetings(datetime(2026, 10, 13, 18, 0, tzinfo=LONDON), 3),
        reader=ZoneInfo("Europe/Lisbon"),
    )
    assert [row.reader for row in rows] == [None, None, None]


def test_meeting_in_the_night_of_a_clock_change_ends_when_it_ends() -> None:
    # 01:30 summer time plus two hours is 02:30 winter time in London.
    late = wall_time(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), minutes=120, zone=LONDON)
    assert late.hours == "01:30–02:30"


def test_meeting_on_another_day_for_the_reader_says_both_days() -> None:
    row = meetings_on_two_clocks(
        TUESDAYS,
        meetings(datetime(2026, 9, 8, 18, 0, tzinfo=LONDON), 1),
        reader=ZoneInfo("Asia/Tokyo"),
    )[0]
    assert row.other_day
    assert row.reader is not None
    assert (row.reader.short, row.reader.hours) == ("Wed 9 Sep 2026", "02:00–04:00")


def test_next_groups_shows_both_clocks(client: Client, make_group: MakeGroup) -> None:
    make_group()
    text = in_zone(client, "America/New_York").get("/groups/").content.decode()
    assert "Tuesdays, 1:00 PM–3:00 PM on your clock (New York)" in text
    assert "Tuesdays, 6:00 PM–8:00 PM in London" in text


def test_a_moved_session_changes_neither_weekday_nor_hour_of_the_group(
    client: Client, make_group: MakeGroup
) -> None:
    cohort = make_group(sessions=4)
    first = cohort.sessions.get(number=1)
    thursday = first.starts_at + timedelta(days=2, hours=1)
    move_session(first, starts_at=thursday, note="", by=1, now=NOW)
    for zone, headline in (
        ("", "Tuesdays, 18:00–20:00 in London"),
        ("Europe/London", "Tuesdays, 18:00–20:00 in London"),
        ("America/New_York", "Tuesdays, 1:00 PM–3:00 PM on your clock (New York)"),
        ("Asia/Kolkata", "Tuesdays, 10:30 pm–12:30 am on your clock (Kolkata)"),
    ):
        visitor = in_zone(client, zone)
        listed = visitor.get("/groups/").content.decode()
        page = visitor.get(f"/groups/{cohort.slug}/").content.decode()
        assert headline in listed
        assert headline in page
        assert "Thursdays" not in listed + page
        first_date = "September 10, 2026" if "York" in zone else "10 September 2026"
        assert first_date in listed  # the first date is told apart
        # Nobody's clock changes in these weeks; one session is marked as moved, for everybody.
        assert "change on different days" not in page
        assert (page.count("another hour</span>"), page.count("moved</span>")) == (0, 1)


@pytest.mark.parametrize(
    ("zone", "first_on", "sessions", "others"),
    [
        ("America/New_York", date(2026, 9, 8), 10, ["14:00–16:00 on Tuesday 27 October"]),
        ("Asia/Kolkata", date(2026, 10, 6), 10, ["22:30–00:30 until 20 October"]),
        ("Asia/Kolkata", date(2026, 9, 8), 9, ["23:30–01:30 from 27 October"]),
        ("Asia/Tokyo", date(2026, 9, 8), 10, ["03:00–05:00 from 28 October"]),
        ("Europe/Paris", date(2026, 9, 8), 10, []),
    ],
)
def test_a_group_is_told_with_both_hours_where_the_clocks_change(
    make_group: MakeGroup, zone: str, first_on: date, sessions: int, others: list[str]
) -> None:
    make_group(first_on=first_on, sessions=sessions)
    assert list(offers(NOW, reader=ZoneInfo(zone))[0].reader_others) == others


def test_a_group_is_told_with_both_weekdays_where_the_clocks_change_them(
    client: Client, make_group: MakeGroup
) -> None:
    make_group(starts=time(19, 0), sessions=9)  # 23:30 in Kolkata, then 00:30
    text = in_zone(client, "Asia/Kolkata").get("/groups/").content.decode()
    assert "Tuesdays, 11:30 pm–1:30 am on your clock (Kolkata)" in text
    assert "Wednesdays, 12:30 am–2:30 am, from 28 October" in text


def test_next_groups_without_a_zone_shows_the_group_s(
    client: Client, make_group: MakeGroup
) -> None:
    make_group()
    text = client.get("/groups/").content.decode()
    assert "on your clock" not in text
    assert "Tuesdays, 18:00–20:00 in London" in text


@pytest.mark.parametrize("told", ["Not/AZone", "../../etc/passwd", "%00", "x" * 300])
def test_next_groups_takes_a_zone_that_is_none_as_silence(
    client: Client, make_group: MakeGroup, told: str
) -> None:
    make_group()
    response = in_zone(client, told).get("/groups/")
    assert response.status_code == 200
    assert "on your clock" not in response.content.decode()


def test_next_groups_counts_seats_and_turns_full_by_itself(
    client: Client, make_group: MakeGroup
) -> None:
    cohort = make_group(capacity=2)
    make_enrollment(cohort)
    text = client.get("/groups/").content.decode()
    assert "1 seat left" in text
    assert "See dates and enrol" in text
    make_enrollment(cohort)
    text = client.get("/groups/").content.decode()
    assert "seats left" not in text.split("</h1>")[1].split("card-grid")[1].split("</section>")[0]
    assert "See dates and enrol" not in text
    assert "all 2 seats are taken" in text
    assert "Join the waiting list" in text


def test_next_groups_is_kind_when_there_are_none(client: Client, home: HomePage) -> None:
    text = client.get("/groups/").content.decode()
    assert "No group is open just now" in text
    assert "Write to us" in text


def test_group_page_leads_to_a_seat(client: Client, make_group: MakeGroup) -> None:
    cohort = make_group(about="For adults.")
    text = client.get(f"/groups/{cohort.slug}/").content.decode()
    assert "£480" in text
    assert "Noor Hansen" in text
    assert f"/enrol/{cohort.slug}/" in text
    assert "For adults." in text


def test_group_page_tells_the_next_session_to_a_browser_whose_clock_we_do_not_know(
    client: Client, make_group: MakeGroup
) -> None:
    cohort = make_group()
    told = f'data-when="{cohort.zone_name}"'
    first = client.get(f"/groups/{cohort.slug}/").content.decode()
    assert told in first.split("<main")[1]
    known = in_zone(client, "Asia/Tokyo").get(f"/groups/{cohort.slug}/").content.decode()
    assert told not in known
    assert "on your clock (Tokyo)" in known


def test_group_page_when_full_leads_to_its_waiting_list(
    client: Client, make_group: MakeGroup
) -> None:
    cohort = make_group(capacity=2)
    make_enrollment(cohort)
    make_enrollment(cohort)
    text = client.get(f"/groups/{cohort.slug}/").content.decode()
    assert f'href="/enrol/{cohort.slug}/wait/"' in text
    assert f'href="/enrol/{cohort.slug}/"' not in text
    assert "Every seat in this group is taken" in text
    assert "See the other groups" in text


def test_group_page_without_a_price_offers_no_seat(client: Client, make_group: MakeGroup) -> None:
    cohort = make_group(amount_minor=None)
    text = client.get(f"/groups/{cohort.slug}/").content.decode()
    assert "/enrol/" not in text
    assert "is not taking new members at the moment" in text


def test_group_page_after_enrolment_closed_offers_no_seat(
    client: Client, make_group: MakeGroup
) -> None:
    cohort = make_group(enrolment_closes_at=NOW - timedelta(minutes=1))
    text = client.get(f"/groups/{cohort.slug}/").content.decode()
    assert "/enrol/" not in text
    assert cohort.slug not in client.get("/groups/").content.decode()


@pytest.mark.parametrize("state", ["draft", "cancelled", "ended"])
def test_group_page_that_is_not_public_is_the_same_404_as_none(
    client: Client, make_group: MakeGroup, state: str
) -> None:
    cohort = make_group(state=state)
    hidden = client.get(f"/groups/{cohort.slug}/")
    missing = client.get("/groups/there-is-none/")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert cohort.name not in hidden.content.decode()
    assert client.get(f"/groups/{make_group().slug}/").status_code == 200


def test_group_page_lists_every_coming_session_on_both_clocks(
    client: Client, make_group: MakeGroup
) -> None:
    cohort = make_group(sessions=10)
    text = in_zone(client, "America/New_York").get(f"/groups/{cohort.slug}/").content.decode()
    assert text.count('<th scope="row">') == 10
    assert text.count("another hour</span>") == 1  # 27 October only
    assert "Your clock and the group" in text


def test_offer_never_shows_an_e_mail_address(make_group: MakeGroup) -> None:
    cohort = make_group()
    leader = cohort.leaders.get().account
    leader.first_name = leader.last_name = ""
    leader.save()
    assert offers(NOW, reader=ZoneInfo("UTC"))[0].leaders == ()


def test_group_page_never_shows_an_e_mail_address(client: Client, make_group: MakeGroup) -> None:
    cohort = make_group(starts=time(9, 30))
    leader = cohort.leaders.get().account
    leader.first_name = leader.last_name = ""
    leader.save()
    assert leader.email not in client.get(f"/groups/{cohort.slug}/").content.decode()


def test_group_page_shows_the_refund_terms_beside_the_price(
    client: Client, make_group: MakeGroup
) -> None:
    words = "It comes back until Friday.\nThen write to us <soon>."
    RefundTerms.objects.create(text=words, set_at=NOW, set_by=make_account())
    cohort = make_group()
    text = client.get(f"/groups/{cohort.slug}/").content.decode()
    assert "It comes back until Friday.<br>Then write to us &lt;soon&gt;." in text


def test_group_page_speaks_of_no_refund_where_nothing_is_paid(
    client: Client, make_group: MakeGroup
) -> None:
    cohort = make_group(amount_minor=0)
    assert "Refunds" not in client.get(f"/groups/{cohort.slug}/").content.decode()


def linked(answer: Answer) -> list[str]:
    """The groups that a page leads to, in its order, each once."""
    return list(dict.fromkeys(re.findall(r'href="/groups/([\w-]+)/"', answer.content.decode())))


def test_the_list_of_groups_ends_and_goes_on(
    client: Client, home: HomePage, make_group: MakeGroup
) -> None:
    for number in range(NextGroupsPage.per_page + 2):
        day = NOW.date() + timedelta(days=7 + number)
        make_group(slug=f"group-{number:02}", first_on=day, sessions=1,
                   enrolment_closes_at=NOW + timedelta(days=60))  # fmt: skip
    first, second = client.get("/groups/"), client.get("/groups/?page=2")
    assert linked(first)[0] == "group-00"  # the soonest first
    assert len(linked(first)) == NextGroupsPage.per_page
    assert linked(second) == ["group-24", "group-25"]
    assert linked(client.get("/groups/?page=nonsense")) == linked(first)
    assert len(first.content) < 100_000
    programme = client.get("/programme/")
    assert linked(programme) == [f"group-{number:02}" for number in range(SOONEST)]
    assert "All groups" in programme.content.decode()


def test_a_programme_with_few_groups_shows_them_all(
    client: Client, home: HomePage, make_group: MakeGroup
) -> None:
    make_group(slug="only")
    page = client.get("/programme/")
    assert linked(page) == ["only"]
    assert "All groups" not in page.content.decode()
    assert "Page 1 of" not in client.get("/groups/").content.decode()

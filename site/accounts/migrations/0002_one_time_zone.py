"""One time zone for each account: what its member chose, or the editor's, is carried over."""

from typing import Any

from django.db import migrations


def carry_over(apps: Any, schema_editor: Any) -> None:
    """A member's choice counts where they are alone: their letters and calendars went by it.

    In a household the account's own stays. Names that are no place become unknown.
    """
    accounts, members, profiles = (
        apps.get_model("accounts", "Account"),
        apps.get_model("accounts", "Member"),
        apps.get_model("wagtailusers", "UserProfile"),
    )
    chosen: dict[int, list[str]] = {}
    for account_id, zone in members.objects.order_by("joined_at").values_list(
        "account_id", "time_zone"
    ):
        chosen.setdefault(account_id, []).append(zone)
    edited = dict(profiles.objects.values_list("user_id", "current_time_zone"))
    for account in accounts.objects.only("time_zone").iterator():
        theirs = chosen.get(account.pk, [])
        ways = [account.time_zone, *theirs, edited.get(account.pk, "")]
        if len(theirs) == 1:
            ways = [*theirs, *ways]
        zone = next((way for way in ways if is_place(way)), "")
        if zone != account.time_zone:
            accounts.objects.filter(pk=account.pk).update(time_zone=zone)


def hand_back(apps: Any, schema_editor: Any) -> None:
    """Every member gets the account's zone."""
    members = apps.get_model("accounts", "Member")
    for member in members.objects.select_related("account").iterator():
        zone = member.account.time_zone or "UTC"
        members.objects.filter(pk=member.pk).update(time_zone=zone)


def is_place(zone: str) -> bool:
    """As it was known when this was written: Europe/Kiev is one; UTC, Etc/GMT+3 and EST are none."""
    return "/" in zone and not zone.startswith("Etc/")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("wagtailusers", "0012_userprofile_theme"),
    ]
    operations = [migrations.RunPython(carry_over, hand_back)]

"""The editor, tidied: everyone sees only what their role can use."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from accounts.models import Account

# Menu entries that no role but a superuser has a use for.
FOR_SUPERUSERS = {"reports", "help"}
# Panels of the editor's first page that lead on to reports or to Wagtail's own news.
NOISE = {"UpgradeNotificationPanel", "WhatsNewInWagtailVersionPanel", "SiteSummaryPanel"}


@hooks.register("construct_main_menu")
def hide_what_no_role_uses(request: HttpRequest, menu_items: list[Any]) -> None:
    """Takes reports and Wagtail's help out of the menu of everybody but superusers."""
    if _is_superuser(request):
        return
    menu_items[:] = [item for item in menu_items if item.name not in FOR_SUPERUSERS]


@hooks.register("construct_homepage_panels")
def calm_the_first_page(request: HttpRequest, panels: list[Any]) -> None:
    """Leaves one's own pages, and what waits for one."""
    panels[:] = [panel for panel in panels if type(panel).__name__ not in NOISE]


@hooks.register("register_rich_text_features", order=1000)
def no_embeds(features: Any) -> None:
    """Takes embeds out of the features that a rich text gets when it names none."""
    if "embed" in features.default_features:
        features.default_features.remove("embed")


@hooks.register("insert_global_admin_css")
def our_colours() -> SafeString:
    """Links the stylesheet that gives the editor the site's colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("pages/editor.css"))


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, Account) and request.user.is_superuser

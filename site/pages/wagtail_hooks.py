"""The editor, tidied: everyone sees only what their role can use."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page

from accounts.models import Account
from accounts.queries import is_kept
from courses.lessons.editing import note_unseen_version, said_it_went
from courses.models import LessonPage, WeekLesson
from groups.models import CohortLesson
from pages.addresses import is_reserved
from pages.base import STAYS, TAKEN_ADDRESS, PublicPage
from pages.editor.deciding import LessonViewSet
from pages.editor.deleting import DeleteDocument, DeletePicture, recordings
from pages.editor.keeping import lesson_showing, let_go, said_it_stays
from pages.editor.panels import panels_of, say_it_plainly
from pages.editor.queries import unfinished_among
from pages.editor.reach import unreached
from pages.editor.staying import leading_to, named
from pages.editor.views import lesson_checklist
from pages.texts.models import HomePage

# Menu entries that no role but a superuser has a use for.
FOR_SUPERUSERS = {"reports", "help"}
KEEP = _(
    "Nothing was deleted: courses or groups teach this lesson, and their members keep reading it. "
    "You can unpublish it instead; new groups then do without it."
)
UNFINISHED = _(
    "Nothing was published, because something is not finished: %(titles)s. Open it and press "
    "“Publish”: then it says what is missing."
)
NEEDED = _(
    "Nothing was deleted: somebody on this account is enrolling, takes part in a group or leads "
    "one, has paid, or decided something that has to be kept. You can take “Active” off instead: "
    "then nobody signs in with it."
)
LED_TO = _(
    "Nothing was deleted: readers of %(titles)s are led there. Take the link out of it first; then "
    "nobody meets a page that is gone."
)
STILL_LED_TO = _(
    "Readers of %(titles)s are still led there, and find a page that is gone. Please take the link "
    "out of it."
)
# Panels of the editor's first page that lead on to reports or to Wagtail's own news.
NOISE = {"UpgradeNotificationPanel", "WhatsNewInWagtailVersionPanel", "SiteSummaryPanel"}
# What waits for whom is said there in our words, on any screen (see `editor.panels`).
OURS = {"WorkflowObjectsToModeratePanel", "UserObjectsInWorkflowModerationPanel"}


@hooks.register("construct_main_menu")
def hide_what_no_role_uses(request: HttpRequest, menu_items: list[Any]) -> None:
    """Takes reports and Wagtail's help out of the menu of everybody but superusers."""
    if _is_superuser(request):
        return
    menu_items[:] = [item for item in menu_items if item.name not in FOR_SUPERUSERS]


@hooks.register("construct_homepage_panels")
def calm_the_first_page(request: HttpRequest, panels: list[Any]) -> None:
    """Leaves one's own pages, and what waits for one."""
    panels[:] = [panel for panel in panels if type(panel).__name__ not in NOISE | OURS]
    panels.extend(panels_of(request))


@hooks.register("construct_page_action_menu")
def plain_words_on_buttons(
    menu_items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """What happens with a lesson stands on its buttons."""
    say_it_plainly(menu_items, context.get("page"))


@hooks.register("register_admin_urls")
def addresses_in_the_editor() -> list[URLPattern]:
    """The checks of a lesson, renewed while somebody writes."""
    return [path("lessons/<int:pk>/checklist/", lesson_checklist, name="lesson-checklist")]


@hooks.register("after_publish_page")
def say_that_no_group_gets_it(request: HttpRequest, page: Page) -> None:
    """A lesson that nobody will read is published like any other, and its writer told."""
    if isinstance(page, LessonPage) and (warning := unreached(page)):
        messages.warning(request, warning)


@hooks.register("after_bulk_action")
def say_that_no_group_gets_them(
    request: HttpRequest, action_type: str, objects: list[Any], action: object
) -> None:
    """The same for several at once: a sentence for each."""
    pages = [one.specific for one in objects if isinstance(one, Page)]
    for page in pages if action_type == "publish" else []:
        if isinstance(page, LessonPage) and (warning := unreached(page)):
            messages.warning(request, f"“{page.title}”: {warning}")


@hooks.register("before_bulk_action")
def publish_no_unfinished_lesson(
    request: HttpRequest, action_type: str, objects: list[Page], action: object
) -> HttpResponse | None:
    """Several pages at once are published without a form that would ask for what is missing."""
    if request.method != "POST" or action_type != "publish":
        return None
    unfinished = unfinished_among(objects, below="include_descendants" in request.POST)
    if not unfinished:
        return None
    messages.error(request, UNFINISHED % {"titles": ", ".join(unfinished)})
    return redirect("wagtailadmin_explore_root")


@hooks.register("register_rich_text_features", order=1000)
def no_embeds(features: Any) -> None:
    """Takes embeds out of the features that a rich text gets when it names none."""
    if "embed" in features.default_features:
        features.default_features.remove("embed")


@hooks.register("insert_global_admin_css")
def our_colours() -> SafeString:
    """Links the stylesheet that gives the editor the site's colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("pages/editor.css"))


@hooks.register("insert_editor_js")
def beside_the_editor() -> SafeString:
    """Links the scripts that tell the form of a warning about another version (`editing.py`), and
    that keep the preview at what was chosen."""
    return format_html_join(
        "",
        '<script type="module" src="{}"></script>',
        [(static(f"pages/{name}.js"),) for name in ("editor", "preview")],
    )


@hooks.register("before_edit_page")
def nobody_replaces_what_they_did_not_see(request: HttpRequest, page: Page) -> None:
    """Two people, or two tabs, cannot take back each other's words without a sentence."""
    note_unseen_version(request, page)
    if request.method == "GET" and (went := said_it_went(page)):
        messages.info(request, went)


@hooks.register("before_delete_page")
def keep_what_texts_lead_to(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page that another one links to stays until the link is taken out."""
    if request.method != "POST" or not (titles := leading_to([page])):
        return None
    messages.error(request, LED_TO % {"titles": named(titles)})
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def keep_what_texts_lead_to_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: object
) -> HttpResponse | None:
    """The same for several pages at once."""
    pages = [one for one in objects if isinstance(one, Page)]
    if request.method != "POST" or action_type != "delete" or not (titles := leading_to(pages)):
        return None
    messages.error(request, LED_TO % {"titles": named(titles)})
    return redirect("wagtailadmin_explore_root")


@hooks.register("after_unpublish_page")
def say_who_leads_to_it(request: HttpRequest, page: Page) -> None:
    """Words that must go at once may go; what they leave behind is said."""
    if titles := leading_to([page]):
        messages.warning(request, STILL_LED_TO % {"titles": named(titles)})


@hooks.register("before_copy_page")
def copy_under_no_reserved_address(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A copy below the home page under an address of the site itself would never be shown."""
    below = request.POST.get("new_parent_page", "")
    if not is_reserved(request.POST.get("new_slug", "")) or not below.isdigit():
        return None
    return _refused_address(request, page) if HomePage.objects.filter(pk=below).exists() else None


@hooks.register("before_move_page")
def move_under_no_reserved_address(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    """The same where a page is moved there."""
    reserved = request.method == "POST" and is_reserved(page.slug)
    below_home = destination.specific_class is HomePage and not page.is_child_of(destination)
    return _refused_address(request, page) if reserved and below_home else None


def _refused_address(request: HttpRequest, page: Page) -> HttpResponse:
    messages.error(request, TAKEN_ADDRESS)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_delete_page")
def keep_what_groups_are_taught(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A lesson of a course, or one that a group has pinned, stays; unpublishing it is enough."""
    if not _taught([page]):
        return None
    messages.error(request, KEEP)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def keep_what_groups_are_taught_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Page], action: object
) -> HttpResponse | None:
    """The same for several pages at once."""
    if request.method != "POST" or action_type != "delete" or not _taught(objects):
        return None
    messages.error(request, KEEP)
    return redirect("wagtailadmin_explore_root")


@hooks.register("before_delete_page")
@hooks.register("before_unpublish_page")
def keep_what_others_lead_to(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The front door, the next groups and the contact page stay, and stay published."""
    if not _has_to_stay([page]):
        return None
    messages.error(request, STAYS)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def keep_what_others_lead_to_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Page], action: object
) -> HttpResponse | None:
    """The same for several pages at once."""
    leaving = request.method == "POST" and action_type in {"delete", "unpublish"}
    if not leaving or not _has_to_stay(objects):
        return None
    messages.error(request, STAYS)
    return redirect("wagtailadmin_explore_root")


@hooks.register("register_admin_viewset")
def pages_of_recordings() -> Any:
    """Videos and sound of lessons."""
    return recordings


@hooks.register("register_admin_viewset")
def pages_of_lessons() -> Any:
    """Deciding about a lesson in our words."""
    return LessonViewSet()


@hooks.register("register_admin_urls", order=-1)
def delete_with_care() -> list[URLPattern]:
    """Before Wagtail's own pages under the same addresses: it asks no hook before."""
    return [
        path("images/<int:image_id>/delete/", DeletePicture.as_view(), name="delete-picture"),
        path(
            "documents/delete/<int:document_id>/", DeleteDocument.as_view(), name="delete-document"
        ),
    ]


@hooks.register("before_bulk_action")
def keep_what_lessons_show_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same for several pictures or documents at once: all of them stay."""
    if request.method != "POST" or action_type != "delete":
        return None
    if lesson := lesson_showing(objects):
        messages.error(request, said_it_stays(lesson))
        named = action.next_url != request.path  # else the page that was asked from is unknown
        return redirect(action.next_url if named else "wagtailadmin_home")
    let_go(objects)
    return None


@hooks.register("before_delete_user")
def keep_who_is_needed(request: HttpRequest, user: Account) -> HttpResponse | None:
    """An account that others lead to stays, with a sentence instead of an error page."""
    if request.method != "POST" or not is_kept(user):
        return None
    messages.error(request, NEEDED)
    return redirect("wagtailusers_users:edit", user.pk)


@hooks.register("before_bulk_action")
def keep_who_is_needed_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: object
) -> HttpResponse | None:
    """The same for several accounts at once."""
    accounts = [one for one in objects if isinstance(one, Account)]
    if request.method != "POST" or action_type != "delete" or not is_kept(*accounts):
        return None
    messages.error(request, NEEDED)
    return redirect("wagtailusers_users:index")


def _has_to_stay(pages: list[Page]) -> bool:
    """Whether one of the pages is one that others lead to (see `PublicPage.may_go`)."""
    return any(isinstance(page, Page) and not _may_go(page) for page in pages)


def _may_go(page: Page) -> bool:
    found = page.specific
    return not isinstance(found, PublicPage) or found.may_go


def _taught(pages: list[Page]) -> bool:
    """Whether one of the pages, or one below them, is part of a course or pinned by a group."""
    below = Q()
    for page in pages:
        if isinstance(page, Page):
            below |= Q(path__startswith=page.path)
    if not below:
        return False
    lessons = LessonPage.objects.filter(below)
    return (
        WeekLesson.objects.filter(lesson__in=lessons).exists()
        or CohortLesson.objects.filter(lesson__in=lessons).exists()
    )


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, Account) and request.user.is_superuser

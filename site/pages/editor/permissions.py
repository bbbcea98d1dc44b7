"""Who may edit what in Wagtail. The roles are Django groups; see `accounts.roles`."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
)

from accounts.roles import Role
from courses.lessons.in_line import approval_asked
from courses.lessons.models import LessonIndexPage
from courses.media.collections import lessons_collection
from help.models import SiteSettings
from pages.texts.models import HomePage

ENTERS = "wagtailadmin.access_admin"
PAGE_RIGHTS = ("add_page", "change_page", "publish_page")
WRITING_RIGHTS = ("add_page", "change_page")
APPROVING_RIGHTS = ("change_page", "publish_page")
# What facilitators own of what is taught, beside the shelf.
OWNED = ("skill", "worksheet", "glossaryword", "recording")
REACHING = ("courses.publish_skill", "courses.view_course")
FILE_RIGHTS = tuple(
    f"{what}_{kind}" for kind in ("image", "document") for what in ("add", "change", "choose")
)


@transaction.atomic
def grant_permissions() -> None:
    """Gives each role exactly its rights, and takes away any other. Safe to run again.

    Marketers: the public pages, pictures, downloads and site settings. Facilitators: the shelf, its
    lessons, the glossary, skills, worksheets, recordings, and the pictures and documents of
    lessons; they read courses. Coordinators: courses with their weeks and run sheets. Where a
    coordinator approves lessons, they read, correct and publish them, and facilitators do not
    publish. Users, groups and sites stay with superusers.
    """
    marketers = _group(Role.MARKETER, (ENTERS, "help.change_sitesettings"))
    owned = [right for kind in OWNED for right in _all(kind)]
    facilitators = _group(Role.FACILITATOR, (ENTERS, *owned, *REACHING))
    coordinators = _group(Role.COORDINATOR, (ENTERS, *_all("course"), "courses.change_week"))
    _pages(marketers, HomePage.objects.first())
    shelf = LessonIndexPage.objects.first()
    if approval_asked():
        _pages(facilitators, shelf, WRITING_RIGHTS)
        _pages(coordinators, shelf, APPROVING_RIGHTS)
        _files(coordinators, lessons_collection())
    else:
        _pages(facilitators, shelf)
        _pages(coordinators, None)
        _files(coordinators, None)
    _files(marketers, Collection.get_first_root_node())
    _files(facilitators, lessons_collection())
    # Wagtail's own two groups would be further roles that nobody here thinks of.
    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    _end_lines_to_nobody()


def _end_lines_to_nobody() -> None:
    """Ends a workflow whose approvers are gone, as those of Wagtail's own: a page that was sent
    there would stay locked, and nobody could let it out."""
    manned = GroupApprovalTask.objects.filter(groups__isnull=False)
    for workflow in Workflow.objects.filter(active=True, name="Moderators approval"):
        if not manned.filter(workflow_tasks__workflow=workflow).exists():
            workflow.deactivate()


def _group(role: Role, rights: tuple[str, ...]) -> Group:
    group, _ = Group.objects.get_or_create(name=role.value)
    group.permissions.set(_permission(right) for right in rights)
    return group


def _all(kind: str) -> tuple[str, ...]:
    """Every right over one kind of what is taught."""
    return tuple(f"courses.{what}_{kind}" for what in ("add", "change", "delete", "view"))


def _permission(right: str) -> Permission:
    app, codename = right.split(".")
    found = Permission.objects.filter(content_type__app_label=app, codename=codename)
    if app == SiteSettings._meta.app_label:
        found = found.filter(content_type__model=SiteSettings._meta.model_name)
    return found.get()


def _pages(group: Group, top: Page | None, rights: tuple[str, ...] = PAGE_RIGHTS) -> None:
    """The page rights from `top` downwards, and none elsewhere."""
    GroupPagePermission.objects.filter(group=group).delete()
    if top is None:
        return
    found = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=rights)
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=top.pk, permission=permission)
        for permission in found
    )


def _files(group: Group, top: Collection | None) -> None:
    """Rights over pictures and documents from the collection `top` down, and none elsewhere."""
    GroupCollectionPermission.objects.filter(group=group).delete()
    if top is None:
        return
    found = Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=FILE_RIGHTS
    )
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=top, permission=permission)
        for permission in found
    )

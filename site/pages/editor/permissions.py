"""Who may edit what in Wagtail. The roles are Django groups; see `accounts.roles`."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts.roles import Role
from courses.lessons.models import LessonIndexPage
from courses.media.collections import lessons_collection
from courses.media.models import Recording
from help.models import SiteSettings
from pages.texts.models import HomePage

PAGE_RIGHTS = ("add_page", "change_page", "publish_page")
FILE_RIGHTS = tuple(
    f"{what}_{kind}" for kind in ("image", "document") for what in ("add", "change", "choose")
)
RECORDING_RIGHTS = tuple(
    f"courses.{what}_recording" for what in ("view", "add", "change", "delete")
)
# Codenames are the same in many apps; these models are meant.
MODELS: dict[str, type[Model]] = {"help": SiteSettings, "courses": Recording}


@transaction.atomic
def grant_permissions() -> None:
    """Gives each role exactly its rights, and takes away any other. Safe to run again.

    Marketers: the public pages, pictures, downloads and site settings. Facilitators: the shelf and
    its lessons, recordings, and the pictures and documents of lessons. Coordinators: the editor's
    frame, in which their desk stands. Users, groups and sites stay with superusers.
    """
    marketers = _group(Role.MARKETER, ("wagtailadmin.access_admin", "help.change_sitesettings"))
    facilitators = _group(Role.FACILITATOR, ("wagtailadmin.access_admin", *RECORDING_RIGHTS))
    coordinators = _group(Role.COORDINATOR, ("wagtailadmin.access_admin",))
    _pages(marketers, HomePage.objects.first())
    _pages(facilitators, LessonIndexPage.objects.first())
    _pages(coordinators, None)
    _files(marketers, Collection.get_first_root_node())
    _files(facilitators, lessons_collection())
    _files(coordinators, None)
    # Wagtail's own two groups would be further roles that nobody here thinks of.
    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()


def _group(role: Role, rights: tuple[str, ...]) -> Group:
    group, _ = Group.objects.get_or_create(name=role.value)
    group.permissions.set(_permission(right) for right in rights)
    return group


def _permission(right: str) -> Permission:
    app, codename = right.split(".")
    if right.startswith("wagtailadmin."):
        return Permission.objects.get(content_type__app_label=app, codename=codename)
    kind = MODELS[app]._meta
    return Permission.objects.get(
        content_type__app_label=kind.app_label,
        content_type__model=kind.model_name,
        codename=codename,
    )


def _pages(group: Group, top: Page | None) -> None:
    """The page rights from `top` downwards, and none elsewhere."""
    GroupPagePermission.objects.filter(group=group).delete()
    if top is None:
        return
    found = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=PAGE_RIGHTS
    )
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

"""What follows elsewhere: a changed page makes the menu anew; the editor keeps the right clock."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.search.index import insert_or_update_object
from wagtail.signals import page_published, page_unpublished, post_page_move
from wagtail.users.models import UserProfile

from accounts.models import Account
from accounts.roles import is_staff
from pages.articles.models import ArticlePage
from pages.context import forget_menu


@receiver([page_published, page_unpublished, post_page_move])
def a_page_changed(sender: type[Page], **_: Any) -> None:
    forget_menu()


@receiver(page_published, sender=ArticlePage)
def an_article_is_found_by_its_tags(instance: ArticlePage, **_: Any) -> None:
    """Wagtail takes an article into its index when the row is saved: before its tags are."""
    insert_or_update_object(instance)


@receiver(post_delete)
def a_page_went(sender: type[Any], **_: Any) -> None:
    if issubclass(sender, Page):
        forget_menu()


@receiver(pre_save, sender=UserProfile)
def editor_takes_the_accounts_zone(instance: UserProfile, **_: Any) -> None:
    """Wagtail keeps a zone of its own for each editor: it is a copy, whoever writes it."""
    instance.current_time_zone = instance.user.time_zone


@receiver(post_save, sender=Account)
def editor_follows_a_new_zone(
    instance: Account, update_fields: frozenset[str] | None, **_: Any
) -> None:
    """Another zone under /account/ is the editor's from then on."""
    if update_fields is None or "time_zone" in update_fields:
        _carry_to_editor(instance)


@receiver(user_logged_in)
def editor_is_prepared(user: Account, **_: Any) -> None:
    """Without a profile Wagtail tells times in UTC, on nobody's clock."""
    if is_staff(user) and not UserProfile.objects.filter(user=user).exists():
        UserProfile.objects.create(user=user)


def _carry_to_editor(account: Account) -> None:
    UserProfile.objects.filter(user=account).update(current_time_zone=account.time_zone)

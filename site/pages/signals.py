"""Keeps the menu fresh: whatever changes a page makes the next reader's menu anew."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from pages.context import forget_menu


@receiver([page_published, page_unpublished, post_page_move])
def a_page_changed(sender: type[Page], **_: Any) -> None:
    forget_menu()


@receiver(post_delete)
def a_page_went(sender: type[Any], **_: Any) -> None:
    if issubclass(sender, Page):
        forget_menu()

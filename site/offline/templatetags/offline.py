"""``{% load offline %}``: what pages say about working without a connection."""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

import clock
from offline.copies import Copy, copy_for
from offline.registry import has_stand_in, is_place

register = template.Library()


@register.simple_tag(takes_context=True)
def offline_head(context: Context) -> SafeString:
    """The manifest, and the looks of the two below where a page has them."""
    here = _is_here(context) or _has_stand_in(context)
    return _rendered("head", here=here or _copy(context) is not None)


@register.simple_tag(takes_context=True)
def kept_note(context: Context) -> SafeString:
    """On a copy: that it is one, and since when. On all other pages nothing."""
    kept = _copy(context)
    if kept is None:
        return SafeString()
    return _rendered("note", kept_at=kept.here(clock.now()))


@register.simple_tag(takes_context=True)
def works_offline(context: Context) -> SafeString:
    """On pages that devices keep: the script that has them kept, and where it says so. On pages
    in whose place another one is shown: the script alone."""
    if not _is_here(context):
        if not _has_stand_in(context):
            return SafeString()
        return _rendered("quiet", words=copy_for(context["request"]).words)
    is_copy = _copy(context) is not None
    return _rendered("state", words=copy_for(context["request"]).words, is_copy=is_copy)


def _rendered(name: str, **values: Any) -> SafeString:
    return SafeString(render_to_string(f"offline/{name}.html", values).strip())


def _copy(context: Context) -> Copy | None:
    """The copy that is being made: `help.reader.kept_copy`, also on pages without their request."""
    found: Copy | None = context.get("kept_copy")
    return found


def _is_here(context: Context) -> bool:
    return is_place(_path(context))


def _has_stand_in(context: Context) -> bool:
    return has_stand_in(_path(context))


def _path(context: Context) -> str:
    """The page's; empty, which is no place, where nothing is kept."""
    request: HttpRequest | None = context.get("request")
    return request.path if settings.OFFLINE and request is not None else ""

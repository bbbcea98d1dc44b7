"""``{% load design %}``: every component of the design system."""

from design.tags import (
    actions,
    content,
    crisis,
    data,
    forms,
    gallery,
    lesson,
    navigation,
    page,
    room,
    times,
)
from design.tags.registry import register

__all__ = [
    "actions",
    "content",
    "crisis",
    "data",
    "forms",
    "gallery",
    "lesson",
    "navigation",
    "page",
    "register",
    "room",
    "times",
]

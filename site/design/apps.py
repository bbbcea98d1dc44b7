"""Registers the design system with Django."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "design"
    verbose_name = "Design system"

"""Kept settings are forgotten as soon as an editor saves new ones."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from help.brand import forget_brand
from help.clinic import forget_clinic_help
from help.models import ClinicEmergency, CrisisLine, SiteSettings


@receiver([post_save, post_delete], sender=SiteSettings)
@receiver([post_save, post_delete], sender=CrisisLine)
@receiver([post_save, post_delete], sender=ClinicEmergency)
def forget(**_: Any) -> None:
    """The next page reads brand and lines from the database."""
    forget_brand()
    forget_clinic_help()

"""The rows of every area, gathered for Django."""

from pages.contact.models import ContactPage
from pages.people.models import FacilitatorPage, FacilitatorsPage
from pages.programme.models import NextGroupsPage, ProgrammePage
from pages.texts.models import HomePage, QuestionsPage, StandardPage

__all__ = [
    "ContactPage",
    "FacilitatorPage",
    "FacilitatorsPage",
    "HomePage",
    "NextGroupsPage",
    "ProgrammePage",
    "QuestionsPage",
    "StandardPage",
]

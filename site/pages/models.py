"""The rows of every area, gathered for Django."""

from pages.articles.models import ArticleIndexPage, ArticlePage, ArticleTag
from pages.contact.models import ContactPage
from pages.people.models import FacilitatorPage, FacilitatorsPage
from pages.programme.models import NextGroupsPage, ProgrammePage
from pages.texts.models import HomePage, QuestionsPage, StandardPage

__all__ = [
    "ArticleIndexPage",
    "ArticlePage",
    "ArticleTag",
    "ContactPage",
    "FacilitatorPage",
    "FacilitatorsPage",
    "HomePage",
    "NextGroupsPage",
    "ProgrammePage",
    "QuestionsPage",
    "StandardPage",
]

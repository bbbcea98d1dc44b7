"""The glossary in the editor: facilitators own the words of teaching."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.glossary.models import GlossaryWord


class GlossaryViewSet(SnippetViewSet):  # type: ignore[misc]  # Wagtail has no types
    """Who may change words is a matter of permissions (`pages.editor.permissions`)."""

    model = GlossaryWord
    icon = "help"
    menu_label = _("Glossary")
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["word", "explanation", "in_lessons"]
    list_per_page = 50
    panels = [
        FieldPanel("word"),
        FieldPanel("explanation"),
        FieldPanel("forms"),
        FieldPanel("in_lessons"),
    ]


register_snippet(GlossaryViewSet)

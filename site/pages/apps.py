from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "pages"

    def ready(self) -> None:
        """Registers letters, what is held about people, and what keeps the menu fresh."""
        from whole.watched import shown_to_visitors  # noqa: PLC0415  (models must be ready)

        for model in ("Page", "PageViewRestriction", "Site"):
            shown_to_visitors(f"wagtailcore.{model}", around=True)
        for model in ("Image", "Rendition"):
            shown_to_visitors(f"wagtailimages.{model}", around=True)
        shown_to_visitors("taggit.Tag")
        for kind in self.get_models():
            shown_to_visitors(kind._meta.label, around=True)
        from outbox.names import name_letters  # noqa: PLC0415
        from pages import held, signals  # noqa: F401, PLC0415  (models must be ready)
        from pages.contact import letters  # noqa: F401, PLC0415
        from pages.editor.signals import take_the_place_of_wagtails_mails  # noqa: PLC0415

        take_the_place_of_wagtails_mails()
        name_letters(
            {
                "contact.message": _("A message from the contact page"),
                "contact.receipt": _("Receipt of a message to us"),
                "lessons.waits": _("A lesson waits for an approval"),
                "lessons.approved": _("A lesson was approved"),
                "lessons.returned": _("A lesson came back with a note"),
                "lessons.theirs": _("Lessons need no approval any more"),
                "lessons.held_back": _("A lesson was not ready at its hour"),
            }
        )

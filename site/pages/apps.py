from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"

    def ready(self) -> None:
        """Registers letters, what is held about people, and what keeps the menu fresh."""
        from pages import held, signals  # noqa: F401, PLC0415  (models must be ready)
        from pages.contact import letters  # noqa: F401, PLC0415

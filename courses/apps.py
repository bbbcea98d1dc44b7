from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        """Connects publishing a lesson with the weeks that teach it; registers what is held."""
        from whole.watched import shown_to_visitors  # noqa: PLC0415  (models first)

        for kind in self.get_models():
            shown_to_visitors(kind._meta.label)
        from courses import held, signals, tasks  # noqa: F401, PLC0415  (models first)

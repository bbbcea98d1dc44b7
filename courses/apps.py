from django.apps import AppConfig

# What no visitor's page shows: what the worker writes all the time, and what is one person's own.
BEHIND = {"paper", "keptcard", "response", "diarycard", "urge", "answer"}
# What stands around every page, or in every lesson: a page that is kept goes with its version.
AROUND = {"glossaryword", "skill"}


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        """Connects publishing a lesson with the weeks that teach it; registers jobs, what is held,
        the previews, and how versions are compared."""
        from whole.watched import shown_to_visitors  # noqa: PLC0415  (models first)

        for kind in self.get_models(include_auto_created=True):
            if kind._meta.model_name not in BEHIND:
                around = kind._meta.model_name in AROUND
                shown_to_visitors(kind._meta.label, around=around)
        from courses import held, signals, tasks  # noqa: F401, PLC0415  (models first)
        from courses.desk.views import previews  # noqa: F401, PLC0415  (models first)
        from courses.lessons import views  # noqa: F401, PLC0415  (models first)
        from courses.lessons.comparing import read_well  # noqa: PLC0415
        from courses.lessons.models import LessonPage  # noqa: PLC0415
        from courses.offline import register_library  # noqa: PLC0415
        from courses.paper import tasks as papers  # noqa: F401, PLC0415

        read_well(LessonPage)
        register_library()

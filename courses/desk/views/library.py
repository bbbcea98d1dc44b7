"""The pages of worksheets."""

from django.utils.translation import gettext as _

from courses.curriculum.needed import taught_by
from courses.desk.views.saving import AddView, EditView, follows


class WorksheetEditView(EditView):
    """A worksheet."""

    def notes(self) -> list[str]:
        """Whom a change reaches."""
        lessons = taught_by(self.object)
        return [
            *follows(self.object),
            *(
                [
                    _("Every group that has it sees a change at once, also where it was given.")
                    + " "
                    + _("It belongs to: %(lessons)s.") % {"lessons": ", ".join(lessons)}
                ]
                if lessons
                else [_("No lesson has this worksheet yet. A lesson's own page chooses it.")]
            ),
        ]


class WorksheetAddView(AddView):
    """A new worksheet."""

    named_by = "title"

"""The ways in which an editor sees a skill; what shows skills is added by `desk.views.previews`."""

from courses.edited.previews import Previews

previews = Previews()
preview = previews.add

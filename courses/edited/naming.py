"""How editors read the name of what may not be published yet."""

from django.utils.translation import gettext as _


def named(name: str, *, live: bool) -> str:
    """The name, with a word beside it where nobody else may see what it names."""
    return name if live else _("%(name)s (not published)") % {"name": name}

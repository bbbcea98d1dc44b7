"""Uploaded files: whole or not at all."""

import os
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Files of the data folder. One that does not fit on the disk leaves no half of itself."""

    def _save(self, name: str, content: Any) -> str:
        part = f"{name}.{uuid.uuid4().hex}.part"
        try:
            super()._save(part, content)  # type: ignore[misc]  # django-stubs leaves it out
            return self._put_in_place(part, name)
        except BaseException:
            self.delete(part)
            raise

    def _put_in_place(self, part: str, name: str) -> str:
        """Gives a finished file its name, or a free one beside it if that was taken meanwhile."""
        while True:
            try:
                os.close(os.open(self.path(name), os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                Path(self.path(part)).replace(self.path(name))
                return name


class PrivateFiles(WholeFiles):
    """Files that have no address: whoever may have one gets it through a door of its own."""

    @property
    def base_location(self) -> str:
        """The folder, asked each time, as the default storage asks for MEDIA_ROOT."""
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        """The same, absolute."""
        return str(Path(self.base_location).absolute())

    def url(self, name: str | None) -> str:
        """There is none. Raises ValueError."""
        raise ValueError(f"{name} has no address")

"""What happens to the files of recordings."""

from functools import partial

from django.db import transaction
from django.db.models.fields.files import FieldFile

from courses.media.models import Recording


def forget_files(recording: Recording) -> None:
    """Takes the files of a recording off the disk, once it is certain that its row is gone."""
    for file in (recording.file, recording.captions):
        if file:
            let_file_go(file)


def let_file_go(file: FieldFile) -> None:
    """Takes one file off the disk with the commit."""
    transaction.on_commit(partial(file.storage.delete, str(file.name)))

"""What happens to the files of recordings."""

from django.db import transaction

from courses.media.models import Recording


def forget_files(recording: Recording) -> None:
    """Takes the files of a recording off the disk, once it is certain that its row is gone."""
    for file in (recording.file, recording.captions):
        if file:
            transaction.on_commit(lambda storage=file.storage, name=file.name: storage.delete(name))

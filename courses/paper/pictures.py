"""Pictures of a lesson, small enough for a page and of a kind that the press reads."""

import logging
from typing import Any

from wagtail.images.models import AbstractImage

logger = logging.getLogger(__name__)
# A page is six inches wide between its margins: 200 dots to an inch are enough for a printer.
FILTER = "max-1200x1500|bgcolor-ffffff|format-jpeg|jpegquality-82"


def embedded(image: Any) -> bytes | None:
    """The picture as JPEG. None for what is none, or whose file is gone or broken."""
    if not isinstance(image, AbstractImage):
        return None
    try:
        with image.get_rendition(FILTER).file.open("rb") as file:
            content: bytes = file.read()
    except Exception as error:  # whatever the file is: the lesson has more than its pictures
        logger.warning("picture not printed", extra={"error": type(error).__name__})
        return None
    return content

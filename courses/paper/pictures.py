"""Pictures of a lesson, small enough for a page and of a kind that the press reads."""

import logging
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps
from wagtail.images.models import AbstractImage

logger = logging.getLogger(__name__)
# A page is six inches wide between its margins: 200 dots to an inch are enough for a printer.
LARGEST = (1200, 1500)
QUALITY = 82


def embedded(image: Any) -> bytes | None:
    """The picture as JPEG on white. None for what is none, or whose file is gone or broken.

    Made here and kept nowhere: Wagtail's own small copies are public files.
    """
    if not isinstance(image, AbstractImage):
        return None
    try:
        with image.file.open("rb") as file, Image.open(file) as opened:
            turned = ImageOps.exif_transpose(opened)
            turned.thumbnail(LARGEST)
            return _as_jpeg(turned.convert("RGBA"))
    except Exception as error:  # whatever the file is: the lesson has more than its pictures
        logger.warning("picture not printed", extra={"error": type(error).__name__})
        return None


def _as_jpeg(picture: Image.Image) -> bytes:
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture)
    made = BytesIO()
    paper.save(made, "JPEG", quality=QUALITY)
    return made.getvalue()

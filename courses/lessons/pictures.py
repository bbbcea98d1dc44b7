"""The pictures of a lesson in the sizes that browsers choose from.

They are made when a lesson is published, or by the worker where one is missing; a member's request
only looks for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.images.models import Filter

# In points: a telephone, a telephone of fine grain or a laptop, a laptop of fine grain.
WIDTHS = (390, 800, 1280)
# The column of a lesson is 42 rem at most, a little less than a telephone on one.
SIZES = "(min-width: 45rem) 42rem, calc(100vw - 2.5rem)"
KEEPS_MOVING = {"gif"}  # the same file in another format would stand still


@dataclass(frozen=True)
class Shown:
    """A picture as a page shows it: the middle size for all, the others to choose from."""

    src: str
    width: int
    height: int
    srcset: str
    sizes: str = SIZES


def specs_of(image: Any) -> list[str]:
    """Wagtail's names for the sizes of a picture: none wider than it is, but one at its width."""
    wider = [width for width in WIDTHS if width >= image.width]
    widths = [width for width in WIDTHS if width < image.width] + wider[:1]
    moves = image.file.name.rpartition(".")[2].lower() in KEEPS_MOVING
    return [f"width-{width}" + ("" if moves else "|format-webp") for width in widths]


def make_sizes(image: Any) -> None:
    """Makes what is missing, one after the other: several at once would fill the memory.

    Raises what Willow raises for a file that is gone or damaged."""
    made = set(image.renditions.values_list("filter_spec", flat=True))
    for spec in specs_of(image):
        if spec not in made:
            wanted = Filter(spec)
            with image.generate_rendition_file(wanted) as file:
                image.renditions.create(
                    filter_spec=spec, focal_point_key=wanted.get_cache_key(image), file=file
                )


def lacks_sizes(images: Iterable[Any]) -> list[Any]:
    """The pictures of which a size is missing. One query."""
    given = list(images)
    if not given:
        return []
    kept = given[0].renditions.model.objects.filter(image__in=given)
    made = set(kept.values_list("image_id", "filter_spec"))
    return [one for one in given if not {(one.pk, spec) for spec in specs_of(one)} <= made]


def any_size(image: Any) -> Shown | None:
    """The widest copy that was made of it so far: the editor makes a small one when it is chosen.
    None where there is none. One query."""
    made = image.renditions.order_by("-width").first()
    if made is None:
        return None
    return Shown(src=made.url, width=made.width, height=made.height, srcset="", sizes="")


def shown(image: Any) -> Shown | None:
    """The picture in the sizes that there are, None where one is still to be made. One query."""
    specs = specs_of(image)
    made = {one.filter_spec: one for one in image.renditions.filter(filter_spec__in=specs)}
    if not set(specs) <= made.keys():
        return None
    sizes = sorted((made[spec] for spec in specs), key=lambda one: one.width)
    middle = sizes[min(1, len(sizes) - 1)]
    return Shown(
        src=middle.url,
        width=middle.width,
        height=middle.height,
        srcset=", ".join(f"{one.url} {one.width}w" for one in sizes),
    )

"""What a list is narrowed and sorted by. All of it stands in the address, so that whoever is sent
the address sees the same list, and its next page and its file are of the same rows."""

import enum
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import F, Model, QuerySet
from django.db.models.expressions import OrderBy
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from design.shapes import Heading

PER_PAGE = 50
SORT = "sort"
Row = TypeVar("Row", bound=Model)


class Kind(enum.Enum):
    """What stands in a column, and how people call its two directions: up and down."""

    TEXT = (_("A to Z"), _("Z to A"))
    NUMBER = (_("smallest first"), _("largest first"))
    TIME = (_("oldest first"), _("newest first"))


@dataclass(frozen=True)
class Head:
    """A column of a list. One with a `name` can be sorted by, over the fields `by`.

    `gaps`: a row may have nothing there; such rows come last either way.
    """

    title: str | Promise
    name: str = ""
    by: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    gaps: bool = False

    def order(self, *, down: bool) -> list[OrderBy]:
        """What a query is ordered by."""
        gaps = True if self.gaps else None
        return [OrderBy(F(field), descending=down, nulls_last=gaps) for field in self.by]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Both directions with their words."""
        up, down = self.kind.value
        return [(self.name, f"{self.title}: {up}"), (f"-{self.name}", f"{self.title}: {down}")]


class ListForm(forms.Form):
    """What narrows a list, and its columns: `heads`, in the order in which the page shows them.

    `first` is how it is sorted until somebody asks for another order (`"-placed"`). Nothing is
    required. A choice or an order that the list does not know is left out without a word; what was
    typed and cannot be understood is left out, and the field says so.
    """

    heads: ClassVar[tuple[Head, ...]] = ()
    first: ClassVar[str] = ""
    sort = forms.ChoiceField(label=_("Sort by"), required=False)

    def __init__(self, asked: QueryDict, **kwargs: Any) -> None:
        super().__init__(asked.copy(), **kwargs)
        self.order_fields([*(name for name in self.fields if name != SORT), SORT])
        chooser = self.fields[SORT]
        assert isinstance(chooser, forms.ChoiceField)
        both = [choice for head in self._sortable.values() for choice in head.choices]
        chooser.choices = sorted(both, key=lambda choice: choice[0] != self.first)

    def full_clean(self) -> None:
        """Leaves out what cannot be understood."""
        super().full_clean()
        for name in [name for name in self.errors if name in self.fields]:
            field = self.fields[name]
            self.cleaned_data[name] = field.to_python(None)
            if isinstance(field, forms.ChoiceField):
                del self.errors[name]
                self.data.pop(name)  # type: ignore[attr-defined]  # a copy of an address's

    @property
    def _sortable(self) -> dict[str, Head]:
        return {head.name: head for head in self.heads if head.name}

    @property
    def asked(self) -> dict[str, Any]:
        """What to narrow by, for each field but the order: nothing where nothing was asked."""
        self.is_valid()
        return {name: self.cleaned_data[name] for name in self.fields if name != SORT}

    @property
    def narrowed(self) -> bool:
        """Whether the list is not all there is."""
        return any(self.asked.values())

    @property
    def sorting(self) -> str:
        """The name of the column it is sorted by, with a minus before it: downwards."""
        self.is_valid()
        return self.cleaned_data[SORT] or self.first

    def sorted(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """The rows in the order that was asked for; those that are alike there in one that stays
        the same from page to page."""
        down = self.sorting.startswith("-")
        head = self._sortable[self.sorting.lstrip("-")]
        return rows.order_by(*head.order(down=down), "-pk" if down else "pk")

    def page(self, rows: QuerySet[Row]) -> "Page[Row]":
        """The page of the rows that the address asks for, or the nearest there is."""
        return Paginator(rows, PER_PAGE).get_page(self.data.get("page"))

    @property
    def query(self) -> str:
        """All of it for another address: `state=paid&sort=sum&`; empty where nothing was asked."""
        return self._address(self.data.get(SORT, "") if self.is_bound else "")

    @property
    def columns(self) -> list[Heading]:
        """The columns for a `data_table`, each with its way to sort by it."""
        return [self._heading(head) for head in self.heads]

    def _heading(self, head: Head) -> Heading:
        if not head.name:
            return Heading(str(head.title))
        here = {head.name: "ascending", f"-{head.name}": "descending"}.get(self.sorting, "")
        down_first = head.kind is not Kind.TEXT
        goes_down = here == "ascending" if here else down_first
        turned = f"-{head.name}" if goes_down else head.name
        return Heading(str(head.title), url=f"?{self._address(turned)}".rstrip("&"), sorted=here)

    def _address(self, sorting: str) -> str:
        self.is_valid()
        kept = [
            (name, value)
            for name in self.fields
            if name != SORT and name not in self.errors
            for value in self.data.getlist(name)  # type: ignore[attr-defined]  # as above
            if value
        ]
        if sorting and sorting != self.first:
            kept.append((SORT, sorting))
        return urlencode(kept) + "&" if kept else ""

"""Forms: one tag renders any bound field, whatever its widget."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.forms import BaseForm
from django.utils.html import format_html_join, strip_tags
from django.utils.safestring import SafeString

from design.tags.registry import register, render


@register.simple_tag
def field(bound: BoundField, label: str = "", help: str = "") -> SafeString:
    """Label, help, errors and the widget, joined for screen readers.

    ``label`` and ``help`` replace the form's own words. Hidden fields render as themselves.
    """
    if bound.is_hidden:
        return SafeString(str(bound))
    kind = _kind(bound)
    described = _described(bound, has_help=bool(help or bound.help_text))
    return render(
        "field",
        field=bound,
        kind=kind,
        label=label or bound.label,
        help=help or bound.help_text,
        required=bound.field.required,
        described=described,
        widget=_widget(bound, kind, described),
    )


@register.simple_tag
def form_fields(form: BaseForm) -> SafeString:
    """Every field of the form in its order, hidden ones too."""
    return format_html_join("\n", "{}", ((field(bound),) for bound in form))


@register.simple_tag
def form_errors(form: BaseForm, *, focus: bool = True) -> SafeString:
    """What went wrong, at the top of the form, with a link to each field that needs a look.

    The page opens with the focus there; ``focus=False`` leaves the focus alone.
    """
    if not form.is_bound or not form.errors:
        return SafeString("")
    return render(
        "form_errors",
        focus=focus,
        general=[*form.non_field_errors(), *_hidden_errors(form)],
        fields=[_wrong(bound) for bound in form.visible_fields() if bound.errors],
    )


def _wrong(bound: BoundField) -> dict[str, str]:
    """A field's line in the list: where it is, its label without links or full stop, what is wrong.

    The label of a box to tick may be a sentence with a link of its own in it.
    """
    return {
        "target": bound.id_for_label or bound.auto_id,
        "label": strip_tags(str(bound.label)).rstrip("."),
        "error": str(bound.errors[0]),
    }


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    return "group" if bound.use_fieldset else "text"


def _described(bound: BoundField, *, has_help: bool) -> str:
    """The ids of the texts that describe the field to screen readers."""
    ids = [f"{bound.auto_id}_helptext"] if has_help else []
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def _widget(bound: BoundField, kind: str, described: str) -> SafeString | None:
    """The control itself; a set of choices is drawn option by option in the template."""
    if kind == "choices":
        return None
    attributes: dict[str, Any] = {}
    if _repeats_label(bound):
        attributes["placeholder"] = False
    if described and kind != "group":
        attributes["aria-describedby"] = described
    return bound.as_widget(attrs=attributes)


def _repeats_label(bound: BoundField) -> bool:
    """A placeholder that says no more than the label is noise; an example is not."""
    placeholder = str(bound.field.widget.attrs.get("placeholder", "")).lower()
    label = str(bound.label).lower()
    return bool(placeholder and label) and (placeholder in label or label in placeholder)


def _hidden_errors(form: BaseForm) -> list[str]:
    return [str(error) for bound in form.hidden_fields() for error in bound.errors]

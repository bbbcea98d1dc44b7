"""A field is joined to its label, help and errors whatever its widget."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.utils.safestring import SafeString

from design.samples import SampleForm


def render(source: str, **values: object) -> SafeString:
    return Template("{% load design %}" + source).render(Context(values))


def wrong() -> SampleForm:
    return SampleForm({"email": "sam@"})


@pytest.mark.parametrize("name", list(SampleForm.base_fields))
def test_every_control_has_a_label(name: str) -> None:
    form = SampleForm()

    shown = render("{% field bound %}", bound=form[name])

    for identity in re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', shown):
        labelled = f'for="{identity}"' in shown
        named = re.search(f'aria-label="[^"]+"[^>]* id="{identity}"', shown)
        assert labelled or named
    assert str(form[name].label) in shown


@pytest.mark.parametrize("name", ["name", "email", "colour", "agree", "country"])
def test_errors_and_help_are_described(name: str) -> None:
    shown = render("{% field bound %}", bound=wrong()[name])

    described = re.search(r'aria-describedby="([^"]+)"', shown)
    assert described is not None
    for identity in described.group(1).split():
        assert f'id="{identity}"' in shown
    assert f"id_{name}_error" in described.group(1)


def test_right_field_of_a_wrong_form_shows_no_error() -> None:
    form = SampleForm({"name": "Sam", "email": "sam@"})

    assert "field__error" not in render("{% field bound %}", bound=form["name"])
    assert "field__error" in render("{% field bound %}", bound=form["email"])


def test_error_summary_links_to_the_fields_that_need_a_look() -> None:
    shown = render("{% form_errors form %}", form=wrong())

    assert 'href="#id_email"' in shown
    assert 'href="#id_hopes"' not in shown


@pytest.mark.parametrize("data", [None, {"word": "x"}])
def test_error_summary_is_silent_where_nothing_is_wrong(data: dict[str, str] | None) -> None:
    class Short(forms.Form):
        word = forms.CharField()

    assert render("{% form_errors form %}", form=Short(data)) == ""


def test_hidden_field_is_rendered_and_its_error_told() -> None:
    class Ticket(forms.Form):
        ticket = forms.IntegerField(widget=forms.HiddenInput)

    form = Ticket({"ticket": "x"})

    assert 'type="hidden"' in render("{% form_fields form %}", form=form)
    assert "whole number" in render("{% form_errors form %}", form=form)


def test_placeholder_that_repeats_the_label_is_dropped_and_an_example_kept() -> None:
    class Two(forms.Form):
        first = forms.CharField(label="Code", widget=forms.TextInput(attrs={"placeholder": "Code"}))
        second = forms.CharField(label="Name", widget=forms.TextInput(attrs={"placeholder": "Sam"}))

    shown = render("{% form_fields form %}", form=Two())

    assert 'placeholder="Code"' not in shown
    assert 'placeholder="Sam"' in shown


def test_optional_field_says_so_and_a_required_one_does_not() -> None:
    form = SampleForm()

    assert "(optional)" in render("{% field bound %}", bound=form["hopes"])
    assert "(optional)" not in render("{% field bound %}", bound=form["name"])

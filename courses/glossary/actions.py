"""Loading the words that ship with Evenkeel."""

from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower

from courses import shipped
from courses.glossary.models import GlossaryWord, ShippedWord


@transaction.atomic
def load_glossary(folder: Path = shipped.CONTENT) -> list[GlossaryWord]:
    """Writes every shipped word; returns those that were new or renewed. Safe to run again.

    A word that somebody has edited or deleted is left alone for ever, and so is one that the clinic
    has written itself; one that still is as we wrote it follows our text.
    """
    marks = {mark.slug: mark for mark in ShippedWord.objects.select_related("word")}
    theirs = {word.word.casefold() for word in GlossaryWord.objects.order_by(Lower("word"))}
    changed = []
    for entry in shipped.glossary(folder):
        text, mark = _text(entry), marks.get(entry["slug"])
        if mark is None:
            if text["word"].casefold() in theirs:
                continue
            word = GlossaryWord.objects.create(**text)
            ShippedWord.objects.create(slug=entry["slug"], word=word, text=text)
        elif mark.word is None or mark.text == text or _text_of(mark.word) != mark.text:
            continue
        else:
            word = mark.word
            for name, value in text.items():
                setattr(word, name, value)
            word.save()
            mark.text = text
            mark.save()
        changed.append(word)
    return changed


def _text(entry: dict[str, Any]) -> dict[str, Any]:
    """A word of the YAML as a row's fields."""
    return {
        "word": entry["word"],
        "forms": ", ".join(entry.get("forms", [])),
        "explanation": " ".join(entry["explanation"].split()),
        "in_lessons": entry.get("in_lessons", True),
    }


def _text_of(word: GlossaryWord) -> dict[str, Any]:
    return {
        "word": word.word,
        "forms": word.forms,
        "explanation": word.explanation,
        "in_lessons": word.in_lessons,
    }

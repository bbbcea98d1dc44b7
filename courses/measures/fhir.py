"""Measures and responses as FHIR R4: written here, and read with every check here.

Forms are known by the codes of their questions, never by the words and never by the form's own
code: senders get that wrong. What came to which total is always our own sum; a total that a sender
tells is compared with it, and refused where it differs.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from courses.measures.models import Response
from courses.measures.scoring import known_answers, score
from courses.measures.shapes import Item, Measure, Option

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
MOST_BYTES = 200_000
DEEPEST = 8  # groups within groups
READY = {"completed", "amended"}


class NotReadable(Exception):
    """A file that cannot be taken, with a sentence for whoever brought it."""


@dataclass(frozen=True)
class Brought:
    """What a file holds: the answers by our items' keys, and when they were given."""

    answers: dict[str, int]
    answered_at: datetime


def questionnaire(measure: Measure) -> dict[str, Any]:
    """The measure as a FHIR R4 Questionnaire, with the number of each answer beside its code."""
    return {
        "resourceType": "Questionnaire",
        "url": measure.panel_url,
        "version": measure.version,
        "name": "".join(part.capitalize() for part in measure.slug.split("-")),
        "title": measure.name,
        "status": "active",
        "subjectType": ["Patient"],
        "copyright": " ".join([measure.licence, measure.codes_licence]).strip(),
        "code": [{"system": measure.system, "code": measure.panel_code, "display": measure.name}],
        "item": [
            {"linkId": "stem", "type": "display", "text": measure.stem},
            *(_question(measure, item) for item in measure.items),
            {
                "linkId": measure.total_code,
                "type": "decimal",
                "text": "Total",
                "readOnly": True,
                "code": [{"system": measure.system, "code": measure.total_code}],
            },
        ],
    }


def _question(measure: Measure, item: Item) -> dict[str, Any]:
    return {
        "linkId": item.code,
        "type": "choice",
        "text": item.text,
        "required": False,
        "code": [{"system": measure.system, "code": item.code}],
        "answerOption": [
            {
                "extension": [{"url": ORDINAL, "valueDecimal": one.value}],
                "valueCoding": _coding(measure, one),
            }
            for one in item.options
        ],
    }


def _coding(measure: Measure, option: Option) -> dict[str, str]:
    return {"system": measure.system, "code": option.code, "display": option.text}


def questionnaire_response(measure: Measure, response: Response) -> dict[str, Any]:
    """One response as a FHIR R4 QuestionnaireResponse. Skipped questions are left out, and the
    total is there only where the form is complete. It names nobody: whoever takes it knows whose
    it is."""
    answers = known_answers(measure, response.answers)
    found = score(measure, answers)
    items: list[dict[str, Any]] = [
        {
            "linkId": item.code,
            "text": item.text,
            "answer": [{"valueCoding": _coding(measure, item.option(answers[item.key]))}],
        }
        for item in measure.items
        if item.key in answers
    ]
    if found.is_complete and response.total is not None:
        total = {"linkId": measure.total_code, "text": "Total"}
        items.append(total | {"answer": [{"valueDecimal": response.total}]})
    return {
        "resourceType": "QuestionnaireResponse",
        "id": str(response.pk),
        "questionnaire": f"{measure.panel_url}|{response.version}",
        "status": "completed",
        "authored": response.answered_at.isoformat(timespec="seconds"),
        "item": items,
    }


def read_response(measure: Measure, data: bytes, *, now: datetime) -> Brought:
    """The answers in a file that somebody brought. Raises NotReadable."""
    told = _parsed(data)
    if told.get("resourceType") != "QuestionnaireResponse":
        raise NotReadable(_("This file holds no answered questionnaire (QuestionnaireResponse)."))
    if str(told.get("status")) not in READY:
        raise NotReadable(_("This form was not completed where it comes from."))
    answered_at = _moment(told.get("authored"), now=now)
    codes = _codes_by_link(told.get("contained"))
    by_code = {item.code: item for item in measure.items}
    answers: dict[str, int] = {}
    total: int | None = None
    for link, answer in _answered(told.get("item"), depth=0):
        code = codes.get(link, link.strip("/").rpartition("/")[2])
        if code == measure.total_code:
            total = _number(answer)
            continue
        item = by_code.get(code)
        if item is None:
            continue  # what else a sender asks is nothing of ours
        if item.key in answers:
            raise NotReadable(_("A question is answered twice in this file."))
        answers[item.key] = _value(measure, item, answer)
    if not any(item.key in answers for item in measure.scored_items):
        raise NotReadable(_("None of its questions is one of this form."))
    found = score(measure, answers)
    if total is not None and (not found.is_complete or total != found.total):
        raise NotReadable(_("The total in this file is not that of its answers."))
    return Brought(answers, answered_at)


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise NotReadable(_("This file is too large for one form."))
    try:
        told = json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise NotReadable(_("This file is no JSON.")) from error
    if not isinstance(told, dict):
        raise NotReadable(_("This file holds no answered questionnaire (QuestionnaireResponse)."))
    return told


def _no_number(word: str) -> None:
    raise ValueError(word)  # NaN and Infinity are none of JSON's


def _moment(text: Any, *, now: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise NotReadable(_("This file does not say when the form was answered.")) from error
    if moment.tzinfo is None:
        raise NotReadable(_("This file says no time zone with the hour of its answers."))
    if moment > now or moment.year < 2000:
        raise NotReadable(_("This file was answered on a day that cannot be."))
    return moment


def _codes_by_link(contained: Any) -> dict[str, str]:
    """The code of each question by its linkId, where the file brings its own Questionnaire."""
    forms = [one for one in _list(contained) if _dict(one).get("resourceType") == "Questionnaire"]
    found = {}
    for item in (each for form in forms for each in _items(form.get("item"), depth=0)):
        for coding in _list(item.get("code")):
            code = _dict(coding).get("code")
            if isinstance(code, str):
                found[str(item.get("linkId"))] = code
    return found


def _items(told: Any, *, depth: int) -> Iterator[dict[str, Any]]:
    if depth > DEEPEST:
        raise NotReadable(_("This file is nested too deeply."))
    for item in (_dict(one) for one in _list(told)):
        yield item
        yield from _items(item.get("item"), depth=depth + 1)


def _answered(told: Any, *, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for item in _items(told, depth=depth):
        answers = _list(item.get("answer"))
        if len(answers) > 1:
            raise NotReadable(_("A question is answered twice in this file."))
        if answers:  # an empty list is a question that was skipped
            yield str(item.get("linkId", "")), _dict(answers[0])


def _value(measure: Measure, item: Item, answer: dict[str, Any]) -> int:
    """The answer's number: by its code, else by its ordinal, its number, or its words."""
    values = [name for name in answer if name.startswith("value")]
    if len(values) != 1:
        raise NotReadable(_("An answer in this file has not exactly one value."))
    told = answer[values[0]]
    if values == ["valueCoding"]:
        return _of_coding(measure, item, _dict(told))
    if values in (["valueInteger"], ["valueDecimal"]):
        return _on_offer(item, told)
    if values == ["valueString"]:
        return _of_words(item, told)
    raise NotReadable(_("An answer in this file is of a kind that this form does not have."))


def _of_coding(measure: Measure, item: Item, coding: dict[str, Any]) -> int:
    by_code = {one.code: one.value for one in item.options}
    system, code = coding.get("system", measure.system), str(coding.get("code"))
    ours = str(system).replace("https:", "http:").rstrip("/") == measure.system
    if ours and code in by_code:
        return by_code[code]
    ordinals = [
        one.get("valueDecimal", one.get("valueInteger"))
        for one in map(_dict, _list(coding.get("extension")))
        if str(one.get("url", "")).endswith("/ordinalValue")
    ]
    if ordinals:
        return _on_offer(item, ordinals[0])
    return _of_words(item, coding.get("display"))


def _of_words(item: Item, words: Any) -> int:
    if isinstance(words, str):
        for one in item.options:
            if one.text.casefold() == words.strip().casefold():
                return one.value
    raise NotReadable(_("An answer in this file is not one that this form offers."))


def _on_offer(item: Item, told: Any) -> int:
    number = isinstance(told, int | float) and not isinstance(told, bool)
    for one in item.options:
        if number and told == one.value:
            return one.value
    raise NotReadable(_("An answer in this file is not one that this form offers."))


def _number(answer: dict[str, Any]) -> int | None:
    """A total as senders write it: a decimal, a whole number or a quantity; None for none."""
    told = answer.get("valueDecimal", answer.get("valueInteger"))
    if told is None:
        told = _dict(answer.get("valueQuantity")).get("value")
    if told is None:
        return None
    number = isinstance(told, int | float) and not isinstance(told, bool) and abs(told) < 1_000
    if not number or told != int(told):
        raise NotReadable(_("The total in this file is not that of its answers."))
    return int(told)


def _list(told: Any) -> list[Any]:
    return told if isinstance(told, list) else []


def _dict(told: Any) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}

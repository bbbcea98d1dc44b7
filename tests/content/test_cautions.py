"""Where a skill can harm, its lesson and its entry in the library say so."""

from typing import Any

import pytest

from .texts import LESSON_FILES, SKILL_FILES, lesson_text, read, strings

LESSONS = {path.stem: " ".join(lesson_text(read(path)).split()) for path in LESSON_FILES}
LIBRARY: dict[str, dict[str, Any]] = {path.stem: read(path) for path in SKILL_FILES}

# The words of care that have to stand in each, word for word.
IN_LESSONS = {
    "If the picture turns painful, stop": ["improve", "cope-ahead", "mindfulness-of-thoughts"],
    "name five things in the room": ["improve", "cope-ahead", "mindfulness-of-thoughts"],
    "dizzy or more afraid": [
        "tipp", "stop", "improve", "rain", "half-smile", "cope-ahead", "pros-and-cons",
        "mindfulness-of-current-emotion", "when-to-use-crisis-skills", "wise-mind-in-a-storm",
    ],
    "eating disorder": ["tipp", "please", "accumulate-positives", "opposite-action"],
    "history with food or sport": ["build-mastery"],
    "therapist": [
        "cope-ahead", "opposite-action", "radical-acceptance", "turning-the-mind", "rain",
        "mindfulness-of-thoughts", "mindfulness-of-current-emotion", "naming-emotions",
    ],
    "safety at home": ["dear-man", "fast", "problem-solving", "wise-mind-with-people"],
    "eyes open": ["wise-mind", "what-skills", "half-smile", "naming-emotions", "self-soothe"],
    "not agreeing to abuse": ["radical-acceptance"],
    "not forgiving": ["radical-acceptance"],
    "doctor before you stop": ["please"],
    "faith": ["improve", "values"],
}  # fmt: skip
IN_THE_LIBRARY = {
    "If the picture turns painful, stop": ["improve", "cope-ahead"],
    "dizzy or more afraid": ["tipp", "stop", "improve", "half-smile-and-willing-hands",
                             "cope-ahead"],
    "eating disorder": ["tipp", "please", "opposite-action", "accumulate-positives",
                        "build-mastery"],
    "therapist": ["opposite-action", "cope-ahead"],
    "eyes open": ["participate", "observing-and-naming-emotions"],
    "who hurts you": ["opposite-action"],
    "hurts or controls you": ["problem-solving"],
    "where you are being hurt": ["values"],
    "stopping suddenly can be dangerous": ["please"],
}  # fmt: skip


@pytest.mark.parametrize("caution", IN_LESSONS)
def test_lesson_keeps_its_words_of_care(caution: str) -> None:
    assert [name for name in IN_LESSONS[caution] if caution not in LESSONS[name]] == []


@pytest.mark.parametrize("caution", IN_THE_LIBRARY)
def test_skill_keeps_its_words_of_care(caution: str) -> None:
    told = {slug: " ".join(strings([skill["steps"], skill["when_not"]]))
            for slug, skill in LIBRARY.items()}  # fmt: skip
    assert [slug for slug in IN_THE_LIBRARY[caution] if caution not in told[slug]] == []

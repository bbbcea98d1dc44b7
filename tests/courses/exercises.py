"""A small skill to be done, with every kind of answer: no test hangs on the shipped words."""

from typing import Any

from courses.models import Skill

ROPE: dict[str, Any] = {
    "name": "ROPE",
    "module": "DT",
    "acronym": True,
    "summary": "Hold on until it passes.",
    "when_not": "Not while you are driving.",
    "steps": [
        {
            "letter": "R",
            "name": "Reach out",
            "text": "Look for one person.",
            "asks": [
                {"prompt": "Whom could you call?", "answer": "text", "help": "A name will do."}
            ],
        },
        {
            "letter": "O",
            "name": "Others",
            "text": "Collect what helps.",
            "asks": [{"prompt": "What has helped before?", "answer": "list"}],
        },
        {
            "letter": "P",
            "name": "Pick",
            "text": "Look at where you are.",
            "asks": [
                {
                    "prompt": "Are you in danger now?",
                    "answer": "choice",
                    "choices": [
                        {"words": "No", "reply": "Then there is time."},
                        {"words": "Yes, I might hurt myself", "reply": "Stay.", "help": True},
                    ],
                },
                {
                    "prompt": "What is around you?",
                    "answer": "choice",
                    "several": True,
                    "choices": [{"words": "People"}, {"words": "Quiet"}],
                },
            ],
        },
        {
            "letter": "E",
            "name": "Ease",
            "text": "Let go a little.",
            "asks": [
                {"prompt": "Rest for a while.", "answer": "timer", "seconds": 120},
                {"prompt": "Breathe.", "answer": "breath", "seconds": 60, "inhale": 4, "exhale": 6},
                {"prompt": "What does your jaw do?", "answer": "none"},
            ],
        },
    ],
    "doing": {"intro": "Four small steps.", "ending": "You held on."},
    "further": [
        {
            "key": "script",
            "title": "Words to say",
            "read_aloud": True,
            "steps": [
                {
                    "letter": "A",
                    "name": "Ask",
                    "text": "Say what you want.",
                    "asks": [{"prompt": "What do you ask for?", "answer": "text"}],
                },
                {
                    "letter": "T",
                    "name": "Thank",
                    "text": "Say thanks.",
                    "asks": [{"prompt": "How do you thank them?", "answer": "text"}],
                },
            ],
        },
        {
            "key": "one-way",
            "title": "One way",
            "one_is_enough": True,
            "steps": [
                {
                    "name": "Warm water",
                    "text": "Let it run over your hands.",
                    "asks": [{"prompt": "How does it feel?", "answer": "text"}],
                },
                {
                    "name": "A kind sentence",
                    "text": "Say it to yourself.",
                    "asks": [{"prompt": "Which sentence?", "answer": "list"}],
                },
            ],
        },
        {
            "key": "guarded",
            "title": "Cold or slow",
            "one_is_enough": True,
            "steps": [
                {
                    "name": "Cold water",
                    "text": "Only if it is safe.",
                    "asks": [
                        {
                            "prompt": "Is cold safe for you?",
                            "answer": "choice",
                            "choices": [
                                {"words": "Yes", "reply": "Go on."},
                                {"words": "I am not sure", "reply": "Leave it.", "skip": True},
                            ],
                        },
                        {"prompt": "Hold it.", "answer": "timer", "seconds": 30},
                    ],
                },
                {
                    "name": "Slow breath",
                    "text": "If you get dizzy, breathe as usual.",
                    "asks": [{"prompt": "Breathe out.", "answer": "breath"}],
                },
            ],
        },
    ],
}


def make_rope(**fields: Any) -> Skill:
    """A skill with three exercises: its own, a script to read aloud, one of two ways."""
    return Skill.objects.create(**{"slug": "rope", **ROPE, **fields})

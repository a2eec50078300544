"""What the first page says is there, is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
README = (ROOT / "README.md").read_text()
NAMED = re.findall(r"`([a-z_.]+(?:/[a-zA-Z_.]+)*/)`", README) + re.findall(r"\]\((?!http)([^)#]+)\)", README)


@pytest.mark.parametrize(
    "path", sorted({*NAMED, ".ci/run", "scripts/lock.sh", "scripts/make_env.py", "docker-compose.yml"})
)
def test_every_place_in_the_readme_exists(path):
    assert (ROOT / path).exists()


def test_every_topic_is_named():
    topics = [path.parent for room in ("casework", "companies") for path in (ROOT / room).glob("*/urls.py")]
    assert [topic.name for topic in topics if f"{topic.parent.name}/" not in README] == []

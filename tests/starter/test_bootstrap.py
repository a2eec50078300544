"""Before anything is installed: the words that an old Python knows, and the sentence when there is no Python at all."""

import ast
import sys
from pathlib import Path

import pytest

import bootstrap

ROOT = Path(bootstrap.ROOT)


@pytest.mark.parametrize("name", ["manage.py", "bootstrap.py"])
def test_an_old_python_can_read_it(name):
    tree = ast.parse((ROOT / name).read_text(), feature_version=(3, 8))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported <= {*sys.stdlib_module_names, "bootstrap", "django"}


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A checkout without an environment."""
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(bootstrap, "PYTHON", str(tmp_path / ".venv/bin/python"))
    monkeypatch.setattr(bootstrap, "STAMP", str(tmp_path / ".venv/installed"))
    monkeypatch.setattr(bootstrap, "STATE", str(tmp_path / ".data"))
    monkeypatch.setattr(bootstrap, "TOOLS", str(tmp_path / ".data/tools"))
    monkeypatch.setattr(bootstrap, "LOG", str(tmp_path / ".data/bootstrap.log"))
    return tmp_path


def test_without_a_python_and_without_a_way_to_fetch_one_it_says_so_in_one_sentence(elsewhere, monkeypatch):
    monkeypatch.setattr(bootstrap, "candidates", lambda: iter(["/nowhere/python3", "/bin/false"]))
    monkeypatch.setattr(bootstrap, "find_uv", lambda: None)
    with pytest.raises(SystemExit, match="3.12, 3.13 eller 3.14.*needs Python 3.12, 3.13 or 3.14") as stopped:
        bootstrap.ensure("run")
    assert "\n" not in str(stopped.value)


def test_packages_that_cannot_be_fetched_are_said_and_not_taken_for_installed(elsewhere, monkeypatch):
    (elsewhere / ".venv/bin").mkdir(parents=True)
    (elsewhere / ".venv/bin/python").symlink_to(sys.executable)
    monkeypatch.setattr(bootstrap, "find_uv", lambda: None)
    monkeypatch.setattr(bootstrap, "lock_file", lambda group: str(ROOT / "requirements/run.lock"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "/nowhere")
    monkeypatch.setattr(bootstrap, "works", _without_a_network(bootstrap.works))
    with pytest.raises(SystemExit, match="Pakkerne kunne ikke hentes"):
        bootstrap.ensure("run")
    assert not bootstrap.fits("run")


def _without_a_network(real):
    return lambda command, **more: "--require-hashes" not in command and real(command, **more)


def test_a_lock_that_changed_is_noticed(elsewhere, monkeypatch):
    (elsewhere / ".venv/bin").mkdir(parents=True)
    (elsewhere / ".venv/bin/python").symlink_to(sys.executable)
    (elsewhere / ".venv/installed").write_text(f"run {bootstrap.digest('run')}\ntest {'0' * 64}\n")
    assert bootstrap.fits("run")
    assert not bootstrap.fits("test")


def test_a_python_that_is_too_old_or_a_shim_of_none_is_passed_over(tmp_path):
    for name, words in (
        ("old", "echo 3 11"),
        ("new", "echo 3 15"),
        ("shim", "echo not found >&2; exit 127"),
        ("fits", "echo 3 12"),
    ):
        (tmp_path / name).write_text(f"#!/bin/sh\n{words}\n")
        (tmp_path / name).chmod(0o755)
    assert [bootstrap.suitable(str(tmp_path / name)) for name in ("old", "new", "shim", "fits")] == [
        False,
        False,
        False,
        True,
    ]

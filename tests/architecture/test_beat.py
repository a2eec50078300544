"""Every line of the timetable names a task that exists."""

import pytest

from jobpakker.celery import app


@pytest.mark.parametrize("name", sorted(app.conf.beat_schedule))
def test_beat_entry_names_an_existing_task(name):
    app.loader.import_default_modules()
    assert app.conf.beat_schedule[name]["task"] in app.tasks


# What somebody else starts: each with who does.
STARTED_BY = {
    "green_wave.detect": "outbox.drain",  # by a message that the working days or the limits have changed
    "green_wave.detect_chunk": "green_wave.detect_all",
    "green_wave.drift_chunk": "green_wave.drift_all",
    "flow.snapshot": "flow.snapshot_all",
}


def test_everything_that_runs_by_itself_is_in_the_timetable_or_started_by_what_is():
    """A task that nobody starts is a promise that nobody keeps."""
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    timed = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert ours - timed == set(STARTED_BY)
    assert set(STARTED_BY.values()) <= timed | set(STARTED_BY)


def test_the_broker_is_never_asked_for_results():
    assert app.conf.task_ignore_result
    assert app.conf.task_acks_late

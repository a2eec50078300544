"""Every line of the timetable names a task that exists."""

import pytest

from jobpakker.celery import app


@pytest.mark.parametrize("name", sorted(app.conf.beat_schedule))
def test_beat_entry_names_an_existing_task(name):
    app.loader.import_default_modules()
    assert app.conf.beat_schedule[name]["task"] in app.tasks


def test_the_broker_is_never_asked_for_results():
    assert app.conf.task_ignore_result
    assert app.conf.task_acks_late

"""What runs by itself has run: this morning's round, last evening's check, and the pictures of the flow."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from casework.flow import actions as flow
from casework.green_wave import actions as green_wave
from casework.green_wave import muting, my_day, watch
from casework.green_wave import rounds as watch_rounds
from casework.green_wave.day import Sort
from casework.green_wave.watch import Job
from casework.jobpakke.events import jobpakke_changed
from casework.receivers import the_package_changed
from jobpakker.foundation.outbox import dispatch as outbox
from jobpakker.starter.seed.ground import Ground, moment

WEEKS, MONTHS = 13, 13


@contextmanager
def held_back() -> Iterator[None]:
    """The re-check that rides along in every save waits while a past is told: what it found on days long gone is gone too.

    The chains are looked at on the days that matter (`Chain.watch`), and all of them at the end.
    """
    jobpakke_changed.disconnect(the_package_changed)
    try:
        yield
    finally:
        jobpakke_changed.connect(the_package_changed)


def run(ground: Ground) -> None:
    municipality_id, at = ground.municipality.pk, ground.at
    morning, evening = (watch.due_day(job, at) for job in (Job.DETECT, Job.DRIFT))
    found = green_wave.detect(municipality_id=municipality_id, today=ground.today, at=at, everything=True)
    watch_rounds.ran(Job.DETECT, municipality_id, found, day=morning, at=at)
    if (
        morning != ground.today
    ):  # started before this morning's round: today's mails are shown all the same, and said once
        outbox.put("green_wave.digests", at=at, municipality_id=municipality_id, day=ground.today.isoformat())
    checked, differing = green_wave.drifted(municipality_id=municipality_id, today=ground.today, at=at)
    watch_rounds.ran(Job.DRIFT, municipality_id, checked, day=evening, at=at, differing=len(differing))
    _put_away(ground)
    for day in _pictured(ground):
        flow.take_snapshot(
            municipality=ground.municipality, day=day, at=min(at, moment(day + timedelta(days=1), 0, 20))
        )


def _put_away(ground: Ground) -> None:
    """Mette has put one draft away from her day, until the company is back."""
    mette = ground.users["mette"]
    draft = next((row for row in my_day.of(mette, today=ground.today).rows if row.sort == Sort.DRAFT), None)
    if draft is not None:
        until = ground.calendar.after(ground.today, 3) + timedelta(days=1)
        muting.mute(
            row=draft, reason="Bjarke Lund er tilbage fra ferie og ringer.", until=until, by=mette, at=ground.at
        )


def _pictured(ground: Ground) -> list[date]:
    """The last working day of each week of a quarter, of each month of a year, and yesterday: what the page shows of them."""
    yesterday, calendar = ground.today - timedelta(days=1), ground.calendar
    monday = ground.today - timedelta(days=ground.today.weekday())
    weeks = {calendar.before(monday - timedelta(weeks=n)) for n in range(WEEKS)}
    months = {calendar.before(_first_of_month(ground.today, n)) for n in range(MONTHS)}
    return sorted(day for day in weeks | months | {yesterday} if day <= yesterday)


def _first_of_month(today: date, months_ago: int) -> date:
    month = today.year * 12 + today.month - 1 - months_ago
    return date(month // 12, month % 12 + 1, 1)

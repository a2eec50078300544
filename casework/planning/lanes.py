"""Where the lanes beside the chain lie once the chain is planned. They never cover a day and never move anything."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from casework.planning.periods import ONE_DAY, Period
from casework.planning.steps import LaneSpec, Moment, PlannedLane, PlannedStep
from jobpakker.foundation.workdays import WorkdayCalendar


def place_lane(
    lane: LaneSpec, steps: Mapping[str, PlannedStep], job: date, today: date, calendar: WorkdayCalendar
) -> PlannedLane:
    """Never empty: one that would be over before it begins lasts its own length, or a day."""
    if lane.sessions:
        session = _session(lane.sessions, steps.values(), today)
        return PlannedLane(lane.id, lane.kind, session.start, session.until)
    start = lane.on or _moment(lane.begins, steps, job, calendar, end=False)
    if lane.on is None and lane.ends is None and start < today:
        start = calendar.on_or_after(today)
    until = start if lane.ends is None else _moment(lane.ends, steps, job, calendar, end=True)
    if until <= start and lane.length is not None:
        until = lane.length.after(start, calendar)
    return PlannedLane(lane.id, lane.kind, start, max(until, start + ONE_DAY))


def _session(sessions: Sequence[Period], steps: Iterable[PlannedStep], today: date) -> Period:
    """The first that begins with the chain or later; else the last that has not begun; else the last."""
    coming = [session for session in sessions if session.start >= today]
    begins = min((step.starts_on for step in steps), default=today)
    along = [session for session in coming if session.start >= begins]
    return min(along) if along else max(coming or sessions)


def _moment(
    moment: Moment, steps: Mapping[str, PlannedStep], job: date, calendar: WorkdayCalendar, *, end: bool
) -> date:
    """Half-open where `end`: until a step is until its last day is over; until the job is until the day before it."""
    step = steps.get(moment.step)
    day = job if step is None else (step.until if end else step.starts_on)
    if moment.distance is None:
        return day
    return moment.distance.before(day, calendar) if moment.back else moment.distance.after(day, calendar)

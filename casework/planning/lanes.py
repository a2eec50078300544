"""Where the lanes beside the chain lie once the chain is planned. They never cover a day and never move anything."""

from collections.abc import Mapping
from datetime import date

from casework.planning.periods import ONE_DAY
from casework.planning.steps import LaneSpec, Moment, PlannedLane, PlannedStep
from jobpakker.foundation.workdays import WorkdayCalendar


def place_lane(lane: LaneSpec, steps: Mapping[str, PlannedStep], job: date, calendar: WorkdayCalendar) -> PlannedLane:
    start = _moment(lane.begins, steps, job, calendar, end=False)
    until = max(_moment(lane.ends, steps, job, calendar, end=True), start + ONE_DAY)
    return PlannedLane(lane.id, lane.kind, start, until)


def _moment(
    moment: Moment, steps: Mapping[str, PlannedStep], job: date, calendar: WorkdayCalendar, *, end: bool
) -> date:
    """Half-open where `end`: until a step is until its last day is over; until the job is until the day before it."""
    step = steps.get(moment.step)
    day = job if step is None else (step.until if end else step.starts_on)
    if moment.distance is None:
        return day
    return moment.distance.before(day, calendar) if moment.back else moment.distance.after(day, calendar)

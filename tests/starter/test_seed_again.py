"""The demo's municipality loaded more than once: the same day gives the same rows, and any day will do."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from casework.green_wave.models import DeadPeriod, State
from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.states import JobpakkeState, StepState
from jobpakker.foundation.accounts.models import Municipality
from tests.starter.test_seed import WEDNESDAY, fill

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
# Easter Sunday, Christmas Eve, the day that a year rarely has, and one from which weeks lead into Christmas.
AWKWARD = (date(2027, 3, 28), date(2026, 12, 24), date(2028, 2, 29), date(2026, 11, 26))


def test_the_same_day_gives_the_same_rows():
    """Ids of rows that carry no name of ours are drawn by chance; what people see is not."""
    seen = []
    for _n in range(2):
        with transaction.atomic():
            fill(WEDNESDAY)
            seen.append(_what_people_see())
            transaction.set_rollback(True)
    assert seen[0] == seen[1]


def _what_people_see() -> dict[str, Any]:
    packages = Jobpakke.objects.for_municipality(Municipality.objects.get(code="998"))
    who = ("citizen__alias", "citizen__first_name", "opening__title", "opening__company__cvr")
    steps = ("steps__kind", "steps__state", "steps__starts_on", "steps__until", "steps__started_on")
    ends = ("state", "outcome", "promised_on", "became_jobpakke_on", "ended_on")
    flags = ("dead_periods__starts_on", "dead_periods__working_days", "dead_periods__cause")
    return {
        "packages": sorted(map(str, packages.values_list(*who, *ends, *steps))),
        "flags": sorted(map(str, packages.values_list("public_id", *flags))),
    }


@pytest.mark.parametrize("today", AWKWARD)
def test_any_day_will_do(today):
    fill(today)
    municipality = Municipality.objects.get(name="Fjordby Kommune").pk
    states = Counter(Jobpakke.objects.for_municipality(municipality).values_list("state", flat=True))
    assert set(states) == set(JobpakkeState)
    flags = DeadPeriod.objects.for_municipality(municipality).filter(closed_at=None)
    assert {flag.state for flag in flags} == {State.FORECAST, State.RUNNING}
    begins = Step.objects.for_municipality(municipality).filter(jobpakke__citizen__first_name="Samira", position=0)
    assert begins.get().state == StepState.PLANNED

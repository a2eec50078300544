"""The demo's municipality: all that is promised is there, nobody in it could be real, and the same day gives the same rows."""

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jobpakker.starter import seed

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 11, 25)


def fill(today: date = WEDNESDAY) -> list[seed.LogIn]:
    return seed.load(
        today=today, at=datetime.combine(today, datetime.min.time(), ZoneInfo("Europe/Copenhagen")).replace(hour=9)
    )


def test_it_loads(capsys):
    began = time.monotonic()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        people = fill()
    with capsys.disabled():
        print(f"\nthe demo's municipality: {time.monotonic() - began:.1f} s, {len(queries)} queries")
    assert people[0].email == "mette@fjordby.invalid"

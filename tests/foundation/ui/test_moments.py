"""A moment is shown as the Danish day it happened on, whatever zone it was read in."""

from datetime import UTC, date, datetime

from jobpakker.foundation.ui.templatetags.ui import da_date


def test_half_an_hour_past_midnight_in_denmark_is_the_new_day():
    assert da_date(datetime(2026, 11, 25, 23, 30, tzinfo=UTC)) == "26. november 2026"


def test_a_day_stays_the_day():
    assert da_date(date(2026, 11, 25), "short") == "25. nov. 2026"
    assert da_date(None) == ""

"""A date as people write and say it."""

from datetime import date

import pytest

from jobpakker.foundation.ui import dates

TODAY = date(2026, 11, 26)  # a Thursday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("i dag", date(2026, 11, 26)),
        ("I morgen", date(2026, 11, 27)),
        ("i går", date(2026, 11, 25)),
        ("om 3 uger", date(2026, 12, 17)),
        ("om fjorten dage", date(2026, 12, 10)),
        ("om 14 dage", date(2026, 12, 10)),
        ("om tre mdr.", date(2027, 2, 26)),
        ("for 2 uger siden", date(2026, 11, 12)),
        ("torsdag", date(2026, 11, 26)),
        ("på torsdag", date(2026, 12, 3)),
        ("på mandag", date(2026, 11, 30)),
        ("næste fredag", date(2026, 12, 4)),
        ("i mandags", date(2026, 11, 23)),
        ("sidste torsdag", date(2026, 11, 19)),
        ("næste uge", date(2026, 11, 30)),
        ("mandag 30. november", date(2026, 11, 30)),
        ("om 3", None),
        ("3 uger", None),
        ("om 3 år", None),
        ("om 999 mdr", None),
        ("om -3 uger", None),
    ],
)
def test_a_day_as_it_is_said_from_today(text, day):
    if day is None:
        with pytest.raises(dates.UnreadableDate):
            dates.parse(text, today=TODAY)
    else:
        assert dates.parse(text, today=TODAY) == day


def test_what_is_said_from_today_is_nothing_where_today_is_not_known():
    with pytest.raises(dates.UnreadableDate):
        dates.parse("i morgen")


def test_a_month_from_the_last_of_january_is_the_last_of_february():
    assert dates.parse("om en måned", today=date(2027, 1, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("text", "back", "day"),
    [
        ("20/11", 0, date(2027, 11, 20)),
        ("20/11", dates.HAS_BEEN, date(2026, 11, 20)),
        ("1. januar", dates.HAS_BEEN, date(2026, 1, 1)),
        ("1/12", dates.HAS_BEEN, date(2026, 12, 1)),  # said of a day that has been it is refused, and not last year's
        ("uge 45", dates.HAS_BEEN, date(2026, 11, 2)),
        ("uge 45", 0, date(2027, 11, 8)),
        ("20/11", dates.MAY_HAVE_BEEN, date(2026, 11, 20)),
        ("12/7", dates.MAY_HAVE_BEEN, date(2027, 7, 12)),
        ("mandag", dates.HAS_BEEN, date(2026, 11, 23)),
        ("29/2", dates.HAS_BEEN, date(2028, 2, 29)),
        ("20/11-2025", dates.HAS_BEEN, date(2025, 11, 20)),
    ],
)
def test_a_day_without_a_year_is_looked_for_from_so_many_days_back(text, back, day):
    assert dates.parse(text, today=TODAY, back=back) == day

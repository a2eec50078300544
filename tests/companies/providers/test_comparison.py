"""A file against what we know: new, changed from what to what, unchanged, missing; nothing erased, nothing guessed."""

from datetime import date
from itertools import count

import pytest

from companies.providers.comparison import KnownCourse, KnownSession, compare
from companies.providers.csv_lines import Content, Fault, Line, Problem
from companies.providers.facts import SessionFacts
from jobpakker.foundation.workdays import WorkdayCalendar

TODAY = date(2026, 11, 25)
MONDAY, FRIDAY = date(2027, 3, 1), date(2027, 3, 5)
CALENDAR = WorkdayCalendar.danish()
numbers = count(1)


def known(**other):
    plain = {
        "title": "Truck B", "provider": "EUC Fjord", "place": "Fjordby", "starts_on": MONDAY, "until": date(2027, 3, 4),
        "seats": 12, "seats_taken": 4, "price_kr": 900,
    }  # fmt: skip
    number = next(numbers)
    return KnownSession(number, f"id-{number}", SessionFacts(**(plain | other)))


def line(number=2, **other):
    plain = {
        "title": "Truck B", "provider": "EUC Fjord", "place": "Fjordby", "starts_on": MONDAY, "until": date(2027, 3, 4), "seats": 12,
    }  # fmt: skip
    return Line(number=number, **(plain | other))


def run(lines, sessions=(), courses=(("Truck B", "", 3),), providers=("EUC Fjord",), problems=()):
    content = Content(lines=tuple(lines), problems=tuple(problems))
    rows = [KnownCourse(*course) for course in courses]
    return compare(content, sessions, rows, providers, today=TODAY, calendar=CALENDAR)


def faults(found):
    return [(problem.line, problem.fault) for problem in found.problems]


# What a line is ---------------------------------------------------------------------------------------------------------------
def test_an_unknown_class_is_new_with_its_course_and_provider():
    found = run([line(title="Svejsning", provider="Ny Skole", days=5)], courses=(), providers=())
    assert [row.facts.title for row in found.new] == ["Svejsning"]
    assert found.providers == ["Ny Skole"]
    assert [(row.course, row.old) for row in found.courses] == [(KnownCourse("Svejsning", "", 5), None)]


def test_a_known_class_is_told_old_and_new():
    session = known()
    found = run([line(seats=16, taken=6, price_kr=1000)], [session])
    [changed] = found.changed
    assert changed.differences == {"seats": [12, 16], "seats_taken": [4, 6], "price_kr": [900, 1000]}
    assert found.new == found.missing == []


def test_an_empty_field_changes_nothing():
    session = known(reference="H1")
    found = run([line(place=None)], [session])
    assert found.unchanged == [session]
    assert not found.changes_anything


def test_free_seats_say_how_many_are_taken():
    assert run([line(free=3)], [known()]).changed[0].differences == {"seats_taken": [4, 9]}


def test_capitals_and_blanks_make_no_new_class_and_no_new_spelling():
    session = known()
    found = run([line(title="TRUCK  b", provider="euc fjord", place="FJORDBY", reference=None)], [session])
    assert found.changed[0].differences == {"place": ["Fjordby", "FJORDBY"]}
    assert found.providers == found.courses == []


def test_the_providers_own_number_finds_a_class_that_has_moved():
    session = known(reference="H1")
    moved = line(reference="H1", starts_on=date(2027, 3, 8), until=date(2027, 3, 11))
    [changed] = run([moved], [session]).changed
    assert changed.differences == {"starts_on": ["2027-03-01", "2027-03-08"], "until": ["2027-03-04", "2027-03-11"]}


def test_without_the_number_a_moved_class_is_new_and_the_old_one_missing():
    old, last = known(starts_on=date(2027, 3, 2)), known(starts_on=FRIDAY, until=date(2027, 3, 9))
    found = run([line(), line(3, starts_on=FRIDAY, until=date(2027, 3, 9))], [old, last])
    assert [row.line for row in found.new] == [2]
    assert found.missing == [old]


def test_a_class_written_by_hand_takes_the_number_of_the_file():
    assert run([line(reference="H1")], [known()]).changed[0].differences == {"reference": ["", "H1"]}


def test_another_number_on_the_same_day_is_another_class():
    found = run([line(reference="H2")], [known(reference="H1")])
    assert len(found.new) == 1


def test_two_places_on_one_day_are_two_classes():
    here, there = known(), known(place="Sønderby")
    found = run([line(place="Sønderby", seats=20)], [here, there])
    assert found.changed[0].known == there


def test_a_line_that_fits_several_is_not_guessed_at():
    found = run([line(place=None)], [known(), known(place="Sønderby")])
    assert faults(found) == [(2, Fault.AMBIGUOUS)]


def test_a_class_that_has_begun_is_passed_over():
    found = run([line(starts_on=TODAY, until=date(2026, 11, 28)), line(3)], [known(starts_on=TODAY)])
    assert found.passed == [2]
    assert [row.line for row in found.new] == [3]


@pytest.mark.parametrize(("said", "was", "differs"), [
    (None, True, False), (None, False, False), (True, False, True), (False, True, True), (True, True, False),
])  # fmt: skip
def test_a_cancelled_class_stays_so_unless_the_file_says_otherwise(said, was, differs):
    found = run([line(cancelled=said)], [known(cancelled=was)])
    assert bool(found.changed) == differs


def test_more_taken_than_there_are_seats_is_refused():
    assert faults(run([line(seats=3)], [known(seats_taken=4)])) == [(2, Fault.OVERBOOKED)]


# Lines against each other ------------------------------------------------------------------------------------------------------
def test_the_same_class_twice_is_told_with_the_line_of_the_first():
    found = run([line(2), line(7)], [known()])
    assert [(p.line, p.fault, p.facts) for p in found.problems] == [(7, Fault.REPEATED, {"line": 2})]
    found = run([line(2, title="Ny"), line(7, title="ny")])
    assert faults(found) == [(7, Fault.REPEATED)]
    found = run([line(2, title="Ny", reference="A"), line(7, title="ny", reference="B")])
    assert faults(found) == []


def test_lines_may_not_contradict_each_other_about_a_course():
    other_day = {"starts_on": FRIDAY, "until": date(2027, 3, 9)}
    assert faults(run([line(2, days=3), line(3, days=2, **other_day)])) == [(3, Fault.SAYS_OTHERWISE)]
    assert faults(run([line(2, amu="47592"), line(3, amu="47593", **other_day)])) == [(3, Fault.SAYS_OTHERWISE)]
    assert faults(run([line(2), line(3, days=2, **other_day)])) == []


def test_what_a_file_says_of_a_known_course_is_told_old_and_new():
    [change] = run([line(days=2, amu="47592")]).courses
    assert (change.old, change.course) == (KnownCourse("Truck B", "", 3), KnownCourse("Truck B", "47592", 2))
    assert run([line(days=3)]).courses == []


def test_a_later_line_tells_the_length_of_a_new_course():
    lines = [line(2, title="Ny"), line(3, title="Ny", days=2, starts_on=FRIDAY, until=date(2027, 3, 9))]
    assert [row.course.days for row in run(lines).courses] == [2]
    assert [row.course.days for row in run(lines[:1]).courses] == [3]  # the working days that it lasts


# Days -----------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("starts_on", "days", "until"), [
    (MONDAY, 1, date(2027, 3, 2)), (MONDAY, 5, date(2027, 3, 6)), (FRIDAY, 2, date(2027, 3, 9)),
    (date(2027, 3, 24), 2, date(2027, 3, 31)),  # over Easter
])  # fmt: skip
def test_without_a_last_day_the_course_days_are_counted(starts_on, days, until):
    [new] = run([line(starts_on=starts_on, until=None, days=days)]).new
    assert new.facts.until == until


def test_without_a_last_day_a_known_class_keeps_its_own():
    found = run([line(until=None, days=3)], [known(until=date(2027, 3, 30))])
    assert found.unchanged


# Missing -----------------------------------------------------------------------------------------------------------------------
def test_only_open_classes_ahead_of_the_same_providers_among_the_days_of_the_file_are_missing():
    late = line(3, starts_on=date(2027, 4, 1), until=date(2027, 4, 3))
    missed = known(starts_on=date(2027, 3, 15))
    others = [
        known(starts_on=date(2027, 4, 2)), known(starts_on=date(2027, 2, 26)), known(starts_on=date(2027, 3, 15), cancelled=True),
        known(starts_on=date(2027, 3, 15), provider="En anden"), known(starts_on=TODAY),
    ]  # fmt: skip
    assert run([line(), late], [missed, *others]).missing == [missed]


def test_nothing_is_called_missing_while_a_line_cannot_be_read():
    found = run([line()], [known(starts_on=MONDAY, place="Sønderby")], problems=[Problem(9, Fault.DATE)])
    assert found.missing == []


# The fingerprint ----------------------------------------------------------------------------------------------------------------
def test_the_fingerprint_is_that_of_what_would_be_done():
    session = known()
    one = run([line(seats=16)], [session])
    assert run([line(seats=16)], [session]).fingerprint == one.fingerprint
    moved_on = KnownSession(session.id, session.public_id, session.facts.with_(seats=14))
    assert run([line(seats=16)], [moved_on]).fingerprint != one.fingerprint
    assert run([line(seats=17)], [session]).fingerprint != one.fingerprint
    assert run([line(seats=16), line(3, title="Ny")], [session]).fingerprint != one.fingerprint
    done = KnownSession(session.id, session.public_id, session.facts.with_(seats=16))
    assert run([line(seats=16)], [done]).fingerprint != one.fingerprint

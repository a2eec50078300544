"""The ladder, told as plain values."""

from datetime import date

import pytest

from companies.ladder.rungs import BY_HAND, Rung, Said, Yes, climb, highest

STATED = Said(date(2026, 9, 1), "Mette")


def day(n, by="Mette"):
    return Said(date(2026, 9, n), by)


def reached(**facts):
    steps = climb(**({"stated": STATED, "written": {}, "yeses": []} | facts))
    return {step.rung: step.said for step in steps if step.reached}


def test_a_job_that_is_written_down_is_stated_and_nothing_more():
    assert reached() == {Rung.STATED: STATED}


def test_all_rungs_are_there_in_order_reached_or_not():
    assert [step.rung for step in climb(stated=STATED, written={}, yeses=[])] == list(Rung)


def test_what_was_written_down_counts_with_its_own_day_and_person():
    written = {Rung.TALKED: day(1), Rung.TOOK_PART: day(9, "Birgit"), Rung.HIRED: day(30)}
    assert reached(written=written) == {Rung.STATED: STATED, **written}


def test_a_yes_by_link_is_confirmed_and_with_conditions_conditional_too():
    assert reached(yeses=[Yes(day(10), has_conditions=False)]) == {Rung.STATED: STATED, Rung.CONFIRMED: day(10)}
    both = reached(yeses=[Yes(day(10), has_conditions=True)])
    assert both == {Rung.STATED: STATED, Rung.CONDITIONAL: day(10), Rung.CONFIRMED: day(10)}


def test_of_several_the_first_counts():
    yeses = [Yes(day(20), has_conditions=True), Yes(day(12), has_conditions=False), Yes(day(15), has_conditions=True)]
    found = reached(yeses=yeses, written={Rung.CONDITIONAL: day(14)})
    assert (found[Rung.CONFIRMED], found[Rung.CONDITIONAL]) == (day(12), day(14))
    assert reached(yeses=yeses, written={Rung.CONDITIONAL: day(18)})[Rung.CONDITIONAL] == day(15)


@pytest.mark.parametrize(
    ("written", "top"), [({}, Rung.STATED), ({Rung.HIRED: day(30)}, Rung.HIRED), ({Rung.TALKED: day(1)}, Rung.STATED)]
)
def test_the_company_stands_on_the_highest_rung_reached(written, top):
    assert highest(climb(stated=STATED, written=written, yeses=[])) == top


def test_what_follows_from_elsewhere_is_not_written_by_hand():
    assert set(Rung) - set(BY_HAND) == {Rung.STATED, Rung.CONFIRMED}

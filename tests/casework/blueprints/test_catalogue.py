"""The catalogue: the 12 originals and more, each with legal lengths and a mentor into the job."""

from datetime import date, timedelta

import pytest

from casework.blueprints import catalogue
from casework.planning.steps import LengthUnit, StepKind, add_months

MODELS = catalogue.models()
ORIGINAL = {
    "Butiksmedhjælper", "Kabel- og ledningsarbejder", "Køkkenmedhjælper", "Lagermedarbejder i medicinalindustrien",
    "Lagermedarbejder i transportbranchen", "Lastbilchauffør", "Postarbejder", "Produktionsmedarbejder i industrien",
    "Rengøringsmedarbejder", "Rutebuschauffør", "Serviceassistent i staten", "Slagterimedarbejder",
}  # fmt: skip
each = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.code)


def test_the_twelve_originals_and_at_least_22_in_all():
    assert {model.title for model in MODELS if model.original} == ORIGINAL
    assert len(MODELS) >= 22
    assert [model.code for model in MODELS] == [f"T{n:02}" for n in range(1, len(MODELS) + 1)]
    assert len({model.title for model in MODELS}) == len(MODELS)


@each
def test_every_chain_begins_with_praktik_ends_with_loentilskud_and_has_a_course(model):
    kinds = [step.kind for step in model.steps if not step.beside]
    assert kinds[0] == StepKind.VIRKSOMHEDSPRAKTIK
    assert kinds[-1] == StepKind.LOENTILSKUD and model.steps[-1].kind == StepKind.MENTOR
    assert StepKind.COURSE in kinds
    assert model.branch
    assert model.needs


@each
def test_praktik_is_never_longer_than_13_weeks_altogether(model):
    praktik = [step.length for step in model.steps if step.kind == StepKind.VIRKSOMHEDSPRAKTIK]
    assert all(length.preferred.unit == LengthUnit.WEEKS for length in praktik)
    assert sum(length.longest or length.preferred.amount for length in praktik) <= 13  # LAB § 61, nr. 3 and 5


@each
def test_loentilskud_stays_within_six_months_private_and_four_public_whenever_it_begins(model):
    (step,) = (step for step in model.steps if step.kind == StepKind.LOENTILSKUD)
    most, unit = step.length.longest, step.length.preferred.unit
    if "offentlig" in step.title:
        assert unit == LengthUnit.MONTHS
        assert most <= 4
    else:
        assert unit == LengthUnit.WEEKS
        starts = (date(2026, 1, 1) + timedelta(days=n) for n in range(366))
        assert all(day + timedelta(weeks=most) <= add_months(day, 6) for day in starts)


@each
def test_courses_are_counted_in_working_days_and_held_elsewhere(model):
    courses = [step for step in model.steps if step.kind == StepKind.COURSE and not step.beside]
    assert all(step.length.preferred.unit == LengthUnit.WORKDAYS and not step.at_the_company for step in courses)


@each
def test_the_mentor_goes_on_eight_weeks_into_the_job(model):
    mentor = model.steps[-1]
    assert (mentor.length.preferred.amount, mentor.length.preferred.unit) == (8, LengthUnit.WEEKS)
    assert mentor.at_the_company


def test_danish_lessons_run_along_with_the_whole_chain_where_the_job_asks_for_them():
    """domain.md § 4.7: DU and FVU run in parallel 1-2 days or evenings a week."""
    lanes = {
        model.code: step for model in MODELS for step in model.steps if step.beside and step.kind == StepKind.COURSE
    }
    assert set(lanes) == {"T01", "T13"}
    for code, lane in lanes.items():
        (model,) = (model for model in MODELS if model.code == code)
        assert model.steps[lane.ends_with].kind == StepKind.LOENTILSKUD and lane.begins_with is None
        assert 2 <= lane.weekly_hours <= 10 and not lane.at_the_company


@pytest.mark.parametrize("line", ["praktik | Uden længde", "job | Jobbet | 4 uger | virksomhed", "praktik | P | 4 uger | månen", "praktik | | 4 uger | andet", "praktik | P | mange uger | andet"])  # fmt: skip
def test_a_wrong_line_stops_the_program(line):
    with pytest.raises((ValueError, KeyError)):
        catalogue._step(line)

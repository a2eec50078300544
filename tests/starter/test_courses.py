"""The demo's courses: whatever a model names is held somewhere, near enough, and some of it is full or called off."""

from datetime import timedelta

from casework.blueprints.models import BlueprintStep
from casework.planning.steps import StepKind
from companies.providers import queries
from companies.providers.models import CourseSession, Provider
from tests.starter.test_seed import WEDNESDAY, _filled, fjordby  # noqa: F401 - the municipality, loaded once a module

NINE_MONTHS = timedelta(days=270)


def test_every_course_of_a_model_is_held_and_has_free_seats(fjordby):  # noqa: F811
    titles = set(
        BlueprintStep.objects.for_municipality(fjordby)
        .filter(kind=StepKind.COURSE, beside=False)
        .values_list("title", flat=True)
    )
    found = queries.sessions_for(fjordby, titles, after=WEDNESDAY, before=WEDNESDAY + NINE_MONTHS)
    few = {t: len(found.get(t, ())) for t in titles if sum(bool(s.free) for s in found.get(t, ())) < 3}
    assert not few
    assert all(session.exact for sessions in found.values() for session in sessions)


def test_some_classes_are_full_and_some_called_off_before_and_ahead(fjordby):  # noqa: F811
    rows = CourseSession.objects.for_municipality(fjordby)
    ahead = rows.filter(starts_on__gt=WEDNESDAY)
    assert ahead.filter(state="open").count() > 300
    assert any(not session.free for session in ahead.filter(state="open"))
    assert ahead.filter(state="cancelled").exists()
    assert rows.filter(state="cancelled", cancel_reason="too_few", starts_on__lt=WEDNESDAY).count() > 5
    assert not rows.filter(cancelled_on__gt=WEDNESDAY).exists()


def test_classes_begin_on_working_days_and_their_days_add_up(fjordby):  # noqa: F811
    calendar = queries.calendar_of(fjordby)
    for session in queries.sessions(fjordby):
        assert calendar.is_working_day(session.starts_on)
        assert calendar.count(session.starts_on, session.until) == session.course.days, session.course.title


def test_it_is_all_fjordbys(fjordby):  # noqa: F811
    assert Provider.objects.for_municipality(fjordby).count() == 5
    assert not CourseSession.objects.across_municipalities().exclude(municipality_id=fjordby).exists()

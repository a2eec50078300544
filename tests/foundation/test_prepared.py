"""A query that is put together once answers as the ordinary one does, and is refused where it would not."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.jobpakke import queries
from companies.openings.models import JobOpening
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.models import ClosedDay
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.prepared import Prepared, columns, row_of
from jobpakker.foundation.tenancy import UnscopedQuery
from tests.factories import jobpakker
from tests.factories.companies import JobOpeningFactory

pytestmark = pytest.mark.django_db

OPENINGS = Prepared(
    lambda place, named: JobOpening.objects.for_municipality(place).filter(public_id=named).values_list("pk"), int, UUID
)


def test_it_answers_each_time_what_is_asked_then():
    one, other = JobOpeningFactory(), JobOpeningFactory()
    for opening in (one, other, one):
        assert OPENINGS(opening.municipality_id, opening.public_id) == [(opening.pk,)]
    assert OPENINGS(one.municipality_id, other.public_id) == []
    assert OPENINGS(one.municipality_id, uuid4()) == []


def test_the_rows_become_the_objects_that_the_ordinary_query_gives():
    opening = JobOpeningFactory()
    found = queries.opening(opening.created_by, opening.public_id)
    usual = JobOpening.objects.for_municipality(opening.municipality_id).select_related(
        "company", "worksite", "contact"
    )
    usual = usual.get(pk=opening.pk)
    with CaptureQueriesContext(connection) as asked:
        for one, other in (
            (found, usual),
            *((getattr(found, n), getattr(usual, n)) for n in ("company", "worksite", "contact")),
        ):
            names = [field.attname for field in one._meta.concrete_fields]
            assert [getattr(one, name) for name in names] == [getattr(other, name) for name in names]
            assert one == other and not one._state.adding
    assert len(asked) == 0
    found.title = "Et andet"
    found.save(update_fields=["title"])
    usual.refresh_from_db()
    assert usual.title == "Et andet"


def test_a_row_comes_with_all_that_it_points_at_and_without_what_is_not_there():
    drawn_up, promised = jobpakker.draft(), jobpakker.active()
    for package in (drawn_up, promised):
        found = queries.jobpakke(package.caseworker, package.public_id)
        with CaptureQueriesContext(connection) as asked:
            promise, job = found.commitment, found.opening
            read = [found, found.citizen, found.caseworker, found.blueprint, promise, job, job.company, job.worksite]
            people = [job.contact, promise.contact if promise else None]
        assert len(asked) == 0
        job = package.opening
        assert read[:5] == [package, package.citizen, package.caseworker, package.blueprint, package.commitment]
        assert read[5:] == [job, job.company, job.worksite]
        assert people == [job.contact, package.commitment.contact if package.commitment else None]
    assert drawn_up.commitment is None and promised.commitment is not None


def test_a_query_that_was_never_told_whose_rows_is_refused():
    with pytest.raises(UnscopedQuery):
        Prepared(lambda named: JobOpening.objects.filter(public_id=named).values_list("pk"), UUID)(uuid4())


def test_a_column_that_django_would_translate_is_refused():
    with pytest.raises(TypeError, match="translate"):
        Prepared(lambda place: AuditEvent.objects.for_municipality(place).values_list("data"), int)(1)


def test_a_value_that_has_no_place_is_refused_and_so_is_one_too_many():
    with pytest.raises(TypeError, match="no place"):
        Prepared(
            lambda place, day: ClosedDay.objects.for_municipality(place).values_list("day"), int, type(clock.today())
        )(1, clock.today() + timedelta(days=1))
    with pytest.raises(TypeError, match="are wanted"):
        OPENINGS(1)


def test_columns_and_rows_fit_each_other():
    opening = JobOpeningFactory()
    values = JobOpening.objects.for_municipality(opening.municipality_id).values_list(*columns(JobOpening)).get()
    assert row_of(JobOpening, ("before", *values), start=1).starts_on == opening.starts_on

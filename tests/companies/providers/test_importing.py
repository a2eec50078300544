"""A file applied as it was shown, once, within the hour; what changed meanwhile is told and nothing is written."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from companies.providers import actions, export, history, importing, queries
from companies.providers.csv_lines import UnreadableFile
from companies.providers.importing import AlreadyApplied, ChangedMeanwhile, Expired
from companies.providers.models import Course, CourseImport, CourseSession, Provider
from jobpakker.foundation.audit.models import AuditEvent
from tests.factories.accounts import UserFactory
from tests.factories.providers import CourseFactory, CourseSessionFactory, ProviderFactory

pytestmark = pytest.mark.django_db
TODAY, AT = date(2026, 11, 25), datetime(2026, 11, 25, 9, tzinfo=UTC)
HEAD = "titel;udbyder;start;slut;pladser;optaget;sted;pris;holdnummer;tilstand"
LINE = "Truck B;EUC Fjord;01-03-2027;09-03-2027;12;4;Fjordby;1.404;H1;"


@pytest.fixture
def by():
    return UserFactory()


def keep(by, *lines, head=HEAD, at=AT, key=None):
    content = "\n".join([head, *lines]).encode()
    return importing.keep(key=key or uuid4(), content=content, file_name="k.csv", by=by, at=at, today=TODAY)


def shown(kept, at=AT):
    return importing.preview(kept, at=at, today=TODAY)


def apply(kept, by, *, at=AT, fingerprint=None, **other):
    print_ = fingerprint or shown(kept, at).fingerprint
    return importing.apply(kept=kept, fingerprint=print_, by=by, at=at, today=TODAY, **other)


def sessions(by):
    return queries.sessions(by.municipality_id).order_by("pk")


def kinds(by):
    rows = AuditEvent.objects.for_municipality(by.municipality_id).order_by("pk")
    return [event.kind.rpartition(".")[2] for event in rows]


def test_new_classes_come_with_their_courses_and_providers(by):
    kept = keep(by, LINE, "Svejsning;Ny Skole;02-03-2027;03-03-2027;8;;;;;aflyst")
    counts = apply(kept, by)
    assert counts == {"new": 2, "changed": 0, "cancelled": 0, "courses": 2, "providers": 2, "refused": 0}
    truck, welding = sessions(by)
    assert (truck.course.title, truck.course.days, truck.course.words) == ("Truck B", 7, ["b", "truck"])
    assert (truck.free, truck.price_kr, truck.until) == (8, 1404, date(2027, 3, 10))
    assert (welding.state, welding.cancelled_on, welding.price_kr) == ("cancelled", TODAY, None)
    assert kinds(by) == ["added", "added", "imported"]
    assert AuditEvent.objects.for_municipality(by.municipality_id).first().by_name == by.name


def test_changes_are_written_with_an_event_each_that_reads_as_a_sentence(by):
    apply(keep(by, LINE), by)
    session = sessions(by).get()
    apply(keep(by, LINE.replace(";12;4;", ";16;5;").replace("01-03", "02-03")), by)
    line = history.lines(queries.events(session))[0]
    assert line.sentence == "rettede holdet efter en fil."
    assert [(c.label, c.old, c.new) for c in line.differences] == [
        ("Første dag", "1. mar. 2027", "2. mar. 2027"), ("Pladser", "12", "16"), ("Optagne pladser", "4", "5"),
    ]  # fmt: skip
    assert sessions(by).get().seats == 16


def test_the_course_of_a_file_is_corrected(by):
    course = CourseFactory(municipality=by.municipality, title="Truck B", days=5)
    apply(keep(by, LINE + ";7;47592", head=HEAD + ";dage;amu"), by)
    course.refresh_from_db()
    assert (course.days, course.amu) == (7, "47592")
    assert "changed" in kinds(by)


def test_a_file_that_was_applied_says_nothing_new_the_second_time(by):
    apply(keep(by, LINE), by)
    compared = shown(keep(by, LINE))
    assert (len(compared.unchanged), compared.changes_anything) == (1, False)


def test_applying_twice_applies_once(by):
    kept = keep(by, LINE)
    fingerprint = shown(kept).fingerprint
    counts = apply(kept, by)
    with pytest.raises(AlreadyApplied) as again:
        apply(kept, by, fingerprint=fingerprint)
    assert again.value.counts == counts
    assert sessions(by).count() == 1
    kept.refresh_from_db()
    assert kept.content == {}  # what was read is not kept longer than needed


def test_sending_the_same_form_twice_keeps_it_once(by):
    key = uuid4()
    assert keep(by, LINE, key=key) == keep(by, LINE, key=key)


@pytest.mark.parametrize("meanwhile", [
    lambda by, session: actions.change(session=session, key=uuid4(), by=by, at=AT, seats=14),
    lambda by, session: actions.take_seat(session=session, key=uuid4(), by=by, at=AT),
    lambda by, session: actions.cancel(session=session, key=uuid4(), reason="other", by=by, at=AT),
    lambda by, session: apply(keep(by, "Ny;EUC Fjord;05-04-2027;06-04-2027;9;;;;H2;"), by),
    lambda by, session: actions.change_course(course=session.course, by=by, at=AT, title="Truck B og mere"),
])  # fmt: skip
def test_what_changed_meanwhile_is_told_and_nothing_is_written(by, meanwhile):
    apply(keep(by, LINE), by)
    session = sessions(by).get()
    kept = keep(by, LINE.replace(";12;4;", ";16;4;"), "Ny;EUC Fjord;05-04-2027;06-04-2027;9;;;;H2;")
    fingerprint = shown(kept).fingerprint
    meanwhile(UserFactory(municipality=by.municipality), session)
    before = [row.facts for row in sessions(by)]
    with pytest.raises(ChangedMeanwhile):
        apply(kept, by, fingerprint=fingerprint)
    assert [row.facts for row in sessions(by)] == before


def test_what_others_changed_elsewhere_does_not_matter(by):
    kept = keep(by, LINE)
    fingerprint = shown(kept).fingerprint
    CourseSessionFactory(municipality=by.municipality)
    assert apply(kept, by, fingerprint=fingerprint)["new"] == 1


def test_a_day_that_passes_meanwhile_is_told(by):
    kept = keep(by, LINE)
    fingerprint = shown(kept).fingerprint
    with pytest.raises(ChangedMeanwhile):
        importing.apply(kept=kept, fingerprint=fingerprint, by=by, at=AT, today=date(2027, 3, 1))


def test_after_an_hour_it_is_too_late(by):
    kept = keep(by, LINE)
    fingerprint = shown(kept, AT + timedelta(minutes=59)).fingerprint
    with pytest.raises(Expired):
        apply(kept, by, fingerprint=fingerprint, at=AT + timedelta(hours=1))
    assert sessions(by).count() == 0


def test_a_new_file_takes_the_place_of_ones_own_and_of_everyones_old_ones(by):
    colleague = UserFactory(municipality=by.municipality)
    old, hers = keep(colleague, LINE, at=AT - timedelta(hours=2)), keep(by, LINE)
    stranger = keep(UserFactory(), LINE, at=AT - timedelta(hours=2))
    newest = keep(by, LINE)
    rows = CourseImport.objects.across_municipalities()
    assert set(rows.values_list("pk", flat=True)) == {newest.pk, stranger.pk}
    assert old.pk != hers.pk


def test_a_file_that_cannot_be_read_keeps_nothing_and_takes_no_ones_place(by):
    kept = keep(by, LINE)
    with pytest.raises(UnreadableFile):
        importing.keep(key=uuid4(), content=b"PK\x03\x04", file_name="k.xlsx", by=by, at=AT, today=TODAY)
    assert CourseImport.objects.for_municipality(by.municipality_id).get() == kept


def test_broken_lines_are_skipped_and_counted(by):
    counts = apply(keep(by, LINE, "=1;EUC Fjord;01-03-2027;01-03-2027;5;;;;;"), by)
    assert (counts["new"], counts["refused"]) == (1, 1)


# Missing ---------------------------------------------------------------------------------------------------------------------
def test_missing_classes_stay_unless_it_was_chosen(by):
    gone = LINE.replace("H1", "H2").replace("01-03-2027", "03-03-2027")
    last = LINE.replace("H1", "H3").replace("01-03-2027", "05-03-2027")
    apply(keep(by, LINE, gone, last), by)
    apply(keep(by, LINE, last), by)
    assert sessions(by).filter(state="open").count() == 3
    assert apply(keep(by, LINE, last), by, cancel_missing=True)["cancelled"] == 1
    cancelled = sessions(by).get(state="cancelled")
    assert (cancelled.reference, cancelled.cancelled_on, cancelled.cancel_reason) == ("H2", TODAY, "other")
    assert (
        history.lines(queries.events(cancelled))[0].sentence == "aflyste holdet, fordi det manglede i udbyderens fil."
    )


# Others' rows -------------------------------------------------------------------------------------------------------------------
def test_a_file_reaches_no_other_municipality(by):
    other = UserFactory()
    apply(keep(other, LINE), other)
    apply(keep(by, LINE.replace(";12;", ";16;")), by)
    assert sessions(other).get().seats == 12
    assert Provider.objects.for_municipality(other.municipality_id).count() == 1
    assert Course.objects.for_municipality(by.municipality_id).count() == 1


# Size -----------------------------------------------------------------------------------------------------------------------------
def test_five_thousand_lines_cost_as_many_queries_as_fifty(by, django_assert_max_num_queries):
    def lines(n):
        return [f"Kursus {i % 40};Skole {i % 7};01-03-2027;02-03-2027;12;1;;900;H{i};" for i in range(n)]

    def cost(n, user):
        kept = keep(user, *lines(n))
        with django_assert_max_num_queries(60) as queries_made:
            assert apply(kept, user)["new"] == n
        return len(queries_made)

    few, many = cost(50, by), cost(5000, UserFactory())
    assert many - few <= 10  # a statement for each thousand rows


# Round ---------------------------------------------------------------------------------------------------------------------------
def test_what_we_write_out_reads_back_as_the_same(by):
    provider = ProviderFactory(municipality=by.municipality, name="Skole; »Æ«")
    for n, traits in enumerate(
        [{}, {"full": True}, {"cancelled": True}, {"price_kr": None}, {"reference": "H7"}, {"price_kr": 0}]
    ):
        CourseSessionFactory(
            municipality=by.municipality, provider=provider, starts_on=TODAY + timedelta(days=10 + n),
            course__amu="47592" if n else "", place='By "nord"', **traits,
        )  # fmt: skip
    text = export.csv_of(sessions(by))
    kept = importing.keep(key=uuid4(), content=text.encode(), file_name="k.csv", by=by, at=AT, today=TODAY)
    compared = shown(kept)
    assert (compared.problems, len(compared.unchanged)) == ([], 6)
    assert not compared.changes_anything
    assert text.startswith("\ufefftitel;udbyder;start;slut;dage;pladser;optaget;sted;amu;pris;holdnummer;tilstand\r\n")


def test_should_a_formula_have_come_in_it_leaves_as_text(by):
    session = CourseSessionFactory(municipality=by.municipality, place="=1+1")
    CourseSession.objects.for_municipality(by.municipality_id).filter(pk=session.pk).update(reference="@x")
    text = export.csv_of(sessions(by))
    assert ";'=1+1;" in text
    assert ";'@x;" in text

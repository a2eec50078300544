"""What must be done before a step begins: the days, the sentences, and where they are shown."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from casework.jobpakke import leads
from casework.planning.steps import StepKind
from casework.rules.lead_times import NOT_BEFORE_THE_STEP
from jobpakker.foundation import clock, law
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.casework.jobpakke.bench import follow
from tests.casework.jobpakke.pages import build_url, detail_url, fields
from tests.companies.pages import body, client_of
from tests.factories import jobpakker
from tests.factories.jobpakker import COURSE, MENTOR, PRAKTIK

CALENDAR = WorkdayCalendar.danish()
MONDAY = date(2026, 3, 30)


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def sentences(kind, starts_on, *, today=date(2026, 1, 5), **more):
    return [lead.sentence for lead in leads.before(kind, starts_on, today=today, calendar=CALENDAR, **more)]


def test_every_lead_time_of_the_law_has_a_sentence_or_is_counted_from_an_end():
    known = {rule.id for rule in law.book().rules if rule.check in law.LEADS}
    assert known == set(leads.SENTENCES) | NOT_BEFORE_THE_STEP


def test_a_praktik_names_each_day_in_order():
    assert sentences(PRAKTIK, MONDAY) == [
        "Ansøgningen i VITAS sendes senest 9. marts 2026.",
        "Straffe- eller børneattest hentes senest 9. marts 2026, hvis der skal en til.",
        "Medarbejdernes repræsentant høres senest 12. marts 2026.",
        "Bevillingen skrives senest 16. marts 2026.",
        "Befordring aftales senest 23. marts 2026.",
        "Borgeren får brev senest 23. marts 2026.",
    ]


def test_holidays_are_no_days_to_get_things_done():
    """Three holidays of Easter lie between."""
    assert "Borgeren får brev senest 30. marts 2026." in sentences(COURSE, date(2026, 4, 9))


def test_a_mentor_needs_an_agreement_and_a_course_a_seat():
    assert sentences(MENTOR, MONDAY) == ["Mentoraftalen laves senest 16. marts 2026."]
    assert sentences(COURSE, MONDAY)[0] == "Pladsen på kurset bestilles senest 2. marts 2026."


def test_who_has_been_heard_is_not_to_be_heard_again():
    assert not any("repræsentant" in line for line in sentences(PRAKTIK, MONDAY, heard=True))


@pytest.mark.parametrize(("today", "count"), [(date(2026, 3, 9), 0), (date(2026, 3, 10), 1), (date(2026, 3, 24), 5)])
def test_the_day_itself_is_in_time_and_the_day_after_is_not(today, count):
    """A record that may not be needed warns of nothing."""
    late = leads.too_late(leads.before(StepKind.VIRKSOMHEDSPRAKTIK, MONDAY, today=today, calendar=CALENDAR))
    assert len(late) == count


@pytest.mark.django_db
def test_the_builder_warns_beside_the_step_that_begins_too_soon_and_still_plans(client, opening, typed):
    far = body(follow(client, opening, typed))
    assert "Tjek, at det er gjort" not in far
    soon = CALENDAR.after(clock.today(), 3)
    near = typed | {"trin": "1", "trin-0-length": "4u", "trin-0-dates": f"{soon:%d-%m-%Y}"}
    page = body(follow(client, opening, near))
    assert "Tjek, at det er gjort:" in page
    assert "Ansøgningen i VITAS sendes senest" in page
    assert client.post(build_url(opening), near | {"do": "save"}).status_code == 302


@pytest.mark.django_db
def test_the_package_lists_what_is_to_be_done_before_each_coming_step():
    package = jobpakker.active()
    response = client_of(package.caseworker).get(detail_url(package))
    assert "Inden trinnet begynder" in body(response)
    before = response.context["card"].before
    assert [row.title for row in before] == ["Praktik i rengøring", "AMU: Rengøringshygiejne", "Løntilskud"]
    begins = jobpakker.steps_of(package)[2].starts_on
    assert before[2].leads[0].by == CALENDAR.before(begins, 15)
    assert not before[2].late


@pytest.mark.django_db
def test_what_has_begun_or_is_over_has_no_days_to_keep():
    walking, over = jobpakker.walking(), jobpakker.broken_off()
    shown = client_of(walking.caseworker).get(detail_url(walking)).context["card"].before
    assert "Praktik i rengøring" not in [row.title for row in shown]
    assert "Inden trinnet begynder" not in body(client_of(over.caseworker).get(detail_url(over)))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["før {day}", "senest {eve}"])
def test_a_step_that_must_be_over_before_a_day_ends_there(client, opening, typed, text):
    day = CALENDAR.before(opening.starts_on, 20)
    shown = text.format(day=f"{day:%d-%m-%Y}", eve=f"{day - timedelta(days=1):%d-%m-%Y}")
    one = typed | {"trin": "1", "trin-0-kind": "kursus", "trin-0-length": "5 arbejdsdage", "trin-0-dates": shown}
    response = client.post(build_url(opening), one | {"do": "again"})
    [row] = response.context["board"].rows
    assert row.starts_on == CALENDAR.before(day, 5) and row.until <= day
    assert fields(response)["trin-0-dates"] == shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["2/3 1905", "uge 3 1905", "før 1/1 1901", "02-03-2001", "før 02-03-2001", "senest 31-12-2100", "før"]
)
def test_no_date_is_too_far_away_to_be_answered(client, opening, typed, text):
    one = typed | {"trin": "1", "trin-0-dates": text}
    assert follow(client, opening, one).status_code == 200
    assert client.post(build_url(opening), one | {"do": "save"}).status_code in {302, 422}


def test_what_should_have_begun_has_no_days_left_to_keep():
    assert sentences(PRAKTIK, MONDAY, today=date(2026, 3, 31)) == []

"""A mentor goes beside any span of the chain, with a beginning and an end of its own, and into the job."""

from datetime import date

import pytest
from django.utils import translation

from casework.jobpakke import draft as drafts
from casework.jobpakke import reasons
from casework.jobpakke.proposal import propose
from casework.jobpakke.reasons import Names
from casework.jobpakke.wanted import Wanted
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.casework.jobpakke.bench import follow, packages
from tests.casework.jobpakke.pages import build_url, edit_url, fields
from tests.companies.pages import body
from tests.factories.jobpakker import COURSE, LOENTILSKUD, MENTOR, PRAKTIK, step

TODAY, JOB = date(2026, 1, 5), date(2026, 9, 1)
CHAIN = (step(PRAKTIK, "4 uger"), step(COURSE, "10 arbejdsdage"), step(LOENTILSKUD, "8 uger"))


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def placed(**span):
    wanted = Wanted(job_starts_on=JOB, steps=(*CHAIN, step(MENTOR, "8 uger", "Mentor", **span)))
    found = propose(wanted, today=TODAY, calendar=WorkdayCalendar.danish())
    return found, [found.dates_of(index) for index in range(4)]


@pytest.mark.parametrize(
    ("span", "sentence"),
    [
        ({}, "Følger kæden fra det første trin og 8 uger ind i jobbet."),
        ({"begins_with": 1}, "Følger kæden fra kurset begynder, og 8 uger ind i jobbet."),
        ({"ends_with": 1}, "Følger kæden fra det første trin, til kurset slutter."),
        ({"begins_with": 1, "ends_with": 2}, "Følger kæden fra kurset begynder, til løntilskuddet slutter."),
        ({"begins_with": 2, "ends_with": 2}, "Følger løntilskuddet fra start til slut."),
        ({"begins_with_job": True}, "Følger de første 8 uger i jobbet."),
    ],
)
def test_a_span_is_placed_and_said(span, sentence):
    found, days = placed(**span)
    begins = JOB if span.get("begins_with_job") else days[span.get("begins_with", 0)][0]
    until = days[span["ends_with"]][1] if "ends_with" in span else date(2026, 10, 27)
    assert days[3] == (begins, until)
    assert found.plan.dead_days == 0
    names = Names(found.wanted)
    assert reasons.of_lane(found.wanted.steps[3], names) == f"{sentence} Lukker intet hul."
    assert reasons.lane_in_full(found.wanted.steps[3], days[3], names).startswith("Mentor fra ")


def test_a_lane_follows_the_rows_it_names_wherever_they_are_moved():
    rows = ("praktik", "kursus", "loentilskud", "mentor")
    data = {"trin": "4"} | {f"trin-{at}-kind": kind for at, kind in enumerate(rows)}
    draft = drafts.read(data | {"trin-3-from": "1", "trin-3-to": "2"})

    def span(button):
        row = drafts.press(draft, button).rows[-1]
        return row["from"], row["to"]

    assert span("add:0") == ("2", "3")
    assert span("add:2") == ("1", "3")
    assert span("later:0") == ("0", "2")
    assert span("remove:0") == ("0", "1")
    assert span("remove:1") == ("", "1")
    assert span("fill:1:5 arbejdsdage") == ("2", "3")
    assert span("unpin:0") == ("1", "2")
    assert "at" not in drafts.press(draft, "add:0").as_data()


@pytest.mark.django_db
def test_a_new_mentor_leaves_the_plan_standing(client, opening, typed):
    added = client.post(build_url(opening), typed | {"do": f"add:{typed['trin']}:mentor"})
    assert "Udfyld feltet." not in body(added)
    assert client.post(build_url(opening), fields(added) | {"do": "save"}).status_code == 302


@pytest.mark.django_db
def test_a_span_is_kept_changed_and_falls_back_to_the_whole_chain(client, citizen, opening, typed):
    with_mentor = fields(client.post(build_url(opening), typed | {"do": f"add:{typed['trin']}:mentor"}))
    lane = f"trin-{int(with_mentor['trin']) - 1}"
    spanning = with_mentor | {f"{lane}-from": "1", f"{lane}-to": "1", f"{lane}-length": ""}
    page = body(follow(client, opening, spanning))
    assert "fra start til slut. Lukker intet hul." in page
    assert client.post(build_url(opening), spanning | {"do": "save"}).status_code == 302
    package = packages(citizen).get()
    mentor = package.steps.filter(beside=True).order_by("-pk").first()
    assert mentor.begins_with == mentor.ends_with == package.steps.get(position=1, beside=False)
    assert (mentor.starts_on, mentor.until) == (mentor.begins_with.starts_on, mentor.begins_with.until)
    shown = fields(client.get(edit_url(package)))
    assert (shown[f"{lane}-from"], shown[f"{lane}-to"]) == ("1", "1")
    version = package.version
    client.post(edit_url(package), shown | {"do": "save"})
    package.refresh_from_db()
    assert package.version == version  # nothing is changed by saving what is there
    fewer = fields(client.post(edit_url(package), shown | {"do": "remove:1"}))
    lane = f"trin-{int(fewer['trin']) - 1}"
    assert (fewer[f"{lane}-from"], fewer[f"{lane}-to"]) == ("", "")
    assert client.post(edit_url(package), fewer | {f"{lane}-from": "job", "do": "save"}).status_code == 302
    mentor.refresh_from_db()
    assert mentor.begins_with_job and mentor.begins_with is None and mentor.starts_on == opening.starts_on


@pytest.mark.django_db
@pytest.mark.parametrize(("begins", "ends"), [("2", "1"), ("job", "0")])
def test_an_end_before_the_beginning_is_refused(client, opening, typed, begins, ends):
    with_mentor = fields(client.post(build_url(opening), typed | {"do": f"add:{typed['trin']}:mentor"}))
    lane = f"trin-{int(with_mentor['trin']) - 1}"
    wrong = with_mentor | {f"{lane}-from": begins, f"{lane}-to": ends, f"{lane}-length": "8u", "do": "save"}
    refused = client.post(build_url(opening), wrong)
    assert refused.status_code == 422 and "Mentoren skal slutte, efter at den er begyndt." in body(refused)


@pytest.mark.django_db
@pytest.mark.parametrize("odd", ["99", "-1", "x", "9" * 5, "²"])
def test_a_row_that_is_not_there_is_the_whole_chain(client, opening, typed, odd):
    with_mentor = fields(client.post(build_url(opening), typed | {"do": f"add:{typed['trin']}:mentor"}))
    lane = f"trin-{int(with_mentor['trin']) - 1}"
    answer = follow(client, opening, with_mentor | {f"{lane}-from": odd, f"{lane}-to": odd, f"{lane}-length": "8u"})
    assert answer.status_code == 200

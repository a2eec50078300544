"""The calendar file, read the way a calendar reads it: unfolded, unescaped, and counted day by day."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from companies.commitments import actions, ics, links
from companies.commitments.terms import Terms, TermsStep
from jobpakker.foundation import clock
from tests.companies.commitments.pages import old_address, opened
from tests.factories.companies import asked, said_yes, terms

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def agreed(**differing):
    plain = {
        "job_title": "Rengøringsassistent", "company_name": "Nordlys ApS", "worksite_name": "Lageret; nord, port 3",
        "job_starts_on": "2027-03-01", "weekly_hours": "32", "wage_basis": "", "conditions": "Hvis Amira trives",
        "candidate": "Amira", "municipality": "Fjordby Kommune", "caseworker_name": "Lone Sørensen", "caseworker_phone": "70 00 00 00",
        "steps": (
            TermsStep("loentilskud", "Løntilskud", "2027-01-25", "2027-02-28", True),
            TermsStep("kursus", "AMU: Rengøringshygiejne", "2027-01-11", "2027-01-22", False),
            TermsStep("praktik", "Praktik i rengøring", "2026-12-14", "2027-01-10", True),
        ),
    }  # fmt: skip
    return Terms(**(plain | differing))


def made(text_of=None, **options):
    plain = {"uid": "u", "version": 2, "fingerprint": "abcdef0123456789", "at": AT}
    return ics.calendar([ics.Agreement(text_of or agreed(), **(plain | options))])


def read(text):
    """(name, parameters, value) of each line, as RFC 5545 § 3.1 says they are to be read."""
    assert text.endswith("\r\n")
    lines = text.split("\r\n")[:-1]
    for line in lines:
        assert len(line.encode()) <= 75
        assert "\n" not in line
        assert "\r" not in line
    unfolded = re.sub(r"\r\n[ \t]", "", text).split("\r\n")[:-1]
    parsed = [re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[^:;]+)*):(.*)", line) for line in unfolded]
    assert all(parsed)
    return [(match[1], match[2], unescaped(match[3])) for match in parsed]


def unescaped(value):
    return re.sub(r"\\(.)", lambda match: {"n": "\n"}.get(match[1], match[1]), value)


def events(text):
    found, current = [], None
    for name, parameters, value in read(text):
        if (name, value) == ("BEGIN", "VEVENT"):
            current = {}
        elif (name, value) == ("END", "VEVENT"):
            found.append(current)
            current = None
        elif current is not None:
            assert name not in current, "once each"
            current[name] = (parameters, value)
    return found


def test_the_companys_own_steps_and_the_first_day_of_the_job_are_whole_days_with_an_exclusive_end():
    days = [(event["DTSTART"], event["DTEND"]) for event in events(made())]
    assert days == [
        ((";VALUE=DATE", "20261214"), (";VALUE=DATE", "20270111")),
        ((";VALUE=DATE", "20270125"), (";VALUE=DATE", "20270301")),
        ((";VALUE=DATE", "20270301"), (";VALUE=DATE", "20270302")),
    ]


def test_each_event_says_what_and_where_and_who_to_call_and_names_nobody():
    text = made()
    first = events(text)[0]
    assert first["SUMMARY"][1] == "Praktik hos jer, på vej mod job som rengøringsassistent"
    assert first["LOCATION"][1] == "Nordlys ApS, Lageret; nord, port 3"
    assert first["DESCRIPTION"][1] == "Version 2, kontrolkode abcdef01. Spørgsmål? Ring 70 00 00 00."
    for name in ("Amira", "Lone", "Sørensen", "trives"):
        assert name not in text


def test_what_the_standard_asks_of_a_file():
    lines = read(made())
    assert [line[0] for line in lines[:5]] == ["BEGIN", "VERSION", "PRODID", "CALSCALE", "METHOD"]
    assert lines[0][2] == lines[-1][2] == "VCALENDAR"
    for event in events(made()):
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE"} <= set(event)
        assert event["DTSTAMP"][1] == "20261124T090000Z"
        assert event["TRANSP"][1] == "TRANSPARENT"
    assert len({event["UID"][1] for event in events(made())}) == 3


def test_a_newer_version_moves_the_same_events():
    moved = agreed(job_starts_on="2027-04-01")
    old, new = events(made()), events(made(moved, version=3))
    assert [event["UID"] for event in old] == [event["UID"] for event in new]
    assert {event["SEQUENCE"][1] for event in old} == {"2"}
    assert {event["SEQUENCE"][1] for event in new} == {"3"}


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=200))
def test_any_text_comes_back_as_it_was_written(text):
    event = events(made(agreed(company_name=text, worksite_name=text)))[0]
    assert event["LOCATION"][1] == text


def test_line_breaks_in_a_text_do_not_break_out_of_it():
    text = made(agreed(company_name="A\r\nEND:VCALENDAR\nB\rC", worksite_name=""))
    assert events(text)[0]["LOCATION"][1] == "A\nEND:VCALENDAR\nB\nC"
    assert len(events(text)) == 3


# By the link ----------------------------------------------------------------------------------------------------------------
def at(name, commitment):
    return reverse(f"companies:{name}", args=[links.token_for(commitment)])


@pytest.mark.django_db
def test_the_confirmed_page_leads_to_the_calendar_and_to_a_sheet_to_print(client):
    commitment, where = opened(mentor_name="Birgit")
    said_yes(commitment, name="Mette Holm")
    page = client.get(where).content.decode()
    for name in ("commitment_calendar", "commitment_receipt"):
        assert f'href="{where}{"kalender.ics" if name.endswith("calendar") else "kvittering/"}"' in page

    file = client.get(f"{where}kalender.ics")
    assert file.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert file.headers["Content-Disposition"] == 'attachment; filename="jobpakke.ics"'
    assert file.headers["Cache-Control"] == "no-store"
    last = events(file.content.decode())[-1]
    assert last["DTSTART"][1] == f"{commitment.opening.starts_on:%Y%m%d}"
    assert last["DTEND"][1] == f"{commitment.opening.starts_on + timedelta(days=1):%Y%m%d}"

    sheet = client.get(f"{where}kvittering/").content.decode()
    version = commitment.versions.get()
    for text in (version.fingerprint, "Mette Holm", "Birgit", "Rengøringsassistent", ">1<"):
        assert text in sheet


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["commitment_calendar", "commitment_receipt"])
def test_a_link_to_anything_else_leads_to_the_page_that_says_what_it_is(client, name):
    open_, declined, withdrawn, superseded, expired = (asked() for _n in range(5))
    said_yes(superseded)
    old = at(name, superseded)
    actions.propose_new_terms(
        commitment=superseded,
        terms=terms(superseded.opening, weekly_hours="30"),
        by=superseded.asked_by,
        at=clock.now(),
    )
    actions.decline(
        commitment=declined, number=1, fingerprint=declined.versions.get().fingerprint, answered_by_name="Mette",
        reason="economy", text="", at=clock.now(),
    )  # fmt: skip
    actions.withdraw(commitment=withdrawn, by=withdrawn.asked_by, at=clock.now())
    said_yes(expired)
    ending = "kalender.ics" if name == "commitment_calendar" else "kvittering/"
    addresses = [at(name, open_), at(name, declined), at(name, withdrawn), old, old_address(expired) + ending]
    for address in addresses:
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, address.removesuffix(ending))
    assert client.get(f"/tilsagn/abc/{ending}").status_code == 404
    for method in ("post", "put", "delete"):
        assert getattr(client, method)(at(name, open_)).status_code == 405


def test_a_step_of_one_day_ends_the_day_after():
    one_day = agreed(steps=(TermsStep("praktik", "Besøg", "2027-01-04", "2027-01-04", True),))
    event = ics.events(one_day, uid="u")[0]
    assert (event.starts_on, event.until) == (date(2027, 1, 4), date(2027, 1, 5))

"""The table: which change undoes whose yes. Each cell is tried, by changing exactly that in real terms."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from django.core import mail
from hypothesis import given, settings
from hypothesis import strategies as st

from companies.commitments import actions
from companies.commitments.changes import TABLE, Part, Party, changed, standing, voided
from companies.commitments.terms import Terms, TermsStep
from jobpakker.foundation import clock
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch as outbox
from tests.companies.commitments.pages import address, confirm
from tests.companies.commitments.test_ics import agreed
from tests.factories.companies import asked, said_yes, terms

OLD = agreed(candidate="", conditions="Hvis praktikken går godt", wage_basis="Overenskomst", mentor_name="Birgit")
PRAKTIK = TermsStep("praktik", "Praktik i rengøring", "2026-12-14", "2027-01-10", True)


def with_step(old, **differing):
    return tuple(replace(step, **differing) if step == old else step for step in OLD.steps)


COURSE = OLD.steps[1]
# part: every way in which it can change.
WAYS = {
    Part.JOB: [{"job_title": "Kok"}],
    Part.DAY: [{"job_starts_on": "2027-03-15"}],
    Part.HOURS: [{"weekly_hours": "30"}],
    Part.WAGE: [{"wage_basis": "Individuel aftale"}, {"wage_basis": ""}],
    Part.CONDITIONS: [{"conditions": ""}, {"conditions": "Hvis ordren kommer"}],
    Part.PLACE: [{"company_name": "Nordlys A/S"}, {"worksite_name": "Kontoret"}],
    Part.OWN_STEPS: [
        {"steps": with_step(PRAKTIK, starts_on="2026-12-07")},
        {"steps": with_step(PRAKTIK, ends_on="2027-01-08")},
        {"steps": with_step(PRAKTIK, title="Praktik i køkken")},
        {"steps": with_step(PRAKTIK, kind="loentilskud")},
        {"steps": OLD.steps[1:]},
        {"steps": (*OLD.steps, TermsStep("mentor", "Mentor", "2027-03-01", "2027-05-30", True))},
    ],
    Part.OTHER_STEPS: [
        {"steps": with_step(COURSE, starts_on="2027-01-12")},
        {"steps": with_step(COURSE, title="AMU: Truck")},
        {"steps": tuple(step for step in OLD.steps if step != COURSE)},
        {"steps": (*OLD.steps, TermsStep("kursus", "Dansk", "2026-11-30", "2026-12-11", False))},
    ],
    Part.MENTOR: [{"mentor_name": "Ole"}, {"mentor_name": ""}],
    Part.PROMISES: [{"promises": ("trained",)}],
    Part.CANDIDATE: [{"candidate": "Amira"}],
    Part.CASEWORKER: [
        {"caseworker_name": "Per"},
        {"caseworker_phone": "70 00 00 01"},
        {"municipality": "Fjord Kommune"},
    ],
}
# The table once more, written by hand apart from the code.
EXPECTED = {
    Part.JOB: {Party.COMPANY}, Part.DAY: {Party.COMPANY}, Part.HOURS: {Party.COMPANY}, Part.WAGE: {Party.COMPANY},
    Part.CONDITIONS: {Party.COMPANY}, Part.PLACE: {Party.COMPANY, Party.REPRESENTATIVE},
    Part.OWN_STEPS: {Party.COMPANY, Party.REPRESENTATIVE}, Part.OTHER_STEPS: set(), Part.MENTOR: {Party.COMPANY},
    Part.PROMISES: {Party.COMPANY}, Part.CANDIDATE: set(), Part.CASEWORKER: set(),
}  # fmt: skip
CELLS = [(part, way, party) for part, ways in WAYS.items() for way in ways for party in Party]


@pytest.mark.parametrize(("part", "way", "party"), CELLS)
def test_each_cell(part, way, party):
    new = replace(OLD, **way)
    assert changed(OLD, new) == {part}
    assert (party in voided(OLD, new)) == (party in EXPECTED[part])


def test_the_table_has_every_part_and_every_field_once_and_gives_its_reason():
    assert set(TABLE) == set(Part) == set(WAYS)
    named = [field for row in TABLE.values() for field in row.fields]
    assert sorted([*named, "steps"]) == sorted(field.name for field in fields(Terms))
    assert all(row.why for row in TABLE.values())


def test_nothing_changed_undoes_nothing():
    assert changed(OLD, OLD) == voided(OLD, OLD) == frozenset()
    shuffled = replace(OLD, steps=tuple(reversed(OLD.steps)))
    assert changed(OLD, shuffled) == frozenset()


def test_a_step_that_moves_to_the_company_changes_both_kinds():
    new = replace(OLD, steps=with_step(COURSE, at_the_company=True))
    assert changed(OLD, new) == {Part.OWN_STEPS, Part.OTHER_STEPS}


def test_what_was_not_changed_stands_for_the_party_that_answers_for_it():
    new = replace(OLD, weekly_hours="30", steps=with_step(COURSE, title="AMU: Truck"))
    assert standing(OLD, new) == (
        Part.JOB, Part.DAY, Part.WAGE, Part.CONDITIONS, Part.PLACE, Part.OWN_STEPS, Part.MENTOR, Part.PROMISES,
    )  # fmt: skip
    assert standing(OLD, new, party=Party.REPRESENTATIVE) == (Part.PLACE, Part.OWN_STEPS)


@settings(deadline=None)
@given(st.lists(st.sampled_from([way for ways in WAYS.values() for way in ways if "steps" not in way]), max_size=6))
def test_several_changes_undo_what_each_of_them_undoes(ways):
    new = OLD
    for way in ways:
        new = replace(new, **way)
    assert voided(OLD, new) == {party for part in changed(OLD, new) for party in EXPECTED[part]}


# What it does to a commitment -------------------------------------------------------------------------------------------------
def told(commitment):
    rows = Notification.objects.for_municipality(commitment.municipality).order_by("pk")
    return list(rows.values_list("kind", flat=True))[1:]


def change(commitment, **differing):
    new = terms(commitment.opening, **differing)
    return actions.propose_new_terms(commitment=commitment, terms=new, by=commitment.asked_by, at=clock.now())


@pytest.mark.django_db
@pytest.mark.parametrize("part", list(Part))
def test_the_company_is_asked_anew_exactly_when_the_table_says_so(part):
    commitment = said_yes(asked(mentor_name="Birgit"), name="Mette Holm")
    old = Terms.from_data(commitment.versions.get().terms)
    course = next(step for step in old.steps if not step.at_the_company)
    own = next(step for step in old.steps if step.at_the_company)
    way = {
        Part.OWN_STEPS: {"steps": tuple(replace(step, title="Andet") if step == own else step for step in old.steps)},
        Part.OTHER_STEPS: {
            "steps": tuple(replace(step, title="Andet") if step == course else step for step in old.steps)
        },
    }.get(part, WAYS[part][0])
    commitment = change(commitment, **({"mentor_name": "Birgit"} | way))
    asked_anew = Party.COMPANY in EXPECTED[part]
    newest = commitment.versions.get(number=2)
    assert commitment.version == 2
    assert commitment.state == ("requested" if asked_anew else "confirmed")
    assert newest.answer == ("" if asked_anew else "confirmed")
    assert told(commitment) == ["commitment_receipt", "commitment_request" if asked_anew else "commitment_adjusted"]
    if not asked_anew:
        assert (newest.answered_by_name, newest.assurance) == ("Mette Holm", "carried_over")
        assert newest.answered_at == commitment.versions.get(number=1).answered_at == commitment.answered_at


@pytest.mark.django_db
def test_equal_terms_that_are_confirmed_are_no_new_version():
    commitment = change(said_yes(asked()))
    assert (commitment.version, commitment.state) == (1, "confirmed")
    assert told(commitment) == ["commitment_receipt"]


@pytest.mark.django_db
def test_back_to_what_was_confirmed_needs_no_second_yes():
    commitment = change(said_yes(asked()), weekly_hours="30")
    assert commitment.state == "requested"
    commitment = change(commitment)
    assert (commitment.version, commitment.state) == (3, "confirmed")


@pytest.mark.django_db
def test_small_changes_one_after_another_are_measured_against_what_was_really_confirmed():
    """Each step is harmless; the yes that counts is the one that was pressed, or carried from it."""
    commitment = said_yes(asked())
    for phone in ("70 00 00 01", "70 00 00 02", "70 00 00 03"):
        commitment = change(commitment, caseworker_phone=phone)
    assert (commitment.version, commitment.state) == (4, "confirmed")
    assert change(commitment, weekly_hours="30").state == "requested"


@pytest.mark.django_db
def test_a_no_since_then_ends_the_yes():
    commitment = change(said_yes(asked()), weekly_hours="30")
    newest = commitment.versions.get(number=2)
    actions.decline(
        commitment=commitment, number=2, fingerprint=newest.fingerprint, answered_by_name="Mette", reason="economy", text="",
        at=clock.now(),
    )  # fmt: skip
    assert change(commitment).state == "requested"


@pytest.mark.django_db
def test_the_company_reads_what_was_adjusted_and_that_its_yes_stands(client):
    commitment = said_yes(asked())
    first = address(commitment)
    commitment = change(commitment, caseworker_phone="70 00 00 99")
    page = client.get(address(commitment)).content.decode()
    assert "Det er justeret siden" in page
    assert "<strong>70 00 00 99</strong>" in page
    assert "I bekræftede version 1." in page
    old = client.get(first).content.decode()
    assert "Jeres bekræftelse gælder stadig. I skal ikke svare igen." in old
    outbox.drain(at=clock.now() + timedelta(minutes=1))
    # The first request and receipt were about what is no longer the newest; they went unsaid.
    assert ["justeret" in message.subject for message in mail.outbox] == [True]
    assert "I skal ikke svare igen" in mail.outbox[0].body


@pytest.mark.django_db
def test_asked_anew_it_reads_what_stands_and_confirms_the_change(client):
    commitment = change(said_yes(asked()), weekly_hours="30")
    page = client.get(address(commitment)).content.decode()
    assert "Det har I allerede bekræftet, og det står ved magt:" in page
    listed = page[page.index("det står ved magt:") :].split("</p>")[0]
    assert "første arbejdsdag" in listed
    assert "timerne" not in listed
    assert "Jeg bekræfter ændringerne på virksomhedens vegne, og at vi ansætter fra" in page
    confirm(address(commitment), commitment)
    assert commitment.versions.get(number=2).answer == "confirmed"


@pytest.mark.django_db
def test_a_third_version_is_compared_with_the_one_that_was_confirmed(client):
    commitment = change(said_yes(asked()), weekly_hours="30")
    commitment = change(commitment, weekly_hours="28", wage_basis="Ny overenskomst")
    page = client.get(address(commitment)).content.decode()
    assert "Det er ændret siden version 1" in page
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert ">32<" in table
    assert "<strong>28</strong>" in table
    assert "30" not in table

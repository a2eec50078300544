"""A company is not called by three of us in a week: who was in touch is written down, by itself or in one press, and told."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from companies.commitments import actions as commitments
from companies.commitments import reminders
from companies.ladder import actions as ladder
from companies.ladder.rungs import Rung
from companies.register.models import Company
from companies.talks import actions, queries, wording
from companies.talks.models import Talk
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from tests.companies.pages import HOSTILE, body, client_of, someone
from tests.factories.accounts import UserFactory
from tests.factories.companies import CompanyFactory, JobOpeningFactory, asked, said_yes

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return CompanyFactory(name="Nordlys ApS")


@pytest.fixture
def line(company):
    return UserFactory(municipality=company.municipality, name="Line Holm Kjær")


@pytest.fixture
def me(company):
    return someone(company.municipality)


def talked(company, by, *, days_ago=0, about=""):
    on = clock.today() - timedelta(days=days_ago)
    return actions.talked(company=company, key=uuid4(), by=by, at=clock.now(), on=on, about=about)


def talks(company):
    return list(Talk.objects.for_municipality(company.municipality_id).filter(company=company).order_by("pk"))


def write(client, company, **said):
    return client.post(reverse("companies:talk_write", args=[company.public_id]), {"key": str(uuid4())} | said)


# One press --------------------------------------------------------------------------------------------------------------------
def test_one_press_writes_down_who_and_when(company, me):
    response = write(client_of(me), company)
    assert response.status_code == 302
    [row] = talks(company)
    assert (row.by, row.on, row.kind, row.about) == (me, clock.today(), "talked", "")
    events = AuditEvent.objects.for_municipality(company.municipality_id).filter(kind="company.talked")
    assert events.get().subject_id == company.public_id


def test_two_presses_are_one_talk_and_it_can_be_taken_back(company, me):
    client, key = client_of(me), str(uuid4())
    for _n in range(2):
        assert write(client, company, key=key, about="job i køkkenet").status_code == 302
    [row] = talks(company)
    back = reverse("companies:talk_take_back", args=[company.public_id, row.public_id])
    assert client.get(back).status_code == 405
    for _n in range(2):
        assert client.post(back).status_code == 302
    assert talks(company) == []


def test_what_was_sent_is_not_taken_back(me):
    commitment = asked()
    company = commitment.opening.company
    [row] = talks(company)
    assert not actions.forget(company=company, key=row.public_id, by=me, at=clock.now())
    assert talks(company) == [row]


@pytest.mark.parametrize("text", [*HOSTILE, "Bo 010190-1234"])
def test_bad_words_are_refused_beside_their_field_and_kept(company, me, text):
    response = write(client_of(me), company, about=text)
    assert response.status_code in {302, 422}
    assert "<script>alert" not in body(response)
    if "1234" in text:
        assert response.status_code == 422
        assert "Skriv ikke et CPR-nummer her" in body(response)
        assert talks(company) == []


def test_a_strangers_company_is_not_there(me):
    other = CompanyFactory()
    client = client_of(me)
    assert write(client, other).status_code == 404
    assert client.post(reverse("companies:talk_take_back", args=[other.public_id, uuid4()])).status_code == 404
    assert not Talk.objects.for_municipality(other.municipality_id).exists()


# By itself --------------------------------------------------------------------------------------------------------------------
def test_asking_reminding_and_answering_are_contacts():
    commitment = asked(at=clock.now() - timedelta(days=2))
    company, by = commitment.opening.company, commitment.asked_by
    commitments.remind(commitment=commitment, by=by, at=clock.now())
    said_yes(commitment, name="Mette Kontakt")
    assert [(row.kind, row.by, row.person) for row in talks(company)] == [
        ("asked", by, commitment.contact.name), ("reminded", by, commitment.contact.name), ("answered", None, "Mette Kontakt"),
    ]  # fmt: skip


def test_a_reminder_that_goes_by_itself_is_no_colleagues_call():
    commitment = asked(at=clock.now() - timedelta(days=2))
    commitments.remind(commitment=commitment, by=None, by_name="jobpakker", at=clock.now())
    assert [row.kind for row in talks(commitment.opening.company)] == ["asked"]


def test_we_talked_today_about_a_commitment_is_a_talk():
    commitment = asked()
    until = clock.today() + timedelta(days=3)
    reminders.talked(
        commitment=commitment, until=until, why="Hun svarer fredag", by=commitment.asked_by, at=clock.now()
    )
    assert [(row.kind, row.about) for row in talks(commitment.opening.company)][-1] == ("talked", "Hun svarer fredag")


def test_a_rung_was_heard_from_somebody_and_is_forgotten_with_it():
    opening = JobOpeningFactory()
    on = clock.today() - timedelta(days=1)
    told = {"opening": opening, "rung": Rung.TALKED, "by": opening.created_by, "at": clock.now()}
    ladder.reach(on=on, said_by="Birgit", **told)
    ladder.reach(on=on, said_by="Birgit B.", **told)
    assert [(row.on, row.about) for row in talks(opening.company)] == [(on, opening.title)]
    ladder.take_back(**told)
    assert talks(opening.company) == []


# Told -------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "i dag"), (1, "i går"), (2, "for 2 dage siden"), (6, "for 6 dage siden")],
)
def test_within_a_week_a_colleague_is_warned_of_it(company, line, me, days, said):
    talked(company, line, days_ago=days, about="lagerjob")
    told = queries.lately(company, user=me, today=clock.today())
    assert told.warning.startswith(f"Line K. talte med dem {said}. Det handlede om: lagerjob. Spørg Line,")
    assert told.colleague == line


def test_after_a_week_it_is_only_told(company, line, me):
    with time_machine.travel(clock.now().replace(year=2027, month=3, day=10), tick=False):
        talked(company, line, days_ago=7)
        told = queries.lately(company, user=me, today=clock.today())
        assert (told.warning, told.last) == ("", "Line K. talte med dem den 3. marts 2027.")


def test_ones_own_talks_and_the_companys_answer_warn_of_nothing(me):
    commitment = asked(JobOpeningFactory(created_by=me, company__municipality=me.municipality))
    said_yes(commitment, name="Mette Kontakt")
    told = queries.lately(commitment.opening.company, user=me, today=clock.today())
    assert (told.warning, told.last) == ("", "Mette Kontakt svarede på tilsagnet i dag.")


def test_a_colleague_behind_ones_own_newer_talk_still_counts(company, line, me):
    talked(company, line, days_ago=3)
    talked(company, me)
    told = queries.lately(company, user=me, today=clock.today())
    assert told.last == "Du talte med dem i dag."
    assert told.warning.startswith("Line K. talte med dem for 3 dage siden.")


def test_nobody_yet(company, me):
    assert queries.lately(company, user=me, today=clock.today()) == queries.Lately("", "", None)


def test_a_name_of_one_word_is_that_word():
    assert [wording.short_name(name) for name in ("Line", "Line Kjær", "")] == ["Line", "Line K.", ""]


def test_it_stands_where_somebody_is_about_to_ring_or_send(line, me):
    opening = JobOpeningFactory(company__municipality=me.municipality, created_by=me)
    talked(opening.company, line, days_ago=1)
    client = client_of(me)
    assert "Line K. talte med dem i går." in body(client.get(reverse("companies:company_list")))
    commitment = asked(opening)
    for name, row in (
        ("company_detail", opening.company), ("opening_detail", opening), ("commitment_talked", commitment),
    ):  # fmt: skip
        page = body(client.get(reverse(f"companies:{name}", args=[row.public_id])))
        assert "Line K. talte med dem i går." in page, name
    known = {"company_text": f"{opening.company.name} (CVR {opening.company.cvr})"}
    assert "Line K. talte med dem i går." in body(client.post(reverse("companies:opening_company"), known))


def test_the_newest_of_many_is_one_query(line, me, django_assert_num_queries):
    for n in range(5):
        company = CompanyFactory(municipality=me.municipality)
        talked(company, line, days_ago=n)
        talked(company, me, days_ago=n + 1)
    every = list(Company.objects.for_municipality(me.municipality_id))
    with django_assert_num_queries(1):
        found = queries.newest(me.municipality_id, every, user=me, today=clock.today())
    assert len(found) == 5
    assert all(sentence.startswith("Line K.") for sentence in found.values())

"""A pause: written, changed, over, and taken back; what is missing makes its days count, and the page says so."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from casework.green_wave.models import DeadPeriod
from casework.jobpakke import actions
from casework.jobpakke.models import EndReason, Pause
from casework.planning.periods import ONE_DAY
from jobpakker.foundation import clock
from tests.casework.jobpakke.pages import detail_url
from tests.companies.pages import body, client_of
from tests.factories import jobpakker
from tests.factories.accounts import UserFactory
from tests.factories.jobpakker import COURSE, PRAKTIK, step, working_day

pytestmark = pytest.mark.django_db


def numeric(day):
    return f"{day:%d-%m-%Y}"


def of(package):
    return client_of(package.caseworker)


@pytest.fixture
def package():
    return jobpakker.walking(days=28)


@pytest.fixture
def client(package):
    return of(package)


def written(package, **more):
    today = clock.today()
    return {
        "reason": "sick", "starts_on": numeric(working_day(today - timedelta(days=7))), "last_day": numeric(today - ONE_DAY),
        "owner": str(package.caseworker.public_id), "agreed_with": "Borgeren og sagsbehandleren", "key": str(uuid4()),
    } | more  # fmt: skip


def create(client, package, **more):
    return client.post(reverse("casework:pause_create", args=[package.public_id]), written(package, **more))


def pause_of(package):
    return Pause.objects.for_municipality(package.municipality_id).get(jobpakke=package)


def dead_days(package):
    rows = DeadPeriod.objects.for_municipality(package.municipality_id).filter(jobpakke=package)
    return sum(flag.working_days for flag in rows.filter(close_reason__in=["", "passed"]))


def test_an_agreed_pause_takes_its_days_out_and_the_page_shows_it(client, package):
    assert create(client, package).status_code == 302
    assert dead_days(package) == 0
    page = body(client.get(detail_url(package)))
    assert "tæller ikke" in page
    assert "sygdom" in page
    assert "Aftalt af Borgeren og sagsbehandleren." in page


@pytest.mark.parametrize(
    ("missing", "word"),
    [
        ({"reason": ""}, "hvorfor"),
        ({"owner": ""}, "ansvarlig"),
        ({"agreed_with": ""}, "hvem der har aftalt det"),
        ({"last_day": ""}, "slutdato"),
    ],
)
def test_what_is_missing_makes_the_days_count_and_is_named(client, package, missing, word):
    create(client, package, **missing)
    assert dead_days(package) > 0
    page = body(client.get(detail_url(package)))
    assert "tæller som døde dage" in page
    assert f"Mangler: {word}." in page
    pause = pause_of(package)
    told = written(package, key=str(pause.public_id), seen="")
    client.post(reverse("casework:pause_edit", args=[pause.public_id]), told)
    actions.back_again(pause=pause, on=clock.today(), by=package.caseworker, at=clock.now())
    assert dead_days(package) == 0


def test_the_citizens_own_wish_counts_in_a_column_of_its_own(client, package):
    create(client, package, reason="own_wish")
    [flag] = DeadPeriod.objects.for_municipality(package.municipality_id).filter(jobpakke=package)
    assert flag.working_days == flag.wished_days > 0
    assert flag.cause == "citizen_wish"


def test_a_second_press_writes_one_pause(client, package):
    key = str(uuid4())
    create(client, package, key=key)
    create(client, package, key=key)
    assert Pause.objects.for_municipality(package.municipality_id).count() == 1


def test_it_is_over_when_somebody_says_so_and_that_is_undone(client, package):
    create(client, package)
    pause = pause_of(package)
    back = reverse("casework:pause_back", args=[pause.public_id])
    assert client.post(back, {"on": numeric(clock.today())}).status_code == 302
    assert pause_of(package).back_on == clock.today()
    client.post(reverse("casework:pause_take_back", args=[pause.public_id]))
    assert pause_of(package).back_on is None
    client.post(reverse("casework:pause_take_back", args=[pause.public_id]))
    assert not Pause.objects.for_municipality(package.municipality_id).exists()
    assert dead_days(package) == 0


def test_who_begins_a_step_is_back(package):
    today = clock.today()
    first, step = jobpakker.steps_of(package)[:2]
    actions.break_step(step=first, ended_until=today, reason=EndReason.OTHER, by=package.caseworker, at=clock.now())
    actions.pause(
        key=uuid4(), jobpakke=package, reason="sick", starts_on=today - timedelta(days=3), until=None, owner=None,
        agreed_with="", by=package.caseworker, at=clock.now(),
    )  # fmt: skip
    step.starts_on = today
    step.save(update_fields=["starts_on"])
    actions.start_step(step=step, on=today, by=package.caseworker, at=clock.now())
    assert pause_of(package).back_on == today


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_on": ""},
        {"starts_on": "32-13-2026"},
        {"starts_on": "01-01-1900"},
        {"last_day": "01-01-2000"},
        {"last_day": "01-01-2099"},
        {"reason": "kræft"},
        {"owner": str(uuid4())},
        {"owner": "x"},
        {"agreed_with": "x" * 201},
        {"agreed_with": "010203-1234"},
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field_and_kept(client, package, wrong):
    response = create(client, package, **wrong)
    assert response.status_code == 422
    assert "Borgeren og sagsbehandleren" in body(response) or "agreed_with" in wrong
    assert not Pause.objects.for_municipality(package.municipality_id).exists()


def test_back_before_it_began_or_in_the_future_is_refused(client, package):
    create(client, package)
    back = reverse("casework:pause_back", args=[pause_of(package).public_id])
    assert client.post(back, {"on": numeric(clock.today() + ONE_DAY)}).status_code == 409
    assert client.post(back, {"on": numeric(clock.today() - timedelta(days=60))}).status_code == 409
    assert client.post(back, {"on": "engang"}).status_code == 422


def test_the_second_of_two_who_change_it_is_told(client, package):
    create(client, package)
    pause = pause_of(package)
    edit = reverse("casework:pause_edit", args=[pause.public_id])
    seen = client.get(edit).context["form"].stands
    actions.back_again(pause=pause, on=clock.today(), by=package.caseworker, at=clock.now())
    told = written(package, seen=seen, agreed_with="Mig selv")
    response = client.post(edit, told)
    assert response.status_code == 409
    assert "Mig selv" in body(response)


def test_a_stranger_finds_nothing_and_a_consultant_does_not_read_why(client, package):
    create(client, package)
    pause = pause_of(package)
    stranger = of(jobpakker.walking())
    for name in ("pause_edit", "pause_back", "pause_take_back"):
        url = reverse(f"casework:{name}", args=[pause.public_id])
        assert stranger.post(url, {"on": numeric(clock.today())}).status_code == 404
    reader = client_of(UserFactory(consultant=True, municipality=package.municipality, team=package.citizen.team))
    page = body(reader.get(detail_url(package)))
    assert "tæller ikke" in page
    assert "sygdom" not in page


def test_the_builder_counts_a_hole_less_what_an_agreed_pause_takes_out():
    """Five days between the praktik and a course on fixed dates; three of them are an agreed holiday, and then all of them."""
    first = working_day(clock.today() + timedelta(days=63))
    first -= timedelta(days=first.weekday())
    dates = f"{first:%d/%m/%Y}-{first + timedelta(days=4):%d/%m/%Y}"
    package = jobpakker.active(
        step(PRAKTIK, "4 uger", dates=f"{first - timedelta(days=35):%d/%m/%Y}"),
        step(COURSE, "5 arbejdsdage", dates=dates, at_the_company=False), job_in=160,
    )  # fmt: skip
    client = of(package)
    edit = reverse("casework:jobpakke_edit", args=[package.public_id])
    before = client.get(edit).context["board"].dead_days
    gap = next(gap for gap in client.get(edit).context["board"].proposal.plan.gaps if gap.after == "0")
    assert 0 < gap.working_days <= before
    holiday = {"reason": "holiday_leave", "starts_on": numeric(gap.starts_on)}
    create(client, package, **holiday, last_day=numeric(gap.until - ONE_DAY))
    assert client.get(edit).context["board"].dead_days == before - gap.working_days


def test_the_citizens_page_and_her_paper_show_it_and_the_paper_never_why(client, package):
    coming = {
        "starts_on": numeric(clock.today() + timedelta(days=7)),
        "last_day": numeric(clock.today() + timedelta(days=14)),
    }
    create(client, package, **coming)
    page = body(client.get(reverse("casework:citizen_detail", args=[package.citizen.public_id])))
    assert "Pause " in page
    assert "sygdom" in page
    paper = body(client.get(reverse("casework:jobpakke_print", args=[package.public_id])))
    assert "Pause undervejs" in paper
    assert "sygdom" not in paper


# Taken back ----------------------------------------------------------------------------------------------------------------------
def offered(client, package):
    """The address of the last "Fortryd" that the page offers."""
    return re.findall(r'action="([^"]*/pause/fortryd/[^"]*)"', body(client.get(detail_url(package))))[-1]


def told_of(package):
    pause = pause_of(package)
    return pause.reason, pause.starts_on, pause.until, pause.owner, pause.agreed_with, pause.back_on


def test_a_change_is_undone_and_only_as_long_as_it_stands(client, package):
    create(client, package)
    before, address = told_of(package), reverse("casework:pause_edit", args=[pause_of(package).public_id])
    other = written(package, reason="agreed", agreed_with="Virksomheden", last_day="", owner="")
    assert client.post(address, other).status_code == 302
    undo = offered(client, package)
    assert told_of(package) != before
    for _twice in range(2):
        assert client.post(undo).status_code == 302
        assert told_of(package) == before
    assert client.post(address, other).status_code == 302
    undo = offered(client, package)
    assert of(package).post(undo).status_code == 302  # somebody else's session knows nothing of it
    assert told_of(package) != before
    client.post(address, other | {"agreed_with": "Borgeren"})
    assert "Det er allerede sket" in body(client.post(undo, follow=True))
    assert pause_of(package).agreed_with == "Borgeren"


def test_the_same_again_offers_nothing_to_undo(client, package):
    create(client, package)
    client.get(detail_url(package))
    client.post(reverse("casework:pause_edit", args=[pause_of(package).public_id]), written(package))
    assert "/pause/fortryd/" not in body(client.get(detail_url(package)))


def test_what_was_taken_back_is_there_again(client, package):
    create(client, package)
    before = told_of(package)
    take_back = reverse("casework:pause_take_back", args=[pause_of(package).public_id])
    client.post(reverse("casework:pause_back", args=[pause_of(package).public_id]), {"on": numeric(clock.today())})
    back = told_of(package)
    client.post(take_back)  # not back after all
    assert told_of(package) == before
    client.post(offered(client, package))
    assert told_of(package) == back
    client.post(take_back)
    client.post(take_back)  # nor was there a pause
    assert not Pause.objects.for_municipality(package.municipality_id).exists()
    undo = offered(client, package)
    for _twice in range(2):
        client.post(undo)
        assert told_of(package) == before

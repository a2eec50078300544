"""Beside a plan that is being changed stands who must say yes again, and what was asked old → new."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.casework.jobpakke.bench import HTMX
from tests.casework.jobpakke.pages import edit_url, fields
from tests.companies.pages import body, client_of
from tests.factories import jobpakker

pytestmark = pytest.mark.django_db


def answered(package, **changed):
    """What follows in the builder of that package when these fields are changed."""
    client = client_of(package.caseworker)
    typed = fields(client.get(edit_url(package)))
    url = reverse("casework:jobpakke_edit_preview", args=[package.public_id])
    page = body(client.post(url, typed | changed, headers=HTMX))
    start = page.index('id="plan-again"')
    return page[start : page.index('id="plan-principles"')]


def a_week_later(package):
    return f"{package.job_starts_on + timedelta(days=7):%d-%m-%Y}"


def test_nobody_is_named_while_the_plan_is_as_it_was_promised():
    assert "sige ja igen" not in answered(jobpakker.active())


def test_nobody_is_named_who_has_not_been_asked():
    package = jobpakker.draft()
    assert "sige ja igen" not in answered(package, job_starts_on=a_week_later(package))


def test_another_first_day_is_for_the_company_and_the_citizen():
    package = jobpakker.active()
    shown = answered(package, job_starts_on=a_week_later(package))
    assert "Hvem skal sige ja igen" in shown
    assert f"{package.commitment.contact.name}, {package.opening.company.name}" in shown
    assert "bekræfter igen: første arbejdsdag" in shown
    assert "Borgeren" in shown and "skal se den nye plan" in shown
    assert "<del>" in shown and "→" in shown


def test_who_has_not_answered_yet_is_asked_from_the_beginning():
    package = jobpakker.awaiting()
    assert "spørges forfra om: første arbejdsdag" in answered(package, job_starts_on=a_week_later(package))


def test_the_representative_is_named_when_she_has_been_heard(monkeypatch):
    package = jobpakker.active()
    later = {"job_starts_on": a_week_later(package)}
    assert "repræsentant" not in answered(package, **later)
    monkeypatch.setattr("casework.jobpakke.lawful.heard_on", lambda _package: package.job_starts_on)
    assert "høres igen: trinene hos virksomheden" in answered(package, **later)

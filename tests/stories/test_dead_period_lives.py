"""A dead period from the morning it is found to the history it ends in: a real worker finds it, Min dag shows it, the builder mends it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from casework import tasks
from casework.green_wave.models import WatchRun
from jobpakker.celery import app
from jobpakker.foundation import clock
from jobpakker.foundation.outbox.dispatch import LEASE
from jobpakker.foundation.outbox.models import OutboxMessage
from jobpakker.foundation.workdays import WorkdayCalendar
from jobpakker.starter import mailbox
from tests.casework.green_wave.rows import flags, with_a_gap

pytestmark = pytest.mark.django_db(transaction=True)


def watched(worker, municipality_id):
    """A run of the watch, and everything that followed from it sent."""
    asked = clock.now()
    tasks.detect.delay(municipality_id, clock.today().isoformat())
    runs = WatchRun.objects.for_municipality(municipality_id).filter(finished_at__gt=asked)
    worker.wait_for(runs.exists, seconds=60)

    def quiet():
        app.send_task("outbox.drain")
        return not OutboxMessage.objects.filter(done_at=None, due_at__lte=clock.now() + LEASE).exists()

    worker.wait_for(quiet, seconds=60)


def test_it_appears_is_mended_and_closes(worker, new_page, axe):
    this_monday = clock.today() - timedelta(days=clock.today().weekday())
    jobpakke = with_a_gap(today=this_monday)
    caseworker, alias = jobpakke.caseworker, jobpakke.citizen.alias
    page = new_page(user=caseworker)
    page.goto(reverse("casework:my_day"))
    between = page.get_by_role("link", name="Hul mellem praktikken og løntilskuddet", exact=True)
    assert between.count() == 0

    watched(worker, caseworker.municipality_id)
    [flag] = flags(jobpakke)
    page.goto(reverse("casework:my_day"))
    assert axe(page) == []
    between.click()
    page.get_by_role("link", name="Luk hullet i planen").click()
    page.locator("[data-gap] [data-press=mend]").first.click()
    page.get_by_text("Grøn bølge: ingen døde dage").first.wait_for()
    page.get_by_role("button", name="Gem", exact=True).click()
    page.wait_for_url(lambda url: url.endswith(reverse("casework:jobpakke_detail", args=[jobpakke.public_id])))

    # Closed by the save itself, without waiting for the next morning; and not forgotten.
    flag.refresh_from_db()
    assert flag.closed_at is not None
    page.goto(reverse("casework:my_day"))
    assert between.count() == 0
    page.goto(reverse("casework:dead_period_list") + "?tilstand=lukkede")
    page.get_by_text(jobpakke.citizen.full_name).or_(page.get_by_text(alias)).first.wait_for()
    page.goto(reverse("casework:dead_period_detail", args=[flag.public_id]))
    expect(page.get_by_text(flag.get_close_reason_display()).first).to_be_visible()
    assert axe(page) == []

    # The next run finds nothing new, and one mail was sent of the whole morning.
    watched(worker, caseworker.municipality_id)
    assert [row.pk for row in flags(jobpakke)] == [flag.pk]
    sent = mailbox.mails(directory=worker.mails)
    digests = [mail for mail in sent if mail.to == caseworker.email and mail.subject.startswith("Min dag")]
    assert len(digests) == (1 if WorkdayCalendar.danish().is_working_day(clock.today()) else 0)
    assert not [mail for mail in digests if jobpakke.citizen.last_name in mail.subject + mail.body]

"""Every page that each role may see, with the demo's people in it, walked by its links: nothing that axe, a narrow telephone or
the console complains about, no citizen in a title, and no CPR number anywhere.

A page is found as a person finds it, by a link; an address that no link leads to stands in `UNLINKED` and says why.
"""

import re
from collections import deque
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import Resolver404, resolve, reverse

from casework.blueprints.models import Blueprint
from casework.citizens.models import Citizen
from casework.citizens.queries import open_cpr
from casework.jobpakke.models import Jobpakke, Pause, Step
from casework.jobpakke.states import JobpakkeState
from companies.commitments import links as commitment_links
from companies.commitments.models import HiringCommitment
from companies.hearings import actions as hearings
from companies.hearings import links as hearing_links
from companies.openings.models import JobOpening
from companies.portal import links as portal_links
from companies.register.models import Worksite
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.outbox import dispatch as outbox
from jobpakker.foundation.staff import passwords
from jobpakker.starter import seed
from tests.architecture.test_authorisation import TABLE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]  # a whole walk, also on a busy machine

WHO = {
    "caseworker": "mette@fjordby.invalid",
    "company_consultant": "rasmus@fjordby.invalid",
    "manager": "karen@fjordby.invalid",
    "administrator": "bo@fjordby.invalid",
}
# What no link leads to for anybody, and why.
UNLINKED = {
    "health": "asked by machines",
    "casework:watch_health": "asked by machines",
    "companies:course_import_preview": "comes after a file, see tests/companies/providers/test_import_views.py",
    "companies:register_import_preview": "comes after a file, see tests/companies/extract/test_import.py",
    "companies:balance_import_preview": "comes after a file, see tests/companies/balance/test_balance.py",
    "companies:commitment_receipt_pdf": "a file, see tests/companies/commitments/test_receipt.py",
    "companies:company_calendar": "subscribed to by a calendar",
    "casework:citizen_reveal_cpr": "answers a press alone; opened, it leads to the citizen",
}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
MAILBOX = {"demo:mailbox", "demo:mail"}
NOT_A_PAGE = ("_export", "_calendar", "health")
LIKE_A_CPR = re.compile(r"(?<![\w.+-])\d{6}[- ]?\d{4}(?![\w-])")
LINKS = """all => all.map(link => new URL(link.getAttribute("href"), document.baseURI).href.split("#")[0])"""
WIDER = """() => { const root = document.documentElement; return root.scrollWidth <= root.clientWidth ? [] :
  [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > root.clientWidth + 1
    && !e.closest('.table-wrap')).slice(0, 4).map(e => e.tagName + '.' + e.className).concat(root.scrollWidth) }"""


@pytest.fixture
def fjordby(settings, tmp_path, live_server):
    settings.BASE_URL = live_server.url
    settings.ROOT_URLCONF = "tests.starter.demo_urls"
    mailer = {"BACKEND": "jobpakker.starter.mailbox.EmailBackend", "OPTIONS": {"directory": str(tmp_path / "mails")}}
    settings.MAILERS = {"default": mailer}
    with transaction.atomic():
        seed.load(today=clock.today(), at=clock.now())
    return User.objects.get(email=WHO["caseworker"]).municipality_id


class Walk:
    """What is asked of every page, and what was wrong with those that were seen."""

    def __init__(self, axe):
        self.axe, self.faults, self.said, self.seen_narrow, self.judged = axe, [], [], set(), set()
        citizens = list(Citizen.objects.across_municipalities())
        self.names = {name for citizen in citizens for name in (citizen.full_name, citizen.last_name)}
        self.cprs = {number for citizen in citizens if (number := open_cpr(citizen))}
        self.p_numbers = set(Worksite.objects.across_municipalities().values_list("p_number", flat=True))
        assert len(self.cprs) > 50

    def listen(self, page):
        page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        return page

    def look(self, page, role, address):
        """Goes there and judges. Returns the addresses of the page's links."""
        self.said.clear()
        page.set_viewport_size(WIDE)
        answer = page.goto(address)
        html, title, name = page.content(), page.title(), _name(page.url)
        wrong = [f"axe {found}" for found in self.axe(page)] if self.is_new(page, role) else []
        if answer.status != 200:
            wrong.append(f"status {answer.status}")
        if page.locator("h1").count() != 1:
            wrong.append(f"{page.locator('h1').count()} h1")
        wrong += [
            f"a citizen in the title {title!r}" for one in self.names if re.search(rf"\b{re.escape(one)}\b", title)
        ]
        wrong += [f"CPR {number}" for number in self.numbers(html)]
        links = page.eval_on_selector_all("a[href]", LINKS)
        page.set_viewport_size(NARROW)
        wrong += [f"wider than 320: {found}" for found in [page.evaluate(WIDER)] if found]
        if name not in self.seen_narrow:
            self.seen_narrow.add(name)
            wrong += [f"axe at 320 {found}" for found in self.axe(page)]
        self.note(role, page.url, *wrong, *(f"console {text}" for text in self.said))
        return links

    def is_new(self, page, role):
        """What another role was shown word for word has been judged; the frame around it is judged once a role."""
        shown = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.locator("main").inner_html())
        known = self.judged.issuperset({shown, role})
        self.judged |= {shown, role}
        return not known

    def fetch(self, page, role, address):
        """What is no page: a file, an answer to a machine."""
        answer = page.request.get(address)
        self.note(role, address, *([] if answer.status == 200 else [f"status {answer.status}"]))
        self.note(role, address, *(f"CPR {number}" for number in self.numbers(answer.text())))

    def note(self, role, address, *wrong):
        self.faults += [f"{role} {urlsplit(address).path}: {what}" for what in dict.fromkeys(wrong)]

    def numbers(self, text):
        found = set(LIKE_A_CPR.findall(text)) - self.p_numbers
        return found | {number for number in self.cprs if number in text}

    def walk(self, page, role, start, only=None):
        """One page of every address that links lead to, or of those in `only`. Returns their names."""
        waiting, seen = deque([start]), set()
        while waiting:
            address = waiting.popleft()
            name = _name(address)
            if name is None or name in seen or (only is not None and name not in only):
                continue
            seen.add(name)
            if name.endswith(NOT_A_PAGE):
                self.fetch(page, role, address)
            else:
                waiting.extend(self.look(page, role, address))
        return seen


def _name(address):
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return None


def desk_pages(municipality_id):
    """What a form leads to, and the pages that show most of some rows: a package in every state, a job that waits for its answer."""
    packages = (
        Jobpakke.objects.for_municipality(municipality_id)
        .select_related("commitment", "opening", "citizen")
        .order_by("pk")
    )
    waiting = packages.filter(state=JobpakkeState.AWAITING_COMPANY)[0]
    wished = packages.filter(commitment__state="change_proposed", caseworker__email=WHO["caseworker"])[0]
    free = JobOpening.objects.for_municipality(municipality_id).filter(state="open", starts_on__gt=clock.today())
    model = Blueprint.objects.for_municipality(municipality_id).order_by("pk")[0]
    idle = Citizen.objects.for_municipality(municipality_id).filter(
        jobpakker=None, caseworker__email=WHO["caseworker"]
    )[0]
    paused = Pause.objects.for_municipality(municipality_id).order_by("pk")[0]
    built = reverse("casework:jobpakke_build", args=[free.order_by("-starts_on")[0].public_id])
    return [
        *(reverse("casework:jobpakke_detail", args=[packages.filter(state=s)[0].public_id]) for s in JobpakkeState),
        reverse("casework:jobpakke_wish", args=[wished.public_id]),
        reverse("casework:pause_edit", args=[paused.public_id]),
        reverse("companies:opening_detail", args=[waiting.opening.public_id]),
        reverse("companies:commitment_talked", args=[waiting.commitment.public_id]),
        f"{built}?borger={idle.public_id}&model={model.public_id}",
    ]  # fmt: skip


def secret_pages():
    """The pages of those who have no account, most of them behind the links of mails, each with a row where it has most to say."""
    rows = HiringCommitment.objects.across_municipalities().select_related("contact")
    waiting, promised = (rows.filter(state=state).order_by("pk").first() for state in ("requested", "confirmed"))
    hearing = hearings.ask(
        commitment=waiting, number=waiting.version, name="Birgit", email="birgit@firma.invalid", at=clock.now()
    )
    token, contact = commitment_links.token_for(promised), promised.contact
    return [
        reverse("companies:company_way_in"),
        commitment_links.address_for(waiting),
        commitment_links.address_for(promised),
        *(reverse(f"companies:{name}", args=[token]) for name in ("commitment_receipt", "commitment_calendar")),
        reverse("companies:hearing_ask", args=[commitment_links.token_for(waiting)]),
        hearing_links.address_for(hearing),
        portal_links.page_address(contact),
        portal_links.calendar_address(contact),
        passwords.address_for(User.objects.get(email=WHO["manager"])),
    ]


def visit_pages():
    """What a company says from its own page: a start that is put off, how a step went, and whether it becomes a job."""
    steps = Step.objects.across_municipalities().filter(
        at_the_company=True, beside=False, jobpakke__state="active", jobpakke__commitment__state="confirmed"
    )
    begins = steps.filter(state="planned", starts_on__gte=clock.today()).order_by("starts_on")[0]
    over = steps.filter(state="done", until__gt=clock.today() - timedelta(days=50)).order_by("until")[0]
    pages = []
    for step, name in ((begins, "visit_postpone"), (over, "step_review")):
        contact = step.jobpakke.commitment.contact
        pages.append(reverse(f"companies:{name}", args=[portal_links.page_token(contact), step.public_id]))
    token = portal_links.page_token(over.jobpakke.commitment.contact)
    return [*pages, reverse("companies:job_answer", args=[token, over.jobpakke.commitment.public_id])]


def test_every_page_of_every_role(fjordby, new_page, axe, live_server):
    walk, visited = Walk(axe), {}
    for role, email in WHO.items():
        page = walk.listen(new_page(user=User.objects.get(email=email)))
        visited[role] = walk.walk(page, role, live_server.url + reverse("home"))
        for address in desk_pages(fjordby):
            if role in TABLE[_name(address)][0]:
                visited[role].add(_name(address))
                walk.look(page, role, live_server.url + address)
    page = walk.listen(new_page())
    visited["anonymous"] = walk.walk(page, "anonymous", live_server.url + reverse("accounts:login"))
    outbox.drain(at=clock.now())
    visited["anonymous"] |= walk.walk(page, "anonymous", live_server.url + reverse("demo:mailbox"), MAILBOX)
    for address in [*secret_pages(), *visit_pages()]:
        visited["anonymous"].add(_name(address))
        here = live_server.url + urlsplit(address).path
        (walk.fetch if _name(address).endswith(NOT_A_PAGE) else walk.look)(page, "anonymous", here)
    not_seen = [
        f"{role} {name}"
        for role, seen in visited.items()
        for name, (may_get, _may_post) in TABLE.items()
        if role in may_get and name not in seen | visited["anonymous"] | set(UNLINKED)
    ]
    assert not walk.faults, "\n".join(walk.faults)
    assert not not_seen, not_seen

"""Whatever is sent to any form or put in any address, the answer is a page of ours: never a fault (5xx).

The site is walked by its links as each role; every form that is met is sent with each of its fields wrong, with all of them
wrong, with none and with everything twice; every address gets every parameter that the site knows. What the right answer to
a wrong value is stands beside each topic; here only that there is one. What a press changes is taken back after it.
"""

import logging
import sys
from copy import copy
from html.parser import HTMLParser
from itertools import cycle
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from casework import tasks
from casework.flow.listings import FIGURES
from companies.commitments import links as commitment_links
from companies.hearings import actions as hearings
from companies.hearings import links as hearing_links
from companies.portal import links as portal_links
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.checks import all_patterns
from jobpakker.foundation.staff import passwords
from tests.architecture.test_authorisation import TABLE
from tests.casework.green_wave.rows import run_here
from tests.factories import jobpakker
from tests.factories.accounts import UserFactory
from tests.factories.blueprints import BlueprintFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import JobOpeningFactory
from tests.factories.providers import CourseSessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]

VALUES = [
    "", " ", "a\x00b", "a\u202eb\u200b", "\ud7ff\ufffd\U0010ffff", "æ" * 5000, "<script>alert(1)</script>", "' OR 1=1 --", "{{ 7 }}%s%(a)s{0}",
    "-1", "0", "1e309", "NaN", "٣", "²", "9" * 400, "99999999999999999999", "0 uger", "10000 uger", "99999999999 måneder",
    "31-02-2026", "00-00-0000", "01-01-0001", "31-12-9999", "uge 53 2027", "uge 99", "2026-13-45T99:99", "add:-1", "add:999999:mentor",
    "mend:0:0", "dates:0:x", "later:99", "remove:", "none", "null", "[]", "00000000-0000-0000-0000-000000000000", "//ond.invalid/", "0101011234",
    "010101-0000", "12345678", "=1+1", "\r\nSet-Cookie: a=b",
]  # fmt: skip
ALWAYS = {"side", "next", "dag", "virksomhed", "borger", "model", "q", "hvem", "tilstand", "slags", "do"}


class Reader(HTMLParser):
    """The links and forms of a page: (method, where, names)."""

    def __init__(self, text):
        super().__init__()
        self.links, self.forms, self.form = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        got = dict(attrs)
        if tag == "a" and got.get("href"):
            self.links.append(got["href"])
        elif tag == "form":
            self.form = (got.get("method", "get").lower(), got.get("action") or "", {})
            self.forms.append(self.form)
        elif tag in {"input", "select", "textarea", "button"} and got.get("name") and self.form:
            self.form[2].setdefault(got["name"], got.get("value") or "")
        if self.form and got.get("hx-post") not in {None, self.form[1]}:  # the same fields, sent elsewhere
            self.forms.append(("post", got["hx-post"], self.form[2]))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None


class Fuzz:
    def __init__(self):
        self.faults, self.causes, self.asked, self.sent = [], [], set(), set()
        self.count, self.values = 0, cycle(VALUES)
        got_request_exception.connect(self._note)

    def _note(self, sender, **_more):
        self.causes.append(repr(sys.exc_info()[1])[:300])

    def ask(self, method, where, **options):
        self.count += 1
        self.causes.clear()
        self.client.cookies = copy(self.cookies)  # a press may log out
        with transaction.atomic():
            answer = getattr(self.client, method)(where, **options)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            said = (
                {name: str(value)[:60] for name, value in (options.get("data") or {}).items() if value}
                if isinstance(options.get("data"), dict)
                else str(options)[:100]
            )
            self.faults.append(f"{method} {where[:120]} {answer.status_code} {self.causes} {str(said)[:600]}")
        return answer

    def walk(self, role, user, starts):
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        self.cookies = self.client.cookies
        waiting, starts, seen = list(starts), list(starts), set()
        while waiting:
            where = urlsplit(waiting.pop(0))
            name = _name(where.path)
            if name is None or (name in seen and not starts):
                continue
            starts = starts[1:]  # these are looked at even when another of the same name was
            seen.add(name)
            answer = self.ask("get", where.path + ("?" + where.query if where.query else ""))
            if answer.status_code == 302:
                waiting.append(answer.headers["Location"])
            if "html" not in answer.headers.get("Content-Type", "") or answer.status_code != 200:
                continue
            page = Reader(answer.content.decode())
            waiting += [urljoin(where.path, link) for link in page.links]
            known = {key for link in page.links for key, _value in parse_qsl(urlsplit(link).query)}
            known |= {field for method, _where, fields in page.forms if method == "get" for field in fields}
            if name not in self.asked:
                self.asked.add(name)
                self.parameters(where.path, known)
            for method, action, fields in page.forms:
                target = urljoin(where.path, action)
                if method == "post" and (_name(target), *sorted(fields)) not in self.sent:
                    self.sent.add((_name(target), *sorted(fields)))
                    self.send(target, fields)
        return seen

    def parameters(self, where, known):
        for _time in range(4):
            self.ask("get", where, data=dict.fromkeys(known | ALWAYS, next(self.values)))
        for key in known:
            self.ask("get", where, data={key: [next(self.values), next(self.values)]})
        self.ask("get", where + "?%ff=%00&a=%ed%a0%80&side=%")

    def send(self, where, fields):
        for field in fields:
            self.ask("post", where, data=fields | {field: next(self.values)})
        for _time in range(5):
            self.ask("post", where, data=dict.fromkeys(fields, next(self.values)))
        self.ask("post", where, data={field: [value, next(self.values)] for field, value in fields.items()})
        self.ask("post", where, data={f: SimpleUploadedFile("a.csv", b"\xff\x00;\r\n\x1a" * 99) for f in fields})
        self.ask("post", where)
        self.ask("post", where, data=b"%ff=%00&trin=%ed%a0%80", content_type="application/x-www-form-urlencoded")
        self.ask("post", where, data=b"--", content_type="multipart/form-data; boundary=x")
        self.ask("post", where, data=b"{", content_type="application/json")
        self.ask("post", where, data={f"a{n}": "" for n in range(1001)})
        self.ask("post", where, data=fields, headers={"HX-Request": "true", "HX-Current-URL": "\u00ff://["})


def _name(path):
    try:
        return resolve(path).view_name
    except (Resolver404, ValueError):
        return None


@pytest.fixture(autouse=True)
def quiet():
    """Thousands of refusals say a line each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def rows():
    """One municipality with something on every page."""
    caseworker = UserFactory()
    municipality = caseworker.municipality
    people = {
        role: UserFactory(role_code=role, municipality=municipality)
        for role in ("company_consultant", "manager", "administrator")
    }
    blueprint = BlueprintFactory(municipality=municipality)
    free = JobOpeningFactory(company__municipality=municipality, created_by=caseworker)
    idle = CitizenFactory(caseworker=caseworker, clarified=True, cpr="6101801234")
    packages = [
        make(citizen=CitizenFactory(clarified=True, caseworker=caseworker))
        for make in (jobpakker.draft, jobpakker.awaiting, jobpakker.walking, jobpakker.broken)
    ]
    CourseSessionFactory(municipality=municipality)
    run_here(tasks.detect, municipality.pk, clock.today())
    built = reverse("casework:jobpakke_build", args=[free.public_id])
    return {"caseworker": caseworker} | people, packages, f"{built}?borger={idle.public_id}&model={blueprint.public_id}"


def _public(packages, user):
    waiting, promised = packages[1].commitment, packages[2].commitment
    hearing = hearings.ask(
        commitment=waiting, number=waiting.version, name="Birgit", email="b@firma.invalid", at=clock.now()
    )
    tokens = [commitment_links.token_for(one) for one in (waiting, promised)]
    return [
        *(reverse(f"companies:{name}", args=[token]) for token in tokens for name in (
            "commitment_answer", "commitment_receipt", "commitment_calendar", "hearing_ask")),
        *(urlsplit(address).path for address in (
            hearing_links.address_for(hearing), portal_links.page_address(promised.contact), portal_links.calendar_address(promised.contact),
            passwords.address_for(user))),
        *(reverse(name) for name in ("companies:company_way_in", "accounts:login", "accounts:forgot_password", "accessibility_statement")),
    ]  # fmt: skip


def test_no_form_and_no_parameter_makes_a_fault(rows):
    people, packages, builder = rows
    fuzz, seen = Fuzz(), set()
    pages = [
        *(reverse("casework:jobpakke_detail", args=[one.public_id]) for one in packages),
        builder,
        *(reverse("casework:flow_list", args=[figure]) for figure in FIGURES),
    ]  # fmt: skip
    for role, user in people.items():
        seen |= fuzz.walk(role, user, [reverse("home"), *pages])
    for where in _public(packages, people["manager"]):  # by themselves: links of the same name differ in what they show
        seen |= fuzz.walk("anonymous", None, [where])
    assert not fuzz.faults, "\n".join(fuzz.faults)
    sent = {name for name, *_fields in fuzz.sent}
    assert len(seen) > 65, sorted(set(TABLE) - seen)
    assert len(sent) > 40, sorted(name for name, (_get, may_post) in TABLE.items() if may_post and name not in sent)
    assert sent >= {
        "casework:jobpakke_build",
        "casework:jobpakke_preview",
        "casework:jobpakke_edit",
        "casework:citizen_create",
    }


def test_no_address_makes_a_fault(rows):
    people, _packages, _builder = rows
    fuzz = Fuzz()
    for name, route, _pattern in all_patterns():
        if "<" not in route:
            continue
        may_get, may_post = TABLE[name]
        role = next(iter(sorted(may_get | may_post)))
        fuzz.client = Client(raise_request_exception=False)
        if role != "anonymous":
            fuzz.client.force_login(people[role])
        fuzz.cookies = fuzz.client.cookies
        for value in (
            "x",
            "%00",
            "%ff",
            "a" * 3000,
            "%2e%2e%2f",
            "00000000-0000-0000-0000-000000000000",
            "-",
            "x:y:z",
            "æ",
        ):
            where = "/" + "".join(part.split("<")[0] + (value if "<" in part else "") for part in route.split(">"))
            fuzz.ask("get", where)
            fuzz.ask("post", where)
    assert not fuzz.faults, "\n".join(fuzz.faults)

"""What is written in Danish can be read in English: the catalogue is whole, and no page says anything else than it.

The pages are found by following links, as every role and as the company, so that a page added later is read too. What stands
in rows is in the language of those who wrote it, and a word that a Danish act or register owns stays Danish.
"""

import ast
import importlib.util
import re
import shutil
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CharField, JSONField, TextField
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation

from casework.blueprints import lengths
from casework.flow.listings import FIGURES
from casework.green_wave import actions as green_wave
from casework.jobpakke import fixed_dates, reasons
from casework.planning.steps import Length, LengthUnit
from companies.commitments import links
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.ui import dates
from jobpakker.foundation.workdays import public_holidays
from tests.factories import jobpakker as packages
from tests.factories.accounts import UserFactory
from tests.factories.blueprints import BlueprintFactory
from tests.factories.companies import JobOpeningFactory
from tests.factories.providers import CourseSessionFactory

ROOT = Path(__file__).resolve().parent.parent.parent
_spec = importlib.util.spec_from_file_location("check_translations", ROOT / "scripts/check_translations.py")
check = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(check)


# The catalogue ----------------------------------------------------------------------------------------------------------
def test_every_text_is_translated_with_its_placeholders():
    assert check.wrong_entries(check.kept().values()) == []


def test_the_compiled_catalogue_says_the_same():
    assert check.wrong_compiled(check.kept()) == []


def test_the_catalogue_holds_the_texts_of_today_and_no_other():
    if shutil.which("xgettext") is None:
        pytest.skip(check.NO_XGETTEXT)
    today = {check.key(entry): entry for entry in check.gathered()}
    assert check.wrong_set(check.kept(), today) == []


def test_no_text_stands_within_an_f_string_where_it_would_not_be_gathered():
    asks = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for room in ("casework", "companies", "jobpakker")
        for path in (ROOT / room).rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in asks
    ]
    assert hidden == []


def test_merges_stay_small():
    """A line number or a date in the catalogue would change with every change of the source."""
    text = (ROOT / check.CATALOGUE).read_text()
    assert not re.search(r"^#: |POT-Creation-Date|^#~|^#, .*fuzzy", text, flags=re.MULTILINE)


def _entry(msgid="{n} dage fra {day}", msgstr="{n} days from {day}", **more):
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)


def _plural(one, many):
    return _entry("{n} dag", "", msgid_plural="{n} dage", msgstr_plural={0: one, 1: many})


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (_entry(), None),
        (_entry(msgstr=""), "untranslated"),
        (_entry(flags=["fuzzy"]), "fuzzy"),
        (_entry(msgstr="{n} days from {date}"), "other placeholders"),
        (_entry(msgstr="{n} days"), "other placeholders"),
        (_entry("%(n)s <b>dage</b>", "%(n)s <b>days</b>"), None),
        (_entry("%(n)s <b>dage</b>", "%(n)s days"), "other placeholders"),
        (_entry("85 %% på %(n)s dage", "85% in %(n)s days"), "other placeholders"),
        (_entry(" eller ", " or "), None),
        (_entry(" eller ", "or"), "other placeholders"),
        (_plural("one day", "{n} days"), None),
        (_plural("one day", ""), "untranslated"),
        (_plural("{day} day", "{n} days"), "other placeholders"),
        (_plural("one day", "days"), "other placeholders"),
    ],
)
def test_a_wrong_entry_is_found(entry, fault):
    found = check.wrong_entries([entry])
    assert [line.partition(":")[0] for line in found] == ([fault] if fault else [])


def test_a_catalogue_compiled_before_the_last_change_is_found(tmp_path):
    catalogue = polib.POFile()
    catalogue.extend([_entry(), _entry("Ret", "Edit", msgctxt="knap"), _plural("{n} day", "{n} days")])
    path = tmp_path / "django.mo"
    catalogue.save_as_mofile(str(path))
    have = {check.key(entry): entry for entry in catalogue}
    assert check.wrong_compiled(have, path) == []
    have[(None, "{n} dag")].msgstr_plural[1] = "{n} whole days"
    assert len(check.wrong_compiled(have, path)) == 1
    assert (
        len(check.wrong_compiled({(None, "Ny"): _entry("Ny", "New")}, path)) == 5
    )  # one new, and four forms that are gone
    assert check.wrong_compiled(have, tmp_path / "none.mo") == ["none.mo is missing: gather again"]


def test_a_text_of_the_code_that_is_not_in_the_catalogue_is_found():
    have, today = {(None, "Gammel"): _entry("Gammel", "Old")}, {("knap", "Ret"): _entry("Ret", "")}
    assert check.wrong_set(have, today) == ["not in the catalogue: 'Ret'", "no longer in the source: 'Gammel'"]


# What is written in English can be read back ------------------------------------------------------------------------------
@pytest.mark.parametrize("unit", list(LengthUnit))
@pytest.mark.parametrize("amount", [1, 2, 30])
def test_a_length_shown_in_english_is_read_back(unit, amount):
    with translation.override("en"):
        assert lengths.parse(lengths.show(Length(amount, unit))).preferred == Length(amount, unit)
        assert lengths.parse(f"{lengths.show(Length(amount, unit))} (1-30)").preferred == Length(amount, unit)


def test_dates_shown_in_english_are_read_back():
    today = clock.today()
    periods = [
        (today + timedelta(days=9), today + timedelta(days=12)),
        (today + timedelta(days=40), today + timedelta(days=45)),
    ]
    with translation.override("en"):
        assert list(fixed_dates.parse(fixed_dates.show(periods), today=today).periods) == periods
        for form in ("date", "numeric"):
            assert dates.parse(dates.show(today, form)) == today
        assert dates.show(date(2026, 4, 7), "long") == "Tuesday 7 April 2026"
        assert dates.span(date(2026, 4, 7), date(2026, 6, 1)) == "7 Apr – 31 May 2026"


def test_every_public_holiday_has_an_english_name():
    names = {name for year in range(2000, 2040) for name in public_holidays(year).values()}
    assert names == set(reasons.HOLIDAYS)


# The pages ----------------------------------------------------------------------------------------------------------------
OWNED_BY_LAW = (  # docs/glossary.md; the law or a register owns the word; in the access log an address does
    "løntilskud", "virksomhedspraktik", "kontanthjælp", "førtidspension", "jobafklaringsforløb", "ressourceforløb",
    "sammensat forløb", "enkeltstående tilbud", "store bededag", "rimelighedskravet", "6 ugers jobrettet uddannelse",
    "webtilgængelighedsloven", "straffe- eller børneattest", "dage (days)",
    "sjælland", "sydjylland", "østjylland", "vestjylland", "nordjylland", *FIGURES,
)  # fmt: skip
DANISH = re.compile(
    r"\w*[æøå]\w*|\b(?:og|ikke|eller|fra|til|det|som|med|har|skal|et|af|ved|hos|uge|uger|dage?|borgere?n?|virksomhed\w*|"
    r"sagsbehandler\w*|medarbejder\w*|arbejdsdage?|kommunen?|vælg|ret|gem|vis|ingen|nye?|kursus|kurser|tilsagn\w*|jobbet|"
    r"planen|trin|hvor\w*|hvem|hvad|når|siden|jeres|dette|denne|fornavn|efternavn|stilling|sted|kl|pct|mangler|venter|begynder)\b",
)  # fmt: skip
SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-label", "data-on", "data-off", "summary", "label")
PAGES_OF_ONE_KIND = 2
MUST_BE_READ = {
    "casework:my_day", "casework:citizen_list", "casework:citizen_detail", "casework:citizen_create", "casework:jobpakke_list",
    "casework:jobpakke_detail", "casework:jobpakke_edit", "casework:jobpakke_start", "casework:jobpakke_print",
    "casework:dead_period_list", "casework:dead_period_detail", "casework:blueprint_list", "casework:blueprint_detail",
    "casework:flow_overview", "casework:flow_list", "casework:rule_list", "casework:watch", "companies:opening_list",
    "companies:opening_detail", "companies:opening_create", "companies:company_list", "companies:company_detail",
    "companies:course_session_list", "companies:course_session_detail", "companies:commitment_answer", "accounts:user_list",
    "accounts:closed_day_list", "accounts:login", "audit:access_log", "accessibility_statement",
}  # fmt: skip


class _Said(HTMLParser):
    """What a page says in its own language: text, and the attributes that are read aloud. Also its links, and whether it asks."""

    VOID = frozenset(
        {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
    )

    def __init__(self):
        super().__init__()
        self.said, self.links, self.fields, self.asks = [], [], [], False
        self.apart = []  # open elements in another language, or unseen

    def handle_starttag(self, tag, attrs):
        got = dict(attrs)
        elsewhere = tag in {"script", "style"} or got.get("lang", "en") != "en"
        if (self.apart or elsewhere) and tag not in self.VOID:
            self.apart.append(tag)
        if not self.apart:
            self.said += [got[name] for name in SPOKEN if got.get(name)]
            if tag == "input" and got.get("type") == "submit":
                self.said.append(got.get("value", ""))
        if tag == "a" and got.get("href", "").startswith("/"):
            self.links.append(got["href"].partition("#")[0])
        if tag == "form" and got.get("method") == "post" and not got.get("action"):
            self.asks = True
        if tag in {"input", "select", "textarea"} and got.get("name"):
            self.fields.append(got["name"])

    def handle_endtag(self, tag):
        if self.apart and tag in self.apart:
            while self.apart.pop() != tag:
                pass

    def handle_data(self, data):
        if not self.apart and data.strip():
            self.said.append(" ".join(data.split()))


def _written_by_people():
    """Every text that stands in a row; choices are our own words and are not among them."""
    found = set()

    def put(value):
        if isinstance(value, str):
            found.update({value, *value.splitlines()})
        elif isinstance(value, dict | list):
            for one in value.values() if isinstance(value, dict) else value:
                put(one)

    for model in apps.get_models():
        if model.__module__.partition(".")[0] not in {"casework", "companies", "jobpakker"}:
            continue
        names = [
            field.name for field in model._meta.get_fields()
            if isinstance(field, CharField | TextField | JSONField) and not field.choices and field.concrete
        ]  # fmt: skip
        rows = model._base_manager.values_list(*names) if names else []
        for row in rows:
            for value in row:
                put(value)
    return {text for text in found if len(text) > 2}


def _danish(said, written):
    """Danish words that are left when what people wrote and what the law owns is taken away."""
    found, known = [], sorted({text.lower() for text in (*OWNED_BY_LAW, *written)}, key=len, reverse=True)
    for text in sorted(set(said)):
        left = text.lower()
        for words in known:
            left = left.replace(words, " ")
        found += [f"{word}: {text[:160]}" for word in DANISH.findall(left)]
    return found


@pytest.fixture
def town(db):
    """One municipality in which there is something on every page."""
    package = packages.walking()
    caseworker, municipality = package.caseworker, package.municipality
    opening = JobOpeningFactory(company__municipality=municipality, created_by=caseworker)

    def more(make, *steps, **head):
        return make(*steps, citizen=packages.CitizenFactory(caseworker=caseworker, clarified=True), **head)

    apart = packages.step(packages.COURSE, "10 arbejdsdage", "AMU", at_the_company=False)
    pinned = clock.today() + timedelta(days=40)
    fixed = packages.step(packages.PRAKTIK, "4 uger", "Praktik", dates=f"{packages.working_day(pinned):%d-%m-%Y}")
    more(packages.draft, fixed, apart, *packages.chain(mentor=True)[3:])
    asked = more(packages.awaiting)
    confirmed = more(packages.active)
    more(packages.broken)
    more(packages.broken_off)
    more(packages.completed)
    BlueprintFactory(municipality=municipality)
    CourseSessionFactory(municipality=municipality)
    CourseSessionFactory(municipality=municipality, cancelled=True)
    green_wave.detect(municipality_id=municipality.pk, today=clock.today(), at=clock.now(), everything=True)
    return caseworker, opening, [asked.commitment, confirmed.commitment]


def _client(user=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def _read(client, start):
    """Every page that can be reached by links, a few of each kind, and what its form answers to nothing and to nonsense."""
    waiting, seen, kinds, said = list(start), set(), {}, {}
    while waiting:
        address = waiting.pop(0)
        path, _mark, query = address.partition("?")
        kind = resolve(path).view_name
        if address in seen or kinds.get((kind, bool(query)), 0) >= PAGES_OF_ONE_KIND:
            continue
        seen.add(address)
        kinds[(kind, bool(query))] = kinds.get((kind, bool(query)), 0) + 1
        response = client.get(address)
        if response.status_code in {301, 302} and response.headers["Location"].startswith("/"):
            waiting.append(response.headers["Location"])
        if not response.headers.get("Content-Type", "").startswith("text/html") or response.status_code != 200:
            continue
        page = _Said()
        page.feed(response.content.decode())
        said.setdefault(kind, []).extend(page.said)
        waiting += page.links
        for sent in ({}, dict.fromkeys(page.fields, "?")) if page.asks else ():
            refused = client.post(path, sent)
            if refused.status_code in {400, 409, 422}:
                answer = _Said()
                answer.feed(refused.content.decode())
                said.setdefault(f"{kind}, refused", []).extend(answer.said)
    return said


@pytest.mark.timeout(300)  # some hundred pages
def test_no_page_in_english_has_danish_left(town):
    caseworker, opening, commitments = town
    municipality = caseworker.municipality
    said = {}
    doors = [reverse("home"), reverse("accessibility_statement"), reverse("casework:rule_list")]
    building = [reverse("casework:jobpakke_start", args=[opening.public_id])]
    consultant = UserFactory(consultant=True, municipality=municipality, team=caseworker.team)
    manager, administrator = (
        UserFactory(**{role: True}, municipality=municipality) for role in ("manager", "administrator")
    )
    User.objects.update(name="Signe Lund")  # also shown as "Signe L."
    outside = [reverse("accounts:login"), reverse("accounts:forgot_password"), "/nowhere/"]
    readers = [
        (None, outside[:2] + [links.address_for(one).removeprefix(settings.BASE_URL) for one in commitments]),
        (caseworker, doors + building),
        (consultant, doors),
        (manager, doors),
        (administrator, doors),
    ]
    for user, start in readers:
        for kind, texts in _read(_client(user), start).items():
            said.setdefault(kind, []).extend(texts)
    assert MUST_BE_READ - set(said) == set()
    written = _written_by_people()
    found = {kind: sorted(set(_danish(texts, written))) for kind, texts in said.items()}
    assert {kind: words for kind, words in found.items() if words} == {}


def test_danish_on_a_page_is_found():
    page = _Said()
    page.feed(
        '<p title="Vælg">Write the date <b lang="da">på dansk</b> and løntilskud for Prøvby<br>.</p>'
        '<p>Save og luk</p><div lang="da"><p>Dansk</p>lov</div><script>ikke</script>'
    )
    assert _danish(page.said, ["Prøvby"]) == ["og: Save og luk", "vælg: Vælg"]

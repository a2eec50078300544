"""An answer of the builder holds what has changed, and what it leaves out looks as it did."""

import re
from datetime import date, timedelta

import pytest

from casework.jobpakke import drawn, pieces
from casework.jobpakke.law_words import Words
from casework.jobpakke.pieces import Piece
from casework.jobpakke.rows import OUT, LeadView
from casework.jobpakke.what_if import Alternative, Week
from tests.casework.jobpakke.bench import follow, free_monday
from tests.casework.jobpakke.pages import build_url, fields
from tests.companies.pages import body

PIECE = re.compile(r'id="([a-z0-9_-]+)"[^>]* data-print="([0-9a-f]+)"')
SEEN = re.compile(r'name="(trin-\d+-seen)" value="([^"]*)"')


class Browser:
    """What a page shows after each answer: the prints of its pieces, and its fields."""

    def __init__(self, client, opening, typed):
        self.client, self.opening = client, opening
        page = client.post(build_url(opening), typed | {"do": "again"})
        self.typed, self.prints = fields(page), dict(PIECE.findall(body(page)))

    def change(self, **changed):
        self.typed |= changed
        shown = " ".join(f"{name}:{told}" for name, told in self.prints.items())
        answer = body(follow(self.client, self.opening, self.typed, shown=shown))
        whole = body(self.client.post(self.build, self.typed | {"do": "again"}))
        new = dict(PIECE.findall(answer))
        self.prints |= new
        assert self.prints == dict(PIECE.findall(whole))
        self.typed |= dict(SEEN.findall(answer))
        return answer, set(new)

    @property
    def build(self):
        return build_url(self.opening)


@pytest.mark.django_db
def test_what_is_left_out_is_as_the_whole_page_would_show_it(client, opening, typed):
    monday = free_monday(opening.starts_on - timedelta(days=190))
    browser = Browser(client, opening, typed)
    for changed in (
        {"trin-2-length": "20 uger"},
        {"trin-2-length": "20 uger"},
        {"trin-1-dates": f"{monday:%d-%m-%Y} til {monday + timedelta(days=2):%d-%m-%Y}"},
        {"trin-0-length": "60 uger"},
        {"trin-0-length": "længe"},
        {"trin-0-length": "6u", "trin-1-dates": ""},
        {"mentor_name": "Ali Demir", "company_took_part_on": "01-01-2026"},
        {"job_starts_on": f"{opening.starts_on + timedelta(days=7):%d-%m-%Y}"},
    ):
        browser.change(**changed)


@pytest.mark.django_db
def test_a_change_that_changes_one_thing_gets_that_thing(client, opening, typed):
    browser = Browser(client, opening, typed)
    answer, sent = browser.change(mentor_name="Ali Demir")
    assert sent == {"plan-principles"}
    assert "Ali Demir" in answer
    assert browser.change()[1] == set()


@pytest.mark.django_db
def test_a_page_that_tells_nothing_gets_all_of_it(client, opening, typed):
    page = body(follow(client, opening, typed))
    assert {"plan-strip", "plan-what-if", "plan-principles", "out-0", "gap-1", "errors-2", "err-mentor_name"} <= set(
        dict(PIECE.findall(page))
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("was", "becomes"), [("kursus", "mentor"), ("mentor", "kursus")])
def test_a_row_whose_sort_changes_is_drawn_anew_with_all_its_fields(client, opening, typed, was, becomes):
    more = {"trin": "4", "trin-3-kind": was, "trin-3-title": "Mere", "trin-3-length": "2 uger"}
    browser = Browser(client, opening, typed | more)
    row = next(name for name, value in browser.typed.items() if name.endswith("-title") and value == "Mere")[:-6]
    shown = " ".join(f"{name}:{told}" for name, told in browser.prints.items())
    same = follow(client, opening, browser.typed, shown=shown, **{f"{row}-title": "Noget andet"})
    assert "HX-Retarget" not in same.headers
    answer = follow(client, opening, browser.typed, shown=shown, **{f"{row}-kind": becomes})
    assert answer.headers["HX-Retarget"] == "#builder"
    assert body(answer).count(f'id="{row}-kind"') == 1


@pytest.mark.django_db
def test_what_is_folded_away_is_not_worked_out(client, opening, typed, monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("nobody looks at it")

    monkeypatch.setattr("casework.jobpakke.board.what_if", never)
    page = body(follow(client, opening, typed, shown="plan-what-if:-"))
    assert 'id="plan-what-if"' not in page
    assert 'id="plan-strip"' in page


@pytest.mark.django_db
def test_a_change_asks_as_many_questions_whatever_the_rows(client, opening, typed, django_assert_max_num_queries):
    many = typed | {"trin": "9", "trin-0-length": "2 uger", "trin-2-length": "8 uger"}
    for index in range(3, 9):
        many |= {f"trin-{index}-kind": "kursus", f"trin-{index}-title": f"Kursus {index}", f"trin-{index}-length": "2u"}
    for sent in (typed, many):
        with django_assert_max_num_queries(7):
            assert follow(client, opening, sent).status_code == 200


@pytest.mark.parametrize("text", ["", "::", "plan-strip", "a:b c:d", "x" * 50_000, "<script>:1", "a:b:c"])
def test_whatever_a_page_tells_is_read(text):
    assert all(isinstance(print_, str) for print_ in pieces.told(text).values())


def test_the_print_follows_what_is_shown_and_nothing_is_shown_as_markup():
    one = Piece("err-x", "_error.html", {"sentence": "<b>"}, "form-error-message", "span")
    assert one.print == Piece("err-x", "_error.html", {"sentence": "<b>"}, "form-error-message", "span").print
    assert one.print != Piece("err-x", "_error.html", {"sentence": "<i>"}, "form-error-message", "span").print
    assert one.print != Piece("err-x", "_error.html", {"sentence": "<b>"}, "", "span").print
    assert "&lt;b&gt;</span>" in one.html and "hx-swap-oob" not in one.html
    assert 'id="err-x" hx-swap-oob="true" class="form-error-message"' in one.instead


def test_what_somebody_typed_is_text_in_what_is_drawn_without_a_template():
    typed = '<b>"Kok & køl"'
    words = Words(None, typed, typed, typed, "warning", "warning", typed)
    lead = LeadView("trin-0-LEAD_SEAT", typed, False, True, "done:0:LEAD_SEAT", typed)
    row = dict.fromkeys(OUT, "") | {
        "prefix": "trin-0",
        "seen": typed,
        "starts_on": date(2026, 4, 7),
        "until": date(2026, 4, 9),
    }
    texts = dict.fromkeys(("weeks", "length", "was", "in_full", "late_text", "locked"), typed)
    row |= texts | dict.fromkeys(("why", "obstacles", "late"), [typed])
    day = Alternative(date(2026, 4, 7), "job:2026-04-07", "3", typed, typed, "dead", False)
    for html in (
        drawn.out(row=row),
        drawn.law(name=typed, findings=[words], hints=[words]),
        drawn.leads(leads=[lead], name=typed, preview_url=typed),
        drawn.what_if(weeks=[Week(typed, [day, None])], around=[day], preview_url=typed),
    ):
        assert "<b>" not in html and '"Kok' not in html
        assert html.count("&lt;b&gt;&quot;Kok &amp; køl&quot;") >= 3

"""A course runs along with the chain: laid there, taken back, planned, kept, told to citizen and company; it never covers."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.blueprints.lengths import parse
from casework.blueprints.models import Blueprint
from casework.jobpakke import actions, fixed_dates, lanes, reasons, said, timeline
from casework.jobpakke import draft as drafts
from casework.jobpakke.proposal import propose
from casework.jobpakke.reading import Reading
from casework.jobpakke.reasons import Names
from casework.jobpakke.states import StepState
from casework.jobpakke.wanted import Begun, Wanted
from casework.planning import limits
from casework.planning.legal import FindingCode, LegalStep, Situation
from jobpakker.foundation import clock
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.casework.jobpakke.bench import follow, free_monday, packages
from tests.casework.jobpakke.pages import build_url, detail_url, edit_url, fields
from tests.companies.pages import body, client_of
from tests.factories import jobpakker
from tests.factories.jobpakker import COURSE, LOENTILSKUD, MENTOR, PRAKTIK, chain, moment, step

TODAY, JOB = date(2026, 1, 5), date(2026, 9, 1)
CALENDAR = WorkdayCalendar.danish()
CHAIN = (step(PRAKTIK, "4 uger"), step(COURSE, "10 arbejdsdage"), step(LOENTILSKUD, "8 uger"))


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def planned(*steps, job=JOB, today=TODAY):
    return propose(Wanted(job_starts_on=job, steps=steps), today=today, calendar=CALENDAR)


def danish_course(length="8 uger", **more):
    return step(COURSE, length, "Danskuddannelse", beside=True, **more)


# Where it lies -----------------------------------------------------------------------------------------------------------------
def test_only_a_mentor_and_a_course_go_beside_and_a_mentor_always():
    assert step(MENTOR, "8 uger").beside and step(MENTOR, "8 uger", beside=False).beside
    assert danish_course().beside and not step(COURSE, "8 uger").beside
    assert not step(PRAKTIK, "4 uger", beside=True).beside and not step(LOENTILSKUD, "4 uger", beside=True).beside


@pytest.mark.parametrize(
    ("more", "days", "sentence"),
    [
        ({"ends_with": 2}, ("first", JOB), "Følger kæden fra det første trin, til løntilskuddet slutter."),
        ({"own_length": True}, ("first", 56), "Begynder med det første trin og varer 8 uger."),
        ({"own_length": True, "begins_with": 2}, (2, 56), "Begynder med løntilskuddet og varer 8 uger."),
        ({"own_length": True, "begins_with_job": True}, (JOB, 56), "Begynder med jobbet og varer 8 uger."),
        ({"own_length": True, "dates": "1/6"}, (date(2026, 6, 1), 56), "Begynder 1. juni og varer 8 uger."),
        ({"ends_with": 2, "dates": "1/6"}, (date(2026, 6, 1), JOB), "Begynder 1. juni og varer, til løntilskuddet slutter."),
        ({"dates": "1/6"}, (date(2026, 6, 1), date(2026, 10, 27)), "Begynder 1. juni og varer 8 uger ind i jobbet."),
        ({"own_length": True, "dates": "1/6-12/6"}, (date(2026, 6, 1), 12), "Datoerne er sat af andre."),
    ],
)  # fmt: skip
def test_a_span_is_placed_and_said(more, days, sentence):
    lane = danish_course(weekly_hours=Decimal("6"), today=TODAY, **more)
    found, alone = planned(*CHAIN, lane), planned(*CHAIN)
    begins, lasts = days
    begins = found.dates_of({"first": 0}.get(begins, begins))[0] if begins in {"first", 2} else begins
    until = begins + timedelta(days=lasts) if isinstance(lasts, int) else lasts
    assert found.dates_of(3) == (begins, until)
    assert (
        found.plan.steps == alone.plan.steps and found.plan.gaps == alone.plan.gaps
    )  # it moves nothing and covers nothing
    told = reasons.of_lane(lane, Names(Wanted(job_starts_on=JOB, steps=(*CHAIN[::2], CHAIN[2], lane))))
    assert told.endswith(" 6 timer om ugen. Lukker intet hul.")
    with_names = reasons.of_lane(lane, Names(found.wanted))
    assert with_names.startswith(sentence)


def test_of_several_classes_it_takes_the_first_that_begins_with_the_chain():
    lane = danish_course("3 arbejdsdage", own_length=True, dates="2/2-4/2 eller 1/6-3/6 eller 3/8-5/8", today=TODAY)
    assert planned(*CHAIN, lane).dates_of(3) == (date(2026, 6, 1), date(2026, 6, 4))
    late = planned(*CHAIN, lane, job=date(2027, 1, 4), today=date(2026, 7, 1))
    assert late.dates_of(3) == (date(2026, 8, 3), date(2026, 8, 6))  # none with the chain: the last that can be reached


def test_it_begins_no_earlier_than_today_beside_a_step_that_has_begun_and_what_has_begun_stays():
    walked = Begun(starts_on=date(2025, 12, 1), until=date(2026, 3, 2), over=False, length=parse("13 uger"))
    steps = (step(PRAKTIK, "13 uger", begun=walked), step(LOENTILSKUD, "26 uger"))
    coming = planned(*steps, danish_course("4 uger", own_length=True, begins_with=0))
    assert coming.dates_of(2) == (TODAY, date(2026, 2, 2))
    here = Begun(starts_on=date(2025, 12, 8), until=date(2026, 2, 2), over=False, length=parse("8 uger"))
    running = planned(*steps, danish_course(own_length=True, begins_with=0, begun=here))
    assert running.dates_of(2) == (here.starts_on, here.until)


@settings(max_examples=60, deadline=None)
@given(
    begins=st.one_of(st.none(), st.integers(0, 2)), with_job=st.booleans(), ends=st.one_of(st.none(), st.integers(0, 2)),
    own=st.booleans(), dates=st.sampled_from(["", "1/6", "2/2-6/2 eller 1/6-5/6", "7/9-11/9", "2/1"]),
    length=st.sampled_from(["1 dag", "10 arbejdsdage", "8 uger", "3 mdr"]),
)  # fmt: skip
def test_whatever_its_span_it_has_days_and_the_chain_is_as_without_it(begins, with_job, ends, own, dates, length):
    lane = danish_course(
        length, begins_with=begins, begins_with_job=with_job, ends_with=ends, own_length=own, dates=dates, today=TODAY
    )
    found, alone = planned(*CHAIN, lane), planned(*CHAIN)
    starts_on, until = found.dates_of(3)
    assert starts_on < until and (dates or starts_on >= TODAY)
    assert (found.plan.steps, found.plan.gaps) == (alone.plan.steps, alone.plan.gaps)
    assert "{" not in reasons.lane_in_full(lane, (starts_on, until), Names(found.wanted))


# One press ----------------------------------------------------------------------------------------------------------------------
def typed_of(draft):
    """What people typed; what a press notes of where rows were is left out."""
    return [{name: text for name, text in row.items() if name not in {"was", "let_to"}} for row in draft.rows]


def rows(*kinds, **more):
    data = {"trin": str(len(kinds))}
    for at, kind in enumerate(kinds):
        data |= {f"trin-{at}-kind": kind, f"trin-{at}-title": f"{kind} {at}", f"trin-{at}-length": "2 uger"}
    return drafts.read(data | more)


def test_a_course_is_laid_beside_and_taken_back_to_the_place_it_came_from():
    sent = rows("praktik", "kursus", "loentilskud", "mentor", **{"trin-1-dates": "2/3-13/3", "trin-3-to": "2"})
    beside = drafts.press(sent, "beside:1")
    assert [row["title"] for row in beside.rows] == ["praktik 0", "loentilskud 2", "kursus 1", "mentor 3"]
    laid = beside.rows[2]
    assert (laid["beside"], laid["from"], laid["to"]) == ("on", "0", "own")
    assert (laid["dates"], laid["length"]) == ("2/3-13/3", "2 uger")  # nothing that was typed is lost
    assert beside.rows[3]["to"] == "1"  # the mentor follows the same step as before
    assert beside.focus == "trin-2-beside"
    back = drafts.press(beside, "chain:2")
    assert typed_of(back) == typed_of(sent) and back.focus == "trin-1-beside"


def test_a_lane_goes_into_the_chain_after_the_step_it_began_with_and_is_as_long_as_it_was():
    more = {"trin-3-beside": "on", "trin-3-length": "", "trin-3-seen": "2026-03-02/2026-04-25"}
    sent = rows("praktik", "kursus", "loentilskud", "kursus", **more)
    for begins, place in {"": 1, "0": 1, "1": 2, "2": 3, "job": 3}.items():
        taken = drafts.press(drafts.read(sent.as_data() | {"trin-3-from": begins}), "chain:3")
        assert [row["title"] for row in taken.rows].index("kursus 3") == place
        assert taken.rows[place]["length"] == "8 uger"


def test_what_cannot_be_laid_beside_stays():
    sent = rows("praktik", "kursus", "mentor")
    for button in ("beside:0", "beside:2", "chain:1", "chain:2", "beside:9", "chain:x"):
        assert typed_of(drafts.press(sent, button)) == typed_of(sent)
    alone = rows("kursus", "mentor")
    assert typed_of(drafts.press(alone, "beside:0")) == typed_of(alone)  # the chain keeps a step


def test_one_more_course_beside_follows_the_whole_chain():
    added = drafts.press(rows("praktik", "loentilskud", "mentor"), "add:3:beside")
    assert [row["kind"] for row in added.rows] == ["praktik", "loentilskud", "mentor", "kursus"]
    assert (added.rows[3]["beside"], added.rows[3]["to"]) == ("on", "1") and added.focus == "trin-3-title"
    assert lanes.is_lane(drafts.press(rows(), "add:0:beside").rows[0])


def read(draft):
    return Reading(draft, today=TODAY, calendar=CALENDAR, contacts=())


def test_the_mend_is_the_press():
    """What is tried out in the planner is what the button types."""
    data = rows(
        "praktik", "kursus", "loentilskud", job_starts_on="01-09-2026", **{"trin-1-dates": "15/6-26/6"}
    ).as_data()
    sent = drafts.read(data | {"job_starts_on": "01-09-2026", "trin-0-length": "6 uger", "trin-2-length": "8 uger"})
    found = propose(read(sent).wanted, today=TODAY, calendar=CALENDAR)
    [mend] = [mend for mend in found.mends["1"] if mend.press == "beside:1"]
    pressed = propose(read(drafts.press(sent, mend.press)).wanted, today=TODAY, calendar=CALENDAR)
    assert pressed.plan.dead_days == mend.dead_days + mend.bare == mend.dead_days
    assert (
        pressed.dates_of(2) == (mend.facts["starts_on"], mend.facts["until"]) == (date(2026, 6, 15), date(2026, 6, 27))
    )
    text = reasons.of_mend(mend, Names(found.wanted))
    assert text == "Læg kurset ved siden af, 15. jun. – 26. jun. 2026: kommer ikke længere før løntilskuddet"


# Mends ----------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("dates", "today"),
    [("7/9-18/9", TODAY), ("12/1-23/1", TODAY), ("1/12-12/12 2025", TODAY)],
    ids=["too late", "too early for what comes before", "over"],
)
def test_where_there_is_no_plan_the_course_that_is_in_the_way_can_be_laid_beside(dates, today):
    found = planned(
        step(PRAKTIK, "4 uger"), step(COURSE, "2 uger", dates=dates, today=today), step(LOENTILSKUD, "8 uger")
    )
    assert found.plan is None
    [mend] = [mend for mend in found.ways_out if mend.press == "beside:1"]
    assert mend.dead_days == 0
    assert (mend.bare > 0) == (dates != "7/9-18/9")
    text = reasons.of_mend(mend, Names(found.wanted))
    assert ("før det første trin" in text) is bool(mend.bare) and text.startswith("Læg kurset ved siden af, ")


def test_a_course_that_would_be_over_before_the_chain_begins_says_so_and_comes_after_what_leaves_no_wait():
    early = step(COURSE, "2 uger", dates="19/1-30/1", today=TODAY)
    found = planned(step(PRAKTIK, "2 uger"), early, step(LOENTILSKUD, "22 uger"))
    offered = found.mends["1"]
    [mend] = [mend for mend in offered if mend.press == "beside:1"]
    assert mend.dead_days == 0 and mend.bare == CALENDAR.count(
        date(2026, 1, 31), found.dates_of(2)[0] - timedelta(weeks=2)
    )
    assert [one.dead_days + one.bare for one in offered] == sorted(one.dead_days + one.bare for one in offered)
    assert offered.index(mend) > 0
    assert "slutter" in reasons.of_mend(mend, Names(found.wanted))


@pytest.mark.parametrize("more", [{"dates": "senest 1/6"}, {"begun": Begun(starts_on=TODAY, until=date(2026, 1, 17), over=False, length=parse("2 uger"))}])  # fmt: skip
def test_a_course_with_bounds_or_begun_is_not_laid_beside(more):
    found = planned(step(COURSE, "2 uger", today=TODAY, **more), step(LOENTILSKUD, "8 uger"))
    assert not any(m.press.startswith("beside") for gap in found.mends.values() for m in gap)


# The law --------------------------------------------------------------------------------------------------------------------------
def law(*steps):
    situation = Situation(target_group="jobparat_kontanthjaelp")
    return {(found.step, found.code): found for found in limits.check(steps, situation)}


def legal(name, kind, first, until, hours, **more):
    hours = None if hours is None else Decimal(hours)
    return LegalStep(id=name, kind=kind, starts_on=first, until=until, weekly_hours=hours, **more)


def test_hours_beside_a_praktik_count_together_whichever_begins_first():
    first, middle, last = date(2026, 3, 2), date(2026, 3, 16), date(2026, 6, 1)
    for lane_on, praktik_on in ((first, first), (first, middle), (middle, first)):
        found = law(
            legal("du", COURSE, lane_on, last, 6, beside=True), legal("p", PRAKTIK, praktik_on, date(2026, 4, 13), 37)
        )
        [over] = [one for one in found.values() if one.code == FindingCode.HOURS_OVER]
        assert (over.facts["hours"], over.facts["together"]) == (43, True)
    within = law(legal("du", COURSE, first, last, 6, beside=True), legal("p", PRAKTIK, first, last, 31))
    assert not any(code == FindingCode.HOURS_OVER for _step, code in within)


def test_few_hours_are_no_low_intensity_beside_the_chain_and_are_in_it():
    days = date(2026, 3, 2), date(2026, 6, 1)
    assert ("du", FindingCode.HOURS_LOW) not in law(legal("du", COURSE, *days, 6, beside=True))
    assert ("du", FindingCode.HOURS_LOW) in law(legal("du", COURSE, *days, 6))


# Stored, shown, told --------------------------------------------------------------------------------------------------------------
def lane_of(package):
    return package.steps.get(kind=COURSE, beside=True, state=StepState.PLANNED)


@pytest.mark.django_db
def test_it_is_added_saved_opened_again_and_taken_into_the_chain(client, citizen, opening, typed):
    added = client.post(build_url(opening), typed | {"do": f"add:{typed['trin']}:beside"})
    assert "Udfyld feltet." not in body(added)  # the plan stands while its name is written
    lane = f"trin-{typed['trin']}"
    written = fields(added) | {f"{lane}-title": "FVU-dansk", f"{lane}-hours": "6", f"{lane}-place": "Sprogskolen"}
    page = body(follow(client, opening, written))
    assert "6 timer om ugen. Lukker intet hul." in page
    assert client.post(build_url(opening), written | {"do": "save"}).status_code == 302
    package = packages(citizen).get()
    row = lane_of(package)
    last = package.steps.get(kind=LOENTILSKUD)
    assert (row.title, row.place, row.weekly_hours, row.ends_with) == ("FVU-dansk", "Sprogskolen", 6, last)
    assert (row.until, row.at_the_company) == (last.until, False)
    shown = fields(client.get(edit_url(package)))
    client.post(edit_url(package), shown | {"do": "save"})
    version = package.version
    package.refresh_from_db()
    assert package.version == version  # nothing is changed by saving what is there
    lane = next(name[: -len("-title")] for name, value in shown.items() if value == "FVU-dansk")
    taken = fields(client.post(edit_url(package), shown | {"do": f"chain:{lane.partition('-')[2]}"}))
    assert taken["trin-1-title"] == "FVU-dansk" and taken["trin-1-hours"] == "6"
    assert client.post(edit_url(package), taken | {"do": "save"}).status_code == 302
    same = package.steps.get(pk=row.pk)
    assert not same.beside and same.ends_with is None and same.position == 1
    history = body(client.get(detail_url(package)))
    assert "FVU-dansk: taget ind i kæden, " in history[history.index("Historik") :]
    back = fields(client.post(edit_url(package), fields(client.get(edit_url(package))) | {"do": "beside:1"}))
    assert client.post(edit_url(package), back | {"do": "save"}).status_code == 302
    history = body(client.get(detail_url(package)))
    assert "FVU-dansk: lagt ved siden af kæden, " in history[history.index("Historik") :]


@pytest.mark.django_db
def test_its_own_dates_and_a_live_seat_are_kept(client, citizen, opening, typed):
    monday = free_monday(opening.starts_on - timedelta(days=90))
    dates = fixed_dates.show([(monday, monday + timedelta(days=3))])
    laid = client.post(build_url(opening), typed | {"trin-1-dates": dates, "do": "beside:1"})
    found = fields(laid)
    lane = next(name[: -len("-title")] for name, value in found.items() if value == "Hygiejnebevis")
    assert (found[f"{lane}-dates"], found[f"{lane}-to"], found[f"{lane}-length"]) == (dates, "own", "3 arbejdsdage")
    assert "Datoerne er sat af andre." in body(laid) and "Pladsen er bestilt" in body(laid)
    booked = fields(client.post(build_url(opening), found | {"do": f"booked:{lane.partition('-')[2]}:LEAD_SEAT"}))
    assert booked[f"{lane}-leads"] == "LEAD_SEAT" and booked[f"{lane}-dates"]
    assert client.post(build_url(opening), booked | {"do": "save"}).status_code == 302
    row = lane_of(packages(citizen).get())
    assert (row.starts_on, row.until, row.own_length, row.leads_done) == (
        monday, monday + timedelta(days=3), True, ["LEAD_SEAT"]
    )  # fmt: skip


@pytest.mark.django_db
def test_a_seat_of_a_lane_that_follows_the_chain_is_done_and_not_nailed(client, opening, typed):
    added = fields(client.post(build_url(opening), typed | {"do": f"add:{typed['trin']}:beside"}))
    page = body(client.post(build_url(opening), added | {"do": "again"}))
    assert f'value="done:{typed["trin"]}:LEAD_SEAT"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("dates", "senest 1/9", "Ved siden af kæden har et kursus faste datoer"),
        ("length", "", "Udfyld feltet."),
        ("to", "0", "Kurset skal slutte, efter at det er begyndt."),
    ],
)
def test_what_a_lane_cannot_be_is_said_beside_its_field(client, opening, typed, field, value, sentence):
    added = fields(client.post(build_url(opening), typed | {"do": f"add:{typed['trin']}:beside"}))
    lane = f"trin-{typed['trin']}"
    wrong = added | {f"{lane}-from": "2", f"{lane}-to": "own", f"{lane}-length": "8u", f"{lane}-{field}": value}
    refused = client.post(build_url(opening), wrong | {"do": "save"})
    assert refused.status_code == 422 and sentence in body(refused)
    assert fields(refused)[f"{lane}-{field}"] == value


@pytest.mark.django_db
def test_a_change_of_kind_lays_the_page_out_anew_and_a_plain_one_does_not(client, opening, typed):
    added = fields(client.post(build_url(opening), typed | {"do": f"add:{typed['trin']}:beside"}))
    lane = int(typed["trin"])
    shown = " ".join(f"{name}-{lane}:x" for name in ("out", "seat"))
    assert 'id="builder"' not in body(follow(client, opening, added, shown=shown))
    assert 'id="builder"' in body(follow(client, opening, added | {f"trin-{lane}-kind": "praktik"}, shown=shown))
    assert 'id="builder"' in body(follow(client, opening, added | {f"trin-{lane}-kind": "mentor"}, shown=shown))


def with_lane(**more):
    return (*chain(mentor=True), danish_course(ends_with=2, weekly_hours=Decimal("6"), **more))


@pytest.mark.django_db
def test_the_company_sees_what_concerns_it_and_a_course_is_nobodys_mentor():
    package = jobpakker.awaiting(*with_lane(at_the_company=False), mentor_name="Ali Demir")
    steps = timeline.in_order(package.steps.all())
    terms = timeline.terms(package, steps)
    assert terms.mentor_name == "Ali Demir"
    assert timeline.terms(package, [one for one in steps if one.kind != MENTOR]).mentor_name == ""
    assert [one.beside for one in terms.steps] == [False, False, False, False, True]
    assert "beside" not in terms.as_data()["steps"][3]  # of a mentor it goes without saying: her versions stand
    assert not timeline.facts(package, [one for one in steps if one.kind != MENTOR], CALENDAR).has_mentor


@pytest.mark.django_db
def test_a_course_beside_at_the_company_is_a_day_that_somebody_comes_and_a_mentor_is_not():
    package = jobpakker.active(*with_lane(), mentor_name="Ali Demir")
    told = said.steps_at_the_company(package.municipality_id, [package.commitment_id])[package.commitment_id]
    assert [one.kind for one in told] == ["praktik", "loentilskud", "kursus"]


@pytest.mark.django_db
def test_the_citizen_reads_that_it_is_beside_and_how_much_of_the_week(client):
    package = jobpakker.draft(*with_lane())
    page = body(client_of(package.caseworker).get(reverse("casework:jobpakke_print", args=[package.public_id])))
    assert "Det er ved siden af det andet, du er i gang med. 6 timer om ugen." in page
    shown = body(client_of(package.caseworker).get(detail_url(package)))
    assert "Kursus · ved siden af" in shown and "6 timer om ugen" in shown
    card = client_of(package.caseworker).get(detail_url(package)).context["card"]
    assert [row.label for row in card.strip.rows][-2:] == ["Mentor", "Kursus"]


@pytest.mark.django_db
def test_it_never_closes_a_hole_also_while_it_runs():
    package = jobpakker.walking(*with_lane())
    course, today = package.steps.get(title="AMU: Rengøringshygiejne"), clock.today()
    actions.break_step(
        step=course, ended_until=course.until, reason="other_plan", by=package.caseworker, at=moment(today)
    )
    package.refresh_from_db()
    steps = list(package.steps.all())
    holes = timeline.dead_periods(package, steps, CALENDAR, pauses=(), today=today)
    assert sum(gap.dead_days for gap in holes if gap.after) >= 10


@pytest.mark.django_db
def test_a_model_keeps_it_with_hours_and_span_and_opens_with_it(client):
    package = jobpakker.draft(*with_lane(own_length=False))
    keeper = client_of(package.caseworker)
    keeper.post(reverse("casework:jobpakke_keep", args=[package.public_id]), {"key": uuid4()})
    model = Blueprint.objects.for_municipality(package.municipality_id).get(code__startswith="E")
    kept = list(model.steps.order_by("position"))
    assert [(one.kind, one.beside) for one in kept][3:] == [(COURSE, True), (MENTOR, True)]
    assert (kept[3].weekly_hours, kept[3].ends_with, kept[3].begins_with) == (6, 2, None)
    opened = drafts.from_blueprint(kept, opening=package.opening, key="", citizen="", blueprint="")
    assert (opened.rows[3]["beside"], opened.rows[3]["to"], opened.rows[3]["hours"]) == ("on", "2", "6")

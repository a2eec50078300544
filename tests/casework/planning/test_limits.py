"""Each rule at its border day, the law of each step's own day, and that no input makes it raise."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casework.planning.limits import FindingCode, LegalStep, Situation, Supported, check
from casework.planning.steps import StepKind
from jobpakker.foundation import law
from jobpakker.foundation.law import Confidence, LegalBasis, Sector, Severity

PRAKTIK, COURSE, MENTOR = StepKind.VIRKSOMHEDSPRAKTIK, StepKind.COURSE, StepKind.MENTOR
LOENTILSKUD, JOB = StepKind.LOENTILSKUD, StepKind.ORDINAER_ANSAETTELSE
Code = FindingCode
DAY = timedelta(days=1)

# Everything known and in order: whatever is found below is found because of what a test changes.
QUIET = Situation(
    target_group="kh_aktivitetsparat",
    benefit_since=date(2024, 1, 1),
    sector=Sector.PRIVATE,
    employees_ordinary=20,
    last_employed_here=False,
    net_increase=True,
    representative_heard_on=date(2020, 1, 2),
)


def step(kind, start, last, **more):
    """With its last day, as people say it."""
    return LegalStep(
        id=more.pop("id", str(kind)), kind=kind, starts_on=start, until=last + DAY if last else None, **more
    )


def codes(findings):
    return [(finding.rule, finding.code) for finding in findings]


def only(steps, situation, **options):
    (finding,) = check(steps if isinstance(steps, list) else [steps], situation, **options)
    return finding


def situation(**differing):
    return replace(QUIET, **differing)


def silent(steps, said=QUIET):
    assert check(steps if isinstance(steps, list) else [steps], said) == []


# Length of praktik --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "last"), [(date(2026, 2, 16), date(2026, 5, 17)), (date(2026, 8, 3), date(2026, 11, 1))]
)
def test_thirteen_weeks_of_praktik_and_a_day_more(start, last):
    silent(step(PRAKTIK, start, last))
    found = only(step(PRAKTIK, start, last + DAY), QUIET)
    assert (found.rule, found.code, found.severity) == ("PRAKTIK_MAX_B", Code.EXTENDABLE, Severity.WARNING)
    assert found.measure == 1
    assert found.facts == {
        "max": 13,
        "unit": "weeks",
        "last_legal_on": last,
        "ends_on": last + DAY,
        "over_days": 1,
        "used_days": 0,
        "extended_to": 26,
        "needs": "konkret_vurdering",
        "extended_last_on": start + timedelta(weeks=26) - DAY,
    }
    assert (found.reference, found.confidence) == ("LAB § 61", Confidence.SEEN_PARTLY)


@pytest.mark.parametrize(
    ("weeks", "days", "extended_to", "needs"),
    [
        (26, 0, 26, "konkret_vurdering"),
        (26, 1, 39, "helt_saerligt_behov"),
        (39, 0, 39, "helt_saerligt_behov"),
        (39, 1, 52, "helt_saerligt_behov"),
    ],
)
def test_longer_praktik_needs_more_each_time(weeks, days, extended_to, needs):
    start = date(2026, 2, 2)
    found = only(step(PRAKTIK, start, start + timedelta(weeks=weeks, days=days) - DAY), QUIET)
    assert (found.code, found.facts["extended_to"], found.facts["needs"]) == (Code.EXTENDABLE, extended_to, needs)


@pytest.mark.parametrize("group", ["dagpenge", "kh_jobparat", "ung_uddparat"])
@pytest.mark.parametrize(
    ("weeks", "days", "code"),
    [(4, 0, None), (4, 1, Code.EXTENDABLE), (8, 0, Code.EXTENDABLE), (8, 1, Code.TOO_LONG)],
)
def test_four_weeks_for_those_near_the_labour_market(group, weeks, days, code):
    start = date(2026, 3, 2)
    found = check(
        [step(PRAKTIK, start, start + timedelta(weeks=weeks, days=days) - DAY)], situation(target_group=group)
    )
    assert codes(found) == ([("PRAKTIK_MAX_A", code)] if code else [])


def test_the_self_supporting_are_judged_by_readiness_and_it_is_said_when_unknown():
    five_weeks = step(PRAKTIK, date(2026, 3, 2), date(2026, 4, 5))
    silent(five_weeks, situation(target_group="selvforsoergende", job_ready=False))
    ready = only(five_weeks, situation(target_group="selvforsoergende", job_ready=True))
    unknown = only(five_weeks, situation(target_group="selvforsoergende"))
    assert ready.rule == unknown.rule == "PRAKTIK_MAX_A"
    assert (ready.facts.get("if_job_ready"), unknown.facts.get("if_job_ready")) == (None, True)


# Several steps of a kind at one company ---------------------------------------------------------------------------------
def praktik_course_praktik(weeks_after, days_after=0, **second):
    start = date(2026, 1, 5)
    first = step(PRAKTIK, start, start + timedelta(weeks=6) - DAY, id="p1")
    course = step(COURSE, first.until, first.until + timedelta(days=4), id="k", at_the_company=False)
    again = course.until
    last = again + timedelta(weeks=weeks_after, days=days_after) - DAY
    return [first, course, step(PRAKTIK, again, last, id="p2", **second)]


def test_two_praktikker_at_the_company_are_counted_together_and_called_derived():
    silent(praktik_course_praktik(7))
    found = only(praktik_course_praktik(7, 1), QUIET)
    assert (found.rule, found.code, found.step) == ("PRAKTIK_SUM", Code.EXTENDABLE_TOGETHER, "p2")
    assert (found.severity, found.confidence) == (Severity.WARNING, Confidence.DERIVED)
    assert (found.facts["used_days"], found.facts["over_days"], found.measure) == (42, 1, 1)
    assert found.facts["last_legal_on"] == date(2026, 2, 21) + timedelta(weeks=7) - DAY


def test_a_praktik_elsewhere_is_counted_alone():
    silent(praktik_course_praktik(8, at_the_company=False))


def test_when_one_alone_is_too_long_the_sum_stays_silent():
    found = check(praktik_course_praktik(13, 1), QUIET)
    assert codes(found) == [("PRAKTIK_MAX_B", Code.EXTENDABLE)]


def test_nothing_left_of_the_limit_has_no_last_legal_day():
    start = date(2026, 1, 5)
    first = step(PRAKTIK, start, start + timedelta(weeks=4) - DAY, id="p1")
    second = step(PRAKTIK, first.until + timedelta(days=5), first.until + timedelta(days=40), id="p2")
    third = replace(second, id="p3", starts_on=date(2026, 4, 1), until=date(2026, 4, 8))
    jobparat = situation(target_group="kh_jobparat")
    found = check([first, replace(second, until=second.starts_on + timedelta(days=7)), third], jobparat)
    assert [(f.step, f.code, f.facts["last_legal_on"]) for f in found] == [
        ("p2", Code.EXTENDABLE_TOGETHER, None),
        ("p3", Code.EXTENDABLE_TOGETHER, None),
    ]


# Length of løntilskud ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("group", "sector", "last", "rule", "code", "severity"),
    [
        ("kh_jobparat", Sector.PRIVATE, date(2026, 9, 1), "LT_MAX_1_PRIVAT", Code.TOO_LONG, Severity.ERROR),
        ("dagpenge", Sector.PUBLIC, date(2026, 7, 1), "LT_MAX_1_OFFENTLIG", Code.TOO_LONG, Severity.ERROR),
        ("kh_aktivitetsparat", Sector.PRIVATE, date(2026, 9, 1), "LT_MAX_2", Code.EXTENDABLE, Severity.WARNING),
        ("kh_aktivitetsparat", Sector.PUBLIC, date(2026, 9, 1), "LT_MAX_2", Code.EXTENDABLE, Severity.WARNING),
        ("ressourceforloeb", Sector.PUBLIC, date(2027, 3, 1), "LT_MAX_3", Code.TOO_LONG, Severity.WARNING),
    ],
)
def test_loentilskud_from_2_march_2026(group, sector, last, rule, code, severity):
    said = situation(target_group=group, sector=sector)
    start = date(2026, 3, 2)
    ignored = {"RESSOURCE_CLOSED"}
    assert {f.rule for f in check([step(LOENTILSKUD, start, last)], said)} - ignored - {"LAB27"} == set()
    (found,) = [f for f in check([step(LOENTILSKUD, start, last + DAY)], said) if f.rule not in ignored]
    assert (found.rule, found.code, found.severity, found.facts["last_legal_on"]) == (rule, code, severity, last)


def test_loentilskud_from_the_end_of_a_long_month():
    silent(step(LOENTILSKUD, date(2026, 8, 31), date(2027, 2, 27)))
    assert only(step(LOENTILSKUD, date(2026, 8, 31), date(2027, 2, 28)), QUIET).facts["last_legal_on"] == date(
        2027, 2, 27
    )


def test_an_extended_loentilskud_ends_at_twelve_months():
    start = date(2025, 3, 3)
    assert only(step(LOENTILSKUD, start, date(2026, 3, 2)), QUIET).code == Code.EXTENDABLE
    assert only(step(LOENTILSKUD, start, date(2026, 3, 3)), QUIET).code == Code.TOO_LONG


def test_of_an_unknown_employer_both_sectors_rules_are_told():
    elsewhere = step(LOENTILSKUD, date(2026, 1, 5), date(2026, 8, 31), at_the_company=False)
    found = check([elsewhere], situation(target_group="kh_jobparat"))
    assert {f.rule for f in found} == {"LT_MAX_1_PRIVAT", "LT_MAX_1_OFFENTLIG"}
    (found,) = check([replace(elsewhere, sector=Sector.PRIVATE)], situation(target_group="kh_jobparat"))
    assert found.rule == "LT_MAX_1_PRIVAT"


def test_foertidspensionister_have_no_limit_in_loentilskud():
    silent(step(LOENTILSKUD, date(2024, 1, 1), date(2026, 12, 31)), situation(target_group="foertidspension"))


# Who -------------------------------------------------------------------------------------------------------------------
def test_six_months_on_a_benefit_before_loentilskud():
    said = situation(benefit_since=date(2026, 5, 4))
    silent(step(LOENTILSKUD, date(2026, 11, 4), date(2026, 12, 1)), said)
    found = only(step(LOENTILSKUD, date(2026, 11, 3), date(2026, 12, 1)), said)
    assert (found.rule, found.code, found.severity, found.measure) == (
        "LT_PRIOR",
        Code.PRIOR_TOO_SHORT,
        Severity.WARNING,
        1,
    )
    assert found.facts["earliest_on"] == date(2026, 11, 4)
    silent(step(LOENTILSKUD, date(2026, 11, 3), date(2026, 12, 1)), replace(said, exempt_from_prior_period=True))
    silent(step(PRAKTIK, date(2026, 11, 3), date(2026, 12, 1)), said)


def test_an_unknown_benefit_period_is_asked_about_and_no_more():
    found = only(step(LOENTILSKUD, date(2026, 11, 3), date(2026, 12, 1)), situation(benefit_since=None))
    assert (found.code, found.severity) == (Code.PRIOR_UNKNOWN, Severity.INFO)


@pytest.mark.parametrize(("sector", "expected"), [(Sector.PRIVATE, {"LT_PRIOR_PRIVAT"}), (Sector.PUBLIC, set())])
@pytest.mark.parametrize("group", ["sygedagpenge", "jobafklaring", "ressourceforloeb"])
def test_the_sick_are_asked_for_a_prior_period_only_by_private_employers(group, sector, expected):
    said = situation(target_group=group, sector=sector, benefit_since=date(2025, 12, 1))
    found = check([step(LOENTILSKUD, date(2026, 1, 5), date(2026, 3, 1))], said)
    assert {f.rule for f in found if f.code == Code.PRIOR_TOO_SHORT} == expected


@pytest.mark.parametrize("group", law.TARGET_GROUPS)
def test_for_whom_loentilskud_is_not(group):
    said = situation(target_group=group, legal_basis=law.basis_of(group))
    found = {f.rule for f in check([step(LOENTILSKUD, date(2026, 1, 5), date(2026, 3, 1))], said)}
    assert ("LT_NOT_FOR" in found) == (group in {"fleksjob", "under18"})
    assert ("LT_NOT_IF" in found) == (group in {"ung_uddparat", "sygedagpenge", "jobafklaring"})


@pytest.mark.parametrize("group", law.TARGET_GROUPS)
def test_six_weeks_courses_are_for_dagpenge_and_fleksjob(group):
    course = step(COURSE, date(2026, 1, 5), date(2026, 2, 15), six_weeks_course=True)
    said = situation(target_group=group, legal_basis=law.basis_of(group))
    found = {f.rule: f.severity for f in check([course], said)}
    allowed = {"dagpenge", "fleksjob", "intro_program"}
    assert found.get("KURSUS_6_UGER") == (None if group in allowed else Severity.ERROR)
    assert "KURSUS_6_UGER" not in {f.rule for f in check([replace(course, six_weeks_course=False)], said)}


def test_no_new_revalidering_from_february_2026():
    said = situation(target_group="revalidend")
    silent(step(PRAKTIK, date(2026, 1, 31), date(2026, 2, 28)), said)
    assert only(step(PRAKTIK, date(2026, 2, 1), date(2026, 2, 28)), said).code == Code.GROUP_CLOSED


# Integrationsloven -----------------------------------------------------------------------------------------------------
INTRO = replace(QUIET, target_group="intro_program", legal_basis=LegalBasis.INTEGRATIONSLOVEN)


def test_the_introduction_programme_has_its_own_rules_and_none_of_lab():
    found = check(
        [
            step(PRAKTIK, date(2026, 1, 5), date(2026, 6, 28)),
            step(LOENTILSKUD, date(2026, 6, 29), date(2027, 6, 29)),
        ],
        replace(INTRO, benefit_since=None, employees_ordinary=0, last_employed_here=True, net_increase=False),
    )
    assert codes(found) == [("PRAKTIK_INTRO", Code.MAX_UNKNOWN), ("LT_INTRO", Code.TOO_LONG)]
    assert found[1].facts["last_legal_on"] == date(2027, 6, 28)
    assert found[1].reference == "Integrationsloven § 23 c"


def test_after_the_programme_lab_applies_and_the_new_target_group_is_asked_for():
    said = replace(INTRO, lab_from=date(2026, 3, 1))
    assert codes(check([step(PRAKTIK, date(2026, 2, 28), date(2026, 4, 1))], said)) == [
        ("PRAKTIK_INTRO", Code.MAX_UNKNOWN)
    ]
    found = only(step(PRAKTIK, date(2026, 3, 1), date(2026, 4, 1)), said)
    assert (found.rule, found.code, found.severity) == ("INL_BASIS", Code.BASIS_CHANGES, Severity.WARNING)


def test_a_citizen_with_a_new_target_group_keeps_to_lab_from_the_day_it_applies():
    said = situation(target_group="kh_jobparat", legal_basis=LegalBasis.INTEGRATIONSLOVEN, lab_from=date(2026, 3, 1))
    long = step(PRAKTIK, date(2026, 2, 28), date(2026, 4, 30))
    silent(long, said)
    assert only(replace(long, starts_on=date(2026, 3, 1)), said).rule == "PRAKTIK_MAX_A"


# Where -----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("kind", "rule"), [(PRAKTIK, "PRAKTIK_KARENS"), (LOENTILSKUD, "LT_KARENS")])
def test_not_where_one_was_last_employed(kind, rule):
    here = step(kind, date(2026, 1, 5), date(2026, 2, 1))
    assert only(here, situation(last_employed_here=True)).rule == rule
    silent(replace(here, at_the_company=False), situation(last_employed_here=True))
    silent(here, situation(last_employed_here=None))


def test_praktik_then_loentilskud_in_one_company_is_fine_and_the_other_way_round_is_not():
    first, second = (date(2026, 1, 5), date(2026, 2, 1)), (date(2026, 2, 2), date(2026, 3, 1))
    silent([step(PRAKTIK, *first), step(LOENTILSKUD, *second)])
    found = only([step(LOENTILSKUD, *first), step(PRAKTIK, *second)], QUIET)
    assert (found.rule, found.step, found.confidence) == ("PRAKTIK_AFTER_LT", "praktik", Confidence.DERIVED)
    assert found.facts["loentilskud_ended_on"] == date(2026, 2, 1)
    silent([step(LOENTILSKUD, *first), step(PRAKTIK, *second, at_the_company=False)])


@pytest.mark.parametrize(
    ("days_between", "expected"), [(0, []), (6, []), (7, [("LT_AFTER_LT", Code.AFTER_LOENTILSKUD)])]
)
def test_a_second_loentilskud_after_a_week_is_a_new_one(days_between, expected):
    first = step(LOENTILSKUD, date(2026, 1, 5), date(2026, 2, 1), id="one")
    start = first.until + timedelta(days=days_between)
    found = check([first, step(LOENTILSKUD, start, start + timedelta(weeks=4), id="two")], QUIET)
    assert codes(found) == expected


def test_two_loentilskud_share_one_limit():
    first = step(LOENTILSKUD, date(2026, 1, 5), date(2026, 3, 31), id="one")
    limit = law.months_after(date(2026, 4, 1), 6) - timedelta(days=86)
    silent([first, step(LOENTILSKUD, date(2026, 4, 1), limit - DAY, id="two")])
    found = only([first, step(LOENTILSKUD, date(2026, 4, 1), limit, id="two")], QUIET)
    assert (found.rule, found.code, found.facts["used_days"]) == ("LT_SUM", Code.EXTENDABLE_TOGETHER, 86)


@pytest.mark.parametrize(
    ("known", "code", "severity"),
    [
        (True, None, None),
        (None, Code.NET_INCREASE_UNKNOWN, Severity.INFO),
        (False, Code.NET_INCREASE_MISSING, Severity.WARNING),
    ],
)
@pytest.mark.parametrize(
    ("sector", "rule"), [(Sector.PRIVATE, "LT_MERBESK_PRIVAT"), (Sector.PUBLIC, "LT_MERBESK_OFFENTLIG")]
)
def test_net_increase(known, code, severity, sector, rule):
    here = step(LOENTILSKUD, date(2026, 1, 5), date(2026, 2, 1))
    said = situation(net_increase=known, sector=sector)
    found = check([here], said)
    assert [(f.rule, f.code, f.severity) for f in found] == ([(rule, code, severity)] if code else [])
    silent(here, replace(said, reduced_capacity=True))


@pytest.mark.parametrize("kind", [PRAKTIK, LOENTILSKUD])
def test_the_employees_representative_is_heard_before_the_step_begins(kind):
    here = step(kind, date(2026, 1, 5), date(2026, 2, 1))
    silent(here, situation(representative_heard_on=date(2026, 1, 4)))
    for heard in (date(2026, 1, 5), None):
        found = only(here, situation(representative_heard_on=heard))
        assert (found.code, found.severity) == (Code.REPRESENTATIVE, Severity.INFO)
    silent(here, situation(representative_heard_on=None, employees_ordinary=1))
    assert codes(check([here], situation(representative_heard_on=None, employees_ordinary=2)))


# The ratio -------------------------------------------------------------------------------------------------------------
START, LAST = date(2026, 3, 2), date(2026, 3, 29)
HERE = step(PRAKTIK, START, LAST)


@pytest.mark.parametrize(("employees", "others", "full"), [(4, 0, False), (4, 1, True), (10, 1, False), (10, 2, True),
                                                            (50, 9, False), (50, 10, True), (Decimal("59.9"), 10, True), (60, 10, False)])  # fmt: skip
@pytest.mark.parametrize(("kind", "rule"), [(PRAKTIK, "PRAKTIK_RATIO"), (LOENTILSKUD, "LT_RATIO")])
def test_the_ratio_with_the_candidate_counted_in(kind, rule, employees, others, full):
    said = situation(employees_ordinary=employees, supported_now=(Supported(starts_on=date(2025, 1, 1)),) * others)
    found = check([replace(HERE, kind=kind)], said)
    assert codes(found) == ([(rule, Code.RATIO_FULL)] if full else [])
    if full:
        assert (found[0].facts["supported"], found[0].facts["limit"], found[0].measure) == (others + 1, others, 1)


@pytest.mark.parametrize(
    ("starts_on", "last", "full"),
    [
        (date(2026, 1, 1), START - DAY, None),
        (date(2026, 1, 1), START, (START, START)),
        (LAST, date(2026, 12, 31), (LAST, LAST)),
        (LAST + DAY, date(2026, 12, 31), None),
        (date(2026, 3, 10), date(2026, 3, 12), (date(2026, 3, 10), date(2026, 3, 12))),
    ],
)
def test_the_ratio_holds_on_every_day_of_the_step(starts_on, last, full):
    said = situation(employees_ordinary=5, supported_now=(Supported(starts_on=starts_on, until=last + DAY),))
    found = check([HERE], said)
    assert [(f.facts["first_over_on"], f.facts["last_over_on"]) for f in found] == ([full] if full else [])


def test_the_worst_day_is_named():
    said = situation(
        employees_ordinary=5,
        supported_now=(
            Supported(starts_on=date(2026, 1, 1), until=date(2026, 3, 20)),
            Supported(starts_on=date(2026, 3, 9), until=date(2026, 3, 11)),
        ),
    )
    found = only(HERE, said)
    assert (found.facts["worst_on"], found.facts["supported"], found.measure) == (date(2026, 3, 9), 3, 2)
    assert (found.facts["first_over_on"], found.facts["last_over_on"]) == (START, date(2026, 3, 19))


def test_unknown_numbers_are_asked_for_and_other_places_are_not_counted():
    assert only(HERE, situation(employees_ordinary=None)).code == Code.RATIO_UNKNOWN
    crowd = (Supported(starts_on=date(2025, 1, 1)),) * 50
    silent(replace(HERE, at_the_company=False), situation(employees_ordinary=None, supported_now=crowd))


offsets = st.integers(-40, 70)


@given(st.integers(0, 30), st.lists(st.tuples(offsets, st.one_of(st.none(), st.integers(1, 60))), max_size=12))
def test_the_ratio_is_what_one_counts_day_by_day(employees, others):
    supported = tuple(
        Supported(
            starts_on=START + timedelta(days=at), until=None if days is None else START + timedelta(days=at + days)
        )
        for at, days in others
    )
    limit = law.on(START).get("PRAKTIK_RATIO").ratio.limit(employees)
    counted = {}
    for n in range((HERE.until - START).days):
        day = START + timedelta(days=n)
        counted[day] = 1 + sum(o.starts_on <= day and (o.until is None or day < o.until) for o in supported)
    over = [day for day, count in counted.items() if count > limit]
    found = [
        f for f in check([HERE], situation(employees_ordinary=employees, supported_now=supported)) if "RATIO" in f.rule
    ]
    assert bool(found) == bool(over)
    if over:
        facts = found[0].facts
        assert facts["supported"] == max(counted.values())
        assert counted[facts["worst_on"]] == facts["supported"]
        assert (facts["first_over_on"], facts["last_over_on"]) == (over[0], over[-1])


# Mentor and hours ------------------------------------------------------------------------------------------------------
def test_mentor_is_granted_six_months_at_a_time():
    silent(step(MENTOR, date(2026, 1, 5), date(2026, 7, 4)))
    found = only(step(MENTOR, date(2026, 1, 5), date(2026, 7, 5)), QUIET)
    assert (found.rule, found.code, found.severity) == ("MENTOR_MAX", Code.RENEW, Severity.INFO)
    assert found.facts["renew_on"] == date(2026, 7, 5)
    assert only(step(MENTOR, date(2026, 1, 5), date(2026, 7, 5)), INTRO).rule == "MENTOR_INTRO"


@pytest.mark.parametrize(
    ("hours", "expected"), [("37", []), ("37.5", ["HOURS_MAX"]), ("10", []), ("9.9", ["HOURS_LOW"])]
)
def test_hours_of_one_step(hours, expected):
    found = check([replace(HERE, weekly_hours=Decimal(hours))], QUIET)
    assert [f.rule for f in found] == expected


def test_hours_of_steps_side_by_side_are_added():
    long = replace(HERE, weekly_hours=Decimal(27))
    course = step(COURSE, LAST, LAST + DAY, weekly_hours=Decimal("10.5"))
    found = only([course, long], QUIET)
    assert (found.step, found.facts["hours"], found.facts["together"], found.measure) == (
        "kursus",
        Decimal("37.5"),
        True,
        1,
    )
    silent([long, replace(course, starts_on=long.until, until=long.until + DAY)])
    silent([long, replace(course, weekly_hours=Decimal(10))])
    silent([replace(long, weekly_hours=Decimal(37)), step(MENTOR, START, LAST, weekly_hours=Decimal(4))])


def test_a_job_of_more_than_full_time():
    assert only(step(JOB, date(2026, 9, 1), None, weekly_hours=Decimal(40)), QUIET).rule == "HOURS_MAX"
    silent(step(JOB, date(2026, 9, 1), None, weekly_hours=Decimal(37)))


# Each step under the law of its own day ----------------------------------------------------------------------------------
def test_a_change_of_the_law_mid_chain_reaches_only_the_steps_that_begin_after_it():
    """As if praktik were cut to 6 weeks from 1 July 2026: the one that began on 30 June keeps its 13."""
    changed = date(2026, 7, 1)
    old = law.on(changed - DAY)
    new_rule = replace(old.get("PRAKTIK_MAX_B"), value=6, extensions=(), starts_on=changed)
    new = law.Law(
        rules=tuple(new_rule if rule.id == new_rule.id else rule for rule in old.rules),
        regimes=old.regimes,
        expected=(),
    )

    def law_of(day):
        return new if day >= changed else old

    before = step(PRAKTIK, date(2026, 6, 30), date(2026, 9, 28), id="before", at_the_company=False)
    after = step(PRAKTIK, date(2026, 9, 29), date(2026, 11, 10), id="after", at_the_company=False)
    found = only([before, after], QUIET, law_of=law_of)
    assert (found.step, found.code, found.facts["max"], found.rule_version) == ("after", Code.TOO_LONG, 6, "2026-07-01")
    silent([before, after])


def test_the_expected_law_is_mentioned_once_at_the_first_step_that_would_meet_it():
    found = check(
        [
            step(PRAKTIK, date(2026, 12, 1), date(2026, 12, 31), id="a"),
            step(COURSE, date(2027, 1, 1), date(2027, 1, 31), id="b"),
            step(LOENTILSKUD, date(2027, 2, 1), date(2027, 3, 31), id="c"),
        ],
        QUIET,
    )
    assert [(f.rule, f.code, f.step, f.severity) for f in found] == [("LAB27", Code.LAW_EXPECTED, "b", Severity.INFO)]


def test_before_the_first_rule_nothing_is_found():
    silent(step(PRAKTIK, date(2019, 1, 1), date(2021, 1, 1)), replace(QUIET, employees_ordinary=None))


def test_findings_come_in_the_order_of_time_and_the_gravest_first():
    said = situation(target_group="kh_jobparat", representative_heard_on=None)
    found = check(
        [step(LOENTILSKUD, date(2026, 3, 2), date(2026, 9, 2)), step(PRAKTIK, date(2026, 1, 5), date(2026, 2, 28))],
        said,
    )
    assert [(f.step, f.severity) for f in found] == [
        ("praktik", Severity.WARNING),
        ("praktik", Severity.INFO),
        ("loentilskud", Severity.ERROR),
        ("loentilskud", Severity.INFO),
    ]


# Whatever is sent ------------------------------------------------------------------------------------------------------
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
legal_steps = st.builds(
    LegalStep,
    id=st.text(max_size=3),
    kind=st.sampled_from(StepKind),
    starts_on=days,
    until=st.one_of(st.none(), days, st.just(date.max)),
    at_the_company=st.booleans(),
    sector=st.sampled_from([None, Sector.PRIVATE, Sector.PUBLIC]),
    weekly_hours=st.one_of(st.none(), st.decimals(0, 60, places=1)),
    six_weeks_course=st.booleans(),
)
situations = st.builds(
    Situation,
    target_group=st.sampled_from([*law.TARGET_GROUPS, "", "ukendt"]),
    legal_basis=st.sampled_from([LegalBasis.LAB, LegalBasis.INTEGRATIONSLOVEN]),
    lab_from=st.one_of(st.none(), days),
    job_ready=st.sampled_from([None, True, False]),
    benefit_since=st.one_of(st.none(), days),
    exempt_from_prior_period=st.booleans(),
    sector=st.sampled_from([None, Sector.PRIVATE, Sector.PUBLIC]),
    employees_ordinary=st.one_of(st.none(), st.integers(-5, 5000), st.decimals(0, 500, places=2)),
    supported_now=st.lists(st.builds(Supported, starts_on=days, until=st.one_of(st.none(), days)), max_size=5).map(
        tuple
    ),
    last_employed_here=st.sampled_from([None, True, False]),
    net_increase=st.sampled_from([None, True, False]),
    representative_heard_on=st.one_of(st.none(), days),
)
ENDLESS = LegalStep(id="", kind=PRAKTIK, starts_on=date(2026, 1, 1), until=date.max)


@settings(max_examples=300)
@given(st.lists(legal_steps, max_size=6), situations)
@example([replace(ENDLESS, starts_on=date(2025, 1, 1), until=date(2025, 1, 2)), ENDLESS], QUIET)
def test_it_never_raises_and_every_finding_names_a_step_and_a_rule(steps, said):
    ids = {one.id for one in steps}
    for finding in check(steps, said):
        assert finding.step in ids
        rule = law.book().version(finding.rule, date.fromisoformat(finding.rule_version))
        if finding.code == Code.LAW_EXPECTED:
            assert rule is None
        else:
            assert finding.severity <= rule.severity
            assert (finding.reference, finding.confidence) == (rule.reference, rule.confidence)
        assert finding.measure >= 0


@pytest.mark.parametrize("kind", list(StepKind))
@pytest.mark.parametrize("group", law.TARGET_GROUPS)
def test_every_group_and_kind_on_every_month_of_ten_years(group, kind):
    for month in range(132):
        start = law.months_after(date(2020, 1, 31), month)
        check(
            [step(kind, start, start + timedelta(days=400))],
            Situation(target_group=group, legal_basis=law.basis_of(group)),
        )

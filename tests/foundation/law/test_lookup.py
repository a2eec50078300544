"""The rules as they are shipped, and which of them a day asks for."""

from datetime import date, timedelta

import pytest

from casework.citizens.models import TargetGroup
from casework.planning.steps import StepKind
from jobpakker.foundation import law
from jobpakker.foundation.law import Check, Confidence, LegalBasis, Sector, Severity, Unit

DAY = date(2026, 5, 4)

PRAKTIK = """PRAKTIK_WHO PRAKTIK_PURPOSE PRAKTIK_NOT_LABOUR PRAKTIK_MAX_A PRAKTIK_MAX_B PRAKTIK_SUM PRAKTIK_RATIO PRAKTIK_REP
PRAKTIK_KARENS PRAKTIK_AFTER_LT PRAKTIK_HOURS"""
LOENTILSKUD = """LT_NOT_FOR LT_NOT_IF LT_RIGHT LT_PURPOSE LT_MAX_1_PRIVAT LT_MAX_1_OFFENTLIG LT_MAX_2 LT_MAX_3 LT_MAX_4 LT_SUM LT_PRIOR
LT_PRIOR_PRIVAT LT_KARENS LT_AFTER_LT LT_MERBESK_PRIVAT LT_MERBESK_OFFENTLIG LT_RATIO LT_REP LT_WAGE_PRIVAT LT_WAGE_OFFENTLIG
LT_SUPPORT_CEILING LT_TERM LT_DAGPENGE"""
OTHERS = """MENTOR_PURPOSE MENTOR_MAX MENTOR_EXTRA MENTOR_CONTACT MENTOR_CEILING KURSUS_KINDS KURSUS_BASIC KURSUS_6_UGER
KURSUS_REGIONAL KURSUS_OVO KURSUS_CEILING NYTTE HOURS_MAX HOURS_LOW JOB_106 DUTY RP_FIRST RP_26 ARBPLIGT CONTACT_4 CONTACT_26
INTENSIV16 CV_FIRST REVALIDEND_CLOSED RESSOURCE_CLOSED INL_BASIS PRAKTIK_INTRO LT_INTRO LT_INTRO_SUM MENTOR_INTRO
KURSUS_INTRO_PRAKTIK"""
LEADS = {
    "LEAD_VITAS": (15, Unit.WORKING_DAYS),
    "LEAD_REP": (12, Unit.WORKING_DAYS),
    "LEAD_GRANT": (10, Unit.WORKING_DAYS),
    "LEAD_SEAT": (20, Unit.WORKING_DAYS),
    "LEAD_RECORD": (15, Unit.WORKING_DAYS),
    "LEAD_MENTOR": (10, Unit.WORKING_DAYS),
    "LEAD_TRANSPORT": (5, Unit.WORKING_DAYS),
    "LEAD_LETTER": (5, Unit.WORKING_DAYS),
    "LEAD_MENTOR_RENEW": (30, Unit.DAYS),
    "LEAD_MAX": (20, Unit.WORKING_DAYS),
}


def rule(rule_id, day=DAY):
    found = law.on(day).get(rule_id)
    assert found, rule_id
    return found


def test_every_rule_of_the_reference_is_there_and_no_other():
    named = {*PRAKTIK.split(), *LOENTILSKUD.split(), *OTHERS.split(), *LEADS}
    assert {rule.id for rule in law.book().rules} == named


def test_the_codes_are_those_of_the_program():
    assert list(law.TARGET_GROUPS) == [group.value for group in TargetGroup]
    assert {code.value for code in law.StepCode} == {kind.value for kind in StepKind}


@pytest.mark.parametrize(
    ("rule_id", "value", "unit", "reference", "confidence"),
    [
        ("PRAKTIK_MAX_A", 4, Unit.WEEKS, "LAB § 61", Confidence.SEEN_PARTLY),
        ("PRAKTIK_MAX_B", 13, Unit.WEEKS, "LAB § 61", Confidence.SEEN_PARTLY),
        ("LT_MAX_1_PRIVAT", 6, Unit.MONTHS, "LAB § 68 nr. 1", Confidence.SEEN),
        ("LT_MAX_1_OFFENTLIG", 4, Unit.MONTHS, "LAB § 68 nr. 1", Confidence.SEEN),
        ("LT_MAX_2", 6, Unit.MONTHS, "LAB § 68 nr. 2", Confidence.SEEN_PARTLY),
        ("LT_MAX_3", 12, Unit.MONTHS, "LAB § 68", Confidence.CHECK),
        ("LT_INTRO", 12, Unit.MONTHS, "Integrationsloven § 23 c", Confidence.CHECK),
        ("LT_PRIOR", 6, Unit.MONTHS, "LAB § 69", Confidence.SEEN),
        ("MENTOR_MAX", 6, Unit.MONTHS, "LAB § ?", Confidence.SEEN_PARTLY),
        ("LT_KARENS", None, None, "LAB § ?", Confidence.SEEN),
        ("LT_MERBESK_PRIVAT", None, None, "LAB § ?", Confidence.SEEN),
        ("PRAKTIK_REP", None, None, "LAB § ?", Confidence.SEEN_PARTLY),
        ("LT_REP", None, None, "LAB § 78", Confidence.SEEN),
        ("PRAKTIK_RATIO", None, None, "LAB § 63 stk. 1", Confidence.SEEN_PARTLY),
        ("LT_RATIO", None, None, "LAB § 77", Confidence.SEEN_PARTLY),
    ],
)
def test_the_rules_say_what_the_reference_says(rule_id, value, unit, reference, confidence):
    found = rule(rule_id)
    assert (found.value, found.unit, found.reference, found.confidence) == (value, unit, reference, confidence)


def test_every_target_group_has_exactly_one_length_rule_for_each_kind_and_sector():
    """§ 66 keeps nr. 9 and 13 out of løntilskud; nr. 11 has no limit there; § 23 b's limit was not seen."""
    for group in law.TARGET_GROUPS:
        for ready in (True, False):
            for sector in (Sector.PRIVATE, Sector.PUBLIC):
                for step in ("praktik", "loentilskud"):
                    rules = law.on(DAY).for_step(
                        step, basis=law.basis_of(group), group=group, job_ready=ready, sector=sector
                    )
                    lengths = [r.id for r in rules if r.check in (Check.MAX_LENGTH, Check.MAX_UNKNOWN)]
                    none = step == "loentilskud" and group in {"fleksjob", "under18", "foertidspension"}
                    assert len(lengths) == (0 if none else 1), (group, ready, sector, step, lengths)


def told(found):
    """`4 weeks, 8`: the value, and what its extensions reach or add."""
    lengths = [f"{extension.to or f'+{extension.add}'}" for extension in found.extensions]
    return ", ".join([f"{found.value} {found.unit}", *lengths])


A, B = "4 weeks, 8", "13 weeks, 26, +13"
SIX, TWELVE = "6 months, 12", "12 months"


@pytest.mark.parametrize(
    ("group", "ready", "praktik", "private", "public"),
    [
        # § 61 and § 68 as the reference's tables lay them out, in the order of § 6
        ("dagpenge", None, A, "6 months", "4 months"),
        ("kh_jobparat", None, A, "6 months", "4 months"),
        ("kh_aktivitetsparat", None, B, SIX, SIX),
        ("ung_uddparat", None, A, "6 months", "4 months"),
        ("ung_aktivitetsparat", None, B, SIX, SIX),
        ("sygedagpenge", None, B, TWELVE, TWELVE),
        ("jobafklaring", None, B, TWELVE, TWELVE),
        ("ressourceforloeb", None, B, TWELVE, TWELVE),
        ("fleksjob", None, B, "", ""),
        ("revalidend", None, B, TWELVE, TWELVE),
        ("foertidspension", None, B, "", ""),
        ("selvforsoergende", True, A, "6 months", "4 months"),
        ("selvforsoergende", False, B, SIX, SIX),
        ("under18", None, B, "", ""),
        ("intro_program", None, "", TWELVE, TWELVE),
    ],
)
def test_how_long_for_whom_and_where(group, ready, praktik, private, public):
    def length(step, sector):
        rules = law.on(DAY).for_step(step, basis=law.basis_of(group), group=group, job_ready=ready, sector=sector)
        return " / ".join(told(r) for r in rules if r.check == Check.MAX_LENGTH)

    assert {length("praktik", Sector.PRIVATE), length("praktik", Sector.PUBLIC)} == {praktik}
    assert (length("loentilskud", Sector.PRIVATE), length("loentilskud", Sector.PUBLIC)) == (private, public)


@pytest.mark.parametrize("ready", [True, False, None])
def test_who_must_have_been_on_a_benefit_for_six_months(ready):
    """§ 69: nr. 1-5 and 12 in both sectors, nr. 6-8 with private employers only, the others never."""
    both = {"dagpenge", "kh_jobparat", "kh_aktivitetsparat", "ung_uddparat", "ung_aktivitetsparat", "selvforsoergende"}
    private = both | {"sygedagpenge", "jobafklaring", "ressourceforloeb"}
    for sector, groups in ((Sector.PUBLIC, both), (Sector.PRIVATE, private)):
        asked = set()
        for group in law.TARGET_GROUPS:
            rules = law.on(DAY).for_step(
                "loentilskud", basis=law.basis_of(group), group=group, job_ready=ready, sector=sector
            )
            prior = [r for r in rules if r.check == Check.PRIOR_PERIOD]
            assert [(r.value, r.unit) for r in prior] in ([], [(6, Unit.MONTHS)])
            asked |= {group} if prior else set()
        assert asked == groups


@pytest.mark.parametrize("check", [Check.NET_INCREASE, Check.RATIO, Check.REPRESENTATIVE, Check.LAST_EMPLOYER])
def test_what_the_company_answers_for_holds_for_all_groups_of_lab_and_for_none_under_integrationsloven(check):
    kinds = {"loentilskud"} if check == Check.NET_INCREASE else {"praktik", "loentilskud"}
    for group in law.TARGET_GROUPS:
        for sector in (Sector.PRIVATE, Sector.PUBLIC):
            for kind in ("praktik", "kursus", "mentor", "loentilskud"):
                rules = law.on(DAY).for_step(
                    kind, basis=law.basis_of(group), group=group, job_ready=None, sector=sector
                )
                there = [r.id for r in rules if r.check == check]
                assert len(there) == (kind in kinds and group != law.TARGET_GROUPS[-1]), (group, sector, kind, there)


@pytest.mark.parametrize(
    ("ready", "wanted"), [(True, "PRAKTIK_MAX_A"), (False, "PRAKTIK_MAX_B"), (None, "PRAKTIK_MAX_A")]
)
def test_the_self_supporting_are_split_by_readiness_and_the_unknown_gets_the_stricter_rule(ready, wanted):
    rules = law.on(DAY).for_step(
        "praktik", basis=LegalBasis.LAB, group="selvforsoergende", job_ready=ready, sector=Sector.PRIVATE
    )
    assert [r.id for r in rules if r.check == Check.MAX_LENGTH] == [wanted]


@pytest.mark.parametrize(("rule_id", "expected"), LEADS.items())
def test_lead_times(rule_id, expected):
    assert (rule(rule_id).value, rule(rule_id).unit) == expected


def test_lead_times_are_asked_for_by_kind_of_step():
    assert [r.id for r in law.on(DAY).lead_times("mentor")] == ["LEAD_MENTOR", "LEAD_MENTOR_RENEW"]
    assert law.on(DAY).lead_times("kursus")[0].id == "LEAD_SEAT"


@pytest.mark.parametrize(
    ("employees", "limit"),
    [(0, 1), (4, 1), (9, 1), (10, 2), (15, 3), (49, 9), (50, 10), (59, 10), (60, 11), (100, 15), (137, 18)],
)
@pytest.mark.parametrize("rule_id", ["PRAKTIK_RATIO", "LT_RATIO"])
def test_ratio_values(rule_id, employees, limit):
    assert rule(rule_id).ratio.limit(employees) == limit


def test_nytteindsats_left_the_ratio_in_2025():
    assert "nytteindsats" in rule("LT_RATIO", date(2024, 12, 31)).ratio.supported
    assert "nytteindsats" not in rule("LT_RATIO", date(2025, 1, 1)).ratio.supported


@pytest.mark.parametrize(
    ("start", "amount", "unit", "last"),
    [
        (date(2026, 2, 16), 13, Unit.WEEKS, date(2026, 5, 17)),  # § 1.3
        (date(2026, 8, 3), 13, Unit.WEEKS, date(2026, 11, 1)),
        (date(2026, 3, 2), 6, Unit.MONTHS, date(2026, 9, 1)),  # § 1.4
        (date(2026, 3, 2), 4, Unit.MONTHS, date(2026, 7, 1)),
        (date(2026, 8, 31), 6, Unit.MONTHS, date(2027, 2, 27)),
        (date(2024, 2, 29), 12, Unit.MONTHS, date(2025, 2, 27)),
        (date(2026, 1, 1), 10, Unit.DAYS, date(2026, 1, 10)),
    ],
)
def test_last_legal_day(start, amount, unit, last):
    assert law.after(start, amount, unit) - timedelta(days=1) == last


def test_six_months_on_a_benefit_are_calendar_months():
    deadline = law.months_after(date(2026, 5, 4), 6)
    assert deadline == date(2026, 11, 4)
    assert law.after(deadline, 3, Unit.WEEKS) == date(2026, 11, 25)


def test_counting_stops_at_the_end_of_the_calendar():
    assert law.after(date(9999, 11, 30), 6, Unit.MONTHS) == date.max
    assert law.after(date(9999, 12, 1), 1000, Unit.WEEKS) == date.max


def test_a_rule_ends_the_day_before_its_until():
    last, first = date(2026, 6, 30), date(2026, 7, 1)
    assert law.on(last).get("RP_FIRST") and not law.on(last).get("RP_26")
    assert law.on(first).get("RP_26") and not law.on(first).get("RP_FIRST")
    assert law.on(last).get("KURSUS_OVO") and not law.on(first).get("KURSUS_OVO")


def test_days_between_two_changes_have_the_same_law():
    assert law.on(date(2026, 3, 2)) is law.on(date(2026, 6, 30))
    assert law.on(date(2026, 6, 30)) is not law.on(date(2026, 7, 1))


@pytest.mark.parametrize("day", [date.min, date(2019, 12, 31), date.max])
def test_any_day_has_an_answer(day):
    assert (law.on(day).rules == ()) == (day < date(2020, 1, 1))


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2019, 12, 31), {"LAB_OLD"}),
        (date(2020, 1, 1), {"LAB20"}),
        (date(2026, 1, 31), {"LAB20", "LAB20_2023", "ARBPLIGT", "KH2025", "CEIL26"}),
        (date(2026, 2, 1), {"LAB20", "LAB20_2023", "ARBPLIGT", "KH2025", "CEIL26", "REF26A"}),
        (date(2026, 7, 1), {"LAB20", "ARBPLIGT", "KH2025", "CEIL26", "REF26A", "REF26B"}),
    ],
)
def test_regimes_of_a_day(day, codes):
    assert {regime.code for regime in law.on(day).regimes} == codes


def test_the_new_law_is_expected_and_nothing_is_read_from_it():
    assert [regime.code for regime in law.on(date(2027, 1, 1)).expected] == ["LAB27"]
    assert law.on(date(2026, 12, 31)).expected == ()
    assert law.on(date(2027, 1, 1)).rules == law.on(date(2026, 12, 31)).rules


def test_a_fingerprint_is_of_the_rule_and_not_of_the_file():
    one, other = law.book().version("LT_RATIO", date(2020, 1, 1)), law.book().version("LT_RATIO", date(2025, 1, 1))
    assert one.fingerprint != other.fingerprint
    assert one.fingerprint == law.on(date(2022, 1, 1)).get("LT_RATIO").fingerprint


def test_errors_are_few_and_were_read():
    errors = {rule.id for rule in law.book().rules if rule.severity == Severity.ERROR}
    assert errors == {"LT_MAX_1_PRIVAT", "LT_MAX_1_OFFENTLIG", "LT_NOT_FOR", "KURSUS_6_UGER"}

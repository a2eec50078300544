"""Every finding has a sentence, in Danish, with nothing left unfilled."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.jobpakke import law_words
from casework.planning.legal import FindingCode, LegalStep, Supported
from casework.planning.limits import check
from casework.planning.steps import StepKind
from casework.rules.queries import Standing, standing
from jobpakker.foundation.law import Confidence, LegalBasis, Severity
from tests.casework.planning.test_limits import QUIET, legal_steps, situations

START = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def found(code, steps, **said):
    steps = steps if isinstance(steps, list) else [steps]
    return next(finding for finding in check(steps, replace(QUIET, **said)) if finding.code == code)


def step(kind, weeks=4, start=START, **more):
    return LegalStep(id="1", kind=kind, starts_on=start, until=start + timedelta(weeks=weeks), **more)


PRAKTIK, LOENTILSKUD, MENTOR, COURSE = (
    StepKind.VIRKSOMHEDSPRAKTIK, StepKind.LOENTILSKUD, StepKind.MENTOR, StepKind.COURSE,
)  # fmt: skip
INTRO = {"target_group": "intro_program", "legal_basis": LegalBasis.INTEGRATIONSLOVEN}

SAID = [
    (FindingCode.EXTENDABLE, step(PRAKTIK, 14), {},
     "Praktikken må vare 13 uger, altså til og med 31. maj 2026. Længere kræver en konkret vurdering, og så kan det være til og med 30. august 2026."),
    (FindingCode.TOO_LONG, step(LOENTILSKUD, 27), {"target_group": "kh_jobparat"},
     "Løntilskuddet må højst vare 6 måneder, altså til og med 1. september 2026. I planen varer det 5 dage længere."),
    (FindingCode.EXTENDABLE_TOGETHER, [step(PRAKTIK, 10), step(PRAKTIK, 4, date(2026, 5, 18))], {},
     "Praktikken tælles sammen med det tidligere i samme virksomhed (70 dage) og bliver længere end 13 uger. Det kræver en konkret vurdering."),
    (FindingCode.TOO_LONG_TOGETHER, [step(PRAKTIK, 4), step(PRAKTIK, 4, date(2026, 4, 6)), step(PRAKTIK, 3, date(2026, 5, 11))], {"target_group": "dagpenge"},
     "Det tidligere i samme virksomhed varer 56 dage. Tilsammen må det højst være 4 uger: Der er intet tilbage."),
    (FindingCode.TOO_LONG_TOGETHER, [step(LOENTILSKUD, 20), step(LOENTILSKUD, 20, date(2026, 7, 20))], {"target_group": "dagpenge"},
     "Løntilskuddet tælles sammen med det tidligere i samme virksomhed (140 dage). Tilsammen må det højst være 6 måneder, her til og med 1. september 2026."),
    (FindingCode.MAX_UNKNOWN, step(PRAKTIK), INTRO,
     "Hvor længe praktik må vare i introduktionsprogrammet, har vi ikke set. Slå det op, før aftalen laves."),
    (FindingCode.RENEW, step(MENTOR, 30), {},
     "Mentor bevilges højst 6 måneder ad gangen. Der skal være en ny bevilling fra 2. september 2026."),
    (FindingCode.PRIOR_TOO_SHORT, step(LOENTILSKUD), {"benefit_since": date(2025, 10, 1)},
     "Løntilskud kræver 6 måneder med ydelse, og det har borgeren fra 1. april 2026. Kravet gælder ikke den, der ingen kompetencegivende uddannelse har, er over 50 år eller er enlig forsørger."),
    (FindingCode.PRIOR_UNKNOWN, step(LOENTILSKUD), {"benefit_since": None},
     "Løntilskud kræver 6 måneder med ydelse. Skriv på borgeren, hvornår ydelsen begyndte, eller at kravet ikke gælder."),
    (FindingCode.LAST_EMPLOYER, step(LOENTILSKUD), {"last_employed_here": True},
     "Borgeren var sidst ansat i denne virksomhed. Så kan løntilskuddet ikke være her."),
    (FindingCode.AFTER_LOENTILSKUD, [step(LOENTILSKUD), step(PRAKTIK, 4, date(2026, 4, 6))], {},
     "Praktikken kommer efter et løntilskud her, som slutter 29. marts 2026. Løntilskud er ansættelse, og man kan ikke begynde igen der, hvor man sidst var ansat."),
    (FindingCode.NET_INCREASE_MISSING, step(LOENTILSKUD), {"net_increase": False},
     "Et løntilskud skal øge antallet af ansatte, og det gør ansættelsen ikke."),
    (FindingCode.NET_INCREASE_UNKNOWN, step(LOENTILSKUD), {"net_increase": None},
     "Spørg virksomheden, om ansættelsen øger antallet af ansatte: Det skal et løntilskud."),
    (FindingCode.RATIO_UNKNOWN, step(PRAKTIK), {"employees_ordinary": None},
     "Skriv på arbejdsstedet, hvor mange ordinært ansatte der er. Så kan vi se, om der er plads til en mere."),
    (FindingCode.REPRESENTATIVE, step(PRAKTIK), {"representative_heard_on": None},
     "Praktikken skal drøftes med en repræsentant for medarbejderne før 2. marts 2026."),
    (FindingCode.HOURS_OVER, step(PRAKTIK, weekly_hours=Decimal("37.5")), {},
     "37,5 timer om ugen er mere end fuld tid, som er 37."),
    (FindingCode.HOURS_OVER, [step(PRAKTIK, weekly_hours=Decimal(30)), step(COURSE, 1, date(2026, 3, 9), weekly_hours=Decimal(12))], {},
     "Sammen med det, der løber samtidig, bliver det 42 timer om ugen. Fuld tid er 37."),
    (FindingCode.HOURS_LOW, step(PRAKTIK, weekly_hours=Decimal(8)), {}, "8 timer om ugen er lav intensitet."),
    (FindingCode.NOT_FOR, step(LOENTILSKUD), {"target_group": "fleksjob"}, "Løntilskud er ikke for borgerens målgruppe."),
    (FindingCode.NOT_IF, step(LOENTILSKUD), {"target_group": "ung_uddparat"},
     "Løntilskud er ikke for åbenlyst uddannelsesparate. Tjek, at borgeren ikke er det."),
    (FindingCode.NOT_IF, step(LOENTILSKUD), {"target_group": "sygedagpenge"},
     "Løntilskud er ikke for en sygemeldt, der har et job eller en virksomhed. Tjek, at borgeren ikke har det."),
    (FindingCode.SIX_WEEKS_COURSE, step(COURSE, 6, six_weeks_course=True), {},
     "6 ugers jobrettet uddannelse er kun for dagpengemodtagere og ledige fleksjobvisiterede. Vælg et kursus, som kommunen køber."),
    (FindingCode.GROUP_CLOSED, step(PRAKTIK), {"target_group": "revalidend"},
     "Målgruppen får ingen nye sager. Tjek, at borgerens sag allerede er i gang."),
    (FindingCode.BASIS_CHANGES, step(PRAKTIK), INTRO | {"lab_from": date(2026, 3, 1)},
     "Fra 1. marts 2026 gælder LAB i stedet for integrationsloven. Vælg borgerens nye målgruppe, så trinnet kan tjekkes."),
    (FindingCode.BASIS_CHANGES, step(PRAKTIK), {"target_group": "intro_program"},
     "Borgeren står i introduktionsprogrammet, men trinnet er efter LAB. Vælg borgerens målgruppe."),
    (FindingCode.LAW_EXPECTED, step(COURSE, 1, date(2027, 1, 4)), {},
     "Fra 1. januar 2027 ventes en ny lov. Planen er tjekket efter de regler, der gælder nu."),
]  # fmt: skip


@pytest.mark.parametrize(("code", "steps", "said", "sentence"), SAID)
def test_sentences(code, steps, said, sentence):
    assert law_words.sentence(found(code, steps, **said)) == sentence


def test_a_crowded_worksite_is_told_with_its_worst_day():
    said = {"employees_ordinary": 12, "supported_now": (Supported(starts_on=date(2026, 3, 9)),) * 2}
    assert law_words.sentence(found(FindingCode.RATIO_FULL, step(PRAKTIK), **said)) == (
        "Med 12 ordinært ansatte må 2 være i praktik eller løntilskud på arbejdsstedet ad gangen. "
        "Den 9. marts 2026 bliver de 3, når borgeren tælles med."
    )


def test_unknown_readiness_is_said():
    sentence = law_words.sentence(found(FindingCode.EXTENDABLE, step(PRAKTIK, 6), target_group="selvforsoergende"))
    assert sentence.endswith("Er borgeren ikke jobparat, er grænsen en anden.")


def test_every_code_has_a_sentence():
    assert set(law_words.SENTENCES) == set(FindingCode)


@settings(max_examples=150)
@given(st.lists(legal_steps, max_size=4), situations)
def test_whatever_is_found_can_be_said(steps, said):
    with translation.override("da"):
        for words in law_words.words(standing(check(steps, said), {}, {})):
            assert words.sentence.endswith(".")
            assert "None" not in words.sentence
            assert "{" not in words.sentence
            assert words.reference


@pytest.mark.parametrize(
    ("confidence", "surety"),
    [
        (Confidence.SEEN, ""),
        (Confidence.SURE, ""),
        (Confidence.SEEN_PARTLY, "kun delvis bekræftet"),
        (Confidence.CHECK, "ikke bekræftet"),
        (Confidence.DERIVED, "vores egen læsning, ikke bekræftet"),
    ],
)
def test_doubt_is_said_until_a_named_person_has_settled_it(confidence, surety):
    finding = replace(found(FindingCode.EXTENDABLE, step(PRAKTIK, 14)), confidence=confidence)
    assert law_words.surety(finding) == surety
    assert law_words.surety(finding, confirmed=True) == "bekræftet af kommunen"


@pytest.mark.parametrize(
    ("severity", "style", "icon"),
    [(Severity.INFO, "info", "info"), (Severity.WARNING, "warning", "warning"), (Severity.ERROR, "breach", "error")],
)
def test_looks_and_references(severity, style, icon):
    finding = replace(found(FindingCode.HOURS_LOW, step(PRAKTIK, weekly_hours=Decimal(8))), severity=severity)
    (words,) = law_words.words([Standing(finding, None, None)])
    assert (words.severity, words.icon, words.reference) == (style, icon, "metoden")
    assert (words.key, words.blocks) == ("1:HOURS_LOW:hours_low", False)

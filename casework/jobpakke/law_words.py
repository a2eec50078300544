"""What the law says about a plan, in plain Danish: one sentence from a finding's code and data, its §, and how sure it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework.planning.legal import Finding, FindingCode
from casework.planning.steps import StepKind
from casework.rules.queries import Standing
from casework.rules.wording import NEEDS, amount
from jobpakker.foundation.law import Confidence, Severity, Unit
from jobpakker.foundation.ui import dates

THE_STEP: dict[StepKind, Promise] = {
    StepKind.VIRKSOMHEDSPRAKTIK: gettext_lazy("praktikken"),
    StepKind.COURSE: gettext_lazy("kurset"),
    StepKind.MENTOR: gettext_lazy("mentorstøtten"),
    StepKind.LOENTILSKUD: gettext_lazy("løntilskuddet"),
    StepKind.ORDINAER_ANSAETTELSE: gettext_lazy("jobbet"),
}
SURETY: dict[Confidence, Promise | str] = {
    Confidence.SEEN: "",
    Confidence.SURE: "",
    Confidence.SEEN_PARTLY: gettext_lazy("kun delvis bekræftet"),
    Confidence.CHECK: gettext_lazy("ikke bekræftet"),
    Confidence.DERIVED: gettext_lazy("vores egen læsning, ikke bekræftet"),
}
LOOKS = {Severity.INFO: ("info", "info"), Severity.WARNING: ("warning", "warning"), Severity.ERROR: ("breach", "error")}
"""Severity to the style (`stair-finding-…`) and the icon of the builder's page."""


@dataclass(frozen=True)
class Words:
    """One finding as the page shows it."""

    standing: Standing = field(repr=False)
    sentence: str
    reference: str  # "LAB § 61"; for a rule that is none of law: the method
    sure: str  # empty when there is nothing to doubt
    severity: str
    icon: str
    stands: str = ""  # that nothing gets past it, or that a reason did

    @property
    def blocks(self) -> bool:
        return self.standing.blocks

    @property
    def is_quoted(self) -> bool:
        """The law is quoted in Danish, whatever the language of the page."""
        return self.reference != _("metoden")

    @property
    def asks_for_a_reason(self) -> bool:
        return self.standing.asks_for_a_reason

    @property
    def key(self) -> str:
        """Names the finding in a form: step, rule and code."""
        finding = self.standing.finding
        return f"{finding.step}:{finding.rule}:{finding.code}"


def words(standings: Iterable[Standing]) -> list[Words]:
    return [_words(standing) for standing in standings]


def _words(standing: Standing) -> Words:
    finding = standing.finding
    severity, icon = LOOKS[finding.severity]
    return Words(
        standing=standing,
        sentence=sentence(finding),
        reference=reference(finding),
        sure=surety(finding, confirmed=standing.confirmation is not None),
        severity=severity,
        icon=icon,
        stands=_("spærrer") if standing.blocks else _("begrundet") if standing.accepted else "",
    )


def reference(finding: Finding) -> str:
    if finding.code == FindingCode.LAW_EXPECTED:
        return finding.title
    return finding.reference or _("metoden")


def surety(finding: Finding, *, confirmed: bool = False) -> str:
    """How sure the rule is, said only where there is something to doubt; a named person's word settles it."""
    return _("bekræftet af kommunen") if confirmed else str(SURETY[finding.confidence])


def sentence(finding: Finding) -> str:
    said = SENTENCES[finding.code](finding, finding.facts)
    if finding.facts.get("if_job_ready"):
        otherwise = _("Er borgeren ikke jobparat, er grænsen en anden.")
        return f"{said} {otherwise}"
    return said


Facts = Any  # what stands in `facts` follows from the code; tests hold the two together


def _the(finding: Finding) -> str:
    return str(THE_STEP[finding.kind])


def _The(finding: Finding) -> str:  # noqa: N802
    return str(capfirst(_the(finding)))


def _day(value: date) -> str:
    return dates.show(value)


def _length(facts: Facts, key: str = "max") -> str:
    return amount(facts[key], Unit(facts["unit"]))


def _days(count: int) -> str:
    return dates.length(count, "days")


def _too_long(finding: Finding, facts: Facts) -> str:
    text = _("{step} må højst vare {length}, altså til og med {last}. I planen varer det {over} længere.")
    return text.format(
        step=_The(finding), length=_length(facts), last=_day(facts["last_legal_on"]), over=_days(facts["over_days"])
    )


def _extendable(finding: Finding, facts: Facts) -> str:
    text = _(
        "{step} må vare {length}, altså til og med {last}. Længere kræver {needs}, og så kan det være til og med {extended}."
    )
    return text.format(
        step=_The(finding), length=_length(facts), last=_day(facts["last_legal_on"]), needs=NEEDS[facts["needs"]],
        extended=_day(facts["extended_last_on"]),
    )  # fmt: skip


def _together(finding: Finding, facts: Facts) -> str:
    if facts["last_legal_on"] is None:
        text = _(
            "Det tidligere i samme virksomhed varer {used}. Tilsammen må det højst være {length}: Der er intet tilbage."
        )
        return text.format(used=_days(facts["used_days"]), length=_length(facts))
    text = _(
        "{step} tælles sammen med det tidligere i samme virksomhed ({used}). Tilsammen må det højst være {length}, her til og med {last}."
    )
    return text.format(
        step=_The(finding), used=_days(facts["used_days"]), length=_length(facts), last=_day(facts["last_legal_on"])
    )


def _extendable_together(finding: Finding, facts: Facts) -> str:
    text = _(
        "{step} tælles sammen med det tidligere i samme virksomhed ({used}) og bliver længere end {length}. Det kræver {needs}."
    )
    return text.format(
        step=_The(finding), used=_days(facts["used_days"]), length=_length(facts), needs=NEEDS[facts["needs"]]
    )


def _max_unknown(finding: Finding, facts: Facts) -> str:
    return _("Hvor længe praktik må vare i introduktionsprogrammet, har vi ikke set. Slå det op, før aftalen laves.")


def _renew(finding: Finding, facts: Facts) -> str:
    text = _("Mentor bevilges højst {length} ad gangen. Der skal være en ny bevilling fra {day}.")
    return text.format(length=_length(facts), day=_day(facts["renew_on"]))


def _prior_too_short(finding: Finding, facts: Facts) -> str:
    text = _(
        "Løntilskud kræver {length} med ydelse, og det har borgeren fra {day}. Kravet gælder ikke den, der ingen kompetencegivende uddannelse har, er over 50 år eller er enlig forsørger."
    )
    return text.format(length=_length(facts, "min"), day=_day(facts["earliest_on"]))


def _prior_unknown(finding: Finding, facts: Facts) -> str:
    text = _(
        "Løntilskud kræver {length} med ydelse. Skriv på borgeren, hvornår ydelsen begyndte, eller at kravet ikke gælder."
    )
    return text.format(length=_length(facts, "min"))


def _last_employer(finding: Finding, facts: Facts) -> str:
    return _("Borgeren var sidst ansat i denne virksomhed. Så kan {step} ikke være her.").format(step=_the(finding))


def _after_loentilskud(finding: Finding, facts: Facts) -> str:
    text = _(
        "{step} kommer efter et løntilskud her, som slutter {day}. Løntilskud er ansættelse, og man kan ikke begynde igen der, hvor man sidst var ansat."
    )
    return text.format(step=_The(finding), day=_day(facts["loentilskud_ended_on"]))


def _net_increase_missing(finding: Finding, facts: Facts) -> str:
    return _("Et løntilskud skal øge antallet af ansatte, og det gør ansættelsen ikke.")


def _net_increase_unknown(finding: Finding, facts: Facts) -> str:
    return _("Spørg virksomheden, om ansættelsen øger antallet af ansatte: Det skal et løntilskud.")


def _ratio_full(finding: Finding, facts: Facts) -> str:
    text = ngettext(
        "Med {employees} ordinært ansatte må {limit} være i praktik eller løntilskud på arbejdsstedet. Den {day} bliver de {supported}, når borgeren tælles med.",
        "Med {employees} ordinært ansatte må {limit} være i praktik eller løntilskud på arbejdsstedet ad gangen. Den {day} bliver de {supported}, når borgeren tælles med.",
        facts["limit"],
    )
    return text.format(
        employees=facts["employees"], limit=facts["limit"], supported=facts["supported"], day=_day(facts["worst_on"])
    )


def _ratio_unknown(finding: Finding, facts: Facts) -> str:
    return _("Skriv på arbejdsstedet, hvor mange ordinært ansatte der er. Så kan vi se, om der er plads til en mere.")


def _representative(finding: Finding, facts: Facts) -> str:
    text = _("{step} skal drøftes med en repræsentant for medarbejderne før {day}.")
    return text.format(step=_The(finding), day=_day(facts["starts_on"]))


def _hours_over(finding: Finding, facts: Facts) -> str:
    text = (
        _("Sammen med det, der løber samtidig, bliver det {hours} timer om ugen. Fuld tid er {most}.")
        if facts["together"]
        else _("{hours} timer om ugen er mere end fuld tid, som er {most}.")
    )
    return text.format(hours=_hours(facts["hours"]), most=_hours(facts["max"]))


def _hours_low(finding: Finding, facts: Facts) -> str:
    return _("{hours} timer om ugen er lav intensitet.").format(hours=_hours(facts["hours"]))


def _hours(value: Decimal | int) -> str:
    return dates.number(float(value), None if value == int(value) else 1)


def _not_for(finding: Finding, facts: Facts) -> str:
    return _("Løntilskud er ikke for borgerens målgruppe.")


def _not_if(finding: Finding, facts: Facts) -> str:
    if facts["target_group"] == "ung_uddparat":
        return _("Løntilskud er ikke for åbenlyst uddannelsesparate. Tjek, at borgeren ikke er det.")
    return _("Løntilskud er ikke for en sygemeldt, der har et job eller en virksomhed. Tjek, at borgeren ikke har det.")


def _six_weeks_course(finding: Finding, facts: Facts) -> str:
    return _(
        "6 ugers jobrettet uddannelse er kun for dagpengemodtagere og ledige fleksjobvisiterede. Vælg et kursus, som kommunen køber."
    )


def _group_closed(finding: Finding, facts: Facts) -> str:
    return _("Målgruppen får ingen nye sager. Tjek, at borgerens sag allerede er i gang.")


def _basis_changes(finding: Finding, facts: Facts) -> str:
    if facts["lab_from"] is None:
        return _("Borgeren står i introduktionsprogrammet, men trinnet er efter LAB. Vælg borgerens målgruppe.")
    text = _(
        "Fra {day} gælder LAB i stedet for integrationsloven. Vælg borgerens nye målgruppe, så trinnet kan tjekkes."
    )
    return text.format(day=_day(facts["lab_from"]))


def _law_expected(finding: Finding, facts: Facts) -> str:
    text = _("Fra {day} ventes en ny lov. Planen er tjekket efter de regler, der gælder nu.")
    return text.format(day=_day(facts["from_on"]))


SENTENCES: dict[FindingCode, Callable[[Finding, Facts], str]] = {
    FindingCode.TOO_LONG: _too_long,
    FindingCode.TOO_LONG_TOGETHER: _together,
    FindingCode.EXTENDABLE: _extendable,
    FindingCode.EXTENDABLE_TOGETHER: _extendable_together,
    FindingCode.MAX_UNKNOWN: _max_unknown,
    FindingCode.RENEW: _renew,
    FindingCode.PRIOR_TOO_SHORT: _prior_too_short,
    FindingCode.PRIOR_UNKNOWN: _prior_unknown,
    FindingCode.LAST_EMPLOYER: _last_employer,
    FindingCode.AFTER_LOENTILSKUD: _after_loentilskud,
    FindingCode.NET_INCREASE_MISSING: _net_increase_missing,
    FindingCode.NET_INCREASE_UNKNOWN: _net_increase_unknown,
    FindingCode.RATIO_FULL: _ratio_full,
    FindingCode.RATIO_UNKNOWN: _ratio_unknown,
    FindingCode.REPRESENTATIVE: _representative,
    FindingCode.HOURS_OVER: _hours_over,
    FindingCode.HOURS_LOW: _hours_low,
    FindingCode.NOT_FOR: _not_for,
    FindingCode.NOT_IF: _not_if,
    FindingCode.SIX_WEEKS_COURSE: _six_weeks_course,
    FindingCode.GROUP_CLOSED: _group_closed,
    FindingCode.BASIS_CHANGES: _basis_changes,
    FindingCode.LAW_EXPECTED: _law_expected,
}

"""The rules in plain words: what a lawyer reads on the page, and the labels that the builder uses beside a finding.

The sentences of the rules themselves stay Danish in every language: they render Danish law.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework.rules.models import RuleConfirmation
from casework.rules.queries import Confirmations, can_block, holds
from jobpakker.foundation import law
from jobpakker.foundation.law import ALL_GROUPS, Confidence, LegalBasis, Need, Rule, Sector, Severity, StepCode, Unit
from jobpakker.foundation.ui import dates

CONFIDENCE: dict[Confidence, Promise] = {
    Confidence.SEEN: gettext_lazy("set i kilden"),
    Confidence.SURE: gettext_lazy("almindeligt kendt"),
    Confidence.SEEN_PARTLY: gettext_lazy("kun delvis set"),
    Confidence.CHECK: gettext_lazy("skal tjekkes"),
    Confidence.DERIVED: gettext_lazy("vores egen læsning"),
}
CONFIDENCE_KINDS = {
    Confidence.SEEN: "done",
    Confidence.SURE: "done",
    Confidence.SEEN_PARTLY: "info",
    Confidence.CHECK: "warning",
    Confidence.DERIVED: "neutral",
}
SEVERITY: dict[Severity, Promise] = {
    Severity.INFO: gettext_lazy("en oplysning"),
    Severity.WARNING: gettext_lazy("en advarsel"),
    Severity.ERROR: gettext_lazy("i strid med loven"),
}
NEEDS: dict[str, Promise] = {
    Need.KONKRET_VURDERING: gettext_lazy("en konkret vurdering"),
    Need.HELT_SAERLIGT_BEHOV: gettext_lazy("et helt særligt behov"),
    Need.NY_ELLER_LAENGE_LEDIG: gettext_lazy(
        "en borger, der er nyuddannet, har lidt erfaring eller har været ledig længe"
    ),
    Need.LAENGERE_VAEK: gettext_lazy("en borger, der er længere væk fra arbejdsmarkedet"),
    Need.NY_BEVILLING: gettext_lazy("en ny bevilling"),
}
# What must be done before a step, as a thing.
LEADS: dict[str, Promise] = {
    "LEAD_VITAS": gettext_lazy("Ansøgning i VITAS"),
    "LEAD_REP": gettext_lazy("Høring af medarbejdernes repræsentant"),
    "LEAD_GRANT": gettext_lazy("Bevilling"),
    "LEAD_SEAT": gettext_lazy("Plads på kurset"),
    "LEAD_RECORD": gettext_lazy("Straffe- eller børneattest"),
    "LEAD_MENTOR": gettext_lazy("Mentoraftale"),
    "LEAD_TRANSPORT": gettext_lazy("Befordring"),
    "LEAD_LETTER": gettext_lazy("Brev til borgeren"),
}
SECTORS: dict[Sector, Promise] = {
    Sector.PRIVATE: gettext_lazy("private arbejdsgivere"),
    Sector.PUBLIC: gettext_lazy("offentlige arbejdsgivere"),
}
SECTIONS: dict[str, Promise] = {
    "praktik": gettext_lazy("Virksomhedspraktik"),
    "loentilskud": gettext_lazy("Løntilskud"),
    "mentor": gettext_lazy("Mentor"),
    "kursus": gettext_lazy("Kurser"),
    "forloeb": gettext_lazy("Hele forløbet"),
    "integrationsloven": gettext_lazy("Integrationsloven"),
    "metoden": gettext_lazy("Metoden, ikke lov"),
}


@dataclass(frozen=True)
class Line:
    """One rule as the page shows it."""

    rule: Rule
    value: str  # "13 uger"; empty when the rule has no number
    extensions: tuple[str, ...]
    groups: str
    sector: str
    sources: tuple[str, ...]
    sure: str
    sure_kind: str
    weight: str
    validity: str
    confirmation: RuleConfirmation | None
    holds: bool  # the confirmation is of the rule as it reads now
    can_block: bool


@dataclass(frozen=True)
class Section:
    code: str
    title: str
    lines: tuple[Line, ...]

    @property
    def counted(self) -> int:
        return len(self.lines)


def sections(rules: Iterable[Rule], said: Confirmations) -> list[Section]:
    found: dict[str, list[Line]] = {code: [] for code in SECTIONS}
    for rule in rules:
        found[_section(rule)].append(line(rule, said.get((rule.id, rule.starts_on))))
    return [Section(code, str(SECTIONS[code]), tuple(lines)) for code, lines in found.items() if lines]


def _section(rule: Rule) -> str:
    if rule.legal_basis == LegalBasis.METHOD:
        return "metoden"
    if rule.legal_basis == LegalBasis.INTEGRATIONSLOVEN:
        return "integrationsloven"
    return "forloeb" if len(rule.steps) > 1 or rule.steps[0] == StepCode.JOB else rule.steps[0].value


def line(rule: Rule, confirmation: RuleConfirmation | None) -> Line:
    return Line(
        rule=rule,
        value=amount(rule.value, rule.unit) if rule.value is not None and rule.unit is not None else "",
        extensions=tuple(_extensions(rule)),
        groups=_groups(rule),
        sector=str(SECTORS.get(rule.sector, "")),
        sources=tuple(law.book().sources[key].title for key in rule.source),
        sure=str(CONFIDENCE[rule.confidence]),
        sure_kind=CONFIDENCE_KINDS[rule.confidence],
        weight=str(SEVERITY[rule.severity]),
        validity=validity(rule.starts_on, rule.until),
        confirmation=confirmation,
        holds=holds(confirmation, rule),
        can_block=can_block(rule),
    )


def amount(value: int, unit: Unit) -> str:
    match unit:
        case Unit.HOURS_PER_WEEK:
            return ngettext("{n} time om ugen", "{n} timer om ugen", value).format(n=value)
        case Unit.PERCENT:
            return _("{n} pct.").format(n=value)
        case Unit.TIMES:
            return ngettext("{n} gang", "{n} gange", value).format(n=value)
    return dates.length(value, unit.value)


def validity(starts_on: date, until: date | None) -> str:
    if until is None:
        return _("fra {day}").format(day=dates.show(starts_on, "short"))
    return dates.span(starts_on, until)


def _extensions(rule: Rule) -> Iterator[str]:
    for extension in rule.extensions:
        if rule.unit is None:
            continue
        needs = NEEDS[extension.needs]
        if extension.to is not None:
            text = _("Kan forlænges til i alt {length}. Det kræver {needs}.")
            yield text.format(length=amount(extension.to, rule.unit), needs=needs)
        elif extension.add is not None:
            text = _("Kan forlænges med {length} ad gangen. Det kræver {needs}.")
            yield text.format(length=amount(extension.add, rule.unit), needs=needs)


def _groups(rule: Rule) -> str:
    """§ 6 nr. 1, 2 og 12 (jobparate); the numbers are explained at the foot of the page."""
    if rule.target_groups == (ALL_GROUPS,):
        return _("Alle målgrupper")
    numbers = []
    for group in rule.target_groups:
        if group == law.TARGET_GROUPS[-1]:
            return _("Introduktionsprogrammet")
        number = str(law.TARGET_GROUPS.index(group) + 1)
        match rule.when_job_ready.get(group):
            case True:
                number = _("{number} (jobparate)").format(number=number)
            case False:
                number = _("{number} (ikke jobparate)").format(number=number)
        numbers.append(number)
    return _("§ 6 nr. {numbers}").format(numbers=", ".join(numbers))

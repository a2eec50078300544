"""Terms as a person reads them: the stairs with the company's own part, and what a new version changed. No clock, no rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.commitments.changes import Part
from companies.commitments.terms import Terms, TermsStep
from jobpakker.foundation.ui import dates

KINDS: dict[str, Promise] = {
    "praktik": gettext_lazy("Praktik"),
    "kursus": gettext_lazy("Kursus"),
    "mentor": gettext_lazy("Mentor"),
    "loentilskud": gettext_lazy("Løntilskud"),
}
# What the company itself does in a step at its own place.
OWN_PART: dict[str, Promise] = {
    "praktik": gettext_lazy("I tager imod i praktik og lærer op i opgaverne."),
    "kursus": gettext_lazy("Kurset holdes hos jer."),
    "mentor": gettext_lazy("En af jeres medarbejdere er mentor."),
    "loentilskud": gettext_lazy("I har kandidaten ansat med løntilskud."),
}
# The parts of the terms, as one would name them to the company.
PARTS: dict[Part, Promise] = {
    Part.JOB: gettext_lazy("stillingen"),
    Part.DAY: gettext_lazy("første arbejdsdag"),
    Part.HOURS: gettext_lazy("timerne"),
    Part.WAGE: gettext_lazy("løngrundlaget"),
    Part.CONDITIONS: gettext_lazy("betingelserne"),
    Part.PLACE: gettext_lazy("arbejdsstedet"),
    Part.OWN_STEPS: gettext_lazy("trinene hos jer"),
    Part.OTHER_STEPS: gettext_lazy("trinene andre steder"),
    Part.MENTOR: gettext_lazy("jeres mentor"),
    Part.PROMISES: gettext_lazy("det, I får"),
    Part.CANDIDATE: gettext_lazy("kandidatens fornavn"),
    Part.CASEWORKER: gettext_lazy("jeres kontakt i kommunen"),
}
# The same, as one would name them to a colleague: what is "yours" to the company is not.
PARTS_TO_STAFF: dict[Part, Promise] = PARTS | {
    Part.OWN_STEPS: gettext_lazy("trinene hos virksomheden"),
    Part.MENTOR: gettext_lazy("mentoren"),
    Part.PROMISES: gettext_lazy("det, kommunen lover"),
    Part.CASEWORKER: gettext_lazy("kontakten i kommunen"),
}
# What has been sent, by the kind of the message.
MESSAGES: dict[str, Promise] = {
    "commitment_request": gettext_lazy("Link til vilkårene"),
    "commitment_reminder": gettext_lazy("Påmindelse"),
    "commitment_receipt": gettext_lazy("Kvittering"),
    "commitment_adjusted": gettext_lazy("Besked om justering"),
    "company_visit": gettext_lazy("Spørgsmål om et trin"),
}
# What the municipality promises, by the codes of the terms.
PROMISES: dict[str, Promise] = {
    "trained": gettext_lazy("En medarbejder, der er lært op til netop jeres job inden første arbejdsdag."),
    "no_gaps": gettext_lazy("Et forløb uden huller: kommunen sørger for, at trinnene følger lige efter hinanden."),
    "one_contact": gettext_lazy("Én kontakt i kommunen, som I kan ringe direkte til."),
}


@dataclass(frozen=True)
class Stair:
    name: str
    starts_on: date
    ends_on: date  # inclusive, as it is said to people
    own: str  # what the company does in it; empty: it happens elsewhere
    beside: bool = False  # runs along with the others

    @property
    def span(self) -> str:
        text = dates.span(self.starts_on, self.ends_on + date.resolution)
        return _("{span}, ved siden af de andre trin").format(span=text) if self.beside else text


@dataclass(frozen=True)
class Change:
    """One part of the terms that a new version changed; what is new or gone has no other side."""

    label: str
    old: str
    new: str


def hours(terms: Terms) -> str:
    """37, or 32,5."""
    try:
        return dates.number(float(terms.weekly_hours.replace(",", ".")))
    except ValueError:
        return terms.weekly_hours


def inside_a_sentence(title: str) -> str:
    """Rengøringsassistent → rengøringsassistent; SOSU-assistent stays."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def stairs(terms: Terms) -> list[Stair]:
    """As one looks up a staircase: what comes last, nearest the job, on top."""
    latest_first = sorted(terms.steps, key=lambda step: (step.ends_on, step.starts_on), reverse=True)
    return [stair(step) for step in latest_first]


def stair(step: TermsStep) -> Stair:
    kind = str(KINDS.get(step.kind, step.kind))
    says_it_already = step.title.casefold().startswith(kind.casefold())
    return Stair(
        name=step.title if says_it_already else f"{kind}: {step.title}" if step.title else kind,
        starts_on=date.fromisoformat(step.starts_on),
        ends_on=date.fromisoformat(step.ends_on),
        own=str(OWN_PART.get(step.kind, _("Dette trin foregår hos jer."))) if step.at_the_company else "",
        beside=step.beside,
    )


def changes(old: Terms, new: Terms, *, to_staff: bool = False) -> list[Change]:
    """What differs, in the order of the page. A first name that is no longer shown is not shown here either. `to_staff`: the
    reader is the caseworker, to whom nothing of it is "yours"."""
    return [*_changed_facts(old, new, to_staff), *_changed_steps(old, new, to_staff)]


def _changed_facts(old: Terms, new: Terms, to_staff: bool) -> Iterator[Change]:
    facts = (
        (_("Stilling"), old.job_title, new.job_title),
        (_("Første arbejdsdag"), dates.show(old.job_date, "long"), dates.show(new.job_date, "long")),
        (_("Timer om ugen"), hours(old), hours(new)),
        (_("Løngrundlag"), old.wage_basis, new.wage_basis),
        (_("Betingelser"), old.conditions, new.conditions),
        (_("Virksomhed"), old.company_name, new.company_name),
        (_("Arbejdssted"), old.worksite_name, new.worksite_name),
        (_("Mentor i virksomheden") if to_staff else _("Jeres mentor"), old.mentor_name, new.mentor_name),
        (
            _("Kontakt i kommunen") if to_staff else _("Jeres kontakt i kommunen"),
            old.caseworker_name,
            new.caseworker_name,
        ),
        (_("Direkte telefon"), old.caseworker_phone, new.caseworker_phone),
    )
    for label, before, after in facts:
        if before != after:
            yield Change(label, before, after)
    if old.candidate != new.candidate:
        yield Change(_("Kandidatens fornavn"), "", new.candidate or _("vises ikke længere"))


Name = tuple[str, int]  # and which of those with the same name it is


def _changed_steps(old: Terms, new: Terms, to_staff: bool) -> Iterator[Change]:
    """Steps of equal name are the same step, in their order; of the rest, those of the same kind and place were renamed in turn,
    and what is left came or went."""
    before, after = _named(old), _named(new)
    renamed = _renamed(before, after)
    for name in before | after:
        was, now = before.get(name), after.get(name)
        if name in renamed:
            other = renamed[name]
            now = after[other]
            there = _("{name}, {when}").format(name=other[0], when=_when(now, to_staff))
            yield Change(name[0], _when(was, to_staff), there)
        elif was != now and name not in renamed.values():
            yield Change(name[0], _when(was, to_staff), _when(now, to_staff))


def _renamed(before: dict[Name, TermsStep], after: dict[Name, TermsStep]) -> dict[Name, Name]:
    """Old name → new name."""
    left = [name for name in after if name not in before]
    found: dict[Name, Name] = {}
    for name, step in before.items():
        if name in after:
            continue
        alike = (n for n in left if (after[n].kind, after[n].at_the_company) == (step.kind, step.at_the_company))
        other = next(alike, None)
        if other is not None:
            found[name] = other
            left.remove(other)
    return found


def _named(terms: Terms) -> dict[Name, TermsStep]:
    named: dict[Name, TermsStep] = {}
    for step in terms.steps:
        name = stair(step).name
        turn = sum(other == name for other, _turn in named)
        named[name, turn] = step
    return named


def _when(step: TermsStep | None, to_staff: bool) -> str:
    if step is None:
        return ""
    text = stair(step).span
    if not step.at_the_company:
        return text
    return (_("{span}, hos virksomheden") if to_staff else _("{span}, hos jer")).format(span=text)

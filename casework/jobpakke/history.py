"""What happened to a package, as sentences a Dane would say. An event of a kind not known here is left to the audit pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.blueprints.models import KIND_LABELS
from casework.jobpakke.events import Kind
from casework.jobpakke.leads import DONE
from casework.jobpakke.models import EndReason, Outcome
from casework.planning.steps import StepKind
from casework.rules.events import Kind as RuleKind
from companies.events import Kind as CompanyKind
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.ui import dates


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str  # empty where the sentence is of the package itself
    sentence: str
    details: tuple[str, ...] = ()


def lines(events: Iterable[AuditEvent]) -> list[Line]:
    return [
        Line(
            event.at,
            "" if event.kind in {Kind.EARNED, Kind.NOT_EARNED, Kind.DECIDED} else event.by_name,
            SENTENCES[event.kind](event.data),
            _details(event),
        )
        for event in events
        if event.kind in SENTENCES
    ]


def _on(data: dict[str, Any]) -> str:
    return dates.show(date.fromisoformat(data["on"]))


def _pause(data: dict[str, Any]) -> str:
    starts_on = date.fromisoformat(data["starts_on"])
    if data["until"] is None:
        return _("fra {day}, uden en slutdato").format(day=dates.show(starts_on))
    return dates.span(starts_on, date.fromisoformat(data["until"]))


def _let_be(data: dict[str, Any]) -> str:
    if "gaps" not in data:  # as long as one answer was given for all of them
        return _("lader planens huller være til og med {day}, med {owner} som ansvarlig.").format(
            day=_last_day(data), owner=data["owner_name"]
        )
    return _("svarede for huller i planen.") if data["gaps"] else _("tog et svar om et hul i planen tilbage.")


def _last_day(data: dict[str, Any]) -> str:
    return dates.show(dates.last_day(date.fromisoformat(data["until"])))


def _between(gap: dict[str, Any]) -> str:
    return _("mellem {after} og {before}").format(after=gap["after"], before=gap["before"] or _("jobbet"))


def _done(data: dict[str, Any]) -> str:
    return str(DONE.get(data["rule"], data["rule"])).lower()


def _step(data: dict[str, Any]) -> str:
    return data.get("title") or str(KIND_LABELS[StepKind(data["kind"])])


def _visit(data: dict[str, Any]) -> str:
    sentences = {
        "begun": _("skrev for virksomheden, at {kind} begyndte {day}."),
        "absent": _("skrev for virksomheden, at kandidaten ikke kom til {kind} {day}."),
        "postponed": _("udskød for virksomheden {kind} til {day}."),
    }
    kind = str(KIND_LABELS[StepKind(data["kind"])]).lower()
    return sentences[data["said"]].format(kind=kind, day=_on(data))


SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    Kind.BUILT: lambda data: _("byggede planen baglæns fra jobbet."),
    Kind.CHANGED: lambda data: _("ændrede planen."),
    Kind.SENT: lambda data: _("sendte tilsagnet til virksomheden (version {number}).").format(number=data["number"]),
    Kind.ACTIVATED: lambda data: _("bekræftede tilsagnet for virksomheden (version {number}).").format(
        number=data["number"]
    ),
    Kind.DECIDED: lambda data: _("Forløbet er i gang: hvert hul er lukket, eller nogen svarer for det."),
    Kind.UNDECIDED: lambda data: _("tog svaret om hullet tilbage, så forløbet mangler en beslutning igen."),
    Kind.PAUSED: lambda data: _("skrev en pause: {when}.").format(when=_pause(data)),
    Kind.PAUSE_CHANGED: lambda data: _("rettede pausen: {when}.").format(when=_pause(data)),
    Kind.PAUSE_OVER: lambda data: _("skrev, at borgeren er tilbage {day}.").format(
        day=dates.show(date.fromisoformat(data["back_on"]))
    ),
    Kind.PAUSE_TAKEN_BACK: lambda data: _("tog pausen tilbage: {when}.").format(when=_pause(data)),
    Kind.DECLINED: lambda data: _("sagde nej for virksomheden (version {number}).").format(number=data["number"]),
    Kind.CHANGE_PROPOSED: lambda data: _("foreslog en ændring for virksomheden (version {number}).").format(
        number=data["number"]
    ),
    Kind.EARNED: lambda data: _("Forløbet blev en jobpakke {day}: alle principper er opfyldt.").format(day=_on(data)),
    Kind.NOT_EARNED: lambda data: _(
        "Forløbet var alligevel ikke en jobpakke: det, virksomheden skulle have sagt, blev taget tilbage."
    ),
    Kind.STEP_STARTED: lambda data: _("skrev, at {step} begyndte {day}.").format(step=_step(data), day=_on(data)),
    Kind.STEP_FINISHED: lambda data: _("skrev, at {step} er gennemført.").format(step=_step(data)),
    Kind.STEP_BROKEN: lambda data: _("skrev, at {step} sluttede før tid: {reason}.").format(
        step=_step(data), reason=EndReason(data["reason"]).label
    ),
    Kind.STEP_TAKEN_BACK: lambda data: _("fortrød den sidste oplysning om {step}.").format(step=_step(data)),
    Kind.LET_BE: lambda data: _let_be(data),
    Kind.LEAD_DONE: lambda data: _("skrev inden {step}: {done}.").format(step=_step(data), done=_done(data)),
    Kind.LEAD_NOT_DONE: lambda data: _("skrev inden {step}, at det ikke er gjort alligevel: {done}.").format(
        step=_step(data), done=_done(data)
    ),
    RuleKind.FINDING_ACCEPTED: lambda data: _("gik videre trods reglen „{rule}“ og skrev hvorfor.").format(
        rule=data["title"]
    ),
    CompanyKind.VISIT_REPORTED: lambda data: _visit(data),
    CompanyKind.VISIT_TAKEN_BACK: lambda data: _("fortrød det, virksomheden lige havde skrevet."),
    CompanyKind.STEP_REVIEWED: lambda data: _("svarede for virksomheden på, hvordan trinnet gik."),
    CompanyKind.JOB_ANSWERED: lambda data: _("svarede for virksomheden på, om det bliver til et job."),
    Kind.COMPLETED: lambda data: _("afsluttede forløbet {day}: {outcome}.").format(
        day=_on(data), outcome=Outcome(data["outcome"]).label
    ),
    Kind.BROKEN_OFF: lambda data: _("afbrød forløbet {day}: {reason}.").format(
        day=_on(data), reason=EndReason(data["reason"]).label
    ),
}


FIELDS: dict[str, Promise] = {
    "mentor_name": gettext_lazy("mentor i virksomheden"),
    "conditions": gettext_lazy("virksomhedens betingelser"),
    "last_employed_here": gettext_lazy("om borgeren sidst var ansat i virksomheden"),
    "net_increase": gettext_lazy("om der er merbeskæftigelse"),
    "company_took_part_on": gettext_lazy("hvornår indholdet er aftalt med virksomheden"),
}


def _details(event: AuditEvent) -> tuple[str, ...]:
    """What a change moved, old → new, and what else was written."""
    found = [_("Rettet: {field}").format(field=FIELDS[name]) for name in event.data.get("fields", ()) if name in FIELDS]
    for gap in event.data.get("gaps", ()):
        sentence = _("Hullet {between} får lov at være til og med {day}. {owner} har ansvaret.")
        found.append(sentence.format(between=_between(gap), day=_last_day(gap), owner=gap["owner_name"]))
    for gap in event.data.get("withdrawn", ()):
        found.append(_("Hullet {between}: svaret gælder ikke mere.").format(between=_between(gap)))
    for change in event.data.get("changes", ()):
        what, old, new = change["what"], _shown(change.get("old")), _shown(change.get("new"))
        if "beside" in change:
            laid = (
                _("{what}: lagt ved siden af kæden, {new}")
                if change["beside"]
                else _("{what}: taget ind i kæden, {new}")
            )
            found.append(laid.format(what=_named(what), new=new))
        elif old and new:
            found.append(_("{what}: {old} → {new}").format(what=_named(what), old=old, new=new))
        elif new:
            found.append(_("{what}: nyt, {new}").format(what=_named(what), new=new))
        else:
            found.append(_("{what}: taget ud, var {old}").format(what=_named(what), old=old))
    return tuple(found)


def _named(what: str) -> str:
    return _("Første arbejdsdag") if what == "job" else what


def _shown(value: list[str] | str | None) -> str:
    """One day, or a half-open period, of ISO dates."""
    if not value:
        return ""
    if isinstance(value, str):
        return dates.show(date.fromisoformat(value), "short")
    return dates.span(date.fromisoformat(value[0]), date.fromisoformat(value[1]))

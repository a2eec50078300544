"""Why a date is what it is, as sentences a Dane would say. Planning gives codes, dates and rows; here they become words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from casework.blueprints import lengths
from casework.blueprints.models import KIND_LABELS
from casework.jobpakke import leads
from casework.jobpakke.mends import Mend, MendCode, Over
from casework.jobpakke.wanted import LeadStep, Wanted, WantedStep
from casework.planning.obstacles import Obstacle
from casework.planning.steps import JOB, Because, PlannedGap, PlannedStep, Reason, StepKind
from jobpakker.foundation.ui import dates
from jobpakker.foundation.workdays import WorkdayCalendar

# As it stands inside a sentence, and at its beginning.
INSIDE: dict[str, Promise] = {
    StepKind.VIRKSOMHEDSPRAKTIK: gettext_lazy("praktikken"),
    StepKind.COURSE: gettext_lazy("kurset"),
    StepKind.MENTOR: gettext_lazy("mentoren"),
    StepKind.LOENTILSKUD: gettext_lazy("løntilskuddet"),
    JOB: gettext_lazy("jobbet"),
}
FIRST: dict[str, Promise] = {
    StepKind.VIRKSOMHEDSPRAKTIK: gettext_lazy("Praktikken"),
    StepKind.COURSE: gettext_lazy("Kurset"),
    StepKind.MENTOR: gettext_lazy("Mentoren"),
    StepKind.LOENTILSKUD: gettext_lazy("Løntilskuddet"),
    JOB: gettext_lazy("Jobbet"),
}
# By the names of the calendar, as they stand inside a sentence.
HOLIDAYS: dict[str, Promise] = {
    "Nytårsdag": gettext_lazy("nytårsdag"),
    "Skærtorsdag": gettext_lazy("skærtorsdag"),
    "Langfredag": gettext_lazy("langfredag"),
    "Påskedag": gettext_lazy("påskedag"),
    "2. påskedag": gettext_lazy("2. påskedag"),
    "Store bededag": gettext_lazy("store bededag"),
    "Kristi himmelfartsdag": gettext_lazy("Kristi himmelfartsdag"),
    "Pinsedag": gettext_lazy("pinsedag"),
    "2. pinsedag": gettext_lazy("2. pinsedag"),
    "Juledag": gettext_lazy("juledag"),
    "2. juledag": gettext_lazy("2. juledag"),
}


class Names:
    """What each row is called in a sentence: by its kind where there is one of them, otherwise by its title."""

    def __init__(self, wanted: Wanted) -> None:
        self.steps = wanted.steps
        kinds = [step.kind for step in wanted.steps]
        self.once = {kind for kind in kinds if kinds.count(kind) == 1}

    def inside(self, step_id: str) -> str:
        return self._named(step_id, INSIDE)

    def first(self, step_id: str) -> str:
        return self._named(step_id, FIRST)

    def has_sessions(self, step_id: str) -> bool:
        return len(self.steps[int(step_id)].dates.periods) > 1

    def _named(self, step_id: str, words: dict[str, Promise]) -> str:
        if step_id == JOB:
            return str(words[JOB])
        step = self.steps[int(step_id)]
        if step.kind in self.once:
            return str(words[step.kind])
        return _("»{title}«").format(title=title_of(step))

    def waits_for(self, step_id: str) -> LeadStep | None:
        return None if step_id == JOB else self.steps[int(step_id)].waits_for


def title_of(step: WantedStep) -> str:
    return step.title or str(KIND_LABELS[step.kind])


# Why a step lies where it lies ----------------------------------------------------------------------------------------------
def because(step: PlannedStep, names: Names) -> str:
    """Short, beside the date: "Fordi den skal slutte før kurset 4. maj, og 6. april er 2. påskedag."."""
    return _("Fordi {clauses}.").format(clauses=_joined(_clauses(step, names)))


def in_full(step: PlannedStep, names: Names) -> str:
    """ "Praktikken starter tirsdag 7. april 2026, fordi den skal slutte før kurset 4. maj, og 6. april er 2. påskedag." """
    return _("{step} starter {day}, fordi {clauses}.").format(
        step=names.first(step.id), day=dates.show(step.starts_on, "long"), clauses=_joined(_clauses(step, names))
    )


def _joined(clauses: Sequence[str]) -> str:
    text = clauses[0]
    for clause in clauses[1:]:
        text = _("{first}, og {second}").format(first=text, second=clause)
    return text


def _clauses(step: PlannedStep, names: Names) -> list[str]:
    return [_clause(step, reason, names) for reason in step.because]


def _clause(step: PlannedStep, reason: Reason, names: Names) -> str:
    facts, kind = reason.facts, step.kind
    match reason.code:
        case Because.LEAD:
            lead = names.waits_for(step.id)
            return _of_kind(
                kind,
                _("{takes}, så den begynder ikke før {day}"),
                pgettext("it-kind", "{takes}, så det begynder ikke før {day}"),
            ).format(takes=leads.takes(lead) if lead else "", day=_day(facts["day"]))
        case Because.NOT_BEFORE:
            return _of_kind(
                kind, _("den tidligst må begynde {day}"), pgettext("it-kind", "det tidligst må begynde {day}")
            ).format(day=_day(facts["day"]))
        case Because.ENDS_BY:
            return _of_kind(
                kind, _("den skal slutte før {day}"), pgettext("it-kind", "det skal slutte før {day}")
            ).format(day=_day(facts["day"]))
        case Because.LEADS_TO:
            return _of_kind(
                kind, _("den skal slutte før {what} {day}"), pgettext("it-kind", "det skal slutte før {what} {day}")
            ).format(what=names.inside(facts["step"]), day=_day(facts["day"]))
        case Because.NOT_A_WORKING_DAY:
            return _closed(facts["day"], facts["name"])
        case Because.SESSION:
            n = facts["of"]
            if n == 1:
                return _("datoerne er sat af andre")
            return _("det er det af de {n} hold, der passer bedst").format(n=n)
        case Because.PINNED:
            return _("datoen ligger fast")
        case Because.STRETCHED:
            return _of_kind(
                kind, _("den er gjort {days} længere for at lukke et hul"),
                pgettext("it-kind", "det er gjort {days} længere for at lukke et hul"),
            ).format(days=_working(facts["working_days"]))  # fmt: skip
        case Because.SHORTENED:
            return _of_kind(
                kind, _("den er gjort {days} kortere, så kæden hænger sammen"),
                pgettext("it-kind", "det er gjort {days} kortere, så kæden hænger sammen"),
            ).format(days=_working(facts["working_days"]))  # fmt: skip
    raise ValueError(reason.code)


def _of_kind(kind: StepKind, common: str, neuter: str) -> str:
    """Den praktik, men det kursus og det løntilskud."""
    return common if kind in {StepKind.VIRKSOMHEDSPRAKTIK, StepKind.MENTOR} else neuter


def closed(day: date, calendar: WorkdayCalendar) -> str:
    """ "26. marts er langfredag"; empty for a working day."""
    name = calendar.why_closed(day)
    return _closed(day, name) if name else ""


def _closed(day: date, name: str) -> str:
    if name == "weekend":
        return _("{day} er i en weekend").format(day=_day(day))
    if name == "closed":
        return _("{day} er en lukkedag").format(day=_day(day))
    return _("{day} er {holiday}").format(day=_day(day), holiday=HOLIDAYS.get(name, name))


def _day(day: date) -> str:
    """7. april; the year is said where the day stands alone."""
    return _("{day}. {month}").format(day=day.day, month=dates.month(day))


def _working(days: int) -> str:
    return dates.length(days, "working_days")


def of_begun(step: WantedStep) -> str:
    """What has begun stands where it stands."""
    if step.running:
        return _("Ligger fast, fordi trinnet er begyndt. Resten er lagt uden om det.")
    return _("Ligger fast, fordi trinnet er slut.")


# Lanes ------------------------------------------------------------------------------------------------------------------------
def of_lane(lane: WantedStep, names: Names) -> str:
    """Where a lane beside the chain begins and ends, how much of the week it takes, and that it closes nothing."""
    told = [_span(lane, names)]
    if lane.weekly_hours:
        told.append(_("{hours} timer om ugen.").format(hours=dates.number(float(lane.weekly_hours))))
    return " ".join([*told, _("Lukker intet hul.")])


def lane_in_full(lane: WantedStep, days: tuple[date, date], names: Names) -> str:
    """ "Mentor fra mandag 2. marts 2026 til og med fredag 4. december 2026. Følger kæden fra …" """
    return _("{title} fra {first} til og med {last}. {why}").format(
        title=title_of(lane), first=dates.show(days[0], "long"), last=dates.show(dates.last_day(days[1]), "long"),
        why=of_lane(lane, names),
    )  # fmt: skip


def _span(lane: WantedStep, names: Names) -> str:
    into = lengths.show(lane.length.preferred)
    if lane.dates.periods:
        return _("Datoerne er sat af andre.")
    if lane.own_length or lane.dates.starts_on:
        return _own_span(lane, names, into)
    begins = JOB if lane.begins_with_job else None if lane.begins_with is None else str(lane.begins_with)
    if lane.ends_with is not None:
        ends = names.inside(str(lane.ends_with))
        if begins is None:
            return _("Følger kæden fra det første trin, til {ends} slutter.").format(ends=ends)
        if begins == str(lane.ends_with):
            return _("Følger {ends} fra start til slut.").format(ends=ends)
        return _("Følger kæden fra {begins} begynder, til {ends} slutter.").format(
            begins=names.inside(begins), ends=ends
        )
    if begins is None:
        return _("Følger kæden fra det første trin og {length} ind i jobbet.").format(length=into)
    if begins == JOB:
        return _("Følger de første {length} i jobbet.").format(length=into)
    return _("Følger kæden fra {begins} begynder, og {length} ind i jobbet.").format(
        begins=names.inside(begins), length=into
    )


def _own_span(lane: WantedStep, names: Names, into: str) -> str:
    """With a length, or a first day, of its own."""
    if lane.dates.starts_on:
        begins = _("Begynder {day}").format(day=_day(lane.dates.starts_on))
    elif lane.begins_with_job:
        begins = _("Begynder med jobbet")
    elif lane.begins_with is None:
        begins = _("Begynder med det første trin")
    else:
        begins = _("Begynder med {step}").format(step=names.inside(str(lane.begins_with)))
    if lane.own_length:
        return _("{begins} og varer {length}.").format(begins=begins, length=into)
    if lane.ends_with is not None:
        return _("{begins} og varer, til {ends} slutter.").format(begins=begins, ends=names.inside(str(lane.ends_with)))
    return _("{begins} og varer {length} ind i jobbet.").format(begins=begins, length=into)


# Gaps and obstacles -----------------------------------------------------------------------------------------------------------
def of_gap(gap: PlannedGap, names: Names) -> list[str]:
    of_sessions = {Because.NO_OTHER_SESSION, Because.NO_FEWER_DEAD_DAYS}
    told = (reason for reason in gap.because if reason.code not in of_sessions or names.has_sessions(gap.after))
    return [_of_gap(reason, names) for reason in told]


def _of_gap(reason: Reason, names: Names) -> str:
    facts = reason.facts
    match reason.code:
        case Because.ENDS_ON:
            return _("{step} slutter {day}.").format(step=names.first(facts["step"]), day=_day(facts["day"]))
        case Because.ENDS_BY:
            return _("{step} skal slutte før {day}.").format(step=names.first(facts["step"]), day=_day(facts["day"]))
        case Because.NO_OTHER_SESSION:
            return _("Intet andet hold slutter senere og stadig før {day}.").format(day=_day(facts["day"]))
        case Because.NO_FEWER_DEAD_DAYS:
            return _("Et andet hold slutter senere og før {day}, men det giver ikke færre døde dage i alt.").format(
                day=_day(facts["day"])
            )
        case Because.CANNOT_BEGIN_EARLIER | Because.BEGINS_ON:
            return _("{step} begynder først {day}.").format(step=names.first(facts["step"]), day=_day(facts["day"]))
    raise ValueError(reason.code)


def of_obstacle(obstacle: Obstacle, names: Names) -> str:
    facts: dict[str, Any] = {
        name: dates.show(value) if isinstance(value, date) else value for name, value in obstacle.facts.items()
    }
    facts |= {"what": names.inside(obstacle.step), "step": names.first(obstacle.step)}
    if "ends_by" in facts:
        bound = _("{step} skal slutte før {ends_by}, og så skulle trinnet begynde {day}.").format(**facts)
        return bound if "earliest" not in facts else " ".join([bound, _tidligst(obstacle, facts, names)])
    match obstacle.code:
        case Because.BEFORE_TODAY:
            return _(
                "{step} skulle være begyndt {day}. Der er for kort tid til den første arbejdsdag, når alle trin skal nås."
            ).format(**facts)
        case Because.TOO_LITTLE_LEAD:
            return _tidligst(obstacle, facts, names)
        case Because.NOT_BEFORE:
            return _("{step} må tidligst begynde {earliest}, men skulle begynde {day}.").format(**facts)
        case Because.NO_SESSION_IN_TIME:
            return _("Datoerne for {what} slutter for sent: de skal være forbi før {day}.").format(**facts)
        case Because.SESSIONS_TOO_EARLY:
            lead = names.waits_for(obstacle.step)
            if lead is not None:
                return _("Det seneste hold, {what} kan tage, begynder {day}, men {takes}: tidligst {earliest}.").format(
                    takes=leads.takes(lead), **facts
                )
            return _("De hold, {what} kan nå at slutte på, begyndte {day}, og det er forbi.").format(**facts)
        case Because.PINNED_TOO_LATE:
            return _("{step} ligger fast til og med {ends_on}, men skal slutte før {day}.").format(**facts)
        case Because.NO_WORKING_DAY:
            return _("Der er ingen arbejdsdag til {what} før {day}.").format(**facts)
    raise ValueError(obstacle.code)


def _tidligst(obstacle: Obstacle, facts: dict[str, Any], names: Names) -> str:
    """ "Løntilskuddet starter tidligst 10. december 2026, fordi bevillingen tager 10 arbejdsdage, men skulle begynde 3. december." """
    lead = names.waits_for(obstacle.step)
    if lead is None:
        return _("{step} skulle begynde {day} og kan tidligst begynde {earliest}.").format(**facts)
    return _("{step} starter tidligst {earliest}, fordi {takes}, men skulle begynde {day}.").format(
        takes=leads.takes(lead), **facts
    )


# Mends ------------------------------------------------------------------------------------------------------------------------
def of_mend(mend: Mend, names: Names) -> str:
    """The words of the button."""
    facts = mend.facts
    what = names.inside(facts["step"]) if "step" in facts else ""
    length = lengths.show(facts["length"]) if "length" in facts else ""
    match mend.code:
        case MendCode.DONE:
            text = _done(facts, names)
        case MendCode.STRETCH:
            text = _("Forlæng {what} til {length}").format(what=what, length=length)
        case MendCode.SHORTEN:
            text = _("Forkort {what} til {length}").format(what=what, length=length)
        case MendCode.OTHER_SESSION:
            text = _("Tag et senere hold, og gør {what} til {length}").format(what=what, length=length)
        case MendCode.LET_GO:
            text = _("Lad {what} følge kæden").format(what=what)
        case MendCode.OTHER_CLASS:
            text = _("Tag holdet {label}").format(label=facts["label"])
        case MendCode.BESIDE:
            text = _beside(mend, what, names)
        case MendCode.FILL:
            text = _("Læg et kursus på {length} ind").format(length=length)
        case MendCode.MOVE_JOB:
            text = _("Flyt jobbet til {day}").format(day=dates.show(facts["day"], "long"))
    if mend.over == Over.LAW:
        text = _("{mend}, længere end reglerne siger").format(mend=text)
    elif mend.over == Over.ROW:
        text = _("{mend}, længere end der står i feltet").format(mend=text)
    if mend.dead_days:
        return ngettext(
            "{mend} ({n} død dag tilbage)", "{mend} ({n} døde dage tilbage)", mend.dead_days
        ).format(mend=text, n=mend.dead_days)  # fmt: skip
    return text


def _beside(mend: Mend, what: str, names: Names) -> str:
    """When it lies then, and what is given up: that it comes before the step that follows is said by the order alone."""
    facts = mend.facts
    if mend.bare:
        return _("Læg {what} ved siden af, {span}: slutter {days} før det første trin").format(
            what=what, span=dates.span(facts["starts_on"], facts["until"]), days=_working(mend.bare)
        )
    return _("Læg {what} ved siden af, {span}: kommer ikke længere før {follows}").format(
        what=what, span=dates.span(facts["starts_on"], facts["until"]), follows=names.inside(facts["follows"])
    )


def _done(facts: Mapping[str, Any], names: Names) -> str:
    """ "Bevillingen er givet (løntilskuddet)"; for many things or steps one word for all of it."""
    if len(facts["steps"]) > 1:
        return _("Alt, der skal være gjort inden trinnene, er gjort")
    said = [str(leads.DONE[rule]) for rule in facts["rules"]]
    text = said[0]
    for one in said[1:]:
        text = _("{first}, og {second}").format(first=text, second=one[:1].lower() + one[1:])
    return _("{done} ({what})").format(done=text, what=names.inside(facts["steps"][0]))


def dead_days(days: int) -> str:
    return ngettext("{n} død dag", "{n} døde dage", days).format(n=days)

"""Dead periods as sentences a Dane would say."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.green_wave.models import DeadPeriod, Kind, State
from casework.jobpakke import reasons
from casework.jobpakke.models import Step
from casework.planning.steps import JOB
from jobpakker.foundation.ui import dates


def first(step: Step) -> str:
    """At the beginning of a sentence: Praktikken, Kurset."""
    return str(reasons.FIRST[step.kind])


def after(flag: DeadPeriod) -> str:
    return str(reasons.INSIDE[flag.after_step.kind]) if flag.after_step else _("virksomhedens tilsagn")


def before(flag: DeadPeriod) -> str:
    if flag.kind == Kind.OPEN:
        return _("ingenting")
    return str(reasons.INSIDE[flag.before_step.kind if flag.before_step else JOB])


def what_and_where(step: Step) -> str:
    if step.at_the_company:
        return _("{title} hos {company}").format(title=step.title, company=step.jobpakke.opening.company.name)
    return _("{title} på {place}").format(title=step.title, place=step.place) if step.place else step.title


def dead_days(count: int) -> str:
    return ngettext("{n} død dag", "{n} døde dage", count).format(n=dates.number(count))


def ahead(slack: int) -> str:
    """How long there is left to do something about it."""
    if slack <= 0:
        return _("i dag")
    return _("om {days}").format(days=dates.length(slack, "working_days"))


def between(flag: DeadPeriod) -> str:
    if flag.kind == Kind.OPEN:
        return _("Intet følger efter {after}").format(after=after(flag))
    if flag.after_step_id is not None and flag.after_step_id == flag.before_step_id:
        return _("Pause midt i {step}").format(step=after(flag))
    if flag.before_step is None:
        return _("Hul mellem {after} og jobbet").format(after=after(flag))
    return _("Hul mellem {after} og {before}").format(after=after(flag), before=before(flag))


def why(flag: DeadPeriod, lost: int) -> str:
    """`lost`: working days that are already gone, 0 for what is still ahead."""
    when, days = dates.span(flag.starts_on, flag.until), dates.length(flag.working_days, "working_days")
    cause = str(flag.get_cause_display())
    if flag.state == State.RUNNING and lost:
        return _("{when}: {days} uden noget at lave, {lost} af dem er gået. Årsag: {cause}.").format(
            when=when, days=days, lost=dates.number(lost), cause=cause
        )
    return _("{when}: {days} uden noget at lave. Årsag: {cause}.").format(when=when, days=days, cause=cause)

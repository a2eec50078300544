"""The citizen's own page: what happens, where, when, with whom, and the job at the end, in the order walked and plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.jobpakke import strip, timeline
from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.wording import where
from casework.planning.steps import StepKind
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.bars import Strip
from jobpakker.foundation.workdays import WorkdayCalendar

WHAT: dict[StepKind, Promise] = {
    StepKind.VIRKSOMHEDSPRAKTIK: gettext_lazy("Du prøver arbejdet og lærer kollegerne at kende."),
    StepKind.COURSE: gettext_lazy("Du lærer noget, du skal bruge i jobbet."),
    StepKind.LOENTILSKUD: gettext_lazy("Du er ansat og får løn. Kommunen betaler en del af lønnen."),
    StepKind.MENTOR: gettext_lazy("En kollega hjælper dig i hverdagen, også når du er begyndt i jobbet."),
}


@dataclass(frozen=True)
class Line:
    title: str
    what: str
    where: str
    when: str
    over: bool


class Paper:
    def __init__(self, jobpakke: Jobpakke, *, calendar: WorkdayCalendar, today: date) -> None:
        self.jobpakke, self.calendar, self.today = jobpakke, calendar, today
        self.steps: list[Step] = timeline.in_plan(jobpakke.chain)  # type: ignore[attr-defined]

    @property
    def lines(self) -> list[Line]:
        return list(self._lines())

    def _lines(self) -> Iterator[Line]:
        opening = self.jobpakke.opening
        for step in self.steps:
            begun = timeline.begun(step)
            starts_on, until = (begun.starts_on, begun.until) if begun else (step.starts_on, step.until)
            where = step.place or (opening.worksite.name if step.at_the_company else "")
            yield Line(
                title=step.title,
                what=self._what(step),
                where=where,
                when=_("{first} til og med {last}").format(
                    first=dates.show(starts_on, "long"), last=dates.show(dates.last_day(until), "long")
                ),
                over=begun is not None and begun.over,
            )

    def _what(self, step: Step) -> str:
        """In plain words; of a course beside the chain, that it is, and how much of the week."""
        told = [str(WHAT[StepKind(step.kind)])]
        if step.beside and step.kind == StepKind.COURSE:
            told.append(_("Det er ved siden af det andet, du er i gang med."))
            if step.weekly_hours:
                told.append(_("{hours} timer om ugen.").format(hours=dates.number(float(step.weekly_hours))))
        return " ".join(told)

    @property
    def pauses(self) -> list[str]:
        """The days off that are agreed and not over; never why."""
        rows = (pause for pause in self.jobpakke.pauses.all() if pause.until and pause.until > self.today)
        return [dates.span(pause.starts_on, pause.until) for pause in rows if not pause.back_on]

    @property
    def where(self) -> str:
        return where(self.jobpakke.opening)

    @property
    def job_when(self) -> str:
        return _("Fra {day}").format(day=dates.show(self.jobpakke.job_starts_on, "long"))

    @property
    def hours(self) -> str:
        return _("{hours} timer om ugen").format(hours=dates.number(float(self.jobpakke.opening.weekly_hours)))

    @property
    def people(self) -> list[tuple[str, str, str]]:
        """Whom to ask: what she is, her name, her telephone."""
        package, contact = self.jobpakke, self.jobpakke.opening.contact
        found = [(_("Din sagsbehandler"), package.caseworker.name, package.caseworker.phone)]
        found.append((_("På arbejdspladsen"), contact.name, contact.phone))
        if package.mentor_name:
            found.append((_("Din mentor"), package.mentor_name, ""))
        return found

    @property
    def strip(self) -> Strip | None:
        pieces = [
            strip.Piece(StepKind(step.kind), step.title, step.starts_on, step.until, step.beside) for step in self.steps
        ]
        return strip.draw(
            pieces, job_title=self.jobpakke.opening.title, job_starts_on=self.jobpakke.job_starts_on, today=self.today,
            calendar=self.calendar,
        )  # fmt: skip

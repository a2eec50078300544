"""What the company has said, or has not been able to hear, and what it asks of the caseworker: found by how things stand.

A row goes away by itself when what it asks for is done. A fixed number of queries, however many packages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.green_wave import wording
from casework.jobpakke import said, unsent
from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.states import OPEN
from companies.commitments import queries as commitments
from companies.commitments.states import CommitmentState
from companies.hearings import queries as hearings
from companies.visits.models import JobAnswer, VisitReport
from jobpakker.foundation.notifications import wording as mails
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.ui import dates


@dataclass(frozen=True)
class Heard:
    """One thing to do about one package. `at_once`: it is for today, however far ahead the first step lies."""

    jobpakke: Jobpakke
    tag: str
    kind: str
    title: str
    why: str
    day: date
    label: str
    url: str
    post: bool = False
    at_once: bool = True
    step_id: int | None = None  # that it is about


def of(packages: QuerySet[Jobpakke], *, municipality_id: int, today: date) -> list[Heard]:
    """Only the packages that something was said of are read."""
    rows = packages.filter(state__in=OPEN, commitment__isnull=False)
    asked = rows.order_by().values("commitment")
    lost, unheard = commitments.not_arrived(municipality_id), hearings.not_arrived(municipality_id)
    reports, answers = said.standing_reports(municipality_id, asked), said.job_answers(municipality_id, asked)
    numbers = {report.commitment_id for report, _step in reports} | {answer.commitment_id for answer in answers}
    named = Q(commitment__in=[*numbers, *unheard]) | Q(commitment__public_id__in=list(lost))
    found = rows.filter(named).select_related("citizen", "opening__company", "commitment__contact").order_by("pk")
    told = {row.commitment_id: row for row in found}
    return [
        *(_not_arrived(row, lost[key]) for row in told.values() if (key := _key(row)) in lost),
        *(_unheard(row, unheard[number]) for number, row in told.items() if number in unheard),
        *(_visit(told[report.commitment_id], report, step) for report, step in reports),
        *(one for answer in answers for one in _job(told[answer.commitment_id], answer, today)),
        *_unsent(rows, municipality_id),
    ]


def _key(jobpakke: Jobpakke) -> str:
    commitment = jobpakke.commitment
    return str(commitment.public_id) if commitment and commitment.state != CommitmentState.WITHDRAWN else ""


def _not_arrived(jobpakke: Jobpakke, mail: Notification) -> Heard:
    """Whoever did not get the mail cannot answer it. Where no address refused it, one press sends it anew."""
    assert jobpakke.commitment is not None and mail.failed_at is not None
    title = (
        _("Vi ved ikke, om mailen til {company} nåede frem")
        if mail.may_have_arrived
        else _("Mailen til {company} kom ikke frem")
    )
    todo = (
        _("Ring til {contact}, ret adressen, og send linket igen.")
        if mail.was_refused
        else _("Ring til {contact}, eller send linket igen.")
    )
    return Heard(
        jobpakke, tag=mails.tag(mail), kind=mails.tag_kind(mail), day=timezone.localdate(mail.failed_at),
        title=title.format(company=jobpakke.opening.company.name),
        why=mails.what_is_known(mail) + " " + todo.format(contact=jobpakke.commitment.contact.name),
        label=_("Se og send igen") if mail.was_refused else _("Send linket igen"), post=not mail.was_refused,
        url=reverse(f"casework:jobpakke_{'detail' if mail.was_refused else 'remind'}", args=[jobpakke.public_id]),
    )  # fmt: skip


def _unheard(jobpakke: Jobpakke, mail: Notification) -> Heard:
    """The second signature waits for a mail that nobody got; only the company can send it to another address, or once more."""
    assert jobpakke.commitment is not None and mail.failed_at is not None
    title = (
        _("Vi ved ikke, om mailen til de ansattes repræsentant hos {company} nåede frem")
        if mail.may_have_arrived
        else _("Mailen til de ansattes repræsentant hos {company} kom ikke frem")
    )
    todo = (
        _("Bed {contact} om at sende linket til den rigtige adresse.")
        if mail.was_refused
        else _("Bed {contact} om at spørge og ellers sende linket igen.")
    )
    return Heard(
        jobpakke, tag=mails.tag(mail), kind=mails.tag_kind(mail), day=timezone.localdate(mail.failed_at),
        title=title.format(company=jobpakke.opening.company.name),
        why=mails.what_is_known(mail) + " " + todo.format(contact=jobpakke.commitment.contact.name),
        label=_("Åbn forløbet"),
        url=reverse("casework:jobpakke_detail", args=[jobpakke.public_id]),
    )  # fmt: skip


def _visit(jobpakke: Jobpakke, report: VisitReport, step: Step) -> Heard:
    """Nobody came, or it has been put off: for as long as the step has neither begun nor got another first day."""
    on = timezone.localdate(report.at)
    company, absent = jobpakke.opening.company.name, report.said == VisitReport.Said.ABSENT
    title = _("{step}: kom ikke") if absent else _("{step} er udskudt til {day}")
    why = (
        _(
            "{company} skrev det {day}. Ring til begge, og skriv, hvad I aftaler: begyndt, en anden dag, eller slet ikke."
        )
        if absent
        else _("{company} skrev det {day}. Ret planen til den nye dag, så den hænger sammen igen.")
    )
    return Heard(
        jobpakke, tag=_("kom ikke") if absent else _("udskudt"), kind="danger" if absent else "warning", day=on,
        title=title.format(step=wording.first(step), day=dates.show(report.on, "day")),
        why=why.format(company=company, day=dates.show(on, "day")),
        label=_("Åbn forløbet") if absent else _("Se planen med den nye dag"), step_id=step.pk,
        url=reverse(f"casework:jobpakke_{'detail' if absent else 'wish'}", args=[jobpakke.public_id]),
    )  # fmt: skip


def _job(jobpakke: Jobpakke, answer: JobAnswer, today: date) -> Iterator[Heard]:
    """Yes: the package is ended in a job when the day is there. No: at once. Not yet: on the day that the company named."""
    on = timezone.localdate(answer.at)
    company = jobpakke.opening.company.name
    detail = reverse("casework:jobpakke_detail", args=[jobpakke.public_id])
    told = _("De skrev det {day}.").format(day=dates.show(on, "day"))
    match answer.answer:
        case JobAnswer.Answer.YES:
            starts_on = answer.on or jobpakke.job_starts_on
            title = _("{company} ansætter fra {day}").format(company=company, day=dates.show(starts_on, "day"))
            yield Heard(
                jobpakke, tag=_("bliver til job"), kind="wave", day=starts_on, title=title, at_once=False,
                why=told + " " + _("Afslut forløbet, når den første arbejdsdag er der."),
                label=_("Afslut forløbet"), url=reverse("casework:jobpakke_complete", args=[jobpakke.public_id]),
            )  # fmt: skip
        case JobAnswer.Answer.NO:
            yield Heard(
                jobpakke, tag=_("bliver ikke til job"), kind="danger", day=on,
                title=_("{company} siger, at det ikke bliver til et job").format(company=company),
                why=told + " " + _("Ring, og find en anden vej: et andet job, eller en anden plan."),
                label=_("Se hvorfor"), url=detail,
            )  # fmt: skip
        case JobAnswer.Answer.NOT_YET if answer.on is not None and answer.on <= today:
            yield Heard(
                jobpakke, tag=_("svar ventes"), kind="waiting", day=answer.on,
                title=_("{company} ville nu vide, om det bliver til et job").format(company=company),
                why=told + " " + _("De bliver også spurgt på deres egen side. Ring, og hør."),
                label=_("Åbn forløbet"), url=detail,
            )  # fmt: skip


def _unsent(packages: QuerySet[Jobpakke], municipality_id: int) -> Iterator[Heard]:
    """The plan is another than the one the company was asked about, in what it answers for, and it has not been told."""
    for jobpakke, plan in unsent.changed_since(packages, municipality_id):
        if not plan.asks_the_company:
            continue
        company, first = jobpakke.opening.company.name, jobpakke.job_starts_on
        title = (
            _("{company} har bekræftet en anden plan end den, der gælder")
            if plan.confirmed
            else _("{company} ser en anden plan end den, der gælder")
        )
        yield Heard(
            jobpakke, tag=_("ikke sendt"), kind="warning", day=first, title=title.format(company=company),
            why=_("Planen er ændret, siden de blev spurgt: {parts}. Send den nye, så svarer de på den.").format(
                parts=", ".join(plan.asked_about)
            ),
            label=_("Se og send den nye plan"), url=reverse("casework:jobpakke_detail", args=[jobpakke.public_id]),
        )  # fmt: skip

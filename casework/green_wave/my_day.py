"""What breaks the wave next, ranked by the working days of slack that are left; each with why, and the one thing to do.

Page and digest ask here, so that they say the same in the same order. A fixed number of queries, however many citizens.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.citizens.models import Citizen
from casework.citizens.queries import citizens_of
from casework.green_wave import heard, muting, queries, wording
from casework.green_wave.day import ANSWER_WITHIN, GROUPS, Action, MyDay, Row, Sort
from casework.green_wave.heard import Heard
from casework.green_wave.models import DeadPeriod, State
from casework.jobpakke import permissions, timeline
from casework.jobpakke.interrupted import is_overdue
from casework.jobpakke.models import Jobpakke, Pause, Step
from casework.jobpakke.queries import visible_to, waiting
from casework.jobpakke.states import JobpakkeState, StepState
from casework.planning.periods import ONE_DAY
from companies.commitments.states import CommitmentState
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.ui import dates
from jobpakker.foundation.workdays import WorkdayCalendar

SYLTEKRUKKE = 10  # working days of waiting for a package that are green (domain.md § 9.2)
MOST_WAITING = 10
MOST_WAITING_ALONE = 200  # when one asks for them alone


def of(user: User, *, today: date, everyone: bool = False, group: str = "") -> MyDay:
    """Her own packages and citizens, or with `everyone` all that she may see; less what she has put away."""
    return _Look(user, today, everyone).told(GROUPS[group])


def row_of(user: User, sort: Sort, subject: UUID, *, today: date) -> Row | None:
    """One of the rows that she may see, put away or not; None when there is nothing to do about it any more."""
    found = _Look(user, today, everyone=True).told(frozenset({sort}))
    rows = [*found.rows, *(one.row for one in found.muted)]
    return next((row for row in rows if (row.sort, row.subject) == (sort, subject)), None)


class _Look:
    """One reading for one person and day."""

    def __init__(self, user: User, today: date, everyone: bool) -> None:
        self.user, self.today, self.everyone = user, today, everyone
        self.calendar: WorkdayCalendar = timeline.calendar_of(user.municipality_id)
        self.named = permissions.can_see_person(user)
        self.pauses: dict[int, list[Pause]] = {}
        self.since = self.calendar.before(today)  # new is what came after the last working day's mail

    def told(self, sorts: frozenset[Sort]) -> MyDay:
        companies = bool(sorts & {Sort.COMPANY, Sort.DRAFT})
        told = (
            heard.of(self._packages(), municipality_id=self.user.municipality_id, today=self.today) if companies else []
        )
        rows: list[Row] = []
        if sorts & GROUPS["boelgen"]:
            flags = self._flags()
            rows += [self._flag(flag) for flag in flags]
            spoken_of = {flag.before_step_id for flag in flags if self._late(flag)} | {one.step_id for one in told}
            rows += [row for step in self._steps() if step.pk not in spoken_of for row in self._step(step)]
            asked = {pause.pk for flag in flags if (pause := self._overdue(flag)) is not None}
            rows += [self._pause(pause) for pause in self._pauses_over() if pause.pk not in asked]
        if companies:
            spoken = {one.jobpakke.pk for one in told}
            rows += [self._heard(one) for one in told]
            undecided = (jobpakke for jobpakke in self._undecided() if jobpakke.pk not in spoken)
            rows += [row for jobpakke in undecided for row in self._company(jobpakke)]
        waiting = 0
        if Sort.CITIZEN in sorts:
            found = self._waiting()
            waiting = found.count()
            most = MOST_WAITING_ALONE if sorts == {Sort.CITIZEN} else MOST_WAITING
            rows += [self._citizen(citizen) for citizen in found[:most]]
        ranked = sorted((row for row in rows if row.sort in sorts), key=lambda row: row.rank)
        left, away = muting.parted(ranked, user=self.user, today=self.today)
        return MyDay(left, waiting, away)

    def _packages(self) -> QuerySet[Jobpakke]:
        rows = visible_to(self.user)
        return rows if self.everyone else rows.filter(caseworker=self.user)

    def _row(self, jobpakke: Jobpakke, **fields: Any) -> Row:
        citizen = jobpakke.citizen
        return Row(
            who=citizen.full_name if self.named else citizen.alias,
            alias=citizen.alias,
            url=reverse("casework:jobpakke_detail", args=[jobpakke.public_id]),
            **fields,
        )

    def _slack(self, day: date) -> int:
        """Working days from today until `day`; 0 for today, negative when it has gone by."""
        if day < self.today:
            return -self.calendar.count(day, self.today)
        return self.calendar.count(self.today, day)

    # Dead periods ----------------------------------------------------------------------------------------------------------
    def _flags(self) -> list[DeadPeriod]:
        rows = queries.seen_by(self.user).filter(closed_at=None)
        if not self.everyone:
            rows = rows.filter(jobpakke__caseworker=self.user)
        # What somebody answers for is let be until its day.
        found = list(rows.filter(Q(accepted_until=None) | Q(accepted_until__lte=self.today)))
        self.pauses = queries.pauses_of_many(self.user.municipality_id, [flag.jobpakke_id for flag in found])
        return found

    def _overdue(self, flag: DeadPeriod) -> Pause | None:
        """The pause whose end has come without a word, where that is why the days are empty now."""
        if flag.state != State.RUNNING or flag.until > self.today:
            return None
        pauses = self.pauses.get(flag.jobpakke_id, ())
        return next((pause for pause in pauses if is_overdue(pause, self.today)), None)

    def _late(self, flag: DeadPeriod) -> bool:
        step = flag.before_step
        return step is not None and step.state == StepState.PLANNED and step.starts_on < self.today

    def _flag(self, flag: DeadPeriod) -> Row:
        jobpakke, running = flag.jobpakke, flag.state == State.RUNNING
        lost = timeline.dead_days(
            flag.starts_on, min(flag.until, self.today + ONE_DAY), self.calendar,
            pauses=self.pauses.get(jobpakke.pk, ()), today=self.today,
        )  # fmt: skip
        first_dead = flag.first_dead_on
        slack = -max(lost, 1) if running else self._slack(first_dead)
        detail = reverse("casework:dead_period_detail", args=[flag.public_id])
        tag = wording.dead_days(flag.working_days) if running else wording.ahead(slack)
        fresh = flag.found_on > self.since
        if self._late(flag) and flag.before_step is not None:
            step = flag.before_step
            title = _("{step} er ikke begyndt").format(step=wording.first(step))
            why = _(
                "Skulle være begyndt {day}. {days} er gået tabt, og der kommer én til for hver dag, der går."
            ).format(day=dates.show(step.starts_on, "day"), days=dates.length(flag.working_days, "working_days"))
            action = self._begun(step)
        elif (pause := self._overdue(flag)) is not None:
            title, why, action = _("Er borgeren tilbage efter pausen?"), self._since_pause(pause), self._returned(pause)
        elif flag.awaits_decision:
            slack, tag, fresh = min(slack, 0), _("mangler beslutning"), fresh or self._confirmed_since(jobpakke)
            title = _("Virksomheden har bekræftet, men hullet mangler en beslutning")
            why = _("{gap} Luk det i planen, eller svar for det. Før det er forløbet ikke i gang.").format(
                gap=wording.why(flag, lost if running else 0)
            )
            action = Action(_("Tag stilling"), detail)
        else:
            title = wording.between(flag)
            why = wording.why(flag, lost if running else 0)
            action = Action(_("Ret planen"), reverse("casework:jobpakke_edit", args=[jobpakke.public_id]))
        return self._row(
            jobpakke,
            sort=Sort.DEAD,
            slack=slack,
            tag=tag,
            tag_kind="dead" if running else "warning",
            title=title,
            why=why,
            action=action,
            day=first_dead,
            fresh=fresh,
            key=flag.pk,
            subject=flag.public_id,
            detail_url=detail,
        )

    def _confirmed_since(self, jobpakke: Jobpakke) -> bool:
        answered = jobpakke.commitment.answered_at if jobpakke.commitment else None
        return answered is not None and timezone.localdate(answered) > self.since

    # Pauses ----------------------------------------------------------------------------------------------------------------
    def _pauses_over(self) -> list[Pause]:
        """Whose last day has come, and of whom nobody has said whether the citizen is back."""
        rows = Pause.objects.for_municipality(self.user.municipality_id).filter(
            queries.watched("jobpakke__"), back_on=None, until__lte=self.today + ONE_DAY,
            jobpakke__in=self._packages().values("pk"),
        )  # fmt: skip
        return list(rows.select_related("jobpakke__citizen", "jobpakke__opening__company"))

    def _pause(self, pause: Pause) -> Row:
        last = pause.until - ONE_DAY if pause.until else self.today
        return self._row(
            pause.jobpakke,
            sort=Sort.PAUSE,
            slack=0,
            tag=_("pausen slutter") if last >= self.today else _("ikke bekræftet"),
            tag_kind="waiting",
            title=_("Er borgeren tilbage efter pausen?"),
            why=self._since_pause(pause),
            action=self._returned(pause),
            day=last,
            subject=pause.public_id,
            fresh=last > self.since,
            key=pause.pk,
        )

    def _since_pause(self, pause: Pause) -> str:
        last = pause.until - ONE_DAY if pause.until else self.today
        if last >= self.today:
            return _(
                "Pausen slutter i dag. Skriv, hvornår borgeren er tilbage, eller forlæng pausen. Ellers står dagene tomme."
            )
        return _(
            "Pausen sluttede {day}. Skriv, hvornår borgeren kom tilbage, eller forlæng pausen. Hver dag uden svar tæller."
        ).format(day=dates.show(last, "day"))

    def _returned(self, pause: Pause) -> Action:
        if pause.until is not None and pause.until > self.today:
            return Action(_("Se pausen"), reverse("casework:pause_edit", args=[pause.public_id]))
        day = max(pause.until or self.today, pause.starts_on)
        return Action(
            _("Tilbage {day}").format(day=dates.show(day, "day")),
            reverse("casework:pause_back", args=[pause.public_id]),
            post=True,
            fields=(("on", dates.show(day, "numeric")),),
        )

    # Steps -----------------------------------------------------------------------------------------------------------------
    def _steps(self) -> list[Step]:
        """Those of the chain that begin today or should have begun, and those whose last day has come."""
        rows = Step.objects.for_municipality(self.user.municipality_id).filter(
            queries.watched("jobpakke__"), beside=False, jobpakke__in=self._packages().values("pk")
        )
        begin = Q(state=StepState.PLANNED, starts_on__lte=self.today)
        end = Q(state=StepState.RUNNING, until__lte=self.today + ONE_DAY)
        return list(rows.filter(begin | end).select_related("jobpakke__citizen", "jobpakke__opening__company"))

    def _step(self, step: Step) -> Iterator[Row]:
        if step.state == StepState.PLANNED:
            begins = _("i dag") if step.starts_on == self.today else dates.show(step.starts_on, "day")
            yield self._row(
                step.jobpakke,
                sort=Sort.STEP,
                slack=0,
                tag=_("begynder i dag") if step.starts_on == self.today else _("ikke bekræftet"),
                tag_kind="waiting",
                title=_("{step} begynder {day}").format(step=wording.first(step), day=begins),
                why=_("{what}. Skriv, når du ved, at det er begyndt. Ellers står dagen tom i morgen.").format(
                    what=wording.what_and_where(step)
                ),
                action=self._begun(step),
                day=step.starts_on,
                fresh=step.starts_on > self.since,
                key=step.pk,
                subject=step.public_id,
            )
            return
        last = step.until - ONE_DAY
        ends = _("i dag") if last == self.today else dates.show(last, "day")
        title = _("{step} slutter {day}") if last >= self.today else _("{step} sluttede {day}")
        yield self._row(
            step.jobpakke,
            sort=Sort.STEP,
            slack=0,
            tag=_("sidste dag") if last >= self.today else _("ikke bekræftet"),
            tag_kind="waiting",
            title=title.format(step=wording.first(step), day=ends),
            why=_("{what}. Skriv, at det er gennemført, eller gå ind i forløbet, hvis det sluttede før tid.").format(
                what=wording.what_and_where(step)
            ),
            action=Action(_("Gennemført"), reverse("casework:step_finish", args=[step.public_id]), post=True),
            day=last,
            fresh=last > self.since,
            key=step.pk,
            subject=step.public_id,
        )

    def _begun(self, step: Step) -> Action:
        label = _("Begyndt i dag") if step.starts_on == self.today else _("Begyndt {day}")
        return Action(
            label.format(day=dates.show(step.starts_on, "day")),
            reverse("casework:step_start", args=[step.public_id]),
            post=True,
            fields=(("on", dates.show(step.starts_on, "numeric")),),
        )

    # Companies -------------------------------------------------------------------------------------------------------------
    def _heard(self, one: Heard) -> Row:
        return self._row(
            one.jobpakke,
            sort=Sort.COMPANY,
            slack=min(self._slack(one.day), 0) if one.at_once else self._slack(one.day),
            tag=one.tag,
            tag_kind=one.kind,
            title=one.title,
            why=one.why,
            action=Action(one.label, one.url, post=one.post),
            day=one.day,
            fresh=one.day > self.since,
            key=one.jobpakke.pk,
            # A package may have heard of several things: each is put away by itself.
            subject=uuid5(one.jobpakke.public_id, f"{one.kind}/{one.day}/{one.url}"),
        )

    def _undecided(self) -> list[Jobpakke]:
        first = Min("steps__starts_on", filter=Q(steps__state=StepState.PLANNED, steps__beside=False))
        rows = self._packages().filter(state__in=[JobpakkeState.DRAFT, JobpakkeState.AWAITING_COMPANY])
        return list(
            rows.select_related("citizen", "opening__company", "commitment__contact").annotate(first_step_on=first)
        )

    def _company(self, jobpakke: Jobpakke) -> Iterator[Row]:
        commitment, company = jobpakke.commitment, jobpakke.opening.company.name
        begins: date = jobpakke.first_step_on or jobpakke.job_starts_on  # type: ignore[attr-defined]
        slack, first = self._slack(begins), dates.show(begins, "day")
        detail = reverse("casework:jobpakke_detail", args=[jobpakke.public_id])
        common = {"slack": slack, "day": begins, "key": jobpakke.pk, "subject": jobpakke.public_id}
        if jobpakke.state == JobpakkeState.AWAITING_COMPANY:
            if commitment is None or commitment.state != CommitmentState.REQUESTED:
                return
            asked = timezone.localdate(commitment.link_mailed_at or commitment.asked_at)
            waited = self.calendar.count(asked, self.today)
            if waited <= ANSWER_WITHIN:
                return
            yield self._row(
                jobpakke,
                sort=Sort.COMPANY,
                tag=_("intet svar"),
                tag_kind="waiting",
                title=_("{company} har ikke svaret").format(company=company),
                why=_("{contact} fik linket {day}, for {days} siden. Første trin begynder {first}.").format(
                    contact=commitment.contact.name, day=dates.show(asked, "day"),
                    days=dates.length(waited, "working_days"), first=first,
                ),
                action=Action(_("Ryk"), reverse("casework:jobpakke_remind", args=[jobpakke.public_id]), post=True),
                fresh=waited == ANSWER_WITHIN + 1,
                **common,
            )  # fmt: skip
            return
        answer = commitment.state if commitment else ""
        if answer in {CommitmentState.DECLINED, CommitmentState.CHANGE_PROPOSED} and commitment is not None:
            declined = answer == CommitmentState.DECLINED
            answered = timezone.localdate(commitment.answered_at) if commitment.answered_at else self.today
            said = _("{company} har sagt nej") if declined else _("{company} foreslår en ændring")
            yield self._row(
                jobpakke,
                sort=Sort.COMPANY,
                tag=_("afslået") if declined else _("ændring foreslået"),
                tag_kind="danger" if declined else "warning",
                title=said.format(company=company),
                why=_("De svarede {day}, og forløbet ligger hos dig. Første trin begynder {first}.").format(
                    day=dates.show(answered, "day"), first=first
                ),
                action=Action(_("Se svaret"), detail),
                fresh=answered > self.since,
                **common,
            )
            return
        yield self._row(
            jobpakke,
            sort=Sort.DRAFT,
            tag=_("kladde"),
            tag_kind="neutral",
            title=_("{company} er ikke spurgt endnu").format(company=company),
            why=_("Planen til {job} ligger som kladde. Første trin begynder {first}.").format(
                job=jobpakke.opening.title, first=first
            ),
            action=Action(_("Send tilsagnet"), detail),
            **common,
        )

    # Citizens --------------------------------------------------------------------------------------------------------------
    def _waiting(self) -> QuerySet[Citizen]:
        """No package, and none that ended in a job after the referral; the longest waiting first."""
        rows = citizens_of(self.user)
        if not self.everyone:
            rows = rows.filter(caseworker=self.user)
        return waiting(rows.filter(referred_on__lte=self.today), self.user.municipality_id)

    def _citizen(self, citizen: Citizen) -> Row:
        since: date = citizen.waiting_since  # type: ignore[attr-defined]
        waited = self.calendar.count(since + ONE_DAY, self.today + ONE_DAY)
        return Row(
            sort=Sort.CITIZEN,
            slack=SYLTEKRUKKE - waited,
            who=citizen.full_name if self.named else citizen.alias,
            alias=citizen.alias,
            url=reverse("casework:citizen_detail", args=[citizen.public_id]),
            tag=dates.length(waited, "working_days"),
            tag_kind="neutral" if waited <= SYLTEKRUKKE else "warning",
            title=_("Venter på et forløb"),
            why=_("Har ventet siden {day} uden en plan mod et job.").format(day=dates.show(since, "date")),
            action=Action(_("Find et job"), f"{reverse('companies:opening_list')}?tilstand=open"),
            day=since,
            key=citizen.pk,
            subject=citizen.public_id,
        )

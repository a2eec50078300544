"""The company's side of a package's page: what it was asked, what it answered, and whether that still fits the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.jobpakke import unsent
from casework.jobpakke.models import Jobpakke, LetBe, Step
from casework.jobpakke.states import OPEN, JobpakkeState
from casework.jobpakke.unsent import Unsent
from casework.jobpakke.wording import COMMITMENT_KINDS, unanswered
from casework.planning.gaps import Gap, GapKind
from casework.planning.steps import JOB
from companies.commitments.models import STATE_LABELS as COMMITMENT_LABELS
from companies.commitments.models import CommitmentVersion
from companies.commitments.states import CommitmentState
from companies.commitments.wording import Change
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.ui import dates


@dataclass(frozen=True, kw_only=True)
class Answer:
    heading: str
    text: str
    who: str
    url: str
    action: str
    changes: Sequence[Change] = ()  # what it would have otherwise, old → new


@dataclass(frozen=True)
class Promise:
    label: str
    kind: str
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Version:
    number: int
    sentence: str
    text: str


class PromisedSide:
    jobpakke: Jobpakke
    not_arrived: Notification | None  # the last mail to the company, when it did not get there
    chain: Sequence[Step]
    versions_of_terms: Sequence[CommitmentVersion]  # newest first
    today: date
    gaps_after: Mapping[str, Sequence[Gap]]  # of the plan, by the step before
    dead_periods: Sequence[Any]
    let_be: Sequence[LetBe] = ()  # what is said of holes that are no dead periods yet

    @property
    def is_open(self) -> bool:
        return self.jobpakke.state in OPEN

    @cached_property
    def newest(self) -> CommitmentVersion | None:
        return self.versions_of_terms[0] if self.versions_of_terms else None

    @cached_property
    def agreed_as_it_stands(self) -> bool:
        """Asked or promised, with exactly the plan of today."""
        commitment = self.jobpakke.commitment
        return self.is_open and commitment is not None and commitment.state in unsent.ASKED and self.unsent is None

    @cached_property
    def holes(self) -> list[Gap]:
        """Those ahead of a plan that is not agreed yet."""
        found = [gap for gaps in self.gaps_after.values() for gap in gaps if gap.kind == GapKind.INNER]
        return [gap for gap in found if gap.last_dead_day and gap.last_dead_day >= self.today]

    @property
    def unanswered(self) -> str:
        """What follows from sending it as it is."""
        answered = {flag.starts_on for flag in self.dead_periods if not flag.closed_at and flag.is_accepted(self.today)}
        said = {
            (str(one.after_step.public_id), str(one.before_step.public_id) if one.before_step else JOB)
            for one in self.let_be
            if one.until > self.today
        }
        left = [gap for gap in self.holes if gap.starts_on not in answered and (gap.after, gap.before) not in said]
        return unanswered(sum(gap.dead_days for gap in left), walked=self.jobpakke.state == JobpakkeState.ACTIVE)

    @property
    def commitment(self) -> Promise | None:
        commitment = self.jobpakke.commitment
        if commitment is None:
            return None
        facts = [
            (_("Kontaktperson"), commitment.contact.name),
            (_("Spurgt"), dates.show(timezone.localdate(commitment.asked_at))),
        ]
        if commitment.answered_at and self.newest:
            facts.append((_("Svaret"), dates.show(timezone.localdate(commitment.answered_at))))
            facts.append((_("Af"), self.newest.answered_by_name))
        facts.append((_("Version"), str(commitment.version)))
        state = CommitmentState(commitment.state)
        return Promise(str(COMMITMENT_LABELS[state]), COMMITMENT_KINDS[state], facts)

    @cached_property
    def unsent(self) -> Unsent | None:
        """What was changed since the company was asked, and has not been sent: it knows nothing of it."""
        return unsent.of(self.jobpakke, self.chain, self.newest)

    @property
    def resend(self) -> str:
        if self.unsent is None:
            return ""
        number, asks = self.unsent.number, self.unsent.asks_the_company
        if not asks:
            return _(
                "Intet, som virksomheden svarer for, er ændret. Send planen, så får de besked; deres ja gælder stadig."
            )
        if self.unsent.confirmed:
            sentence = _(
                "Virksomheden har bekræftet version {number}, ikke planen her. Den gælder først, når de har bekræftet den."
            )
        else:
            sentence = _(
                "Virksomheden ser version {number} og kan kun bekræfte den, ikke planen her. Send den nye, så spørges de om den."
            )
        return sentence.format(number=number)

    @property
    def send_label(self) -> str:
        return _("Send tilsagnet") if self.jobpakke.commitment is None else _("Send den nye plan")

    @property
    def answer(self) -> Answer | None:
        """A no, or another wish, that has not been acted on."""
        newest = self.newest
        if self.jobpakke.state != JobpakkeState.DRAFT or newest is None or not newest.answer:
            return None
        url = reverse("casework:jobpakke_edit", args=[self.jobpakke.public_id])
        who = _("{name}, {day}").format(
            name=newest.answered_by_name, day=dates.show(timezone.localdate(newest.answered_at))
        )
        if newest.answer == CommitmentState.DECLINED:
            said = [newest.get_answer_reason_display(), newest.answer_text]
            return Answer(
                heading=_("Virksomheden har sagt nej"), text=" · ".join(part for part in said if part), who=who, url=url,
                action=_("Ret planen"),
            )  # fmt: skip
        if newest.wished:
            heading = _("Virksomheden foreslår en ændring")
            if newest.proposed_starts_on:
                day = dates.show(newest.proposed_starts_on, "long")
                heading = _("Virksomheden foreslår at begynde {day}").format(day=day)
            wish = reverse("casework:jobpakke_wish", args=[self.jobpakke.public_id])
            return Answer(
                heading=heading, text=newest.answer_text, who=who, url=wish, action=_("Se planen med forslaget"),
                changes=newest.wished_changes,
            )  # fmt: skip
        return Answer(
            heading=_("Virksomheden foreslår en ændring"),
            text=newest.answer_text,
            who=who,
            url=url,
            action=_("Ret planen"),
        )

    @property
    def versions(self) -> list[Version]:
        """Those before the newest."""
        return [self._version(version) for version in self.versions_of_terms[1:]]

    def _version(self, version: CommitmentVersion) -> Version:
        sent = dates.show(timezone.localdate(version.created_at))
        if not version.answer:
            return Version(version.number, _("Sendt {day}, ikke besvaret.").format(day=sent), "")
        answered = dates.show(timezone.localdate(version.answered_at))
        label = COMMITMENT_LABELS[CommitmentState(version.answer)]
        sentence = _("Sendt {day}, {answer} {answered} af {name}.").format(
            day=sent, answer=label, answered=answered, name=version.answered_by_name
        )
        return Version(version.number, sentence, version.answer_text)

"""What the company would have otherwise, as a ready repair of the plan: laid into the plan, worked out, held up old → new.

A wish is what it proposed instead of confirming, or a first day that it has put off. Looking stores nothing; accepting is one
press: the plan is changed, and the company is asked about what differs, in one transaction.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import transaction

from casework.jobpakke import actions, lawful, queries, said, timeline
from casework.jobpakke import draft as drafts
from casework.jobpakke.actions import UnableTo
from casework.jobpakke.actions.base import live_steps, locked_with_promise
from casework.jobpakke.actions.plan import planned_rows
from casework.jobpakke.draft import Draft
from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.proposal import Proposal, propose
from casework.jobpakke.reading import Reading
from casework.jobpakke.states import OPEN, JobpakkeState
from casework.jobpakke.wanted import Wanted
from casework.rules import queries as rules
from casework.rules.queries import Standing
from companies.commitments import changes, proposals, wording
from companies.commitments.changes import Party
from companies.commitments.models import CommitmentVersion
from companies.commitments.states import CommitmentState
from companies.commitments.terms import Terms
from companies.commitments.wording import Change
from companies.openings import actions as openings
from companies.visits.models import VisitReport
from companies.visits.queries import matched
from jobpakker.foundation.ui import dates
from jobpakker.foundation.workdays import WorkdayCalendar


@dataclass(frozen=True)
class Wish:
    """`titles` and `starts` by the step's own id."""

    version: CommitmentVersion | None = None  # that the company answered with a proposal
    reports: Sequence[VisitReport] = ()  # first days that it has put off
    job_starts_on: date | None = None
    weekly_hours: Decimal | None = None
    conditions: str | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    starts: Mapping[str, date] = field(default_factory=dict)

    def __bool__(self) -> bool:
        asked = (self.job_starts_on, self.weekly_hours, self.conditions)
        return bool(self.titles or self.starts) or any(one is not None for one in asked)


def of(jobpakke: Jobpakke, newest: CommitmentVersion | None) -> Wish:
    """What the company waits for an answer to; empty when it has only written words, or nothing."""
    if jobpakke.state not in OPEN or jobpakke.commitment is None or newest is None:
        return Wish()
    if newest.answer == CommitmentState.CHANGE_PROPOSED:
        return _proposed(jobpakke, newest) if jobpakke.state == JobpakkeState.DRAFT else Wish()
    standing = said.standing_reports(jobpakke.municipality_id, [jobpakke.commitment.pk])
    put_off = [(report, step) for report, step in standing if report.said == VisitReport.Said.POSTPONED]
    return Wish(
        reports=[report for report, _step in put_off],
        starts={str(step.public_id): report.on for report, step in put_off},
    )


def _proposed(jobpakke: Jobpakke, version: CommitmentVersion) -> Wish:
    wished, terms = version.wished, Terms.from_data(version.terms)
    own = proposals.own_steps(terms)
    real = said.steps_at_the_company(jobpakke.municipality_id, [jobpakke.commitment_id or 0])
    pairs = matched([terms.steps[number] for number in own], real.get(jobpakke.commitment_id or 0, []))
    ids = {number: str(walked.reference) for number, (_step, walked) in zip(own, pairs, strict=True) if walked}
    return Wish(
        version=version,
        job_starts_on=wished.starts_on,
        weekly_hours=wished.weekly_hours,
        conditions=wished.conditions,
        titles={ids[number]: title for number, title in wished.titles.items() if number in ids},
    )


def laid_into(wish: Wish, draft: Draft) -> Draft:
    """The builder's fields as the company would have them. A day that it names is a fixed one."""
    head = dict(draft.head)
    if wish.job_starts_on is not None:
        head["job_starts_on"] = dates.show(wish.job_starts_on, "numeric")
    if wish.conditions is not None:
        head["conditions"] = wish.conditions
    rows = []
    for row in draft.rows:
        key, changed = row["id"], dict(row)
        if key in wish.titles:
            changed["title"] = wish.titles[key]
        if key in wish.starts:
            changed["dates"] = dates.show(wish.starts[key], "numeric")
        rows.append(changed)
    return replace(draft, head=head, rows=tuple(rows))


@dataclass
class Repair:
    """The plan with the wish in it: what moves, what is still dead, what the law says, and what the company is asked."""

    jobpakke: Jobpakke
    wish: Wish
    steps: Sequence[Step]
    newest: CommitmentVersion  # of the terms
    confirmed: CommitmentVersion | None  # that the company said yes to last
    calendar: WorkdayCalendar
    today: date

    @cached_property
    def wanted(self) -> Wanted | None:
        draft = laid_into(self.wish, drafts.from_rows(self.jobpakke, self.steps))
        return Reading(
            draft,
            today=self.today,
            calendar=self.calendar,
            contacts=queries.contacts(self.jobpakke.opening),
            steps=self.steps,
            lead_times=rules.lead_times(self.jobpakke.municipality_id),
            heard=lawful.heard_on(self.jobpakke) is not None,
        ).wanted

    @cached_property
    def proposal(self) -> Proposal | None:
        wanted = self.wanted
        if wanted is None or not wanted.chain:
            return None
        return propose(wanted, today=self.today, calendar=self.calendar, with_mends=False)

    @property
    def possible(self) -> bool:
        return self.proposal is not None and self.proposal.plan is not None

    @property
    def dead_days(self) -> int:
        return self.proposal.plan.dead_days if self.proposal and self.proposal.plan else 0

    @cached_property
    def package(self) -> Jobpakke:
        """As it would become, not saved."""
        changed, opening = copy(self.jobpakke), copy(self.jobpakke.opening)
        wanted = self.wanted
        if wanted is not None:
            changed.job_starts_on, changed.conditions = wanted.job_starts_on, wanted.conditions
        if self.wish.weekly_hours is not None:
            opening.weekly_hours = self.wish.weekly_hours
        changed.opening = opening
        return changed

    @cached_property
    def rows(self) -> list[Step]:
        assert self.proposal is not None
        return planned_rows(self.jobpakke, self.proposal, self.steps)

    @cached_property
    def terms(self) -> Terms:
        return timeline.terms(self.package, timeline.in_order(self.rows))

    @property
    def known(self) -> Terms:
        """What the company compares with: the terms it confirmed last, else those it answered to."""
        return Terms.from_data((self.confirmed or self.newest).terms)

    @property
    def changes(self) -> list[Change]:
        return wording.changes(self.known, self.terms, to_staff=True)

    @property
    def asks_the_company(self) -> bool:
        return self.confirmed is None or Party.COMPANY in changes.voided(self.known, self.terms)

    @property
    def stands(self) -> list[str]:
        """What the company has said yes to already and is not asked about again."""
        if self.confirmed is None and not self.newest.rest_agreed:
            return []
        return [str(wording.PARTS_TO_STAFF[part]) for part in changes.standing(self.known, self.terms)]

    @cached_property
    def findings(self) -> list[Standing]:
        known = lawful.ground(self.jobpakke.citizen, self.jobpakke.opening, self.jobpakke)
        # By the step itself, so that a reason given for it holds.
        return known.look(lawful.legal_step(row) for row in self.rows)

    @property
    def blocked(self) -> bool:
        return any(finding.blocks for finding in self.findings)

    @property
    def asks_for_a_reason(self) -> bool:
        return any(finding.asks_for_a_reason for finding in self.findings)

    @property
    def may_be_accepted(self) -> bool:
        return self.possible and not self.blocked and self.terms.job_date > self.today


def repair(jobpakke: Jobpakke, wish: Wish, versions: Sequence[CommitmentVersion], *, today: date) -> Repair:
    """`versions` newest first; `jobpakke` with its opening, company, people and `chain`."""
    yeses = [version for version in versions if version.answer == CommitmentState.CONFIRMED]
    return Repair(
        jobpakke, wish, timeline.in_plan(live_steps(jobpakke)), versions[0], yeses[0] if yeses else None,
        timeline.calendar_of(jobpakke.municipality_id), today,
    )  # fmt: skip


@transaction.atomic
def accept(
    *, jobpakke: Jobpakke, version: int, fingerprint: str, reason: str, by: Any, at: datetime, today: date
) -> Jobpakke:
    """Yes to the company's wish, as it was held up: `version` of the package and `fingerprint` of the terms that were seen.

    Raises `UnableTo`: `seen_otherwise` (something has changed since, so that it is looked at again), `no_plan`, and what
    changing and sending raise.
    """
    held = locked_with_promise(jobpakke)
    versions = _versions(held)
    wish = of(held, versions[0] if versions else None)
    if not wish or held.commitment is None or held.version != version:
        raise UnableTo("seen_otherwise")
    mended = repair(held, wish, versions, today=today)
    if not mended.possible or mended.wanted is None:
        raise UnableTo("no_plan")
    if mended.terms.fingerprint != fingerprint:
        raise UnableTo("seen_otherwise")
    contact = held.commitment.contact
    if wish.weekly_hours is not None:
        openings.change(opening=held.opening, by=by, at=at, weekly_hours=wish.weekly_hours)
    saved = actions.change(jobpakke=held, version=version, wanted=mended.wanted, by=by, at=at, today=today)
    if reason:
        actions.give_reason(jobpakke=saved, reason=reason, by=by, at=at)
    return actions.send_commitment(jobpakke=saved, contact=contact, by=by, at=at, today=today)


def _versions(jobpakke: Jobpakke) -> list[CommitmentVersion]:
    rows = CommitmentVersion.objects.for_municipality(jobpakke.municipality_id)
    return list(rows.filter(commitment_id=jobpakke.commitment_id or 0).order_by("-number"))

"""What has been changed in a plan since its company was asked: nobody has been told, and what it confirms is what it was shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from casework.jobpakke import timeline
from casework.jobpakke.events import Kind
from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.states import OPEN
from companies.commitments import changes, wording
from companies.commitments.changes import Part, Party
from companies.commitments.models import CommitmentVersion
from companies.commitments.states import CommitmentState
from companies.commitments.terms import Terms
from companies.commitments.wording import Change
from jobpakker.foundation.audit.models import AuditEvent

ASKED = frozenset({CommitmentState.REQUESTED, CommitmentState.CONFIRMED})


@dataclass(frozen=True)
class Unsent:
    """The terms as the company knows them, and as the plan would have them now."""

    known: Terms
    number: int
    confirmed: bool
    now: Terms

    @cached_property
    def parts(self) -> frozenset[Part]:
        return changes.changed(self.known, self.now)

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def changes(self) -> list[Change]:
        return wording.changes(self.known, self.now, to_staff=True)

    @property
    def asks_the_company(self) -> bool:
        """Something that it answers for; anything else it is only told."""
        return Party.COMPANY in changes.voided(self.known, self.now)

    @property
    def asked_about(self) -> list[str]:
        return [
            str(wording.PARTS_TO_STAFF[part])
            for part in Part
            if part in self.parts and Party.COMPANY in changes.TABLE[part].voids
        ]


def of(jobpakke: Jobpakke, steps: Sequence[Step], newest: CommitmentVersion | None) -> Unsent | None:
    """None: the company is not asked about anything, or what it was asked about is the plan as it stands."""
    commitment = jobpakke.commitment
    if commitment is None or newest is None or jobpakke.state not in OPEN or commitment.state not in ASKED:
        return None
    found = Unsent(
        Terms.from_data(newest.terms), newest.number, commitment.state == CommitmentState.CONFIRMED,
        timeline.terms(jobpakke, steps),
    )  # fmt: skip
    return found if found else None


def newest_of(jobpakke: Jobpakke) -> CommitmentVersion | None:
    commitment = jobpakke.commitment
    if commitment is None:
        return None
    rows = CommitmentVersion.objects.for_municipality(jobpakke.municipality_id)
    return rows.filter(commitment=commitment, number=commitment.version).first()


def changed_since(packages: QuerySet[Jobpakke], municipality_id: int) -> list[tuple[Jobpakke, Unsent]]:
    """Those whose saved plan is not what the company was asked about. Three queries: only what was saved since is read."""
    events = AuditEvent.objects.for_municipality(municipality_id).filter(
        kind=Kind.CHANGED, subject_id=OuterRef("public_id"), at__gt=OuterRef("commitment__asked_at")
    )
    steps = Step.objects.for_municipality(municipality_id)
    rows = (
        packages.filter(Exists(events), commitment__state__in=ASKED)
        .select_related(
            "citizen", "caseworker", "municipality", "commitment__contact", "opening__company", "opening__worksite"
        )
        .prefetch_related(Prefetch("steps", steps, to_attr="chain"))
        .order_by("pk")
    )
    found = list(rows)
    if not found:
        return []
    numbers = {p.commitment_id: p.commitment.version for p in found if p.commitment is not None}
    versions = CommitmentVersion.objects.for_municipality(municipality_id).filter(commitment__in=list(numbers))
    newest = {v.commitment_id: v for v in versions if v.number == numbers[v.commitment_id]}
    told = ((p, of(p, timeline.in_order(p.chain), newest.get(p.commitment_id))) for p in found)  # type: ignore[attr-defined]
    return [(package, unsent) for package, unsent in told if unsent is not None]

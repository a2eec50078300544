"""What became of the chains of the last two years: the list that all figures of the demo follow from.

It is told after the seed note's own figures: about 38 of 100 started, and 55 of 100 walked to their end, went into an ordinary
job, and the purer the method, the more. Gaps grow fewer as the municipality learns.
"""

from dataclasses import dataclass
from random import Random

from casework.green_wave.models import Cause
from casework.jobpakke.models import EndReason, Outcome
from casework.planning.steps import StepKind

PURE, GROWN, COMPOSED = "pure", "grown", "composed"  # from the start · a jobpakke later · never

O = Outcome  # noqa: E741
# Form: outcome to how many. AFBRUDT and FLYTTET were broken off.
COUNTS: dict[str, dict[Outcome, int]] = {
    PURE: {O.ORDINAER: 20, O.ORDINAER_DELTID: 6, O.FLEKSJOB: 3, O.UDDANNELSE: 2, O.TILBAGE_PAA_YDELSE: 9, O.AFBRUDT: 7},
    GROWN: {O.ORDINAER: 4, O.ORDINAER_DELTID: 2, O.FLEKSJOB: 1, O.UDDANNELSE: 1, O.TILBAGE_PAA_YDELSE: 3, O.AFBRUDT: 2},
    COMPOSED: {O.ORDINAER: 4, O.ORDINAER_DELTID: 1, O.FLEKSJOB: 2, O.UDDANNELSE: 2, O.TILBAGE_PAA_YDELSE: 8, O.AFBRUDT: 5, O.FLYTTET: 1},
}  # fmt: skip
MONTHS = 24
# How often a border between two steps goes wrong, at the beginning of the two years and at their end.
TROUBLE = {PURE: (0.30, 0.12), GROWN: (0.40, 0.25), COMPOSED: (0.62, 0.50)}

# Why a step did not begin on its day, by its kind.
LATE: dict[StepKind, tuple[Cause, ...]] = {
    StepKind.VIRKSOMHEDSPRAKTIK: (Cause.COMPANY_DELAY, Cause.CASEWORKER_CAPACITY, Cause.VITAS_EMPLOYER),
    StepKind.COURSE: (Cause.SEAT_CANCELLED, Cause.COURSE_WAIT),
    StepKind.LOENTILSKUD: (Cause.VITAS_REP, Cause.GRANT_WAIT, Cause.VITAS_EMPLOYER, Cause.RATIO_FULL),
    StepKind.ORDINAER_ANSAETTELSE: (Cause.COMPANY_DELAY,),
}
EARLY = (EndReason.CITIZEN_STOPPED, EndReason.COMPANY_WITHDREW, EndReason.OTHER)
BROKEN_OFF = (EndReason.CITIZEN_STOPPED, EndReason.COMPANY_WITHDREW, EndReason.OTHER_PLAN, EndReason.SEAT_CANCELLED)


@dataclass(frozen=True)
class Fate:
    form: str
    outcome: Outcome
    months_ago: float  # when it ended

    @property
    def broken_off(self) -> bool:
        return self.outcome in {O.AFBRUDT, O.FLYTTET}

    @property
    def learnt(self) -> float:
        """0 at the beginning of the two years, 1 today."""
        return 1 - self.months_ago / MONTHS

    @property
    def trouble(self) -> float:
        then, now = TROUBLE[self.form]
        return then + (now - then) * self.learnt


def fates(random: Random) -> list[Fate]:
    """Oldest first, a few more each quarter; purer forms become more common with time."""
    kinds = [(form, outcome) for form, counts in COUNTS.items() for outcome, n in counts.items() for _ in range(n)]
    weight = {PURE: 0.35, GROWN: 0.0, COMPOSED: -0.25}
    kinds.sort(key=lambda kind: weight[kind[0]] + random.uniform(-1.3, 1.3))
    total = len(kinds)
    # Square root: the density of endings grows towards today, by half from the first quarter to the last.
    return [
        Fate(form, outcome, MONTHS * (1 - ((n + 0.5) / total) ** 0.85) + 0.15)
        for n, (form, outcome) in enumerate(kinds)
    ]

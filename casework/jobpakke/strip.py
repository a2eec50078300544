"""The weeks of a package as bars: the same picture in the builder, on its page and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.blueprints.models import KIND_LABELS
from casework.jobpakke.reasons import dead_days
from casework.planning.periods import Period, uncovered
from casework.planning.steps import StepKind
from jobpakker.foundation.ui import bars, dates
from jobpakker.foundation.ui.bars import Strip
from jobpakker.foundation.workdays import WorkdayCalendar

CSS = {
    StepKind.VIRKSOMHEDSPRAKTIK: "bar-1",
    StepKind.COURSE: "bar-2",
    StepKind.LOENTILSKUD: "bar-3",
    StepKind.MENTOR: "bar-side",
}
JOB_SHOWN = timedelta(days=21)  # the job has no end; this much of it is drawn
AROUND = timedelta(days=3)
SOON = timedelta(days=45)  # further ahead than this, the weeks until the first step say nothing


@dataclass(frozen=True)
class Piece:
    """`[starts_on, until)`; `gap` is the half-open dead period that follows, with its working days. `pauses` are half-open
    too, each with its word, and whether it is taken out of the count."""

    kind: StepKind
    title: str
    starts_on: date
    until: date
    beside: bool = False
    gap: tuple[date, date, int] | None = None
    css: str = ""
    url: str = ""
    pauses: Sequence[tuple[date, date, str, bool]] = ()
    waits: tuple[date, str] | None = None  # the last day for what must be done before it, and what that is


def draw(
    pieces: Sequence[Piece], *, job_title: str, job_starts_on: date, today: date, calendar: WorkdayCalendar
) -> Strip | None:
    """`pieces` in the order walked, lanes beside the chain last. Latest step first, so that the stairs rise to the right."""
    chain = [piece for piece in pieces if not piece.beside]
    if not chain:
        return None
    job = bars.Bar(start=job_starts_on, until=job_starts_on + JOB_SHOWN, label=job_title, css="bar-job")
    lanes = [bars.Lane(label=_("Jobbet"), bars=[job]), *(_lane(piece) for piece in reversed(chain))]
    lanes += [_lane(piece) for piece in pieces if piece.beside]
    first = min(piece.waits[0] if piece.waits else piece.starts_on for piece in pieces) - AROUND
    last = max(job_starts_on + JOB_SHOWN, *(piece.until for piece in pieces)) + AROUND
    if first - SOON <= today < first:
        first = today - AROUND
    marks = [bars.Mark(on=job_starts_on, label=_("Første arbejdsdag"), css="job")]
    if first <= today <= last:
        marks.append(bars.Mark(on=today, label=_("I dag"), css="today"))
    working = {day.toordinal() for day in calendar.days(first, last)}
    closed = [n for n in range(first.toordinal(), last.toordinal()) if n not in working]
    return bars.lay_out(
        lanes, title=_("Forløbet uge for uge"), summary=_summary(chain, job_starts_on), marks=marks,
        closed=map(date.fromordinal, closed), start=first, until=last,
    )  # fmt: skip


def _lane(piece: Piece) -> bars.Lane:
    gaps = []
    if piece.gap:
        start, until, days = piece.gap
        fewer_words = ngettext("{n} dag", "{n} dage", days).format(n=days)
        gaps.append(bars.Gap(start=start, until=until, label=dead_days(days), short=fewer_words))
    for start, until, word, excused in piece.pauses:
        gaps.append(bars.Gap(start=start, until=until, label=word, css="gap-justified" if excused else ""))
    # What stands before a gap, or is interrupted, has no room for its words beside it: the kind is short.
    short = piece.gap or piece.pauses
    label, detail = (str(KIND_LABELS[piece.kind]), piece.title) if short else (piece.title, "")
    whole, interrupted = (
        Period(piece.starts_on, piece.until),
        [Period(start, until) for start, until, _word, _excused in piece.pauses],
    )
    walked = uncovered(whole, interrupted)
    longest = max(walked, key=lambda part: part.days, default=whole)
    found = [
        bars.Bar(
            start=part.start, until=part.until, label=label if part == longest else "", css=piece.css or (CSS[StepKind.MENTOR] if piece.beside else CSS[piece.kind]),
            url=piece.url, detail=detail if part == longest else piece.title,
        )
        for part in walked
    ]  # fmt: skip
    if piece.waits and piece.waits[0] < piece.starts_on:
        by, what = piece.waits
        senest = _("senest {day}").format(day=dates.show(by))
        found.insert(0, bars.Bar(start=by, until=piece.starts_on, label=what, css="bar-lead", detail=senest))
    return bars.Lane(label=str(KIND_LABELS[piece.kind]), bars=found, gaps=gaps)


def _summary(chain: Sequence[Piece], job_starts_on: date) -> str:
    steps = ngettext("{n} trin før jobbet", "{n} trin før jobbet", len(chain)).format(n=len(chain))
    gaps = [piece.gap for piece in chain if piece.gap]
    day = dates.show(job_starts_on, "long")
    if not gaps:
        return _("{steps}, der begynder {day}, uden huller.").format(steps=steps, day=day)
    dead = dates.length(sum(days for _start, _until, days in gaps), "working_days")
    return _("{steps}, der begynder {day}; {dead} uden noget trin.").format(steps=steps, day=day, dead=dead)

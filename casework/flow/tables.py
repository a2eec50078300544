"""The tables of the page: each row with its label, its numbers and the address of the list behind it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from casework.flow import wording
from casework.flow.figures import LEAST, Overview, ResultRow, Share
from casework.flow.forms import PeriodForm
from casework.flow.measures import Place, Result
from casework.flow.pictures import link
from casework.jobpakke.models import STATE_LABELS
from casework.jobpakke.states import OPEN, JobpakkeState
from jobpakker.foundation.ui import dates

IN_ORDER = [state for state in JobpakkeState if state in OPEN]


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a table with the list behind it; 0 has none."""

    value: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    label: str
    is_dead: bool
    states: tuple[tuple[str, Number], ...]  # the state's own heading, for telephones
    total: Number
    median: float | None
    longest: int | None


@dataclass(frozen=True, slots=True)
class TransitionLine:
    label: str
    passed: Number
    green: int
    share: str


@dataclass(frozen=True, slots=True)
class ResultNumber:
    """A number of the results with its heading, and where it is a result its share of both."""

    heading: str
    value: int
    url: str = ""
    of_started: str = ""
    of_ended: str = ""


@dataclass(frozen=True, slots=True)
class ResultLine:
    label: str
    numbers: tuple[ResultNumber, ...]


def percent(share: Share) -> str:
    """62 %, or that the group is too small to be told in percent."""
    if share.percent is None:
        return _("under {n}").format(n=LEAST) if share.whole else dates.number(None)
    return _("{percent} %").format(percent=dates.number(round(share.percent)))


def states() -> list[str]:
    return [str(STATE_LABELS[state]).capitalize() for state in IN_ORDER]


def places(found: Overview, form: PeriodForm) -> list[PlaceLine]:
    def number(value: int, **narrower: str) -> Number:
        return Number(value, link(form, "i-gang", **narrower) if value else "")

    return [
        PlaceLine(
            label=str(wording.PLACES[row.place]),
            is_dead=row.place == Place.BETWEEN,
            states=tuple(
                (heading, number(row.by_state.get(state, 0), sted=row.place, tilstand=state))
                for heading, state in zip(states(), IN_ORDER, strict=True)
            ),
            total=number(row.total, sted=row.place),
            median=row.stood.median,
            longest=row.stood.longest,
        )
        for row in found.places
        if row.total
    ]


def passed(found: Overview, form: PeriodForm) -> list[TransitionLine]:
    return [
        TransitionLine(
            label=wording.transition(row.key),
            passed=Number(row.passed, link(form, "overgange", overgang=row.key)),
            green=row.green,
            share=percent(row.share),
        )
        for row in sorted(found.transitions, key=lambda row: -row.passed)
        if row.passed
    ]


def results(found: Overview, form: PeriodForm) -> list[ResultLine]:
    """Ordinary employment and fleksjob each with both denominators; a share of too few is left out, its number is not."""

    def number(row: ResultRow, heading: str, value: int, result: str = "", *, shares: bool = False) -> ResultNumber:
        url = link(form, "startede", slags=row.history, resultat=result) if value else ""
        if not (shares and value):
            return ResultNumber(heading, value, url)
        told = row.of_started(Result(result)), row.of_ended(Result(result))
        return ResultNumber(
            heading, value, url, *(percent(share) if share.percent is not None else "" for share in told)
        )

    return [
        ResultLine(
            str(wording.HISTORIES[row.history]),
            (
                number(row, _("Startet"), row.started),
                number(row, _("Stadig i gang"), row.running, Result.RUNNING),
                ResultNumber(_("Afsluttet"), row.ended),
                number(row, _("Ordinært job"), row.by_result[Result.ORDINARY], Result.ORDINARY, shares=True),
                number(row, _("Fleksjob"), row.by_result[Result.FLEKSJOB], Result.FLEKSJOB, shares=True),
                number(row, _("Uddannelse"), row.by_result[Result.EDUCATION], Result.EDUCATION),
                number(row, _("Uden job"), row.by_result[Result.NONE], Result.NONE),
            ),
        )
        for row in found.results
    ]

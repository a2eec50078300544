"""The words of the flow, each in one place: on the page, in the lists and in the exports."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.blueprints.models import KIND_LABELS
from casework.flow.measures import BROKEN_OFF, PROMISE, History, Place, Result
from casework.planning.steps import CHAIN_KINDS, JOB, StepKind

PLACES: dict[Place, Promise] = {
    Place.PLANNING: gettext_lazy("Planlægges"),
    Place.PROMISED: gettext_lazy("Lovet, ikke begyndt"),
    Place.PRAKTIK: gettext_lazy("I praktik"),
    Place.KURSUS: gettext_lazy("På kursus"),
    Place.LOENTILSKUD: gettext_lazy("I løntilskud"),
    Place.BETWEEN: gettext_lazy("Mellem to trin"),
    Place.IN_JOB: gettext_lazy("Jobbet er begyndt"),
}
HISTORIES: dict[History, Promise] = {
    History.PURE: gettext_lazy("Jobpakke fra start"),
    History.GROWN: gettext_lazy("Blev til en jobpakke undervejs"),
    History.COMPOSED: gettext_lazy("Sammensat forløb"),
    History.SINGLE: gettext_lazy("Enkeltstående tilbud"),
}
RESULTS: dict[Result, Promise] = {
    Result.RUNNING: gettext_lazy("Stadig i gang"),
    Result.ORDINARY: gettext_lazy("Ordinært job"),
    Result.FLEKSJOB: gettext_lazy("Fleksjob"),
    Result.EDUCATION: gettext_lazy("Uddannelse eller IGU"),
    Result.NONE: gettext_lazy("Afbrudt eller uden job"),
}
_SIDES: dict[str, Promise] = {
    PROMISE: gettext_lazy("Løfte"),
    **{str(kind): KIND_LABELS[kind] for kind in StepKind if kind in CHAIN_KINDS},
    JOB: gettext_lazy("Job"),
    BROKEN_OFF: gettext_lazy("Afbrudt"),
}
_BEFORE = [PROMISE, *(str(kind) for kind in StepKind if kind in CHAIN_KINDS)]
_AFTER = [*(str(kind) for kind in StepKind if kind in CHAIN_KINDS), JOB, BROKEN_OFF]
TRANSITIONS = tuple(f"{before}-{after}" for before in _BEFORE for after in _AFTER)


def transition(key: str) -> str:
    before, _dash, after = key.partition("-")
    return _("{before} → {after}").format(before=_SIDES[before], after=_SIDES[after])

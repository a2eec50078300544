"""Where a lane of an inspiration model goes, in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from casework.blueprints import lengths, queries
from casework.blueprints.models import BlueprintStep
from jobpakker.foundation.ui import dates


def span(lane: BlueprintStep, walk: Sequence[BlueprintStep]) -> str:
    """ "Fra det første trin til og med Løntilskud i butikken · 6 timer om ugen"; `walk`: the steps, those of the chain first."""
    length = lengths.show(queries.length_of(lane).preferred)
    begins = _("Fra det første trin")
    if lane.begins_with_job:
        begins = _("Fra jobbets første dag")
    elif lane.begins_with is not None:
        begins = _("Fra {step}").format(step=walk[lane.begins_with].title)
    if lane.own_length:
        told = _("{begins}, i {length}").format(begins=begins, length=length)
    elif lane.ends_with is not None:
        told = _("{begins} til og med {step}").format(begins=begins, step=walk[lane.ends_with].title)
    else:
        told = _("{begins} til {length} efter jobbets første dag").format(begins=begins, length=length)
    if lane.weekly_hours:
        hours = _("{hours} timer om ugen").format(hours=dates.number(float(lane.weekly_hours)))
        told = f"{told} · {hours}"
    return told

"""What the company has said, or has not been able to hear, and what it asks of the caseworker: found by how things stand.

A row goes away by itself when what it asks for is done. A fixed number of queries, however many packages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.jobpakke.models import Jobpakke
from casework.jobpakke.states import OPEN
from companies.commitments import queries as commitments
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


def of(packages: QuerySet[Jobpakke], *, municipality_id: int, today: date) -> list[Heard]:
    rows = packages.filter(state__in=OPEN).select_related("citizen", "opening__company", "commitment__contact")
    return list(_not_arrived(rows, municipality_id))


def _not_arrived(packages: QuerySet[Jobpakke], municipality_id: int) -> Iterator[Heard]:
    """Whoever did not get the mail cannot answer it."""
    lost = commitments.not_arrived(municipality_id)
    for jobpakke in packages.filter(commitment__public_id__in=list(lost)) if lost else ():
        assert jobpakke.commitment is not None
        mail = lost[str(jobpakke.commitment.public_id)]
        on = timezone.localdate(mail.failed_at)
        yield Heard(
            jobpakke, tag=_("kom ikke frem"), kind="danger", day=on,
            title=_("Mailen til {company} kom ikke frem").format(company=jobpakke.opening.company.name),
            why=_("{email} tog ikke imod den {day}. Ring til {contact}, ret adressen, og send linket igen.").format(
                email=mail.to_email, day=dates.show(on, "day"), contact=jobpakke.commitment.contact.name
            ),
            label=_("Se og send igen"),
            url=reverse("casework:jobpakke_detail", args=[jobpakke.public_id]),
        )  # fmt: skip

"""What became of a promise, as the room above tells it when a chain ends. Knows no citizen: a promise, a word and a day."""

from datetime import date

from django.db import transaction

from companies.commitments.models import HiringCommitment
from companies.kept.models import Fate


@transaction.atomic
def settle(*, commitment: HiringCommitment, kind: Fate.Kind, on: date) -> Fate:
    """Told again it is corrected. The event that it follows from is written down above, in the same transaction."""
    fate, _new = Fate.objects.for_municipality(commitment.municipality_id).update_or_create(
        commitment=commitment, defaults={"municipality_id": commitment.municipality_id, "kind": kind, "on": on}
    )
    return fate

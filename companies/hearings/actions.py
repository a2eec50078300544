"""Asking the representative, and her answer. Each move is one UPDATE that names what it expects, as in commitments."""

from datetime import datetime
from typing import Any

from django.db import transaction

from companies.commitments.links import REST_BETWEEN_LINKS
from companies.commitments.models import HiringCommitment
from companies.events import Kind
from companies.hearings.models import Hearing
from companies.hearings.queries import ASKABLE, is_open, terms_of
from companies.hearings.rules import steps_to_hear_about
from jobpakker.foundation.audit.record import record
from jobpakker.foundation.notifications import dispatch as notifications


class UnableToHear(Exception):
    """Codes: `nothing_to_hear_about`, `not_now` (answered no, withdrawn or replaced), `answered`, `too_soon`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def ask(*, commitment: HiringCommitment, number: int, name: str, email: str, at: datetime) -> Hearing:
    """The company's contact sends it on. Another name or address takes the place of the one before, whose link is then dead.

    One mail each ten minutes at most for a commitment, whoever it goes to: the page is no way of writing to strangers.
    """
    held = _rows(commitment).select_for_update().get()
    if held.state not in ASKABLE or held.version != number:
        raise UnableToHear("not_now")
    if not steps_to_hear_about(terms_of(held)):
        raise UnableToHear("nothing_to_hear_about")
    before = held.hearings.filter(number=number).first()
    if before is not None:
        if before.answer:
            raise UnableToHear("answered")
        if before.link_mailed_at > at - REST_BETWEEN_LINKS:
            raise UnableToHear("too_soon")
        before.delete()
    hearing = Hearing.objects.create(
        municipality_id=held.municipality_id, commitment=held, number=number, name=name, email=email, asked_at=at,
        link_mailed_at=at,
    )  # fmt: skip
    _write_down(Kind.HEARING_ASKED, hearing, at=at)
    _queue("hearing_request", hearing, to=email, once="", at=at)
    return hearing


@transaction.atomic
def renew_link(*, hearing: Hearing, at: datetime) -> bool:
    """She has lost her link. Who asks is not told what came of it."""
    rows = Hearing.objects.for_municipality(hearing.municipality_id).filter(pk=hearing.pk)
    if not rows.filter(link_mailed_at__lte=at - REST_BETWEEN_LINKS).update(link_mailed_at=at):
        return False
    kind = "hearing_receipt" if hearing.answer else "hearing_request"
    _queue(kind, hearing, to=hearing.email, once=at.isoformat(), at=at)
    return True


@transaction.atomic
def answer(*, hearing: Hearing, said: Hearing.Answer, text: str, answered_by_name: str, at: datetime) -> Hearing:
    """Once, and only while it is about what is still the plan. The caseworker is told at once."""
    held = _rows(hearing.commitment).select_for_update().select_related("asked_by").get()
    if not is_open(hearing, held):
        raise UnableToHear("not_now")
    rows = Hearing.objects.for_municipality(hearing.municipality_id).filter(pk=hearing.pk, answer="")
    if not rows.update(answer=said, answer_text=text, answered_by_name=answered_by_name, answered_at=at):
        raise UnableToHear("answered")
    hearing.refresh_from_db()
    _write_down(Kind.HEARING_ANSWERED, hearing, at=at, answer=str(said))
    _queue("hearing_receipt", hearing, to=hearing.email, once="answer", at=at)
    _queue("hearing_answered", hearing, to=held.asked_by.email, once="answer", at=at)
    return hearing


def _rows(commitment: HiringCommitment) -> Any:
    return HiringCommitment.objects.for_municipality(commitment.municipality_id).filter(pk=commitment.pk)


def _write_down(kind: Kind, hearing: Hearing, *, at: datetime, **data: Any) -> None:
    commitment = hearing.commitment
    by_name = hearing.answered_by_name or commitment.contact.name
    record(kind=kind, subject=commitment, by=None, by_name=by_name, at=at, data=data | {"number": hearing.number})


def _queue(kind: str, hearing: Hearing, *, to: str, once: str, at: datetime) -> None:
    notifications.make_good(municipality_id=hearing.municipality_id, at=at, hearing=str(hearing.public_id))
    notifications.queue(
        kind,
        municipality_id=hearing.municipality_id,
        to_email=to,
        said_once=f"{kind}:{hearing.public_id}:{once}",
        at=at,
        hearing=str(hearing.public_id),
    )

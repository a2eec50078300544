"""What the representative is told by mail, and the caseworker of her answer. No word about any citizen."""

from typing import Any

from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.commitments.links import LIFE, REST_BETWEEN_LINKS
from companies.hearings import links
from companies.hearings.models import Hearing
from companies.hearings.queries import is_open, terms_of
from jobpakker.foundation.links import absolute
from jobpakker.foundation.notifications.dispatch import Lost, Message, not_arrived_tells, writes
from jobpakker.foundation.notifications.models import Notification


@writes("hearing_request", called=gettext_lazy("Spørgsmål til de ansattes repræsentant"), lost=Lost.DESK)
def request(notification: Notification) -> Message | None:
    hearing = _hearing(notification)
    if hearing is None or hearing.answer or not is_open(hearing, hearing.commitment):
        return None
    return _message("hearing_request", _("Til handling: du høres som repræsentant for de ansatte"), hearing)


@writes("hearing_receipt", called=gettext_lazy("Kvittering til de ansattes repræsentant"), lost=Lost.SEEN_ANYWAY)
def receipt(notification: Notification) -> Message | None:
    hearing = _hearing(notification)
    if hearing is None or not hearing.answer:
        return None
    return _message("hearing_receipt", _("Kvittering: du er hørt som repræsentant for de ansatte"), hearing)


@writes("hearing_answered", called=gettext_lazy("Besked om repræsentantens svar"), lost=Lost.SEEN_ANYWAY)
def answered(notification: Notification) -> Message | None:
    """To the caseworker: what was said stands on the page, behind the log-in."""
    hearing = _hearing(notification)
    if hearing is None or not hearing.answer:
        return None
    subjects = {
        Hearing.Answer.NO_OBJECTION: _("Medarbejderrepræsentanten er hørt og har ingen indvendinger"),
        Hearing.Answer.OBJECTION: _("Til handling: medarbejderrepræsentanten har indvendinger"),
    }
    address = absolute(reverse("companies:opening_detail", args=[hearing.commitment.opening.public_id]))
    return Message(
        subject=subjects[Hearing.Answer(hearing.answer)], body=_("Svaret står på jobbet:") + f"\n{address}\n"
    )


def _hearing(notification: Notification) -> Hearing | None:
    rows = Hearing.objects.for_municipality(notification.municipality_id)
    found = rows.filter(public_id=notification.context["hearing"])
    return found.select_related("commitment__opening", "commitment__contact").first()


def _message(name: str, subject: str, hearing: Hearing) -> Message:
    context: dict[str, Any] = {
        "hearing": hearing, "terms": terms_of(hearing.commitment, hearing.number), "address": links.address_for(hearing), "days": LIFE.days,
        "objects": hearing.answer == Hearing.Answer.OBJECTION,
    }  # fmt: skip
    return Message(subject=subject, body=render_to_string(f"companies/hearings/emails/{name}.txt", context))


@not_arrived_tells("hearing_request")
def did_not_arrive(notification: Notification) -> None:
    """No link has reached her, so that the company may send it to another address at once. Where nobody knows, it has been sent:
    the caseworker is told, and the company need not be."""
    if notification.may_have_arrived:
        return
    rows = Hearing.objects.for_municipality(notification.municipality_id)
    asked = rows.filter(public_id=notification.context["hearing"], answer="")
    asked.update(link_mailed_at=F("asked_at") - REST_BETWEEN_LINKS)

"""What the company's contact is told by mail: the question, the reminder, the receipt. No word about any citizen.

Each is put into words when it leaves. What has become untrue in the meantime (answered, replaced, taken back) is not said.
"""

from typing import Any

from django.db.models import F
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from companies.commitments import links, wording
from companies.commitments.models import CommitmentVersion, HiringCommitment
from companies.commitments.states import CommitmentState
from companies.commitments.terms import Terms
from jobpakker.foundation.notifications.dispatch import Lost, Message, not_arrived_tells, writes
from jobpakker.foundation.notifications.models import Notification


@writes("commitment_request", called=wording.MESSAGES["commitment_request"], lost=Lost.DESK)
def request(notification: Notification) -> Message | None:
    version = _newest(notification)
    if version is None or version.answer:
        return None
    subject = (
        _("Til handling: nye vilkår for ansættelsen af én {job}")
        if version.number > 1
        else _("Til handling: bekræft, at I ansætter én {job}")
    )
    return _message("commitment_request", subject, version)


@writes("commitment_reminder", called=wording.MESSAGES["commitment_reminder"], lost=Lost.DESK)
def reminder(notification: Notification) -> Message | None:
    version = _newest(notification)
    if version is None or version.answer:
        return None
    return _message("commitment_reminder", _("Til handling: vi mangler jeres svar om én {job}"), version)


@writes("commitment_receipt", called=wording.MESSAGES["commitment_receipt"], lost=Lost.DESK)
def receipt(notification: Notification) -> Message | None:
    version = _newest(notification)
    if version is None:
        return None
    subjects = {
        CommitmentState.CONFIRMED: _("Kvittering: I ansætter én {job}"),
        CommitmentState.DECLINED: _("Kvittering: I ansætter ikke én {job}"),
        CommitmentState.CHANGE_PROPOSED: _("Kvittering: I har foreslået en ændring for én {job}"),
    }
    if version.answer not in subjects:
        return None
    return _message("commitment_receipt", subjects[CommitmentState(version.answer)], version)


@writes("commitment_adjusted", called=wording.MESSAGES["commitment_adjusted"], lost=Lost.DESK)
def adjusted(notification: Notification) -> Message | None:
    version = _newest(notification)
    if version is None or version.answer != CommitmentState.CONFIRMED:
        return None
    return _message("commitment_adjusted", _("Til orientering: planen mod jobbet som {job} er justeret"), version)


def _newest(notification: Notification) -> CommitmentVersion | None:
    """The version the message is about, while it is still the newest and the question has not been taken back."""
    rows = CommitmentVersion.objects.for_municipality(notification.municipality_id)
    version = (
        rows.filter(commitment__public_id=notification.context["commitment"], number=notification.context["number"])
        .select_related("commitment__contact")
        .first()
    )
    if version is None or not _stands(version.commitment, version):
        return None
    return version


def _stands(commitment: HiringCommitment, version: CommitmentVersion) -> bool:
    return commitment.version == version.number and commitment.state != CommitmentState.WITHDRAWN


def _message(name: str, subject: str, version: CommitmentVersion) -> Message:
    terms = Terms.from_data(version.terms)
    context: dict[str, Any] = {
        "terms": terms,
        "hours": wording.hours(terms),
        "version": version,
        "address": links.address_for(version.commitment),
        "days": links.LIFE.days,
        "confirmed": version.answer == CommitmentState.CONFIRMED,
        "declined": version.answer == CommitmentState.DECLINED,
    }
    body = render_to_string(f"companies/commitments/emails/{name}.txt", context)
    return Message(subject=subject.format(job=wording.inside_a_sentence(terms.job_title)), body=body)


def did_not_arrive(notification: Notification) -> None:
    """No link has reached her, so that the next one need not wait its ten minutes, nor a reminder its days. Where nobody knows,
    a person may send it anew at once, and what goes by itself goes when it would have gone."""
    rows = HiringCommitment.objects.for_municipality(notification.municipality_id)
    asked = rows.filter(public_id=notification.context["commitment"], link_mailed_at__lte=notification.failed_at)
    asked.update(
        link_mailed_at=F("link_mailed_at") - links.REST_BETWEEN_LINKS if notification.may_have_arrived else None
    )


for _kind in wording.MESSAGES:
    not_arrived_tells(_kind)(did_not_arrive)

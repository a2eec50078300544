"""Small words that several pages of companies share."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from companies.commitments import queries, wording
from companies.commitments.models import HiringCommitment
from companies.commitments.queries import Question
from companies.commitments.states import CommitmentState
from companies.hearings import queries as hearings
from companies.hearings.models import Hearing
from companies.ladder import queries as ladder
from companies.openings.models import JobOpening
from companies.register.models import Company
from companies.talks import queries as talks
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.notifications import wording as mails
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.templatetags import ui

register = template.Library()


@register.filter
def tel(phone: str) -> str:
    """`tel:+4570000000`, so that a thumb can call: Danish numbers without a country code are Danish."""
    digits = re.sub(r"[^\d+]", "", phone)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    return f"tel:{digits if digits.startswith('+') else '+45' + digits}"


register.filter(wording.inside_a_sentence)


@register.filter
def hours(weekly: Decimal) -> str:
    """37, or 32,5."""
    return dates.number(float(weekly))


# The colour and picture of each state; its word comes from the model.
OPENING_KINDS = {"open": "info", "filled": "done", "withdrawn": "neutral"}
COMMITMENT_KINDS = {
    CommitmentState.REQUESTED: "waiting",
    CommitmentState.CONFIRMED: "done",
    CommitmentState.DECLINED: "danger",
    CommitmentState.CHANGE_PROPOSED: "warning",
    CommitmentState.WITHDRAWN: "neutral",
}


@register.inclusion_tag("components/alert.html")
def lost_mail(mail: Notification) -> dict[str, Any]:
    """A link to the company that did not get there, or may not have: what is known, and what to do."""
    todo = (
        _("Ring, ret adressen på virksomhedens side, og send linket igen.")
        if mail.was_refused
        else _("Ring, eller send linket igen.")
    )
    kind = "warning" if mail.may_have_arrived else "error"
    return ui.alert(f"{mails.what_is_known(mail)} {todo}", kind, heading=mails.heading(mail))


@register.inclusion_tag("components/status.html")
def mail_status(mail: Notification) -> dict[str, Any]:
    return ui.status(mails.tag(mail), mails.tag_kind(mail))


@register.inclusion_tag("components/status.html")
def opening_status(opening: JobOpening) -> dict[str, Any]:
    return ui.status(opening.get_state_display(), OPENING_KINDS[opening.state])


@register.inclusion_tag("companies/commitments/_cards.html", takes_context=True)
def commitment_cards(context: Context, opening: JobOpening) -> dict[str, Any]:
    """The commitments of a job: they lie above the jobs, so that the job's own view cannot know them."""
    user = context["request"].user
    return {
        "cards": queries.cards(opening, today=context["today"]),
        "build_url": context.get("build_url"),
        "may_send": user.can(Permission.SEND_COMMITMENT),
        "may_edit": context["may_edit"],
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("companies/ladder/_ladder.html", takes_context=True)
def company_ladder(context: Context, opening: JobOpening) -> dict[str, Any]:
    """How far the company has come with a job, and what it says of it."""
    return {
        "opening": opening,
        "lines": ladder.lines(opening),
        "words": ladder.words(opening),
        "may_edit": context["may_edit"],
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("companies/hearings/_section.html", takes_context=True)
def representative(context: Context, question: Question) -> dict[str, Any]:
    """Where the company sends it on to the employees' representative, and what she said."""
    return {"standing": hearings.standing(question.commitment), "token": context["token"]}


@register.simple_tag
def hearing_of(commitment: HiringCommitment) -> Hearing | None:
    """The representative's side of a commitment whose `versions` and `hearings` have been prefetched."""
    standing = hearings.standing(commitment)
    return standing.hearing if standing else None


@register.inclusion_tag("components/status.html")
def commitment_status(commitment: HiringCommitment) -> dict[str, Any]:
    return ui.status(commitment.get_state_display(), COMMITMENT_KINDS[CommitmentState(commitment.state)])


@register.inclusion_tag("companies/talks/_lately.html", takes_context=True)
def talked_lately(context: Context, company: Company, today: date) -> dict[str, Any]:
    """Who of us was in touch with a company last: shown wherever somebody is about to ring it or send it something."""
    return {"lately": talks.lately(company, user=context["request"].user, today=today)}

"""The mails with the way in. They name the company, so that who works for two knows which is which, and never who comes."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.commitments import wording
from companies.commitments.models import HiringCommitment
from companies.portal import links
from companies.register.models import Contact
from companies.visits.queries import LIVE
from jobpakker.foundation.notifications.dispatch import Lost, Message, writes
from jobpakker.foundation.notifications.models import Notification


@writes("company_page", called=gettext_lazy("Link til virksomhedens side"), lost=Lost.ASKED_FOR)
def company_page(notification: Notification) -> Message | None:
    rows = Contact.objects.for_municipality(notification.municipality_id).select_related("company", "municipality")
    contact = rows.filter(public_id=notification.context["contact"]).first()
    if contact is None or contact.email != notification.to_email:
        return None
    context = {"contact": contact, "address": links.page_address(contact), "days": links.LIFE.days}
    body = render_to_string("companies/portal/emails/company_page.txt", context)
    return Message(
        subject=_("Jeres side: job og aftaler hos {company}").format(company=contact.company.name), body=body
    )


@writes("company_visit", called=wording.MESSAGES["company_visit"], lost=Lost.DESK)
def company_visit(notification: Notification) -> Message | None:
    """Somebody begins, or a step is over. Not said where the promise has been taken back meanwhile."""
    rows = HiringCommitment.objects.for_municipality(notification.municipality_id)
    found = rows.select_related("contact__company", "contact__municipality")
    commitment = found.filter(public_id=notification.context["commitment"], state__in=LIVE).first()
    if commitment is None or commitment.contact.email != notification.to_email:
        return None
    contact, begins = commitment.contact, notification.context["what"] == "begun"
    kind = str(wording.KINDS.get(notification.context["step"], _("Trin")))
    subject = (
        _("Til handling: er {kind} begyndt hos {company}?") if begins else _("Tre spørgsmål om {kind} hos {company}")
    )
    context = {"contact": contact, "address": links.page_address(contact), "days": links.LIFE.days, "begins": begins}
    body = render_to_string("companies/portal/emails/company_visit.txt", context)
    return Message(subject=subject.format(kind=kind.lower(), company=contact.company.name), body=body)

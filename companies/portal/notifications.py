"""The mail with the way in. It names the company, so that who works for two knows which is which."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from companies.portal import links
from companies.register.models import Contact
from jobpakker.foundation.notifications.dispatch import Message, writes
from jobpakker.foundation.notifications.models import Notification


@writes("company_page")
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

"""What is known of a mail that did not get there, or may not have, in whole sentences. What to do about it is said by each page."""

from django.utils import timezone
from django.utils.translation import gettext as _

from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.ui import dates


def heading(mail: Notification) -> str:
    return _("Vi ved ikke, om mailen nåede frem") if mail.may_have_arrived else _("Mailen kom ikke frem")


def what_is_known(mail: Notification) -> str:
    assert mail.failed_at is not None
    if mail.may_have_arrived:
        known = _(
            "Forbindelsen til mailserveren brød, mens mailen til {email} blev afleveret {day}, og den sendes ikke igen af sig selv."
        )
    elif mail.given_up:
        known = _("Mailserveren kunne ikke aflevere mailen til {email} {day}, og vi har prøvet i to timer.")
    else:
        known = _("Adressen {email} tog ikke imod den {day}.")
    return known.format(email=mail.to_email, day=dates.show(timezone.localdate(mail.failed_at), "day"))


def tag(mail: Notification) -> str:
    return _("måske ikke fremme") if mail.may_have_arrived else _("kom ikke frem")


def tag_kind(mail: Notification) -> str:
    return "warning" if mail.may_have_arrived else "danger"

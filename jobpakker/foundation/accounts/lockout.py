"""After five wrong passwords within a quarter of an hour an address is closed for the rest of it, whoever's it is or nobody's.

The tries stand in PostgreSQL, each under a keyed hash: people type passwords into the field of the address. A try is written
down before the password is looked at, so that a hundred tries at once are counted like a hundred one after the other.
"""

import logging
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from jobpakker.foundation.accounts.models import LoginTry

WINDOW = timedelta(minutes=15)
MOST = 5

logger = logging.getLogger(__name__)


def may_try(address: str, *, at: datetime) -> bool:
    """Counts this try, and says whether the password may be looked at. A refused try is not counted: it lengthens nothing."""
    LoginTry.objects.filter(at__lte=at - WINDOW).delete()
    this = LoginTry.objects.create(address_key=_key(address), at=at)
    if LoginTry.objects.filter(address_key=this.address_key).count() <= MOST:
        return True
    this.delete()
    logger.warning("log-in closed for an address after %s tries", MOST)
    return False


def forget(address: str) -> None:
    """She is in, or has chosen a new password."""
    LoginTry.objects.filter(address_key=_key(address)).delete()


def _key(address: str) -> str:
    return salted_hmac(__name__, address.strip().lower(), algorithm="sha256").hexdigest()

"""When PostgreSQL is away, or an address is one that only buttons post to, a person gets a calm page that says so."""

import logging
import sys
from collections.abc import Callable
from typing import Any

from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from jobpakker.foundation.ui import views

logger = logging.getLogger(__name__)


@receiver(got_request_exception)
def _note_cause(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    if request is not None and isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        request.database_away = True  # type: ignore[attr-defined]


class DatabaseAway:
    """Stands outside session and log-in, which need the database too.

    Django makes a 500 of an exception in an inner layer before it gets here; the signal above tells what it was.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 500 and getattr(request, "database_away", False):
            logger.error("the database is away")
            return views.service_unavailable(request)
        return response


class ByButtonOnly:
    """An address that is only posted to, and is opened by hand: after a refused form it stands in the browser's field. Django
    answers with an empty page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        page = views.method_not_allowed(request)
        page["Allow"] = response["Allow"]
        return page

"""The only place that reads the clock; views, tasks and commands read it once and hand the answer down."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    return timezone.now()


def today() -> date:
    """Today's civil date in Denmark."""
    return timezone.localdate()

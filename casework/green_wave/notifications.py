"""What is said to whom about dead periods: one mail a day, in the order of Min dag, and only when there is something to say.

Three steps, each a transaction of its own, each safe to repeat: the run leaves a message in the outbox; that becomes one message
a caseworker; and that becomes a mail, which can be asked for once a day and person. The words are made when it leaves.
"""

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework.green_wave import lifting, my_day
from casework.green_wave.day import Row, Sort
from jobpakker.foundation import links
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.accounts.roles import ROLES
from jobpakker.foundation.notifications import dispatch as notifications
from jobpakker.foundation.notifications.dispatch import Lost, Message, writes
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch as outbox
from jobpakker.foundation.workdays import WorkdayCalendar

MOST_LINES = 15


def _is_a_day_for_mail(day: str, at: datetime) -> bool:
    """Nobody is written to on a public holiday, or about a day that is over."""
    today = date.fromisoformat(day)
    return today == timezone.localdate(at) and WorkdayCalendar.danish().is_working_day(today)


@outbox.handles("green_wave.digests")
def hand_out(*, municipality_id: int, day: str, at: datetime) -> None:
    """One message for each who has a day of her own."""
    if not _is_a_day_for_mail(day, at):
        return
    roles = [role.code for role in ROLES.values() if Permission.SEE_MY_DAY in role.permissions]
    people = User.objects.filter(municipality_id=municipality_id, is_active=True, role_code__in=roles)
    ids = people.order_by("pk").values_list("pk", flat=True)
    outbox.put_many([("green_wave.digest", {"user_id": user_id, "day": day}) for user_id in ids], at=at)


@outbox.handles("green_wave.digest")
def ask_for_digest(*, user_id: int, day: str, at: datetime) -> None:
    user = User.objects.get(pk=user_id)
    if not worth_saying(_rows(user, date.fromisoformat(day))):
        return
    notifications.queue(
        "green_wave_digest",
        municipality_id=user.municipality_id,
        to_email=user.email,
        said_once=f"digest:{user.public_id}:{day}",
        at=at,
        user=str(user.public_id),
        day=day,
    )


def worth_saying(rows: list[Row]) -> bool:
    return any(row.fresh or row.due for row in rows)


def _rows(user: User, today: date) -> list[Row]:
    return [row for row in my_day.of(user, today=today).rows if row.sort != Sort.CITIZEN]


@writes("green_wave_digest", called=gettext_lazy("Dagens mail om Min dag"), lost=Lost.SEEN_ANYWAY)
def digest(notification: Notification) -> Message | None:
    """Case numbers and dates, never a name: who reads along is not known."""
    user = User.objects.filter(public_id=notification.context["user"], is_active=True).first()
    rows = _rows(user, date.fromisoformat(notification.context["day"])) if user else []
    if not worth_saying(rows):
        return None
    due = sum(row.due for row in rows)
    subject = (
        ngettext("Min dag: {n} ting haster", "Min dag: {n} ting haster", due).format(n=due)
        if due
        else _("Min dag: noget nyt på vej")
    )
    lines = [_line(row) for row in rows[:MOST_LINES]]
    if len(rows) > MOST_LINES:
        lines.append(_("- og {n} mere").format(n=len(rows) - MOST_LINES))
    body = "\n".join(
        [_("Det, der bryder den grønne bølge næste gang, står øverst:"), "", *lines, "", links.absolute(reverse("casework:my_day"))]
    )  # fmt: skip
    return Message(subject=subject, body=f"{body}\n")


def _line(row: Row) -> str:
    return _("- {case}: {what} ({when})").format(case=row.alias, what=row.title, when=row.tag)


# What nobody answered ----------------------------------------------------------------------------------------------------
@outbox.handles("green_wave.lift")
def lift(*, municipality_id: int, day: str, at: datetime) -> None:
    """Marks what has waited long enough; whom it is told is a message of its own."""
    if not _is_a_day_for_mail(day, at):
        return
    if lifting.lift(municipality_id=municipality_id, today=date.fromisoformat(day), at=at):
        told = [{"user_id": user_id, "day": day} for user_id in lifting.leaders(municipality_id)]
        outbox.put_many([("green_wave.tell_leader", payload) for payload in told], at=at)


@outbox.handles("green_wave.tell_leader")
def tell_leader(*, user_id: int, day: str, at: datetime) -> None:
    user = User.objects.get(pk=user_id)
    if not lifting.lifted_to(user).filter(lifted_on=date.fromisoformat(day)).exists():
        return
    notifications.queue(
        "green_wave_lifted",
        municipality_id=user.municipality_id,
        to_email=user.email,
        said_once=f"lifted:{user.public_id}:{day}",
        at=at,
        user=str(user.public_id),
        day=day,
    )


@writes("green_wave_lifted", called=gettext_lazy("Besked om løftede døde perioder"), lost=Lost.SEEN_ANYWAY)
def lifted(notification: Notification) -> Message | None:
    """A number and a link: what it is about is read behind the log-in."""
    user = User.objects.filter(public_id=notification.context["user"], is_active=True).first()
    count = lifting.lifted_to(user).count() if user else 0
    if not count:
        return None
    subject = ngettext("{n} død periode venter på dig", "{n} døde perioder venter på dig", count).format(n=count)
    why = _("Ingen har svaret på dem, så de er løftet til dig: hvorfor er dagene tomme, og hvem handler?")
    address = links.absolute(f"{reverse('casework:dead_period_list')}?hvem=alle&tilstand=loeftede")
    return Message(subject=subject, body=f"{why}\n\n{address}\n")

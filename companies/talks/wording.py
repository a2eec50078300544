"""A contact as a sentence that a colleague would say: „Line K. talte med dem i går"."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.talks.models import Talk
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.ui import dates


def sentence(talk: Talk, *, user: User | None, today: date) -> str:
    when = ago(talk.on, today)
    if talk.kind == Talk.Kind.ANSWERED or talk.by is None:
        return _("{person} svarede på tilsagnet {when}.").format(person=talk.person or _("Virksomheden"), when=when)
    if user is not None and talk.by_id == user.pk:
        said = {
            Talk.Kind.TALKED: _("Du talte med dem {when}."),
            Talk.Kind.ASKED: _("Du sendte dem et tilsagn {when}."),
            Talk.Kind.REMINDED: _("Du sendte dem en påmindelse {when}."),
        }
    else:
        said = {
            Talk.Kind.TALKED: _("{who} talte med dem {when}."),
            Talk.Kind.ASKED: _("{who} sendte dem et tilsagn {when}."),
            Talk.Kind.REMINDED: _("{who} sendte dem en påmindelse {when}."),
        }
    return said[Talk.Kind(talk.kind)].format(who=short_name(talk.by.name), when=when)


def warning(talk: Talk, *, today: date) -> str:
    """`talk` is a colleague's."""
    assert talk.by is not None
    first = talk.by.name.split()[0] if talk.by.name.split() else talk.by.name
    parts = [sentence(talk, user=None, today=today)]
    if talk.about:
        parts.append(_("Det handlede om: {about}.").format(about=talk.about.rstrip(".")))
    parts.append(_("Spørg {first}, før du ringer, så de ikke bliver ringet op af flere på en uge.").format(first=first))
    return " ".join(parts)


def short_name(name: str) -> str:
    """„Line K." for Line Holm Kjær."""
    words = name.split()
    return f"{words[0]} {words[-1][0]}." if len(words) > 1 else name


def ago(day: date, today: date) -> str:
    days = (today - day).days
    if days <= 0:
        return _("i dag")
    if days == 1:
        return _("i går")
    if days < 7:
        return ngettext("for {n} dag siden", "for {n} dage siden", days).format(n=days)
    return _("den {day}").format(day=dates.show(day))

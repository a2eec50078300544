"""The pieces that nearly every change in the builder redraws, and the year of other first working days, put together here: in
a template each would cost five times as much. Everything that is shown goes through `escape`.
"""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.templatetags.ui import icon

if TYPE_CHECKING:
    from casework.jobpakke.law_words import Words
    from casework.jobpakke.rows import Choice, LeadView, LetBeBox
    from casework.jobpakke.what_if import Alternative, Week


def out(*, row: dict[str, Any]) -> SafeString:
    """When the row lies, why, and what is in the way of that; the days ride along, to be told as the old ones next time."""
    drawn = [f'<input type="hidden" name="{row["prefix"]}-seen" value="{escape(row["seen"])}">']
    if row["starts_on"]:
        drawn.append(_when(row))
        hidden = ' aria-hidden="true"' if row["in_full"] else ""
        drawn += [f'<p class="stair-why"{hidden}>{escape(sentence)}</p>' for sentence in row["why"]]
        if row["in_full"]:
            drawn.append(f'<p class="sr-only">{escape(row["in_full"])}</p>')
    drawn += [
        f'<p class="stair-obstacle">{icon("error")}<span>{escape(sentence)}</span></p>' for sentence in row["obstacles"]
    ]
    if row["late"]:
        late = "".join(f"<li>{escape(sentence)}</li>" for sentence in row["late"])
        drawn.append(
            f'<div class="stair-finding stair-finding-warning">{icon("warning")}<div><p>{escape(row["late_text"])}</p>'
            f'<ul class="lead-list">{late}</ul></div></div>'
        )
    return SafeString("\n".join(drawn))


def _when(row: dict[str, Any]) -> str:
    first, last = dates.show(row["starts_on"], "day"), dates.show(dates.last_day(row["until"]), "day")
    length = f" · {escape(row['length'])}" if row["length"] else ""
    lock = f" {icon('lock', row['locked'])}" if row["locked"] else ""
    reckoned = _("Sidst regnet til")
    stale = f"{escape(reckoned)}: " if row["stale"] else ""
    was = _("før: %(was)s") % {"was": row["was"]}
    moved = f' <span class="stair-was">{escape(was)}</span>' if row["was"] else ""
    return (
        f'<p class="stair-dates">{stale}<strong>{escape(first)} – {escape(last)} {row["last_year"]}</strong> '
        f'<span class="quiet">{escape(row["weeks"])}{length}</span>{lock}{moved}</p>'
    )


def law(*, name: str, findings: Sequence["Words"], hints: Sequence["Words"]) -> SafeString:
    """What a step runs into, and folded beneath it what is only worth knowing."""
    drawn = "".join(
        f'<p class="stair-finding stair-finding-{found.severity}">{icon(found.icon)}{_said(found)}</p>'
        for found in findings
    )
    if hints:
        counted = ngettext("Loven: %(n)s oplysning", "Loven: %(n)s oplysninger", len(hints)) % {"n": len(hints)}
        told = "".join(f'<p class="stair-finding">{_said(hint)}</p>' for hint in hints)
        drawn += (
            f'<details class="more stair-hints"><summary>{escape(counted)}<span class="sr-only"> {escape(name)}</span></summary>'
            f"{told}</details>"
        )
    return SafeString(drawn)


def _said(found: "Words") -> str:
    """The sentence, its § in the language of the law, how sure we are and how it stands."""
    language = ' lang="da"' if found.is_quoted else ""
    beside = "".join(f" · {escape(text)}" for text in (found.sure, found.stands) if text)
    return (
        f'<span>{escape(found.sentence)} <span class="quiet"><span{language}>{escape(found.reference)}</span>{beside}</span>'
        f"</span>"
    )


def what_if(*, weeks: Sequence["Week"], around: Sequence["Alternative"], preview_url: str) -> SafeString:
    """A year of first working days, a column a week, and the weeks around the chosen day in words."""
    if not weeks:
        nothing = _("Når planen er regnet, står her, hvad andre første arbejdsdage ville give.")
        return SafeString(f'<p class="quiet">{escape(nothing)}</p>')
    post = f'hx-post="{escape(preview_url)}"'
    days = [day for week in weeks for day in week.days if day]
    # One place in the order of tabs; arrows go on from there.
    first = next((day for day in days if day.press), None)
    entry = next((day for day in days if day.chosen), first)
    label = _("Døde dage for hver første arbejdsdag i et år, en søjle for hver uge. Gå rundt med piletasterne.")
    drawn = "".join(
        f'<div class="year-week"><span class="year-month">{escape(week.month)}</span>'
        + "".join(_day(day, post, reached=day is entry) if day else "<span></span>" for day in week.days)
        + "</div>"
        for week in weeks
    )
    lead = _("Hver rude er en første arbejdsdag. Tallet er de døde dage, som planen fik.")
    wave, dead, none = _("ingen døde dage"), _("så mange døde dage"), _("kan ikke nås")
    return SafeString(
        f'<p class="quiet">{escape(lead)}</p>'
        f'<div class="year" role="group" aria-label="{escape(label)}">{drawn}</div>'
        f'<p class="year-said" aria-hidden="true"></p>'
        f'<p class="year-key"><span><i class="year-wave"></i>{escape(wave)}</span><span><i class="year-dead">3</i>{escape(dead)}</span>'
        f'<span><i class="year-none">–</i>{escape(none)}</span></p>'
        f'<ol class="what-if no-max-width">{"".join(_around(one, post) for one in around)}</ol>'
    )


def _day(day: "Alternative", post: str, *, reached: bool) -> str:
    said = ", ".join(
        filter(None, (dates.show(day.day, "long"), day.dead, day.begins, _("valgt") if day.chosen else ""))
    )
    css = f"year-{day.kind} is-chosen" if day.chosen else f"year-{day.kind}"
    mark = day.number if day.kind == "dead" else "–" if day.kind == "none" else ""
    tab = "" if reached else ' tabindex="-1"'
    press = f'name="do" value="{day.press}" {post}' if day.press else 'aria-disabled="true"'
    kind = "submit" if day.press else "button"
    return (
        f'<button type="{kind}" id="on-{day.day.isoformat()}" class="{css}" aria-label="{escape(said)}" title="{escape(said)}"'
        f"{tab} {press}>{mark}</button>"
    )


def _around(one: "Alternative", post: str) -> str:
    day, css = escape(dates.show(one.day, "short")), f"what-if-{one.kind}{' is-chosen' if one.chosen else ''}"
    named = f"<strong>{day}</strong>"
    if one.press:
        to = escape(_("Flyt jobbet til"))
        named = f'<button type="submit" name="do" value="{one.press}" {post}><span class="sr-only">{to} </span>{named}</button>'
    begins = f'<span class="quiet">{escape(one.begins)}</span>' if one.begins else ""
    valgt = _("valgt")
    chosen = f'<span class="quiet">{escape(valgt)}</span>' if one.chosen else ""
    return f'<li class="{css}">{named}<span>{escape(one.dead)}</span>{begins}{chosen}</li>'


def leads(*, leads: Sequence["LeadView"], name: str, preview_url: str) -> SafeString:
    """What planning waits for before a step, each with its button."""
    if not leads:
        return SafeString("")
    label, drawn = _("Inden trinnet begynder"), "".join(_lead(lead, name, preview_url) for lead in leads)
    return SafeString(f'<ul class="lead-steps" aria-label="{escape(label)}">{drawn}</ul>')


def _lead(lead: "LeadView", name: str, preview_url: str) -> str:
    done, late, css = icon("check") if lead.done else "", "", ""
    if lead.late:
        css, passed = ' class="is-late"', _("passeret")
        late = f' <span class="status status-warning">{icon("hourglass")}{escape(passed)}</span>'
    return (
        f"<li{css}>{done}<span>{escape(lead.text)}</span>{late} "
        f'<button class="button button-secondary button-small" type="submit" id="{escape(lead.id)}" name="do" '
        f'value="{escape(lead.press)}" hx-post="{escape(preview_url)}">{escape(lead.label)}'
        f'<span class="sr-only">: {escape(name)}</span></button></li>'
    )


def let_be(box: "LetBeBox", errors: SafeString) -> SafeString:
    """The fields of one gap, folded away until they are wanted. Of a gap that is not there the page hides them."""
    place = f"trin-{box.index}"
    cause, owner, until = (f"{place}-{name}" for name in ("let_cause", "let_owner", "let_until"))
    heading = _("Lad hullet være: skriv årsag, ansvarlig og hvor længe")
    which = _("før {step}").format(step=box.follows)
    why, who, end = _("Hvorfor hullet er der"), _("Hvem har ansvaret"), _("Til og med")
    told = _(
        "Når intet af forslagene passer. Dagene tæller stadig som døde, men nogen svarer for dem. Det gælder dette hul alene, "
        "så længe det ligger mellem de samme to trin, og følger med, når planen sendes."
    )
    return SafeString(
        f'<details class="let-be" id="let-be-{box.index}"{" open" if box.is_open else ""}>'
        f'<summary>{escape(heading)}<span class="sr-only">, {escape(which)}</span></summary>'
        f'<p class="small">{escape(told)}</p><input type="hidden" name="{place}-let_to" value="{escape(box.to)}">'
        f'<div class="let-be-fields">'
        f"{_select(cause, why, box.causes)}{_select(owner, who, box.owners)}"
        f'<div class="form-group"><label class="form-label" for="{until}">{escape(end)}</label>'
        f'<input class="form-input input-date" type="text" id="{until}" name="{until}" value="{escape(box.until)}" '
        f'maxlength="60" autocomplete="off" aria-describedby="err-{until}"></div></div>{errors}</details>'
    )


def _select(name: str, label: str, options: Sequence["Choice"]) -> str:
    drawn = "".join(
        f'<option value="{escape(option.value)}"{" selected" if option.chosen else ""}>{escape(option.label)}</option>'
        for option in options
    )
    return (
        f'<div class="form-group"><label class="form-label" for="{name}">{escape(label)}</label>'
        f'<select class="form-select" id="{name}" name="{name}" aria-describedby="err-{name}">{drawn}</select></div>'
    )

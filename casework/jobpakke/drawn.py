"""The pieces of a row that nearly every change in the builder redraws, put together here: in a template each would cost
five times as much. Everything that is shown goes through `escape`.
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
    from casework.jobpakke.rows import LeadView


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
    was = _("før: %(was)s") % {"was": row["was"]}
    moved = f' <span class="stair-was">{escape(was)}</span>' if row["was"] else ""
    return (
        f'<p class="stair-dates"><strong>{escape(first)} – {escape(last)} {row["last_year"]}</strong> '
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

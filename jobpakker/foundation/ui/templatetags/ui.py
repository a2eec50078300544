"""The pieces that pages are made of: `{% load ui %}`. docs/ui.md shows each of them in use."""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jobpakker.foundation.ui import dates, undo
from jobpakker.foundation.ui.bars import Box, Row, Strip
from jobpakker.foundation.ui.charts import Across, Columns

register = template.Library()

# One picture per meaning, so that a status never rests on its colour alone.
STATUS_ICONS = {
    "wave": "success",
    "dead": "warning",
    "warning": "hourglass",
    "danger": "error",
    "info": "info",
    "waiting": "time",
    "done": "check",
    "neutral": "",
}
PAPER = 680  # units across a strip on paper: about the pixels of a sheet, so that its letters keep their size
ALERT_ICONS = {"info": "info", "success": "success", "warning": "warning", "error": "error"}


# The frame ----------------------------------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def block_again(context: Context, name: str) -> str:
    """The text of a block a second time: the heading of a page is its title, unless the page says otherwise."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return block.render(context) if block else ""


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A picture from the sprite. Decoration beside a word has no label; a picture that stands alone must have one."""
    return _icon(name, str(label), css)


@lru_cache(maxsize=512)
def _icon(name: str, label: str, css: str) -> SafeString:
    href = f"{static('vendor/dkfds/img/icons.svg')}#{name}"
    named = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="icon-svg {}" focusable="false" {}><use href="{}"></use></svg>', css, named, href)


@register.filter
def undo_url(message: Any) -> str:
    return undo.url_of(message.extra_tags)


# Dates, lengths and numbers -------------------------------------------------------------------------------------------
@register.simple_tag
def of_field(label: str, sentence: str) -> str:
    """What is wrong with a field, after its label; a label that is a sentence or a question of its own has its mark already."""
    said = str(label).strip()
    if not said:
        return str(sentence)
    return f"{said} {sentence}" if said[-1] in ".?!:" else f"{said}: {sentence}"


@register.filter
def da_date(day: dt.date | None, form: str = "date") -> str:
    """A moment is the day it was in Denmark: rows are read in UTC, where the evening before midnight lasts longer."""
    if isinstance(day, dt.datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    return dates.show(day, form) if day else ""


@register.filter
def week(day: dt.date | None, form: str = "") -> str:
    return dates.week(day, with_year=form == "year") if day else ""


@register.filter
def last_day(until: dt.date | None) -> dt.date | None:
    return dates.last_day(until) if until else None


@register.simple_tag
def span(start: dt.date, until: dt.date) -> str:
    return dates.span(start, until)


@register.filter
def length_text(value: Any, unit: str = "") -> str:
    """A number with its unit (`{{ 4|length_text:"weeks" }}`), or anything that has `amount` and `unit`."""
    if unit:
        return dates.length(int(value), unit)
    return dates.length(value.amount, str(value.unit))


@register.filter
def number(value: float | None, decimals: int | None = None) -> str:
    return dates.number(value, decimals)


@register.simple_tag
def days(count: int) -> str:
    return dates.length(count, "days")


@register.simple_tag
def working_days(count: int) -> str:
    return dates.length(count, "working_days")


# Pieces -----------------------------------------------------------------------------------------------------------
@register.inclusion_tag("components/status.html")
def status(text: str, kind: str = "neutral") -> dict[str, Any]:
    return {"text": text, "kind": kind, "icon_name": STATUS_ICONS[kind]}


@register.inclusion_tag("components/alert.html")
def alert(
    text: str,
    kind: str = "info",
    heading: str = "",
    role: str = "",
    details: Sequence[str] = (),
    url: str = "",
    action: str = "",
) -> dict[str, Any]:
    """`details`: lines beneath the sentence; `url` and `action`: where one goes from here."""
    return {
        "text": text, "kind": kind, "heading": heading, "role": role, "icon_name": ALERT_ICONS[kind], "details": details,
        "url": url, "action": action,
    }  # fmt: skip


@register.inclusion_tag("components/kpi.html")
def kpi(
    label: str, value: Any, *, unit: str = "", counted: str = "", url: str = "", note: str = "", kind: str = ""
) -> dict[str, Any]:
    return {
        "label": label, "value": value, "unit": unit, "counted": counted, "url": url, "note": note, "kind": kind,
    }  # fmt: skip


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, sentence: str = "", *, action: str = "", url: str = "") -> dict[str, Any]:
    return {"title": title, "sentence": sentence, "action": action, "url": url}


@register.inclusion_tag("components/checklist.html")
def checklist(items: Any, *, title: str = "", level: int = 2) -> dict[str, Any]:
    """Items with `done` and `label`, and where they have them `why`, `url`, `action`."""
    items = list(items)
    done = sum(bool(_read(item, "done")) for item in items)
    kept, missing = icon("success", _("På plads")), icon("error", _("Mangler"))
    rows = SafeString("".join(_checked(item, kept if _read(item, "done") else missing) for item in items))
    return {"rows": rows, "title": title, "level": level, "done": done, "total": len(items)}


def _checked(item: Any, state: SafeString) -> str:
    done, label, why, url = (_read(item, name) for name in ("done", "label", "why", "url"))
    text = f'<span class="checklist-label">{escape(label)}</span>'
    if why:
        text += f'<span class="checklist-why">{escape(why)}</span>'
    if url and not done:
        text += f'<a href="{escape(url)}">{escape(_read(item, "action") or label)}</a>'
    return f'<li class="{"is-done" if done else "is-missing"}">{state}<div>{text}</div></li>'


def _read(item: Any, name: str) -> Any:
    return item.get(name) if isinstance(item, dict) else getattr(item, name, None)


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, label: str) -> dict[str, Any]:
    return {"done": done, "total": total, "label": label}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Any) -> dict[str, Any]:
    """`page` is a Django Page; the filters in the address stay."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query["side"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "steps": [{"number": n, "url": address(n) if isinstance(n, int) else ""} for n in numbers],
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
        "next_url": address(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("components/bars.html", takes_context=True)
def bars(context: Context, strip: Strip, *, uid: str = "", paper: bool = False) -> dict[str, Any]:
    """A strip from `bars.lay_out`. In a fragment that htmx swaps into a page with other pictures, give a `uid`. `paper`: the
    picture shrinks as a whole to the width of a sheet, however many weeks it has."""
    uid = uid or _next_id(context, "bars")
    return {
        "paper_width": max(strip.least_width, PAPER) if paper else None, "strip": strip, "uid": uid, "closed": _closed(strip, uid), "months": _months(strip), "weeks": _weeks(strip),
        "rows": SafeString("".join(_row(row, uid) for row in strip.rows)),
        "mark_lines": _mark_lines(strip), "mark_texts": _mark_texts(strip),
    }  # fmt: skip


# A year has fifty weekends and fifty weeks, and the strip is redrawn at each change in the builder: put together here its
# pieces cost a tenth of what they would in a template.
def _closed(strip: Strip, uid: str) -> SafeString:
    rest = f'y="{strip.top}" height="{strip.body}" fill="url(#{escape(uid)}-closed)"/>'
    return SafeString("".join(f'<rect x="{x}%" width="{width}%" {rest}' for x, width in strip.closed))


def _weeks(strip: Strip) -> SafeString:
    ends = f'y1="{strip.top}" y2="{strip.bottom}"/>'
    lines = (
        f'<line class="week-line" x1="{week.x}%" x2="{week.x}%" {ends}'
        + (f'<text x="{week.x}%" y="34">{week.label}</text>' if week.label else "")  # a number
        for week in strip.weeks
    )
    return SafeString("".join(lines))


def _months(strip: Strip) -> SafeString:
    texts = (f'<text class="month" x="{month.x}%" y="14">{escape(month.label)}</text>' for month in strip.months)
    return SafeString("".join(texts))


def _mark_lines(strip: Strip) -> SafeString:
    ends = f'y1="{strip.top}" y2="{strip.height}"/>'
    lines = (f'<line class="mark-{escape(m.css)}" x1="{m.x}%" x2="{m.x}%" {ends}' for m in strip.marks)
    return SafeString("".join(lines))


def _mark_texts(strip: Strip) -> SafeString:
    texts = (
        f'<text class="mark-text mark-text-{escape(m.css)}" x="{m.x}%" dx="{m.text_dx}" y="{strip.mark_text_y}" '
        f'text-anchor="{m.anchor}">{escape(m.label)}</text>'
        for m in strip.marks
    )
    return SafeString("".join(texts))


def _row(row: Row, uid: str) -> str:
    gaps = "".join(
        _box(gap, f"gap {gap.css}", f'rx="3" fill="url(#{escape(uid)}-gap)"', "gap-text") for gap in row.gaps
    )
    bars = "".join(_box(box, f"bar {box.css}", 'rx="4"', "inside" if box.inside else "") for box in row.boxes)
    return f'<g role="list" aria-label="{escape(row.label)}">{gaps}{bars}</g>'


def _box(box: Box, css: str, look: str, text_css: str) -> str:
    title = escape(box.title)
    css, text_css = escape(css), text_css if box.inside else f"{text_css} outside".strip()
    rect = f'<rect class="{css}" x="{box.x}%" y="{box.y}" width="{box.width}%" height="24" {look}/>'
    place = f'x="{box.text_x}%" dx="{box.text_dx}" y="{box.text_y}" text-anchor="{box.anchor}"'
    drawn = f'{rect}<text class="{text_css}" {place}>{escape(box.label)}</text>' if box.label else rect
    if box.url:
        drawn = f'<a href="{escape(box.url)}" aria-label="{title}">{drawn}</a>'
    return f'<g role="listitem" aria-label="{title}"><title>{title}</title>{drawn}</g>'


@register.inclusion_tag("components/columns.html", takes_context=True)
def columns(context: Context, drawing: Columns, *, table_open: bool = False, uid: str = "") -> dict[str, Any]:
    """Stacked columns from `charts.columns`, with their table."""
    return {"drawing": drawing, "uid": uid or _next_id(context, "columns"), "table_open": table_open}


@register.inclusion_tag("components/across.html")
def across(drawing: Across) -> dict[str, Any]:
    """A table with bars from `charts.across`."""
    return {"drawing": drawing}


def _next_id(context: Context, prefix: str) -> str:
    """Unique on its page, and the same every time the page is made: two pictures must not share their patterns."""
    page = context.render_context.dicts[0]
    page["ui_ids"] = page.get("ui_ids", 0) + 1
    return f"{prefix}-{page['ui_ids']}"

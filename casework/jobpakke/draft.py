"""What stands in the builder's fields, as typed, and what each of its buttons does to it. Only text: nothing here is checked.

The whole state of the builder lives in its form. Nothing that was typed is lost, whatever is pressed and however it ends,
and the page works the same with htmx and without a script.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from casework.blueprints import lengths
from casework.blueprints.models import KIND_LABELS, BlueprintStep
from casework.jobpakke import fixed_dates, lanes, timeline
from casework.jobpakke.forms import INTO_THE_JOB, OWN
from casework.jobpakke.lanes import AT
from casework.jobpakke.models import Jobpakke, LetBe, Step
from casework.jobpakke.states import StepState
from casework.planning.steps import JOB, StepKind
from companies.ladder import queries as ladder
from companies.ladder.rungs import Rung
from companies.openings.models import JobOpening
from jobpakker.foundation.ui import dates

HEAD = (
    "key", "citizen", "blueprint", "version", "job_starts_on", "mentor_name", "conditions", "company_took_part_on",
    "contact", "reason", "last_employed_here", "net_increase",
)  # fmt: skip
# Of the gap that follows a row: why it may be, who answers for it, until when; and before which row that was said, by its
# number, or the job.
LET_BE = ("let_cause", "let_owner", "let_until", "let_to")
# `beside`: a course that goes beside the chain (`lanes.is_lane` says it of any row). `leads`: ids of what is done before the step;
# `lead`: how long the rest takes. `was`: the number it had when a button was pressed. `from` and `to` of a lane: the number of a
# row, or the job, or `OWN`: when its own length, or its own dates, are over.
ROW = (
    "id",
    "kind",
    "beside",
    "title",
    "place",
    "length",
    "dates",
    "hours",
    "lead",
    "leads",
    "from",
    "to",
    "at_the_company",
    "seen",
    *LET_BE,
    "was",
)
MOST_ROWS = 20
FOCUS = {
    "pin": "dates",
    "unpin": "dates",
    "done": "lead",
    "undone": "lead",
    "booked": "lead",
}  # the field of the row that a button was about
COUNT = "trin"
YES_NO = {None: "", True: "true", False: "false"}
# What names another row, and what it says when that row is gone. A lane then goes beside all of the chain; a gap was another one.
GONE = {"from": "", "to": "", "let_to": "gone"}


@dataclass(frozen=True)
class Draft:
    head: Mapping[str, str]
    rows: tuple[Mapping[str, str], ...]  # in the order walked; lanes beside the chain last
    focus: str = field(default="", compare=False)  # the id of what a button has just moved

    def as_data(self) -> dict[str, str]:
        """Flat, as a browser would send it."""
        flat = dict(self.head) | {COUNT: str(len(self.rows))}
        for index, row in enumerate(self.rows):
            flat |= {f"{prefix(index)}-{name}": value for name, value in row.items()}
        return flat


def prefix(index: int) -> str:
    return f"{COUNT}-{index}"


def name_of(row: Mapping[str, str]) -> str:
    return row["title"] or str(KIND_LABELS.get(row["kind"], ""))  # type: ignore[call-overload]


def read(data: Mapping[str, str]) -> Draft:
    """Whatever came, in the shape of a draft: unknown fields are left out, missing ones are empty."""
    count = data.get(COUNT, "0")
    rows = min(int(count), MOST_ROWS) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    return Draft(
        head={name: data.get(name, "") for name in HEAD},
        rows=tuple({name: data.get(f"{prefix(i)}-{name}", "") for name in ROW} for i in range(rows)),
    )


def from_blueprint(
    steps: Iterable[BlueprintStep], *, opening: JobOpening, key: str, citizen: str, blueprint: str
) -> Draft:
    """The inspiration model laid out for this job. Its company's part happens at the job's own worksite."""
    head = dict.fromkeys(HEAD, "") | {
        "key": key,
        "citizen": citizen,
        "blueprint": blueprint,
        "job_starts_on": dates.show(opening.starts_on, "numeric"),
        "company_took_part_on": _day(ladder.day_of(opening, Rung.TOOK_PART)),
        "contact": str(opening.contact.public_id),
    }
    rows = [
        _row(
            kind=step.kind,
            title=step.title,
            length=str(timeline.length_of(step)),
            hours=_hours(step),
            at_the_company="on" if step.at_the_company else "",
            place=opening.worksite.name if step.at_the_company else "",
            **_of_lane(step),
        )
        for step in steps
    ]
    return _let_be_kept(Draft(head, lanes.last(rows)))


def _of_lane(step: BlueprintStep) -> dict[str, str]:
    """Its span, by the numbers of the steps, which are those of the rows."""
    if not step.beside:
        return {}
    begins, ends = ("" if number is None else str(number) for number in (step.begins_with, step.ends_with))
    return {"beside": "on", "from": JOB if step.begins_with_job else begins, "to": OWN if step.own_length else ends}


def _hours(step: Step | BlueprintStep) -> str:
    return "" if step.weekly_hours is None else dates.number(float(step.weekly_hours))


def from_rows(jobpakke: Jobpakke, steps: Iterable[Step], let_be: Iterable[LetBe] = ()) -> Draft:
    """A saved package back in the fields, as it would have been typed. `let_be`: what was said of its holes."""
    head = dict.fromkeys(HEAD, "") | {
        "version": str(jobpakke.version),
        "job_starts_on": dates.show(jobpakke.job_starts_on, "numeric"),
        "mentor_name": jobpakke.mentor_name,
        "conditions": jobpakke.conditions,
        "company_took_part_on": _day(jobpakke.company_took_part_on),
        "contact": str((jobpakke.commitment or jobpakke.opening).contact.public_id),
        "last_employed_here": YES_NO[jobpakke.last_employed_here],
        "net_increase": YES_NO[jobpakke.net_increase],
    }
    walked = timeline.in_plan(steps)
    chain = [step for step in walked if not step.beside]
    said = {one.after_step_id: _from_let_be(one) for one in let_be if _lies_between(one, chain)}
    numbers = [step.pk for step in chain]
    rows = lanes.last(_from_step(step, numbers) | said.get(step.pk, {}) for step in walked)
    return _let_be_kept(Draft(head, rows))


def _lies_between(said: LetBe, chain: Sequence[Step]) -> bool:
    """The hole is still one between the two steps: what lies there has begun, and lies wholly under the next step."""
    numbers = [step.pk for step in chain]
    if said.after_step_id not in numbers or said.before_step_id not in {None, *numbers}:
        return False
    after = numbers.index(said.after_step_id)
    before = numbers.index(said.before_step_id) if said.before_step_id else len(numbers)
    return after < before and all(step.state != StepState.PLANNED for step in chain[after + 1 : before])


def _from_let_be(said: LetBe) -> dict[str, str]:
    until = _day(dates.last_day(said.until))
    return {"let_cause": said.cause, "let_owner": str(said.owner.public_id), "let_until": until}


def _from_step(step: Step, chain: Sequence[int]) -> dict[str, str]:
    """`chain`: the steps in the order walked, by which a lane names its rows."""
    begun = timeline.begun(step)
    ends = {"from": step.begins_with_id, "to": step.ends_with_id} if step.beside else {}
    span = {name: str(chain.index(pk)) for name, pk in ends.items() if pk in chain}
    if step.begins_with_job:
        span["from"] = JOB
    if step.own_length:
        span["to"] = OWN
    return _row(
        id=str(step.public_id),
        kind=step.kind,
        beside="on" if step.beside else "",
        title=step.title,
        place=step.place,
        length=str(timeline.length_of(step)),
        dates="" if begun else _dates(step),
        hours=_hours(step),
        lead="" if step.lead_days is None else str(step.lead_days),
        leads=" ".join(step.leads_done),
        **span,
        at_the_company="on" if step.at_the_company else "",
        seen=seen(begun.starts_on, begun.until) if begun else seen(step.starts_on, step.until),
    )


def with_begun(draft: Draft, steps: Iterable[Step]) -> Draft:
    """What has begun stands first, as it is, whatever was pressed; only how long a running step is to last can be typed."""
    walked = timeline.in_plan(steps)
    chain = [step.pk for step in walked if not step.beside]
    begun = {str(step.public_id): step for step in walked if step.state != StepState.PLANNED}
    tagged = [row | {AT: str(at)} for at, row in enumerate(draft.rows)]
    draft = replace(draft, rows=tuple(tagged))
    typed = {row["id"]: row for row in tagged if row["id"]}

    def as_it_is(key: str) -> dict[str, str]:
        row = _from_step(begun[key], chain)
        if key in typed:
            row |= {name: typed[key][name] for name in (AT, *LET_BE, "was")}
        if begun[key].state == StepState.RUNNING and key in typed:
            row |= {name: typed[key][name] for name in ("length", "from", "to")}
        return row

    first = [as_it_is(key) for key, step in begun.items() if not step.beside]
    missing = [as_it_is(key) for key, step in begun.items() if step.beside and key not in typed]
    rest = []
    for row in draft.rows:
        if row["id"] not in begun:
            rest.append(row)
        elif begun[row["id"]].beside:
            rest.append(as_it_is(row["id"]))
    return _let_be_kept(replace(draft, rows=_numbered([*first, *rest, *missing])))


def with_version(draft: Draft, version: int) -> Draft:
    return replace(draft, head={**draft.head, "version": str(version)})


def same_order(one: Draft, other: Draft) -> bool:
    """Row for row the same steps, whatever their fields say."""
    return [row["id"] for row in one.rows] == [row["id"] for row in other.rows]


def seen(starts_on: date, until: date) -> str:
    """What the page showed of a row, so that the next answer can say what moved."""
    return f"{starts_on.isoformat()}/{until.isoformat()}"


def read_seen(text: str) -> tuple[date, date] | None:
    start, _slash, end = text.partition("/")
    try:
        starts_on, until = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        return None
    return (starts_on, until) if starts_on < until else None


def _row(**values: str) -> dict[str, str]:
    return dict.fromkeys(ROW, "") | values


def _dates(step: Step) -> str:
    if step.fixed_dates:
        return fixed_dates.show([(period.lower, period.upper) for period in step.fixed_dates])
    return _day(step.starts_on) if step.pinned else step.bounds


def _day(day: date | None) -> str:
    return dates.show(day, "numeric") if day else ""


def _numbered(rows: Sequence[Mapping[str, str]]) -> tuple[Mapping[str, str], ...]:
    """Rows that were moved, tagged with the numbers they had: a row names the same others as before. One that is gone is named
    no more."""
    now = {row[AT]: str(at) for at, row in enumerate(rows) if AT in row} | {JOB: JOB, OWN: OWN}
    found = []
    for row in rows:
        moved = {name: now.get(row[name], GONE[name]) for name in GONE if row[name]} if AT in row else {}
        found.append({name: value for name, value in row.items() if name != AT} | moved)
    return tuple(found)


def _let_be_kept(draft: Draft) -> Draft:
    """What was said of the gap between two rows is said of no other gap: it goes when something else comes to follow. A gap that
    is mended, and there again, is the same one."""
    chain = [index for index, row in enumerate(draft.rows) if not lanes.is_lane(row)]
    follows = dict(zip(chain, [*map(str, chain[1:]), JOB], strict=False))
    rows = []
    for index, row in enumerate(draft.rows):
        to = follows.get(index, "")
        other = row["let_to"] not in {"", to}
        rows.append(row | dict.fromkeys(LET_BE, "") | {"let_to": to} if other else row | {"let_to": to})
    return replace(draft, rows=tuple(rows))


# Buttons ----------------------------------------------------------------------------------------------------------------
def press(draft: Draft, button: str) -> Draft:
    """`add:2` before row 2 · `remove:2` · `later:2` · `earlier:2` · `move:2:0` to the place of row 0 · `pin:2` · `unpin:2` ·
    `job:2026-09-01` · `length:2:5 uger` · `dates:2:…` · `fill:2:5 arbejdsdage` a course of that length before row 2 ·
    `beside:2` the course is laid beside the chain · `chain:2` and taken into it · `add:0:beside` one more such course ·
    `done:2:LEAD_GRANT LEAD_REP` these are done, and `undone:2:…` · `done:2:LEAD_SEAT,4:LEAD_GRANT` of several rows ·
    `booked:2:LEAD_SEAT` done, for the very days that the page showed, which stand fast from now on. A button that no longer fits
    does nothing."""
    tagged = replace(draft, rows=tuple(row | {AT: str(at)} for at, row in enumerate(draft.rows)))
    pressed = _pressed(tagged, button)
    rows = [row | {"was": row.get(AT, "")} for row in pressed.rows]
    return _let_be_kept(replace(pressed, rows=_numbered(rows)))


def _pressed(draft: Draft, button: str) -> Draft:
    verb, _colon, rest = button.partition(":")
    if verb == "job":
        return replace(draft, head={**draft.head, "job_starts_on": _as_typed(rest)}, focus="job_starts_on")
    if verb == "done" and "," in rest:
        for one in rest.split(",")[:MOST_ROWS]:
            draft = _pressed(draft, f"done:{one}")
        return draft
    number, _colon, value = rest.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 4):
        return draft
    index, rows = int(number), list(draft.rows)
    if verb == "fill" and index <= len(rows) < MOST_ROWS:
        rows.insert(index, _row(kind=StepKind.COURSE, length=value))
        return replace(draft, rows=lanes.last(rows), focus=f"{prefix(index)}-title")
    if verb == "add" and value == lanes.ONE_MORE and len(rows) < MOST_ROWS:
        placed, at = lanes.with_one_more(rows, _row())
        return replace(draft, rows=placed, focus=f"{prefix(at)}-title")
    if verb == "add" and index <= len(rows) < MOST_ROWS:
        # A mentor has a length that goes without saying, so the plan stands while the name is written; a step has none.
        length = lengths.show(INTO_THE_JOB) if value == StepKind.MENTOR else ""
        rows.insert(index, _row(kind=StepKind.COURSE if value == "" else value, length=length))
        placed = lanes.last(rows)
        at = next(place for place, row in enumerate(placed) if row is rows[index])
        return replace(draft, rows=placed, focus=f"{prefix(at)}-kind")
    if index >= len(rows):
        return draft
    row = dict(rows[index])
    match verb:
        case "remove":
            del rows[index]
            return replace(
                draft, rows=tuple(rows), focus=f"{prefix(min(index, len(rows) - 1))}-kind" if rows else "add-0"
            )
        case "later" | "earlier":
            other = index + 1 if verb == "later" else index - 1
            if not 0 <= other < len(rows) or lanes.is_lane(row) or lanes.is_lane(rows[other]):
                return draft
            rows[index], rows[other] = rows[other], rows[index]
            return replace(draft, rows=tuple(rows), focus=f"{prefix(other)}-{verb}")
        case "move":
            to = int(value) if value.isascii() and value.isdigit() and len(value) < 4 else len(rows)
            if to >= len(rows) or lanes.is_lane(row) or lanes.is_lane(rows[to]):
                return draft
            rows.insert(to, rows.pop(index))
            return replace(draft, rows=tuple(rows), focus=f"{prefix(to)}-title")
        case "beside" | "chain":
            shown = read_seen(row["seen"])
            moved = (
                lanes.laid_beside(rows, index) if verb == "beside" else lanes.taken_into_the_chain(rows, index, shown)
            )
            return draft if moved is None else replace(draft, rows=moved[0], focus=f"{prefix(moved[1])}-beside")
        case "pin":
            row["dates"] = _pinned(row["seen"])
        case "unpin":
            row["dates"] = ""
        case "done":
            row["leads"] = " ".join(sorted({*row["leads"].split(), *value.split()}))
        case "booked":
            row["leads"] = " ".join(sorted({*row["leads"].split(), *value.split()}))
            row["dates"] = _booked(row["seen"]) or row["dates"]
        case "undone":
            row["leads"] = " ".join(sorted({*row["leads"].split()} - {*value.split()}))
        case "length" | "dates":
            row[verb] = _as_typed(value)
        case _:
            return draft
    rows[index] = row
    return replace(draft, rows=tuple(rows), focus=f"{prefix(index)}-{FOCUS.get(verb, verb)}")


def _booked(shown: str) -> str:
    """The days that the page showed, first to last."""
    days = read_seen(shown)
    return fixed_dates.show([days]) if days else ""


def _as_typed(text: str) -> str:
    """2026-09-01, as a button says it, is 01-09-2026 in the field."""
    try:
        return _day(date.fromisoformat(text))
    except ValueError:
        return text


def _pinned(shown: str) -> str:
    """The first day that the page showed, as a date one could have typed."""
    days = read_seen(shown)
    return _day(days[0]) if days else ""

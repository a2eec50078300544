"""Dead periods are found, follow their plan, and close themselves; people say why, who acts, and what is let be.

Two ways lead to the same result. A change to a package re-checks that package in the same transaction. The morning run looks
at the packages whose next boundary has come, a thousand at a time whatever their municipalities, and holds none while it
thinks. Either writes under the package's boundary (`boundaries`), for which no save waits.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from casework.green_wave import boundaries, queries, writing
from casework.green_wave.comparison import Difference, compare, is_watched
from casework.green_wave.events import Kind
from casework.green_wave.lean import LeanPackage
from casework.green_wave.models import Actor, Cause, DeadPeriod
from casework.green_wave.models import Kind as FlagKind
from casework.green_wave.queries import Packages
from casework.green_wave.tally import Tallies, Tally
from casework.jobpakke import actions as packages
from casework.jobpakke.models import Jobpakke
from casework.jobpakke.states import JobpakkeState
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.audit.record import record
from jobpakker.foundation.outbox import dispatch as outbox

logger = logging.getLogger(__name__)

CHUNK = 1000  # packages read and compared at a time; one task
# Packages written at a time. No save waits for them, but somebody who says something of one of their flags just then: that must
# be too short to notice.
WRITTEN_AT_ONCE = 250


class UnableTo(Exception):
    """The flag stands otherwise than the page showed; `code` says how: `closed`, `not_ahead`, `unknown_owner`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# One package -----------------------------------------------------------------------------------------------------------
class BeingWritten(Exception):
    """The watch is writing the flags of the package just now."""


def recheck(*, jobpakke: Jobpakke, today: date, at: datetime) -> Difference:
    """Inside the transaction that changed the package, or that waited for its boundary before it read it. Running it again
    changes nothing. Waits for nobody: see `BeingWritten`."""
    held = boundaries.hold(jobpakke)
    if held is None:
        raise BeingWritten
    difference = compare(jobpakke, **queries.to_compare(jobpakke), today=today, at=at)
    writing.write_flags([difference], at=at)
    held.put(difference.boundary)
    return difference


def package_changed(*, jobpakke: Jobpakke, today: date, at: datetime) -> None:
    """The re-check that rides along in a save. Should it fail, the save stands: the package counts as never checked, and
    the outbox tries again. So it does where the watch is writing the package's flags, by what it read before the save."""
    try:
        with transaction.atomic():
            recheck(jobpakke=jobpakke, today=today, at=at)
            settle(jobpakke=jobpakke, by=None, today=today, at=at)
    except BeingWritten:
        outbox.put("green_wave.recheck", at=at, jobpakke_id=jobpakke.pk)
    except Exception as error:  # noqa: BLE001 - whatever it is, a caseworker's save does not fall with it
        logger.error("package %s could not be checked: %s", jobpakke.pk, type(error).__name__)
        boundaries.unknown(jobpakke)
        outbox.put("green_wave.recheck", at=at, jobpakke_id=jobpakke.pk)


@transaction.atomic
def recheck_alone(*, jobpakke_id: int, today: date, at: datetime) -> Difference | None:
    """For whoever changed nothing, and so does not hold the package: nobody who saves it meanwhile waits. None: it is gone."""
    boundaries.wait_for(jobpakke_id)
    package = queries.package(jobpakke_id)
    return recheck(jobpakke=package, today=today, at=at) if package else None


@outbox.handles("green_wave.recheck")
def recheck_later(*, jobpakke_id: int, at: datetime) -> None:
    """What a save could not get done. The package is held only where something is left to decide, so that the save after it does
    not wait for the re-check of the one before."""
    today = timezone.localdate(at)
    recheck_alone(jobpakke_id=jobpakke_id, today=today, at=at)
    package = queries.package(jobpakke_id)
    if package is None or not (package.state == JobpakkeState.AWAITING_DECISION or packages.waiting(package)):
        return
    with transaction.atomic():
        held = queries.hold(jobpakke_id)
        if held is not None:
            settle(jobpakke=held, by=None, today=today, at=at)
            take_over(jobpakke=held, today=today, at=at)


# The decision about a hole ---------------------------------------------------------------------------------------------
def settle(*, jobpakke: Jobpakke, by: User | None, today: date, at: datetime) -> bool:
    """A package that the company has confirmed becomes active once every hole ahead of it is mended, or somebody answers for
    it. Inside the transaction that holds the package; its flags are as the plan is."""
    if jobpakke.state != JobpakkeState.AWAITING_DECISION or queries.undecided(jobpakke, today).exists():
        return False
    packages.decided(jobpakke=jobpakke, by=by, at=at, today=today)
    return True


@outbox.handles("green_wave.settle")
def settle_all(*, municipality_id: int, day: str, at: datetime) -> None:
    """After each run: a hole that nobody decided about may be over, and then there is nothing left to decide. `day` is an ISO
    date; a message that was held up over midnight leaves it to the next."""
    today = date.fromisoformat(day)
    if today != timezone.localdate(at):
        return
    for pk in queries.awaiting_decision(municipality_id):
        with transaction.atomic():
            held = queries.hold(pk)
            if held is not None:
                settle(jobpakke=held, by=None, today=today, at=at)


@transaction.atomic
def close_all(*, jobpakke: Jobpakke, today: date, at: datetime) -> Difference:
    """When a package closes nobody watches it any more; `recheck` says the same of a package that is closed."""
    return recheck(jobpakke=jobpakke, today=today, at=at)


# Everyone --------------------------------------------------------------------------------------------------------------
Told = Callable[[Tallies], None]  # called with what was just written, in the transaction that wrote it


def _tell_nobody(_written: Tallies) -> None:
    pass


def detect(*, municipality_id: int, today: date, at: datetime, everything: bool = False) -> Tally:
    """The morning run of one municipality without its books (`rounds`): packages whose next boundary has come, or that were
    never checked; `everything` looks at all of them. The result is that of a full recomputation, since nothing else can have
    changed by itself."""
    tallies = Tallies()
    for chunk in chunks([municipality_id], queries.EVERY if everything else queries.due(today)):
        tallies += detect_chunk(packages=chunk, today=today, at=at)
    return tallies.together()


def chunks(municipalities: Sequence[int], which: queries.Which) -> list[Packages]:
    """The watched packages in order of municipality and id, a thousand in each: of one large municipality, or of many small."""
    return packed(queries.watched_ids(municipalities, which=which), CHUNK)


def packed(packages: Packages, most: int) -> list[Packages]:
    parts: list[Packages] = []
    room = 0
    for place, ids in packages.items():
        while ids:
            if not room:
                parts.append({})
                room = most
            parts[-1][place], ids = ids[:room], ids[room:]
            room -= len(parts[-1][place])
    return parts


def detect_chunk(*, packages: Packages, today: date, at: datetime, told: Told = _tell_nobody) -> Tallies:
    """Reads and compares them all holding nothing, then writes the differences: a fixed number of queries, and a few short
    transactions. A package that fails is left out, named by its id in the log and in the tally. Safe to repeat, and to be done
    by two at once: what is right already is left alone."""
    tallies, failed = Tallies(), list[int]()
    writes = [one for one in differences(packages, failed, today=today, at=at) if one.anything]
    alone: list[int] = []
    for start in range(0, len(writes), WRITTEN_AT_ONCE):
        alone += _write(writes[start : start + WRITTEN_AT_ONCE], tallies, told, at=at)
    put_right(alone, tallies, failed, today=today, at=at, told=told)
    return tallies.about(packages, failed)


def _write(writes: list[Difference], tallies: Tallies, told: Told, *, at: datetime) -> list[int]:
    """Returns the packages to be taken one by one: changed since they were read, being saved, or not to be written so. Halving
    finds the last among the others."""
    try:
        with transaction.atomic():
            claimed = writing.claim(writes)
            mine = [difference for difference in writes if difference.jobpakke.pk in claimed]
            writing.write_flags(mine, at=at)
            written = Tallies(mine)
            told(written)
    except Exception as error:  # one package must not stop the others around it
        _unless_the_database_is_away()
        logger.error("%s packages could not be written together: %s", len(writes), type(error).__name__)
        half = len(writes) // 2
        if not half:
            return [difference.jobpakke.pk for difference in writes]
        return _write(writes[:half], tallies, told, at=at) + _write(writes[half:], tallies, told, at=at)
    tallies += written
    return [difference.jobpakke.pk for difference in writes if difference.jobpakke.pk not in claimed]


def put_right(
    ids: Sequence[int], tallies: Tallies, failed: list[int], *, today: date, at: datetime, told: Told = _tell_nobody
) -> None:
    """One by one."""
    for pk in ids:
        try:
            with transaction.atomic():
                difference = recheck_alone(jobpakke_id=pk, today=today, at=at)
                written = Tallies([difference] if difference else [])
                told(written)
        except Exception as error:  # noqa: BLE001
            _unless_the_database_is_away()
            logger.error("package %s could not be checked: %s", pk, type(error).__name__)
            failed.append(pk)
        else:
            tallies += written


def _unless_the_database_is_away() -> None:
    """That is no package's fault, and ends the chunk: what is still due is handed out anew."""
    if not connection.is_usable():
        raise


def forget(*, municipality_id: int) -> None:
    """No package of the municipality counts as checked any more: the working days themselves have changed."""
    writing.forget(municipality_id)


def differences(packages: Packages, failed: list[int], *, today: date, at: datetime) -> Iterator[Difference]:
    """What the flags of these packages lack; nothing is written. Those that cannot be compared are `failed`."""
    for jobpakke, known in _read(packages, failed):
        try:
            yield compare(jobpakke, **known, today=today, at=at)
        except Exception as error:  # noqa: BLE001
            logger.error("package %s could not be checked: %s", jobpakke.pk, type(error).__name__)
            failed.append(jobpakke.pk)


def _read(packages: Packages, failed: list[int]) -> list[tuple[LeanPackage, queries.Comparable]]:
    """In five queries. Where something cannot be read at all, of one package or of the days and limits of one municipality,
    halving finds it, and the rest is read."""
    try:
        return list(queries.chunk(packages))
    except Exception as error:  # noqa: BLE001
        _unless_the_database_is_away()
        ids = [pk for some in packages.values() for pk in some]
        if len(ids) > 1:
            return [row for half in packed(packages, (len(ids) + 1) // 2) for row in _read(half, failed)]
        logger.error("packages %s could not be read: %s", ids, type(error).__name__)
        failed += ids
        return []


def drifted(*, municipality_id: int, today: date, at: datetime) -> tuple[Tally, list[int]]:
    """The nightly proof: recomputes what no run has a reason to touch today and compares, writing nothing. Returns what was
    looked at, and the ids of the packages whose flags are not those of the recomputation (there should be none)."""
    tallies, differing = Tallies(), list[int]()
    for chunk in chunks([municipality_id], queries.settled(today)):
        failed: list[int] = []
        differing += drifted_chunk(packages=chunk, failed=failed, today=today, at=at)
        tallies.about(chunk, failed)
    return tallies.together(), differing


def drifted_chunk(*, packages: Packages, failed: list[int], today: date, at: datetime) -> list[int]:
    def differing(among: Packages) -> Packages:
        found: Packages = defaultdict(list)
        for one in differences(among, failed, today=today, at=at):
            # What is not settled any more was changed since the chunk was laid out, and has somebody who looks at it.
            if one.flags_differ and (one.jobpakke.next_boundary_on or today) > today:  # type: ignore[union-attr]
                found[one.jobpakke.municipality_id].append(one.jobpakke.pk)
        return found

    suspects = differing(packages)
    # A save between two of the reads looks like a difference; what still differs now, differs.
    return [pk for ids in differing(suspects).values() for pk in ids] if suspects else []


# People ----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def set_cause(*, dead_period: DeadPeriod, cause: Cause, by: User, at: datetime) -> DeadPeriod:
    """Why nobody covers the days, in the words of someone who knows. It changes no count. Saying it twice says it once."""
    held = queries.hold_flag(dead_period)
    if held.cause == cause and held.cause_by_hand:
        return held
    old = held.cause
    held.cause, held.cause_by_hand = cause, True
    held.save(update_fields=["cause", "cause_by_hand"])
    record(kind=Kind.CAUSE_SET, subject=held, by=by, at=at, data={"cause": str(cause), "old": str(old)})
    return held


@transaction.atomic
def assign(*, dead_period: DeadPeriod, acts: Actor, by: User, at: datetime) -> DeadPeriod:
    """Who has to move next."""
    held = queries.hold_flag(dead_period)
    if held.acts == acts:
        return held
    old = held.acts
    held.acts, held.acts_by_hand = acts, True
    held.save(update_fields=["acts", "acts_by_hand"])
    record(kind=Kind.ASSIGNED, subject=held, by=by, at=at, data={"acts": str(acts), "old": str(old)})
    return held


@transaction.atomic
def accept(
    *, dead_period: DeadPeriod, cause: Cause, owner: User, until: date, by: User, today: date, at: datetime
) -> DeadPeriod:
    """Somebody answers for letting it be until a day (half-open). It still counts as dead; nobody is reminded of it before. Was
    it the last that a confirmed package waited for, the package is active."""
    package = queries.hold(dead_period.jobpakke_id)
    held = queries.hold_flag(dead_period)
    if held.closed_at is not None:
        raise UnableTo("closed")
    if until <= today:
        raise UnableTo("not_ahead")
    if owner.municipality_id != held.municipality_id or not owner.is_active:
        raise UnableTo("unknown_owner")
    told = {"cause": str(cause), "owner": str(owner.public_id), "owner_name": owner.name, "until": until.isoformat()}
    if (held.cause, held.owner_id, held.accepted_until) == (cause, owner.pk, until):
        return held
    held.cause, held.cause_by_hand = cause, True
    held.accepted_at, held.accepted_by, held.owner, held.accepted_until = at, by, owner, until
    held.save(update_fields=["cause", "cause_by_hand", "accepted_at", "accepted_by", "owner", "accepted_until"])
    record(kind=Kind.ACCEPTED, subject=held, by=by, at=at, data=told)
    if package is not None:
        settle(jobpakke=package, by=by, today=today, at=at)
    return held


@transaction.atomic
def take_over(*, jobpakke: Jobpakke, today: date, at: datetime) -> None:
    """What somebody said in the builder about holes of the plan, each of the dead period between the same two steps, wherever
    that lies. One that is answered for already keeps its answer; what is said of no dead period waits."""
    said = packages.waiting(jobpakke) if is_watched(jobpakke) else []
    if not said:
        return
    rows = DeadPeriod.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke, kind=FlagKind.INNER)
    open_now = rows.filter(Q(accepted_at=None) | Q(accepted_until__lte=today), closed_at=None)
    holes = {(flag.after_step_id, flag.before_step_id): flag for flag in open_now.order_by("pk")}
    found = [
        (holes[one.after_step_id, one.before_step_id], one)
        for one in said
        if (one.after_step_id, one.before_step_id) in holes
    ]
    packages.taken_over(jobpakke, [one.pk for _flag, one in found])
    for flag, one in found:
        if one.until > today and one.owner.is_active:
            cause = Cause(one.cause)
            accept(dead_period=flag, cause=cause, owner=one.owner, until=one.until, by=one.said_by, today=today, at=at)


@transaction.atomic
def withdraw_acceptance(*, dead_period: DeadPeriod, by: User, at: datetime) -> DeadPeriod:
    """Nobody answers for it any more. A package that became active by that answer waits for a decision again."""
    package, today = queries.hold(dead_period.jobpakke_id), timezone.localdate(at)
    held = queries.hold_flag(dead_period)
    if held.accepted_at is None:
        return held
    was_the_decision = package is not None and queries.was_decided_since(package, held.accepted_at)
    held.accepted_at = held.accepted_by = held.owner = held.accepted_until = None
    held.save(update_fields=["accepted_at", "accepted_by", "owner", "accepted_until"])
    record(kind=Kind.ACCEPTANCE_WITHDRAWN, subject=held, by=by, at=at)
    if package is not None and was_the_decision and queries.undecided(package, today).exists():
        packages.undecided(jobpakke=package, by=by, at=at, today=today)
    return held

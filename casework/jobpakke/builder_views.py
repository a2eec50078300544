"""From a job to a plan: pick the citizen and a model, see everything follow backwards, save it, send it.

All of the builder's state is in its form, so that each answer is made from what was sent: a press that stores nothing gives
the page again (or, to htmx, what follows from the change), a press that stores leads to the package's own page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.blueprints.models import Blueprint
from casework.citizens.models import Citizen
from casework.jobpakke import actions, again, history, lawful, let_be, permissions, pieces, queries, timeline, wishes
from casework.jobpakke import draft as drafts
from casework.jobpakke.actions import Stale, UnableTo
from casework.jobpakke.board import Board
from casework.jobpakke.draft import Draft
from casework.jobpakke.forms import ChosenForm, ProposedForm
from casework.jobpakke.interrupted import without_excused
from casework.jobpakke.let_be import LetBeForm
from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.proposal import propose
from casework.jobpakke.reading import Reading
from casework.jobpakke.rows import Notice
from casework.jobpakke.start_views import closed_job
from casework.jobpakke.states import OPEN, JobpakkeState
from casework.jobpakke.wording import REFUSED
from casework.rules import queries as rules
from companies.commitments.actions import UnableToAsk
from companies.openings.models import JobOpening
from companies.register.models import Contact
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.audit import access_log
from jobpakker.foundation.ui import dates, undo
from jobpakker.foundation.workdays import WorkdayCalendar

SAVE, SEND, AGAIN = "save", "send", "again"


# The builder -----------------------------------------------------------------------------------------------------------------
@dataclass
class Bench:
    """What one plan is built on: a citizen and a job, or a package that is there already."""

    request: HttpRequest
    opening: JobOpening
    citizen: Citizen
    today: date
    jobpakke: Jobpakke | None = None
    blueprint: Blueprint | None = None

    def __post_init__(self) -> None:
        self.user: User = self.request.user
        self.steps: list[Step] = self.jobpakke.chain if self.jobpakke else []
        decided = rules.decided(self.user.municipality_id)
        self.calendar, self.lead_times = WorkdayCalendar.danish(decided.closed_days), decided.lead_times
        self.ground = lawful.ground(self.citizen, self.opening, self.jobpakke, decided=decided)

    @cached_property
    def contacts(self) -> list[Contact]:
        return queries.contacts(self.opening)

    @property
    def action(self) -> str:
        if self.jobpakke:
            return reverse("casework:jobpakke_edit", args=[self.jobpakke.public_id])
        return reverse("casework:jobpakke_build", args=[self.opening.public_id])

    @property
    def preview_url(self) -> str:
        if self.jobpakke:
            return reverse("casework:jobpakke_edit_preview", args=[self.jobpakke.public_id])
        return reverse("casework:jobpakke_preview", args=[self.opening.public_id])

    def read(self, draft: Draft) -> Reading:
        return Reading(
            draft, today=self.today, calendar=self.calendar, contacts=self._known(draft), steps=self.steps,
            lead_times=self.lead_times, heard=self._heard,
        )  # fmt: skip

    @property
    def _heard(self) -> bool:
        """The employees' representative has answered about the terms that hold."""
        return self.ground.situation.representative_heard_on is not None

    def _known(self, draft: Draft) -> Sequence[Contact]:
        """The one whom the job names is at hand; the others are asked for when one of them is chosen, or when all are shown."""
        named = self.opening.contact
        return [named] if draft.head["contact"] in {"", str(named.public_id)} else self.contacts

    def board(
        self, reading: Reading, notices: Sequence[Notice] = (), *, whole: bool = True, saving: bool = False
    ) -> Board:
        wanted = reading.wanted
        proposal = propose(wanted, today=self.today, calendar=self.calendar) if wanted and wanted.chain else None
        proposal = without_excused(proposal, self.jobpakke, today=self.today)
        return Board(
            reading=reading, proposal=proposal, opening=self.opening, package=self._package(reading),
            ground=self.ground, calendar=self.calendar, today=self.today, action=self.action if whole else "",
            contacts=self.contacts if whole else (),
            preview_url=self.preview_url, may_send=self.user.can(Permission.SEND_COMMITMENT),
            jobpakke_id=str(self.jobpakke.public_id) if self.jobpakke else "", notices=list(notices),
            saving=saving,
            owners=queries.answering_for_a_hole(self.user, self.citizen) if whole else (),
            flags=queries.open_flags(self.jobpakke) if self.jobpakke and proposal and proposal.dead else (),
            again=again.of_draft(self.jobpakke, proposal, self.steps, heard=self._heard) if self.jobpakke and proposal else None,
        )  # fmt: skip

    def _package(self, reading: Reading) -> Jobpakke:
        """As it would become, for the principles; not saved."""
        head = reading.typed
        stored = self.jobpakke
        return Jobpakke(
            municipality_id=self.user.municipality_id,
            citizen=self.citizen,
            opening=self.opening,
            caseworker=stored.caseworker if stored else self.user,
            commitment=stored.commitment if stored else None,
            state=stored.state if stored else JobpakkeState.DRAFT,
            job_starts_on=head.get("job_starts_on") or self.opening.starts_on,
            mentor_name=head.get("mentor_name", ""),
        )

    # Answers ------------------------------------------------------------------------------------------------------------------
    def page(self, draft: Draft, *, status: int = 200, notices: Sequence[Notice] = ()) -> HttpResponse:
        return self.show(self.read(draft), status=status, notices=notices)

    def show(
        self, reading: Reading, *, status: int = 200, notices: Sequence[Notice] = (), saving: bool = False
    ) -> HttpResponse:
        access_log.viewed(user=self.user, citizen_id=self.citizen.public_id, what=self.request.resolver_match.view_name)
        context = {"board": self.board(reading, notices, saving=saving), "citizen": self.citizen}
        return render(self.request, "casework/jobpakke/jobpakke_build.html", context, status=status)

    def follow(self) -> HttpResponse:
        """What follows from a change, piece by piece; the whole builder when rows were moved or their sort changed. Stores nothing."""
        press = self.request.POST.get("do", "")
        sent = drafts.read(self.request.POST)
        draft = drafts.with_begun(drafts.press(sent, press), self.steps)
        whole = press not in {"", AGAIN} or not drafts.same_order(sent, draft)
        board = self.board(self.read(draft), whole=whole)
        if not whole:
            shown = pieces.told(self.request.POST.get("shown", ""))
            if board.answer.fits(shown):
                return HttpResponse("".join(piece.instead for piece in board.answer.changed(shown)))
            board = self.board(self.read(draft))
        response = render(self.request, "casework/jobpakke/_builder.html", {"board": board})
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#builder", "outerHTML"
        return response

    def post(self) -> HttpResponse:
        press = self.request.POST.get("do", AGAIN)
        draft = drafts.with_begun(drafts.press(drafts.read(self.request.POST), press), self.steps)
        if press not in {SAVE, SEND}:
            return self.page(draft)
        reading = self.read(draft)
        if reading.wanted is None:
            return self.show(reading, status=422)
        if not reading.wanted.chain:
            return self.show(reading, status=422, notices=[Notice(REFUSED["no_steps"], "error")])
        said = self._said(reading)
        if not all(form.is_valid() for form in said):
            return self.show(reading, status=422, saving=True)
        try:
            saved = self._store(reading, said, send=press == SEND)
        except Stale as stale:
            return self._conflict(draft, stale.current)
        except UnableTo as unable:
            return self._refused(reading, unable.code)
        except UnableToAsk as unable:
            return self._refused(reading, unable.code)
        if press == SEND:
            undo.done(self.request, _("Gemt, og tilsagnet er på vej til {name}.").format(name=_asked(saved)))
        else:
            undo.done(self.request, _("Planen er gemt.") if self.jobpakke else _("Kladden er gemt."))
        return redirect("casework:jobpakke_detail", saved.public_id)

    @transaction.atomic
    def _store(self, reading: Reading, said: Sequence[LetBeForm], *, send: bool) -> Jobpakke:
        assert reading.wanted is not None
        now = clock.now()
        if self.jobpakke is None:
            saved = actions.build(
                key=reading.key or uuid4(), citizen=self.citizen, opening=self.opening, blueprint=self.blueprint,
                wanted=reading.wanted, by=self.user, at=now, today=self.today,
            )  # fmt: skip
        else:
            saved = actions.change(
                jobpakke=self.jobpakke, version=reading.version or 0, wanted=reading.wanted, by=self.user, at=now,
                today=self.today,
            )  # fmt: skip
        if reading.reason:
            actions.give_reason(jobpakke=saved, reason=reading.reason, by=self.user, at=now)
        owners = queries.answering_for_a_hole(self.user, self.citizen) if said else ()
        let_be.keep(saved, said, owners=owners, by=self.user, at=now, today=self.today)
        if send:
            permissions.check_can_send(self.user, saved)
            contact = reading.contact or self.opening.contact
            saved = actions.send_commitment(jobpakke=saved, contact=contact, by=self.user, at=now, today=self.today)
        return saved

    def _said(self, reading: Reading) -> list[LetBeForm]:
        """Of the holes that are left. What is written of one that is mended is said of nothing."""
        assert reading.wanted is not None
        if not any(let_be.is_said(row) for row in reading.draft.rows):
            return []
        proposal = propose(reading.wanted, today=self.today, calendar=self.calendar, with_mends=False)
        counted = without_excused(proposal, self.jobpakke, today=self.today)
        gaps = counted.plan.gaps if counted and counted.plan else ()
        return list(let_be.read(reading.draft, gaps, today=self.today).values())

    def _refused(self, reading: Reading, code: str) -> HttpResponse:
        """The sentence on top, everything typed beneath it."""
        beside_its_field = {"no_plan", "needs_reason"}
        notices = (
            [] if code in beside_its_field else [Notice(REFUSED[code], "error", _("Ikke gemt"), **self._open(code))]
        )
        if code == "needs_reason":
            reading.head.add_error("reason", REFUSED[code])
        status = (
            422
            if code
            in {"no_plan", "no_steps", "cpr_in_terms", "needs_reason", "blocked", "let_be_over", "unknown_owner"}
            else 409
        )
        return self.show(reading, status=status, notices=notices)

    def _open(self, code: str) -> dict[str, str]:
        """The way to the package that is in the way."""
        walked = queries.open_package_of(self.citizen) if code == "already_open" else None
        if walked is None:
            return {}
        return {"url": reverse("casework:jobpakke_detail", args=[walked.public_id]), "action": _("Åbn forløbet")}

    def _conflict(self, draft: Draft, current: Jobpakke) -> HttpResponse:
        """Somebody saved meanwhile: what they changed stands on top, and what was typed here beneath, ready to be saved again."""
        stored = queries.jobpakke(self.user, current.public_id)
        typed = int(draft.head["version"]) if draft.head["version"].isdigit() else 0
        bench = Bench(self.request, stored.opening, stored.citizen, self.today, jobpakke=stored)
        newest = drafts.with_version(drafts.with_begun(draft, stored.chain), stored.version)
        return bench.page(newest, status=409, notices=_differences(stored, newest, since=typed))


def _differences(stored: Jobpakke, draft: Draft, *, since: int) -> list[Notice]:
    heading = _("En anden har gemt imens")
    notices = [
        Notice(
            _("Intet af dit er tabt: det står i felterne. Se, hvad den anden har ændret, og gem igen."),
            "warning",
            heading,
        )
    ]
    for line in history.lines(queries.events_since(stored, since)):
        text = f"{line.who} {line.sentence}"
        notices.append(Notice(text, details=line.details))
    rows = {row["id"] for row in draft.rows}
    for step in timeline.in_plan(stored.chain):
        if str(step.public_id) not in rows:
            shown = dates.span(step.starts_on, step.until)
            sentence = _("»{title}« ({days}) står i den gemte plan, men ikke i din.")
            notices.append(Notice(sentence.format(title=step.title, days=shown)))
    return notices


def _asked(jobpakke: Jobpakke) -> str:
    return jobpakke.commitment.contact.name if jobpakke.commitment else ""


@requires(Permission.BUILD_JOBPAKKE)
@require_http_methods(["GET", "HEAD", "POST"])
def jobpakke_build(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A new package. The citizen and the model come from the start page; the form carries them on."""
    opening = queries.opening(request.user, public_id)
    if request.method == "POST":
        sent = drafts.read(request.POST)
        return _new_bench(request, opening, sent.head["citizen"], sent.head["blueprint"]).post()
    chosen = ChosenForm(request.GET)
    if not chosen.is_valid():
        if "borger" in chosen.errors and "borger" not in request.GET:
            return redirect("casework:jobpakke_start", opening.public_id)
        raise Http404
    borger, model = chosen.cleaned_data["borger"], chosen.cleaned_data["model"]
    bench = _new_bench(request, opening, str(borger), str(model or ""))
    walked = queries.open_package_of(bench.citizen)
    if walked is not None:
        messages.info(request, REFUSED["already_open"])
        return redirect("casework:jobpakke_detail", walked.public_id)
    if opening.state != JobOpening.State.OPEN:
        return closed_job(request, opening)
    steps = list(bench.blueprint.steps.order_by("position")) if bench.blueprint else []
    draft = drafts.from_blueprint(
        steps, opening=opening, key=str(uuid4()), citizen=str(borger), blueprint=str(model or "")
    )
    return bench.page(draft)


@requires(Permission.BUILD_JOBPAKKE)
@require_POST
def jobpakke_preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    opening = queries.opening(request.user, public_id)
    sent = drafts.read(request.POST)
    return _new_bench(request, opening, sent.head["citizen"]).follow()


def _new_bench(request: HttpRequest, opening: JobOpening, citizen: str, model: str = "") -> Bench:
    """Whoever is not hers, and a model that is not hers, are as unknown as those that are not there. What follows from a change
    does not depend on the model that the fields once came from."""
    found = queries.citizen(request.user, _uuid(citizen))
    permissions.check_can_build(request.user, found)
    blueprint = queries.blueprint(request.user, _uuid(model)) if model else None
    return Bench(request, opening, found, clock.today(), blueprint=blueprint)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@requires(Permission.BUILD_JOBPAKKE)
@require_http_methods(["GET", "HEAD", "POST"])
def jobpakke_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """`?job=2026-10-01` begins with the first working day that the company proposed, `?oensket=1` with all that it wants."""
    bench = _bench_of(request, public_id)
    assert bench.jobpakke is not None
    if request.method == "POST":
        return bench.post()
    if bench.jobpakke.state not in OPEN:
        messages.warning(request, REFUSED["package_closed"])
        return redirect("casework:jobpakke_detail", public_id)
    draft = drafts.from_rows(bench.jobpakke, bench.steps, actions.waiting(bench.jobpakke))
    proposed = ProposedForm(request.GET)
    if proposed.is_valid() and proposed.cleaned_data["oensket"]:
        versions = queries.versions(bench.jobpakke)
        draft = wishes.laid_into(wishes.of(bench.jobpakke, versions[0] if versions else None), draft)
    elif proposed.is_valid() and proposed.cleaned_data["job"]:
        draft = drafts.press(draft, f"job:{proposed.cleaned_data['job'].isoformat()}")
    return bench.page(draft)


@requires(Permission.BUILD_JOBPAKKE)
@require_POST
def jobpakke_edit_preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _bench_of(request, public_id).follow()


def _bench_of(request: HttpRequest, public_id: UUID) -> Bench:
    jobpakke = queries.jobpakke(request.user, public_id)
    permissions.check_can_change(request.user, jobpakke)
    return Bench(request, jobpakke.opening, jobpakke.citizen, clock.today(), jobpakke=jobpakke)

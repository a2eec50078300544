"""The law as the program reads it, for anyone who works here, and a manager's word about each rule."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.citizens.models import TargetGroup
from casework.rules import actions, queries, wording
from casework.rules.forms import ConfirmForm, DayForm, LeadTimesForm
from jobpakker.foundation import clock, law
from jobpakker.foundation.accounts.access import requires, requires_login
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.law import Rule
from jobpakker.foundation.ui import undo


@requires_login
@require_GET
def rule_list(request: HttpRequest) -> HttpResponse:
    """All rules in force on `?dag=` (today without it), so that a lawyer can read them without reading code."""
    form = DayForm(request.GET or None, today=clock.today())
    if form.is_bound and not form.is_valid():
        return render(request, "casework/rules/rule_list.html", {"form": form}, status=422)
    day, said = form.chosen, queries.confirmations(request.user.municipality_id)
    sections = wording.sections(law.on(day).rules, said)
    lines = [line for section in sections for line in section.lines]
    context = {
        "form": form,
        "day": day,
        "law": law.on(day),
        "sections": sections,
        "counted": len(lines),
        "confirmed": sum(line.holds for line in lines),
        "blocking": sum(line.holds and line.confirmation.blocks for line in lines if line.confirmation),
        "groups": [label for code, label in TargetGroup.choices if code != TargetGroup.INTRO_PROGRAM],
        "may_set_lead_times": request.user.can(Permission.SET_LEAD_TIMES),
        "may_confirm": request.user.can(Permission.CONFIRM_RULES),
    }
    return render(request, "casework/rules/rule_list.html", context)


@requires(Permission.CONFIRM_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def rule_confirm(request: HttpRequest, rule_id: str, version: str) -> HttpResponse:
    rule = queries.rule(rule_id, version)
    standing = queries.confirmation(request.user.municipality_id, rule)
    initial = {"blocks": standing.blocks, "note": standing.note} if standing else None
    data = request.POST if request.method == "POST" else None  # no cross, no word: still said
    form = ConfirmForm(data, rule=rule, initial=initial, cancel_url=_address(rule))
    if request.method == "POST" and form.is_valid():
        actions.confirm(rule=rule, by=request.user, at=clock.now(), **form.said())
        undo.done(
            request, _("Reglen er bekræftet."), undo_url=reverse("casework:rule_withdraw", args=[rule.id, rule.version])
        )
        return redirect(_address(rule))
    context = {"form": form, "line": wording.line(rule, standing)}
    return render(request, "casework/rules/rule_confirm.html", context, status=422 if form.is_bound else 200)


@requires(Permission.SET_LEAD_TIMES)
@require_http_methods(["GET", "HEAD", "POST"])
def lead_times(request: HttpRequest) -> HttpResponse:
    """How long before a step something must be done in this municipality, and which of it planning waits for."""
    known = queries.lead_times(request.user.municipality_id).all(clock.today())
    form = LeadTimesForm(
        request.POST if request.method == "POST" else None, known=known, cancel_url=reverse("casework:rule_list")
    )
    if request.method == "POST" and form.is_valid():
        actions.set_lead_times(wanted=form.said(), by=request.user, at=clock.now())
        undo.done(request, _("Fristerne er gemt. Planerne følger dem, næste gang de regnes."))
        return redirect("casework:lead_times")
    return render(request, "casework/rules/lead_times.html", {"form": form}, status=422 if form.is_bound else 200)


@requires(Permission.CONFIRM_RULES)
@require_POST
def rule_withdraw(request: HttpRequest, rule_id: str, version: str) -> HttpResponse:
    rule = queries.rule(rule_id, version)
    actions.withdraw(rule=rule, by=request.user, at=clock.now())
    undo.done(request, _("Bekræftelsen er trukket tilbage. Reglen spærrer ikke længere."))
    return redirect(_address(rule))


def _address(rule: Rule) -> str:
    """The rule in the list of a day on which it is in force: today, or for a rule of the past its first day."""
    today = clock.today()
    day = "" if rule.in_force(today) else f"?dag={rule.version}"
    return f"{reverse('casework:rule_list')}{day}#{rule.id}"

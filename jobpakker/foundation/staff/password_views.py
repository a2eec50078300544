"""A password is chosen by its owner alone, through a link that came by mail. Neither page tells who works here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import public
from jobpakker.foundation.staff import actions, passwords, queries
from jobpakker.foundation.staff.forms import ChoosePasswordForm, ForgottenForm


@public("Den, der har glemt sin adgangskode, kan ikke logge ind for at bede om en ny.")
@require_http_methods(["GET", "HEAD", "POST"])
def forgot_password(request: HttpRequest) -> HttpResponse:
    """The answer is the same whether or not the address is somebody's."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = queries.with_email(form.cleaned_data["email"])
        if person is not None:
            actions.send_password_link(user=person, by=None, at=clock.now())
        return render(request, "accounts/forgot_password.html", {"sent": True})
    return render(request, "accounts/forgot_password.html", {"form": form}, status=422 if form.is_bound else 200)


@public("Medarbejderen vælger sin adgangskode; linket i mailen er nøglen, og det bruges én gang.")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest, token: str) -> HttpResponse:
    """Reading the page uses nothing up: mail scanners follow links."""
    response = _choose(request, token)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _choose(request: HttpRequest, token: str) -> HttpResponse:
    person = passwords.user_of(token)
    if person is None:
        return render(request, "accounts/choose_password.html", {"is_over": True}, status=404)
    form = ChoosePasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        actions.choose_password(user=person, password=form.cleaned_data["password"], at=clock.now())
        messages.success(request, _("Adgangskoden er valgt. Log ind med den."))
        return redirect("accounts:login")
    context = {"form": form, "person": person, "municipality": person.municipality}
    return render(request, "accounts/choose_password.html", context, status=422 if form.is_bound else 200)

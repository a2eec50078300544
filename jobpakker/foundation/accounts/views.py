"""The way in, the choice of language, and the page that one's day begins on."""

from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import public, requires_login
from jobpakker.foundation.accounts.forms import LoginForm


class Login(auth_views.LoginView):
    authentication_form = LoginForm
    redirect_authenticated_user = True
    http_method_names = ["get", "head", "post", "options"]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"at": clock.now()}

    def form_invalid(self, form: LoginForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


login = public("Her logger man ind.")(Login.as_view())
logout = requires_login(auth_views.LogoutView.as_view(http_method_names=["post", "options"]))


@requires_login
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The page that this person's day begins on."""
    return redirect(request.user.role.home)


# From the company's page, which sends no referrer, browsers post with "Origin: null"; a forged choice of language harms nobody.
@public("Sproget kan vælges før man logger ind, også af virksomheden.")
@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    back = request.POST.get("next", "/")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"  # a word alone would be taken for the name of a view
    response = redirect(back)
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31_536_000, samesite="Lax", httponly=True)
    return response

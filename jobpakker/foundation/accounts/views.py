"""The way in, the choice of language, and who works here."""

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from jobpakker.foundation.accounts.access import public, requires, requires_login
from jobpakker.foundation.accounts.forms import LoginForm
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.accounts.permissions import Permission

login = public("Her logger man ind.")(
    auth_views.LoginView.as_view(authentication_form=LoginForm, redirect_authenticated_user=True)
)
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
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31_536_000, samesite="Lax", httponly=True)
    return response


@requires(Permission.MANAGE_USERS)
@require_GET
def user_list(request: HttpRequest) -> HttpResponse:
    users = User.objects.filter(municipality=request.user.municipality).select_related("team").order_by("name")
    return render(request, "accounts/user_list.html", {"users": list(users)})

"""The demo's mailbox: what the site has sent, read in the browser instead of a mail programme."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobpakker.foundation.accounts.access import public
from jobpakker.starter import mailbox as kept

SHOWN = 100


@public("Findes kun i demoen, hvor alle mennesker er opdigtede: her læses de mails, som siden har sendt.")
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "starter/mailbox.html", {"mails": kept.mails(SHOWN)})


@public("Findes kun i demoen, hvor alle mennesker er opdigtede: her læses én mail, som siden har sendt.")
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    found = kept.mail(name)
    if found is None:
        raise Http404
    return render(request, "starter/mail.html", {"mail": found})

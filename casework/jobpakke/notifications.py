"""What is said to whom about a package. No name, no benefit: who reads along is not known."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from casework.jobpakke.states import JobpakkeState
from companies.commitments.states import CommitmentState
from companies.visits.models import VisitReport
from jobpakker.foundation import links
from jobpakker.foundation.notifications.dispatch import Lost, Message, writes
from jobpakker.foundation.notifications.models import Notification

_SUBJECTS = {
    CommitmentState.CONFIRMED: gettext_noop("Virksomheden har bekræftet tilsagnet"),
    CommitmentState.DECLINED: gettext_noop("Virksomheden har sagt nej til tilsagnet"),
    CommitmentState.CHANGE_PROPOSED: gettext_noop("Virksomheden foreslår en ændring"),
}
_NEXT = {
    CommitmentState.CONFIRMED: gettext_noop("Jobpakken er i gang. Fra i dag holder vi den grønne bølge."),
    CommitmentState.DECLINED: gettext_noop("Jobpakken ligger hos dig igen som kladde. Begrundelsen står på siden."),
    CommitmentState.CHANGE_PROPOSED: gettext_noop(
        "Jobpakken ligger hos dig igen som kladde. Ret planen, og send den på ny."
    ),
}
_UNDECIDED = gettext_noop(
    "Planen har et hul, som ingen har taget stilling til. Luk det, eller skriv hvem der svarer for det: så er jobpakken i gang."
)


@writes("jobpakke_answered", called=gettext_lazy("Besked om virksomhedens svar"), lost=Lost.SEEN_ANYWAY)
def company_answered(notification: Notification) -> Message | None:
    answer = CommitmentState(notification.context["answer"])
    following = _NEXT[answer]
    if notification.context.get("state") == JobpakkeState.AWAITING_DECISION:
        following = _UNDECIDED
    address = links.absolute(reverse("casework:jobpakke_detail", args=[notification.context["jobpakke"]]))
    subject, next_ = _(_SUBJECTS[answer]), _(following)
    if notification.context.get("another_plan"):
        subject = _("Til handling: virksomheden har bekræftet, men planen er ændret siden")
        next_ = _("Den har bekræftet det, den blev vist. Planen er ændret siden: se hvad, og send den nye.")
    return Message(subject=subject, body=f"{next_}\n\n{address}\n")


_SAID = {
    VisitReport.Said.BEGUN: gettext_noop(
        "Til handling: virksomheden skriver, at et trin er begyndt, men planen siger noget andet"
    ),
    VisitReport.Said.ABSENT: gettext_noop("Til handling: virksomheden skriver, at kandidaten ikke kom"),
    VisitReport.Said.POSTPONED: gettext_noop("Til handling: virksomheden har udskudt et trin"),
    "badly": gettext_noop("Til handling: virksomheden skriver, at et trin ikke gik godt"),
    "job_yes": gettext_noop("Virksomheden skriver, at det bliver til et job"),
    "job_no": gettext_noop("Til handling: virksomheden skriver, at det ikke bliver til et job"),
}


@writes("company_said", called=gettext_lazy("Besked om, hvad virksomheden skriver"), lost=Lost.SEEN_ANYWAY)
def company_said(notification: Notification) -> Message | None:
    """What was said stands on the page, behind the log-in. What has been taken back again is not told."""
    what = notification.context["what"]
    reports = VisitReport.objects.for_municipality(notification.municipality_id)
    if (
        what in VisitReport.Said
        and reports.filter(public_id=notification.context["row"], taken_back_at__isnull=False).exists()
    ):
        return None
    address = links.absolute(reverse("casework:jobpakke_detail", args=[notification.context["jobpakke"]]))
    return Message(subject=_(_SAID[what]), body=_("Det står på forløbets side:") + f"\n{address}\n")

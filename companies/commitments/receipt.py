"""The receipt as a PDF to keep: exactly the version that was confirmed, its number, and the fingerprint of its text.

No surname, CPR number, benefit or note: it is made of the terms alone, which have no field for them.
"""

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from companies.commitments import wording
from companies.commitments.queries import Question
from companies.commitments.terms import Terms
from jobpakker.foundation.ui import dates, pdf
from jobpakker.foundation.ui.pdf import Document, Section


def as_pdf(question: Question) -> bytes:
    """Of the version of the link, whatever has become newer since; it says so, when something has."""
    terms, version = question.terms, question.shown
    job, day = wording.inside_a_sentence(terms.job_title), dates.show(terms.job_date, "long")
    lead = _("{company} ansætter én {job} på ordinære vilkår fra {day}.")
    made = Document(
        title=_("Kvittering for tilsagn om ansættelse"),
        lead=lead.format(company=terms.company_name, job=job, day=day),
        author=terms.municipality,
        alert=_no_longer_newest(question),
        sections=[
            Section(_("Aftalen"), facts=_facts(question)),
            Section(_("Det lover I"), items=_own_part(question)),
            Section(_("Det får I"), items=[("", promise) for promise in question.promises]),
            Section(_("Vejen til jobbet"), items=_way(question)),
            Section(_("Bekræftelsen"), facts=_answer(question), note=_("Den samme kontrolkode er den samme tekst.")),
        ],
        foot=_("Version {number}, kontrolkode {code}").format(number=version.number, code=version.fingerprint),
    )
    return pdf.render(made, at=version.answered_at or version.created_at)


def _no_longer_newest(question: Question) -> str:
    if question.shown.number == question.newest.number:
        return ""
    sentence = _("I har bekræftet version {number}. Siden er vilkårene ændret: version {newest} er sendt til jer.")
    return sentence.format(number=question.shown.number, newest=question.newest.number)


def _facts(question: Question) -> list[tuple[str, str]]:
    terms: Terms = question.terms
    # A first name that the citizen no longer wants shown is not shown in an older version either.
    candidate = terms.candidate if question.newest_terms.candidate else ""
    place = terms.company_name
    if terms.worksite_name and terms.worksite_name != place:
        place = f"{place}, {terms.worksite_name}"
    facts = [
        (_("Jobbet"), terms.job_title),
        (_("Hos"), place),
        (_("Første arbejdsdag"), dates.show(terms.job_date, "long")),
        (_("Arbejdstid"), _("{hours} timer om ugen").format(hours=wording.hours(terms))),
        (_("Løn"), terms.wage_basis),
        (_("Betingelser"), terms.conditions),
        (_("Jeres mentor"), terms.mentor_name),
        (_("Hvem"), candidate or _("Kandidaten. Navnet får I, når kandidaten har sagt ja til det.")),
    ]
    return [(label, value) for label, value in facts if value]


def _own_part(question: Question) -> list[tuple[str, str]]:
    terms = question.terms
    own = [(stair.span, stair.own) for stair in reversed(question.stairs) if stair.own]
    hired = _("I ansætter én {job} på ordinære vilkår, {hours} timer om ugen.").format(
        job=wording.inside_a_sentence(terms.job_title), hours=question.hours
    )
    return [*own, (_("Fra {day}").format(day=dates.show(terms.job_date)), hired)]


def _way(question: Question) -> list[tuple[str, str]]:
    """In the order in which it is walked."""
    terms = question.terms
    steps = [
        (stair.name, _("{span}, hos jer").format(span=stair.span) if stair.own else stair.span)
        for stair in reversed(question.stairs)
    ]
    job = _("Fra {day}").format(day=dates.show(terms.job_date, "long"))
    return [*steps, (_("Ordinært job") + f": {terms.job_title}", job)]


def _answer(question: Question) -> list[tuple[str, str]]:
    version, terms = question.shown, question.terms
    facts = [(_("Svaret af"), version.answered_by_name)]
    if version.answered_at:
        local = timezone.localtime(version.answered_at)
        moment = _("{day} kl. {time}").format(day=dates.show(local.date(), "long"), time=time_format(local, "H.i"))
        facts.append((_("Hvornår"), moment))
    if question.carried_over and question.before is not None:
        carried = _("Ført videre fra version {number}: det, I har lovet, er ikke ændret.")
        facts.append((_("Bekræftelsen"), carried.format(number=question.before.number)))
    contact = ", ".join(part for part in (terms.caseworker_name, terms.municipality, terms.caseworker_phone) if part)
    return [
        *facts,
        (_("Version"), str(version.number)),
        (_("Kontrolkode"), version.fingerprint),
        (_("Kontakt i kommunen"), contact),
    ]

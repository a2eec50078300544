"""The two pages of any file: it is sent in, and shown as what it would change until one has said yes to it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from companies.files.forms import ApplyForm, ShownForm, UploadForm, named
from companies.files.keeping import AlreadyApplied, ChangedMeanwhile, Expired
from companies.files.lines import UnreadableFile
from companies.files.models import KeptFile
from companies.files.wording import of_file
from jobpakker.foundation.once import Taken
from jobpakker.foundation.ui import undo

PAGE_SIZE = 100


def sent_in[File: KeptFile](form: UploadForm, keep: Callable[..., File], *, otherwise: str) -> File | None:
    """What `keep(content=, file_name=, key=, …)` makes of the file and the form's other fields; None when it cannot, which
    then stands beside its field. `otherwise`: what a file without a name is called."""
    if not form.is_valid():
        return None
    said = dict(form.cleaned_data)
    file = said.pop("file")
    try:
        return keep(content=file.read(), file_name=named(file.name, otherwise=otherwise), **said)
    except UnreadableFile as unreadable:
        form.add_error("file", of_file(unreadable.fault, unreadable.facts))
    except Taken:
        form.add_error(None, _("Filen kunne ikke gemmes. Vælg den igen."))
    return None


class ImportPreview[File: KeptFile, Compared](ABC):
    """What a file would change, in parts, and the press that does it. A kind of file says what differs from the others."""

    upload_page: ClassVar[str]  # names of addresses
    list_page: ClassVar[str]
    back_words: ClassVar[Promise]  # what leads to the list
    template: ClassVar[str]  # extends companies/files/import_preview.html
    parts: ClassVar[Mapping[str, Promise]]
    form: ClassVar[type[ApplyForm]] = ApplyForm

    def __init__(self, request: HttpRequest, kept: File) -> None:
        self.request, self.kept = request, kept

    @abstractmethod
    def compared(self) -> Compared:
        """As of now. Raises `AlreadyApplied` and `Expired`."""

    @abstractmethod
    def apply(self, said: Mapping[str, Any]) -> dict[str, int]:
        """Does what the fingerprint among `said` was shown of. Raises `ChangedMeanwhile`, `AlreadyApplied` and `Expired`."""

    @abstractmethod
    def came_to(self, counts: Mapping[str, int]) -> str: ...

    @abstractmethod
    def rows(self, compared: Compared) -> Mapping[str, Sequence[Any]]:
        """What stands in each of `parts`."""

    @abstractmethod
    def facts(self, compared: Compared) -> dict[str, Any]:
        """What the template of this kind of file asks for, and `unused`, the columns that we do not know, and `refused`,
        the number of lines that cannot be read."""

    def answer(self) -> HttpResponse:
        try:
            return self._apply() if self.request.method == "POST" else self._show()
        except AlreadyApplied as already:
            sentence = (
                _("Filen var allerede gemt. {what}") if self.request.method == "POST" else _("Filen er gemt. {what}")
            )
            messages.info(self.request, sentence.format(what=self.came_to(already.counts)))
            return redirect(self.list_page)
        except Expired:
            messages.warning(self.request, _("Der er gået mere end en time, siden filen blev læst. Vælg den igen."))
            return redirect(self.upload_page)

    def _apply(self) -> HttpResponse:
        form = self.form(self.request.POST)
        if not form.is_valid():
            return self._show(status=422)
        try:
            counts = self.apply(form.cleaned_data)
        except ChangedMeanwhile:
            return self._show(changed_meanwhile=True, status=409)
        undo.done(self.request, _("Filen er gemt. {what}").format(what=self.came_to(counts)))
        return redirect(self.list_page)

    def _show(self, *, changed_meanwhile: bool = False, status: int = 200) -> HttpResponse:
        compared = self.compared()
        rows = self.rows(compared)
        form = ShownForm(self.request.GET, parts=self.parts)
        asked = form.cleaned_data if form.is_valid() else {}
        chosen = asked.get("vis") or next((code for code in self.parts if rows[code]), "nye")
        parts = [
            {"label": label, "count": len(rows[code]), "url": f"?vis={code}", "current": code == chosen}
            for code, label in self.parts.items()
            if rows[code]
        ]
        context = self.facts(compared) | {
            "kept": self.kept, "compared": compared, "parts": parts, "chosen": chosen,
            "chosen_label": self.parts[chosen], "page": Paginator(rows[chosen], PAGE_SIZE).get_page(asked.get("side")),
            "changed_meanwhile": changed_meanwhile, "upload_page": self.upload_page, "list_page": self.list_page, "back_words": self.back_words,
        }  # fmt: skip
        return render(self.request, self.template, context, status=status)

"""An extract of the CVR register that somebody has sent in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.files.models import KeptFile


class RegisterImport(KeptFile):
    class Meta:
        verbose_name = _("import af virksomheder")
        verbose_name_plural = _("importer af virksomheder")
        indexes = [models.Index(fields=["made_by", "made_at"], name="register_import_by_maker")]

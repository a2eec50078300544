"""How the flow stood at the end of one day. Counts and sums only: percentages are made when they are shown, with their n."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jobpakker.foundation.tenancy import TenantModel


class FlowSnapshot(TenantModel):
    """One municipality, one day that is over. Kept as it was told; a later correction of a row does not rewrite it."""

    day = models.DateField(_("dag"))
    taken_at = models.DateTimeField()
    # Open packages by the place they stood at (`measures.Place`), one package in one place.
    planning = models.PositiveIntegerField(_("planlægges"))
    promised = models.PositiveIntegerField(_("lovet, ikke begyndt"))
    praktik = models.PositiveIntegerField(_("i praktik"))
    kursus = models.PositiveIntegerField(_("på kursus"))
    loentilskud = models.PositiveIntegerField(_("i løntilskud"))
    between = models.PositiveIntegerField(_("mellem to trin"))
    in_job = models.PositiveIntegerField(_("jobbet er begyndt"))
    # Since the municipality began: packages that have ended, and of them those that ended in ordinary employment or fleksjob.
    ended = models.PositiveIntegerField(_("afsluttet"))
    ended_ordinary = models.PositiveIntegerField(_("i ordinært job"))
    ended_fleksjob = models.PositiveIntegerField(_("i fleksjob"))
    # Of a working day: packages between their first step and their job, and those of them that nobody covered. Else 0 and 0.
    under_way = models.PositiveIntegerField(_("på vej mod jobbet"))
    dead = models.PositiveIntegerField(_("uden aktivitet"))
    # Companies that had not answered, citizens to whom nobody had promised a job; and their waiting, in working days.
    commitments_waiting = models.PositiveIntegerField(_("tilsagn, der venter"))
    commitments_waiting_days = models.PositiveIntegerField()
    citizens_waiting = models.PositiveIntegerField(_("borgere, der venter"))
    citizens_waiting_days = models.PositiveIntegerField()

    class Privacy:
        personal = ()
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "day",
            "taken_at",
            "planning",
            "promised",
            "praktik",
            "kursus",
            "loentilskud",
            "between",
            "in_job",
            "ended",
            "ended_ordinary",
            "ended_fleksjob",
            "under_way",
            "dead",
            "commitments_waiting",
            "commitments_waiting_days",
            "citizens_waiting",
            "citizens_waiting_days",
        )

    class Meta:
        verbose_name = _("øjebliksbillede af flowet")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "day"], name="flow_snapshot_once"),
            models.CheckConstraint(
                condition=models.Q(dead__lte=models.F("under_way")), name="flow_snapshot_dead_within"
            ),
            models.CheckConstraint(
                condition=models.Q(ended__gte=models.F("ended_ordinary") + models.F("ended_fleksjob")),
                name="flow_snapshot_results_within",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"

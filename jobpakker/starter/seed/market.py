"""The labour-market balance of the invented municipality: an invented file, so that jobs with a shortage are marked."""

from datetime import date

from companies.balance.models import Area, Balance, Level
from companies.disco.lookup import code_of
from jobpakker.foundation.accounts.models import Municipality

LEVELS = {
    Level.GREAT_SHORTAGE: ("SOSU-assistent", "SOSU-hjælper", "Sygeplejerske", "Elektriker"),
    Level.SHORTAGE: ("SOSU-medhjælper", "Lastbilchauffør", "Rutebuschauffør", "Kok", "Slagterimedarbejder", "Kabelmedarbejder"),
    Level.PARADOX: ("Rengøringsassistent", "Serviceassistent"),
    Level.GOOD: ("Lagermedarbejder", "Anlægsmedarbejder", "Køkkenmedhjælper", "Produktionsmedarbejder"),
    Level.POOR: ("Kontorassistent", "Pædagogmedhjælper", "Butiksmedhjælper"),
}  # fmt: skip


def load(municipality: Municipality, *, today: date) -> None:
    period = f"{today.year}H{1 if today.month < 7 else 2}"
    Balance.objects.bulk_create(
        Balance(
            municipality=municipality, area=Area.NORDJYLLAND, period=period, disco=code_of(title), title=title,
            level=level, source="arbejdsmarkedsbalancen.csv (opdigtet)",
        )
        for level, titles in LEVELS.items()
        for title in titles
    )  # fmt: skip

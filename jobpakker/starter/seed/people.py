"""Who works and who is helped in the invented municipality. Names are common ones put together at random; nobody is meant.

Telephone numbers begin with 09, which no Danish subscriber's number does, and addresses end in `.invalid`, which no mail reaches.
"""

from dataclasses import dataclass
from datetime import date

from casework.citizens import cpr
from casework.citizens.models import TargetGroup as G
from jobpakker.foundation.accounts import roles

PASSWORD = "demo-adgangskode"  # noqa: S105 - shown at the start of every demo
DOMAIN = "fjordby.invalid"

NORD, SYD, UNGE = "Team Job Nord", "Team Job Syd", "Team Unge og Uddannelse"
TEAMS = (NORD, SYD, UNGE)


@dataclass(frozen=True)
class Person:
    key: str  # the part of the address before @
    name: str
    role: roles.Role
    team: str | None
    phone: str
    sentence: str  # what there is to try, beside the log-in


# The caseworker with the best story stands first.
STAFF = (
    Person("mette", "Mette Lindholm Sørensen", roles.CASEWORKER, NORD, "09 10 20 11", "Har én af hver: begynd med det job, der venter på en borger."),
    Person("jonas", "Jonas Kjærgaard", roles.CASEWORKER, NORD, "09 10 20 12", "Samme team; to afventer, to er grønne."),
    Person("aylin", "Aylin Demir", roles.CASEWORKER, SYD, "09 10 20 21", "Andet team: en virksomhed, der ikke svarer, og et løntilskud, der venter."),
    Person("henrik", "Henrik Østergaard", roles.CASEWORKER, SYD, "09 10 20 22", "En kladde, der ikke kan blive en jobpakke endnu."),
    Person("sofie", "Sofie Bregnholt", roles.CASEWORKER, UNGE, "09 10 20 31", "Unge under 30."),
    Person("rasmus", "Rasmus Bjerregaard", roles.COMPANY_CONSULTANT, NORD, "09 10 20 41", "Job og virksomheder; ser hverken CPR-nummer eller ydelse."),
    Person("lone", "Lone Møgelmose", roles.COMPANY_CONSULTANT, SYD, "09 10 20 42", "Som Rasmus, i det andet team."),
    Person("birthe", "Birthe Kragelund", roles.MANAGER, NORD, "09 10 20 03", "Teamleder i Team Job Nord: det, som ingen i teamet har svaret på."),
    Person("karen", "Karen-Margrethe Holm", roles.MANAGER, None, "09 10 20 01", "Flowet i hele kommunen og to års resultater."),
    Person("bo", "Bo Ågesen", roles.ADMINISTRATOR, None, "09 10 20 02", "Medarbejdere, teams og lukkedage; ser ingen borgere."),
)  # fmt: skip


@dataclass(frozen=True)
class Someone:
    """A citizen. Weeks are counted back from today; None: not yet, or not asked."""

    first_name: str
    last_name: str
    caseworker: str
    group: G = G.KH_AKTIVITETSPARAT
    referred: int = 12  # weeks ago
    clarified: int | None = 8
    agreed: bool = True  # the company may see the first name
    benefit: int = 80  # weeks ago
    exempt: bool = False  # LAB § 69


# Those who walk a chain today, by the key that `stories.py` calls them by.
WALKING = {
    # Mette
    "yusuf": Someone("Yusuf", "Çelik", "mette", referred=9, clarified=4),
    "kirsten": Someone("Kirsten", "Ågård Nørregaard", "mette", G.KH_JOBPARAT, referred=10, clarified=7, benefit=40),
    "mohammed": Someone("Mohammed", "Al-Jabouri", "mette", referred=14, clarified=9, exempt=True),
    "phuong": Someone("Phương", "Nguyễn", "mette", referred=8, clarified=3),
    "zeynep": Someone("Zeynep", "Öztürk", "mette", referred=11, clarified=6),
    "abdirahman": Someone("Abdirahman", "Warsame", "mette", referred=30, clarified=26, benefit=130),
    "lukasz": Someone("Łukasz", "Dąbrowski", "mette", referred=20, clarified=13),
    "fatuma": Someone("Fatuma", "Ali Hassan", "mette", referred=24, clarified=18, benefit=160),
    "ingerlise": Someone("Inger-Lise", "Thorup", "mette", referred=33, clarified=26, benefit=70, exempt=True),
    "samira": Someone("Samira", "Karimi", "mette", referred=12, clarified=8),
    "bent": Someone("Bent", "Mikkelsen", "mette", referred=16, clarified=11, exempt=True, benefit=45),
    "nadia": Someone("Nadia", "Ibrahim", "mette", referred=44, clarified=40, benefit=150),
    "soeren": Someone("Søren", "Vestergård", "mette", referred=27, clarified=22, benefit=90),
    # Jonas
    "katarzyna": Someone("Katarzyna", "Wójcik", "jonas", G.DAGPENGE, referred=10, clarified=8, benefit=34),
    "jesper": Someone("Jesper", "Dahlgaard", "jonas", referred=26, clarified=21, benefit=110),
    "mehmet": Someone("Mehmet Ali", "Yıldız", "jonas", referred=29, clarified=24, exempt=True),
    "oksana": Someone("Oksana", "Kovalenko", "jonas", G.INTRO_PROGRAM, referred=13, clarified=9, benefit=60),
    # Aylin
    "rahima": Someone("Rahima", "Noori", "aylin", referred=10, clarified=5, benefit=140),
    "tesfay": Someone("Tesfay", "Gebremedhin", "aylin", referred=21, clarified=15, benefit=100),
    "dorthe": Someone("Dorthe", "Skovgaard", "aylin", G.JOBAFKLARING, referred=30, clarified=24, benefit=88),
    "ahmad": Someone("Ahmad", "Rahimi", "aylin", referred=28, clarified=20),
    # Henrik
    "joao": Someone("João", "Gonçalves", "henrik", referred=9, clarified=None, agreed=False, benefit=50),
    "amina": Someone("Amina", "Mahmoud", "henrik", referred=25, clarified=19, benefit=170),
    "thi": Someone("Thi Hương", "Trần", "henrik", referred=22, clarified=17),
    # Sofie
    "mathias": Someone("Mathias", "Krogh", "sofie", G.UNG_AKTIVITETSPARAT, referred=26, clarified=20, benefit=70),
    "sara": Someone("Sara", "Haidari", "sofie", G.UNG_AKTIVITETSPARAT, referred=18, clarified=12, benefit=60),
    "freja": Someone("Freja", "Thomsen", "sofie", G.UNG_AKTIVITETSPARAT, referred=7, clarified=2, agreed=False, benefit=30),
}  # fmt: skip

# Those who wait for a job to be found: the first one is clarified, has agreed, and fits the job that stands open.
WAITING = (
    Someone("Amira", "Haddad", "mette", referred=13, clarified=5, benefit=95, exempt=True),
    Someone("Lars", "Jensen", "mette", G.KH_JOBPARAT, referred=6, clarified=4, benefit=35),
    Someone("Maryam", "Hosseini", "mette", referred=10, clarified=None, agreed=False),
    Someone("Anne", "Jensen", "mette", referred=3, clarified=None, agreed=False, benefit=20),
    Someone("Lars", "Jensen", "jonas", G.SYGEDAGPENGE, referred=5, clarified=None, agreed=False, benefit=14),
    Someone("Małgorzata", "Zielińska", "jonas", G.SELVFORSOERGENDE, referred=4, clarified=2, benefit=0),
    Someone("Maria del Carmen Guadalupe Alexandra", "Fernández de la Vega y Østerberg-Christoffersen", "jonas", referred=8, clarified=6),
    Someone("Hüseyin", "Gökçe", "aylin", referred=12, clarified=7, benefit=200),
    Someone("Birgit", "Ærøskær", "aylin", G.RESSOURCEFORLOEB, referred=15, clarified=None, agreed=False, benefit=150),
    Someone("Tomáš", "Dvořák", "aylin", referred=2, clarified=None, agreed=False, benefit=24),
    Someone("Khadija", "Osman", "henrik", referred=9, clarified=3, benefit=180),
    Someone("René", "Andréasen", "henrik", G.KH_JOBPARAT, referred=5, clarified=5, benefit=30),
    Someone("Ida", "Aagaard", "sofie", G.UNG_UDDPARAT, referred=4, clarified=2, benefit=26),
    Someone("Noah", "Petersen", "sofie", G.UNG_AKTIVITETSPARAT, referred=6, clarified=None, agreed=False, benefit=28),
)  # fmt: skip

# Those of the last two years. "Lars Jensen" is there once more: names are not enough to tell people apart.
EARLIER = """
Ayşe|Doğan · Janne|Mäkelä · Kasia|Śliwa · Éva|Lindgren ·
Ali Reza|Mohammadi · Anette|Bundgaard · Aisha|Abdullahi · Allan|Toft · Agnieszka|Kowalska · Birthe|Hedegaard · Besarta|Krasniqi ·
Bjarne|Skou · Carsten|Lauridsen · Chantal|Mukamana · Claus|Brøndum · Cemil|Aydın · Daniela|Popescu · Dennis|Winther · Dilan|Şahin ·
Ebbe|Rønne · Elżbieta|Nowak · Esra|Kılıç · Farhad|Ahmadi · Finn|Overgaard · Fadumo|Jama · Gitte|Lyngsø · Goran|Petrović ·
Hanne|Ravn · Hodan|Yusuf · Habib|Rezai · Helle|Bækgaard · Ismail|Hussein · Irina|Sidorenko · Inge|Juhl · Jeanette|Kjøller ·
Jamal|El-Masri · Jørn|Dam · Jasmin|Hadžić · Kadir|Polat · Kim|Thygesen · Kristina|Jørgensen · Khalid|Barre · Lone|Præstegaard ·
Lars|Jensen · Layla|Hamdan · Leif|Mørch · Mona|Bjørndal · Maruf|Sharifi · Michael|Sejersen · Mirjana|Đorđević · Nasra|Farah ·
Niels Ole|Bach · Nguyen Thi|Lan · Nermin|Begić · Omar|Daoud · Ole|Gram · Pia|Stougaard · Parwin|Azizi · Per|Højlund ·
Ruta|Jankauskienė · Rikke|Fløe · Said|Mohamud · Susanne|Kofoed · Sivakumar|Ratnam · Selam|Tekle · Steen|Dyhr · Tanja|Vinther ·
Tahir|Butt · Tove|Svane · Ulla|Kjeldsen · Vesna|Marković · Viggo|Brask · Wafa|Khalil · Yonas|Hailu · Zahra|Jafari ·
Zoltán|Szabó · Åse|Nørskov · Øjvind|Fogh · Lisbeth|Frøkjær · Poul Erik|Lønborg · Emil|Nygård-Bøgh · Günther|Möller · Renée|Çakır · Asger|Lübker
"""


def earlier() -> list[tuple[str, str]]:
    """(first name, surname), in the order in which they came."""
    return [tuple(name.strip().split("|")) for name in EARLIER.replace("\n", " ").split("·")]  # type: ignore[misc]


def nobodys_cpr(n: int) -> str:
    """The nth of a row of CPR numbers that belong to nobody, living or dead, and never will.

    Day and month are real and the seventh digit (5-8) with the years 58-99 places the birth in 1858-1899, so no living
    person holds it. CPR began in 1968 and gave out only numbers that keep modulus 11 until 2007, when nobody of those years
    could be given a first one: so a number of those years that breaks modulus 11 was never given to anyone. The application
    finds, seals and masks it as any other; typing it anew on a citizen's form is refused as older than 120 years.
    """
    day = date(1858 + n * 7 % 42, 1 + n * 5 % 12, 1 + n * 11 % 28)
    serial = 5000 + n * 37 % 3989
    number = f"{day:%d%m%y}{serial:04}"
    return number if not cpr.keeps_modulus_11(number) else f"{day:%d%m%y}{serial + 1:04}"

"""The invented municipality's companies and jobs.

CVR numbers keep their check digits and begin with 9999: Erhvervsstyrelsen gives them out in order and has not come near. P-numbers
begin with 9, where real ones begin with 1. Telephone numbers and addresses as in `people.py`.
"""

from dataclasses import dataclass
from decimal import Decimal

from companies.register.models import Company

PRIVATE, PUBLIC = Company.Sector.PRIVATE, Company.Sector.PUBLIC


@dataclass(frozen=True)
class Site:
    name: str
    address: str
    employees: int | None  # ordinary, full-time; None: not asked yet


@dataclass(frozen=True)
class Reached:
    """A contact; the address is made of the first name and the company's domain."""

    name: str
    title: str


@dataclass(frozen=True)
class Firm:
    key: str  # its domain before `.invalid`
    name: str
    sites: tuple[Site, ...]
    contacts: tuple[Reached, ...]
    sector: str = PRIVATE


FIRMS = (
    Firm(
        "havnens-koekken", "Havnens Køkken ApS",
        (Site("Kantinen på Havnen", "Nordre Havnekaj 4, Fjordby", 14), Site("Skolekøkkenet", "Skolevej 22, Fjordby", 6)),
        (Reached("Dorte Krarup", "køkkenchef"), Reached("Ivan Hessel", "direktør")),
    ),
    Firm(
        "fjordby-rengoering", "Fjordby Rengøring & Service A/S",
        (Site("Rådhuset", "Torvet 1, Fjordby", 18), Site("Sundhedshuset", "Engvej 8, Fjordby", 11)),
        (Reached("Marianne Busk", "driftsleder"), Reached("Kasper Rind", "personalekonsulent")),
    ),
    Firm(
        "nordkyst-logistik", "Nordkyst Logistik A/S",
        (Site("Terminalen", "Transportvej 30, Fjordby", 64),),
        (Reached("Torben Lysgaard", "terminalchef"), Reached("Pernille Ask", "HR-partner")),
    ),
    Firm(
        "medipak", "Medipak Fjordby A/S",
        (Site("Pakkeri og lager", "Laboratorievej 3, Fjordby", 120),),
        (Reached("Anders Wad", "lagerchef"),),
    ),
    Firm(
        "torvets-koebmand", "Torvets Købmand A/S",
        (Site("Butikken på Torvet", "Torvet 9, Fjordby", 22), Site("Butikken i Sønderby", "Søndergade 51, Sønderby", 16)),
        (Reached("Camilla Ørum", "butikschef"), Reached("Jan Nørlev", "købmand")),
    ),
    Firm(
        "solbakken", "Plejecenter Solbakken",
        (Site("Solbakken", "Solbakken 2, Fjordby", 48),),
        (Reached("Bente Fisker", "centerleder"),), PUBLIC,
    ),
    Firm(
        "boernehuset-maagen", "Børnehuset Mågen",
        (Site("Mågen", "Strandstien 12, Fjordby", 19),),
        (Reached("Line Hvam", "pædagogisk leder"),), PUBLIC,
    ),
    Firm(
        "fjordby-sygehus", "Fjordby Sygehus",
        (Site("Serviceafdelingen", "Sygehusvej 100, Fjordby", 85),),
        (Reached("Gorm Tved", "serviceleder"), Reached("Annelise Buur", "uddannelsesansvarlig")), PUBLIC,
    ),
    Firm(
        "kystens-slagteri", "Kystens Slagteri A.m.b.a.",
        (Site("Slagtegangen", "Kreaturvej 7, Fjordby", 140),),
        (Reached("Flemming Hald", "produktionschef"),),
    ),
    Firm(
        "fjordbusserne", "Fjordbusserne A/S",
        (Site("Garageanlægget", "Busvej 15, Fjordby", 57),),
        (Reached("Ulrik Sand", "driftschef"),),
    ),
    Firm(
        "vindtek", "Vindtek Komponenter A/S",
        (Site("Hal 2", "Industrivej 44, Fjordby", 96),),
        (Reached("Charlotte Bork", "fabrikschef"), Reached("Nick Høj", "arbejdsleder")),
    ),
    Firm(
        "kabel-og-fiber", "Vestfjordens Kabel & Fiber ApS",
        (Site("Pladsen", "Ringvejen 210, Fjordby", 26),),
        (Reached("Thomas Graa", "entrepriseleder"),),
    ),
    Firm(
        "bdr-aakjaer", "Brødrene Åkjær Anlæg ApS",
        (Site("Materielgården", "Grusvej 1, Åkær", 31),),
        (Reached("Svend Åkjær", "mester"),),
    ),
    Firm(
        "mejeriet-engholm", "Mejeriet Engholm A.m.b.a.",
        (Site("Mejeriet", "Engholmvej 5, Engby", 74),),
        (Reached("Hanne Birk", "kvalitetschef"), Reached("Ole Tang", "holdleder")),
    ),
    Firm(
        "brevogpakke", "Fjordens Brev & Pakke A/S",
        (Site("Omdelingscentret", "Stationspladsen 3, Fjordby", 38),),
        (Reached("Yvonne Lund", "distributionsleder"),),
    ),
    Firm(
        "hotel-fjordblik", "Hotel Fjordblik ApS",
        (Site("Hotellet", "Kystvejen 77, Fjordby", 29),),
        (Reached("Søren Mejer", "hotelchef"), Reached("Rosa Bille", "oldfrue")),
    ),
    Firm(
        "det-gyldne-korn", "Bageriet Det Gyldne Korn ApS",
        (Site("Bageriet", "Møllegade 6, Fjordby", None),),
        (Reached("Frede Kornum", "bagermester"),),
    ),
)  # fmt: skip

# The register's own numbers, one for each company above, in order, and one for the neighbour's.
CVR = (
    "99990007", "99990058", "99990104", "99990147", "99990198", "99990236", "99990279", "99990317", "99990368",
    "99990406", "99990449", "99990503", "99990546", "99990589", "99990627", "99990678", "99990716", "99990759",
)  # fmt: skip
FIRST_P_NUMBER = 9_000_000_011


@dataclass(frozen=True)
class Job:
    firm: str
    model: str  # code of the inspiration template nearest to it
    title: str
    hours: Decimal = Decimal(37)
    wage: str = ""
    requirements: str = ""
    places: int = 1
    site: int = 0
    contact: int = 0


CLEANING, KITCHEN, STORE, STOCK = "Serviceoverenskomsten", "Overenskomst for køkken og kantine", "Butiksoverenskomsten", "Transport- og lageroverenskomsten"  # fmt: skip
INDUSTRY, BUILDING, PUBLIC_WORK = "Industriens Overenskomst", "Bygge- og anlægsoverenskomsten", "Kommunal overenskomst"

# Jobs that somebody is on the way to; `stories.py` says from when.
TAKEN = {
    "lager": Job("nordkyst-logistik", "T05", "Lagermedarbejder på dagholdet", Decimal(37), STOCK,
                 "Pluk, pakning og læsning. Truckcertifikat B tages undervejs. Mødetid 6.00.", places=2),
    "butik": Job("torvets-koebmand", "T01", "Butiksmedhjælper", Decimal(30), STORE,
                 "Kasse, varepåfyldning og delikatesse. En aften om ugen og hver anden lørdag."),
    "anlaeg": Job("bdr-aakjaer", "T15", "Anlægsmedarbejder", Decimal(37), BUILDING,
                  "Belægning og kloak i al slags vejr. Kurset Vejen som arbejdsplads tages undervejs."),
    "raadhus": Job("fjordby-rengoering", "T09", "Rengøringsassistent på Rådhuset", Decimal(32), CLEANING,
                   "Daglig rengøring 5.30-12.00. Alene på en etage efter oplæring."),
    "mejeri": Job("mejeriet-engholm", "T16", "Rengørings- og produktionsmedarbejder", Decimal(37), INDUSTRY,
                  "Rengøring af anlæg på aftenholdet. Hygiejnebevis kræves.", contact=1),
    "vindtek": Job("vindtek", "T08", "Produktionsmedarbejder, hal 2", Decimal(37), INDUSTRY,
                   "Montage og kvalitetskontrol på treholdsskift."),
    "medipak": Job("medipak", "T04", "Lagermedarbejder, medicinpakning", Decimal(37), STOCK,
                   "Pluk efter etiket, GMP-regler og ren straffeattest."),
    "skolekoekken": Job("havnens-koekken", "T03", "Køkkenmedhjælper i skolekøkkenet", Decimal(30), KITCHEN,
                        "Tilberedning af koldt bord og opvask. Hygiejnebevis tages undervejs.", site=1),
    "sygehus": Job("fjordby-sygehus", "T11", "Serviceassistent", Decimal(37), "Regional overenskomst",
                   "Rengøring, patienttransport og depot. Straffeattest kræves."),
    "sundhedshus": Job("fjordby-rengoering", "T09", "Rengøringsassistent i Sundhedshuset", Decimal(30), CLEANING,
                       "Klinikker og venteområder efter lukketid, 15.00-21.00.", site=1),
    "post": Job("brevogpakke", "T07", "Postarbejder", Decimal(37), STOCK, "Sortering fra kl. 4.30 og omdeling på elcykel."),
    "slagteri": Job("kystens-slagteri", "T12", "Slagterimedarbejder", Decimal(37), INDUSTRY,
                    "Udskæring på linje. Koldt og stående arbejde."),
    "hotel": Job("hotel-fjordblik", "T19", "Stuepige eller stuedreng", Decimal(28), CLEANING,
                 "Værelser og fællesarealer. Hver anden weekend.", contact=1),
    "koebmand": Job("torvets-koebmand", "T01", "Butiksmedhjælper i Sønderby", Decimal(32), STORE,
                    "Frugt og grønt og kasse.", site=1, contact=1),
    "bus": Job("fjordbusserne", "T10", "Rutebuschauffør", Decimal(37), "Overenskomst for rutebilkørsel",
               "Bybusser og landruter. Kørekort D tages undervejs, kørekort B kræves."),
    "kabel": Job("kabel-og-fiber", "T02", "Kabelmedarbejder", Decimal(37), BUILDING, "Nedlægning af fiber. Kørekort B."),
    "natlager": Job("nordkyst-logistik", "T05", "Lagermedarbejder på natholdet", Decimal(37), STOCK,
                    "Sortering af gods 22.00-5.30.", contact=1),
    "sosu": Job("solbakken", "T13", "SOSU-medhjælper", Decimal(32), PUBLIC_WORK,
                "Personlig pleje og praktisk hjælp. Straffeattest kræves."),
    "boernehus": Job("boernehuset-maagen", "T14", "Pædagogmedhjælper", Decimal(32), PUBLIC_WORK,
                     "Vuggestue og legeplads. Børneattest skal foreligge før første dag."),
    "montage": Job("vindtek", "T08", "Montagemedarbejder", Decimal(37), INDUSTRY, "Samling af styreskabe.", contact=1),
    "slagteri2": Job("kystens-slagteri", "T12", "Slagterimedarbejder på pakkeriet", Decimal(37), INDUSTRY,
                     "Pakning og mærkning. Køligt og stående arbejde."),
    "raadhus2": Job("fjordby-rengoering", "T09", "Rengøringsassistent, aftenholdet", Decimal(30), CLEANING,
                    "Rådhuset og biblioteket, 16.00-22.00.", contact=1),
    "hotel2": Job("hotel-fjordblik", "T19", "Medhjælper i housekeeping", Decimal(30), CLEANING, "Linned og værelser."),
    "anlaeg2": Job("bdr-aakjaer", "T15", "Vejmedhjælper", Decimal(37), BUILDING, "Skilte, fliser og asfalt."),
    "bageri": Job("det-gyldne-korn", "T18", "Bagerimedarbejder", Decimal(32), "Bageroverenskomsten",
                  "Dejrum og pakning. Mødetid kl. 4.00."),
    "kantine2": Job("havnens-koekken", "T17", "Kantinemedhjælper på havnen", Decimal(30), KITCHEN, "Buffet og opvask."),
}  # fmt: skip


@dataclass(frozen=True)
class Free:
    """A job that nobody is on the way to yet."""

    job: Job
    months: int  # ahead; from the first working day of that month
    withdrawn: bool = False


# The first one is the job that the first caseworker's waiting citizen fits.
FREE = (
    Free(Job("havnens-koekken", "T03", "Køkkenmedhjælper i kantinen på Havnen", Decimal(32), KITCHEN,
             "Anretning, opvask og lettere madlavning 7.00-13.30. Hygiejnebevis tages undervejs."), 7),
    Free(Job("hotel-fjordblik", "T19", "Rengøringsassistent til hotellet", Decimal(30), CLEANING,
             "Sæsonen begynder til foråret; jobbet er fast hele året.", places=2), 6),
    Free(Job("nordkyst-logistik", "T06", "Lastbilchauffør", Decimal(37), STOCK,
             "Distribution i kommunen. Kørekort C tages undervejs, kørekort B kræves."), 8),
    Free(Job("solbakken", "T13", "SOSU-medhjælper til aftenvagt", Decimal(28), PUBLIC_WORK,
             "Straffeattest kræves. Dansk svarende til Danskuddannelse 2."), 9),
    Free(Job("det-gyldne-korn", "T18", "Bagermedhjælper", Decimal(37), "Bageroverenskomsten", "Mødetid kl. 3.00."), 5),
    Free(Job("kabel-og-fiber", "T02", "Kabel- og ledningsarbejder", Decimal(37), BUILDING, "Kørekort B."), 4),
    Free(Job("torvets-koebmand", "T01", "Butiksassistent i weekenden", Decimal(15), STORE, ""), 7),
    Free(Job("vindtek", "T08", "Produktionsmedarbejder på natholdet", Decimal(37), INDUSTRY, "Nathold 23.00-7.00.", places=3), 7),
    Free(Job("fjordbusserne", "T10", "Chauffør til natbusserne", Decimal(37), "Overenskomst for rutebilkørsel", ""), 6, withdrawn=True),
    Free(Job("bdr-aakjaer", "T15", "Stilladsmedhjælper", Decimal(37), BUILDING, "Stilladskursus tages undervejs."), 3, withdrawn=True),
)  # fmt: skip

# The kinds of jobs that chains of the last two years led to.
EARLIER = (
    Job("fjordby-rengoering", "T09", "Rengøringsassistent", Decimal(32), CLEANING),
    Job("havnens-koekken", "T03", "Køkkenmedhjælper", Decimal(32), KITCHEN),
    Job("nordkyst-logistik", "T05", "Lagermedarbejder", Decimal(37), STOCK),
    Job("torvets-koebmand", "T01", "Butiksmedhjælper", Decimal(30), STORE),
    Job("vindtek", "T08", "Produktionsmedarbejder", Decimal(37), INDUSTRY),
    Job("mejeriet-engholm", "T16", "Rengøringsmedarbejder på mejeriet", Decimal(37), INDUSTRY),
    Job("fjordby-sygehus", "T11", "Serviceassistent", Decimal(37), "Regional overenskomst"),
    Job("kystens-slagteri", "T12", "Slagterimedarbejder", Decimal(37), INDUSTRY),
    Job("medipak", "T04", "Lagermedarbejder", Decimal(37), STOCK),
    Job("hotel-fjordblik", "T19", "Stuepige eller stuedreng", Decimal(28), CLEANING),
    Job("solbakken", "T13", "SOSU-medhjælper", Decimal(32), PUBLIC_WORK),
    Job("brevogpakke", "T07", "Postarbejder", Decimal(37), STOCK),
    Job("bdr-aakjaer", "T15", "Anlægsmedarbejder", Decimal(37), BUILDING),
    Job("kabel-og-fiber", "T02", "Kabelmedarbejder", Decimal(37), BUILDING),
)

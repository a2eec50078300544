"""The model that is offered first is the nearest to the job, for titles as they are written in advertisements."""

import pytest

from casework.blueprints import catalogue
from casework.blueprints.nearness import nearness, stems
from companies.disco.lookup import code_of


def first_for(title, disco=""):
    """By the code of the catalogue; in the order of the page."""
    models = sorted(catalogue.models(), key=lambda model: model.title)
    return max(models, key=lambda model: nearness(title, disco, model.title, model.branch)).code


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("Montagemedarbejder", "T24"),
        ("Elektronikmontør", "T24"),
        ("Møbelmontør", "T24"),
        ("Rengøringsassistent", "T09"),
        ("Rengøringsassistent, aftenholdet", "T09"),
        ("Rengøringsmedarbejder på mejeriet", "T16"),
        ("Serviceassistent", "T11"),
        ("Hospitalsserviceassistent", "T27"),
        ("Lagermedarbejder", "T04 T05"),
        ("Lager- og logistikmedarbejder", "T04 T05"),
        ("Truckfører", "T04 T05"),
        ("Lagermedarbejder i transportbranchen, nat", "T05"),
        ("Buschauffør", "T10"),
        ("Lastvognschauffør", "T06"),
        ("Taxachauffør", "T23"),
        ("Kantineassistent", "T17"),
        ("Køkkenassistent", "T03"),
        ("Kok", "T03"),
        ("Butiksassistent", "T01"),
        ("Ekspedient i bagerbutik", "T01"),
        ("Produktionsmedarbejder", "T08"),
        ("Pakkerimedarbejder", "T08"),
        ("Fabriksarbejder", "T08"),
        ("Slagter", "T12"),
        ("Bagerimedarbejder", "T18"),
        ("Social- og sundhedshjælper", "T13"),
        ("SOSU-hjælper", "T13"),
        ("Hjemmehjælper", "T13"),
        ("Pædagogisk assistent", "T14"),
        ("Børnehavemedhjælper", "T14"),
        ("Vejmedhjælper", "T15"),
        ("Kabelmontør", "T02"),
        ("Postbud", "T07"),
        ("Stuepige", "T19"),
        ("Hotelmedarbejder", "T19"),
        ("Vaskeriassistent", "T20"),
        ("Gartnerimedarbejder", "T21"),
        ("Parkmedarbejder", "T21"),
        ("Anlægsgartner", "T21"),
        ("Pedel", "T22"),
        ("Portør", "T27"),
        ("Tjener", "T17"),
        ("Kontorassistent", "T25"),
        ("Receptionist", "T25"),
        ("Medhjælper i landbrug", "T26"),
        ("Stilladsmontør", "T28"),
    ],
)
def test_the_nearest_stands_first(title, codes):
    assert first_for(title, code_of(title)) in codes.split()


def test_the_kind_of_job_decides_where_the_title_says_nothing():
    assert first_for("Ung mand til natholdet", "9412") in {"T03", "T17"}
    assert nearness("Astronaut", "", "Rengøringsmedarbejder", "Rengøring") == 0


def test_a_rank_is_no_trade():
    assert stems("Lager- og logistikmedarbejder") == {"lager", "logistik"}
    assert stems("Medarbejder") == frozenset()
    assert nearness("Montagemedarbejder", "", "Kantinemedarbejder", "Køkken og kantine") == 0


def test_ones_own_model_of_the_same_name_comes_before_all():
    own = nearness("Rengøringsassistent", "9112", "Rengøringsassistent", "")
    assert own > nearness("Rengøringsassistent", "9112", "Rengøringsmedarbejder", "Rengøring")

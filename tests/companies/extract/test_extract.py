"""An extract of the CVR register read line by line, and held against what we know: by table, with every kind of bad input."""

from datetime import date

import pytest

from companies.extract import extract, wording
from companies.extract.comparison import KnownCompany, KnownSite, compare
from companies.extract.extract import MOST_BYTES, MOST_LINES, Content, Fault, read
from companies.files.lines import FileFault, LineFault, UnreadableFile
from companies.files.wording import of_file
from tests.factories.companies import valid_cvr

TODAY = date(2027, 3, 1)
CVR, OTHER = valid_cvr(700), valid_cvr(701)
HEAD = "CVR-nr;Navn;P-nr;Adresse;Ansatte;Opgjort den;Sektor;Ophørsdato;Status"


def line(**said):
    plain = {
        "cvr": CVR, "navn": "Nordlys ApS", "p": "1003123456", "adresse": "Havnevej 1, 5000 Prøvby", "ansatte": "12",
        "dag": "01-02-2027", "sektor": "privat", "ophoert": "", "status": "Normal",
    }  # fmt: skip
    return ";".join((plain | said).values())


def one(**said):
    content = read(f"{HEAD}\n{line(**said)}".encode(), today=TODAY)
    [found] = content.lines or content.problems
    return found


def refused(content):
    with pytest.raises(UnreadableFile) as error:
        read(content, today=TODAY)
    assert of_file(error.value.fault, error.value.facts)
    return error.value


# The file ---------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_it_is_read_as_spreadsheets_save_it(encoding, sign):
    text = f"{HEAD}\n{line(navn='Ærø Is og Røg', adresse='Åvej 1')}".replace(";", sign)
    [found] = read(text.encode(encoding), today=TODAY).lines
    assert (found.name, found.address) == ("Ærø Is og Røg", "Åvej 1")


def test_the_address_may_come_in_pieces():
    text = f"CVR;Navn;Vejnavn;Husnr;Postnr;Postdistrikt\n{CVR};Nordlys;Havnevej;12 B;5000;Odense C"
    assert read(text.encode(), today=TODAY).lines[0].address == "Havnevej 12 B, 5000 Odense C"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", FileFault.EMPTY), (b"\n\n ;;\n", FileFault.EMPTY), (bytes(range(256)) * 40, FileFault.NOT_TEXT),
        (b"PK\x03\x04" + bytes(300), FileFault.SPREADSHEET), (b"a;b\n1;2", FileFault.NO_HEADER),
        (line().encode(), FileFault.NO_HEADER), (f"{HEAD};cvr\n".encode(), FileFault.TWICE),
    ],
)  # fmt: skip
def test_what_is_no_extract_is_refused(content, fault):
    assert refused(content).fault == fault


def test_a_header_further_down_is_pointed_at():
    found = refused(f"Udtræk fra CVR\nDannet 1. marts 2027\n\n{HEAD}\n{line()}".encode())
    assert (found.fault, found.facts["line"]) == (FileFault.MOVED_HEADER, 4)


def test_fifty_thousand_lines_and_a_file_that_is_too_large_are_refused_with_a_sentence():
    many = refused((HEAD + "\n" + f"{CVR};N\n" * 50_000).encode())
    assert many.fault == FileFault.TOO_MANY_LINES
    assert of_file(many.fault, many.facts) == "Filen har flere end 10.000 linjer. Del den i flere."
    large = refused(b"x" * (MOST_BYTES + 1))
    assert of_file(large.fault, large.facts) == "Filen er større end 5 MB. Del den i flere."


def test_as_many_lines_as_there_may_be_are_read_and_kept_small():
    rows = [f"{CVR};Nordlys ApS;{1_000_000_000 + n};Havnevej {n}" for n in range(MOST_LINES)]
    content = read(("CVR;Navn;P-nr;Adresse\n" + "\n".join(rows)).encode(), today=TODAY)
    assert len(content.lines) == MOST_LINES
    assert Content.from_json(content.as_json()) == content


# A line -----------------------------------------------------------------------------------------------------------------------
WRONG = f"{CVR[:7]}{(int(CVR[7]) + 1) % 10}"


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"cvr": ""}, LineFault.MISSING), ({"navn": " "}, LineFault.MISSING), ({"cvr": WRONG}, Fault.CVR),
        ({"cvr": "123"}, Fault.CVR), ({"cvr": "0" * 8}, Fault.CVR), ({"cvr": "٣٠٠٠٠٠٠٠"}, Fault.CVR),
        ({"p": "123"}, Fault.P_NUMBER), ({"p": "x" * 10}, Fault.P_NUMBER), ({"ansatte": "mange"}, LineFault.NUMBER),
        ({"ansatte": "-3"}, LineFault.NUMBER), ({"ansatte": "200001"}, LineFault.NUMBER), ({"dag": ""}, Fault.NO_DAY),
        ({"ansatte": ""}, Fault.NO_EMPLOYEES), ({"dag": "02-03-2027"}, Fault.FUTURE), ({"dag": "31-02-2027"}, LineFault.DATE),
        ({"dag": "2027K5"}, LineFault.DATE), ({"sektor": "halv"}, Fault.SECTOR), ({"status": "måske"}, Fault.STATE),
        ({"ophoert": "01-01-2030"}, Fault.FUTURE), ({"navn": "=1+1"}, LineFault.TEXT), ({"navn": "Bo 010190-1234"}, LineFault.TEXT),
        ({"navn": "a\u202eb"}, LineFault.TEXT), ({"navn": "æ" * 201}, LineFault.TEXT), ({"navn": '"Nord'}, LineFault.QUOTES),
        ({"status": "Normal;mere"}, LineFault.TOO_MANY_FIELDS), ({"adresse": "x" * 5000}, LineFault.LONG_LINE),
    ],
)  # fmt: skip
def test_a_bad_line_has_its_number_and_a_sentence(said, fault):
    found = one(**said)
    assert (found.line, found.fault) == (2, fault)
    assert wording.of_problem(found)


def test_every_fault_has_its_words():
    assert {*Fault, *LineFault} == set(wording._FAULTS)


def test_wrong_check_digits_are_told_apart_from_a_number_that_is_no_cvr_number():
    assert "passer ikke sammen" in wording.of_problem(one(cvr=WRONG))
    assert "skal være otte cifre" in wording.of_problem(one(cvr="123"))


@pytest.mark.parametrize(
    ("text", "employees"), [("12", 12), ("12,5", 12), ("1.234", 1234), ("10-19", 10), ("ANTAL_20_49", 20), ("0", 0)]
)
def test_employees_are_whole_and_on_the_safe_side(text, employees):
    assert one(ansatte=text).employees == employees


@pytest.mark.parametrize(
    ("text", "day"), [("2026K4", date(2026, 12, 31)), ("2026-K2", date(2026, 6, 30)), ("01-02-2027", date(2027, 2, 1))]
)
def test_the_day_may_be_a_quarter(text, day):
    assert one(dag=text).as_of == day


@pytest.mark.parametrize(
    ("said", "is_open", "closed"),
    [
        ({"status": "Ophørt"}, False, None), ({"status": "", "ophoert": "01-02-2027"}, False, date(2027, 2, 1)),
        ({"status": "Under konkurs"}, True, None), ({"status": ""}, None, None), ({"status": "Normal"}, True, None),
    ],
)  # fmt: skip
def test_closed_is_told_by_date_or_state(said, is_open, closed):
    found = one(**said)
    assert (found.is_open, found.closed) == (is_open, closed)


def test_the_legal_form_tells_the_sector():
    text = f"CVR;Navn;Virksomhedsform\n{CVR};A;Primærkommune\n{OTHER};B;Anpartsselskab"
    assert [row.sector for row in read(text.encode(), today=TODAY).lines] == ["public", "private"]


def test_columns_that_we_do_not_know_are_named_and_never_kept():
    content = read(f"{HEAD};Direktør\n{line()};Bo Borger".encode(), today=TODAY)
    assert content.unused == ("Direktør",)
    assert "Borger" not in str(content.as_json())


# Held against what we know ----------------------------------------------------------------------------------------------------
def site(**said):
    plain = {"id": 1, "p_number": "1003123456", "name": "Nordlys ApS", "address": "Havnevej 1, 5000 Prøvby", "employees": 12,
             "as_of": date(2027, 2, 1), "closed_on": None}  # fmt: skip
    return KnownSite(**(plain | said))


def known(*sites, **said):
    plain = {"id": 7, "public_id": "x", "cvr": CVR, "name": "Nordlys ApS", "sector": "private", "closed_on": None}
    return KnownCompany(**(plain | said), sites=sites or (site(),))


def held(*rows, against=(), owners=None):
    content = read("\n".join([HEAD, *rows]).encode(), today=TODAY)
    return compare(content, against, owners or {}, today=TODAY)


def only(*rows, against):
    [item] = held(*rows, against=[against]).changed
    return item


def test_what_we_have_already_is_unchanged():
    found = held(line(), against=[known()])
    assert (len(found.unchanged), found.changes_anything) == (1, False)


def test_what_is_new_brings_its_places():
    found = held(line(), line(p="1003123457"), line(cvr=OTHER, navn="Sydvest", p="1003999999"))
    assert [(item.name, len(item.sites)) for item in found.new] == [("Nordlys ApS", 2), ("Sydvest", 1)]


def test_changes_are_old_and_new():
    item = only(line(navn="Nordlys A/S", ansatte="15", dag="15-02-2027"), against=known())
    assert item.changes == {"name": ["Nordlys ApS", "Nordlys A/S"]}
    assert item.sites[0].changes == {"employees": [12, 15], "as_of": ["2027-02-01", "2027-02-15"]}


def test_an_older_figure_never_replaces_a_newer_one():
    assert not held(line(ansatte="99", dag="01-01-2027"), against=[known()]).changes_anything


def test_an_empty_field_erases_nothing():
    assert not held(line(adresse="", ansatte="", dag="", sektor="", status=""), against=[known()]).changes_anything


def test_a_company_that_is_closed_closes_once_and_opens_again():
    item = only(line(status="Ophørt", ophoert="20-02-2027"), against=known())
    assert item.closes
    assert item.changes["closed_on"] == [None, "2027-02-20"]
    gone = known(site(closed_on=date(2027, 2, 20)), closed_on=date(2027, 2, 20))
    assert not held(line(status="Ophørt"), against=[gone]).changes_anything
    assert only(line(), against=gone).changes["closed_on"] == ["2027-02-20", None]


def test_one_unit_that_closes_does_not_close_the_company():
    two = known(site(), site(id=2, p_number="1003123457", name="Filialen"))
    item = only(line(), line(p="1003123457", status="Ophørt"), against=two)
    assert not item.closes
    assert [part.changes for part in item.sites if part.changes] == [{"closed_on": [None, "2027-03-01"]}]


def test_a_place_without_a_number_takes_that_of_its_name_or_address():
    ours = known(site(p_number="", name="Butikken", address="Havnevej 1, 5000 Prøvby"))
    assert only(line(), against=ours).sites[0].changes["p_number"] == ["", "1003123456"]


def test_a_number_that_is_anothers_is_an_error_that_says_whose():
    found = held(line(), owners={"1003123456": (OTHER, "Sydvest A/S")})
    [problem] = found.problems
    assert "Sydvest A/S" in wording.of_problem(problem)
    assert not found.changes_anything


def test_the_same_place_twice_and_one_number_with_two_names_are_errors_by_line():
    found = held(line(), line(), line(navn="Noget andet", p="1003123457"), line(cvr=OTHER, navn="Sydvest"))
    assert [(problem.line, problem.fault) for problem in found.problems] == [
        (3, Fault.REPEATED), (4, Fault.SAYS_OTHERWISE), (5, Fault.REPEATED),
    ]  # fmt: skip
    assert [wording.of_problem(problem) for problem in found.problems]


def test_a_company_alone_makes_no_place_of_work():
    text = f"CVR;Navn\n{CVR};Nordlys ApS"
    content = extract.read(text.encode(), today=TODAY)
    [item] = compare(content, [], {}, today=TODAY).new
    assert item.sites == ()


def test_the_fingerprint_changes_with_what_would_be_done():
    prints = {
        held(line(), against=against).fingerprint
        for against in ([], [known(name="Andet")], [known(name="Tredje")], [known()])
    }
    assert len(prints) == 4

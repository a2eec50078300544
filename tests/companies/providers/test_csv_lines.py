"""A provider's file, line by line: what is read however it is written, and the sentence for everything that cannot be."""

from datetime import date, timedelta

import pytest

from companies.files.texts import TextFault
from companies.files.wording import TEXTS, of_file
from companies.providers import wording
from companies.providers.csv_lines import (
    COLUMNS,
    LONGEST_LINE,
    MOST_BYTES,
    MOST_LINES,
    Content,
    Fault,
    FileFault,
    UnreadableFile,
    read,
)  # fmt: skip

TODAY = date(2026, 11, 25)
HEAD = "titel;udbyder;start;slut;dage;pladser;optaget;ledige;sted;amu;pris;holdnummer;tilstand"
PLAIN = {
    "titel": "Rengøringshygiejne", "udbyder": "EUC Fjord", "start": "01-03-2027", "slut": "03-03-2027", "dage": "3",
    "pladser": "12", "optaget": "", "ledige": "", "sted": "", "amu": "", "pris": "", "holdnummer": "", "tilstand": "",
}  # fmt: skip


def row(**other):
    return ";".join((PLAIN | other).values())


def parse(*rows, head=HEAD, encoding="utf-8", end="\n"):
    return read(end.join([head, *rows]).encode(encoding), today=TODAY)


def line(**other):
    content = parse(row(**other))
    assert content.problems == ()
    return content.lines[0]


def problem(**other):
    content = parse(row(**other))
    assert content.lines == ()
    [found] = content.problems
    assert found.line == 2
    assert wording.of_problem(found)
    return found


# Whatever spreadsheets write ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_danish_letters_in_every_encoding(encoding):
    content = parse(row(sted="Ærøskøbing"), encoding=encoding)
    assert (content.lines[0].title, content.lines[0].place) == ("Rengøringshygiejne", "Ærøskøbing")


def test_letters_that_a_mac_takes_apart_are_put_together():
    assert line(titel="Ha\u030andværk").title == "Håndværk"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_and_the_number_that_the_spreadsheet_shows(end):
    content = parse(row(), "", row(start="i morgen"), "  ;;;", row(holdnummer="H1"), end=end)
    assert [found.number for found in content.lines] == [2, 6]
    assert [found.line for found in content.problems] == [4]


@pytest.mark.parametrize("sign", [";", "\t", ","])
def test_every_sign_between_fields(sign):
    content = parse(row().replace(";", sign), head=HEAD.replace(";", sign))
    assert content.lines[0].provider == "EUC Fjord"


def test_what_excel_writes_above_the_headings_is_passed_over():
    content = read(f"sep=;\r\n{HEAD}\r\n{row()}".encode("utf-8-sig"), today=TODAY)
    assert content.lines[0].number == 3


def test_headings_in_any_order_by_any_of_their_names_and_no_more_than_is_needed():
    content = parse("8;Kurset;01-03-2027;2;Skolen", head="Antal pladser;KURSUS;Start-dato;dage;Skole")
    found = content.lines[0]
    assert (found.seats, found.title, found.provider, found.days, found.until) == (8, "Kurset", "Skolen", 2, None)
    assert (found.place, found.price_kr, found.cancelled, found.taken) == (None, None, None, None)


def test_columns_that_we_do_not_know_are_told_of_and_never_kept():
    content = parse(row() + ";Bo Bosen 010190-1234", head=HEAD + ";Deltager")
    assert content.unused == ("Deltager",)
    assert "Bosen" not in str(content.as_json())
    assert "1234" not in str(content.as_json())


def test_a_quoted_field_may_hold_the_sign_between_fields():
    assert line(titel='"Truck; certifikat ""B"""').title == 'Truck; certifikat "B"'


# Values --------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", [
    "01-03-2027", "1.3.2027", "1/3-2027", "2027-03-01", "01-03-27", "1. marts 2027", "mandag 1. marts 2027", "uge 9 2027",
    "01-03-2027 00:00", "2027-03-01T00:00:00",
])  # fmt: skip
def test_dates_as_people_and_spreadsheets_write_them(text):
    assert line(start=text).starts_on == date(2027, 3, 1)


def test_the_last_day_is_written_and_the_day_after_is_kept():
    assert line().until == date(2027, 3, 4)
    assert line(slut="01-03-2027", dage="").until == date(2027, 3, 2)


@pytest.mark.parametrize(("text", "kr"), [
    ("", None), ("0", 0), ("1404", 1404), ("1.404", 1404), ("1.404,00", 1404), ("1404,50", 1405), ("kr. 1.404,-", 1404),
    ("1 404 kr.", 1404), ("DKK 594", 594), ("1.000.000", 1_000_000),
])  # fmt: skip
def test_prices_in_whole_kroner(text, kr):
    assert line(pris=text).price_kr == kr


@pytest.mark.parametrize(("text", "cancelled"), [("", None), ("Aflyst", True), ("åben", False), ("OPEN", False)])
def test_states(text, cancelled):
    assert line(tilstand=text).cancelled is cancelled


def test_a_number_that_a_spreadsheet_gave_a_decimal():
    assert line(pladser="12,0").seats == 12
    assert line(pladser="12.00").seats == 12


# What cannot be read --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("other", "fault"), [
    ({"titel": ""}, Fault.MISSING), ({"udbyder": "  "}, Fault.MISSING), ({"start": ""}, Fault.MISSING), ({"pladser": ""}, Fault.MISSING),
    ({"start": "i morgen"}, Fault.DATE), ({"start": "31-02-2027"}, Fault.DATE), ({"start": "01-03"}, Fault.DATE),
    ({"slut": "uge 60 2027"}, Fault.DATE), ({"start": "46000"}, Fault.DATE), ({"start": "01-03-20270"}, Fault.DATE),
    ({"start": "01-03-2031", "slut": "02-03-2031"}, Fault.YEAR),
    ({"slut": "28-02-2027"}, Fault.ORDER), ({"slut": "01-03-2030"}, Fault.TOO_LONG),
    ({"slut": "", "dage": ""}, Fault.NO_END), ({"dage": "4"}, Fault.TOO_MANY_DAYS),
    ({"dage": "0"}, Fault.NUMBER), ({"dage": "-3"}, Fault.NUMBER), ({"dage": "3 dage"}, Fault.NUMBER), ({"dage": "999"}, Fault.NUMBER),
    ({"pladser": "0"}, Fault.SEATS), ({"pladser": "mange"}, Fault.NUMBER), ({"pladser": "1.000"}, Fault.NUMBER),
    ({"pladser": "１２"}, Fault.NUMBER), ({"pladser": "12,5"}, Fault.NUMBER), ({"pladser": "9" * 400}, Fault.NUMBER),
    ({"optaget": "13"}, Fault.OVERBOOKED), ({"ledige": "13"}, Fault.OVERBOOKED),
    ({"optaget": "5", "ledige": "5"}, Fault.DISAGREE),
    ({"amu": "1234"}, Fault.AMU), ({"amu": "abcde"}, Fault.AMU), ({"amu": "٤٧٥٩٢"}, Fault.AMU),
    ({"pris": "gratis"}, Fault.NUMBER), ({"pris": "-5"}, Fault.NUMBER), ({"pris": "1.000.001"}, Fault.NUMBER), ({"pris": "1,234"}, Fault.NUMBER),
    ({"tilstand": "måske"}, Fault.STATE), ({"titel": 'Truck "B'}, None), ({"titel": '"Truck'}, Fault.QUOTES),
    ({"tilstand": ";én for mange"}, Fault.TOO_MANY_FIELDS), ({"sted": "x" * LONGEST_LINE}, Fault.LONG_LINE),
])  # fmt: skip
def test_a_line_that_cannot_be_read(other, fault):
    if fault is None:  # a quotation mark inside a word is only a sign
        assert line(**other).title == 'Truck "B'
    else:
        assert problem(**other).fault == fault


@pytest.mark.parametrize("column", ["titel", "udbyder", "sted", "holdnummer"])
@pytest.mark.parametrize(("text", "why"), [
    ("=HYPERLINK(1)", TextFault.FORMULA), ("+45", TextFault.FORMULA), ("-1", TextFault.FORMULA), ("@SUM(A1)", TextFault.FORMULA),
    ("＝1+1", TextFault.FORMULA), ("'=1", TextFault.FORMULA), ("|cmd", TextFault.FORMULA),
    ("a\u202eb", TextFault.INVISIBLE), ("a\u200bb", TextFault.INVISIBLE), ("a\x07b", TextFault.INVISIBLE),
    ("Bo 010190-1234", TextFault.CPR), ("0101901234", TextFault.CPR), ("æ" * 151, TextFault.TOO_LONG), ("***", TextFault.NO_LETTER),
])  # fmt: skip
def test_a_text_that_would_do_harm_is_refused_wherever_it_stands(column, text, why):
    found = problem(**{column: text})
    assert (found.fault, found.facts["why"]) == (Fault.TEXT, why)
    assert text not in wording.of_problem(found)


def test_one_broken_line_breaks_no_other():
    content = parse(row(holdnummer="A"), '"' + row(), row(holdnummer="B"), row(start="?"), row(holdnummer="C"))
    assert [found.reference for found in content.lines] == ["A", "B", "C"]
    assert [(found.line, found.fault) for found in content.problems] == [(3, Fault.QUOTES), (5, Fault.DATE)]


def test_every_fault_has_its_sentence():
    said = {fault: wording._FAULTS[fault] for fault in Fault}
    assert len(said) == len(Fault)
    assert set(TEXTS) == set(TextFault)


# The file as a whole ---------------------------------------------------------------------------------------------------------------
def refused(content):
    with pytest.raises(UnreadableFile) as error:
        read(content, today=TODAY)
    assert of_file(error.value.fault, error.value.facts)
    return error.value


@pytest.mark.parametrize(("content", "fault"), [
    (b"", FileFault.EMPTY), (b"\n\r\n ;;; \n", FileFault.EMPTY), (b"\xef\xbb\xbf", FileFault.EMPTY), (b"sep=;\n", FileFault.EMPTY),
    (b"PK\x03\x04" + bytes(200), FileFault.SPREADSHEET), (b"\xd0\xcf\x11\xe0\xa1", FileFault.SPREADSHEET),
    (b"titel\x00;udbyder", FileFault.NOT_TEXT), (b"\xff\xfea", FileFault.NOT_TEXT), (bytes(range(256)), FileFault.NOT_TEXT),
    (b"a;b;c\n1;2;3", FileFault.NO_HEADER), (row().encode(), FileFault.NO_HEADER), (b'"titel;udbyder', FileFault.NO_HEADER),
    (f"{HEAD};Kursus\n".encode(), FileFault.TWICE),
])  # fmt: skip
def test_a_file_that_is_no_list_of_courses(content, fault):
    assert refused(content).fault == fault


def test_the_missing_headings_are_named():
    assert refused(b"titel;start\n").facts == {"columns": ["udbyder", "pladser"]}


def test_size_and_lines_are_bounded():
    assert refused(b"x" * (MOST_BYTES + 1)).fault == FileFault.TOO_LARGE
    short = "titel;udbyder;start;dage;pladser\n"
    one = "K;U;01-03-2027;1;5\n"
    assert len(read((short + one * MOST_LINES).encode(), today=TODAY).lines) == MOST_LINES
    assert refused((short + one * (MOST_LINES + 1)).encode()).fault == FileFault.TOO_MANY_LINES


def test_headings_only_is_a_file_without_classes():
    assert parse() == Content(lines=(), problems=())


def test_what_was_read_is_the_same_after_it_was_kept():
    content = parse(row(pris="1.404", sted="By", tilstand="aflyst"), row(titel="=1"), head=HEAD)
    assert Content.from_json(content.as_json()) == content


def test_our_own_headings_are_the_first_of_their_names():
    assert {names[0] for names in COLUMNS.values()} == set(HEAD.split(";"))
    every = [name for names in COLUMNS.values() for name in names]
    assert len(every) == len(set(every))


def test_three_years_ahead_is_read_and_a_day_more_is_not():
    last = TODAY + timedelta(days=3 * 366)
    assert line(start=f"{last:%d-%m-%Y}", slut="", dage="1").starts_on == last
    assert problem(start=f"{last + timedelta(days=1):%d-%m-%Y}", slut="", dage="1").fault == Fault.YEAR

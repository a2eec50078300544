"""What is read as a CPR number, what is only warned about, and what cannot be one."""

from datetime import date

import pytest

from casework.citizens import cpr
from casework.citizens.cpr import Trouble, Warn

TODAY = date(2026, 11, 25)


def trouble(text):
    with pytest.raises(cpr.Unreadable) as caught:
        cpr.parse(text, today=TODAY)
    return caught.value.trouble


@pytest.mark.parametrize(
    "text",
    ["070761-4285", "0707614285", "070761 4285", "07 07 61 4285", "07.07.61-4285", " 070761-4285 ", "070761–4285", "070761 - 4285",
     "070761\u00a0-\u00a04285"],
)  # fmt: skip
def test_read_as_people_write_it(text):
    assert cpr.parse(text, today=TODAY) == cpr.Parsed("0707614285", date(1961, 7, 7))


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("010100-0000", date(1900, 1, 1)),  # 0-3: 1900-1999
        ("311299-3999", date(1999, 12, 31)),
        ("010136-4000", date(2036, 1, 1)),  # 4 and 9: 2000-2036 and 1937-1999
        ("010137-4000", date(1937, 1, 1)),
        ("010136-9000", date(2036, 1, 1)),
        ("010137-9000", date(1937, 1, 1)),
        ("010157-5000", date(2057, 1, 1)),  # 5-8: 2000-2057 and 1858-1899
        ("010158-8000", date(1858, 1, 1)),
        ("290200-4000", date(2000, 2, 29)),  # a leap day
    ],
)
def test_the_seventh_digit_gives_the_century(text, born):
    later = date(2060, 1, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cpr, "OLDEST_YEARS", 300)
        assert cpr.parse(text, today=later).born_on == born


def test_a_newer_number_without_modulus_11_is_valid_and_warned_about():
    assert cpr.parse("070761-4285", today=TODAY).warning is None
    assert cpr.parse("070761-4286", today=TODAY).warning == Warn.MODULUS_11


def test_a_replacement_number_has_60_added_to_its_day():
    parsed = cpr.parse("610180-1234", today=TODAY)
    assert parsed == cpr.Parsed("6101801234", date(1980, 1, 1), Warn.REPLACEMENT)
    assert cpr.parse("910180-1234", today=TODAY).born_on == date(1980, 1, 31)


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "010203", "010203-123", "010203-12345", "01020312341", "abcdef-ghij", "010203-12a4", "٠١٠٢٠٣-١٢٣٤",
     "０１０２０３-1234", "010203\x001234", "010203--1234", "010203-1234 x", "1" * 5000, "🙂", "\ud800"],
)  # fmt: skip
def test_what_has_not_the_shape(text):
    assert trouble(text) == Trouble.SHAPE


@pytest.mark.parametrize("text", ["000101-1234", "320101-1234", "310401-1234", "290201-1234", "011301-1234", "010001-1234", "600180-1234", "920180-1234", "990180-1234"])  # fmt: skip
def test_what_is_no_day(text):
    assert trouble(text) == Trouble.NO_SUCH_DAY


def test_29_february_is_asked_of_the_right_century():
    assert trouble("290200-1234") == Trouble.NO_SUCH_DAY  # 1900 was no leap year
    assert cpr.parse("290200-4234", today=TODAY).born_on == date(2000, 2, 29)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("261126-4000", Trouble.UNBORN),
        ("010157-5000", Trouble.UNBORN),
        ("211062-5629", Trouble.TOO_OLD),  # 1862
        ("010100-1234", Trouble.TOO_OLD),  # 1900
    ],
)
def test_births_that_cannot_be(text, why):
    assert trouble(text) == why


def test_born_today_is_born():
    assert cpr.parse("251126-4000", today=TODAY).born_on == TODAY


def test_masked_and_shown():
    assert cpr.mask("0707614285") == "******-4285"
    assert cpr.show("0707614285") == "070761-4285"


def test_no_number_stands_in_what_is_printed_or_raised():
    assert "070761" not in repr(cpr.parse("0707614285", today=TODAY))
    with pytest.raises(cpr.Unreadable) as caught:
        cpr.parse("320761-4285", today=TODAY)
    assert "4285" not in f"{caught.value!r}{caught.value}"


@pytest.mark.parametrize("text", ["ring om 070761-4285 i dag", "0707614285", "cpr:070761 4285.", "610180-1234"])
def test_a_number_inside_a_sentence_is_seen(text):
    assert cpr.is_written_in(text)


@pytest.mark.parametrize("text", ["sag 12345678901234", "tlf. 70 00 00 00", "B-2026-0042", "", "010203"])
def test_other_digits_are_not(text):
    assert not cpr.is_written_in(text)

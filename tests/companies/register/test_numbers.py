"""CVR and P-numbers, telephone numbers, and CPR numbers where none should be."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.dk import cvr

from companies.register.numbers import clean_cvr, clean_p_number, holds_a_cpr_number
from jobpakker.foundation.ui.phones import clean_phone
from tests.factories.companies import valid_cvr


@pytest.mark.parametrize("text", ["25313763", "25 31 37 63", "DK25313763", "dk 25 31 37 63", " 25-31-37-63 "])
def test_a_cvr_number_is_read_as_people_write_it(text):
    assert clean_cvr(text) == "25313763"


@pytest.mark.parametrize("text", ["", "2531376", "253137630", "02531376", "2531376x", "٢٥٣١٣٧٦٣", "25313763\n25313763"])
def test_what_is_no_cvr_number_is_refused_with_a_sentence(text):
    with pytest.raises(ValidationError) as refused:
        clean_cvr(text)
    assert refused.value.message.endswith((".", "?"))


def test_every_single_wrong_digit_is_found():
    """The check digits: of 72 ways to get one digit wrong, none passes."""
    for place in range(8):
        for digit in "0123456789":
            wrong = "25313763"[:place] + digit + "25313763"[place + 1 :]
            if wrong != "25313763":
                with pytest.raises(ValidationError):
                    clean_cvr(wrong)


def test_two_digits_swapped_are_found_and_said_so():
    with pytest.raises(ValidationError) as refused:
        clean_cvr("25313736")
    assert refused.value.code == "checksum"
    assert "byttet om" in refused.value.message


def test_the_factory_makes_different_right_numbers():
    numbers = [valid_cvr(n) for n in range(50)]
    assert all(cvr.is_valid(number) for number in numbers)
    assert len(set(numbers)) == 50


@pytest.mark.parametrize(
    ("text", "number"),
    [("1003123456", "1003123456"), (" 10 03 12 34 56 ", "1003123456"), ("1003-123456", "1003123456")],
)
def test_a_p_number_is_ten_digits(text, number):
    assert clean_p_number(text) == number


@pytest.mark.parametrize("text", ["", "100312345", "10031234567", "100312345x", "١٠٠٣١٢٣٤٥٦"])
def test_what_is_no_p_number_is_refused(text):
    with pytest.raises(ValidationError, match="ti cifre"):
        clean_p_number(text)


@pytest.mark.parametrize("text", ["70 10 11 55", "70101155", "+45 70 10 11 55", "0046 8 123 456 78", "(70) 10-11.55"])
def test_a_telephone_number_is_kept_as_it_was_written(text):
    assert clean_phone(text) == text


@pytest.mark.parametrize(
    "text", ["7010115", "ring efter kl. 10", "+45", "++4570101155", "1" * 16, "70 10 11 55 lokal 3"]
)
def test_what_cannot_be_called_is_refused(text):
    with pytest.raises(ValidationError):
        clean_phone(text)


@pytest.mark.parametrize(
    "text",
    ["010190-1234", "0101901234", "010190 1234", "hun hedder, cpr 311299 - 9999.", "010190\u20131234", "(290200-0000)"],
)
def test_a_cpr_number_is_found_in_free_text(text):
    assert holds_a_cpr_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "70 10 11 55",
        "32 timer fra 01-09-2027",
        "320190-1234",
        "011390-1234",
        "1003123456789",
        "25313763",
        "uge 34 2027",
    ],
)
def test_other_numbers_are_no_cpr_numbers(text):
    assert not holds_a_cpr_number(text)


@settings(deadline=None)
@given(st.dates(), st.integers(0, 9999), st.text(alphabet=st.characters(exclude_categories=["Nd"]), max_size=20))
def test_any_date_and_four_digits_are_found_wherever_they_stand(day, four, around):
    assert holds_a_cpr_number(f"{around}{day:%d%m}{day.year % 100:02}-{four:04}{around}")

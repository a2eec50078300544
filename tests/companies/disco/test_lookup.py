"""The list of titles: enough of them, each with a code that there is, each once; and what is made of a title as people write it."""

import re

import pytest

from companies.disco import lookup


def test_there_are_at_least_four_hundred_and_each_has_a_code_that_exists():
    found = lookup.titles()
    assert len(found) >= 400
    assert {title.code for title in found} <= lookup.groups()
    assert all(re.fullmatch(r"[0-9]{4}", title.code) for title in found)


def test_no_title_stands_twice_or_holds_what_no_keyboard_writes():
    texts = [lookup._words(title.text) for title in lookup.titles()]
    assert len(texts) == len(set(texts))
    assert all(title.text.isprintable() and title.text[0].isupper() for title in lookup.titles())


def test_the_groups_are_the_four_digits_of_the_classification():
    assert len(lookup.groups()) == 430
    assert {code[0] for code in lookup.groups()} == set("0123456789")


def test_the_list_is_in_danish_order():
    texts = [title.text for title in lookup.titles()]
    assert texts.index("Afdelingssygeplejerske") < texts.index("Ørn") if "Ørn" in texts else True
    assert texts[-1][0] in "ØÅÆ"


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Rengøringsassistent", "9112"), ("rengøringsassistent på Rådhuset", "9112"), ("Lagermedarbejder på dagholdet", "9333"),
        ("Kok", "5120"), ("Køkkenmedhjælper i kantinen", "9412"), ("Rutebuschauffør", "8331"), ("Lastbilchauffør (kørekort C)", "8332"),
        ("SOSU-hjælper", "5321"), ("SOSU-assistent til aftenvagt", "5321"), ("Pædagogmedhjælper", "5311"), ("Tømrer", "7115"),
        ("Elektriker", "7411"), ("Butiksassistent i weekenden", "5223"), ("Truckfører", "8344"), ("Postbud", "4412"),
        ("Sygeplejerske", "2221"), ("Murer", "7112"), ("Frisør", "5141"), ("Vagt", "5414"), ("Kontorassistent", "4110"),
        ("Serviceassistent", "9112"), ("Bisp", ""), ("", ""), ("   ", ""), ("Vagtel", ""), ("<script>", ""), ("\x00", ""),
    ],
)  # fmt: skip
def test_a_title_as_people_write_it_has_the_code_of_its_longest_listed_part(title, code):
    assert lookup.code_of(title) == code


def test_a_code_is_known_to_people_by_a_title():
    assert lookup.named("9112") == "Rengøringsassistent"
    assert lookup.named("0000") == ""

"""What is wrong with a field is said in our own tone, whatever sort of field it is, and after its label."""

from decimal import Decimal

import pytest
from django import forms

from jobpakker.foundation.ui.forms import DKFDSForm
from jobpakker.foundation.ui.templatetags.ui import of_field

HOURS = {"max_digits": 3, "decimal_places": 1, "min_value": Decimal("0.5"), "max_value": 60, "localize": True}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (forms.IntegerField(), "tolv", "Skriv et helt tal, fx 12."),
        (forms.IntegerField(min_value=1), "0", "Skriv mindst 1."),
        (forms.IntegerField(max_value=100_000), "100001", "Skriv højst 100.000."),
        (forms.DecimalField(**HOURS), "mange", "Skriv et tal, fx 32 eller 32,5."),
        (forms.DecimalField(**HOURS), "0,1", "Skriv mindst 0,5."),
        (forms.DecimalField(**HOURS), "3,75", "Skriv færre decimaler: højst 1."),
        (forms.CharField(max_length=3), "fire", "Skriv højst 3 tegn. Her står 4."),
        (forms.EmailField(), "mette", "Skriv en e-mailadresse, fx navn@firma.dk."),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "Vælg en fra listen."),
        (
            forms.IntegerField(error_messages={"invalid": "Skriv antallet af ansatte."}),
            "x",
            "Skriv antallet af ansatte.",
        ),
    ],
)
def test_in_our_own_tone(field, value, sentence):
    form = type("Form", (DKFDSForm,), {"felt": field})({"felt": value})
    assert form.errors["felt"] == [sentence]


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Længde", "Længde: Udfyld feltet."),
        (
            "Vi ansætter kandidaten den 1. september 2027.",
            "Vi ansætter kandidaten den 1. september 2027. Udfyld feltet.",
        ),
        ("Er der merbeskæftigelse?", "Er der merbeskæftigelse? Udfyld feltet."),
        ("", "Udfyld feltet."),
    ],
)
def test_a_label_that_is_a_sentence_has_its_mark_already(label, said):
    assert of_field(label, "Udfyld feltet.") == said

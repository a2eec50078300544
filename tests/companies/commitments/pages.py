"""What the tests of the company's page share: opening a link the way a mail programme or a person does."""

from datetime import timedelta
from unittest import mock

from django.test import Client
from django.urls import reverse

from companies.commitments import links
from tests.factories.companies import asked


def address(commitment):
    return reverse("companies:commitment_answer", args=[links.token_for(commitment)])


def old_address(commitment, *, days=15):
    """As it was mailed so many days ago."""
    then = links.links.signing.time.time() - timedelta(days=days).total_seconds()
    with mock.patch("django.core.signing.time.time", return_value=then):
        return address(commitment)


def post(where, answer, client=None, **fields):
    return (client or Client()).post(where, {"svar": answer} | fields)


def marks(commitment, number=None):
    version = commitment.versions.get(number=number or commitment.version)
    return {"number": version.number, "fingerprint": version.fingerprint}


def confirm(where, commitment, **fields):
    said = {"answered_by_name": "Mette Kontakt", "agreed": "on"}
    return post(where, "bekraeft", **(marks(commitment) | said | fields))


def opened(**differing):
    commitment = asked(**differing)
    return commitment, address(commitment)

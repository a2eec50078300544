"""What somebody sees who comes where there is nothing to see."""

from uuid import uuid4

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_an_address_that_only_a_button_posts_to_says_so(client):
    answer = client.get(reverse("accounts:set_language"))
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "Adressen hører til en knap" in answer.content.decode()
    assert answer["Content-Security-Policy"]


def test_another_method_than_a_browser_s_gets_no_page(client):
    answer = client.delete(reverse("accounts:set_language"))
    assert (answer.status_code, answer.content) == (405, b"")


def test_an_unknown_address_is_a_page_of_ours(client):
    assert "Siden findes ikke" in client.get(f"/{uuid4()}/").content.decode()

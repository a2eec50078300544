"""A mail programme's scanner opens every link, often twice, before a person does. Not one row may notice."""

from datetime import timedelta

import pytest
from django.db import connection

from companies.commitments import actions
from jobpakker.foundation import clock
from tests.companies.commitments.pages import address, confirm, old_address
from tests.factories.companies import asked, said_yes, terms

pytestmark = pytest.mark.django_db


def every_row():
    """Each table of the database with its rows, where they lie and which transaction wrote them."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        seen = {}
        for table in tables:
            name = connection.ops.quote_name(table)
            cursor.execute(
                f"SELECT count(*), md5(string_agg(concat(t.ctid, t.xmin, t.*), '' ORDER BY t.ctid)) FROM {name} t"
            )
            seen[table] = cursor.fetchone()
    return seen


def situations():
    now = clock.now()
    open_ = asked()
    confirmed = said_yes(asked())
    superseded = asked()
    withdrawn = asked()
    expired = asked(at=now - timedelta(days=15))
    addresses = {
        "open": address(open_),
        "confirmed": address(confirmed),
        "superseded": address(superseded),
        "withdrawn": address(withdrawn),
        "expired": old_address(expired),
        "unknown": "/tilsagn/abc/",
    }
    new = terms(superseded.opening, weekly_hours="30")
    actions.propose_new_terms(commitment=superseded, terms=new, by=superseded.asked_by, at=now)
    actions.withdraw(commitment=withdrawn, by=withdrawn.asked_by, at=now)
    return addresses


def test_opening_a_link_changes_no_row_in_any_table(client):
    addresses = situations()
    before = every_row()
    assert len(before) > 20
    for name, where in addresses.items():
        for page in (where, f"{where}kalender.ics", f"{where}kvittering/", f"{where}kvittering.pdf"):
            for method in ("head", "get", "get", "head"):
                response = getattr(client, method)(page, headers={"user-agent": "Safelinks"})
                assert response.status_code < 500
                assert "sessionid" not in response.cookies
        assert every_row() == before, name


def test_the_comparison_would_have_noticed():
    """The negative control: an UPDATE that changes no value moves a row, and a press is seen."""
    commitment = asked()
    before = every_row()
    type(commitment).objects.for_municipality(commitment.municipality).update(version=1)
    assert every_row() != before
    before = every_row()
    confirm(address(commitment), commitment)
    assert {table for table, rows in every_row().items() if rows != before[table]} >= {
        "companies_hiringcommitment", "companies_commitmentversion", "audit_auditevent", "outbox_outboxmessage",
    }  # fmt: skip

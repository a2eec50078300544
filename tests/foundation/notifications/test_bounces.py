"""A mail that comes back later as a mail is as lost as one that was refused at once. All else that comes is left alone."""

import io
import os
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from casework.green_wave import my_day
from companies.commitments.models import HiringCommitment
from jobpakker.foundation import clock
from jobpakker.foundation.notifications import bounces
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch as outbox
from tests.factories.companies import asked
from tests.factories.jobpakker import awaiting
from tests.foundation.notifications.test_not_arrived import drained, row
from tests.mail_server import HANGS_UP
from tests.starter.private import ROOT

NOWHERE = "postgresql://nobody@%2Fnonexistent/none"
POSTFIX = """Return-Path: <>
Received: by mx.kommune.example (Postfix)
\tid 4XkT2b0Wz1z9y; Mon, 23 Nov 2026 09:14:07 +0100 (CET)
Date: Mon, 23 Nov 2026 09:14:07 +0100 (CET)
From: Mail Delivery System <MAILER-DAEMON@mx.kommune.example>
Subject: Undelivered Mail Returned to Sender
To: jobpakker@kommune.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4XkT2a5Kq1z9x.1795421647/mx.kommune.example"
Content-Transfer-Encoding: 8bit
Message-Id: <4XkT2b0Wz1z9y@mx.kommune.example>

This is a MIME-encapsulated message.

--4XkT2a5Kq1z9x.1795421647/mx.kommune.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

This is the mail system at host mx.kommune.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<mette@firma.example>: host mail.firma.example[192.0.2.25] said: 550 5.1.1
    <mette@firma.example>: Recipient address rejected: User unknown (in reply
    to RCPT TO command)

--4XkT2a5Kq1z9x.1795421647/mx.kommune.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.kommune.example
X-Postfix-Queue-ID: 4XkT2a5Kq1z9x
X-Postfix-Sender: rfc822; jobpakker@kommune.example
Arrival-Date: Mon, 23 Nov 2026 09:14:06 +0100 (CET)

Final-Recipient: rfc822; mette@firma.example
Original-Recipient: rfc822;mette@firma.example
Action: {action}
Status: {status}
Remote-MTA: dns; mail.firma.example
Diagnostic-Code: smtp; 550 5.1.1 <mette@firma.example>: Recipient address
    rejected: User unknown

--4XkT2a5Kq1z9x.1795421647/mx.kommune.example
Content-Description: Undelivered Message
Content-Type: message/rfc822
Content-Transfer-Encoding: 8bit

Return-Path: <jobpakker@kommune.example>
Received: from worker (unknown [10.0.0.7])
\tby mx.kommune.example (Postfix) with ESMTP id 4XkT2a5Kq1z9x
\tfor <mette@firma.example>; Mon, 23 Nov 2026 09:14:06 +0100 (CET)
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 8bit
MIME-Version: 1.0
Message-ID: <{number}@jobpakker>
Subject: =?utf-8?q?Til_handling=3A_bekr=C3=A6ft=2C_at_I_ans=C3=A6tter?=
From: jobpakker@kommune.example
To: mette@firma.example
Date: Mon, 23 Nov 2026 08:14:06 -0000

Hej Mette
--4XkT2a5Kq1z9x.1795421647/mx.kommune.example--
"""
EXCHANGE = """From: Microsoft Outlook
\t<MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@firma.example>
To: "jobpakker@kommune.example" <jobpakker@kommune.example>
Date: Mon, 23 Nov 2026 08:14:09 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="3c1f0c0e-9d7b-4c52-8a55-3b1d6c9b8f10"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: da-DK
Message-ID: <aa0c7b1e-31ac-4b8e-9c66-2d6c5f7a4e11@AM0PR04MB1234.eurprd04.prod.outlook.com>
In-Reply-To: <{number}@jobpakker>
References: <{number}@jobpakker>
Subject: =?utf-8?B?S2FuIGlra2UgbGV2ZXJlczogVGlsIGhhbmRsaW5n?=
Auto-Submitted: auto-replied
MIME-Version: 1.0

--3c1f0c0e-9d7b-4c52-8a55-3b1d6c9b8f10
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="ef2f4c58-6fd6-4f9a-8d77-1a7f4b9c2e20"

--ef2f4c58-6fd6-4f9a-8d77-1a7f4b9c2e20
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

TGV2ZXJpbmcgdGlsIGbDuGxnZW5kZSBtb2R0YWdlcmUgbWlzbHlra2VkZXM=

--ef2f4c58-6fd6-4f9a-8d77-1a7f4b9c2e20
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

PGh0bWw+PGJvZHk+TGV2ZXJpbmcgbWlzbHlra2VkZXM8L2JvZHk+PC9odG1sPg==

--ef2f4c58-6fd6-4f9a-8d77-1a7f4b9c2e20--

--3c1f0c0e-9d7b-4c52-8a55-3b1d6c9b8f10
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR04MB1234.eurprd04.prod.outlook.com
Received-From-MTA: dns;mx.kommune.example
Arrival-Date: Mon, 23 Nov 2026 08:14:08 +0000

Final-Recipient: rfc822;mette@firma.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient mette@firma.example not found by SMTP address lookup

--3c1f0c0e-9d7b-4c52-8a55-3b1d6c9b8f10
Content-Type: {original}

Received: from mx.kommune.example (192.0.2.1) by AM0PR04MB1234.eurprd04.prod.outlook.com
Message-ID:
\t<{number}@jobpakker>
Subject: =?utf-8?q?Til_handling?=
From: <jobpakker@kommune.example>
To: <mette@firma.example>

--3c1f0c0e-9d7b-4c52-8a55-3b1d6c9b8f10--
"""
DELAYED = POSTFIX.replace("Undelivered Mail Returned to Sender", "Delayed Mail (still being retried)")


def postfix(number, action="failed", status="5.1.1"):
    return POSTFIX.format(number=number, action=action, status=status).encode()


def exchange(number, original="text/rfc822-headers"):
    return EXCHANGE.format(number=number, original=original).encode()


def delayed(number):
    return DELAYED.format(number=number, action="delayed", status="4.4.1").encode()


# What is read ---------------------------------------------------------------------------------------------------------------
def crlf(raw):
    return raw.replace(b"\n", b"\r\n")


@pytest.mark.parametrize("turned", [bytes, crlf, lambda raw: b"From MAILER-DAEMON Mon Nov 23 09:14:07 2026\n" + raw])
def test_what_was_given_up_is_read(turned):
    number = uuid4()
    for raw in (
        postfix(number), postfix(number, status="4.4.7"), exchange(number), exchange(number, "message/rfc822"),
        exchange(number, "application/octet-stream"),  # nothing of the original: then it is what the report answers
    ):  # fmt: skip
        assert bounces.returned(turned(raw)) == number


def test_what_is_no_end_of_it_is_not():
    number = uuid4()
    raw = postfix(number)
    other = {
        "delayed": delayed(number),
        "delivered": postfix(number, "delivered", "2.0.0"),
        "relayed": postfix(number, "relayed", "2.0.0"),
        "one of two": raw.replace(b"Action: failed", b"Action: failed\n\nFinal-Recipient: rfc822; x@y\nAction: delivered"),
        "another's": raw.replace(b"@jobpakker>", b"@andre.example>"),
        "a number that is none": raw.replace(str(number).encode(), b"1234"),
        "forwarded by somebody": b"Content-Type: message/rfc822\n\n" + raw,
        "an answer": b"In-Reply-To: <%s@jobpakker>\nSubject: Sv: Til handling\n\nAction: failed" % str(number).encode(),
        "read": raw.replace(b"delivery-status", b"disposition-notification"),
        "no status": raw.replace(b"message/delivery-status", b"text/plain"),
        "cut off": raw[: raw.index(b"Action:")],
    }  # fmt: skip
    assert {name: bounces.returned(mail) for name, mail in other.items()} == dict.fromkeys(other)


@pytest.mark.parametrize("raw", [
    b"", b"\0" * 1000, b"\xff\xfe\n\n" * 10, b"Content-Type: multipart/report\n\n--", os.urandom(5000),
    b"Content-Type: multipart/report; boundary=a\n\n--a\nContent-Type: message/delivery-status\n\n\n\n--a--",
    b"Content-Type: multipart/report; boundary=\"\xe6\"\nReferences: \xe6\n\n--\xe6\n",
    b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(3000)),
])  # fmt: skip
def test_garbage_is_nothing(raw):
    assert bounces.returned(raw) is None


def test_a_report_that_is_broken_anywhere_is_read_or_not_and_never_fails():
    raw = postfix(uuid4())
    for n in range(0, len(raw), 23):
        bounces.returned(raw[:n])
        bounces.returned(raw[:n] + b"\xff\0" + raw[n + 2 :])


# What comes of it -------------------------------------------------------------------------------------------------------------
def read(raw, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("read_bounces", "-")
    return capsys.readouterr().out.strip()


def titles(package):
    return [line.title for line in my_day.of(package.caseworker, today=clock.today()).rows]


@pytest.mark.django_db
@pytest.mark.parametrize("shape", [postfix, exchange])
def test_a_mail_that_came_back_is_the_caseworkers_as_one_that_was_refused(server, monkeypatch, capsys, shape):
    package = awaiting()
    HiringCommitment.objects.for_municipality(package.municipality_id).update(link_mailed_at=clock.now())
    outbox.drain(at=clock.now() + timedelta(days=1))
    number, lost = row().public_id, f"Mailen til {package.opening.company.name} kom ikke frem"
    assert server.mails[0]["Message-ID"] == f"<{number}@jobpakker>"
    assert read(delayed(number), monkeypatch, capsys) == "intet at notere"
    assert lost not in titles(package)
    assert read(shape(number), monkeypatch, capsys) == "noteret"
    assert titles(package).count(lost) == 1
    assert (row().failed_at is None, row().sent_at is None, row().may_have_arrived) == (False, False, False)
    package.commitment.refresh_from_db()
    assert package.commitment.link_mailed_at is None  # the next link need not wait
    before = row().failed_at
    assert read(shape(number), monkeypatch, capsys) == "intet at notere"
    assert read(shape(uuid4()), monkeypatch, capsys) == "intet at notere"
    assert row().failed_at == before


@pytest.mark.django_db
def test_what_nobody_knew_is_known_when_it_comes_back(server, monkeypatch, capsys):
    package = awaiting()
    server.says["END"] = HANGS_UP
    outbox.drain(at=clock.now() + timedelta(days=1))
    assert row().may_have_arrived
    assert read(postfix(row().public_id), monkeypatch, capsys) == "noteret"
    assert not row().may_have_arrived
    assert f"Mailen til {package.opening.company.name} kom ikke frem" in titles(package)


@pytest.mark.django_db
def test_what_has_gone_to_another_address_since_asks_nobody_for_anything(monkeypatch, capsys):
    package = awaiting()
    outbox.drain(at=clock.now() + timedelta(days=1))
    first = row()
    rows = Notification.objects.for_municipality(first.municipality_id)
    rows.create(
        municipality_id=first.municipality_id, kind=first.kind, to_email="rigtig@firma.invalid", context=first.context,
        said_once="again", created_at=clock.now() + timedelta(days=2),
    )  # fmt: skip
    assert read(postfix(first.public_id), monkeypatch, capsys) == "noteret"
    assert rows.get(pk=first.pk).made_good_at is not None
    assert not [title for title in titles(package) if "kom ikke frem" in title]


@pytest.mark.django_db
def test_what_never_left_cannot_come_back(monkeypatch, capsys):
    asked()
    assert read(postfix(row().public_id), monkeypatch, capsys) == "intet at notere"
    assert drained().sent_at is not None


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError):
        call_command("read_bounces", str(tmp_path / "none"))


def test_while_the_database_is_away_the_mail_server_keeps_it():
    done = subprocess.run(
        [sys.executable, "-m", "django", "read_bounces", "-"], cwd=ROOT, env=os.environ | {"DATABASE_URL": NOWHERE},
        input=postfix(uuid4()), capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == os.EX_TEMPFAIL, done.stderr

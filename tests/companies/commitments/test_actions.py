"""Each thing that can happen to a promise, and each that cannot. Every cell of states × moves is tried."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from companies import events
from companies.commitments import actions
from companies.commitments.actions import UnableToAnswer, UnableToAsk
from companies.commitments.models import DeclineReason, HiringCommitment
from companies.commitments.states import CommitmentState, may_follow
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.notifications.models import Notification
from tests.factories.companies import ContactFactory, JobOpeningFactory, asked, terms

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
S = CommitmentState


@pytest.fixture
def announced():
    heard = []

    def hear(sender, signal, **facts):
        heard.append((signal, facts))

    signals = (events.commitment_confirmed, events.commitment_declined, events.commitment_change_proposed)
    for signal in signals:
        signal.connect(hear)
    yield heard
    for signal in signals:
        signal.disconnect(hear)


def newest(commitment):
    return commitment.versions.get(number=commitment.version)


def shown(commitment):
    version = newest(commitment)
    return {"commitment": commitment, "number": version.number, "fingerprint": version.fingerprint, "at": LATER}


def yes(commitment, **other):
    return actions.confirm(**(shown(commitment) | {"answered_by_name": "Mette Kontakt"} | other))


def no(commitment, **other):
    said = {"answered_by_name": "Mette Kontakt", "reason": DeclineReason.ECONOMY, "text": "Ordren gik i vasken."}
    return actions.decline(**(shown(commitment) | said | other))


def otherwise(commitment, **other):
    day = commitment.opening.starts_on + timedelta(days=14)
    said = {"answered_by_name": "Mette Kontakt", "starts_on": day, "text": ""}
    return actions.propose_change(**(shown(commitment) | said | other))


def new_terms(commitment, **differing):
    return actions.propose_new_terms(
        commitment=commitment, terms=terms(commitment.opening, **differing), by=commitment.asked_by, at=LATER
    )


def withdraw(commitment):
    return actions.withdraw(commitment=commitment, by=commitment.asked_by, at=LATER)


def kinds(commitment):
    rows = AuditEvent.objects.for_municipality(commitment.municipality_id).filter(subject_id=commitment.public_id)
    return list(rows.order_by("pk").values_list("kind", flat=True))


def messages(commitment):
    rows = Notification.objects.for_municipality(commitment.municipality_id).order_by("pk")
    return list(rows.values_list("kind", "to_email"))


# Asking -----------------------------------------------------------------------------------------------------------------
def test_asking_freezes_version_one_writes_it_down_and_mails_the_contact():
    commitment = asked(at=AT)
    assert (commitment.state, commitment.version, commitment.asked_at) == (S.REQUESTED, 1, AT)
    assert newest(commitment).fingerprint == terms(commitment.opening).fingerprint
    assert newest(commitment).terms == terms(commitment.opening).as_data()
    assert kinds(commitment) == ["commitment.requested"]
    assert messages(commitment) == [("commitment_request", commitment.contact.email)]


def test_nobody_is_asked_about_a_job_that_is_withdrawn():
    opening = JobOpeningFactory(withdrawn=True)
    with pytest.raises(UnableToAsk, match="opening_closed"):
        asked(opening)


def test_the_contact_of_another_company_is_not_asked():
    opening = JobOpeningFactory()
    stranger = ContactFactory(company__municipality=opening.municipality)
    with pytest.raises(UnableToAsk, match="wrong_company"):
        actions.request(opening=opening, contact=stranger, terms=terms(opening), by=opening.created_by, at=AT)


@pytest.mark.parametrize("answer", [lambda commitment: None, no, otherwise])
def test_new_terms_are_not_asked_about_a_job_that_is_gone(answer):
    commitment = asked(at=AT)
    answer(commitment)
    commitment.opening.state = "withdrawn"
    commitment.opening.save()
    with pytest.raises(UnableToAsk, match="opening_closed"):
        new_terms(commitment, weekly_hours="30")
    assert len(messages(commitment)) == 1 + (answer is not None and commitment.versions.get().answer != "")


def test_new_terms_are_a_new_number_and_the_old_version_stays_as_it_was():
    commitment = asked(at=AT)
    before = newest(commitment)
    commitment = new_terms(commitment, weekly_hours="30")
    assert (commitment.state, commitment.version, commitment.asked_at) == (S.REQUESTED, 2, LATER)
    assert newest(commitment).terms["weekly_hours"] == "30"
    frozen = commitment.versions.get(number=1)
    assert (frozen.terms, frozen.fingerprint) == (before.terms, before.fingerprint)
    assert [kind for kind, _to in messages(commitment)] == ["commitment_request", "commitment_request"]


def test_equal_terms_that_wait_for_their_answer_are_the_same_question():
    commitment = asked(at=AT)
    again = new_terms(commitment)
    assert (again.pk, again.version, again.asked_at) == (commitment.pk, 1, AT)
    assert kinds(commitment) == ["commitment.requested"]
    assert len(messages(commitment)) == 1


@pytest.mark.parametrize("answer", [yes, no, otherwise])
def test_new_terms_ask_anew_whatever_the_answer_was(answer):
    commitment = asked(at=AT)
    answer(commitment)
    commitment = new_terms(commitment, weekly_hours="30")
    assert (commitment.state, commitment.version, commitment.answered_at) == (S.REQUESTED, 2, None)
    assert commitment.versions.get(number=1).answer != ""


# Answering ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("answer", "state", "kind", "signal"),
    [
        (yes, S.CONFIRMED, "commitment.confirmed", events.commitment_confirmed),
        (no, S.DECLINED, "commitment.declined", events.commitment_declined),
        (otherwise, S.CHANGE_PROPOSED, "commitment.change_proposed", events.commitment_change_proposed),
    ],
)
def test_an_answer_is_kept_written_down_announced_and_receipted_once(answer, state, kind, signal, announced):
    commitment = asked(at=AT)
    version = answer(commitment)
    commitment.refresh_from_db()
    assert (commitment.state, commitment.answered_at) == (state, LATER)
    kept = newest(commitment)
    assert (kept.answer, kept.answered_at, kept.answered_by_name, kept.assurance) == (
        state, LATER, "Mette Kontakt", "link",
    )  # fmt: skip
    assert kinds(commitment) == ["commitment.requested", kind]
    assert [name for name, _to in messages(commitment)] == ["commitment_request", "commitment_receipt"]
    [(heard, facts)] = announced
    assert heard is signal
    assert (facts["commitment"], facts["version"], facts["at"]) == (commitment, version, LATER)


def test_the_reason_and_the_proposal_are_kept():
    declined, proposed = asked(), asked()
    no(declined)
    otherwise(proposed, text="Gerne efter sommerferien.")
    assert (newest(declined).answer_reason, newest(declined).answer_text) == ("economy", "Ordren gik i vasken.")
    assert newest(proposed).proposed_starts_on == proposed.opening.starts_on + timedelta(days=14)
    assert newest(proposed).answer_text == "Gerne efter sommerferien."


def test_if_a_listener_fails_nothing_is_answered(announced):
    """The announcement is inside the transaction: a package that could not follow leaves no answer behind either."""
    commitment = asked()

    def fail(**facts):
        raise RuntimeError("casework could not follow")

    events.commitment_confirmed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            yes(commitment)
    finally:
        events.commitment_confirmed.disconnect(fail)
    commitment.refresh_from_db()
    assert (commitment.state, newest(commitment).answer) == (S.REQUESTED, "")
    assert kinds(commitment) == ["commitment.requested"]


def put_in(state):
    commitment = asked(at=AT)
    {
        S.REQUESTED: lambda c: None,
        S.CONFIRMED: yes,
        S.DECLINED: no,
        S.CHANGE_PROPOSED: otherwise,
        S.WITHDRAWN: withdraw,
    }[state](commitment)
    commitment.refresh_from_db()
    assert commitment.state == state
    return commitment


CODES = {
    S.CONFIRMED: "already_confirmed",
    S.DECLINED: "already_answered",
    S.CHANGE_PROPOSED: "already_answered",
    S.WITHDRAWN: "withdrawn",
}


@pytest.mark.parametrize("state", list(CODES))
@pytest.mark.parametrize("answer", [yes, no, otherwise])
def test_what_is_answered_or_withdrawn_is_not_answered_again(state, answer, announced):
    commitment = put_in(state)
    before, heard = kinds(commitment), len(announced)
    with pytest.raises(UnableToAnswer) as refused:
        answer(commitment)
    assert refused.value.code == CODES[state]
    commitment.refresh_from_db()
    assert commitment.state == state
    assert (kinds(commitment), len(announced)) == (before, heard)


MOVES = {S.CONFIRMED: yes, S.DECLINED: no, S.CHANGE_PROPOSED: otherwise, S.WITHDRAWN: withdraw}


@pytest.mark.parametrize("old", list(S))
@pytest.mark.parametrize("new", [*MOVES, S.REQUESTED])
def test_the_actions_move_exactly_as_the_table_says(old, new):
    commitment = put_in(old)
    try:
        MOVES[new](commitment) if new in MOVES else new_terms(commitment, weekly_hours="30")
    except (UnableToAnswer, UnableToAsk):
        moved = False
    else:
        commitment.refresh_from_db()
        moved = commitment.state == new and old != new or (old == new == S.REQUESTED and commitment.version == 2)
    assert moved == may_follow(old, new)


@pytest.mark.parametrize("answer", [yes, no, otherwise])
def test_an_answer_to_older_terms_is_refused(answer):
    commitment = asked()
    old = shown(commitment)
    new_terms(commitment, weekly_hours="30")
    with pytest.raises(UnableToAnswer, match="superseded"):
        answer(commitment, number=old["number"], fingerprint=old["fingerprint"])
    commitment.refresh_from_db()
    assert commitment.state == S.REQUESTED


@pytest.mark.parametrize("other", [{"number": 2}, {"number": 0}, {"fingerprint": "0" * 64}, {"fingerprint": ""}])
def test_a_number_or_fingerprint_that_is_not_of_these_terms_is_refused(other):
    commitment = asked()
    with pytest.raises(UnableToAnswer, match="superseded"):
        yes(commitment, **other)


def test_the_fingerprint_of_one_version_does_not_open_another():
    commitment = asked()
    old = newest(commitment).fingerprint
    commitment = new_terms(commitment, weekly_hours="30")
    with pytest.raises(UnableToAnswer, match="superseded"):
        yes(commitment, number=2, fingerprint=old)


def test_a_day_that_has_passed_is_not_promised_but_can_be_moved_or_declined():
    for answer in (no, otherwise):
        commitment = asked(at=AT, job_starts_on=(LATER.date() - timedelta(days=1)).isoformat())
        with pytest.raises(UnableToAnswer, match="day_passed"):
            yes(commitment)
        answer(commitment)
    assert yes(asked(at=AT, job_starts_on=LATER.date().isoformat())).answer == S.CONFIRMED  # on the day itself


# Reminding and renewing -----------------------------------------------------------------------------------------------------
def test_a_reminder_goes_to_who_has_not_answered_and_not_twice_within_ten_minutes():
    commitment = asked(at=AT)
    assert not actions.remind(commitment=commitment, by=commitment.asked_by, at=AT + timedelta(minutes=9))
    assert actions.remind(commitment=commitment, by=commitment.asked_by, at=AT + timedelta(minutes=10))
    assert not actions.remind(commitment=commitment, by=commitment.asked_by, at=AT + timedelta(minutes=11))
    assert [kind for kind, _to in messages(commitment)] == ["commitment_request", "commitment_reminder"]
    assert kinds(commitment) == ["commitment.requested", "commitment.reminded"]


@pytest.mark.parametrize("state", [S.CONFIRMED, S.DECLINED, S.CHANGE_PROPOSED, S.WITHDRAWN])
def test_who_has_answered_is_not_reminded(state):
    commitment = put_in(state)
    sent = len(messages(commitment))
    assert not actions.remind(commitment=commitment, by=commitment.asked_by, at=AT + timedelta(days=3))
    assert len(messages(commitment)) == sent


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (S.REQUESTED, "commitment_request"),
        (S.CONFIRMED, "commitment_receipt"),
        (S.DECLINED, "commitment_receipt"),
        (S.CHANGE_PROPOSED, "commitment_receipt"),
        (S.WITHDRAWN, None),
    ],
)
def test_a_renewed_link_goes_to_the_address_we_have_now(state, kind):
    commitment = put_in(state)
    commitment.contact.email = "ny@virksomhed.invalid"
    commitment.contact.save()
    sent = len(messages(commitment))
    renewed = actions.renew_link(commitment=commitment, at=AT + timedelta(days=1))
    new = messages(commitment)[sent:]
    assert renewed == (kind is not None)
    assert new == ([(kind, "ny@virksomhed.invalid")] if kind else [])


def test_a_link_is_renewed_at_most_every_ten_minutes_whoever_asks():
    commitment = asked(at=AT)
    tries = [actions.renew_link(commitment=commitment, at=AT + timedelta(minutes=m)) for m in (1, 9, 10, 15, 19, 20)]
    assert tries == [False, False, True, False, False, True]


def test_withdrawing_twice_is_written_down_once():
    commitment = asked()
    withdraw(commitment)
    withdraw(commitment)
    assert kinds(commitment) == ["commitment.requested", "commitment.withdrawn"]


# The terms ------------------------------------------------------------------------------------------------------------------
def test_equal_terms_have_equal_fingerprints_and_any_difference_another():
    opening = JobOpeningFactory()
    plain = terms(opening)
    assert plain.fingerprint == terms(opening).fingerprint
    assert plain.fingerprint == type(plain).from_data(plain.as_data()).fingerprint
    seen = {plain.fingerprint}
    for name, value in plain.as_data().items():
        other = getattr(plain, name)[:-1] if name in {"steps", "promises"} else f"{value}x"
        seen.add(replace(plain, **{name: other}).fingerprint)
    assert len(seen) == 1 + len(plain.as_data())


def test_the_states_are_the_ones_of_the_model():
    assert {value for value, _label in HiringCommitment._meta.get_field("state").choices} == set(S)

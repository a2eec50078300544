"""Facts that companies announces, and the words it writes in the audit trail.

Who listens is not its business (casework/receivers.py is the complete list). Each signal is sent in the transaction of its
change, those of a commitment with `commitment` (HiringCommitment), `version` (CommitmentVersion) and `at`.
"""

from enum import StrEnum

from django.dispatch import Signal

commitment_confirmed = Signal()
commitment_declined = Signal()
commitment_change_proposed = Signal()
# Of a step at the company, each with `report` (VisitReport) or `answer` (JobAnswer), its `commitment` and `at`.
visit_reported = Signal()
visit_taken_back = Signal()
step_reviewed = Signal()  # with `review` (StepReview)
job_answered = Signal()
# A rung of a job's ladder was written down, corrected or taken back: `opening` (JobOpening), `rung`, `before` and `on` (the day it
# had and the day it has; None: not reached), `by` (User, or None when the company said it by its link), `at`.
company_climbed = Signal()


class Kind(StrEnum):
    REMINDERS_CHANGED = "reminders.changed"
    COMPANY_CREATED = "company.created"
    COMPANY_CHANGED = "company.changed"
    CONTACT_ADDED = "contact.added"
    CONTACT_CHANGED = "contact.changed"
    WORKSITE_ADDED = "worksite.added"
    WORKSITE_CHANGED = "worksite.changed"
    TALKED = "company.talked"
    TALK_TAKEN_BACK = "company.talk_taken_back"
    REGISTER_IMPORTED = "company.imported"
    BALANCE_IMPORTED = "balance.imported"
    OPENING_CREATED = "opening.created"
    OPENING_CHANGED = "opening.changed"
    OPENING_WITHDRAWN = "opening.withdrawn"
    OPENING_REOPENED = "opening.reopened"
    OPENING_FILLED = "opening.filled"
    RUNG_REACHED = "opening.rung_reached"
    RUNG_TAKEN_BACK = "opening.rung_taken_back"
    COMPANY_WORDS = "opening.company_words"
    COMMITMENT_REQUESTED = "commitment.requested"
    COMMITMENT_NEW_TERMS = "commitment.new_terms"
    COMMITMENT_CARRIED_OVER = "commitment.carried_over"
    COMMITMENT_CONFIRMED = "commitment.confirmed"
    COMMITMENT_DECLINED = "commitment.declined"
    COMMITMENT_CHANGE_PROPOSED = "commitment.change_proposed"
    COMMITMENT_WITHDRAWN = "commitment.withdrawn"
    COMMITMENT_REMINDED = "commitment.reminded"
    COMMITMENT_TALKED = "commitment.talked"
    HEARING_ASKED = "hearing.asked"
    HEARING_ANSWERED = "hearing.answered"
    VISIT_REPORTED = "visit.reported"
    VISIT_TAKEN_BACK = "visit.taken_back"
    STEP_REVIEWED = "visit.reviewed"
    JOB_ANSWERED = "visit.job_answered"
    COMMITMENT_LINK_RENEWED = "commitment.link_renewed"
    COURSE_SESSION_ADDED = "course_session.added"
    COURSE_SESSION_CHANGED = "course_session.changed"
    COURSE_SESSION_CANCELLED = "course_session.cancelled"
    COURSE_SESSION_REOPENED = "course_session.reopened"
    COURSE_SESSION_REMOVED = "course_session.removed"
    COURSE_SEAT_TAKEN = "course_session.seat_taken"
    COURSE_SEAT_GIVEN_BACK = "course_session.seat_given_back"
    COURSE_CHANGED = "course.changed"
    COURSES_IMPORTED = "courses.imported"

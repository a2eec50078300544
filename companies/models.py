"""A table of contents for Django; topics import from the topic that owns the model."""

from companies.balance.models import Balance, BalanceImport
from companies.commitments.models import CommitmentVersion, HiringCommitment, ReminderSettings
from companies.extract.models import RegisterImport
from companies.hearings.models import Hearing
from companies.kept.models import Fate
from companies.ladder.models import CompanyWord, RungReached
from companies.openings.models import JobOpening
from companies.providers.models import Course, CourseImport, CourseSession, Provider
from companies.register.models import Company, Contact, Worksite
from companies.talks.models import Talk
from companies.visits.models import JobAnswer, StepReview, VisitReport

__all__ = [
    "Balance",
    "BalanceImport",
    "CommitmentVersion",
    "Company",
    "CompanyWord",
    "Contact",
    "Course",
    "CourseImport",
    "CourseSession",
    "Fate",
    "Hearing",
    "HiringCommitment",
    "JobAnswer",
    "JobOpening",
    "Provider",
    "RegisterImport",
    "ReminderSettings",
    "RungReached",
    "StepReview",
    "Talk",
    "VisitReport",
    "Worksite",
]

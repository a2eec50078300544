"""A table of contents for Django; topics import from the topic that owns the model."""

from companies.commitments.models import CommitmentVersion, HiringCommitment, ReminderSettings
from companies.hearings.models import Hearing
from companies.ladder.models import CompanyWord, RungReached
from companies.openings.models import JobOpening
from companies.providers.models import Course, CourseImport, CourseSession, Provider
from companies.register.models import Company, Contact, Worksite
from companies.visits.models import JobAnswer, StepReview, VisitReport

__all__ = [
    "CommitmentVersion",
    "Company",
    "CompanyWord",
    "Contact",
    "Course",
    "CourseImport",
    "CourseSession",
    "Hearing",
    "HiringCommitment",
    "JobAnswer",
    "JobOpening",
    "Provider",
    "ReminderSettings",
    "RungReached",
    "StepReview",
    "VisitReport",
    "Worksite",
]

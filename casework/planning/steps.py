"""The kinds of steps and units of length."""

from enum import StrEnum


class StepKind(StrEnum):
    VIRKSOMHEDSPRAKTIK = "praktik"
    COURSE = "kursus"
    MENTOR = "mentor"
    LOENTILSKUD = "loentilskud"
    ORDINAER_ANSAETTELSE = "job"


class LengthUnit(StrEnum):
    DAYS = "days"
    WORKDAYS = "workdays"
    WEEKS = "weeks"
    MONTHS = "months"

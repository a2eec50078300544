"""The law as dated data: which rules were in force on a day, with §, source and how sure we are. Pure; no Django.

The rules stand in `parameters/*.toml`, so that a lawyer can read and correct them without reading code. A rule is data about
the law, never the law itself: what was not read in the official text says so (`Confidence`, "§ ?").
"""

from jobpakker.foundation.law.loader import UnreadableLaw
from jobpakker.foundation.law.lookup import book, on
from jobpakker.foundation.law.model import (
    ALL_GROUPS,
    LEADS,
    TARGET_GROUPS,
    Book,
    Check,
    Confidence,
    Extension,
    Law,
    LegalBasis,
    Need,
    Ratio,
    Regime,
    Rule,
    Sector,
    Severity,
    Source,
    StepCode,
    Unit,
    after,
    basis_of,
    months_after,
)

__all__ = [
    "ALL_GROUPS",
    "LEADS",
    "TARGET_GROUPS",
    "Book",
    "Check",
    "Confidence",
    "Extension",
    "Law",
    "LegalBasis",
    "Need",
    "Ratio",
    "Regime",
    "Rule",
    "Sector",
    "Severity",
    "Source",
    "StepCode",
    "Unit",
    "UnreadableLaw",
    "after",
    "basis_of",
    "book",
    "months_after",
    "on",
]

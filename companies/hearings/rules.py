"""When a representative is to be heard, and how long her answer holds (pure)."""

from companies.commitments.changes import Party, voided
from companies.commitments.terms import Terms, TermsStep

# LAB § 78: løntilskud is discussed with a representative of the employees before it begins; so is praktik.
HEARD_ABOUT = frozenset({"praktik", "loentilskud"})


def steps_to_hear_about(terms: Terms) -> tuple[TermsStep, ...]:
    """In the order of time; nothing of it: nobody need be heard."""
    own = (step for step in terms.steps if step.at_the_company and step.kind in HEARD_ABOUT)
    return tuple(sorted(own, key=lambda step: (step.starts_on, step.ends_on)))


def still_holds(heard: Terms, now: Terms) -> bool:
    """Whether an answer about `heard` is an answer about the terms as they are now."""
    return Party.REPRESENTATIVE not in voided(heard, now)

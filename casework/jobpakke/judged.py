"""What the law says of a plan that is not stored, row by row (pure)."""

from collections.abc import Sequence

from casework.jobpakke import draft as drafts
from casework.jobpakke import law_words, lawful
from casework.jobpakke.law_words import Words
from casework.jobpakke.lawful import Ground
from casework.jobpakke.timeline import Laid
from casework.jobpakke.wanted import Wanted


def by_row(wanted: Wanted, steps: Sequence[Laid], ground: Ground) -> dict[int, list[Words]]:
    """`steps`: the rows where planning has laid them. A row that is stored is known to the law by its id, so that what was
    accepted stays accepted."""
    names = [str(step.id or drafts.prefix(index)) for index, step in enumerate(wanted.steps)]
    legal = [lawful.legal_laid(step, named=name) for step, name in zip(steps, names, strict=True)]
    found: dict[int, list[Words]] = {}
    known = ground.knowing(wanted.last_employed_here, wanted.net_increase)
    for words in law_words.words(known.look(legal)):
        found.setdefault(names.index(words.standing.finding.step), []).append(words)
    return found


def says_more(there: Sequence[Words], here: Sequence[Words]) -> bool:
    """Whether what the law says of a row is more than it says of it now; what is only worth knowing is not counted."""

    def serious(found: Sequence[Words]) -> set[tuple[str, str]]:
        return {
            (words.standing.finding.rule, words.standing.finding.code) for words in found if words.severity != "info"
        }

    return bool(serious(there) - serious(here))

"""What a piece of long work is at, as a sentence beside its bar of progress."""

from __future__ import annotations

from dataclasses import dataclass

from sim.experiment.comparison.case_names import AS_IT_IS
from sim.translations.in_use import counted, marked, translated

WITH_CHANGES = marked("the changed scenario")
"""What a comparison calls the alternative where no variant has a title for it."""
_WORDS = {
    "floor": marked("Staff without limit is simulated: nobody could do better."),
    "winner": marked("What was found is simulated once more, in replications that the search has not used."),
    "results": marked("What was found is simulated beside what is cheaper and dearer."),
    "replications": marked("Replications are simulated."),
    "report": marked("The report is being written."),
    "reading": marked("The scenario is being read."),
    AS_IT_IS: marked("The scenario is simulated as it is."),
    WITH_CHANGES: marked("The changed scenario is simulated."),
}


@dataclass(frozen=True)
class Stage:
    """How far a part of the work is."""

    done: int
    """How much is done."""
    total: int
    """How much there is in all; 0 where nobody can know."""
    words: str
    """What is being done, as a sentence in the language in use."""


def stage_of(done: int, total: int, what: str, rounds: int) -> Stage:
    """How far the work is, given what it calls what it is at, and how many rounds of replications it has finished over all parts.

    Nobody knows beforehand how long a search takes: each round decides what is tried next.
    """
    if what == "search":
        return Stage(
            0,
            0,
            counted(
                "Staffings are tried, some at a time; {count} round is done.",
                "Staffings are tried, some at a time; {count} rounds are done.",
                rounds,
            ),
        )
    if what == "cost front":
        return Stage(
            0,
            0,
            counted(
                "What cheaper staffings cost in late answers is looked for; {count} round is done.",
                "What cheaper staffings cost in late answers is looked for; {count} rounds are done.",
                rounds,
            ),
        )
    if what in _WORDS:
        return Stage(done, total, translated(_WORDS[what]))
    return Stage(done, total, translated("Being simulated: {what}.", what=what))

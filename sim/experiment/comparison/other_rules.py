"""A scenario beside itself under the rules of another region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.errors import Fault, InputError, Note
from sim.experiment.comparison.cases import read_case_with_file
from sim.schema.size_caps import MOST_APPLICATIONS
from sim.study.other_rules.settings import Counterparts, under_other_rules
from sim.study.study import Study
from sim.translations.in_use import translated


@dataclass(frozen=True)
class UnderOtherRules:
    """A study, and the same under another regulation."""

    studies: tuple[Study, Study]
    """As it is, and under the other rules."""
    names: tuple[str, str]
    """What the two cases are called."""
    notes: tuple[Note, ...]
    """What was done where the acts differ."""


def read_under_other_rules(
    case: str,
    regulation: str,
    counterparts: Counterparts,
    changes: Sequence[str] = (),
    most_applications: int = MOST_APPLICATIONS,
) -> UnderOtherRules:
    """Read a scenario, or one of its variants as `FILE:variant`, twice: as it is and under another regulation.

    Raises InputError with everything that has no counterpart, and with what then does not fit together.
    """
    study, file = read_case_with_file(case, changes, most_applications)
    rules = under_other_rules(study, file, regulation, counterparts)
    try:
        other, _ = read_case_with_file(case, (*changes, *rules.settings), most_applications)
    except InputError as error:
        raise InputError(_under(regulation, fault) for fault in error.faults) from None
    name = f"under_{regulation.removesuffix('.yaml').rpartition('/')[2]}"
    return UnderOtherRules((study, other), (study.name, name), rules.notes)


def _under(regulation: str, fault: Fault) -> Fault:
    """A fault that shows only under the other regulation."""
    stated_there = fault.file.startswith("--set ") or not fault.line
    place = Fault("--regulation", 0, 0, "") if stated_there else fault
    setting = fault.file.partition("=")[0].removeprefix("--set ")
    message = translated("under '{regulation}' {message}", regulation=regulation, message=fault.message)
    if stated_there:
        message = translated(
            "under '{regulation}' ({setting}) {message}",
            regulation=regulation,
            setting=setting,
            message=fault.message,
        )
    repair = translated("set it there alone with --there")
    if fault.repair:
        repair = translated("{repair}; set it there alone with --there", repair=fault.repair)
    return Fault(place.file, place.line, place.column, message, repair)

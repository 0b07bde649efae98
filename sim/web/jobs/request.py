"""What a page may ask for that takes long, as data that another process can take up."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.errors import refusal
from sim.quantities import shown
from sim.schema.size_caps import MOST_APPLICATIONS
from sim.translations.in_use import translated
from sim.web.cases import ScenarioCase

MOST_REPLICATIONS_OF_JOB = 100
"""Replications of each case at most: so many tell a gain in paired runs, and take seconds for a district."""
USUAL_SHARE = 95.0
"""Answers in time that are wanted where neither page nor scenario says how many [%]."""


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What every request says."""

    lang: str
    """Language of all texts: `kk`, `ru` or `en`."""
    changes: tuple[str, ...] = ()
    """What the planner has changed, each in words of that language."""
    replications: int = MOST_REPLICATIONS_OF_JOB
    """Replications of each case at most; fewer where the scenario states fewer."""
    most_applications: int = MOST_APPLICATIONS
    """Applications of one replication at most."""


@dataclass(frozen=True, kw_only=True)
class StaffingRequest(_Asked):
    """The cheapest staffing with so many answers in time."""

    case: ScenarioCase
    """What the planner has made of the scenario."""
    share: float | None = None
    """Answers in time that are wanted [%]; None for the target of the scenario."""


@dataclass(frozen=True, kw_only=True)
class ReportRequest(_Asked):
    """The report of a case, as a run writes it."""

    case: ScenarioCase
    """What the planner has made of the scenario."""


@dataclass(frozen=True, kw_only=True)
class ComparisonRequest(_Asked):
    """The comparison of a scenario with what the planner has made of it."""

    base: ScenarioCase
    """The scenario as it is."""
    alternative: ScenarioCase
    """The scenario with the changes."""
    title: str = ""
    """What the alternative is called, such as the title of a variant; empty for changes of single numbers."""


JobRequest = StaffingRequest | ReportRequest | ComparisonRequest


def share_asked(value: object) -> float | None:
    """The share in time that a page asks for [%]; None where it leaves that to the scenario.

    Raises InputError for what is no number from 1 to 100.
    """
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and 1 <= value <= 100:
        return float(value)
    message = translated("{given} is no share of answers in time", given=shown(str(value)[:40]))
    raise refusal("-", message, translated("name a number from 1 to 100"))


def refuse_nothing_changed(request: JobRequest) -> None:
    """Raise InputError for a comparison of a case with itself."""
    if isinstance(request, ComparisonRequest) and request.base == request.alternative:
        raise refusal(
            "-",
            translated("nothing is changed yet, so that there is nothing to compare"),
            translated("change a number or choose a variant first"),
        )

"""One thing that a planner may change on the page, with its range and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.scenario.amounts import Amount

ControlKind = Literal["posts", "arrivals", "sittings", "agenda", "work", "hold"]
"""What is changed: posts of a role; how many applications come in a stream; sittings of a commission a week; files of an agenda
at most; work of a step; hold of a step."""


@dataclass(frozen=True)
class Control:
    """A number of a scenario that the page offers."""

    key: str
    """Name in links, in letters, digits, points and underscores, such as `posts.department.executor`."""
    kind: ControlKind
    """What is changed."""
    group: str
    """What stands above it on the page: office, route or stream, in the language that was asked for."""
    label: str
    """What it is called below that, in the language that was asked for."""
    unit: str
    """What is counted, in that language, such as `people in each of 12 offices`; empty where the label says it."""
    stated: float
    """The value of the scenario."""
    least: float
    """The lowest value."""
    most: float
    """The highest value."""
    step: float
    """Values lie so far apart, counted from `least`."""
    percent: bool = False
    """Whether the value multiplies what the scenario states and is shown in per cent of it [1 for what is stated]."""
    amount: Amount | None = None
    """What is multiplied: a rate, a time, or the mean of a distribution; None where there is no single number."""


@dataclass(frozen=True)
class NotOffered:
    """Something of these kinds that the page cannot change."""

    label: str
    """What it is, in the language that was asked for."""
    reason: str
    """Why, such as that the arrivals come from a register."""

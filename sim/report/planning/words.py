"""Values of chosen measures in words, and short names of the numbers that are varied."""

from __future__ import annotations

from collections.abc import Sequence

from sim.measure.chosen import ChosenMeasure
from sim.measure.in_words import count, number, share
from sim.measure.intervals import Estimate


def measure_text(chosen: ChosenMeasure, value: Estimate, *, interval: bool = True) -> str:
    """A value of a measure as it is shown, with its interval: `93.9 % (92.3 to 95.1)`, `12.4 (10.1 to 15.0)`."""
    if chosen.unit == "share":
        return share(value, interval=interval)
    return number(value, 1, interval=interval) if chosen.shown_unit else count(value, interval=interval)


def measure_heading(chosen: ChosenMeasure, *, unit: bool = True) -> str:
    """A measure as the heading of a column, with its unit in square brackets unless the cells have it."""
    shown = chosen.shown_unit if unit and chosen.unit != "share" else ""
    return f"{chosen.label} [{shown}]" if shown else chosen.label


def with_unit(chosen: ChosenMeasure, text: str) -> str:
    """A value in a sentence, with its unit: `12.4 (10.1 to 15.0) working hours`; shares have theirs."""
    return f"{text} {chosen.shown_unit}" if chosen.shown_unit and chosen.unit != "share" else text


def measure_in_sentence(chosen: ChosenMeasure) -> str:
    """A measure as the subject of a sentence: `the share in time`, `the number of citizens with a late answer`."""
    return f"the number of {chosen.label}" if not chosen.shown_unit else f"the {chosen.label}"


def short_names(names: Sequence[str]) -> tuple[str, ...]:
    """Paths without the words that stand in every path of their kind, such as `department.executor`, unless two are then alike."""
    short = [_telling(name.split("+")[0].split(".")) for name in names]
    if len(set(short)) < len(short):
        short = [name.split("+")[0] for name in names]
    return tuple(f"{text} and others" if "+" in name else text for text, name in zip(short, names, strict=True))


def _telling(parts: list[str]) -> str:
    """A path without the section in which it stands, and without what its place tells."""
    told = [part for part in parts[1:] if part not in ("staff", "routes", "steps")]
    return ".".join(told[:-1] if len(told) > 2 and told[-1] == "count" else told) or parts[0]

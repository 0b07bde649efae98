"""Which assumption moves a measure most: each number that nobody has measured at its low and its high end, one at a time.

Replication for replication all ends have the same random numbers as the stated numbers, so that a difference is paired. Whether
an effect can be told from none is judged beside all others (Bonferroni), and only of such effects anything follows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import Fault, InputError
from sim.experiment.changed_studies import ChangedStudies
from sim.experiment.workers import Machines, Progress, Workers, no_progress
from sim.measure.chosen import ChosenMeasure
from sim.measure.intervals import CONFIDENCE, Estimate
from sim.planning.points import Point, PointValues, simulate_points
from sim.quantities import Floats
from sim.scenario.amounts import Amount
from sim.study.assumed_numbers import assumed_numbers
from sim.study.study import Study
from sim.study.uncertain_inputs import SECTION, Drawable, drawables
from sim.translations.in_use import ORIGINAL, in_language, translated


@dataclass(frozen=True)
class End:
    """One end of an assumption."""

    amount: Amount
    """The number there, with its unit, or `times` of a factor."""
    mean: Estimate
    """The measure at this end."""
    change: Estimate
    """What it changes against the stated numbers, paired by replication."""
    together: tuple[float, float]
    """The interval of the change that holds together with those of all ends."""

    @property
    def said(self) -> str:
        """What the number is there, in words: `120 minutes`, `0.9 times`."""
        return self.amount.in_words

    @property
    def told(self) -> bool:
        """Whether the change can be told from none beside all others."""
        return self.together[0] > 0 or self.together[1] < 0


@dataclass(frozen=True)
class AssumptionEffect:
    """What one assumption moves."""

    assumption: Drawable
    """The assumption with its settings."""
    low: End | None
    """At its low end; None where the scenario cannot be simulated so."""
    high: End | None
    """At its high end; likewise."""
    swing: Estimate
    """From the low end to the high end, paired; from what is stated where one end is missing."""

    @property
    def ends(self) -> tuple[End, ...]:
        """The ends that there are."""
        return tuple(end for end in (self.low, self.high) if end is not None)

    @property
    def told(self) -> bool:
        """Whether the measure can be told to move at one of the ends."""
        return any(end.told for end in self.ends)

    @property
    def size(self) -> float:
        """How far the measure is moved at most [its unit]; 0 where that is not known."""
        sizes = [abs(value.mean) for value in (self.swing, *(end.change for end in self.ends))]
        return max((size for size in sizes if math.isfinite(size)), default=0.0)


@dataclass(frozen=True)
class Tornado:
    """The assumptions of a study by what they move."""

    study: Study
    """The study."""
    measure: ChosenMeasure
    """What is looked at."""
    replications: int
    """Replications of every end."""
    stated: Estimate
    """The measure with the stated numbers."""
    effects: tuple[AssumptionEffect, ...]
    """Those that can be told from none first, and each of both by size, the largest first."""
    first_is_first: bool
    """Whether the largest effect can be told to be larger than the second one; also where there is no second one."""
    faults: tuple[Fault, ...]
    """Why an end is missing, in the language that was in use."""
    left_out: tuple[str, ...] = ()
    """The same in English, as data have it in every language."""

    @property
    def told(self) -> tuple[AssumptionEffect, ...]:
        """The effects that can be told from none."""
        return tuple(effect for effect in self.effects if effect.told)


def assumptions_of(study: Study, studies: ChangedStudies, percent: int | None) -> tuple[Drawable, ...]:
    """The assumptions of a scenario by its block, or with `percent` every number without a source, that much up and down.

    Raises InputError where there are none.
    """
    if percent is None:
        found = drawables(studies.file, study.scenario)
        message = translated("nothing is uncertain in '{name}'", name=study.name)
        repair = translated(
            "name numbers that nobody has measured under '{section}', or take all that have no source with --percent 10",
            section=SECTION,
        )
    else:
        found = assumed_numbers(studies.file, study.scenario, percent / 100)
        message = translated("every number of '{name}' has a source", name=study.name)
        repair = translated("name numbers under '{section}'", section=SECTION)
    if not found:
        raise InputError([Fault("--percent" if percent is not None else study.name, 0, 0, message, repair)])
    return found


def run_tornado(
    study: Study,
    assumptions: Sequence[Drawable],
    measure: ChosenMeasure,
    studies: ChangedStudies,
    *,
    workers: Machines = None,
    progress: Progress | None = None,
) -> Tornado:
    """Simulate a study as it is stated and with every assumption at its low and its high end.

    The study has a number of replications. Raises InputError where a measure is not there in any replication.
    """
    count = int(study.scenario.replications)
    points = [Point(translated("the stated numbers"), ())]
    faults: list[Fault] = []
    left_out: list[str] = []
    places: list[tuple[int | None, int | None]] = []
    for assumption in assumptions:
        at: list[int | None] = []
        for number in assumption.low_and_high:
            changes = assumption.changes(number)
            if (fault := _fault_of(studies, assumption, number)) is None:
                at.append(len(points))
                points.append(Point(assumption.shown(number), changes))
                continue
            at.append(None)
            faults.append(fault)
            with in_language(ORIGINAL):
                left_out.append(str(_fault_of(studies, assumption, number)))
        places.append((at[0], at[1]))
    found = PointValues.empty(len(points), count, 1)
    with Workers(workers) as shared:
        simulate_points(study, points, [measure], found, workers=shared, progress=progress or no_progress)
    values, size = found.values[:, :, 0], _mean(found.sizes[0, :, 0])
    if np.isnan(values[0]).all():
        message = translated("no replication has '{text}'", text=measure.text)
        raise InputError([Fault("--measure", 0, 0, message, translated("choose another measure"))])
    level = 1 - (1 - CONFIDENCE) / max(len(points) - 1, 1)
    judged = _Judged(measure, values, size, level)
    effects = [judged.effect(assumption, *at) for assumption, at in zip(assumptions, places, strict=True)]
    ranked = sorted(effects, key=lambda effect: (not effect.told, -effect.size))
    return Tornado(
        study=study,
        measure=measure,
        replications=count,
        stated=measure.estimate(values[0], size),
        effects=tuple(ranked),
        first_is_first=judged.larger(ranked, effects, places),
        faults=tuple(faults),
        left_out=tuple(left_out),
    )


@dataclass(frozen=True)
class _Judged:
    """The values of the measure, and how surely differences are judged."""

    measure: ChosenMeasure
    values: Floats
    """By point and replication; the stated numbers are the first point."""
    size: float
    level: float
    """Level of intervals that hold together."""

    def effect(self, assumption: Drawable, low: int | None, high: int | None) -> AssumptionEffect:
        numbers = assumption.low_and_high
        ends = [
            None if at is None else self._end(_amount(assumption, number), at)
            for at, number in zip((low, high), numbers, strict=True)
        ]
        return AssumptionEffect(
            assumption, ends[0], ends[1], self.measure.difference(self._swing(low, high), self.size)
        )

    def larger(
        self,
        ranked: Sequence[AssumptionEffect],
        effects: Sequence[AssumptionEffect],
        places: Sequence[tuple[int | None, int | None]],
    ) -> bool:
        """Tell whether the first effect is larger than each that may be taken for the first, paired and beside all of them."""
        if len(ranked) < 2:
            return True
        swings = []
        for effect in ranked:
            swing = self._swing(*places[[one is effect for one in effects].index(True)])
            swings.append(swing if effect.swing.mean >= 0 else -swing)
        level = 1 - (1 - CONFIDENCE) / (len(ranked) - 1)
        return all(self.measure.difference(swings[0] - other, self.size, level=level).low > 0 for other in swings[1:])

    def _swing(self, low: int | None, high: int | None) -> Floats:
        """From the low end to the high end by replication; a missing end is the stated numbers."""
        with np.errstate(invalid="ignore"):
            change: Floats = self.values[high or 0] - self.values[low or 0]
        return change

    def _end(self, amount: Amount, at: int) -> End:
        with np.errstate(invalid="ignore"):
            change = self.values[at] - self.values[0]
        together = self.measure.difference(change, self.size, level=self.level)
        return End(
            amount,
            self.measure.estimate(self.values[at], self.size),
            self.measure.difference(change, self.size),
            (together.low, together.high),
        )


def _amount(assumption: Drawable, number: float) -> Amount:
    """A number of an assumption with its unit."""
    unit = "times" if assumption.uncertain.factor is not None else assumption.uncertain.unit
    return Amount(float(f"{number:.6g}"), unit)


def _fault_of(studies: ChangedStudies, assumption: Drawable, number: float) -> Fault | None:
    """Why a scenario cannot be with a number of an assumption; None where it can."""
    try:
        studies.with_settings(assumption.changes(number))
    except InputError as error:
        first = error.faults[0]
        return Fault(
            first.file,
            first.line,
            first.column,
            translated("with {said}: {message}", said=assumption.shown(number), message=first.message),
            first.repair,
        )
    return None


def _mean(sizes: Floats) -> float:
    known = sizes[~np.isnan(sizes)]
    return float(known.mean()) if len(known) else math.nan

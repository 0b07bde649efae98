"""What a sweep is: its scenario, its points and what is measured; and whether what lies in a folder belongs to it."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from typing import Any

from sim.errors import Fault, InputError
from sim.experiment.precision import replications_of
from sim.measure.chosen import ChosenMeasure
from sim.model.model import Model, build_model
from sim.planning.points import Point
from sim.planning.sweep.axes import Axis
from sim.random_streams import generator
from sim.study.study import Study
from sim.translations.in_use import counted, localized_number, marked, translated

HYPERCUBE_POINTS = 64
"""Points of a Latin hypercube where nobody says how many."""
MOST_ROWS = 1_000_000
"""Replications of all points together at most: the rows of the table."""
_DEPENDS_ON = ("sim", "numpy", "scipy")
"""Packages whose other versions may give other numbers."""


@dataclass(frozen=True)
class SweepPlan:
    """A sweep before it is simulated."""

    study: Study
    """The study, with its seed and the first day that counts."""
    axes: tuple[Axis, ...]
    """The numbers that are varied."""
    values: tuple[tuple[float, ...], ...]
    """By point: the value on each axis."""
    measures: tuple[ChosenMeasure, ...]
    """What is measured; the first one is what the sweep is about."""
    replications: int
    """Replications of each point."""
    model: Model = field(repr=False)
    """The model of the study as it is stated."""

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """The points with the settings that make them."""
        return tuple(self._point(values) for values in self.values)

    @cached_property
    def data(self) -> dict[str, Any]:
        """The plan as plain data: the same sweep has the same."""
        period = self.study.scenario.period
        return {
            "versions": {name: version(name) for name in _DEPENDS_ON},
            "scenario": self.study.name,
            "settings": list(self.study.changes),
            "files": dict(self.study.hashes),
            "period": {"start": str(period.start), "warm_up_until": str(period.warm_up_until), "end": str(period.end)},
            "seed": self.study.scenario.seed,
            "replications": self.replications,
            "measures": [chosen.text for chosen in self.measures],
            "axes": [_axis_data(axis) for axis in self.axes],
            "points": [list(values) for values in self.values],
        }

    @property
    def digest(self) -> str:
        """A hash of all that the plan is [SHA-256, hexadecimal]."""
        return hashlib.sha256(json.dumps(self.data, sort_keys=True).encode()).hexdigest()

    def _point(self, values: Sequence[float]) -> Point:
        pairs = list(zip(self.axes, values, strict=True))
        said = ", ".join(
            translated("{name} at {value}", name=axis.name, value=axis.shown(value)) for axis, value in pairs
        )
        return Point(said, tuple(change for axis, value in pairs for change in axis.changes(value)))


def plan_sweep(
    study: Study, axes: Sequence[Axis], measures: Sequence[ChosenMeasure], *, points: int | None = None
) -> SweepPlan:
    """The plan of a sweep over every combination of a grid, and over a Latin hypercube of ranges at each of them.

    `points` is how many there are in the hypercube. Raises InputError for more replications than :data:`MOST_ROWS`.
    """
    grid = [axis for axis in axes if axis.ends is None]
    ranges = [axis for axis in axes if axis.ends is not None]
    cube = _hypercube(ranges, points or HYPERCUBE_POINTS, study.scenario.seed)
    values = tuple(
        (*on_grid, *in_cube) for on_grid in itertools.product(*(axis.values for axis in grid)) for in_cube in cube
    )
    replications = replications_of(study)
    if (rows := len(values) * replications) > MOST_ROWS:
        message = translated(
            "{points} points with {replications} replications each make {rows}",
            points=localized_number(len(values)),
            replications=localized_number(replications),
            rows=localized_number(rows),
        )
        repair = translated(
            "at most {most} are simulated; take fewer values, --points or --replications",
            most=localized_number(MOST_ROWS),
        )
        raise InputError([Fault("--grid" if grid else "--points", 0, 0, message, repair)])
    return SweepPlan(study, (*grid, *ranges), values, tuple(measures), replications, build_model(study))


def _hypercube(ranges: Sequence[Axis], count: int, seed: int) -> list[tuple[float, ...]]:
    """The points of a Latin hypercube, by range; one point without values where there is no range.

    McKay, Beckman and Conover, Technometrics 21 (1979), 239-245.
    """
    if not ranges:
        return [()]
    from scipy.stats import qmc

    cube = qmc.LatinHypercube(len(ranges), rng=generator(seed, 0, "sweep")).random(count)
    return [tuple(axis.at(u) for axis, u in zip(ranges, row, strict=True)) for row in cube.tolist()]


def _axis_data(axis: Axis) -> dict[str, Any]:
    """An axis as plain data."""
    data: dict[str, Any] = {
        "name": axis.name,
        "settings": [setting.path for setting in axis.settings],
        "unit": axis.unit,
    }
    return data | ({"values": list(axis.values)} if axis.ends is None else {"range": list(axis.ends)})


_SAID = {
    "scenario": marked("another scenario"),
    "settings": marked("other settings"),
    "period": marked("another period"),
    "seed": marked("another seed"),
    "replications": marked("another number of replications"),
    "measures": marked("other measures"),
    "axes": marked("other numbers or values that are varied"),
    "points": marked("other points"),
}
"""By part of a plan: what is said where it is another one."""


def other_plan(plan: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    """In which way the plan of what lies somewhere is another one than this."""
    versions, others = plan["versions"], other.get("versions") or {}
    for name, own in versions.items():
        if others.get(name) != own:
            if name in others:
                yield translated(
                    "it was made with {name} {other}, and this is {own}", name=name, other=others[name], own=own
                )
            else:
                yield translated("it was made with {name} of unknown version, and this is {own}", name=name, own=own)
    files, earlier = plan["files"], other.get("files") or {}
    if changed := sorted(name for name in files.keys() | earlier.keys() if files.get(name) != earlier.get(name)):
        yield counted(
            "a file has changed since: {files}",
            "these files have changed since: {files}",
            len(changed),
            files=", ".join(changed),
        )
    for key, said in _SAID.items():
        if plan[key] == other.get(key) or (key == "points" and plan["axes"] != other.get("axes")):
            continue
        if key in ("seed", "replications", "scenario"):
            yield translated(
                "it has {what} ({there} there, {here} here)",
                what=translated(said),
                there=other.get(key),
                here=plan[key],
            )
        else:
            yield translated("it has {what}", what=translated(said))

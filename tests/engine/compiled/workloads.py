"""What both engines are run on: conformance cases, the oracle's scenarios, the same ones with more ties, shipped scenarios."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from random import Random

import numpy as np

from sim.model.build_capacity import draw_capacity
from sim.model.capacity import Capacity
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET
from sim.shipped import shipped_scenarios
from sim.study.loading import Reader, load_scenario
from tests.conformance.cases import CASES, load_case
from tests.oracle.test_oracle import SORTS

KINDS = ("cases", "oracle", "ties", "shipped")
"""Kinds of workloads."""
Made = tuple[Workload, Capacity]
BULKS = (1, 2, 3)
"""How many instants are left at which something arrives."""
DURATIONS = (1, 5, 10, 30)
"""Of which one is that of all work [s]."""


@dataclass(frozen=True)
class Group:
    """Workloads of one sort, by label."""

    kind: str
    """One of KINDS."""
    name: str
    """Its name."""
    labels: tuple[str, ...]
    """One for each workload; of an oracle's scenario the seed, of a shipped one the variant and the replication."""
    make: Callable[[str], Made]
    """The workload of a label, with its capacity."""


def groups(kinds: Container[str], seeds: Sequence[int], replications: int) -> Iterator[Group]:
    """The groups of some kinds, with these seeds of the oracle's sorts and so many replications of every shipped variant."""
    numbers = tuple(str(seed) for seed in seeds)
    if "cases" in kinds:
        yield Group("cases", "cases", CASES, case)
    if "oracle" in kinds:
        yield from (Group("oracle", sort, numbers, partial(of_oracle, sort)) for sort in SORTS)
    if "ties" in kinds:
        yield from (Group("ties", f"{sort}, with ties", numbers, partial(with_ties, sort)) for sort in SORTS)
    for scenario in shipped_scenarios() if "shipped" in kinds else ():
        labels = tuple(
            f"{variant or '-'} {number}"
            for variant in (None, *Reader(scenario).variants)
            for number in range(1, replications + 1)
        )
        yield Group("shipped", scenario, labels, partial(shipped, scenario))


def case(name: str) -> Made:
    """A conformance case."""
    found = load_case(name)
    return found.workload, found.capacity


def of_oracle(sort: str, seed: str) -> Made:
    """A scenario of the oracle."""
    return SORTS[sort](int(seed))


def with_ties(sort: str, seed: str) -> Made:
    """A scenario of the oracle in which everything arrives at few instants and all work takes equally long."""
    workload, capacity = SORTS[sort](int(seed))
    rng = Random(f"ties {sort} {seed}")
    return in_bulk(rng, alike(rng, workload)), capacity


def alike(rng: Random, workload: Workload) -> Workload:
    """The workload with equal durations of all work of members, and of all holds."""
    work, hold = workload.work.copy(), workload.hold.copy()
    work[workload.staffed & (work > 0)] = rng.choice(DURATIONS)
    work[np.isin(workload.kind, (Kind.SYSTEM, Kind.APPLICANT)) & (work > 0)] = rng.choice(DURATIONS)
    hold[hold > 0] = rng.choice(DURATIONS)
    return replace(workload, work=work, hold=hold)


def in_bulk(rng: Random, workload: Workload) -> Workload:
    """The workload with everything handed in at one of few of its instants, at the last one before, if nobody books a slot."""
    if workload.appointment is not None:
        return workload
    submitted = workload.submitted.copy()
    free = submitted != UNSET
    if workload.inherited is not None:
        free &= ~workload.inherited
    instants = np.unique(submitted[free])
    if not len(instants):
        return workload
    kept = {int(instants[0]), *(int(rng.choice(instants)) for _ in range(rng.choice(BULKS) - 1))}
    bulks = np.array(sorted(kept), dtype=np.int64)
    submitted[free] = bulks[np.searchsorted(bulks, submitted[free], side="right") - 1]
    return replace(workload, submitted=submitted)


@cache
def model_of(scenario: str, variant: str) -> Model:
    """A shipped scenario, or its variant, made ready."""
    return build_model(load_scenario(scenario, None if variant == "-" else variant))


def shipped(scenario: str, label: str) -> Made:
    """A replication of a shipped scenario's variant: both stand in the label."""
    variant, number = label.split()
    return replication(model_of(scenario, variant), int(number))


def replication(model: Model, number: int) -> Made:
    """What is drawn for a replication of a model."""
    capacity = draw_capacity(model.capacity, model.study, model.window, number)
    return draw_workload(replace(model, capacity=capacity), number), capacity

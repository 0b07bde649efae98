"""What the reader of a comparison ought to know: whether the demand is the same, whose seed holds, what is left out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sim.errors import Note
from sim.experiment.comparison.differences import Difference
from sim.experiment.comparison.measures import Measure
from sim.experiment.results import Results
from sim.measure.figures import Key
from sim.scenario.scenario import MSER_5
from sim.study.study import Study


def demand_warnings(runs: Sequence[Results], names: Sequence[str]) -> Iterator[Note]:
    """A note of every run whose demand is not that of the first: then differences are those of demand too."""
    first = runs[0].figures.streams
    for run, name in zip(runs[1:], names[1:], strict=True):
        streams = run.figures.streams
        only_here = [stream for (stream,) in streams if (stream,) not in first]
        only_in_first = [stream for (stream,) in first if (stream,) not in streams]
        others = list(_other_streams(run, runs[0]))
        if only_here or only_in_first or others:
            only = {"only_in_case": only_here, "only_in_first": only_in_first}
            yield Note("other_demand", {"case": name, "first": names[0]} | only | {"streams": others})


def _other_streams(run: Results, first: Results) -> Iterator[dict[str, Any]]:
    """The streams of both runs that bring other numbers of applications, with what is expected or how often they differ."""
    arrivals, arrivals_of_first = _arrivals(run), _arrivals(first)
    for key, row in first.figures.streams.items():
        if key not in run.figures.streams:
            continue
        expected, expected_in_first = run.figures.streams[key]["expected"].mean, row["expected"].mean
        unlike = sum(a[key] != b[key] for a, b in zip(arrivals, arrivals_of_first, strict=True))
        # Sums of the same parts in another order are one.
        if not math.isclose(expected, expected_in_first, rel_tol=1e-9):
            yield {"stream": key[0], "expected": expected, "expected_in_first": expected_in_first}
        elif unlike:
            yield {"stream": key[0], "replications": unlike}


def _arrivals(run: Results) -> list[dict[Key, float]]:
    """By replication and stream: the applications that were drawn."""
    return [{key: row["arrivals"] for key, row in figures.streams.items()} for figures in run.replications]


def first_holds(studies: Sequence[Study], names: Sequence[str]) -> Iterator[Note]:
    """Notes where a study has another seed or other replications than the first, and where the first's warm-up is found."""
    settings = [(study.scenario.seed, study.scenario.replications, study.scenario.precision) for study in studies]
    if others := [name for name, setting in zip(names, settings, strict=True) if setting != settings[0]]:
        yield Note("seed_and_replications_of_first", {"first": names[0], "others": others})
    if studies[0].scenario.period.warm_up_until == MSER_5:
        yield Note("warm_up_of_first", {"first": names[0]})


def unmatched_routes(runs: Sequence[Results], routes: Sequence[dict[Key, Key]], names: Sequence[str]) -> Iterator[Note]:
    """A note of every case with routes that not all cases have; `routes` has those of each case by the first's."""
    common = {key for key in runs[0].figures.routes if all(key in of_case for of_case in routes)}
    for run, of_case, name in zip(runs, routes, names, strict=True):
        compared = {of_case[key] for key in common}
        if others := [list(key) for key in run.figures.routes if key not in compared]:
            yield Note("routes_not_compared", {"case": name, "routes": others})


def pair_warnings(differences: Sequence[Difference], titles: Sequence[str]) -> Iterator[Note]:
    """A note of what could not be compared in every replication, one for each measure of a case."""
    unreached: dict[tuple[Measure, int], list[dict[str, Any]]] = {}
    left_out: dict[tuple[Measure, int], list[dict[str, Any]]] = {}
    for d in differences:
        place = {"place": d.place.kind, "key": list(d.place.key)}
        if d.paired.unreached:
            unreached.setdefault((d.measure, d.case), []).append(place | {"replications": d.paired.unreached})
        elif d.paired.left_out:
            left_out.setdefault((d.measure, d.case), []).append(place | {"replications": d.paired.left_out})
    for (measure, case), places in unreached.items():
        yield Note("quantile_not_reached", {"measure": measure, "case": titles[case], "places": places})
    for (measure, case), places in left_out.items():
        yield Note("pairs_left_out", {"measure": measure, "case": titles[case], "places": places})


def run_warnings(runs: Sequence[Results], names: Sequence[str]) -> Iterator[Note]:
    """The warnings of all runs, each with the name of its case as `of_case`."""
    for run, name in zip(runs, names, strict=True):
        for note in run.warnings:
            yield replace(note, facts={**note.facts, "of_case": name})

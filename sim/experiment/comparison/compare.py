"""Cases of one question beside each other on the same random numbers: what differs, by how much, and how surely.

Every case is simulated with the seed of the first one and equally often, and every other case is held against the first,
replication by replication (section 7 of the model).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from sim.engine.engine_use import EngineUse
from sim.errors import Note
from sim.experiment.comparison.case_names import case_names, case_title
from sim.experiment.comparison.differences import FAMILIES, Difference, Family, differences_from_first
from sim.experiment.comparison.faults import refuse_unlike, refuse_unpaired, service_with_routes
from sim.experiment.comparison.measures import matched_routes, values_of_routes, values_of_run
from sim.experiment.comparison.notes import (
    demand_warnings,
    first_holds,
    pair_warnings,
    run_warnings,
    unmatched_routes,
)
from sim.experiment.levers.lever import NotTried
from sim.experiment.levers.race import RaceRounds, Tried, try_levers
from sim.experiment.replications import with_seed_and_replications
from sim.experiment.results import Results
from sim.experiment.run import MOST_PAIRED, run_study
from sim.experiment.workers import Machines, Progress, Workers, no_progress
from sim.measure.intervals import Estimate
from sim.model.objection_names import answers_of
from sim.study.study import EngineName, Study, with_engine
from sim.visible_text import visible

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Case:
    """One of the cases that are compared."""

    name: str
    """Short name: of the scenario, of its variant, or of the channel."""
    title: str
    """What it is called in sentences."""
    study: Study
    """The study that was simulated."""


@dataclass(frozen=True)
class Comparison:
    """Several cases held against the first of them, or the routes of one scenario."""

    cases: tuple[Case, ...]
    """The cases; every other one is held against the first. Of a comparison of routes they are the routes."""
    differences: tuple[Difference, ...]
    """By case, place and measure."""
    of_routes: bool
    """Whether the routes of one scenario are compared."""
    replications: int
    """Replications of each case."""
    seed: int
    """Their common seed."""
    notes: tuple[Note, ...] = ()
    """How the cases were made comparable."""
    warnings: tuple[Note, ...] = ()
    """What the reader ought to know; those of single runs name their case as `of_case`."""
    engines: tuple[EngineUse, ...] = ()
    """The engines that simulated the cases, each once."""
    tried: tuple[Tried, ...] | None = None
    """Single changes of the first case in paired runs, as :attr:`sim.experiment.results.Results.tried`; None where not asked for."""
    rounds: RaceRounds | None = None
    """Which replications chose among them, and which judged those that were left; None where none was tried."""
    not_tried: tuple[NotTried, ...] = ()
    """What was left out of these runs, and why."""

    def count(self, family: Family) -> int:
        """Number of differences of a family that are corrected for [Holm, simultaneous intervals]."""
        return sum(d.family == family and not math.isnan(d.paired.p) for d in self.differences)

    @property
    def strongest(self) -> tuple[Difference, ...]:
        """The differences that can be told before the others, in each of these parts those of the question first, and then by their
        mean in standard errors [t], the largest first."""
        known = [d for d in self.differences if not math.isnan(d.paired.p)]
        order = {family: i for i, family in enumerate(FAMILIES)}
        return tuple(sorted(known, key=lambda d: (not d.significant, d.equal, order[d.family], -d.paired.t)))

    @property
    def narrowing(self) -> float:
        """Median factor by which pairing makes standard errors smaller; NaN where none is known."""
        factors = sorted(d.paired.narrowing for d in self.differences if not math.isnan(d.paired.narrowing))
        middle = len(factors) // 2
        if not factors:
            return math.nan
        return factors[middle] if len(factors) % 2 else (factors[middle - 1] + factors[middle]) / 2

    def table(self) -> pd.DataFrame:
        """The differences as a table.

        Columns: case, place, measure, family (question or others), before, after, mean, low, high (each interval for itself),
        simultaneous_low, simultaneous_high (all of a family at once), unpaired_low, unpaired_high, narrowing (ratio of the standard
        errors, unpaired over paired), p, p_holm (Holm-adjusted in its family), significant, replications.
        """
        import pandas as pd

        return pd.DataFrame(
            {
                "case": self.cases[d.case].name,
                "place": " / ".join(d.place.key) or "all routes",
                "measure": d.measure,
                "family": d.family,
                "before": d.before.mean,
                "after": d.after.mean,
                "mean": d.paired.estimate.mean,
                "low": d.paired.estimate.low,
                "high": d.paired.estimate.high,
                "simultaneous_low": d.simultaneous[0],
                "simultaneous_high": d.simultaneous[1],
                "unpaired_low": d.paired.unpaired.low,
                "unpaired_high": d.paired.unpaired.high,
                "narrowing": d.paired.narrowing,
                "p": d.paired.p,
                "p_holm": d.p_holm,
                "significant": d.significant,
                "replications": d.paired.estimate.replications,
            }
            for d in self.differences
        )

    def _repr_html_(self) -> str:
        columns = ["case", "place", "measure", "before", "after", "mean", "low", "high", "significant"]
        shown = self.table()[columns].round(3).to_html(index=False, border=0)
        return visible(
            f"<p>Against {escape(self.cases[0].title)}, {self.replications} paired replications</p>\n{shown}"
        )


def compare(
    studies: Sequence[Study],
    names: Sequence[str] | None = None,
    *,
    workers: Machines = None,
    progress: Progress | None = None,
    engine: EngineName | None = None,
    strengthen: bool = False,
) -> Comparison:
    """Simulate several studies on the same random numbers and compare them with the first.

    Seed and replications of the first hold for all, and so does its warm-up where it is found; with `auto` or a precision all
    are simulated as often as the case that needs most replications. `names` are short names of
    the cases; `workers` is how many processes share the work, None for one per processor core. Routes are matched by the service's name without region and year,
    and by channel, so that the regulations of two regions can be compared; the staff by kind of offices and role.
    `engine` is `compiled`, `simpy` or `auto`; default that of each study, `auto`. With `strengthen` single changes of the first
    case are tried too, as in a run of it, so that it is told what the cases leave out.
    Raises InputError for fewer than two studies, other periods, studies without a route in common, and where the compiled
    engine is named and cannot be used.
    """
    studies = [with_engine(study, engine) for study in studies]
    names = case_names(studies) if names is None else names
    refuse_unlike(studies, names)
    runs: list[Results] = []
    for study, name in zip(studies, names, strict=True):
        runs.append(_simulated(_as_first(study, runs[0]) if runs else study, name, workers, progress))
    most = max(len(run.replications) for run in runs)
    for i, (run, name) in enumerate(zip(runs, names, strict=True)):
        if len(run.replications) < most:
            more = with_seed_and_replications(_as_first(studies[i], runs[0]), most, None)
            runs[i] = _simulated(more, name, workers, progress)
    found = replace(compared(runs, names), notes=tuple(first_holds(studies, names)))
    if not strengthen:
        return found
    first = runs[0]
    with Workers(workers) as shared:
        tried, rounds, not_tried = try_levers(
            shared, first.model, first.replications[:MOST_PAIRED], first.figures, progress or no_progress
        )
    return replace(found, tried=tried, rounds=rounds, not_tried=not_tried)


def compare_routes(
    study: Study,
    service: str | None = None,
    *,
    workers: Machines = None,
    progress: Progress | None = None,
    engine: EngineName | None = None,
) -> Comparison:
    """Compare the routes of one service of a study, each with the first of them, in the same replications.

    `service` is its short name, which may be left out where only one has several routes; `engine` as in :func:`compare`. Raises
    InputError for an unknown service, for one with a single route, and where the compiled engine is named and cannot be used.
    """
    service = service_with_routes(study, service)
    run = _simulated(with_engine(study, engine), study.name, workers, progress)
    routes = tuple(key for key in run.figures.routes if key[0] == service and answers_of(key[1]) is None)
    cases = tuple(Case(channel, channel, run.study) for _, channel in routes)
    rows = [run.figures.routes[key] for key in routes]
    differences = tuple(
        _with_whole_days(d, rows[0], rows[d.case])
        for d in differences_from_first(values_of_routes(run, routes, (service,)))
    )
    return Comparison(
        cases,
        differences,
        of_routes=True,
        replications=len(run.replications),
        seed=run.study.scenario.seed,
        notes=(Note("routes_of_same_replications"),),
        warnings=(*pair_warnings(differences, [case.title for case in cases]), *run.warnings),
        engines=run.engines,
    )


def compared(runs: Sequence[Results], names: Sequence[str] | None = None) -> Comparison:
    """Compare runs that are there already; they must have the same seed, period and number of replications.

    Raises InputError where they have not, for fewer than two, and where no route is in common.
    """
    studies = [run.study for run in runs]
    names = case_names(studies) if names is None else names
    refuse_unpaired(runs, names)
    titles = [case_title(study, name, studies) for study, name in zip(studies, names, strict=True)]
    routes = [matched_routes(studies[0], study) for study in studies]
    common = [key for key in runs[0].figures.routes if all(key in of_case for of_case in routes)]
    values = [
        values_of_run(run, [of_case[key] for key in common], common) for run, of_case in zip(runs, routes, strict=True)
    ]
    differences = tuple(
        _with_whole_days(d, *(runs[i].figures.routes[routes[i][d.place.key]] for i in (0, d.case)))
        if d.place.kind == "route"
        else d
        for d in differences_from_first(values)
    )
    return Comparison(
        tuple(Case(*case) for case in zip(names, titles, studies, strict=True)),
        differences,
        of_routes=False,
        replications=len(runs[0].replications),
        seed=studies[0].scenario.seed,
        warnings=(
            *unmatched_routes(runs, routes, names),
            *demand_warnings(runs, names),
            *pair_warnings(differences, titles),
            *run_warnings(runs, names),
        ),
        engines=tuple(dict.fromkeys(use for run in runs for use in run.engines)),
    )


def _with_whole_days(
    difference: Difference, before: Mapping[str, Estimate], after: Mapping[str, Estimate]
) -> Difference:
    """A difference of quantiles of an elapsed term between the whole days that each run has alone; any other as it is."""
    measure = difference.measure
    if measure not in ("median_days", "p95_days"):
        return difference
    return replace(difference, before=before[measure], after=after[measure])


def _as_first(study: Study, first: Results) -> Study:
    """A study with the seed and the warm-up of a run that is there, and with what decides on its replications."""
    scenario = first.study.scenario
    update = {
        "seed": scenario.seed,
        "replications": scenario.replications,
        "precision": scenario.precision,
        "period": scenario.period,
    }
    return replace(study, scenario=study.scenario.model_copy(update=update))


def _simulated(study: Study, name: str, workers: Machines, progress: Progress | None) -> Results:
    """A run for its figures alone."""
    tell = progress or no_progress
    return run_study(
        replace(study, undisturbed=None),
        workers=workers,
        strengthen=False,
        progress=lambda done, total, what: tell(done, total, name),
    )

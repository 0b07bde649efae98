"""Cases of one question beside each other on the same random numbers: what differs, by how much, and how surely.

Every case is simulated with the seed and the replications of the first one, and every other case is held against the
first, replication by replication (section 7 of the model).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from sim.errors import Fault, InputError, did_you_mean
from sim.experiment.comparison.measures import (
    MEASURES,
    Measure,
    Place,
    Values,
    matched,
    values_of_routes,
    values_of_run,
)
from sim.experiment.comparison.notes import demand_warnings, luck_notes, run_warnings, times, unmatched
from sim.experiment.comparison.paired import Paired, holm, paired
from sim.experiment.run import Progress, Results, run_study
from sim.measure.figures import SHARES
from sim.measure.intervals import CONFIDENCE, Estimate, mean_interval, share_interval
from sim.study.study import Study

if TYPE_CHECKING:
    import pandas as pd

AS_IT_IS = "the scenario as it is"
"""What the scenario is called beside its own variants and readings."""


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
class Difference:
    """One measure of one case held against the first."""

    measure: Measure
    place: Place
    case: int
    """Position of the case in `Comparison.cases`."""
    before: Estimate
    """The measure in the first case."""
    after: Estimate
    """The measure in this case."""
    paired: Paired
    """This case less the first, paired by replication."""
    together: tuple[float, float]
    """Ends of the interval that holds with 95 % at once for all differences of the comparison."""
    adjusted: float
    """Probability after Holm's correction over all differences of the comparison; NaN where there is none."""

    @property
    def told(self) -> bool:
        """Whether a difference can be told beside all the others that are looked at."""
        return self.adjusted <= 1 - CONFIDENCE

    @property
    def equal(self) -> bool:
        """Whether both cases have the same in every replication."""
        return self.paired.steady and self.paired.estimate.mean == 0


@dataclass(frozen=True)
class Comparison:
    """What a comparison found."""

    cases: tuple[Case, ...]
    """The cases; every other one is held against the first. Of a comparison of routes they are the routes."""
    differences: tuple[Difference, ...]
    """By case, place and measure."""
    of_routes: bool
    """Whether the routes of one scenario are compared."""
    replications: int
    """Replications of each case."""
    seed: int
    """Where their common luck starts."""
    notes: tuple[str, ...] = ()
    """How the cases were made comparable."""
    warnings: tuple[str, ...] = ()
    """What the reader ought to know."""

    @property
    def count(self) -> int:
        """How many differences Holm's correction and the simultaneous intervals are for."""
        return sum(not math.isnan(d.paired.p) for d in self.differences)

    @property
    def strongest(self) -> tuple[Difference, ...]:
        """The differences, those that can be told first, each kind by its mean in standard errors, the largest first."""
        known = [d for d in self.differences if not math.isnan(d.paired.p)]
        return tuple(sorted(known, key=lambda d: (not d.told, d.equal, -d.paired.strength)))

    @property
    def narrowing(self) -> float:
        """Median factor by which pairing narrows the intervals; NaN where no interval has a width."""
        factors = sorted(d.paired.narrower for d in self.differences if not math.isnan(d.paired.narrower))
        middle = len(factors) // 2
        if not factors:
            return math.nan
        return factors[middle] if len(factors) % 2 else (factors[middle - 1] + factors[middle]) / 2

    def table(self) -> pd.DataFrame:
        """The differences as a table.

        Columns: case, place, measure, before, after, mean, low, high (each interval for itself), together_low,
        together_high (all at once), unpaired_low, unpaired_high, narrower, p, adjusted, told, replications.
        """
        import pandas as pd

        return pd.DataFrame(
            {
                "case": self.cases[d.case].name,
                "place": " / ".join(d.place.key) or "all routes",
                "measure": d.measure,
                "before": d.before.mean,
                "after": d.after.mean,
                "mean": d.paired.estimate.mean,
                "low": d.paired.estimate.low,
                "high": d.paired.estimate.high,
                "together_low": d.together[0],
                "together_high": d.together[1],
                "unpaired_low": d.paired.unpaired.low,
                "unpaired_high": d.paired.unpaired.high,
                "narrower": d.paired.narrower,
                "p": d.paired.p,
                "adjusted": d.adjusted,
                "told": d.told,
                "replications": d.paired.estimate.replications,
            }
            for d in self.differences
        )

    def _repr_html_(self) -> str:
        columns = ["case", "place", "measure", "before", "after", "mean", "low", "high", "told"]
        shown = self.table()[columns].round(3).to_html(index=False, border=0)
        return f"<p>Against {escape(self.cases[0].title)}, {self.replications} paired replications</p>\n{shown}"


def compare(
    studies: Sequence[Study],
    names: Sequence[str] | None = None,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Simulate several studies on the same random numbers and compare them with the first.

    Seed and replications of the first hold for all, and so does its warm-up where it is found. `names` are short names of
    the cases; `workers` is how many processes share the work, None for one per processor core. Routes are matched by the service's name without region and year,
    and by channel, so that the regulations of two regions can be compared; the staff by kind of offices and role.
    Raises InputError for fewer than two studies, other periods, and studies without a route in common.
    """
    names = case_names(studies) if names is None else names
    if faults := [Fault(names[i], 0, 0, message, repair) for i, message, repair in unlike_first(studies)]:
        raise InputError(faults)
    runs: list[Results] = []
    for study, name in zip(studies, names, strict=True):
        runs.append(_simulated(_alike(study, runs[0]) if runs else study, name, workers, progress))
    return replace(compared(runs, names), notes=tuple(luck_notes(studies, names)))


def compare_routes(
    study: Study, service: str | None = None, *, workers: int | None = None, progress: Progress | None = None
) -> Comparison:
    """Compare the routes of one service of a study, each with the first of them, in the same replications.

    `service` is its short name, which may be left out where only one has several routes. Raises InputError for an unknown
    service and for one with a single route.
    """
    several = [name for name, use in study.scenario.services.items() if len(use.routes) > 1]
    if service is None and len(several) == 1:
        (service,) = several
    if service is None and several:
        message = f"{len(several)} services have several routes"
        raise InputError([Fault("--service", 0, 0, message, f"name one of them: {', '.join(several)}")])
    if service is not None and service not in study.scenario.services:
        message = f"there is no service '{service}'"
        raise InputError([Fault("--service", 0, 0, message, did_you_mean(service, study.scenario.services))])
    if service not in several:
        which = "every service" if service is None else f"the service '{service}'"
        message = f"{which} has one route only, so there is nothing to compare"
        raise InputError([Fault(study.name, 0, 0, message, "compare scenarios or variants")])
    run = _simulated(study, study.name, workers, progress)
    routes = tuple(key for key in run.figures.routes if key[0] == service)
    cases = tuple(Case(channel, channel, run.study) for _, channel in routes)
    differences = _differences(values_of_routes(run, routes, (service,)))
    note = (
        "The routes are those of the same replications: the same people, days and luck of the offices; the applications are "
        "those of other citizens"
    )
    warnings = (*_pair_warnings(differences, cases), *run.warnings)
    return Comparison(
        cases, differences, True, len(run.replications), run.study.scenario.seed, (note,), tuple(warnings)
    )


def compared(runs: Sequence[Results], names: Sequence[str] | None = None) -> Comparison:
    """Compare runs that are there already; they must have the same seed, period and number of replications.

    Raises InputError where they have not, for fewer than two, and where no route is in common.
    """
    studies = [run.study for run in runs]
    names = case_names(studies) if names is None else names
    faults = [Fault(names[i], 0, 0, message, repair) for i, message, repair in unlike_first(studies)]
    for run, name in zip(runs[1:], names[1:], strict=True):
        count, wanted = len(run.replications), len(runs[0].replications)
        if count != wanted:
            message = f"{count} replications cannot be paired with {wanted} of '{names[0]}'"
            faults.append(Fault(name, 0, 0, message, "run both with the same number"))
        if run.study.scenario.seed != studies[0].scenario.seed:
            message = f"the seed is {run.study.scenario.seed}, that of '{names[0]}' {studies[0].scenario.seed}"
            faults.append(Fault(name, 0, 0, message, "run both with the same seed, or there are no pairs"))
    if faults:
        raise InputError(faults)
    cases = tuple(Case(name, _title(study, name, studies), study) for name, study in zip(names, studies, strict=True))
    same = [matched(studies[0], study) for study in studies]
    common = [key for key in runs[0].figures.routes if all(key in of for of in same)]
    values = [values_of_run(run, [of[key] for key in common], common) for run, of in zip(runs, same, strict=True)]
    differences = _differences(values)
    warnings = [*unmatched(runs, same, names), *demand_warnings(runs, names)]
    warnings += _pair_warnings(differences, cases)
    warnings += run_warnings(runs, names)
    return Comparison(
        cases, differences, False, len(runs[0].replications), studies[0].scenario.seed, (), tuple(warnings)
    )


def unlike_first(studies: Sequence[Study]) -> list[tuple[int, str, str]]:
    """Why studies cannot be compared with the first: position, what is wrong, what would do."""
    if len(studies) < 2:
        return [(0, "a comparison needs two cases at least", "name another scenario, or add --variants or --readings")][
            : len(studies)
        ]
    first, found = studies[0], []
    for i, study in enumerate(studies[1:], 1):
        own, wanted = _period(study), _period(first)
        if own != wanted:
            message = f"the period is {own}, that of '{first.name}' {wanted}"
            found.append((i, message, "compare over one and the same period"))
        if not matched(first, study):
            message = f"no route is in common with '{first.name}'"
            found.append((i, message, "compare scenarios that have a service and a channel in common"))
    return found


def _alike(study: Study, first: Results) -> Study:
    """A study with the seed, the number of replications and the warm-up of a run that is there."""
    scenario = first.study.scenario
    update = {
        "seed": scenario.seed,
        "replications": len(first.replications),
        "precision": None,
        "period": scenario.period,
    }
    return replace(study, scenario=study.scenario.model_copy(update=update))


def case_names(studies: Sequence[Study]) -> tuple[str, ...]:
    """Short names of studies, each another one.

    It is that of the variant where all are of one scenario, else that of the study; with the settings that the first has
    not, if it has any of its own.
    """
    stems = {_stem(study) for study in studies}
    own = [study.variant if study.variant and len(stems) == 1 else study.name for study in studies]
    for i, study in enumerate(studies):
        added = dict.fromkeys(_setting(change) for change in study.changes if change not in studies[0].changes)
        own[i] += f" ({', '.join(added)})" if added else ""
    return tuple(name if own.index(name) == i else f"{name} [{own[: i + 1].count(name)}]" for i, name in enumerate(own))


def _setting(change: str) -> str:
    """A setting in short: the reading of a route, or the end of its path with its value."""
    path, _, value = change.partition("=")
    last = path.split(".")[-1]
    return f"{last} {value}" if last == "reading" else f"{last}={value}"


def _simulated(study: Study, name: str, workers: int | None, progress: Progress | None) -> Results:
    """A run for its figures alone."""
    tell = progress or (lambda done, total, what: None)
    return run_study(
        replace(study, undisturbed=None),
        workers=workers,
        strengthen=False,
        progress=lambda done, total, what: tell(done, total, name),
    )


def _title(study: Study, name: str, studies: Sequence[Study]) -> str:
    """What a case is called in sentences: the title of its variant and what else is set, or its name as words."""
    plain, bracket, rest = name.partition(" (")
    if any(_stem(other) != _stem(study) for other in studies) or not (study.variant or bracket):
        alone = study.variant is None and all(_stem(other) == name for other in studies)
        return AS_IT_IS if alone else name.replace("_", " ")
    title = study.scenario.variants[study.variant].title if study.variant else None
    in_words = (title.text("en") if title else "") or (plain.replace("_", " ") if study.variant else "")
    return ", ".join(part for part in (in_words, rest.replace(")", "", 1)) if part)


def _stem(study: Study) -> str:
    """Name of the scenario without its variant."""
    return study.name.removesuffix(f"-{study.variant}") if study.variant else study.name


def _period(study: Study) -> str:
    period = study.scenario.period
    return f"{period.start} to {period.end}, counted from {period.warm_up_until}"


def _differences(values: Sequence[Values]) -> tuple[Difference, ...]:
    """Every case against the first, where all have the measure at least once."""
    shared = [key for key in values[0] if all(key in v and not all(map(math.isnan, v[key])) for v in values)]
    rows = [
        (place, measure, case, paired(values[0][place, measure], values[case][place, measure]))
        for case in range(1, len(values))
        for place, measure in shared
    ]
    adjusted = holm([row[3].p for row in rows])
    count = sum(not math.isnan(p) for p in adjusted)
    return tuple(
        Difference(
            measure,
            place,
            case,
            _estimate(measure, values[0][place, measure]),
            _estimate(measure, values[case][place, measure]),
            found,
            found.together(count),
            p,
        )
        for (place, measure, case, found), p in zip(rows, adjusted, strict=True)
    )


def _estimate(measure: Measure, values: Sequence[float]) -> Estimate:
    return (share_interval if measure in SHARES else mean_interval)(values)


def _pair_warnings(differences: Sequence[Difference], cases: Sequence[Case]) -> list[str]:
    """Name what could not be compared in every replication, each measure once a case."""
    unreached: dict[tuple[Measure, int], list[str]] = {}
    left_out: dict[tuple[Measure, int], list[str]] = {}
    for d in differences:
        where = " / ".join(d.place.key) or "all routes"
        if d.paired.unreached:
            unreached.setdefault((d.measure, d.case), []).append(f"{where} in {times(d.paired.unreached)}")
        elif d.paired.left_out:
            left_out.setdefault((d.measure, d.case), []).append(f"{where} in {times(d.paired.left_out)}")
    found = []
    for (measure, case), places in unreached.items():
        found.append(
            f"{MEASURES[measure][0]}, '{cases[case].title}': not reached, since too many applications are unfinished "
            f"({'; '.join(places)}); no difference is given"
        )
    for (measure, case), places in left_out.items():
        found.append(
            f"{MEASURES[measure][0]}, '{cases[case].title}': no answer to compare ({'; '.join(places)}); these pairs are "
            "left out"
        )
    return found

"""Two kinds of not knowing: how far figures spread by chance, and how far because nobody has measured some numbers.

The run with the stated numbers shows chance alone. The same replications are simulated once more with the uncertain
numbers drawn, one value each per replication, and the same other random numbers; what a replication then differs by is due
to the numbers drawn. By the law of total variance, Var Y = E[Var(Y | numbers)] + Var(E[Y | numbers]), the first part is
chance, which more replications average out of a mean, and the second is ignorance, which only counting lessens. The spread
of the paired differences stands for the second; it also has whatever of chance answers to other numbers in another way.

Law, Simulation Modeling and Analysis, 5th edition (2015), section 6.1 (input models) and 11.2 (common random numbers);
Barton, "Tutorial: input uncertainty in output analysis", Proceedings of the 2012 Winter Simulation Conference.
"""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.errors import Fault, InputError
from sim.experiment.replications import WORTH_WORKERS, available_cores, replicate, shared_out
from sim.experiment.run import Progress, Results
from sim.measure.figures import SHARES, Key, ReplicationFigures, Row, measure
from sim.measure.intervals import CONFIDENCE, Estimate, mean_interval, share_interval
from sim.model.model import build_model
from sim.random_streams import generator
from sim.schema.yaml_file import Place
from sim.study.layers import Origin
from sim.study.loading import Reader
from sim.study.study import Study
from sim.study.uncertain_inputs import SECTION, Drawable, drawables

WHOLE: Key = ()
"""The place of what is measured over all routes."""
MEASURES = ("in_time", "median_days", "p95_days", "queue_median_h", "queue_p95_h")
"""What is looked at: share in time; median and 95th percentile of the elapsed term [working days] and of the queue time
[working hours]."""
TAIL = 0.05
"""Share of the replications that lies below the range that is shown, and above it."""
_RESAMPLES = 2_000


@dataclass(frozen=True)
class Spread:
    """How far one figure differs from replication to replication."""

    deviation: Estimate
    """Standard deviation with its interval [unit of the figure; NaN where a quantile is not reached]."""
    low: float
    """Below it lie 5 % of the replications [same unit]."""
    high: float
    """Above it lie 5 % of the replications [same unit]."""


@dataclass(frozen=True)
class Influence:
    """How closely a figure follows one uncertain number."""

    name: str
    """Short name of the assumption."""
    correlation: float
    """Rank correlation of the number drawn with the change of the figure [-1 to 1; NaN where nothing changes]."""
    low: float
    """Lower end of its interval [NaN with fewer than four replications]."""
    high: float
    """Upper end of its interval."""

    @property
    def told(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class MeasureSpread:
    """One figure of one route, or of all together, with both kinds of not knowing."""

    place: Key
    """Service and route; empty for all routes."""
    measure: str
    """One of MEASURES."""
    stated: Estimate
    """The figure with the stated numbers."""
    drawn: Estimate
    """The figure with the numbers drawn."""
    shift: Estimate
    """What drawing adds to it, paired by replication."""
    chance: Spread
    """Over replications with the stated numbers."""
    ignorance: Spread
    """Of the paired differences between the numbers drawn and the stated ones."""
    both: Spread
    """Over replications with the numbers drawn."""
    influences: tuple[Influence, ...]
    """Of every uncertain number, the strongest first."""


@dataclass(frozen=True)
class Uncertainty:
    """What drawing the uncertain numbers of a study shows."""

    assumptions: tuple[Drawable, ...]
    """The uncertain numbers with their settings."""
    numbers: tuple[Mapping[str, float], ...]
    """By replication: the number drawn for each, by name."""
    rows: tuple[Mapping[Key, Row], ...]
    """By replication with the numbers drawn: the figures of every route, and under WHOLE those over all routes."""
    measures: tuple[MeasureSpread, ...]
    """Over all routes first."""

    def spread(self, measure: str, place: Key = WHOLE) -> MeasureSpread:
        """One of the measures; raises KeyError for one that is not there."""
        for found in self.measures:
            if (found.place, found.measure) == (place, measure):
                return found
        raise KeyError((place, measure))


def run_uncertain(results: Results, *, workers: int | None = None, progress: Progress | None = None) -> Uncertainty:
    """Simulate the replications of a run once more with the uncertain numbers of its scenario drawn.

    Seed, replications and warm-up are those of the run. `workers` is how many processes share the work: None for one per
    processor core; the result is the same byte for byte. Raises InputError for a scenario without uncertain numbers, for
    files that have changed since, and where what is drawn cannot be used, with the numbers at fault.
    """
    setup = _setup(results.study)
    count = len(results.replications)
    tell = progress or (lambda done, total, what: None)
    tell(0, count, "uncertain numbers")
    numbers, rows = [], []
    for found in _all(setup, count, workers):
        if found.faults:
            raise InputError(found.faults)
        numbers.append(found.numbers)
        rows.append(found.rows)
        tell(len(rows), count, "uncertain numbers")
    stated = [_rows(figures) for figures in results.replications]
    places = [*([WHOLE] if len(results.figures.routes) > 1 else []), *results.figures.routes]
    measures = tuple(
        _measured(setup, place, name, stated, rows, numbers)
        for place in places
        for name in MEASURES
        if _is_known(stated, place, name) and _is_known(rows, place, name)
    )
    return Uncertainty(setup.assumptions, tuple(numbers), tuple(rows), measures)


@dataclass(frozen=True)
class _Setup:
    """What a process needs to draw and simulate any replication."""

    origin: Origin
    changes: tuple[str, ...]
    hashes: tuple[tuple[str, str], ...]
    kept: tuple[tuple[str, Any], ...]
    """Parts of the scenario that are those of the run, whatever the files say."""
    assumptions: tuple[Drawable, ...]
    seed: int
    place: Place
    """Where the uncertain numbers stand in the file."""


@dataclass(frozen=True)
class _Drawn:
    """One replication with its numbers, or the faults that they bring about."""

    numbers: Mapping[str, float]
    rows: Mapping[Key, Row]
    faults: tuple[Fault, ...] = ()


def refuse_certain(study: Study, *, alone: bool = False) -> None:
    """Raise InputError for a study without uncertain numbers, and for one replication `alone`."""
    if alone:
        message = "one replication alone shows no spread"
        raise InputError([Fault("--uncertain", 0, 0, message, "leave --only out, or --uncertain")])
    if study.origin is None or not study.scenario.assumptions:
        message = f"nothing is uncertain in '{study.name}'"
        repair = f"name the numbers that nobody has measured under '{SECTION}', each with a range or a factor"
        raise InputError([Fault("--uncertain", 0, 0, message, repair)])


def _setup(study: Study) -> _Setup:
    refuse_certain(study)
    assert study.origin is not None
    again, file = _reader(study.origin, study.changes).with_values(study.origin.variants, ())
    scenario = study.scenario
    kept = {"seed": scenario.seed, "replications": scenario.replications, "precision": None, "period": scenario.period}
    setup = _Setup(
        study.origin,
        study.changes,
        tuple(study.hashes.items()),
        tuple(kept.items()),
        drawables(file, again.scenario),
        scenario.seed,
        file.place((SECTION,), at_key=True),
    )
    _refuse_other_files(setup, again)
    return setup


def _refuse_other_files(setup: _Setup, study: Study) -> None:
    if tuple(study.hashes.items()) != setup.hashes:
        message = "the files of the scenario have changed since the run began"
        raise InputError([Fault(str(setup.origin.path), 0, 0, message, "run it again")])


def _reader(origin: Origin, changes: Sequence[str]) -> Reader:
    return Reader(origin.path, changes, origin.most_applications)


_read: dict[_Setup, Reader] = {}
"""The last reader of this process: its files are read once for all replications."""


def _of_number(setup: _Setup, number: int) -> _Drawn:
    """One replication with its numbers drawn and laid over the scenario."""
    key = replace(setup, kept=(), assumptions=())  # what the reader hangs on
    if key not in _read:
        _read.clear()
        _read[key] = _reader(setup.origin, setup.changes)
    numbers = {one.name: one.draw(setup.seed, number) for one in setup.assumptions}
    changes = [change for one in setup.assumptions for change in one.changes(numbers[one.name])]
    try:
        study, _ = _read[key].with_values(setup.origin.variants, changes)
        _refuse_other_files(setup, study)
    except InputError as error:
        return _Drawn(numbers, {}, (_told(setup, number, numbers, error.faults[0]),))
    scenario = study.scenario.model_copy(update=dict(setup.kept))
    drawn, log = replicate(build_model(replace(study, scenario=scenario)), number)
    return _Drawn(numbers, _rows(measure(log, drawn)))


def _told(setup: _Setup, number: int, numbers: Mapping[str, float], fault: Fault) -> Fault:
    """A fault of what was drawn, with the numbers at fault."""
    drawn = ", ".join(one.shown(numbers[one.name]) for one in setup.assumptions)
    message = f"in replication {number}, with {drawn}: {fault.message}"
    return Fault(*setup.place[:3], message, fault.repair)


def _all(setup: _Setup, count: int, workers: int | None) -> Iterator[_Drawn]:
    """All replications in the order of their numbers, in several processes where that is worth it."""
    processes = available_cores() if workers is None else max(workers, 1)
    begin = time.perf_counter()
    yield _of_number(setup, 1)
    left = range(2, count + 1)
    if processes > 1 and (time.perf_counter() - begin) * len(left) > WORTH_WORKERS:
        yield from shared_out(_of_number, [(setup, number) for number in left], processes)
        return
    yield from (_of_number(setup, number) for number in left)


def _is_known(rows: Sequence[Mapping[Key, Row]], place: Key, name: str) -> bool:
    """Tell whether some replication has a figure; a route without a term has no share in time."""
    return any(not math.isnan(row[place].get(name, math.nan)) for row in rows)


def _rows(figures: ReplicationFigures) -> Mapping[Key, Row]:
    return {WHOLE: figures.whole, **figures.routes}


def _measured(
    setup: _Setup,
    place: Key,
    name: str,
    stated: Sequence[Mapping[Key, Row]],
    drawn: Sequence[Mapping[Key, Row]],
    numbers: Sequence[Mapping[str, float]],
) -> MeasureSpread:
    """One figure in all replications; those in which a run has none are left out."""
    before, after = (np.array([row[place][name] for row in rows], dtype=np.float64) for rows in (stated, drawn))
    with np.errstate(invalid="ignore"):
        change = after - before  # without bound where a quantile is reached in one of the runs only
    interval = share_interval if name in SHARES else mean_interval
    influences = [
        _influence(one.name, np.array([found[one.name] for found in numbers], dtype=np.float64), change)
        for one in setup.assumptions
    ]
    return MeasureSpread(
        place=place,
        measure=name,
        stated=interval(before.tolist()),
        drawn=interval(after.tolist()),
        shift=mean_interval(change.tolist()),
        chance=_spread(before, setup.seed),
        ignorance=_spread(change, setup.seed),
        both=_spread(after, setup.seed),
        influences=tuple(sorted(influences, key=lambda one: -np.nan_to_num(abs(one.correlation)))),
    )


def _spread(values: NDArray[np.float64], seed: int) -> Spread:
    """Standard deviation over replications with its interval, and the range of nine in ten.

    The interval is the bootstrap's, bias-corrected and accelerated, since drawn numbers are seldom normal: Efron, Journal of
    the American Statistical Association 82 (1987), 171-185.
    """
    x = values[~np.isnan(values)]
    if len(x) < 2 or np.isinf(x).any():
        return Spread(Estimate(math.nan, math.nan, math.nan, len(x)), math.nan, math.nan)
    low, high = np.quantile(x, (TAIL, 1 - TAIL)).tolist()
    if np.ptp(x) == 0:
        return Spread(Estimate(0.0, 0.0, 0.0, len(x)), low, high)
    from scipy.stats import bootstrap  # slow to import, and not needed for ordinary runs

    def deviation(sample: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
        return np.asarray(sample.std(axis=axis, ddof=1))

    ends = (math.nan, math.nan)
    for method in ("BCa", "percentile"):  # the second where nearly all values are equal
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = bootstrap(
                (x,),
                deviation,
                vectorized=True,
                n_resamples=_RESAMPLES,
                confidence_level=CONFIDENCE,
                method=method,
                rng=generator(seed, 0, "bootstrap"),
            ).confidence_interval
        ends = float(found.low), float(found.high)
        if not any(map(math.isnan, ends)):
            break
    return Spread(Estimate(float(x.std(ddof=1)), *ends, len(x)), low, high)


_LEAST_RANKED = 5
"""Of fewer replications even a perfect ranking may well be chance."""


def _influence(name: str, numbers: NDArray[np.float64], change: NDArray[np.float64]) -> Influence:
    """Spearman's rank correlation of a number with the change of a figure, chance taken out by the pairing.

    Interval of Bonett and Wright, Psychometrika 65 (2000), 23-28: Fisher's transformation with the variance
    (1 + r^2 / 2) / (n - 3).
    """
    there = ~np.isnan(change)
    x, y = numbers[there], change[there]  # ranks know what is without bound
    if len(np.unique(x)) < 2 or len(np.unique(y)) < 2:
        return Influence(name, math.nan, math.nan, math.nan)
    from scipy.stats import spearmanr  # slow to import, and not needed for ordinary runs

    r = float(np.clip(spearmanr(x, y).statistic, -1, 1))
    n = len(x)
    if n < _LEAST_RANKED:
        return Influence(name, r, math.nan, math.nan)
    # A perfect ranking has no finite transform; the nearest other one stands for it, and 1 or -1 is the outer end.
    nearest = 1 - 12 / (n**3 - n)
    inner = min(max(r, -nearest), nearest)
    half = float(ndtri((1 + CONFIDENCE) / 2)) * math.sqrt((1 + inner**2 / 2) / (n - 3))
    low, high = math.tanh(math.atanh(inner) - half), math.tanh(math.atanh(inner) + half)
    return Influence(name, r, min(low, r), max(high, r))

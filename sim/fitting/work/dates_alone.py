"""Work and hold where a register has dates of cases alone: known up to the load, within what the elapsed times leave open."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.calendar.duty import Duty
from sim.errors import Fault, InputError
from sim.fitting.fit_options import FitOptions
from sim.fitting.fitted import FittedDuration, FittedNumber
from sim.fitting.work.between_bounds import sample_of
from sim.fitting.work.durations import fit_duration
from sim.quantities import DAY, UNSET, Floats, Integers
from sim.random_streams import generator
from sim.register.events.event_register import EventRegister
from sim.translations.in_use import localized_number, marked, translated

_VARIATION = 0.7
"""Coefficient of variation that clerical work is given where nobody has seen it [1]."""
_LOADS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.84, 0.88, 0.91, 0.94, 0.96, 0.98, 0.99, 1.0)
"""Loads that are tried [share of the staff's hours]."""
_DRAWS = 4
"""How often the queue is drawn at each of them."""
_MOST_CASES = 8_000
_LEAST_CASES = 20
_BINS, _ROUNDS = 150, 400
_DECILES = (0.1, 0.25, 0.5, 0.75, 0.9)
_METHOD = marked(
    "between no work and what makes the staff fully busy, narrowed by how elapsed times rise with the files under way"
    " (indirect inference: Gourieroux, Monfort & Renault 1993)"
)
_HOLD = marked("what work and queue leave of the elapsed times, by deconvolution (Richardson 1972, Lucy 1974)")


@dataclass(frozen=True)
class WorkFromDates:
    """What dates of cases tell of work."""

    work: FittedDuration
    """Time of a member for a case, between bounds [s]."""
    hold: tuple[FittedDuration | None, ...]
    """By route: time for which a file lies besides, so that elapsed times come out at the middle of the work [s]."""
    loads: tuple[float, float, float]
    """Load of the staff at the lower bound, the middle and the upper bound of the work [share of the staff's hours]."""
    notes: tuple[str, ...]
    """What whoever uses the numbers should know."""


@dataclass(frozen=True)
class _Elapsed:
    """The cases that are looked at, in the open time of the office."""

    came: Floats
    """By case, in order: when it came [open s]."""
    took: Floats
    """By case: how long it took [open s]."""
    under_way: Floats
    """By case: how many others were under way as it came [files]."""
    route: Integers
    """By case: its route."""
    moment: Floats
    """By case: the moment of the day at which it may have come, where only days are told [open s]."""
    marks: Floats | None
    """Where only days are told: the midnights, in order; None: moments are told [open s]."""

    def noted(self, at: Floats) -> Floats:
        """What the register would note of moments: themselves, or the midnights before them [open s]."""
        if self.marks is None:
            return at
        return self.marks[np.searchsorted(self.marks, at, side="right") - 1]


def staff_and_hours_of(options: FitOptions, file: str) -> tuple[int, str]:
    """The people and the hours of an office of which only dates are known; an InputError says what to state."""
    faults = []
    staff = sum(options.staff.values())
    if staff < 1:
        faults.append(
            Fault(
                file, 1, 1,
                translated("the register has dates alone, so it does not tell how many people did the work"),
                translated("state them: --staff office=3"),
            )
        )  # fmt: skip
    if options.hours is None:
        faults.append(
            Fault(
                file, 1, 1,
                translated("the register has dates alone, so it does not tell the hours in which people work"),
                translated("state them: --hours '09:00-13:00, 14:00-18:00'"),
            )
        )  # fmt: skip
    if faults or options.hours is None:
        raise InputError(faults)
    return staff, options.hours


def work_from_dates(register: EventRegister, route: Integers, office: Duty, staff: int, seed: int = 1) -> WorkFromDates:
    """Work and hold of a case, from when cases came and were ready, and from how many people worked in which hours.

    A load explains the elapsed times if queues at it are no longer than they were, at every quantile, and if elapsed
    times rise with the number of files under way as they did. All between the least and the greatest such load is
    possible; without either sign the range is that from hardly any work to a staff that is always busy.
    """
    cases = _elapsed(register, route, office, generator(seed, 0, "moments within days"))
    if len(cases.came) < _LEAST_CASES:
        raise InputError(
            [
                Fault(
                    register.account.file, 1, 1,
                    translated("only {count} cases came and were ready; that is too few", count=len(cases.came)),
                    translated("take a register of at least {least} cases", least=_LEAST_CASES),
                )
            ]
        )  # fmt: skip
    span = float(cases.came[-1] - cases.came[0]) * len(cases.came) / max(len(cases.came) - 1, 1)
    full = staff * span / len(cases.came)
    rng = generator(seed, 0, "queue from dates")
    loads = _explaining(cases, staff, full, rng)
    low, middle, high = loads[0], (loads[0] + loads[1]) / 2, loads[1]
    # The cases of the register had a little more or less work than cases have on the average.
    chance = math.exp(1.96 * _VARIATION / math.sqrt(len(cases.came)))
    number = FittedNumber(
        full * middle, full * low / chance, full * high * chance, len(cases.came), translated(_METHOD), "bounded"
    )
    sigma = math.sqrt(math.log1p(_VARIATION**2))
    sample = number.value * np.sort(np.exp(sigma * _normal_points(200) - sigma**2 / 2))
    p90 = number.value * math.exp(1.2815515655446004 * sigma - sigma**2 / 2)
    work = FittedDuration(number, "lognormal", p90, tuple(np.round(sample).astype(np.int64).tolist()), 0.0)
    through = np.concatenate([_noted_sojourns(cases, staff, number.value, rng) for _ in range(_DRAWS)])
    of_route = np.tile(cases.route, _DRAWS)
    hold = tuple(
        _hold(cases.took[cases.route == k], through[of_route == k]) for k in range(int(route.max(initial=0)) + 1)
    )
    return WorkFromDates(work, hold, (low, middle, high), (*_said(low, high), *_little(register, cases, office)))


def _normal_points(n: int) -> Floats:
    from scipy.special import ndtri

    return np.asarray(ndtri((np.arange(n) + 0.5) / n))


def _elapsed(register: EventRegister, route: Integers, office: Duty, rng: np.random.Generator) -> _Elapsed:
    """The cases in open time; those of the end, of which long ones are not ready yet, are left out."""
    came, ready = register.came, register.left
    known = (came != UNSET) & (ready != UNSET) & (ready >= came)
    whole_days = not (came[known] % DAY).any() and not (ready[known] % DAY).any()
    opened = office.worked_many(came).astype(np.float64)
    closed = office.worked_many(np.where(known, ready, register.seen_until)).astype(np.float64)
    moment, marks = opened, None
    if whole_days:
        midnights = np.arange(int(came.min()), int(register.seen_until) + 40 * DAY, DAY)
        marks = np.unique(office.worked_many(np.minimum(midnights, office.end))).astype(np.float64)
        of_day = office.worked_many(np.minimum(came + DAY, office.end)) - opened
        moment = opened + rng.random(len(came)) * of_day
    order = np.lexsort((moment, opened))
    under_way = _under_way(opened[order], (closed - opened)[order])
    latest = float(closed.max()) - float(np.quantile((closed - opened)[known], 0.98)) if known.any() else 0.0
    latest = max(latest, float(np.median(opened)))
    rows = order[known[order] & (opened[order] <= latest)][-_MOST_CASES:]
    chosen = np.isin(order, rows)
    return _Elapsed(opened[rows], (closed - opened)[rows], under_way[chosen], route[rows], moment[rows], marks)


def _sojourns(came: Floats, staff: int, work: float, rng: np.random.Generator) -> Floats:
    """Time of each case in queue and in hand, with so many members who take the earliest first.

    Kiefer & Wolfowitz 1955, On the theory of queues with many servers, Transactions of the AMS 78(1), 1-18.
    """
    sigma = math.sqrt(math.log1p(_VARIATION**2))
    takes = (work * np.exp(sigma * rng.standard_normal(len(came)) - sigma**2 / 2)).tolist()
    free = [-math.inf] * staff
    result = np.empty(len(came))
    for i, (at, work_of) in enumerate(zip(came.tolist(), takes, strict=True)):
        end = max(at, free[0]) + work_of
        heapq.heapreplace(free, end)
        result[i] = end - at
    return result


def _explaining(cases: _Elapsed, staff: int, full: float, rng: np.random.Generator) -> tuple[float, float]:
    """The least and the greatest load that explain the elapsed times."""
    slope, error = _rise(cases.took, cases.under_way)
    quantiles = np.quantile(cases.took, _DECILES)
    slack = np.maximum(0.1 * quantiles, 1_800.0)
    possible = []
    for load in _LOADS:
        agrees = []
        for _ in range(_DRAWS):
            through = _noted_sojourns(cases, staff, load * full, rng)
            if (np.quantile(through, _DECILES) > quantiles + slack).any() or through.mean() > cases.took.mean() * 1.02:
                continue
            rest = max(float(cases.took.mean() - through.mean()), 0.0) / max(float(cases.took.mean()), 1.0)
            took = through + rest * rng.permutation(cases.took)
            rise, of_draw = _rise(took, _under_way(cases.came, took))
            agrees.append(abs(rise - slope) <= 2.5 * math.hypot(error, of_draw))
        possible.append((load, bool(agrees), any(agrees)))
    short = [load for load, fits, _ in possible if fits] or [_LOADS[0]]
    alike = [load for load, _, agrees in possible if agrees] or short
    return _one_lower(alike[0]), _one_higher(alike[-1])


def _one_lower(load: float) -> float:
    """The grid hides what lies between a load that explains and the one below it, which does not."""
    k = _LOADS.index(load)
    return (_LOADS[max(k - 1, 0)] + load) / 2


def _one_higher(load: float) -> float:
    k = _LOADS.index(load)
    return (_LOADS[min(k + 1, len(_LOADS) - 1)] + load) / 2


def _noted_sojourns(cases: _Elapsed, staff: int, work: float, rng: np.random.Generator) -> Floats:
    """Time of each case in queue and in hand as the register would note it [open s]."""
    order = np.argsort(cases.moment, kind="stable")
    through = np.empty(len(order))
    through[order] = _sojourns(cases.moment[order], staff, work, rng)
    return cases.noted(cases.moment + through) - cases.came


def _under_way(came: Floats, took: Floats) -> Floats:
    """How many others were under way as each case came, given as they came [files]."""
    begun = np.searchsorted(came, came, side="left")
    return np.asarray(begun - np.searchsorted(np.sort(came + took), came, side="left"), dtype=np.float64)


def _rise(took: Floats, under_way: Floats) -> tuple[float, float]:
    """How much longer a case takes for each file under way as it comes, with its standard error [s per file].

    Least squares; the error allows for residuals that hang together: Newey & West 1987, Econometrica 55(3), 703-708.
    """
    x = under_way - under_way.mean()
    spread = float(x @ x)
    if spread <= 0:
        return 0.0, math.inf
    slope = float(x @ took) / spread
    score = x * (took - took.mean() - slope * x)
    lags = max(int(4 * (len(took) / 100) ** (2 / 9)), 10, int(np.mean(under_way)))
    variance = float(score @ score)
    for lag in range(1, min(lags, len(took) - 1) + 1):
        variance += 2 * (1 - lag / (lags + 1)) * float(score[lag:] @ score[:-lag])
    return slope, math.sqrt(max(variance, float(score @ score))) / spread


def _hold(took: Floats, through: Floats) -> FittedDuration | None:
    """What is to be added to work and queue so that the elapsed times come out; None where nothing is."""
    if not len(took):
        return None
    width = max(float(np.quantile(took, 0.995)), 1.0) / _BINS
    seen = np.bincount(np.minimum(took // width, _BINS - 1).astype(np.int64), minlength=_BINS) / len(took)
    queue = np.bincount(np.minimum(through // width, _BINS - 1).astype(np.int64), minlength=_BINS) / len(through)
    kernel = np.array([np.concatenate([np.zeros(k), queue[: _BINS - k]]) for k in range(_BINS)])
    kernel[:, -1] += 1 - kernel.sum(axis=1)
    mass: Floats = np.full(_BINS, 1 / _BINS)
    for _ in range(_ROUNDS):
        mass = mass * (kernel @ (seen / np.maximum(mass @ kernel, 1e-300)))
        mass /= mass.sum()
    lengths = np.arange(_BINS, dtype=np.float64) * width
    left = float(took.mean() - through.mean())
    if left < 60 or mass @ lengths < 60:
        return None
    sample = sample_of(lengths, mass, min(len(took), 1_000))
    # The mean is that of the elapsed times, which bins and long tails would shift.
    sample = sample * max(left, 60.0) / float(sample.mean())
    return fit_duration(
        sample,
        np.zeros(0),
        inflation=len(sample) / len(took),
        known="bounded",
        method=translated(_HOLD),
        count=len(took),
    )


def _said(low: float, high: float) -> Sequence[str]:
    return [
        translated(
            "dates alone tell work only up to the load: the staff may be busy between {low} and {high} % of its hours;"
            " measure the work of some dozen cases, and the forecast becomes as sure as that",
            low=localized_number(100 * low),
            high=localized_number(100 * high),
        )
    ]


def _little(register: EventRegister, cases: _Elapsed, office: Duty) -> Sequence[str]:
    """A word where cases seem to lack: by Little's law those under way are the rate times the time that they take."""
    rate = (len(cases.came) - 1) / max(float(cases.came[-1] - cases.came[0]), 1.0)
    by_law, seen = rate * float(cases.took.mean()), float(np.mean(cases.under_way))
    if 0.67 <= (seen + 1) / (by_law + 1) <= 1.5:
        return []
    return [
        translated(
            "by Little's law {expected} files are under way on the average, and the register shows {seen}; cases may be"
            " missing in it, or the hours are others than stated",
            expected=localized_number(by_law, 1),
            seen=localized_number(seen, 1),
        )
    ]

"""Intervals hold what they promise: coverage of 95 % intervals on M/M/1, whose truth is known.

A study has ten replications, each of which gives one figure; its interval is the one that planners are shown. Replications
begin in the steady state, by drawing whom the first customer finds from the stationary distribution: so every customer of
a replication has the stationary queue time, no bias of a start is left, and none has to be thrown away.

A replication has 4,000 customers at a load of one half. Its figures are then nearly normal, as Student's interval supposes:
in 8,000 studies by the recursion the intervals held the truth in 95.0 % (mean), 94.8 % (share) and 94.9 % (quantile). With
fewer customers the figures are skewed, and their mean and spread go together: with 2,000 customers it is 94.5 %, with 500 some
93 %, with 200 some 90 % by Student's interval, which the last test holds against the one that is shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binomtest, sem, t

from sim.experiment.comparison.paired import paired, unpaired
from sim.measure.censoring import quantile
from sim.measure.intervals import ANY_SIZE, Bounds, Estimate, mean_interval, share_interval
from sim.quantities import HOUR
from tests.theory.single_server import Luck, SingleServer, by_engine, by_recursion, luck

STUDIES = 400
REPLICATIONS = 10
CUSTOMERS = 4_000
PAIRED_STUDIES = 2_000
APART_STUDIES = 1_000
FEW_CUSTOMERS = 200
WITHIN = 5.6 * HOUR
"""Nearly 97 % of the customers queue no longer than that [s]."""
# Chosen once. 400 studies whose intervals hold the truth with exactly 95 % lie outside of 93 to 97 % with one seed in twenty.
SEED = 1975
QUEUE = SingleServer(0.5)
FASTER = SingleServer(0.5 * 0.9, round(0.9 * HOUR))
"""The same customers, served in nine tenths of the time."""
FIGURES = ("mean queue time", "share served within 5.6 hours", "95th percentile of the stay")
INTERVALS = (mean_interval, share_interval, mean_interval)

Values = NDArray[np.float64]
"""Figures by replication [shape (3, studies, REPLICATIONS)]: FIGURES, in seconds and as a share."""


def truth(queue: SingleServer) -> tuple[float, float, float]:
    return queue.mean_wait, queue.served_within(WITHIN), queue.stay_quantile(0.95)


def figures(wait: NDArray[np.int64], stay: NDArray[np.int64]) -> tuple[float, float, float]:
    done = np.ones(len(stay), dtype=np.bool_)
    return float(wait.mean()), float((wait <= WITHIN).mean()), quantile(stay, done, 0.95)


def drawn(study: int, replication: int) -> Luck:
    return luck(np.random.default_rng([SEED, study, replication]), CUSTOMERS)


@cache
def simulated() -> dict[str, Values]:
    """The replications of all studies by the engine, and what their first customers alone show."""
    found = {name: np.empty((3, STUDIES, REPLICATIONS)) for name in ("all", "few")}
    for study in range(STUDIES):
        for replication in range(REPLICATIONS):
            customers = QUEUE.customers(drawn(study, replication))
            wait, stay = by_engine(customers)
            for mine, theirs in zip((wait, stay), by_recursion(customers), strict=True):
                np.testing.assert_array_equal(mine, theirs)
            found["all"][:, study, replication] = figures(wait, stay)
            found["few"][:, study, replication] = figures(wait[:FEW_CUSTOMERS], stay[:FEW_CUSTOMERS])
    return found


@cache
def pairs() -> tuple[Values, Values]:
    """The same customers at both queues, by the recursion, which is the engine's equal and takes less time."""
    found = tuple(np.empty((3, PAIRED_STUDIES, REPLICATIONS)) for _ in range(2))
    for study in range(PAIRED_STUDIES):
        for replication in range(REPLICATIONS):
            same = drawn(study, replication)
            for values, queue in zip(found, (QUEUE, FASTER), strict=True):
                values[:, study, replication] = figures(*by_recursion(queue.customers(same)))
    return found[0], found[1]


def covering(estimates: list[Estimate], value: float) -> int:
    return sum(estimate.low <= value <= estimate.high for estimate in estimates)


def coverage(hits: int, of: int) -> str:
    """A coverage in words, with its own interval (Clopper and Pearson, Biometrika 26 (1934), 404-413)."""
    ends = binomtest(hits, of).proportion_ci(0.95, method="exact")
    return f"{hits / of:.2%} of {of} studies (95 % interval {ends.low:.1%} to {ends.high:.1%})"


def test_the_share_is_near_one() -> None:
    assert QUEUE.served_within(WITHIN) == pytest.approx(0.97, abs=0.001)
    # M/M/1 with load 1/2: s rho / (1 - rho) = s; 1 - exp(-2.8) / 2; 2 s ln 20.
    assert truth(QUEUE) == pytest.approx((HOUR, 1 - math.exp(-2.8) / 2, 2 * HOUR * math.log(20)))


@pytest.mark.parametrize("figure", range(3), ids=FIGURES)
def test_an_interval_of_95_percent_holds_the_truth_in_93_to_97_percent_of_400_studies(
    figure: int, tell: Callable[[str], None]
) -> None:
    estimates = [INTERVALS[figure](study.tolist()) for study in simulated()["all"][figure]]
    hits = covering(estimates, truth(QUEUE)[figure])
    tell(f"{FIGURES[figure]}: the interval holds the truth in {coverage(hits, STUDIES)}")
    assert 0.93 * STUDIES <= hits <= 0.97 * STUDIES


@pytest.mark.parametrize("figure", range(3), ids=FIGURES)
def test_the_mean_over_all_studies_is_not_off_by_more_than_chance(figure: int) -> None:
    # What a coverage cannot show: a bias that is small against the interval of one study.
    means = simulated()["all"][figure].mean(axis=1)
    over_all = mean_interval(means.tolist(), 0.999)
    value = truth(QUEUE)[figure]
    assert over_all.low <= value <= over_all.high
    assert over_all.half_width < 0.02 * value


def test_the_recursion_is_the_engines_equal_at_the_faster_queue_too() -> None:
    for replication in range(REPLICATIONS):
        customers = FASTER.customers(drawn(0, replication))
        for mine, theirs in zip(by_engine(customers), by_recursion(customers), strict=True):
            np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("figure", range(3), ids=FIGURES)
def test_a_paired_interval_holds_the_true_difference_and_is_narrower(figure: int, tell: Callable[[str], None]) -> None:
    # The intervals of `sim compare`, of a question of which the answer is known: all is served in nine tenths of the time.
    found = [paired(b.tolist(), a.tolist()) for b, a in zip(*(values[figure] for values in pairs()), strict=True)]
    difference = truth(FASTER)[figure] - truth(QUEUE)[figure]
    hits = covering([pair.estimate for pair in found], difference)
    narrower = float(np.median([pair.narrowing for pair in found]))
    tell(
        f"difference, {FIGURES[figure]}: the paired interval holds the truth in {coverage(hits, PAIRED_STUDIES)}; "
        f"it is {narrower:.1f} times narrower than the unpaired one"
    )
    assert 0.93 * PAIRED_STUDIES <= hits <= 0.97 * PAIRED_STUDIES
    assert narrower > 1.5
    assert covering([pair.unpaired for pair in found], difference) >= 0.97 * PAIRED_STUDIES


SKEWED: dict[str, tuple[Callable[[np.random.Generator, int], NDArray[np.float64]], Bounds]] = {
    "lognormal": (lambda rng, n: rng.lognormal(0, 1, n), Bounds(0, math.inf)),
    "late answers": (
        lambda rng, n: np.where(rng.random(n) < 0.6, rng.geometric(0.05, n), 0.0),
        Bounds(0, math.inf, 10),
    ),
    "share in time": (lambda rng, n: 1 - rng.beta(0.4, 8, n), Bounds(0, 1, 0.01)),
    "rare": (lambda rng, n: np.where(rng.random(n) < 0.15, rng.geometric(0.3, n), 0.0), Bounds(0, math.inf, 10)),
    "symmetric": (lambda rng, n: rng.normal(0, 2, n), ANY_SIZE),
}
"""Figures by what they are like, and what is possible for them."""


@pytest.mark.parametrize("figure", SKEWED)
def test_intervals_of_runs_drawn_apart_hold_the_difference(figure: str, tell: Callable[[str], None]) -> None:
    # The first run has half of what the second has of it, or half as far from all; small studies and the usual ones.
    draw, bounds = SKEWED[figure]
    rng = np.random.default_rng(list(figure.encode()))
    end = bounds.high if math.isfinite(bounds.high) else 0.0
    truth_of_second = float(draw(rng, 2_000_000).mean())
    difference = truth_of_second - (end + (truth_of_second - end) / 2)
    for n in (10, 30, 100):
        hits = 0
        for _ in range(APART_STUDIES):
            first, second = end + (draw(rng, n) - end) / 2, draw(rng, n)
            found = unpaired(first, second, (bounds, bounds))
            hits += found.low <= difference <= found.high
        tell(
            f"runs drawn apart, {figure}, {n} replications: the interval holds the truth in {coverage(hits, APART_STUDIES)}"
        )
        assert hits >= 0.92 * APART_STUDIES


def test_intervals_of_several_differences_hold_at_once(tell: Callable[[str], None]) -> None:
    # Bonferroni's promise is at least 95 %; figures of the same replications go together, so there is some room.
    before, after = pairs()
    differences = [b - a for a, b in zip(truth(QUEUE), truth(FASTER), strict=True)]
    hits = 0
    for study in range(PAIRED_STUDIES):
        ends = [paired(before[k, study].tolist(), after[k, study].tolist()).simultaneous(3) for k in range(3)]
        hits += all(low <= d <= high for (low, high), d in zip(ends, differences, strict=True))
    tell(f"three differences at once: their intervals hold all truths in {coverage(hits, PAIRED_STUDIES)}")
    assert hits >= 0.94 * PAIRED_STUDIES


def student(values: list[float]) -> Estimate:
    """The interval of a mean as if it were of normal values."""
    low, high = t.interval(0.95, len(values) - 1, np.mean(values), sem(values))
    return Estimate(float(np.mean(values)), float(low), float(high), len(values))


def test_where_replications_are_short_the_interval_of_a_share_stays_inside_and_covers_more_often_than_students(
    tell: Callable[[str], None],
) -> None:
    # Of 200 customers often none queues for longer: most studies have a replication at 1. Ten such shares are far from
    # normal: Student's interval goes above 1 and covers some 90 %, not 95.
    studies = [study.tolist() for study in simulated()["few"][1]]
    shown, students = [share_interval(study, applications=FEW_CUSTOMERS) for study in studies], [*map(student, studies)]
    value = truth(QUEUE)[1]
    hits, at_one = covering(shown, value), sum(max(study) == 1 for study in studies)
    tell(
        f"{FIGURES[1]}, replications of {FEW_CUSTOMERS} customers: the interval holds the truth in {coverage(hits, STUDIES)}, "
        f"Student's in {covering(students, value) / STUDIES:.1%}; {at_one} studies have a replication at 1"
    )
    assert at_one > STUDIES / 2
    assert all(estimate.low >= 0 and estimate.high <= 1 for estimate in shown)
    assert any(estimate.high > 1 for estimate in students)
    assert 0.92 * STUDIES <= hits <= 0.98 * STUDIES
    assert hits > covering(students, value)

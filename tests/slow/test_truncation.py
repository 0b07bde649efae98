"""MSER-5 on M/M/1 that starts empty at a load of 0.9: what it cuts off brings the mean queue time nearer to the truth.

A study takes the mean over its replications customer by customer, as a pilot does week by week, and cuts off the batches of
five that MSER-5 names. What it takes away is the bias of the start; what it costs is customers. So it brings each study
nearer where the bias is what matters, as with a hundred replications here; with as many as a pilot has it takes away bias as
well, but the fewer they are the more chance weighs, and of single studies only some come nearer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from sim.calendar.official_days import WORKING_DAYS_A_WEEK
from sim.measure.intervals import mean_interval
from sim.measure.mser import mser
from sim.quantities import HOUR
from sim.study.study import MOST_PILOTS
from tests.theory.single_server import SingleServer, by_engine, luck

STUDIES = 100
REPLICATIONS = 100
CUSTOMERS = 500
SEED = 1997
"""Chosen once."""
QUEUE = SingleServer(0.9)


@cache
def waits() -> NDArray[np.float64]:
    """Queue times [h; shape (STUDIES, REPLICATIONS, CUSTOMERS)]."""
    found = np.empty((STUDIES, REPLICATIONS, CUSTOMERS))
    for study in range(STUDIES):
        for replication in range(REPLICATIONS):
            drawn = luck(np.random.default_rng([SEED, study, replication]), CUSTOMERS)
            found[study, replication] = by_engine(QUEUE.customers(drawn, empty=True))[0] / HOUR
    return found


def errors(replications: int) -> tuple[NDArray[np.float64], NDArray[np.float64], int]:
    """By how much the mean is off in each study without and with truncation [h], and how many studies are long enough."""
    without, then, settled = [], [], 0
    for study in waits()[:, :replications]:
        mean = study.mean(axis=0)
        cut = mser(mean.reshape(-1, WORKING_DAYS_A_WEEK).mean(axis=1))
        settled += cut.settled
        without.append(mean.mean() - QUEUE.mean_wait / HOUR)
        then.append(mean[WORKING_DAYS_A_WEEK * cut.weeks :].mean() - QUEUE.mean_wait / HOUR)
    return np.array(without), np.array(then), settled


def in_words(without: NDArray[np.float64], then: NDArray[np.float64], settled: int) -> str:
    nearer = int((abs(then) < abs(without)).sum())
    return (
        f"mean queue time off by {without.mean():+.2f} h on average without truncation, {then.mean():+.2f} h with it; root mean "
        f"square {np.sqrt((without**2).mean()):.2f} h and {np.sqrt((then**2).mean()):.2f} h; nearer in {nearer} of {STUDIES} "
        f"studies; {settled} of them are long enough by the criterion"
    )


def test_the_mean_comes_nearer_to_the_truth(tell: Callable[[str], None]) -> None:
    without, then, settled = errors(REPLICATIONS)
    tell(f"MSER-5, {REPLICATIONS} replications: {in_words(without, then, settled)}")
    assert mean_interval(without.tolist()).high < 0, "starting empty makes the mean too low"
    assert abs(then.mean()) < abs(without.mean()) / 2
    assert (then**2).mean() < (without**2).mean()
    nearer = int((abs(then) < abs(without)).sum())
    assert binomtest(nearer, STUDIES).proportion_ci(0.95, method="exact").low > 0.5


def test_with_as_many_replications_as_a_pilot_has_the_bias_becomes_smaller(tell: Callable[[str], None]) -> None:
    without, then, settled = errors(MOST_PILOTS)
    tell(f"MSER-5, {MOST_PILOTS} replications: {in_words(without, then, settled)}")
    change = mean_interval((then - without).tolist())
    assert change.low > 0, "what is cut off was too low"
    assert abs(then.mean()) < abs(without.mean())

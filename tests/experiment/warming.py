"""Small scenarios whose warm-up is to be found, and pilots whose numbers are given by hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.experiment.warm_up import Pilot
from sim.measure.weekly_series import Weeks, days_of_weeks
from sim.model.model import Model
from tests.minimal import SCENARIO

LONG = SCENARIO.replace("end: 2018-06-01", "end: 2018-11-01")
FOUND = LONG.replace("warm_up_until: 2018-05-09", "warm_up_until: mser_5")
PLACE = "question.yaml:5:18: "
REPAIR = "state the day on which it ends, or a backlog instead of a warm-up"


def quiet(done: int, total: int, what: str) -> None:
    """Progress that nobody watches."""


def weeks_by_hand(
    in_progress: np.ndarray, model: Model, rng: np.random.Generator, share: np.ndarray | float = 0.9
) -> Weeks:
    """Weeks with ten applications a route, whose share in time is about what is given."""
    n = len(days_of_weeks(model))
    received = np.full((len(model.routes), n), 10)
    level = np.resize(in_progress, n) if len(in_progress) == 1 else in_progress[:n]
    wip, elapsed = level + rng.normal(0, 0.3, n), received * (8 + rng.normal(0, 0.01, received.shape))
    in_time = rng.binomial(10, np.resize(share, n) if np.ndim(share) == 0 else np.asarray(share)[:n], received.shape)
    return Weeks(wip, received, elapsed, received, in_time, np.zeros(n, dtype=np.int64))


def filling_pilot(time: float) -> Pilot:
    """A pilot whose offices fill exponentially, to ten files, in so many weeks."""

    def pilot(model: Model, count: int) -> Iterator[Weeks]:
        rng = np.random.default_rng(5)
        level = 10 * (1 - np.exp(-np.arange(60) / time))
        return (weeks_by_hand(level, model, rng) for _ in range(count))

    return pilot

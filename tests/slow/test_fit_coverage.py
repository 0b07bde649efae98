"""Whether the intervals of a fit hold the truth as often as they promise, over two hundred small made-up registers each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from sim.fitting.work.dates_alone import work_from_dates
from sim.fitting.work.fit_work import FittedWork, work_from_starts
from sim.fitting.work.one_stamp import work_from_ends
from sim.fitting.work.parts import OfficeParts
from sim.quantities import HOUR, Floats
from tests.fitting.made_office import HOURS, Draw, MadeStep, dates_of, ends_of, gamma, made_register, parts_of

SEEDS, CASES = 200, 150
STAFF = {"window": 1, "clerk": 2, "head": 1}


def lognormal(mean: float, sigma: float = 0.7) -> Draw:
    def draw(rng: np.random.Generator, n: int) -> Floats:
        return rng.lognormal(np.log(mean) - sigma**2 / 2, sigma, n)

    return draw


STEPS = (
    MadeStep("take in", "window", gamma(600)),
    MadeStep("check", "clerk", lognormal(3000)),
    MadeStep("sign", "head", gamma(900, 1)),
)
TRUE = {"take in": 600.0, "check": 3000.0, "sign": 900.0}
LEAST = 0.92
"""Two hundred intervals of 95 % hold the truth less often than this once in a hundred times."""


def held(fit: Callable[[OfficeParts], FittedWork], *, ends: bool) -> Counter[str]:
    """By step: in how many registers the interval of its work holds the truth."""
    result: Counter[str] = Counter()
    for seed in range(SEEDS):
        register = made_register(seed, CASES, 1 / 1900, STEPS, STAFF)
        fitted = fit(parts_of(ends_of(register) if ends else register, STEPS))
        for step, work in zip(STEPS, fitted.work, strict=True):
            assert work is not None
            result[step.activity] += work.mean.low <= TRUE[step.activity] <= work.mean.high
    return result


def test_intervals_of_work_from_starts_hold_the_truth(capsys: pytest.CaptureFixture[str]) -> None:
    found = held(work_from_starts, ends=False)
    with capsys.disabled():
        print("\nwork from starts and ends:", dict(found))
    assert min(found.values()) >= LEAST * SEEDS


def test_intervals_of_work_from_ends_hold_the_truth(capsys: pytest.CaptureFixture[str]) -> None:
    found = held(work_from_ends, ends=True)
    with capsys.disabled():
        print("\nwork from ends alone:", dict(found))
    assert min(found.values()) >= LEAST * SEEDS


def test_intervals_of_holds_hold_the_truth(capsys: pytest.CaptureFixture[str]) -> None:
    steps = (STEPS[0], MadeStep("check", "clerk", lognormal(3000), gamma(4 * HOUR, 1)), STEPS[2])
    holds = 0
    for seed in range(SEEDS):
        hold = work_from_starts(parts_of(made_register(seed, CASES, 1 / 1900, steps, STAFF), steps)).hold[1]
        assert hold is not None
        holds += hold.mean.low <= 4 * HOUR <= hold.mean.high
    with capsys.disabled():
        print("\nhold between bounds:", holds)
    assert holds >= (LEAST - 0.02) * SEEDS


@pytest.mark.parametrize("load", [0.3, 0.8, 0.93])
def test_bounds_from_dates_hold_the_truth(load: float, capsys: pytest.CaptureFixture[str]) -> None:
    steps = (
        MadeStep("case", "clerk", gamma(HOUR), gamma(8 * HOUR, 1)),
        MadeStep("out", None, lambda rng, n: np.zeros(n)),
    )
    holds, seeds = 0, SEEDS // 4
    for seed in range(seeds):
        dates = dates_of(made_register(seed, 600, load * 2 / HOUR, steps, {"clerk": 2}, receipts=True), whole_days=True)
        work = work_from_dates(dates, np.zeros(dates.size, dtype=np.int64), HOURS, staff=2).work
        holds += work.mean.low <= HOUR <= work.mean.high
    with capsys.disabled():
        print(f"\nwork from dates at a load of {load}: {holds} of {seeds}")
    assert holds >= LEAST * seeds

"""Dates of cases alone: work between bounds that hold the truth, narrower where queues show, and refused without people and hours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.errors import InputError
from sim.fitting.fit_options import FitOptions
from sim.fitting.work.dates_alone import WorkFromDates, staff_and_hours_of, work_from_dates
from sim.quantities import HOUR
from tests.fitting.made_office import HOURS, MadeStep, dates_of, gamma, made_register


def fitted(seed: int, load: float, hold: float, *, whole_days: bool = False) -> WorkFromDates:
    steps = (MadeStep("case", "clerk", gamma(HOUR), gamma(hold, 1)), MadeStep("out", None, lambda rng, n: np.zeros(n)))
    register = made_register(seed, 1000, load * 2 / HOUR, steps, {"clerk": 2}, receipts=True)
    dates = dates_of(register, whole_days=whole_days)
    return work_from_dates(dates, np.zeros(dates.size, dtype=np.int64), HOURS, staff=2)


@pytest.mark.parametrize("whole_days", [False, True])
@pytest.mark.parametrize(("load", "hold"), [(0.3, 4 * HOUR), (0.8, 4 * HOUR), (0.93, 30 * HOUR)])
def test_the_bounds_hold_the_work(load: float, hold: float, whole_days: bool) -> None:
    for seed in range(3):
        found = fitted(seed, load, hold, whole_days=whole_days)
        assert found.work.mean.low < HOUR * 1.05
        assert found.work.mean.high > HOUR * 0.95
        assert found.work.mean.known == "bounded"
        assert found.loads[0] < found.loads[1] < found.loads[2] <= 1
        assert found.work.mean.low / found.loads[0] == pytest.approx(found.work.mean.high / found.loads[2], rel=0.2)


def test_queues_that_come_and_go_tell_the_load() -> None:
    busy = [fitted(seed, 0.93, 4 * HOUR).loads for seed in range(4)]
    idle = [fitted(seed, 0.3, 4 * HOUR).loads for seed in range(4)]
    assert min(low for low, _, _ in busy) > 0.6
    assert max(high for _, _, high in idle) < 0.75


def test_the_rest_of_the_elapsed_time_is_a_hold() -> None:
    found = fitted(1, 0.3, 4 * HOUR)
    hold = found.hold[0]
    assert hold is not None
    assert hold.mean.value == pytest.approx(4 * HOUR, rel=0.2)
    assert np.quantile(hold.sample, 0.9) == pytest.approx(4 * HOUR * np.log(10), rel=0.2)


def test_each_route_has_its_own_hold() -> None:
    steps = (MadeStep("case", "clerk", gamma(HOUR)), MadeStep("out", None, lambda rng, n: np.zeros(n)))
    dates = dates_of(made_register(1, 600, 0.4 * 2 / HOUR, steps, {"clerk": 2}, receipts=True))
    route = np.arange(dates.size) % 2
    later = HOURS.add_many(dates.left, np.where(route == 1, 20 * HOUR, 0))
    longer = replace(dates, ready=later, seen_until=int(later.max()))
    found = work_from_dates(longer, route, HOURS, staff=2)
    assert found.hold[1] is not None
    assert found.hold[1].mean.value == pytest.approx(20 * HOUR, rel=0.1)
    assert found.hold[0] is None or found.hold[0].mean.value < HOUR


def test_without_people_and_hours_it_is_said_what_to_state() -> None:
    with pytest.raises(InputError) as refused:
        staff_and_hours_of(FitOptions(), "dates.csv")
    assert len(refused.value.faults) == 2
    assert "--staff office=3" in str(refused.value)
    assert "--hours" in str(refused.value)
    assert staff_and_hours_of(FitOptions(staff={"office": 3}, hours="09:00-18:00"), "dates.csv") == (3, "09:00-18:00")


def test_a_handful_of_cases_is_too_few() -> None:
    dates = dates_of(made_register(1, 8, 1 / HOUR, (MadeStep("case", "clerk", gamma(HOUR)),), {"clerk": 1}))
    with pytest.raises(InputError, match="too few"):
        work_from_dates(dates, np.zeros(8, dtype=np.int64), HOURS, staff=1)

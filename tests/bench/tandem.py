"""The tandem that engines are timed on: seven pools with office hours, utilisation 0.85, exponential durations."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from sim.calendar.official_days import OfficialDays
from sim.calendar.working_time import WeeklyHours, WorkingTime
from sim.law.legal_clock import OfficeClock
from sim.model.capacity import Capacity, OfficePlan, Pool, Window
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.workload import Workload
from sim.quantities import DAY, HOUR, instant, parse_hours

MEMBERS = (2, 1, 3, 1, 2, 1, 2)
UTILISATION = 0.85
PER_HOUR = 6.0
"""Arrivals round the clock [per hour]."""
OPEN_SHARE = 40 / 168
"""Open hours of a week over all its hours."""


def tandem(applications: int, seed: int = 1, per_hour: float = PER_HOUR) -> tuple[Workload, Capacity]:
    """Workload and capacity of the tandem with this many applications, Mon-Fri 9-13 and 14-18.

    The fewer come per hour, the longer their work takes: the load stays.
    """
    rng = np.random.default_rng(seed)
    start = instant(date(2012, 1, 2))
    gaps = rng.exponential(HOUR / per_hour, applications)
    submitted = start + np.floor(np.cumsum(gaps)).astype(np.int64)
    years = int((submitted[-1] - start) / DAY / 365.25) + 6
    days = (date(2012 + years, 1, 1) - date(2012, 1, 1)).days
    first = date(2012, 1, 1)
    working = np.array([(first.weekday() + i) % 7 < 5 for i in range(days)])
    official = OfficialDays("weeks", first, first + timedelta(days=days - 1), working, {})
    hours = WorkingTime.from_hours(WeeklyHours((parse_hours("09:00-13:00, 14:00-18:00"),) * 5 + ((), ())), official)
    steps = len(MEMBERS)
    work = np.empty((applications, steps), dtype=np.int64)
    for k, members in enumerate(MEMBERS):
        mean = UTILISATION * members * OPEN_SHARE * HOUR / per_hour
        work[:, k] = np.maximum(np.rint(rng.exponential(mean, applications)), 1)
    office = OfficePlan("office", "office", OfficeClock.of(hours, official), 0)
    capacity = Capacity((office,), tuple(Pool(0, f"role_{k}", m, hours) for k, m in enumerate(MEMBERS)))
    plan = RoutePlan(
        "service", "provider", tuple(StepPlan(str(k + 1), f"role_{k}", Kind.DESK, None, "") for k in range(steps)),
        0, steps - 1, None,
    )  # fmt: skip
    zeros = np.zeros(applications, dtype=np.int64)
    workload = Workload(
        replication=1,
        window=Window(start, start, int(submitted[-1]) + 7 * DAY, hours.end),
        streams=("arrivals",),
        routes=(plan,),
        submitted=submitted,
        stream=zeros,
        route=zeros,
        office=zeros,
        first=np.arange(applications + 1, dtype=np.int64) * steps,
        pool=np.tile(np.arange(steps, dtype=np.int64), applications),
        work=work.ravel(),
        hold=np.zeros(applications * steps, dtype=np.int64),
    )
    return workload, capacity

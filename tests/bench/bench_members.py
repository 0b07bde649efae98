"""Cost per step against the number of members of a pool and the number of pools: it grows no faster than the logarithm.

The same number of visits is spread over ever more members (or pools), all as busy as before, so the time per visit
shows what choosing among many costs. Times are compared within one run. Run: make bench
"""

from __future__ import annotations

import gc
import platform
import time
from dataclasses import replace
from datetime import date, timedelta
from importlib.metadata import version

import numpy as np

from sim.calendar.duty import Absence
from sim.calendar.official_days import OfficialDays
from sim.calendar.working_time import WeeklyHours, WorkingTime
from sim.engine.simpy.simulation import run
from sim.engine.simulate import simulate
from sim.law.legal_clock import OfficeClock
from sim.model.capacity import Capacity, Member, OfficePlan, Pool, Window, with_covers
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.workload import Workload
from sim.quantities import DAY, HOUR, parse_hours

VISITS, UTILISATION, MEAN = 100_000, 0.85, 1800
SIZES = (10, 100, 1_000, 10_000)
FIRST = date(2012, 1, 2)
ROUNDS = 2


def office_hours(years: int = 9) -> tuple[WorkingTime, OfficialDays]:
    """Mon-Fri 9-13 and 14-18 without holidays."""
    days = 365 * years
    working = np.array([(FIRST.weekday() + i) % 7 < 5 for i in range(days)])
    official = OfficialDays("weeks", FIRST, FIRST + timedelta(days=days - 1), working, {})
    week = WeeklyHours((parse_hours("09:00-13:00, 14:00-18:00"),) * 5 + ((), ()))
    return WorkingTime.from_hours(week, official), official


def workload(hours: WorkingTime, members: int, pools: int, *, counter: bool, hold: bool) -> Workload:
    """Visits of one step, spread over so much time that the members are as busy whatever their number."""
    rng = np.random.default_rng(1)
    start = hours.start
    span = VISITS * MEAN / (members * pools) / UTILISATION / (8 * HOUR) * 7 / 5 * DAY
    submitted = np.sort(start + rng.uniform(0, span, VISITS).astype(np.int64))
    zeros = np.zeros(VISITS, dtype=np.int64)
    kinds = rng.random(VISITS) < 0.5 if counter else np.zeros(VISITS, dtype=bool)
    steps = [StepPlan("1", "clerk", kind, None, "") for kind in (Kind.DESK, Kind.COUNTER)]
    plans = tuple(RoutePlan(f"s{i}", "provider", (step,), 0, 0, None) for i, step in enumerate(steps))
    end = int(submitted[-1]) + 60 * DAY
    return Workload(
        replication=1, window=Window(start, start, end, min(end + 300 * DAY, hours.end)), streams=("all",), routes=plans,
        submitted=submitted, stream=zeros, route=kinds.astype(np.int64), office=zeros,
        first=np.arange(VISITS + 1, dtype=np.int64), pool=rng.integers(0, pools, VISITS),
        work=np.maximum(rng.exponential(MEAN, VISITS), 1).astype(np.int64),
        hold=(rng.exponential(4 * HOUR, VISITS) if hold else zeros).astype(np.int64),
    )  # fmt: skip


def leaves(hours: WorkingTime, number: int) -> tuple[Absence, ...]:
    """Four weeks of leave a year, in different weeks."""
    first = hours.start + number % 47 * 7 * DAY
    return tuple(Absence(first + y * 364 * DAY, first + (y * 364 + 28) * DAY, hands_over=True) for y in range(8))


def capacities(hours: WorkingTime, official: OfficialDays, members: int, pools: int) -> dict[str, Capacity]:
    """The kinds of pools that are timed."""
    offices = (OfficePlan("office", "office", OfficeClock.of(hours, official), 0),)
    plain = Pool(0, "clerk", members, hours)
    roster = tuple(Member(str(i), hours, leaves(hours, i)) for i in range(members))
    kinds = {
        "members alike": plain,
        "with leave of their own": replace(plain, roster=roster),
        "counter, set aside": plain,
        "hold, caseload of 5": replace(plain, caseload=5),
    }
    window = Window(hours.start, hours.start, hours.end, hours.end)
    return {name: Capacity(offices, with_covers([pool] * pools, window)) for name, pool in kinds.items()}


def seconds(capacity: Capacity, load: Workload) -> float:
    """The best of a few runs of the engine, garbage collected before each."""
    best = float("inf")
    for _ in range(ROUNDS):
        gc.collect()
        started = time.perf_counter()
        run(load, capacity)
        best = min(best, time.perf_counter() - started)
    return best


def main() -> None:
    """Print microseconds per visit and the ratio to the smallest size, by kind of pool."""
    hours, official = office_hours()
    print(f"Python {platform.python_version()}, simpy {version('simpy')}, numpy {np.__version__}, {platform.machine()}")
    print(f"{VISITS:,} visits, members {UTILISATION:.0%} busy; microseconds per visit (ratio to the first size)")
    print(
        f"the logarithm itself grows by the factors {', '.join(f'{np.log(n) / np.log(SIZES[0]):.1f}' for n in SIZES)}"
    )
    for what in ("members of one pool", "pools of one member"):
        print(f"\n{what:<26}" + "".join(f"{n:>16,}" for n in SIZES))
        rows: dict[str, list[float]] = {}
        for size in SIZES:
            members, pools = (size, 1) if what.startswith("members") else (1, size)
            for name, capacity in capacities(hours, official, members, pools).items():
                load = workload(hours, members, pools, counter="counter" in name, hold="hold" in name)
                simulate(load, capacity)  # the laws of conservation hold
                rows.setdefault(name, []).append(seconds(capacity, load) / VISITS * 1e6)
        for name, times in rows.items():
            print(f"{name:<26}" + "".join(f"{t:>8.1f} ({t / times[0]:.2f})" for t in times))


if __name__ == "__main__":
    main()

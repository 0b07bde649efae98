"""Random small scenarios in which hours over midnight belong to the day on which they began, and what can happen in them."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from sim.calendar.duty import Duty, Presence
from sim.calendar.working_time import WorkingTime
from sim.engine.record import EarlierVisits, EngineRecord
from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET
from tests.oracle.hours import Hours
from tests.oracle.scenarios import scenario, with_people


def with_nights(seed: int) -> tuple[Workload, Capacity]:
    """A random scenario in which some closings soon after midnight belong to the day before; some counters have other hours."""
    rng = Random(f"nights {seed}")
    workload, capacity = (scenario if rng.random() < 0.6 else with_people)(rng.randrange(10**6))
    pools = []
    for pool in capacity.pools:
        counter = capacity.offices[pool.office].clock.hours if rng.random() < 0.3 else None
        duty = closes_after_midnight(rng, pool.duty)
        pools.append(replace(pool, duty=duty, counter=None if counter is None else _nights(rng, counter)))
    return workload, replace(capacity, pools=tuple(pools))


def closes_after_midnight(rng: Random, duty: Duty) -> Duty:
    return replace(duty, hours=_nights(rng, duty.hours)) if isinstance(duty, Presence) else _nights(rng, duty)


def _nights(rng: Random, hours: WorkingTime) -> WorkingTime:
    """The same hours, in which one of the first closings of most days ends what began on the day before."""
    nights = {}
    for midnight in range(hours.start + DAY, hours.end, DAY):
        early = [t for t in hours.closes.tolist() if midnight < t <= midnight + 120]
        if early and rng.random() < 0.7:
            nights[midnight] = rng.choice(early)
    return replace(hours, nights=nights)


def events_of_nights(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    """What happened in a scenario and what did not, read off its record."""
    kinds = [step.kind for r in w.route.tolist() for step in w.routes[r].steps]
    duty = [Hours(pool.duty) for pool in capacity.pools]
    hall = [d if p.counter is None else d.within(Hours(p.counter)) for d, p in zip(duty, capacity.pools, strict=True)]
    left, stayed, night, after = [], [], [], []
    queued, started = record.queued.tolist(), record.started.tolist()
    pool = w.pool.tolist()
    for row, close in _turned_away(record):
        if kinds[row] is not Kind.COUNTER:
            continue
        more = [t for t in hall[pool[row]].closes if close < t <= ((close - 1) // DAY + 1) * DAY]
        left.append(bool(more))
        night.append(hall[pool[row]].day_of(close) < (close - 1) // DAY)
        after.append(capacity.pools[pool[row]].counter is not None and night[-1])
    for i, kind in enumerate(kinds):
        if kind is Kind.COUNTER and UNSET not in (queued[i], started[i]):
            for close in hall[pool[i]].closes:
                civil_last = not any(close < t <= ((close - 1) // DAY + 1) * DAY for t in hall[pool[i]].closes)
                stayed.append(queued[i] < close < started[i] and civil_last)
    return {
        "a hall was emptied though it opens again on that civil day": any(left),
        "a hall was emptied at the end of a night": any(night),
        "a hall of a counter with hours of its own was emptied at the end of a night": any(after),
        "somebody waited through the last closing of a civil day, which was the pause of a night": any(stayed),
    }


def _turned_away(record: EngineRecord) -> list[list[int]]:
    """Visits that ended before anybody had begun with them, as (row, end)."""
    visits = EarlierVisits(*record.earlier.T)
    in_vain = visits.started == UNSET
    return [
        [row, close] for row, close in zip(visits.row[in_vain].tolist(), visits.ended[in_vain].tolist(), strict=True)
    ]

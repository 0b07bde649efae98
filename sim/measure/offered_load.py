"""Offered load before anything is simulated: expected work against time on duty, pool by pool and month by month."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from sim.calendar.duty import both
from sim.calendar.working_time import WorkingTime
from sim.errors import Note
from sim.measure.expected_duty import expected_duty, on_staff, time_of, worked
from sim.model.capacity import Capacity, Sittings
from sim.model.expected_objections import expected_objections
from sim.model.expected_passes import expected_passes
from sim.model.model import Model
from sim.model.route import Kind
from sim.model.stream import StreamPlan
from sim.quantities import HOUR, NOMINAL_DAY, UNSET, Floats, Instants, civil, instant
from sim.translations.in_use import translated


@dataclass(frozen=True)
class PoolLoad:
    """What is expected of one pool over the counted period.

    Time on duty is that of its own members, less planned absences, other duties and the expected share of sickness, and
    that of stand-ins on days without any member, be these away by plan or ill; it is counted as what is done in it at a pace of 1.
    """

    office: str
    """Name of the office."""
    kind: str
    """Short name of its kind."""
    role: str
    """Short name of the role."""
    members: int
    """How many they are."""
    months: tuple[str, ...]
    """Months of the counted period, as 2018-07."""
    work_by_month: tuple[float, ...]
    """Expected work in each of them [h]."""
    on_duty_by_month: tuple[float, ...]
    """Time on duty of all members in each of them [h]."""
    on_staff: float
    """How many members are on the staff, on average over the counted period [people]."""

    @property
    def work_h(self) -> float:
        """Expected work [h]."""
        return sum(self.work_by_month)

    @property
    def on_duty_h(self) -> float:
        """Time on duty of all members [h]."""
        return sum(self.on_duty_by_month)

    @property
    def load(self) -> float:
        """Expected work over time on duty; at 1 or more the queue grows without end."""
        return _load(self.work_h, self.on_duty_h)

    @property
    def by_month(self) -> tuple[float, ...]:
        """The load of each month."""
        return tuple(_load(w, d) for w, d in zip(self.work_by_month, self.on_duty_by_month, strict=True))

    @property
    def heaviest(self) -> tuple[str, float]:
        """The month with the highest load, and that load."""
        return max(zip(self.months, self.by_month, strict=True), key=lambda month: month[1])

    def as_data(self) -> dict[str, Any]:
        """The load as plain data: hours, shares and the least headcount; None where nobody is on duty."""
        return {
            "office": self.office,
            "role": self.role,
            "members": self.members,
            "on_staff": round(self.on_staff, 6),
            "work_h": round(self.work_h, 6),
            "on_duty_h": round(self.on_duty_h, 6),
            "load": _finite(self.load),
            "at_least": self.at_least,
            "by_month": {month: _finite(load) for month, load in zip(self.months, self.by_month, strict=True)},
        }

    @property
    def headcount(self) -> float:
        """How many they are in tables: a whole number, or on average over the period one with a decimal place [people]."""
        return self.members if self.on_staff == self.members else round(self.on_staff, 1)

    @property
    def at_least(self) -> int:
        """The smallest headcount with a load below 1, so that the work is done at all; whether answers are in time is another
        question."""
        return math.floor(self.load * self.on_staff) + 1 if self.on_duty_h else self.members


def offered_load(model: Model) -> tuple[PoolLoad, ...]:
    """Expected load of every pool, in the order of the capacity.

    What stand-ins do is counted where it belongs by the regulation, with the pool for which they stand in; so is their time
    on the days on which they do.
    """
    capacity, window = model.capacity, model.window
    names, borders = _months(window.warm_up_end, window.horizon)
    work = np.zeros((len(capacity.pools), len(names)))
    files = np.zeros_like(work)
    for stream, times in demands(model):
        people = np.array([step.people for step in model.routes[stream.route].steps])
        means = people * np.array([takes.expected_work for takes in stream.work]) / HOUR
        passes = np.array(passes_of(model, stream))
        # The files of a backlog are there at the start.
        months = list(pairwise(borders)) if stream.entries is None else [(0, borders[0])]
        for m, (since, until) in enumerate(months):
            for office, count in stream.expected_by_office(since, until):
                expected = count * times
                pools = stream.pools[office]
                staffed = pools != UNSET
                np.add.at(work[:, m], pools[staffed], expected * (passes * means)[staffed])
                np.add.at(files[:, m], pools[staffed], expected * passes[staffed])
    _sit(capacity, files, work, np.array(borders, dtype=np.int64))
    on_duty = expected_duty(capacity, np.array(borders, dtype=np.int64))
    return tuple(
        PoolLoad(
            capacity.offices[pool.office].name,
            capacity.offices[pool.office].kind,
            pool.role,
            pool.members,
            names,
            tuple(work[i].tolist()),
            tuple(on_duty[i].tolist()),
            on_staff(pool, window.warm_up_end, window.horizon),
        )
        for i, pool in enumerate(capacity.pools)
    )


def demands(model: Model) -> Iterator[tuple[StreamPlan, float]]:
    """Every stream, and the objections to its answers with how many of them an application is expected to bring.

    They are counted in the month of the application.
    """
    for stream in model.streams:
        yield stream, 1.0
        if stream.objections is not None:
            yield stream.objections, expected_objections(model.routes, stream)


def passes_of(model: Model, stream: StreamPlan) -> Sequence[float]:
    """By step: how often an application of a stream is expected to pass it, from where it is when it comes."""
    plan = model.routes[stream.route]
    if stream.entries is None:
        return expected_passes(plan)
    entries, counts = np.unique(stream.entries, return_counts=True)
    rows = [
        np.array(expected_passes(plan, entry)) * count for entry, count in zip(entries.tolist(), counts, strict=True)
    ]
    return tuple((np.sum(rows, axis=0) / len(stream.entries)).tolist())


def _sit(capacity: Capacity, files: Floats, work: Floats, borders: Instants) -> None:
    """Put the expected time of sittings and days of visits in the place of stated work, with whoever has a seat [h]."""
    for p, pool in enumerate(capacity.pools):
        if pool.visits_per_day is not None:
            work[p] = files[p] / pool.visits_per_day * NOMINAL_DAY / HOUR  # as few days as there can be
        if (plan := pool.sittings) is None:
            continue
        begins = np.array([sitting.begin for sitting in plan.dates], dtype=np.int64)
        held = np.diff(np.searchsorted(begins, borders)).astype(np.float64)
        if plan.at_least:
            held = np.minimum(held, files[p] / plan.at_least)  # as many as there can be
        hours = files[p] * plan.per_file / HOUR if plan.length is None else held * plan.length / HOUR
        work[p] = 0
        for seat, _ in plan.seats or [(p, i) for i in range(pool.members)]:
            work[seat] += hours


def loads_by_quarter(model: Model) -> Iterator[tuple[str, str, float]]:
    """Every pool with work, as `office / role`, with each quarter of the counted period and its load in it."""
    for load in offered_load(model):
        work: dict[str, float] = {}
        on_duty: dict[str, float] = {}
        for month, w, d in zip(load.months, load.work_by_month, load.on_duty_by_month, strict=True):
            number, year = (int(month[5:]) + 2) // 3, month[:4]
            quarter = translated("quarter {number} of {year}", number=number, year=year)
            work[quarter], on_duty[quarter] = work.get(quarter, 0) + w, on_duty.get(quarter, 0) + d
        if load.work_h > 0:
            yield from ((f"{load.office} / {load.role}", q, _load(work[q], on_duty[q])) for q in work)


def full_agendas(model: Model) -> tuple[Note, ...]:
    """A note of every commission whose agendas have less room than files are expected in the counted period."""
    return tuple(
        Note("agendas_full", facts | {"agenda": plan.agenda})
        for plan, facts in _expected_sittings(model)
        if plan.agenda is not None and facts["files"] >= facts["sittings"] * plan.agenda
    )


def last_sittings(model: Model) -> tuple[Note, ...]:
    """A note of every commission that has files to expect and sits no more before the counted period ends."""
    ending = {
        p: max((date.begin for date in pool.sittings.dates), default=model.window.start)
        for p, pool in enumerate(model.capacity.pools)
        if pool.sittings is not None
    }
    ending = {p: last for p, last in ending.items() if last < model.window.horizon}
    files = _expected_files(model) if ending else np.zeros(0)
    offices, end = model.capacity.offices, str(civil(model.window.horizon).date())
    return tuple(
        Note(
            "sittings_end",
            {
                "office": offices[model.capacity.pools[p].office].name,
                "role": model.capacity.pools[p].role,
                "last": str(civil(last).date()),
                "end": end,
            },
        )
        for p, last in ending.items()
        if files[p]
    )


def rare_sittings(model: Model) -> tuple[Note, ...]:
    """A note of every commission for less than half of whose sittings enough files are expected in the counted period."""
    return tuple(
        Note("sittings_rare", facts | {"at_least": plan.at_least})
        for plan, facts in _expected_sittings(model)
        if facts["files"] < facts["sittings"] * plan.at_least / 2
    )


def _expected_sittings(model: Model) -> Iterator[tuple[Sittings, dict[str, Any]]]:
    """The commissions with a bound on their agendas: how many files and sittings are expected in the counted period."""
    window = model.window
    files = _expected_files(model)
    for p, pool in enumerate(model.capacity.pools):
        if (plan := pool.sittings) is not None and (plan.agenda is not None or plan.at_least):
            due = sum(window.warm_up_end <= sitting.begin < window.horizon for sitting in plan.dates)
            place = {"office": model.capacity.offices[pool.office].name, "role": pool.role}
            yield plan, place | {"files": float(files[p]), "sittings": due}


def _expected_files(model: Model) -> Floats:
    """By pool: how many files are expected in the counted period."""
    return _expected_by_pool(model, lambda stream: np.ones(len(model.routes[stream.route].steps)))


def _expected_by_pool(model: Model, of_steps: Callable[[StreamPlan], Floats]) -> Floats:
    """By pool: what its steps are expected to bring in the counted period, given what each step of a stream brings once.

    The files of a backlog are among them.
    """
    window, total = model.window, np.zeros(len(model.capacity.pools))
    for stream, times in demands(model):
        once = times * np.array(passes_of(model, stream)) * of_steps(stream)
        span = (window.warm_up_end, window.horizon) if stream.entries is None else (0, window.start)
        for office, count in stream.expected_by_office(*span):
            pools = stream.pools[office]
            staffed = pools != UNSET
            np.add.at(total, pools[staffed], count * once[staffed])
    return total


def busy_counters(model: Model) -> tuple[Note, ...]:
    """A note of every counter that is expected to get at least as much work as its people have time while it is open.

    Only counters with shorter hours than their people are looked at, over the whole counted period.
    """
    window, notes = model.window, []
    borders = np.array([window.warm_up_end, window.horizon], dtype=np.int64)

    def service(stream: StreamPlan) -> Floats:
        steps = zip(model.routes[stream.route].steps, stream.work, strict=True)
        return np.array([takes.expected_work if step.kind is Kind.COUNTER else 0.0 for step, takes in steps])

    for pool, work in zip(model.capacity.pools, _expected_by_pool(model, service).tolist(), strict=True):
        if pool.counter is None or not work or pool.attended is pool.duty:
            continue
        time = 0.0 if pool.roster else pool.members * float(worked(pool.attended, borders, {})[0])
        for member in pool.roster:
            hours = both(member.hours, pool.counter)
            assert isinstance(hours, WorkingTime)  # neither of them has gaps
            time += float(time_of(replace(member, hours=hours), borders, {})[0])
        if time and work >= time:
            place = {"office": model.capacity.offices[pool.office].name, "role": pool.role}
            notes.append(Note("counter_overloaded", place | {"load": work / time, "hours": time / HOUR}))
    return tuple(notes)


def bottleneck(loads: Sequence[PoolLoad]) -> PoolLoad | None:
    """The pool with the highest load, the first of several with the same load; None where no work is expected."""
    return max((load for load in loads if load.work_h > 0), key=lambda load: load.load, default=None)


def overloaded(model: Model) -> tuple[Note, ...]:
    """A note of every pool that is expected to get at least as much work as it has time, in the whole period or in a month."""
    return (
        *(note for load in offered_load(model) for note in _overload(load)),
        *busy_counters(model),
        *full_agendas(model),
        *rare_sittings(model),
        *last_sittings(model),
    )


def _overload(load: PoolLoad) -> Iterator[Note]:
    """A note of a pool that has too little time; none where it has enough, or no work."""
    place = {"office": load.office, "role": load.role}
    if load.work_h <= 0:
        return
    month, highest = load.heaviest
    in_month = place | {"month": month, "load_of_period": load.load}
    if not load.on_duty_h:
        yield Note("nobody_on_duty", place)
    elif load.load >= 1:
        yield Note("overloaded", place | {"load": load.load, "members": load.headcount, "at_least": load.at_least})
    elif math.isinf(highest):
        yield Note("nobody_on_duty_in_month", in_month)
    elif highest >= 1:
        yield Note("overloaded_in_month", in_month | {"load": highest, "members": load.headcount})


def _finite(load: float) -> float | None:
    return None if math.isinf(load) else round(load, 6)


def _load(work: float, on_duty: float) -> float:
    if not work:
        return 0.0
    return work / on_duty if on_duty else math.inf


def _months(start: int, end: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Names of the months between two instants, and where they begin and at last end [instants]."""
    names, borders = [], [start]
    while borders[-1] < end:
        day: date = civil(borders[-1]).date()
        names.append(f"{day:%Y-%m}")
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        borders.append(min(instant(following), end))
    return tuple(names), tuple(borders)

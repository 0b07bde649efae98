"""Registers of a made-up office whose truth is known: first come, first served, in hours with a break."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sim.calendar.official_days import OfficialDays
from sim.calendar.working_time import WeeklyHours, WorkingTime
from sim.fitting.work.parts import OfficeParts
from sim.quantities import DAY, HOUR, UNSET, Floats, instant
from sim.register.events.event_register import NOBODY, EventRegister, RegisterAccount, RegisterForm

FIRST, LAST = date(2023, 1, 2), date(2030, 12, 31)
DAYS = OfficialDays("none", FIRST, LAST, np.array([d % 7 < 5 for d in range((LAST - FIRST).days + 1)]), {})
HOURS = WorkingTime.from_hours(WeeklyHours((((9 * HOUR, 13 * HOUR), (14 * HOUR, 18 * HOUR)),) * 5 + ((), ())), DAYS)
OPENING = instant(FIRST) + 9 * HOUR
Draw = Callable[[np.random.Generator, int], Floats]
"""So many durations, drawn [s]."""


@dataclass(frozen=True)
class MadeStep:
    """A step of a made-up office."""

    activity: str
    role: str | None
    """Who does it; None: nobody of the office, and its work is time on the clock of the office."""
    work: Draw
    hold: Draw | None = None


def gamma(mean: float, shape: float = 2.0) -> Draw:
    return lambda rng, n: rng.gamma(shape, mean / shape, n)


@dataclass
class _Office:
    """What is in whose hands, in open seconds since the first opening."""

    queues: dict[str, deque[tuple[int, int]]]
    free: dict[str, list[int]]
    rows: list[tuple[int, int, str, float, float]]


def made_register(
    seed: int,
    cases: int,
    rate: float,
    steps: Sequence[MadeStep],
    members: Mapping[str, int],
    *,
    paces: Mapping[str, float] | None = None,
    receipts: bool = False,
) -> EventRegister:
    """A register of so many cases, which come at a rate in the hours of the office [1/s]."""
    rng = np.random.default_rng(seed)
    arrival = np.cumsum(rng.exponential(1 / rate, cases))
    work = [step.work(rng, cases) for step in steps]
    hold = [np.zeros(cases) if step.hold is None else step.hold(rng, cases) for step in steps]
    office = _Office({role: deque() for role in members}, {role: list(range(n)) for role, n in members.items()}, [])
    coming = [(float(at), 0, i, 0, -1) for i, at in enumerate(arrival)]
    heapq.heapify(coming)

    def begin(role: str, at: float) -> None:
        while office.queues[role] and office.free[role]:
            case, k = office.queues[role].popleft()
            member = office.free[role].pop(int(rng.integers(len(office.free[role]))))
            took = float(work[k][case]) * (paces or {}).get(f"{role}_{member}", 1.0)
            office.rows.append((case, k, f"{role}_{member}", at, at + took))
            heapq.heappush(coming, (at + took, -1, case, k, member))

    while coming:
        at, kind, case, k, member = heapq.heappop(coming)
        if kind == -1:  # a piece of work ends: the member is free, and the file goes on
            role = steps[k].role
            if role is not None:
                heapq.heappush(office.free[role], member)
            if k + 1 < len(steps):
                heapq.heappush(coming, (at + float(hold[k][case]), 0, case, k + 1, -1))
            if role is not None:
                begin(role, at)
        elif steps[k].role is None:
            office.rows.append((case, k, "", at, at + float(work[k][case])))
            heapq.heappush(coming, (at + float(work[k][case]), -1, case, k, -1))
        else:
            office.queues[steps[k].role or ""].append((case, k))
            begin(steps[k].role or "", at)
    register = register_of(office.rows, steps)
    came = HOURS.next_open_many(HOURS.add_many(np.full(cases, OPENING), arrival.astype(np.int64)))
    return replace(register, received=came) if receipts else register


def dates_of(register: EventRegister, *, whole_days: bool = False) -> EventRegister:
    """The same register with nothing but when cases came and were ready."""
    step = DAY if whole_days else 1
    nothing = np.zeros(0, dtype=np.int64)
    return replace(
        register, form="dates", received=register.came // step * step, ready=register.left // step * step,
        first=np.zeros(register.size + 1, dtype=np.int64), activity=nothing, resource=nothing, start=nothing, end=nothing,
    )  # fmt: skip


def ends_of(register: EventRegister) -> EventRegister:
    """The same register with nothing but when events ended."""
    return replace(register, form="ends", start=np.full(len(register.start), UNSET, dtype=np.int64))


def register_of(
    rows: Sequence[tuple[int, int, str, float, float]],
    steps: Sequence[MadeStep],
    form: RegisterForm = "starts and ends",
) -> EventRegister:
    """The register of events given as case, step, resource, begin and end [open seconds since the first opening]."""
    case, step = (np.array([row[i] for row in rows], dtype=np.int64) for i in (0, 1))
    begin, end = (
        HOURS.add_many(np.full(len(rows), OPENING), np.array([row[i] for row in rows]).astype(np.int64)) for i in (3, 4)
    )
    begin = HOURS.next_open_many(begin)
    end = np.maximum(begin, end)
    order = np.lexsort((end, begin, case))
    names = sorted({row[2] for row in rows if row[2]})
    resource = np.array([names.index(row[2]) if row[2] else NOBODY for row in rows], dtype=np.int64)
    count = int(case.max()) + 1
    unset = np.full(count, UNSET, dtype=np.int64)
    first = np.concatenate([[0], np.cumsum(np.bincount(case, minlength=count))])
    return EventRegister(
        form, tuple(f"{i:06}" for i in range(count)), unset, unset, unset, first, step[order], resource[order],
        begin[order], end[order], tuple(s.activity for s in steps), tuple(names), int(end.max()),
        RegisterAccount("made.csv", "CSV", {}, len(rows)),
    )  # fmt: skip


def parts_of(register: EventRegister, steps: Sequence[MadeStep]) -> OfficeParts:
    """The steps, roles and duties of a made-up office, as they truly are."""
    roles = sorted({step.role for step in steps if step.role})
    of_resource = [roles.index(name.rsplit("_", 1)[0]) for name in register.resources]
    of_step = [NOBODY if step.role is None else roles.index(step.role) for step in steps]
    return OfficeParts(
        register, register.activity, np.array(of_step), np.array(of_resource), (HOURS,) * len(of_resource), HOURS
    )

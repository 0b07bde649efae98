"""Small scenarios that Hypothesis makes and makes smaller: bulk arrivals, few different durations, so that ties are common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, get_args

import numpy as np
from hypothesis import strategies as st

from sim.calendar.duty import Absence, intervals
from sim.calendar.working_time import WorkingTime
from sim.law.legal_clock import OfficeClock
from sim.model.capacity import NO_POOL, Capacity, Discipline, Member, OfficePlan, Pool, Window
from sim.model.route import STAFF_KINDS, Kind, RoutePlan, StepPlan
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET, Limit
from tests.oracle.scenarios import EPOCH, with_covers

DAYS = 3
"""Days on which offices open."""
END = EPOCH + (DAYS + 40) * DAY
"""End of the calendar [instant]."""
GRID = 5
"""Hours begin and end at whole multiples of it after midnight [s]."""
LATEST = 12
"""The latest close of business [GRID]."""
TERMS = (None, Limit(1, "minutes"), Limit(1, "working_days"), Limit(1, "calendar_days"))
KINDS = (Kind.DESK, Kind.DESK, Kind.COUNTER, Kind.COUNTER, Kind.SYSTEM, Kind.APPLICANT)

lengths = st.sampled_from((10, 20, 30, DAY, 2 * DAY))
"""How long somebody is away [s]."""


class Scenario(NamedTuple):
    """A workload and its capacity, which Hypothesis prints in few lines."""

    workload: Workload
    capacity: Capacity

    def __repr__(self) -> str:
        """What tells the scenario from others."""
        w = self.workload
        lines = [f"{w.window}"]
        for i, pool in enumerate(self.capacity.pools):
            duties = (pool.duty, *(member.duty for member in pool.roster))
            stretches = [intervals(duty, EPOCH, EPOCH + DAYS * DAY) for duty in duties]
            rules = (pool.caseload, pool.discipline, pool.escalate, pool.set_aside, pool.covers)
            lines.append(f"pool {i} of {pool.members}: {rules}, open {stretches[0]}, members {stretches[1:]}")
            lines += [f"  {m.name}: {m.absences}, paces {m.paces}, other duties {m.other_duties}" for m in pool.roster]
        for i, route in enumerate(w.routes):
            steps = [(step.kind.name, step.people, step.applicant_deadline) for step in route.steps]
            lines.append(f"route {i}: {steps}, term {route.term}, {route.day_of_receipt_included}")
        for name in ("submitted", "route", "priority", "pool", "work", "hold", "patience", "returns_after"):
            value = getattr(w, name)
            lines.append(f"{name}: {None if value is None else value.tolist()}")
        return "\n".join(lines)


seconds = st.sampled_from((1, 5, 5, 10, 20))
"""How long work takes, or a hold [s]."""
moments = st.builds(
    lambda day, at, off: EPOCH + day * DAY + at * GRID + off,
    st.integers(0, DAYS - 1),
    st.integers(0, LATEST - 4),
    st.sampled_from((0, 0, 0, 1)),
)
"""Instants of the days on which offices open, mostly on the grid."""


@st.composite
def working_times(draw: st.DrawFn) -> WorkingTime:
    """The same hours on most days, with a break or without."""
    opens, closes = draw(st.integers(0, 3)), draw(st.integers(LATEST - 4, LATEST))
    pause = draw(st.sampled_from((None, None, (5, 6), (5, 7), (4, 8))))
    pairs = [(opens, closes)] if pause is None else [(opens, pause[0]), (pause[1], closes)]
    closed = draw(st.sampled_from((None, None, None, *range(DAYS))))
    stretches = [
        (EPOCH + day * DAY + begin * GRID, EPOCH + day * DAY + end * GRID)
        for day in range(DAYS)
        if day != closed
        for begin, end in pairs
        if begin < end
    ]
    return WorkingTime.from_intervals(EPOCH, END, stretches)


@st.composite
def members(draw: st.DrawFn, number: int, post: WorkingTime) -> Member:
    """A member with absences, of which the first may be other duties instead, and with a pace that changes."""
    hours = draw(st.one_of(st.just(post), working_times()))
    away: list[tuple[int, int]] = []
    for begin, length in sorted(draw(st.lists(st.tuples(moments, lengths), min_size=1, max_size=3))):
        if not away or begin > away[-1][1]:
            away.append((begin, begin + length))
    duties = draw(st.integers(0, min(len(away), 1)))
    absences = tuple(Absence(a, b, hands_over=draw(st.booleans())) for a, b in away[duties:])
    since = tuple((at, draw(st.sampled_from((50, 100, 130, 200)))) for at in sorted(draw(st.sets(moments, max_size=2))))
    return Member(f"{number}", hours, absences, paces=since, other_duties=tuple(away[:duties]))


@st.composite
def pools(draw: st.DrawFn, number: int, hours: WorkingTime, others: Sequence[int]) -> Pool:
    """A pool of an office, for which others may stand in, with members that are alike or one by one."""
    duty = draw(st.one_of(st.just(hours), working_times()))
    count = draw(st.integers(1, 3))
    stand_ins = tuple(draw(st.lists(st.sampled_from(others), max_size=2, unique=True))) if others else ()
    # Those for whom others stand in are listed one by one, as in the capacity of a study.
    one_by_one = bool(stand_ins) or draw(st.booleans())
    return Pool(
        office=0,
        role=f"r{number}",
        members=count,
        duty=duty,
        set_aside=draw(st.booleans()),
        roster=tuple(draw(members(k, duty)) for k in range(count)) if one_by_one else (),
        caseload=draw(st.sampled_from((None, None, 1, 2))),
        discipline=draw(st.sampled_from(get_args(Discipline))),
        escalate=draw(st.sampled_from((None, None, Limit(1, "minutes")))),
        stand_ins=stand_ins,
    )


@st.composite
def routes(draw: st.DrawFn, number: int, capacity: Capacity) -> tuple[RoutePlan, tuple[int, ...]]:
    """A route, and by its steps the pools that do them; a desk may need several people at one time."""
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=4))
    kinds.insert(draw(st.integers(0, len(kinds))), draw(st.sampled_from(STAFF_KINDS)))
    steps, done_by = [], []
    for k, kind in enumerate(kinds):
        pool = draw(st.integers(0, len(capacity.pools) - 1)) if kind in STAFF_KINDS else NO_POOL
        people = draw(st.integers(1, capacity.pools[pool].members)) if kind is Kind.DESK else 1
        deadline = draw(st.sampled_from(TERMS)) if kind is Kind.APPLICANT else None
        steps.append(StepPlan(f"{k}", f"r{pool}", kind, None, "", applicant_deadline=deadline, people=people))
        done_by.append(pool)
    staffed = [k for k, kind in enumerate(kinds) if kind in STAFF_KINDS]
    term, included = draw(st.sampled_from(TERMS)), draw(st.booleans())
    plan = RoutePlan(f"s{number}", "provider", tuple(steps), staffed[0], staffed[-1], term, included)
    return plan, tuple(done_by)


@st.composite
def arrivals(draw: st.DrawFn, routes: int) -> list[tuple[int, int]]:
    """By application: when it is handed in and by which route; several at a time."""
    bulks = st.tuples(moments, st.lists(st.integers(0, routes - 1), min_size=1, max_size=8))
    return sorted(((at, route) for at, each in draw(st.lists(bulks, min_size=2, max_size=6)) for route in each))


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A workload and the capacity that serves it."""
    hours = draw(working_times())
    days = np.arange(EPOCH // DAY, END // DAY, dtype=np.int64)
    last = {int(at) // DAY: int(at) for at in hours.closes}
    closes = np.array([last.get(int(day), (int(day) + 1) * DAY) for day in days], dtype=np.int64)
    office = OfficePlan("office", "office", OfficeClock(hours, days, closes), 0)
    count = draw(st.integers(1, 3))
    staff = [draw(pools(k, hours, [other for other in range(count) if other != k])) for k in range(count)]
    capacity = Capacity((office,), with_covers(staff))
    plans = [draw(routes(k, capacity)) for k in range(draw(st.integers(1, 2)))]
    come = draw(arrivals(len(plans)))
    end = EPOCH + DAYS * DAY
    horizon = draw(st.one_of(st.just(end), st.just(end), moments))
    run_out_end = max(horizon, draw(st.one_of(st.just(end), st.just(end), moments)))
    window = Window(EPOCH, draw(st.sampled_from((EPOCH, horizon))), horizon, run_out_end)
    return Scenario(_with_durations(draw, plans, come, window), capacity)


def _with_durations(
    draw: st.DrawFn,
    plans: Sequence[tuple[RoutePlan, tuple[int, ...]]],
    come: Sequence[tuple[int, int]],
    window: Window,
) -> Workload:
    """The workload of what comes: by step of a route one duration for all, or one for each row."""
    lengths = [len(plans[route][0].steps) for _, route in come]
    usual = [[(draw(seconds), draw(st.sampled_from((0, 0, 10)))) for _ in done_by] for _, done_by in plans]
    own = draw(st.booleans())
    pool, work, hold, patience = [], [], [], []
    for _, route in come:
        plan, done_by = plans[route]
        for k, step in enumerate(plan.steps):
            takes, held = usual[route][k]
            pool.append(done_by[k])
            work.append(draw(seconds) if own else takes)
            hold.append(held if step.kind in STAFF_KINDS else 0)
            patience.append(draw(st.sampled_from((UNSET, 5, 10))) if step.kind is Kind.COUNTER else UNSET)
    rows, size = sum(lengths), len(come)
    made = Workload(
        replication=1,
        window=window,
        streams=("arrivals",),
        routes=tuple(plan for plan, _ in plans),
        submitted=np.array([at for at, _ in come], dtype=np.int64),
        stream=np.zeros(size, dtype=np.int64),
        route=np.array([route for _, route in come], dtype=np.int64),
        office=np.zeros(size, dtype=np.int64),
        first=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        pool=np.array(pool, dtype=np.int64),
        work=np.array(work, dtype=np.int64),
        hold=np.array(hold, dtype=np.int64),
        priority=np.array([draw(st.integers(1, 2)) for _ in come], dtype=np.int64),
    )
    if not draw(st.booleans()):
        return made
    returns = np.array([[draw(st.sampled_from((UNSET, 5, DAY)))] for _ in range(rows)], dtype=np.int64)
    returns[np.array(patience) == UNSET] = UNSET
    return replace(made, patience=np.array(patience, dtype=np.int64), returns_after=returns)

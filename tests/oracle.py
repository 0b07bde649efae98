"""A naive simulator that walks through the seconds: slow and plain, an independent answer to hold the engines against.

It knows no events and looks into no future. Every second in which a clock runs is visited; a stretch in which none
runs is skipped up to the next opening, closing or arrival.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.calendars import WorkingTime
from sim.capacity import Capacity
from sim.engines.record import UNSET, EngineRecord
from sim.quantities import DAY
from sim.workload import Kind, Workload

NEVER = -1
"""Idle since: earlier than every instant of a scenario."""


@dataclass
class Member:
    """One person of a pool."""

    number: int
    work: File | None = None
    """What is worked on, be it suspended at a break or not."""
    aside: File | None = None
    """Desk work set aside for the counter."""
    idle_since: int = NEVER


@dataclass
class File:
    """One application, at one step of its route."""

    number: int
    row: int
    state: str = "coming"
    """coming, at the door, waiting, away (until the next opening), system, work, aside, hold, ended."""
    left: int = 0
    """What is left of the work, the hold or the system's answer [s]."""
    rank: int = 0
    """Place among those who queue in one second: returners before newcomers."""
    member: Member | None = None
    """In whose hands it is."""


def run(workload: Workload, capacity: Capacity) -> EngineRecord:
    """Simulate one replication second by second."""
    return Walk(workload, capacity).run()


class Walk:
    """The state of a simulation, and the rules that move it."""

    def __init__(self, workload: Workload, capacity: Capacity) -> None:
        self.workload, self.pools, self.offices = workload, capacity.pools, capacity.offices
        rows = len(workload.work)
        self.queued, self.started, self.work_ended, self.finished, self.member = (
            np.full(rows, UNSET, dtype=np.int64) for _ in range(5)
        )
        self.visit = np.ones(rows, dtype=np.int64)
        self.turned_away: list[tuple[int, int, int, int]] = []
        self.parts: dict[int, list[list[int]]] = {}
        """By row of desk work: [member, from, to] of each part."""
        self.set_aside: set[int] = set()
        """Rows that were set aside at least once."""
        self.files = [File(i, int(workload.first[i])) for i in range(workload.size)]
        self.members = [[Member(k) for k in range(pool.members)] for pool in self.pools]
        plans = [workload.routes[r] for r in workload.route.tolist()]
        self.kind = [step.kind for plan in plans for step in plan.steps]
        self.receipt = [int(workload.first[i]) + plan.receipt for i, plan in enumerate(plans)]

    def run(self) -> EngineRecord:
        """Walk from the start to the end of the run-out, or to the end of the last counted application."""
        window = self.workload.window
        hours = [pool.duty for pool in self.pools] + [office.clock.hours for office in self.offices]
        changes = {t for h in hours for t in [*h.opens.tolist(), *h.closes.tolist()]}
        changes |= {*self.workload.submitted.tolist(), window.horizon, window.run_out_end}
        now = window.start
        while True:
            self.happen(now)
            for pool in range(len(self.pools)):
                self.dispatch(pool, now)
            if now == window.run_out_end or (now >= window.horizon and not self.awaited()):
                break
            now = now + 1 if self.second_passes(now) else min(t for t in changes if t > now)
        spells = [(row, *part) for row in sorted(self.set_aside) for part in self.parts[row]]
        return EngineRecord(
            received=self.queued[np.array(self.receipt, dtype=np.int64)],
            queued=self.queued,
            started=self.started,
            work_ended=self.work_ended,
            finished=self.finished,
            member=self.member,
            visit=self.visit,
            turned_away=np.array(sorted(self.turned_away), dtype=np.int64).reshape(-1, 4),
            spells=np.array(spells, dtype=np.int64).reshape(-1, 4),
            observed_until=now,
        )

    def awaited(self) -> bool:
        """Tell whether a counted application is still under way."""
        low, high = self.workload.window.warm_up_end, self.workload.window.horizon
        return any(low <= self.queued[self.receipt[f.number]] < high and f.state != "ended" for f in self.files)

    def second_passes(self, now: int) -> bool:
        """Let the clocks of the second that begins now run down; tell whether any ran."""
        ran = False
        for f in self.files:
            pool = self.pools[self.workload.pool[f.row]] if f.state in ("work", "hold") else None
            if f.state == "system" or (f.state == "work" and self.kind[f.row] is Kind.COUNTER):
                runs = True
            elif f.state == "work":
                runs = pool is not None and is_open(pool.duty, now)
            else:
                runs = pool is not None and is_open(self.offices[pool.office].clock.hours, now)
            f.left -= runs
            ran = ran or runs
        return ran

    def happen(self, now: int) -> None:
        """What ends, closes, opens and arrives at an instant; nobody starts anything."""
        for f in self.files:
            if f.state == "work" and f.left == 0:
                assert f.member is not None
                self.work_ended[f.row] = now
                f.member.work, f.member.idle_since = None, now
                if f.row in self.parts:
                    self.parts[f.row][-1][2] = now
                f.state, f.left = "hold", int(self.workload.hold[f.row])
            if f.state in ("hold", "system") and f.left == 0:
                self.over(f, now)
        for pool in range(len(self.pools)):
            if is_last_close(self.pools[pool].duty, now):
                late = [f for f in self.waiting(pool, Kind.COUNTER) if self.queued[f.row] < now]
                for rank, f in enumerate(late):
                    self.turned_away.append((f.row, int(self.visit[f.row]), int(self.queued[f.row]), now))
                    self.visit[f.row] += 1
                    self.queued[f.row] = UNSET
                    f.state, f.rank = "away", rank
        for f in self.files:
            if f.state == "away" and now in self.pools[self.workload.pool[f.row]].duty.opens:
                f.state, self.queued[f.row] = "waiting", now
            if f.state == "coming" and self.workload.submitted[f.number] == now:
                self.reach(f, now)
            if f.state == "at the door" and is_open(self.offices[self.workload.office[f.number]].clock.hours, now):
                self.queue(f, now)

    def over(self, f: File, now: int) -> None:
        """A step is over; the application goes on to the next one, or has ended."""
        if self.kind[f.row] is Kind.SYSTEM:
            self.work_ended[f.row] = now
        self.finished[f.row], f.member = now, None
        if f.row + 1 == self.workload.first[f.number + 1]:
            f.state = "ended"
        else:
            f.row += 1
            self.reach(f, now)

    def reach(self, f: File, now: int) -> None:
        """An application gets to a step: the system begins at once, the staff's queue or the door is joined."""
        if self.kind[f.row] is Kind.SYSTEM:
            self.queued[f.row] = self.started[f.row] = now
            f.state, f.left = "system", int(self.workload.work[f.row])
            if f.left == 0:
                self.over(f, now)
        elif f.row == self.receipt[f.number]:
            f.state = "at the door"
            if is_open(self.offices[self.workload.office[f.number]].clock.hours, now):
                self.queue(f, now)
        else:
            self.queue(f, now)

    def queue(self, f: File, now: int) -> None:
        """A newcomer joins the queue of a pool, behind all who return in the same second."""
        f.state, f.rank = "waiting", len(self.files)
        self.queued[f.row] = now

    def waiting(self, pool: int, kind: Kind) -> list[File]:
        """Who waits for a pool, in the order of the queue."""
        here = [f for f in self.files if f.state == "waiting" and self.workload.pool[f.row] == pool]
        here = [f for f in here if self.kind[f.row] is kind]
        return sorted(here, key=lambda f: (self.queued[f.row], f.rank, f.number))

    def dispatch(self, pool: int, now: int) -> None:
        """Give the members on duty what waits: the counter first, then what was set aside, then the desk."""
        if not is_open(self.pools[pool].duty, now):
            return
        members = self.members[pool]
        for f in self.waiting(pool, Kind.COUNTER):
            able = [m for m in members if m.work is None]
            if not able and self.pools[pool].set_aside:
                able = [m for m in members if m.work is not None and self.kind[m.work.row] is Kind.DESK]
            if able:
                m = min(able, key=self.turn)
                if m.work is not None:
                    m.work.state, m.aside = "aside", m.work
                    self.parts[m.work.row][-1][2] = now
                    self.set_aside.add(m.work.row)
                self.take(m, f, now)
        for m in members:
            if m.work is None and m.aside is not None:
                m.work, m.aside = m.aside, None
                m.work.state = "work"
                self.parts[m.work.row].append([m.number, now, UNSET])
        for f in self.waiting(pool, Kind.DESK):
            free = [m for m in members if m.work is None]
            if free:
                m = min(free, key=self.turn)
                self.parts[f.row] = [[m.number, now, UNSET]]
                self.take(m, f, now)

    def turn(self, m: Member) -> tuple[int, int, int]:
        """Whose turn it is: fewest files in hand (at work, held and set aside), idle longest, first by number."""
        return sum(f.member is m for f in self.files), m.idle_since, m.number

    def take(self, m: Member, f: File, now: int) -> None:
        """A member begins a file."""
        m.work, f.member, f.state, f.left = f, m, "work", int(self.workload.work[f.row])
        self.started[f.row], self.member[f.row] = now, m.number


def is_open(hours: WorkingTime, now: int) -> bool:
    """Tell whether the second that begins now is open."""
    return bool(np.any((hours.opens <= now) & (now < hours.closes)))


def is_last_close(hours: WorkingTime, now: int) -> bool:
    """Tell whether the last closing of a civil day comes now; midnight ends the day before it."""
    midnight = ((now - 1) // DAY + 1) * DAY
    return now in hours.closes and not np.any((hours.closes > now) & (hours.closes <= midnight))

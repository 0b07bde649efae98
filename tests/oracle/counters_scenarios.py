"""Random small scenarios of counters: several steps in one stay, counters with hours of their own, days without anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from random import Random

from sim.calendar.working_time import WorkingTime
from sim.engine.record import EngineRecord
from sim.model.capacity import Capacity, Pool
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET
from tests.oracle.hours import Hours
from tests.oracle.scenarios import with_people
from tests.oracle.simulator import Walk


def with_counters(seed: int) -> tuple[Workload, Capacity]:
    """A random scenario with people in which most of what is done is done at counters, which keep hours of their own."""
    rng = Random(f"counters {seed}")
    workload, capacity = with_people(rng.randrange(10**6))
    workload = replace(workload, routes=tuple(_at_counters(rng, plan) for plan in workload.routes))
    pool, hold = workload.pool.copy(), workload.hold.copy()
    kind, application = workload.kind.tolist(), workload.application.tolist()
    for before, row in pairwise(range(len(pool))):
        same = application[before] == application[row] and kind[before] == kind[row] == Kind.COUNTER
        if same and rng.random() < 0.75:
            pool[row] = pool[before]
            hold[before] = hold[before] if rng.random() < 0.25 else 0
    pools = tuple(replace(each, counter=hours_of_counter(rng, each)) for each in capacity.pools)
    return replace(workload, pool=pool, hold=hold), replace(capacity, pools=pools)


def _at_counters(rng: Random, plan: RoutePlan) -> RoutePlan:
    """The route with most of its steps at desks moved to a counter, and now and then one step more there."""

    def moved(step: StepPlan) -> StepPlan:
        return replace(step, kind=Kind.COUNTER) if step.kind is Kind.DESK and rng.random() < 0.6 else step

    return replace(plan, steps=tuple(moved(step) for step in plan.steps))


def hours_of_counter(rng: Random, pool: Pool) -> WorkingTime | None:
    """Hours of a counter: shorter than those of its people, or other ones, on some days only, or none of its own."""
    if rng.random() < 0.25:
        return None
    duty, way = Hours(pool.duty), rng.choice(("late", "early", "hole", "wide", "some"))
    skipped = {opens // DAY for opens in duty.opens if rng.random() < 0.25}
    return WorkingTime.from_intervals(pool.duty.start, pool.duty.end, list(_stretches(rng, duty, way, skipped)))


def _stretches(rng: Random, duty: Hours, way: str, skipped: set[int]) -> Iterator[tuple[int, int]]:
    for opens, closes in zip(duty.opens, duty.closes, strict=True):
        length = closes - opens
        if way == "some" and opens // DAY in skipped:
            continue
        if way in ("late", "early") and length > 10:
            by = rng.choice((5, 5, 10))
            yield (opens + by, closes) if way == "late" else (opens, closes - by)
        elif way == "hole" and length > 15:
            yield opens, opens + 5
            yield opens + 10, closes
        else:
            yield opens, closes


def events_of_counters(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    """What happened at counters in a scenario, read off its record."""
    rows = Rows(w, capacity, record)
    return rows.of_stays() | rows.of_nobody_there() | rows.of_hours()


class Rows:
    """The rows of a record, and what happened at their counters."""

    def __init__(self, w: Workload, capacity: Capacity, record: EngineRecord, walk: Walk | None = None) -> None:
        self.w, self.capacity, self.record = w, capacity, record
        self.counter = (walk or Walk(w, capacity)).counter
        self.pool, self.application = w.pool.tolist(), w.application.tolist()
        self.queued, self.started = record.queued.tolist(), record.started.tolist()
        self.ended, self.finished = record.work_ended.tolist(), record.finished.tolist()
        self.who = list(zip(record.served_by.tolist(), record.member.tolist(), strict=True))
        kind = w.kind.tolist()
        self.desk = [row for row, each in enumerate(kind) if each == Kind.DESK]
        self.at_counter = [row for row, each in enumerate(kind) if each == Kind.COUNTER]
        goes_on = w.continues_stay.tolist()
        self.stays: list[list[int]] = []
        """Rows of every stay of several steps that was begun, as far as they were reached."""
        for row in self.at_counter:
            if goes_on[row] and self.queued[row] != UNSET:
                if goes_on[row - 1]:
                    self.stays[-1].append(row)
                else:
                    self.stays.append([row - 1, row])
        self.first_visit = {row: at for row, at in enumerate(self.queued) if at != UNSET}
        for row, number, at, *_ in record.earlier.tolist():
            if number == 1:
                self.first_visit[row] = at
        self.found_nobody = list(self._found_nobody())
        """(row, when the applicant came) of those who found nobody and queued later."""

    def _found_nobody(self) -> Iterator[tuple[int, int]]:
        for row in self.at_counter:
            if row not in self.first_visit or self.w.continues_stay[row]:
                continue
            a = self.application[row]
            came = self.finished[row - 1] if row > self.w.first[a] else int(self.w.submitted[a])
            if row == self.w.door[a]:
                door = Hours(self.capacity.offices[self.w.office[a]].clock.hours)
                came = next((max(o, came) for o, c in zip(door.opens, door.closes, strict=True) if c > came), came)
            if self.first_visit[row] > max(came, self.w.window.start):
                yield row, came

    def of_stays(self) -> dict[str, bool]:
        """Several steps in one stay."""
        spans = [(stay, self.started[stay[0]], self.ended[stay[-1]]) for stay in self.stays]
        leaves = {
            (p, m): one.absences for p, each in enumerate(self.capacity.pools) for m, one in enumerate(each.roster)
        }
        closes = [set(hours.closes) for hours in self.counter]
        whose = {self.application[stay[0]]: self.who[stay[0]] for stay in self.stays}
        return {
            "a stay of two steps": any(len(stay) == 2 for stay in self.stays),
            "a stay of three steps": any(len(stay) > 2 for stay in self.stays),
            "a stay went on past a close of its counter": any(
                begin < at < end for stay, begin, end in spans for at in closes[self.pool[stay[0]]]
            ),
            "a step of a stay ended at a close of its counter": any(
                self.ended[row] in closes[self.pool[row]] for stay in self.stays for row in stay[:-1]
            ),
            "an absence began during a stay": any(
                begin < a.start < end for stay, begin, end in spans for a in leaves.get(self.who[stay[0]], ())
            ),
            "an absence that hands over began between two steps of a stay": any(
                a.hands_over and self.ended[row] == a.start
                for stay in self.stays for row in stay[:-1] for a in leaves.get(self.who[row], ())
            ),
            "a stand-in served a stay": any(self.who[stay[0]][0] != self.pool[stay[0]] for stay in self.stays),
            "somebody came between two steps of a stay": any(
                self.queued[row] == self.ended[step] and self.pool[row] == self.pool[step]
                for stay in self.stays for step in stay[:-1] for row in self.at_counter if row not in stay
            ),
            "a file was held after a stay": any(self.w.hold[stay[-1]] and self.ended[stay[-1]] != UNSET for stay in self.stays),
            "a hold divided what was done at one counter": any(
                self.pool[row] == self.pool[row - 1] and self.w.hold[row - 1] and self.application[row] == self.application[row - 1]
                and row - 1 in self.at_counter and self.queued[row] != UNSET for row in self.at_counter if row
            ),
            "the observation ended during a stay": any(
                self.started[stay[0]] != UNSET and self.finished[stay[-1]] == UNSET for stay in self.stays
            ),
            "a member took something in the second in which his stay ended": any(
                self.started[row] == end and self.who[row] == whose[self.application[stay[0]]]
                for stay, _, end in spans if end != UNSET for row in [*self.desk, *self.at_counter] if row not in stay
            ),
        }  # fmt: skip

    def of_nobody_there(self) -> dict[str, bool]:
        """Whoever comes when nobody will be at the counter any more, and the order in which all come back."""
        came = dict(self.found_nobody)
        away = {row for row, _, _, started, *_ in self.record.earlier.tolist() if started == UNSET}
        back = [(row, at) for row, at in came.items() if self.started[row] != UNSET]
        together = [
            (i, j) for i, at in back for j in self.at_counter
            if i != j and self.pool[i] == self.pool[j] and self.started[j] > self.started[i] and self.queued[i] == self.queued[j]
        ]  # fmt: skip
        until = self.record.observed_until
        return {
            "somebody found nobody at the door": any(row == self.w.door[self.application[row]] for row in came),
            "somebody found nobody at a later step": any(row != self.w.door[self.application[row]] for row in came),
            "somebody came in the second of the last close of a day": any(
                self.counter[self.pool[row]].is_last_close(at) for row, at in self.found_nobody
            ),
            "somebody found nobody for several days": any(self.queued[row] // DAY > at // DAY + 1 for row, at in back),
            "who found nobody went before a newcomer with a smaller number": any(
                j not in came and j not in away and self.application[j] < self.application[i] for i, j in together
            ),
            "two who found nobody came back in one second": any(i in came and j in came for i, j in together),
            "who found nobody and who was turned away came back in one second": any(j in away for _, j in together),
            "somebody found nobody and was turned away later": any(row in away for row in came),
            "somebody who found nobody is not back at the end": any(
                row not in self.first_visit and not self.w.continues_stay[row] and row > self.w.first[self.application[row]]
                and UNSET != self.finished[row - 1] <= until for row in self.at_counter
            ),
        }  # fmt: skip

    def of_hours(self) -> dict[str, bool]:
        """Counters that keep other hours than the people who serve at them."""
        duty = [Hours(pool.duty) for pool in self.capacity.pools]

        def at_desks_only(pool: int, now: int) -> bool:
            return duty[pool].is_open(now) and not self.counter[pool].is_open(now)

        begun = [row for row in self.at_counter if self.started[row] != UNSET and not self.w.continues_stay[row]]
        return {
            "somebody waited for a counter whose people were on duty": any(
                at_desks_only(self.pool[row], now)
                for row in begun for now in range(self.queued[row], min(self.started[row], self.queued[row] + 300))
            ),
            "somebody at a desk worked while the counter was closed": any(
                self.started[row] != UNSET and at_desks_only(self.pool[row], self.started[row]) for row in self.desk
            ),
            "somebody was served as the counter opened for people on duty": any(
                self.counter[self.pool[row]].opens_at(at) and duty[self.pool[row]].is_open(at - 1)
                for row in begun for at in [self.started[row]] if self.queued[row] < at
            ),
            "somebody was turned away though people were still on duty": any(
                started == UNSET and duty[self.pool[row]].is_open(at)
                for row, _, _, started, at, *_ in self.record.earlier.tolist()
            ),
        }  # fmt: skip

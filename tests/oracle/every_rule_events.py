"""Which rules an application meets in a scenario, read off its record; so that a test can see which rules meet each other."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sim.engine.record import EngineRecord
from sim.model.capacity import Capacity
from sim.model.pace import pace_at
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET
from sim.scenario.coming_and_going import STANDARD_PACE
from tests.oracle.branches_events import STAFF, Course
from tests.oracle.counters_scenarios import Rows
from tests.oracle.hours import Hours


def met(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, set[int]]:
    """By name of a rule: the applications to which it did something."""
    meetings = Meetings(w, capacity, record)
    found = meetings.of_files() | meetings.of_people() | meetings.of_halls() | meetings.of_the_way()
    return {rule: meetings.applications(rows) for rule, rows in found.items()}


class Meetings:
    """The rows of a record, and the rules that they meet."""

    def __init__(self, w: Workload, capacity: Capacity, record: EngineRecord) -> None:
        self.w, self.capacity, self.record = w, capacity, record
        self.c = Course(w, capacity, record)
        self.until = record.observed_until
        self.earlier = record.earlier.tolist()
        self.begun = [row for row in self.c.rows if self.c.started[row] != UNSET and self.c.pool[row] >= 0]
        self.served_by, self.member = record.served_by.tolist(), record.member.tolist()

    def applications(self, rows: Iterable[int]) -> set[int]:
        """Whose rows some are."""
        return {self.c.application[row] for row in rows}

    def waits_until(self, row: int) -> int:
        """When the wait of the last visit to a row was over."""
        started, finished = self.c.started[row], self.c.finished[row]
        return started if started != UNSET else finished if finished != UNSET else self.until

    def of_files(self) -> dict[str, set[int]]:
        """Whose files they are, who does them together, and which go before others."""
        c, w, first = self.c, self.w, self.w.first.tolist()
        sat = self.record.sittings.tolist()
        lapsed = [
            (p, begin) for p, begin, _, _, held, _, stayed in sat
            if (rules := self.capacity.pools[p].sittings) and not held and 0 < stayed < rules.at_least
        ]  # fmt: skip
        return {
            "an officer": {first[application] for application, *_ in self.record.assignments.tolist()},
            "several together": {row for row, *_ in self.record.partners.tolist()},
            "rising": {row for row in c.rows if self._rises(row) < self.waits_until(row)},
            "too few for a sitting": {
                row for row in c.rows for p, begin in lapsed
                if c.pool[row] == p and UNSET < c.queued[row] <= begin < self.waits_until(row)
            },
            "a sitting": {row for row in self.begun if self.capacity.pools[c.pool[row]].sittings},
            "an objection": {first[n] for n in range(w.first_objection, w.size) if c.queued[first[n]] != UNSET},
        }  # fmt: skip

    def _rises(self, row: int) -> int:
        """When a file rises at a row; the end of all where it does not."""
        pool = self.c.pool[row]
        if pool < 0 or self.c.kinds[row] is not Kind.DESK or self.c.queued[row] == UNSET:
            return 1 << 60
        escalate = self.capacity.pools[pool].escalate
        return 1 << 60 if escalate is None else self.c.walk.rise(self.c.application[row], row, escalate)

    def of_people(self) -> dict[str, set[int]]:
        """Who does them, at which pace, and what else he does."""
        c, pools = self.c, self.capacity.pools
        roster = {row: pools[self.served_by[row]].roster for row in self.begun if self.served_by[row] != UNSET}
        who = {row: people[self.member[row]] for row, people in roster.items() if people}
        ends = {row: self.until if (end := int(self.record.work_ended[row])) == UNSET else end for row in who}
        goes = {row: [a.start for a in one.absences if a.end == one.hours.end] for row, one in who.items()}
        return {
            "a pace": {row for row, one in who.items() if pace_at(one.paces, c.started[row]) != STANDARD_PACE},
            "other duties": {
                row for row, one in who.items() if any(a < ends[row] and c.started[row] < b for a, b in one.other_duties)
            },
            "somebody who leaves for good": {row for row in who if any(c.started[row] < at for at in goes[row])},
            "a hand-over": {row for row, _, _, started, *_ in self.earlier if started != UNSET},
            "a stand-in": {row for row in self.begun if self.served_by[row] not in (UNSET, c.pool[row])},
            "work set aside": {row for row, *_ in self.record.work_parts.tolist()},
        }  # fmt: skip

    def of_halls(self) -> dict[str, set[int]]:
        """What happens to applicants at counters."""
        c, w, first = self.c, self.w, self.w.first.tolist()
        away = [(row, queued, at) for row, _, queued, started, at, *_ in self.earlier if started == UNSET]
        patience = [UNSET] * len(c.kinds) if w.patience is None else w.patience.tolist()
        gave_up = {row for row, queued, at in away if patience[row] != UNSET and at == queued + patience[row]}
        lost = {
            row
            for row in c.rows
            if c.kinds[row] is Kind.COUNTER and c.finished[row] != UNSET and c.started[row] == UNSET
        }
        booked = [] if w.appointment is None else np.flatnonzero(w.appointment != UNSET).tolist()
        duty, counter = [Hours(pool.duty) for pool in self.capacity.pools], c.walk.counter
        halls = [row for row in c.rows if c.kinds[row] is Kind.COUNTER and c.queued[row] != UNSET]
        return {
            "an appointment": {first[n] for n in booked if c.queued[first[n]] != UNSET},
            "lost patience": gave_up | lost,
            "a stay": {row for row in self.begun if w.continues_stay[row]},
            "nobody there": {row for row, _ in Rows(w, self.capacity, self.record, c.walk).found_nobody},
            "being turned away": {row for row, _, _ in away} - gave_up,
            "a counter's own hours": {
                row for row in halls
                if self._waits_in(duty[c.pool[row]], row) > self._waits_in(counter[c.pool[row]], row)
            },
            "hours over midnight": {
                row for row, _, at in away if counter[c.pool[row]].day_of(at) < (at - 1) // DAY
            },
        }  # fmt: skip

    def _waits_in(self, hours: Hours, row: int) -> int:
        """Seconds of the wait at a row that lie in some hours."""
        return hours.seconds(self.c.queued[row], self.waits_until(row))

    def of_the_way(self) -> dict[str, set[int]]:
        """Where else they go, and days without hours."""
        c, first = self.c, self.w.first.tolist()
        shut = [[day for day in office.clock.days.tolist() if not self._opens_on(office.clock.hours.opens, day)]
                for office in self.capacity.offices]  # fmt: skip
        waits = [row for row in c.rows if c.kinds[row] in STAFF and c.queued[row] != UNSET]
        return {
            "a closed day": {
                row for row in waits for day in shut[self.capacity.pools[c.pool[row]].office]
                if c.queued[row] < (day + 1) * DAY and day * DAY < self.waits_until(row)
            },
            "a way": {row for row in c.rows if c.kinds[row] is Kind.TRANSFER and c.started[row] != UNSET},
            "a system": {row for row in c.rows if c.steps[row].system is not None and c.started[row] != UNSET},
            "a visit to the household": {row for row in self.begun if self.capacity.pools[c.pool[row]].visits_per_day},
            "the applicant's papers": {row for row in c.asked if c.work[row]},
            "a second passing": {row for row in self.begun if c.passing[row]},
            "a backlog": {first[n] for n in range(self.w.size) if c.inherited[n]},
        }  # fmt: skip

    def _opens_on(self, opens: np.ndarray[tuple[int], np.dtype[np.int64]], day: int) -> bool:
        return bool(((opens >= day * DAY) & (opens < (day + 1) * DAY)).any())

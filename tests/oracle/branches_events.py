"""What can happen off the ordinary way, in the applicant's own time and to a backlog, read off the record of a scenario."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.engine.record import EngineRecord
from sim.model.capacity import Capacity
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET
from tests.oracle.hours import Hours
from tests.oracle.simulator import Walk

STAFF = (Kind.COUNTER, Kind.DESK)


@dataclass
class Course:
    """A scenario with its record, row by row."""

    w: Workload
    capacity: Capacity
    record: EngineRecord

    def __post_init__(self) -> None:
        walk = Walk(self.w, self.capacity)
        self.walk, record, w = walk, self.record, self.w
        self.inherited, self.kinds, self.steps, self.door = walk.inherited, walk.kind, walk.steps, walk.door
        self.endings = [walk.ending(number) for number in range(w.size)]
        walk.queued, walk.started, walk.finished = record.queued, record.started, record.finished
        walk.received = record.received
        self.pool, self.work, self.first = w.pool.tolist(), w.work.tolist(), w.first.tolist()
        self.queued, self.started, self.finished = (
            instants.tolist() for instants in (record.queued, record.started, record.finished)
        )
        self.rows = range(len(self.kinds))
        self.application = [
            number for number in range(w.size) for _ in range(self.first[number], self.first[number + 1])
        ]
        passed: Counter[tuple[int, int]] = Counter()
        self.passing: list[int] = []
        """By row: how often its application had passed its step before."""
        for row, (_, position) in enumerate(walk.positions()):
            at = self.application[row], position
            self.passing.append(passed[at])
            passed[at] += 1
        self.asked = [i for i in self.rows if self.kinds[i] is Kind.APPLICANT and self.queued[i] != UNSET]
        self.lost = [i for i in self.asked if self.finished[i] != UNSET and self.started[i] == UNSET]
        """Rows at which the applicant's deadline ended the file."""
        self.away = {row[0] for row in record.earlier.tolist() if row[3] == UNSET}
        self.handed = {row[0] for row in record.earlier.tolist() if row[3] != UNSET}
        first_queued = dict(zip(self.rows, self.queued, strict=True))
        first_queued |= {row: at for row, visit, at, *_ in record.earlier.tolist() if visit == 1 and row in self.handed}
        self.place = first_queued

    def office(self, row: int) -> Hours:
        """The hours of the office of arrival."""
        return self.walk.open_time[self.w.office[self.application[row]]]

    def gone(self, row: int) -> bool:
        """Tell whether an applicant has left a row for good before anybody had begun it."""
        return self.finished[row] != UNSET and self.started[row] == UNSET

    def follows(self, row: int) -> bool:
        """Tell whether another row of the same application comes after a row, and was reached."""
        after = row + 1 < len(self.kinds) and self.application[row] == self.application[row + 1]
        return after and self.queued[row + 1] != UNSET

    def last(self, row: int) -> int | None:
        """By when the applicant has to bring something; None where there is no hurry."""
        limit, office = self.steps[row].applicant_deadline, self.walk.offices[self.w.office[self.application[row]]]
        clock = self.walk.offices[office.provider].clock
        return None if limit is None else int(clock.deadlines(np.array([self.queued[row]]), limit)[0])

    @cached_property
    def waited(self) -> list[tuple[int, int]]:
        """(i, j): i was begun by some pool while j waited for it too, from the same instant on or another one."""
        staffed = [i for i in self.rows if self.kinds[i] in STAFF and self.queued[i] != UNSET]
        begun = [i for i in staffed if self.started[i] != UNSET]
        return [
            (i, j) for i in begun for j in staffed
            if i != j and self.pool[i] == self.pool[j] and self.kinds[i] is self.kinds[j]
            and self.queued[j] <= self.started[i] and not UNSET != self.started[j] <= self.started[i]
        ]  # fmt: skip

    @cached_property
    def by_deadline(self) -> list[tuple[int, int]]:
        """Those of `waited` in pools that go by the earliest deadline."""
        return [(i, j) for i, j in self.waited if self.capacity.pools[self.pool[i]].discipline == "earliest_deadline"]

    def deadline(self, row: int) -> int:
        """The deadline of the term as known at a row."""
        return self.walk.term_deadline(self.application[row], row, UNSET)

    def ordinary(self, row: int) -> int:
        """The deadline of the ordinary term, whatever was asked for."""
        return self.walk.term_deadline(self.application[row], self.first[self.application[row]], UNSET)

    def before(self, row: int, clock: str) -> list[int]:
        """Rows before one at which the applicant was asked for something, by what the term does meanwhile."""
        mine = range(self.first[self.application[row]], row)
        return [i for i in mine if self.kinds[i] is Kind.APPLICANT and self.steps[i].clock == clock]


def events_of_branches(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    """What happened off the ordinary way, to applicants' papers, to a backlog and to terms."""
    course = Course(w, capacity, record)
    return _of_ways(course) | _of_applicants(course) | _of_backlog(course) | _of_terms(course)


def _of_ways(c: Course) -> dict[str, bool]:
    queued, started, finished, until = c.queued, c.started, c.finished, c.record.observed_until
    again = [i for i in c.rows if c.passing[i] and queued[i] != UNSET]
    pools, who = c.capacity.pools, list(zip(c.pool, c.record.member.tolist(), strict=True))
    same = [(i, j) for j in again for i in c.rows[:j]
            if c.application[i] == c.application[j] and c.steps[i] is c.steps[j]]  # fmt: skip
    done = [number for number in range(c.w.size) if finished[c.first[number + 1] - 1] != UNSET]
    stopped = [n for n, ending in enumerate(c.endings) if ending is ApplicationOutcome.stopped_before_receipt]
    late = {p for p, pool in enumerate(pools) if pool.sittings or pool.visits_per_day}
    return {
        "a step was passed twice": bool(again),
        "a step was passed three times": any(c.passing[i] > 1 for i in again),
        "a second passing was turned away": any(i in c.away for i in again),
        "both passings were turned away": any(i in c.away and j in c.away for i, j in same),
        "a second passing was handed over": any(i in c.handed for i in again),
        "one member did a step both times": any(who[i] == who[j] and started[j] != UNSET != who[i][1] for i, j in same),
        "two members did one step": any(
            who[i][0] == who[j][0] and who[i][1] != who[j][1] and UNSET not in (who[i][1], who[j][1]) for i, j in same
        ),
        "a second passing had a place of its own": any(
            queued[i] < queued[k] < queued[j] and pools[c.pool[j]].discipline == "first_come"
            for i, j in same for k, other in c.waited if other == j
        ),
        "a second passing was begun as the first ended": any(finished[i] == started[j] != UNSET for i, j in same),
        "a way to another office was gone twice": any(c.kinds[i] is Kind.TRANSFER and finished[i] != UNSET for i in again),
        "a system was asked twice": any(c.steps[i].system is not None and started[i] != UNSET for i in again),
        "a commission or a team took a file twice": any(c.pool[i] in late and started[i] != UNSET for i in again),
        "an applicant brought something twice": any(c.kinds[i] is Kind.APPLICANT and started[i] != UNSET for i in again),
        "steps were left out": any(
            b - a > 1 for (_, a), (_, b), i in zip(c.walk.positions(), [*c.walk.positions()][1:], c.rows, strict=False)
            if c.follows(i)
        ),
        "a refused file went its whole way": any(c.endings[n] is ApplicationOutcome.refused for n in done),
        "papers were returned": any(c.endings[n] is ApplicationOutcome.returned for n in done),
        "a file was stopped before receipt by a system": any(c.door[n] == UNSET for n in stopped if n in done),
        "a file was stopped before receipt after a counter": any(
            c.door[n] != UNSET and c.kinds[c.door[n]] is Kind.COUNTER for n in stopped if n in done
        ),
        "one who was never received waited at the door": any(
            queued[c.door[n]] > (finished[c.door[n] - 1] if c.door[n] > c.first[n] else int(c.w.submitted[n]))
            for n in stopped if c.door[n] != UNSET
        ),
        "one who was never received was turned away": any(c.door[n] in c.away for n in stopped),
        "one who was never received was under way when the observation ended before the run-out": any(
            n not in done and until < c.w.window.run_out_end for n in stopped
        ),
        "one who was never received was begun by the earliest deadline": any(
            c.application[i] in stopped and c.application[j] not in stopped for i, j in c.by_deadline
        ),
        "one who was never received was overtaken by the earliest deadline": any(
            c.application[j] in stopped and c.application[i] not in stopped and queued[j] < queued[i] for i, j in c.by_deadline
        ),
    }  # fmt: skip


def _of_applicants(c: Course) -> dict[str, bool]:
    queued, started, finished, until = c.queued, c.started, c.finished, c.record.observed_until
    brought = {i: queued[i] + c.work[i] for i in c.asked}
    back = [i for i in c.asked if started[i] != UNSET]
    went_on = [i for i in back if c.follows(i)]
    last = {i: c.last(i) for i in c.asked}
    offices, window = c.capacity.offices, c.w.window
    closes = {i: set(c.office(i).closes) for i in c.asked}
    duty = [Hours(pool.duty) for pool in c.capacity.pools]
    counted = [window.warm_up_end <= t < window.horizon for t in c.record.received.tolist()]
    after = window.horizon < until < window.run_out_end
    ties = [(i, j) for i in went_on for j in c.rows if c.kinds[i + 1] in STAFF and c.application[i] != c.application[j]
            and c.kinds[j] is c.kinds[i + 1] and c.pool[j] == c.pool[i + 1] and queued[j] == queued[i + 1]]  # fmt: skip
    return {
        "papers were there at once": any(queued[i] == finished[i] for i in back),
        "papers were there at once and the next step was begun in that second": any(
            queued[i] == started[i + 1] for i in went_on if c.kinds[i + 1] in STAFF
        ),
        "papers were brought out of hours": any(not c.office(i).is_open(brought[i]) for i in back),
        "papers were brought at a break": any(
            brought[i] in closes[i] and started[i] // DAY == brought[i] // DAY for i in back
        ),
        "papers were brought at the last close of a day": any(c.office(i).is_last_close(brought[i]) for i in back),
        "papers were brought at an opening": any(c.office(i).opens_at(brought[i]) for i in back),
        "papers were brought days later": any(brought[i] - queued[i] >= DAY for i in back),
        "papers were brought in the last second": any(brought[i] == last[i] for i in back),
        "papers were brought and received in the last second": any(started[i] == last[i] for i in back),
        "papers were brought in time and received after the last second": any(
            brought[i] <= (last[i] or 0) < started[i] for i in back
        ),
        "papers were brought a second too late": any(brought[i] == (last[i] or 0) + 1 for i in c.lost),
        "a file ended at a close of business": any(c.office(i).is_last_close(finished[i]) for i in c.lost),
        "a file ended in the midst of the hours": any(c.office(i).is_open(finished[i]) for i in c.lost),
        "a file ended as another one was begun": any(finished[i] == started[j] for i in c.lost for j in c.rows if i != j),
        "the deadline of the provider ended a file of another office": any(
            offices[o := int(c.w.office[c.application[i]])].provider != o for i in c.lost
        ),
        "a deadline of the applicant lay behind the calendar": any(
            t is not None and t > offices[0].clock.hours.end for t in last.values()
        ),
        "papers were brought without a deadline": any(last[i] is None for i in back),
        "papers were the last row": any(not c.follows(i) and i + 1 == c.first[c.application[i] + 1] for i in back),
        "the applicant was asked for something twice in a row": any(c.kinds[i + 1] is Kind.APPLICANT for i in went_on),
        "the applicant was still looking as the observation ended": any(
            finished[i] == UNSET and until < brought[i] for i in c.asked
        ),
        "papers waited for an opening as the observation ended": any(
            finished[i] == UNSET and brought[i] <= until for i in c.asked
        ),
        "an applicant who was too late ended the observation": after and any(
            finished[i] == until and counted[c.application[i]] for i in c.lost
        ),
        "papers that were received ended the observation": after and any(
            finished[i] == until and not c.follows(i) for i in back
        ),
        "papers came back to a counter in the second of its last close": any(
            c.kinds[i + 1] is Kind.COUNTER and duty[c.pool[i + 1]].is_last_close(finished[i]) and i + 1 not in c.away
            for i in went_on
        ),
        "an applicant who brought papers to a counter was turned away": any(i + 1 in c.away for i in went_on),
        "the number decided for papers that came back": any(
            j > i + 1 and started[i + 1] != UNSET and queued[j] < started[j] and (i + 1, j) in c.waited for i, j in ties
        ),
        "the number decided against papers that came back": any(
            j < i and queued[i + 1] < started[i + 1] and (j, i + 1) in c.waited for i, j in ties
        ),
        "papers came back to a system, a commission or a way": any(
            c.kinds[i + 1] in (Kind.SYSTEM, Kind.TRANSFER) or c.capacity.pools[c.pool[i + 1]].sittings for i in went_on
        ),
    }  # fmt: skip


def _of_backlog(c: Course) -> dict[str, bool]:
    queued, started, finished, until = c.queued, c.started, c.finished, c.record.observed_until
    window, start, pools = c.w.window, c.w.window.start, c.capacity.pools
    there = [c.first[n] for n in range(c.w.size) if c.inherited[n]]
    kinds = [c.kinds[i] for i in there]
    ends = [finished[c.first[n + 1] - 1] for n in range(c.w.size)]
    lost = {c.application[i]: finished[i] for i in c.lost}
    ends = [lost.get(n, end) for n, end in enumerate(ends)]
    counted = [window.warm_up_end <= t < window.horizon for t in c.record.received.tolist()]
    after = window.horizon < until < window.run_out_end
    last_of = {n for n in range(c.w.size) if ends[n] == until and (counted[n] or c.inherited[n])}
    at_start = [(i, j) for i, j in c.waited if i in there and queued[j] == queued[i] == start]
    return {
        "a backlog lay at a counter": Kind.COUNTER in kinds,
        "a backlog lay at a desk": Kind.DESK in kinds,
        "a backlog lay with applicants": Kind.APPLICANT in kinds,
        "a backlog lay at a system": Kind.SYSTEM in kinds,
        "a backlog lay with a commission": any(c.pool[i] >= 0 and pools[c.pool[i]].sittings for i in there),
        "a backlog lay with a team": any(c.pool[i] >= 0 and pools[c.pool[i]].visits_per_day for i in there),
        "a backlog queued while the office was shut": any(not c.office(i).is_open(start) for i in there),
        "one of a backlog was begun as the window began": any(started[i] == start for i in there),
        "one of a backlog was turned away": any(i in c.away for i in there),
        "one of a backlog was ended by the applicant": any(c.inherited[n] for n in lost),
        "the oldest of a backlog went first": any(
            j in there and i < j and pools[c.pool[i]].discipline == "first_come" for i, j in at_start
        ),
        "one of a backlog went before a newcomer of the first second": any(j not in there for _, j in at_start),
        "a younger one of a backlog went first by its deadline": any(
            j in there and i > j and c.deadline(i) < c.deadline(j) for i, j in at_start if (i, j) in c.by_deadline
        ),
        "the deadline of one of a backlog had passed": any(c.deadline(i) < start for i in there),
        "a backlog alone kept the observation going": after and bool(last_of) and all(c.inherited[n] for n in last_of),
        "a backlog outlasted the run-out": any(
            ends[n] == UNSET and c.inherited[n] for n in range(c.w.size)
        ) and until == window.run_out_end > window.horizon,
        "nothing but a backlog was awaited": any(c.inherited) and not any(counted) and after,
    }  # fmt: skip


def _of_terms(c: Course) -> dict[str, bool]:
    plans = [c.w.routes[r] for r in c.w.route.tolist()]
    stops = {j: [i for i in c.before(j, "stops") if c.queued[i] != UNSET] for _, j in c.by_deadline}
    longer = {j: [i for i in c.before(j, "extended") if c.queued[i] != UNSET] for _, j in c.by_deadline}
    known = {j: (c.ordinary(j), c.deadline(j)) for pair in c.by_deadline for j in pair}
    turned = [
        (i, j) for i, j in c.by_deadline
        if (known[j][0], c.place[j], j) < (known[i][0], c.place[i], i) and known[j][0] < known[j][1]
    ]  # fmt: skip
    """(i, j): i went first since the deadline of j had moved; by their ordinary terms j would have."""

    def unit(row: int) -> str:
        plan = plans[c.application[row]]
        term = plan.extended_term if longer[row] and plan.extended_term else plan.term
        return "" if term is None else term.unit

    stopped = [j for _, j in turned if stops[j] and not longer[j]]
    by_place = [(i, j) for i, j in c.by_deadline if known[i][1] == known[j][1]]
    in_vain = [
        (i, at) for i in c.rows for at in c.before(i, "stops")
        if c.queued[at] != UNSET and c.queued[i] != UNSET and c.deadline(at) < c.queued[at]
    ]  # fmt: skip
    """(i, at): the stop at some row before i began after the deadline."""
    spans = [(c.queued[i], c.started[i]) for i in c.asked if c.steps[i].clock == "stops" and c.started[i] != UNSET]
    return {
        "a longer term let another file go first": any(longer[j] and not stops[j] for _, j in turned),
        "a term that is shorter than the ordinary one took its place": any(known[j][1] < known[j][0] for j in longer if longer[j]),
        "a longer term was asked for twice": any(len(rows) > 1 for rows in longer.values()),
        "documents were asked for where there is no longer term": any(
            longer[j] and plans[c.application[j]].extended_term is None for j in longer
        ),
        "a stop in working days let another file go first": any(unit(j) == "working_days" for j in stopped),
        "a stop in calendar days let another file go first": any(unit(j) == "calendar_days" for j in stopped),
        "a stop in open seconds let another file go first": any(unit(j) in ("minutes", "hours") for j in stopped),
        "two stops added up": any(len(stops[j]) > 1 for _, j in turned),
        "a stop within a longer term": any(stops[j] and longer[j] for _, j in turned),
        "a stop before a longer term": any(a < b for j in stops if known[j][0] < known[j][1] for a in stops[j] for b in longer[j]),
        "a stop began after the deadline": bool(in_vain),
        "a stop began after the deadline and the file kept its class": any(
            (j, at) in in_vain and known[j][0] == known[j][1] for _, j in c.by_deadline for at in stops[j]
        ),
        "a stop began in the second of the deadline": any(
            c.deadline(i) == c.queued[i] for i in c.asked if c.steps[i].clock == "stops"
        ),
        "a stop ended on the day on which it began": any(a < b and a // DAY == b // DAY for a, b in spans),
        "a stop went on over nights": any(a // DAY + 1 < b // DAY for a, b in spans),
        "a stop took no time": any(a == b for a, b in spans),
        "a stop began at midnight": any(a % DAY == 0 < b - a for a, b in spans),
        "a stop counted by the clock of the provider": any(
            c.capacity.offices[o := int(c.w.office[c.application[j]])].provider != o for j in stopped
        ),
        "files with one deadline went by their places": any(c.place[i] < c.place[j] and i > j for i, j in by_place),
        "a file on its second passing went by the moved deadline": any(c.passing[j] for _, j in turned),
        "applicants in a hall went by the moved deadline": any(c.kinds[j] is Kind.COUNTER for _, j in turned),
        "a day of visits went by the moved deadline": any(c.capacity.pools[c.pool[j]].visits_per_day for _, j in turned),
        "the clock ran on while papers were out": any(
            a for j in stops if known[j][0] == known[j][1] for a in c.before(j, "runs")
        ),
    }  # fmt: skip

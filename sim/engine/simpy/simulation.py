"""The reference engine: one SimPy process per application, one SimPy resource per pool."""

from __future__ import annotations

from array import array
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.calendar.working_time import WorkingTime
from sim.engine.record import EngineRecord
from sim.engine.simpy.applicant import ApplicantsTime
from sim.engine.simpy.commission import Commission
from sim.engine.simpy.environment import OfficeEnvironment, VisitLog
from sim.engine.simpy.general_pool import GeneralPool
from sim.engine.simpy.pool import TURNED_AWAY, StaffPool
from sim.engine.simpy.queue_order import QueueOrder
from sim.engine.simpy.visits_couriers_systems import Server, VisitingTeams, Way
from sim.model.capacity import Capacity, Pool
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET, Instants

Flags = NDArray[np.bool_]
Process = Generator[simpy.Event, Any, None]


def run(workload: Workload, capacity: Capacity) -> EngineRecord:
    """Simulate one replication and write down the instants of every visit; calls no random number generator."""
    return _Simulation(workload, capacity).run()


class Application(simpy.Process):
    """One application under way.

    It begins at its own instant and nobody waits for its end, which spares the two events that SimPy's processes spend
    on being started and on having ended: a case of seven steps costs eight events.
    """

    def __init__(self, env: OfficeEnvironment, way: Process, at: int) -> None:
        self.env = env
        self.callbacks = []
        self._generator = way
        start = self._target = simpy.Event(env)
        start._ok, start._value = True, None
        start.callbacks.append(self._resume)
        env.schedule_at(start, at)

    def _resume(self, event: simpy.Event) -> None:
        """Go on with the way, up to the next event that has to be waited for."""
        try:
            self._target = event = self._generator.send(event._value)
        except StopIteration:
            self._ok, self._value = True, None
        else:
            event.callbacks.append(self._resume)


class _Simulation:
    """One replication under way: the environment, the pools, and what the processes share."""

    def __init__(self, workload: Workload, capacity: Capacity) -> None:
        self.workload = workload
        window = workload.window
        self.env = OfficeEnvironment(window.start, window.run_out_end)
        self.log = VisitLog(workload.work, workload.hold)
        self.first = workload.first.tolist()
        counter = workload.kind == Kind.COUNTER
        self.pools = _pools(self.env, self.log, workload, capacity, counter)
        self.pool: list[StaffPool | None] = [None if p < 0 else self.pools[p] for p in workload.pool.tolist()]
        self.ways = [Way(self.env, transfer, self.log) for transfer in capacity.transfers]
        self.transfer = None if workload.transfer is None else workload.transfer.tolist()
        """By row: the way that a file takes; -1 where there is a step to be done."""
        for row, server in _servers(self.env, self.log, workload, capacity).items():
            self.pool[row] = server
        doors = [office.clock.hours.without_end for office in capacity.offices]
        self.doors = [doors[o] for o in workload.office.tolist()]
        self.receipt = workload.receipt
        """By application: the row of the step at which it is received; UNSET where it never is, or was before."""
        self.door_row = workload.door.tolist()
        """By application: the row at which it comes through an office's door; UNSET where it does not."""
        self.inherited = np.zeros(workload.size, dtype=bool) if workload.inherited is None else workload.inherited
        self.applicants = ApplicantsTime(workload, capacity, self.log)
        self.at_counter = counter.tolist()
        self.ordinary = ((workload.pool >= 0) & ~counter).tolist()
        """By row: a file on a desk, with nothing else to it."""
        begins = _begins(workload, self.doors)
        for number in np.flatnonzero(begins == UNSET).tolist():
            if self.door_row[number] != UNSET:
                self.ordinary[self.door_row[number]] = False  # it may have to wait for the door
        begins = np.where(begins == UNSET, np.maximum(workload.submitted, window.start), begins)
        order = np.argsort(begins, kind="stable")
        self._coming = zip(order.tolist(), begins[order].tolist(), strict=True)
        self._awaited: set[int] | None = None
        """From the horizon on: counted applications that have not ended."""

    def run(self) -> EngineRecord:
        """Let every application come, and simulate until nothing that counts can happen any more."""
        window = self.workload.window
        self.env.wake(max(window.horizon, self.env.now), lambda _: self._reach_the_horizon(), first=True)
        self._admit_next()
        self.env.run()
        for pool in self.pools:
            if isinstance(pool, GeneralPool):
                pool.note_unfinished()
        return _record(self.workload, self.log, self.env.now if self.env.finished else window.run_out_end)

    def _admit_next(self) -> None:
        """Let the next application come at its instant."""
        for number, at in self._coming:
            Application(self.env, self.application(number), at)
            return

    def application(self, number: int) -> Process:
        """The way of one application through its route, step by step, as the regulation lists them."""
        self._admit_next()
        ordinary, pools, ways = self.ordinary, self.pool, self.transfer
        for row in range(self.first[number], self.first[number + 1]):
            if ordinary[row]:
                yield pools[row].visit(number, row)  # type: ignore[union-attr]  # an ordinary row has a pool
            elif ways is not None and (way := ways[row]) != -1:
                if way >= 0:
                    yield self.ways[way].send(row)
            elif (pool := pools[row]) is None:
                if self.applicants.own[row]:
                    yield from self.done_by_applicant(row)
                    if self.log.started[row] == UNSET:
                        break
                else:
                    yield from self.answered_by_system(row)
            elif isinstance(pool, Server):
                yield pool.visit(number, row)
            else:
                yield from self.handed_in(number, row)
                if isinstance(pool, GeneralPool) and self.at_counter[row]:
                    yield from self.served_at_the_counter(number, row, pool)
                else:
                    yield pool.visit(number, row)
        if self._awaited is not None:
            self._ended(number)

    def answered_by_system(self, row: int) -> Process:
        """A step of an information system, or of the applicant: it begins at once and takes nobody's time."""
        log, env = self.log, self.env
        log.queued[row] = log.started[row] = env.now
        if log.work[row]:
            yield env.timeout(log.work[row])
        log.work_ended[row] = log.finished[row] = env.now

    def done_by_applicant(self, row: int) -> Process:
        """The applicant's own time, until the office has what he brings, or he has let his deadline pass."""
        log, env = self.log, self.env
        log.queued[row] = env.now
        back, in_time = self.applicants.back(row, env.now)
        if back > env.now:
            yield env.timeout(back - env.now)
        if in_time:
            log.started[row] = log.work_ended[row] = back
        log.finished[row] = back

    def handed_in(self, number: int, row: int) -> Process:
        """What the applicant hands in is received at the office's next opening."""
        if row == self.door_row[number]:
            now = self.env.now
            opening = self.doors[number].next_open(now)
            if opening > now:
                yield self.env.timeout(opening - now)

    def served_at_the_counter(self, number: int, row: int, pool: GeneralPool) -> Process:
        """Visits to the counter until one of them is served; whoever is turned away comes back at the next opening."""
        visit = pool.stand_in_line(number, row)
        while (yield visit) is TURNED_AWAY:
            if row == self.receipt[number] and self._awaited is not None:
                self._ended(number)  # received after the horizon if ever, so it does not count
            yield self.env.timeout(pool.duty.next_open(self.env.now) - self.env.now)
            visit = pool.stand_in_line(number, row, rank=visit.rank)

    def _reach_the_horizon(self) -> None:
        """Nobody who is received from now on counts; find those who are still to be followed."""
        window, log = self.workload.window, self.log
        received = _received(log, self.workload)
        finished = np.asarray(log.finished)
        last = finished[self.workload.first[1:] - 1]
        given_up = self.applicants.rows[(np.asarray(log.started)[self.applicants.rows] == UNSET)]
        given_up = given_up[finished[given_up] != UNSET]
        last[self.workload.application[given_up]] = finished[given_up]
        counted = (received >= window.warm_up_end) & (received < window.horizon) | self.inherited
        open_yet = (last == UNSET) | (last >= self.env.now)
        self._awaited = set(np.flatnonzero(counted & open_yet).tolist())
        self.env.finished = not self._awaited

    def _ended(self, number: int) -> None:
        assert self._awaited is not None
        self._awaited.discard(number)
        self.env.finished = not self._awaited


def _pools(
    env: OfficeEnvironment, log: VisitLog, workload: Workload, capacity: Capacity, counter: Flags
) -> list[StaffPool]:
    """One resource per pool; the general one only where the simple one does not do."""
    mine = workload.pool >= 0
    n = len(capacity.pools)

    def occurs(rows: Flags) -> list[bool]:
        return [bool(count) for count in np.bincount(workload.pool[mine & rows], minlength=n)]

    halls, holds = occurs(counter), occurs(workload.hold > 0)
    stand_ins = {cover.pool for pool in capacity.pools for cover in pool.covers}
    seats = {pool for plan in capacity.pools if plan.sittings for pool, _ in plan.sittings.seats}
    order = QueueOrder(workload, capacity, log)
    settlement = [0] * workload.size if workload.settlement is None else workload.settlement.tolist()
    pools: list[StaffPool] = []
    for i, pool in enumerate(capacity.pools):
        if pool.visits_per_day is not None:
            pools.append(VisitingTeams(env, i, pool, log, settlement, order.class_of(pool.discipline)))
        elif pool.sittings is not None:
            hours = capacity.offices[pool.office].clock.hours.without_end
            class_of = order.class_of(pool.discipline)
            pools.append(Commission(env, i, pool, pool.sittings, log, hours, class_of))
        elif halls[i] or holds[i] or i in stand_ins or i in seats or _is_special(pool):
            hours = capacity.offices[pool.office].clock.hours.without_end
            class_of, sets_aside = order.class_of(pool.discipline), pool.set_aside and halls[i]
            pools.append(GeneralPool(env, i, pool, log, hours, class_of, sets_aside=sets_aside))
        else:
            pools.append(StaffPool(env, pool.members, pool.duty.without_end, log))
    for i in seats:
        pools[i].has_seats = True  # type: ignore[attr-defined]  # those who have seats are general
    for i, pool in enumerate(capacity.pools):
        if pool.sittings is not None:
            pools[i].pools = pools  # type: ignore[attr-defined]  # a commission
        if pool.covers:
            absent = pools[i]
            assert isinstance(absent, GeneralPool)
            absent.pools = pools
            for other in sorted({cover.pool for cover in pool.covers}):
                pools[other].stands_in_for.append(absent)  # type: ignore[attr-defined]  # those who stand in are general
    return pools


def _servers(env: OfficeEnvironment, log: VisitLog, workload: Workload, capacity: Capacity) -> Mapping[int, StaffPool]:
    """By row of a request to a system that has a capacity or outages: that system."""
    servers = [Server(env, system, log) for system in capacity.systems]
    found: dict[int, StaffPool] = {}
    for i, plan in enumerate(workload.routes):
        for k, step in enumerate(plan.steps):
            if step.system is not None:
                rows = np.flatnonzero((workload.route[workload.application] == i) & (workload.position == k))
                found |= dict.fromkeys(rows.tolist(), servers[step.system])
    return found


def _is_special(pool: Pool) -> bool:
    """Tell whether the members differ, or files are not simply taken as they came."""
    return bool(pool.roster or pool.covers or pool.caseload or pool.discipline != "first_come")


def _begins(workload: Workload, doors: list[WorkingTime]) -> Instants:
    """By application: when its process begins, or UNSET where steps come before the receipt.

    What the office receives first of all waits for the opening outside the simulation, which spares an event. What was
    received before the start lies at its step then.
    """
    begins = np.maximum(workload.submitted, workload.window.start)
    received_first = workload.door == workload.first[:-1]
    for door in {id(door): door for door in doors}.values():
        mine = received_first & np.array([other is door for other in doors])
        begins[mine] = door.next_open_many(begins[mine])
    begins[~received_first] = UNSET
    return begins


def _record(workload: Workload, log: VisitLog, until: int) -> EngineRecord:
    """The record, without what was announced and lies behind the end of the observation."""

    def column(values: array[int]) -> Instants:
        column = np.frombuffer(values, dtype=np.int64)  # the log is not written any more
        column[column > until] = UNSET
        return column

    def table(rows: list[tuple[int, ...]], width: int, keys: Sequence[int]) -> Instants:
        table = np.array(rows, dtype=np.int64).reshape(-1, width)
        return table[np.lexsort([table[:, key] for key in reversed(keys)])]

    received = _received(log, workload)
    received[received > until] = UNSET
    queued, finished = column(log.queued), column(log.finished)
    started, work_ended = column(log.started), column(log.work_ended)
    # Without hold or setting aside a pool writes the end of the step only.
    plain = (work_ended == UNSET) & (workload.hold == 0) & (started != UNSET)
    member = np.frombuffer(log.member, dtype=np.int64)
    served_by = np.where(member == UNSET, UNSET, workload.pool)
    for row, pool in log.served_by.items():
        served_by[row] = pool
    return EngineRecord(
        received=received,
        queued=queued,
        started=started,
        work_ended=np.where(plain, finished, work_ended),
        finished=finished,
        member=member,
        served_by=served_by,
        visit=np.frombuffer(log.visit, dtype=np.int64),
        earlier=table(log.earlier, 8, (0, 1)),
        work_parts=table(log.spells, 5, (0, 3)),
        sittings=table(log.sittings, 7, (1, 0)),
        outings=table(log.outings, 5, (2, 0, 1)),
        observed_until=until,
    )


def _received(log: VisitLog, workload: Workload) -> Instants:
    """By application: when the visit at which it is received began to queue; a file handed over was there before."""
    receipt = workload.receipt
    received = np.where(receipt == UNSET, UNSET, np.array(log.queued, dtype=np.int64)[receipt])
    for row, first in log.first_queued.items():
        number = int(workload.application[row])
        if receipt[number] == row:
            received[number] = first
    if workload.inherited is not None:
        received[workload.inherited] = workload.submitted[workload.inherited]
    return received

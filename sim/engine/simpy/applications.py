"""The SimPy process of one application: its path through its route, step by step, as the regulation lists them."""

from __future__ import annotations

import numpy as np

from sim.calendar.working_time import WorkingTime
from sim.engine.objections import receiving_offices
from sim.engine.simpy.applicant import ApplicantsTime
from sim.engine.simpy.couriers import Courier
from sim.engine.simpy.environment import OfficeEnvironment, ProcessSteps
from sim.engine.simpy.general_pool import GeneralPool
from sim.engine.simpy.giving_up import GivingUp
from sim.engine.simpy.members import GAVE_UP, TURNED_AWAY
from sim.engine.simpy.objections import ObjectionArrivals
from sim.engine.simpy.observation import Observation
from sim.engine.simpy.pool import StaffPool
from sim.engine.simpy.pools import PoolBuilder
from sim.engine.simpy.systems import Server, servers_by_row
from sim.engine.simpy.visit_log import VisitLog
from sim.model.attended_hours import joins_the_hall
from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.transfers import DELIVERED_AT_ONCE
from sim.model.workload import Workload
from sim.quantities import NEVER, UNSET, Instants


class ApplicationProcesses:
    """The applications of one replication, each of which comes at its instant."""

    def __init__(self, env: OfficeEnvironment, log: VisitLog, workload: Workload, capacity: Capacity) -> None:
        self.env, self.log = env, log
        self.pools = PoolBuilder(env, log, workload, capacity).pools()
        self.officers = [pool.officers for pool in self.pools if isinstance(pool, GeneralPool) and pool.officers]
        self.first = workload.first.tolist()
        self.resource: list[StaffPool | None] = [
            None if pool < 0 else self.pools[pool] for pool in workload.pool.tolist()
        ]
        """By row: the pool or the system that does the step; None where the applicant does, or a system at once."""
        for row, server in servers_by_row(env, log, workload, capacity).items():
            self.resource[row] = server
        self.couriers = [Courier(env, transfer, log) for transfer in capacity.transfers]
        self.transfer = None if workload.transfer is None else workload.transfer.tolist()
        """By row: what carries the file [position in `couriers`; negative where nothing does]; UNSET for other steps."""
        doors = [office.clock.hours.without_end for office in capacity.offices]
        self.doors = [doors[office] for office in receiving_offices(workload, capacity).tolist()]
        """By application: the hours of the office where it is handed in."""
        self.receipt = workload.receipt
        """By application: the row of the step at which it is received; UNSET where it never is, or was before."""
        self.door_row = workload.door.tolist()
        """By application: the row at which it comes through an office's door; UNSET where it does not."""
        self.appointment = None if workload.appointment is None else workload.appointment.tolist()
        """By application: its slot, UNSET without one [instants]; None where nobody books."""
        self.giving_up = GivingUp(env, log, workload)
        self.applicants = ApplicantsTime(workload, capacity, log)
        self.observation = Observation(env, log, workload, self.applicants)
        counter = workload.kind == Kind.COUNTER
        self.objections = ObjectionArrivals(workload, self.doors)
        self.at_counter = counter.tolist()
        self.continues_stay = workload.continues_stay.tolist()
        """By row: done in the stay at a counter that the row before it has begun."""
        self.on_the_desk = ((workload.pool >= 0) & ~counter).tolist()
        """By row: a file on a desk, with nothing else to it."""
        begins = _begins(workload, self.doors)
        for number in np.flatnonzero(begins == UNSET).tolist():
            if self.door_row[number] != UNSET:
                self.on_the_desk[self.door_row[number]] = False  # it may have to wait for the door
        begins = np.where(begins == UNSET, np.maximum(workload.submitted, workload.window.start), begins)
        order = np.argsort(begins[: self.objections.first], kind="stable")
        self._coming = zip(order.tolist(), begins[order].tolist(), strict=True)

    def admit_next(self) -> None:
        """Let the next application come at its instant."""
        for number, at in self._coming:
            self.env.start(self.path(number), at)
            return

    def path(self, number: int) -> ProcessSteps:
        """The path of one application through the steps of its route."""
        if number < self.objections.first:
            self.admit_next()
        on_the_desk, resource = self.on_the_desk, self.resource
        for row in range(self.first[number], self.first[number + 1]):
            if on_the_desk[row]:
                yield resource[row].visit(number, row)  # type: ignore[union-attr]  # a file on a desk has a pool
            elif not self.continues_stay[row]:
                yield from self.step(number, row)
                if self.is_given_up(row):
                    for officers in self.officers:
                        officers.application_over(number, self.env.now)
                    break
        else:
            self.object_to_the_answer(number)
        self.observation.stop_following(number)

    def object_to_the_answer(self, number: int) -> None:
        """Let the objection to an answer, if there is one, come as the provider receives it."""
        objection = self.objections.to(number)
        if objection is not None:
            self.env.start(self.path(objection), self.objections.received(objection, number, self.env.now))

    def step(self, number: int, row: int) -> ProcessSteps:
        """A step that is more than a file on a desk."""
        if self.transfer is not None and self.transfer[row] != UNSET:
            return self.carried_to_the_next_office(row)
        if self.applicants.by_applicant[row]:
            return self.done_by_the_applicant(row)
        resource = self.resource[row]
        if resource is None:
            return self.answered_by_a_system(row)
        if isinstance(resource, Server):
            return self.answered_when_there_is_a_place(number, row, resource)
        if isinstance(resource, GeneralPool) and self.at_counter[row]:
            return self.served_at_the_counter(number, row, resource)
        return self.worked_on_by_the_staff(number, row, resource)

    def is_given_up(self, row: int) -> bool:
        """Tell whether the applicant has let his deadline pass at a step, or has given up waiting for good."""
        return (self.applicants.by_applicant[row] or self.at_counter[row]) and self.log.started[row] == UNSET

    def carried_to_the_next_office(self, row: int) -> ProcessSteps:
        """A transfer, which falls away where the office does not change."""
        assert self.transfer is not None
        courier = self.transfer[row]
        if courier >= 0:
            yield self.couriers[courier].send(row)

    def answered_by_a_system(self, row: int) -> ProcessSteps:
        """An answer of an information system without bounds: it begins at once and takes nobody's time."""
        log = self.log
        log.queued[row] = log.started[row] = self.env.now
        yield from self.until(self.env.now + log.work[row])
        log.work_ended[row] = log.finished[row] = self.env.now

    def answered_when_there_is_a_place(self, number: int, row: int, system: Server) -> ProcessSteps:
        """An answer of an information system that has a capacity, or is down at times."""
        yield system.visit(number, row)

    def done_by_the_applicant(self, row: int) -> ProcessSteps:
        """The applicant's own time, until the office has what he brings, or he has let his deadline pass."""
        log = self.log
        log.queued[row] = self.env.now
        at, in_time = self.applicants.brings(row, self.env.now)
        yield from self.until(at)
        if in_time:
            log.started[row] = log.work_ended[row] = at
        log.finished[row] = at

    def served_at_the_counter(self, number: int, row: int, pool: GeneralPool) -> ProcessSteps:
        """Visits to the counter until one of them is served.

        Whoever finds nobody there for the rest of the day, or is turned away, comes back as soon as somebody is there; whoever
        gives up, in his own time.
        """
        yield from self.handed_in(number, row)
        came, attended = self.env.now, pool.hall.attended
        yield from self.until(joins_the_hall(attended, came))
        stay = self.stay_from(row)
        visit = pool.stand_in_line(number, row, came, self.slot_in_time(number, row, pool), stay)
        self.giving_up.watch(visit, pool.hall)
        while (left := (yield visit)) is TURNED_AWAY or left is GAVE_UP:
            if row == self.receipt[number]:
                self.observation.stop_following(number)  # received after the horizon if ever, so it does not count
            back = self.env.now if left is TURNED_AWAY else self.giving_up.comes_back(row)
            yield from self.until(attended.next_open(back) if back < attended.end else NEVER)
            came = came if left is TURNED_AWAY else self.env.now
            visit = pool.stand_in_line(number, row, came, stay=stay)
            self.giving_up.watch(visit, pool.hall)

    def slot_in_time(self, number: int, row: int, pool: GeneralPool) -> int:
        """The slot of an applicant who queues now for the first time, if he has one and is not too late for it; else UNSET."""
        if self.appointment is None or row != self.first[number]:
            return UNSET
        slot = self.appointment[number]
        return slot if slot != UNSET and self.env.now <= slot + pool.grace else UNSET

    def stay_from(self, row: int) -> list[int]:
        """The rows that follow at the same counter in one stay; transfers that fall away lie between them."""
        stay: list[int] = []
        following = row + 1
        while following < len(self.continues_stay):
            if self.continues_stay[following]:
                stay.append(following)
            elif self.transfer is None or self.transfer[following] != DELIVERED_AT_ONCE:
                break
            following += 1
        return stay

    def worked_on_by_the_staff(self, number: int, row: int, pool: StaffPool) -> ProcessSteps:
        """A file that is handed in, and then lies on a desk."""
        yield from self.handed_in(number, row)
        yield pool.visit(number, row)

    def handed_in(self, number: int, row: int) -> ProcessSteps:
        """What the applicant hands in is received at the office's next opening."""
        if row == self.door_row[number]:
            yield from self.until(self.doors[number].next_open(self.env.now))

    def until(self, at: int) -> ProcessSteps:
        """Wait for an instant, unless it is the present one."""
        if at > self.env.now:
            yield self.env.timeout(at - self.env.now)


def _begins(workload: Workload, doors: list[WorkingTime]) -> Instants:
    """By application: when its process begins, or UNSET where steps come before the receipt [instants].

    What the office receives first of all waits for the opening outside the simulation, which spares an event. What was
    received before the start lies at its step then.
    """
    begins = np.maximum(workload.submitted, workload.window.start)
    received_first = workload.door == workload.first[:-1]
    for door in {id(door): door for door in doors}.values():
        through_door = received_first & np.array([other is door for other in doors])
        begins[through_door] = door.next_open_many(begins[through_door])
    begins[~received_first] = UNSET
    return begins

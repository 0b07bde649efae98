"""The pools of one replication: each of the simplest kind that keeps its rules, and wired to the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum

import numpy as np

from sim.calendar.working_time import WorkingTime
from sim.engine.simpy.attendance import Attendance
from sim.engine.simpy.commission import Commission
from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.general_pool import GeneralPool
from sim.engine.simpy.household_visits import VisitingTeams
from sim.engine.simpy.officers import OfficerSteps
from sim.engine.simpy.pool import UNBOUNDED, StaffPool
from sim.engine.simpy.queue_order import QueueOrder
from sim.engine.simpy.visit_log import VisitLog
from sim.engine.simpy.work_in_hand import WorkRules
from sim.model.capacity import Capacity, Pool
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import Flags


class PoolKind(Enum):
    """By which rules a pool takes its files."""

    VISITING_TEAMS = "teams that visit households"
    COMMISSION = "a commission that sits"
    GENERAL = "members with a counter, holds, hours of their own, or anything else that tells them or their files apart"
    PLAIN = "members who are alike, and take one desk file at a time as the files came"


class PoolBuilder:
    """Makes the pools of one replication."""

    def __init__(self, env: OfficeEnvironment, log: VisitLog, workload: Workload, capacity: Capacity) -> None:
        self._env, self._log, self._capacity = env, log, capacity
        self._plans = capacity.pools
        self._order = QueueOrder(workload, capacity, log)
        self._settlement = [0] * workload.size if workload.settlement is None else workload.settlement.tolist()
        self._officer_steps = OfficerSteps(workload)
        self._people: dict[int, dict[int, int]] = {}
        """By pool and row: how many members do a step together."""
        for row in np.flatnonzero(workload.people > 1).tolist():
            self._people.setdefault(int(workload.pool[row]), {})[row] = int(workload.people[row])
        self._has_counter = self._pools_of(workload, workload.kind == Kind.COUNTER)
        """Pools with steps at the counter."""
        self._holds = self._pools_of(workload, workload.hold > 0)
        """Pools whose members hold files after the work."""
        self._stands_in = {cover.pool for plan in self._plans for cover in plan.covers}
        """Pools whose members stand in for others."""
        self._called_away = {pool for plan in self._plans if plan.sittings for pool, _ in plan.sittings.seats}
        """Pools whose members have seats in a commission."""

    def pools(self) -> list[StaffPool]:
        """Make all pools, in the order of `Capacity.pools`, and wire those that need each other."""
        kinds = [self.kind(index) for index in range(len(self._plans))]
        general = {index: self._general(index) for index, kind in enumerate(kinds) if kind is PoolKind.GENERAL}
        for index, absent in general.items():
            for other in sorted({cover.pool for cover in self._plans[index].covers}):
                general[other].stand_in_for(absent)
        attendances = {index: pool.attendance for index, pool in general.items()}
        return [
            general[index] if kind is PoolKind.GENERAL else self._other(index, kind, attendances)
            for index, kind in enumerate(kinds)
        ]

    def kind(self, index: int) -> PoolKind:
        """The simplest kind that keeps the rules of a pool."""
        plan = self._plans[index]
        if plan.visits_per_day is not None:
            return PoolKind.VISITING_TEAMS
        if plan.sittings is not None:
            return PoolKind.COMMISSION
        members_differ = bool(plan.roster)
        has_stand_ins = bool(plan.covers)
        has_order = plan.discipline != "first_come" or plan.escalate is not None
        bounded = plan.caseload is not None
        has_officers = index in self._officer_steps.pools
        named_elsewhere = index in self._stands_in or index in self._called_away
        more_than_desk_work = index in self._has_counter or index in self._holds
        taken_apart = has_order or bounded or has_officers or index in self._people
        if members_differ or has_stand_ins or taken_apart or named_elsewhere or more_than_desk_work:
            return PoolKind.GENERAL
        return PoolKind.PLAIN

    def _general(self, index: int) -> GeneralPool:
        plan = self._plans[index]
        rules = WorkRules(
            self._office_hours(plan),
            sets_aside=plan.set_aside and index in self._has_counter,
            called_away=index in self._called_away,
            caseload=UNBOUNDED if plan.caseload is None else plan.caseload,
        )
        if index not in self._has_counter:
            plan = replace(plan, counter=None)  # nobody comes, so the hours of a hall need not be worked out
        pool = GeneralPool(self._env, index, plan, self._log, rules, self._order.of(plan), self._officer_steps)
        pool.people = self._people.get(index, {})
        return pool

    def _other(self, index: int, kind: PoolKind, attendances: Mapping[int, Attendance]) -> StaffPool:
        env, log, plan = self._env, self._log, self._plans[index]
        if kind is PoolKind.PLAIN:
            return StaffPool(env, plan.members, plan.duty.without_end, log)
        order = self._order.of(plan)
        if kind is PoolKind.COMMISSION:
            return Commission(env, index, plan, log, order, self._office_hours(plan), attendances)
        return VisitingTeams(env, index, plan, log, order, self._office_hours(plan), self._settlement)

    def _office_hours(self, plan: Pool) -> WorkingTime:
        return self._capacity.offices[plan.office].clock.hours.without_end

    def _pools_of(self, workload: Workload, rows: Flags) -> set[int]:
        """The pools that have some rows of the workload."""
        return set(np.unique(workload.pool[rows & (workload.pool >= 0)]).tolist())

"""From a study to its offices and pools: who sits where, in which hours, and who is away when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import numpy as np

from sim.calendar.duty import shut, union
from sim.calendar.opening_hours import weekly_hours
from sim.calendar.working_time import WeeklyHours, WorkingTime
from sim.errors import Note
from sim.law.legal_clock import OfficeClock
from sim.model.absences import SickLeave
from sim.model.build_roster import build_roster, draw_roster
from sim.model.capacity import Capacity, OfficePlan, Pool, Sittings, Window, with_covers
from sim.model.slots import slot_grid
from sim.model.systems import Failures, SystemPlan, system_of, with_drawn_outages
from sim.quantities import DAY, Limit, instant
from sim.scenario.closed_days import ClosedDays
from sim.scenario.office_list import Offices, Site
from sim.scenario.sitting_dates import sitting_dates
from sim.scenario.staff import Staff
from sim.study.study import Study

SYSTEM_HOURS = "round_the_clock"
"""Name of the shipped hours of systems that state none."""


def build_capacity(study: Study, window: Window) -> Capacity:
    """Lay out the offices and pools of a study on its calendar, with all that is known beforehand."""
    all_offices = Offices.of(study.scenario)
    hours = _HoursInUse(study)
    positions = {name: i for i, name in enumerate(all_offices.sites)}
    offices: list[OfficePlan] = []
    pools: list[Pool] = []
    for site in all_offices.sites.values():
        provider = positions[all_offices.chain(site.name)[-1]]
        offices.append(OfficePlan(site.name, site.kind, hours.clock(site), provider))
        stand_ins = _stand_ins(site)
        position_of_role = {role: len(pools) + i for i, role in enumerate(site.staff_of_its_own)}
        for role, staff in site.staff_of_its_own.items():
            pool = _pool(study, hours, site, len(offices) - 1, role, staff)
            pools.append(replace(pool, stand_ins=tuple(position_of_role[other] for other in stand_ins[role])))
    pools = _with_sittings(pools, all_offices, offices, study, window)
    covered = _with_slots(with_covers(pools, window), all_offices, offices, hours, window)
    return Capacity(tuple(offices), covered, systems=_systems(study, hours))


def _systems(study: Study, hours: _HoursInUse) -> tuple[SystemPlan, ...]:
    """The systems that have a capacity, hours or outages; the others answer without fail."""
    systems = []
    for name, stated in study.scenario.systems.items():
        if stated.capacity is None and stated.hours is None and not stated.outages and stated.failures is None:
            continue
        failures = Failures(stated.failures.between, stated.failures.repair) if stated.failures else None
        open_time = hours.working_time((stated.hours or SYSTEM_HOURS,))
        outages = [(outage.begin, outage.end) for outage in stated.outages]
        systems.append(system_of(name, stated.capacity, open_time, outages, failures))
    return tuple(systems)


def _with_slots(
    pools: Sequence[Pool], all_offices: Offices, offices: Sequence[OfficePlan], hours: _HoursInUse, window: Window
) -> tuple[Pool, ...]:
    """The pools with the slots that their counters offer, by the hours and absences that are known beforehand."""
    result = []
    for pool in pools:
        rule = all_offices.sites[offices[pool.office].name].staff[pool.role].appointments
        if rule is not None:
            within = None if rule.hours is None else hours.working_time((rule.hours,))
            lengths, span = (rule.every, rule.windows, rule.grace), (window.start, window.run_out_end)
            pool = replace(pool, slots=slot_grid(pool.attended, pool.duties, within, lengths, span))
        result.append(pool)
    return tuple(result)


def _with_sittings(
    pools: list[Pool], all_offices: Offices, offices: list[OfficePlan], study: Study, window: Window
) -> list[Pool]:
    """The pools with the dates of their sittings and the seats in them."""
    position_of_pool = {(pool.office, pool.role): i for i, pool in enumerate(pools)}
    result = []
    for pool in pools:
        office = offices[pool.office]
        staff = all_offices.sites[office.name].staff
        rule = staff[pool.role].sittings
        if rule is None:
            result.append(pool)
            continue
        seats: list[tuple[int, int]] = []
        for role, count_or_names in (rule.seats or {}).items():
            names = list(staff[role].members or ())
            numbers = (
                range(count_or_names)
                if isinstance(count_or_names, int)
                else [names.index(name) for name in count_or_names]
            )
            seats += [(position_of_pool[pool.office, role], number) for number in numbers]
        closed = all_offices.sites[office.name].closed_days
        dates = sitting_dates(rule, study.days, office.clock.hours, window.start, window.run_out_end, closed)
        sittings = Sittings(
            dates, rule.length, rule.per_file or 0, rule.agenda, rule.quorum, tuple(seats), at_least=rule.at_least
        )
        result.append(replace(pool, sittings=sittings))
    return result


def draw_capacity(capacity: Capacity, study: Study, window: Window, replication: int) -> Capacity:
    """The capacity of one replication: random absences and other duties drawn, and who stands in then.

    Draws are addressed by office, role and member, so that one member more leaves the others' health as it was.
    """
    if not capacity.to_draw and all(system.failures is None for system in capacity.systems):
        return capacity
    seed, end = study.scenario.seed, window.run_out_end
    systems = tuple(with_drawn_outages(system, window.start, end, seed, replication) for system in capacity.systems)
    pools = list(capacity.pools)
    for i in capacity.to_draw:
        pools[i] = draw_roster(pools[i], capacity.offices[pools[i].office], study, window, replication)
    ill = [i for i in capacity.to_draw if capacity.pools[i].sickness is not None]
    return replace(capacity, systems=systems, pools=with_covers(pools, window, ill) if ill else tuple(pools))


def build_window(study: Study) -> tuple[Window, tuple[Note, ...]]:
    """The bounding instants of a study, and a note where the calendar cuts the run-out short."""
    period = study.scenario.period
    limit = period.run_out or Limit(3 * study.longest_term_days, "working_days")
    around_the_clock = WorkingTime.from_hours(WeeklyHours.every_day(), study.days)
    horizon = instant(period.end)
    # Counted from the last day before the horizon, so that the run-out holds that many whole days.
    last_day = instant(period.end - timedelta(days=1))
    clock = OfficeClock.of(around_the_clock, study.days)
    wanted = int(clock.deadlines(np.array([last_day]), limit)[0])
    end = around_the_clock.end
    notes: tuple[Note, ...] = ()
    if wanted > end:
        run_out = {"run_out": limit.value, "unit": limit.unit}
        notes = (
            Note("run_out_cut", {"calendar_ends": str(study.days.last), "period_ends": str(period.end)} | run_out),
        )
    window = Window(instant(period.start), instant(period.counted_from), horizon, max(min(wanted, end), horizon))
    return window, notes


def _pool(study: Study, hours: _HoursInUse, site: Site, office: int, role: str, staff: Staff) -> Pool:
    """A pool with its members; they are listed one by one where they have names, absences or stand-ins."""
    of_site = partial(hours.working_time, closed=site.closed)
    common = of_site(staff.hours or (site.hours,))
    pool = Pool(
        office,
        role,
        staff.size,
        common,
        staff.set_aside,
        caseload=staff.caseload,
        discipline=staff.discipline,
        escalate=staff.escalate,
        hand_over_after=staff.hand_over_after,
        visits_per_day=staff.visits_per_day,
        sickness=SickLeave(staff.sickness.episodes, staff.sickness.length) if staff.sickness else None,
        counter=of_site(staff.counter_hours or (site.hours,)),
    )
    roster = build_roster(staff, common, hours.clock(site).hours, study.days, of_site)
    return replace(pool, roster=roster)


def _stand_ins(site: Site) -> dict[str, tuple[str, ...]]:
    """By role, the roles whose people stand in, in order: those named, and after each of them those who stand in for it."""

    stand_ins: dict[str, tuple[str, ...]] = {}
    for role in site.staff_of_its_own:
        ordered: dict[str, None] = {}
        to_ask = [*reversed(site.staff[role].stand_in)]
        while to_ask:
            if (other := to_ask.pop()) not in ordered:
                ordered[other] = None
                to_ask += reversed(site.staff[other].stand_in)
        stand_ins[role] = tuple(ordered)
    return stand_ins


class _HoursInUse:
    """Working times and clocks of the hours that a study uses, each made once."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._times: dict[tuple[str, ...], WorkingTime] = {}
        self._open_times: dict[tuple[tuple[str, ...], tuple[ClosedDays, ...]], WorkingTime] = {}
        self._clocks: dict[int, OfficeClock] = {}

    def working_time(self, names: tuple[str, ...], closed: tuple[ClosedDays, ...] = ()) -> WorkingTime:
        """The hours of a name, or of several that are kept week by week in turn, without the days on which all is closed."""
        if not closed:
            return self._by_name(names)
        if (names, closed) not in self._open_times:
            gaps = union((instant(stretch.from_), instant(stretch.to) + DAY) for stretch in closed)
            self._open_times[names, closed] = shut(self._by_name(names), gaps)
        return self._open_times[names, closed]

    def clock(self, site: Site) -> OfficeClock:
        """The clock of an office."""
        hours = self.working_time((site.hours,), site.closed)
        if id(hours) not in self._clocks:
            self._clocks[id(hours)] = OfficeClock.of(hours, self._study.days)
        return self._clocks[id(hours)]

    def _by_name(self, names: tuple[str, ...]) -> WorkingTime:
        if names not in self._times:
            weeks, days = [weekly_hours(self._study.hours[name]) for name in names], self._study.days
            self._times[names] = WorkingTime.in_turn(weeks, days, self._study.scenario.period.start)
        return self._times[names]

"""Offices, pools, ways and systems as the plain arrays of `CapacityInput` in `kernel/input.h`."""

from __future__ import annotations

import weakref
from collections.abc import Sequence

import numpy as np

from sim.calendar.duty import Duty, Presence
from sim.calendar.working_time import WorkingTime
from sim.engine.compiled.numbers import LIMIT_UNITS, Kept, Ranges
from sim.model.capacity import Capacity, Member, Pool
from sim.quantities import NEVER, UNSET, Instants, Limit

DISCIPLINES = {"first_come": 0, "priority": 1, "earliest_deadline": 2}


def limit_fields(limit: Limit | None) -> tuple[int, int]:
    """The fields of a `Limit`: its unit, and how many seconds or days."""
    if limit is None:
        return 0, 0
    unit = LIMIT_UNITS[limit.unit]
    return unit, limit.value if limit.working_seconds is None or unit != 1 else limit.working_seconds


class _Hours:
    """Hours and duties, each of them once."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self.hours: list[WorkingTime] = []
        """By position: the hours, without an end."""
        self.hours_rows: list[Sequence[int]] = []
        self.duties: list[Duty] = []
        self.duty_rows: list[Sequence[int]] = []
        self._gaps: list[Instants] = []
        self._gaps_number = 0
        self._hours_at: dict[int, int] = {}
        self._duty_at: dict[int, int] = {}

    def hours_at(self, hours: WorkingTime) -> int:
        """Position of some hours among the structures `Hours`."""
        known = self._hours_at.get(id(hours))
        if known is not None:
            return known
        endless = hours if hours.endless else hours.without_end
        position = self._hours_at.get(id(endless))
        if position is None:
            position = len(self.hours)
            self.hours.append(endless)
            plain, address = hours.plain, self._kept.address
            columns = (plain.opens, plain.closes, plain.before, plain.first_of_day)
            closes, nights = plain.day_closes, (plain.night_midnights, plain.night_ends)
            intervals = len(plain.opens) - 1, plain.start, plain.end, *map(address, columns)
            self.hours_rows.append((*intervals, len(closes), address(closes), len(nights[0]), *map(address, nights)))
        self._hours_at[id(hours)] = self._hours_at[id(endless)] = position
        return position

    def duty_at(self, duty: Duty) -> int:
        """Position of a duty among the structures `Duty`."""
        known = self._duty_at.get(id(duty))
        if known is not None:
            return known
        gaps = duty.plain_gaps if isinstance(duty, Presence) else _NO_GAPS
        hours = duty.hours if isinstance(duty, Presence) else duty
        position = self._duty_at[id(duty)] = len(self.duties)
        self.duties.append(duty)  # kept, so that nothing else gets its identity
        self.duty_rows.append((self.hours_at(hours), self._gaps_number, gaps.shape[1] - 1))
        self._gaps.append(gaps)
        self._gaps_number += gaps.shape[1]
        return position

    def gaps(self) -> Instants:
        """The gaps of all duties [shape (3, gaps and one more of each)]."""
        return np.concatenate([*self._gaps, _NO_GAPS], axis=1)


_NO_GAPS = np.array([[NEVER], [NEVER], [0]], dtype=np.int64)


class CapacityInput:
    """A capacity for the kernel."""

    def __init__(self, capacity: Capacity) -> None:
        kept = self._kept = Kept()
        self._table = _Hours(kept)
        self._persons: list[Sequence[int]] = []
        self._absences, self._others, self._paces = Ranges(3), Ranges(2), Ranges(2)
        self._covers, self._sittings, self._seats = Ranges(3), Ranges(2), Ranges(2)
        offices = [office.clock for office in capacity.offices]
        clocks = [
            (self._table.hours_at(c.hours), len(c.days), kept.address(c.days), kept.address(c.closes)) for c in offices
        ]
        pools = [self._pool(pool) for pool in capacity.pools]
        departures = [way.departures for way in capacity.transfers]
        first = np.cumsum([0, *map(len, departures)]).tolist()
        ways = [
            (
                self._table.hours_at(way.hours),
                UNSET if way.lag is None else way.lag,
                first[i],
                len(departures[i]),
                way.travel,
            )
            for i, way in enumerate(capacity.transfers)
        ]
        systems = [(UNSET if s.capacity is None else s.capacity, self._table.duty_at(s.up)) for s in capacity.systems]
        gaps = self._table.gaps()
        counted: tuple[Sequence[object], ...] = (
            *(self._table.hours, self._table.duties, offices, pools),
            *(self._persons, ways, systems),
        )
        addresses = [
            kept.of_rows(self._table.hours_rows, 12),
            kept.of_rows(self._table.duty_rows, 3),
            *(kept.address(row) for row in gaps),
            kept.of_rows(clocks, 4),
            kept.of_numbers(office.provider for office in capacity.offices),
            kept.of_rows(pools, 26),
            kept.of_rows(self._persons, 10),
            kept.address(self._absences.column(0)),
            kept.address(self._absences.column(1)),
            kept.address(self._absences.column(2, np.uint8), np.uint8),
            *(kept.address(self._others.column(i)) for i in range(2)),
            *(kept.address(self._paces.column(i)) for i in range(2)),
            *(kept.address(self._covers.column(i)) for i in range(3)),
            *(kept.address(self._sittings.column(i)) for i in range(2)),
            *(kept.address(self._seats.column(i)) for i in range(2)),
            kept.of_rows(ways, 5),
            kept.address(np.concatenate([*departures, np.zeros(0, dtype=np.int64)])),
            kept.of_rows(systems, 2),
        ]
        self.fields = np.array([*map(len, counted), *addresses], dtype=np.int64)
        """The structure, field by field."""

    def hours(self, position: int) -> WorkingTime:
        """Some of the hours by their position."""
        return self._table.hours[position]

    def _pool(self, pool: Pool) -> Sequence[int]:
        """The fields of a `PoolPlan`."""
        sittings = pool.sittings
        persons = len(self._persons), len(pool.roster)
        self._persons += [self._person(member) for member in pool.roster]
        dates = () if sittings is None else ((date.begin, date.cut_off) for date in sittings.dates)
        differs = pool.roster or pool.covers or pool.discipline != "first_come" or pool.escalate is not None
        attended = pool.duty if pool.counter is None else pool.attended
        return (
            *(pool.office, pool.members, *persons),
            *(self._table.duty_at(pool.duty), self._table.duty_at(attended)),
            *(pool.set_aside, _or_unset(pool.caseload), DISCIPLINES[pool.discipline], *limit_fields(pool.escalate)),
            *self._covers.add((cover.start, cover.end, cover.pool) for cover in pool.covers),
            *(_or_unset(pool.visits_per_day), sittings is not None, *self._sittings.add(dates)),
            *((UNSET, 0, UNSET, 0, 0) if sittings is None else (_or_unset(sittings.length), sittings.per_file)),
            *(() if sittings is None else (_or_unset(sittings.agenda), sittings.quorum, sittings.at_least)),
            *self._seats.add(() if sittings is None else sittings.seats),
            *(0 if pool.slots is None else pool.slots.grace, bool(differs) or pool.caseload is not None),
        )

    def _person(self, member: Member) -> Sequence[int]:
        """The fields of a `Person`."""
        absences = [(absence.start, absence.end, absence.hands_over) for absence in member.absences]
        return (
            self._table.hours_at(member.hours),
            *(self._table.duty_at(member.duty), self._table.duty_at(member.presence)),
            *self._absences.add(absences),
            *self._others.add(member.other_duties),
            *self._paces.add(member.paces),
            any(absence[2] for absence in absences),
        )


def capacity_input(capacity: Capacity) -> CapacityInput:
    """The capacity for the kernel, made once for as long as the capacity lives."""
    known = _MADE.get(id(capacity))
    if known is None:
        known = _MADE[id(capacity)] = CapacityInput(capacity)
        weakref.finalize(capacity, _MADE.pop, id(capacity), None)
    return known


_MADE: dict[int, CapacityInput] = {}
"""By identity of a capacity that lives."""


def _or_unset(number: int | None) -> int:
    return UNSET if number is None else number

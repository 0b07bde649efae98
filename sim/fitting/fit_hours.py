"""Weekly hours of an office, of its roles and of its members, from when events begin and end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.fitting.fitted import FittedHours
from sim.fitting.weekly_pattern import (
    SLOTS_A_DAY,
    SLOTS_A_WEEK,
    WEEKDAY_NAMES,
    SlotWeek,
    TimesSeen,
    explained_week,
    union_of_weeks,
    worked_weekdays,
)
from sim.quantities import DAY, UNSET, Flags, Floats, Instants, Integers
from sim.register.events.event_register import NOBODY, EventRegister

OFFICE = "office"
"""Name of the hours that most of an office keep."""
ASSUMED = "09:00-13:00, 14:00-18:00"
"""Hours of a day, where neither the register nor anybody tells them."""
_FINE_GRID, _COARSE_GRID = 5, 30
"""Hours begin and end on such a grid, where starts are known and where only ends are [min]."""
FALSE_DISCOVERIES = 0.01
"""Of the members with hours of their own at most so many are wrongly told to have them (Benjamini and Hochberg) [share]."""
_TOGETHER = 2.0
"""So many entries of a presence count as one, since the end of one piece of work is the start of the next."""
_NEVER = 0.1
"""A time at which a member is seen at most so often as expected is none at which he works [share]."""
_STRAY = 0.02
"""Share of the entries that may lie outside of hours by mischance, at least."""
_CONFIDENT = 0.8
"""Hours of one's own have to hold this share of what is seen [share]."""
_OUTSIDE = 0.1
"""From this share outside of the hours of others on, hours are one's own."""


@dataclass(frozen=True)
class _Seen:
    """When somebody is seen, with all that the tests need."""

    presence: TimesSeen
    """His presence."""
    span: tuple[int, int]
    """First and last civil day of the register."""
    grid: int
    """Finest grid of hours [min]."""

    @cached_property
    def by_slot(self) -> Integers:
        """By slot of the week: how often he is seen."""
        return np.bincount(self.presence.slot_of_week, minlength=SLOTS_A_WEEK)

    @cached_property
    def own(self) -> SlotWeek:
        """The hours that explain him best."""
        return explained_week(self.presence, self.grid, self.span)

    def by_weekday(self, cut: int) -> Integers:
        """By weekday: on how many days he is seen, days beginning at the cut."""
        first = self.span[0] - 1
        day = np.flatnonzero(np.bincount(self.presence.day - (self.presence.slot < cut) - first)) + first
        return np.bincount((day + 3) % 7, minlength=7)


@dataclass(frozen=True)
class HoursFound:
    """Weekly hours of everybody in an office."""

    office: FittedHours
    """Whenever anybody works."""
    roles: tuple[FittedHours, ...]
    """By role."""
    members: Mapping[int, FittedHours]
    """By resource with hours of his own."""
    outside: int
    """How many instants of events lie in nobody's hours, as far as they have a resource."""
    seen: int
    """How many instants of events there are."""
    assumed: bool = False
    """Whether the register does not tell them, and they are stated or assumed."""


def event_instants(register: EventRegister) -> tuple[Integers, Instants, Integers]:
    """All instants at which somebody did something: who, when, and at which event; ends lie in the second before them.

    Where the register names no resource at all, everything is done by one.
    """
    resource = register.resource
    if not (resource != NOBODY).any():
        resource = np.zeros_like(resource)
    known = resource != NOBODY
    begun, ended = known & (register.start != UNSET), known & (register.end != UNSET)
    event = np.concatenate([np.flatnonzero(begun), np.flatnonzero(ended)])
    at = np.concatenate([register.start[begun], just_before(register.end[ended])])
    return resource[event], at, event


def just_before(end: Instants) -> Instants:
    """Ends as instants in the time that they end: the second before them; a midnight stands for the day that it begins."""
    return np.where(end % DAY != 0, end - 1, end)


def fit_hours(
    register: EventRegister, groups: Sequence[tuple[str, Sequence[int]]], stated: str | None = None
) -> HoursFound:
    """Weekly hours of the office, of roles and of members; a role or member differs only where the data show it.

    `groups` has each role's name and its resources. Hours are a path of open and closed slots of the highest penalised
    likelihood (:func:`sim.fitting.weekly_pattern.explained_week`). Whether somebody differs from those above him is tested on
    weekdays without him, on times of the day without him, and on events outside, with a bound on false discoveries.
    Where events have days without times, or are too few, hours are those stated, on the weekdays that are worked.
    """
    who, at, _ = event_instants(register)
    presence = TimesSeen.of(who, at)
    span = (int(at.min()) // DAY, int(at.max()) // DAY) if len(at) else (0, 0)
    grid = _FINE_GRID if bool((register.start != UNSET).any()) else _COARSE_GRID
    most = _Seen(presence, span, grid)
    office = most.own
    if not (at % DAY).any() or not office.open.any():
        return _assumed(groups, presence, span, stated or ASSUMED)
    # The presence is in order of members, so that each of them is a slice.
    borders = np.searchsorted(presence.who, np.arange(len(register.resources) + 2))
    seen_of = [
        [_Seen(presence.only(slice(int(borders[m]), int(borders[m + 1]))), span, grid) for m in members]
        for _, members in groups
    ]
    roles = [_Seen(_joined([seen.presence for seen in of_role]), span, grid) for of_role in seen_of]
    role_weeks = _kept_apart([(seen, most, office) for seen in roles])
    member_weeks = _kept_apart(
        [
            (seen, role, week)
            for of_role, role, week in zip(seen_of, roles, role_weeks, strict=True)
            for seen in of_role
            if len(of_role) > 1
        ]
    )
    return _named(groups, (who, at), role_weeks, member_weeks)


def _assumed(
    groups: Sequence[tuple[str, Sequence[int]]], presence: TimesSeen, span: tuple[int, int], hours: str
) -> HoursFound:
    """Hours of which a register tells only the weekdays."""
    weekdays = worked_weekdays(presence, span)
    if not weekdays.any():
        weekdays = np.arange(7) < 5
    by_weekday = {name: hours for name, worked in zip(WEEKDAY_NAMES, weekdays.tolist(), strict=True) if worked}
    inside = weekdays[(presence.day + 3) % 7]
    office = FittedHours(OFFICE, by_weekday, _share(inside))
    return HoursFound(office, (office,) * len(groups), {}, int((~inside).sum()), len(inside), assumed=True)


def _joined(parts: Sequence[TimesSeen]) -> TimesSeen:
    """The presence of several members together."""
    if not parts:
        return TimesSeen.of(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    return TimesSeen(
        np.concatenate([part.who for part in parts]),
        np.concatenate([part.day for part in parts]),
        np.concatenate([part.slot for part in parts]),
    )


def _kept_apart(triples: Sequence[tuple[_Seen, _Seen, SlotWeek]]) -> list[SlotWeek]:
    """By somebody, those above him and their hours: his hours, which are theirs unless he is told apart from them."""
    tests = [_difference(*triple) for triple in triples]
    passed = _discoveries(np.array([min(1.0, 3 * min(test)) for test in tests]))
    return [
        _hours_apart(seen, week, test) if told else week
        for (seen, _, week), test, told in zip(triples, tests, passed, strict=True)
    ]


def _discoveries(p: Floats) -> Flags:
    """Which tests find something, with a bound on the share of false finds (Benjamini and Hochberg 1995)."""
    if not len(p):
        return np.zeros(0, dtype=bool)
    order = np.argsort(p)
    below = p[order] <= FALSE_DISCOVERIES * np.arange(1, len(p) + 1) / len(p)
    found = np.zeros(len(p), dtype=bool)
    if below.any():
        found[order[: int(np.flatnonzero(below)[-1]) + 1]] = True
    return found


def _difference(seen: _Seen, above: _Seen, week: SlotWeek) -> tuple[float, float, float]:
    """How likely it would be by chance that somebody who keeps these hours is seen as he is: days, times, events outside."""
    total = len(seen.presence.who)
    if not total:
        return 1.0, 1.0, 1.0
    return _absent_weekdays(seen, above, week)[0], _absent_times(seen, above, week), _outside(seen, above, week)


def _absent_weekdays(seen: _Seen, above: _Seen, week: SlotWeek) -> tuple[float, Flags]:
    """The chance to miss a weekday as he does, and the weekdays that he misses."""
    days, usual = seen.by_weekday(week.cut), above.by_weekday(week.cut)
    share = np.where(week.open_weekdays, usual, 0) / max(int(np.where(week.open_weekdays, usual, 0).sum()), 1)
    expected = share * days.sum()
    never = week.open_weekdays & (days <= _NEVER * expected) & (expected > 0)
    if not never.any() or never.sum() == week.open_weekdays.sum():
        return 1.0, np.zeros(7, dtype=bool)
    from scipy.stats import binom

    p = np.asarray(binom.cdf(days, int(days.sum()), share))
    never &= p < 0.01
    return (float(p[never].min()) * 7 if never.any() else 1.0), never


def _absent_times(seen: _Seen, above: _Seen, week: SlotWeek) -> float:
    """The chance to be seen so seldom at the times that his own hours leave out."""
    missed = week.open_slots & ~seen.own.open_slots
    # Whole weekdays have a test of their own.
    weekdays = seen.own.open_weekdays
    missed &= np.roll(np.repeat(weekdays, SLOTS_A_DAY), seen.own.cut)
    inside = above.by_slot * week.open_slots
    if not missed.any() or not inside.sum():
        return 1.0
    from scipy.stats import poisson

    expected = (
        float((above.by_slot * missed).sum()) / float(inside.sum()) * float((seen.by_slot * week.open_slots).sum())
    )
    times = float((seen.by_slot * missed).sum())
    if times > _NEVER * expected:
        return 1.0
    return float(poisson.cdf(np.floor(times / _TOGETHER), expected / _TOGETHER))


def _outside(seen: _Seen, above: _Seen, week: SlotWeek) -> float:
    """The chance to be seen so often outside of these hours."""
    from scipy.stats import binom

    total, outside = len(seen.presence.who), float((seen.by_slot * ~week.open_slots).sum())
    if outside < _OUTSIDE * total:
        return 1.0
    others = float((above.by_slot * ~week.open_slots).sum()) - outside
    rest = float(above.by_slot.sum()) - total
    usual = min(0.5, max(_STRAY, others / rest if rest > 0 else 0.0))
    return float(binom.sf(np.ceil(outside / _TOGETHER) - 1, max(int(total / _TOGETHER), 1), usual))


def _hours_apart(seen: _Seen, week: SlotWeek, test: tuple[float, float, float]) -> SlotWeek:
    """The hours of somebody who differs: his own where his times do, else those of the others on his days of the week."""
    if min(test[1:]) <= test[0] or min(test[1:]) < FALSE_DISCOVERIES / 10:
        inside = float((seen.by_slot * seen.own.open_slots).sum()) / max(int(seen.by_slot.sum()), 1)
        return seen.own if inside >= _CONFIDENT else week
    usual = seen.by_weekday(week.cut)
    opened = week.open.copy()
    expected = usual[week.open_weekdays].mean()
    opened[usual <= _NEVER * expected] = False
    return SlotWeek(week.cut, opened)


def _named(
    groups: Sequence[tuple[str, Sequence[int]]],
    instants: tuple[Integers, Instants],
    role_weeks: Sequence[SlotWeek],
    member_weeks: Sequence[SlotWeek],
) -> HoursFound:
    """Weekly hours with their names and the share of events that lie in them."""
    who, at = instants
    slot = (at // (DAY // SLOTS_A_DAY) + 3 * SLOTS_A_DAY) % SLOTS_A_WEEK
    everybody = (
        union_of_weeks([*role_weeks, *member_weeks])
        if role_weeks
        else SlotWeek(0, np.zeros((7, SLOTS_A_DAY), dtype=bool))
    )
    role_of = np.full(int(max(who.max(initial=0), *(max(m, default=0) for _, m in groups), 0)) + 1, -1, dtype=np.int64)
    for number, (_, members) in enumerate(groups):
        role_of[list(members)] = number
    inside_of = (role_of[who] < 0) & everybody.open_slots[slot]
    apart: dict[int, FittedHours] = {}
    weeks = iter(member_weeks)
    for number, (name, members) in enumerate(groups):
        inside_of |= (role_of[who] == number) & role_weeks[number].open_slots[slot]
        for place, member in enumerate(members):
            week = next(weeks) if len(members) > 1 else role_weeks[number]
            if week is not role_weeks[number]:
                his = who == member
                inside = week.open_slots[slot[his]]
                inside_of[his] = inside
                apart[member] = FittedHours(f"{name}_{place + 1}", week.intervals(), _share(inside))
    office = FittedHours(OFFICE, everybody.intervals(), _share(everybody.open_slots[slot]))
    fitted = []
    for number, ((name, _), week) in enumerate(zip(groups, role_weeks, strict=True)):
        kept = (role_of[who] == number) & ~np.isin(who, list(apart))
        same = week.intervals() == office.by_weekday
        called = OFFICE if same else name if name != OFFICE else f"{name}_role"
        fitted.append(FittedHours(called, week.intervals(), _share(week.open_slots[slot[kept]])))
    return HoursFound(office, tuple(fitted), apart, int((~inside_of).sum()), len(at))


def _share(inside: Flags) -> float:
    """Share of those that are inside; all, where there are none."""
    return float(inside.mean()) if len(inside) else 1.0

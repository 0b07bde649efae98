"""Registers of made-up offices whose people are known: hours, absences, order of queues, sittings."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from sim.calendar.official_days import load_days
from sim.calendar.working_time import WorkingTime
from sim.quantities import DAY, HOUR, MINUTE, UNSET, instant, parse_opening_hours
from sim.register.events.event_register import NOBODY, CaseColumn, EventRegister, RegisterAccount

FIRST = date(2024, 1, 8)
USUAL = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-13:00, 14:00-18:00")
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Person:
    """A member, with what he keeps."""

    name: str
    hours: Mapping[str, str] = field(default_factory=lambda: USUAL)
    away: Sequence[tuple[date, date]] = ()


@dataclass(frozen=True)
class Step:
    """A step with the members who may do it."""

    activity: str
    people: Sequence[str]
    minutes: float


@dataclass(frozen=True)
class Made:
    """A made-up office."""

    people: Sequence[Person]
    steps: Sequence[Step]
    days: int = 120
    a_day: float = 6.0
    official: bool = False
    key: Callable[[int, int, Mapping[int, int]], tuple[float, ...]] = lambda case, since, urgent: (since,)
    """By which waiting files are taken: case, since when it waits, how urgent its class is."""
    stays: bool = False
    """Whether a file stays with the member who had it first among those of a step's people."""
    pause: float = 0.0
    """Mean time for which a member is elsewhere after each piece of work, though on duty [min]."""


def made_by(office: Made, seed: int) -> EventRegister:
    """The register of a made-up office."""
    rng = np.random.default_rng(seed)
    duty = {person.name: _duty(office, person) for person in office.people}
    came = _arrivals(office, rng)
    urgent = {case: int(rng.random() < 0.7) for case in range(len(came))}
    rows = _worked(office, duty, came, urgent, rng)
    return register_of(rows, came, {"urgent": (("yes", "no"), [urgent[i] for i in range(len(came))])})


def _duty(office: Made, person: Person) -> WorkingTime:
    days = load_days("kz")
    spans: list[tuple[int, int]] = []
    for number in range(office.days * 2):
        day = FIRST + timedelta(days=number)
        if any(a <= day <= b for a, b in person.away) or (office.official and not days.is_working(day)):
            continue
        for begin, end in parse_opening_hours(person.hours.get(WEEK[day.weekday()], "closed")):
            spans.append((instant(day) + begin, instant(day) + end))
    return WorkingTime.from_intervals(
        instant(FIRST) - DAY, instant(FIRST) + (office.days * 2 + 2) * DAY, _apart(spans)
    ).without_end


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    apart: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if apart and begin <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((begin, end))
    return apart


def _arrivals(office: Made, rng: np.random.Generator) -> list[int]:
    days = load_days("kz")
    came: list[int] = []
    for number in range(office.days):
        day = FIRST + timedelta(days=number)
        if day.weekday() < 5 and (not office.official or days.is_working(day)):
            came += (instant(day) + rng.integers(9 * HOUR, 17 * HOUR, rng.poisson(office.a_day))).tolist()
    return sorted(came)


def _worked(
    office: Made,
    duty: Mapping[str, WorkingTime],
    came: Sequence[int],
    urgent: Mapping[int, int],
    rng: np.random.Generator,
) -> list[tuple[int, str, str, int, int]]:
    """The events: case, activity, resource, start, end; members take files as they come on duty with nothing in hand."""
    waiting: list[tuple[int, int, int]] = []  # since, case, step
    free = {person.name: True for person in office.people}
    officer: dict[tuple[int, tuple[str, ...]], str] = {}
    rows: list[tuple[int, str, str, int, int]] = []
    agenda: list[tuple[int, int, str, int, int]] = [(at, 0, "", case, 0) for case, at in enumerate(came)]
    heapq.heapify(agenda)
    while agenda:
        now, kind, who, case, step = heapq.heappop(agenda)
        if kind == 0:
            waiting.append((now, case, step))
        elif kind == 1:
            pause = int(rng.exponential(office.pause * MINUTE)) if office.pause else 0
            heapq.heappush(agenda, (duty[who].add(now, pause), 3, who, case, step))
            if step + 1 < len(office.steps):
                waiting.append((now, case, step + 1))
        elif kind == 3:
            free[who] = True
        if agenda and agenda[0][0] == now:
            continue
        for name in rng.permutation(list(duty)).tolist():
            own = [
                (office.key(c, since, urgent), since, c, s)
                for since, c, s in waiting
                if name in office.steps[s].people
                and (not office.stays or officer.get((c, tuple(office.steps[s].people)), name) == name)
            ]
            if not free[name] or not own:
                continue
            if not duty[name].is_open(now):
                again = duty[name].next_open(now)
                if again < duty[name].end:  # else he never comes again
                    heapq.heappush(agenda, (again, 2, name, 0, 0))
                continue
            _, since, c, s = min(own)
            waiting.remove((since, c, s))
            officer.setdefault((c, tuple(office.steps[s].people)), name)
            end = duty[name].add(now, max(MINUTE, int(rng.gamma(2, office.steps[s].minutes * MINUTE / 2))))
            rows.append((c, office.steps[s].activity, name, now, end))
            free[name] = False
            heapq.heappush(agenda, (end, 1, name, c, s))
    return rows


def register_of(
    rows: Sequence[tuple[int, str, str, int, int]],
    came: Sequence[int],
    columns: Mapping[str, tuple[tuple[str, ...], Sequence[int]]] | None = None,
) -> EventRegister:
    """The register of events given as case, activity, resource (empty: nobody), start and end."""
    ordered = sorted(rows, key=lambda row: (row[0], row[3] if row[3] != UNSET else row[4], row[4]))
    activities, resources = list(dict.fromkeys(r[1] for r in rows)), list(dict.fromkeys(r[2] for r in rows if r[2]))
    case = np.array([row[0] for row in ordered], dtype=np.int64)
    start, end = (np.array([row[i] for row in ordered], dtype=np.int64) for i in (3, 4))
    unset = np.full(len(came), UNSET, dtype=np.int64)
    return EventRegister(
        "starts and ends" if (start != UNSET).any() else "ends",
        tuple(f"{i:06}" for i in range(len(came))),
        np.array(came, dtype=np.int64),
        unset,
        unset,
        np.concatenate([[0], np.cumsum(np.bincount(case, minlength=len(came)))]),
        np.array([activities.index(row[1]) for row in ordered], dtype=np.int64),
        np.array([resources.index(row[2]) if row[2] else NOBODY for row in ordered], dtype=np.int64),
        start,
        end,
        tuple(activities),
        tuple(resources),
        int(end.max()),
        RegisterAccount("made.csv", "CSV", {}, len(rows)),
        {name: CaseColumn(values, np.array(code)) for name, (values, code) in (columns or {}).items()},
    )

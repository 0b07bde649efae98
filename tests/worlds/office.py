"""Made-up offices: who works when, what is done, how work comes; and offices drawn at random, all made the same way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

Shape = Literal["gamma", "lognormal", "exponential"]
Coming = Literal["on_the_clock", "in_office_hours"]
Hours = tuple[tuple[float, float], ...]
"""Intervals of a day [hours]."""
WEEK = (0, 1, 2, 3, 4)
"""Days of the week from Monday to Friday."""


@dataclass(frozen=True)
class Staff:
    """People who do the same work."""

    count: int
    days: tuple[int, ...] = WEEK
    """Days of the week on which they are there, Monday being 0."""


@dataclass(frozen=True)
class Work:
    """How long a step takes."""

    shape: Shape
    mean: float
    """Of the duty of who does it [min]."""
    spread: float = 0.7
    """Coefficient of variation; an exponential has 1."""


@dataclass(frozen=True)
class Step:
    """A step of a case."""

    name: str
    role: str
    work: Work
    taken: float = 1.0
    """How many of the cases that come to it take it; the others go to the next [probability]."""
    again: tuple[str, float] | None = None
    """To which earlier step a case goes back at its end, and how likely that is."""


@dataclass(frozen=True)
class MadeOffice:
    """An office with its people, its steps, and what comes in."""

    name: str
    hours: Hours
    staff: dict[str, Staff]
    steps: tuple[Step, ...]
    coming: Coming
    """Gaps are exponential on the clock between the first opening and the last closing, and who would come later comes at the
    next opening; or they are exponential in the hours of the office."""
    gap: float
    """Mean time between cases, in the hours in which they come [min]."""
    changes: dict[str, dict[str, float]] = field(default_factory=dict)
    """By the name of a changed world: new counts by role, or `demand` times what it was."""

    def changed(self, world: str) -> MadeOffice:
        """The office of a changed world."""
        staff, gap = dict(self.staff), self.gap
        for key, value in self.changes[world].items():
            if key == "demand":
                gap /= value
            else:
                staff[key] = replace(staff[key], count=int(value))
        return replace(self, staff=staff, gap=gap)

    @property
    def minutes_a_day(self) -> float:
        """Length of a working day [min]."""
        return 60 * sum(end - begin for begin, end in self.hours)

    @property
    def cases_a_day(self) -> float:
        """How many cases come on a working day."""
        if self.coming == "in_office_hours":
            return self.minutes_a_day / self.gap
        return 1 + 60 * (self.hours[-1][1] - self.hours[0][0]) / self.gap

    @property
    def load(self) -> dict[str, float]:
        """By role: how busy its people are [share of their duty]."""
        passes = _passes(self.steps)
        work = dict.fromkeys(self.staff, 0.0)
        for step in self.steps:
            work[step.role] += passes[step.name] * step.work.mean
        return {
            role: work[role] * self.cases_a_day * 5 / (who.count * len(who.days) * self.minutes_a_day)
            for role, who in self.staff.items()
        }


def _passes(steps: tuple[Step, ...]) -> dict[str, float]:
    """How often a case takes each step on average; by iteration, since few cases go back often."""
    names = [step.name for step in steps]
    come = [0.0] * (len(steps) + 1)
    total, moving = [0.0] * len(steps), [1.0] + [0.0] * (len(steps) - 1)
    for _ in range(60):
        come = [0.0] * (len(steps) + 1)
        come[: len(moving)] = moving
        back = [0.0] * len(steps)
        for i, step in enumerate(steps):
            taken = come[i] * step.taken
            total[i] += taken
            returns = 0.0
            if step.again is not None:
                returns = taken * step.again[1]
                back[names.index(step.again[0])] += returns
            come[i + 1] += come[i] - returns
        moving = back
    return dict(zip(names, total, strict=True))


ROLES = ("window", "specialist", "head", "team", "lawyer", "archive")
HOURS: tuple[Hours, ...] = (
    ((9.0, 13.0), (14.0, 18.0)),
    ((8.0, 12.0), (13.0, 17.0)),
    ((9.0, 12.5), (13.5, 18.0)),
    ((8.5, 13.0), (14.0, 17.5)),
)
NAMES = (
    "take_in",
    "register",
    "check_papers",
    "ask_archive",
    "visit",
    "calculate",
    "decide",
    "sign",
    "send",
)


def made_office(seed: int) -> MadeOffice:
    """An office drawn at random: three to eight steps, three to five roles, one to four people each, 50 to 95 % busy."""
    rng = Random(f"office {seed}")
    roles = ROLES[: rng.randint(3, 5)]
    count = rng.randint(max(4, len(roles)), 8)
    names = sorted(rng.sample(NAMES, count), key=NAMES.index)
    # The first and the last step share a role, as at a window; every role has a step.
    owners = [roles[0], *(rng.choice(roles) for _ in range(count - 2)), roles[0]]
    for role, place in zip(roles[1:], rng.sample(range(1, count - 1), min(len(roles) - 1, count - 2)), strict=False):
        owners[place] = role
    roles = tuple(dict.fromkeys(owners))
    optional = rng.randrange(1, count - 1) if rng.random() < 0.7 else None
    loop = rng.randrange(2, count) if rng.random() < 0.4 else None
    steps = []
    for i, (name, role) in enumerate(zip(names, owners, strict=True)):
        shape: Shape = rng.choice(("gamma", "gamma", "lognormal", "exponential"))
        work = Work(
            shape, round(rng.uniform(8, 70), 1), 1.0 if shape == "exponential" else rng.choice((0.5, 0.71, 0.9))
        )
        again = (
            (names[rng.randrange(max(1, i - 2), i)], round(rng.uniform(0.05, 0.2), 3)) if i == loop and i > 1 else None
        )
        steps.append(Step(name, role, work, round(rng.uniform(0.2, 0.7), 3) if i == optional else 1.0, again))
    hours = rng.choice(HOURS)
    few_days = tuple(sorted(rng.sample(WEEK, rng.choice((3, 4))))) if rng.random() < 0.6 else WEEK
    staff = {role: Staff(1) for role in roles}
    if few_days != WEEK and len(roles) > 2:
        staff[roles[-1]] = Staff(1, few_days)
    coming: Coming = rng.choice(("on_the_clock", "on_the_clock", "in_office_hours"))
    office = MadeOffice(f"world {seed}", hours, staff, tuple(steps), coming, rng.uniform(20, 90))
    return _with_changes(_manned(office, rng), rng)


def _manned(office: MadeOffice, rng: Random) -> MadeOffice:
    """The office with people enough and works scaled so that its roles are 50 to 95 % busy, one of them 85 % or more."""
    wanted = {role: rng.uniform(0.5, 0.9) for role in office.staff}
    wanted[rng.choice(tuple(wanted))] = rng.uniform(0.85, 0.95)
    staff = {
        role: replace(who, count=max(1, min(4, round(office.load[role] / 0.75)))) for role, who in office.staff.items()
    }
    office = replace(office, staff=staff)
    load = office.load
    steps = tuple(
        replace(step, work=replace(step.work, mean=round(step.work.mean * wanted[step.role] / load[step.role], 2)))
        for step in office.steps
    )
    return replace(office, steps=steps)


def _with_changes(office: MadeOffice, rng: Random) -> MadeOffice:
    """The office with the worlds that are asked about: nothing, one more of the busiest, less and more demand, one more of another."""
    load = office.load
    by_load = sorted(load, key=lambda role: -load[role])
    changes: dict[str, dict[str, float]] = {
        "base": {},
        "one_more": {by_load[0]: office.staff[by_load[0]].count + 1},
        "demand_down": {"demand": rng.choice((0.7, 0.8, 0.9))},
        "other_one_more": {by_load[1]: office.staff[by_load[1]].count + 1},
    }
    return replace(office, changes=changes)

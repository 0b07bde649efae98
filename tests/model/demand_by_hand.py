"""What is expected of a demand, worked out apart in slots of half an hour, and what is drawn of it in many replications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.calendar.official_days import load_days
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model
from sim.model.stream import StreamPlan
from sim.quantities import MINUTE, Floats, Instants, instant
from sim.shipped import shipped_folder
from tests.minimal import loaded

REPLICATIONS = 200
# Chosen once: with another seed each of the tests by chance below fails at odds of one in a thousand.
SEED = 7
SIGNIFICANT = 3.29
"""A standard normal variable lies farther from zero once in a thousand times."""

HEAD = """\
scenario: Demand
calendar: few_years.csv
period: {{start: {start}, warm_up_until: {start}, end: {end}, run_out: 1 working day}}
seed: {seed}
hours:
  mornings: {{weekdays: "09:00-13:00"}}
  six_days: {{weekdays: "09:00-13:00, 14:30-18:30", saturday: "10:00-14:00"}}
services:
  aid:
    regulation: small.yaml
    routes: {{{routes}}}
systems: {{gate: {{response: 5 seconds}}}}
offices:
  town: {{hours: department, staff: {{clerk: 1, chief: 1}}}}
  village:
    names: {{alpha: {{hours: mornings}}, beta: {{hours: six_days}}, gamma: {{}}, delta: {{}}}}
    hours: rural_akim
    sends_to: town
    staff: {{clerk: 1}}
arrivals:
"""
STEPS = "{steps: {1: {work: 10 minutes}, 2: {work: 1 hour}}}"
ROUTES = {"provider": STEPS, "portal": "{steps: {2: {work: 10 minutes}, provider.2: {work: 1 hour}}}"}


def few_years(folder: Path, first: int = 2017, last: int = 2020) -> None:
    """Write a calendar of some years, which is laid out faster than the shipped one with the same days."""
    rows = (shipped_folder("calendars") / "kz.csv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if row.startswith(("date", *map(str, range(first, last + 1))))]
    text = "\n".join([f"# from: {first}-01-01", f"# to: {last}-12-31", *kept])
    (folder / "few_years.csv").write_text(text, encoding="utf-8")


def model_of(
    folder: Path, streams: Mapping[str, str], start: str = "2018-03-01", end: str = "2018-07-01", rest: str = ""
) -> Model:
    """A model of some streams, each as the text of its block; `rest` is what follows in the file."""
    few_years(folder)
    blocks = "".join(f"  {name}: {{service: aid, {block}}}\n" for name, block in streams.items()) + rest
    routes = ", ".join(f"{channel}: {steps}" for channel, steps in ROUTES.items() if channel in blocks)
    text = HEAD.format(start=start, end=end, seed=SEED, routes=routes) + blocks
    return build_model(loaded(folder, text))


@dataclass(frozen=True)
class Drawn:
    """The applications of one stream in many replications, in the order of replications and then of numbers."""

    replication: Instants
    submitted: Instants
    office: NDArray[np.str_]
    channel: NDArray[np.str_]

    def where(self, rows: NDArray[np.bool_]) -> Drawn:
        return Drawn(self.replication[rows], self.submitted[rows], self.office[rows], self.channel[rows])

    @property
    def counts(self) -> Instants:
        """Applications by replication."""
        return np.bincount(self.replication - 1, minlength=REPLICATIONS)


def draw(model: Model, replications: int = REPLICATIONS) -> dict[str, Drawn]:
    """All streams of a model in many replications."""
    workloads = [draw_workload(model, r) for r in range(1, replications + 1)]
    of_all = Drawn(
        np.repeat(np.arange(1, replications + 1), [w.size for w in workloads]),
        np.concatenate([w.submitted for w in workloads]),
        np.array([office.name for office in model.capacity.offices])[np.concatenate([w.office for w in workloads])],
        np.array([plan.route for plan in model.routes])[np.concatenate([w.route for w in workloads])],
    )
    stream = np.concatenate([w.stream for w in workloads])
    return {name: of_all.where(stream == i) for i, name in enumerate(model.stream_names)}


def plans(model: Model, name: str) -> list[StreamPlan]:
    return [stream for stream in model.streams if stream.name == name]


def expected(model: Model, name: str, since: int, until: int) -> float:
    return sum(plan.expected(since, until) for plan in plans(model, name))


# What is expected, in slots of half an hour from 2018 to 2020; all hours and weights change on the half hour.

FIRST, DAYS = date(2018, 1, 1), 1096
SLOT = 30 * MINUTE
SLOTS = instant(FIRST) + SLOT * np.arange(48 * DAYS + 1)
"""Borders of the slots [instants]."""
ALL_DATES = [FIRST + timedelta(days=i) for i in range(DAYS)]
DAY_OF = np.repeat(np.arange(DAYS), 48)
WEEKDAY = DAY_OF % 7  # 1 January 2018 was a Monday
WEEK = DAY_OF // 7
MONTH = np.array([12 * day.year + day.month - 1 for day in ALL_DATES])[DAY_OF]
YEAR = MONTH // 12
CLOCK = np.tile(np.arange(48) / 2, DAYS)
"""By slot: the hour of the day at which it begins."""
GROUPS = {"day": DAY_OF, "working day": DAY_OF, "week": WEEK, "month": MONTH, "year": YEAR}


@cache
def open_slots(hours: str) -> Floats:
    """1 where some hours are open, else 0."""
    if hours == "portal":
        return np.ones(48 * DAYS)
    by_name: dict[str, list[tuple[float, float]]] = {
        "town": [(9, 13), (14.5, 18.5)],
        "alpha": [(9, 13)],
        "beta": [(9, 13), (14.5, 18.5)],
        "gamma": [(9, 13), (14, 18)],
    }
    opened = works() & within(*by_name[hours])
    if hours == "beta":  # on Saturdays that are neither worked in exchange nor a holiday
        off = np.array([day in load_days("kz").names for day in ALL_DATES])[DAY_OF]
        opened |= (WEEKDAY == 5) & ~off & within((10, 14))
    return opened.astype(np.float64)


@cache
def works() -> NDArray[np.bool_]:
    return np.array([load_days("kz").is_working(day) for day in ALL_DATES])[DAY_OF]


def within(*spans: tuple[float, float]) -> NDArray[np.bool_]:
    return np.asarray(np.any([(begin <= CLOCK) & (end > CLOCK) for begin, end in spans], axis=0))


@dataclass(frozen=True)
class Shape:
    """Weights by month [from 1], day of the week [from 0] and hours, as a profile has them."""

    months: Mapping[int, float] = field(default_factory=dict)
    weekdays: Mapping[int, float] = field(default_factory=dict)
    hours: Mapping[tuple[float, float], float] = field(default_factory=dict)

    @property
    def weights(self) -> Floats:
        result = np.ones(48 * DAYS)
        for month, weight in self.months.items():
            result[month == MONTH % 12 + 1] *= weight
        for weekday, weight in self.weekdays.items():
            result[weekday == WEEKDAY] *= weight
        for span, weight in self.hours.items():
            result[within(span)] *= weight
        return result


def by_hand(rate: float, unit: str, hours: str, shape: Shape | None = None) -> Floats:
    """Expected applications by slot."""
    opened = open_slots(hours)
    if unit == "hour":
        result = rate * opened / 2
    else:
        counted = opened * works() if unit == "working day" else opened
        group = GROUPS[unit]
        total = np.bincount(group, counted)[group]
        result = rate * np.divide(counted, total, out=np.zeros_like(total), where=total > 0)
    if shape is not None:
        shaped = result * shape.weights
        year = YEAR - 2018
        result = shaped * (np.bincount(year, result) / np.bincount(year, shaped))[year]
    return result


# What is common to the streams of the tests: where they come, their shapes, and how what is drawn is judged.

Entrance = tuple[float, str]
"""Share, and the hours of the door."""


@dataclass(frozen=True)
class Case:
    block: str
    rate: float
    unit: str
    entrances: Mapping[tuple[str, str], Entrance]
    """By channel and office."""
    shape: Shape | None = None

    def slots(self, entrance: tuple[str, str]) -> Floats:
        share, hours = self.entrances[entrance]
        return share * by_hand(self.rate, self.unit, hours, self.shape)

    @property
    def all_slots(self) -> Floats:
        return np.asarray(np.sum([self.slots(entrance) for entrance in self.entrances], axis=0))


TOWN: Mapping[tuple[str, str], Entrance] = {("provider", "town"): (1, "town")}
PORTAL: Mapping[tuple[str, str], Entrance] = {("portal", "town"): (1, "portal")}
VILLAGES: Mapping[tuple[str, str], Entrance] = {
    ("provider", "alpha"): (2 / 8, "alpha"),
    ("provider", "beta"): (5 / 8, "beta"),
    ("provider", "gamma"): (1 / 8, "gamma"),
}
TO_TOWN = "route: provider, office: town"
TO_PORTAL = "route: portal, office: town"
TO_VILLAGES = "route: provider, office: village"
WEIGHTS = "weights: {alpha: 2, gamma: 1, beta: 5, delta: 0}"
IN_TOWN = Shape({3: 2, 5: 0.5, 12: 7}, {0: 2, 4: 0}, {(9, 11): 3, (12, 15.5): 0.5})
IN_TOWN_TEXT = (
    "profile: {months: {march: 2, may: 0.5, december: 7}, weekdays: {monday: 2, friday: 0}, "
    "hours: {'09:00-11:00': 3, '12:00-15:30': 0.5}}"
)
ONLINE = Shape({6: 0, 1: 4}, {6: 0, 5: 0.5}, {(0, 6): 0, (9, 12): 3, (13, 18): 3})
ONLINE_TEXT = (
    "profile: {months: {june: 0, january: 4}, weekdays: {sunday: 0, saturday: 0.5}, "
    "hours: {'00:00-06:00': 0, '09:00-12:00, 13:00-18:00': 3}}"
)
PEOPLE_TEXT = (
    "channels: {portal: {share: 30 %, office: town}, provider: {share: 70 %, office: village, "
    "weights: {alpha: 2, gamma: 1, beta: 5, delta: 0}}}"
)
PEOPLE: Mapping[tuple[str, str], Entrance] = {
    ("portal", "town"): (0.3, "portal"),
    **{entrance: (0.7 * share, hours) for entrance, (share, hours) in VILLAGES.items()},
}
PERIOD = (instant(date(2018, 3, 1)), instant(date(2018, 7, 1)))


def inside(submitted: Instants, since: int = PERIOD[0], until: int = PERIOD[1]) -> NDArray[np.bool_]:
    return (submitted >= since) & (submitted < until)


def assert_counts(drawn: Drawn, slots: Floats, since: int = PERIOD[0], until: int = PERIOD[1]) -> None:
    """Counts by month, day of the week, half hour of the day and date are Poisson with what is expected by slot."""
    slots_inside = inside(SLOTS[:-1], since, until)
    slot = (drawn.submitted[inside(drawn.submitted, since, until)] - SLOTS[0]) // SLOT
    for group in (MONTH - 12 * 2018, WEEKDAY, (2 * CLOCK).astype(np.int64), DAY_OF):
        size = int(group.max()) + 1
        wanted = REPLICATIONS * np.bincount(group[slots_inside], slots[slots_inside], minlength=size)
        counts = np.bincount(group[slot], minlength=size)
        assert not counts[wanted == 0].any()
        counts, wanted = counts[wanted > 0], wanted[wanted > 0]
        assert wanted.min() > 5
        statistic = float(((counts - wanted) ** 2 / wanted).sum())
        assert stats.chi2.sf(statistic, len(wanted)) > 0.001


def assert_unit_rate(rescaled: Sequence[Floats], total: float) -> None:
    """Instants of many replications, as what was expected before each, have exponential gaps of mean one.

    The replications are laid one behind the other, which leaves a Poisson process of rate one.
    """
    points = np.concatenate([np.sort(points) + r * total for r, points in enumerate(rescaled)])
    assert len(points) > 1000
    assert stats.kstest(np.diff(points, prepend=0), "expon").pvalue > 0.001

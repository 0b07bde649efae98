"""What is drawn of a demand against what is expected of it, worked out apart in slots of half an hour."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from faulty import REGULATION
from numpy.typing import NDArray
from scipy import stats

from sim.arrivals import Rated
from sim.calendars import Instants
from sim.draws import draw_workload
from sim.engines import simulate
from sim.errors import ModelError
from sim.intensity import Intensity
from sim.loading import load_scenario
from sim.models import Model, StreamPlan, build_model
from sim.official_days import load_days
from sim.quantities import DAY, HOUR, MINUTE, civil, instant
from sim.sampling import Floats

REPLICATIONS = 200
# Chosen once: with another seed each of the tests by chance below fails at odds of one in a thousand.
SEED = 7
SIGNIFICANT = 3.29
"""A standard normal variable lies farther from zero once in a thousand times."""

HEAD = """\
scenario: Demand
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


def model_of(
    folder: Path, streams: Mapping[str, str], start: str = "2018-03-01", end: str = "2018-07-01", rest: str = ""
) -> Model:
    """A model of some streams, each as the text of its block; `rest` is what follows in the file."""
    (folder / "small.yaml").write_text(REGULATION, encoding="utf-8")
    blocks = "".join(f"  {name}: {{service: aid, {block}}}\n" for name, block in streams.items()) + rest
    routes = ", ".join(f"{channel}: {steps}" for channel, steps in ROUTES.items() if channel in blocks)
    text = HEAD.format(start=start, end=end, seed=SEED, routes=routes) + blocks
    path = folder / "demand.yaml"
    path.write_text(text, encoding="utf-8")
    return build_model(load_scenario(path))


@dataclass(frozen=True)
class Drawn:
    """The applications of one stream in many replications, in the order of replications and then of numbers."""

    replication: Instants
    submitted: Instants
    office: NDArray[np.str_]
    channel: NDArray[np.str_]

    def where(self, mine: NDArray[np.bool_]) -> Drawn:
        return Drawn(self.replication[mine], self.submitted[mine], self.office[mine], self.channel[mine])

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
    by_name = {
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
    return np.any([(begin <= CLOCK) & (end > CLOCK) for begin, end in spans], axis=0)


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
            result[MONTH % 12 + 1 == month] *= weight
        for weekday, weight in self.weekdays.items():
            result[WEEKDAY == weekday] *= weight
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


# Streams of four months of 2018: the block of each, and by channel and office where and how much of it comes.

Way = tuple[float, str]
"""Share, and the hours of the door."""


@dataclass(frozen=True)
class Case:
    block: str
    rate: float
    unit: str
    ways: Mapping[tuple[str, str], Way]
    """By channel and office."""
    shape: Shape | None = None

    def slots(self, way: tuple[str, str]) -> Floats:
        share, hours = self.ways[way]
        return share * by_hand(self.rate, self.unit, hours, self.shape)

    @property
    def all_slots(self) -> Floats:
        return np.sum([self.slots(way) for way in self.ways], axis=0)


TOWN: Mapping[tuple[str, str], Way] = {("provider", "town"): (1, "town")}
PORTAL: Mapping[tuple[str, str], Way] = {("portal", "town"): (1, "portal")}
VILLAGES: Mapping[tuple[str, str], Way] = {
    ("provider", "alpha"): (2 / 8, "alpha"),
    ("provider", "beta"): (5 / 8, "beta"),
    ("provider", "gamma"): (1 / 8, "gamma"),
}
EACH: Mapping[tuple[str, str], Way] = {
    ("provider", name): (1 / 4, name if name != "delta" else "gamma") for name in ("alpha", "beta", "gamma", "delta")
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
PEOPLE: Mapping[tuple[str, str], Way] = {
    ("portal", "town"): (0.3, "portal"),
    **{way: (0.7 * share, hours) for way, (share, hours) in VILLAGES.items()},
}
CASES = {
    "hourly": Case(f"{TO_TOWN}, rate: 0.5 per hour", 0.5, "hour", TOWN),
    "hourly_online": Case(f"{TO_PORTAL}, rate: 0.2 per hour", 0.2, "hour", PORTAL),
    "working_daily": Case(f"{TO_TOWN}, rate: 4 per working day", 4, "working day", TOWN),
    "working_daily_online": Case(f"{TO_PORTAL}, rate: 4 per working day", 4, "working day", PORTAL),
    "daily_online": Case(f"{TO_PORTAL}, rate: 3 per day", 3, "day", PORTAL),
    "weekly": Case(f"{TO_TOWN}, rate: 20 per week", 20, "week", TOWN),
    "weekly_online": Case(f"{TO_PORTAL}, rate: 20 per week", 20, "week", PORTAL),
    "monthly": Case(f"{TO_TOWN}, rate: 80 per month", 80, "month", TOWN),
    "monthly_online": Case(f"{TO_PORTAL}, rate: 80 per month", 80, "month", PORTAL),
    "yearly": Case(f"{TO_TOWN}, rate: 1000 per year", 1000, "year", TOWN),
    "yearly_online": Case(f"{TO_PORTAL}, rate: 1000 per year", 1000, "year", PORTAL),
    "shaped": Case(f"{TO_TOWN}, rate: 80 per month, {IN_TOWN_TEXT}", 80, "month", TOWN, IN_TOWN),
    "shaped_by_the_hour": Case(f"{TO_TOWN}, rate: 0.5 per hour, {IN_TOWN_TEXT}", 0.5, "hour", TOWN, IN_TOWN),
    "shaped_weeks": Case(f"{TO_TOWN}, rate: 20 per week, {IN_TOWN_TEXT}", 20, "week", TOWN, IN_TOWN),
    "shaped_online": Case(f"{TO_PORTAL}, rate: 4 per day, {ONLINE_TEXT}", 4, "day", PORTAL, ONLINE),
    "villages": Case(f"{TO_VILLAGES}, rate: 5 per working day, {WEIGHTS}", 5, "working day", VILLAGES),
    "villages_by_the_hour": Case(f"{TO_VILLAGES}, rate: 0.6 per hour, {WEIGHTS}", 0.6, "hour", VILLAGES),
    "each_village": Case(f"{TO_VILLAGES}, rate: 1.5 per week, per_office: true", 6, "week", EACH),
    "people": Case(f"{PEOPLE_TEXT}, rate: 6 per working day", 6, "working day", PEOPLE),
    "shaped_people": Case(f"{PEOPLE_TEXT}, rate: 120 per month, {ONLINE_TEXT}", 120, "month", PEOPLE, ONLINE),
}
PERIOD = (instant(date(2018, 3, 1)), instant(date(2018, 7, 1)))


@pytest.fixture(scope="module")
def spring(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return model_of(tmp_path_factory.mktemp("spring"), {name: case.block for name, case in CASES.items()})


@pytest.fixture(scope="module")
def drawn(spring: Model) -> dict[str, Drawn]:
    return draw(spring)


def inside(submitted: Instants, since: int = PERIOD[0], until: int = PERIOD[1]) -> NDArray[np.bool_]:
    return (submitted >= since) & (submitted < until)


def assert_counts(found: Drawn, slots: Floats, since: int = PERIOD[0], until: int = PERIOD[1]) -> None:
    """Counts by month, day of the week, half hour of the day and date are Poisson with what is expected by slot."""
    there = inside(SLOTS[:-1], since, until)
    slot = (found.submitted[inside(found.submitted, since, until)] - SLOTS[0]) // SLOT
    for group in (MONTH - 12 * 2018, WEEKDAY, (2 * CLOCK).astype(np.int64), DAY_OF):
        size = int(group.max()) + 1
        wanted = REPLICATIONS * np.bincount(group[there], slots[there], minlength=size)
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


# Plain streams, streams with a profile, populations.


@pytest.mark.parametrize("name", CASES)
def test_counts_fall_on_months_days_and_hours_as_expected(name: str, drawn: dict[str, Drawn]) -> None:
    assert_counts(drawn[name], CASES[name].all_slots)


@pytest.mark.parametrize("name", CASES)
def test_the_expected_applications_of_every_month_are_those_worked_out_by_hand(name: str, spring: Model) -> None:
    slots = CASES[name].all_slots
    borders = [instant(date(2018, month, 1)) for month in (3, 4, 5, 6, 7)]
    for since, until in [*zip(borders, borders[1:], strict=False), PERIOD, (PERIOD[0] + 36 * HOUR, PERIOD[1] - HOUR)]:
        by_hand_here = float(slots[inside(SLOTS[:-1], since, until)].sum())
        assert expected(spring, name, since, until) == pytest.approx(by_hand_here, rel=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_the_mean_of_the_drawn_counts_is_what_is_expected(name: str, spring: Model, drawn: dict[str, Drawn]) -> None:
    until = spring.window.run_out_end
    wanted = REPLICATIONS * expected(spring, name, spring.window.start, until)
    counts = drawn[name].counts
    assert abs(counts.sum() - wanted) < SIGNIFICANT * math.sqrt(wanted)
    low, high = stats.chi2(REPLICATIONS).ppf([0.0005, 0.9995])
    mean = wanted / REPLICATIONS
    assert low < float(((counts - mean) ** 2).sum() / mean) < high


@pytest.mark.parametrize("name", CASES)
def test_arrivals_are_a_poisson_process_of_rate_one_in_what_is_expected_by_hand(
    name: str, drawn: dict[str, Drawn]
) -> None:
    for channel, office in CASES[name].ways:
        before = np.concatenate([[0], np.cumsum(CASES[name].slots((channel, office)))])
        start, end = np.interp(PERIOD, SLOTS, before)
        mine = drawn[name].where((drawn[name].channel == channel) & (drawn[name].office == office))
        mine = mine.where(inside(mine.submitted))
        rescaled = np.interp(mine.submitted, SLOTS, before) - start
        assert_unit_rate([rescaled[mine.replication == r] for r in range(1, REPLICATIONS + 1)], end - start)


@pytest.mark.parametrize("name", ["working_daily", "shaped", "shaped_online", "people", "shaped_people"])
def test_the_intensity_of_a_channel_gives_its_arrivals_exponential_gaps(
    name: str, spring: Model, drawn: dict[str, Drawn]
) -> None:
    for plan in plans(spring, name):
        channel = spring.routes[plan.route].route
        assert isinstance(plan.process, Rated)
        for position, share, door in zip(plan.offices, plan.shares.tolist(), plan.doors.tolist(), strict=True):
            if share == 0:
                continue
            intensity = plan.process.doors[door]
            office = spring.capacity.offices[position].name
            part = plan.share * share
            replications = min(int(1800 / (part * intensity.total)) + 1, REPLICATIONS)
            mine = drawn[name].where((drawn[name].channel == channel) & (drawn[name].office == office))
            rescaled = [
                part * np.array([intensity.expected(at) for at in mine.submitted[mine.replication == r].tolist()])
                for r in range(1, replications + 1)
            ]
            assert_unit_rate(rescaled, part * intensity.total)


def test_channels_and_offices_of_a_population_are_independent(drawn: dict[str, Drawn]) -> None:
    # Independent marks make independent Poisson processes: the counts do not vary together.
    found = drawn["people"]
    counts = np.array(
        [found.where((found.channel == channel) & (found.office == office)).counts for channel, office in PEOPLE]
    )
    among = np.corrcoef(counts)[np.triu_indices(len(counts), 1)]
    assert np.abs(among).max() < 4 / math.sqrt(REPLICATIONS)


@pytest.mark.parametrize("name", ["villages", "villages_by_the_hour", "each_village", "people", "shaped_people"])
def test_each_office_and_channel_has_its_share_at_its_own_hours(name: str, drawn: dict[str, Drawn]) -> None:
    found = drawn[name]
    ways = set(zip(found.channel.tolist(), found.office.tolist(), strict=True))
    assert ways == set(CASES[name].ways)  # an office that weighs nothing gets nothing
    for channel, office in ways:
        mine = found.where((found.channel == channel) & (found.office == office))
        slots = CASES[name].slots((channel, office))
        wanted = REPLICATIONS * float(slots[inside(SLOTS[:-1])].sum())
        assert abs(int(inside(mine.submitted).sum()) - wanted) < SIGNIFICANT * math.sqrt(wanted)
        assert (slots[(mine.submitted - SLOTS[0]) // SLOT] > 0).all()


def test_the_rate_of_each_office_is_the_stated_one(spring: Model) -> None:
    by_office = dict(plans(spring, "each_village")[0].expected_by_office(*(instant(date(2018, 4, d)) for d in (9, 16))))
    assert list(by_office.values()) == pytest.approx([1.5] * 4)  # a week without holidays


def test_nobody_comes_where_a_weight_is_zero(drawn: dict[str, Drawn]) -> None:
    days = drawn["shaped"].submitted // DAY
    assert set(((days + 3) % 7).tolist()) <= {0, 1, 2, 3, 5}  # no Friday; Saturdays are those worked in exchange
    online = drawn["shaped_online"].submitted
    assert (online % DAY).min() >= 6 * HOUR
    assert {civil(at).month for at in online.tolist()} == {3, 4, 5, 7}
    assert set(((online // DAY + 3) % 7).tolist()) == set(range(6))


@pytest.mark.parametrize(
    ("block", "total"),
    [
        (f"{TO_TOWN}, rate: 80 per month, {IN_TOWN_TEXT}", 80 * 12),
        (f"{TO_TOWN}, rate: 700 per year, {IN_TOWN_TEXT}", 700),
        (f"{TO_TOWN}, rate: 4 per working day, {IN_TOWN_TEXT}", 4 * 246),
        (f"{TO_TOWN}, rate: 0.5 per hour, {IN_TOWN_TEXT}", 0.5 * 8 * 246),
        (f"{TO_PORTAL}, rate: 2 per day, {ONLINE_TEXT}", 2 * 365),
        (f"{TO_PORTAL}, rate: 2 per hour, {ONLINE_TEXT}", 2 * 24 * 365),
        (f"{PEOPLE_TEXT}, rate: 80 per month, {ONLINE_TEXT}", 80 * 12),
    ],
)
def test_a_profile_leaves_a_civil_year_the_total_of_its_rate(tmp_path: Path, block: str, total: float) -> None:
    # 2018 has 246 working days. What three periods of a few months have is together what the year has.
    borders = ["2018-01-01", "2018-03-06", "2018-10-01", "2019-01-01"]
    parts = []
    for start, end in zip(borders, borders[1:], strict=False):
        model = model_of(tmp_path, {"all": block}, start, end)
        parts.append(expected(model, "all", *(instant(date.fromisoformat(day)) for day in (start, end))))
    assert sum(parts) == pytest.approx(total)
    whole = model_of(tmp_path, {"all": block}, "2017-06-01", "2019-06-01")
    assert expected(whole, "all", instant(date(2018, 1, 1)), instant(date(2019, 1, 1))) == pytest.approx(total)


def test_a_profile_without_any_open_time_is_refused(tmp_path: Path) -> None:
    closed = "profile: {hours: {'09:00-13:00, 14:30-18:30': 0}}"
    with pytest.raises(ModelError, match="no weight to any time in 2018"):
        model_of(tmp_path, {"all": f"{TO_TOWN}, rate: 4 per working day, {closed}"})


# Growth, over two years from July 2018 on.

START, END = date(2018, 7, 1), date(2020, 7, 1)
YEARS = (instant(START), instant(END))
PLAIN = {
    "more": f"{TO_TOWN}, rate: 60 per month",
    "less": f"{PEOPLE_TEXT}, rate: 60 per month",
    "shaped_more": f"{TO_TOWN}, rate: 20 per week, {IN_TOWN_TEXT}",
    "shaped_less": f"{TO_PORTAL}, rate: 2 per day, {ONLINE_TEXT}",
    "even_less": f"{TO_TOWN}, rate: 3 per working day, process: deterministic",
}
GROWTH = {"more": 0.25, "less": -0.3, "shaped_more": 0.1, "shaped_less": -0.2, "even_less": -0.5}
WITHOUT = {
    "more": by_hand(60, "month", "town"),
    "less": sum(share * by_hand(60, "month", hours) for share, hours in PEOPLE.values()),
    "shaped_more": by_hand(20, "week", "town", IN_TOWN),
    "shaped_less": by_hand(2, "day", "portal", ONLINE),
    "even_less": by_hand(3, "working day", "town"),
}


def compounded(growth: float) -> Floats:
    """By slot: how often as many come as in the beginning, compounded day by day."""
    since = DAY_OF - (START - FIRST).days
    return (1 + growth) ** (np.maximum(since, 0) / 365.25)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Model:
    streams = {name: f"{block}, growth: {100 * GROWTH[name]:.0f} % per year" for name, block in PLAIN.items()}
    return model_of(tmp_path_factory.mktemp("grown"), streams, str(START), str(END))


@pytest.fixture(scope="module")
def drawn_grown(grown: Model) -> dict[str, Drawn]:
    return draw(grown)


@pytest.mark.parametrize("name", GROWTH)
def test_growth_is_compounded_from_the_start_on(name: str, grown: Model, drawn_grown: dict[str, Drawn]) -> None:
    slots = WITHOUT[name] * compounded(GROWTH[name])
    there = inside(SLOTS[:-1], *YEARS)
    names = [name, f"{name}/growth"] if GROWTH[name] > 0 else [name]
    assert (f"{name}/growth" in grown.stream_names) == (GROWTH[name] > 0)
    assert sum(expected(grown, part, *YEARS) for part in names) == pytest.approx(float(slots[there].sum()), rel=1e-9)
    if name != "even_less":
        both = Drawn(
            *(np.concatenate([getattr(drawn_grown[part], key) for part in names]) for key in Drawn.__dataclass_fields__)
        )
        assert_counts(both, slots, *YEARS)
        before = np.concatenate([[0], np.cumsum(np.where(there, slots, 0))])
        both = both.where(inside(both.submitted, *YEARS))
        rescaled = np.interp(both.submitted, SLOTS, before)
        assert_unit_rate(
            [rescaled[both.replication == r] for r in range(1, REPLICATIONS + 1)], float(slots[there].sum())
        )


def test_a_year_of_growth_by_hand(grown: Model) -> None:
    # 60 per month grow by a quarter each year: on 1 July 2019, 365 of 365.25 days on, July has nearly 75.
    july, august = instant(date(2019, 7, 1)), instant(date(2019, 8, 1))
    found = expected(grown, "more", july, august) + expected(grown, "more/growth", july, august)
    assert 75 < found < 60 * 1.25 ** (396 / 365.25)
    # The first day has none.
    assert expected(grown, "more/growth", YEARS[0], YEARS[0] + DAY) == 0


def test_growth_leaves_the_arrivals_without_it_alone(tmp_path: Path, drawn_grown: dict[str, Drawn]) -> None:
    base = draw(model_of(tmp_path, PLAIN, str(START), str(END)), 3)
    for name, growth in GROWTH.items():
        for r in (1, 2, 3):
            before = base[name].submitted[base[name].replication == r]
            after = drawn_grown[name].submitted[drawn_grown[name].replication == r]
            if growth > 0:
                assert after.tolist() == before.tolist()
            else:  # some stay away, nobody comes at another time
                assert np.isin(after, before).all()
                assert 0.4 * len(before) < len(after) < 0.9 * len(before)


def test_of_an_evenly_spaced_stream_that_shrinks_each_comes_with_the_chance_of_its_day(
    drawn_grown: dict[str, Drawn],
) -> None:
    found = drawn_grown["even_less"]
    slot = (found.submitted[inside(found.submitted, *YEARS)] - SLOTS[0]) // SLOT
    there = inside(SLOTS[:-1], *YEARS)
    before, after = (
        REPLICATIONS * np.bincount(MONTH[there], slots[there])[MONTH[there][0] :]
        for slots in (WITHOUT["even_less"], WITHOUT["even_less"] * compounded(-0.5))
    )
    counts = np.bincount(MONTH[slot])[MONTH[there][0] :]
    variance = after * (1 - after / before)  # binomial
    # Half a space at either end of a month may lie in the next one.
    distance = np.maximum(np.abs(counts - after) - REPLICATIONS / 2, 0)
    assert (distance < 4 * np.sqrt(variance)).all()
    assert abs(counts.sum() - after.sum()) < SIGNIFICANT * math.sqrt(variance.sum()) + REPLICATIONS / 2


# Campaigns.

SURGE = (date(2018, 4, 9), date(2018, 4, 27))
SURGE_TEXT = "first_day: 2018-04-09, last_day: 2018-04-27"
CAMPAIGNS = {
    "told": f"{TO_TOWN}, rate: 4 per working day, {IN_TOWN_TEXT}, campaigns: {{tv: {{{SURGE_TEXT}, rate: 90 per month}}}}",
    "tripled": f"{PEOPLE_TEXT}, rate: 80 per month, {ONLINE_TEXT}, growth: 50 % per year, "
    f"campaigns: {{tv: {{{SURGE_TEXT}, times: 3}}, radio: {{first_day: 2018-04-20, last_day: 2018-05-04, rate: 30 per week}}}}",
    "shrinking": f"{TO_TOWN}, rate: 60 per month, growth: -60 % per year, campaigns: {{tv: {{{SURGE_TEXT}, times: 4.5}}}}",
    "by_list": f"{TO_TOWN}, instants: ['2018-04-02 10:00'], campaigns: {{tv: {{{SURGE_TEXT}, rate: 6 per working day}}}}",
}
DURING = {
    part: ((day >= first) & (day <= last))
    for day in [np.array([f"{d}" for d in ALL_DATES])[DAY_OF]]
    for part, first, last in [
        ("tv", str(SURGE[0]), str(SURGE[1])),
        ("radio", "2018-04-20", "2018-05-04"),
    ]
}


def since_march(growth: float) -> Floats:
    return (1 + growth) ** (np.maximum(DAY_OF - (date(2018, 3, 1) - FIRST).days, 0) / 365.25)


def of_people(rate: float, unit: str, shape: Shape | None = None) -> Floats:
    return np.sum([share * by_hand(rate, unit, hours, shape) for share, hours in PEOPLE.values()], axis=0)


# A campaign by a rate has no profile; one by a multiple has that of its stream, and grows with it.
EXTRA: Mapping[str, Callable[[], Floats]] = {
    "told/tv": lambda: DURING["tv"] * by_hand(90, "month", "town"),
    "tripled/tv": lambda: 2 * DURING["tv"] * of_people(80, "month", ONLINE) * since_march(0.5),
    "tripled/radio": lambda: DURING["radio"] * of_people(30, "week"),
    "shrinking/tv": lambda: 3.5 * DURING["tv"] * by_hand(60, "month", "town") * since_march(-0.6),
    "by_list/tv": lambda: DURING["tv"] * by_hand(6, "working day", "town"),
}


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return model_of(tmp_path_factory.mktemp("campaigns"), CAMPAIGNS)


@pytest.fixture(scope="module")
def drawn_campaigns(campaigns: Model) -> dict[str, Drawn]:
    return draw(campaigns)


@pytest.mark.parametrize("name", EXTRA)
def test_a_campaign_brings_what_it_says_on_its_days(
    name: str, campaigns: Model, drawn_campaigns: dict[str, Drawn]
) -> None:
    slots = EXTRA[name]()
    assert expected(campaigns, name, *PERIOD) == pytest.approx(float(slots[inside(SLOTS[:-1])].sum()), rel=1e-9)
    assert_counts(drawn_campaigns[name], slots)


def test_a_campaign_leaves_the_arrivals_without_it_alone(tmp_path: Path, drawn_campaigns: dict[str, Drawn]) -> None:
    alone = draw(model_of(tmp_path, {name: block.split(", campaigns")[0] for name, block in CAMPAIGNS.items()}), 2)
    assert {"told", "tripled", "tripled/growth", "shrinking", "by_list"} == set(alone)
    for name, found in alone.items():
        mine = drawn_campaigns[name].where(drawn_campaigns[name].replication <= 2)
        assert mine.submitted.tolist() == found.submitted.tolist()
        assert mine.office.tolist() == found.office.tolist()


def test_a_campaign_may_be_called_growth(tmp_path: Path) -> None:
    # Its applications are not those of the growth of the same stream.
    block = f"{TO_TOWN}, rate: 4 per working day, growth: 5 % per year, campaigns: {{NAME: {{{SURGE_TEXT}, rate: 9 per working day}}}}"
    other, same = (draw(model_of(tmp_path, {"all": block.replace("NAME", name)}), 20) for name in ("tv", "growth"))
    count, wanted = (sum(len(found.submitted) for found in draws.values()) for draws in (same, other))
    assert abs(count - wanted) < SIGNIFICANT * math.sqrt(count + wanted)


# Batches.

SIZES = {1: 3, 4: 1.5, 10: 0.5, 20: 0}
MEAN_SIZE = (1 * 3 + 4 * 1.5 + 10 * 0.5) / 5


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Model:
    sizes = "bulk: {1: 3, 4: 1.5, 10: 0.5, 20: 0}"
    streams = {
        "at_the_villages": f"{TO_VILLAGES}, {WEIGHTS}, rate: 4 per working day, {sizes}",
        "of_people": f"{PEOPLE_TEXT}, rate: 80 per month, {ONLINE_TEXT}, {sizes}",
        "dozens": f"{TO_TOWN}, rate: 3 per working day, bulk: 12",
        "even": f"{TO_TOWN}, rate: 6 per working day, bulk: 3, process: deterministic",
    }
    return model_of(tmp_path_factory.mktemp("batches"), streams)


@pytest.fixture(scope="module")
def drawn_batches(batches: Model) -> dict[str, Drawn]:
    return draw(batches)


def sizes_of(found: Drawn) -> Instants:
    """Sizes of the batches: what is handed in at one instant of one replication."""
    keys = np.stack([found.replication, found.submitted])
    return np.unique(keys, axis=1, return_counts=True)[1]


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("at_the_villages", {**{hours: share for share, hours in VILLAGES.values()}}),
        ("of_people", {hours: share for share, hours in PEOPLE.values()}),
    ],
)
def test_batches_have_their_sizes_and_the_rate_its_count(
    name: str, hours: dict[str, float], batches: Model, drawn_batches: dict[str, Drawn]
) -> None:
    found = drawn_batches[name]
    sizes = sizes_of(found)
    counts = np.array([(sizes == size).sum() for size in SIZES])
    assert counts.sum() == len(sizes)
    assert counts[3] == 0
    assert stats.chisquare(counts[:3], len(sizes) * np.array([0.6, 0.3, 0.1])).pvalue > 0.001
    rate, unit, shape = (4, "working day", None) if name == "at_the_villages" else (80, "month", ONLINE)
    slots = np.sum([share * by_hand(rate, unit, door, shape) for door, share in hours.items()], axis=0)
    wanted = float(slots[inside(SLOTS[:-1], batches.window.start, batches.window.run_out_end)].sum())
    assert expected(batches, name, batches.window.start, batches.window.run_out_end) == pytest.approx(wanted)
    assert abs(len(sizes) - REPLICATIONS * wanted / MEAN_SIZE) < SIGNIFICANT * math.sqrt(
        REPLICATIONS * wanted / MEAN_SIZE
    )
    variance = REPLICATIONS * wanted / MEAN_SIZE * (0.6 * 1 + 0.3 * 16 + 0.1 * 100)
    assert abs(len(found.submitted) - REPLICATIONS * wanted) < SIGNIFICANT * math.sqrt(variance)


@pytest.mark.parametrize("name", ["at_the_villages", "of_people", "dozens", "even"])
def test_a_batch_has_one_instant_one_channel_and_one_office(name: str, drawn_batches: dict[str, Drawn]) -> None:
    found = drawn_batches[name]
    keys = np.stack([found.replication, found.submitted])
    instants, which = np.unique(keys, axis=1, return_inverse=True)
    places = np.unique(np.stack([which.ravel().astype(str), found.office, found.channel]), axis=1)
    assert places.shape[1] == instants.shape[1]
    if name in ("dozens", "even"):
        assert set(sizes_of(found).tolist()) == {12 if name == "dozens" else 3}


def test_batches_by_chance_come_as_a_poisson_process(batches: Model, drawn_batches: dict[str, Drawn]) -> None:
    before = np.concatenate([[0], np.cumsum(by_hand(3, "working day", "town"))]) / 12
    found = drawn_batches["dozens"]
    found = found.where(inside(found.submitted))
    start, end = np.interp(PERIOD, SLOTS, before)
    rescaled = [
        np.interp(np.unique(found.submitted[found.replication == r]), SLOTS, before) - start
        for r in range(1, REPLICATIONS + 1)
    ]
    assert_unit_rate(rescaled, float(end - start))


def test_evenly_spaced_batches_come_at_their_hours(drawn_batches: dict[str, Drawn]) -> None:
    # Six a working day of eight open hours in batches of three: after two and six open hours.
    found = drawn_batches["even"]
    first = found.where((found.replication == 1) & inside(found.submitted)).submitted
    working = [day for day in ALL_DATES if load_days("kz").is_working(day) and PERIOD[0] <= instant(day) < PERIOD[1]]
    assert np.unique(first).tolist() == [instant(day) + at for day in working for at in (11 * HOUR, 33 * HOUR // 2)]


# Even spacing, instants, histories.


def test_evenly_spaced_arrivals_by_hand(tmp_path: Path) -> None:
    model = model_of(
        tmp_path,
        {
            "town": f"{TO_TOWN}, rate: 2 per working day, process: deterministic",
            "online": f"{TO_PORTAL}, rate: 4 per day, process: deterministic",
            "mornings": f"{TO_PORTAL}, rate: 2 per day, process: deterministic, "
            "profile: {hours: {'08:00-12:00': 1, '00:00-08:00, 12:00-24:00': 0}}",
        },
        "2018-03-05",
        "2018-03-13",
    )
    found = draw(model, 2)
    days = [instant(date(2018, 3, d)) for d in (5, 6, 7, 12)]  # 8 and 9 March are days off
    every = [instant(date(2018, 3, d)) for d in range(5, 13)]
    wanted = {
        "town": [day + at for day in days for at in (11 * HOUR, 33 * HOUR // 2)],
        "online": [day + hour * HOUR for day in every for hour in (3, 9, 15, 21)],
        "mornings": [day + hour * HOUR for day in every for hour in (9, 11)],
    }
    for name, instants in wanted.items():
        for r in (1, 2):
            mine = found[name].submitted[found[name].replication == r]
            assert mine[mine < model.window.horizon].tolist() == instants

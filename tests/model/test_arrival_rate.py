"""Arrivals by rates, profiles, populations, growth and campaigns as they are drawn, against what is expected by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.errors import InputError, ModelError
from sim.model.arrival_processes import Rated
from sim.model.arrival_rate import Intensity
from sim.model.model import Model
from sim.quantities import DAY, HOUR, UNSET, Floats, civil, instant, parse_rate
from sim.scenario.demand import Profile
from tests.model import demand_by_hand as demand
from tests.model.demand_by_hand import (
    IN_TOWN,
    IN_TOWN_TEXT,
    ONLINE,
    ONLINE_TEXT,
    PEOPLE,
    PEOPLE_TEXT,
    PORTAL,
    TO_PORTAL,
    TO_TOWN,
    TO_VILLAGES,
    TOWN,
    VILLAGES,
    WEIGHTS,
    Case,
    Drawn,
)

# Streams of four months of 2018: the block of each, and by channel and office where and how much of it comes.

EACH: Mapping[tuple[str, str], demand.Entrance] = {
    ("provider", name): (1 / 4, name if name != "delta" else "gamma") for name in ("alpha", "beta", "gamma", "delta")
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


@pytest.fixture(scope="module")
def spring(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return demand.model_of(tmp_path_factory.mktemp("spring"), {name: case.block for name, case in CASES.items()})


@pytest.fixture(scope="module")
def drawn(spring: Model) -> dict[str, Drawn]:
    return demand.draw(spring)


# Plain streams, streams with a profile, populations.


@pytest.mark.parametrize("name", CASES)
def test_counts_fall_on_months_days_and_hours_as_expected(name: str, drawn: dict[str, Drawn]) -> None:
    demand.assert_counts(drawn[name], CASES[name].all_slots)


@pytest.mark.parametrize("name", CASES)
def test_the_expected_applications_of_every_month_are_those_worked_out_by_hand(name: str, spring: Model) -> None:
    slots = CASES[name].all_slots
    borders = [instant(date(2018, month, 1)) for month in (3, 4, 5, 6, 7)]
    for since, until in [*pairwise(borders), demand.PERIOD, (demand.PERIOD[0] + 36 * HOUR, demand.PERIOD[1] - HOUR)]:
        by_hand_here = float(slots[demand.inside(demand.SLOTS[:-1], since, until)].sum())
        assert demand.expected(spring, name, since, until) == pytest.approx(by_hand_here, rel=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_the_mean_of_the_drawn_counts_is_what_is_expected(name: str, spring: Model, drawn: dict[str, Drawn]) -> None:
    until = spring.window.run_out_end
    wanted = demand.REPLICATIONS * demand.expected(spring, name, spring.window.start, until)
    counts = drawn[name].counts
    assert abs(counts.sum() - wanted) < demand.SIGNIFICANT * math.sqrt(wanted)
    low, high = stats.chi2(demand.REPLICATIONS).ppf([0.0005, 0.9995])
    mean = wanted / demand.REPLICATIONS
    assert low < float(((counts - mean) ** 2).sum() / mean) < high


@pytest.mark.parametrize("name", CASES)
def test_arrivals_are_a_poisson_process_of_rate_one_in_what_is_expected_by_hand(
    name: str, drawn: dict[str, Drawn]
) -> None:
    for channel, office in CASES[name].entrances:
        before = np.concatenate([[0], np.cumsum(CASES[name].slots((channel, office)))])
        start, end = np.interp(demand.PERIOD, demand.SLOTS, before)
        mine = drawn[name].where((drawn[name].channel == channel) & (drawn[name].office == office))
        mine = mine.where(demand.inside(mine.submitted))
        rescaled = np.interp(mine.submitted, demand.SLOTS, before) - start
        demand.assert_unit_rate(
            [rescaled[mine.replication == r] for r in range(1, demand.REPLICATIONS + 1)], end - start
        )


@pytest.mark.parametrize("name", ["working_daily", "shaped", "shaped_online", "people", "shaped_people"])
def test_the_intensity_of_a_channel_gives_its_arrivals_exponential_gaps(
    name: str, spring: Model, drawn: dict[str, Drawn]
) -> None:
    for plan in demand.plans(spring, name):
        channel = spring.routes[plan.route].route
        assert isinstance(plan.process, Rated)
        for position, share, door in zip(plan.offices, plan.shares.tolist(), plan.doors.tolist(), strict=True):
            if share == 0:
                continue
            intensity = plan.process.doors[door]
            office = spring.capacity.offices[position].name
            part = plan.share * share
            replications = min(int(1800 / (part * intensity.total)) + 1, demand.REPLICATIONS)
            mine = drawn[name].where((drawn[name].channel == channel) & (drawn[name].office == office))
            rescaled = [
                part * np.array([intensity.expected(at) for at in mine.submitted[mine.replication == r].tolist()])
                for r in range(1, replications + 1)
            ]
            demand.assert_unit_rate(rescaled, part * intensity.total)


def test_channels_and_offices_of_a_population_are_independent(drawn: dict[str, Drawn]) -> None:
    # Independent marks make independent Poisson processes: the counts do not vary together.
    found = drawn["people"]
    counts = np.array(
        [found.where((found.channel == channel) & (found.office == office)).counts for channel, office in PEOPLE]
    )
    among = np.corrcoef(counts)[np.triu_indices(len(counts), 1)]
    assert np.abs(among).max() < 4 / math.sqrt(demand.REPLICATIONS)


@pytest.mark.parametrize("name", ["villages", "villages_by_the_hour", "each_village", "people", "shaped_people"])
def test_each_office_and_channel_has_its_share_at_its_own_hours(name: str, drawn: dict[str, Drawn]) -> None:
    found = drawn[name]
    entrances = set(zip(found.channel.tolist(), found.office.tolist(), strict=True))
    assert entrances == set(CASES[name].entrances)  # an office that weighs nothing gets nothing
    for channel, office in entrances:
        mine = found.where((found.channel == channel) & (found.office == office))
        slots = CASES[name].slots((channel, office))
        wanted = demand.REPLICATIONS * float(slots[demand.inside(demand.SLOTS[:-1])].sum())
        assert abs(int(demand.inside(mine.submitted).sum()) - wanted) < demand.SIGNIFICANT * math.sqrt(wanted)
        assert (slots[(mine.submitted - demand.SLOTS[0]) // demand.SLOT] > 0).all()


def test_the_rate_of_each_office_is_the_stated_one(spring: Model) -> None:
    by_office = dict(
        demand.plans(spring, "each_village")[0].expected_by_office(*(instant(date(2018, 4, d)) for d in (9, 16)))
    )
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
        (f"{PEOPLE_TEXT}, rate: 80 per month, {ONLINE_TEXT}", 80 * 12),
    ],
)
def test_a_profile_leaves_a_civil_year_the_total_of_its_rate(tmp_path: Path, block: str, total: float) -> None:
    # 2018 has 246 working days. What three periods of a few months have is together what the year has.
    borders = ["2018-01-01", "2018-03-06", "2018-10-01", "2019-01-01"]
    parts = []
    for start, end in pairwise(borders):
        model = demand.model_of(tmp_path, {"all": block}, start, end)
        parts.append(demand.expected(model, "all", *(instant(date.fromisoformat(day)) for day in (start, end))))
    assert sum(parts) == pytest.approx(total)
    whole = demand.model_of(tmp_path, {"all": block}, "2017-12-01", "2019-02-01")
    assert demand.expected(whole, "all", instant(date(2018, 1, 1)), instant(date(2019, 1, 1))) == pytest.approx(total)


def test_a_profile_without_any_open_time_is_refused(tmp_path: Path, spring: Model) -> None:
    closed = "{hours: {'09:00-13:00, 14:30-18:30': 0}}"
    with pytest.raises(InputError, match="gives no weight to any time"):
        demand.model_of(tmp_path, {"all": f"{TO_TOWN}, rate: 4 per working day, profile: {closed}"})
    hours = spring.capacity.offices[0].clock.hours
    profile = Profile(hours={"09:00-13:00, 14:30-18:30": 0.0})
    with pytest.raises(ModelError, match="no weight to any time in 2018"):
        Intensity.of(parse_rate("60 per month"), hours, {}, *demand.PERIOD, profile)


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
    "more": demand.by_hand(60, "month", "town"),
    "less": np.sum([share * demand.by_hand(60, "month", hours) for share, hours in PEOPLE.values()], axis=0),
    "shaped_more": demand.by_hand(20, "week", "town", IN_TOWN),
    "shaped_less": demand.by_hand(2, "day", "portal", ONLINE),
    "even_less": demand.by_hand(3, "working day", "town"),
}


def compounded(growth: float, start: date = START) -> Floats:
    """By slot: how often as many come as in the beginning, compounded day by day."""
    return np.asarray((1 + growth) ** (np.maximum(demand.DAY_OF - (start - demand.FIRST).days, 0) / 365.25))


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Model:
    streams = {name: f"{block}, growth: {100 * GROWTH[name]:.0f} % per year" for name, block in PLAIN.items()}
    return demand.model_of(tmp_path_factory.mktemp("grown"), streams, str(START), str(END))


@pytest.fixture(scope="module")
def drawn_grown(grown: Model) -> dict[str, Drawn]:
    return demand.draw(grown)


@pytest.mark.parametrize("name", GROWTH)
def test_growth_is_compounded_from_the_start_on(name: str, grown: Model, drawn_grown: dict[str, Drawn]) -> None:
    slots = WITHOUT[name] * compounded(GROWTH[name])
    there = demand.inside(demand.SLOTS[:-1], *YEARS)
    names = [name, f"{name}/growth"] if GROWTH[name] > 0 else [name]
    assert (f"{name}/growth" in grown.stream_names) == (GROWTH[name] > 0)
    assert sum(demand.expected(grown, part, *YEARS) for part in names) == pytest.approx(
        float(slots[there].sum()), rel=1e-9
    )
    if name != "even_less":
        both = Drawn(
            *(np.concatenate([getattr(drawn_grown[part], key) for part in names]) for key in Drawn.__dataclass_fields__)
        )
        demand.assert_counts(both, slots, *YEARS)
        before = np.concatenate([[0], np.cumsum(np.where(there, slots, 0))])
        both = both.where(demand.inside(both.submitted, *YEARS))
        rescaled = np.interp(both.submitted, demand.SLOTS, before)
        demand.assert_unit_rate(
            [rescaled[both.replication == r] for r in range(1, demand.REPLICATIONS + 1)], float(slots[there].sum())
        )


def test_a_year_of_growth_by_hand(grown: Model) -> None:
    # 60 per month grow by a quarter each year: on 1 July 2019, 365 of 365.25 days on, July has nearly 75.
    july, august = instant(date(2019, 7, 1)), instant(date(2019, 8, 1))
    found = demand.expected(grown, "more", july, august) + demand.expected(grown, "more/growth", july, august)
    assert 75 < found < 60 * 1.25 ** (396 / 365.25)
    # The first day has none.
    assert demand.expected(grown, "more/growth", YEARS[0], YEARS[0] + DAY) == 0


def test_growth_leaves_the_arrivals_without_it_alone(tmp_path: Path, drawn_grown: dict[str, Drawn]) -> None:
    base = demand.draw(demand.model_of(tmp_path, PLAIN, str(START), str(END)), 3)
    for name, growth in GROWTH.items():
        if name == "even_less":  # evenly spaced as a whole
            continue
        for r in (1, 2, 3):
            before = base[name].submitted[base[name].replication == r]
            after = drawn_grown[name].submitted[drawn_grown[name].replication == r]
            if growth > 0:
                assert after.tolist() == before.tolist()
            else:  # some stay away, nobody comes at another time
                assert np.isin(after, before).all()
                assert 0.4 * len(before) < len(after) < 0.9 * len(before)


def test_an_evenly_spaced_stream_that_shrinks_is_evenly_spaced_in_what_is_left(drawn_grown: dict[str, Drawn]) -> None:
    slots = np.where(demand.inside(demand.SLOTS[:-1], *YEARS), WITHOUT["even_less"] * compounded(-0.5), 0)
    before = np.concatenate([[0], np.cumsum(slots)])
    found = drawn_grown["even_less"].where(demand.inside(drawn_grown["even_less"].submitted, *YEARS))
    first = found.submitted[found.replication == 1]
    # To the second.
    assert np.interp(first, demand.SLOTS, before) == pytest.approx(np.arange(len(first)) + 0.5, abs=0.001)
    assert len(first) == round(before[-1])
    assert found.submitted.tolist() == demand.REPLICATIONS * first.tolist()


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
    for day in [np.array([f"{d}" for d in demand.ALL_DATES])[demand.DAY_OF]]
    for part, first, last in [
        ("tv", str(SURGE[0]), str(SURGE[1])),
        ("radio", "2018-04-20", "2018-05-04"),
    ]
}


def of_people(rate: float, unit: str, shape: demand.Shape | None = None) -> Floats:
    """Expected applications of the population by slot."""
    return np.asarray(
        np.sum([share * demand.by_hand(rate, unit, hours, shape) for share, hours in PEOPLE.values()], axis=0)
    )


# A campaign by a rate has no profile; one by a multiple has that of its stream, and grows with it.
EXTRA: Mapping[str, Callable[[], Floats]] = {
    "told/tv": lambda: DURING["tv"] * demand.by_hand(90, "month", "town"),
    "tripled/tv": lambda: 2 * DURING["tv"] * of_people(80, "month", ONLINE) * compounded(0.5, date(2018, 3, 1)),
    "tripled/radio": lambda: DURING["radio"] * of_people(30, "week"),
    "shrinking/tv": lambda: (
        3.5 * DURING["tv"] * demand.by_hand(60, "month", "town") * compounded(-0.6, date(2018, 3, 1))
    ),
    "by_list/tv": lambda: DURING["tv"] * demand.by_hand(6, "working day", "town"),
}


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return demand.model_of(tmp_path_factory.mktemp("campaigns"), CAMPAIGNS)


@pytest.fixture(scope="module")
def drawn_campaigns(campaigns: Model) -> dict[str, Drawn]:
    return demand.draw(campaigns)


@pytest.mark.parametrize("name", EXTRA)
def test_a_campaign_brings_what_it_says_on_its_days(
    name: str, campaigns: Model, drawn_campaigns: dict[str, Drawn]
) -> None:
    slots = EXTRA[name]()
    assert demand.expected(campaigns, name, *demand.PERIOD) == pytest.approx(
        float(slots[demand.inside(demand.SLOTS[:-1])].sum()), rel=1e-9
    )
    demand.assert_counts(drawn_campaigns[name], slots)


def test_a_campaign_leaves_the_arrivals_without_it_alone(tmp_path: Path, drawn_campaigns: dict[str, Drawn]) -> None:
    alone = demand.draw(
        demand.model_of(tmp_path, {name: block.split(", campaigns")[0] for name, block in CAMPAIGNS.items()}), 2
    )
    assert {"told", "tripled", "tripled/growth", "shrinking", "by_list"} == set(alone)
    for name, found in alone.items():
        mine = drawn_campaigns[name].where(drawn_campaigns[name].replication <= 2)
        assert mine.submitted.tolist() == found.submitted.tolist()
        assert mine.office.tolist() == found.office.tolist()


def test_no_campaign_may_be_called_as_what_growth_adds(tmp_path: Path) -> None:
    # Both would be drawn as one stream of the same name.
    campaign = f"campaigns: {{growth: {{{SURGE_TEXT}, rate: 9 per working day}}}}"
    with pytest.raises(InputError, match="give the campaign another name"):
        demand.model_of(tmp_path, {"all": f"{TO_TOWN}, rate: 4 per working day, growth: 5 % per year, {campaign}"})


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6), st.lists(st.floats(0, 12)))
def test_points_arrive_in_the_interval_in_which_so_many_are_expected(expected: list[int], points: list[float]) -> None:
    intensity = Intensity(
        np.arange(len(expected), dtype=np.int64) * 100,
        np.full(len(expected), 60, dtype=np.int64),
        np.array([0, *np.cumsum(expected)], dtype=np.float64),
    )
    points.sort()
    found = intensity.at(np.array(points)).tolist()
    for point, at in zip(points, found, strict=True):
        before = [sum(expected[:k]) for k in range(len(expected) + 1)]
        k = next((k for k in range(len(expected)) if before[k] <= point < before[k + 1]), None)
        if k is None:
            assert at == UNSET
        else:
            assert at == 100 * k + min(int((point - before[k]) / expected[k] * 60), 59)

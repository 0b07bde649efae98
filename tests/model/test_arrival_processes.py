"""Batches, even spacing, given instants, histories and backlogs as they are drawn, against what is expected by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.calendar.official_days import load_days
from sim.engine.simulate import simulate
from sim.model.arrival_processes import Weekly
from sim.model.days_by_kind import DayKind, day_sources
from sim.model.draw_workload import draw_workload
from sim.model.model import Model
from sim.quantities import DAY, HOUR, Instants, civil, instant
from sim.study.arrival_history.whole_weeks import whole_weeks
from tests.model import demand_by_hand as demand
from tests.model.demand_by_hand import TO_PORTAL, TO_TOWN, TO_VILLAGES, Drawn

# Batches.

SIZES = {1: 3, 4: 1.5, 10: 0.5, 20: 0}
MEAN_SIZE = (1 * 3 + 4 * 1.5 + 10 * 0.5) / 5


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Model:
    sizes = "bulk: {1: 3, 4: 1.5, 10: 0.5, 20: 0}"
    streams = {
        "at_the_villages": f"{TO_VILLAGES}, {demand.WEIGHTS}, rate: 4 per working day, {sizes}",
        "of_people": f"{demand.PEOPLE_TEXT}, rate: 80 per month, {demand.ONLINE_TEXT}, {sizes}",
        "fewer": f"{TO_VILLAGES}, rate: 9 per working day, {sizes}, growth: -60 % per year",
        "more": f"{TO_TOWN}, rate: 6 per working day, {sizes}, growth: 80 % per year, "
        "campaigns: {tv: {first_day: 2018-05-14, last_day: 2018-05-25, times: 2.5}}",
        "dozens": f"{TO_TOWN}, rate: 3 per working day, bulk: 12",
        "even": f"{TO_TOWN}, rate: 6 per working day, bulk: 3, process: deterministic",
    }
    return demand.model_of(tmp_path_factory.mktemp("batches"), streams)


@pytest.fixture(scope="module")
def drawn_batches(batches: Model) -> dict[str, Drawn]:
    return demand.draw(batches)


def sizes_of(found: Drawn) -> Instants:
    """Sizes of the batches: what is handed in at one instant of one replication."""
    keys = np.stack([found.replication, found.submitted])
    return np.unique(keys, axis=1, return_counts=True)[1]


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("at_the_villages", {**{hours: share for share, hours in demand.VILLAGES.values()}}),
        ("of_people", {hours: share for share, hours in demand.PEOPLE.values()}),
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
    rate, unit, shape = (4, "working day", None) if name == "at_the_villages" else (80, "month", demand.ONLINE)
    slots = np.sum([share * demand.by_hand(rate, unit, door, shape) for door, share in hours.items()], axis=0)
    wanted = float(slots[demand.inside(demand.SLOTS[:-1], batches.window.start, batches.window.run_out_end)].sum())
    assert demand.expected(batches, name, batches.window.start, batches.window.run_out_end) == pytest.approx(wanted)
    assert abs(len(sizes) - demand.REPLICATIONS * wanted / MEAN_SIZE) < demand.SIGNIFICANT * math.sqrt(
        demand.REPLICATIONS * wanted / MEAN_SIZE
    )
    variance = demand.REPLICATIONS * wanted / MEAN_SIZE * (0.6 * 1 + 0.3 * 16 + 0.1 * 100)
    assert abs(len(found.submitted) - demand.REPLICATIONS * wanted) < demand.SIGNIFICANT * math.sqrt(variance)


@pytest.mark.parametrize("name", ["at_the_villages", "of_people", "dozens", "even"])
def test_a_batch_has_one_instant_one_channel_and_one_office(name: str, drawn_batches: dict[str, Drawn]) -> None:
    found = drawn_batches[name]
    keys = np.stack([found.replication, found.submitted])
    instants, which = np.unique(keys, axis=1, return_inverse=True)
    places = np.unique(np.stack([which.ravel().astype(str), found.office, found.channel]), axis=1)
    assert places.shape[1] == instants.shape[1]
    if name in ("dozens", "even"):
        assert set(sizes_of(found).tolist()) == {12 if name == "dozens" else 3}


@pytest.mark.parametrize("name", ["fewer", "more", "more/growth", "more/tv", "even"])
def test_of_batches_the_mean_is_expected(name: str, batches: Model, drawn_batches: dict[str, Drawn]) -> None:
    counts = drawn_batches[name].counts
    wanted = demand.expected(batches, name, batches.window.start, batches.window.run_out_end)
    # Evenly spaced ones are whole batches.
    most = demand.SIGNIFICANT * counts.std() / math.sqrt(demand.REPLICATIONS) + (1.5 if name == "even" else 0)
    assert abs(counts.mean() - wanted) <= most


def test_batches_by_chance_come_as_a_poisson_process(batches: Model, drawn_batches: dict[str, Drawn]) -> None:
    before = np.concatenate([[0], np.cumsum(demand.by_hand(3, "working day", "town"))]) / 12
    found = drawn_batches["dozens"]
    found = found.where(demand.inside(found.submitted))
    start, end = np.interp(demand.PERIOD, demand.SLOTS, before)
    rescaled = [
        np.interp(np.unique(found.submitted[found.replication == r]), demand.SLOTS, before) - start
        for r in range(1, demand.REPLICATIONS + 1)
    ]
    demand.assert_unit_rate(rescaled, float(end - start))


def test_evenly_spaced_batches_come_at_their_hours(drawn_batches: dict[str, Drawn]) -> None:
    # Six a working day of eight open hours in batches of three: after two and six open hours.
    found = drawn_batches["even"]
    first = found.where((found.replication == 1) & demand.inside(found.submitted)).submitted
    working = [
        day
        for day in demand.ALL_DATES
        if load_days("kz").is_working(day) and demand.PERIOD[0] <= instant(day) < demand.PERIOD[1]
    ]
    assert np.unique(first).tolist() == [instant(day) + at for day in working for at in (11 * HOUR, 33 * HOUR // 2)]


# Even spacing, instants, histories.


def test_evenly_spaced_arrivals_by_hand(tmp_path: Path) -> None:
    model = demand.model_of(
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
    found = demand.draw(model, 2)
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


def test_given_instants_come_in_every_replication(tmp_path: Path) -> None:
    # At lunch, twice in one second, on a holiday: what closed doors do with them is the engine's.
    texts = ["2018-03-05 09:00", "2018-03-05 13:30", "2018-03-05 13:30", "2018-03-08 03:00", "2018-06-29 18:30"]
    listed = f"instants: [{', '.join(repr(text) for text in texts)}]"
    model = demand.model_of(tmp_path, {"all": f"{TO_VILLAGES}, {demand.WEIGHTS}, {listed}"})
    found = demand.draw(model, 40)["all"]
    instants = [instant(datetime.fromisoformat(text)) for text in texts]
    for r in range(1, 41):
        assert found.submitted[found.replication == r].tolist() == instants
    assert demand.expected(model, "all", instants[0], instants[-1]) == 4
    assert demand.expected(model, "all", instants[0] + 1, instants[-1] + 1) == 4
    offices = [int((found.office == name).sum()) for name in ("alpha", "beta", "gamma", "delta")]
    assert offices[3] == 0
    assert stats.chisquare(offices[:3], 200 * np.array([2, 5, 1]) / 8).pvalue > 0.001


MONDAY = date(2017, 1, 2)
PAST = {
    0: ["2 09:10"],  # the register may have been opened in the week of its first application
    1: ["0 09:01", "0 09:02", "3 15:00", "6 23:59"],
    2: ["1 10:00", "1 10:00", "1 10:00", "1 10:00", "4 12:00", "5 08:00"],
    3: [],
    4: ["0 00:00", "2 17:30"],
    5: ["3 09:30", "3 11:00", "3 16:45"],
    6: ["0 08:30", "3 11:00"],  # and closed in that of its last one
}
"""By week of 2017: day of the week and time of the applications."""


def past() -> list[datetime]:
    return [
        datetime.combine(MONDAY + timedelta(weeks=week, days=int(text[0])), datetime.strptime(text[2:], "%H:%M").time())
        for week, texts in PAST.items()
        for text in texts
    ]


def with_history(
    folder: Path, use: str, instants: Sequence[datetime], streams: Mapping[str, str] | None = None, rest: str = ""
) -> Model:
    rows = "".join(f"{at:%Y-%m-%d %H:%M}\n" for at in instants)
    (folder / "past.csv").write_text("handed in\n" + rows, encoding="utf-8")
    return demand.model_of(
        folder, {"past": f"{TO_VILLAGES}, history: {{file: past.csv, use: {use}}}", **(streams or {})}, rest=rest
    )


def test_a_history_is_replayed_as_it_was(tmp_path: Path) -> None:
    instants = [at.replace(year=2018) + timedelta(days=64) for at in past()]
    model = with_history(tmp_path, "replay", instants, {"extra": f"{TO_TOWN}, rate: 4 per working day"})
    found = demand.draw(model, 3)["past"]
    for r in (1, 2, 3):
        assert found.submitted[found.replication == r].tolist() == [instant(at) for at in instants]
    assert demand.expected(model, "past", *demand.PERIOD) == len(instants)


WEEK_LENGTH = 7 * DAY
WHOLE = [[int(text[0]) * DAY + instant(datetime.strptime(f"1970-01-01 {text[2:]}", "%Y-%m-%d %H:%M")) for text in PAST[k]] for k in range(1, 6)]  # fmt: skip
"""The whole weeks of the past [s since their Mondays]."""
MONDAYS = [instant(date(2018, 2, 26)) + k * WEEK_LENGTH for k in range(19)]


@pytest.fixture(scope="module")
def resampled(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """Weeks of the past on a calendar of plain weeks, so that each week is one of the past as a whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demand, "few_years", plain_weeks)
        return with_history(tmp_path_factory.mktemp("resampled"), "resample", past())


def plain_weeks(folder: Path) -> None:
    text = "# from: 2017-01-01\n# to: 2019-12-31\ndate,working,kind,name_en,name_kk,name_ru\n"
    (folder / "few_years.csv").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def drawn_resampled(resampled: Model) -> Drawn:
    return demand.draw(resampled)["past"]


def weeks_of(found: Drawn, window: tuple[int, int]) -> Instants:
    """Which week of the past each week is [replication x week]; -1 for one that is none, or for several that it may be."""
    result = np.full((demand.REPLICATIONS, len(MONDAYS)), -1)
    for r in range(demand.REPLICATIONS):
        mine = found.submitted[found.replication == r + 1]
        for k, monday in enumerate(MONDAYS):
            here = mine[(mine >= monday) & (mine < monday + WEEK_LENGTH)].tolist()
            like = [
                i
                for i, week in enumerate(WHOLE)
                if [monday + at for at in week if window[0] <= monday + at < window[1]] == here
            ]
            assert like, "a week that never was"
            result[r, k] = like[0] if len(like) == 1 else -1
    return result


def test_each_week_is_a_whole_week_of_the_past_by_chance(resampled: Model, drawn_resampled: Drawn) -> None:
    # The first week begins on Thursday 1 March, and 3 July, a Tuesday, ends the last one.
    window = (resampled.window.start, resampled.window.run_out_end)
    assert window == (instant(date(2018, 3, 1)), instant(date(2018, 7, 3)))
    assert len(drawn_resampled.submitted) > 0
    assert demand.inside(drawn_resampled.submitted, *window).all()
    weeks = weeks_of(drawn_resampled, window)[:, 1:-1]
    assert weeks.min() == 0
    assert stats.chisquare(np.bincount(weeks.ravel(), minlength=5)).pvalue > 0.001
    by_place = np.array([np.bincount(column, minlength=5) for column in weeks.T])
    assert stats.chi2.sf(((by_place - 40) ** 2 / 40).sum(), 4 * len(by_place)) > 0.001
    # Which week follows which is chance as well.
    pairs = np.bincount((5 * weeks[:, :-1] + weeks[:, 1:]).ravel(), minlength=25)
    assert stats.chisquare(pairs).pvalue > 0.001


def test_of_resampled_weeks_the_mean_is_expected(resampled: Model, drawn_resampled: Drawn) -> None:
    window = (resampled.window.start, resampled.window.run_out_end)
    wednesday = MONDAYS[5] + 2 * DAY + 12 * HOUR
    for since, until in (window, demand.PERIOD, (MONDAYS[5], MONDAYS[6]), (wednesday, wednesday + 9 * DAY), (0, 2**40)):
        within_all = [m + at for m in MONDAYS for week in WHOLE for at in week if since <= m + at < until]
        wanted = float(demand.inside(np.array(within_all), *window).sum()) / 5
        assert demand.expected(resampled, "past", since, until) == pytest.approx(wanted)
        there = drawn_resampled.where(demand.inside(drawn_resampled.submitted, since, until))
        assert abs(there.counts.mean() - wanted) < demand.SIGNIFICANT * there.counts.std() / math.sqrt(
            demand.REPLICATIONS
        )
    assert demand.expected(resampled, "past", MONDAYS[5] + 1, MONDAYS[5]) == 0


@pytest.mark.parametrize(
    ("first_day", "last_day", "weeks"),
    [
        (None, None, [1, 2, 3, 4, 5]),
        (MONDAY, None, [0, 1, 2, 3, 4, 5]),
        (MONDAY + timedelta(days=1), None, [1, 2, 3, 4, 5]),
        (None, MONDAY + timedelta(days=48), [1, 2, 3, 4, 5, 6]),
        (None, MONDAY + timedelta(days=47), [1, 2, 3, 4, 5]),
        # Two weeks before the first and one after the last application in which nobody came.
        (MONDAY - timedelta(weeks=2), MONDAY + timedelta(days=55), [3, 3, 0, 1, 2, 3, 4, 5, 6, 3]),
        (MONDAY - timedelta(days=13), MONDAY + timedelta(days=54), [3, 0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_the_first_and_the_last_week_are_whole_only_if_the_days_of_the_register_say_so(
    first_day: date | None, last_day: date | None, weeks: list[int]
) -> None:
    history = np.array([instant(at) for at in past()])
    found = [week.tolist() for week in whole_weeks(history, first_day, last_day)]
    midnight = instant(datetime(1970, 1, 1))
    of_week = [
        [int(text[0]) * DAY + instant(datetime.strptime(f"1970-01-01 {text[2:]}", "%Y-%m-%d %H:%M")) - midnight for text in texts]
        for texts in PAST.values()
    ]  # fmt: skip
    assert found == [of_week[k] for k in weeks]


def test_weeks_of_a_register_with_few_applications_are_drawn_without_bias() -> None:
    """Two applications a week, each on any day: weeks cut at the first and the last one hold two on average all the same."""
    rng = np.random.default_rng(7)
    counts = []
    for _ in range(400):
        days = np.sort(rng.integers(0, 52 * WEEK_LENGTH, size=104)) + instant(MONDAY)
        counts += [len(week) for week in whole_weeks(days)]
    spread = np.std(counts) / math.sqrt(len(counts))
    assert abs(np.mean(counts) - 2) < demand.SIGNIFICANT * spread


def test_a_scenario_draws_from_the_weeks_of_its_register(tmp_path: Path) -> None:
    model = with_history(tmp_path, "resample, first_day: 2017-01-02, last_day: 2017-02-19", past())
    (plan,) = {id(plan.process): plan.process for plan in demand.plans(model, "past")}.values()
    assert isinstance(plan, Weekly)
    assert plan.register.counts.reshape(-1)[:-1].reshape(7, 7).sum(axis=1).tolist() == [len(PAST[k]) for k in range(7)]


def every_day_of(first: date, days: int) -> list[datetime]:
    """A register in which somebody comes on every day, at the minute that says which weekday it is."""
    each = [first + timedelta(days=i) for i in range(days)]
    return [datetime.combine(day, datetime.min.time()) + timedelta(hours=10, minutes=day.weekday()) for day in each]


def test_days_of_a_register_are_laid_on_days_of_their_kind(tmp_path: Path) -> None:
    # In 2018 Saturday 28 April is worked for Monday 30, Saturday 5 May for Tuesday 8; 1, 7 and 9 May are days of rest too.
    # The register of October and November 2017 has plain weeks only.
    model = with_history(tmp_path, "resample", every_day_of(date(2017, 9, 30), 50))
    found = demand.draw(model, 40)["past"]
    came = {f"{civil(at):%m-%d}": at % DAY // 60 - 600 for at in found.submitted.tolist()}
    assert came["04-26"] == 3, "an ordinary Thursday as a Thursday"
    assert came["04-28"] == 4, "a worked Saturday as the working day that is nearest, Friday"
    assert {came[day] for day in ("04-29", "04-30", "05-01")} == {6}, "days of rest as Sundays"
    assert came["05-02"] == 0, "the first working day after them as a Monday"
    assert came["05-03"] == 3
    assert came["05-12"] == 5, "an ordinary Saturday of rest as a Saturday"


def test_a_kind_of_day_that_a_register_lacks_in_a_week_is_taken_from_the_next(tmp_path: Path) -> None:
    first, working, saturday, rest = DayKind
    weeks = np.array([[rest, rest, rest, rest, first, saturday, rest], [first, *[working] * 4, saturday, rest]])
    wanted = [first, working, rest, first, working, working, rest]
    found = day_sources(weeks, wanted)
    assert found[0].tolist() == [4, 7 + 1, 2, 4, 7 + 4, 7 + 4, 6]
    assert found[1].tolist() == [7, 7 + 1, 7 + 6, 7, 7 + 4, 7 + 4, 7 + 6]
    only_rest = np.full((1, 7), rest)
    assert day_sources(only_rest, [first, working, saturday, rest, rest, rest, rest])[0].tolist() == [
        -1,
        -1,
        -1,
        3,
        4,
        5,
        6,
    ]


def test_the_mean_of_days_by_kind_is_expected(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    days = [datetime(2017, 3, 1) + timedelta(days=int(k), hours=12) for k in np.sort(rng.integers(0, 90, size=300))]
    model = with_history(tmp_path, "resample", days)
    found = demand.draw(model)["past"]
    april = instant(date(2018, 4, 20))
    for since, until in (demand.PERIOD, (april + 5 * HOUR, april + 13 * HOUR), (april, april + 30 * DAY)):
        wanted = demand.expected(model, "past", since, until)
        counts = found.where(demand.inside(found.submitted, since, until)).counts
        assert abs(counts.mean() - wanted) < demand.SIGNIFICANT * counts.std() / math.sqrt(demand.REPLICATIONS)


# Backlogs. The period begins on Monday 26 March 2018: 21 to 23 March are Nauryz, 8 and 9 March off, Saturday 3 worked.

BACKLOG = f"""\
backlog:
  before:
    service: aid
    route: provider
    office: village
    {demand.WEIGHTS}
    files:
      - {{step: '2', count: 30, age: 1 working day}}
      - {{step: '1', count: 20, age: 5 working days}}
      - {{step: '2', count: 10, received: 2018-03-05}}
      - {{step: '1', count: 8, age: 9 calendar days}}
      - {{step: '2', count: 7, age: 10 calendar days}}
      - {{step: '1', count: 6, age: 11 working days}}
      - {{step: '1', count: 4, age: 6 calendar days}}
"""
FILES = [
    # Working days back from 26 March: 20, 19, 16, 15, 14, 13, 12, 7, 6, 5, 3 March. When received, step, files, deadline
    # of three working days.
    ("2018-03-03 09:00:00", 0, 6, "2018-03-07 18:30"),
    ("2018-03-05 09:00:00", 1, 10, "2018-03-12 18:30"),
    ("2018-03-14 09:00:00", 0, 20, "2018-03-19 18:30"),
    ("2018-03-16 09:00:00", 1, 7, "2018-03-26 18:30"),
    # Handed in on a Saturday, and received at the next opening.
    ("2018-03-19 09:00:00", 0, 8, "2018-03-27 18:30"),
    ("2018-03-20 09:00:00", 1, 30, "2018-03-28 18:30"),
    ("2018-03-20 09:00:00", 0, 4, "2018-03-28 18:30"),
]


@pytest.fixture(scope="module")
def inherited(tmp_path_factory: pytest.TempPathFactory) -> Model:
    streams = {"new": f"{TO_TOWN}, rate: 4 per working day"}
    return demand.model_of(tmp_path_factory.mktemp("backlog"), streams, "2018-03-26", "2018-04-09", BACKLOG)


def test_files_of_a_backlog_have_their_true_dates_steps_and_deadlines(inherited: Model) -> None:
    for r in (1, 2):
        workload = draw_workload(inherited, r)
        mine = np.flatnonzero(workload.stream == inherited.stream_names.index("before"))
        wanted = [(instant(datetime.fromisoformat(at)), step) for at, step, count, _ in FILES for _ in range(count)]
        assert workload.inherited is not None
        assert np.flatnonzero(workload.inherited).tolist() == mine.tolist()
        rows = workload.first[mine]
        assert list(zip(workload.submitted[mine].tolist(), workload.position[rows].tolist(), strict=True)) == wanted
        # The rest of the way: both steps, or the second one alone.
        assert np.diff(workload.first)[mine].tolist() == [2 - step for _, step in wanted]
        log = simulate(workload, inherited.capacity)
        deadlines = [instant(datetime.fromisoformat(until)) for *_, count, until in FILES for _ in range(count)]
        assert log.applications.deadline[mine].tolist() == deadlines
        assert not log.applications.counted[mine].any()
    assert demand.expected(inherited, "before", 0, inherited.window.start) == 85


def test_files_of_each_age_are_split_by_the_weights_of_the_offices(inherited: Model) -> None:
    # By 2 : 5 : 1 : 0 and largest remainders; of equal ones the earlier office.
    wanted = [(1, 4, 1, 0), (3, 6, 1, 0), (5, 13, 2, 0), (2, 4, 1, 0), (2, 5, 1, 0), (7, 19, 4, 0), (1, 3, 0, 0)]
    found = demand.draw(inherited, 3)["before"]
    for r in (1, 2, 3):
        offices = found.office[found.replication == r]
        begin = 0
        for (_, _, count, _), parts in zip(FILES, wanted, strict=True):
            here = offices[begin : begin + count].tolist()
            assert tuple(here.count(name) for name in ("alpha", "beta", "gamma", "delta")) == parts
            begin += count

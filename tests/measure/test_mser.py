"""MSER-5 on series whose bias is known, weeks of a replication, and a queue that starts empty."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.calendar.official_days import load_days, working_weeks
from sim.engine.log_tables import applications_frame
from sim.experiment.replications import replicate
from sim.experiment.warm_up import one_by_one, stated_warm_up
from sim.experiment.warm_up_warnings import warm_up_warnings
from sim.measure.mser import Truncation, moving_average, mser
from sim.measure.weekly_series import Weeks, by_replication, over_replications, weekly_series
from sim.model.model import build_model
from sim.quantities import DAY, UNSET
from sim.report.notes import note_sentence
from tests.experiment.warming import FOUND
from tests.minimal import loaded, regulation_text

# The criterion.


@pytest.mark.parametrize(
    ("means", "weeks", "of"),
    [
        # Squared standard errors, times the weeks left: 24.83/36, 4/25, 2.75/16, 2/9, 2/4.
        ([0, 4, 6, 5, 4, 6], 1, 6),
        # 22.83/36, 2/25, 0.75/16, 0, 0: of two that are equally good the shorter one.
        ([0, 4, 6, 5, 5, 5], 3, 6),
        ([0, np.nan, 4, 6, 5, 4, 6], 2, 7),
        ([7, 7, 7, 7, 7, 7], 0, 6),
        ([0.1] * 30, 0, 30),
        ([np.nan] * 6, 0, 6),
        ([], 0, 0),
    ],
)
def test_mser_by_hand(means: list[float], weeks: int, of: int) -> None:
    assert mser(np.array(means)) == Truncation(weeks, of)


def test_a_third_is_always_left() -> None:
    assert [mser(np.arange(n, dtype=float)).weeks for n in (15, 16, 17, 18)] == [10, 10, 11, 12]


def test_a_series_that_only_grows_is_too_short_and_by_how_much() -> None:
    cut = mser(np.arange(30, dtype=float))
    assert (cut.weeks, cut.settled, cut.lacking) == (20, False, 10)
    assert (Truncation(15, 30).settled, Truncation(15, 30).lacking) == (True, 0)
    assert (Truncation(16, 30).settled, Truncation(16, 30).lacking) == (False, 2)


def noise(phi: float, n: int, count: int = 400) -> np.ndarray:
    """Series of an autoregressive process of the first order with mean zero and variance one, in its steady state."""
    rng = np.random.default_rng([int(100 * phi), n])
    series = np.zeros((count, n))
    series[:, 0] = rng.normal(size=count)
    for t in range(1, n):
        series[:, t] = phi * series[:, t - 1] + np.sqrt(1 - phi**2) * rng.normal(size=count)
    return series


@pytest.mark.parametrize(("phi", "unsettled"), [(0.0, 0.03), (0.5, 0.06)])
def test_series_without_bias_are_cut_little_and_seldom_refused(phi: float, unsettled: float) -> None:
    cuts = [mser(series) for series in noise(phi, 52)]
    assert np.median([cut.weeks for cut in cuts]) <= 1
    assert np.mean([not cut.settled for cut in cuts]) < unsettled


@pytest.mark.parametrize("phi", [0.0, 0.5])
def test_an_exponentially_decaying_start_is_cut_off(phi: float) -> None:
    bias = -12 * np.exp(-np.arange(52) / 3)  # below the noise after some eight weeks
    whole = bias + noise(phi, 52)
    cuts = [mser(series) for series in whole]
    weeks = np.array([cut.weeks for cut in cuts])
    assert np.median(weeks) == pytest.approx(8, abs=2)
    assert np.mean([cut.settled for cut in cuts]) > 0.95
    rest = np.array([series[cut.weeks :].mean() for series, cut in zip(whole, cuts, strict=True)])
    assert np.mean(np.abs(rest) < np.abs(whole.mean(axis=1))) > 0.93
    assert abs(rest.mean()) < 0.1 * abs(whole.mean())


def test_moving_average_by_hand() -> None:
    assert moving_average(np.array([1.0, 2, 6, 3, 8]), 2).tolist() == pytest.approx([1, 3, 4, 17 / 3, 8])
    gaps = moving_average(np.array([np.nan, 2, np.nan, 4]), 1)
    assert np.isnan(gaps[0])
    assert gaps[1:].tolist() == [2, 3, 4]


def test_a_week_is_five_working_days_in_a_row_over_holidays_and_worked_saturdays() -> None:
    weeks = working_weeks(load_days("kz"), date(2018, 5, 1), date(2018, 5, 24))
    days = [[int(str(day)[8:]) for day in week] for week in weeks]
    assert days == [[2, 3, 4, 5, 10], [11, 14, 15, 16, 17]]  # 5 May was worked for the 8th; the 18th to 23rd are four
    assert working_weeks(load_days("kz"), date(2018, 5, 1), date(2018, 5, 4)).shape == (0, 5)


# One replication week by week.


def test_weeks_of_a_replication_are_those_of_its_applications(tmp_path: Path) -> None:
    model = build_model(loaded(tmp_path, FOUND))
    drawn, log = replicate(model, 1)
    found = weekly_series(log, drawn)
    table = applications_frame(log)
    table = table[table.received.notna()]
    weeks = working_weeks(model.study.days, date(2018, 5, 2), date(2018, 11, 1))
    assert found.in_progress.shape == (len(weeks),)
    ready = table.ready.astype("int64").where(table.ready.notna(), log.observed_until + 1)
    received = table.received.astype("int64")
    for i, week in enumerate(weeks):
        begins = week.astype("datetime64[s]").astype(np.int64)
        inside = [np.clip(np.minimum(ready, day + DAY) - np.maximum(received, day), 0, None).sum() for day in begins]
        assert found.in_progress[i] == pytest.approx(np.sum(inside) / (5 * DAY))
        end = weeks[i + 1, 0] if i + 1 < len(weeks) else week[-1] + 1
        mine = table[(table.received >= week[0]) & (table.received < end)]
        assert found.received[:, i].sum() == len(mine)
        assert found.due[:, i].sum() == mine.in_time.notna().sum()
        assert found.in_time[:, i].sum() == (mine.in_time == True).sum()  # noqa: E712  # of three states
    office = drawn.capacity.offices[0].clock.hours
    mine = table[(table.route == "provider") & (table.office == "town") & (table.received < weeks[-1, -1] + 1)]
    town = mine.application.to_numpy()
    assert (log.applications.ready[town] != UNSET).all()
    hours = office.elapsed_many(log.applications.received[town], log.applications.ready[town]) / 3600
    villages = found.elapsed_h[0].sum() - hours.sum()
    assert 0 < villages < found.elapsed_h[0].sum()


def test_no_mix_of_routes_moves_the_elapsed_time() -> None:
    received = np.array([[9, 1, 5, 0], [1, 9, 5, 0]])
    in_time = received * np.array([[1], [0]])  # all of one route in time, none of the other
    weeks = Weeks(
        np.ones(4), received, received * np.array([[10.0], [30.0]]), received, in_time, np.zeros(4, dtype=int)
    )
    series = over_replications([weeks] * 2)
    assert series["in_progress"].tolist() == [1, 1, 1, 1]
    assert series["elapsed_h"][:3].tolist() == pytest.approx([20, 20, 20])
    assert series["in_time"][:3].tolist() == pytest.approx([0.5, 0.5, 0.5])
    assert np.isnan(series["elapsed_h"][3])
    assert np.isnan(series["in_time"][3])


def test_the_share_in_time_by_week_of_receipt_by_hand() -> None:
    # Two replications of one route over five weeks; in the third nothing is due, in the fourth one deadline of four lies behind
    # the end of the observation, in the fifth one of twenty.
    due = [[[4, 6, 0, 2, 10]], [[6, 4, 0, 1, 9]]]
    in_time = [[[4, 3, 0, 2, 9]], [[5, 3, 0, 0, 8]]]
    left_out = [[0, 0, 0, 1, 0], [0, 0, 0, 0, 1]]
    runs = [
        Weeks(np.ones(5), np.array(d), np.zeros((1, 5)), np.array(d), np.array(kept), np.array(behind))
        for d, kept, behind in zip(due, in_time, left_out, strict=True)
    ]
    share = over_replications(runs)["in_time"]
    assert share[[0, 1, 4]].tolist() == pytest.approx([9 / 10, 6 / 10, 17 / 19])
    assert np.isnan(share[2:4]).all()
    mean = by_replication(runs)["in_time"]
    assert mean(0, 0, 2) == pytest.approx(7 / 10)
    assert mean(0, 1, 5) == pytest.approx(12 / 16), "without the week that is not observed"
    assert np.isnan(mean(1, 2, 4))


# A queue whose steady state is known, started empty.


def stays(rng: np.random.Generator, replications: int, customers: int) -> np.ndarray:
    """Times in an M/M/1 queue at a load of 0.8 that starts empty, in mean services, by Lindley's recursion."""
    services = rng.exponential(1, (replications, customers))
    gaps = rng.exponential(1.25, (replications, customers))
    steps = np.cumsum(services[:, :-1] - gaps[:, 1:], axis=1)
    steps = np.concatenate([np.zeros((replications, 1)), steps], axis=1)
    return steps - np.minimum.accumulate(steps, axis=1) + services


def test_over_many_pilots_the_bias_of_a_queue_that_starts_empty_is_more_than_halved() -> None:
    rng = np.random.default_rng(1)
    whole, rest = [], []
    for _ in range(300):
        weeks = stays(rng, 40, 52 * 5).reshape(40, 52, 5).mean(axis=(0, 2))
        cut = mser(weeks)
        if cut.settled:
            whole.append(weeks.mean() - 5)
            rest.append(weeks[cut.weeks :].mean() - 5)
    assert len(whole) > 230
    assert np.mean(whole) < -0.3
    assert abs(np.mean(rest)) < 0.5 * abs(np.mean(whole))


ONE_CLERK = regulation_text(("clerk",), provider='- {n: 1, role: clerk, action: serves, source: "1"}')
MM1 = """\
scenario: M/M/1 at a load of 0.8, started empty
period: {start: 2018-01-08, warm_up_until: 2018-01-08, end: 2018-12-31}
seed: 4
hours: {always: {every_day: 00:00-24:00}}
services:
  one: {regulation: small.yaml, routes: {provider: {steps: {1: {work: {distribution: exponential, mean: 8 hours}}}}}}
offices: {desk: {hours: always, staff: {clerk: 1}}}
arrivals: {queue: {service: one, route: provider, office: desk, rate: 0.1 per hour}}
"""


def test_a_queue_started_empty_is_cut_and_the_rest_is_nearer_the_truth(tmp_path: Path) -> None:
    model = build_model(loaded(tmp_path, MM1, ONE_CLERK))
    seen = stated_warm_up(model, list(one_by_one(model, 100)))
    assert seen is not None
    present, stay = 0.8 / 0.2, 8 / 0.2  # files in the system, and hours in it
    assert seen.truncations is not None
    assert list(seen.truncations) == ["in_progress", "elapsed_h"], "nothing has a term here"
    assert np.isnan(seen.in_time).all()
    for series, cut, truth in zip(
        (seen.in_progress, seen.elapsed_h), seen.truncations.values(), (present, stay), strict=True
    ):
        assert 0 < cut.weeks <= cut.weeks_of_series / 2
        assert series[0] < truth
        assert abs(series[cut.weeks :].mean() - truth) < abs(series.mean() - truth)
        assert series[cut.weeks :].mean() == pytest.approx(truth, rel=0.05)
    assert [part.series for part in seen.filling] == ["in_progress", "elapsed_h"]
    (warning,) = map(note_sentence, warm_up_warnings(model, seen))
    assert warning.startswith(
        "queues are still filling at the end of the warm-up, 2018-01-08: work in progress is lower"
    )

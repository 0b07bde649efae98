"""Figures are the same in blocks of any size; time on duty from common tables is that of each duty; figures of steps by hand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

import sim.grouping
import sim.measure.find_visits
import sim.measure.work
from sim.calendar.duty import Duty, Presence
from sim.calendar.working_time import WorkingTime
from sim.engine.steplog import StepLog, StepOutcome
from sim.errors import CalendarSpanError
from sim.experiment.replications import replicate
from sim.grouping import whole_applications
from sim.measure.duty_tables import DutyTable
from sim.measure.figures import ReplicationFigures, measure
from sim.measure.step_figures import CURVE_HOURS, WAIT_REASONS
from sim.model.capacity import Member, Pool
from sim.model.model import Model, build_model
from sim.quantities import DAY, HOUR, UNSET, instant
from sim.study.loading import load_scenario

SCENARIOS = ("west_kazakhstan_social_aid", "asp_surge_april_2019", "west_kazakhstan_care_home", "reception_days")


@cache
def replication(scenario: str) -> tuple[Model, StepLog]:
    return replicate(build_model(load_scenario(scenario)), 1)


@cache
def figures(scenario: str) -> ReplicationFigures:
    model, log = replication(scenario)
    return measure(log, model)


def same(one: Any, other: Any) -> bool:
    """Whether figures are equal to the last digit, missing ones among them."""
    if is_dataclass(one):
        return all(same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(np.array_equal(one, other, equal_nan=True))


@pytest.mark.parametrize("size", [1, 37, 1000])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_figures_do_not_depend_on_the_size_of_blocks(scenario: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    model, log = replication(scenario)
    expected = figures(scenario)
    for module in (sim.grouping, sim.measure.find_visits, sim.measure.work):
        monkeypatch.setattr(module, "BLOCK", max(size, 20))
    monkeypatch.setattr(sim.measure.work, "_MOST_PARTS", size)
    assert same(measure(log, model), expected)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_blocks_are_of_whole_applications(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sim.grouping, "BLOCK", size)
    application = np.array([0, 0, 0, 2, 3, 3, 3, 3, 7, 9])
    blocks = list(whole_applications(application))
    assert np.concatenate([np.arange(10)[block] for block in blocks]).tolist() == list(range(10))
    for before, block in pairwise(blocks):
        assert application[before.stop - 1] != application[block.start]
        assert block.stop - block.start <= max(size, 4)
    assert not list(whole_applications(application[:0]))


def hours(first: int, days: int, closes: int) -> WorkingTime:
    """Weekdays 9-13 and 14 until a closing hour, from so many days after a Monday on."""
    start = instant(date(2018, 1, 1)) + first * DAY
    open_at = [
        (start + day * DAY + a * HOUR, start + day * DAY + b * HOUR)
        for day in range(days)
        if (first + day) % 7 < 5
        for a, b in ((9, 13), (14, closes))
    ]
    return WorkingTime.from_intervals(start, start + days * DAY, open_at)


@pytest.mark.parametrize("spans", [(0, 0), (0, 3)])
def test_time_on_duty_is_that_of_each_duty(spans: tuple[int, int]) -> None:
    early, late = hours(spans[0], 40, 18), hours(spans[1], 40 - spans[1], 20)
    start, end = late.start, early.end
    away: Duty = Presence(
        late, ((start + 5 * DAY + 10 * HOUR, start + 9 * DAY), (start + 20 * DAY, start + 20 * DAY + 15 * HOUR))
    )
    members = (Member("a", early), Member("b", late, other_duties=away.gaps if isinstance(away, Presence) else ()))
    pools = [Pool(0, "clerk", 3, early), Pool(0, "head", 2, late, roster=members), Pool(0, "akim", 1, away)]
    duties = DutyTable(pools)
    generator = np.random.default_rng(5)
    pool = generator.integers(0, 3, 4000)
    member = np.where(pool == 1, generator.integers(0, 2, 4000), 0)
    begin = generator.integers(start, end + 1, 4000)
    until = np.maximum(begin, generator.integers(start, end + 1, 4000))
    expected = [
        pools[p].duty_of(m).elapsed(a, b)
        for p, m, a, b in zip(pool.tolist(), member.tolist(), begin.tolist(), until.tolist(), strict=True)
    ]
    assert duties.elapsed(pool, member, begin, until).tolist() == expected
    one = np.zeros(1, dtype=np.int64)
    with pytest.raises(CalendarSpanError):
        duties.elapsed(one, one, one + early.start - 1, one + end)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_figures_of_steps_are_those_of_its_visits_one_by_one(scenario: str) -> None:
    model, log = replication(scenario)
    visits, found = log.visits, figures(scenario)
    queue: dict[tuple[str, ...], list[int]] = defaultdict(list)
    in_vain: dict[tuple[str, ...], list[int]] = defaultdict(list)
    counts: dict[tuple[str, ...], int] = defaultdict(int)
    handed_over: dict[int, int] = defaultdict(int)
    other: dict[tuple[tuple[str, ...], str], int] = defaultdict(int)
    for i, application in enumerate(visits.application.tolist()):
        if not log.applications.counted[application]:
            continue
        plan = model.routes[int(log.applications.route[application])]
        key = (*plan.key, plan.steps[int(visits.position[i])].key)
        for reason in WAIT_REASONS:
            other[key, reason] += int(getattr(visits, f"wait_{reason}_s")[i])
        waited, row = int(visits.wait_people_s[i]) + int(visits.wait_officer_s[i]), int(visits.row[i])
        if visits.outcome[i] == StepOutcome.handed_over:
            handed_over[row] += waited
            continue
        counts[key] += 1
        if visits.started[i] != UNSET and visits.outcome[i] in (StepOutcome.done, StepOutcome.open):
            queue[key].append(waited + handed_over.pop(row, 0))
        elif visits.pool[i] != UNSET:
            in_vain[key].append(waited + handed_over.pop(row, 0))
    for key, row in found.steps.items():
        assert row["visits"] == counts[key]
        for reason in WAIT_REASONS:
            mean = other[key, reason] / counts[key] / HOUR if counts[key] else np.nan
            assert row[f"wait_{reason}_h"] == pytest.approx(mean, nan_ok=True)
        assert row["not_begun"] == len(in_vain[key])
        waits = np.sort(np.array(queue[key], dtype=np.float64)) / HOUR
        if in_vain[key]:
            times = CensoredData(uncensored=waits, right=np.array(in_vain[key]) / HOUR)
            longer = ecdf(times).sf
            assert found.curves[key] == pytest.approx(longer.evaluate(CURVE_HOURS), abs=1e-12)
            assert row["queue_longest_h"] == max(*waits, *np.array(in_vain[key]) / HOUR)
            median = longer.quantiles[longer.probabilities <= 0.5 + 1e-12]
            assert row["queue_median_h"] == (median[0] if len(median) else np.inf)
        elif len(waits):
            assert row["queue_median_h"] == pytest.approx(np.quantile(waits, 0.5), rel=1e-12)
            assert row["queue_p95_h"] == pytest.approx(np.quantile(waits, 0.95), rel=1e-12)
            assert row["queue_mean_h"] == waits.mean()
            assert found.curves[key].tolist() == [1 - (waits <= hour).sum() / len(waits) for hour in CURVE_HOURS]


def test_narrow_columns_give_the_same_figures() -> None:
    model, log = replication("asp_surge_april_2019")
    narrow = {
        field.name: column.astype(np.int16 if np.abs(column).max(initial=0) < 1 << 15 else np.int32)
        for field in fields(log.visits)
        if (column := getattr(log.visits, field.name)).dtype == np.int64 and np.abs(column).max(initial=0) < 1 << 31
    }
    assert len(narrow) > 5
    assert same(measure(replace(log, visits=replace(log.visits, **narrow)), model), figures("asp_surge_april_2019"))

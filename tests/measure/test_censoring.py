"""Quantiles of elapsed terms where the observation ends before the applications do, held against a known truth."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.experiment.run import run_study
from sim.export.plain_data import estimate_data
from sim.measure.censoring import quantiles
from sim.measure.in_words import number
from sim.measure.intervals import Estimate
from sim.report.notes import note_sentence
from tests.people import study

RNG = np.random.default_rng(20190401)


def test_kaplan_and_meier_find_the_quantiles_of_times_that_are_cut_off_by_chance() -> None:
    """Exponential times of mean 10 cut off by others of mean 20: the truth is -10 ln(1 - q), what has ended is shorter."""
    times, cut = RNG.exponential(10.0, 40_000), RNG.exponential(20.0, 40_000)
    seen, done = np.minimum(times, cut), times <= cut
    median, ninety = quantiles(seen, done, (0.5, 0.9))
    assert median == pytest.approx(-10 * math.log(0.5), rel=0.03)
    assert ninety == pytest.approx(-10 * math.log(0.1), rel=0.03)
    assert np.quantile(seen[done], 0.5) < 0.75 * -10 * math.log(0.5), (
        "those that have ended alone would be far too short"
    )


def test_where_nothing_is_cut_off_the_quantile_is_numpys_linear() -> None:
    values = RNG.gamma(2.0, 3.0, 301)
    found = quantiles(values, np.ones(301, dtype=bool), (0.05, 0.5, 0.95))
    assert found == pytest.approx(np.quantile(values, (0.05, 0.5, 0.95)).tolist(), rel=1e-12)


def test_a_quantile_beyond_the_last_end_is_not_reached() -> None:
    values, done = np.array([1.0, 2.0, 3.0, 9.0]), np.array([True, True, False, False])
    # 3/4 last beyond 1, half beyond 2, and nothing more is known.
    assert quantiles(values, done, (0.25, 0.5, 0.6)) == [1.0, 2.0, math.inf]


def test_an_overloaded_office_has_marked_quantiles_and_says_what_they_exceed(tmp_path: Path) -> None:
    made = study(tmp_path)
    crowded = made.scenario.model_copy(
        update={
            "replications": 2,
            "arrivals": {
                name: stream.model_copy(update={"rate": replace(stream.rate, value=40 * stream.rate.value)})
                for name, stream in made.scenario.arrivals.items()
            },
        }
    )
    results = run_study(replace(made, scenario=crowded), strengthen=False, workers=1)
    rows = [row for row in results.figures.routes.values() if row["open"].mean > 0.5 * row["applications"].mean]
    assert rows, "most applications of a route are not finished"
    for row in rows:
        p95 = row["p95_days"]
        assert p95.censored
        assert math.isinf(p95.mean)
        assert p95.more_than is not None
        assert p95.more_than <= row["longest_days"].mean
        assert number(p95) == f"more than {p95.more_than:.1f}"
        assert estimate_data(p95)["more_than"] == pytest.approx(p95.more_than, rel=1e-9)
    assert any("marked by a star" in note_sentence(note) for note in results.warnings)


def test_a_marked_quantile_has_a_star() -> None:
    assert number(Estimate(7.25, 7.0, 7.5, 20, censored=True), interval=True) == "7.2* (7.0 to 7.5)"
    assert number(Estimate(7.25, 7.0, 7.5, 20)) == "7.2"


@pytest.mark.parametrize("n", range(20, 401, 20))
def test_rounding_does_not_move_a_quantile_by_one_observation(n: int) -> None:
    """Of 1..n only the longest is not over: the curve falls to (n - k) / n at k, and to half of it at k = n / 2."""
    values, done = np.arange(1.0, n + 1), np.ones(n, dtype=bool)
    done[-1] = False
    assert quantiles(values, done, (0.5, 0.95)) == [n / 2, math.ceil(0.95 * n - 1e-9)]

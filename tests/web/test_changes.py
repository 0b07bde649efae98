"""What a planner is told of a change: numbers that add up, and a word that says what can be told."""

from __future__ import annotations

import math
import re

import pytest

from sim.measure.estimates import ONLY
from sim.measure.intervals import Estimate
from sim.translations.in_use import in_language
from sim.web.simulation.paired_figures import CaseFigures, FigureName, PairedFigures
from sim.web.views.changes import Told, change_of

SHARE: FigureName = ("routes", ("aid", "provider"), "in_time")
QUEUE: FigureName = ("steps", ("aid", "provider", "3"), "queue_mean_h")
LATE: FigureName = ("whole", ONLY, "late")
BUSY: FigureName = ("pools", ("office", "clerk"), "utilisation")


def estimate(mean: float, half_width: float = 0.0) -> Estimate:
    return Estimate(mean, mean - half_width, mean + half_width, 10)


def paired(name: FigureName, was: Estimate, change: Estimate, then: Estimate) -> PairedFigures:
    return PairedFigures(10, 100, True, CaseFigures({name: was}), CaseFigures({name: then}), {name: change})


@pytest.mark.parametrize(
    ("name", "kind", "change", "told"),
    [
        (SHARE, "share", estimate(0.04, 0.01), "better"),
        (SHARE, "share", estimate(-0.04, 0.01), "worse"),
        (SHARE, "share", estimate(0.01, 0.04), "open"),
        (SHARE, "share", estimate(0.0), "same"),
        (SHARE, "share", estimate(0.00002, 0.00001), "same"),
        (QUEUE, "hours", estimate(-1.2, 0.4), "better"),
        (QUEUE, "hours", estimate(1.2, 0.4), "worse"),
        (LATE, "count", estimate(-12, 3), "better"),
        (LATE, "count", estimate(-2, 3), "open"),
        (BUSY, "share", estimate(0.2, 0.01), "more"),
        (BUSY, "share", estimate(-0.2, 0.01), "less"),
        (SHARE, "share", Estimate(0.02, math.nan, math.nan, 1), "open"),
    ],
)
def test_a_change_is_called_better_only_where_its_interval_says_so(
    name: FigureName, kind: str, change: Estimate, told: Told
) -> None:
    was = estimate(0.7, 0.02) if kind == "share" else estimate(20, 2)
    then = estimate(was.mean + change.mean, was.half_width)
    assert change_of(paired(name, was, change, then), name, kind).told == told  # type: ignore[arg-type]


def numbers(text: str) -> list[float]:
    return [float(number.replace(",", ".").replace("−", "-")) for number in re.findall(r"[-−+]?\d+(?:[.,]\d+)?", text)]


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
@pytest.mark.parametrize(("was", "change"), [(0.9344, 0.0237), (0.9345, 0.0445), (0.99949, 0.00044), (0.5, -0.12345)])
def test_shown_shares_add_up(lang: str, was: float, change: float) -> None:
    figures = paired(SHARE, estimate(was, 0.011), estimate(change, 0.006), estimate(was + change, 0.012))
    with in_language(lang):
        shown = change_of(figures, SHARE, "share")
    before, after = numbers(shown.before)[0], numbers(shown.after)[0]
    assert numbers(shown.difference)[0] == pytest.approx(after - before, abs=1e-9)


def test_shown_counts_and_hours_add_up() -> None:
    for name, kind in ((LATE, "count"), (QUEUE, "hours")):
        figures = paired(name, estimate(24.46, 5.2), estimate(-22.31, 4.9), estimate(2.15, 1.3))
        shown = change_of(figures, name, kind)  # type: ignore[arg-type]
        assert numbers(shown.difference)[0] == pytest.approx(numbers(shown.after)[0] - numbers(shown.before)[0])


def test_a_figure_of_one_case_alone_has_no_difference() -> None:
    figures = PairedFigures(10, 100, True, CaseFigures({QUEUE: estimate(3, 1)}), CaseFigures(), {})
    shown = change_of(figures, QUEUE, "hours")
    assert (shown.before, shown.after, shown.difference, shown.told) == ("3.0 (2.0 to 4.0)", "–", "", "none")


def test_an_unbounded_quantile_has_no_difference() -> None:
    never = Estimate(math.inf, math.nan, math.nan, 10, more_than=60.0)
    name: FigureName = ("routes", ("aid", "provider"), "p95_days")
    figures = PairedFigures(
        10, 100, True, CaseFigures({name: never}), CaseFigures({name: estimate(9)}), {name: estimate(-math.inf)}
    )
    shown = change_of(figures, name, "days")
    assert (shown.before, shown.after, shown.difference) == ("more than 60", "9", "")


def test_an_interval_that_tells_a_change_does_not_end_with_nothing() -> None:
    figures = paired(SHARE, estimate(0.756, 0.02), Estimate(0.001, 0.00004, 0.0019, 10), estimate(0.757, 0.02))
    shown = change_of(figures, SHARE, "share")
    assert shown.told == "better"
    assert shown.difference == "+0.1 points (+0.004 to +0.2)"


def test_a_change_that_is_told_is_not_shown_as_nothing() -> None:
    figures = paired(QUEUE, estimate(0.11, 0.02), estimate(-0.021, 0.004), estimate(0.09, 0.02))
    shown = change_of(figures, QUEUE, "hours")
    assert (shown.told, shown.difference.partition(" ")[0]) == ("better", "-0.02")

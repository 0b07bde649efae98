"""The intervals of every figure that the page shows hold the truth on shipped scenarios; the page of the docs says how often."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from tests.slow.coverage import FEW, LEAST, MOST, PAGE, SCENARIOS, Covered, coverage_of, page, simulated


@cache
def found() -> tuple[Covered, ...]:
    """All figures of all scenarios; the page is written with them."""
    rows = tuple(row for name in SCENARIOS for row in coverage_of(name, simulated(name)))
    PAGE.write_text(page(rows), encoding="utf-8")
    return rows


def on_the_page(name: str, few: bool) -> list[Covered]:
    return [row for row in found() if row.scenario == name and row.shown and (row.replications == FEW) == few]


@pytest.mark.parametrize("few", [True, False], ids=["thirty replications", "the scenario's own number"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_intervals_on_the_page_hold_the_truth(name: str, few: bool, tell: Callable[[str], None]) -> None:
    usual = np.array([row.share for row in on_the_page(name, few) if not row.rare and not row.days])
    inside = (usual >= LEAST) & (usual <= MOST)
    tell(
        f"{name}, {'30 replications' if few else 'its own number'}: {len(usual)} figures of the page, median "
        f"{np.median(usual):.1%}, least {usual.min():.1%}; {inside.mean():.0%} in 93 to 97 %, {(usual < LEAST).mean():.0%} below"
    )
    assert 0.94 <= np.median(usual) <= 0.97
    assert (usual < LEAST).mean() <= 0.05
    assert usual.min() > 0.9


@pytest.mark.parametrize("few", [True, False], ids=["thirty replications", "the scenario's own number"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_rare_figures_and_whole_days_are_held_more_often(name: str, few: bool) -> None:
    rows = [row for row in on_the_page(name, few) if row.rare or row.days]
    assert min(row.share for row in rows) > 0.9
    assert np.mean([row.share >= LEAST for row in rows]) >= 0.95


def test_no_interval_of_a_figure_that_varies_is_without_width() -> None:
    assert max(row.widthless for row in found() if row.shown and not row.days) < 0.01

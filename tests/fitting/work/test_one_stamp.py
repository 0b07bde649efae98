"""Work and lying where a register tells only ends: found where members are busy or free, bounded where delays are in between."""

from __future__ import annotations

import numpy as np
import pytest

from sim.fitting.work.one_stamp import gaps_of, work_from_ends
from sim.fitting.work.work_with_delay import tell_work_from_delay
from sim.quantities import HOUR, UNSET
from tests.fitting.made_office import MadeStep, ends_of, gamma, made_register, parts_of, register_of

PLAIN = (
    MadeStep("take in", "window", gamma(600)),
    MadeStep("check", "clerk", gamma(3000)),
    MadeStep("sign", "head", gamma(900)),
)
STAFF = {"window": 1, "clerk": 2, "head": 1}


def test_a_gap_runs_from_the_last_end_of_the_member_or_of_the_file() -> None:
    rows = [
        (0, 0, "window_0", 0.0, 1.0),
        (0, 1, "clerk_0", 1.0, 3.0),
        (1, 0, "window_0", 1.5, 2.0),
        (1, 1, "clerk_0", 3.0, 3.5),
    ]
    register = ends_of(register_of([(*row[:3], row[3] * HOUR, row[4] * HOUR) for row in rows], PLAIN[:2]))
    gaps = gaps_of(parts_of(register, PLAIN[:2]))
    # In the order of cases: nothing is before the first; the clerk has the file at 10:00 and is free; the window's earlier
    # end bounds its second file; the clerk's own end bounds his second, which lay there before.
    assert (gaps.begin == UNSET).tolist() == [True, False, False, False]
    assert (gaps.seconds[1:] / HOUR).tolist() == [2.0, 1.0, 0.5]
    assert gaps.fresh.tolist() == [False, True, False, False]
    assert gaps.queued.tolist() == [False, False, False, True]


def test_work_is_found_where_files_that_lay_and_files_that_came_take_as_long() -> None:
    holds = np.zeros(3)
    for seed in range(2):
        register = ends_of(made_register(seed, 600, 1 / 1800, PLAIN, STAFF))
        fitted = work_from_ends(parts_of(register, PLAIN))
        for k, (work, mean) in enumerate(zip(fitted.work, (600, 3000, 900), strict=True)):
            assert work is not None
            assert work.mean.known == "estimated"
            holds[k] += work.mean.low <= mean <= work.mean.high
            if k:
                assert work.mean.value == pytest.approx(mean, rel=0.12)
        assert fitted.hold == (None, None, None)
        # Of the first step nothing is known but when the window was through with the file before.
        first = fitted.work[0]
        assert first is not None
        assert first.mean.high > 1.5 * first.mean.low
        assert len(fitted.notes) == 1
    assert (holds >= 1).all()


def test_a_hold_before_a_step_shows_in_ends_alone() -> None:
    held = (PLAIN[0], MadeStep("check", "clerk", gamma(3000), gamma(4 * HOUR, 1)), PLAIN[2])
    register = ends_of(made_register(1, 500, 1 / 1800, held, STAFF))
    fitted = work_from_ends(parts_of(register, held))
    assert fitted.hold[0] is None
    hold, last = fitted.hold[1], fitted.work[2]
    assert hold is not None
    assert last is not None
    assert hold.mean.value == pytest.approx(4 * HOUR, rel=0.2)
    assert hold.mean.known == "estimated"
    assert last.mean.low < 900 < last.mean.high


def test_estimated_starts_lie_before_ends_and_behind_the_ends_before() -> None:
    register = made_register(4, 300, 1 / 1800, PLAIN, STAFF)
    parts = parts_of(ends_of(register), PLAIN)
    start = work_from_ends(parts).start
    assert (start <= register.end).all()
    known = parts.enabled != UNSET
    assert (start[known] >= parts.enabled[known]).all()
    inner = register.activity == 1
    assert (start[inner] == register.start[inner]).mean() > 0.95


def test_work_is_told_from_an_exponential_delay_of_half_the_files() -> None:
    rng = np.random.default_rng(7)
    inside = []
    for _ in range(2):
        gaps = rng.gamma(2, 300, 800) + rng.exponential(3000, 800) * (rng.random(800) < 0.5)
        best = tell_work_from_delay([gaps])[0]
        inside.append(abs(np.log(best.mean / 600)) < 2.5 * best.error)
        assert best.at_once[0] == pytest.approx(0.5, abs=0.15)
        assert best.mean < 0.6 * gaps.mean()
    assert sum(inside) == 2

"""Work, pace and lying of made-up offices whose truth is known, and of few events counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.fitting.work.fit_work import work_from_starts
from sim.fitting.work.idle_time import without
from sim.fitting.work.pace import paces_of_role
from sim.fitting.work.shared_time import pieces_of_work
from sim.quantities import HOUR, MINUTE
from tests.fitting.made_office import HOURS, MadeStep, gamma, made_register, parts_of, register_of

PLAIN = (
    MadeStep("take in", "window", gamma(600)),
    MadeStep("check", "clerk", gamma(3000)),
    MadeStep("sign", "head", gamma(900)),
)
STAFF = {"window": 1, "clerk": 2, "head": 1}
DAY_S = 8 * HOUR


def seconds_of(*rows: tuple[int, int, str, float, float]) -> list[float]:
    """By row: the work of events given as case, step, member, begin and end [h of the first day's office time]."""
    register = register_of([(*row[:3], row[3] * HOUR, row[4] * HOUR) for row in rows], PLAIN)
    everything = np.ones(len(rows), dtype=np.bool_)
    pieces = pieces_of_work(register, register.start, (HOURS,) * len(register.resources), everything)
    by_event = np.zeros(len(rows))
    by_event[pieces.event] = pieces.seconds
    return [round(float(s)) for s in by_event]


def test_nights_and_breaks_are_no_work() -> None:
    # From 12:00 to 15:00 over lunch, and from 17:00 to 9:30 of the next day.
    assert seconds_of((0, 0, "a", 3, 5), (1, 0, "a", 7, 8.5)) == [2 * HOUR, 1.5 * HOUR]


def test_files_begun_at_one_time_share_it() -> None:
    # One from the first to the fourth hour, another in the second and third: an hour, half of two, an hour.
    assert seconds_of((0, 0, "a", 0, 4), (1, 0, "a", 1, 3)) == [3 * HOUR, HOUR]
    assert seconds_of((0, 0, "a", 0, 4), (1, 0, "b", 1, 3)) == [4 * HOUR, 2 * HOUR]
    # Three at once, none lost: the work of a member is never more than his time.
    assert sum(seconds_of((0, 0, "a", 0, 3), (1, 0, "a", 1, 3), (2, 0, "a", 2, 3))) == 3 * HOUR


def test_a_file_that_lies_begun_overnight_costs_only_open_time() -> None:
    assert seconds_of((0, 0, "a", 7, 9), (1, 0, "a", 9, 10)) == [2 * HOUR, HOUR]


def test_stretches_less_others() -> None:
    begins, ends = without(*(np.array(a) for a in ([0, 20], [10, 30], [2, 8, 25], [4, 22, 26])))
    assert list(zip(begins.tolist(), ends.tolist(), strict=True)) == [(0, 2), (4, 8), (22, 25), (26, 30)]


def test_the_work_of_every_step_is_found_and_the_queue_explains_the_waiting() -> None:
    parts = parts_of(made_register(1, 800, 1 / 1800, PLAIN, STAFF), PLAIN)
    fitted = work_from_starts(parts)
    for number, mean in zip(fitted.work, (600, 3000, 900), strict=True):
        assert number is not None
        assert number.mean.low < mean < number.mean.high
        assert number.distribution in ("gamma", "weibull", "lognormal")
    assert fitted.hold == (None, None, None)
    assert fitted.pace == {}
    assert fitted.notes == ()


def test_waiting_beside_the_queue_is_a_hold_of_the_step_before() -> None:
    held = (PLAIN[0], MadeStep("check", "clerk", gamma(3000), gamma(4 * HOUR, 1)), PLAIN[2])
    estimates = []
    for seed in range(6):
        fitted = work_from_starts(parts_of(made_register(seed, 500, 1 / 1800, held, STAFF), held))
        assert fitted.hold[0] is None
        assert fitted.hold[2] is None
        assert fitted.hold[1] is not None
        estimates.append((fitted.hold[1].mean.low, fitted.hold[1].mean.value, fitted.hold[1].mean.high))
    low, value, high = np.array(estimates).T
    assert value.mean() == pytest.approx(4 * HOUR, rel=0.06)
    assert ((low < 4 * HOUR) & (high > 4 * HOUR)).sum() >= 5


def test_a_hold_before_a_busy_role_is_told_from_its_queue() -> None:
    """Clerks who are busy nine tenths of their time leave bounds for most files, and the estimate within them."""
    held = (MadeStep("take in", "window", gamma(600), gamma(2 * HOUR, 1)), PLAIN[1], PLAIN[2])
    values = []
    for seed in range(5):
        fitted = work_from_starts(parts_of(made_register(seed, 1500, 1 / 1667, held, STAFF), held))
        assert fitted.hold[0] is not None
        values.append(fitted.hold[0].mean.value)
    assert np.mean(values) == pytest.approx(2 * HOUR, rel=0.35)


def test_time_of_the_applicant_is_a_hold_on_the_clock_without_work() -> None:
    steps = (PLAIN[0], MadeStep("reply", None, gamma(6 * HOUR, 1)), PLAIN[2])
    register = made_register(2, 400, 1 / 1800, steps, {"window": 1, "head": 1})
    fitted = work_from_starts(parts_of(register, steps))
    assert fitted.work[1] is None
    assert fitted.hold[1] is not None
    reply = register.activity == 1
    before = np.concatenate([[0], register.end[:-1]])
    assert fitted.hold[1].mean.value == pytest.approx((register.end - before)[reply].mean())
    assert fitted.hold[0] is None


def test_a_member_who_takes_half_as_long_again_is_told_and_his_colleagues_are_not() -> None:
    rng = np.random.default_rng(6)
    told = 0
    for _ in range(40):
        member, step = rng.integers(0, 4, 400), rng.integers(0, 2, 400)
        work = rng.gamma(2, np.array([30.0, 200.0])[step]) * np.where(member == 3, 1.5, 1.0)
        paces = paces_of_role(work, step, member)
        if 3 in paces.by_member:
            told += paces.by_member[3].low < 1.5 < paces.by_member[3].high
            # What the steps take at a pace of 1, and the paces, give the work of the register.
            expected = sum(
                paces.step_factors[k]
                * work[step == k].mean()
                * (paces.by_member[m].value if m in paces.by_member else 1.0)
                for k, m in zip(step.tolist(), member.tolist(), strict=True)
            )
            assert expected == pytest.approx(work.sum(), rel=1e-6)
    assert told >= 30
    alike = [
        paces_of_role(rng.gamma(2, 100, 300), np.zeros(300, int), rng.integers(0, 4, 300)).by_member for _ in range(60)
    ]
    assert sum(bool(found) for found in alike) <= 9


def test_paces_are_in_the_work_of_a_step() -> None:
    register = made_register(3, 900, 1 / 1800, PLAIN, STAFF, paces={"clerk_1": 1.6})
    fitted = work_from_starts(parts_of(register, PLAIN))
    who = {register.resources[k]: number.value for k, number in fitted.pace.items()}
    assert set(who) == {"clerk_0", "clerk_1"}
    assert who["clerk_1"] / who["clerk_0"] == pytest.approx(1.6, rel=0.12)
    work = fitted.work[1]
    assert work is not None
    assert work.mean.value * who["clerk_0"] == pytest.approx(3000, rel=0.08)
    assert work.sample[100] > MINUTE

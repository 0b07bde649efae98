"""Figures of halls, counted by hand on cases of the conformance tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from math import nan
from pathlib import Path

import numpy as np
import pytest

from sim.engine.simulate import simulate
from sim.measure.halls import SLOT_FIGURES, _served_within, hall_figures, halls_in_question
from sim.model.bookings import Bookings
from sim.model.model import Model, build_model
from sim.model.slots import SlotGrid
from sim.quantities import UNSET, Instants, instant
from tests.conformance.cases import load_case
from tests.minimal import SCENARIO, loaded, with_changes

HALL = ("department", "window")


def at(*moments: str) -> Instants:
    """Instants of March 2018, a dash for none."""
    return np.array(
        [UNSET if text == "-" else instant(datetime.fromisoformat(f"2018-03-{text}:00")) for text in moments],
        dtype=np.int64,
    )


def figures_of(name: str, bookings: Bookings | None = None, grid: SlotGrid | None = None) -> dict[str, float]:
    """The figures of the one hall of a case, with bookings and slots beside it."""
    case = load_case(name)
    (pool,) = case.capacity.pools
    capacity = replace(case.capacity, pools=(replace(pool, slots=grid or pool.slots),))
    log = simulate(replace(case.workload, bookings=bookings), capacity)
    model = Model(None, capacity, case.workload.window, (), case.workload.routes, ())  # type: ignore[arg-type]
    return hall_figures(log, model)[HALL]


def test_waits_of_booked_and_others_and_slots() -> None:
    """Served after 0, 40, 10 and 30 minutes less a second; the last two had a slot, the last of them came too late for it."""
    grid = SlotGrid(at("12 09:40", "12 10:00", "13 09:00"), np.array([2, 2, 1]), 1200, 600)
    bookings = Bookings(
        pool=np.zeros(5, dtype=np.int64),
        made=at("10 09:00", "11 09:00", "12 08:00", "12 09:00", "12 09:30"),
        wished=at("12 00:00", "12 00:00", "12 08:00", "13 00:00", "14 00:00"),
        next_free=at("12 09:40", "12 09:40", "12 10:00", "12 10:00", "-"),
        slot=at("12 09:40", "12 09:40", "12 10:00", "13 09:00", "-"),
        comes=np.array([True, True, False, True, False]),
    )
    assert figures_of("173_grace_to_the_second", bookings, grid) == pytest.approx(
        {
            "visits": 4,
            "not_served": 0,
            "wait_longest_min": 40,
            "wait_min": (0 + 40 + 10 + 1799 / 60) / 4,
            "wait_p95_min": 0.85 * 40 + 0.15 * 1799 / 60,
            "booked_wait_min": (10 + 1799 / 60) / 2,
            "unbooked_wait_min": 20,
            "served_5_min": 1 / 4,
            "served_10_min": 2 / 4,  # ten minutes to the second are within them
            "served_15_min": 2 / 4,
            "served_20_min": 2 / 4,
            "served_30_min": 3 / 4,
            "served_60_min": 1,
            "turned_away": 0,
            "gave_up": 0,
            "came_back": nan,
            "lost": 0,
            "slots": 5,
            "booked_share": 4 / 5,
            "no_show_share": 1 / 4,
            "empty_share": 2 / 5,
            "days_to_slot": 0.5,  # made in the counted period: on the same day, and on the day before
            "days_to_next_free": 0,
            "without_slot": 1,
        },
        nan_ok=True,
    )


def test_those_who_give_up() -> None:
    """Four visits: two are given up, one for a day and one for good."""
    row = figures_of("182_awaited_no_more_after_giving_up")
    assert {name: row[name] for name in ("visits", "gave_up", "came_back", "lost", "turned_away")} == {
        "visits": 4, "gave_up": 0.5, "came_back": 0.5, "lost": 1, "turned_away": 0,
    }  # fmt: skip
    # 0 and 80 min until they are served, 30 and 40 min until they gave up: three in four wait longer than 0 min, and as many for
    # 80 min as far as can be known.
    assert row["not_served"] == 2
    assert row["wait_min"] == 60
    assert (row["wait_p95_min"], row["wait_longest_min"]) == (80, 80)
    assert (row["served_5_min"], row["served_30_min"], row["served_60_min"]) == (1 / 4, 1 / 4, 1 / 4)


def test_without_bookings_all_slots_are_empty() -> None:
    grid = SlotGrid(at("12 09:40"), np.array([2]), 1200, 600)
    row = figures_of("172_appointment_before_the_hall", None, grid)
    assert {name: row[name] for name in SLOT_FIGURES} == pytest.approx(
        dict.fromkeys(SLOT_FIGURES, nan) | {"slots": 2, "booked_share": 0, "empty_share": 1}, nan_ok=True
    )


@pytest.mark.parametrize(("hours", "halls"), [("mornings", ["clerk"]), ("department", [])])
def test_a_counter_with_hours_of_its_own_has_a_row(tmp_path: Path, hours: str, halls: list[str]) -> None:
    day = "    weekdays: 09:00-13:00, 14:00-18:00\n"
    mornings = (day, f'{day}  mornings: {{weekdays: "09:00-13:00"}}\n')
    clerk = ("      clerk: 1\n      chief:\n", f"      clerk: {{count: 1, counter_hours: {hours}}}\n      chief:\n")
    model = build_model(loaded(tmp_path, with_changes(SCENARIO, mornings, clerk)))
    assert [model.capacity.pools[p].role for p in halls_in_question(model)] == halls


def test_who_has_waited_for_less_as_the_observation_ends_is_in_no_share_of_those_served_soon() -> None:
    """Waits of 0 and 12 minutes until they are served, and of 8 and 40 minutes so far: of the third nothing is known beyond 8."""
    waits, served = np.array([0.0, 12.0, 8.0, 40.0]), np.array([True, True, False, False])
    shares = [_served_within(minutes, waits, served, ~served) for minutes in (5, 10, 15, 60)]
    assert shares == [1 / 4, 1 / 3, 2 / 3, 1.0]

"""Units of figures: every figure has one, and a name that is a share of applications is so in every table."""

from __future__ import annotations

import math
import typing

import pytest

from sim.measure.blame import REASONS
from sim.measure.cycle_time import PARTS
from sim.measure.figure_units import (
    FIGURE_UNITS,
    PART_OF,
    QUOTIENTS,
    SHARES_OF_APPLICATIONS,
    FigureTable,
    Unit,
    bounds_of,
    unit_of,
)
from sim.measure.figures import Figures
from sim.measure.halls import SERVED_WITHIN


def test_every_table_of_figures_has_units() -> None:
    assert list(FIGURE_UNITS) == list(typing.get_args(FigureTable))
    assert [name for name in Figures.__dataclass_fields__ if name != "curves"] == list(FIGURE_UNITS)


def test_every_unit_is_used() -> None:
    assert {unit for units in FIGURE_UNITS.values() for unit in units.values()} == set(typing.get_args(Unit))


def test_a_figure_without_a_unit_is_an_error() -> None:
    with pytest.raises(LookupError, match="'new_h' of the table 'routes' has no unit"):
        unit_of("routes", "new_h")


def test_the_parts_of_lateness_and_of_cycle_time_have_units() -> None:
    assert {unit_of("steps", name) for name in REASONS} == {"working hours"}
    assert {unit_of("endings", f"{name}_h") for name in PARTS} == {"hours"}


def test_shares_of_applications_bear_names_of_their_own() -> None:
    of_answers = {"in_time", "delivered_in_time", "objections_in_time"}
    of_halls = {"gave_up", "came_back", "booked_share", "no_show_share", "empty_share", *SERVED_WITHIN}
    assert frozenset(of_answers | of_halls) == SHARES_OF_APPLICATIONS
    for units in FIGURE_UNITS.values():
        assert all(units[name] == "share" for name in SHARES_OF_APPLICATIONS & set(units))
    assert not SHARES_OF_APPLICATIONS & {*FIGURE_UNITS["pools"], *FIGURE_UNITS["home_visits"]}


def test_no_figure_is_negative_and_no_share_above_one() -> None:
    for table, units in FIGURE_UNITS.items():
        for name, unit in units.items():
            bounds = bounds_of(table, name, 100.0)
            assert bounds.low == 0
            assert bounds.high == (1 if unit == "share" else math.inf), name


def test_what_follows_from_the_scenario_cannot_vary_and_everything_else_can() -> None:
    fixed = {
        (table, name)
        for table, units in FIGURE_UNITS.items()
        for name in units
        if not bounds_of(table, name, 9.0).event
    }
    assert {("pools", "members"), ("streams", "expected"), ("pools", "on_duty_h"), ("halls", "slots")} <= fixed
    assert not {("routes", "in_time"), ("steps", "queue_p95_h"), ("pools", "utilisation"), ("whole", "late")} & fixed


def test_the_event_of_a_quotient_is_one_part_of_what_it_is_of() -> None:
    # Ten of 500 answers; ten visits of 500 that wait a quarter of an hour; one hour of 400 on duty.
    assert bounds_of("routes", "in_time", 500).event == pytest.approx(10 / 500)
    assert bounds_of("steps", "queue_mean_h", 500).event == pytest.approx(0.25 * 10 / 500)
    assert bounds_of("pools", "utilisation", 400).event == pytest.approx(1 / 400)
    assert bounds_of("routes", "in_time", 4).event == 1, "no more than all"
    assert bounds_of("routes", "lateness_h").event == 8, "one answer, late by a working day"


def test_quotients_and_parts_name_figures_of_their_table() -> None:
    for names in (QUOTIENTS, PART_OF):
        for table, figures in names.items():
            for name, whole in figures.items():
                assert {name, *whole.split()} <= set(FIGURE_UNITS[table])

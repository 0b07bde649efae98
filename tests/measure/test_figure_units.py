"""Units of figures: every figure has one, and a name that is a share of applications is so in every table."""

from __future__ import annotations

import typing

import pytest

from sim.measure.blame import REASONS
from sim.measure.cycle_time import PARTS
from sim.measure.figure_units import FIGURE_UNITS, SHARES_OF_APPLICATIONS, FigureTable, Unit, unit_of
from sim.measure.figures import Figures


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
    of_halls = {"gave_up", "came_back", "booked_share", "no_show_share", "empty_share"}
    assert frozenset(of_answers | of_halls) == SHARES_OF_APPLICATIONS
    for units in FIGURE_UNITS.values():
        assert all(units[name] == "share" for name in SHARES_OF_APPLICATIONS & set(units))
    assert not SHARES_OF_APPLICATIONS & {*FIGURE_UNITS["pools"], *FIGURE_UNITS["home_visits"]}

"""What is shown of a run is one set of sections, in an order for each medium."""

from __future__ import annotations

from itertools import chain
from typing import get_args

import pytest

import sim
from sim.report.parts import Contents, Medium, Paragraph, Plot, Section, TextTable
from sim.report.run.contents import ORDER, run_contents

SCENARIOS = ("west_kazakhstan_social_aid", "asp_surge_april_2019", "portal_outage", "head_on_leave")


@pytest.fixture(scope="module", params=SCENARIOS)
def contents(request: pytest.FixtureRequest) -> Contents:
    return run_contents(sim.run(sim.load_scenario(request.param, changes=["replications=2"]), strengthen=False))


@pytest.mark.parametrize("medium", get_args(Medium))
def test_whatever_a_medium_may_show_has_a_place_in_its_order(contents: Contents, medium: Medium) -> None:
    wanted = {key for key, section in contents.sections.items() if section.on(medium).parts}
    shown = [section.key for section in chain.from_iterable(contents.on(medium))]
    assert sorted(shown) == sorted(wanted)
    places = [list(chain.from_iterable(ORDER[medium])).index(key) for key in shown]
    assert places == sorted(places)


def test_a_terminal_shows_no_plots_and_a_page_no_narrow_tables(contents: Contents) -> None:
    on_terminal = [part for section in chain.from_iterable(contents.on("terminal")) for part in section.parts]
    assert all(isinstance(part, TextTable | Paragraph) for part in on_terminal)
    on_page = [part for section in chain.from_iterable(contents.on("page")) for part in section.parts]
    assert any(isinstance(part, Plot) for part in on_page)
    assert not any(part.only == "terminal" for part in on_page)


def test_rows_of_tables_have_a_cell_for_each_heading_or_are_headings(contents: Contents) -> None:
    for section in contents.sections.values():
        for part in section.parts:
            if isinstance(part, TextTable):
                width = len(part.labels) + len(part.columns)
                assert {len(row) for row in part.rows} <= {1, width}, part.key


def test_every_plot_can_be_drawn(contents: Contents) -> None:
    """Pages of other tests have none."""
    plots = [part for section in contents.sections.values() for part in section.parts if isinstance(part, Plot)]
    assert plots
    assert all(plot.draw().get_axes() for plot in plots)


def test_sections_without_parts_for_a_medium_leave_their_chapter_empty() -> None:
    section = Section("a", "A", (Paragraph("only here", only="page"),))
    contents = Contents("", "", "en", {"a": section}, {"page": (("a",), ("b",)), "terminal": (("a", "b"),)})
    assert contents.on("page") == ((section,), ())
    assert contents.on("terminal") == ((),)

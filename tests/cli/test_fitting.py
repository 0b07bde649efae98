"""Tables on a terminal: whatever their texts, they are at most 80 columns wide, and nothing of them is cut."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from sim.cli.terminal.fitting import column_widths, fitted_table, folded

WORD = st.text("abcdefgh_", min_size=1, max_size=30)
FIGURE = st.sampled_from(["0", "> 99.9 %\n(99.8 to 100.0)", "91 % (89 to 92)", "12,346 (12,046 to 12,646)", "–"])


def printed(labels: tuple[str, ...], columns: tuple[str, ...], rows: list[tuple[str, ...]], **how: bool) -> list[str]:
    console = Console(file=io.StringIO(), width=80)
    console.print(fitted_table(labels, columns, rows, width=80, **how))
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined]  # it is a StringIO


def signs(texts: list[str]) -> list[str]:
    return sorted(sign for text in texts for sign in text if not sign.isspace() and sign != "─")


@given(st.lists(st.tuples(WORD, WORD, FIGURE, FIGURE, FIGURE, FIGURE), min_size=1, max_size=4), st.booleans())
def test_every_table_fits_and_every_sign_is_printed(rows: list[tuple[str, ...]], unbroken: bool) -> None:
    labels, columns = ("office", "role"), ("share in\ntime", "waited for\nhim [h]", "files", "utilisation")
    lines = printed(labels, columns, rows, unbroken=unbroken)
    assert max(map(cell_len, lines)) <= 80
    assert signs(lines) == signs([*labels, *columns, *(cell for row in rows for cell in row)])


def test_a_table_that_fits_has_the_width_of_its_texts() -> None:
    columns = [[Text("office"), Text("akim")], [Text("files"), Text("12")]]
    assert column_widths(columns, 1, unbroken=False, width=80) == [6, 5]


@pytest.mark.parametrize(
    ("unbroken", "widths"),
    [
        # 30 columns less 8 between them leave 22; the widest gives way: 20, 15 and 5 become 8 or 9 each, and the 5 stay.
        (False, [8, 9, 5]),
        # Figures keep their 15, so that the name is broken: 22 - 15 - 5.
        (True, [2, 15, 5]),
    ],
)
def test_names_are_broken_before_figures_that_are_to_stay_whole(unbroken: bool, widths: list[int]) -> None:
    columns = [
        [Text("a"), Text("bb bb bb bb bb bb bb")],
        [Text("share"), Text("91 % (89 to 92)")],
        [Text("files"), Text("12")],
    ]
    assert column_widths(columns, 1, unbroken=unbroken, width=30) == widths


def test_a_long_name_is_broken_behind_an_underscore() -> None:
    assert folded(Text("state_corporation_office (12)"), 14).plain == "state_\ncorporation_\noffice (12)"
    assert folded(Text("at_the_department.rate"), 14).plain == "at_the_\ndepartment.\nrate"
    assert folded(Text("unemployedregistration"), 14).plain == "unemployedregi\nstration"
    assert folded(Text("akim"), 14).plain == "akim"

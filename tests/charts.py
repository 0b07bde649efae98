"""Whether the pages that tests make have charts, which take longer to draw than all else that a command does in a short run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from matplotlib.figure import Figure

from sim.report import templates
from sim.report.chart_style import as_svg


@contextmanager
def charts_undrawn() -> Iterator[None]:
    """Leave the charts of pages undrawn, but build them: every test is within this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(templates, "as_svg", _undrawn)
        yield


@contextmanager
def charts_drawn() -> Iterator[None]:
    """Draw the charts of pages: for fixtures that tests share; a test is marked with `charts` instead."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(templates, "as_svg", as_svg)
        yield


def _undrawn(figure: Figure) -> str:
    return f"<svg><!-- {figure.get_size_inches()} --></svg>"

"""Whether the pages that tests make have charts, which take longer to draw than all else that a command does in a short run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from markupsafe import Markup

from sim.report import templates
from sim.report.parts import Plot

_DRAWN = templates._drawn


@contextmanager
def charts_undrawn() -> Iterator[None]:
    """Leave the charts out of pages: every test is within this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(templates, "_drawn", _undrawn)
        yield


@contextmanager
def charts_drawn() -> Iterator[None]:
    """Draw the charts of pages: for fixtures that tests share; a test is marked with `charts` instead."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(templates, "_drawn", _DRAWN)
        yield


def _undrawn(plot: Plot, title: str) -> Markup:
    return Markup("<svg><!-- {} --></svg>").format(title)

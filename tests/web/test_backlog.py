"""The drawing of the backlog: curves inside of their axes, months where they begin, a sentence that says the same."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from sim.translations.in_use import in_language
from sim.web.simulation.paired_figures import BacklogCurve, CaseFigures, PairedFigures
from sim.web.views.backlog import HEIGHT, WIDTH, backlog_drawing

DAYS = tuple(date(2018, 5, 2) + timedelta(i) for i in range(240))


def curve(level: float) -> BacklogCurve:
    files = level + np.arange(len(DAYS)) / 10
    return BacklogCurve(DAYS, files, np.maximum(files - 5, 0), files + 5)


def both(before: float, after: float) -> PairedFigures:
    return PairedFigures(10, 100, True, CaseFigures({}, curve(before)), CaseFigures({}, curve(after)), {})


def points(text: str) -> list[tuple[float, float]]:
    return [tuple(map(float, point.split(","))) for point in text.split()]  # type: ignore[misc]


@pytest.mark.parametrize(("before", "after"), [(0, 0), (3, 900), (30, 12), (1e5, 2)])
def test_curves_stay_inside_of_the_drawing(before: float, after: float) -> None:
    drawing = backlog_drawing(both(before, after))
    assert drawing is not None
    for text in (drawing.before, drawing.after, drawing.before_band, drawing.after_band):
        for x, y in points(text):
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT
    assert 3 <= len(drawing.files) <= 7
    assert [tick.text for tick in drawing.months] == ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def test_more_files_are_drawn_higher_on_the_scale_that_is_written() -> None:
    drawing = backlog_drawing(both(10, 40))
    assert drawing is not None
    (_, before), (_, after) = points(drawing.before)[0], points(drawing.after)[0]
    scale = {float(tick.text): tick.at for tick in drawing.files}
    one = (scale[0.0] - scale[20.0]) / 20
    assert before == pytest.approx(scale[0.0] - 10 * one, abs=0.1)
    assert after == pytest.approx(scale[0.0] - 40 * one, abs=0.1)


def test_the_sentence_says_what_the_curves_end_with() -> None:
    with in_language("ru"):
        drawing = backlog_drawing(both(10, 40))
    assert drawing is not None
    assert "34 как есть, 64 с изменениями" in drawing.sentence
    assert "27 декабря 2018" in drawing.sentence


def test_nothing_is_drawn_before_it_is_known() -> None:
    assert backlog_drawing(PairedFigures(10, 100, False, CaseFigures({}), CaseFigures({}), {})) is None

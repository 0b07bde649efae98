"""Pictures stand in a page as parts of it: small, in its ink and its letters, read out, and with names of their own."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from sim.report.chart_style import COLOURS, Chart, as_svg, chart
from sim.report.page_svg import GRID, GROUND, INK, MUTED, SHADE

TITLE = 'Қарағанды: жауаптар мерзімінде <95 %> & "т.б."'


def picture(title: str = TITLE) -> Chart:
    """A chart with a bar, a hatched bar, a clipped line, marks, and words on a ground of their own."""
    figure = chart(4, 2)
    axes = figure.subplots()
    axes.barh([0], [3], color=COLOURS[0])
    axes.barh([1], [2], color=COLOURS[1], hatch="//", edgecolor=GROUND)
    axes.plot([0, 1, 9], [0, 1, 2], color=INK, marker="o")
    axes.axvspan(1, 2, color=SHADE)
    axes.plot([0, 1], [1, 0], color=MUTED)
    axes.axvline(1, color=GRID)
    axes.annotate("жазу", (1, 1), bbox={"facecolor": GROUND, "edgecolor": "none"})
    axes.set_xlim(0, 4)
    axes.set_title(title)
    figure.alternative = f"Мерзімінде: {title}"
    return figure


def names(svg: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', svg)


def test_texts_are_texts_in_the_letters_of_the_page_and_the_picture_is_read_out() -> None:
    root = ET.fromstring(as_svg(picture()))
    said = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert TITLE in said
    assert "жазу" in said
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == f"Мерзімінде: {TITLE}"
    assert "font-family" in root.attrib
    assert [element for element in root.iter() if "font-family" in element.attrib.get("style", "")] == []


def test_in_a_page_ink_is_that_of_the_page_and_the_ground_is_open() -> None:
    svg = as_svg(picture())
    for tone in (INK, MUTED, GRID, SHADE, GROUND, "#ffffff"):
        assert tone not in svg
    assert "currentColor" in svg
    assert "var(--chart-ground, Canvas)" in svg
    assert COLOURS[0].lower() in svg
    assert "<style" not in svg  # it would hold for the whole page


def test_alone_it_stands_on_white_in_the_colours_as_they_are_drawn() -> None:
    svg = as_svg(picture(), in_page=False)
    assert "#ffffff" in svg
    assert "var(" not in svg
    for tone in (INK, MUTED, GRID, SHADE, GROUND):
        assert tone in svg


def test_names_are_referred_to_and_no_two_pictures_share_one() -> None:
    first, second = as_svg(picture()), as_svg(picture("another"))
    for svg in (first, second):
        referred = set(re.findall(r"url\(#([^)]+)\)|href=\"#([^\"]+)\"", svg))
        assert {a or b for a, b in referred} == set(names(svg))
        assert len(names(svg)) == len(set(names(svg))) >= 3  # the hatch, the panel's border and a mark
    assert set(names(first)) & set(names(second)) == set()
    assert first == as_svg(picture())


@pytest.mark.parametrize("in_page", [True, False])
def test_lengths_have_two_digits_and_nothing_is_there_that_is_not_seen(in_page: bool) -> None:
    svg = as_svg(picture(), in_page=in_page)
    assert re.search(r"\d\.\d{3}", svg) is None
    assert "metadata" not in svg
    assert "\n" not in svg
    assert "<!--" not in svg
    assert len(svg) < 9000


def test_unseen_signs_of_an_alternative_are_made_visible() -> None:
    figure = picture()
    figure.alternative = "a\u202eb"
    assert "\u202e" not in as_svg(figure)

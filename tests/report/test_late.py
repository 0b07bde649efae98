"""Late answers on the page of a run: small charts of offices on one scale, and late applications with their lives."""

from __future__ import annotations

import re

import pytest
from matplotlib.figure import Figure

import sim
from sim.experiment.replications import replicate
from sim.experiment.results import Results
from sim.experiment.typical_replication import typical_replication
from sim.measure.late_applications import late_applications
from sim.report.chart_sizes import MOST_OFFICE_PANELS
from sim.report.chart_style import HALF_WIDTH, Chart, as_svg, charts_as_wide_as
from sim.report.charts.late import late_map
from sim.report.parts import FoldedLife, FoldedLives
from sim.report.run.contents import run_contents
from sim.report.run.late import MOST_LIVES, late_sections
from sim.report.run.page import render_page
from sim.tracing.timeline import life_timeline
from sim.tracing.trace import trace
from sim.translations.in_use import in_language
from tests.report.test_charts import late_table
from tests.tracing.test_trace import EVERY_WAIT, by_hand


def panels(figure: Figure) -> dict[str, list[float]]:
    """By title: the heights of the bars of a panel."""
    return {
        " ".join(axes.get_title("left").split()): [float(bar.get_height()) for bar in axes.patches]  # type: ignore[attr-defined]
        for axes in figure.axes
        if axes.get_visible()
    }


def test_every_office_with_late_answers_has_its_panel_the_most_first_on_one_scale() -> None:
    figure = late_map(late_table())
    shown = panels(figure)
    assert list(shown) == ["2: Ә ә Ғ ғ", "1: Ә ә Ғ ғ"]  # office 0 has none
    assert shown["2: Ә ә Ғ ғ"] == [2.0, 2.0, 2.0, 4.0]
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    assert [text.get_text() for axes in figure.axes for text in axes.texts] == ["10 of 40 late", "5.0 of 40 late"]


@pytest.mark.parametrize(("replications", "words", "highest"), [(20, "eight in ten", 6.0), (4, "95 % interval", 3.0)])
def test_lines_show_single_replications_where_there_are_enough(replications: int, words: str, highest: float) -> None:
    figure = late_map(late_table(replications=replications))
    assert words in figure.get_supxlabel()
    (lines,) = figure.axes[0].collections
    ends = [segment[1][1] for segment in lines.get_segments()]  # type: ignore[attr-defined]
    assert max(ends) == highest


def test_of_many_offices_those_with_most_late_answers_are_shown() -> None:
    shown = panels(late_map(late_table(MOST_OFFICE_PANELS + 5)))
    assert len(shown) == MOST_OFFICE_PANELS
    assert next(iter(shown)) == f"{MOST_OFFICE_PANELS + 4}: Ә ә Ғ ғ"
    with charts_as_wide_as(HALF_WIDTH):
        assert len(late_map(late_table(MOST_OFFICE_PANELS + 5)).axes) == MOST_OFFICE_PANELS


def test_the_chart_is_told_in_words_too() -> None:
    figure = late_map(late_table())
    assert isinstance(figure, Chart)
    assert figure.alternative == (
        "Late answers by month in 2 offices. 2: Ә ә Ғ ғ: 10 late answers of 40, most in 04.2018; "
        "1: Ә ә Ғ ғ: 5.0 late answers of 40, most in 04.2018."
    )
    assert as_svg(late_map(late_table())) == as_svg(late_map(late_table()))
    with in_language("kk"):
        kazakh = late_map(late_table())
        assert isinstance(kazakh, Chart)
        assert kazakh.alternative.startswith("Айлар бойынша кешіктірілген жауаптар, 2 бөлімше. ")
    empty = late_map(late_table(1))
    assert isinstance(empty, Chart)
    assert empty.alternative == "no answer was late"


def test_a_timeline_has_the_intervals_of_the_visits_in_percent_of_its_line() -> None:
    life = by_hand(EVERY_WAIT, 1)
    line = life_timeline(life)
    # From Monday 9:30 to Friday 11:30; the term ends on Thursday 18:30.
    whole = (4 * 24 + 2) * 3600
    assert line.deadline == round(100 * (3 * 24 + 9) * 3600 / whole, 2)
    intervals = [part for visit in life.life.visits for part in visit.intervals]
    bars = [bar for row in line.rows for bar in row.bars]
    assert [bar.what for bar in bars] == [part.what for part in intervals]
    for bar, part in zip(bars, intervals, strict=True):
        assert bar.width == pytest.approx(100 * (part.end - part.begin) / whole, abs=0.02)
        assert 0 <= bar.left <= bar.left + bar.width <= 100.01
    assert [f"{day:%d.%m}" for _, day in line.days] == ["13.03", "14.03", "15.03", "16.03"]
    assert {bar.what for bar in line.closed} == {"closed"}


@pytest.fixture(scope="module")
def results() -> Results:
    return sim.run(sim.load_scenario("west_kazakhstan_social_aid", changes=["replications=3"]), strengthen=False)


def lives(results: Results, lang: str) -> tuple[FoldedLife, ...]:
    sections = {section.key: section for section in late_sections(results, lang)}
    (part,) = (part for part in sections["late_list"].parts if isinstance(part, FoldedLives))
    return part.load()[0]


def test_the_page_tells_the_latest_of_the_typical_replication_with_their_lives(results: Results) -> None:
    number = typical_replication(results)
    model, log = replicate(results.model, number)
    late = late_applications(log, model)[:MOST_LIVES]
    told = lives(results, "en")
    assert [life.name for life in told] == [f"Application {one.application}" for one in late]
    first = trace(log, late[0].application, model=model)
    assert [text for _, moments in told[0].days for _, text in moments] == [
        sentence.text for sentence in first.dated_sentences[:-1]
    ]
    assert told[0].ending == first.sentences[-1]
    page = render_page(run_contents(results))
    assert f"Replication {number} of 3" in page
    assert page.count('<details class="life">') == len(late)
    assert "<script src" not in page
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)


@pytest.mark.parametrize(
    ("lang", "name", "office"), [("kk", "Өтініш", "Ауданның жұмыспен"), ("ru", "Заявление", "Районный отдел")]
)
def test_lives_are_told_in_the_language_of_the_page(results: Results, lang: str, name: str, office: str) -> None:
    told = lives(results, lang)
    assert all(life.name.startswith(name) for life in told)
    assert any(office in life.where for life in told)
    assert not any(re.search("waits|limit|worked", text) for life in told for _, day in life.days for _, text in day)


def test_a_run_without_late_answers_has_no_such_sections() -> None:
    found = sim.run(sim.load_scenario("south_kazakhstan_2012", changes=["replications=2"]), strengthen=False)
    assert found.figures.whole["late"].mean == 0
    assert not list(late_sections(found, "en"))

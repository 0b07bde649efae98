"""Charts draw what their tables hold, with units, in letters that are there, and always the same."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection, QuadMesh
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

import sim
from sim import charts
from sim.report.chart_style import COLOURS, as_svg, wrapped
from sim.report.page_svg import GROUND

KAZAKH = "көрсетілетін қызметті берушінің жауапты орындаушысы: Ә ә Ғ ғ Қ қ Ң ң Ө ө Ұ ұ Ү ү Һ һ І і"


@pytest.fixture(scope="module")
def results() -> sim.Results:
    return sim.run(sim.load_scenario("west_kazakhstan_social_aid", changes=["replications=3"]), strengthen=False)


def compliance_table() -> pd.DataFrame:
    rows = [("provider", 0.942, 0.926, 0.955), ("akim", 0.977, np.nan, np.nan), (KAZAKH, np.nan, np.nan, np.nan)]
    return pd.DataFrame(rows, columns=["label", "mean", "low", "high"])


def elapsed_table(routes: int = 2, term: float = 3) -> pd.DataFrame:
    parts = []
    for i in range(routes):
        share = np.zeros(21)
        share[[1, 2, 3, 4 + i, 15]] = 0.2, 0.3, 0.3, 0.17, 0.03
        part = pd.DataFrame({"label": f"{i} {KAZAKH}", "days": range(21), "share": share, "within": share.cumsum()})
        parts.append(part.assign(low=share * 0.9, high=share * 1.1, term=term))
    return pd.concat(parts, ignore_index=True)


def queue_table() -> pd.DataFrame:
    names = ["label", "median", "median_low", "median_high", "p95", "p95_low", "p95_high"]
    rows = [
        (f"provider 1: {KAZAKH}", 2.0, 1.5, 2.5, 11.0, 8.0, 14.0),
        ("provider 2: head", 0.0, 0.0, 0.0, 0.01, 0.0, 0.02),
        ("provider 3: nobody", *[np.nan] * 6),
        ("provider 4: one replication", 1.0, np.nan, np.nan, 4.0, np.nan, np.nan),
    ]
    return pd.DataFrame(rows, columns=names)


def month_table(pools: int = 2) -> pd.DataFrame:
    months = pd.to_datetime(["2018-07-01", "2018-08-01", "2018-09-01"])
    rows = [
        (f"{KAZAKH} {i}", month, 0.1 * i + 0.05 * j, 0.1 * i, 0.1 * i + 0.2)
        for i in range(pools)
        for j, month in enumerate(months)
    ]
    return pd.DataFrame(rows, columns=["label", "month", "mean", "low", "high"])


def hour_table(hours: range = range(9, 18)) -> pd.DataFrame:
    rows = [
        (KAZAKH, day, hour, 0.5 + 0.05 * day + 0.01 * hour if day < 5 and hour in hours and hour != 13 else np.nan)
        for day in range(7)
        for hour in range(24)
    ]
    return pd.DataFrame(rows, columns=["label", "weekday", "hour", "mean"])


def backlog_table() -> pd.DataFrame:
    days = pd.date_range("2018-05-02", periods=60)
    mean = 20 + np.arange(60) % 7
    return pd.DataFrame({"day": days, "mean": mean, "low": mean - 5.0, "high": mean + 6.0})


def difference_table() -> pd.DataFrame:
    rows = [
        ("one more", 5.4, 3.9, 6.9, "points"),
        (KAZAKH, 1.2, -0.3, 2.7, "points"),
        ("portal", -1.1, -1.4, -0.8, "working days"),
        ("akim", np.nan, np.nan, np.nan, "working days"),
    ]
    return pd.DataFrame(rows, columns=["label", "mean", "low", "high", "unit"])


DRAWN: dict[str, Callable[[], Figure]] = {
    "compliance": lambda: charts.compliance(compliance_table(), 0.95),
    "elapsed_term": lambda: charts.elapsed_term(elapsed_table()),
    "queue_times": lambda: charts.queue_times(queue_table()),
    "utilisation_by_month": lambda: charts.utilisation_by_month(month_table()),
    "utilisation_by_hour": lambda: charts.utilisation_by_hour(hour_table()),
    "backlog": lambda: charts.backlog(backlog_table(), since=date(2018, 6, 1)),
    "paired_differences": lambda: charts.paired_differences(difference_table()),
}


def only_panel(figure: Figure) -> Axes:
    (axes,) = figure.axes
    return axes


def interval_ends(axes: Axes, *, upright: bool = False) -> list[tuple[float, float]]:
    """Both ends of every interval that is drawn, in order."""
    lines = [line for bars in axes.containers if hasattr(bars, "has_xerr") for line in bars.lines[2]]
    return [
        (float(segment[0][int(upright)]), float(segment[-1][int(upright)]))
        for line in lines
        for segment in line.get_segments()
    ]


def texts(figure: Figure) -> Iterator[str]:
    for text in figure.findobj(lambda artist: hasattr(artist, "get_text")):
        yield text.get_text()


def test_every_public_chart_is_tested_here() -> None:
    assert sorted(DRAWN) == sorted(charts.__all__)


@pytest.mark.parametrize("name", DRAWN)
def test_letters_are_there_and_the_same_table_gives_the_same_text(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a letter that the font has not is a warning
        first, second = as_svg(DRAWN[name]()), as_svg(DRAWN[name]())
    assert first == second
    assert first.startswith("<svg")
    assert "Date" not in first


@pytest.mark.parametrize("name", DRAWN)
def test_axes_have_their_unit(name: str) -> None:
    figure = DRAWN[name]()
    said = [label for label in texts(figure) if "[" in label or label in ("files received and not ready",)]
    assert said, name


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_drawn_outside_the_picture(name: str) -> None:
    figure = DRAWN[name]()
    figure.draw_without_rendering()
    outer = figure.bbox
    for axes in figure.axes:
        box = axes.get_tightbbox()
        assert box is not None
        assert box.x0 >= outer.x0 - 2
        assert box.x1 <= outer.x1 + 2
        assert box.y0 >= outer.y0 - 2
        assert box.y1 <= outer.y1 + 2


def test_bars_of_compliance_are_the_shares_with_their_intervals_and_the_target() -> None:
    axes = only_panel(charts.compliance(compliance_table(), 0.95))
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([94.2, 97.7])
    assert interval_ends(axes) == [pytest.approx((92.6, 95.5))]
    assert [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == "--"] == pytest.approx([95.0])
    assert [label.get_text() for label in axes.get_yticklabels()] == ["provider", "akim", wrapped(KAZAKH, 44)]
    assert "no answer was due by a term" in list(texts(axes.figure))


def test_bars_of_elapsed_terms_are_shares_and_turn_after_the_term() -> None:
    table = elapsed_table(1)
    axes = only_panel(charts.elapsed_term(table))
    heights = {round(bar.get_x() + bar.get_width() / 2): bar.get_height() for bar in axes.patches}
    last = max(heights)
    for day, share in zip(table["days"], table["share"], strict=True):
        if day < last:
            assert heights[day] == pytest.approx(100 * share)
    assert heights[last] == pytest.approx(100 * table.loc[table["days"] >= last, "share"].sum())
    assert sum(heights.values()) == pytest.approx(100)
    late = {
        round(bar.get_x() + bar.get_width() / 2)
        for bar in axes.patches
        if to_rgb(bar.get_facecolor()) == to_rgb(COLOURS[1])
    }
    assert late == set(range(4, last + 1))
    assert any(line.get_xdata()[0] == 3.5 for line in axes.lines)
    assert "80.0 % within\n3 working days" in list(texts(axes.figure))


def test_of_many_routes_those_with_most_late_answers_have_a_panel() -> None:
    table = elapsed_table(6)
    names = list(table["label"].unique())
    table.loc[table["label"] == names[1], "term"] = 10  # keeps nearly all
    table.loc[table["label"] == names[4], "term"] = np.nan  # has no term in working days
    shown = [axes.get_title(loc="left")[0] for axes in charts.elapsed_term(table).axes]
    assert shown == ["0", "2", "3", "5"]


def test_points_of_queue_times_are_median_and_percentile_of_steps_with_a_queue() -> None:
    axes = only_panel(charts.queue_times(queue_table()))
    points = [
        line.get_xdata()[0] for line in axes.lines if line.get_marker() in ("o", "D") and len(line.get_xdata()) == 1
    ]
    assert points == [2.0, 11.0, 1.0, 4.0]
    assert [label.get_text()[:10] for label in axes.get_yticklabels()] == ["provider 1", "provider 4"]
    assert interval_ends(axes) == [(1.5, 2.5), (8.0, 14.0)]


def test_lines_of_utilisation_are_the_months_of_the_busiest_pools() -> None:
    table = month_table(9)
    axes = only_panel(charts.utilisation_by_month(table))
    drawn = [bars.lines[0].get_ydata().tolist() for bars in axes.containers]
    wanted = [(100 * table["mean"][table["label"] == f"{KAZAKH} {i}"]).tolist() for i in range(3, 9)]
    assert drawn == [pytest.approx(values) for values in wanted]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["07.2018", "08.2018", "09.2018"]


def test_cells_of_the_week_are_the_shares_and_blank_without_duty() -> None:
    table = hour_table()
    axes = charts.utilisation_by_hour(table).axes[0]
    values = axes.images[0].get_array()
    assert values.shape == (5, 9)
    assert values.mask[:, 4].all()  # 13:00
    assert values.mask.sum() == 5
    assert float(values[2, 0]) == pytest.approx(100 * (0.5 + 0.1 + 0.09))
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert (labels[0], labels[-1]) == ("9:00", "18:00")


def test_a_week_round_the_clock_has_no_numbers_in_its_cells() -> None:
    figure = charts.utilisation_by_hour(hour_table(range(24)))
    assert figure.axes[0].images[0].get_array().shape == (5, 24)
    assert not figure.axes[0].texts


def test_the_backlog_has_its_mean_its_band_and_the_end_of_the_warm_up() -> None:
    table = backlog_table()
    axes = only_panel(charts.backlog(table, since=date(2018, 6, 1)))
    assert axes.lines[0].get_ydata().tolist() == table["mean"].tolist()
    (band,) = [
        found for found in axes.collections if isinstance(found, PolyCollection) and not isinstance(found, QuadMesh)
    ]
    corners = band.get_paths()[0].vertices[:, 1]
    assert (corners.min(), corners.max()) == (table["low"].min(), table["high"].max())
    assert "counted from here" in list(texts(axes.figure))


def test_differences_have_a_panel_per_unit_and_are_hollow_where_the_interval_holds_zero() -> None:
    figure = charts.paired_differences(difference_table())
    upper, lower = figure.axes
    assert upper.get_xlabel() == "difference [points], with 95 % interval"
    assert lower.get_xlabel() == "difference [working days], with 95 % interval"
    points = [line for line in upper.lines if line.get_marker() == "o"]
    assert [float(line.get_xdata()[0]) for line in points] == [5.4, 1.2]
    assert [to_hex(line.get_markerfacecolor()).upper() for line in points] == [COLOURS[0], GROUND.upper()]
    assert interval_ends(upper) == [pytest.approx((3.9, 6.9)), pytest.approx((-0.3, 2.7))]
    assert "  not known" in list(texts(figure))


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (lambda: charts.elapsed_term(elapsed_table().assign(share=np.nan)), "no application was answered"),
        (lambda: charts.queue_times(queue_table().assign(p95=np.nan)), "nobody passed a step of the staff"),
        (
            lambda: charts.utilisation_by_month(month_table().assign(mean=np.nan)),
            "nobody is on duty in the counted period",
        ),
        (
            lambda: charts.utilisation_by_hour(hour_table().assign(mean=np.nan)),
            "nobody is on duty in the counted period",
        ),
    ],
)
def test_a_table_without_numbers_is_said_to_have_none(figure: Callable[[], Figure], words: str) -> None:
    drawn = figure()
    assert not drawn.axes
    assert list(texts(drawn)) == [words]
    assert as_svg(drawn)


def test_a_route_without_answers_has_no_panel_beside_others() -> None:
    table = elapsed_table(3)
    table.loc[table["label"].str.startswith("1"), ["share", "within"]] = np.nan
    assert [axes.get_title(loc="left")[0] for axes in charts.elapsed_term(table).axes] == ["0", "2"]


def test_the_charts_of_a_run_show_its_figures(results: sim.Results) -> None:
    axes = only_panel(charts.compliance(results.compliance(), results.study.scenario.target))
    shares = [100 * row["in_time"].mean for row in results.figures.routes.values()]
    assert [bar.get_width() for bar in axes.patches] == pytest.approx(shares)
    axes = only_panel(charts.backlog(results.backlog()))
    last = sum(row["backlog"].mean for row in results.figures.routes.values())
    assert axes.lines[0].get_ydata()[-1] == pytest.approx(last)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for figure in (
            charts.elapsed_term(results.elapsed_term()),
            charts.queue_times(results.queue_times("kk")),
            charts.utilisation_by_month(results.utilisation_by_month("kk")),
            charts.utilisation_by_hour(results.utilisation_by_hour(lang="kk")),
        ):
            assert as_svg(figure)
            assert isinstance(figure, Figure)


def test_a_notebook_shows_a_chart_as_svg_without_anything_switched_on() -> None:
    shown = charts.compliance(compliance_table())._repr_svg_()  # the layout moves a little when a figure is drawn again
    assert shown == as_svg(charts.compliance(compliance_table()), in_page=False)


def test_long_labels_are_wrapped_into_two_lines_at_most() -> None:
    assert wrapped("short") == "short"
    assert len(wrapped(KAZAKH * 3, 30).splitlines()) == 2
    assert wrapped(KAZAKH * 3, 30).endswith("…")


def test_colours_stay_apart_for_readers_who_do_not_see_red_or_green() -> None:
    """Okabe and Ito's colours, seen by deuteranopes and protanopes (matrices of Vienot, Brettel and Mollon 1999)."""
    to_lms = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]])
    blind = {
        "protan": np.array([[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]]),
        "deutan": np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]]),
    }
    rgb = np.array([to_rgb(colour) for colour in COLOURS]) ** 2.2
    for matrix in blind.values():
        seen = np.clip(rgb @ (np.linalg.inv(to_lms) @ matrix @ to_lms).T, 0, 1) ** (1 / 2.2)
        apart = np.linalg.norm(seen[:, None] - seen[None, :], axis=2)[np.triu_indices(len(COLOURS), 1)]
        assert apart.min() > 0.12

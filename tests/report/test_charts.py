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
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

import sim
from sim import charts
from sim.engine.steplog import Truth
from sim.experiment.replications import replicate
from sim.model.model import build_model
from sim.report.chart_style import COLOURS, HALF_WIDTH, as_svg, charts_as_wide_as, wrapped
from sim.report.page_svg import GROUND
from sim.tracing.sample import SIZE_OF_SAMPLE, sampled_lives
from sim.translations.in_use import LANGUAGES, in_language

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
    names = ["route_label", "step_label", "median", "median_low", "median_high", "p95", "p95_low", "p95_high"]
    rows = [
        ("provider", f"1: {KAZAKH}", 2.0, 1.5, 2.5, 11.0, 8.0, 14.0),
        ("provider", "2: head", 0.0, 0.0, 0.0, 0.01, 0.0, 0.02),
        ("provider", "3: nobody", *[np.nan] * 6),
        ("akim", "4: one replication", 1.0, np.nan, np.nan, 4.0, np.nan, np.nan),
    ]
    return pd.DataFrame(rows, columns=names)


def desk_table() -> pd.DataFrame:
    return queue_table().assign(lawful=[20.0, 20.0, 20.0, np.nan])


def wait_table() -> pd.DataFrame:
    names = ["route_label", "step_label", "people", "closed", "sitting", "applicant", "transfer", "system"]
    rows = [
        ("provider", f"1: {KAZAKH}", 2.0, 10.0, 0.0, 0.0, 1.0, 0.5),
        ("provider", "2: nobody waits", *[0.0] * 6),
        ("akim", "4: commission", 0.0, 3.0, 30.0, 0.0, 0.0, 0.0),
        ("akim", "5: applicant", 0.0, 0.0, 0.0, 40.0, 0.0, 0.0),
    ]
    return pd.DataFrame(rows, columns=names)


def lost_table() -> pd.DataFrame:
    parts = wait_table().assign(officer=0.0, work=[0.5, 0.0, 0.0, 0.0])
    mean = parts[["people", "closed", "sitting", "applicant", "transfer", "system", "officer", "work"]].sum(axis=1)
    return parts.assign(mean=mean, low=mean - 1, high=mean + 2)


def pool_table() -> pd.DataFrame:
    rows = [(KAZAKH, 0.91, 0.9, 0.92, 0.91), ("head", 0.3, 0.28, 0.31, 0.44), ("nobody", *[np.nan] * 4)]
    return pd.DataFrame(rows, columns=["label", "mean", "low", "high", "highest"])


def sitting_table() -> pd.DataFrame:
    names = ["label", "files", "files_low", "files_high", "carried", "carried_low", "carried_high", "agenda"]
    rows = [(KAZAKH, 12.0, 11.0, 13.0, 3.0, 2.5, 3.5, 15.0), ("never held", *[np.nan] * 6, np.nan)]
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
        (KAZAKH, day, hour, 0.5 + 0.05 * day + 0.01 * hour if day < 5 and hour in hours and hour != 13 else np.nan, 26)
        for day in range(7)
        for hour in range(24)
    ]
    return pd.DataFrame(rows, columns=["label", "weekday", "hour", "mean", "on_duty_h"])


def week_table() -> pd.DataFrame:
    busier = [
        hour_table().assign(label=f"{i} {KAZAKH}", mean=lambda t, i=i: t["mean"] * (1 - 0.1 * i)) for i in range(8)
    ]
    return pd.concat(busier, ignore_index=True)


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


def lives() -> tuple[pd.DataFrame, list[date]]:
    """An application that waits, is worked on overnight and is late, and one that takes minutes."""
    applications = pd.DataFrame(
        {
            "application": [0, 1],
            "label": [f"No 1, {KAZAKH}", "No 2"],
            "result": ["ready late, or not at all", "ready in time"],
            "received": pd.to_datetime(["2018-07-05 10:00", "2018-07-06 12:00"]),
            "deadline": pd.to_datetime(["2018-07-09 18:30", None]),
        }
    )
    rows = [
        (0, "people", "2018-07-05 10:00", "2018-07-05 12:00"),
        (0, "work", "2018-07-05 12:00", "2018-07-05 18:30"),
        (0, "closed", "2018-07-06 09:00", "2018-07-09 09:00"),
        (0, "work", "2018-07-09 09:00", "2018-07-10 11:00"),
        (1, "work", "2018-07-06 12:00", "2018-07-06 12:05"),
    ]
    intervals = pd.DataFrame(rows, columns=["application", "what", "begin", "end"])
    intervals = intervals.assign(begin=pd.to_datetime(intervals["begin"]), end=pd.to_datetime(intervals["end"]))
    return intervals.merge(applications, on="application"), [date(2018, 7, 7), date(2018, 7, 8)]


def late_table(offices: int = 3, months: int = 4, *, replications: int = 20) -> pd.DataFrame:
    """Of office i as many late answers a month as i, in the last month twice as many."""
    several = replications >= 10
    rows = [
        {
            "office": f"o{i}",
            "label": f"{i}: Ә ә Ғ ғ",
            "month": pd.Timestamp(2018, month, 1),
            "due": 10.0,
            "mean": i * (2.0 if month == months else 1.0),
            "low": 0.5 * i,
            "high": 1.5 * i,
            "tenth_low": 0.0 if several else np.nan,
            "tenth_high": 3.0 * i if several else np.nan,
            "replications": replications,
        }
        for i in range(offices)
        for month in range(1, months + 1)
    ]
    return pd.DataFrame(rows)


DRAWN: dict[str, Callable[[], Figure]] = {
    "compliance": lambda: charts.compliance(compliance_table(), 0.95),
    "elapsed_term": lambda: charts.elapsed_term(elapsed_table()),
    "late_map": lambda: charts.late_map(late_table()),
    "queue_times": lambda: charts.queue_times(queue_table()),
    "front_desk_waits": lambda: charts.front_desk_waits(desk_table()),
    "waits_by_reason": lambda: charts.waits_by_reason(wait_table()),
    "lost_time": lambda: charts.lost_time(lost_table()),
    "utilisation": lambda: charts.utilisation(pool_table()),
    "utilisation_by_week": lambda: charts.utilisation_by_week(week_table()),
    "sample_of_lives": lambda: charts.sample_of_lives(*lives()),
    "sittings": lambda: charts.sittings(sitting_table()),
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


def shown_texts(figure: Figure) -> Iterator[Text]:
    """The texts that are seen; ticks beyond the ends of an axis are not."""
    hidden = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            hidden |= {tick.label1 for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high}
    for text in figure.findobj(Text):
        if text.get_text() and text.get_visible() and text not in hidden:
            yield text


def days_of(axes: Axes) -> list[int]:
    """The day of every bar."""
    return [round(bar.get_x() + bar.get_width() / 2) for bar in axes.patches]


def shades_of(axes: Axes) -> dict[tuple[int, int], str]:
    """The shade of every cell of a week, by day and hour from the first that is drawn."""
    return {
        (round(corner[1]), round(corner[0])): to_hex(patch.get_facecolor())
        for patch in axes.patches
        for corner in patch.get_path().vertices[::5]
    }


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
    days = name == "sample_of_lives"  # its axis is the calendar
    assert days or [label for label in texts(figure) if "[" in label or label.startswith("files ")], name


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
    said = list(texts(axes.figure))
    for words in ("provider", "94.2 % (92.6 to 95.5)", "akim", "97.7 %", "no answer was due by a term"):
        assert words in said
    assert axes.patches[0].get_hatch()  # below the target, and told without its colour
    assert not axes.patches[1].get_hatch()


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
    assert all(bool(bar.get_hatch()) == (day in late) for day, bar in zip(days_of(axes), axes.patches, strict=True))
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
    said = [text.get_text() for text in axes.texts]
    assert said == ["provider", said[1], "akim", "4: one replication"]
    assert said[1].startswith("1: көрсет")
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
    scale, axes = charts.utilisation_by_hour(table).axes
    cells = shades_of(axes)
    assert len(cells) == 5 * 8  # nobody is on duty from 13 to 14
    assert {hour for _, hour in cells} == {0, 1, 2, 3, 5, 6, 7, 8}
    shades = [to_hex(bar.get_facecolor()) for bar in scale.patches]
    assert cells[2, 0] == shades[6]  # 0.5 + 0.1 + 0.09
    assert cells[4, 8] == shades[8]  # 0.5 + 0.2 + 0.17
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert (labels[0], labels[-1]) == ("9", "17")
    assert "69" in [text.get_text() for text in axes.texts]


def test_of_many_pools_the_busiest_have_their_week_on_one_scale() -> None:
    scale, *panels = charts.utilisation_by_week(week_table()).axes
    assert [axes.get_title(loc="left")[0] for axes in panels] == ["0", "1", "2", "3", "4", "5"]
    assert not any(axes.texts for axes in panels)
    shades = [to_hex(bar.get_facecolor()) for bar in scale.patches]
    assert [shades_of(axes)[0, 0] for axes in panels] == [shades[int(10 * 0.59 * (1 - 0.1 * i))] for i in range(6)]


def test_days_on_which_hardly_anybody_is_on_duty_are_left_out_of_the_week() -> None:
    table = hour_table()
    saturday = (table["weekday"] == 5) & table["hour"].between(9, 12)
    table.loc[saturday, ["mean", "on_duty_h"]] = 0.99, 1.0
    assert [label.get_text() for label in charts.utilisation_by_hour(table).axes[1].get_yticklabels()][-1] == "Fri"
    table.loc[saturday, "on_duty_h"] = 20.0
    assert [label.get_text() for label in charts.utilisation_by_hour(table).axes[1].get_yticklabels()][-1] == "Sat"


def test_a_week_round_the_clock_has_no_numbers_in_its_cells() -> None:
    axes = charts.utilisation_by_hour(hour_table(range(24))).axes[1]
    assert len(shades_of(axes)) == 5 * 23
    assert not axes.texts


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


def test_bars_of_waits_are_the_reasons_one_behind_the_other() -> None:
    axes = only_panel(charts.waits_by_reason(wait_table()))
    bars = [(bar.get_x(), bar.get_width(), bar.get_hatch()) for bar in axes.patches]
    assert [bar[:2] for bar in bars] == [(0, 2), (2, 10), (12, 1), (13, 0.5), (0, 3), (3, 30), (0, 40)]
    assert len({hatch for *_, hatch in bars}) == 6  # told apart without their colours
    legend = [text.get_text() for text in axes.figure.legends[0].get_texts()]
    assert len(legend) == 6
    assert {"waiting for people", "nobody on duty"} < set(legend)
    assert "2: nobody waits" not in [text.get_text() for text in axes.texts]


def test_lost_time_has_the_interval_of_each_step() -> None:
    axes = only_panel(charts.lost_time(lost_table()))
    assert interval_ends(axes) == [
        pytest.approx((13.0, 16.0)),
        pytest.approx((32.0, 35.0)),
        pytest.approx((39.0, 42.0)),
    ]


def test_waits_at_the_counter_have_the_lawful_wait_where_it_is_printed() -> None:
    axes = only_panel(charts.front_desk_waits(desk_table()))
    ticks = [line for line in axes.lines if list(line.get_xdata()) == [20.0, 20.0]]
    assert len(ticks) == 2  # the step at the akim has none
    assert "bar: longest lawful wait" in axes.get_xlabel()
    axes = only_panel(charts.front_desk_waits(desk_table().assign(lawful=np.nan)))
    assert "no longest wait is printed in the regulation" in axes.get_xlabel()


def test_bars_of_utilisation_stand_out_where_a_pool_is_busy_and_tick_the_busiest_of_several() -> None:
    axes = only_panel(charts.utilisation(pool_table()))
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([91, 30])
    assert [bool(bar.get_hatch()) for bar in axes.patches] == [True, False]
    assert interval_ends(axes) == [pytest.approx((90, 92)), pytest.approx((28, 31))]
    assert [
        float(line.get_xdata()[0])
        for line in axes.lines
        if line.get_marker() == "|" and line.get_color() == "black" and len(line.get_xdata()) == 1
    ][-1] == pytest.approx(44)


def test_sittings_have_what_they_take_what_they_leave_and_the_most_of_an_agenda() -> None:
    axes = only_panel(charts.sittings(sitting_table()))
    points = [float(line.get_xdata()[0]) for line in axes.lines if line.get_marker() in ("o", "D")]
    assert points == [12.0, 3.0]
    assert interval_ends(axes) == [(11.0, 13.0), (2.5, 3.5)]
    assert [line.get_xdata()[0] for line in axes.lines if list(line.get_xdata()) == [15.0, 15.0]] == [15.0]


def test_lives_are_drawn_on_the_days_that_they_took_with_days_off_shaded() -> None:
    axes = only_panel(charts.sample_of_lives(*lives()))
    begin = date2num(pd.Timestamp("2018-07-05"))
    work = next(patch for patch in axes.patches if to_rgb(patch.get_facecolor()) == to_rgb(COLOURS[0]))
    x = work.get_path().vertices[:, 0] - begin
    assert sorted({round(24 * float(hour), 2) for hour in x}) == [12.0, 18.5, 36.0, 36.08, 105.0, 131.0]
    shaded = [patch.get_x() - begin for patch in axes.patches if isinstance(patch, Rectangle)]
    assert shaded == [2, 3]
    ends = [float(line.get_xdata()[0]) - begin for line in axes.lines if line.get_marker() == "o"]
    assert [round(24 * end, 2) for end in ends] == [131.0, 36.08]
    told = axes.figure.alternative
    assert "received 2018-07-05, done 2018-07-10, ready late, or not at all." in told


def test_a_sample_of_a_replication_has_its_applications_from_their_receipt_to_their_end() -> None:
    model, log = replicate(build_model(sim.load_scenario("west_kazakhstan_social_aid", changes=["replications=2"])), 1)
    sample = sampled_lives(log, model)
    applications = sample.table.drop_duplicates("application")
    numbers = applications["application"].to_numpy()
    assert len(numbers) == SIZE_OF_SAMPLE
    received = log.applications.received[numbers].astype("datetime64[s]")
    assert (applications["received"].to_numpy() == received).all()
    assert (np.diff(received.astype(np.int64)) >= 0).all()
    assert log.applications.counted[numbers].all()
    known = log.applications.in_time[numbers] != Truth.unknown
    late = (applications["result"] == "ready late, or not at all").to_numpy()
    assert (late == (known & (log.applications.in_time[numbers] == Truth.no))).all()
    ends = sample.table.groupby("application")["end"].max()[numbers].to_numpy()
    assert (ends >= log.applications.ready[numbers].astype("datetime64[s]")).all()
    assert not any(model.study.days.is_working(day) for day in sample.days_off)
    assert set(sample.table["what"]) <= {
        "work",
        "hold",
        "people",
        "closed",
        "sitting",
        "applicant",
        "transfer",
        "system",
    }
    assert as_svg(charts.sample_of_lives(sample.table, sample.days_off))


@pytest.mark.parametrize("name", DRAWN)
def test_what_a_chart_shows_is_told_with_its_figures(name: str) -> None:
    figure = DRAWN[name]()
    assert any(sign.isdigit() for sign in figure.alternative)
    assert figure.alternative.endswith(".")
    assert "nan" not in figure.alternative


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", DRAWN)
def test_letters_are_as_large_as_a_telephone_needs_and_stay_inside(name: str, lang: str) -> None:
    """A telephone of 390 pixels shows 358 of a page."""
    with charts_as_wide_as(HALF_WIDTH), in_language(lang):
        figure = DRAWN[name]()
    figure.draw_without_rendering()
    pixels = 358 / (72 * figure.get_figwidth())
    for text in shown_texts(figure):
        assert text.get_fontsize() * pixels >= 9, text.get_text()
        box = text.get_window_extent()
        assert box.x0 >= -1, text.get_text()
        assert box.x1 <= figure.bbox.x1 + 1, text.get_text()
        assert box.y0 >= -1, text.get_text()
        assert box.y1 <= figure.bbox.y1 + 1, text.get_text()


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_charts_speak_the_language_in_use(lang: str) -> None:
    for name, draw in DRAWN.items():
        original = draw()
        english = set(texts(original))
        with in_language(lang):
            figure = draw()
            assert as_svg(figure)
        same = {
            text for text in english & set(texts(figure)) if any(sign.isascii() and sign.isalpha() for sign in text)
        }
        names = {
            "provider",
            "akim",
            "head",
            "one more",
            "portal",
            "never held",
            "No 2",
            "ready in time",
            "ready late, or not at all",
        }
        assert all(text in names or KAZAKH[:6] in text or text[1:2] == ":" for text in same), (name, same)
        assert figure.alternative != original.alternative


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
        (lambda: charts.utilisation(pool_table().assign(mean=np.nan)), "nobody is on duty in the counted period"),
        (lambda: charts.waits_by_reason(wait_table()[1:2]), "nobody waits at any step"),
        (lambda: charts.lost_time(lost_table()[1:2]), "no answer was late"),
        (lambda: charts.front_desk_waits(desk_table()[2:3]), "nobody comes to a counter"),
        (lambda: charts.sittings(sitting_table()[1:]), "no commission sits"),
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
            charts.utilisation_by_week(results.utilisation_by_week("kk")),
            charts.utilisation(results.utilisation("kk")),
            charts.waits_by_reason(results.waits("kk")),
            charts.lost_time(results.lost_time("kk")),
            charts.front_desk_waits(results.front_desk_waits("kk")),
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

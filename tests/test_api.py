"""`import sim` as an analyst meets it: what it has, how results show themselves, what their tables hold."""

from __future__ import annotations

import re
import subprocess
import sys
import typing
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import sim
from sim.experiment.results import Table
from sim.measure.day_quantiles import DAY_QUANTILES
from sim.measure.figures import Figures
from sim.measure.in_words import share
from sim.schema.document import Translated
from sim.shipped import shipped_folder

SCENARIO = "west_kazakhstan_social_aid"
FEW = 3
TIDY = ["figure", "unit", "mean", "low", "high", "tenth_low", "tenth_high", "replications"]
NAMES = {
    "routes": ["service", "route"],
    "steps": ["service", "route", "step"],
    "pools": ["office", "role"],
    "streams": ["stream"],
    "applications": ["service", "route"],
}


@pytest.fixture(scope="module")
def study() -> sim.Study:
    return sim.load_scenario(SCENARIO, changes=[f"replications={FEW}"])


@pytest.fixture(scope="module")
def results(study: sim.Study) -> sim.Results:
    return sim.run(study, strengthen=False)


class Shown(HTMLParser):
    """Reads a view: the text of its headings, cells and paragraphs, and whether every tag is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)
        self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts[self.open[-1]][-1] += data


def test_everything_announced_is_there_and_typed() -> None:
    assert {"charts", "load_scenario", "run", "Results", "Study", "InputError"} <= set(sim.__all__)
    assert sorted(sim.__all__) == list(sim.__all__)
    for name in sim.__all__:
        assert getattr(sim, name) is not None
        assert getattr(sim, name).__doc__
    assert "return" in typing.get_type_hints(sim.load_scenario)


def test_importing_the_package_loads_neither_pandas_nor_matplotlib() -> None:
    code = "import sim, sys; sys.exit(any(name in sys.modules for name in ('pandas', 'matplotlib', 'scipy')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_public_chart_takes_a_table_and_gives_a_figure() -> None:
    for name in sim.charts.__all__:
        hints = typing.get_type_hints(getattr(sim.charts, name))
        assert hints["table"] is pd.DataFrame
        assert hints["return"] is Figure


@pytest.mark.parametrize("table", NAMES)
def test_tables_are_tidy_and_hold_every_figure_once(table: str, results: sim.Results) -> None:
    found = getattr(results, table)
    assert list(found.columns) == NAMES[table] + TIDY
    assert not found.duplicated([*NAMES[table], "figure"]).any()
    estimates = getattr(results.figures, "endings" if table == "applications" else table)
    assert len(found) == sum(map(len, estimates.values()))
    for row in found.itertuples(index=False):
        value = estimates[tuple(getattr(row, name) for name in NAMES[table])][row.figure]
        assert np.array_equal([row.mean, row.low, row.high], [value.mean, value.low, value.high], equal_nan=True)
        assert row.replications == value.replications


def test_every_figure_has_its_unit(results: sim.Results) -> None:
    units = {(name, row.figure): row.unit for name in NAMES for row in getattr(results, name).itertuples()}
    assert set(units.values()) == {
        "share", "working days", "working hours", "hours", "applications", "visits", "files", "people",
    }  # fmt: skip
    for place, unit in {
        ("routes", "in_time"): "share",
        ("pools", "utilisation"): "share",
        ("routes", "median_days"): "working days",
        ("routes", "p95_hours"): "working hours",
        ("routes", "queue_median_h"): "working hours",
        ("routes", "queue_wall_median_h"): "hours",
        ("routes", "queue_wall_longest_h"): "hours",
        ("routes", "lateness_h"): "working hours",
        ("routes", "applications"): "applications",
        ("steps", "visits"): "visits",
        ("steps", "handed_over"): "visits",
        ("steps", "blame_people_h"): "working hours",
        ("pools", "overtime_h"): "hours",
        ("pools", "members"): "people",
        ("pools", "handed_over"): "files",
        ("pools", "queued_h"): "working hours",
        ("streams", "arrivals"): "applications",
        ("applications", "delivered_in_time"): "share",
    }.items():
        assert units[place] == unit
    for table in NAMES:
        each = results.by_replication(table)  # type: ignore[arg-type]
        assert {(table, row.figure): row.unit for row in each.itertuples()}.items() <= units.items()
    for (_, figure), unit in units.items():
        assert (unit in ("hours", "working hours")) == figure.endswith(("_h", "_hours")), figure
        assert (unit == "working days") == figure.endswith("_days"), figure


@pytest.mark.parametrize("table", typing.get_args(Table))
def test_figures_by_replication_give_the_estimates(table: Table, results: sim.Results) -> None:
    each = results.by_replication(table)
    assert list(each.columns) == ["replication", *NAMES[table], "figure", "unit", "value"]
    assert sorted(each["replication"].unique()) == list(range(1, FEW + 1))
    names = [*NAMES[table], "figure"]
    tidy = {
        tuple(row[: len(names)]): row[-6:-3]
        for row in getattr(results, table).drop(columns="unit").itertuples(index=False)
    }
    for key, values in each.groupby(names, sort=False)["value"]:
        mean, low, high = tidy[key]
        if key[-1] in DAY_QUANTILES:
            assert values.min() - 1 < mean < values.max() + 1, "the day of the mean distribution"
        else:
            assert np.allclose(np.nan if values.isna().all() else np.nanmean(values), mean, equal_nan=True)
        assert not low > mean
        assert not high < mean


def test_a_table_that_there_is_not_is_named_with_those_that_there_are(results: sim.Results) -> None:
    with pytest.raises(ValueError, match="no table 'rooms'; there are routes, steps"):
        results.by_replication("rooms")  # type: ignore[arg-type]  # the slip that is tested


def test_compliance_and_queue_times_are_the_estimates(results: sim.Results) -> None:
    compliance = results.compliance()
    assert compliance["label"].tolist() == ["provider", "akim", "portal"]
    assert compliance["mean"].tolist() == [row["in_time"].mean for row in results.figures.routes.values()]
    queues = results.queue_times("kk").set_index(["route", "step"])
    row = results.figures.steps["social_aid", "provider", "3"]
    assert queues.loc[("provider", "3"), "p95"] == row["queue_p95_h"].mean
    assert queues.loc[("provider", "3"), "median_low"] == row["queue_median_h"].low
    assert (
        queues.loc[("provider", "3"), "label"] == "provider step 3: көрсетілетін қызметті берушінің жауапты орындаушысы"
    )
    assert not set(queues["role"]) & set(results.study.scenario.systems)


def test_elapsed_terms_add_up_and_agree_with_the_share_in_time(results: sim.Results) -> None:
    table = results.elapsed_term()
    for route, rows in table.groupby("route"):
        assert rows["share"].sum() == pytest.approx(1)
        assert rows["within"].iloc[-1] == pytest.approx(1)
        assert set(rows["term"]) == {8.0}
        # No application of this scenario has another term, and none is left out.
        in_time = results.figures.routes["social_aid", str(route)]["in_time"].mean
        assert rows.loc[rows["days"] == 8, "within"].item() == pytest.approx(in_time)


def test_utilisation_by_month_and_by_hour_is_that_of_the_run(results: sim.Results) -> None:
    months = results.utilisation_by_month()
    executors = months[months["role"] == "executor"]
    assert executors["month"].dt.month.tolist() == [7, 8, 9, 10, 11, 12]
    whole = results.figures.pools["department", "executor"]["utilisation"].mean
    assert executors["mean"].min() <= whole <= executors["mean"].max()
    assert set(months.loc[months["role"] == "akim", "offices"]) == {12}
    labels = months.drop_duplicates("label")["label"].tolist()
    assert "precinct commission (District department of employment and social programmes)" in labels
    assert "precinct commission (Office of a rural akim)" in labels
    hours = results.utilisation_by_hour("executor")
    weights = hours["on_duty_h"].to_numpy()
    there = weights > 0
    assert (hours["mean"].notna() == there).all()
    assert np.average(hours["mean"][there], weights=weights[there]) == pytest.approx(whole, rel=1e-4)
    assert results.utilisation_by_hour().equals(hours)  # they are the busiest


def test_a_role_or_office_that_there_is_not_is_named_with_a_repair(results: sim.Results) -> None:
    with pytest.raises(ValueError, match="no role 'executer' there; did you mean 'executor'"):
        results.utilisation_by_hour("executer")
    with pytest.raises(ValueError, match="no office 'departement'; did you mean 'department'"):
        results.utilisation_by_hour(office="departement")
    village = results.utilisation_by_hour("akim", "rural_akim 3")
    assert village["label"].iloc[0].endswith("(rural akim 3)")
    with pytest.raises(ValueError, match="no route"):
        results.backlog(("social_aid", "post"))


def test_the_backlog_of_the_routes_adds_up(results: sim.Results) -> None:
    whole = results.backlog()
    parts = sum(results.backlog(key)["mean"] for key in results.figures.routes)
    assert np.allclose(whole["mean"], parts)
    assert (whole["low"] <= whole["mean"]).all()
    assert whole["day"].iloc[0] == pd.Timestamp("2018-05-02")


def test_a_run_shows_its_title_its_routes_with_intervals_and_a_sentence(results: sim.Results) -> None:
    shown = Shown(results._repr_html_())
    assert shown.texts["h3"] == ["West Kazakhstan 2018: social assistance by decisions of local representative bodies"]
    head, cells = shown.texts["th"], shown.texts["td"]
    rows = [cells[i : i + len(head)] for i in range(0, len(cells), len(head))]
    assert [row[0] for row in rows] == ["provider", "akim", "portal"]
    value = results.figures.routes["social_aid", "akim"]["in_time"]
    assert rows[1][3] == share(value)
    assert "Lowest: " in shown.texts["p"][-1]
    assert "3 replications" in shown.texts["p"][0]


def test_a_study_shows_its_question_streams_and_people(study: sim.Study) -> None:
    shown = Shown(study._repr_html_())
    assert shown.texts["p"][0].startswith("How long do citizens wait")
    assert (
        "2018-05-02 to 2019-01-01, counted from 2018-07-02; 3 replications, seed 20180522; target 95 %"
        in shown.texts["p"][1]
    )
    assert "2.05 per working day" in shown.texts["td"]
    assert any("executor 2" in cell for cell in shown.texts["td"])


def test_a_study_of_a_population_shows_all_its_ways() -> None:
    shown = Shown(sim.load_scenario("asp_surge_april_2019")._repr_html_())
    assert any(", " in cell for cell in shown.texts["td"])


def test_without_a_notebook_they_are_one_line_each(study: sim.Study, results: sim.Results) -> None:
    assert repr(study) == f"<study {SCENARIO}: 2018-05-02 to 2019-01-01, 3 replications>"
    value = results.figures.whole["in_time"]
    assert repr(results).startswith(
        f"<results of {SCENARIO}: 3 replications, answers in time {100 * value.mean:.1f} % ("
    )
    assert len(repr(results)) < 120


def test_what_a_file_says_cannot_break_a_view(study: sim.Study, results: sim.Results) -> None:
    title = Translated(en="<script>alert(1)</script> & more")
    scenario = study.scenario.model_copy(update={"scenario": title})
    bad = replace(study, scenario=scenario)
    shown = replace(results, model=replace(results.model, study=bad))
    for text in (bad._repr_html_(), shown._repr_html_()):
        assert "<script>" not in text
        assert Shown(text).texts["h3"] == ["<script>alert(1)</script> & more"]


def test_figures_are_the_same_object_that_the_tables_are_made_of(results: sim.Results) -> None:
    assert isinstance(results.figures, Figures)
    assert len(results.replications) == FEW


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nosuch", "nosuch:1:1: there is no calendar 'nosuch'; known here: kz; or name a CSV file"),
        ("", ":1:1: there is no calendar ''; known here: kz; or name a CSV file"),
        ("kz_overrides", "there is no calendar 'kz_overrides'"),
        ("a\0b", "there is no calendar"),
        ("nosuch.csv", "nosuch.csv:1:1: there is no such file"),
        (Path("folder"), "folder:1:1: there is no calendar 'folder'"),
    ],
)
def test_calendars_that_there_are_not_are_told(name: str | Path, told: str) -> None:
    with pytest.raises(sim.InputError, match=re.escape(told)):
        sim.load_days(name)


def test_a_calendar_of_ones_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text((shipped_folder("calendars") / "kz.csv").read_text("utf-8"), encoding="utf-8")
    assert sim.load_days(path).last == sim.load_days("kz").last
    assert sim.load_days(str(path)).code == "own"


def test_a_comparison_of_nothing_is_told() -> None:
    with pytest.raises(sim.InputError, match="a comparison needs two cases at least"):
        sim.compare([])


def test_a_language_that_there_is_not_is_told(results: sim.Results) -> None:
    with pytest.raises(ValueError, match="there is no language 'xx'; name one of kk, ru, en"):
        sim.trace(results, 1, lang="xx")

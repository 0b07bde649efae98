"""The surge of April 2019: its endings and backlogs can be recomputed from the two tables, and its variants do what they say."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.calendar.official_days import load_days
from sim.experiment.results import Results
from sim.experiment.run import run_study
from sim.export.folder import ResultFolder
from sim.export.results import summary
from sim.report.run.outcomes import outcome_tables
from sim.study.loading import load_scenario
from sim.visible_text import as_json

SCENARIO = "asp_surge_april_2019"
REPLICATIONS = 2
FATES = {
    "granted": "assigned",
    "refused": "refused",
    "returned": "returned",
    "ended_by_applicant": "ended_by_applicant",
    "open": "open",
}
"""Outcomes in the table of applications by their names in the summary."""


@cache
def results(variant: str | None = None) -> Results:
    return run_study(load_scenario(SCENARIO, variant, [f"replications={REPLICATIONS}"]), strengthen=False)


Tables = tuple[dict[str, Any], pd.DataFrame, pd.DataFrame]
"""The summary of a run, its applications and its steps, as they lie in the folder of results."""
SOON = tuple(
    f"services.targeted_assistance.routes.{route}.missing_documents.5.applicant_deadline=2 working days"
    for route in ("provider", "akim")
)
"""So soon that many families do not keep it, which the three weeks of the scenario hardly ever end."""


def tables(folder: Path, *changes: str) -> Tables:
    study = load_scenario(SCENARIO, None, [f"replications={REPLICATIONS}", *changes])
    with ResultFolder(folder) as target:
        target.add_text("summary.json", as_json(summary(run_study(study, on_log=target.add_log, strengthen=False))))
        target.publish({})
    found = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return found, pd.read_parquet(folder / "applications.parquet"), pd.read_parquet(folder / "steps.parquet")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return tables(tmp_path_factory.mktemp("surge"))


@pytest.fixture(scope="module")
def soon(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return tables(tmp_path_factory.mktemp("surge"), *SOON)


@pytest.fixture(scope="module", params=["shipped", "soon"])
def written(request: pytest.FixtureRequest, shipped: Tables, soon: Tables) -> Tables:
    """The scenario as shipped, and with a deadline that many families do not keep."""
    return shipped if request.param == "shipped" else soon


def mean(of: pd.Series[Any]) -> float:
    """The mean over replications of a number by replication; of none where it is missing."""
    return float(of.reindex(range(1, REPLICATIONS + 1), fill_value=0).mean())


def with_ends(applications: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """The applications with the instant at which each was `gone`: ready, or given up by its applicant."""
    given_up = steps[steps.outcome == "not_brought"].set_index(["replication", "application"]).finished
    files = applications.join(given_up.rename("given_up"), on=["replication", "application"])
    files["gone"] = files.ready.fillna(files.given_up)
    return files


def test_endings_can_be_recomputed_from_the_tables(written: Tables) -> None:
    found, applications, steps = written
    start, end = (pd.Timestamp(found["period"][key]) for key in ("warm_up_until", "end"))
    for row in found["endings"]:
        mine = applications[(applications.service == row["service"]) & (applications.route == row["route"])]
        counted = mine[mine.counted]
        for name, outcome in FATES.items():
            expected = mean(counted[counted.outcome == outcome].groupby("replication").size())
            assert row[name]["mean"] == pytest.approx(expected), (row["route"], name)
        within = mine[(mine.submitted >= start) & (mine.submitted < end) & (mine.outcome == "stopped_before_receipt")]
        assert row["stopped"]["mean"] == mean(within.groupby("replication").size())
        of_counted = steps.merge(counted[["replication", "application"]], on=["replication", "application"])
        size = counted.groupby("replication").size()
        for name, columns in (("work_h", "work_s"), ("applicant_h", "wait_applicant_s")):
            hours = of_counted.groupby("replication")[columns].sum() / 3600 / size
            assert row[name]["mean"] == pytest.approx(hours.mean(), rel=1e-9), (row["route"], name)
        # Beside the queue: work that was set aside for an applicant at the counter, minutes.
        queue = (of_counted.groupby("replication").wait_people_s.sum() / 3600 / size).mean()
        assert queue <= row["people_h"]["mean"] < queue + 0.5
        ended = of_counted.groupby(["replication", "application"]).finished.max()
        received = counted.set_index(["replication", "application"]).received
        elapsed = ((ended - received).dt.total_seconds() / 3600).groupby("replication").mean().mean()
        parts = ("work", "hold", "people", "sitting", "closed", "applicant", "way", "system")
        assert sum(row[f"{part}_h"]["mean"] for part in parts) == pytest.approx(elapsed)
    assert sum(row["granted"]["mean"] for row in found["endings"]) > 500
    assert all(row["refused"]["mean"] > 0 for row in found["endings"])


def test_families_that_miss_a_deadline_of_two_days_are_counted_apart(soon: Tables) -> None:
    found, applications, _ = soon
    assert all(row["ended_by_applicant"]["mean"] > 10 for row in found["endings"])
    ended = applications[applications.outcome == "ended_by_applicant"]
    assert ended.in_time.isna().all()
    assert ended.ready.isna().all()
    assert ended.deadline.notna().all()


def test_shares_in_time_can_be_recomputed_from_the_tables(written: Tables) -> None:
    """Of those that were answered, or should have been; not of those that their applicants ended."""
    found, applications, _ = written
    due = applications[applications.in_time.notna() & ~applications.outcome.isin(["ended_by_applicant"])]
    counted = due[due.counted]
    for route in found["routes"]:
        mine = counted[(counted.service == route["service"]) & (counted.route == route["route"])]
        shares = mine.groupby("replication").in_time.mean()
        assert route["in_time"]["mean"] == pytest.approx(float(shares.mean()), rel=1e-9)
        assert route["cohort"]["mean"] == mean(mine.groupby("replication").size())
    assert found["whole"]["in_time"]["mean"] == pytest.approx(
        float(counted.groupby("replication").in_time.mean().mean())
    )


def test_backlogs_can_be_recomputed_from_the_tables(written: Tables) -> None:
    found, applications, steps = written
    files = with_ends(applications, steps)
    first_day = np.datetime64(found["period"]["start"])
    assert [row["backlog"] for row in found["backlogs"]] == ["in_hand_in_town", "in_hand_of_the_villages"]
    days = load_days("kz")
    off = np.datetime64(days.first) + np.flatnonzero(~np.asarray(days.working))
    law = np.busdaycalendar(weekmask="1111111", holidays=off)
    for row in found["backlogs"]:
        mine = files[files.inherited & (files.stream == row["backlog"])]
        assert not mine.counted.any()
        assert (mine.groupby("replication").size() == 10).all()
        assert row["files"]["mean"] == 10
        answered = mine[mine.in_time.notna()]
        by = answered.groupby("replication")
        assert row["due"]["mean"] == mean(by.size())
        assert row["in_time"]["mean"] == pytest.approx(float(by.in_time.mean().mean()))
        late = answered[~answered.in_time.astype(bool)]
        assert row["late"]["mean"] == mean(late.groupby("replication").size())
        assert late.ready.notna().all()
        assert (late.ready.dt.hour < 19).all()  # so that an answer belongs to its own day
        due, ready = (late[column].to_numpy().astype("datetime64[D]") for column in ("deadline", "ready"))
        after = pd.Series(np.busday_count(due + 1, ready + 1, busdaycal=law), index=late.index)
        assert row["days_late"]["mean"] == mean(after.groupby(late.replication).sum())
        last = mine.groupby("replication").gone.max()
        assert mine.gone.notna().all()
        assert (last.dt.hour < 19).all()
        days_until = np.busday_count(first_day + 1, last.to_numpy().astype("datetime64[D]") + 1, busdaycal=law)
        assert row["cleared_days"]["mean"] == days_until.mean()
        open_ones = mine[(mine.outcome == "open") & mine.ready.isna()]
        assert row["open"]["mean"] == mean(open_ones.groupby("replication").size())
    assert found["backlogs"][0]["late"]["mean"] >= 1  # one of them was late already


def test_backlog_at_the_end_can_be_recomputed_from_the_tables(written: Tables) -> None:
    """Files received before the horizon and neither ready before it nor given up by their applicants."""
    found, applications, steps = written
    horizon = pd.Timestamp(found["period"]["end"])
    files = with_ends(applications, steps)
    there = files[(files.received < horizon) & ~(files.gone < horizon)]
    for route in found["routes"]:
        mine = there[(there.service == route["service"]) & (there.route == route["route"])]
        assert route["backlog"]["mean"] == mean(mine.groupby("replication").size()), route["route"]


def test_late_answers_of_the_surge_are_those_of_the_tables(shipped: Tables) -> None:
    found, applications, _ = shipped
    late = applications[(applications.counted | applications.inherited) & ~applications.in_time.fillna(value=True)]
    disturbed = mean(late.groupby("replication").size())
    calm = [
        figures.whole["late"] + sum(row["late"] for row in figures.inherited.values())
        for figures in results("without_surge").replications
    ]
    assert found["recovery"]["more_late"]["mean"] == pytest.approx(disturbed - np.mean(calm))
    assert found["recovery"]["undisturbed"].endswith("without_surge")


def test_the_surge_makes_answers_late_and_three_more_people_make_them_fewer() -> None:
    late = {
        variant: results(variant).figures.whole["late"].mean for variant in (None, "without_surge", "three_more_people")
    }
    assert late["without_surge"] < late["three_more_people"] < late[None]
    assert late[None] > late["without_surge"] + 100


def test_streams_of_the_surge_are_those_of_its_days() -> None:
    streams = results().figures.streams
    # 1 and 2 April 80 a day; 3 to 30 April without the weekends 20 working days of 32.
    assert streams["families/first_two_days",]["expected"].mean == pytest.approx(160)
    assert streams["families/april",]["expected"].mean == pytest.approx(32 * 20)
    assert ("families/april",) not in results("without_surge").figures.streams
    calm = results("without_surge").figures.streams
    assert calm["families",]["arrivals"].mean == streams["families",]["arrivals"].mean


def test_the_report_shows_the_outcomes_that_there_are() -> None:
    endings, times, inherited = outcome_tables(results())
    assert [table.title for table in (endings, times, inherited)] == [
        "How applications end", "Whose time applications take", "Files that lay there at the start"
    ]  # fmt: skip
    shown = [column.replace("\n", " ") for column in endings.columns]
    # No application is stopped before receipt or gets its papers back, and no clock stands still.
    assert shown[:2] == ["granted", "refused"]
    assert not {"stopped before receipt", "papers given back", "clock stood still, mean [days]"} & set(shown)
    figures = results().figures
    granted = [row["granted"].mean for row in figures.endings.values()]
    assert [float(row[1].replace(",", "")) for row in endings.rows] == pytest.approx(granted, rel=1e-2)
    assert len(times.rows) == len(granted) == 2
    assert [row[:2] for row in inherited.rows] == [
        ("in hand in town", "10"), ("in hand of the villages", "10")
    ]  # fmt: skip

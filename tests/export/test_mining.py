"""What pm4py, a library of process mining, reads in exported logs: the cases, events and instants of the run."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from tests.export.exporting import exported, run

ZONE = "Asia/Oral"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with sittings, systems and people."""
    shorter = ("--set", "period.end=2018-09-01", "--set", "period.warm_up_until=2018-07-02")
    return run("commission_weekly_vs_daily", tmp_path_factory.mktemp("mining") / "run", *shorter)


@pytest.fixture(scope="module")
def steps(results: Path) -> pd.DataFrame:
    """The visits of both replications as the run recorded them, their instants as universal time."""
    table = pd.read_parquet(results / "steps.parquet")
    for name in ("queued", "started", "finished"):
        table[name] = table[name].dt.tz_localize(ZONE).dt.tz_convert("UTC")
    table["case"] = table["replication"].astype("str") + "-" + table["application"].astype("str")
    return table


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Without the welcome and the bars that pm4py prints, and what its dependencies warn of."""
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield


def moments(column: pd.Series) -> list[pd.Timestamp]:
    """The instants of a column in order, as universal time."""
    return sorted(pd.to_datetime(column.dropna(), utc=True).tolist())


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_table_is_the_log_of_the_run(form: str, results: Path, steps: pd.DataFrame, tmp_path: Path) -> None:
    path = exported(results, tmp_path / f"log.{form}", "--to", form, "--replication", "all")
    table = pd.read_csv(path) if form == "csv" else pd.read_parquet(path)
    with quiet():
        import pm4py

        names = {"case_id": "case", "activity_key": "activity", "timestamp_key": "enabled"}
        log = pm4py.format_dataframe(table, **names, start_timestamp_key="started")
        starts = pm4py.get_start_activities(log)
        variants = pm4py.get_variants(log)
    assert len(log) == len(steps)
    assert log["case:concept:name"].nunique() == steps["case"].nunique()
    assert moments(log["time:timestamp"]) == sorted(steps["queued"].tolist())
    assert moments(log["start_timestamp"]) == sorted(steps["started"].dropna().tolist())
    assert sum(starts.values()) == sum(variants.values()) == steps["case"].nunique()
    assert log["concept:name"].nunique() > 10


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz"])
def test_xes_has_an_event_for_each_instant_of_the_run(
    name: str, results: Path, steps: pd.DataFrame, tmp_path: Path
) -> None:
    path = exported(results, tmp_path / name, "--to", "xes", "--replication", "all")
    with quiet():
        import pm4py

        log = pm4py.read_xes(str(path))
    assert set(log["case:concept:name"]) == set(steps["case"])
    assert len(log) == int(steps[["queued", "started", "finished"]].notna().sum().sum())
    of_transition = {name: moments(rows["time:timestamp"]) for name, rows in log.groupby("lifecycle:transition")}
    assert of_transition["schedule"] == sorted(steps["queued"].tolist())
    assert of_transition["start"] == sorted(steps["started"].dropna().tolist())
    assert of_transition["complete"] == sorted(steps.loc[steps["outcome"] == "done", "finished"].tolist())
    last = log[log["outcome"].notna()]
    assert len(last) == len(steps)
    for wait in (name for name in steps if name.startswith("wait_")):
        assert last[wait].sum() == steps[wait].sum()
    assert steps["wait_sitting_s"].sum() > 0
    assert (
        log["org:resource"].nunique()
        == steps.dropna(subset="started")[["office", "role", "member"]].drop_duplicates().shape[0]
    )


def test_xes_becomes_intervals_of_work(results: Path, steps: pd.DataFrame, tmp_path: Path) -> None:
    path = exported(results, tmp_path / "log.xes", "--to", "xes")
    with quiet():
        import pm4py
        from pm4py.objects.log.util import interval_lifecycle

        log = pm4py.read_xes(str(path))
        both = log[log["lifecycle:transition"].isin(["start", "complete"])]
        intervals = pm4py.convert_to_dataframe(interval_lifecycle.to_interval(pm4py.convert_to_event_log(both)))
    first = steps[(steps["replication"] == 1) & (steps["outcome"] == "done")]
    assert len(intervals) == len(first)
    lasting = (intervals["time:timestamp"] - intervals["start_timestamp"]).sum()
    assert lasting == (first["finished"] - first["started"]).sum()


def test_ocel_relates_events_to_people_pools_sittings_and_systems(
    results: Path, steps: pd.DataFrame, tmp_path: Path
) -> None:
    path = exported(results, tmp_path / "log.ocel.json", "--to", "ocel", "--replication", "all")
    with quiet():
        import pm4py

        log = pm4py.read_ocel2_json(str(path))
    assert len(log.events) == len(steps)
    last = steps["finished"].fillna(steps["started"]).fillna(steps["queued"])
    assert moments(log.events["ocel:timestamp"]) == sorted(last.tolist())
    for name, of_run in {"enabled": "queued", "started": "started", "finished": "finished"}.items():
        assert moments(log.events[name]) == sorted(steps[of_run].dropna().tolist())
    objects = log.objects.groupby("ocel:type")["ocel:oid"].nunique()
    met = log.relations.groupby("ocel:type")["ocel:oid"].nunique()
    assert objects["application"] == met["application"] == steps["case"].nunique()
    by_staff = steps.dropna(subset="member")
    assert objects["person"] == len(by_staff[["replication", "office", "role", "member"]].drop_duplicates())
    assert objects["pool"] == len(steps.dropna(subset="office")[["replication", "office", "role"]].drop_duplicates())
    sitting = steps[(steps["role"] == "special_commission") & steps["started"].notna()]
    assert objects["sitting"] == met["sitting"] == len(sitting[["replication", "office", "started"]].drop_duplicates())
    assert int((log.relations["ocel:type"] == "sitting").sum()) == len(sitting)
    assert objects["system"] == 2  # the portal, in each replication
    # Who is of which pool.
    assert len(log.o2o[log.o2o["ocel:qualifier"] == "member of"]) == objects["person"]
    assert log.events[[name for name in steps if name.startswith("wait_")]].sum().sum() > 0


OBJECTIONS = """
scenario: {en: Objections}
extends: west_kazakhstan_social_aid
services:
  social_aid:
    routes:
      provider:
        objections: {chance: 50 %, after: 3 calendar days, back_to: "5", term: 15 working days, assumption: None}
"""


def test_ocel_says_who_objects_to_what(tmp_path: Path) -> None:
    (tmp_path / "objections.yaml").write_text(OBJECTIONS, "utf-8")
    folder = run(tmp_path / "objections.yaml", tmp_path / "run", "--set", "period.end=2018-09-01")
    path = exported(folder, tmp_path / "log.ocel.json", "--to", "ocel")
    applications = pd.read_parquet(folder / "applications.parquet")
    with quiet():
        import pm4py

        log = pm4py.read_ocel2_json(str(path))
    steps = pd.read_parquet(folder / "steps.parquet").query("replication == 1")
    first = applications.query("replication == 1")
    objecting = first[first["parent"].notna() & first["application"].isin(steps["application"])]
    assert len(objecting) > 3
    related = log.o2o[log.o2o["ocel:qualifier"] == "objects to"]
    assert set(zip(related["ocel:oid"], related["ocel:oid_2"], strict=True)) == {
        (f"application:1-{own}", f"application:1-{int(parent)}")
        for own, parent in zip(objecting["application"], objecting["parent"], strict=True)
    }


def test_no_module_of_the_package_imports_it() -> None:
    """Its licence would be that of the package."""
    for path in (Path(__file__).parents[2] / "sim").rglob("*.py"):
        assert "pm4py" not in path.read_text("utf-8"), path

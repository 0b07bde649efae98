"""What `sim export` says where it cannot do what was asked, and that nothing is lost then."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from sim.files.results_record import hash_of
from tests.cli.test_failing_machine import limited
from tests.export.exporting import asked, exported, run

FORMS = ("csv", "json", "ocel", "parquet", "xes", "xlsx")
NO_CHARTS = {"xlsx": ("--no-charts",)}
"""What makes a form quick."""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run("aktobe_home_schooling", tmp_path_factory.mktemp("faults") / "run", "--logs", "1")


@pytest.fixture
def results(recorded: Path, tmp_path: Path) -> Path:
    """A folder that a test may spoil."""
    return shutil.copytree(recorded, tmp_path / "run")


def refused(results: Path, *words: str) -> str:
    done = asked(results, *words)
    assert done.exit_code == 2, done.output
    return done.stderr.strip()


def test_no_folder_no_run_and_no_such_replication(results: Path, tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere", "--to", "csv") == (
        f"{tmp_path}/nowhere:1:1: there is no such folder; name the folder of a run's results"
    )
    assert "no run lies in this folder" in refused(tmp_path, "--to", "csv")
    assert refused(results, "--to", "csv", "--replication", "3") == (
        "--replication: the run has no replication 3; name one of 1 to 2"
    )
    assert "'some' is neither a whole number nor 'all'" in refused(results, "--to", "csv", "--replication", "some")


def test_an_unknown_format_lists_those_that_there_are(results: Path) -> None:
    said = " ".join(refused(results, "--to", "mxml").replace("│", "").split())
    assert "'mxml' is not one of" in said
    assert all(f"'{form}'" in said for form in FORMS)


def test_a_time_zone_of_another_country_is_refused(results: Path) -> None:
    assert refused(results, "--to", "csv", "--time-zone", "Europe/Moscow") == (
        "--time-zone: Kazakhstan has no time zone 'Europe/Moscow'; name one of Asia/Almaty, Asia/Aqtau, Asia/Aqtobe, Asia/Atyrau, "
        "Asia/Oral, Asia/Qostanay, Asia/Qyzylorda"
    )


@pytest.mark.parametrize("name", ["steps.parquet", "run.json", "summary.json"])
def test_the_files_of_the_run_stay(name: str, results: Path) -> None:
    before = (results / name).read_bytes()
    assert refused(results, "--to", "parquet", "--out", str(results / name)) == (
        f"{results / name}:1:1: the run itself has written this file; name another file"
    )
    assert (results / name).read_bytes() == before


def test_another_file_in_the_folder_of_the_run_is_written(results: Path) -> None:
    assert exported(results, results / "log.xes", "--to", "xes").is_file()
    assert exported(results, results / "log.csv", "--to", "csv").is_file()


@pytest.mark.parametrize("form", FORMS)
def test_a_full_disk_leaves_the_earlier_file(form: str, results: Path, tmp_path: Path) -> None:
    out = tmp_path / "log"
    out.write_bytes(b"earlier")
    done = limited(
        tmp_path, "RLIMIT_FSIZE", 20_000, "export", "run", "--to", form, "--out", "log", *NO_CHARTS.get(form, ())
    )
    assert done.returncode == 2
    assert done.stderr.strip() == f"log:1:1: cannot be written: {os.strerror(errno.EFBIG)}; name another file"
    assert out.read_bytes() == b"earlier"
    assert {path.name for path in tmp_path.iterdir()} <= {"run", "log", "tmp", "mpl"}


@pytest.mark.parametrize("form", FORMS)
def test_a_broken_table_leaves_the_earlier_file(form: str, results: Path, tmp_path: Path) -> None:
    out = tmp_path / "log"
    out.write_bytes(b"earlier")
    table = results / "steps.parquet"
    whole = table.read_bytes()
    table.write_bytes(whole[: len(whole) // 2] + b"\0" * 100 + whole[len(whole) // 2 + 100 :])
    said = "this is not the table that the run in run.json wrote; bring it back as it was, or run the scenario again"
    words = ("--to", form, "--out", str(out), *NO_CHARTS.get(form, ()))
    assert refused(results, *words) == f"{table}:1:1: {said}"
    # The same with the hash of the broken table in the record: what cannot be read is told too.
    record_anew(results)
    assert refused(results, *words).startswith(f"{table}:1:1: this is not a table of a run; ")
    assert out.read_bytes() == b"earlier"


def record_anew(results: Path) -> None:
    record = json.loads((results / "run.json").read_text("utf-8"))
    record["results"] |= {f"{name}.parquet": hash_of(results / f"{name}.parquet") for name in ("steps", "applications")}
    (results / "run.json").write_text(json.dumps(record), "utf-8")


def without_a_column(table: pa.Table) -> pa.Table:
    return table.drop_columns(["outcome"])


def of_unknown_applications(table: pa.Table) -> pa.Table:
    place = table.column_names.index("application")
    return table.set_column(place, "application", pc.add(table.column("application"), 10_000))


def out_of_order(table: pa.Table) -> pa.Table:
    return table.take(pa.array(range(len(table) - 1, -1, -1)))


def far_away(table: pa.Table) -> pa.Table:
    place = table.column_names.index("queued")
    shifted = pc.add(table.column("queued").cast(pa.int64()), 9_000_000_000_000_00)
    return table.set_column(place, "queued", shifted.cast(pa.timestamp("ms")))


@pytest.mark.parametrize("spoil", [without_a_column, of_unknown_applications, out_of_order, far_away])
def test_a_table_of_something_else_is_refused(spoil: object, results: Path, tmp_path: Path) -> None:
    path = results / "steps.parquet"
    pq.write_table(spoil(pq.read_table(path)), path)
    record_anew(results)
    said = refused(results, "--to", "parquet", "--out", str(tmp_path / "log.parquet"))
    assert said.startswith(f"{path}:1:1: this is not a table of a run; ")
    assert not (tmp_path / "log.parquet").exists()


def test_applications_that_do_not_stand_at_their_numbers_are_refused(results: Path, tmp_path: Path) -> None:
    path = results / "applications.parquet"
    pq.write_table(out_of_order(pq.read_table(path)), path)
    record_anew(results)
    said = refused(results, "--to", "csv", "--out", str(tmp_path / "log.csv"))
    assert said.startswith(f"{results}:1:1: the tables are not those of the run in run.json; ")


def test_a_run_without_tables_is_simulated_again(recorded: Path, tmp_path: Path) -> None:
    bare = run("aktobe_home_schooling", tmp_path / "run", "--no-logs")
    assert not (bare / "steps.parquet").exists()
    once = exported(recorded, tmp_path / "once.csv", "--to", "csv").read_bytes()
    assert exported(bare, tmp_path / "again.csv", "--to", "csv").read_bytes() == once


def test_options_of_workbooks_are_refused_elsewhere(results: Path) -> None:
    said = refused(results, "--to", "csv", "--no-charts", "--workers", "2").splitlines()
    end = "only workbooks have this option; leave it out, or write --to xlsx"
    assert said == [f"--no-charts: {end}", f"--workers: {end}"]

"""One file's life: told as it was derived by hand, the same from the tables and from a replication that is run again."""

from __future__ import annotations

import json
import re
import shutil
import warnings
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from typer.testing import CliRunner, Result

import sim
from sim.cli.main import app
from sim.engine.log_tables import applications_frame, steps_frame
from sim.engine.simulate import simulate
from sim.engine.steplog import (
    LogNames,
    RecordedApplications,
    RecordedLog,
    RecordedVisits,
    StepLog,
    StepOutcome,
    Truth,
)
from sim.errors import InputError
from sim.experiment.replications import replicate
from sim.experiment.results import Results
from sim.experiment.run import run_study
from sim.export.folder import ResultFolder
from sim.export.provenance import provenance, recipe
from sim.files.results_record import hash_of
from sim.model.model import Model, build_model
from sim.model.route import Kind
from sim.quantities import DAY, HOUR, MINUTE, UNSET, instant, parse_moment
from sim.report.picture_files import save_picture
from sim.study.loading import load_scenario
from sim.study.study import Study
from sim.tracing.activity_intervals import intervals_of_visit
from sim.tracing.chart import STYLES
from sim.tracing.file_life import file_life
from sim.tracing.life import WAITS
from sim.tracing.moments import lasting, later, moment, on_both_clocks
from sim.tracing.names import Names
from sim.tracing.read_tables import log_from_tables
from sim.tracing.recorded_run import recorded_run
from sim.tracing.trace import COLUMNS, Trace, trace
from sim.visible_text import as_json
from tests.conformance.cases import CASES, load_case
from tests.translation.pseudo import told_in_signs, untranslated

SCENARIO = "west_kazakhstan_social_aid"
CHANGES = ["offices.department.staff.executor=3", "period.end=2018-09-01"]
EVERY_WAIT = "134_every_kind_of_wait"


def invoke(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, list(words), catch_exceptions=False)


@cache
def case_log(name: str) -> tuple[StepLog, Model]:
    case = load_case(name)
    # The cases have routes and offices, and no scenario.
    model = Model(cast(Study, None), case.capacity, case.workload.window, (), case.workload.routes, ())
    return simulate(case.workload, case.capacity), model


def by_hand(name: str, application: int) -> Trace:
    log, model = case_log(name)
    return trace(log, application, model=model)


def told(name: str, application: int) -> list[str]:
    return list(by_hand(name, application).sentences)


# The instants are derived in tests/conformance/134_every_kind_of_wait; office hours are 9:00-13:00 and 14:30-18:30.
# Blame: the limits of 4 h and three times 8 h are scaled from 28 h to the term of 16 h, the way may take nothing. Excesses in
# seconds: step 1 12300 - 8228.57, step 2 22800 - 16457.14, way 15000, step 3 27000 - 16457.14, step 4 30600 - 16457.14; 50100
# together. Of the 9000 s of lateness 731.39, 1139.43, 2694.61, 1893.93 and 2540.63 s; largest remainders make 731, 1139, 2695,
# 1894 and 2541. Step 3 waited 23400 of its 27000 s for the sitting, step 2 14400 of its 22800 s for the specialist to come.
LIFE = """\
Monday 12 March 2018, 09:30: handed in (village)
Monday 12 March 2018, 09:30: step p, portal: waits 30 min while the system was down
Monday 12 March 2018, 10:00: step p, portal: answered in 5 min
Monday 12 March 2018, 10:05: received; the term of 2 working days ends on Wednesday 14 March, 18:30
Monday 12 March 2018, 10:05: step 1, clerk: waits 1 h 25 min for a free member
Monday 12 March 2018, 11:30: step 1, clerk: worked on for 2 h, until 15:00; limit 4 hours, until 15:35: \
kept with 35 min of working time to spare
Monday 12 March 2018, 15:00: m: the applicant is asked for documents; the clock of the term stands still meanwhile
Tuesday 13 March 2018, 09:00: m: brought after 3 h 30 min of working time (18 h on the clock): 16 h for the applicant, \
2 h until the office opened; the term now ends on Thursday 15 March, 18:30
Tuesday 13 March 2018, 09:00: step 2, specialist: waits 4 h of working time (5 h 30 min on the clock) with nobody on duty
Tuesday 13 March 2018, 14:30: step 2, specialist: worked on for 1 h, set aside 20 min for applicants at the counter, \
then held for 1 h of working time, until 16:50; limit 1 working day, until Wednesday 14 March, 18:30: \
kept with 9 h 40 min of working time to spare
Tuesday 13 March 2018, 16:50: way 2 to 3: waits 3 h 40 min of working time (18 h 10 min on the clock) for the courier
Wednesday 14 March 2018, 11:00: way 2 to 3: on the way for 30 min, until 11:30
Wednesday 14 March 2018, 11:30: step 3, commission (department): waits 6 h 30 min of working time \
(22 h 30 min on the clock) for the sitting
Thursday 15 March 2018, 10:00: step 3, commission: dealt with in the sitting of 1 h, until 11:00; \
limit 1 working day, until 18:30: kept with 6 h of working time to spare
Thursday 15 March 2018, 11:00: step 4, head (department): worked on by deputy 1, who stands in, for 30 min, \
then held for 8 h of working time, until Friday 16 March, 11:30; limit 1 working day, until Friday 16 March, 18:30: \
kept with 5 h 30 min of working time to spare
Thursday 15 March 2018, 18:30: the term ends, and the result is not ready
Friday 16 March 2018, 11:30: the result is ready and handed out, on working day 3 of a term of 2
Answered: late by 1 working day (2 h 30 min of working time). To blame: way 2 to 3: 44 min 55 s (on the way 44 min 55 s); \
step 4, head: 42 min 21 s (work and hold 42 min 21 s); step 3, commission: 31 min 34 s \
(waiting for a sitting 27 min 21 s, work and hold 4 min 13 s); step 2, specialist: 18 min 59 s \
(nobody on duty 11 min 59 s, work and hold 7 min); other steps: 12 min 11 s.
"""


def test_a_life_with_every_kind_of_wait_is_told_as_derived_by_hand() -> None:
    assert told(EVERY_WAIT, 1) == LIFE.splitlines()


def test_the_table_has_the_waits_the_work_and_the_margins_of_that_life() -> None:
    table = by_hand(EVERY_WAIT, 1).table
    assert tuple(table.columns) == COLUMNS
    waits = table.set_index("step")[[f"wait_{reason}_s" for reason in WAITS]]
    assert waits.loc["p"].tolist() == [0, 0, 0, 0, 0, 0, 1800]
    assert waits.loc["1"].tolist() == [5100, 0, 0, 0, 0, 0, 0]
    assert waits.loc["m"].tolist() == [0, 0, 7200, 0, 57600, 0, 0]
    assert waits.loc["2"].tolist() == [0, 0, 19800, 0, 0, 0, 0]
    assert waits.loc["2 to 3"].tolist() == [0, 0, 0, 0, 0, 65400, 0]
    assert waits.loc["3"].tolist() == [0, 0, 0, 81000, 0, 0, 0]
    specialist = table.set_index("step").loc["2"]
    assert (specialist["set_aside_s"], specialist["hold_s"]) == (20 * MINUTE, HOUR)
    assert specialist["work_ended"] == pd.Timestamp("2018-03-13 15:50")
    assert specialist["margin_s"] == 9 * HOUR + 40 * MINUTE


def test_the_intervals_of_the_work_that_was_set_aside() -> None:
    found = by_hand(EVERY_WAIT, 1).intervals
    rows = [(what, f"{a:%d %H:%M}", f"{b:%d %H:%M}") for r, what, a, b in found.itertuples(index=False) if r in (3, 6)]
    assert rows == [
        ("closed", "13 09:00", "13 14:30"),
        ("work", "13 14:30", "13 15:00"),
        ("set_aside", "13 15:00", "13 15:20"),
        ("work", "13 15:20", "13 15:50"),
        ("hold", "13 15:50", "13 16:50"),
        ("work", "15 11:00", "15 11:30"),
        ("hold", "15 11:30", "15 13:00"),
        ("hold", "15 14:30", "15 18:30"),
        ("hold", "16 09:00", "16 11:30"),
    ]


@pytest.mark.parametrize(
    ("name", "application", "sentence"),
    [
        (
            "69_handed_over_twice",
            0,
            "Monday 12 March 2018, 18:00: step 1, specialist: worked on by A for 30 min; "
            "handed over to the queue (Tuesday 13 March, 00:00), as the member is absent for long",
        ),
        (
            "69_handed_over_twice",
            0,
            "Wednesday 14 March 2018, 13:30: step 1, specialist (visit 3): waits 1 h of working time (2 h on the clock): "
            "1 h with nobody on duty, 1 h for a free member",
        ),
        (
            "75_agenda_of_two",
            2,
            "Monday 12 March 2018, 10:00: step 1, commission: waits 16 h of working time (2 days on the clock): 24 h for the "
            "sitting, 24 h for a later sitting, an agenda being full or a sitting not held",
        ),
        (
            "118_extended_term_on_day_twenty",
            0,
            "Thursday 1 March 2018, 09:30: m: the applicant is asked for documents; the extended term of 20 working days "
            "holds from now on, until Wednesday 4 April, 18:30",
        ),
        (
            "118_extended_term_on_day_twenty",
            0,
            "Answered in time, on its last day, at the end of the term.",
        ),
        (
            "117_documents_missing",
            0,
            "Answered: late by 1 working day (1 h 50 min of working time). "
            "To blame: m: 1 h 50 min (the applicant's time 1 h 50 min).",
        ),
        (
            "131_delivered_before_the_end_of_the_term",
            0,
            "Saturday 5 May 2018, 11:30: delivered to the State Corporation; deadline 18:30: kept",
        ),
        ("115_stopped_before_receipt", 0, "Stopped before receipt: a check failed, so no answer is due."),
        ("116_papers_returned", 0, "The papers were given back, so no answer is due."),
        (
            "82_sitting_past_closing",
            0,
            "Answered: late by 1 working day, after the close of business.",
        ),
        (
            "114_refused_and_handed_out_at_the_counter",
            0,
            "Refused with reasons in time, 3 working days before the end of the term.",
        ),
        (
            "16_unfinished_at_the_end",
            1,
            "Still open when the observation ended on Wednesday 14 March 2018, 12:00: late by 1 working day (3 h of working "
            "time) so far. To blame: step 2, specialist: 3 h (waiting for people 3 h).",
        ),
        (
            "128_files_from_before_the_start",
            0,
            "Monday 5 March 2018, 11:00: received before the start of the simulation, and lying at step 2 then; the term of "
            "8 working days ends on Monday 19 March, 18:30",
        ),
        (
            "154_reception_from_ten_to_twelve",
            6,
            "Monday 12 March 2018, 15:00: step 1, clerk: nobody is at the counter for the rest of the day; comes back on Tuesday 13 "
            "March, 10:00",
        ),
        (
            "150_three_steps_in_one_stay",
            0,
            "Monday 12 March 2018, 10:02: step 2, window: served for 1 min, in the same stay, until 10:03; limit 1 minute: kept to the "
            "second",
        ),
        (
            "104_two_teams_and_three_settlements",
            1,
            "Tuesday 13 March 2018, 09:00: step 1, visitors: visited by the team, back at the close of the day, until 18:30; "
            "limit 1 working day, until 18:30: kept to the second",
        ),
        (
            "137_the_officer_does_the_later_steps",
            1,
            "Monday 12 March 2018, 09:30: step 3, executor: waits 55 min: 20 min for a free member, 35 min for the officer of "
            "the file, a colleague being free",
        ),
        (
            "137_the_officer_does_the_later_steps",
            1,
            "Monday 12 March 2018, 10:25: step 3, executor: worked on by member 2, whose file it is, for 10 min, until 10:35",
        ),
        (
            "140_officer_goes_on_leave",
            0,
            "Monday 12 March 2018, 11:00: step 3, executor (visit 2): worked on by B, who takes the file over, for 10 min, until 11:10",
        ),
        (
            "195_objection_to_an_answer",
            0,
            "Monday 12 March 2018, 10:40: the applicant objects to the answer; see application 2",
        ),
        (
            "195_objection_to_an_answer",
            2,
            "Monday 12 March 2018, 10:40: the applicant objects to the answer to application 0; handed in (department) and "
            "received; the term of 3 working days ends on Thursday 15 March, 18:30",
        ),
        (
            "196_objection_is_received_by_the_provider",
            2,
            "Saturday 17 March 2018, 10:00: the applicant objects to the answer to application 0; handed in (department)",
        ),
    ],
)  # fmt: skip
def test_what_else_can_happen_to_a_file(name: str, application: int, sentence: str) -> None:
    assert sentence in told(name, application)


def test_an_objection_to_what_was_not_answered_cannot_be_traced() -> None:
    with pytest.raises(
        InputError, match="application 2 would object to the answer to application 0, which was not given"
    ):
        by_hand("199_no_objection_without_an_answer", 2)
    assert not [sentence for sentence in told("199_no_objection_without_an_answer", 0) if "objects" in sentence]


def test_whoever_is_not_served_by_closing_comes_back() -> None:
    log, model = case_log("04_turned_away_comes_back_first")
    row = int(np.flatnonzero(log.visits.outcome == StepOutcome.turned_away)[0])
    lines = trace(log, int(log.visits.application[row]), model=model).sentences
    assert any(re.search(r"window: waits .* not served by closing at 18:30; comes back$", line) for line in lines)
    assert any("(visit 2)" in line for line in lines)


def test_documents_that_are_not_brought_end_the_file() -> None:
    log, model = case_log("123_the_applicants_last_second")
    row = int(np.flatnonzero(log.visits.outcome == StepOutcome.not_brought)[0])
    lines = trace(log, int(log.visits.application[row]), model=model).sentences
    assert any(line.endswith("which ends the file") for line in lines)
    assert lines[-1] == "Ended by the applicant, who did not bring the documents in time, so no answer is due."


TELLING = (
    16,
    22,
    27,
    150,
    154,
    155,
    157,
    159,
    42,
    49,
    61,
    69,
    79,
    82,
    84,
    88,
    103,
    104,
    109,
    117,
    118,
    119,
    122,
    126,
    128,
    131,
    134,
    196,
    200,
    201,
    225,
)
"""Cases with set-aside and handed-over work, stand-ins, sittings, ways, systems, teams, documents, rework, backlogs and objections."""


@pytest.mark.parametrize("name", [name for name in CASES if int(name.split("_")[0]) in TELLING])
def test_a_case_reads_back_from_its_tables_and_every_second_has_one_place(name: str) -> None:
    """Deadlines follow the searches for documents; intervals do the work, fill the waits and never overlap; blame sums up."""
    log, model = case_log(name)
    again = read_back(log, model)
    check_columns(log, again)
    for number in range(len(log.applications)):
        life = file_life(log, model, number)
        assert life == file_life(again, model, number)
        searches = [visit.search for visit in life.visits if visit.search is not None]
        assert life.deadline == (searches[-1].deadline if searches else life.first_deadline)
        assert sum(part.seconds for part in life.blamed) in (0, life.lateness_s)
        for visit in life.visits:
            length = {reason: sum(s.end - s.begin for s in visit.intervals if s.what == reason) for reason in WAITS}
            assert {reason: n for reason, n in length.items() if n} == visit.waits
            ends = [at for interval in visit.intervals for at in (interval.begin, interval.end)]
            assert ends == sorted(ends)
    check_work(log, again, model)


def read_back(log: StepLog, model: Model) -> RecordedLog:
    class WithStreams:
        """The streams of a case by hand are not in its model."""

        capacity, routes, window, stream_names = model.capacity, model.routes, model.window, log.names.streams

    return log_from_tables(steps_frame(log), applications_frame(log), cast(Model, WithStreams))


def check_columns(log: StepLog, again: RecordedLog) -> None:
    """Every column that the tables hold, and all that follows from them, is that of the log; only passings are renumbered."""
    for part, kind in (("visits", RecordedVisits), ("applications", RecordedApplications), ("names", LogNames)):
        for field in {f.name for f in fields(kind)} - {"row"}:
            left, right = getattr(getattr(log, part), field), getattr(getattr(again, part), field)
            same = left == right if isinstance(left, tuple) else np.array_equal(left, right)
            assert same, (part, field)
    whole = ("replication", "observed_until", "followed_until")
    assert [getattr(again, name) for name in whole] == [getattr(log, name) for name in whole]
    # The same visits make one passing.
    assert np.array_equal(np.diff(again.visits.row) > 0, np.diff(log.visits.row) > 0)
    assert np.array_equal(again.late, log.due & (log.applications.in_time == Truth.no))


def check_work(log: StepLog, again: RecordedLog, model: Model, rows: Any = None) -> None:
    """Work ends when the engine says so, and its parts are those that the engine wrote down."""
    visit, begin, end = log.work_intervals()
    divided = set(log.work_parts.visit.tolist())
    for row in range(len(log.visits)) if rows is None else rows:
        plan = model.routes[log.route_of_visit[row]].steps[log.visits.position[row]]
        if log.visits.started[row] == UNSET or plan.kind not in (Kind.COUNTER, Kind.DESK):
            continue
        work = [interval for interval in intervals_of_visit(again, model, row) if interval.what == "work"]
        if log.visits.finished[row] != UNSET and log.visits.outcome[row] != StepOutcome.handed_over:
            assert work[-1].end == log.visits.work_ended[row]
        pool = model.capacity.pools[log.visits.pool[row]]
        if log.visits.finished[row] != UNSET and not pool.sittings and not pool.visits_per_day:
            assert sum(interval.end - interval.begin for interval in work) == log.visits.work_s[row]
        if row in divided:
            parts = list(zip(begin[visit == row], end[visit == row], strict=True))
            assert all(any(a <= interval.begin and interval.end <= b for a, b in parts) for interval in work)


@pytest.mark.parametrize("name", ["aktobe_home_schooling", "head_on_leave"])
def test_a_shipped_scenario_reads_back_from_its_tables(name: str) -> None:
    model, log = replicate(build_model(load_scenario(name)), 1)
    again = log_from_tables(steps_frame(log), applications_frame(log), model)
    check_columns(log, again)
    check_work(log, again, model, np.random.default_rng(1).choice(len(log.visits), 200).tolist())
    for number in (3, 50, len(log.applications) - 1):
        assert trace(again, number, model=model).sentences == trace(log, number, model=model).sentences


def test_the_day_of_visits_ends_with_the_hours_of_the_team_that_was_out() -> None:
    # Both teams go out at 09:00; one is back at 18:30, the other at 18:00, and holds begin then. The log names no team.
    people = "{members: {a: {hours: department}, b: {hours: rural_akim}}, visits_per_day: 3}"
    changes = [f"offices.department.staff.precinct_commission={people}"]
    model, log = replicate(build_model(load_scenario("west_kazakhstan_social_aid", changes=changes)), 1)
    again = log_from_tables(steps_frame(log), applications_frame(log), model)
    (pool,) = (i for i, plan in enumerate(model.capacity.pools) if plan.visits_per_day is not None)
    rows = np.flatnonzero((log.visits.pool == pool) & (log.visits.finished != UNSET))
    check_work(log, again, model, rows.tolist())
    closes = {int(at) % DAY for at in log.visits.work_ended[rows]}
    assert closes == {18 * 3600, 18 * 3600 + 1800}
    for row in rows.tolist():
        held = [part for part in intervals_of_visit(again, model, row) if part.what == "hold"]
        assert sum(part.end - part.begin for part in held) == log.visits.hold_s[row]


# Folders of results.


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a scenario file that was named by a relative path, with its tables."""
    here = tmp_path_factory.mktemp("district")
    shutil.copy(Path(sim.__file__).parent.parent / "scenarios" / f"{SCENARIO}.yaml", here / "my_district.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        result = invoke(
            "run", "my_district.yaml", "--replications", "2", "--no-strengthen", "--out", "results",
            "--seed", "7", *(word for change in CHANGES for word in ("--set", change)),
        )  # fmt: skip
    assert result.exit_code == 0, result.output
    return here / "results"


def copied(folder: Path, tmp_path: Path, *, tables: bool = True) -> Path:
    """The district with its results elsewhere; without the tables if so wished."""
    there = tmp_path / "district"
    shutil.copytree(folder.parent, there)
    if not tables:
        for name in ("steps.parquet", "applications.parquet"):
            (there / "results" / name).unlink()
    return there / "results"


def test_run_json_says_how_to_run_again(folder: Path) -> None:
    study = json.loads((folder / "run.json").read_text(encoding="utf-8"))["study"]
    assert study == {
        "scenario": "my_district.yaml",
        "scenario_from_here": "../my_district.yaml",
        "variant": None,
        "changes": CHANGES,
        "replications": 2,
        "replications_by": "number",
        "logs": 2,
        "seed": 7,
        "max_applications": 2_000_000,
        "warm_up_until": "2018-07-02",
    }


def first_on(route: str, folder: Path) -> int:
    """The first application of the first replication that came by a route."""
    frame = pd.read_parquet(folder / "applications.parquet")
    return int(frame[(frame["replication"] == 1) & (frame["route"] == route)]["application"].iloc[0])


@pytest.mark.parametrize("replication", [1, 2])
def test_tables_and_a_replication_that_is_run_again_tell_the_same(
    folder: Path, tmp_path: Path, replication: int
) -> None:
    without = copied(folder, tmp_path, tables=False)
    frame = pd.read_parquet(folder / "applications.parquet")
    frame = frame[frame["replication"] == replication]
    late = frame[frame["counted"] & (frame["in_time"] == False)]["application"].tolist()  # noqa: E712
    runs = [recorded_run(place).replication(replication) for place in (folder, without)]
    for number in (0, *late[:1], len(frame) - 1):
        read, rerun = (trace(log, number, model=model) for model, log in runs)
        assert read.as_data() == rerun.as_data()
        pd.testing.assert_frame_equal(read.table, rerun.table)
        row = frame[frame["application"] == number].iloc[0]
        assert read.life.submitted == instant(row["submitted"].to_pydatetime())
        assert read.life.in_time == (Truth.unknown if pd.isna(row["in_time"]) else Truth(int(row["in_time"])))


@pytest.fixture(scope="module")
def results() -> Results:
    """The same run from Python, of the shipped scenario of which the district's is a copy."""
    study = load_scenario(SCENARIO, None, CHANGES)
    small = study.scenario.model_copy(update={"replications": 2, "seed": 7})
    return run_study(replace(study, scenario=small), strengthen=False)


def test_results_and_logs_are_traced_too(folder: Path, forty: Trace, results: Results) -> None:
    assert sim.trace(results, 40).sentences == forty.sentences
    model, log = replicate(results.model, 2)
    assert sim.trace(log, 40, model=model).sentences == sim.trace(folder, 40, replication=2).sentences
    with pytest.raises(ValueError, match="with the model"):
        sim.trace(log, 40)
    with pytest.raises(InputError, match="no replication 3"):
        sim.trace(results, 40, replication=3)


def test_a_warm_up_that_was_found_is_part_of_what_is_run_again(folder: Path, tmp_path: Path) -> None:
    place = copied(folder, tmp_path)
    record = json.loads((place / "run.json").read_text(encoding="utf-8"))
    record["study"]["warm_up_until"] = "2018-07-16"
    (place / "run.json").write_text(json.dumps(record), encoding="utf-8")
    model, _ = recorded_run(place).replication(1)
    assert model.window.warm_up_end == parse_moment("2018-07-16 00:00")


def test_a_run_leaves_no_tables_of_an_earlier_one(tmp_path: Path) -> None:
    log, _ = case_log(EVERY_WAIT)
    for tables in (True, False):
        with ResultFolder(tmp_path) as results:
            if tables:
                results.add_log(log)
            results.publish({})
        assert (tmp_path / "steps.parquet").exists() == tables
        assert (tmp_path / "run.json").exists()


@pytest.fixture(scope="module")
def forty(folder: Path) -> Trace:
    """One of the applications of that run."""
    return sim.trace(folder, 40)


def test_the_command_tells_it_day_by_day_in_80_columns(folder: Path, forty: Trace) -> None:
    result = invoke("trace", str(folder), "40")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith("Application 40 of replication 1: social aid, ")
    as_words = " ".join(result.stdout.split())
    assert " ".join(forty.dated_sentences[-1].text.split()) in as_words
    times = [line.split()[0] for line in lines if re.match(r"\d\d:\d\d", line)]
    assert len(times) == len(forty.dated_sentences) - 1


@pytest.mark.parametrize(
    ("lang", "step", "limit"),
    [
        (
            "kk",
            "№ 2 қадам, көрсетілетін қызметті берушінің басшысы [құжаттармен танысады",
            "орындау мерзімі 1 жұмыс күні (соңғы мерзім 3 мамыр (бейсенбі), 18:30): сақталды, қоры жұмыс уақытымен ",
        ),
        (
            "ru",
            "шаг 2, руководитель услугодателя [знакомится с документами",
            "срок выполнения 1 рабочий день (крайний срок 3 мая (четверг), 18:30): соблюдён, запас ",
        ),
        (
            "en",
            "step 2, head of the provider [looks through the documents",
            "limit 1 working day, until Thursday 3 May, 18:30: kept with ",
        ),
    ],
)
def test_a_life_is_told_in_three_languages(folder: Path, lang: str, step: str, limit: str) -> None:
    found = sim.trace(folder, first_on("provider", folder), lang=lang)
    text = "\n".join(found.sentences)
    assert step in text
    assert limit in text


def test_json_has_the_same_facts(folder: Path, forty: Trace, tmp_path: Path) -> None:
    picture = tmp_path / "life.svg"
    result = invoke("trace", str(folder), "40", "--format", "json", "--out", str(picture))
    data = json.loads(result.stdout)
    assert data.pop("files") == [str(picture)]
    assert data == json.loads(as_json(forty.as_data()))
    assert [f"{v['step']} {v['queued']}" for v in data["visits"]] == [
        f"{step} {queued}" for step, queued in zip(forty.table["step"], forty.table["queued"], strict=True)
    ]
    assert data["sentences"][-1] == {"at": None, "text": forty.sentences[-1]}


def test_it_shows_itself_in_a_notebook(forty: Trace) -> None:
    page = forty._repr_html_()
    assert page.count("<li>") == len(forty.sentences)
    assert "<h4>Application 40" in page


# The chart.


def drawn(figure: Figure) -> list[tuple[float, float, float]]:
    """Row, beginning and end of every bar."""
    (axes,) = figure.axes
    return [(p.get_y() + p.get_height() / 2, p.get_x(), p.get_x() + p.get_width()) for c in axes.containers for p in c]


def test_the_chart_draws_the_intervals_the_deadlines_and_the_days_of_rest() -> None:
    found = by_hand(EVERY_WAIT, 1)
    figure = found.figure()
    (axes,) = figure.axes
    wanted = [(row, date2num(a), date2num(b)) for row, _, a, b in found.intervals.itertuples(index=False)]
    np.testing.assert_allclose(drawn(figure), wanted)
    assert [label.get_text() for label in axes.get_yticklabels()] == found.table["label"].tolist()
    upright = [line.get_xdata()[0] for line in axes.lines if len(set(map(float, line.get_xdata()))) == 1]
    deadlines = [date2num(at) for at in found.table["deadline"].dropna()]
    assert set(deadlines) <= set(map(float, upright))
    assert date2num(pd.Timestamp("2018-03-15 18:30")) in set(map(float, upright))
    assert {text.get_text() for text in axes.texts} == {"handed in, received", "ready, handed out", "end of the term"}
    legend = {text.get_text() for text in figure.legends[0].get_texts()}
    assert {STYLES[what][0] for what in set(found.intervals["what"])} <= legend


def test_closed_hours_and_days_of_rest_are_told_apart() -> None:
    # 117: from Wednesday 14 to Tuesday 27 March 2018; 21 to 23 March is Nauryz, and two weekends are rest too.
    closed = by_hand("117_documents_missing", 0).closed
    rest = closed[closed["rest"]]
    days = [f"{day:%d}" for day in rest["begin"]]
    assert days == ["17", "18", "21", "22", "23", "24", "25"]
    wednesday = closed[(closed["begin"] >= "2018-03-14") & (closed["begin"] < "2018-03-15")]
    hours = [(f"{a:%H:%M}", f"{b:%H:%M}") for a, b, _ in wednesday.itertuples(index=False)]
    assert hours == [("00:00", "09:00"), ("13:00", "14:30"), ("18:30", "00:00")]


def test_styles_differ_in_colour_or_hatch() -> None:
    looks = [(colour, hatch) for _, colour, hatch in STYLES.values()]
    assert len(set(looks)) == len(looks)


def test_the_chart_has_all_kazakh_letters_and_is_the_same_twice(folder: Path, tmp_path: Path) -> None:
    found = sim.trace(folder, first_on("provider", folder), lang="kk")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing letter is a warning
        for name in ("a.svg", "b.svg", "c.pdf"):
            save_picture(found.figure(), tmp_path / name, "--out")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")


# Faults.


def spoil_scenario(place: Path) -> None:
    scenario = place.parent / "my_district.yaml"
    scenario.write_text(scenario.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")


def without_recipe(place: Path) -> None:
    record = json.loads((place / "run.json").read_text(encoding="utf-8"))
    record["study"] = None
    (place / "run.json").write_text(json.dumps(record), encoding="utf-8")


def another_calendar(place: Path) -> None:
    record = json.loads((place / "run.json").read_text(encoding="utf-8"))
    record["files"]["kz.csv"] = "0" * 64
    (place / "run.json").write_text(json.dumps(record), encoding="utf-8")


def other_table(place: Path) -> None:
    frame = pd.read_parquet(place / "applications.parquet")
    frame["service"] = "another_service"
    frame.to_parquet(place / "applications.parquet")


def recorded_table(place: Path) -> None:
    other_table(place)
    record = json.loads((place / "run.json").read_text(encoding="utf-8"))
    record["results"]["applications.parquet"] = hash_of(place / "applications.parquet")
    (place / "run.json").write_text(json.dumps(record), encoding="utf-8")


def unrecorded_tables(place: Path) -> None:
    record = json.loads((place / "run.json").read_text(encoding="utf-8"))
    del record["results"]["steps.parquet"]
    (place / "run.json").write_text(json.dumps(record), encoding="utf-8")


def broken_table(place: Path) -> None:
    (place / "steps.parquet").write_bytes(b"no table")
    record = json.loads((place / "run.json").read_text(encoding="utf-8"))
    record["results"]["steps.parquet"] = hash_of(place / "steps.parquet")
    (place / "run.json").write_text(json.dumps(record), encoding="utf-8")


def lying(place: Path, table: pd.DataFrame) -> None:
    """Put another table of applications into a folder, and its hash into the record."""
    path = place / "applications.parquet"
    table.to_parquet(path)
    record = json.loads((place / "run.json").read_text(encoding="utf-8"))
    record["results"][path.name] = hash_of(path)
    (place / "run.json").write_text(json.dumps(record), encoding="utf-8")


def more_rows_than_bytes(place: Path) -> None:
    """A million rows that are all alike take a few thousand bytes."""
    table = pd.read_parquet(place / "applications.parquet")
    lying(place, table.iloc[[0] * 1_000_000])


def beyond_the_calendar(place: Path) -> None:
    table = pd.read_parquet(place / "applications.parquet")
    lying(place, table.assign(received=pd.Timestamp("2099-01-01").as_unit("s")))


def of_the_study(**facts: object) -> Callable[[Path], None]:
    """What lets the record say something else of the study."""

    def spoil(place: Path) -> None:
        record = json.loads((place / "run.json").read_text(encoding="utf-8"))
        record["study"] |= facts
        (place / "run.json").write_text(json.dumps(record), encoding="utf-8")

    return spoil


SPOILT: list[tuple[Callable[[Path], object], str]] = [
    (lambda place: shutil.rmtree(place), "there is no such folder"),
    (more_rows_than_bytes, "applications.parquet:1:1: the table says that it has more rows than there can be in so small a file"),
    (beyond_the_calendar, "the tables are not those of the run in run.json; run the scenario again"),
    (of_the_study(scenario="/etc/passwd"), "run.json:1:1: the record names no scenario, but '/etc/passwd'; run the scenario again"),
    (of_the_study(changes=["seed=x"]), "run.json:1:1: --set seed=x: a whole number is needed here, not 'x'"),
    (of_the_study(variant="none"), "run.json:1:1: --variant: the scenario has no variant 'none'"),
    (lambda place: (place / "run.json").unlink(), "no run lies in this folder: it has no run.json"),
    (lambda place: (place / "run.json").write_text("{"), "this is no readable record of a run"),
    (without_recipe, "the record does not say how to run the study again"),
    (lambda place: (place.parent / "my_district.yaml").unlink(), "my_district.yaml:1:1: the scenario of this run is gone"),
    (spoil_scenario, "my_district.yaml:1:1: this file has changed since the run; bring it back as it was"),
    (another_calendar, "kz.csv:1:1: this file has changed since the run"),
    (lambda place: (place / "steps.parquet").write_bytes(b"no table"), "steps.parquet:1:1: this is not the table that the run in run.json wrote; bring"),
    (other_table, "applications.parquet:1:1: this is not the table that the run in run.json wrote; bring it back as it was, or run"),
    (unrecorded_tables, "steps.parquet:1:1: this table is not of the run in run.json, which wrote none; take it away, or run"),
    (broken_table, "this is not a table of a run"),
    (recorded_table, "the tables are not those of the run in run.json"),
]  # fmt: skip
"""What may have become of a folder of results, and what is said of it."""


@pytest.mark.parametrize(("spoil", "message"), SPOILT)
def test_folders_that_cannot_be_traced(
    folder: Path, tmp_path: Path, spoil: Callable[[Path], object], message: str
) -> None:
    place = copied(folder, tmp_path)
    spoil(place)
    result = invoke("trace", str(place), "3")
    assert result.exit_code == 2
    assert message in result.stderr
    assert not result.stdout


@pytest.mark.parametrize("spoil", [spoil for spoil, _ in SPOILT])
def test_no_word_of_such_a_fault_is_left_in_english(
    folder: Path, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    place = copied(folder, tmp_path)
    spoil(place)
    result = told_in_signs("trace", str(place), "3")
    assert result.exit_code == 2
    assert not untranslated(result.stderr, allowed=("seed", "none"))


FAULTS = {
    "ru": (
        "--replication: в расчёте нет прогона 3; укажите номер от 1 до 2",
        "results:1:1: в прогоне 2 нет заявления 100000; укажите номер от 0 до",
        "--out: «life.gif» — это не рисунок; имя должно оканчиваться на .svg, .png, .pdf",
        "steps.parquet:1:1: это не та таблица, которую записал расчёт из run.json; верните прежний файл или рассчитайте сценарий заново",
    ),
    "kk": (
        "--replication: есептеуде мұндай қайталау жоқ: 3; 1…2 аралығындағы нөмірді көрсетіңіз",
        "results:1:1: 2-қайталауда мұндай өтініш жоқ: 100000; 0…",
        "--out: «life.gif» сурет емес; аты мыналардың біріне аяқталуы тиіс: .svg, .png, .pdf",
        "steps.parquet:1:1: бұл – run.json файлындағы есептеу жазған кесте емес; бұрынғы файлды қайтарыңыз немесе сценарийді қайта есептеңіз",
    ),
}  # fmt: skip


@pytest.mark.parametrize("lang", FAULTS)
def test_faults_are_told_in_the_language(folder: Path, tmp_path: Path, lang: str) -> None:
    place = copied(folder, tmp_path)
    faults = [
        invoke("--lang", lang, "trace", str(place), "3", "--replication", "3").stderr,
        invoke("--lang", lang, "trace", str(place), "100000", "--replication", "2").stderr,
    ]
    faults.append(invoke("--lang", lang, "trace", str(place), "3", "--out", "life.gif").stderr)
    (place / "steps.parquet").write_bytes(b"no table")
    faults.append(invoke("--lang", lang, "trace", str(place), "3").stderr)
    assert [wanted in fault for wanted, fault in zip(FAULTS[lang], faults, strict=True)] == [True] * 4, faults


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("100000",), r"there is no application 100000 in replication 1; name one of 0 to \d+"),
        (("3", "--replication", "3"), "--replication: the run has no replication 3; name one of 1 to 2"),
        (("3", "--replication", "0"), "'--replication': at least 1 is possible"),
        (("3", "--out", "life.gif"), "--out: 'life.gif' is no picture; end it with .svg, .png, .pdf"),
        (("3", "--out", "no/such/folder/life.svg"), "cannot be written"),
    ],
)
def test_wrong_numbers_and_pictures(folder: Path, words: tuple[str, ...], message: str) -> None:
    result = invoke("trace", str(folder), *words)
    assert result.exit_code == 2
    assert re.search(message, result.stderr)


def test_a_recipe_without_a_file_names_the_shipped_scenario(results: Results, tmp_path: Path) -> None:
    facts = recipe(results, scenario=SCENARIO, most_applications=5000, folder=tmp_path)
    assert (facts["scenario"], facts["scenario_from_here"]) == (SCENARIO, None)
    record = provenance(results, command="sim", started="", seconds=0.0, study=facts)
    (tmp_path / "run.json").write_text(as_json(record), encoding="utf-8")
    assert sim.trace(tmp_path, 2, replication=2).sentences == sim.trace(results, 2, replication=2).sentences


# Words.


def test_lengths_of_time_in_words() -> None:
    assert [lasting(s) for s in (0, 40, 60, 3605, -90, 200_000)] == [
        "0 s", "40 s", "1 min", "1 h 5 s", "-1 min 30 s", "55 h 33 min 20 s",
    ]  # fmt: skip
    assert lasting(200_000, in_days=True) == "2 days 7 h 33 min 20 s"
    assert on_both_clocks(3600, 3600) == "1 h"
    assert on_both_clocks(3600, 7200) == "1 h of working time (2 h on the clock)"


def test_moments_in_words() -> None:
    at = parse_moment("2018-12-28 09:05")
    assert moment(at) == "Friday 28 December 2018, 09:05"
    assert moment(at + 7) == "Friday 28 December 2018, 09:05:07"
    assert later(at + HOUR, at) == "10:05"
    assert later(at + 24 * HOUR, at) == "Saturday 29 December, 09:05"
    assert later(at + 240 * HOUR, at) == "Monday 7 January 2019, 09:05"


def test_roles_without_a_regulation_keep_their_short_names() -> None:
    assert Names().role("any", "precinct_commission") == "precinct commission"
    assert Names().action("any", "provider", "1") == ""


@pytest.mark.parametrize(
    ("key", "value"),
    [("warm_up_until", None), ("replications", "four"), ("max_applications", "x"), ("changes", 5), ("seed", None)],
)
def test_a_record_with_a_value_of_another_kind_is_told(folder: Path, tmp_path: Path, key: str, value: object) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(folder, damaged)
    record = damaged / "run.json"
    data = json.loads(record.read_text(encoding="utf-8"))
    data["study"][key] = value
    record.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InputError, match="the record does not say how to run the study again"):
        sim.trace(damaged, 1)

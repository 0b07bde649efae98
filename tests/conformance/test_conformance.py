"""Every engine gives, cell by cell, the logs that were derived by hand from the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby, pairwise

import numpy as np
import pandas as pd
import pytest

from sim.calendar.duty import intervals
from sim.engine.complete import complete
from sim.engine.conservation import check_conservation
from sim.engine.log_tables import applications_frame, steps_frame
from sim.engine.simpy.simulation import run as run_with_simpy
from sim.engine.steplog import StepLog
from sim.model.route import Kind
from sim.quantities import DAY, UNSET, instant
from tests.conformance.cases import CASES, Case, load_case
from tests.engine.compiled.same_record import Run, compiled_only, run_compiled, unsupported
from tests.oracle.pace import as_stated, at_pace

ENGINES = (
    pytest.param(run_with_simpy, id="simpy"),
    pytest.param(run_compiled, id="compiled", marks=compiled_only),
)
"""Every engine, to which the same logs are the standard."""

REASONS = ("people", "officer", "closed", "sitting", "applicant", "transfer", "system")
"""Of waiting, as the columns of the step table name them."""


def test_there_are_cases() -> None:
    assert len(CASES) >= 145


@pytest.mark.parametrize("name", CASES)
def test_the_expected_log_is_whole(name: str) -> None:
    """What has to hold in any log holds in the expected one: a slip of the pen shows before an engine is blamed."""
    case = load_case(name)
    end = datetime(1970, 1, 1) + pd.Timedelta(seconds=_observed_until(case))
    for row in case.steps:
        queued = datetime.fromisoformat(row["queued"])
        until = datetime.fromisoformat(row["started"] or row["finished"] or end.isoformat(sep=" "))
        waited = sum(int(row.get(f"wait_{reason}_s", 0)) for reason in REASONS)
        assert waited == (until - queued).total_seconds(), f"{case.title}\nwaits do not add up in {row}"
        if row["deadline"] and row["finished"]:
            in_time = "true" if row["finished"] <= row["deadline"] else "false"
            assert row["in_time"] == in_time, f"{case.title}\nin_time is wrong in {row}"
    _check_visits(case)
    _check_sittings(case)
    _check_outings(case)
    _check_assignments(case)
    _check_ways_and_systems(case)
    assert [int(row["application"]) for row in case.applications] == list(range(case.workload.size)), case.title
    for row in case.applications:
        visits = [step for step in case.steps if step["application"] == row["application"]]
        if row.get("parent") and not row["received"]:
            assert not visits, f"{case.title}\nnobody has objected: {row}"
            continue
        assert visits[0]["queued"] >= row["submitted"], case.title
        if row["outcome"] in ("assigned", "refused"):
            lost = visits[-1]["outcome"] == "lost"
            assert row["handed_out"] == ("" if lost else visits[-1]["finished"]), case.title
            assert row["ready"] in {visit["finished"] for visit in visits} - {""}, f"{case.title}\n{row}"
        else:
            assert (row["ready"], row["handed_out"]) == ("", ""), f"{case.title}\n{row}"
        if row["deadline"] and row["ready"]:
            assert row["in_time"] == ("true" if row["ready"] <= row["deadline"] else "false"), f"{case.title}\n{row}"


def _observed_until(case: Case) -> int:
    """The end of the run-out, or of the last file that counts or is from before the start, if all of them end [instant]."""
    window, ends = case.workload.window, [case.workload.window.horizon]
    for row in case.applications:
        if row["counted"] == "true" or row.get("inherited") == "true":
            last = [visit["finished"] for visit in case.steps if visit["application"] == row["application"]][-1]
            ends.append(_instant(last) if last else window.run_out_end)
    return max(ends)


def _check_visits(case: Case) -> None:
    """One visit begins where the one before was handed over; all visits together do the work; waits follow the duty."""
    workload, visits = case.workload, defaultdict(list)
    for row in case.steps:
        visits[int(row["application"]), row["step"]].append(row)
    for (application, step), rows in visits.items():
        assert [int(row["visit"]) for row in rows] == list(range(1, len(rows) + 1)), f"{case.title}\n{rows}"
        keys = [plan.key for plan in workload.routes[workload.route[application]].steps]
        first, end = workload.first[application], workload.first[application + 1]
        places = first + np.flatnonzero(workload.position[first:end] == keys.index(step))
        # A step that is done may be passed once more; its visits are numbered through.
        passings: list[list[dict[str, str]]] = [[]]
        for row in rows:
            passings[-1].append(row)
            passings += [[]] if row["outcome"] == "done" and row is not rows[-1] else []
        assert len(passings) <= len(places), f"{case.title}\nthe way does not lead there so often: {rows}"
        for place, visited in zip(places.tolist(), passings, strict=False):
            _check_passing(case, place, visited)


def _check_passing(case: Case, place: int, rows: Sequence[dict[str, str]]) -> None:
    """The visits of one row of the workload."""
    workload, end = case.workload, _observed_until(case)
    for row, following in pairwise(rows):
        assert row["outcome"] in ("handed_over", "turned_away", "gave_up"), f"{case.title}\nmore follows in {following}"
        assert (row["deadline"], row["in_time"], row["hold_s"]) == ("", "", "0"), f"{case.title}\n{row}"
        if row["outcome"] == "handed_over":
            assert following["queued"] == row["finished"], f"{case.title}\nthe next visit is {following}"
    if workload.kind[place] == Kind.APPLICANT:
        _check_applicant(case, place, rows)
        return
    pool = workload.pool[place]
    left = int(workload.work[place])
    for row in rows if pool < 0 or not _together(case, pool) else ():
        left -= _stated_work(case, pool, row, left)
    if rows[-1]["outcome"] == "open" and rows[-1]["started"] != "":
        assert left >= 0, case.title  # as much as was done by the end
    else:
        not_served = rows[-1]["outcome"] in ("open", "gave_up", "lost")
        assert not left or not_served, case.title
    for row in rows if pool >= 0 and case.capacity.pools[pool].sittings is None else ():
        until = _instant(row["started"] or row["finished"]) or end
        plan = case.capacity.pools[pool]
        duty = plan.attended if workload.kind[place] == Kind.COUNTER else plan.duty
        on_duty = duty.elapsed(_instant(row["queued"]), until)
        assert int(row["wait_people_s"]) + int(row.get("wait_officer_s", 0)) == on_duty, (
            f"{case.title}\nsomebody is on duty for {on_duty} s in {row}"
        )


def _together(case: Case, pool: int) -> bool:
    """Whether the files of a pool are taken together."""
    return case.capacity.pools[pool].sittings is not None or case.capacity.pools[pool].visits_per_day is not None


def _stated_work(case: Case, pool: int, row: dict[str, str], left: int) -> int:
    """What of the stated work that was left a visit has done, at the pace of its member in the second of its beginning [s]."""
    worked = int(row["work_s"])
    people = case.capacity.pools[pool].roster if pool >= 0 and row["started"] else ()
    paces = next((member.paces for member in people if member.name == row["member"]), ())
    if not paces:
        return worked
    pace = ([100] + [factor for since, factor in paces if since <= _instant(row["started"])])[-1]
    time = at_pace(left, pace)
    return left - as_stated(time - worked, pace, at_most=left) if worked < time else left + worked - time


def _check_applicant(case: Case, place: int, rows: Sequence[dict[str, str]]) -> None:
    """The applicant takes his time, unless his deadline or the end comes first, and waits for the door of his office."""
    (row,) = rows
    application = int(row["application"])
    plan = case.workload.routes[case.workload.route[application]].step(row["step"])
    office = case.capacity.offices[case.workload.office[application]]
    asked, end = _instant(row["queued"]), _observed_until(case)
    brought = asked + int(case.workload.work[place])
    last = brought
    if plan.applicant_deadline is not None:
        clock = case.capacity.offices[office.provider].clock
        last = int(clock.deadlines(np.array([asked], dtype=np.int64), plan.applicant_deadline)[0])
    assert (row["office"], row["member"], row["work_s"], row["hold_s"]) == ("", "", "0", "0"), f"{case.title}\n{row}"
    assert int(row["wait_applicant_s"]) == min(brought, last, end) - asked, f"{case.title}\n{row}"
    opens = office.clock.hours.next_open(brought)
    outcome = "not_brought" if last < brought and last <= end else "done" if opens <= end else "open"
    over = {"not_brought": (0, last), "done": (opens, opens), "open": (0, 0)}[outcome]
    assert (row["outcome"], _instant(row["started"]), _instant(row["finished"])) == (outcome, *over), (
        f"{case.title}\n{row}"
    )


def _check_sittings(case: Case) -> None:
    """Files wait for the first date that could take them; those that a sitting takes were there, and are as many as it says."""
    offices, end = case.capacity.offices, case.workload.window.run_out_end
    listed = list(case.sittings or ())
    for pool in case.capacity.pools:
        if (plan := pool.sittings) is None:
            continue
        of_pool = {"office": offices[pool.office].name, "role": pool.role}
        files = [row for row in case.steps if of_pool.items() <= row.items()]
        due = [row for row in listed if of_pool.items() <= row.items()]
        too_few = {
            _instant(row["begin"]) for row in due if int(row["files"]) + int(row["carried_over"]) < plan.at_least
        }
        for row in files:
            queued, until = _instant(row["queued"]), _instant(row["started"]) or end
            date = next((d.begin for d in plan.dates if d.cut_off >= queued and d.begin not in too_few), end)
            waited = max(min(date, until), queued) - queued
            assert (row["wait_sitting_s"], row["wait_closed_s"]) == (str(waited), "0"), f"{case.title}\n{row}"
            assert row["member"] == "", f"{case.title}\nthe commission does it in {row}"
            assert row["started"] or row["work_s"] == "0", f"{case.title}\n{row}"
        cut_offs = {date.begin: date.cut_off for date in plan.dates}
        assert [_instant(row["begin"]) for row in due] == [t for t in cut_offs if t < end], f"{case.title}\n{due}"
        for row in due:
            begin = _instant(row["begin"])
            by_then = [file for file in files if _instant(file["queued"]) <= cut_offs[begin]]
            # A courier who leaves in this very second, and is there at once, comes after the agenda is closed.
            too_late = {
                leg["application"]
                for leg in case.steps
                if leg["role"] == "" and leg["started"] == leg["finished"] == row["begin"]
            }
            by_then = [f for f in by_then if f["queued"] < row["begin"] or f["application"] not in too_late]
            taken = [file for file in by_then if file["started"] == row["begin"]]
            left = [file for file in by_then if not file["started"] or file["started"] > row["begin"]]
            assert (len(taken), len(left)) == (int(row["files"]), int(row["carried_over"])), f"{case.title}\n{row}"
            held = int(row["present"]) >= plan.quorum and begin not in too_few
            assert held == (row["held"] == "true"), f"{case.title}\n{row}"
            length = plan.per_file * len(taken) if plan.length is None else plan.length
            length *= row["held"] == "true"
            assert _instant(row["end"]) == begin + length, f"{case.title}\n{row}"
            parts = [int(file["work_s"]) for file in taken]
            assert not taken or sum(parts) == min(begin + length, end) - begin, f"{case.title}\n{row}"
            assert not taken or max(parts) - min(parts) <= 1, f"{case.title}\n{row}"
        begun = {row["started"] for row in files} - {""}
        assert begun <= {row["begin"] for row in due if row["held"] == "true"}, f"{case.title}\n{begun}"
    assert listed == sorted(listed, key=lambda row: row["begin"]), case.title


def _check_outings(case: Case) -> None:
    """A team goes out at the first opening of a day, until the last close, with as many files as its row says."""
    start, end = case.workload.window.start, case.workload.window.run_out_end
    listed, due = list(case.outings or ()), []
    for number, pool in enumerate(case.capacity.pools):
        if pool.visits_per_day is None:
            continue
        of_pool = {"office": case.capacity.offices[pool.office].name, "role": pool.role}
        teams = [(member.name, member.duty) for member in pool.roster]
        for team, (name, duty) in enumerate(teams or [(str(k), pool.duty) for k in range(pool.members)]):
            open_time = intervals(duty, start // DAY * DAY, -(-end // DAY) * DAY)
            for _, stretches in groupby(open_time, key=lambda stretch: stretch[0] // DAY):
                (opening, close), *rest = stretches
                if start <= opening < end:
                    close = rest[-1][1] if rest else close
                    due.append((opening, number, team, of_pool | {"team": name}, close))
        files = [row for row in case.steps if of_pool.items() <= row.items()]
        gone = [row for row in listed if of_pool.items() <= row.items()]
        closes = {row["opening"]: row["close"] for row in gone}
        assert all(row["member"] == "" for row in files), case.title
        hours = case.capacity.offices[pool.office].clock.hours
        for row in files:
            if row["hold_s"] != "0" and row["finished"]:
                assert _instant(row["finished"]) == hours.add(_instant(closes[row["started"]]), int(row["hold_s"])), (
                    f"{case.title}\n{row}"
                )
        assert all(row["started"] or row["work_s"] == "0" for row in files), case.title
        visits, on_duty = [], 0
        for row in gone:
            if row["households"] != "0":
                duty = dict(teams)[row["team"]] if teams else pool.duty
                on_duty += duty.elapsed(_instant(row["opening"]), min(_instant(row["close"]), end))
            assert int(row["households"]) <= pool.visits_per_day, f"{case.title}\n{row}"
            close = row["close"] if _instant(row["close"]) <= end else ""
            visits += [(row["opening"], close)] * int(row["households"])
        assert sum(int(row["work_s"]) for row in files) == on_duty, case.title
        back = [
            (r["started"], r["finished"] if r["hold_s"] == "0" else closes[r["started"]]) for r in files if r["started"]
        ]
        assert sorted(visits) == sorted(back), case.title
    expected = [(opening, of_team, close) for opening, _, _, of_team, close in sorted(due, key=lambda d: d[:3])]
    came = [
        (_instant(row["opening"]), {key: row[key] for key in ("office", "role", "team")}, _instant(row["close"]))
        for row in listed
    ]
    assert came == expected, case.title


def _check_assignments(case: Case) -> None:
    """Only the officer does visits of a file that has one; he was it before he began, or is it since then."""
    workload, holds = case.workload, defaultdict(list)
    for row in case.assignments or ():
        holds[row["application"], row["role"]].append((row["since"], row["until"] or "9", row["member"]))
    for stretches in holds.values():
        assert all(a[1] <= b[0] for a, b in pairwise(stretches)), f"{case.title}\ntwo officers at one time: {stretches}"
    for row in case.steps:
        step = workload.routes[workload.route[int(row["application"])]].step(row["step"])
        if step.same_member and row["started"] and "/" not in row["member"]:
            officer = [
                m for since, until, m in holds[row["application"], row["role"]] if since <= row["started"] < until
            ]
            assert officer == [row["member"]], f"{case.title}\nthe officer is {officer} in {row}"


def _check_ways_and_systems(case: Case) -> None:
    """A courier leaves at a departure and arrives after his travel; a system works for as long as it is up."""
    workload, capacity, end = case.workload, case.capacity, case.workload.window.run_out_end
    for row in case.steps:
        application = int(row["application"])
        plan = workload.routes[workload.route[application]]
        step = plan.step(row["step"])
        queued, started = _instant(row["queued"]), _instant(row["started"]) or end
        if step.kind is Kind.TRANSFER and workload.transfer is not None:
            first, last = workload.first[application], workload.first[application + 1]
            place = first + workload.position[first:last].tolist().index(plan.steps.index(step))
            way = capacity.transfers[workload.transfer[place]]
            if way.lag is None:
                leaves = next((at for at in way.departures.tolist() if queued <= at < end), end)
                arrives = leaves + way.travel
            else:
                leaves, arrives = queued, way.hours.add(queued, way.lag)
            assert (started, row["wait_transfer_s"]) == (leaves, str(leaves - queued)), f"{case.title}\n{row}"
            assert _instant(row["finished"]) == (arrives if leaves < end and arrives <= end else 0), (
                f"{case.title}\n{row}"
            )
        elif step.kind is Kind.SYSTEM and step.system is not None:
            up = capacity.systems[step.system].up
            down = started - queued - up.elapsed(queued, started)
            assert row["wait_system_s"] == str(down), f"{case.title}\ndown for {down} s in {row}"
            assert not row["started"] or up.is_open(started), f"{case.title}\nbegun while it is down in {row}"
            if row["finished"]:
                assert _instant(row["finished"]) == up.add(started, int(row["work_s"])), f"{case.title}\n{row}"


def _instant(text: str) -> int:
    return instant(datetime.fromisoformat(text)) if text else 0


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", CASES)
def test_the_log_is_the_one_derived_by_hand(name: str, engine: Run) -> None:
    case = load_case(name)
    if engine is run_compiled:
        assert unsupported(case.workload, case.capacity) is None
    log = complete(engine(case.workload, case.capacity), case.workload, case.capacity)
    check_conservation(log, case.workload, case.capacity)
    faults = _differences("steps", case.steps, steps_frame(log))
    faults += _differences("applications", case.applications, applications_frame(log))
    if case.sittings is not None:
        faults += _differences("sittings", case.sittings, _sittings_frame(log))
    if case.assignments is not None:
        faults += _differences("assignments", case.assignments, _assignments_frame(log))
    if case.outings is not None:
        faults += _differences("outings", case.outings, _outings_frame(log))
    assert not faults, _message(case, faults)


@compiled_only
def test_no_case_is_unsupported_by_the_compiled_engine() -> None:
    cases = [load_case(name) for name in CASES]
    reasons = {case.name: unsupported(case.workload, case.capacity) for case in cases}
    assert {name: reason for name, reason in reasons.items() if reason is not None} == {}


def _sittings_frame(log: StepLog) -> pd.DataFrame:
    """Columns: office, role, begin, end [datetime64], present [people], held [bool], files, carried_over; one row each."""
    sittings = log.sittings
    return pd.DataFrame(
        {
            "office": [log.names.offices[i] for i in log.names.pool_offices[sittings.pool]],
            "role": [log.names.pool_roles[i] for i in sittings.pool],
            "begin": sittings.begin.astype("datetime64[s]"),
            "end": sittings.end.astype("datetime64[s]"),
            "present": sittings.present,
            "held": sittings.held.astype(np.bool_),
            "files": sittings.files,
            "carried_over": sittings.carried_over,
        }
    )


def _assignments_frame(log: StepLog) -> pd.DataFrame:
    """Columns: application, office, role, member, since, until [datetime64]; one row for every officer of a file."""
    assignments = log.assignments
    who = zip(assignments.pool.tolist(), assignments.member.tolist(), strict=True)
    until = assignments.until.astype("datetime64[s]")
    until[assignments.until == UNSET] = np.datetime64("NaT")
    return pd.DataFrame(
        {
            "application": assignments.application,
            "office": [log.names.offices[i] for i in log.names.pool_offices[assignments.pool]],
            "role": [log.names.pool_roles[i] for i in assignments.pool],
            "member": [log.names.member(pool, member) for pool, member in who],
            "since": assignments.since.astype("datetime64[s]"),
            "until": until,
        }
    )


def _outings_frame(log: StepLog) -> pd.DataFrame:
    """Columns: office, role, team, opening, close [datetime64], households; one row each."""
    outings = log.outings
    teams = zip(outings.pool.tolist(), outings.team.tolist(), strict=True)
    return pd.DataFrame(
        {
            "office": [log.names.offices[i] for i in log.names.pool_offices[outings.pool]],
            "role": [log.names.pool_roles[i] for i in outings.pool],
            "team": [log.names.member(pool, team) for pool, team in teams],
            "opening": outings.opening.astype("datetime64[s]"),
            "close": outings.close.astype("datetime64[s]"),
            "households": outings.households,
        }
    )


def _differences(table: str, expected: Sequence[dict[str, str]], frame: pd.DataFrame) -> list[str]:
    faults = []
    if len(frame) != len(expected):
        faults.append(f"{table}: {len(expected)} rows expected, {len(frame)} came")
    came = frame.to_dict("list")
    if expected and (missing := expected[0].keys() - came.keys()):
        return [*faults, f"{table}: columns {sorted(missing)} are missing"]
    for i, row in enumerate(expected[: len(frame)]):
        where = ", ".join(
            f"{key} {row[key]}"
            for key in ("application", "step", "visit", "role", "begin", "team", "opening")
            if key in row
        )
        for column, value in row.items():
            got = _cell(came[column][i])
            if got != value:
                faults.append(
                    f"{table}, row {i} ({where}), {column}: expected {value or 'empty'}, got {got or 'empty'}"
                )
    return faults


def _cell(value: object) -> str:
    """A value of a table as the CSV files write it."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def _message(case: Case, faults: Sequence[str]) -> str:
    return "\n".join([f"{case.name}: {case.title}", *faults])

"""Proof on a part that a fit has not seen: distances by hand, floors that keep what they copy, and the verdict."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app
from sim.forecast.hold_out.distances import LOG_DISTANCES, log_distance, log_distances
from sim.forecast.hold_out.event_times import EventTimes
from sim.forecast.hold_out.floors import copied_past, redrawn
from sim.quantities import DAY, HOUR, civil

WEEK = 7 * DAY


def log(*cases: list[tuple[int, int, int]]) -> EventTimes:
    """Cases as lists of (activity, start, end) in hours."""
    rows = [(number, *event) for number, events in enumerate(cases) for event in events]
    case, activity, start, end = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return EventTimes.of(case, activity, start * HOUR, end * HOUR)


def weekly(cases: int, seed: int = 1) -> EventTimes:
    """One case after another at chance instants, each of two events."""
    random = np.random.default_rng(seed)
    came = np.sort(random.integers(0, 20 * WEEK // HOUR, cases))
    return log(
        *([(0, int(at), int(at) + 1), (1, int(at) + 2, int(at) + 2 + int(random.integers(1, 30)))] for at in came)
    )


def test_a_log_lies_nowhere_from_itself() -> None:
    assert log_distances(weekly(50), weekly(50)).tolist() == [0.0] * len(LOG_DISTANCES)


def test_distances_are_those_counted_by_hand() -> None:
    one = log([(0, 10, 11), (1, 12, 14)], [(0, 34, 35), (1, 36, 38)])
    later = log([(0, 13, 14), (1, 15, 17)], [(0, 37, 38), (1, 39, 41)])
    assert log_distance("arrivals", one, later) == 3
    assert log_distance("relative_events", one, later) == log_distance("cycle_times", one, later) == 0
    assert log_distance("time_of_week", one, later) == pytest.approx(3 * 2 / 7), "on two of seven days"
    longer = log([(0, 10, 11), (1, 12, 18)], [(0, 34, 35), (1, 36, 42)])
    assert log_distance("cycle_times", one, longer) == 4
    assert log_distance("relative_events", one, longer) == pytest.approx(4 / 4), "one of four instants by four hours"
    turned = log([(1, 10, 11), (0, 12, 14)], [(0, 34, 35), (1, 36, 38)])
    # Of four n-grams in each case those of the turned case differ: --0 -01 01- 1--.
    assert log_distance("steps", one, turned) == pytest.approx(0.5)


def test_a_weekday_on_which_only_one_log_has_events_is_as_far_as_can_be() -> None:
    thursday, friday = log([(0, 10, 11)]), log([(0, 34, 35)])
    assert log_distance("time_of_week", thursday, friday) == pytest.approx(2 * 23 / 7)


def test_copies_are_whole_weeks_of_what_was_known() -> None:
    past = weekly(400)
    begin, end = 15 * WEEK, 18 * WEEK
    copied = copied_past(past, begin, end, seed=1, replication=0)
    assert copied.arrivals.min() >= begin
    assert copied.end.max() <= end
    known = past.seen_until(begin - 1)
    of_week = {(int(a) % WEEK, int(e) - int(a)) for a, e in zip(known.arrivals, known.last_ends, strict=True)}
    whole = copied.sizes == 2
    taken = zip(copied.arrivals[whole], copied.last_ends[whole], strict=True)
    assert {(int(a) % WEEK, int(e) - int(a)) for a, e in taken} <= of_week
    assert not np.array_equal(copied.start, copied_past(past, begin, end, seed=1, replication=1).start)


def test_the_held_part_drawn_anew_has_its_own_weeks() -> None:
    times = weekly(400)
    begin, end = 15 * WEEK, 18 * WEEK + 2 * DAY
    held = times.arrived(begin, end).seen_until(end)
    again = redrawn(held, begin, end, seed=1, replication=3)
    assert {int(a) % WEEK for a in again.arrivals} <= {int(a) % WEEK for a in held.arrivals}
    rest = held.arrivals[held.arrivals >= begin + 3 * WEEK]
    assert np.array_equal(np.sort(again.arrivals[again.arrivals >= begin + 3 * WEEK]), np.sort(rest))


def invoke(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, ["fit", *words], catch_exceptions=False)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clerk who takes cases at once, in hours from 9 to 17, for thirty weeks."""
    random = np.random.default_rng(4)
    lines = ["case,activity,resource,start,end"]
    free, number = 0, 0
    for day in range(210):
        if day % 7 >= 5:
            continue
        for minute in np.sort(random.integers(0, 400, random.poisson(4))).tolist():
            begin = max((day + 4) * DAY + 9 * HOUR + minute * 60, free)
            free = begin + int(random.gamma(2, 600))
            lines.append(f"c{number},answer,clerk,{civil(begin + 19723 * DAY - 3 * DAY)},{civil(free + 19720 * DAY)}")
            number += 1
    file = tmp_path_factory.mktemp("register") / "register.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def test_the_command_says_whether_it_is_a_forecast(register: Path) -> None:
    shown = invoke(str(register), "--hold-out", "20%")
    assert shown.exit_code == 0
    assert "copying the past" in " ".join(shown.stdout.split())
    assert "forecast:" in shown.stdout
    data = json.loads(invoke(str(register), "--hold-out", "20%", "--format", "json").stdout)
    assert [one["distance"] for one in data["distances"]] == list(LOG_DISTANCES)
    assert data["forecast"] == (not any(one["copying_is_nearer"] for one in data["distances"]))
    assert data["cases_held"] > 50
    assert data["distances"][-1]["model"]["mean"] < 0.15, "there is one step, so that only the number of cases differs"


def test_a_share_that_cannot_be_held_out_is_refused(register: Path) -> None:
    for share in ("0.1%", "much", "90%"):
        assert invoke(str(register), "--hold-out", share).exit_code == 2

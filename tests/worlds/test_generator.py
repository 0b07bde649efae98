"""The made-up offices are what they say: hours are kept, queues go by arrival, loads are as wanted, M/M/1 comes out."""

from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.worlds.office import WEEK, MadeOffice, Staff, Step, Work, made_office
from tests.worlds.simulation import DAY, Course, duty
from tests.worlds.truth import figures_of, truth_of, write_register

HOURS = ((9.0, 13.0), (14.0, 18.0))
ROUND_THE_CLOCK = ((0.0, 24.0),)


def one_desk(load: float) -> MadeOffice:
    work = Work("exponential", 60.0)
    return MadeOffice(
        "desk",
        ROUND_THE_CLOCK,
        {"clerk": Staff(1, (0, 1, 2, 3, 4, 5, 6))},
        (Step("do", "clerk", work),),
        "on_the_clock",
        60 / load,
    )


def test_work_rests_over_the_break_and_the_weekend() -> None:
    hours = duty(HOURS, WEEK)
    assert hours.done(12 * 60 + 30, 60) == 14 * 60 + 30
    assert hours.done(4 * DAY + 17 * 60, 120) == 7 * DAY + 10 * 60
    assert hours.done(12 * 60, 60) == 13 * 60
    assert hours.opening(13 * 60) == 14 * 60


def test_a_single_desk_waits_as_theory_says() -> None:
    truth = truth_of(replace(one_desk(0.5), changes={"base": {}}), 12, 4_000)["base"]["wait_do_h"]
    assert truth[0] == pytest.approx(1.0, abs=3 * truth[1] + 0.05)  # rho / (1 - rho) times an hour of work


@pytest.mark.parametrize("seed", range(12))
def test_offices_drawn_at_random_are_as_busy_as_they_say(seed: int) -> None:
    office = made_office(seed)
    assert all(0.45 <= load <= 0.96 for load in office.load.values())
    assert max(office.load.values()) >= 0.85
    assert all(1 <= who.count <= 4 for who in office.staff.values())
    course = Course(office, 600, Random(seed))
    days = course.arrivals[-1] / DAY * 5 / 7
    assert len(course.arrivals) / days == pytest.approx(office.cases_a_day, rel=0.25)
    assert all(visit.start >= visit.ready for visit in course.visits)
    for world in office.changes:
        office.changed(world)


def test_files_of_a_role_are_taken_in_the_order_in_which_they_came() -> None:
    course = Course(made_office(3), 300, Random(3))
    for role in course.office.staff:
        visits = [visit for visit in course.visits if course.office.steps[visit.step].role == role]
        by_ready = sorted(visits, key=lambda visit: visit.ready)
        assert [v.start for v in by_ready] == sorted(v.start for v in visits)


def test_more_people_and_fewer_cases_make_it_quicker() -> None:
    office = made_office(1)
    means = {
        world: sum(figures_of(Course(office.changed(world), 400, Random(n)))["cycle_mean_h"] for n in range(12))
        for world in office.changes
    }
    assert means["one_more"] < means["base"]
    assert means["demand_down"] < means["base"]


def test_a_register_has_the_columns_and_no_arrivals(tmp_path: Path) -> None:
    write_register(made_office(2), tmp_path / "train.csv.gz", 40)
    with gzip.open(tmp_path / "train.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["case_id", "activity", "resource", "start_time", "end_time"]
    assert {row["case_id"] for row in rows} == {str(i) for i in range(40)}
    assert all(row["start_time"] <= row["end_time"] for row in rows)
    assert rows[0]["start_time"].startswith("2024-01-08")

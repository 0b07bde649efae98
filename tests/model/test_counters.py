"""Counters and closed offices in a model: when halls are served, when applications come, and on which days nobody is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.calendar.duty import intervals
from sim.engine.simulate import simulate
from sim.measure.offered_load import overloaded
from sim.model.attended_hours import joins_the_hall
from sim.model.capacity import Pool
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model
from sim.quantities import DAY, HOUR, civil, instant
from sim.report.notes import note_sentence
from sim.study.loading import load_scenario
from tests.people import study


def at(day: str, hour: float = 0.0) -> int:
    """The instant of an hour of a day of 2018."""
    return instant(date.fromisoformat(f"2018-{day}")) + int(hour * HOUR)


def pool_of(model: Model, role: str) -> Pool:
    """The pool of a role in the first office that has it."""
    return next(pool for pool in model.capacity.pools if pool.role == role)


def on(pool: Pool, day: str) -> list[tuple[float, float]]:
    """When the hall of a pool is served on a day of 2018 [hours of the day]."""
    midnight = at(day)
    return [
        ((a - midnight) / HOUR, (b - midnight) / HOUR) for a, b in intervals(pool.attended, midnight, midnight + DAY)
    ]


def offices(staff: str, closed: str = "") -> str:
    """An office of its own that receives applications and sends them to the department."""
    return f"  front:\n    hours: department\n    sends_to: department\n{closed}    staff:\n      employee: {staff}\n"


ARRIVALS = "arrivals:\n  all: {service: social_aid, route: provider, office: front, rate: 20 per working day}\n"


def front(folder: Path, staff: str, closed: str = "", rate: int = 20) -> Model:
    """A model in which all applications come to an office of its own, so many a working day."""
    arrivals = ARRIVALS.replace("rate: 20", f"rate: {rate}")
    return build_model(study(folder, offices=offices(staff, closed), arrivals=arrivals, end="2018-05-01"))


def of_front(model: Model) -> Pool:
    """The pool at the counter of that office."""
    return model.capacity.pools[-1]


@pytest.mark.parametrize(
    ("staff", "served"),
    [
        ("1", [(9, 13), (14.5, 18.5)]),
        ("{count: 1, counter_hours: mornings}", [(9, 13)]),
        ("{count: 1, hours: six_days, counter_hours: mornings}", [(9, 13)]),
        ("{members: {a: {hours: afternoons}, b: {hours: mornings}}}", [(9, 13), (14.5, 18.5)]),
    ],
)
def test_a_hall_is_served_while_its_counter_is_open_and_somebody_is_on_duty(
    staff: str, served: list[tuple[float, float]], tmp_path: Path
) -> None:
    model = front(tmp_path, staff)
    assert on(of_front(model), "04-03") == served
    assert on(of_front(model), "04-07") == []


def test_an_evening_behind_the_close_of_the_office_serves_nobody(tmp_path: Path) -> None:
    """Who works on a Saturday on which the office is closed has desk work only."""
    model = front(tmp_path, "{count: 1, hours: six_days}")
    pool = of_front(model)
    assert pool.duty.is_open(at("04-14", 10))
    assert on(pool, "04-14") == []


@pytest.mark.parametrize(
    ("day", "hour", "queues"),
    [
        ("04-03", 8.5, ("04-03", 8.5)),
        ("04-03", 12.9, ("04-03", 12.9)),
        ("04-03", 13, ("04-04", 9)),
        ("04-06", 15, ("04-09", 9)),
    ],
)
def test_who_comes_before_somebody_is_there_waits_and_who_comes_after_comes_back(
    day: str, hour: float, queues: tuple[str, float], tmp_path: Path
) -> None:
    pool = of_front(front(tmp_path, "{count: 1, counter_hours: mornings}"))
    assert joins_the_hall(pool.attended, at(day, hour)) == at(*queues)


def test_applicants_come_in_the_hours_of_a_counter_that_keeps_its_own(tmp_path: Path) -> None:
    plain, mornings = (
        draw_workload(front(tmp_path, staff), 1).submitted for staff in ("1", "{count: 1, counter_hours: mornings}")
    )
    assert len(plain) == len(mornings), "the points of the process stay"
    assert {int(t) % DAY // HOUR for t in mornings} == {9, 10, 11, 12}
    assert {int(t) % DAY // HOUR for t in plain} > {15, 16, 17}


CLOSED = "    closed: [{from: 2018-04-02, to: 2018-04-06, reason: repair}, {from: 2018-04-09, to: 2018-04-09}]\n"


def test_nobody_is_on_duty_and_nothing_is_handed_over_on_closed_days(tmp_path: Path) -> None:
    staff = "{count: 2, absences: [{first_day: 2018-04-05, last_day: 2018-04-09}]}"
    model = front(tmp_path, staff, CLOSED)
    pool, office = of_front(model), model.capacity.offices[-1]
    for day in ("04-02", "04-05", "04-06", "04-09"):
        assert not pool.duty.elapsed(at(day), at(day) + DAY)
        assert not office.clock.hours.elapsed(at(day), at(day) + DAY)
        assert on(pool, day) == []
    assert on(pool, "04-10") == [(9, 13), (14.5, 18.5)]
    assert [absence.hands_over for absence in pool.roster[1].absences] == [False], "no office time is missed"


def test_terms_count_on_while_an_office_is_closed(tmp_path: Path) -> None:
    closed, ordinary = (front(tmp_path, "1", lines).capacity.offices[-1].clock for lines in (CLOSED, ""))
    assert closed.days.tolist() == ordinary.days.tolist()
    place = closed.days.tolist().index(at("04-03") // DAY)
    assert (closed.closes[place], ordinary.closes[place]) == (at("04-04"), at("04-03", 18.5))


def test_nobody_comes_while_the_office_is_closed(tmp_path: Path) -> None:
    submitted = draw_workload(front(tmp_path, "1", CLOSED), 1).submitted
    days = {civil(int(t)).date() for t in submitted}
    assert not {date(2018, 4, day) for day in (2, 3, 4, 5, 6, 9)} & days
    assert date(2018, 4, 10) in days


def test_no_courier_leaves_for_an_office_that_is_closed(tmp_path: Path) -> None:
    way = "transfers:\n  post: {sender: front, receiver: department, courier: ['11:00'], travel: 1 hour}\n"

    def days(closed: str) -> set[date]:
        text = study(tmp_path, offices=offices("1", closed), arrivals=ARRIVALS + way, end="2018-05-01")
        return {civil(int(at)).date() for at in build_model(text).capacity.transfers[0].departures}

    assert days("") - days(CLOSED) == {date(2018, 4, day) for day in (2, 3, 4, 5, 6, 9)}


def test_a_sitting_moves_off_closed_days(tmp_path: Path) -> None:
    board = "{count: 3, sittings: {weekdays: tuesday, at: '10:00', length: 1 hour}}"
    text = study(tmp_path, staff={"special_commission": board}, end="2018-05-01")
    days = [civil(s.begin).date() for s in pool_of(build_model(text), "special_commission").sittings.dates]  # type: ignore[union-attr]
    path = tmp_path / "people.yaml"
    lines = path.read_text(encoding="utf-8").replace(
        "  department:\n    hours: department\n", f"  department:\n    hours: department\n{CLOSED}"
    )
    path.write_text(lines, encoding="utf-8")
    moved = [
        civil(s.begin).date() for s in pool_of(build_model(load_scenario(path)), "special_commission").sittings.dates
    ]  # type: ignore[union-attr]
    assert date(2018, 4, 3) in days
    assert date(2018, 4, 3) not in moved
    assert moved.count(date(2018, 4, 10)) == 1, "one that moves to the day of the next one is that one"


def test_days_with_an_open_counter_and_nobody_there_are_told(tmp_path: Path) -> None:
    leave = "{count: 1, absences: [{first_day: 2018-04-02, last_day: 2018-04-06}]}"
    model = front(tmp_path, leave)
    assert [note_sentence(note) for note in model.warnings if note.key == "counter_unattended"] == [
        "front / employee: on 5 days, the first of them 2018-04-02, the counter is open and nobody is there; who comes then is "
        "not received, and comes back when somebody is"
    ]
    for staff, closed in (("1", ""), (leave, CLOSED), (leave.replace("count: 1", "count: 2"), "")):
        warnings = front(tmp_path, staff, closed).warnings
        assert not [note for note in warnings if note.key == "counter_unattended"]


def test_a_counter_that_is_open_too_short_is_told_though_its_people_have_time(tmp_path: Path) -> None:
    """7 minutes of 40 applications a working day are almost 5 hours: less than a day of 8 hours, more than a morning of 4."""
    enough = overloaded(front(tmp_path, "1", rate=40))
    too_short = overloaded(front(tmp_path, "{count: 1, counter_hours: mornings}", rate=40))
    assert not [note for note in enough if note.key == "counter_overloaded"]
    (note,) = [note for note in too_short if note.key == "counter_overloaded"]
    assert note.facts["load"] > 1
    assert note_sentence(note).startswith("front / employee: the counter is open for ")
    plenty = overloaded(front(tmp_path, "{members: [a, b], counter_hours: mornings}", rate=40))
    assert not [note for note in plenty if note.key == "counter_overloaded"]


def test_nobody_is_received_on_a_day_without_anybody_at_the_counter(tmp_path: Path) -> None:
    model = front(tmp_path, "{count: 1, absences: [{first_day: 2018-04-02, last_day: 2018-04-06}]}")
    workload = draw_workload(model, 1)
    log = simulate(workload, model.capacity)
    received = log.applications.received[log.applications.received != -1]
    came = (workload.submitted >= at("04-02")) & (workload.submitted < at("04-07"))
    assert came.sum() > 50
    assert not ((received >= at("04-02")) & (received < at("04-07"))).any()
    back = log.applications.received[came]
    assert (back[back != -1] == at("04-09", 9)).sum() > 20

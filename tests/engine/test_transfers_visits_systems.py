"""What is done away from the desk: couriers between offices, visits to households, systems that are down at times."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sim.calendar.official_days import OfficialDays, read_days
from sim.calendar.opening_hours import OfficeHours, shipped_hours, weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.engine.log_tables import steps_frame
from sim.experiment.replications import simulated
from sim.experiment.run import run_study
from sim.model.build_capacity import draw_capacity
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model
from sim.model.route import Kind
from sim.model.systems import Failures
from sim.model.transfers import transfer_between
from sim.quantities import DAY, HOUR, civil, instant
from sim.scenario.distributions import Exponential, Fixed
from sim.scenario.transfers import Transfer
from sim.shipped import shipped_folder
from tests.people import study


@pytest.fixture(scope="module")
def days() -> OfficialDays:
    """The shipped calendar."""
    return read_days(shipped_folder("calendars") / "kz.csv", "kz.csv")


def hours(name: str, days: OfficialDays) -> WorkingTime:
    """Shipped hours of a name."""
    return WorkingTime.from_hours(weekly_hours(shipped_hours()[name]), days)


def moment(text: str) -> int:
    """An instant of 2018 as `03-08 10:00`."""
    return instant(datetime.fromisoformat(f"2018-{text}"))


def departures(days: OfficialDays, first: str, last: str, sender: str = "department", **rule: object) -> list[str]:
    """Departures between two days of 2018 from an office with some hours to a department."""
    stated = Transfer.model_validate({"sender": "a", "receiver": "b", **rule})
    way = transfer_between(stated, "a", "b", hours(sender, days), hours("department", days), days)
    inside = (way.departures >= moment(f"{first} 00:00")) & (way.departures < moment(f"{last} 00:00"))
    return [f"{civil(at):%m-%d %H:%M}" for at in way.departures[inside].tolist()]


def test_a_courier_leaves_at_his_times_on_working_days_only(days: OfficialDays) -> None:
    """Saturday 3 March 2018 was worked for Friday 9, and Thursday 8 was a day off."""
    found = departures(days, "03-02", "03-13", courier=["11:00", "16:00"])
    expected = [f"03-{day:02} {clock}" for day in (2, 3, 5, 6, 7, 12) for clock in ("11:00", "16:00")]
    assert found == expected


def test_a_courier_does_not_leave_for_an_office_that_is_closed(days: OfficialDays) -> None:
    """The State Corporation is open on Saturdays; the department is not, so the file stays until Monday."""
    found = departures(days, "03-16", "03-20", sender="state_corporation", courier=["17:00"])
    assert found == ["03-16 17:00", "03-19 17:00"]


def test_three_times_a_day_are_spread_evenly_over_the_hours_of_the_sender(days: OfficialDays) -> None:
    """Eight hours with a break: after 2 h 40 min, 5 h 20 min and 8 h of them."""
    assert departures(days, "03-14", "03-15", times_per_day=3) == ["03-14 11:40", "03-14 15:50", "03-14 18:30"]
    assert departures(days, "03-14", "03-15", times_per_day=1) == ["03-14 18:30"]


def test_a_courier_leaves_on_his_days_of_the_week_and_between_his_dates(days: OfficialDays) -> None:
    """13 and 15 March 2018 are a Tuesday and a Thursday."""
    rule = {"courier": ["11:00"], "weekdays": ["tuesday", "thursday"]}
    assert departures(days, "03-12", "03-19", **rule) == ["03-13 11:00", "03-15 11:00"]
    assert departures(days, "03-12", "03-19", courier=["11:00"], **{"from": "2018-03-14", "until": "2018-03-16"}) == [
        "03-14 11:00",
        "03-15 11:00",
    ]


def test_a_courier_of_the_summer_leaves_otherwise_and_then_as_usual(days: OfficialDays) -> None:
    """In April no road is open; from 9 May to 10 May he comes twice a day, and on Fridays only from 14 May on."""
    changes = [
        {"from": "2018-04-02", "until": "2018-04-27", "courier": []},
        {"from": "2018-05-10", "until": "2018-05-11", "times_per_day": 2},
        {"from": "2018-05-14", "weekdays": "friday"},
    ]
    rule = {"courier": ["11:00"], "changes": changes}
    assert departures(days, "03-29", "04-30", **rule) == ["03-29 11:00", "03-30 11:00", "04-27 11:00", "04-28 11:00"]
    assert departures(days, "05-10", "05-26", **rule) == [
        *("05-10 13:00", "05-10 18:30", "05-11 11:00"),
        *("05-18 11:00", "05-25 11:00"),
    ]


def test_no_courier_leaves_while_the_sender_is_shut(days: OfficialDays) -> None:
    """On a short Friday nobody hands him files at 16:00; at 12:00 the office closes, and he takes what is ready."""
    short = OfficeHours.model_validate({"title": "short", "weekdays": "09:00-18:00", "friday": "09:00-12:00"})
    open_time = WorkingTime.from_hours(weekly_hours(short), days)
    rule = Transfer.model_validate({"sender": "a", "receiver": "b", "courier": ["12:00", "16:00"]})
    way = transfer_between(rule, "a", "b", open_time, open_time, days)
    inside = (way.departures >= moment("03-15 00:00")) & (way.departures < moment("03-17 00:00"))
    assert [f"{civil(at):%d %H:%M}" for at in way.departures[inside].tolist()] == ["15 12:00", "15 16:00", "16 12:00"]


VILLAGE = """  village:
    hours: department
    count: 2
    sends_to: department
    staff: {employee: 1}
transfers:
  post: {sender: village, receiver: department, %s}
"""
ARRIVALS = """arrivals:
  d: {service: social_aid, route: provider, office: department, rate: 1 per working day}
  v: {service: social_aid, route: provider, office: village, rate: 1 per working day}
"""


def with_post(tmp_path: Path, rule: str) -> Model:
    """A study with two villages from which files go to the department after their first step."""
    return build_model(study(tmp_path, offices=VILLAGE % rule, arrivals=ARRIVALS))


def test_files_from_the_villages_are_carried_and_those_of_the_department_are_not(tmp_path: Path) -> None:
    model = with_post(tmp_path, "courier: ['11:00', '16:00'], travel: 30 minutes")
    (plan,) = model.routes
    assert [step.key for step in plan.steps] == ["1", "1 to 2", *map(str, range(2, 9))]
    assert plan.receipt == 0
    (plain,) = build_model(study(tmp_path)).routes
    assert plan.steps[plan.ready].key == plain.steps[plain.ready].key
    for _, log in simulated(model, 2):
        carried = (log.visits.position == 1) & (log.visits.finished >= 0)
        assert {log.names.streams[i] for i in log.applications.stream[log.visits.application[carried]].tolist()} == {
            "v"
        }
        assert carried.sum() > 60
        assert {at % DAY for at in log.visits.started[carried].tolist()} == {11 * HOUR, 16 * HOUR}
        assert ((log.visits.finished - log.visits.started)[carried] == HOUR // 2).all()
        assert ((log.visits.started - log.visits.queued)[carried] == log.visits.wait_transfer_s[carried]).all()
        following = np.flatnonzero(carried) + 1
        assert (log.visits.queued[following] == log.visits.finished[carried]).all()
        frame = steps_frame(log)
        rows = frame[frame["step"] == "1 to 2"]
        assert rows["role"].isna().all()
        assert rows["office"].isna().all()


def test_a_lag_runs_in_the_hours_of_the_sender(tmp_path: Path) -> None:
    model = with_post(tmp_path, "lag: 4 hours")
    open_time = model.capacity.offices[1].clock.hours
    for _, log in simulated(model, 1):
        carried = np.flatnonzero((log.visits.position == 1) & (log.visits.finished >= 0))
        passed = open_time.elapsed_many(log.visits.queued[carried], log.visits.finished[carried])
        assert (passed == 4 * HOUR).all()


def test_a_way_between_offices_leaves_every_other_draw_equal(tmp_path: Path) -> None:
    plain = build_model(study(tmp_path, offices=VILLAGE.partition("transfers:")[0], arrivals=ARRIVALS))
    one, other = draw_workload(plain, 1), draw_workload(with_post(tmp_path, "lag: 4 hours"), 1)
    assert (one.submitted == other.submitted).all()
    kept = other.transfer == -1
    assert (one.work == other.work[kept]).all()
    assert (one.hold == other.hold[kept]).all()


TEAMS = "{count: 2, visits_per_day: 3}"
FROM_TWO = """arrivals:
  all: {service: social_aid, route: provider, office: department, rate: 3 per working day, settlements: {near: 2, far: 1}}
"""


def test_teams_visit_at_most_so_many_households_a_day_and_their_files_lie_on_from_the_next_opening(
    tmp_path: Path,
) -> None:
    model = build_model(study(tmp_path, staff={"precinct_commission": TEAMS}, arrivals=FROM_TWO))
    commission = [pool.role for pool in model.capacity.pools].index("precinct_commission")
    for _, log in simulated(model, 2):
        mine = (log.visits.pool == commission) & (log.visits.finished >= 0)
        assert {at % DAY for at in log.visits.started[mine].tolist()} == {9 * HOUR}
        assert {at % DAY for at in log.visits.finished[mine].tolist()} == {12 * HOUR}, (
            "after three hours in which the file lies there"
        )
        households = np.unique(log.visits.started[mine], return_counts=True)[1]
        assert 3 <= households.max() <= 6
        assert log.outings.households.max() == 3
        assert log.outings.households.sum() == ((log.visits.pool == commission) & (log.visits.started >= 0)).sum()


def test_shares_of_settlements_are_those_stated_and_a_new_one_moves_no_other_draw(tmp_path: Path) -> None:
    staff = {"precinct_commission": TEAMS}
    model = build_model(study(tmp_path, staff=staff, arrivals=FROM_TWO))
    names = np.concatenate([draw_workload(model, r).settlement for r in range(1, 21)])  # type: ignore[misc]  # they are drawn
    share, n = (names == 1).mean(), len(names)
    assert abs(share - 2 / 3) < 4 * np.sqrt(2 / 9 / n), "near is the second name in order"
    three = FROM_TWO.replace("far: 1", "far: 1, third: 0.5")
    other = draw_workload(build_model(study(tmp_path, staff=staff, arrivals=three)), 1)
    assert (other.work == draw_workload(model, 1).work).all()


SYSTEMS = "systems:\n  portal: {response: 2 minutes, %s}\n"
PORTAL = """arrivals:
  p: {service: social_aid, route: portal, office: department, rate: 6 per day}
"""


def portal(tmp_path: Path, rule: str) -> Model:
    """A study whose applications come by a portal with some limits."""
    text = study_text(tmp_path)
    route = "      portal: {steps: {9: {work: 7 minutes}}}\n      provider:\n"
    path = tmp_path / "portal.yaml"
    text = text.replace("      provider:\n", route).replace("offices:\n", SYSTEMS % rule + "offices:\n", 1)
    path.write_text(text.partition("arrivals:")[0] + PORTAL + EXTRA, encoding="utf-8")
    from sim.study.loading import load_scenario

    return build_model(load_scenario(path))


EXTRA = "  d: {service: social_aid, route: provider, office: department, rate: 1 per month}\n"


def study_text(tmp_path: Path) -> str:
    """The text of the plain study."""
    study(tmp_path)
    return (tmp_path / "people.yaml").read_text(encoding="utf-8")


OUTAGE = "outages: [{begin: '2018-04-07 00:00', end: '2018-04-10 12:00'}]"


def test_whoever_meets_a_closed_portal_submits_when_it_reopens(tmp_path: Path) -> None:
    model, plain = portal(tmp_path, OUTAGE), portal(tmp_path, "capacity: 100")
    begin, end = moment("04-07 00:00"), moment("04-10 12:00")
    shut, always = draw_workload(model, 1), draw_workload(plain, 1)
    inside = (always.submitted >= begin) & (always.submitted < end) & (always.stream == 1)
    assert inside.sum() > 8
    assert not ((shut.submitted >= begin) & (shut.submitted < end) & (shut.stream == 1)).any()
    assert (shut.submitted == end).sum() >= inside.sum()


def test_an_outage_holds_up_requests_and_is_told_apart_from_waiting_for_a_place(tmp_path: Path) -> None:
    model = portal(tmp_path, "capacity: 1, " + OUTAGE)
    for drawn, log in simulated(model, 1):
        up = drawn.capacity.systems[0].up
        kinds = np.array([step.kind for step in model.routes[0].steps])
        asked = (log.route_of_visit == 0) & (kinds[log.visits.position] == Kind.SYSTEM) & (log.visits.started >= 0)
        asked &= np.array([step.role == "portal" for step in model.routes[0].steps])[log.visits.position]
        assert all(up.is_open(at) for at in log.visits.started[asked].tolist())
        assert (
            (log.visits.wait_system_s + log.visits.wait_people_s)[asked]
            == (log.visits.started - log.visits.queued)[asked]
        ).all()
        order = np.argsort(log.visits.started[asked], kind="stable")
        started, finished = log.visits.started[asked][order], log.visits.finished[asked][order]
        assert (started[1:] >= finished[:-1]).all(), "one at a time"
        assert (up.elapsed_many(started, finished) == 120).all()


def test_random_outages_are_as_long_and_as_frequent_as_stated_and_keep_when_the_horizon_grows() -> None:
    failures = Failures(
        Exponential.model_validate({"distribution": "exponential", "mean": "90 hours"}),
        Fixed.model_validate({"value": "3 hours"}),
    )
    start = moment("01-01 00:00")
    short, long = (
        failures.outages(start, start + 100 * DAY, 3, 1, "x"),
        failures.outages(start, start + 300 * DAY, 3, 1, "x"),
    )
    assert long[: len(short)] == short
    assert all(b - a == 3 * HOUR for a, b in long)
    assert all(later[0] > earlier[1] for earlier, later in pairwise(long))
    counts = [len(failures.outages(start, start + 300 * DAY, 3, r, "x")) for r in range(1, 201)]
    expected = 300 * 24 / 93
    assert abs(np.mean(counts) - expected) < 4 * np.sqrt(expected / 200)


def test_outages_are_drawn_per_replication_and_leave_sickness_alone(tmp_path: Path) -> None:
    model = portal(tmp_path, "failures: {between: {distribution: exponential, mean: 200 hours}, repair: 5 hours}")
    first, again, second = (draw_capacity(model.capacity, model.study, model.window, r) for r in (1, 1, 2))
    assert first.systems == again.systems
    assert first.systems != second.systems
    assert first.pools == model.capacity.pools


def test_what_happens_elsewhere_has_figures_of_its_own(tmp_path: Path) -> None:
    offices = VILLAGE % "courier: ['11:00', '16:00'], travel: 30 minutes"
    staff = {"precinct_commission": TEAMS}
    question = study(tmp_path, staff=staff, offices=offices, arrivals=ARRIVALS)
    figures = run_study(question, strengthen=False).figures
    first = (moment("03-05 00:00") - instant(question.days.first)) // DAY
    worked = int(question.days.working[first : first + 118].sum())
    (way,) = figures.transfers.values()
    assert 60 < way["files"].mean < 110
    assert way["under_way_h"].mean == pytest.approx(way["wait_courier_h"].mean + 0.5)
    (teams,) = figures.home_visits.values()
    assert teams["team_days"].mean == 2 * worked, "two teams on the working days from 5 March to 30 June 2018"
    assert 0.5 < teams["visits_per_team_day"].mean < 1.5
    assert figures.pools["department", "precinct_commission"]["utilisation"].mean < 1

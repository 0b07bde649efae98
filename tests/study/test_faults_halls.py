"""Every fault of appointments and patience is told at its place, with what would do."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.study.explain import explained
from sim.study.loading import Reader
from tests.minimal import changed, with_changes
from tests.study.faulty_demand import DEMAND, faults_after, written

STAFF = "    staff: {clerk: 4, chief: 2}\n"
GRID = "{every: 20 minutes, windows: 2, grace: 5 minutes, assumption: a guess}"
GROWTH = "    growth: 5 % per year\n"
BOOKED = "    booked: {share: 30 %, ahead: 3 calendar days, no_show: 5 %, late: 1 minute}\n"
PATIENCE = "    patience: {time: 40 minutes, returns: 50 %, after: 2 calendar days, at_most: 3, assumption: a guess}\n"
SLOTS = (STAFF, f"    staff:\n      clerk: {{count: 4, appointments: {GRID}}}\n      chief: 2\n")
WISHES = (GROWTH, GROWTH + BOOKED + PATIENCE)


def faults_with(folder: Path, old: str, new: str) -> list[str]:
    """The faults of a scenario in which slots are booked, with one change."""
    return faults_after(folder, *((a, b if old not in b else changed(old, new, b)) for a, b in (SLOTS, WISHES)))


def test_appointments_and_patience_are_in_order(tmp_path: Path) -> None:
    assert faults_after(tmp_path, SLOTS, WISHES) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "windows: 2",
            "windows: 5",
            "44:68: 5 slots at one time can never be kept, for there are 4 members; lower it, or give the counter more people",
        ),
        ("every: 20 minutes", "every: 30 seconds", "44:47: slots are at least a minute apart; write '15 minutes'"),
        (
            "every: 20 minutes",
            "every: 5 hours",
            "44:47: no slot of 5 h fits into the hours in which slots may lie and somebody is at the counter: 4 h at most; let slots be "
            "shorter, or the hours longer",
        ),
        (
            "grace: 5 minutes",
            "hours: mornings",
            "44:78: no hours are called 'mornings'; known here: department, department_2012, round_the_clock, rural_akim, "
            "state_corporation",
        ),
        ("share: 30 %", "share: 130 %", "63:21: '130 %' is not a share between 0 and 1; write 0.95 or 95 %"),
        (
            "ahead: 3 calendar days",
            "ahead: 3 working days",
            "63:34: '3 working days' is no time on the clock; write '30 hours', or '3 calendar days' of 24 hours",
        ),
        (
            "time: 40 minutes",
            "time: -5 minutes",
            "64:22: '-5 minutes' is below zero; write a time on the clock such as '30 hours'",
        ),
        (
            "ahead: 3 calendar days",
            "ahead: 400 calendar days",
            "63:34: the days that applicants wish lie behind the period, which has 30 days; let them book for days sooner, or the "
            "period be longer",
        ),
        (
            "time: 40 minutes",
            "time: 1 working day",
            "64:22: '1 working day' is no time on the clock; write '30 hours', or '3 calendar days' of 24 hours",
        ),
        (
            "after: 2 calendar days, at_most: 3,",
            "",
            "64:5: nothing says when those come back who gave up; give 'after', such as '2 calendar days'",
        ),
        ("returns: 50 %, ", "", "64:41: nobody comes back, so 'after' changes nothing; give 'returns', or take it out"),
        ("at_most: 3", "at_most: 0", "64:82: '0' is out of range; at least 1 is needed"),
        (
            BOOKED,
            "",
            "44:25: no stream books at the counter of 'clerk', so its slots change nothing; give a stream 'booked', or take the "
            "appointments out",
        ),
    ],
)
def test_what_cannot_be_is_refused(old: str, new: str, fault: str, tmp_path: Path) -> None:
    assert faults_with(tmp_path, old, new) == [fault]


def test_a_booking_needs_a_counter_with_slots(tmp_path: Path) -> None:
    assert faults_after(tmp_path, WISHES) == [
        "61:5: the counter of 'clerk' in 'town' offers no slots to book; give 'clerk' there 'appointments', or take 'booked' out"
    ]


def test_a_booking_needs_a_route_that_begins_at_a_counter(tmp_path: Path) -> None:
    way = "      portal: {share: 40 %, office: town}\n"
    assert faults_after(tmp_path, (way, "      portal: {share: 40 %, office: town, booked: {share: 5 %}}\n")) == [
        "68:43: the route 'portal' does not begin at a counter, so there is no slot to book; take 'booked' out"
    ]


def test_a_population_books_by_channel(tmp_path: Path) -> None:
    rate = "    rate: 40 per month\n"
    assert faults_after(tmp_path, (rate, f"{rate}    booked: {{share: 5 %}}\n")) == [
        "70:13: 'booked' is said for each of the 'channels'; take it out here"
    ]


def test_defaults_are_shown(tmp_path: Path) -> None:
    scenario = with_changes(DEMAND, SLOTS, (GROWTH, f"{GROWTH}    booked: {{share: 30 %}}\n"))
    reader = Reader(str(written(tmp_path, scenario)))
    study, file = reader.study(None)
    settings = {setting.path: setting.value for setting in explained(study, file)}
    assert settings["arrivals.plain.booked.ahead"] == "0 seconds"
    assert settings["arrivals.plain.booked.no_show"] == "0 %"
    assert settings["arrivals.plain.booked.late"] == "at the slot"
    assert settings["arrivals.plain.patience"] == "as long as it takes"
    assert settings["offices.town.staff.chief.appointments"] == "they come as they like"
    assert settings["offices.town.staff.clerk.appointments.hours"] == "all hours in which somebody is at the counter"


def test_slots_lie_where_the_counter_is_open_and_other_duties_leave_time(tmp_path: Path) -> None:
    early_and_late = 'hours:\n  early: {weekdays: "09:00-11:00"}\n  late: {weekdays: "11:00-13:00"}\n'
    hours = ("offices:\n", f"{early_and_late}offices:\n")
    where = "in which slots may lie and somebody is at the counter"
    for key in ("counter_hours: late, ", "other_duties: {hours: early}, "):
        slots = (SLOTS[0], changed("appointments: {", f"{key}appointments: {{hours: early, ", SLOTS[1]))
        (fault,) = [fault for fault in faults_after(tmp_path, hours, slots, WISHES) if where in fault]
        assert fault.endswith(f"there are no hours {where}; name others")
    longer = changed("every: 20 minutes", "every: 121 minutes", SLOTS[1])
    slots = (SLOTS[0], changed("appointments: {", "counter_hours: late, appointments: {", longer))
    (fault,) = [fault for fault in faults_after(tmp_path, hours, slots, WISHES) if where in fault]
    assert fault.endswith(
        f"no slot of 121 min fits into the hours {where}: 2 h at most; let slots be shorter, or the hours longer"
    )

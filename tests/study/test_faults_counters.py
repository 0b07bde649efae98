"""Every fault of counters and of closed days is told at its place, with what would do."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.study.explain import explained
from sim.study.loading import Reader
from tests.minimal import SCENARIO, changed, faults_of, loaded, with_changes, written

HOURS = ("    weekdays: 09:00-13:00, 14:00-18:00\n", """\
    weekdays: 09:00-13:00, 14:00-18:00
  mornings: {weekdays: "09:00-13:00"}
  evenings: {weekdays: "19:00-21:00"}
  long_day: {weekdays: "08:00-13:00"}
  saturdays: {saturday: "10:00-14:00"}
""")  # fmt: skip
CLERK = "      clerk: 1\n      chief:\n"
VILLAGE = "  village:\n    count: 2\n    hours: rural_akim\n    sends_to: town\n    staff:\n"


def faults_after(folder: Path, *changes: tuple[str, str]) -> list[str]:
    return faults_of(folder, with_changes(SCENARIO, HOURS, *changes))


@pytest.mark.parametrize(
    "clerk",
    [
        "{members: {Aigul: {other_duties: {hours: mornings}}, Marat: {}}, counter_hours: mornings}",
        "{count: 1, counter_hours: mornings}",
        "{count: 2, counter_hours: [mornings, short_day]}",
    ],
)
def test_a_counter_with_hours_of_its_own_is_in_order(clerk: str, tmp_path: Path) -> None:
    town = ("    hours: department\n    staff:\n", "    hours: short_day\n    staff:\n")
    assert faults_after(tmp_path, town, (CLERK, f"      clerk: {clerk}\n      chief:\n")) == []


@pytest.mark.parametrize(
    ("clerk", "fault"),
    [
        ("{count: 1, counter_hours: morning}",
         "34:40: no hours are called 'morning'; did you mean 'mornings'?"),
        ("{count: 1, counter_hours: long_day}",
         "34:40: the counter is open at 08:00 on 2018-05-02, when the office is closed; let the hours of the office hold those of "
         "its counter; who works at the desks may keep 'hours' of his own"),
        ("{count: 1, counter_hours: saturdays}",
         "34:40: the counter is open at 10:00 on 2018-05-12, when the office is closed; let the hours of the office hold those of "
         "its counter; who works at the desks may keep 'hours' of his own"),
        ("{count: 1, hours: evenings}",
         "34:32: nobody with these hours is ever there while the counter is open ('department'); let them meet those of the "
         "counter, or name others in 'counter_hours'"),
        ("{members: {Aigul: {hours: evenings}, Marat: {}}}",
         "34:40: 'Aigul' is never there while the counter is open ('department'); give him hours that meet those of the counter, "
         "or name others in 'counter_hours'"),
        ("{count: 1, counter_hours: mornings, other_duties: {hours: mornings}}",
         "34:72: the other duties take all of the time in which the counter is open, so nobody would ever be served; choose hours "
         "beside those of the counter"),
        ("{members: {Aigul: {other_duties: {hours: mornings}}}, counter_hours: mornings}",
         "34:55: the other duties take all of the time in which the counter is open, so nobody would ever be served; choose hours "
         "beside those of the counter"),
        ("{count: 1, counter_hours: ~}", "34:25: nothing is given for 'counter_hours'; fill it, or take the key out"),
    ],
)  # fmt: skip
def test_a_counter_that_cannot_be_is_a_fault(clerk: str, fault: str, tmp_path: Path) -> None:
    assert faults_after(tmp_path, (CLERK, f"      clerk: {clerk}\n      chief:\n")) == [f"question.yaml:{fault}"]


def test_hours_of_a_counter_where_nobody_stands_are_a_fault(tmp_path: Path) -> None:
    chief = (
        "        hours: short_day\n  village",
        "        hours: short_day\n        counter_hours: mornings\n  village",
    )
    assert faults_after(tmp_path, chief) == [
        "question.yaml:38:9: no step of 'chief' has the applicant standing there, so 'counter_hours' changes nothing; take them out"
    ]


def test_closed_days_are_in_order(tmp_path: Path) -> None:
    closed = "    closed: [{from: 2018-05-14, to: 2018-05-18, reason: repair}, {from: 2018-05-21, to: 2018-05-21}]\n"
    names = "    names: {north: {closed: [{from: 2018-05-22, to: 2018-05-23}]}, south: {}}\n"
    villages = ("    count: 2\n    hours: rural_akim\n", f"{names}    hours: rural_akim\n{closed}")
    assert faults_after(tmp_path, villages) == []


@pytest.mark.parametrize(
    ("closed", "faults"),
    [
        ("[{from: 2018-05-18, to: 2018-05-14}]",
         ["42:37: 'to' lies before 'from', 2018-05-18; exchange them"]),
        ("[{from: 2017-05-14, to: 2017-05-18}, {from: 2018-06-01, to: 2018-06-02}]",
         ["42:21: 2017-05-14 to 2017-05-18 lies outside the period, 2018-05-02 to 2018-05-31; choose days inside it, or take "
          "them out",
          "42:57: 2018-06-01 to 2018-06-02 lies outside the period, 2018-05-02 to 2018-05-31; choose days inside it, or take "
          "them out"]),
        ("[{from: 2018-05-14, to: 2018-05-18}, {from: 2018-05-18, to: 2018-05-18}]",
         ["42:57: the office is closed already on 2018-05-18 (line 42); let one begin after the other has ended"]),
        ("[{from: 2018-05-14}]", ["42:14: the key 'to' is missing in item 1 of 'closed' (line 42); add it"]),
        ("[{from: 14 May, to: 2018-05-18}]", ["42:21: '14 May' is not a day; write 2018-07-02"]),
    ],
)  # fmt: skip
def test_closed_days_that_cannot_be_are_faults(closed: str, faults: list[str], tmp_path: Path) -> None:
    villages = (VILLAGE, f"{VILLAGE[:-11]}    closed: {closed}\n    staff:\n")
    assert faults_after(tmp_path, villages) == [f"question.yaml:{fault}" for fault in faults]


def test_days_on_which_the_kind_is_closed_are_not_named_again(tmp_path: Path) -> None:
    closed = "[{from: 2018-05-14, to: 2018-05-18}]"
    names = f"names: {{north: {{closed: [{{from: 2018-05-16, to: 2018-05-22}}]}}, south: {{}}}}\n    closed: {closed}"
    assert faults_after(tmp_path, ("    count: 2\n    hours: rural", f"    {names}\n    hours: rural")) == [
        "question.yaml:39:37: the office is closed already on 2018-05-16 (line 40); let one begin after the other has ended"
    ]


def test_the_hours_of_a_counter_are_explained_and_can_be_set(tmp_path: Path) -> None:
    path = written(tmp_path, changed(*HOURS, SCENARIO))
    settings = {setting.path: (setting.value, setting.note) for setting in explained(*Reader(path).study())}
    assert settings["offices.town.staff.clerk.counter_hours"] == ("department", "the office's")
    study = loaded(
        tmp_path, changed(*HOURS, SCENARIO), changes=["offices.town.staff.clerk={count: 1, counter_hours: mornings}"]
    )
    assert study.scenario.offices["town"].staff["clerk"].counter_hours == ("mornings",)


def test_closed_days_stand_in_the_list_of_numbers_as_people_write_them(tmp_path: Path) -> None:
    closed = "[{from: 2018-05-14, to: 2018-05-18, reason: repair}, {from: 2018-05-22, to: 2018-05-22}]"
    town = ("    hours: department\n    staff:\n", f"    hours: department\n    closed: {closed}\n    staff:\n")
    numbers = loaded(tmp_path, with_changes(SCENARIO, town)).scenario.offices["town"].numbers_in_words
    assert numbers.endswith("closed 2018-05-14 to 2018-05-18 (repair), 2018-05-22")

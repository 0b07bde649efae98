"""Faults of opening hours as offices print them: two hours for one time, dates that go back, dates outside the period."""

from pathlib import Path

import pytest

from tests.minimal import assert_only, changed, faults_of, loaded

WEEKDAYS = "    weekdays: 09:00-13:00, 14:00-18:00\n"


@pytest.mark.parametrize(
    ("hours", "fault"),
    [
        ("    every_day: 09:00-18:00\n    tuesday: 10:00-13:00\n", "12:16: 'every_day' and single days are both given"),
        ("    weekdays: 20:00-08:00\n    friday: 07:00-12:00\n",
         "12:15: two hours are given for one time: the night that begins on thursday ends at 08:00, and friday begins at 07:00; "
         "let one begin as the other ends"),
        ("    sunday: 22:00-06:00\n    monday: 05:00-12:00\n",
         "12:13: two hours are given for one time: the night that begins on sunday ends at 06:00, and monday begins at 05:00"),
        ("    weekdays: 09:00-18:00\n" + "".join(f"    {day}: 10:00-13:00\n" for day in ("monday", "tuesday", "wednesday", "thursday", "friday")),
         "12:15: two hours are given for each day from Monday to Friday; take 'weekdays' out, or the days for which it holds"),
        ("    mondays: 10:00-13:00\n    sunday: 10:00-11:00\n", "12:5: unknown key 'mondays'; did you mean 'monday'?"),
    ],
)  # fmt: skip
def test_two_hours_for_one_day(tmp_path: Path, hours: str, fault: str) -> None:
    assert_only(faults_of(tmp_path, changed(WEEKDAYS, hours)), fault)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ("from: 2017-12-31, until: 2018-01-08, weekdays: closed", "14:16: hours from 2017-12-31 on lie before the period"),
        ("from: 2019-12-31, weekdays: closed", "14:16: hours from 2019-12-31 on lie behind the period"),
        ("from: 2018-06-01, until: 2018-06-01, weekdays: closed",
         "14:35: 'until' does not lie behind 'from', 2018-06-01; exchange them"),
        ("from: 2018-06-01", "14:9: no hours are given for this time; write them, or 'weekdays: closed' where it is closed"),
        ("weekdays: closed", "14:9: the key 'from' is missing in item 1 of 'changes' (line 14); add it"),
        ("from: February, weekdays: closed", "14:16: 'February' is not a day; write 2018-07-02"),
    ],
)  # fmt: skip
def test_changes_that_cannot_be(tmp_path: Path, changes: str, fault: str) -> None:
    hours = f"{WEEKDAYS}    changes:\n      - {{{changes}}}\n"
    assert_only(faults_of(tmp_path, changed(WEEKDAYS, hours)), fault)


@pytest.mark.parametrize(
    ("first", "second", "fault"),
    [
        ("from: 2018-05-20", "from: 2018-05-10", "15:16: hours from 2018-05-10 go back behind 2018-05-20, when the change before it (line 14) begins; "
         "write the changes in order of their dates"),
        ("from: 2018-05-20", "from: 2018-05-20", "15:16: two hours are given for 2018-05-20, these and those of the change before it (line 14)"),
        ("from: 2018-05-10, until: 2018-05-20", "from: 2018-05-15",
         "15:16: two hours are given for 2018-05-15, for the change before it (line 14) holds until 2018-05-20"),
    ],
)  # fmt: skip
def test_changes_out_of_order(tmp_path: Path, first: str, second: str, fault: str) -> None:
    hours = f"{WEEKDAYS}    changes:\n      - {{{first}, weekdays: 08:00-12:00}}\n      - {{{second}, weekdays: 09:00-12:00}}\n"
    assert_only(faults_of(tmp_path, changed(WEEKDAYS, hours)), fault)


def test_an_office_that_shuts_for_good_has_nobody_from_then_on(tmp_path: Path) -> None:
    hours = f"{WEEKDAYS}    changes:\n      - {{from: 2018-05-10, weekdays: closed}}\n"
    faults = faults_of(tmp_path, changed(WEEKDAYS, hours))
    assert faults
    assert all("from 2018-05-10 to the end" in fault for fault in faults)


def test_hours_as_printed_are_read(tmp_path: Path) -> None:
    hours = (
        "    weekdays: 09:00-13:00, 14:00-18:00\n    tuesday: 20:00-08:00\n    changes:\n"
        "      - {from: 2018-05-10, until: 2018-05-20, wednesday: 20:00-08:00}\n"
    )
    study = loaded(tmp_path, changed(WEEKDAYS, hours))
    assert [len(week) for week in study.hours["day"].weeks] == [7, 7] if "day" in study.hours else True

"""What a register knows of its cases, and what was known of them at an instant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from sim.quantities import UNSET, instant
from tests.register.events.written import moment, of_text, told_events

TEXT = """case,activity,resource,start,end,received,ready,due
a,check,anna,2024-01-08 10:00,2024-01-08 11:00,2024-01-08 09:00,2024-01-10 12:00,2024-01-20 09:00
a,sign,boris,2024-01-09 10:00,2024-01-10 12:00,2024-01-08 09:00,2024-01-10 12:00,2024-01-20 09:00
b,check,anna,2024-01-09 11:00,2024-01-09 12:00,2024-01-09 10:30,,
b,sign,boris,2024-01-11 10:00,,2024-01-09 10:30,,
c,check,anna,2024-01-11 11:00,2024-01-11 12:00,,,
"""


def test_cases_come_with_their_receipt_or_their_first_event_and_leave_with_their_answer(tmp_path: Path) -> None:
    register = of_text(tmp_path, TEXT)
    assert [moment(at) for at in register.came.tolist()] == ["2024-01-08 09:00", "2024-01-09 10:30", "2024-01-11 11:00"]
    assert [moment(at) for at in register.left.tolist()] == ["2024-01-10 12:00", "-", "2024-01-11 12:00"]


def test_a_cut_knows_nothing_of_what_came_began_or_ended_later(tmp_path: Path) -> None:
    register = of_text(tmp_path, TEXT)
    at = register.came[1] + 3600
    cut = register.cut(int(at))
    assert told_events(cut) == [
        ("a", "check", "anna", "2024-01-08 10:00", "2024-01-08 11:00"),
        ("a", "sign", "boris", "2024-01-09 10:00", "-"),
        ("b", "check", "anna", "2024-01-09 11:00", "-"),
    ]
    assert cut.seen_until == at
    assert cut.ready.tolist() == [UNSET, UNSET]
    assert cut.left.tolist() == [UNSET, UNSET]
    assert moment(int(cut.due[0])) == "2024-01-20 09:00"


def test_a_cut_behind_the_end_leaves_all_as_it_is(tmp_path: Path) -> None:
    register = of_text(tmp_path, TEXT)
    assert told_events(register.cut(register.seen_until + 1)) == told_events(register)


def test_some_cases_keep_their_order_and_their_events(tmp_path: Path) -> None:
    register = of_text(tmp_path, TEXT)
    some = register.of_cases(np.array([2, 0]))
    assert some.cases == ("a", "c")
    assert told_events(some) == [event for event in told_events(register) if event[0] != "b"]
    assert told_events(register.of_cases(np.array([True, False, True]))) == told_events(some)


def test_cases_without_events_take_part_in_nothing_but_dates(tmp_path: Path) -> None:
    text = "case,activity,end,received\na,check,2024-01-08 10:00,2024-01-08 09:00\nb,,,2024-01-07 09:00\n"
    register = of_text(tmp_path, text)
    assert register.cases == ("b", "a")
    assert register.first.tolist() == [0, 0, 1]
    assert register.left.tolist() == [UNSET, register.end[0]]
    assert register.cut(instant(date(2024, 1, 8))).cases == ("b",)

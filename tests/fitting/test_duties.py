"""Hours, days off, weekends and absences of a fit as open time."""

from __future__ import annotations

from datetime import date

from sim.fitting.duties import DutyBook
from sim.fitting.fitted import FittedAbsence, FittedDays, FittedHours, FittedMember, FittedNumber, FittedRole
from sim.quantities import HOUR, instant

NUMBER = FittedNumber(1, 1, 1, 1, "")
USUAL = FittedHours(
    "office", dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-13:00, 14:00-18:00"), 1
)
BOOK = DutyBook(
    FittedDays(False, (date(2024, 1, 10),), (date(2024, 1, 13),)), date(2024, 1, 8), date(2024, 2, 9)
)  # Monday to a Friday, a Wednesday off, a Saturday worked


def role_of(*members: FittedMember) -> FittedRole:
    return FittedRole("clerk", "clerk", members, USUAL, "first_come", NUMBER, None, None)


def test_days_off_are_shut_and_worked_weekends_open() -> None:
    hours = BOOK.open_time(USUAL)
    of_day = [
        hours.elapsed(instant(date(2024, 1, day)), instant(date(2024, 1, day + 1))) // HOUR for day in range(8, 15)
    ]
    assert of_day == [8, 8, 0, 8, 8, 8, 0]
    assert BOOK.open_time(FittedHours("again", dict(USUAL.by_weekday), 0)) is hours


def test_a_member_is_there_between_his_first_and_last_day_but_for_his_absences() -> None:
    away = FittedMember(
        "a", None, None, (FittedAbsence(date(2024, 1, 16), date(2024, 1, 17)),), date(2024, 1, 15), date(2024, 1, 19)
    )
    duty = BOOK.duty_of(role_of(away), away)
    assert duty.elapsed(duty.start, duty.end) == 3 * 8 * HOUR
    own = FittedMember("b", FittedHours("b", {"monday": "10:00-12:00"}, 1), None)
    there = BOOK.duty_of(role_of(own), own)
    assert there.elapsed(instant(date(2024, 1, 8)), instant(date(2024, 1, 22))) == 4 * HOUR

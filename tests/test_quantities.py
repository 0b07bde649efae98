"""Durations, limits, rates, shares and hours: what people may write, what it means, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.quantities import (
    DAY,
    HOUR,
    MINUTE,
    Limit,
    LimitUnit,
    Rate,
    RateUnit,
    civil,
    instant,
    parse_day,
    parse_duration,
    parse_hours,
    parse_limit,
    parse_rate,
    parse_share,
)

LIMIT_UNITS: tuple[LimitUnit, ...] = ("minutes", "hours", "working_days", "calendar_days")
RATE_UNITS: tuple[RateUnit, ...] = ("hour", "day", "working_day", "week", "month", "year")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0 seconds", 0),
        ("1 second", 1),
        ("90 seconds", 90),
        ("1 minute", 60),
        ("25 minutes", 1500),
        ("25minutes", 1500),
        (" 25 minutes ", 1500),
        ("1 hour", 3600),
        ("1.5 hours", 5400),
        ("0.25 minutes", 15),
        ("1 hour 30 minutes", 5400),
        ("1 hour 1 minute 1 second", 3661),
        ("1 working day", 8 * 3600),
        ("2 working days", 16 * 3600),
        ("1 working day 2 hours", 10 * 3600),
    ],
)
def test_a_duration_in_seconds(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "", "25", "minutes", "-5 minutes", "1,5 hours", ".5 hours", "5. hours", "1e3 seconds", "inf hours", "nan hours",
        "3 days", "3 calendar days", "2 weeks", "25 min", "25 Minutes", "five minutes", "5 minutes or so", "1 hour, 30 minutes",
        "1 hour and 30 minutes", "hours 5", "5 hours 30", "٣ minutes", "10000000 hours",
    ],
)  # fmt: skip
def test_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "limit", "seconds"),
    [
        ("10 minutes", Limit(10, "minutes"), 600),
        ("1 minute", Limit(1, "minutes"), 60),
        ("2 hours", Limit(2, "hours"), 7200),
        ("1 working day", Limit(1, "working_days"), 8 * 3600),
        ("8 working days", Limit(8, "working_days"), 64 * 3600),
        (" 8  working days", Limit(8, "working_days"), 64 * 3600),
        ("1 calendar day", Limit(1, "calendar_days"), None),
        ("15 calendar days", Limit(15, "calendar_days"), None),
    ],
)
def test_a_limit_and_its_working_time(text: str, limit: Limit, seconds: int | None) -> None:
    assert parse_limit(text) == limit
    assert limit.working_seconds == seconds


@pytest.mark.parametrize(
    "text",
    [
        "", "3", "working days", "0 working days", "0 minutes", "-1 working day", "1.5 working days", "1,5 hours", "3 days",
        "3 weeks", "30 seconds", "3 Working Days", "1 hour 30 minutes", "3 working days at most", "1000000 minutes",
    ],
)  # fmt: skip
def test_no_limit(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_limit(text)


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (Limit(1, "minutes"), "1 minute"),
        (Limit(30, "minutes"), "30 minutes"),
        (Limit(1, "hours"), "1 hour"),
        (Limit(1, "working_days"), "1 working day"),
        (Limit(8, "working_days"), "8 working days"),
        (Limit(1, "calendar_days"), "1 calendar day"),
        (Limit(15, "calendar_days"), "15 calendar days"),
    ],
)
def test_a_limit_is_printed_as_people_write_it(limit: Limit, text: str) -> None:
    assert str(limit) == text


@given(st.integers(1, 100_000), st.sampled_from(LIMIT_UNITS))
def test_a_printed_limit_reads_as_itself(value: int, unit: LimitUnit) -> None:
    assert parse_limit(str(Limit(value, unit))) == Limit(value, unit)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("6 per working day", Rate(6, "working_day")),
        ("2.05 per working day", Rate(2.05, "working_day")),
        ("0.5 per hour", Rate(0.5, "hour")),
        ("3 per day", Rate(3, "day")),
        ("40 per week", Rate(40, "week")),
        ("120 per month", Rate(120, "month")),
        (" 5000 per  year ", Rate(5000, "year")),
    ],
)
def test_a_rate(text: str, rate: Rate) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    "text",
    [
        "", "6", "6 working days", "per day", "0 per day", "0.0 per hour", "-3 per day", "- 3 per day", "6 per minute", "6/day",
        "6 a day", "6per day", "6 per days", "6 per calendar day", "1,5 per hour", "1e3 per year", "inf per year",
    ],
)  # fmt: skip
def test_no_rate(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_rate(text)


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (Rate(6.0, "working_day"), "6 per working day"),
        (Rate(2.05, "working_day"), "2.05 per working day"),
        (Rate(5000.0, "year"), "5000 per year"),
        (Rate(0.5, "hour"), "0.5 per hour"),
    ],
)
def test_a_rate_is_printed_as_people_write_it(rate: Rate, text: str) -> None:
    assert str(rate) == text


@given(st.one_of(st.integers(1, 999_999), st.integers(1, 999_999).map(lambda n: n / 100)), st.sampled_from(RATE_UNITS))
def test_a_printed_rate_reads_as_itself(value: float, unit: RateUnit) -> None:
    assert parse_rate(str(Rate(value, unit))) == Rate(value, unit)


@pytest.mark.parametrize("text", ["1000000 per year", "123456.5 per year", "10000.01 per month"])
def test_a_rate_with_more_than_six_digits_is_printed_as_it_was_written(text: str) -> None:
    assert str(parse_rate(text)) == text


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("95 %", 0.95), ("95%", 0.95), ("0.95", 0.95), ("0 %", 0.0), ("0", 0.0), ("100 %", 1.0), ("1", 1.0), ("99.5 %", 0.995),
        (0.95, 0.95), (0, 0.0), (1, 1.0), (1.0, 1.0), (" 12.5 % ", 0.125), (0.0001, 0.0001),
    ],
)  # fmt: skip
def test_a_share(text: str | float, share: float) -> None:
    assert parse_share(text) == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize(
    "text", ["", "%", "95", "1.01", "100.1 %", "-1 %", "-0.5", "0,95", "most", "nan", 95, -0.1, 1.0001, float("nan")]
)
def test_no_share(text: str | float) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_share(text)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("closed", ()),
        ("09:00-18:00", ((9 * HOUR, 18 * HOUR),)),
        ("9:00-18:00", ((9 * HOUR, 18 * HOUR),)),
        ("09:00-13:00, 14:30-18:30", ((9 * HOUR, 13 * HOUR), (14 * HOUR + 30 * MINUTE, 18 * HOUR + 30 * MINUTE))),
        ("09:00 – 13:00,14:00–18:00", ((9 * HOUR, 13 * HOUR), (14 * HOUR, 18 * HOUR))),
        ("09:00-13:00, 13:00-18:00", ((9 * HOUR, 13 * HOUR), (13 * HOUR, 18 * HOUR))),
        ("00:00-24:00", ((0, DAY),)),
        ("23:59-24:00", ((DAY - MINUTE, DAY),)),
        ("00:00-00:01", ((0, MINUTE),)),
    ],
)
def test_opening_hours(text: str, hours: tuple[tuple[int, int], ...]) -> None:
    assert parse_hours(text) == hours


@pytest.mark.parametrize(
    "text",
    [
        "", "open", "09:00", "9-18", "09:00-", "09.00-18.00", "09:00-18:00 daily", "09:60-18:00", "09:00-18:60", "09:00-24:01",
        "25:00-26:00", "18:00-09:00", "22:00-06:00", "09:00-09:00", "09:00-13:00, 12:59-18:00", "14:00-18:00, 09:00-13:00",
        "09:00-13:00,", "closed, 09:00-13:00", "-09:00-13:00", "09:00-13:00; 14:00-18:00",
    ],
)  # fmt: skip
def test_no_opening_hours(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_hours(text)


@pytest.mark.parametrize("text", ["2018-07-02", " 2018-07-02 "])
def test_a_day(text: str) -> None:
    assert parse_day(text) == date(2018, 7, 2)


@pytest.mark.parametrize(
    "text", ["", "2018", "2018-7-2", "2018-02-29", "2018-13-01", "20180702", "02.07.2018", "31.02.2018"]
)
def test_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_day(text)


def test_the_clock_counts_civil_seconds_from_1970() -> None:
    assert instant(date(1970, 1, 1)) == 0
    assert instant(datetime(1970, 1, 2, 3, 4, 5)) == DAY + 3 * HOUR + 4 * MINUTE + 5
    # 48 years with 12 leap days.
    assert instant(date(2018, 1, 1)) == (48 * 365 + 12) * DAY
    assert instant(date(2018, 1, 1)) == instant(datetime(2018, 1, 1))


def test_the_change_of_the_time_zone_in_2024_moves_no_instant() -> None:
    # On 1 March 2024 Almaty and Astana set their clocks back by an hour; the civil day still has 24 of them.
    assert instant(date(2024, 3, 1)) - instant(date(2024, 2, 29)) == DAY
    assert instant(date(2024, 3, 2)) - instant(date(2024, 3, 1)) == DAY


@given(st.integers(0, 10**10))
def test_civil_and_instant_undo_each_other(at: int) -> None:
    assert instant(civil(at)) == at


@pytest.mark.parametrize(
    ("read", "said", "meant"),
    [
        (parse_duration, "140 минут", "140 minutes"),
        (parse_duration, "1 час", "1 hour"),
        (parse_duration, "2 сағат", "2 hours"),
        (parse_duration, "3 рабочих дня", "3 working days"),
        (parse_limit, "8 жұмыс күні", "8 working days"),
        (parse_limit, "30 календарных дней", "30 calendar days"),
        (parse_rate, "3 в рабочий день", "3 per working day"),
        (parse_rate, "90 айына", "90 per month"),
    ],
)
def test_units_in_russian_and_kazakh_are_answered_with_what_they_say(
    read: Callable[[str], object], said: str, meant: str
) -> None:
    with pytest.raises(ValueError, match=f"; did you mean '{meant}'"):
        read(said)

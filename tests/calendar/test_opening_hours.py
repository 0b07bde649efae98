"""Hours as offices print them: by day of the week, over midnight, from a date on, and on days worked in exchange."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calendar.duty import Duty, anybody, both, intervals, present
from sim.calendar.official_days import OfficialDays, load_days
from sim.calendar.opening_hours import OfficeHours, shut_from, weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.law.legal_clock import OfficeClock
from sim.quantities import DAY, HOUR, civil, instant, parse_limit, parse_opening_hours

KZ = load_days("kz")


def open_time(days: OfficialDays = KZ, **blocks: Any) -> WorkingTime:
    return WorkingTime.from_hours(weekly_hours(OfficeHours.model_validate({"title": "office", **blocks})), days)


def at(text: str) -> int:
    return instant(datetime.fromisoformat(text))


def opened(time: WorkingTime, first: str, last: str) -> list[str]:
    """The hours that begin between two days, both included, each as `6 09:00-13:00` with the day of the month."""
    inside = (time.opens >= at(first)) & (time.opens < at(last) + DAY)
    return [
        f"{civil(a).day} {civil(a):%H:%M}-{civil(b):%H:%M}"
        for a, b in zip(time.opens[inside].tolist(), time.closes[inside].tolist(), strict=True)
    ]


def closes(time: WorkingTime, first: str, last: str) -> list[str]:
    """The last closings of civil days between two days, both included."""
    found, now = [], at(first)
    while (close := time.next_day_close(now)) is not None and close <= at(last) + DAY:
        found.append(f"{civil(close):%d %H:%M}")
        now = close
    return found


def test_a_named_day_takes_the_place_of_the_weekdays() -> None:
    # 12 March 2018 is a Monday.
    time = open_time(weekdays="09:00-18:00", tuesday="10:00-13:00", friday="closed", saturday="09:00-12:00")
    assert opened(time, "2018-03-12", "2018-03-18") == [
        "12 09:00-18:00",
        "13 10:00-13:00",
        "14 09:00-18:00",
        "15 09:00-18:00",
        "17 09:00-12:00",
    ]


def test_days_that_are_not_named_are_closed() -> None:
    time = open_time(tuesday="10:00-13:00", thursday="10:00-13:00")
    assert opened(time, "2018-03-12", "2018-03-18") == ["13 10:00-13:00", "15 10:00-13:00"]


def test_a_day_worked_in_exchange_has_the_hours_of_the_day_that_it_replaces() -> None:
    # Saturday 3 March is worked for Friday 9 March, Saturday 28 April for Monday 30 April, 5 May for Tuesday 8 May.
    time = open_time(monday="08:00-17:00", tuesday="10:00-13:00", friday="09:00-12:00", saturday="14:00-15:00")
    assert opened(time, "2018-03-03", "2018-03-03") == ["3 09:00-12:00"]
    assert opened(time, "2018-04-28", "2018-04-28") == ["28 08:00-17:00"]
    assert opened(time, "2018-05-05", "2018-05-05") == ["5 10:00-13:00"]


def test_a_day_worked_in_exchange_for_a_day_without_hours_has_its_own() -> None:
    time = open_time(tuesday="10:00-13:00", saturday="14:00-15:00")
    assert opened(time, "2018-03-03", "2018-03-03") == ["3 14:00-15:00"]


def test_a_calendar_that_does_not_name_the_day_gives_mondays_hours() -> None:
    working = np.array([day % 7 < 5 or day == 5 for day in range(14)])
    days = OfficialDays("weeks", date(2018, 1, 1), date(2018, 1, 14), working, {})
    assert opened(open_time(days, monday="08:00-17:00", tuesday="10:00-13:00"), "2018-01-06", "2018-01-07") == [
        "6 08:00-17:00"
    ]


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    # Thursday 8 and Friday 9 March 2018 are days of rest; the night of Wednesday still ends on Thursday morning.
    time = open_time(weekdays="20:00-08:00")
    assert opened(time, "2018-03-05", "2018-03-12") == [
        "5 20:00-08:00",
        "6 20:00-08:00",
        "7 20:00-08:00",
        "12 20:00-08:00",
    ]
    assert closes(time, "2018-03-05", "2018-03-12") == ["06 08:00", "07 08:00", "08 08:00"]
    assert time.is_open(at("2018-03-08 07:59:59"))
    assert not time.is_open(at("2018-03-08 08:00"))


def test_a_night_with_a_break_closes_once() -> None:
    time = open_time(weekdays="20:00-02:00, 03:00-08:00")
    assert opened(time, "2018-03-13", "2018-03-14") == [
        "13 03:00-08:00",
        "13 20:00-02:00",
        "14 03:00-08:00",
        "14 20:00-02:00",
    ]
    assert closes(time, "2018-03-13", "2018-03-14") == ["13 08:00", "14 08:00"]


def test_lunch_of_an_evening_office_is_no_closing() -> None:
    time = open_time(weekdays="08:00-12:00, 13:00-02:00")
    assert closes(time, "2018-03-13", "2018-03-14") == ["13 02:00", "14 02:00"]


def test_a_night_until_midnight_does_not_run_over_it() -> None:
    assert parse_opening_hours("20:00-00:00") == ((20 * HOUR, DAY),)
    assert not open_time(weekdays="20:00-00:00").nights


def test_other_hours_hold_from_a_date_until_another() -> None:
    time = open_time(
        weekdays="09:00-18:00",
        changes=[
            {"from": "2018-07-10", "until": "2018-07-12", "weekdays": "08:00-12:00"},
            {"from": "2018-07-13", "saturday": "10:00-11:00"},
        ],
    )
    assert opened(time, "2018-07-09", "2018-07-15") == [
        "9 09:00-18:00",
        "10 08:00-12:00",
        "11 08:00-12:00",
        "12 09:00-18:00",
        "14 10:00-11:00",
    ]


def test_a_night_begun_under_the_old_hours_runs_out_under_them() -> None:
    time = open_time(weekdays="20:00-08:00", changes=[{"from": "2018-07-11", "weekdays": "06:00-12:00"}])
    assert opened(time, "2018-07-10", "2018-07-11") == ["10 20:00-12:00"]
    assert closes(time, "2018-07-10", "2018-07-11") == ["10 08:00", "11 12:00"]


@pytest.mark.parametrize(
    ("changes", "day"),
    [
        ([{"from": "2018-07-10", "weekdays": "closed"}], date(2018, 7, 10)),
        ([{"from": "2018-07-10", "until": "2018-08-01", "weekdays": "closed"}], None),
        (
            [{"from": "2018-07-10", "weekdays": "closed"}, {"from": "2018-07-20", "saturday": "closed"}],
            date(2018, 7, 10),
        ),
        ([{"from": "2019-07-10", "weekdays": "closed"}], None),
    ],
)
def test_hours_may_be_shut_to_the_end(changes: list[dict[str, str]], day: date | None) -> None:
    hours = OfficeHours.model_validate({"title": "office", "weekdays": "09:00-18:00", "changes": changes})
    assert shut_from(hours, date(2019, 1, 1)) == day


def test_a_working_day_of_an_office_open_at_midnight_ends_at_midnight() -> None:
    clock = OfficeClock.of(open_time(weekdays="20:00-08:00"), KZ)
    # Monday 12 March 2018, received in the night and in the morning that follows it.
    received = np.array([at("2018-03-12 21:00"), at("2018-03-13 03:00")])
    due = clock.deadlines(received, parse_limit("1 working day"))
    assert due.tolist() == [at("2018-03-14 00:00"), at("2018-03-15 00:00")]
    assert clock.working_days(received, due).tolist() == [1, 1]
    assert clock.working_days(received, received).tolist() == [0, 0]


def test_whole_days_off_are_the_nights_that_begin_on_them() -> None:
    time = open_time(weekdays="20:00-08:00")
    away = time.whole_days(at("2018-03-13 00:00"), at("2018-03-15 00:00"))
    assert away == (at("2018-03-13 08:00"), at("2018-03-15 08:00"))
    duty = present(time, [away])
    assert list(intervals(duty, at("2018-03-12"), at("2018-03-16"))) == [
        (at("2018-03-12 20:00"), at("2018-03-13 08:00")),
        (at("2018-03-15 20:00"), at("2018-03-16 00:00")),
    ]


def test_of_day_and_night_people_the_night_closes_the_day() -> None:
    day, night = open_time(weekdays="09:00-18:00"), open_time(weekdays="20:00-02:00, 03:00-08:00")
    assert closes(anybody([day, night]), "2018-03-13", "2018-03-14") == ["13 08:00", "14 08:00"]  # type: ignore[arg-type]
    # Without the night people, away from Tuesday evening on, the day ends at 18:00.
    away = present(night, [(at("2018-03-13 20:00"), at("2018-03-17 00:00"))])
    assert closes(anybody([day, away]), "2018-03-13", "2018-03-14") == ["13 08:00", "13 18:00", "14 18:00"]  # type: ignore[arg-type]


def test_a_counter_open_in_the_evening_of_night_people() -> None:
    night, counter = open_time(weekdays="20:00-02:00, 03:00-08:00"), open_time(every_day="21:00-07:00")
    attended = both(night, counter)
    assert closes(attended, "2018-03-13", "2018-03-14") == ["13 07:00", "14 07:00"]  # type: ignore[arg-type]


# A calendar of four weeks with a day off and a worked Saturday.
FIRST = date(2018, 1, 1)
WORKING = np.array([(day % 7 < 5 or day == 12) and day not in (2, 15) for day in range(28)])
WEEKS = OfficialDays(
    "weeks", FIRST, FIRST + timedelta(days=27), WORKING, {}, {FIRST + timedelta(days=12): FIRST + timedelta(days=15)}
)


Spans = tuple[tuple[int, int], ...]
"""The hours of a day, counted from its midnight; those behind 24 are of its night."""
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NAMED = ("monday", "tuesday", "wednesday", "thursday", "saturday", "sunday")


@st.composite
def spans(draw: st.DrawFn) -> Spans:
    """Closed, one span or two: of the day and maybe its night up to 05:00, or of the early morning alone."""
    marks = sorted(draw(st.lists(st.integers(6, 24 + 5), max_size=4, unique=True)))
    drawn = tuple(zip(marks[::2], marks[1::2], strict=False))
    if drawn and drawn[0][0] >= 24:
        return ((drawn[0][0] - 24, drawn[0][1] - 24),)
    return tuple((a, b) for a, b in drawn if a < 24 or drawn[0][1] > 24)


def written(day: Spans) -> str:
    """The hours of a day as people write them."""
    return ", ".join(f"{a % 24:02}:00-{b - 24 if b > 24 else b:02}:00" for a, b in day) or "closed"


def cut_night(day: Spans, following: Spans) -> Spans:
    """The hours of a day whose night ends at the latest as the hours of the following day begin."""
    end = 24 + following[0][0] if following else 48
    return tuple((a, min(b, end)) for a, b in day if a < end)


def written_week(weekdays: Spans, named: dict[str, Spans]) -> dict[str, Any]:
    """A week as people write it, in which a night that would run into the next day's hours meets them instead.

    A day whose night is cut is named for that; where all five are, 'weekdays' holds for none and is closed.
    """
    week = [named.get(day, weekdays if i < 5 else ()) for i, day in enumerate(NAMES)]
    cut = [cut_night(day, following) for day, following in zip(week, [*week[1:], week[0]], strict=True)]
    own = {name: day for name, day, before in zip(NAMES, cut, week, strict=True) if name in named or day != before}
    usual = () if own.keys() >= set(NAMES[:5]) else weekdays
    return {"weekdays": written(usual)} | {name: written(day) for name, day in own.items()}


def weeks(**fixed: Spans) -> st.SearchStrategy[dict[str, Any]]:
    """Weeks that an office may have, some days of which have given hours."""
    named = st.dictionaries(st.sampled_from(NAMED), spans())
    return st.builds(lambda weekdays, days: written_week(weekdays, days | fixed), spans(), named)


@st.composite
def hours_as_printed(draw: st.DrawFn) -> dict[str, Any]:
    change = draw(weeks()) | {"from": FIRST + timedelta(days=draw(st.integers(1, 14)))}
    if draw(st.booleans()):
        change["until"] = change["from"] + timedelta(days=draw(st.integers(1, 10)))
    return draw(weeks(sunday=((10, 11),))) | ({"changes": [change]} if draw(st.booleans()) else {})


def open_seconds(block: dict[str, Any], start: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Hour by hour whether the office is open, read from the written hours day by day."""
    is_open = np.zeros(28 * 24 + 48, dtype=bool)
    for i in range(28):
        day = FIRST + timedelta(days=i)
        week = block
        for change in block.get("changes", []):
            if change["from"] <= day < change.get("until", date.max):
                week = change
        name = NAMES[day.weekday()]
        text = week.get(name, week["weekdays"] if day.weekday() < 5 else "closed")
        if day.weekday() < 5 and not WORKING[i]:
            text = "closed"
        if day.weekday() >= 5 and WORKING[i]:
            instead = week.get("tuesday", week["weekdays"])  # day 12 stands for day 15, a Tuesday
            text = text if instead == "closed" else instead
        for opens, closes_at in parse_opening_hours(text):
            is_open[i * 24 + opens // HOUR : i * 24 + closes_at // HOUR] = True
    return is_open[: 28 * 24]


@settings(max_examples=150)
@given(
    hours_as_printed(), st.lists(st.tuples(st.integers(0, 28 * DAY), st.integers(0, 60 * HOUR)), min_size=1, max_size=8)
)
def test_the_laws_of_working_time_hold_for_hours_as_printed(
    block: dict[str, Any], cases: list[tuple[int, int]]
) -> None:
    time = open_time(WEEKS, **block)
    start = instant(FIRST)
    by_hour = open_seconds(block, start)
    passed = np.concatenate([[0], np.cumsum(by_hour.astype(np.int64) * HOUR)])
    gaps = sorted({(start + a, min(start + a + b, time.end)) for a, b in cases[:2] if b and a < 28 * DAY})
    away = present(time, [gap for i, gap in enumerate(gaps) if i == 0 or gaps[i - 1][1] < gap[0]])
    for after, duration in cases:
        hour, rest = divmod(after, HOUR)
        worked = passed[hour] + (rest if rest and by_hour[hour] else 0)
        t = start + after
        assert time.worked(t) == worked
        if after < 28 * DAY:
            assert time.is_open(t) == by_hour[hour]
        if duration <= time.total - worked:
            due = time.add(t, duration)
            assert time.elapsed(t, due) == duration
            assert duration == 0 or time.elapsed(t, due - 1) < duration, "the earliest such instant"
            assert time.add_many(np.array([t]), np.array([duration])).tolist() == [due]
        assert time.worked_many(np.array([t])).tolist() == [worked]
        if duration <= away.elapsed(t, away.end):
            there = away.add(t, duration)
            assert away.elapsed(t, there) == duration
            assert duration == 0 or away.elapsed(t, there - 1) < duration
        assert_last_closing(time, t)
        assert_last_closing(away, t)


def assert_last_closing(duty: Duty, at: int) -> None:
    """The next last closing is the first closing behind which no other of its day comes, a night being of the day before."""
    hours = duty if isinstance(duty, WorkingTime) else duty.hours
    closings = [end for _, end in intervals(duty, duty.start, duty.end)]
    days = [hours.day_of(close) for close in closings]
    last = [close for close, day, other in zip(closings, days, [*days[1:], None], strict=False) if day != other]
    assert duty.without_end.next_day_close(at) == next((close for close in last if close > at), None)

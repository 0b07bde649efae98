"""Working time is exact, its scalar and its vectorised form are one, and the legal clock counts as the law does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sim.calendar.official_days import OfficialDays, load_days
from sim.calendar.working_time import WeeklyHours, WorkingTime
from sim.errors import CalendarSpanError
from sim.law.legal_clock import OfficeClock
from sim.quantities import DAY, HOUR, MINUTE, Limit, civil, instant, parse_hours, parse_limit

START = instant(date(2018, 1, 1))
DAYS = 3
END = START + DAYS * DAY
# The same examples in every run, and no limit on the time of one: a busy machine is no fault.
FACT = settings(max_examples=200)


@dataclass(frozen=True)
class Seconds:
    """Working time as a list of open seconds: slow, plain, and independent of what it is held against."""

    intervals: tuple[tuple[int, int], ...]

    @cached_property
    def time(self) -> WorkingTime:
        return WorkingTime.from_intervals(START, END, self.intervals)

    @cached_property
    def open(self) -> np.ndarray:
        """By second of the span: whether it is open."""
        seconds = np.zeros(END - START, dtype=bool)
        for opens, closes in self.intervals:
            seconds[opens - START : closes - START] = True
        return seconds

    @cached_property
    def before(self) -> np.ndarray:
        """By instant of the span, the end included: open seconds before it."""
        return np.concatenate([[0], np.cumsum(self.open)])


# Instants that lie close together, so that one-second intervals and ties are frequent, and midnights.
EDGES = [
    START + k * DAY + s for k in range(DAYS) for s in (0, 1, 2, 9 * HOUR, 9 * HOUR + 1, 13 * HOUR, 18 * HOUR, DAY - 1)
]
MOMENTS = st.one_of(st.sampled_from([*EDGES, END - 1, END]), st.integers(START, END))
ALWAYS = Seconds(((START, END),))
OVER_MIDNIGHT = Seconds(((START + 22 * HOUR, START + 30 * HOUR), (START + 46 * HOUR, START + 54 * HOUR)))
ADJOINING = Seconds(((START + 9 * HOUR, START + 13 * HOUR), (START + 13 * HOUR, START + 18 * HOUR)))
ONE_SECOND = Seconds(((START + 9 * HOUR, START + 9 * HOUR + 1), (START + 9 * HOUR + 2, START + 9 * HOUR + 3)))
CLOSED = Seconds(())


@st.composite
def interval_sets(draw: st.DrawFn) -> Seconds:
    """Open intervals in order, some of one second, some adjoining, some over midnight; or none."""
    cuts = sorted(draw(st.sets(MOMENTS, min_size=2, max_size=14)))
    pairs = list(pairwise(cuts))
    is_open = draw(st.lists(st.booleans(), min_size=len(pairs), max_size=len(pairs)))
    return Seconds(tuple(pair for pair, chosen in zip(pairs, is_open, strict=True) if chosen))


HOURS = st.one_of(interval_sets(), st.sampled_from([ALWAYS, OVER_MIDNIGHT, ADJOINING, ONE_SECOND, CLOSED]))


@FACT
@given(HOURS, MOMENTS)
def test_worked_is_the_number_of_open_seconds_before(hours: Seconds, at: int) -> None:
    assert hours.time.worked(at) == hours.before[at - START]
    assert hours.time.total == hours.before[-1]


@FACT
@given(HOURS, MOMENTS, MOMENTS)
def test_elapsed_is_the_number_of_open_seconds_between(hours: Seconds, a: int, b: int) -> None:
    assert hours.time.elapsed(a, b) == hours.before[b - START] - hours.before[a - START]
    assert hours.time.elapsed(b, a) == -hours.time.elapsed(a, b)


@FACT
@given(HOURS, MOMENTS, st.data())
def test_add_gives_the_earliest_instant_by_which_so_much_has_passed(
    hours: Seconds, at: int, data: st.DataObject
) -> None:
    left = int(hours.before[-1] - hours.before[at - START])
    assume(left > 0)
    d = data.draw(st.one_of(st.integers(1, left), st.sampled_from([1, left])))
    reached = int(np.searchsorted(hours.before, hours.before[at - START] + d, side="left"))
    assert hours.time.add(at, d) == START + reached
    assert hours.time.elapsed(at, hours.time.add(at, d)) == d


@FACT
@given(HOURS, MOMENTS)
def test_adding_nothing_changes_nothing(hours: Seconds, at: int) -> None:
    assert hours.time.add(at, 0) == at


@FACT
@given(HOURS, MOMENTS, st.integers(1, 3 * DAY), st.integers(1, 3 * DAY))
def test_adding_twice_is_adding_the_sum(hours: Seconds, at: int, d: int, e: int) -> None:
    assume(hours.time.elapsed(at, END) >= d + e)
    assert hours.time.add(hours.time.add(at, d), e) == hours.time.add(at, d + e)


@FACT
@given(HOURS, MOMENTS, MOMENTS)
@example(OVER_MIDNIGHT, START, START + DAY)
@example(ADJOINING, START, START + 13 * HOUR)
@example(ONE_SECOND, START, START + 9 * HOUR + 2)
def test_add_undoes_elapsed_exactly_where_b_is_a_or_ends_an_open_second(hours: Seconds, a: int, b: int) -> None:
    a, b = min(a, b), max(a, b)
    in_an_interval = any(opens < b <= closes for opens, closes in hours.intervals)
    assert (hours.time.add(a, hours.time.elapsed(a, b)) == b) == (b == a or in_an_interval)


@FACT
@given(HOURS, MOMENTS)
def test_next_open_is_the_first_open_second_from_there(hours: Seconds, at: int) -> None:
    later = np.flatnonzero(hours.open[at - START :])
    if len(later):
        assert hours.time.next_open(at) == at + later[0]
        assert hours.time.is_open(at) == (later[0] == 0)
        opens, closes = hours.time.interval_at(at)
        assert hours.open[opens - START : closes - START].all()
        assert max(at, opens) == at + later[0]
        assert closes == END or not hours.open[closes - START]
    else:
        assert not hours.time.is_open(at)
        with pytest.raises(CalendarSpanError, match="2018-01-01 to 2018-01-03"):
            hours.time.next_open(at)


@FACT
@given(HOURS, st.lists(MOMENTS, min_size=1, max_size=30), st.data())
def test_scalar_and_vectorised_are_equal_element_by_element(
    hours: Seconds, moments: list[int], data: st.DataObject
) -> None:
    time, at = hours.time, np.array(moments, dtype=np.int64)
    other = np.array(data.draw(st.permutations(moments)), dtype=np.int64)
    assert time.worked_many(at).tolist() == [time.worked(t) for t in moments]
    assert time.elapsed_many(at, other).tolist() == [time.elapsed(a, b) for a, b in zip(at, other, strict=True)]
    left = [time.elapsed(t, END) for t in moments]
    d = [data.draw(st.one_of(st.integers(0, most), st.sampled_from([0, most]))) for most in left]
    together = time.add_many(at, np.array(d, dtype=np.int64))
    assert together.tolist() == [time.add(t, e) for t, e in zip(moments, d, strict=True)]
    reaching = [t for t in moments if time.elapsed(t, END)]
    opening = time.next_open_many(np.array(reaching, dtype=np.int64))
    assert opening.tolist() == [time.next_open(t) for t in reaching]
    for array in (time.worked_many(at), together, opening):
        assert array.dtype == np.int64


@FACT
@given(HOURS, MOMENTS)
def test_the_next_days_close_is_the_first_last_closing_of_a_civil_day_from_there(hours: Seconds, at: int) -> None:
    by_day = {(closes - 1) // DAY: closes for closes in hours.time.closes.tolist()}  # the last one of each day stays
    later = [closes for closes in by_day.values() if closes > at]
    assert hours.time.next_day_close(at) == min(later, default=None)


@FACT
@given(HOURS, MOMENTS, st.integers(1, 2 * DAYS * DAY))
def test_without_end_nothing_changes_inside_the_span_and_nothing_comes_behind_it(
    hours: Seconds, at: int, d: int
) -> None:
    time, endless = hours.time, hours.time.without_end
    assert endless.worked(at) == time.worked(at)
    assert endless.is_open(at) == time.is_open(at)
    left = time.elapsed(at, END)
    assert endless.add(at, d) == time.add(at, d) if d <= left else endless.add(at, d) > END
    assert endless.next_open(at) == time.next_open(at) if left else endless.next_open(at) > END
    assert endless.next_open_many(np.array([START, at])).tolist() == [endless.next_open(START), endless.next_open(at)]


@FACT
@given(HOURS)
def test_adjoining_intervals_are_one(hours: Seconds) -> None:
    assert (hours.time.opens[1:] > hours.time.closes[:-1]).all()
    assert hours.time.before[-1] == sum(closes - opens for opens, closes in hours.intervals)


def test_a_second_before_the_span_or_behind_its_end_is_an_error_that_names_the_span() -> None:
    time = ALWAYS.time
    calls: list[Callable[[int], object]] = [
        time.worked,
        lambda t: time.elapsed(START, t),
        lambda t: time.elapsed(t, END),
        lambda t: time.add(t, 1),
        time.next_open,
        time.is_open,
        time.interval_at,
        lambda t: time.worked_many(np.array([START, t])),
        lambda t: time.elapsed_many(np.array([START]), np.array([t])),
        lambda t: time.add_many(np.array([START, t]), np.array([0, 0])),
        lambda t: time.next_open_many(np.array([START, t])),
    ]
    for call in calls:
        for at in (START - 1, END + 1, START - 400 * DAY, END + 400 * DAY):
            with pytest.raises(CalendarSpanError, match="2018-01-01 to 2018-01-03"):
                call(at)
        call(START)


@pytest.mark.parametrize("many", [False, True])
def test_adding_nothing_outside_the_span_is_an_error_too(many: bool) -> None:
    with pytest.raises(CalendarSpanError, match="2018-01-01 to 2018-01-03"):
        ALWAYS.time.add_many(np.array([END + 1]), np.array([0])) if many else ALWAYS.time.add(END + 1, 0)


@pytest.mark.parametrize("many", [False, True])
def test_a_duration_that_reaches_past_the_end_is_an_error_that_names_the_span(many: bool) -> None:
    def add(time: WorkingTime, at: int, d: int) -> int:
        return int(time.add_many(np.array([at]), np.array([d]))[0]) if many else time.add(at, d)

    assert add(ALWAYS.time, START, DAYS * DAY) == END
    assert add(ONE_SECOND.time, START, 2) == START + 9 * HOUR + 3
    for hours, at, d in [
        (ALWAYS, START, DAYS * DAY + 1),
        (ALWAYS, END, 1),
        (ONE_SECOND, START, 3),
        (ONE_SECOND, START + 9 * HOUR + 3, 1),
        (CLOSED, START, 1),
    ]:
        with pytest.raises(CalendarSpanError, match="2018-01-01 to 2018-01-03"):
            add(hours.time, at, d)


@pytest.mark.parametrize("many", [False, True])
def test_after_the_last_closing_there_is_no_next_opening(many: bool) -> None:
    for hours, at in [(ONE_SECOND, START + 9 * HOUR + 3), (ALWAYS, END), (CLOSED, START)]:
        with pytest.raises(CalendarSpanError, match="2018-01-01 to 2018-01-03"):
            hours.time.next_open_many(np.array([START, at])) if many else hours.time.next_open(at)


def test_a_duration_is_never_negative() -> None:
    with pytest.raises(ValueError, match="never negative"):
        ALWAYS.time.add(START, -1)
    with pytest.raises(ValueError, match="never negative"):
        ALWAYS.time.add_many(np.array([START, START]), np.array([1, -1]))


def test_empty_arrays_give_empty_arrays() -> None:
    none = np.zeros(0, dtype=np.int64)
    for time in (ALWAYS.time, CLOSED.time):
        for result in (
            time.worked_many(none),
            time.elapsed_many(none, none),
            time.add_many(none, none),
            time.next_open_many(none),
        ):
            assert result.shape == (0,)


# Hand facts on the calendar of Kazakhstan. 2018: Saturday 3 March is worked for Friday 9 March, 8 March and 21-23 March
# are holidays, 10 March is an ordinary Saturday, Saturday 29 December is worked for Monday 31 December.
DEPARTMENT = WeeklyHours((parse_hours("09:00-13:00, 14:30-18:30"),) * 5 + ((), ()))
WITH_DUTY_SATURDAY = WeeklyHours((parse_hours("09:00-13:00, 14:30-18:30"),) * 5 + (parse_hours("10:00-12:00"), ()))


@pytest.fixture(scope="module")
def days() -> OfficialDays:
    return load_days("kz")


@pytest.fixture(scope="module")
def department(days: OfficialDays) -> WorkingTime:
    return WorkingTime.from_hours(DEPARTMENT, days)


@pytest.fixture(scope="module")
def duty(days: OfficialDays) -> WorkingTime:
    return WorkingTime.from_hours(WITH_DUTY_SATURDAY, days)


def at(text: str) -> int:
    return instant(datetime.fromisoformat(text))


def opening_hours(time: WorkingTime, day: str) -> list[tuple[str, str]]:
    midnight = at(day)
    inside = (time.opens >= midnight) & (time.opens < midnight + DAY)
    return [
        (civil(a).strftime("%H:%M"), civil(b).strftime("%H:%M"))
        for a, b in zip(time.opens[inside], time.closes[inside], strict=True)
    ]


def test_an_hour_from_noon_ends_at_one_and_not_after_lunch(department: WorkingTime) -> None:
    assert department.add(at("2018-02-28 12:00"), HOUR) == at("2018-02-28 13:00")
    assert department.add(at("2018-02-28 12:00"), HOUR + 1) == at("2018-02-28 14:30:01")


def test_two_hours_from_friday_half_past_five_end_on_monday_at_ten(department: WorkingTime) -> None:
    # Friday 23 February 2018: one hour till 18:30, one from Monday 9:00.
    assert department.add(at("2018-02-23 17:30"), 2 * HOUR) == at("2018-02-26 10:00")


def test_a_worked_saturday_has_mondays_hours(department: WorkingTime, duty: WorkingTime) -> None:
    for time in (department, duty):
        assert opening_hours(time, "2018-03-03") == [("09:00", "13:00"), ("14:30", "18:30")]
    # Friday 2 March 17:30 + 2 h: an hour on Friday, an hour on Saturday.
    assert department.add(at("2018-03-02 17:30"), 2 * HOUR) == at("2018-03-03 10:00")


def test_a_duty_saturday_is_open_and_a_saturday_holiday_is_not(duty: WorkingTime) -> None:
    assert opening_hours(duty, "2018-03-10") == [("10:00", "12:00")]
    assert opening_hours(duty, "2018-12-01") == []  # First President Day, a Saturday
    assert opening_hours(duty, "2018-12-16") == []  # Independence Day, a Sunday


def test_a_weekday_off_has_no_hours_whoever_keeps_them(department: WorkingTime, duty: WorkingTime) -> None:
    for day in ("2018-03-08", "2018-03-09", "2018-03-21", "2018-04-30", "2018-05-01"):
        assert opening_hours(department, day) == opening_hours(duty, day) == []
    assert department.next_open(at("2018-03-07 18:30")) == at("2018-03-12 09:00")
    assert duty.next_open(at("2018-03-07 18:30")) == at("2018-03-10 10:00")


def test_round_the_clock_is_open_on_holidays_without_a_seam_at_midnight(days: OfficialDays) -> None:
    time = WorkingTime.from_hours(WeeklyHours.every_day(), days)
    assert len(time.opens) == 1
    assert time.is_open(at("2018-03-08 23:59:59"))
    assert time.total == (date(2027, 12, 31) - date(2012, 1, 1)).days * DAY + DAY
    assert time.add(at("2018-12-31 23:00"), 2 * HOUR) == at("2019-01-01 01:00")


def test_a_date_outside_the_calendar_is_an_error_that_names_the_span(
    days: OfficialDays, department: WorkingTime
) -> None:
    for day in (date(2011, 12, 31), date(2028, 1, 1)):
        with pytest.raises(CalendarSpanError, match="2012-01-01 to 2027-12-31"):
            days.is_working(day)
        with pytest.raises(CalendarSpanError, match="2012-01-01 to 2027-12-31"):
            days.name(day)
    for text in ("2011-12-31 12:00", "2028-01-02 12:00"):
        with pytest.raises(CalendarSpanError, match="2012-01-01 to 2027-12-31"):
            department.add(at(text), 1)


# The legal clock.


@pytest.fixture(scope="module")
def clock(department: WorkingTime, days: OfficialDays) -> OfficeClock:
    return OfficeClock.of(department, days)


def deadline(clock: OfficeClock, received: str, limit: str, *, included: bool = False) -> str:
    result = clock.deadlines(np.array([at(received)]), parse_limit(limit), day_of_receipt_included=included)
    return civil(int(result[0])).strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")


@pytest.mark.parametrize(
    ("received", "limit", "due"),
    [
        # Working days: the worked Saturday 3 March counts, 8 and 9 March and the weekend do not.
        ("2018-03-02 09:00", "1 working day", "2018-03-03 18:30"),
        ("2018-03-02 18:29:59", "1 working day", "2018-03-03 18:30"),
        ("2018-03-02 18:30", "1 working day", "2018-03-03 18:30"),
        ("2018-03-03 09:00", "2 working days", "2018-03-06 18:30"),
        ("2018-03-06 10:00", "2 working days", "2018-03-12 18:30"),
        ("2018-03-07 10:00", "1 working day", "2018-03-12 18:30"),
        ("2018-03-20 10:00", "1 working day", "2018-03-26 18:30"),
        ("2018-12-28 10:00", "2 working days", "2019-01-03 18:30"),
        # Calendar days: the close of that day, or of the next working day.
        ("2018-03-12 10:00", "3 calendar days", "2018-03-15 18:30"),
        ("2018-03-14 10:00", "3 calendar days", "2018-03-19 18:30"),
        ("2018-03-01 10:00", "2 calendar days", "2018-03-03 18:30"),
        ("2018-03-06 10:00", "2 calendar days", "2018-03-12 18:30"),
        ("2018-03-11 10:00", "1 calendar day", "2018-03-12 18:30"),
        # Minutes and hours: the office's own time.
        ("2018-02-28 12:50", "10 minutes", "2018-02-28 13:00"),
        ("2018-02-28 12:55", "10 minutes", "2018-02-28 14:35"),
        ("2018-02-28 13:30", "30 minutes", "2018-02-28 15:00"),
        ("2018-02-28 18:30", "30 minutes", "2018-03-01 09:30"),
        ("2018-03-07 17:30", "2 hours", "2018-03-12 10:00"),
    ],
)
def test_the_deadline_is(clock: OfficeClock, received: str, limit: str, due: str) -> None:
    assert deadline(clock, received, limit) == due


@pytest.mark.parametrize(
    ("received", "limit", "due"),
    [
        ("2018-03-02 09:00", "1 working day", "2018-03-02 18:30"),
        ("2018-03-02 09:00", "2 working days", "2018-03-03 18:30"),
        ("2018-03-07 10:00", "2 working days", "2018-03-12 18:30"),
    ],
)
def test_with_the_day_of_receipt_included_the_deadline_is(
    clock: OfficeClock, received: str, limit: str, due: str
) -> None:
    assert deadline(clock, received, limit, included=True) == due


@pytest.mark.parametrize("day", ["2018-03-04", "2018-03-08", "2018-03-09", "2018-03-10"])
def test_after_receipt_on_a_day_off_one_working_day_ends_on_the_next_working_day(clock: OfficeClock, day: str) -> None:
    following = {"2018-03-04": "2018-03-05"}.get(day, "2018-03-12")
    assert deadline(clock, f"{day} 10:00", "1 working day") == f"{following} 18:30"


@pytest.mark.parametrize("day", ["2018-03-04", "2018-03-08", "2018-03-10"])
def test_with_the_day_of_receipt_included_a_day_off_is_not_the_first_working_day(clock: OfficeClock, day: str) -> None:
    following = {"2018-03-04": "2018-03-05"}.get(day, "2018-03-12")
    assert deadline(clock, f"{day} 10:00", "1 working day", included=True) == f"{following} 18:30"


def test_what_passes_at_the_very_close_of_business_was_received_on_that_day(clock: OfficeClock) -> None:
    assert deadline(clock, "2018-03-12 18:30", "1 working day") == "2018-03-13 18:30"


def test_what_passes_at_a_close_at_midnight_was_received_on_the_day_that_ends(days: OfficialDays) -> None:
    hours = WeeklyHours((parse_hours("14:00-24:00"),) * 5 + ((), ()))
    clock = OfficeClock.of(WorkingTime.from_hours(hours, days), days)
    # Monday 12 March ends at midnight; one working day later Tuesday 13 does.
    assert deadline(clock, "2018-03-13 00:00", "1 working day") == "2018-03-14 00:00"


def test_duty_saturdays_make_no_working_day(duty: WorkingTime, days: OfficialDays) -> None:
    clock = OfficeClock.of(duty, days)
    # Friday 16 March, Saturday 17 on duty, Monday 19.
    assert deadline(clock, "2018-03-16 10:00", "1 working day") == "2018-03-19 18:30"
    assert deadline(clock, "2018-03-16 10:00", "1 calendar day") == "2018-03-19 18:30"
    # Minutes are the office's time, and it is open on that Saturday.
    assert deadline(clock, "2018-03-16 18:25", "10 minutes") == "2018-03-17 10:05"


def test_an_office_that_never_closes_ends_its_days_at_midnight(days: OfficialDays) -> None:
    clock = OfficeClock.of(WorkingTime.from_hours(WeeklyHours.every_day(), days), days)
    assert deadline(clock, "2018-03-02 10:00", "1 working day") == "2018-03-04 00:00"
    assert deadline(clock, "2018-03-08 10:00", "1 working day") == "2018-03-13 00:00"


def test_an_office_that_is_closed_on_a_working_day_ends_it_at_midnight(days: OfficialDays) -> None:
    hours = WeeklyHours((parse_hours("09:00-13:00"), (), parse_hours("09:00-13:00"), (), (), (), ()))
    clock = OfficeClock.of(WorkingTime.from_hours(hours, days), days)
    # Monday 12 March; it is closed on Tuesday and open on Wednesday till 13:00.
    assert deadline(clock, "2018-03-12 10:00", "1 working day") == "2018-03-14 00:00"
    assert deadline(clock, "2018-03-12 10:00", "2 working days") == "2018-03-14 13:00"


@pytest.mark.parametrize("limit", ["3 working days", "9 calendar days", "20 hours"])
def test_a_deadline_past_the_calendars_end_lies_behind_every_instant_of_it(clock: OfficeClock, limit: str) -> None:
    received = np.array([at("2027-12-30 15:00"), at("2018-03-12 10:00")])
    due = clock.deadlines(received, parse_limit(limit))
    assert due[0] > clock.hours.end
    assert due[1] < clock.hours.end


@pytest.mark.parametrize(
    ("received", "answered", "count"),
    [
        ("2018-03-02 09:00", "2018-03-02 18:30", 0),
        ("2018-03-02 09:00", "2018-03-03 09:00", 1),
        ("2018-03-02 18:30", "2018-03-03 18:30", 1),
        # After the close it belongs to the next working day.
        ("2018-03-02 09:00", "2018-03-03 18:30:01", 2),
        ("2018-03-07 10:00", "2018-03-12 09:00", 1),
        ("2018-03-07 10:00", "2018-03-09 09:00", 1),
        ("2018-03-20 10:00", "2018-03-27 09:00", 2),
    ],
)
def test_the_working_days_from_receipt_to_answer_are(
    clock: OfficeClock, received: str, answered: str, count: int
) -> None:
    given_at, then = np.array([at(received)]), np.array([at(answered)])
    assert clock.working_days(given_at, then).tolist() == [count]
    assert clock.working_days(given_at, then, day_of_receipt_included=True).tolist() == [count + 1]


def test_received_on_a_day_off_the_next_working_day_is_day_1_either_way(clock: OfficeClock) -> None:
    given_at, then = np.array([at("2018-03-10 10:00")]), np.array([at("2018-03-12 09:00")])
    assert clock.working_days(given_at, then).tolist() == [1]
    assert clock.working_days(given_at, then, day_of_receipt_included=True).tolist() == [1]


# A calendar of six weeks with two days off and a worked Saturday, and an office with a duty Saturday.
FIRST = date(2018, 1, 1)
WORKING = np.array([(day % 7 < 5 or day == 5) and day not in (2, 14) for day in range(42)])
WEEKS = OfficialDays("weeks", FIRST, FIRST + timedelta(days=41), WORKING, {})
CLOCKS = [
    OfficeClock.of(WorkingTime.from_hours(hours, WEEKS), WEEKS)
    for hours in (DEPARTMENT, WITH_DUTY_SATURDAY, WeeklyHours.every_day())
]
CLOSES = [START + day * DAY + s for day in range(21) for s in (9 * HOUR, 18 * HOUR + 30 * MINUTE)]
INSTANTS = st.one_of(st.integers(START, START + 21 * DAY), st.sampled_from(CLOSES)).flatmap(
    lambda t: st.sampled_from([max(t - 1, START), t, t + 1])
)


def counted_by_hand(clock: OfficeClock, received: int, answered: int) -> int:
    """Walk over the days: official working days after the day of receipt up to the day of the answer."""
    first, day = START // DAY, answered // DAY
    closings = [t for t in clock.hours.closes.tolist() if day * DAY < t <= (day + 1) * DAY]
    if answered > max(closings, default=(day + 1) * DAY):
        day += 1  # after the close it belongs to the next working day
    while not WORKING[day - first]:
        day += 1
    return int(WORKING[received // DAY - first + 1 : day - first + 1].sum())


@FACT
@given(st.sampled_from(CLOCKS), INSTANTS, INSTANTS)
def test_working_days_are_those_that_a_walk_over_the_days_finds(clock: OfficeClock, a: int, b: int) -> None:
    received, answered = min(a, b), max(a, b)
    # On the midnight that ends a day round the clock the answer still belongs to that day.
    assume(answered % DAY != 0 or clock is not CLOCKS[2])
    counted = clock.working_days(np.array([received]), np.array([answered]))
    assert counted.tolist() == [counted_by_hand(clock, received, answered)]


@FACT
@given(st.sampled_from(CLOCKS), INSTANTS, INSTANTS, st.integers(1, 5), st.booleans())
@example(CLOCKS[0], START + 9 * HOUR, START + DAY + 18 * HOUR + 30 * MINUTE, 1, False)
@example(CLOCKS[0], START + 9 * HOUR, START + DAY + 18 * HOUR + 30 * MINUTE + 1, 1, False)
def test_in_time_is_exactly_a_count_not_above_the_limit(
    clock: OfficeClock, a: int, b: int, most: int, included: bool
) -> None:
    received, answered = np.array([min(a, b)]), np.array([max(a, b)])
    due = clock.deadlines(received, Limit(most, "working_days"), day_of_receipt_included=included)
    count = clock.working_days(received, answered, day_of_receipt_included=included)
    assert (answered <= due).tolist() == (count <= most).tolist()


@FACT
@given(st.sampled_from(CLOCKS), INSTANTS, st.integers(1, 5))
def test_a_longer_limit_ends_later_and_every_limit_ends_after_the_receipt(
    clock: OfficeClock, received: int, most: int
) -> None:
    for unit in ("minutes", "hours", "working_days", "calendar_days"):
        shorter, longer = (int(clock.deadlines(np.array([received]), Limit(n, unit))[0]) for n in (most, most + 1))
        assert received < shorter <= longer
        assert unit == "calendar_days" or shorter < longer

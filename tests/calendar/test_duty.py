"""Hours with gaps: the arithmetic of working time holds for a person who is away now and then, and for several people."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calendar.duty import (
    Duty,
    Gap,
    Presence,
    anybody,
    both,
    everybody,
    intervals,
    present,
    union,
    union_of_arrays,
)
from sim.calendar.working_time import WorkingTime
from sim.quantities import DAY, HOUR, instant

START = instant(date(2018, 3, 5))
DAYS = 6
END = START + DAYS * DAY


def week(*daily: tuple[int, int]) -> WorkingTime:
    """The same hours on all days of the span."""
    return WorkingTime.from_intervals(
        START, END, [(START + d * DAY + a, START + d * DAY + b) for d in range(DAYS) for a, b in daily]
    )


DEPARTMENT = week((9 * HOUR, 13 * HOUR), (14 * HOUR, 18 * HOUR))
LATE = week((12 * HOUR, 20 * HOUR))
ALWAYS = WorkingTime.from_intervals(START, END, [(START, END)])
MINUTE_TICKS = st.integers(0, DAYS * 48).map(lambda half_hours: START + half_hours * 1800)
stretches = st.lists(st.tuples(MINUTE_TICKS, st.integers(1, 60)), max_size=5).map(
    lambda found: [(a, min(a + n * 1800, END)) for a, n in found if a < END]
)
duties = st.tuples(st.sampled_from([DEPARTMENT, LATE, ALWAYS]), stretches).map(lambda d: present(d[0], union(d[1])))


def open_seconds(duty: Duty) -> np.ndarray:
    """By half hour of the span, whether somebody is there; told without the arithmetic that is tested."""
    hours, gaps = (duty.hours, duty.gaps) if isinstance(duty, Presence) else (duty, ())
    ticks = np.arange(START, END, 1800)
    is_open = np.array([any(a <= t < b for a, b in zip(hours.opens, hours.closes, strict=True)) for t in ticks])
    return is_open & ~np.array([any(a <= t < b for a, b in gaps) for t in ticks])


@settings(max_examples=150)
@given(duties, MINUTE_TICKS, MINUTE_TICKS)
def test_elapsed_counts_the_open_seconds_between_two_instants(duty: Duty, a: int, b: int) -> None:
    a, b = min(a, b), max(a, b)
    ticks = np.arange(START, END, 1800)
    expected = int((open_seconds(duty) & (ticks >= a) & (ticks < b)).sum()) * 1800
    assert duty.elapsed(a, b) == expected
    assert duty.elapsed(b, a) == -expected
    assert duty.elapsed_many(np.array([a]), np.array([b])).tolist() == [expected]


@settings(max_examples=150)
@given(duties, MINUTE_TICKS, st.integers(0, 40 * 3600))
def test_adding_a_duration_passes_exactly_so_much_open_time_and_no_second_later(duty: Duty, at: int, d: int) -> None:
    open_time = duty.without_end
    end = open_time.add(at, d)
    if end <= END:
        assert duty.elapsed(at, end) == d
        assert end == at or duty.elapsed(at, end - 1) == d - 1
    else:
        assert duty.elapsed(at, END) < d or not d


@settings(max_examples=150)
@given(duties, MINUTE_TICKS)
def test_the_interval_at_an_instant_is_the_next_one_that_has_not_closed(duty: Duty, at: int) -> None:
    opens, closes = duty.without_end.interval_at(at)
    ticks, there = np.arange(START, END, 1800), open_seconds(duty)
    later = ticks[there & (ticks >= at)]
    if not len(later):
        assert opens >= END
        return
    assert max(opens, at) == later[0]
    assert duty.is_open(int(later[0]))
    inside = there[(ticks >= max(opens, at)) & (ticks < closes)]
    assert inside.all()
    after = there[ticks == closes]
    assert not after.any() or closes == END


@settings(max_examples=100)
@given(duties, MINUTE_TICKS)
def test_the_next_close_of_a_day_is_the_last_moment_of_presence_on_its_day(duty: Duty, at: int) -> None:
    closes = [b for _, b in intervals(duty, START, END)]
    last_of_day = [
        b for b, c in zip(closes, [*closes[1:], None], strict=True) if c is None or (b - 1) // DAY != (c - 1) // DAY
    ]
    expected = next((b for b in last_of_day if b > at), None)
    assert duty.without_end.next_day_close(at) == expected


@settings(max_examples=100)
@given(st.lists(duties, min_size=1, max_size=4))
def test_anybody_is_there_when_one_of_them_is(people: list[Duty]) -> None:
    joint = anybody(people)
    ticks = np.arange(START, END, 1800)
    expected = np.any([open_seconds(duty) for duty in people], axis=0)
    assert [joint.is_open(int(t)) for t in ticks] == expected.tolist()


def test_people_of_one_post_share_its_hours_unless_all_are_away() -> None:
    first = present(DEPARTMENT, [(START, START + 2 * DAY)])
    second = present(DEPARTMENT, [(START + DAY, START + 3 * DAY)])
    assert anybody([first, second]) == present(DEPARTMENT, [(START + DAY, START + 2 * DAY)])
    assert anybody([first, DEPARTMENT]) is DEPARTMENT


def test_a_leave_ends_at_the_opening_after_it() -> None:
    """Leave on Tuesday and Wednesday: 5 hours from Monday 16:00 are 2 on Monday and 3 on Thursday, until 12:00."""
    member = present(DEPARTMENT, [(START + DAY, START + 3 * DAY)])
    assert member.add(START + 16 * HOUR, 5 * HOUR) == START + 3 * DAY + 12 * HOUR
    assert member.next_open(START + DAY + 10 * HOUR) == START + 3 * DAY + 9 * HOUR
    assert member.next_day_close(START + DAY) == START + 3 * DAY + 18 * HOUR


def test_work_that_ends_as_the_absence_begins_is_done() -> None:
    member = present(DEPARTMENT, [(START + 11 * HOUR, START + 12 * HOUR)])
    assert member.add(START + 10 * HOUR, HOUR) == START + 11 * HOUR
    assert member.add(START + 10 * HOUR, HOUR + 1) == START + 12 * HOUR + 1


def test_no_gap_leaves_the_very_hours() -> None:
    assert present(DEPARTMENT, []) is DEPARTMENT


@pytest.mark.parametrize("day", [0, 2, 5])
def test_intervals_are_cut_to_what_is_asked_for(day: int) -> None:
    noon = START + day * DAY + 12 * HOUR
    found = list(intervals(DEPARTMENT, noon, noon + 3 * HOUR))
    assert found == [(noon, noon + HOUR), (noon + 2 * HOUR, noon + 3 * HOUR)]
    assert timedelta(seconds=sum(b - a for a, b in found)) == timedelta(hours=2)


@settings(max_examples=60)
@given(st.lists(duties, min_size=1, max_size=3))
def test_everybody_is_there_when_each_is(several: list[Duty]) -> None:
    expected = np.all([open_seconds(duty) for duty in several], axis=0)
    assert (open_seconds(everybody(several)) == expected).all()
    assert (open_seconds(everybody([duty.without_end for duty in several])) == expected).all()


@settings(max_examples=100)
@given(duties, st.sampled_from([DEPARTMENT, LATE, ALWAYS]))
def test_both_are_there_when_each_is(duty: Duty, hours: WorkingTime) -> None:
    common = both(duty, hours)
    assert open_seconds(common).tolist() == (open_seconds(duty) & open_seconds(hours)).tolist()
    assert (common is duty) == (not (open_seconds(duty) & ~open_seconds(hours)).any())


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda s: (s[0], sum(s))), max_size=8))
def test_the_union_of_arrays_is_that_of_stretches(found: list[Gap]) -> None:
    begins, ends = np.array(found, dtype=np.int64).reshape(-1, 2).T
    result = union_of_arrays(begins, ends)
    assert list(zip(*(array.tolist() for array in result), strict=True)) == union(found)


@settings(max_examples=100)
@given(duties, st.lists(MINUTE_TICKS))
def test_the_next_openings_of_many_instants_are_those_of_each(duty: Duty, at: list[int]) -> None:
    open_time = duty.without_end
    found = open_time.next_open_many(np.array(at, dtype=np.int64))
    assert found.tolist() == [open_time.next_open(each) for each in at]


def test_everybody_with_one_set_of_hours_keeps_them() -> None:
    assert everybody([DEPARTMENT, DEPARTMENT]) is DEPARTMENT


@pytest.mark.parametrize(
    ("at", "hours", "since"),
    [(18, 1, 17), (18, 4, 14), (18, 5, 12), (14, 1, 12), (13, 4, 9), (16, 0, 16)],
)
def test_the_latest_instant_from_which_so_much_open_time_passes(at: int, hours: int, since: int) -> None:
    monday = START + at * HOUR
    assert DEPARTMENT.back(monday, hours * HOUR) == START + since * HOUR
    assert DEPARTMENT.back(monday + DAY, 8 * HOUR + hours * HOUR) == START + since * HOUR or not hours


def test_before_the_first_opening_there_is_no_more_open_time() -> None:
    assert DEPARTMENT.back(START + 10 * HOUR, 5 * HOUR) == START + 9 * HOUR

"""Compiled arithmetic of open time gives what Python gives, instant by instant, and refuses what lies outside the calendar."""

from __future__ import annotations

import pickle
from unittest import mock

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim import native
from sim.calendar.duty import Duty, Presence, intervals, open_intervals, present, union
from sim.calendar.working_time import WorkingTime
from sim.errors import CalendarSpanError
from sim.quantities import DAY, HOUR
from tests.calendar.test_working_time import DAYS, EDGES, END, HOURS, MOMENTS, START, Seconds

needs_library = pytest.mark.skipif(native.library() is None, reason=f"there is no library: {native.why_missing()}")
GAPS = st.lists(st.tuples(MOMENTS, MOMENTS), max_size=4).map(
    lambda found: union((min(pair), max(pair)) for pair in found if pair[0] != pair[1])
)
DUTIES = st.builds(lambda hours, gaps: present(hours.time, gaps), HOURS, GAPS)
ODD = WorkingTime.from_intervals(START + HOUR, END - HOUR, [(START + 2 * HOUR, START + 30 * HOUR)])


def moments(duty: Duty) -> np.ndarray:
    """Instants at which anything changes, and their neighbours, as far as they lie in the span."""
    hours, gaps = (duty.hours, duty.gaps) if isinstance(duty, Presence) else (duty, ())
    ends = [*hours.opens.tolist(), *hours.closes.tolist(), *(at for gap in gaps for at in gap), *EDGES, START, END]
    every = {at + shift for at in ends for shift in (-1, 0, 1)}
    return np.array(sorted(at for at in every if duty.start <= at <= duty.end), dtype=np.int64)


def without_library() -> mock._patch:
    """Python alone."""
    return mock.patch("sim.calendar.open_time.library", return_value=None)


@needs_library
@settings(max_examples=150)
@given(DUTIES)
@example(Seconds(((START, END),)).time)
@example(present(Seconds(((START, END),)).time, [(START, START + 1), (END - 1, END)]))
@example(Seconds(()).time)
@example(ODD)
def test_open_time_before_and_between_is_the_same(duty: Duty) -> None:
    at = moments(duty)
    expected = [duty.worked(int(t)) for t in at]
    assert duty.worked_many(at).tolist() == expected
    other = np.roll(at, 3)
    assert duty.elapsed_many(at, other).tolist() == [
        duty.elapsed(int(a), int(b)) for a, b in zip(at, other, strict=True)
    ]
    with without_library():
        assert duty.worked_many(at).tolist() == expected


@needs_library
@settings(max_examples=150)
@given(HOURS)
@example(Seconds(((START, END),)))
@example(Seconds(((START, START + 1), (END - 1, END))))
def test_adding_and_the_next_opening_are_the_same(hours: Seconds) -> None:
    time = hours.time
    at = moments(time)
    left = time.total - time.worked_many(at)
    for duration in (left * 0, np.minimum(left, 1), left // 2, left):
        added = time.add_many(at, duration)
        assert added.tolist() == [time.add(int(t), int(d)) for t, d in zip(at, duration, strict=True)]
        with without_library():
            assert time.add_many(at, duration).tolist() == added.tolist()
    before_last = at[at < time.closes[-1]] if len(time.closes) else at[:0]
    opening = time.next_open_many(before_last)
    assert opening.tolist() == [time.next_open(int(t)) for t in before_last]
    with without_library():
        assert time.next_open_many(before_last).tolist() == opening.tolist()


@needs_library
@pytest.mark.parametrize("at", [START - 1, END + 1, START - 30 * DAY, END + 30 * DAY, -1, 1 << 62])
def test_what_lies_outside_the_calendar_is_refused_in_the_same_words(at: int) -> None:
    time = Seconds(((START + 9 * HOUR, START + 18 * HOUR),)).time
    inside = np.array([START, END], dtype=np.int64)
    outside = np.array([START, at], dtype=np.int64)
    for call in (
        lambda: time.worked_many(outside),
        lambda: time.elapsed_many(inside, outside),
        lambda: time.elapsed_many(outside, inside),
        lambda: time.add_many(outside, np.zeros(2, dtype=np.int64)),
        lambda: time.next_open_many(outside),
        lambda: present(time, [(START, START + 1)]).worked_many(outside),
    ):
        with pytest.raises(CalendarSpanError) as compiled:
            call()
        with without_library(), pytest.raises(CalendarSpanError) as plain:
            call()
        assert str(compiled.value) == str(plain.value)


@needs_library
def test_what_would_end_behind_the_calendar_is_refused_in_the_same_words() -> None:
    time = Seconds(((START + 9 * HOUR, START + 18 * HOUR),)).time
    at, too_long = np.array([START, START + 10 * HOUR]), np.array([1, 8 * HOUR + 1])
    closed = np.array([START + 18 * HOUR])
    for call in (lambda: time.add_many(at, too_long), lambda: time.next_open_many(closed)):
        with pytest.raises(CalendarSpanError) as compiled:
            call()
        with without_library(), pytest.raises(CalendarSpanError) as plain:
            call()
        assert str(compiled.value) == str(plain.value)
    assert time.add_many(at, too_long - 1).tolist() == [START, START + 18 * HOUR]
    assert time.without_end.next_open_many(closed).tolist() == [time.without_end.next_open(int(closed[0]))]
    with pytest.raises(ValueError, match="never negative"):
        time.add_many(at, np.array([0, -1]))


@settings(max_examples=200)
@given(DUTIES, MOMENTS, MOMENTS)
def test_open_intervals_are_those_that_are_met_one_by_one(duty: Duty, a: int, b: int) -> None:
    begins, ends = open_intervals(duty, min(a, b), max(a, b))
    assert list(zip(begins.tolist(), ends.tolist(), strict=True)) == joined(intervals(duty, min(a, b), max(a, b)))


def joined(stretches: object) -> list[tuple[int, int]]:
    """Stretches in order, those that adjoin as one."""
    return union(stretches)  # type: ignore[arg-type]  # whatever gives stretches


def test_hours_that_are_pickled_leave_their_addresses_behind() -> None:
    time = Seconds(((START + 9 * HOUR, START + 18 * HOUR),)).time
    duty = present(time, [(START + 10 * HOUR, START + 11 * HOUR)])
    at = np.array([END], dtype=np.int64)
    assert duty.worked_many(at).tolist() == [8 * HOUR]
    again = pickle.loads(pickle.dumps(duty))
    assert "open_time" not in again.__dict__ | again.hours.__dict__
    assert again.worked_many(at).tolist() == [8 * HOUR]
    assert again.worked_many(at + 0).tolist() == [duty.worked(START + DAYS * DAY)]

"""Who is on the staff, how fast, and when at other duties: from a scenario to the members of its pools."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sim.calendar.duty import Gap, intervals
from sim.measure.offered_load import PoolLoad, offered_load
from sim.model.build_capacity import draw_capacity
from sim.model.capacity import Member, Pool
from sim.model.model import Model, build_model
from sim.model.other_duties import MOST_BLOCKS
from sim.model.pace import pace_at, time_needed, work_left
from sim.quantities import DAY, HOUR, instant
from tests.people import study


def at(day: str, hour: float = 0.0) -> int:
    """The instant of an hour of a day of 2018."""
    return instant(date.fromisoformat(f"2018-{day}")) + int(hour * HOUR)


def model_with(folder: Path, executor: str, **others: str) -> Model:
    """The model with a block of executors, and what else a test states."""
    return build_model(study(folder, staff={"executor": executor}, **others))


def executors(model: Model, replication: int | None = None, office: str = "department") -> Pool:
    """The pool of the executors, with what is drawn for a replication."""
    capacity = model.capacity
    if replication is not None:
        capacity = draw_capacity(capacity, model.study, model.window, replication)
    return next(p for p in capacity.pools if p.role == "executor" and capacity.offices[p.office].name == office)


def away(member: Member) -> list[tuple[int, int, bool]]:
    """The absences of a member."""
    return [(a.start, a.end, a.hands_over) for a in member.absences]


def load_of(model: Model) -> PoolLoad:
    """The expected load of the executors."""
    return next(load for load in offered_load(model) if load.role == "executor")


def test_a_member_is_absent_until_he_comes_and_when_he_is_gone(tmp_path: Path) -> None:
    model = model_with(tmp_path, "{members: {old: {until: 2018-05-02}, new: {from: 2018-04-16}, always: }}")
    start, end = model.capacity.offices[0].clock.hours.start, model.capacity.offices[0].clock.hours.end
    old, new, always = executors(model).roster
    assert away(old) == [(at("05-02"), end, True)]
    assert away(new) == [(start, at("04-16"), True)]
    assert away(always) == []


def test_whoever_is_gone_hands_over_however_long_an_absence_may_last_that_does_not(tmp_path: Path) -> None:
    model = model_with(tmp_path, "{members: {old: {until: 2018-06-29}, always: }, hand_over_after: 1000 working days}")
    assert [hands_over for *_, hands_over in away(executors(model).roster[0])] == [True]


def test_a_leave_up_to_the_last_day_is_one_absence_with_being_gone(tmp_path: Path) -> None:
    leave = "absences: [{member: old, first_day: 2018-04-30, last_day: 2018-05-01}]"
    model = model_with(tmp_path, f"{{members: {{old: {{until: 2018-05-02}}, always: }}, {leave}}}")
    assert away(executors(model).roster[0])[0][::2] == (at("04-30"), True)


def test_of_a_headcount_the_highest_numbers_come_last_and_go_first(tmp_path: Path) -> None:
    changes = "[{from: 2018-04-02, count: 4}, {from: 2018-05-02, count: 1}, {from: 2018-06-04, count: 3}]"
    model = model_with(tmp_path, f"{{count: 2, count_changes: {changes}}}")
    pool, start = executors(model), model.capacity.offices[0].clock.hours.start
    end = model.capacity.offices[0].clock.hours.end
    assert (pool.members, [member.name for member in pool.roster]) == (4, ["0", "1", "2", "3"])
    days = [[(a, b) for a, b, _ in away(member)] for member in pool.roster]
    gone = (at("05-02"), at("06-04"))
    assert days == [[], [gone], [(start, at("04-02")), gone], [(start, at("04-02")), (at("05-02"), end)]]


def test_of_a_headcount_those_are_on_leave_who_are_on_the_staff(tmp_path: Path) -> None:
    leave = "absences: [{members: 1, first_day: 2018-04-09, last_day: 2018-04-13}]"
    block = f"{{count: 2, count_changes: [{{from: 2018-05-02, count: 3}}], {leave}}}"
    pool = executors(model_with(tmp_path, block))
    assert [len(member.absences) for member in pool.roster] == [0, 1, 1]
    assert away(pool.roster[1]) == [(at("04-09"), at("04-14"), True)]


def test_a_pace_holds_from_a_day_on(tmp_path: Path) -> None:
    block = "{members: {slow: {pace: 1.3}, new: {from: 2018-04-02, pace: {factor: 1.5, until: 2018-05-02}}, third: }}"
    slow, new, third = executors(model_with(tmp_path, block)).roster
    assert [pace_at(slow.paces, at(day)) for day in ("03-05", "06-01")] == [130, 130]
    assert [pace_at(new.paces, t) for t in (at("04-02"), at("05-02") - 1, at("05-02"))] == [150, 150, 100]
    assert third.paces == ()


def test_those_who_come_at_a_change_have_its_pace_and_the_others_that_of_the_staff(tmp_path: Path) -> None:
    change = "{from: 2018-04-02, count: 2, pace: {factor: 1.5, until: 2018-05-02}}"
    old, new = executors(model_with(tmp_path, f"{{count: 1, pace: 0.9, count_changes: [{change}]}}")).roster
    assert [pace_at(old.paces, at(day)) for day in ("03-05", "06-01")] == [90, 90]
    assert [pace_at(new.paces, at(day)) for day in ("04-02", "05-02")] == [150, 100]


def test_a_pace_of_1_is_none(tmp_path: Path) -> None:
    assert executors(model_with(tmp_path, "{count: 2, pace: 1.0}")).roster == ()


@pytest.mark.parametrize(
    ("work", "pace", "needed"), [(10, 130, 13), (5, 110, 6), (4, 110, 4), (1, 40, 1), (1, 30, 1), (3, 50, 2)]
)
def test_work_at_a_pace_is_rounded_half_up_and_takes_a_second_at_least(work: int, pace: int, needed: int) -> None:
    assert time_needed(work, pace) == needed


@pytest.mark.parametrize(
    ("work", "left", "pace", "stated"), [(100, 39, 130, 30), (100, 40, 130, 31), (3, 2, 50, 3), (60, 20, 80, 25)]
)
def test_what_is_left_is_rounded_up_to_stated_work_and_is_no_more_than_there_was(
    work: int, left: int, pace: int, stated: int
) -> None:
    assert work_left(work, left, pace) == stated


def taken(blocks: tuple[Gap, ...], member: Member, day: str) -> int:
    """Seconds of the post that blocks of other duties take on a day."""
    return sum(
        member.hours.elapsed(max(a, at(day)), min(b, at(day) + DAY))
        for a, b in blocks
        if a < at(day) + DAY and b > at(day)
    )


def test_other_duties_take_their_share_of_every_day_within_the_hours(tmp_path: Path) -> None:
    model = model_with(tmp_path, "{count: 2, other_duties: 40 %}")
    pool = executors(model, 1)
    for member in pool.roster:
        blocks = member.other_duties
        assert all(b < c for (_, b), (c, _) in pairwise(blocks)), "in order and apart"
        for day in ("03-05", "03-07", "04-02", "05-30"):
            assert taken(blocks, member, day) == int(0.4 * 8 * HOUR)
        assert taken(blocks, member, "03-10") == 0, "a Saturday"
        assert all(member.hours.is_open(a) and member.hours.is_open(b - 1) for a, b in blocks)
    assert pool.roster[0].other_duties != pool.roster[1].other_duties
    assert pool.duty is executors(model).duty, "other duties do not close the pool"


def test_blocks_have_the_drawn_length_and_the_last_one_the_rest(tmp_path: Path) -> None:
    block = "{count: 1, other_duties: {share: 20 %, block: 1 hour}}"
    (member,) = executors(model_with(tmp_path, block), 1).roster
    lengths = [member.hours.elapsed(a, b) for a, b in member.other_duties if at("03-05") <= a < at("03-06")]
    assert sorted(lengths) in ([int(0.6 * HOUR), HOUR], [int(1.6 * HOUR)]), "1.6 hours a day; two may adjoin"


def test_many_short_blocks_end_in_one_that_takes_the_rest(tmp_path: Path) -> None:
    block = "{count: 1, other_duties: {share: 90 %, block: 1 second}}"
    (member,) = executors(model_with(tmp_path, block), 1).roster
    blocks = [(a, b) for a, b in member.other_duties if at("03-05") <= a < at("03-06")]
    assert taken(member.other_duties, member, "03-05") == int(0.9 * 8 * HOUR)
    assert len(blocks) <= MOST_BLOCKS


def test_given_hours_are_the_same_every_time(tmp_path: Path) -> None:
    model = model_with(tmp_path, "{count: 2, other_duties: {hours: afternoons}}")
    for member in executors(model, 3).roster:
        assert [*intervals(member.duty, at("03-05"), at("03-06"))] == [(at("03-05", 9), at("03-05", 13))]
        assert member.presence.is_open(at("03-05", 15))
    assert executors(model).duty.is_open(at("03-05", 15))


def test_other_duties_move_for_nobody_else(tmp_path: Path) -> None:
    """Neither one member more, nor a longer period, a leave or another block of the day moves what is drawn."""
    drawn = "other_duties: {share: 40 %, block: {distribution: exponential, mean: 30 minutes}}"
    first = executors(model_with(tmp_path, f"{{count: 1, {drawn}}}"), 2).roster[0].other_duties
    more = executors(model_with(tmp_path, f"{{count: 3, {drawn}}}"), 2).roster[0].other_duties
    longer = executors(model_with(tmp_path, f"{{count: 1, {drawn}}}", end="2018-09-01"), 2).roster[0].other_duties
    leave = "absences: [{first_day: 2018-04-02, last_day: 2018-04-06}]"
    on_leave = executors(model_with(tmp_path, f"{{count: 1, {drawn}, {leave}}}"), 2).roster[0].other_duties
    assert first == more == on_leave == longer[: len(first)]
    assert first != executors(model_with(tmp_path, f"{{count: 1, {drawn}}}"), 3).roster[0].other_duties


def test_a_member_named_before_others_moves_nobody(tmp_path: Path) -> None:
    rest = "sickness: {episodes: 6 per year, length: 5 working days}, other_duties: 30 %"
    alone = executors(model_with(tmp_path, f"{{members: [b], {rest}}}"), 1).roster[0]
    second = executors(model_with(tmp_path, f"{{members: [a, b], {rest}}}"), 1).roster[1]
    assert (alone.absences, alone.other_duties) == (second.absences, second.other_duties)
    assert alone.absences


def test_a_second_office_of_a_kind_moves_nobody_in_the_first(tmp_path: Path) -> None:
    rest = "sickness: {episodes: 6 per year, length: 5 working days}, other_duties: 30 %"
    branch = f"hours: department\n    staff:\n      executor: {{count: 2, {rest}}}\n"
    one = model_with(tmp_path, "1", offices=f"  branch:\n    {branch}")
    two = model_with(tmp_path, "1", offices=f"  branch:\n    count: 2\n    {branch}")
    before = executors(one, 1, "branch").roster
    after = executors(two, 1, "branch 1").roster
    assert [(m.absences, m.other_duties) for m in before] == [(m.absences, m.other_duties) for m in after]
    other = executors(two, 1, "branch 2").roster
    assert [m.absences for m in other] != [m.absences for m in after]


def test_the_load_counts_other_duties_pace_and_who_is_there(tmp_path: Path) -> None:
    plain = load_of(model_with(tmp_path, "{count: 2}"))
    busy = load_of(model_with(tmp_path, "{count: 2, other_duties: 40 %}"))
    assert busy.on_duty_h == pytest.approx(0.6 * plain.on_duty_h)
    slow = load_of(model_with(tmp_path, "{count: 2, pace: 1.25}"))
    assert slow.load == pytest.approx(1.25 * plain.load)
    fewer = load_of(model_with(tmp_path, "{count: 2, count_changes: [{from: 2018-05-02, count: 1}]}"))
    by_month = dict(zip(fewer.months, fewer.by_month, strict=True))
    assert by_month["2018-03"] == pytest.approx(dict(zip(plain.months, plain.by_month, strict=True))["2018-03"])
    assert by_month["2018-06"] == pytest.approx(2 * dict(zip(plain.months, plain.by_month, strict=True))["2018-06"])
    whole = (at("07-01") - at("03-05")) / DAY
    assert fewer.on_staff == pytest.approx(2 - (at("07-01") - at("05-02")) / DAY / whole)
    new = load_of(model_with(tmp_path, "{count: 2, pace: {factor: 2, until: 2018-05-01}}"))
    assert dict(zip(new.months, new.by_month, strict=True))["2018-04"] == pytest.approx(
        2 * dict(zip(plain.months, plain.by_month, strict=True))["2018-04"]
    )


def test_the_load_of_given_hours_is_that_of_the_share_that_they_are(tmp_path: Path) -> None:
    plain = load_of(model_with(tmp_path, "{count: 2}"))
    busy = load_of(model_with(tmp_path, "{count: 2, other_duties: {hours: afternoons}}"))
    assert busy.load == pytest.approx(2 * plain.load)


def test_blocks_lie_anywhere_in_the_day(tmp_path: Path) -> None:
    """Over many days other duties take as much of the first hour as of the last."""
    model = model_with(tmp_path, "{count: 8, other_duties: {share: 25 %, block: 20 minutes}}", end="2018-12-01")
    starts = [a for member in executors(model, 1).roster for a, _ in member.other_duties]
    hours = np.bincount([(t % DAY) // HOUR for t in starts], minlength=24)
    assert hours[[9, 10, 11, 12, 15, 16, 17]].min() > 0.8 * hours[[9, 10, 11, 12, 15, 16, 17]].max()

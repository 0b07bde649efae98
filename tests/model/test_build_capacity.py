"""Who is there when: from members, absences, sickness and stand-ins in a scenario to the duties of the pools."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from sim.calendar.duty import intervals
from sim.measure.offered_load import bottleneck, offered_load, overloaded
from sim.model.absences import SickLeave
from sim.model.build_capacity import draw_capacity
from sim.model.capacity import Capacity, Pool
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model
from sim.quantities import DAY, HOUR, NOMINAL_DAY, Rate, instant
from sim.report.notes import note_sentence
from sim.scenario.distributions import Fixed
from tests.people import study


def at(day: str, hour: float = 0.0) -> int:
    """The instant of an hour of a day of 2018."""
    return instant(date.fromisoformat(f"2018-{day}")) + int(hour * HOUR)


def pool_of(model: Model, role: str, office: str = "department") -> Pool:
    """The pool of a role in an office."""
    offices = [o.name for o in model.capacity.offices]
    return next(p for p in model.capacity.pools if p.role == role and offices[p.office] == office)


def absences(pool: Pool, member: int) -> list[tuple[int, int, bool]]:
    """The absences of one member."""
    return [(a.start, a.end, a.hands_over) for a in pool.roster[member].absences]


def test_members_who_are_alike_share_one_duty(tmp_path: Path) -> None:
    pool = pool_of(build_model(study(tmp_path, staff={"executor": "3"})), "executor")
    assert (pool.members, pool.roster) == (3, ())


def test_a_leave_lasts_from_midnight_to_midnight_and_hands_over_what_is_in_hand(tmp_path: Path) -> None:
    block = "{members: [first, second], absences: [{member: second, first_day: 2018-04-02, last_day: 2018-04-13}]}"
    pool = pool_of(build_model(study(tmp_path, staff={"executor": block})), "executor")
    assert [member.name for member in pool.roster] == ["first", "second"]
    assert absences(pool, 0) == []
    assert absences(pool, 1) == [(at("04-02"), at("04-14"), True)]


@pytest.mark.parametrize(
    ("days", "hands_over"),
    [("first_day: 2018-04-03, last_day: 2018-04-03", False), ("first_day: 2018-04-03, last_day: 2018-04-04", True)],
)
def test_one_working_day_of_absence_only_suspends_and_two_hand_over(
    tmp_path: Path, days: str, hands_over: bool
) -> None:
    pool = pool_of(
        build_model(study(tmp_path, staff={"executor": f"{{count: 1, absences: [{{{days}}}]}}"})), "executor"
    )
    assert [found[2] for found in absences(pool, 0)] == [hands_over]


def test_hand_over_after_is_a_setting(tmp_path: Path) -> None:
    block = "{count: 1, hand_over_after: 3 working days, absences: [{first_day: 2018-04-03, last_day: 2018-04-05}]}"
    pool = pool_of(build_model(study(tmp_path, staff={"executor": block})), "executor")
    assert [found[2] for found in absences(pool, 0)] == [False]


def test_absences_with_no_hour_of_duty_between_them_count_together(tmp_path: Path) -> None:
    """Friday and the Monday after it are one absence of two days; Friday and Tuesday are two of one day each."""
    joined = "[{first_day: 2018-04-06, last_day: 2018-04-06}, {first_day: 2018-04-09, last_day: 2018-04-09}]"
    apart = "[{first_day: 2018-04-06, last_day: 2018-04-06}, {first_day: 2018-04-10, last_day: 2018-04-10}]"
    for text, expected in ((joined, [True, True]), (apart, [False, False])):
        model = build_model(study(tmp_path, staff={"executor": f"{{count: 1, absences: {text}}}"}))
        assert [found[2] for found in absences(pool_of(model, "executor"), 0)] == expected


def test_hours_of_a_day_can_be_missed(tmp_path: Path) -> None:
    block = (
        "{count: 1, absences: [{reason: training, first_day: 2018-04-03, last_day: 2018-04-04, hours: '11:00-12:00'}]}"
    )
    pool = pool_of(build_model(study(tmp_path, staff={"executor": block})), "executor")
    assert absences(pool, 0) == [(at("04-03", 11), at("04-03", 12), False), (at("04-04", 11), at("04-04", 12), False)]
    assert pool.duty.elapsed(at("04-03"), at("04-04")) == 7 * HOUR


def test_of_counted_members_those_with_the_highest_numbers_go_and_others_at_the_same_time(tmp_path: Path) -> None:
    leaves = (
        "{members: 1, first_day: 2018-04-02, last_day: 2018-04-13}",
        "{members: 2, first_day: 2018-04-09, last_day: 2018-04-20}",
        "{members: 1, first_day: 2018-05-02, last_day: 2018-05-04}",
    )
    model = build_model(study(tmp_path, staff={"executor": f"{{count: 4, absences: [{', '.join(leaves)}]}}"}))
    pool = pool_of(model, "executor")
    away = [[(a.start, a.end) for a in member.absences] for member in pool.roster]
    first, second, third = (at("04-02"), at("04-14")), (at("04-09"), at("04-21")), (at("05-02"), at("05-05"))
    assert away == [[], [second], [second], [first, third]]


def test_an_open_end_lasts_to_the_end_of_the_calendar(tmp_path: Path) -> None:
    block = "{count: 2, absences: [{reason: vacancy, first_day: 2018-05-02}]}"
    model = build_model(study(tmp_path, staff={"executor": block}))
    pool = pool_of(model, "executor")
    assert absences(pool, 1) == [(at("05-02"), model.capacity.offices[0].clock.hours.end, True)]
    assert pool.duty.is_open(at("06-04", 10))


def test_hours_in_turn_change_every_monday_from_the_week_of_the_start(tmp_path: Path) -> None:
    block = "{members: {one: {hours: [mornings, afternoons]}, other: {hours: afternoons}}}"
    pool = pool_of(build_model(study(tmp_path, staff={"employee": block}, start="2018-03-14")), "employee")
    week = 7 * DAY
    for monday, opens in ((at("03-12"), 9.0), (at("03-12") + week * 2, 9.0), (at("03-12") + week * 3, 14.5)):
        first = next(intervals(pool.roster[0].duty, monday, monday + week))
        assert first == (monday + int(opens * HOUR), monday + int((opens + 4) * HOUR))
    assert pool.duty.is_open(at("03-14", 10))
    assert not pool.duty.is_open(at("04-04", 10)), "in every other week both have the afternoon"


def test_a_six_day_week_opens_on_saturday_and_rests_on_official_days(tmp_path: Path) -> None:
    pool = pool_of(build_model(study(tmp_path, staff={"employee": "{count: 1, hours: six_days}"})), "employee")
    assert pool.duty.is_open(at("03-17", 10))
    assert not pool.duty.is_open(at("03-18", 10))
    assert not pool.duty.is_open(at("05-01", 10)), "a Tuesday of rest"


def test_the_stand_in_covers_whole_days_without_any_member_and_the_next_one_when_he_is_absent_too(
    tmp_path: Path,
) -> None:
    staff = {
        "head": "{count: 1, stand_in: deputy, absences: [{first_day: 2018-04-02, last_day: 2018-04-06},"
        " {first_day: 2018-04-10, last_day: 2018-04-10, hours: '09:00-13:00'}]}",
        "deputy": "{count: 1, stand_in: executor, absences: [{first_day: 2018-04-04, last_day: 2018-04-05}]}",
    }
    model = build_model(study(tmp_path, staff=staff))
    names = [pool.role for pool in model.capacity.pools]
    head, deputy = pool_of(model, "head"), pool_of(model, "deputy")
    found = [(cover.start, cover.end, names[cover.pool]) for cover in head.covers]
    assert found == [
        (at("04-02"), at("04-04"), "deputy"),
        (at("04-04"), at("04-06"), "executor"),
        (at("04-06"), at("04-07"), "deputy"),
    ]
    assert [names[cover.pool] for cover in deputy.covers] == ["executor"]
    assert head.duty.is_open(at("04-04", 10)), "somebody is there for the head's files"
    assert not head.duty.is_open(at("04-10", 10)), "half a day is not covered"


SICK = "{count: %d, sickness: {episodes: 3 per year, length: {distribution: exponential, mean: 4 working days}}}"


def drawn(tmp_path: Path, members: int, replication: int = 1, **changes: str) -> Capacity:
    """The capacity of one replication with executors who fall ill."""
    model = build_model(study(tmp_path, staff={"executor": SICK % members}, **changes))
    return draw_capacity(model.capacity, model.study, model.window, replication)


def sick_days(capacity: Capacity) -> list[list[tuple[int, int]]]:
    """The illnesses of each executor."""
    pool = next(pool for pool in capacity.pools if pool.role == "executor")
    return [[(a.start, a.end) for a in member.absences] for member in pool.roster]


def test_one_member_more_leaves_the_others_health_as_it_was(tmp_path: Path) -> None:
    three, five = sick_days(drawn(tmp_path, 3)), sick_days(drawn(tmp_path, 5))
    assert five[:3] == three
    assert any(three)
    assert sick_days(drawn(tmp_path, 3, replication=2)) != three


def test_a_longer_horizon_keeps_the_earlier_illnesses(tmp_path: Path) -> None:
    short, long = sick_days(drawn(tmp_path, 20)), sick_days(drawn(tmp_path, 20, end="2018-12-01"))
    until = at("07-01")
    for before, after in zip(short, long, strict=True):
        assert [s for s in after if s[0] < until] == [s for s in before if s[0] < until]


def test_illness_lasts_whole_working_days(tmp_path: Path) -> None:
    model = build_model(study(tmp_path, staff={"executor": SICK % 30}))
    working = model.study.days.working
    first = instant(model.study.days.first) // DAY
    for start, end in (s for one in sick_days(drawn(tmp_path, 30)) for s in one):
        assert start % DAY == end % DAY == 0
        assert working[(end - DAY) // DAY - first], "its last day is one on which work is missed"


def test_members_are_ill_as_often_as_stated() -> None:
    """Over 300 years of one member: the number of illnesses and the share of time ill are those expected."""
    sickness = SickLeave(Rate(2.0, "year"), Fixed.model_validate({"value": "40 hours"}))
    model_days = build_days()
    start, end = instant(model_days.first), instant(model_days.last) + DAY
    years = (end - start) / DAY / 365.25
    found = [sickness.stretches(model_days, start, end, 7, r, "somebody") for r in range(1, 21)]
    lengths = np.array([b - a for one in found for a, b in one])
    well = 20 * years - lengths.sum() / DAY / 365.25
    expected = 2.0 * well
    assert abs(len(lengths) - expected) < 3 * np.sqrt(expected)
    days = np.cumsum(np.concatenate([[0], model_days.working]))
    origin = start // DAY
    missed = sum(int(days[b // DAY - origin] - days[a // DAY - origin]) for one in found for a, b in one if b <= end)
    assert missed / (20 * int(days[-1])) == pytest.approx(sickness.share, rel=0.12)


def build_days():  # type: ignore[no-untyped-def]  # a calendar without days of rest but Saturday and Sunday
    """Fifteen years of plain weeks."""
    from sim.calendar.official_days import OfficialDays

    first = date(2001, 1, 1)
    count = 365 * 15
    working = np.array([(first.weekday() + i) % 7 < 5 for i in range(count)])
    return OfficialDays("weeks", first, first + timedelta(days=count - 1), working, {})


VILLAGES = """  village:
    hours: rural_akim
    sends_to: department
    staff: {precinct_commission: 2, employee: 1}
    names:
      big: {staff: {precinct_commission: 4}}
      far: {sends_to: big, hours: six_days}
      small: {without: [precinct_commission]}
"""
ARRIVALS = """arrivals:
  v: {service: social_aid, route: provider, office: village, rate: 4 per working day, weights: {big: 2, far: 1, small: 1}}
  one: {service: social_aid, route: provider, office: far, rate: 1 per working day, priority: 2}
"""


def test_offices_by_name_differ_from_their_kind_only_where_they_say_so(tmp_path: Path) -> None:
    arrivals = ARRIVALS.replace(", priority: 2", "")
    model = build_model(study(tmp_path, offices=VILLAGES, arrivals=arrivals))
    offices = [office.name for office in model.capacity.offices]
    assert offices == ["department", "big", "far", "small"]
    sizes = {(offices[p.office], p.role): p.members for p in model.capacity.pools if p.role == "precinct_commission"}
    assert {office: n for (office, _), n in sizes.items()} == {"department": 1, "big": 4, "far": 2}
    assert [office.provider for office in model.capacity.offices] == [0, 0, 0, 0]
    pools = model.capacity.pools
    streams = {stream.name: stream for stream in model.streams}
    commission = [pools[table[3]].office for table in streams["v"].pools.values()]
    assert commission == [1, 2, 0], "who has no commission goes on to the office that he sends to"
    assert [pools[table[0]].office for table in streams["one"].pools.values()] == [2]


def test_arrivals_are_split_by_the_weights_of_named_offices_though_their_hours_differ(tmp_path: Path) -> None:
    arrivals = ARRIVALS.replace(", priority: 2", "")
    model = build_model(study(tmp_path, offices=VILLAGES, arrivals=arrivals, end="2018-12-01"))
    stream = next(s for s in model.streams if s.name == "v")
    since, until = model.window.start, model.window.horizon
    expected = dict(stream.expected_by_office(since, until))
    days = int(model.study.days.working[_days(model, since) : _days(model, until)].sum())
    assert expected == pytest.approx({1: 2 * days, 2: days, 3: days}, rel=0.01)
    counts = np.zeros(4)
    for r in range(1, 41):
        work = draw_workload(model, r)
        mine = (work.stream == 1) & (work.submitted < until)
        counts += np.bincount(work.office[mine], minlength=4)
    mean = np.array([expected[i] * 40 for i in (1, 2, 3)])
    assert (np.abs(counts[1:] - mean) < 4 * np.sqrt(mean)).all()


def _days(model: Model, at: int) -> int:
    return (at - instant(model.study.days.first)) // DAY


def test_a_rate_per_office_is_that_of_each(tmp_path: Path) -> None:
    offices = "  village: {count: 5, hours: rural_akim, sends_to: department}\n"
    line = "arrivals:\n  v: {service: social_aid, route: provider, office: village, rate: 2 per working day%s}\n"
    total = build_model(study(tmp_path, offices=offices, arrivals=line % "")).streams[0]
    each = build_model(study(tmp_path, offices=offices, arrivals=line % ", per_office: true")).streams[0]
    start, end = at("03-05"), at("07-01")
    assert each.expected(start, end) == pytest.approx(5 * total.expected(start, end))


def test_load_is_given_by_month_and_leave_makes_it_heavier(tmp_path: Path) -> None:
    leave = "{count: 2, absences: [{first_day: 2018-05-01, last_day: 2018-05-31}]}"
    model = build_model(study(tmp_path, staff={"executor": leave}))
    load = next(one for one in offered_load(model) if one.role == "executor")
    assert load.months == ("2018-03", "2018-04", "2018-05", "2018-06")
    april, may = load.by_month[1:3]
    assert may == pytest.approx(2 * april, rel=0.02)
    assert load.heaviest == ("2018-05", may)
    first = bottleneck(offered_load(model))
    assert first is not None
    assert first.role == "executor"


def test_a_pool_is_named_where_only_one_month_is_too_much(tmp_path: Path) -> None:
    leave = "{count: 2, absences: [{first_day: 2018-05-01, last_day: 2018-05-31}]}"
    arrivals = "arrivals:\n  all: {service: social_aid, route: provider, office: department, rate: 5 per working day}\n"
    model = build_model(study(tmp_path, staff={"executor": leave}, arrivals=arrivals))
    (sentence,) = map(note_sentence, overloaded(model))
    assert sentence.startswith("department / executor: expected load 13")
    assert "in 2018-05, so its queue grows in that month" in sentence


def test_expected_sickness_takes_time_on_duty(tmp_path: Path) -> None:
    well = next(o for o in offered_load(build_model(study(tmp_path))) if o.role == "executor")
    model = build_model(study(tmp_path, staff={"executor": SICK % 1}))
    ill = next(o for o in offered_load(model) if o.role == "executor")
    sickness = pool_of(model, "executor").sickness
    assert sickness is not None
    assert ill.on_duty_h == pytest.approx(well.on_duty_h * (1 - sickness.share))
    assert 0.04 < sickness.share < 0.06, "3 times 4.5 of some 249 working days"
    assert sickness.length.mean_seconds == 4 * NOMINAL_DAY

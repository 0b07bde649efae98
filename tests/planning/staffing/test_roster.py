"""The same people on other days: sittings are spread, and a wait at a counter is held against Erlang's formula."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.calendar.opening_hours import OfficeHours
from sim.errors import InputError
from sim.model.model import build_model
from sim.planning.staffing.erlang import counter_estimates, erlang_c
from sim.planning.staffing.half_posts import first_half, half_hours
from sim.planning.staffing.roster import find_roster
from sim.planning.staffing.sittings import spread_days
from sim.quantities import HOUR
from tests.planning.staffing.enumerated import small_study

DAYS = {"Mon": 0, "Tue": 1, "Wed": 2, "Thu": 3, "Fri": 4}


def test_two_sittings_on_neighbouring_days_are_spread_over_the_week(tmp_path: Path) -> None:
    sitting = "{count: 1, sittings: {weekdays: [monday, tuesday], at: '10:00', per_file: 20 minutes}}"
    staff = {"clerk": "1", "expert": "4", "board": sitting, "chief": "2"}
    answer = find_roster(small_study(tmp_path, staff, rates=(4, 0.5)), (), 8, workers=1)
    chosen = {
        variable.role: level.text for variable, level in zip(answer.space.variables, answer.best.levels, strict=True)
    }
    first, second = (DAYS[day] for day in chosen["board"].split(" at ")[0].split(", "))
    assert second - first in (2, 3)
    assert answer.fewer.low > 0
    assert answer.best.late.mean < answer.now.late.mean


@pytest.mark.parametrize(("people", "load", "waits"), [(1, 0.4, 0.4), (2, 1.0, 1 / 3), (3, 2.0, 4 / 9), (2, 2.5, 1.0)])
def test_erlangs_formula_has_the_values_of_textbooks(people: int, load: float, waits: float) -> None:
    """Of one server the load; two servers with one Erlang: 1/3; three with two: 4/9 (Cooper, table of C(s, a))."""
    assert erlang_c(people, load) == pytest.approx(waits)


def test_the_estimate_of_a_counter_has_the_rates_of_its_open_hours(tmp_path: Path) -> None:
    """Eight hours a day, twelve applicants: 1.5 an hour, each served for 20 minutes: load 0.5, so that half of them
    wait, 20 minutes in the mean of all."""
    model = build_model(
        small_study(
            tmp_path, {"clerk": "1", "expert": "4", "board": "1", "chief": "2"}, rates=(12, 1), minutes={"clerk": 20}
        )
    )
    (estimate,) = counter_estimates(model)
    assert estimate.per_hour == pytest.approx(1.5, rel=0.01)
    assert estimate.service_min == pytest.approx(20, rel=0.02)
    assert estimate.waits == pytest.approx(0.5, rel=0.03)
    assert estimate.wait_min == pytest.approx(20, rel=0.05)


def test_half_of_a_day_ends_in_the_middle_of_its_hours() -> None:
    def hours(*times: float) -> tuple[tuple[int, int], ...]:
        at = [int(time * HOUR) for time in times]
        return tuple(zip(at[::2], at[1::2], strict=True))

    assert first_half(hours(9, 13, 14.5, 18.5)) == hours(9, 13)
    assert first_half(hours(9, 12, 13, 18)) == hours(9, 12, 13, 14)
    assert first_half(hours(9, 18)) == hours(9, 13.5)
    assert first_half(()) == ()


def test_the_hours_of_a_half_post_follow_days_and_changes() -> None:
    """Fridays are shorter, and in the summer nobody has a break; nights are halved as well."""
    summer = {"from": "2018-07-02", "until": "2018-08-27", "weekdays": "08:00-14:00"}
    week = {"weekdays": "09:00-13:00, 14:00-18:00", "friday": "09:00-13:00", "saturday": "20:00-02:00"}
    half = half_hours(OfficeHours.model_validate(week | {"changes": [summer]}))
    assert half["weekdays"] == "09:00-13:00"
    assert half["friday"] == "09:00-11:00"
    assert half["saturday"] == "20:00-23:00"
    assert half["changes"] == [{"from": "2018-07-02", "until": "2018-08-27", "weekdays": "08:00-11:00"}]
    assert OfficeHours.model_validate(half).week[6] == ()


@pytest.mark.parametrize(
    ("now", "count", "days"),
    [
        (("thursday",), 2, ("monday", "thursday")),
        (("monday", "tuesday", "friday"), 2, ("tuesday", "friday")),
        (("tuesday",), 3, ("monday", "tuesday", "thursday")),
        (("wednesday",), 5, ("monday", "tuesday", "wednesday", "thursday", "friday")),
    ],
)
def test_the_longest_pause_between_sittings_is_as_short_as_can_be(
    now: tuple[str, ...], count: int, days: tuple[str, ...]
) -> None:
    assert spread_days(now, count) == days


def test_a_target_whose_measure_no_replication_has_is_refused(tmp_path: Path) -> None:
    sitting = "{count: 1, sittings: {weekdays: [monday, tuesday], at: '10:00', per_file: 20 minutes}}"
    study = small_study(tmp_path, {"clerk": "1", "expert": "1", "board": sitting, "chief": "1"}, rates=(0.0001, 0.0001))
    with pytest.raises(InputError, match="--target: no replication has 'median_days of aid/portal'"):
        find_roster(study, ["median_days of aid/portal <= 3"], 2, workers=1)

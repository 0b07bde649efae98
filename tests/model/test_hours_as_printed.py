"""Hours as offices print them in a model: who is away on whole days at night, and when applications come to two days a week."""

from datetime import datetime
from pathlib import Path

import pytest

from sim.calendar.duty import intervals
from sim.model.model import build_model
from sim.quantities import DAY, civil, instant
from tests.minimal import changed, loaded

WEEKDAYS = "    weekdays: 09:00-13:00, 14:00-18:00\n"
"""Hours of the chief in the minimal scenario."""


def at(text: str) -> int:
    return instant(datetime.fromisoformat(f"2018-{text}"))


def test_whole_days_of_leave_are_the_nights_that_begin_on_them(tmp_path: Path) -> None:
    text = changed(WEEKDAYS, "    weekdays: 20:00-08:00\n")
    leave = "        hours: short_day\n        absences: [{members: 2, first_day: 2018-05-15, last_day: 2018-05-16}]\n"
    study = loaded(tmp_path, changed("        hours: short_day\n", leave, text))
    (pool,) = [pool for pool in build_model(study).capacity.pools if pool.role == "chief"]
    found = [f"{civil(a):%d %H:%M}-{civil(b):%d %H:%M}" for a, b in intervals(pool.duty, at("05-14"), at("05-18"))]
    assert found == ["14 20:00-15 08:00", "17 20:00-18 00:00"]


@pytest.mark.parametrize(
    ("hours", "days"), [("tuesday: 10:00-13:00\n    thursday: 10:00-13:00", 4), ("weekdays: 20:00-08:00", 10)]
)
def test_a_rate_per_working_day_counts_days_on_which_the_door_is_open(tmp_path: Path, hours: str, days: int) -> None:
    """Two weeks from Monday 14 May 2018 have four receptions, or ten days with a night."""
    text = changed(WEEKDAYS, f"    {hours}\n")
    study = loaded(tmp_path, text, changes=["offices.town.hours=short_day", "arrivals.in_town.rate=3 per working day"])
    model = build_model(study)
    (plan,) = [plan for plan in model.streams if plan.name == "in_town"]
    assert plan.process.expected(at("05-14"), at("05-28"), 0) == pytest.approx(3 * days)
    # The morning behind Friday's night lies on no official working day.
    assert plan.process.expected(at("05-19"), at("05-19") + DAY, 0) == 0

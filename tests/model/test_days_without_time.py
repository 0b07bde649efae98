"""Applications of which a register has the day alone come over the hours of their office, by the profile, in each replication."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from sim.calendar.official_days import load_days
from sim.model.model import Model
from sim.quantities import DAY, HOUR, Instants, instant
from tests.minimal import faults_of
from tests.model import demand_by_hand as demand
from tests.model.demand_by_hand import PEOPLE_TEXT, TO_PORTAL, TO_TOWN, TO_VILLAGES, Drawn

MORNING = "profile: {hours: {'09:00-11:00': 3}}"
"""Of the town's 9-13 and 14:30-18:30: 2 hours of weight 3 and 6 of weight 1, so a half, a sixth and a third."""
WORKED = [day for day in (date(2018, 3, 1) + timedelta(days=i) for i in range(122)) if load_days("kz").is_working(day)]
"""The working days of the period."""


def model_of(
    folder: Path, streams: Mapping[str, str], rows: list[str], use: str = "replay", head: str = "Дата"
) -> Model:
    (folder / "past.csv").write_text(f"{head}\n" + "\n".join(rows), encoding="utf-8")
    history = f"history: {{file: past.csv, use: {use}}}"
    return demand.model_of(folder, {name: f"{block}, {history}" for name, block in streams.items()})


def days_of(found: Drawn, replication: int) -> list[date]:
    submitted = found.submitted[found.replication == replication]
    return [date(1970, 1, 1) + timedelta(days=int(day)) for day in submitted // DAY]


def shares(submitted: Instants) -> list[float]:
    """Of the town's open time: the shares from 9 to 11, from 11 to 13 and from 14:30 to 18:30; all lie in one of these."""
    second = submitted % DAY
    spans = ((9, 11), (11, 13), (14.5, 18.5))
    counts = [int(((second >= begin * HOUR) & (second < end * HOUR)).sum()) for begin, end in spans]
    assert sum(counts) == len(submitted)
    return [count / len(submitted) for count in counts]


def test_each_comes_on_its_day_over_the_open_hours_by_the_profile(tmp_path: Path) -> None:
    rows = [f"{day:%d.%m.%Y}" for day in WORKED for _ in range(3)]
    model = model_of(tmp_path, {"even": TO_TOWN, "morning": f"{TO_TOWN}, {MORNING}"}, rows)
    drawn = demand.draw(model)
    for r in (1, 2, 200):
        assert days_of(drawn["even"], r) == sorted(WORKED * 3)
    # 49,000 applications each: four standard deviations of a share are below 0.9 points.
    assert shares(drawn["even"].submitted) == pytest.approx([1 / 4, 1 / 4, 1 / 2], abs=0.009)
    assert shares(drawn["morning"].submitted) == pytest.approx([1 / 2, 1 / 6, 1 / 3], abs=0.009)
    first = drawn["morning"].submitted[drawn["morning"].replication == 1]
    second = drawn["morning"].submitted[drawn["morning"].replication == 2]
    assert (first != second).mean() > 0.99


def test_times_beside_days_stay_as_they_are_and_are_expected_exactly(tmp_path: Path) -> None:
    rows = ["05.03.2018", "05.03.2018 17:00", "06.03.2018 09:30", "07.03.2018"]
    model = model_of(tmp_path, {"past": f"{TO_TOWN}, {MORNING}"}, rows)
    found = demand.draw(model, 3)["past"].submitted
    timed = [instant(date(2018, 3, 5)) + 17 * HOUR, instant(date(2018, 3, 6)) + 9 * HOUR + HOUR // 2]
    assert all((found == at).sum() == 3 for at in timed)
    monday = instant(date(2018, 3, 5))
    assert demand.expected(model, "past", monday, monday + DAY) == 2
    assert demand.expected(model, "past", monday, monday + 11 * HOUR) == pytest.approx(1 / 2)
    assert demand.expected(model, "past", monday + 10 * HOUR, monday + 13 * HOUR) == pytest.approx(1 / 4 + 1 / 6)
    assert demand.expected(model, "past", *demand.PERIOD) == pytest.approx(4)


def test_each_office_and_channel_has_its_own_hours(tmp_path: Path) -> None:
    rows = [f"{day:%Y-%m-%d}" for day in WORKED for _ in range(5)]
    model = model_of(tmp_path, {"people": PEOPLE_TEXT}, rows)
    found = demand.draw(model, 40)["people"]
    assert len(found.submitted) == 40 * len(rows)
    for (channel, office), (share, _) in demand.PEOPLE.items():
        of_door = found.where((found.channel == channel) & (found.office == office))
        assert len(of_door.submitted) / len(found.submitted) == pytest.approx(share, abs=0.02)
        hours = of_door.submitted % DAY // HOUR
        if channel == "portal":
            assert np.bincount(hours, minlength=24) / len(hours) == pytest.approx(np.full(24, 1 / 24), abs=0.015)
        else:
            opened = {"alpha": {9, 10, 11, 12}, "gamma": {9, 10, 11, 12, 14, 15, 16, 17}}.get(office)
            assert set(hours.tolist()) == (opened or {9, 10, 11, 12, 14, 15, 16, 17, 18})


def test_another_stream_moves_none_of_the_times(tmp_path: Path) -> None:
    rows = [f"{day:%Y-%m-%d}" for day in WORKED]
    alone = demand.draw(model_of(tmp_path, {"past": TO_TOWN}, rows), 3)["past"]
    beside = demand.draw(model_of(tmp_path, {"again": TO_PORTAL, "past": TO_TOWN}, rows), 3)["past"]
    assert alone.submitted.tolist() == beside.submitted.tolist()
    later = demand.draw(model_of(tmp_path, {"past": TO_TOWN}, [*rows, "2018-06-29"]), 3)["past"]
    assert set(alone.submitted.tolist()) <= set(later.submitted.tolist())


def test_weeks_that_are_drawn_get_times_of_the_days_on_which_they_are_laid(tmp_path: Path) -> None:
    days = [date(2017, 4, 3) + timedelta(days=i) for i in range(4 * 7)]
    assert all(load_days("kz").is_working(day) == (day.weekday() < 5) for day in days)
    rows = [f"{day:%d.%m.%Y}" for day in days if day.weekday() < 5 for _ in range(3)]
    rows += [f"{day:%d.%m.%Y} 12:59" for day in days if day.weekday() == 2]
    model = model_of(tmp_path, {"past": f"{TO_TOWN}, {MORNING}"}, rows, use="resample")
    found = demand.draw(model, 60)["past"]
    timed = found.submitted % DAY == 12 * HOUR + 59 * 60
    assert 0.05 < timed.mean() < 0.1  # one of 16, as drawn weeks and working days have it
    assert shares(found.submitted[~timed]) == pytest.approx([1 / 2, 1 / 6, 1 / 3], abs=0.02)
    assert {load_days("kz").is_working(day) for day in days_of(found, 1)} == {True}
    whole = demand.expected(model, "past", *demand.PERIOD)
    assert demand.draw(model, 60)["past"].counts[:60].mean() == pytest.approx(whole, rel=0.03)
    monday = instant(date(2018, 5, 14))
    day = demand.expected(model, "past", monday, monday + DAY)
    assert demand.expected(model, "past", monday, monday + 11 * HOUR) == pytest.approx(day / 2)
    parts = [demand.expected(model, "past", monday + k * HOUR, monday + (k + 1) * HOUR) for k in range(24)]
    assert sum(parts) == pytest.approx(day)


def test_a_day_of_rest_waits_for_the_next_opening_and_is_told(tmp_path: Path) -> None:
    rows = ["10.03.2018", "12.03.2018", "13.03.2018"]  # the first is a Saturday
    model = model_of(tmp_path, {"past": TO_TOWN}, rows, head="Дата поступления")
    found = demand.draw(model, 1)["past"].submitted
    assert found[0] == instant(date(2018, 3, 10))
    (note,) = [note for note in model.warnings if note.key == "register_days_without_time"]
    assert note.facts == {"stream": "past", "file": "past.csv", "rows": 3, "of": 3, "closed": 1, "at_midnight": 0}
    # Where one of several offices is open on that day, it may come there.
    model = model_of(tmp_path, {"past": TO_VILLAGES}, rows)
    (note,) = [note for note in model.warnings if note.key == "register_days_without_time"]
    assert note.facts["closed"] == 0


def test_what_was_put_right_is_told(tmp_path: Path) -> None:
    rows = ["2;2018-03-06T05:00:00Z", "1;2018-03-05T05:00:00Z", "1;2018-03-05T05:00:00Z"]
    model = model_of(tmp_path, {"past": TO_TOWN}, rows, head="№;Дата")
    (note,) = [note for note in model.warnings if note.key == "register_put_right"]
    assert note.facts == {
        "stream": "past", "file": "past.csv", "unsorted": 1, "doubled": 1, "zoned": 2,
        "zone": "Asia/Oral (the region is not known)",
    }  # fmt: skip
    assert demand.draw(model, 1)["past"].submitted[0] == instant(date(2018, 3, 5)) + 10 * HOUR


@pytest.mark.parametrize(
    ("profile", "rows", "fault"),
    [
        (MORNING, "2018-03-05 09:00", "every row of 'past.csv' has a time, so there is nothing to spread over hours; take 'profile' out"),
        ("profile: {months: {may: 2}}", "2018-03-05",
         "a history has its days already, so its 'profile' has 'hours' only; take the rest out"),
        ("profile: {hours: {'20:00-22:00': 2}}", "2018-03-05",
         "no application is taken at 20:00-22:00 on any day of the period, so the weight changes nothing; take it out, or give an "
         "office hours then"),
    ],
)  # fmt: skip
def test_a_profile_that_changes_nothing_is_a_fault(tmp_path: Path, profile: str, rows: str, fault: str) -> None:
    demand.few_years(tmp_path)
    (tmp_path / "past.csv").write_text(f"Дата\n{rows}\n", encoding="utf-8")
    routes = f"provider: {demand.STEPS}"
    text = demand.HEAD.format(start="2018-03-01", end="2018-07-01", seed=1, routes=routes)
    text += f"  past: {{service: aid, {TO_TOWN}, history: {{file: past.csv}}, {profile}}}\n"
    (found,) = faults_of(tmp_path, text)
    assert found.split(": ", 1)[1] == fault

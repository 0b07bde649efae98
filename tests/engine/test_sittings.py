"""When commissions sit, who sits in them, and what a run tells of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from sim.calendar.duty import intervals
from sim.calendar.official_days import OfficialDays, read_days
from sim.calendar.opening_hours import shipped_hours, weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.experiment.replications import simulated
from sim.experiment.run import run_study
from sim.measure.offered_load import full_agendas, offered_load
from sim.model.model import Model, build_model
from sim.quantities import DAY, HOUR, civil, instant
from sim.report.notes import note_sentence
from sim.scenario.sitting_dates import sitting_dates
from sim.scenario.sittings import SittingRule
from sim.shipped import shipped_folder
from tests.people import study


@pytest.fixture(scope="module")
def days() -> OfficialDays:
    """The shipped calendar."""
    return read_days(shipped_folder("calendars") / "kz.csv", "kz.csv")


@pytest.fixture(scope="module")
def office(days: OfficialDays) -> WorkingTime:
    """Hours of a department: 9:00-13:00 and 14:30-18:30."""
    return WorkingTime.from_hours(weekly_hours(shipped_hours()["department"]), days)


def moment(text: str) -> int:
    """An instant of 2018 as `03-08 10:00`."""
    return instant(datetime.fromisoformat(f"2018-{text}"))


def dates(rule: dict[str, object], days: OfficialDays, office: WorkingTime, first: str, last: str) -> list[str]:
    """Beginnings of the sittings between two days of 2018."""
    found = sitting_dates(
        SittingRule.model_validate(rule), days, office, moment(f"{first} 00:00"), moment(f"{last} 00:00")
    )
    return [f"{civil(sitting.begin):%m-%d %H:%M}" for sitting in found]


def test_a_sitting_on_the_eighth_of_march_moves_to_the_next_working_day(
    days: OfficialDays, office: WorkingTime
) -> None:
    """8 March 2018 was a Thursday and 9 March a day off (transferred), so the sitting is on Monday 12."""
    rule: dict[str, object] = {"weekdays": "thursday", "at": "10:00", "length": "2 hours"}
    assert dates(rule, days, office, "03-01", "03-17") == ["03-01 10:00", "03-12 10:00", "03-15 10:00"]
    assert dates(rule | {"if_closed": "skip"}, days, office, "03-01", "03-17") == ["03-01 10:00", "03-15 10:00"]


def test_two_sittings_that_fall_on_one_day_are_one(days: OfficialDays, office: WorkingTime) -> None:
    rule: dict[str, object] = {"weekdays": ["thursday", "monday"], "at": "10:00", "length": "2 hours"}
    assert dates(rule, days, office, "03-05", "03-13") == ["03-05 10:00", "03-12 10:00"]


def test_every_so_many_working_days_counts_from_the_first_one(days: OfficialDays, office: WorkingTime) -> None:
    """Saturday 3 March 2018 was worked for Friday 9; of 3, 5, 6, 7, 12, 13, 14, 15, 16, 19 March each third is taken."""
    rule: dict[str, object] = {"every": 3, "first_day": "2018-03-03", "at": "09:30", "per_file": "10 minutes"}
    assert dates(rule, days, office, "03-01", "03-21") == ["03-03 09:30", "03-07 09:30", "03-14 09:30", "03-19 09:30"]


@pytest.mark.parametrize(
    ("cut_off", "expected"),
    [
        ("0 minutes", "03-15 10:00"),
        ("1 hour", "03-15 09:00"),
        ("61 minutes", "03-14 18:29"),
        ("1 working day", "03-14 10:00"),
        ("5 hours", "03-14 14:30"),
    ],
)
def test_the_cut_off_lies_so_much_office_time_before(
    days: OfficialDays, office: WorkingTime, cut_off: str, expected: str
) -> None:
    rule = {"weekdays": "thursday", "at": "10:00", "length": "2 hours", "cut_off": cut_off}
    found = sitting_dates(SittingRule.model_validate(rule), days, office, moment("03-15 00:00"), moment("03-16 00:00"))
    assert [f"{civil(sitting.cut_off):%m-%d %H:%M}" for sitting in found] == [expected]
    assert office.elapsed(found[0].cut_off, found[0].begin) == SittingRule.model_validate(rule).cut_off


SITS = "{sittings: {weekdays: [tuesday, friday], at: '10:00', length: 2 hours, seats: {head: 1, executor: 1}%s}}"


def role(model: Model, name: str) -> int:
    """The pool of a role."""
    return [pool.role for pool in model.capacity.pools].index(name)


def test_files_are_decided_only_in_sittings(tmp_path: Path) -> None:
    model = build_model(study(tmp_path, staff={"special_commission": SITS % ", agenda: 4"}))
    commission = role(model, "special_commission")
    plan = model.capacity.pools[commission].sittings
    assert plan is not None
    begins = {sitting.begin for sitting in plan.dates}
    for _, log in simulated(model, 2):
        mine = (log.visits.pool == commission) & (log.visits.started >= 0)
        assert mine.sum() > 100
        assert {*log.visits.started[mine].tolist()} <= begins
        assert ((log.visits.finished - log.visits.started)[mine] == 2 * HOUR).all()
        assert np.unique(log.visits.started[mine], return_counts=True)[1].max() == 4
        taken = dict(zip(log.sittings.begin.tolist(), log.sittings.files.tolist(), strict=True))
        counts = np.unique(log.visits.started[mine], return_counts=True)
        assert all(taken[int(begin)] == count for begin, count in zip(*counts, strict=True))
        waited = (log.visits.wait_sitting_s + log.visits.wait_people_s)[mine]
        assert (waited == (log.visits.started - log.visits.queued)[mine]).all()


def test_whoever_has_a_seat_begins_nothing_while_the_commission_sits(tmp_path: Path) -> None:
    model = build_model(study(tmp_path, staff={"special_commission": SITS % ""}))
    executor = role(model, "executor")
    for _, log in simulated(model, 2):
        held = log.sittings.held == 1
        assert held.sum() > 25
        started = log.visits.started[(log.visits.served_by == executor) & (log.visits.started >= 0)]
        for begin, end in zip(log.sittings.begin[held].tolist(), log.sittings.end[held].tolist(), strict=True):
            assert not ((started >= begin) & (started < end)).any()


def test_time_in_sittings_is_work_of_those_who_have_seats(tmp_path: Path) -> None:
    plain = run_study(study(tmp_path), strengthen=False).figures.pools["department", "head"]
    sits = run_study(study(tmp_path, staff={"special_commission": SITS % ""}), strengthen=False)
    figures = sits.figures.sittings["department", "special_commission"]
    more = sits.figures.pools["department", "head"]["work_h"].mean - plain["work_h"].mean
    assert more == pytest.approx(2 * figures["sittings"].mean, rel=0.05)
    assert figures["not_held"].mean == 0
    assert figures["present"].mean == 2


def test_without_a_quorum_the_sitting_is_not_held_and_files_wait_for_people(tmp_path: Path) -> None:
    leave = "{count: 1, absences: [{first_day: 2018-04-02, last_day: 2018-04-13}]}"
    staff = {"special_commission": SITS % ", quorum: 2", "head": leave}
    model = build_model(study(tmp_path, staff=staff))
    for _, log in simulated(model, 2):
        missed = log.sittings.held == 0
        found = [f"{civil(begin):%m-%d}" for begin in log.sittings.begin[missed].tolist()]
        assert found == ["04-03", "04-06", "04-10", "04-13"]
        assert (log.sittings.present[missed] == 1).all()


def test_an_agenda_below_the_arrivals_is_named_with_both_numbers(tmp_path: Path) -> None:
    full = build_model(study(tmp_path, staff={"special_commission": SITS % ", agenda: 5"}))
    (sentence,) = map(note_sentence, full_agendas(full))
    assert sentence.startswith("department / special_commission: 2")
    assert "files are expected, and 34 sittings with an agenda of 5 have room for 170" in sentence
    assert not full_agendas(build_model(study(tmp_path, staff={"special_commission": SITS % ", agenda: 9"})))


def test_sittings_are_load_of_those_who_have_seats(tmp_path: Path) -> None:
    loads = {load.role: load for load in offered_load(build_model(study(tmp_path)))}
    sits = {
        load.role: load for load in offered_load(build_model(study(tmp_path, staff={"special_commission": SITS % ""})))
    }
    assert sits["special_commission"].work_h == 0
    assert sits["head"].work_h - loads["head"].work_h == pytest.approx(2 * 34)


def test_a_sitting_lies_within_the_duty_of_whoever_is_present(tmp_path: Path) -> None:
    model = build_model(study(tmp_path, staff={"special_commission": SITS % ""}))
    duty = model.capacity.pools[role(model, "head")].duty
    plan = model.capacity.pools[role(model, "special_commission")].sittings
    assert plan is not None
    inside = list(intervals(duty, model.window.start, model.window.horizon))
    for sitting in plan.dates:
        if sitting.begin < model.window.horizon:
            assert any(a <= sitting.begin < b for a, b in inside)
            assert sitting.begin % DAY == 10 * HOUR

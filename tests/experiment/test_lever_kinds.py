"""Which single changes a scenario offers: leave, order in the queue, reception, days of sittings, channels."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from sim.experiment.changed_studies import ChangedStudies
from sim.experiment.levers.channels import levers_of_channels
from sim.experiment.levers.leave import levers_of_leave
from sim.experiment.levers.lever import Lever
from sim.experiment.levers.people import levers_of_order
from sim.experiment.levers.reception import levers_of_reception
from sim.experiment.levers.sittings import levers_of_sitting_days
from sim.measure.figures import Figures
from sim.report.levers.words import lever_text
from sim.scenario.demand import Stream
from sim.study.loading import load_scenario
from sim.study.study import Study
from tests.experiment.test_levers import BOARD, asked


def changes(study: Study, levers: Iterable[Lever]) -> list[tuple[str, ...]]:
    """The settings of some levers, each of which the scenario allows and costs nothing."""
    found, changed = list(levers), ChangedStudies(study)
    for lever in found:
        changed.with_settings(lever.changes)
        assert lever.free
        assert lever_text(study, lever)
    return [lever.changes for lever in found]


def test_leave_is_moved_and_parted_within_the_counted_period_less_the_longest_term_at_both_ends() -> None:
    """Counted are 2 July to 31 December. The longest term is 8 working days, 12 days with weekends: 14 July to 19 December."""
    study = load_scenario("head_on_leave")
    path = "offices.department.staff.head.absences"
    assert changes(study, levers_of_leave(study, "department", "head")) == [
        # Two weeks earlier it would begin on 2 July, before 14 July.
        (f"{path}.0.first_day=2018-07-30", f"{path}.0.last_day=2018-08-17"),
        (f"{path}.0.first_day=2018-08-13", f"{path}.0.last_day=2018-08-31"),
        (f"{path}.0.first_day=2018-09-10", f"{path}.0.last_day=2018-09-28"),
        *(
            (
                f"{path}=[{{reason: leave, first_day: 2018-07-16, last_day: 2018-07-25}}, "
                f"{{reason: leave, first_day: {first}, last_day: {last}}}]",
            )
            for first, last in (("2018-08-23", "2018-08-31"), ("2018-09-20", "2018-09-28"))
        ),
    ]


def test_what_is_no_leave_or_lasts_for_hours_is_not_moved(tmp_path: Path) -> None:
    for absence in (
        "{reason: sickness, first_day: 2018-04-16, last_day: 2018-05-04}",
        "{first_day: 2018-04-16}",
        "{first_day: 2018-04-16, last_day: 2018-05-04, hours: '14:00-16:00'}",
    ):
        study = load_scenario(asked(tmp_path, "clerk", f"clerk: {{count: 2, absences: [{absence}]}}"))
        assert list(levers_of_leave(study, "town", "clerk")) == []


def test_a_member_by_name_and_leave_of_others_stay_as_they_are_where_a_leave_is_parted(tmp_path: Path) -> None:
    staff = (
        "clerk: {members: [Anna, Bolat], absences: [{member: Bolat, first_day: 2018-05-07, last_day: 2018-05-11}, "
        "{member: Anna, first_day: 2018-04-09, last_day: 2018-04-18}]}"
    )
    study = load_scenario(asked(tmp_path, "clerk", staff))
    parted = [lever for lever in levers_of_leave(study, "town", "clerk") if lever.kind == "leave_parts"]
    assert [lever.changes for lever in parted] == [
        (
            'offices.town.staff.clerk.absences=[{reason: leave, member: "Bolat", first_day: 2018-05-07, last_day: 2018-05-11}, '
            '{reason: leave, member: "Anna", first_day: 2018-04-09, last_day: 2018-04-13}, '
            f'{{reason: leave, member: "Anna", first_day: {first}, last_day: {last}}}]',
        )
        for first, last in (("2018-05-12", "2018-05-16"), ("2018-06-09", "2018-06-13"))
    ]
    changes(study, parted)


def test_files_may_go_in_every_other_order_that_makes_a_difference(tmp_path: Path) -> None:
    study = load_scenario(asked(tmp_path, "clerk", "clerk: 1"))
    path = "offices.town.staff.clerk"
    assert changes(study, levers_of_order(study.scenario, "town", "clerk")) == [
        (f"{path}.discipline=earliest_deadline",),
        (f"{path}.escalate=2 working days",),
    ]
    study = load_scenario(study_path(study), changes=[f"{path}.discipline=earliest_deadline"])
    assert changes(study, levers_of_order(study.scenario, "town", "clerk")) == [(f"{path}.discipline=first_come",)]


def study_path(study: Study) -> Path:
    assert study.origin is not None
    return Path(study.origin.path)


def test_reception_is_in_all_hours_on_a_day_more_or_on_another_day() -> None:
    """Reception is on Tuesday and Thursday mornings; the hours are those of the counter alone."""
    study = load_scenario("reception_days")
    morning = "09:00-13:00"
    found = changes(study, levers_of_reception(study, "department", "employee"))
    assert found[0] == ("offices.department.staff.employee.counter_hours=null",)
    assert found[1:4] == [
        (f'hours.reception.monday="{morning}"',),
        (f'hours.reception.monday="{morning}"', "hours.reception.tuesday=null"),
        (f'hours.reception.monday="{morning}"', "hours.reception.thursday=null"),
    ]
    assert len(found) == 1 + 3 * 3


def test_hours_that_others_keep_too_are_not_changed() -> None:
    study = load_scenario("reception_days", changes=["offices.department.staff.head.hours=reception"])
    assert len(list(levers_of_reception(study, "department", "employee"))) == 1


def test_sittings_move_to_each_day_without_one(tmp_path: Path) -> None:
    study = load_scenario(
        asked(tmp_path, "clerk board", f"clerk: 1, expert: 1, {BOARD}", work={"2": "{work: 1 minute}"})
    )
    assert changes(study, levers_of_sitting_days(study.scenario, "town", "board")) == [
        (f"offices.town.staff.board.sittings.weekdays=[{day}]",) for day in ("monday", "tuesday", "wednesday", "friday")
    ]


@pytest.mark.parametrize(
    ("channel", "settings"),
    [
        # 2.05 less a fifth; 0.35 and as many more as these 0.41 are of what is expected.
        ("provider", [("arrivals.at_the_department.rate=1.64 per working day", "arrivals.on_the_portal.rate=0.76 per working day")]),
        # From the villages to the portal alone.
        ("akim", [("arrivals.at_the_akims.rate=1.6 per working day", "arrivals.on_the_portal.rate=0.75 per working day")]),
        # Nobody is sent to an akim.
        ("portal", [("arrivals.on_the_portal.rate=0.28 per working day", "arrivals.at_the_department.rate=2.12 per working day")]),
    ],
)  # fmt: skip
def test_a_fifth_of_a_stream_comes_by_another_channel(channel: str, settings: list[tuple[str, ...]]) -> None:
    study = load_scenario("west_kazakhstan_social_aid")
    expected = {"at_the_department": 205.0, "at_the_akims": 200.0, "on_the_portal": 35.0}
    streams = {(name,): {"expected": SimpleNamespace(mean=count)} for name, count in expected.items()}
    figures = cast(Figures, SimpleNamespace(streams=streams))
    assert changes(study, levers_of_channels(study.scenario, figures, "social_aid", channel)) == settings  # type: ignore[arg-type]


def test_the_shares_of_a_population_stay_a_whole() -> None:
    study = load_scenario("west_kazakhstan_social_aid")
    channels = {
        "provider": {"share": "55 %", "office": "department"},
        "akim": {"share": "40 %", "office": "rural_akim"},
        "portal": {"share": "5 %", "office": "department"},
    }
    stream = Stream.model_validate({"service": "social_aid", "rate": "3 per working day", "channels": channels})
    scenario = study.scenario.model_copy(update={"arrivals": {"families": stream}})
    figures = cast(Figures, SimpleNamespace(streams={}))
    path = "arrivals.families.channels"
    # A fifth of 55 is 11, of 40 is 8.
    assert [lever.changes for lever in levers_of_channels(scenario, figures, "social_aid", "provider")] == [
        (f"{path}.provider.share=44 %", f"{path}.portal.share=16 %")
    ]
    assert [lever.changes for lever in levers_of_channels(scenario, figures, "social_aid", "akim")] == [
        (f"{path}.akim.share=32 %", f"{path}.portal.share=13 %")
    ]

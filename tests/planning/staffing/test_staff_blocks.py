"""The settings that give a role another number of posts, whichever way its people are written."""

from __future__ import annotations

import pytest

from sim.planning.staffing.staff_blocks import staff_of_blocks, whole_posts
from sim.scenario.staff import Staff
from sim.study.loading import Reader
from tests.planning.staffing.enumerated import small_study

SHIFTS = "{count: ~, members: {early: {hours: [mornings]}, late: {hours: [afternoons]}}}"
CHANGING = "{count: 1, stand_in: expert, count_changes: [{from: 2018-06-04, count: 3}, {from: 2018-06-18, count: 0}]}"
HOURS = "hours: {mornings: {weekdays: '09:00-13:00'}, afternoons: {weekdays: '14:00-18:00'}}"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """An office with shifts, names and a headcount that changes."""
    folder = tmp_path_factory.mktemp("posts")
    origin = small_study(folder, {"clerk": "1", "expert": "{members: [one, two]}", "board": "1", "chief": "1"}).origin
    assert origin is not None
    over = folder / "over.yaml"
    staff = f"{{clerk: {SHIFTS}, chief: {CHANGING}}}"
    over.write_text(
        f"extends: {origin.path.name}\nscenario: Over\n{HOURS}\noffices: {{town: {{staff: {staff}}}}}\n",
        encoding="utf-8",
    )
    return Reader(over)


def with_posts(reader: Reader, role: str, count: int) -> Staff:
    """The staff of a role with so many posts."""
    study, _ = reader.with_values((), ())
    block = next(block for block in staff_of_blocks(study.scenario) if block.role == role)
    return reader.with_values((), tuple(whole_posts(block, count)))[0].scenario.offices["town"].staff[role]


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6])
@pytest.mark.parametrize("role", ["clerk", "expert", "board", "chief"])
def test_there_are_as_many_posts_as_are_asked_for(reader: Reader, role: str, count: int) -> None:
    assert with_posts(reader, role, count).size == count


def test_a_headcount_that_changes_goes_up_and_down_alike(reader: Reader) -> None:
    """It has one member, then three, then none."""
    for count, (first, *then) in {1: (1, 1, 0), 2: (1, 2, 0), 4: (2, 4, 1)}.items():
        chief = with_posts(reader, "chief", count)
        assert (chief.count, [change.count for change in chief.count_changes]) == (first, then)


def test_new_people_take_the_shifts_in_turn_and_others_keep_the_hours_of_the_office(reader: Reader) -> None:
    clerks = with_posts(reader, "clerk", 5).members or {}
    assert {name: member.hours for name, member in clerks.items()} == {
        "early": ("mornings",),
        "late": ("afternoons",),
        "post 3": ("mornings",),
        "post 4": ("afternoons",),
        "post 5": ("mornings",),
    }
    experts = with_posts(reader, "expert", 3).members or {}
    assert {name: member.hours for name, member in experts.items()} == {"one": None, "two": None, "post 3": None}
    assert [*(with_posts(reader, "clerk", 1).members or {})] == ["early"]

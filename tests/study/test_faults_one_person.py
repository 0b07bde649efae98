"""One name in two roles of an office is a fault, and in two offices a warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import Note
from sim.model.model import build_model
from sim.report.notes import note_sentence
from tests.minimal import assert_only, changed, faults_of, loaded
from tests.study.test_faults_people import PEOPLE

DEPUTY = "      deputy: 1\n"


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        (
            "      deputy: {members: [third]}\n",
            "41:26: 'third' is on the staff of 'clerk' already (line 26), and cannot work at two desks at once; "
            "if the same people do both, write 'same_people_as: clerk' as all that 'deputy' has; "
            "else let 'deputy' name 'clerk' under 'stand_in', or write 'third' as two people who share the hours, "
            "each with 'other_duties' or 'hours' of his own and another name",
        ),
        (
            "      deputy: {members: {third: {pace: 1.2}}}\n",
            "41:26: 'third' is on the staff of 'clerk' already (line 26)",
        ),
        (
            "      deputy: {members: [fourth, third], sittings: {weekdays: tuesday, at: '10:00', length: 1 hour}}\n",
            "41:34: 'third' is on the staff of 'clerk' already (line 26), and cannot work at two desks at once; "
            "give 'clerk' a seat under 'seats' of the sittings instead",
        ),
    ],
)
def test_nobody_works_at_two_desks_of_an_office(tmp_path: Path, new: str, fault: str) -> None:
    found = faults_of(tmp_path, changed(DEPUTY, new, PEOPLE))
    assert_only([line for line in found if "sits or visits" not in line], fault)


def test_offices_that_have_both_roles_from_their_kind_tell_it_once(tmp_path: Path) -> None:
    text = changed(
        "      clerk: 1\n      chief: 1\n", "      clerk: {members: [a]}\n      chief: {members: [a]}\n", PEOPLE
    )
    assert_only(faults_of(tmp_path, text), "51:25: 'a' is on the staff of 'clerk' already (line 50)")


def test_a_name_in_two_offices_is_two_people_and_is_told(tmp_path: Path) -> None:
    text = changed("      clerk: 3\n", "      clerk: {members: [third, x]}\n", PEOPLE)
    notes = [note for note in build_model(loaded(tmp_path, text)).warnings if note.key == "same_names"]
    assert notes == [
        Note("same_names", {"names": ["third"], "offices": ["town", "branch 1", "branch 2"]}),
        Note("same_names", {"names": ["x"], "offices": ["branch 1", "branch 2"]}),
    ]
    assert note_sentence(notes[1]) == (
        "'x' is on the staff of several offices (branch 1, branch 2) and taken for another person in each of them"
    )


def test_where_every_name_is_in_one_office_nothing_is_told(tmp_path: Path) -> None:
    assert not [note for note in build_model(loaded(tmp_path, PEOPLE)).warnings if note.key == "same_names"]


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        (
            "      deputy: {same_people_as: deputy}\n",
            "41:32: 'deputy' is this role itself; name another role of the office",
        ),
        (
            "      deputy: {same_people_as: clark}\n",
            "41:32: this office has no role 'clark' whose people could do this work; did you mean 'clerk'?",
        ),
        (
            "      deputy: {same_people_as: clerk, count: 2}\n",
            "41:46: both 'count' and 'same_people_as' are given; keep one of them, "
            "for what is said of the people stands at 'clerk'",
        ),
        (
            "      deputy: {same_people_as: clerk, pace: 1.2}\n",
            "41:45: both 'pace' and 'same_people_as' are given; keep one of them",
        ),
        (
            "      deputy: {same_people_as: clerk}\n      other: {same_people_as: deputy}\n",
            "42:31: the work of 'deputy' is done by the people of another role itself; "
            "name the role at which the people stand",
        ),
        (
            "      deputy: {same_people_as: clerk}\n",
            "37:20: the people of 'deputy' are those of 'clerk'; name 'clerk'",
        ),
    ],
)
def test_whose_people_do_the_work_of_a_role_is_told_where_it_cannot_be(tmp_path: Path, new: str, fault: str) -> None:
    found = faults_of(tmp_path, changed(DEPUTY, new, PEOPLE))
    assert any(line.startswith(fault) or fault in line for line in found), found

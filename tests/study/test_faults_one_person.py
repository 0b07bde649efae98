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
            "let 'deputy' name 'clerk' under 'stand_in', or write both as two people who share the hours, "
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

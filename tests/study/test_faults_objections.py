"""Every fault of objections is told at its place, with what would do."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.study.explain import explained
from sim.study.loading import Reader, load_scenario
from tests.minimal import changed
from tests.study.faulty_demand import DEMAND, faults_after, written

COLLECTED = "        collection: {after: 2 calendar days}\n"
OBJECTIONS = '{chance: 5 %, after: 3 calendar days, back_to: "4", term: 15 working days}'


def question(objections: str) -> str:
    return changed(COLLECTED, f"{COLLECTED}        objections: {objections}\n", DEMAND)


def faults_with(objections: str, folder: Path) -> list[str]:
    return faults_after(folder, (COLLECTED, f"{COLLECTED}        objections: {objections}\n"))


def test_objections_are_in_order(tmp_path: Path) -> None:
    assert faults_with(OBJECTIONS, tmp_path) == []
    assert (
        faults_with(
            changed("}", ", chance_if_refused: 100 %, at_most: 20, source: the register}", OBJECTIONS), tmp_path
        )
        == []
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("5 %", "105 %", "33:30: '105 %' is not a share between 0 and 1; write 0.95 or 95 %"),
        ("5 %", "-5 %", "33:30: '-5 %' is not a share between 0 and 1; write 0.95 or 95 %"),
        ("chance: 5 %, ", "", "33:9: the key 'chance' is missing in 'objections' (line 33); add it"),
        ("5 %,", "5 %, chance_if_refused: often,", "33:54: 'often' is not a share between 0 and 1; write 0.95 or 95 %"),
        ("3 calendar days", "3 working days",
         "33:42: '3 working days' is no time on the clock; write '30 hours', or '3 calendar days' of 24 hours"),
        ("3 calendar days", "-1 hours",
         "33:42: '-1 hours' is below zero; write a time on the clock such as '30 hours'"),
        ("after: 3 calendar days, ", "", "33:9: the key 'after' is missing in 'objections' (line 33); add it"),
        ('"4"', '"9"',
         "33:68: no objection on the route 'provider' can go back to step '9'; known here: 1, 4, 6"),
        ('"4"', '"7"',
         "33:68: no objection on the route 'provider' can go back to step '7', which comes after the answer is ready; "
         "known here: 1, 4, 6"),
        ('"4"', '"5"',
         "33:68: no objection on the route 'provider' can go back to step '5', which is taken on a condition; "
         "known here: 1, 4, 6"),
        ('"4"', "collection",
         "33:68: no objection on the route 'provider' can go back to step 'collection'; known here: 1, 4, 6"),
        (', back_to: "4"', "", "33:9: the key 'back_to' is missing in 'objections' (line 33); add it"),
        ("15 working days", '"15"', "33:79: '15' has no unit; write '15 working days'"),
        ("15 working days", "90 minutes",
         "33:79: the term of an objection is given in days; write '15 working days' or '30 calendar days'"),
        (", term: 15 working days", "", "33:9: the key 'term' is missing in 'objections' (line 33); add it"),
        ("days}", "days, at_most: 0}", "33:105: '0' is out of range; at least 1 is needed"),
        ("days}", "days, at_most: 21}", "33:105: '21' is out of range; at most 20 is possible"),
        ("days}", "days, terms: 1}",
         "33:96: unknown key 'terms'; did you mean 'term'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_objections(old: str, new: str, fault: str, tmp_path: Path) -> None:
    assert faults_with(changed(old, new, OBJECTIONS), tmp_path) == [fault]


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    found = faults_with('{chance: 5, after: 3 days, back_to: "9", term: 2 hours, at_most: often}', tmp_path)
    assert [fault.split(":")[1] for fault in found] == ["30", "40", "68", "86"]


def test_a_portals_objection_does_not_go_back_to_before_the_receipt(tmp_path: Path) -> None:
    stated = "        objections: {chance: 5 %, after: 1 hours, back_to: 1, term: 3 working days}\n"
    (fault,) = faults_after(tmp_path, ("      portal:\n", f"      portal:\n{stated}"))
    assert fault.split(": ", 1)[1] == (
        "no objection on the route 'portal' can go back to step '1', which comes before the receipt; known here: 3, "
        "provider.4, provider.6"
    )


def test_objections_count_among_those_that_are_too_many(tmp_path: Path) -> None:
    """Twenty objections to every answer are more than all applications."""
    assert load_scenario(written(tmp_path), most_applications=2_000)
    path = written(tmp_path, question(changed("5 %", "100 %", changed("days}", "days, at_most: 20}", OBJECTIONS))))
    with pytest.raises(InputError) as error:
        load_scenario(path, most_applications=2_000)
    (fault,) = error.value.faults
    assert (fault.line, fault.column) == (33, 30)
    assert fault.message.endswith("which is too many, and most of them come from here")


def test_the_defaults_are_shown(tmp_path: Path) -> None:
    reader = Reader(str(written(tmp_path, question(OBJECTIONS))))
    study, file = reader.study(None)
    shown = {setting.path: (setting.value, setting.origin) for setting in explained(study, file)}
    where = "services.aid.routes.provider.objections"
    assert shown[f"{where}.chance"] == ("5 %", "stated")
    assert shown[f"{where}.chance_if_refused"] == ("as many as of other answers", "default")
    assert shown[f"{where}.at_most"] == ("1", "default")
    assert shown["services.aid.routes.portal.objections"] == ("nobody does", "default")

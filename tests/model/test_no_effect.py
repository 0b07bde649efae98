"""What changes nothing is told: absences and paces outside the simulated time, rises beyond all terms, acts adopted later."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.model.model import build_model
from sim.report.notes import note_sentence
from tests.minimal import REGULATION, SCENARIO, changed, loaded

CHIEF = "        count: 2\n        hours: short_day\n"


def notes(folder: Path, more: str, regulation: str = REGULATION) -> list[str]:
    """The sentences about what changes nothing, with some lines more for the chiefs in town."""
    study = loaded(folder, changed(CHIEF, CHIEF + more), regulation)
    found = build_model(study).warnings
    return [note_sentence(note) for note in found if note.key in ("no_effect", "act_not_adopted")]


@pytest.fixture
def adopted() -> str:
    """A regulation whose act was adopted before the period."""
    return REGULATION.replace("date: 2018-05-22", "date: 2018-01-22")


@pytest.mark.parametrize(
    ("more", "setting"),
    [
        ("        absences:\n        - {first_day: 2018-04-02, last_day: 2018-05-01}\n", "absences[1]"),
        ("        absences:\n        - {first_day: 2018-12-03, last_day: 2018-12-04}\n", "absences[1]"),
        ("        pace: {factor: 1.5, until: 2018-12-03, then: 1}\n", "pace.until"),
        ("        escalate: 3 working days\n        discipline: priority\n", "escalate"),
    ],
)
def test_what_changes_nothing_is_told(tmp_path: Path, adopted: str, more: str, setting: str) -> None:
    (sentence,) = notes(tmp_path, more, adopted)
    assert sentence.startswith(f"offices.town.staff.chief.{setting} ")


@pytest.mark.parametrize(
    "more",
    [
        "        absences:\n        - {first_day: 2018-04-02, last_day: 2018-05-02}\n",
        "        absences:\n        - {first_day: 2018-05-31}\n",
        "        pace: {factor: 1.5, until: 2018-05-03, then: 1}\n",
        "        escalate: 2 working days\n        discipline: priority\n",
    ],
)
def test_what_changes_something_is_not(tmp_path: Path, adopted: str, more: str) -> None:
    assert notes(tmp_path, more, adopted) == []


def test_an_act_adopted_after_counting_begins_is_told(tmp_path: Path) -> None:
    (sentence,) = notes(tmp_path, "")
    assert sentence.startswith(
        "the act that regulates 'aid' was adopted on 2018-05-22, after counting begins on 2018-05-09"
    )
    assert "2018-05-09" in SCENARIO

"""A few of the broken files and command lines that `tests/slow` tries in full."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app
from tests.broken_input.answers import REFUSED, answer_in_place, failings
from tests.broken_input.broken_input import BrokenInput
from tests.broken_input.command_lines import command_lines
from tests.broken_input.corpus import few_files


def invoke(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def refused(inputs: Iterable[BrokenInput], folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many are refused, as all that are broken have to be; what a mutation left valid is none of them."""
    count, wrong = 0, []
    for number, given in enumerate(inputs):
        here = folder / str(number)
        here.mkdir()
        monkeypatch.chdir(here)
        answer = answer_in_place(given, here, invoke)
        wrong += [f"{given}: {failing}" for failing in failings(given, answer)]
        count += answer.code == REFUSED
    assert wrong == []
    return count


def test_a_few_broken_files_are_refused_with_a_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(few_files(), tmp_path, monkeypatch) >= 50


def test_a_few_broken_command_lines_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(list(command_lines())[3::16], tmp_path, monkeypatch) >= 28

"""A scenario laid over another with variants, and what the tests of authoring do with such files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app
from sim.errors import InputError
from sim.study.assumption_list import assumptions
from sim.study.loading import load_scenario
from sim.study.study import Study
from tests.minimal import written

SHIPPED = "west_kazakhstan_social_aid"
MORE = """\
extends: question.yaml
seed: 8
variants:
  busy:
    title: Twice as many
    changes:
      arrivals:
        in_town: {rate: 4 per working day}
  no_portal:
    changes:
      services: {aid: {routes: {portal: ~}}}
      arrivals: {online: ~}
"""


def lay_out(folder: Path) -> None:
    """Write a scenario, its regulation, and a file that extends it and has variants."""
    written(folder)
    (folder / "more.yaml").write_text(MORE, encoding="utf-8")


def over(text: str, base: str = "question.yaml", variant: str | None = None, changes: Sequence[str] = ()) -> Study:
    """A study of a file that extends another one, both in the working directory."""
    Path("over.yaml").write_text(f"extends: {base}\n{text}\n", encoding="utf-8")
    return load_scenario("over.yaml", variant, changes)


def faults(path: str, variant: str | None = None, changes: Sequence[str] = ()) -> list[str]:
    """The faults of a file in the working directory, or of its variant."""
    with pytest.raises(InputError) as caught:
        load_scenario(path, variant, changes)
    return [str(fault) for fault in caught.value.faults]


def faults_if_any(path: str, variant: str | None, changes: Sequence[str]) -> list[str]:
    try:
        load_scenario(path, variant, changes)
    except InputError as error:
        return [str(fault) for fault in error.faults]
    return []


def over_faults(text: str, base: str = "question.yaml") -> list[str]:
    """The faults of a file that extends another one."""
    Path("over.yaml").write_text(f"extends: {base}\n{text}\n", encoding="utf-8")
    return faults("over.yaml")


def invoke(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, list(words), catch_exceptions=False)


def reasons(study: Study) -> dict[str, str]:
    """The reasons of all assumptions by path; a block with a source has none."""
    return {assumption.where: assumption.reason for assumption in assumptions(study)}

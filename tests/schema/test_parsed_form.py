"""Parsed forms of shipped files say what the parser says, and none is taken for a text that was edited."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.law.load import load_regulation
from sim.schema import parsed_form
from sim.schema.parse_shipped import parse_shipped, shipped_yaml
from sim.schema.parse_yaml import parse_yaml
from sim.schema.parsed_form import ParsedFile, form_name, form_of_text
from sim.schema.read_yaml import read_yaml
from sim.shipped import shipped_folder
from sim.study.loading import load_scenario


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the parsed forms of all shipped files."""
    folder = tmp_path_factory.mktemp("parsed")
    parse_shipped(folder)
    assert len([*folder.iterdir()]) == len(shipped_yaml())
    return folder


@pytest.fixture
def forms(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(parsed_form, "shipped_folder", lambda kind: made)
    return made


@pytest.mark.parametrize("path", shipped_yaml(), ids=lambda path: path.stem)
def test_the_form_of_a_shipped_file_has_its_content_and_its_places(path: Path, forms: Path):
    read, parsed = read_yaml(path, "a name"), parse_yaml(path.read_text("utf-8"), "a name", path)
    assert isinstance(read, ParsedFile)
    assert repr(read.data) == repr(parsed.data)  # types too
    assert list(read.values.items()) == list(parsed.values.items())
    assert list(read.keys.items()) == list(parsed.keys.items())
    assert (read.faults, read.paths) == (parsed.faults, parsed.paths)


def test_places_are_those_of_the_file_although_its_content_was_changed(forms: Path):
    path = shipped_folder("scenarios") / "head_on_leave.yaml"
    file = read_yaml(path)
    del file.data["extends"]
    assert file.keys == parse_yaml(path.read_text("utf-8"), str(path), path).keys


def test_an_edited_file_is_parsed_anew(forms: Path, tmp_path: Path):
    text = (shipped_folder("scenarios") / "west_kazakhstan_social_aid.yaml").read_text("utf-8")
    copy = tmp_path / "mine.yaml"
    copy.write_text(text, "utf-8")
    assert isinstance(read_yaml(copy), ParsedFile)
    copy.write_text(text.replace("seed:", "sead:"), "utf-8")
    with pytest.raises(InputError) as stopped:
        load_scenario(copy)
    line = next(i for i, line in enumerate(text.splitlines(), 1) if line.startswith("seed:"))
    assert f"{copy}:{line}:1" in str(stopped.value)


def test_a_fault_in_a_shipped_file_has_its_place(forms: Path, tmp_path: Path):
    name = "west_kazakhstan_2018_social_aid"
    path = tmp_path / f"{name}.yaml"
    path.write_text(
        (shipped_folder("regulations") / path.name).read_text("utf-8").replace("year:", "jahr:", 1), "utf-8"
    )
    with pytest.raises(InputError) as without_form:
        load_regulation(path)
    parsed = parse_yaml(path.read_text("utf-8"), str(path), path)
    (forms / form_name(path.read_text("utf-8"))).write_bytes(parsed_form.form_of_file(parsed))
    with pytest.raises(InputError) as with_form:
        load_regulation(path)
    assert str(with_form.value) == str(without_form.value)


def test_a_form_of_another_parser_is_not_taken(forms: Path, monkeypatch: pytest.MonkeyPatch):
    text = shipped_yaml()[0].read_text("utf-8")
    assert form_of_text(text) is not None
    monkeypatch.setattr(parsed_form, "_parser", lambda: b"another parser")
    assert form_of_text(text) is None


def test_forms_of_texts_that_are_gone_are_taken_out(tmp_path: Path):
    parse_shipped(tmp_path)
    older = tmp_path / f"{'0' * 64}.json"
    older.write_text("{}")
    assert parse_shipped(tmp_path) == 0
    assert not older.exists()

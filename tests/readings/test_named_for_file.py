"""Who is named for a file, by every shipped regulation, against a second reading of the originals in another order."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.law.load import load_regulation
from sim.law.regulation import Regulation
from sim.schema.read_yaml import read_yaml
from sim.shipped import shipped_regulations

READINGS = Path(__file__).parent
WORDS: Mapping[str, Mapping[str, str]] = read_yaml(READINGS / "settled.yaml").data["words"]
COLUMNS = ["regulation", "route", "role", "named_by", "by_step", "clause", "line"]
NAMING = ("names", "белгіле", "анықта")
"""What the step by which somebody is named says, in English and in the words of the acts."""
Row = dict[str, Any]


@cache
def second() -> tuple[Row, ...]:
    with (READINGS / "named_for_file" / "second.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return tuple(reader)


def role_of(regulation: Regulation, words: str) -> str:
    names = dict(WORDS.get(regulation.act.document, {})) | {role.kk: key for key, role in regulation.roles.items()}
    return names.get(words, words)


@pytest.mark.parametrize("name", shipped_regulations())
def test_both_readings_have_the_same_people_named_by_the_same_step(name: str) -> None:
    regulation = load_regulation(name)
    first = {
        (route, role, named.by_step, named.source)
        for route, described in regulation.routes.items()
        for role, named in described.named_for_file.items()
    }
    rows = [row for row in second() if row["regulation"] == name]
    seen = {(row["route"], role_of(regulation, row["role"]), int(row["by_step"])) for row in rows}
    assert {entry[:3] for entry in first} == seen
    for route, role, step, source in first:
        row = next(r for r in rows if (r["route"], role_of(regulation, r["role"])) == (route, role))
        assert all(part.strip() in source for part in row["clause"].split(";")), (row["clause"], source)
        by = next(s for s in regulation.routes[route].steps if s.n == step)
        assert by.role == role_of(regulation, row["named_by"])
        assert NAMING[0] in by.action.en
        assert any(word in by.action.kk for word in NAMING[1:])
        assert by.source.split(",")[0] in source, "the step bears the clause that is given for it"


@pytest.mark.parametrize("name", shipped_regulations())
def test_of_every_staffed_role_of_every_route_it_is_decided_whether_somebody_is_named(name: str) -> None:
    regulation = load_regulation(name)
    for channel in regulation.routes:
        for step in regulation.path(channel):
            if regulation.kind(step.role) == "staff":
                named = regulation.named_for_file(channel, step.role)
                assert named is not None, (channel, step.role)
                assert named.source or len(named.note) > 30, (channel, step.role)


def test_only_aktogay_has_nobody_named_and_all_others_have_an_executor() -> None:
    nobody = {
        name
        for name in shipped_regulations()
        if not any(route.named_for_file for route in load_regulation(name).routes.values())
    }
    assert nobody == {"aktogay_2013_targeted_assistance"}
    roles = {
        role
        for name in shipped_regulations()
        for route in load_regulation(name).routes.values()
        for role, named in route.named_for_file.items()
        if named.named
    }
    assert roles == {"executor", "akim_executor", "centre_executor"}


def test_what_an_executor_does_before_he_is_named_is_anybodys() -> None:
    """Three tables of South Kazakhstan have an executor take the papers in, and the head name one afterwards."""
    before = {}
    for name in shipped_regulations():
        regulation = load_regulation(name)
        for channel in regulation.routes:
            for step in regulation.path(channel):
                named = regulation.named_for_file(channel, step.role) if regulation.kind(step.role) == "staff" else None
                if named is not None and named.named and not regulation.is_after_naming(channel, step):
                    before[name, channel] = step.key
    assert before == {
        ("south_kazakhstan_2012_employment_referral", "provider"): "1",
        ("south_kazakhstan_2012_individual_assistant", "provider"): "1",
        ("south_kazakhstan_2012_sanatorium_treatment", "provider"): "1",
    }


def test_met_steps_are_the_named_ones_also_behind_a_front_part() -> None:
    regulation = load_regulation("west_kazakhstan_2018_social_aid")
    path = regulation.path("portal")
    assert [s.key for s in path if regulation.is_after_naming("portal", s)] == ["provider.3", "provider.5"]

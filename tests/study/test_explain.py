"""Every setting is explained, and the schema for editors knows what is laid over."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.demand import Stream
from sim.scenario.route_use import Work
from sim.scenario.scenario import Office, Period, Scenario
from sim.scenario.staff import Staff
from sim.scenario.systems import System
from sim.study.explain import explained
from sim.study.loading import Reader
from tests.minimal import changed
from tests.study.authored import SHIPPED, invoke, over

# Explanations


def explained_as(
    path: str = "question.yaml", variant: str | None = None, changes: Sequence[str] = ()
) -> dict[str, tuple[str, str]]:
    """Value and origin of every setting by its path, the origin with what a default follows."""
    found = explained(*Reader(path, changes).study(variant))
    paths = [setting.path for setting in found]
    assert len(set(paths)) == len(paths)
    return {s.path: (s.value, f"{s.origin}: {s.note}" if s.note else s.origin) for s in found}


def test_defaults_of_the_language_and_what_they_follow_are_visible(folder: Path) -> None:
    found = explained_as()
    assert found["period.run_out"] == ("9 working days", "default: three times the longest term, 3 working days")
    assert found["day_of_receipt"] == ("excluded", "default: the regulation")
    assert found["received_until"] == ("all of the day", "default: the regulation")
    assert found["services.aid.routes.portal.reading"] == ("whole", "default: the regulation")
    assert "services.aid.routes.provider.reading" not in found, "it has no join"
    assert found["services.aid.routes.portal.steps.2"] == (
        "as step 1 of 'provider'",
        "default: the route that it meets",
    )
    assert found["services.aid.routes.portal.steps.1"] == ("the response of 'gate'", "default: systems")
    assert found["offices.town.count"] == ("1", "default")
    assert found["offices.town.staff.clerk.count"] == ("1", "stated")
    assert found["offices.town.staff.clerk.set_aside"] == ("true", "default")
    assert found["offices.town.staff.clerk.hours"] == ("department", "default: the office's")
    assert found["offices.town.staff.clerk.hand_over_after"] == ("8 hours", "default")
    assert found["offices.town.staff.chief.hours"] == ("short_day", "stated")
    assert found["services.aid.routes.provider.steps.1.hold"] == ("none", "default")
    assert found["services.aid.routes.provider.steps.1.work"] == ("10 minutes", "stated")
    assert found["arrivals.in_villages.weights"] == ("1, 2.5", "stated")
    assert found["arrivals.in_town.weights"] == ("one office", "default")
    assert found["hours.department.weekdays"] == ("09:00-13:00, 14:30-18:30", "shipped")
    assert found["hours.short_day.saturday"] == ("closed", "default")
    assert found["hours.short_day.tuesday"] == ("those of 'weekdays'", "default")
    assert found["hours.short_day.changes"] == ("none", "default")
    assert "hours.round_the_clock.every_day" not in found, "nobody keeps them"


@pytest.mark.parametrize(
    ("block", "path"),
    [
        (Scenario, ""),
        (Period, "period."),
        (Office, "offices.town."),
        (Staff, "offices.town.staff.clerk."),
        (Stream, "arrivals.in_town."),
        (System, "systems.gate."),
        (Work, "services.aid.routes.provider.steps.2."),
    ],
)
def test_every_key_of_the_language_is_explained_but_texts(folder: Path, block: type, path: str) -> None:
    texts = {"source", "assumption", "title", "description", "scenario"}
    known = {key.removeprefix(path).split(".")[0] for key in explained_as() if key.startswith(path)}
    fields: set[str] = set(block.model_fields)  # type: ignore[attr-defined]  # all of them are models
    assert fields - texts <= known
    assert not texts & known


def test_named_members_and_offices_are_explained_one_by_one(folder: Path) -> None:
    text = changed(
        "        count: 2\n        hours", "        members: {Aigul: {hours: department}, Bolat: ~}\n        hours"
    )
    text = text.replace(
        "    count: 2\n    hours: rural_akim",
        "    names: {north: {staff: {clerk: {members: [Dana]}}}, south: ~}\n    hours: rural_akim",
    )
    Path("question.yaml").write_text(text, encoding="utf-8")
    found = explained_as()
    assert found["offices.village.count"] == ("2", "default: as many as 'names'")
    assert found["offices.town.staff.chief.count"] == ("2", "default: as many as 'members'")
    assert found["offices.town.staff.chief.members.Aigul.hours"] == ("department", "stated")
    assert found["offices.town.staff.chief.members.Bolat.hours"] == ("short_day", "default: those of the staff")
    assert found["offices.village.names.north.hours"] == ("rural_akim", "default: its kind's")
    assert found["offices.village.names.north.sends_to"] == ("town", "default: its kind's")
    assert found["offices.village.names.north.staff.clerk.members.Dana.hours"] == (
        "rural_akim",
        "default: those of the staff",
    )
    assert found["arrivals.in_town.office"] == ("town", "stated")


def test_an_explanation_names_file_variant_and_command_line(folder: Path) -> None:
    words = ("--variant", "busy", "--set", "offices.town.staff.clerk=3", "--explain")
    data = json.loads(invoke("check", "more.yaml", *words, "--format", "json").stdout)[0]
    found = {row["path"]: row for row in data["settings"]}

    def place(path: str) -> tuple[Any, ...]:
        return tuple(found[path][key] for key in ("value", "origin", "file", "line", "column"))

    assert place("arrivals.in_town.rate") == ("4 per working day", "variant", "more.yaml", 8, 25)
    assert place("arrivals.in_town.service") == ("aid", "stated", "question.yaml", 42, 14)
    assert place("seed") == ("8", "stated", "more.yaml", 2, 7)
    option = "--set offices.town.staff.clerk=3"
    assert place("offices.town.staff.clerk.count") == ("3", "command line", option, 0, 0)
    assert place("offices.town.staff.clerk.discipline") == ("first_come", "default", None, None, None)
    assert place("variants.busy")[0] == "Twice as many"


def test_a_default_says_that_something_was_taken_out(folder: Path) -> None:
    over("target: ~")
    assert explained_as("over.yaml")["target"] == ("none", "default: what was stated is taken out by over.yaml")
    option = "day_of_receipt=null"
    assert explained_as(changes=["target=null", option])["target"][1].endswith("taken out by the command line")
    assert explained_as(changes=[option])["day_of_receipt"] == ("excluded", "default: the regulation"), (
        "nothing was there"
    )


def test_an_explanation_fits_eighty_columns(folder: Path) -> None:
    for words in ((SHIPPED,), ("more.yaml", "--variant", "busy", "--set", "seed=3")):
        text = invoke("check", *words, "--explain").stdout
        assert max(map(len, text.splitlines())) <= 80
        assert "default: three times the" in text
    assert "variant busy, line 8" in text
    assert "question.yaml:42" in text
    assert "--set" in text
    assert re.search(r"  work +lognormal, mean 60 .*question.yaml:21 ", text), "a distribution is one row"


# The schema for editors


def test_the_schema_asks_an_overlay_for_no_key_and_lets_every_key_be_empty() -> None:
    schema = json.loads(invoke("schema", "scenario").stdout)
    assert (schema["if"], schema["else"]) == ({"required": ["extends"]}, {"$ref": "#/$defs/Scenario"})
    blocks = schema["$defs"]
    assert {"period", "services", "offices"} <= set(blocks["Scenario"]["required"])
    part = blocks[schema["then"]["$ref"].removeprefix("#/$defs/")]
    assert set(part["properties"]) == set(Scenario.model_fields)
    assert blocks["Variant"]["properties"]["changes"]["$ref"] == schema["then"]["$ref"]
    for name, block in blocks.items():
        if name.endswith("Part"):
            assert "required" not in block
            for key, facts in block.get("properties", {}).items():
                assert {"type": "null"} in facts.get("anyOf", ()) or "const" in facts or key == "changes", (
                    f"{name}.{key}"
                )
    named = set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(schema)))
    assert named <= set(blocks), "every block that is referred to is there"

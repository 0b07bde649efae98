"""Every shipped regulation against a second, blind reading of the original: what differs is listed and settled."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sim.law.load import load_regulation
from sim.law.regulation import Regulation, Step
from sim.schema.read_yaml import read_yaml
from sim.shipped import shipped_regulations

READINGS = Path(__file__).parent
FILE = read_yaml(READINGS / "settled.yaml")
SETTLED: Mapping[str, Any] = FILE.data
COLUMNS = ["route", "description", "n", "role", "value", "unit", "from", "clause", "line"]
WHOLE = ("number of steps", "order")  # what is compared once for a description, not item by item
ITEM = ("role", "value", "unit", "from", "clause")
Row = dict[str, str]


class Difference(NamedTuple):
    """Something that the two readings have differently; `n` is the item of the form."""

    regulation: str
    route: str
    description: str
    against: str
    n: str
    field: str
    first: str
    second: str


@cache
def form(name: str) -> tuple[Row, ...]:
    with (READINGS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return tuple(reader)


def descriptions(regulation: Regulation, route: str) -> dict[str, tuple[Step, ...]]:
    described = regulation.routes[route]  # type: ignore[index]
    return {"used": described.steps, **{other.source: other.steps for other in described.other_descriptions}}


def limit(step: Step) -> tuple[str, str]:
    if step.timetable is not None:
        return f"{'>=' if step.timetable.at_least else ''}{step.timetable.times_per_day}", "times_per_day"
    return (str(step.limit.value), step.limit.unit) if step.limit else ("", "")


def place(clause: str) -> str:
    """A clause without the words around its numbers: 5.1 of '5.1), step 1', 2.1.3 of 'annex 2, table 1, action 3'."""
    numbers = re.findall(r"\d+", clause.split(";")[0])
    return ".".join(numbers if clause.startswith("annex") else numbers[:2])


def denoted(regulation: Regulation, words: str) -> list[str]:
    """The roles that the second reader's words denote; words that nobody knows stand for themselves."""
    names = dict(SETTLED["words"].get(regulation.act.document, {}))
    names |= {role.kk: key for key, role in regulation.roles.items()}
    return [names.get(word, word) for word in words.split("; ")]


def compared(regulation: Regulation, route: str, match: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Item, field, first and second reading of all that differs between a description of the file and its form."""
    steps = descriptions(regulation, route)[match["first"]]
    rows = match_rows(regulation.regulation, route, match)
    fields = match.get("compare", (*WHOLE, *ITEM))
    # An item of the form stands for the step of its own number where `items` does not say otherwise.
    means = {row["n"]: match["items"][row["n"]] if "items" in match else [int(row["n"])] for row in rows}
    numbers = [step.n for step in steps]
    order = [n for row in rows for n in means[row["n"]]]
    if "number of steps" in fields and (len(rows) != len(steps) or {*order} != {*numbers}):
        yield "", "number of steps", str(len(steps)), str(len(rows))
    if "order" in fields and [n for n in order if n in numbers] != [n for n in numbers if n in order]:
        yield "", "order", " ".join(map(str, numbers)), " ".join(row["n"] for row in rows)
    for row in rows:
        own = [step for step in steps if step.n in means[row["n"]]]
        roles = list(dict.fromkeys(step.role for step in own))
        if "role" in fields and own and roles != denoted(regulation, row["role"]):
            yield row["n"], "role", "; ".join(roles), row["role"]
        for step in own:
            value, unit = limit(step)
            since = str(step.limit_from or "")
            mine = {"value": value, "unit": unit, "from": since, "clause": place(step.source)}
            seen = {**row, "clause": place(row["clause"])}
            yield from (
                (row["n"], key, mine[key], seen[key]) for key in mine if key in fields and mine[key] != seen[key]
            )


def match_rows(name: str, route: str, match: Mapping[str, Any]) -> list[Row]:
    source = (match.get("from_route", route), match["second"])
    rows = [row for row in form(name) if (row["route"], row["description"]) == source]
    return [row for row in rows if "items" not in match or row["n"] in match["items"]]


def differences(name: str) -> Iterator[Difference]:
    regulation = load_regulation(name)
    for route in regulation.routes.keys() ^ {row["route"] for row in form(name)}:
        first, second = ("described", "not described") if route in regulation.routes else ("not described", "described")
        yield Difference(name, route, "", "", "", "route", first, second)
    for route, matches in SETTLED["descriptions"][name].items():
        for match in matches:
            for found in compared(regulation, route, match):
                yield Difference(name, route, match["second"], match["first"], *found)


def listed(name: str) -> list[Difference]:
    entries = [entry for entry in SETTLED["disagreements"] if entry["regulation"] == name]
    parts = [{key: str(entry.get(key, "")) for key in Difference._fields} for entry in entries]
    return [Difference(**part) for part, entry in zip(parts, entries, strict=True) if entry["settled"] == "first"]


def test_every_shipped_regulation_has_a_second_reading() -> None:
    assert sorted(path.stem for path in READINGS.glob("*.csv")) == sorted(shipped_regulations())
    assert sorted(SETTLED["descriptions"]) == sorted(shipped_regulations())
    assert not FILE.faults


@pytest.mark.parametrize("name", shipped_regulations())
def test_every_description_of_either_reading_has_its_counterpart_in_the_other(name: str) -> None:
    regulation = load_regulation(name)
    matches = [(route, match) for route, of_route in SETTLED["descriptions"][name].items() for match in of_route]
    assert {(route, match["first"]) for route, match in matches} == {
        (route, description) for route in regulation.routes for description in descriptions(regulation, route)
    }
    items = {(row["route"], row["description"], row["n"]) for row in form(name)}
    assert len(items) == len(form(name))
    assert items == {
        (row["route"], row["description"], row["n"])
        for route, match in matches
        for row in match_rows(name, route, match)
    }


@pytest.mark.parametrize("name", shipped_regulations())
def test_a_second_reading_finds_the_same_steps_but_for_what_is_settled(name: str) -> None:
    found, known = list(differences(name)), listed(name)
    faults = [f"not settled: {difference}" for difference in found if difference not in known]
    faults += [
        f"settled, but there is no such difference: {difference}" for difference in known if difference not in found
    ]
    assert not faults, "\n".join(faults)
    assert len(known) == len({*known})


def test_every_settled_disagreement_says_which_reading_holds_why_and_by_which_line() -> None:
    for entry in SETTLED["disagreements"]:
        assert {*entry} <= {*Difference._fields, "settled", "why", "line"}, entry
        assert entry["regulation"] in shipped_regulations(), entry
        assert entry["field"] in ("route", *WHOLE, *ITEM), entry
        assert entry["settled"] in ("first", "second"), entry  # for the second: the file is mended, the difference gone
        assert re.fullmatch(r"\S.{30,}\.", entry["why"]), entry
        assert entry["line"] > 0, entry


def test_a_description_compared_in_part_says_why_and_leaves_out_no_item_and_no_printed_limit() -> None:
    for name, routes in SETTLED["descriptions"].items():
        for route, match in ((route, match) for route, matches in routes.items() for match in matches):
            rows, steps = match_rows(name, route, match), descriptions(load_regulation(name), route)[match["first"]]
            assert ("compare" in match) == ("because" in match), (name, route, match)
            if "compare" in match:
                assert {row["n"] for row in rows} <= {str(step.n) for step in steps}, (name, route, match)
                assert "value" in match["compare"] or not any(row["value"] for row in rows), (name, route, match)


def test_every_word_of_the_glossary_is_a_second_readers_and_no_name_of_the_file() -> None:
    used: dict[str, set[str]] = {}
    for name in shipped_regulations():
        document = used.setdefault(load_regulation(name).act.document, set())
        names = {role.kk for role in load_regulation(name).roles.values()}
        document |= {word for row in form(name) for word in row["role"].split("; ")} - names
    assert {(act, word) for act, words in SETTLED["words"].items() for word in words if word not in used[act]} == set()

"""The STRESS-DES checklist is filled in, item by item, out of the scenario and the run."""

from __future__ import annotations

import pytest

import sim
from sim.experiment.results import Results
from sim.report.parts import TextTable
from sim.report.run.stress_des import stress_des
from sim.translations.in_use import LANGUAGES, in_language

ITEMS = [
    "1.1",
    "1.2",
    "1.3",
    "2.1",
    "2.2",
    "2.3",
    "2.4",
    "2.5.1",
    "2.5.2",
    "2.5.3",
    "2.5.4",
    "2.5.5",
    "3.1",
    "3.2",
    "3.3",
    "3.4",
    "4.1",
    "4.2",
    "4.3",
    "5.1",
    "5.2",
    "5.3",
    "5.4",
    "6.1",
    "6.2",
]


@pytest.fixture(scope="module")
def results() -> Results:
    changes = ["replications=2", "offices.department.staff.executor=3"]
    return sim.run(sim.load_scenario("west_kazakhstan_social_aid", changes=changes), strengthen=False)


def items_of(results: Results, lang: str = "en") -> dict[str, str]:
    (section,) = stress_des(results, lang)
    (table,) = section.parts
    assert isinstance(table, TextTable)
    return {row[0].partition(" ")[0]: row[1] for row in table.rows if len(row) > 1}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_item_is_filled_in(results: Results, lang: str) -> None:
    with in_language(lang):
        items = items_of(results, lang)
    assert list(items) == ITEMS
    assert all(len(text) > 15 for text in items.values())


def test_items_tell_of_this_scenario_and_run(results: Results) -> None:
    items = items_of(results)
    assert "Whether the target of 95 % in time is reached." in items["1.3"]
    assert "1 employee of the provider → 2 head of the provider" in items["2.1"]
    assert "offices.department.staff.executor=3" in items["2.3"]
    assert "responsible executor of the provider: 3" in items["2.5.3"]
    assert "× 12" in items["2.5.3"]
    assert items["2.5.4"].startswith(f"{len(results.model.capacity.pools)} queues")
    assert "No 119, 2018-05-22" in items["3.1"]
    assert items["4.1"].startswith("Empty offices on 2018-05-02; warm-up to 2018-07-02")
    assert items["4.3"].startswith("2 replications (as asked for)")
    assert f"seed {results.study.scenario.seed}" in items["5.2"]
    assert items["6.1"].count("--set") == 1
    assert "--replications 2" in items["6.1"]
    assert all(f"{name} {digest[:12]}" in items["6.2"] for name, digest in results.study.hashes.items())

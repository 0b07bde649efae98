"""Scenarios laid over others: what results, where its faults stand, and what cannot be extended."""

from __future__ import annotations

import json
import random
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.scenario import Scenario
from sim.schema.overlay import lay_over
from sim.schema.yaml_file import Place, Where, YamlFile
from sim.shipped import shipped_folder
from sim.study.loading import load_scenario
from tests.minimal import REGULATION, SCENARIO, changed
from tests.study.authored import SHIPPED, faults, over, over_faults, reasons

# Merging


def test_blocks_merge_key_by_key_and_lists_and_values_are_replaced(folder: Path) -> None:
    study = over("offices: {town: {staff: {chief: {hours: department}}}}\narrivals: {in_villages: {weights: [3, 4]}}")
    plain = load_scenario("question.yaml")
    chief = study.scenario.offices["town"].staff["chief"]
    assert (chief.count, chief.hours) == (2, ("department",))
    assert study.scenario.arrivals["in_villages"].weights == (3, 4)
    assert study.scenario.offices["village"] == plain.scenario.offices["village"]
    assert study.scenario.services == plain.scenario.services


def test_a_key_with_nothing_in_it_takes_the_key_below_out(folder: Path) -> None:
    study = over("target: ~\nservices: {aid: {routes: {portal: ~}}}\narrivals:\n  online:\n")
    assert study.scenario.target is None
    assert list(study.scenario.services["aid"].routes) == ["provider"]
    assert list(study.scenario.arrivals) == ["in_town", "in_villages"]


def test_a_chain_of_files_and_the_nearest_holds(folder: Path) -> None:
    Path("middle.yaml").write_text("extends: question.yaml\nseed: 11\nreplications: 4\n", encoding="utf-8")
    study = over("seed: 12", "middle.yaml")
    assert (study.scenario.seed, study.scenario.replications, study.scenario.target) == (12, 4, 0.95)
    assert study.scenario.extends == "middle.yaml"
    assert study.name == "over"


def test_a_shipped_scenario_is_extended_by_its_bare_name(folder: Path) -> None:
    study = over("offices: {department: {staff: {executor: 3}}}", SHIPPED)
    assert study.scenario.offices["department"].staff["executor"].count == 3
    assert study.scenario.seed == 20180522


def test_a_bare_number_over_a_block_or_a_number_is_its_count(folder: Path) -> None:
    study = over("offices: {town: {staff: {clerk: 3, chief: 4}}, village: 2}\n")
    town, village = study.scenario.offices["town"], study.scenario.offices["village"]
    assert (town.staff["clerk"].count, town.staff["chief"].count, town.staff["chief"].hours) == (3, 4, ("short_day",))
    assert (village.count, village.hours) == (2, "rural_akim")


def test_members_by_name_take_the_place_of_a_count_and_the_other_way_round(folder: Path) -> None:
    named = over("offices: {town: {staff: {chief: {members: [Aigul, Bolat]}, clerk: {members: [Dana]}}}}")
    assert list(named.scenario.offices["town"].staff["chief"].members or ()) == ["Aigul", "Bolat"]
    assert named.scenario.offices["town"].staff["chief"].count is None
    assert named.scenario.offices["town"].staff["clerk"].size == 1
    Path("named.yaml").write_text(Path("over.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    counted = over("offices: {town: {staff: {chief: 5}}}", "named.yaml").scenario.offices["town"].staff["chief"]
    assert (counted.count, counted.members, counted.hours) == (5, None, ("short_day",))


def test_a_list_of_names_is_the_blocks_that_it_stands_for(folder: Path) -> None:
    Path("named.yaml").write_text(
        changed("        count: 2\n        hours", "        members: [Aigul, Bolat]\n        hours"), encoding="utf-8"
    )
    study = over("offices: {town: {staff: {chief: {members: {Bolat: {hours: department}}}}}}", "named.yaml")
    members = study.scenario.offices["town"].staff["chief"].members or {}
    assert {name: member.hours for name, member in members.items()} == {"Aigul": None, "Bolat": ("department",)}


def test_a_distribution_is_replaced_whole_and_a_parameter_alone_is_merged(folder: Path) -> None:
    where = "services: {aid: {routes: {provider: {steps: {2: {work: %s}}}}}}"
    replaced = over(where % "{distribution: exponential, mean: 1 hour}")
    work = replaced.scenario.services["aid"].routes["provider"].steps["2"].work
    assert work is not None
    assert (work.distribution, work.mean_seconds) == ("exponential", 3600)
    one = over(where % "{p90: 100 minutes}").scenario.services["aid"].routes["provider"].steps["2"].work
    assert one is not None
    assert (one.distribution, one.mean_seconds) == ("lognormal", 3600)


def test_a_number_that_changes_loses_the_source_that_vouched_for_another(folder: Path) -> None:
    where = "offices.village.staff.clerk"
    assert where not in reasons(over("offices: {village: {staff: {clerk: 1}}}")), "it is the same number"
    assert where not in reasons(over("offices: {village: {title: Rural}}"))
    assert where not in reasons(over("offices: {village: {count: 2, staff: {clerk: {set_aside: false}}}}"))
    assert reasons(over("offices: {village: {staff: {clerk: 3}}}"))[where] == "changed in over.yaml"
    own = over("offices: {village: {staff: {clerk: {count: 3, assumption: hoped for}}}}")
    assert reasons(own)[where] == "hoped for"
    counted = over("offices: {village: {staff: {clerk: {count: 3, source: counted again}}}}")
    assert counted.scenario.offices["village"].staff["clerk"].source == "counted again"
    assert where not in reasons(counted)


def test_a_number_that_changes_loses_the_reason_for_another_number(folder: Path) -> None:
    changes = ["offices.department.staff.executor=3", "services.social_aid.routes.provider.steps.4.hold.mode=11 hours"]
    found, plain = reasons(load_scenario(SHIPPED, changes=changes)), reasons(load_scenario(SHIPPED))
    executor, visit = "offices.department.staff.executor", "services.social_aid.routes.provider.steps.4"
    assert found[executor] == found[visit] == "set on the command line"
    assert plain[executor] == "Two people share this service"
    assert {where for where in plain if plain[where] != found[where]} == {executor, visit}, "the others keep theirs"


def test_a_variant_says_in_its_assumptions_that_it_changed_them(folder: Path) -> None:
    assert reasons(load_scenario("more.yaml", "busy"))["arrivals.in_town"] == "changed by variant busy"
    assert reasons(load_scenario("more.yaml"))["arrivals.in_town"] == "no reason given"


def test_what_a_number_means_is_vouched_for_with_it(folder: Path) -> None:
    Path("sourced.yaml").write_text(
        changed("rate: 4 per week", "rate: 4 per week\n    source: asked"), encoding="utf-8"
    )
    assert "arrivals.in_villages" not in reasons(load_scenario("sourced.yaml"))
    total = over("arrivals: {in_villages: {per_office: true, weights: ~}}", "sourced.yaml")
    assert reasons(total)["arrivals.in_villages"] == "changed in over.yaml"
    dropped = over("arrivals: {in_villages: {weights: ~}}", "sourced.yaml")
    assert reasons(dropped)["arrivals.in_villages"] == "changed in over.yaml"


KEYS = st.sampled_from(["offices", "arrivals", "staff", "town", "clerk", "count", "source", "assumption", "work", "1",
                        "distribution", "members", "names", "absences", "hours", "mean", "title", "weights"])  # fmt: skip
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-3, 9), st.floats(0, 9), st.sampled_from(["1 hour", "a", ""]))
DATA = st.dictionaries(
    KEYS, st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)),
    max_size=4,
)  # fmt: skip


def as_file(data: Any, name: str) -> YamlFile:
    """Plain data as a file whose parts all have a place."""
    file = YamlFile(name, data, paths={name: Path(name)})

    def note(value: Any, where: Where) -> None:
        file.values[where] = Place(name, len(file.values) + 1, 1)
        for key, part in value.items() if isinstance(value, dict) else ():
            file.keys[(*where, key)] = Place(name, len(file.values) + 1, 1)
            note(part, (*where, key))
        for i, part in enumerate(value) if isinstance(value, list) else ():
            note(part, (*where, str(i)))

    note(data, ())
    return file


@given(DATA)
def test_an_overlay_that_repeats_the_base_changes_nothing(data: dict[str, Any]) -> None:
    result = lay_over(as_file(data, "base"), as_file(data, "overlay"), "changed", Scenario)
    assert result.data == data
    assert {place.file for place in result.values.values()} == {"overlay"}


@given(DATA, st.randoms(use_true_random=False))
def test_an_overlay_that_repeats_a_part_of_the_base_changes_nothing(data: dict[str, Any], rng: random.Random) -> None:
    def some(value: Any) -> Any:
        if not isinstance(value, dict) or "distribution" in value:  # a distribution is a value
            return value
        return {key: some(part) for key, part in value.items() if rng.random() < 0.6}

    assert lay_over(as_file(data, "base"), as_file(some(data), "overlay"), "changed", Scenario).data == data


@given(DATA, DATA)
def test_every_part_of_what_results_has_its_place_and_neither_file_is_touched(
    low: dict[str, Any], high: dict[str, Any]
) -> None:
    before = json.dumps([low, high])
    result = lay_over(as_file(low, "base"), as_file(high, "overlay"), "changed", Scenario)
    assert json.dumps([low, high]) == before
    assert set(as_file(result.data, "result").values) == set(result.values)


def test_the_shipped_scenario_repeated_over_itself_is_itself(folder: Path) -> None:
    text = (shipped_folder("scenarios") / f"{SHIPPED}.yaml").read_text(encoding="utf-8")
    assert over(text, SHIPPED).scenario == load_scenario(SHIPPED).scenario.model_copy(update={"extends": SHIPPED})


# Places


def test_a_fault_stands_in_the_file_in_which_the_value_stands(folder: Path) -> None:
    Path("question.yaml").write_text(changed("rate: 4 per week", "rate: 4 per weak"), encoding="utf-8")
    found = over_faults("period: {end: 2018-13-01, stat: 2018-05-02}\noffices: {town: {hours: departmnt}}")
    assert [line.split(": ")[0] for line in found] == [
        "over.yaml:2:15",
        "over.yaml:2:27",
        "over.yaml:3:25",
        "question.yaml:50:11",
    ]


def test_a_key_taken_out_that_is_needed_is_told_where_it_is_taken_out(folder: Path) -> None:
    (found,) = over_faults("period:\n  end: ~")
    assert found.startswith(
        "over.yaml:3:3: 'end' is taken out here, and 'period' (line 2) needs it; give another value"
    )


def test_a_misspelt_entry_is_recognised_although_it_could_be_a_new_one(folder: Path) -> None:
    (found,) = over_faults("offices: {towm: {staff: {clerk: 3}}}")
    assert found == "over.yaml:2:11: the key 'hours' is missing in 'towm' (line 2); did you mean 'town'?"


def test_files_that_a_base_refers_to_lie_beside_it(folder: Path) -> None:
    below = folder / "below"
    below.mkdir()
    for name in ("small.yaml", "question.yaml"):
        (folder / name).rename(below / name)
    study = over("seed: 9", "below/question.yaml")
    assert study.regulations["aid"].regulation == "small"
    files = {
        "over.yaml": "over.yaml",
        "below/question.yaml": "below/question.yaml",
        "below/small.yaml": "below/small.yaml",
    }
    for name, path in files.items():
        assert study.hashes[name] == sha256((folder / path).read_bytes()).hexdigest()
    (found,) = over_faults("services: {aid: {regulation: small.yaml}}", "below/question.yaml")
    assert found.startswith("over.yaml:2:30: there is no regulation 'small.yaml'"), "over.yaml says so, from its folder"


def test_all_files_that_were_read_have_a_hash_also_those_of_one_name(folder: Path) -> None:
    Path(f"{SHIPPED}.yaml").write_text(f"extends: {SHIPPED}\n", encoding="utf-8")
    study = load_scenario(f"{SHIPPED}.yaml")
    assert set(study.hashes) == {
        f"{SHIPPED}.yaml", f"scenarios/{SHIPPED}.yaml", "west_kazakhstan_2018_social_aid.yaml", "kz.csv", "kz_overrides.csv"
    }  # fmt: skip
    assert study.hashes[f"{SHIPPED}.yaml"] != study.hashes[f"scenarios/{SHIPPED}.yaml"]


# What cannot be extended


@pytest.mark.parametrize(
    ("base", "fault"),
    [
        ("quesxion.yaml", "there is no file 'quesxion.yaml'; did you mean 'question.yaml'?"),
        ("question", "there is no shipped scenario 'question'; did you mean 'question.yaml'?"),
        (
            "west_kazakhstan_social_ad",
            f"there is no shipped scenario 'west_kazakhstan_social_ad'; did you mean '{SHIPPED}'?",
        ),
        ("small.yaml", "'small.yaml' is a regulation, not a scenario; name a scenario file"),
        ("../question.yaml", "'../question.yaml' does not lie beside this file or below its folder; copy it there"),
        ("below/../question.yaml", "'below/../question.yaml' does not lie beside this file or below"),
        ("/etc/x.yaml", "'/etc/x.yaml' does not lie beside this file or below"),
        ("link.yaml", "'link.yaml' does not lie beside this file or below"),
        ("linked/question.yaml", "'linked/question.yaml' does not lie beside this file or below"),
        ("round.yaml", "no file can be read as 'round.yaml'; name a file beside this one"),
        ('"a\\0.yaml"', "an invisible sign stands in this text (number 0); take it out"),
        ("over.yaml", "the files extend each other in a circle: over.yaml -> over.yaml; take one of the 'extends' out"),
    ],
)
def test_what_cannot_be_extended(folder: Path, base: str, fault: str) -> None:
    inside = folder / "inside"
    inside.mkdir()
    (folder / "question.yaml").rename(folder / "elsewhere.yaml")
    (inside / "question.yaml").write_text(SCENARIO, encoding="utf-8")
    (inside / "small.yaml").write_text(REGULATION, encoding="utf-8")
    (inside / "link.yaml").symlink_to(folder / "elsewhere.yaml")
    (inside / "linked").symlink_to(folder)
    (inside / "round.yaml").symlink_to(inside / "round.yaml")
    (inside / "over.yaml").write_text(f"extends: {base}\n", encoding="utf-8")
    (found,) = faults("inside/over.yaml")
    assert (
        found.replace("inside/over.yaml ->", "over.yaml ->")
        .replace("-> inside/", "-> ")
        .startswith(f"inside/over.yaml:1:10: {fault}")
    )


def test_a_circle_of_files_is_shown(folder: Path) -> None:
    for name, base in (("a", "b"), ("b", "c"), ("c", "b")):
        Path(f"{name}.yaml").write_text(f"seed: 1\nextends: {base}.yaml\n", encoding="utf-8")
    circle = "the files extend each other in a circle: b.yaml -> c.yaml -> b.yaml; take one of the 'extends' out"
    assert faults("a.yaml") == [f"c.yaml:2:10: {circle}"]


def test_faults_of_a_base_that_cannot_be_read_carry_its_name(folder: Path) -> None:
    Path("question.yaml").write_bytes(b"seed: 1\n\tx: 2\n")
    assert over_faults("seed: 1\nseed: 2") == [
        "over.yaml:3:1: the key 'seed' is given twice, first in line 2; keep one of them",
        "question.yaml:2:1: a tab stands here; indent with spaces",
    ]


@pytest.mark.parametrize("given", ["3", "[a, b]", "{a: b}", "true"])
def test_what_is_no_name_of_a_file_is_told_by_the_schema(folder: Path, given: str) -> None:
    Path("over.yaml").write_text(SCENARIO + f"extends: {given}\n", encoding="utf-8")
    (found,) = faults("over.yaml")
    assert found.startswith("over.yaml:57:10: a text is needed here, not ")

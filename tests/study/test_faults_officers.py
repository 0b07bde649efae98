"""Every fault of officers is told at its place, with what would do; and what holds where a scenario says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.model.model import build_model
from sim.study.explain import explained
from sim.study.loading import Reader, load_scenario
from tests.minimal import REGULATION, SCENARIO, changed, faults_of, loaded, written

STEPS = "        steps:\n          1: {work: 10 minutes}\n"
CHIEF = "  chief: {kk: басшы}\n"
NAMED = "  chief: {kk: басшы, named_for_file: {source: clause 5}}\n"

AGAIN = "{1: {probability: 1 %, back_to: '1'}, 2: {probability: 1 %, back_to: '2'}}"
AGAIN_BEHIND_THE_PORTAL = "{provider.2: {probability: 1 %, back_to: provider.2}}"


def question(roles: str, scenario: str = SCENARIO) -> str:
    return changed(STEPS, f"        roles: {roles}\n{STEPS}", scenario)


def faults(roles: str, folder: Path, scenario: str = SCENARIO, regulation: str = REGULATION) -> list[str]:
    found = faults_of(folder, question(roles, scenario), regulation)
    return [fault.removeprefix("question.yaml:") for fault in found]


@pytest.mark.parametrize(
    "roles",
    [
        "{chief: {same_member: true}}",
        "{chief: {same_member: true, assign: at_once}}",
        "{chief: {same_member: false}, clerk: {same_member: true, assign: when_free}}",
        "{chief: {}}",
    ],
)
def test_officers_are_in_order(roles: str, tmp_path: Path) -> None:
    assert faults(roles, tmp_path) == []


@pytest.mark.parametrize(
    ("roles", "fault"),
    [
        ("{cheif: {same_member: true}}",
         "18:17: nobody of the role 'cheif' has a step on the route 'provider'; did you mean 'chief'?"),
        ("{gate: {same_member: true}}",
         "18:17: nobody of the role 'gate' has a step on the route 'provider'; known here: chief, clerk"),
        ("{chief: {assign: at_once}}",
         "18:33: files get no officer of the role 'chief' on the route 'provider', so nothing is assigned; "
         "add 'same_member: true', or take 'assign' out"),
        ("{chief: {same_member: false, assign: when_free}}",
         "18:53: files get no officer of the role 'chief' on the route 'provider', so nothing is assigned; "
         "add 'same_member: true', or take 'assign' out"),
        ("{chief: {same_member: true, assign: later}}",
         "18:52: 'later' is not known for 'assign'; known here: at_once, when_free"),
        ("{chief: {same_members: true}}", "18:25: unknown key 'same_members'; did you mean 'same_member'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_officers(roles: str, fault: str, tmp_path: Path) -> None:
    assert faults(roles, tmp_path) == [fault]


SITS = "{count: 2, sittings: {weekdays: [tuesday], at: 10:00, length: 1 hour}}"


@pytest.mark.parametrize(
    ("staff", "how"),
    [(SITS, "take files at sittings"), ("{count: 2, visits_per_day: 4}", "visit households")],
)
def test_people_who_take_files_together_are_nobodys_officers(staff: str, how: str, tmp_path: Path) -> None:
    together = changed("      chief:\n        count: 2\n        hours: short_day\n", f"      chief: {staff}\n")
    together = changed("            hold: 1 hour\n", "", together)
    assert faults("{chief: {same_member: true}}", tmp_path, together) == [
        f"18:38: the people of 'chief' {how}, so no file has an officer among them; take 'same_member' out"
    ]
    # What a regulation says of them is not followed.
    path = written(tmp_path, together, changed(CHIEF, NAMED, REGULATION))
    assert not any(s.same_member for plan in build_model(load_scenario(path)).routes for s in plan.steps)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    found = faults("{chief: {assign: at_once}, nobody: {same_member: true}}", tmp_path)
    assert [fault.split(":")[:2] for fault in found] == [["18", "33"], ["18", "43"]]


@pytest.mark.parametrize(
    ("named", "fault"),
    [
        ("{note: why}", "no clause says who names the member; add 'source', or write 'named: false' with a 'note'"),
        ("{named: false}", "nothing says how the text was read; add a 'note'"),
    ],
)
def test_a_regulation_says_where_it_names_somebody(named: str, fault: str, tmp_path: Path) -> None:
    law = changed(CHIEF, CHIEF.replace("}", f", named_for_file: {named}}}"), REGULATION)
    (found,) = faults_of(tmp_path, SCENARIO, law)
    assert found.startswith("small.yaml:8:")
    assert found.endswith(fault)


def test_a_regulation_names_nobody_of_a_system(tmp_path: Path) -> None:
    law = changed("kind: system}", "kind: system, named_for_file: {source: clause 5}}", REGULATION)
    law = changed(
        "    source: clause 5\n", "    source: clause 5\n    named_for_file: {clark: {source: clause 5}}\n", law
    )
    assert faults_of(tmp_path, SCENARIO, law) == [
        "small.yaml:9:36: 'gate' is no member of a staff whom anybody could name; take it out",
        "small.yaml:14:22: no role 'clark' of a staff is described under 'roles'; did you mean 'clerk'?",
    ]


def officers(folder: Path, roles: str | None = None, regulation: str = REGULATION) -> dict[str, str]:
    """By route and step: when a file gets its officer; steps without one are left out.

    Every step may have to be done again, for else it would change nothing who the officer is.
    """
    text = changed(STEPS, f"        rework: {AGAIN}\n{STEPS}", SCENARIO if roles is None else question(roles))
    study = loaded(folder, changed("portal: {}", f"portal: {{rework: {AGAIN_BEHIND_THE_PORTAL}}}", text), regulation)
    return {
        f"{plan.route} {step.key}": step.assign
        for plan in build_model(study).routes
        for step in plan.steps
        if step.same_member
    }


def test_the_default_is_what_the_regulation_says(tmp_path: Path) -> None:
    named = changed(CHIEF, NAMED, REGULATION)
    by_route = changed(
        "    source: clause 8\n",
        "    source: clause 8\n    named_for_file: {chief: {named: false, note: not there}}\n",
        named,
    )
    assert officers(tmp_path) == {}
    assert officers(tmp_path, None, named) == {"provider 2": "when_free", "portal provider.2": "when_free"}
    assert officers(tmp_path, None, by_route) == {"provider 2": "when_free"}
    assert officers(tmp_path, "{chief: {same_member: false}}", named) == {"portal provider.2": "when_free"}
    assert officers(tmp_path, "{chief: {assign: at_once}}", by_route) == {"provider 2": "at_once"}
    assert officers(tmp_path, "{clerk: {same_member: true}}") == {"provider 1": "when_free"}


def test_a_route_that_meets_another_one_follows_what_that_one_says(tmp_path: Path) -> None:
    met = changed(
        "    source: clause 5\n", "    source: clause 5\n    named_for_file: {chief: {source: clause 5}}\n", REGULATION
    )
    assert officers(tmp_path, None, met) == {"provider 2": "when_free", "portal provider.2": "when_free"}


def test_the_settings_show_the_default_and_where_it_comes_from(tmp_path: Path) -> None:
    path = written(tmp_path, question("{clerk: {same_member: true}}"), changed(CHIEF, NAMED, REGULATION))
    found = {
        (s.block[-1], s.name): (s.value, s.origin, s.note)
        for s in explained(*Reader(path).study())
        if "same_member" in s.name or s.name == "assign"
    }
    assert found == {
        ("clerk", "same_member"): ("true", "stated", ""),
        ("clerk", "assign"): ("`when_free`", "default", ""),
        ("provider", "roles.chief.same_member"): ("true", "default", "the regulation clause 5"),
        ("portal", "roles.chief.same_member"): ("true", "default", "the regulation clause 5"),
    }

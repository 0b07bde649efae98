"""Minimal regulations and scenarios out of pieces, one of each to be changed, and what tests do with such files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent, indent

from sim.errors import InputError
from sim.study.loading import load_scenario
from sim.study.study import Study

ROLES = {
    "clerk": "{kk: қызметкер}",
    "expert": "{kk: маман}",
    "chief": "{kk: басшы}",
    "board": "{kk: комиссия, kind: commission}",
    "gate": "{kk: портал, kind: system}",
    "citizen": "{kk: өтініш беруші, kind: applicant}",
}
"""The block of each role that a minimal regulation may have."""
HEAD = """\
regulation: small
title: A small service
region: Nowhere
year: 2018
act: {document: none, issuer: nobody, number: "1", date: 2018-05-22}
"""
PROVIDER = "  provider:\n    title: At the office\n    source: clause 5\n    steps:\n"
PORTAL = "  portal:\n    title: On the portal\n    source: clause 8\n    steps:\n"


def lines_at(depth: int, text: str) -> str:
    """The lines of a text, however far they are indented, at a depth [spaces]."""
    return indent(dedent(text).strip(), " " * depth) + "\n"


def regulation_text(
    roles: Sequence[str], provider: str, portal: str = "", join: str = "", terms: str = "", extended_terms: str = ""
) -> str:
    """A regulation's text: its roles by their names in `ROLES`, the steps of its routes, and the lines of the other keys."""
    text = HEAD + "roles:\n" + "".join(f"  {role}: {ROLES[role]}\n" for role in roles)
    text += "routes:\n" + PROVIDER + lines_at(6, provider)
    if portal:
        text += PORTAL + lines_at(6, portal) + "    join:\n" + lines_at(6, join)
    if terms:
        text += "terms:\n" + lines_at(2, terms)
    if extended_terms:
        text += "extended_terms:\n" + lines_at(2, extended_terms)
    return text


REGULATION = regulation_text(
    roles=("clerk", "chief", "gate"),
    provider="""
        - {n: 1, role: clerk, action: takes it in, limit: 10 minutes, applicant_present: true, source: "5.1"}
        - {n: 2, role: chief, action: decides, limit: 1 working day, source: "5.2"}
    """,
    portal="""
        - {n: 1, role: gate, action: checks it, source: "8.1"}
        - {n: 2, role: clerk, action: takes it in, source: "8.2"}
    """,
    join="""
        step: 2
        route: provider
        readings:
          whole: {through: 2, note: all steps}
        used: whole
        interpretation: The text does not say it
    """,
    terms="""
        provider:
          limit: 3 working days
          source: {text: the standard}
    """,
)


def scenario_text(title: str, **sections: str) -> str:
    """A scenario's text: its title, and by their keys the other sections, in one line each or in several."""
    text = f"scenario: {title}\n"
    for key, section in sections.items():
        text += f"{key}:\n{lines_at(2, section)}" if "\n" in section else f"{key}: {section}\n"
    return text


def service(routes: str, name: str = "aid", regulation: str = "small.yaml") -> str:
    """The section `services` of one service, of which the lines of its routes are given."""
    return f"{name}:\n  regulation: {regulation}\n  routes:\n{lines_at(4, routes)}"


def social_aid(routes: str) -> str:
    """The section `services` with West Kazakhstan's social assistance, of which the lines of its routes are given."""
    return service(routes, "social_aid", "west_kazakhstan_2018_social_aid")


SCENARIO = """\
scenario: A small question
calendar: kz
period:
  start: 2018-05-02
  warm_up_until: 2018-05-09
  end: 2018-06-01
replications: 3
seed: 7
target: 95 %
hours:
  short_day:
    weekdays: 09:00-13:00, 14:00-18:00
services:
  aid:
    regulation: small.yaml
    routes:
      provider:
        steps:
          1: {work: 10 minutes}
          2:
            work: {distribution: lognormal, mean: 60 minutes, p90: 90 minutes}
            hold: 1 hour
      portal: {}
systems:
  gate: {response: 5 seconds}
offices:
  town:
    hours: department
    staff:
      clerk: 1
      chief:
        count: 2
        hours: short_day
  village:
    count: 2
    hours: rural_akim
    sends_to: town
    staff:
      clerk: {count: 1, source: asked}
arrivals:
  in_town:
    service: aid
    route: provider
    office: town
    rate: 2 per working day
  in_villages:
    service: aid
    route: provider
    office: village
    rate: 4 per week
    weights: [1, 2.5]
  online:
    service: aid
    route: portal
    office: town
    rate: 1 per day
"""


LONG = "9" * 5000
"""What `LONG` in a change stands for."""


def changed(old: str, new: str, text: str = SCENARIO) -> str:
    """A text with one change."""
    assert text.count(old) == 1, f"the change has to be clear: {old}"
    return text.replace(old, new.replace("LONG", LONG))


def with_changes(text: str, *changes: tuple[str, str]) -> str:
    """A text with several changes, each a passage and what stands there instead."""
    for old, new in changes:
        text = changed(old, new, text)
    return text


def written(
    folder: Path, scenario: str | bytes = SCENARIO, regulation: str = REGULATION, name: str = "question.yaml"
) -> Path:
    """The file of a scenario, written with its regulation beside it."""
    (folder / "small.yaml").write_bytes(regulation.encode())
    path = folder / name
    path.write_bytes(scenario if isinstance(scenario, bytes) else scenario.encode())
    return path


def loaded(folder: Path, scenario: str = SCENARIO, regulation: str = REGULATION, changes: Sequence[str] = ()) -> Study:
    """The study of a scenario that is written with its regulation, with settings as of the command line."""
    return load_scenario(written(folder, scenario, regulation), changes=changes)


def faults_of(folder: Path, scenario: str | bytes = SCENARIO, regulation: str = REGULATION) -> list[str]:
    """The faults of a scenario with its regulation beside it, without the name of the folder."""
    path = written(folder, scenario, regulation)
    try:
        load_scenario(path)
    except InputError as error:
        lines = [str(fault).removeprefix(f"{folder}/") for fault in error.faults]
        assert all(line.isprintable() for line in lines), "a fault is one line"
        words = ("Input should", "valid ", "instance", "dictionary", "literal", "None", "True", "False", "<class")
        assert not [line for line in lines if any(word in line for word in words)], "no word is a programmer's"
        return lines
    return []


def assert_only(faults: list[str], expected: str, file: str = "question.yaml") -> None:
    """There is one fault, and it begins as expected: line, column, what is wrong."""
    assert len(faults) == 1, faults
    assert faults[0].startswith(f"{file}:{expected}"), f"{faults[0]}\nexpected: {file}:{expected}"

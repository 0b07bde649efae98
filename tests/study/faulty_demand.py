"""A small valid scenario with all that can be said of demand and branches, its regulation and its histories, to be spoilt."""

from __future__ import annotations

from pathlib import Path

from tests import minimal
from tests.minimal import faults_of, regulation_text, with_changes

LAW = regulation_text(
    roles=("clerk", "chief", "gate"),
    provider="""
        - {n: 1, role: clerk, action: takes it in, limit: 10 minutes, applicant_present: true, source: "5.1"}
        - {n: 2, role: clerk, action: gives papers back, source: "5.2", branch: {when: some are missing, outcome: returned}}
        - {n: 3, role: clerk, action: asks for papers, source: "5.3", branch: {when: one is old, outcome: missing_documents}}
        - {n: 4, role: chief, action: decides, limit: 1 working day, source: "5.4"}
        - {n: 5, role: chief, action: refuses, source: "5.5", branch: {when: no right to it, outcome: refused}}
        - {n: 6, role: clerk, action: writes the answer, source: "5.6"}
        - {n: 7, role: clerk, action: hands it out, applicant_present: true, source: "5.7"}
        - {n: 8, role: clerk, action: posts it, source: "5.8", branch: {when: he lives far away, outcome: alternative}}
    """,
    portal="""
        - {n: 1, role: gate, action: checks it, source: "8.1"}
        - {n: 2, role: gate, action: sends it back, source: "8.2", branch: {when: no signature, outcome: stopped_before_receipt}}
        - {n: 3, role: clerk, action: takes it in, source: "8.3"}
    """,
    join="""
        step: 3
        route: provider
        readings:
          whole: {through: 6, note: up to the answer}
        used: whole
        interpretation: The text does not say it
    """,
    terms="""
        provider:
          limit: 5 working days
          source: {text: the standard}
    """,
    extended_terms="""
        - limit: 20 working days
          when: documents are missing
          routes: [provider]
          source: {text: the standard}
    """,
)
DEMAND = """\
scenario: A question of demand
period: {start: 2018-05-02, warm_up_until: 2018-05-02, end: 2018-06-01}
replications: 2
services:
  aid:
    regulation: small.yaml
    routes:
      provider:
        steps:
          1: {work: 10 minutes}
          2: {work: 5 minutes}
          3: {work: 5 minutes}
          4: {work: 30 minutes}
          5: {work: 15 minutes}
          6: {work: 15 minutes}
          7: {work: 5 minutes}
          8: {work: 5 minutes}
        branches:
          2: {probability: 5 %}
          5: {probability: 10 %}
          8: {probability: 20 %}
        refusals:
          4: {probability: 10 %}
        missing_documents:
          3: {probability: 20 %, brought_after: 3 calendar days, applicant_deadline: 5 working days, clock: stops, back_to: "1"}
          4:
            probability: 10 %
            brought_after: {distribution: lognormal, mean: 3 calendar days, p90: 6 calendar days}
        rework:
          4: {probability: 10 %, back_to: "4", at_most: 2}
          6: {probability: 10 %, back_to: "4"}
        collection: {after: 2 calendar days}
      portal:
        branches:
          2: {probability: 5 %}
        missing_documents:
          3: {probability: 10 %, brought_after: 30 hours, clock: runs}
systems:
  gate: {response: 5 seconds}
offices:
  town:
    hours: department
    staff: {clerk: 4, chief: 2}
  rural:
    hours: rural_akim
    sends_to: town
    names: [north, south]
    staff: {clerk: 2}
arrivals:
  plain:
    service: aid
    route: provider
    office: town
    rate: 4 per working day
    bulk: {1: 3, 5: 1}
    profile:
      months: {may: 2, december: 0}
      weekdays: {monday: 2}
      hours: {"09:00-11:00": 3, "11:00-13:00": 0.5}
    growth: 5 % per year
    campaigns:
      surge: {first_day: 2018-05-14, last_day: 2018-05-18, rate: 3 per working day}
      news: {first_day: 2018-05-21, last_day: 2018-05-25, times: 2}
  people:
    service: aid
    channels:
      provider: {share: 60 %, office: rural, weights: {north: 1, south: 2}}
      portal: {share: 40 %, office: town}
    rate: 40 per month
  listed: {service: aid, route: portal, office: town, instants: [2018-05-03 09:00, 2018-05-04 10:30]}
  past: {service: aid, route: provider, office: town, history: {file: past.csv, column: submitted}}
  again: {service: aid, route: portal, office: north, history: {file: weeks.csv, use: resample}}
backlog:
  left:
    service: aid
    route: provider
    office: rural
    weights: [1, 2]
    files:
      - {step: "4", count: 3, age: 3 working days}
      - {step: "6", count: 2, received: 2018-04-20}
undisturbed: calm
variants:
  calm: {changes: {arrivals: {plain: {campaigns: ~}}}}
"""
PAST = "number,submitted\n1,2018-05-03 09:15\n2,2018-05-04 10:00:30\n3,07.05.2018 11:00\n"
"""A history that is replayed."""
DAYS = ("03-27", "04-02", "04-03", "04-06", "04-09", "04-11", "04-13", "04-16", "04-20", "04-24")
WEEKS = "submitted;who\n" + "".join(f"2018-{day} 10:00;a\n" for day in DAYS)
"""A history whose weeks are drawn: three whole ones, between the first and the last."""


def written(folder: Path, text: str = DEMAND, law: str = LAW) -> Path:
    """A scenario's file with its regulation and its histories beside it."""
    (folder / "past.csv").write_text(PAST, encoding="utf-8")
    (folder / "weeks.csv").write_text(WEEKS, encoding="utf-8")
    return minimal.written(folder, text, law)


def faults_after(folder: Path, *changes: tuple[str, str], law: str = LAW) -> list[str]:
    """The faults of the scenario with some changes, without the name of the file."""
    text = with_changes(DEMAND, *changes)
    written(folder, text, law)
    return [line.removeprefix("question.yaml:") for line in faults_of(folder, text, law)]


def assert_fault(folder: Path, old: str, new: str, fault: str) -> None:
    """One change brings one fault, with this line, column, sentence and repair."""
    assert faults_after(folder, (old, new)) == [fault]

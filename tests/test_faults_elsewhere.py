"""Every fault of sittings, visits, transfers and systems is told at its place, with what would do."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from faulty import REGULATION, assert_only, changed, faults_of
from hypothesis import given, settings
from hypothesis import strategies as st
from test_faults_people import MARK, paths
from typer.testing import CliRunner

from sim.cli import app
from sim.errors import InputError
from sim.loading import load_scenario
from sim.yamlfile import read_yaml

LAW = changed(
    "  gate: {kk: портал, kind: system}\n",
    "  gate: {kk: портал, kind: system}\n  panel: {kk: комиссия, kind: commission}\n"
    "  board: {kk: кеңес, kind: commission}\n  team: {kk: топ, kind: commission}\n",
    changed(
        'source: "5.2"}\n',
        'source: "5.2"}\n'
        '      - {n: 3, role: panel, action: looks at it, limit: 1 working day, source: "5.3"}\n'
        '      - {n: 4, role: board, action: confirms it, limit: 1 working day, source: "5.4"}\n'
        '      - {n: 5, role: team, action: visits, limit: 1 working day, source: "5.5"}\n',
        REGULATION.replace("through: 2", "through: 5"),
    ),
)
ELSEWHERE = """\
scenario: Work away from the desk
period: {start: 2018-05-02, warm_up_until: 2018-05-09, end: 2018-06-01}
replications: 2
hours:
  saturdays: {saturday: "09:00-13:00"}
services:
  aid:
    regulation: small.yaml
    routes:
      provider:
        steps:
          1: {work: 10 minutes, hold: 30 minutes}
          2: {work: 1 hour}
          3: {work: 20 minutes}
          4: {work: 20 minutes}
          5: {work: 1 hour}
      portal: {}
systems:
  gate:
    response: 5 seconds
    capacity: 4
    hours: department
    outages:
      - {begin: 2018-05-14 10:00, end: 2018-05-14 16:00}
    failures: {between: {distribution: exponential, mean: 100 hours}, repair: 2 hours}
transfers:
  post: {sender: rural, receiver: town, courier: ['11:00', '16:00'], travel: 1 hour}
  back: {sender: town, receiver: rural, lag: 4 hours}
  van: {sender: branch, receiver: town, times_per_day: 2}
offices:
  town:
    hours: department
    staff:
      clerk: {members: [Айгүл, Иван, third], caseload: 4}
      chief: 2
      panel:
        sittings: {weekdays: [tuesday, friday], at: '10:00', length: 2 hours, agenda: 200, quorum: 2, seats: {chief: 1, clerk: [Иван]}}
      board:
        sittings: {every: 3, first_day: 2018-05-03, at: '15:00', per_file: 10 minutes, cut_off: 1 hour, quorum: 2, seats: {chief: 2, clerk: 1}}
      team: {count: 2, visits_per_day: 3}
  rural:
    hours: rural_akim
    sends_to: town
    names: [north, south]
    staff: {clerk: 1}
  branch:
    count: 2
    hours: state_corporation
    sends_to: town
    staff: {clerk: 2}
arrivals:
  in_town: {service: aid, route: provider, office: town, rate: 2 per working day, settlements: {near: 3, far: 0.5}}
  in_villages: {service: aid, route: provider, office: rural, rate: 4 per week}
  in_branches: {service: aid, route: provider, office: branch, rate: 4 per week}
  online: {service: aid, route: portal, office: town, rate: 1 per day}
"""


def told(folder: Path, old: str, new: str, text: str = ELSEWHERE) -> list[str]:
    """The faults of the scenario with one change, without the name of the file."""
    return [line.removeprefix("question.yaml:") for line in faults_of(folder, changed(old, new, text), LAW)]


def test_the_scenario_that_the_others_change_is_in_order(tmp_path: Path) -> None:
    assert faults_of(tmp_path, ELSEWHERE, LAW) == []

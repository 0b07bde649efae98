"""The tandem as a planner states it: a scenario and a regulation of seven steps, which the whole way from file to log reads."""

from __future__ import annotations

from pathlib import Path

from tandem import MEMBERS, PER_HOUR, UTILISATION

from sim.engine.simulate import simulate
from sim.engine.steplog import StepLog
from sim.model.build_capacity import draw_capacity
from sim.model.draw_workload import draw_workload
from sim.model.model import build_model
from sim.study.loading import load_scenario

FIRST_DAY, END = "2016-01-04", "2018-01-12"
"""The period, in which some 100,000 applications come."""
PER_OPEN_HOUR = PER_HOUR * 168 / 40
"""Arrivals in the hours of the office, as many in a week as the tandem has [per hour]."""


def write_tandem(folder: Path) -> Path:
    """Write scenario and regulation into a folder; the path of the scenario."""
    roles = "".join(f"  role_{k}: {{kk: маман}}\n" for k in range(len(MEMBERS)))
    steps = "".join(
        f'      - {{n: {k + 1}, role: role_{k}, action: does step {k + 1}, source: "5.{k + 1}"}}\n'
        for k in range(len(MEMBERS))
    )
    (folder / "tandem.yaml").write_text(
        "regulation: tandem\ntitle: Seven steps\nregion: Nowhere\nyear: 2016\n"
        'act: {document: none, issuer: nobody, number: "1", date: 2016-01-04}\n'
        f"roles:\n{roles}routes:\n  provider:\n    title: At the office\n    source: clause 5\n    steps:\n{steps}",
        encoding="utf-8",
    )
    means = [UTILISATION * members * 60 / PER_OPEN_HOUR for members in MEMBERS]
    durations = "".join(
        f"          {k + 1}: {{work: {{distribution: exponential, mean: {mean:.4f} minutes}}}}\n"
        for k, mean in enumerate(means)
    )
    staff = "".join(f"      role_{k}: {members}\n" for k, members in enumerate(MEMBERS))
    path = folder / "scenario.yaml"
    path.write_text(
        "scenario: Seven pools in a row\ncalendar: kz\n"
        f"period: {{start: {FIRST_DAY}, warm_up_until: {FIRST_DAY}, end: {END}}}\nreplications: 2\nseed: 1\n"
        'hours: {all: {weekdays: "09:00-13:00, 14:00-18:00"}}\n'
        f"services:\n  service:\n    regulation: tandem.yaml\n    routes:\n      provider:\n        steps:\n{durations}"
        f"offices:\n  office:\n    hours: all\n    staff:\n{staff}"
        f"arrivals:\n  all: {{service: service, route: provider, office: office, rate: {PER_OPEN_HOUR} per hour}}\n",
        encoding="utf-8",
    )
    return path


def from_file_to_log(path: Path) -> StepLog:
    """The log of the first replication of a scenario's file, with everything that lies between them."""
    model = build_model(load_scenario(path))
    capacity = draw_capacity(model.capacity, model.study, model.window, 1)
    return simulate(draw_workload(model, 1), capacity)

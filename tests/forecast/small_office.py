"""A small office of two steps, whose waits and changes can be foretold in no time."""

from __future__ import annotations

from pathlib import Path

from sim.study.loading import load_scenario
from sim.study.study import Study
from tests.minimal import regulation_text, scenario_text, service

REGULATION = regulation_text(
    roles=("clerk", "chief"),
    provider="""
        - {n: 1, role: clerk, action: takes it in, source: "5.1"}
        - {n: 2, role: chief, action: decides, source: "5.2"}
    """,
)
UNCERTAIN = """
demand: {paths: [arrivals.people.rate], factor: {distribution: lognormal, p10: 0.9, p90: 1.1}, assumption: counted for a month}
work: {paths: [services.aid.routes.provider.steps.2.work.mean], factor: {distribution: lognormal, p10: 0.9, p90: 1.1}, assumption: asked}
"""


def small_office(folder: Path, *, uncertain: bool = True, staff: str = "{clerk: 1, chief: 1}") -> Study:
    """The study of the small office, 80 % busy at its chief."""
    sections = {
        "period": "{start: 2024-03-04, warm_up_until: 2024-03-04, end: 2024-05-20}",
        "replications": "2",
        "seed": "11",
        "hours": '{desk: {weekdays: "09:00-13:00, 14:00-18:00"}}',
        "services": service(
            "provider:\n  steps:\n    1: {work: 10 minutes}\n    2: {work: {distribution: exponential, mean: 48 minutes}}"
        ),
        "offices": f"{{town: {{hours: desk, staff: {staff}}}}}",
        "arrivals": "{people: {service: aid, route: provider, office: town, rate: 8 per working day}}",
    }
    if uncertain:
        sections["assumptions"] = UNCERTAIN.strip()
    (folder / "small.yaml").write_text(REGULATION, encoding="utf-8")
    path = folder / "office.yaml"
    path.write_text(scenario_text("A small office", **sections), encoding="utf-8")
    return load_scenario(path)

"""A small scenario whose people and streams a test states; the durations are those of one quick route."""

from __future__ import annotations

from pathlib import Path

from sim.study.loading import load_scenario
from sim.study.study import Study
from tests.minimal import scenario_text, social_aid

_STAFF = {
    "employee": "1", "head": "1", "executor": "1", "precinct_commission": "1", "special_commission": "1",
}  # fmt: skip
_STREAM = "arrivals:\n  all: {service: social_aid, route: provider, office: department, rate: 3 per working day}\n"


def study(
    folder: Path,
    *,
    staff: dict[str, str] | None = None,
    offices: str = "",
    arrivals: str = _STREAM,
    start: str = "2018-03-05",
    end: str = "2018-07-01",
    work: str = "{distribution: lognormal, mean: 65 minutes, p90: 110 minutes}",
    replications: int = 2,
    seed: int = 1,
) -> Study:
    """The study with some roles of the department staffed otherwise, and with other offices and streams."""
    staffed = "".join(f"      {role}: {block}\n" for role, block in (_STAFF | (staff or {})).items())
    text = scenario_text(
        "people",
        period=f"{{start: {start}, warm_up_until: {start}, end: {end}}}",
        replications=str(replications),
        seed=str(seed),
        hours="""
            mornings: {weekdays: "09:00-13:00"}
            afternoons: {weekdays: "14:30-18:30"}
            six_days: {weekdays: "09:00-13:00, 14:30-18:30", saturday: "09:00-13:00"}
        """,
        services=social_aid(f"""
            provider:
              steps:
                1: {{work: 7 minutes}}
                2: {{work: 4 minutes}}
                3: {{work: {work}}}
                4: {{work: 10 minutes, hold: 3 hours}}
                5: {{work: {work}}}
                6: {{work: 12 minutes}}
                7: {{work: 3 minutes}}
                8: {{work: 8 minutes}}
        """),
    )
    text += f"offices:\n  department:\n    hours: department\n    staff:\n{staffed}{offices}{arrivals}"
    path = folder / "people.yaml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path)

"""Make the sample that is kept in the repository: report, summary and the pictures of the README.

Run: python reports/make_sample.py
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np

from sim.experiment.run import run_study
from sim.export.results import summary
from sim.law.load import load_regulation
from sim.law.timeline import LawfulOffices, chain
from sim.quantities import instant
from sim.report.chart_style import as_svg
from sim.report.charts import compliance
from sim.report.run.contents import run_contents
from sim.report.run.page import render_page
from sim.report.timeline_chart import save_gantt
from sim.study.loading import load_scenario
from sim.visible_text import as_json

FOLDER = Path(__file__).parent / "sample"


def main() -> None:
    """Simulate the shipped scenario and write what the README shows."""
    results = run_study(load_scenario("west_kazakhstan_social_aid", changes=["replications=30"]))
    target = results.study.scenario.target
    texts = {
        "report.html": render_page(run_contents(results)),
        "summary.json": as_json(summary(results)),
        "compliance.svg": as_svg(compliance(results.compliance(), target), in_page=False) + "\n",
    }
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    regulation = load_regulation("west_kazakhstan_2018_social_aid")
    moment = np.array([instant(datetime(2018, 3, 6, 15, 40))])
    save_gantt(chain(regulation, "akim", moment, LawfulOffices.of_year(2018)), FOLDER / "akim_timeline.svg")


if __name__ == "__main__":
    main()

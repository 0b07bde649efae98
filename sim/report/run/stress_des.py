"""The STRESS-DES checklist of a run, filled in.

Source: Monks, Currie, Onggo, Robinson, Kunc and Taylor, "Strengthening the reporting of empirical simulation studies: Introducing
the STRESS guidelines", Journal of Simulation 13(1), 2019, 55-67; section and item numbers are those of its Table 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.experiment.results import Results
from sim.report.parts import Section, TextTable
from sim.report.run.stress_des_model import data_items, logic_items, objective_items
from sim.report.run.stress_des_run import access_items, experiment_items, implementation_items
from sim.translations.in_use import translated

STRESS_DES = "stress_des"
"""Key of the section."""


def stress_des(results: Results, lang: str) -> Iterator[Section]:
    """The annex of a page: every item of the checklist with what holds for this scenario and this run."""
    sections = (
        (translated("1 Objectives"), objective_items(results, lang)),
        (translated("2 Logic"), logic_items(results, lang)),
        (translated("3 Data"), data_items(results, lang)),
        (translated("4 Experimentation"), experiment_items(results)),
        (translated("5 Implementation"), implementation_items(results)),
        (translated("6 Code access"), access_items(results)),
    )
    rows: list[tuple[str, ...]] = []
    for title, items in sections:
        rows += [(title,), *items]
    note = translated(
        "STRESS-DES: Monks and others, Strengthening the reporting of empirical simulation studies: Introducing the STRESS guidelines, "
        "Journal of Simulation 13(1), 2019, 55-67."
    )
    labels = (translated("item"), translated("in this scenario and run"))
    title = translated("Annex: STRESS-DES checklist")
    yield Section(STRESS_DES, title, (TextTable("stress_des", title, labels, (), tuple(rows), note, only="page"),))

"""The study of a case, read from its files."""

from __future__ import annotations

from dataclasses import replace

from sim.schema.size_caps import MOST_APPLICATIONS
from sim.study.loading import Reader
from sim.study.study import Study
from sim.translations.in_use import marked
from sim.web.cases import ScenarioCase

CHANGED = marked("changed on the page")
"""Why numbers are what they are that a planner has set."""


def study_of(case: ScenarioCase, most_applications: int = MOST_APPLICATIONS) -> Study:
    """The study of a case as a command has it that is given the same settings, what it is without disturbances included.

    Whether the scenario holds at both ends of its uncertain numbers is not asked again: nothing draws them here, and it takes as long
    as a simulation. Raises InputError with every other fault, and for more applications of one replication than are allowed.
    """
    reader = Reader(case.path, case.settings, most_applications, CHANGED)
    study, _ = reader.with_values(case.variants, ())
    name = study.scenario.undisturbed
    if name is None or name in case.variants:
        return study
    calm, _ = reader.with_values((*case.variants, name), ())
    own = study.scenario
    as_many = {"replications": own.replications, "precision": own.precision}
    return replace(study, undisturbed=replace(calm, scenario=calm.scenario.model_copy(update=as_many)))

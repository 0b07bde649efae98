"""The study of a case, read from its files."""

from __future__ import annotations

from dataclasses import replace

from sim.errors import InputError
from sim.scenario.scenario import Scenario
from sim.schema.setting_paths import setting_at
from sim.schema.size_caps import MOST_APPLICATIONS
from sim.schema.yaml_file import YamlFile
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
    calm = _without_disturbances(replace(case, variants=(*case.variants, name)), reader, most_applications)
    own = study.scenario
    as_many = {"replications": own.replications, "precision": own.precision}
    return replace(study, undisturbed=replace(calm, scenario=calm.scenario.model_copy(update=as_many)))


def _without_disturbances(case: ScenarioCase, reader: Reader, most_applications: int) -> Study:
    """The study of a case over which the variant is laid that takes its disturbances out.

    A command refuses a setting of what is taken out. A page cannot know of it when it offers to raise a stream with all of its
    campaigns, so that such a setting is left out here.
    """
    try:
        return reader.with_values(case.variants, ())[0]
    except InputError:
        _, bare = Reader(case.path, (), most_applications).with_values(case.variants, ())
        left = tuple(setting for setting in case.settings if _is_there(bare, setting))
        if left == case.settings:
            raise
        return Reader(case.path, left, most_applications).with_values(case.variants, ())[0]


def _is_there(file: YamlFile, setting: str) -> bool:
    """Tell whether a scenario has the place of a setting."""
    try:
        setting_at(file, setting.partition("=")[0], setting, Scenario)
    except InputError:
        return False
    return True

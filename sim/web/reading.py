"""The study of a case, read from its files."""

from __future__ import annotations

from sim.schema.size_caps import MOST_APPLICATIONS
from sim.study.loading import Reader
from sim.study.study import Study
from sim.web.cases import ScenarioCase


def study_of(case: ScenarioCase, most_applications: int = MOST_APPLICATIONS) -> Study:
    """The study of a case; that of one variant at most knows what it is without its disturbances, as that of a command does.

    Raises InputError with every fault, and for more applications of one replication than are allowed.
    """
    if len(case.variants) <= 1:
        return Reader(case.path, case.settings, most_applications).study(next(iter(case.variants), None))[0]
    return Reader(case.path, (), most_applications).with_values(case.variants, case.settings)[0]

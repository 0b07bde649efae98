"""Studies with no more replications than a page may ask for, and names for what comes of them."""

from __future__ import annotations

import re
from collections.abc import Callable

from sim.experiment.replications import with_seed_and_replications
from sim.scenario.scenario import AUTO
from sim.study.study import Study
from sim.web.cases import ScenarioCase
from sim.web.jobs.request import JobRequest
from sim.web.reading import study_of

_MOST_SIGNS = 80
"""Signs of a file name at most."""


def study_asked(request: JobRequest, case: ScenarioCase, progress: Callable[[int, int, str], None]) -> Study:
    """The study of a case, with as many replications as it states, bounded by those of the request.

    Raises InputError where it cannot be read.
    """
    progress(0, 1, "reading")
    study = study_of(case, request.most_applications)
    stated = study.scenario.replications
    most = request.replications
    return with_seed_and_replications(study, most if stated == AUTO else min(stated, most), None)


def file_name_of(study: Study, what: str) -> str:
    """A plain name for a page about a study, in ASCII."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", study.name)[:_MOST_SIGNS].strip("_")
    return f"{name or 'scenario'}-{what}.html"

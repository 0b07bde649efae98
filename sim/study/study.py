"""A study: a scenario with everything that it refers to, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.calendar.official_days import OfficialDays
from sim.calendar.opening_hours import OfficeHours
from sim.law.audit import route_term
from sim.law.regulation import Regulation
from sim.scenario.scenario import MSER_5, Scenario
from sim.schema.yaml_file import Place
from sim.study.layers import Origin
from sim.study.notebook_view import StudyView


@dataclass(frozen=True, repr=False)
class Study(StudyView):
    """A scenario with everything that it refers to: read, checked and ready to be simulated."""

    name: str
    """Name of the scenario's file, without folder and ending; of a variant with a hyphen and the variant's name behind."""
    scenario: Scenario
    """The scenario as written."""
    regulations: Mapping[str, Regulation]
    """Regulation of each service, by the service's short name."""
    days: OfficialDays
    """The official calendar."""
    hours: Mapping[str, OfficeHours]
    """Opening hours by name, shipped ones and the scenario's own."""
    hashes: Mapping[str, str]
    """SHA-256 of every file that was read, by its name; of files below the scenario's folder by their path from there."""
    variant: str | None = None
    """Short name of the variant, or None for the scenario itself."""
    changes: tuple[str, ...] = ()
    """Settings changed from outside the files, each as `PATH=VALUE`."""
    histories: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    """By stream that has one: when the applications of its history were handed in, in order [instants]."""
    undisturbed: Study | None = None
    """The same without what disturbs the offices, where the scenario names the variant that takes it out."""
    origin: Origin | None = field(default=None, compare=False)
    """What it takes to read it again, with `changes`."""
    warm_up_place: Place | None = None
    """Where it is said when the warm-up ends, or that this is to be found."""


def longest_term_days(study: Study) -> int:
    """The longest term over the routes in use [working days, at least 1]; 20 where no route has a term in days.

    An extended term is one of them where documents may be missing.
    """
    terms = []
    for key, service in study.scenario.services.items():
        for channel, use in service.routes.items():
            terms.append(route_term(study.regulations[key], channel, use.reading)[0])
            if use.missing_documents and (longer := study.regulations[key].extended_term(channel)):
                terms.append(longer.limit)
    return max((max(term.value, 1) for term in terms if term and term.unit.endswith("days")), default=20)


MOST_PILOTS = 10
"""Replications of a pilot at most."""


def pilot_size(study: Study) -> int:
    """How many replications the pilot of a study has; 0 where no warm-up is to be found."""
    asked = study.scenario.period.warm_up_until == MSER_5
    return min(study.scenario.replications, MOST_PILOTS) if asked else 0

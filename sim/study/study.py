"""A study: a scenario with everything that it refers to, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

from sim.calendar.official_days import OfficialDays
from sim.calendar.opening_hours import OfficeHours
from sim.law.regulation import Regulation
from sim.scenario.scenario import AUTO, MSER_5, Scenario
from sim.schema.yaml_file import Place
from sim.study.layers import Origin
from sim.study.notebook_view import StudyView
from sim.study.terms import RouteKey, RouteTerm, longest_days, route_terms

if TYPE_CHECKING:
    from sim.register.read_register import ReadRegister

EngineName = Literal["auto", "compiled", "simpy"]
"""An engine: the compiled one, the reference in SimPy, or the compiled one wherever it can be used."""
ENGINES: tuple[EngineName, ...] = get_args(EngineName)
"""Names of engines."""


@dataclass(frozen=True, repr=False)
class Study(StudyView):
    """A scenario with everything that it refers to: read, checked and ready to be simulated."""

    name: str
    """Name of the scenario's file, without folder and ending; of a variant followed by a hyphen and the variant's name."""
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
    histories: Mapping[str, ReadRegister] = field(default_factory=dict)
    """Applications of the past by stream, for streams that have a history."""
    undisturbed: Study | None = None
    """The study of the variant without what disturbs the offices, where the scenario names one."""
    origin: Origin | None = field(default=None, compare=False)
    """Where the study was read: with `changes` it can be read again."""
    warm_up_place: Place | None = None
    """Place of the setting `warm_up_until`."""
    engine: EngineName = field(default="auto", compare=False)
    """The engine that shall simulate it; the results are the same with each."""

    @property
    def place(self) -> str:
        """What faults of the study as a whole name: its file, or its name where it was read from none."""
        return self.name if self.origin is None else str(self.origin.path)

    @cached_property
    def terms(self) -> Mapping[RouteKey, RouteTerm]:
        """The term of each route in use, by service and channel."""
        return route_terms(self.scenario, self.regulations)

    @cached_property
    def longest_term_days(self) -> int:
        """The longest term over the routes in use [working days, at least 1]; 20 where no route has a term in days."""
        return longest_days(self.scenario, self.terms)


def with_engine(study: Study, engine: str | None) -> Study:
    """The study, and its undisturbed variant, for another engine; None changes nothing. Raises ValueError for no engine's name."""
    if engine is None:
        return study
    name = next((name for name in ENGINES if name == engine), None)
    if name is None:
        raise ValueError(f"there is no engine '{engine}'; name one of {', '.join(ENGINES)}")
    undisturbed = None if study.undisturbed is None else with_engine(study.undisturbed, engine)
    return replace(study, engine=name, undisturbed=undisturbed)


MOST_PILOTS = 50
"""Replications of a pilot at most; among ten a share in time whose weeks differ by chance does not show how it settles."""


def pilot_size(study: Study) -> int:
    """How many replications the pilot of a study has; 0 where no warm-up is to be found."""
    asked = study.scenario.period.warm_up_until == MSER_5
    stated = study.scenario.replications
    return (MOST_PILOTS if stated == AUTO else min(stated, MOST_PILOTS)) if asked else 0

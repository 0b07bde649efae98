"""What steps take under another act: as one own step, as several of them together, or a part of one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.law.regulation import Channel, PathStep
from sim.scenario.distributions import Distribution
from sim.scenario.step_durations import StepDuration, step_duration
from sim.schema.in_words import written_duration
from sim.schema.yaml_file import YamlFile
from sim.study.study import Study

_GRID = (np.arange(1000) + 0.5) / 1000
"""Probabilities at which the spread of a duration is taken."""


@dataclass(frozen=True)
class CarriedWork:
    """Own steps whose work is that of one step there, or of some of them."""

    own: tuple[PathStep, ...]
    """The own steps."""
    share: float
    """Which part of their work this step has."""
    holds: bool
    """Whether files lie at this step."""

    def block(self, study: Study, file: YamlFile, service: str, channel: Channel) -> dict[str, Any]:
        """What the step takes, as it is written in a file: as its one counterpart does, or the sum or a part of several."""
        regulation = study.regulations[service]
        if len(self.own) == 1 and self.share == 1:
            block = _block_of(file, service, channel, self.own[0])
            return dict(block) if isinstance(block, dict) else {}
        durations = [step_duration(study.scenario, regulation, service, channel, step.key) for step in self.own]
        keys = ", ".join(step.key for step in self.own)
        origin = f"As step{'s' if len(self.own) > 1 else ''} {keys} of {regulation.regulation}"
        if self.share < 1:
            origin += ", split by the limits"
        hold = _sum([_hold(duration) for duration in durations], 1.0) if self.holds else None
        work = {"work": _sum([duration.work for duration in durations], self.share), "assumption": origin}
        return work if hold is None else work | {"hold": hold}


def written(file: YamlFile, *where: str) -> Any:
    """What stands in a file at a path; None where nothing does."""
    try:
        return file.at(where)
    except (KeyError, IndexError, TypeError, ValueError):
        return None


def _block_of(file: YamlFile, service: str, channel: Channel, step: PathStep) -> Any:
    """What the file says of an own step: on its route, or on the one that it meets."""
    routes = ("services", service, "routes")
    block = written(file, *routes, channel, "steps", step.key)
    if block is None and step.borrowed is not None:
        return written(file, *routes, step.borrowed[0], "steps", str(step.borrowed[1]))
    return block


def _hold(duration: StepDuration) -> Distribution | float | None:
    """The hold of a step; of a lead time what its mean work leaves of it [s]."""
    if duration.lead_time is not None:
        return max(duration.lead_time - duration.expected_work, 0.0)
    return duration.hold


def _sum(parts: Sequence[Distribution | float | None], share: float) -> Any:
    """The sum of independent durations, or a part of it, as it is written: one alone as it is, several as a lognormal one."""
    known = [part for part in parts if part is not None]
    if not known:
        return None
    values = [np.full(len(_GRID), part) if isinstance(part, float) else part.quantile(_GRID) for part in known]
    mean = share * sum(float(value.mean()) for value in values)
    variance = share**2 * sum(float(value.var()) for value in values)
    if variance < (0.01 * mean) ** 2:
        return written_duration(max(round(mean), 1))
    sigma = math.sqrt(math.log1p(variance / mean**2))
    p90 = mean * math.exp(1.2815515655446004 * sigma - sigma**2 / 2)
    return {
        "distribution": "lognormal",
        "mean": written_duration(round(mean)),
        "p90": written_duration(max(round(p90), round(mean) + 1)),
    }

"""Simulate public services of Kazakhstan as their regulations describe them: how long citizens wait, how many answers are late.

>>> import sim
>>> study = sim.load_scenario("west_kazakhstan_social_aid")
>>> study.scenario.period.end.year
2019
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.calendar.official_days import load_days
    from sim.errors import InputError, SimError
    from sim.experiment.comparison.compare import Comparison, compare, compare_routes
    from sim.experiment.results import Results
    from sim.experiment.run import run_study as run
    from sim.export.results import summary
    from sim.law.load import load_regulation
    from sim.planning.sweep.sweep import sweep
    from sim.report import charts
    from sim.shipped import shipped_regulations, shipped_scenarios
    from sim.study.loading import load_scenario
    from sim.study.study import Study
    from sim.tracing.trace import trace

__all__ = [
    "Comparison",
    "InputError",
    "Results",
    "SimError",
    "Study",
    "charts",
    "compare",
    "compare_routes",
    "load_days",
    "load_regulation",
    "load_scenario",
    "run",
    "shipped_regulations",
    "shipped_scenarios",
    "summary",
    "sweep",
    "trace",
]

# Looked up on first use, so that a command that needs no tables does not wait for pandas.
_HOMES = {
    "charts": "sim.report.charts",
    "Comparison": "sim.experiment.comparison.compare",
    "compare": "sim.experiment.comparison.compare",
    "compare_routes": "sim.experiment.comparison.compare",
    "InputError": "sim.errors",
    "SimError": "sim.errors",
    "Results": "sim.experiment.results",
    "run": "sim.experiment.run:run_study",
    "summary": "sim.export.results",
    "sweep": "sim.planning.sweep.sweep",
    "trace": "sim.tracing.trace",
    "Study": "sim.study.study",
    "load_days": "sim.calendar.official_days",
    "load_regulation": "sim.law.load",
    "load_scenario": "sim.study.loading",
    "shipped_regulations": "sim.shipped",
    "shipped_scenarios": "sim.shipped",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    home, _, attribute = _HOMES[name].partition(":")
    module = import_module(home)
    return module if name == "charts" else getattr(module, attribute or name)

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
    from sim import charts
    from sim.comparison import Comparison, compare, compare_routes
    from sim.errors import InputError, SimError
    from sim.experiment import Results
    from sim.experiment import run_study as run
    from sim.export import summary
    from sim.loading import load_scenario, shipped_regulations, shipped_scenarios
    from sim.official_days import load_days
    from sim.regulation_files import load_regulation
    from sim.study import Study
    from sim.tracing import trace

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
    "trace",
]

# Looked up on first use, so that a command that needs no tables does not wait for pandas.
_HOMES = {
    "charts": "charts",
    "Comparison": "comparison",
    "compare": "comparison",
    "compare_routes": "comparison",
    "InputError": "errors",
    "SimError": "errors",
    "Results": "experiment",
    "run": "experiment:run_study",
    "summary": "export",
    "trace": "tracing:trace",
    "Study": "loading",
    "load_days": "official_days",
    "load_regulation": "loading",
    "load_scenario": "loading",
    "shipped_regulations": "loading",
    "shipped_scenarios": "loading",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    module, _, attribute = _HOMES[name].partition(":")
    found = import_module(f"sim.{module}")
    return found if module == name else getattr(found, attribute or name)

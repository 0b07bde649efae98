"""Stub."""
from collections.abc import Iterator
from sim.experiment.results import Results
from sim.report.parts import Section
STRESS_DES_KEYS = ("objectives", "logic", "data", "experimentation", "implementation", "code")
def stress_des(results: Results, lang: str) -> Iterator[Section]:
    return iter(())

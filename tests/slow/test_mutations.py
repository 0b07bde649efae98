"""Both engines give one record of scenarios that are changed at random, in which rules meet that no sort of scenarios mixes."""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random

import pytest

from sim.engine.simpy.simulation import run as run_with_simpy
from tests.engine.compiled.mutations import mutated
from tests.engine.compiled.same_record import Failed, answer, compiled_only, differences, run_compiled
from tests.engine.compiled.workloads import of_oracle, with_ties
from tests.oracle.test_oracle import SORTS

NUMBER = int(os.environ.get("SIM_MUTATIONS", "400"))
"""How many changed scenarios of each sort; the environment may ask for more."""
BASES = range(300_000, 300_008)
"""Seeds of the scenarios that are changed."""


@compiled_only
@pytest.mark.parametrize("sort", SORTS)
def test_both_engines_give_one_record_of_changed_scenarios(sort: str, tell: Callable[[str], None]) -> None:
    bases = [make(sort, str(seed)) for seed in BASES for make in (of_oracle, with_ties)]
    compared = 0
    for number in range(NUMBER):
        rng = Random(f"{sort} {number}")
        made = mutated(rng, rng.choice(bases))
        expected = answer(run_with_simpy, *made)
        if isinstance(expected, Failed) and expected.kind == "builtins.IndexError":
            continue  # an office without any working day has no deadlines in days
        compared += 1
        found = differences(expected, answer(run_compiled, *made), *made)
        assert not found, "\n".join([f"the engines differ in {sort}, change {number}:", *found])
    assert compared > 0.75 * NUMBER
    tell(f"both engines give one record of {compared} changed scenarios of {sort}")

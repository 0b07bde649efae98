"""Both engines give one record on thousands of random scenarios, in most of which much happens in one second."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings

from sim.engine.complete import complete
from sim.engine.conservation import check_conservation
from sim.engine.record import EngineRecord
from sim.engine.simpy.simulation import run as run_with_simpy
from tests.engine.compiled.by_hypothesis import scenarios
from tests.engine.compiled.same_record import answer, assert_same_record, compiled_only, unsupported
from tests.engine.compiled.workloads import Made, of_oracle, shipped, with_ties
from tests.oracle.test_oracle import SORTS
from tests.shipped.test_scenarios import VARIANTS

SEEDS = range(200_000, 200_100)
"""Others than those of the quick tests, for each sort of the oracle's scenarios."""
BY_HYPOTHESIS = 1_000
REPLICATIONS = range(2, 5)
"""Of the shipped scenarios; the quick tests run the first one."""
SORTS_OF_TIES: dict[str, Callable[[str, str], Made]] = {"as the oracle draws them": of_oracle, "with ties": with_ties}


@compiled_only
@pytest.mark.parametrize("ties", SORTS_OF_TIES)
@pytest.mark.parametrize("sort", SORTS)
def test_both_engines_give_one_record_of_the_scenarios_of_the_oracle(
    sort: str, ties: str, tell: Callable[[str], None]
) -> None:
    for seed in SEEDS:
        workload, capacity = SORTS_OF_TIES[ties](sort, str(seed))
        assert unsupported(workload, capacity) is None
        assert_same_record(workload, capacity, f"{sort} {seed}, {ties}")
    tell(f"both engines give one record of {len(SEEDS)} scenarios of {sort}, {ties}")


@compiled_only
@settings(max_examples=BY_HYPOTHESIS)
@given(made=scenarios())
def test_both_engines_give_one_record_of_what_hypothesis_makes(made: Made) -> None:
    assert unsupported(*made) is None
    assert_same_record(*made)


@settings(max_examples=BY_HYPOTHESIS)
@given(made=scenarios())
def test_what_hypothesis_makes_keeps_the_laws_of_conservation(made: Made) -> None:
    record = answer(run_with_simpy, *made)
    assert isinstance(record, EngineRecord), record
    check_conservation(complete(record, *made), *made)


@compiled_only
@pytest.mark.parametrize("number", REPLICATIONS)
@pytest.mark.parametrize(("scenario", "variant"), VARIANTS)
def test_both_engines_give_one_record_of_every_shipped_variant(scenario: str, variant: str | None, number: int) -> None:
    workload, capacity = shipped(scenario, f"{variant or '-'} {number}")
    assert_same_record(workload, capacity, f"{scenario} {variant} {number}")

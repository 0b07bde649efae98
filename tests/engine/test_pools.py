"""Which kind of pool the engine makes, and that the simplest kind and the general one give one record."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from sim.engine.simpy.environment import OfficeEnvironment
from sim.engine.simpy.pools import PoolBuilder, PoolKind
from sim.engine.simpy.simulation import run
from sim.engine.simpy.visit_log import VisitLog
from tests.conformance.cases import CASES, load_case

PLAIN = {"02_freed_member_takes_the_older_file", "03_desk_work_suspended"}
GENERAL = {
    "a counter": "07_counter_before_desk",
    "a hold": "13_hold_over_a_weekend",
    "members with absences": "39_rest_over_a_short_leave",
    "a caseload": "53_caseload_with_hold",
    "a discipline": "55_classes_of_priority",
    "stand-ins": "59_deputy_signs_for_the_head",
    "seats in a commission": "79_called_from_the_desk",
}


def kinds(name: str) -> list[PoolKind]:
    """Kinds of the pools of a case."""
    case = load_case(name)
    window = case.workload.window
    env = OfficeEnvironment(window.start, window.run_out_end)
    log = VisitLog(case.workload.work, case.workload.hold)
    builder = PoolBuilder(env, log, case.workload, case.capacity)
    return [builder.kind(index) for index in range(len(case.capacity.pools))]


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_members_alike_with_desk_work_only_make_a_plain_pool(name: str) -> None:
    assert set(kinds(name)) == {PoolKind.PLAIN}


@pytest.mark.parametrize("what", sorted(GENERAL))
def test_a_pool_with_more_to_it_is_general(what: str) -> None:
    assert PoolKind.GENERAL in kinds(GENERAL[what])


def test_commissions_and_visiting_teams_have_kinds_of_their_own() -> None:
    assert PoolKind.COMMISSION in kinds("75_agenda_of_two")
    assert PoolKind.VISITING_TEAMS in kinds("104_two_teams_and_three_settlements")


def test_a_plain_pool_as_a_general_one_gives_the_same_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plain kind only spares time: made general, its pools decide the same in every case."""
    kind = PoolBuilder.kind
    made_general: list[int] = []

    def never_plain(builder: PoolBuilder, index: int) -> PoolKind:
        if (chosen := kind(builder, index)) is not PoolKind.PLAIN:
            return chosen
        made_general.append(index)
        return PoolKind.GENERAL

    with_plain_pools = 0
    for name in CASES:
        case = load_case(name)
        made_general.clear()
        with monkeypatch.context() as patch:
            patch.setattr(PoolBuilder, "kind", never_plain)
            record = run(case.workload, case.capacity)
        if not made_general:
            continue
        with_plain_pools += 1
        expected = run(case.workload, case.capacity)
        for field in fields(record):
            pair = getattr(record, field.name), getattr(expected, field.name)
            assert np.array_equal(*pair), f"{field.name} of {case.title}"
    assert with_plain_pools > 20

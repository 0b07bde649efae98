"""More or less demand and longer work leave all else as it is drawn."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.model.capacity import Sittings
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model
from sim.model.scaled import ScaledDemand, ScaledWork
from sim.model.workload import Workload
from tests.minimal import SCENARIO, changed, loaded, with_changes

REGISTER = "".join(
    f"2018-04-{day:02} {hour}:00\n"
    for day in (*range(2, 7), *range(9, 14), *range(16, 21), 23)
    for hour in (10, 11, 15)
)
OF_REGISTER = changed("    rate: 2 per working day\n", "    history: {file: past.csv, use: resample}\n")
AT_INSTANTS = changed(
    "    rate: 2 per working day\n",
    f"    instants: [{', '.join(f'2018-05-{day:02} 10:00' for day in range(14, 19))}]\n",
)


def model_of(folder: Path, text: str = SCENARIO) -> Model:
    (folder / "past.csv").write_text("submitted\n" + REGISTER, encoding="utf-8")
    return build_model(loaded(folder, text))


def files(workload: Workload, model: Model) -> dict[tuple[str, int, int], list[tuple[int, ...]]]:
    """By stream, instant and office of each application: the work with it, step by step."""
    found: dict[tuple[str, int, int], list[tuple[int, ...]]] = {}
    for i in range(len(workload.submitted)):
        stream = workload.streams[workload.stream[i]].partition("/more")[0]
        rows = slice(int(workload.first[i]), int(workload.first[i + 1]))
        key = (stream, int(workload.submitted[i]), int(workload.office[i]))
        found.setdefault(key, []).append(tuple(workload.work[rows].tolist()))
    return found


@pytest.mark.parametrize("text", [SCENARIO, OF_REGISTER, AT_INSTANTS], ids=["rates", "register", "instants"])
def test_whoever_comes_at_some_demand_comes_at_every_higher_one_at_the_same_instant_with_the_same_work(
    tmp_path: Path, text: str
) -> None:
    model = model_of(tmp_path, text)
    at = {
        times: files(draw_workload(ScaledDemand(times).applied(model), 1), model)
        for times in (0.4, 0.8, 1, 1.5, 2, 2.6)
    }
    counts = [sum(map(len, found.values())) for found in at.values()]
    assert counts == sorted(counts)
    assert counts[0] < counts[2] < counts[-1]
    for fewer, more in zip(list(at.values()), list(at.values())[1:], strict=False):
        for key, works in fewer.items():
            for work in set(works):
                assert more[key].count(work) >= works.count(work)


@pytest.mark.parametrize("text", [SCENARIO, OF_REGISTER, AT_INSTANTS], ids=["rates", "register", "instants"])
def test_so_many_times_the_demand_brings_so_many_times_the_applications(tmp_path: Path, text: str) -> None:
    model = model_of(tmp_path, text)
    streams = frozenset(("in_town",))
    for times in (0.5, 1.7):
        scaled = ScaledDemand(times, streams).applied(model)
        drawn = [draw_workload(scaled, number) for number in range(1, 61)]
        of_town = [sum(w.streams[s].startswith("in_town") for s in w.stream.tolist()) for w in drawn]
        once = [
            sum(w.streams[s] == "in_town" for s in w.stream.tolist())
            for w in (draw_workload(model, n) for n in range(1, 61))
        ]
        error = np.std(of_town) / np.sqrt(60) + np.std(once) / np.sqrt(60)
        assert abs(np.mean(of_town) - times * np.mean(once)) < 4 * max(error, 0.2)
        others = {name for name in scaled.stream_names if not name.startswith("in_town")}
        assert others == {"in_villages", "online"}


def test_the_expected_demand_is_multiplied(tmp_path: Path) -> None:
    model = model_of(tmp_path)
    window = model.window

    def expected(times: float) -> float:
        plans = ScaledDemand(times).applied(model).streams
        return sum(plan.expected(window.warm_up_end, window.horizon) for plan in plans)

    assert expected(2.25) == pytest.approx(2.25 * expected(1))
    assert expected(0.25) == pytest.approx(0.25 * expected(1))


def test_even_arrivals_stay_even(tmp_path: Path) -> None:
    even = changed("    rate: 2 per working day\n", "    rate: 2 per working day\n    process: deterministic\n")
    model = model_of(tmp_path, even)
    drawn = [draw_workload(ScaledDemand(times).applied(model), 1) for times in (1.0, 2.0)]
    once, twice = (w.submitted[w.stream == w.streams.index("in_town")] for w in drawn)
    assert len(twice) in (2 * len(once) - 1, 2 * len(once), 2 * len(once) + 1)


def test_a_backlog_does_not_grow(tmp_path: Path) -> None:
    text = with_changes(
        SCENARIO
        + "backlog:\n  old: {service: aid, route: provider, office: town, files: [{step: 2, count: 3, age: 1 working day}]}\n",
        ("warm_up_until: 2018-05-09", "warm_up_until: 2018-05-02"),
    )
    workload = draw_workload(ScaledDemand(3).applied(model_of(tmp_path, text)), 1)
    assert (workload.stream == workload.streams.index("old")).sum() == 3


def test_longer_work_is_that_of_one_role_alone_and_in_proportion(tmp_path: Path) -> None:
    model = model_of(tmp_path)
    before, after = draw_workload(model, 1), draw_workload(ScaledWork(1.5, "chief").applied(model), 1)
    of_chief = np.array([p >= 0 and model.capacity.pools[p].role == "chief" for p in before.pool.tolist()])
    assert of_chief.any()
    assert (after.work[~of_chief] == before.work[~of_chief]).all()
    assert np.abs(after.work[of_chief] - 1.5 * before.work[of_chief]).max() <= 1.25  # each is rounded to a whole second
    assert (after.submitted == before.submitted).all()
    assert (after.hold == before.hold).all()


def test_a_sitting_takes_longer_where_it_has_a_time_for_each_file(tmp_path: Path) -> None:
    model = model_of(tmp_path)
    pool = model.capacity.pools[0]
    sittings = Sittings((), None, 600, None, 1, ())
    with_sittings = replace(model, capacity=replace(model.capacity, pools=(replace(pool, sittings=sittings),)))
    (scaled,) = ScaledWork(1.25, pool.role).applied(with_sittings).capacity.pools
    assert scaled.sittings is not None
    assert scaled.sittings.per_file == 750


def test_a_model_with_a_stream_that_shrinks_is_handed_to_workers(tmp_path: Path) -> None:
    text = changed("    rate: 2 per working day\n", "    rate: 2 per working day\n    growth: -20 % per year\n")
    model = build_model(loaded(tmp_path, text))
    again = pickle.loads(pickle.dumps(model))
    assert (draw_workload(again, 1).submitted == draw_workload(model, 1).submitted).all()

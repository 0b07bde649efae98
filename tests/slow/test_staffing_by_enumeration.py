"""On offices drawn at random, whose staffings are all simulated, the search finds the cheapest and the front nearly all of its area."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sim.planning.staffing.cheapest import CheapestSearch
from sim.planning.staffing.front import FrontSearch
from sim.planning.staffing.judge import Judge
from tests.planning.staffing.enumerated import Enumerated, small_study

CASES = 12
REPLICATIONS = 20


def drawn(folder: Path, case: int) -> Enumerated:
    """An office with posts and pays, work and demand drawn at random, and a target or two."""
    chance = random.Random(case)
    most = {"clerk": 2, "expert": chance.choice([3, 4]), "board": 2, "chief": chance.choice([2, 3])}
    pays, halves = chance.random() < 0.6, chance.random() < 0.4

    def post(role: str) -> str:
        pay = f", pay: {chance.choice([100, 150, 200, 300, 500, 700])}000 tenge per month" if pays else ""
        half = ", half_posts: true" if halves and role == "expert" else ""
        return f"{role}: {{at_most: {most[role]}{half}{pay}}}"

    staffing = f"posts: {{town: {{{', '.join(post(role) for role in most)}}}}}"
    rates = chance.uniform(3, 8), chance.uniform(1, 5)
    minutes = {"clerk": chance.choice([10, 20, 30]), "expert": chance.choice([60, 100, 150])}
    minutes |= {"chief": chance.choice([20, 40, 60]), "board": chance.choice([10, 20, 40])}
    staff = {"clerk": "1", "expert": "2", "board": "1", "chief": "1"}
    study = small_study(folder, staff, staffing, rates=rates, minutes=minutes, seed=chance.randrange(1000))
    targets = [chance.choice(["in_time >= 90 %", "in_time >= 95 %", "in_time of aid/portal >= 90 %"])]
    targets += ["in_time of aid/provider >= 97 %"] if chance.random() < 0.3 else []
    return Enumerated(study, targets, REPLICATIONS)


@pytest.mark.parametrize("case", range(CASES))
def test_the_search_finds_what_simulating_all_staffings_finds(case: int, tmp_path: Path) -> None:
    everything = drawn(tmp_path, case)
    trials = everything.new_trials()
    found = CheapestSearch(everything.space, Judge(trials, REPLICATIONS)).run()
    searched = trials.replications
    front = FrontSearch(everything.space, trials).run(found.staffing if found else everything.space.top)
    area = everything.area(front) / everything.area(everything.staffings)
    print(
        f"\ncase {case}: {everything.space.size} staffings, cheapest {everything.least_cost}; "
        f"{searched} of {everything.trials.replications} replications; area of the front {area:.3f}"
    )
    assert (found and everything.space.cost(found.staffing)) == everything.least_cost
    assert area >= 0.95

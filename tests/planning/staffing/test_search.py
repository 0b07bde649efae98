"""The search finds what simulating every staffing finds, and the cost front has nearly all of the area of the whole one."""

from __future__ import annotations

from pathlib import Path

from sim.planning.staffing.cheapest import CheapestSearch
from sim.planning.staffing.front import FrontSearch
from sim.planning.staffing.judge import Judge
from tests.planning.staffing.enumerated import Enumerated, small_study

FEW = 8
STAFF = {"clerk": "1", "expert": "2", "board": "1", "chief": "1"}
SITTING = "{count: 1, sittings: {weekdays: [tuesday], at: '10:00', per_file: 20 minutes, agenda: 12}}"


def found_in(everything: Enumerated) -> list[float] | None:
    """The levels of the staffing that a search finds which has simulated nothing before; its front is held against the whole one."""
    trials = everything.new_trials()
    found = CheapestSearch(everything.space, Judge(trials, FEW)).run()
    assert len(trials.staffings) < len(everything.staffings)
    front = FrontSearch(everything.space, trials, FEW, FEW).run(found.staffing if found else everything.space.top)
    assert everything.area(front) >= 0.95 * everything.area(everything.staffings)
    if found is None:
        return None
    assert found.proven
    assert everything.meets(found.staffing)
    assert everything.space.cost(found.staffing) == everything.least_cost
    return [level.value for level in everything.space.levels(found.staffing)]


def test_two_routes_on_the_same_people_get_the_cheapest_staffing_for_both(tmp_path: Path) -> None:
    posts = "posts: {town: {clerk: fixed, expert: {at_most: 4}, board: fixed, chief: {at_most: 3}}}"
    study = small_study(tmp_path, STAFF, posts, rates=(4, 3), minutes={"chief": 50})
    targets = ["in_time of aid/provider >= 90 %", "in_time of aid/portal >= 90 %"]
    assert found_in(Enumerated(study, targets, FEW)) == [4, 2]
    assert found_in(Enumerated(study, targets[:1], FEW)) == [3, 2], "the other route needs one expert more"


def test_a_commission_sits_more_often_where_posts_do_not_help(tmp_path: Path) -> None:
    rules = "posts: {town: {clerk: fixed, expert: {at_most: 3}, chief: {at_most: 2}}}\nsittings: {town: {board: {at_most: 3}}}"
    study = small_study(tmp_path, STAFF | {"board": SITTING}, rules, rates=(4, 1))
    everything = Enumerated(study, ["in_time of aid/provider >= 90 %"], FEW)
    assert [variable.kind for variable in everything.space.variables] == ["posts", "sittings", "posts"]
    assert found_in(everything) == [2, 3, 1]


def test_one_dear_chief_is_spared_for_two_cheap_experts(tmp_path: Path) -> None:
    """Files wait for experts and for the chief: two more experts do for the wait what one more chief does."""
    posts = "posts: {{town: {{clerk: fixed, board: fixed, expert: {{at_least: 2, at_most: 5, pay: 100000 tenge per month}}, chief: {{at_most: 2, pay: {} tenge per month}}}}}}"
    found = {}
    for pay in (150_000, 250_000):
        minutes = {"clerk": 5, "expert": 200, "chief": 90, "board": 5}
        study = small_study(tmp_path, STAFF, posts.format(pay), rates=(4, 0.1), minutes=minutes)
        found[pay] = found_in(Enumerated(study, ["queue_median_h of aid/provider <= 5 working hours"], FEW))
    assert found == {150_000: [3, 2], 250_000: [5, 1]}


def test_half_posts_are_somebody_who_is_there_for_half_of_the_hours(tmp_path: Path) -> None:
    posts = "posts: {town: {clerk: fixed, board: fixed, expert: {at_least: 1.5, at_most: 3, half_posts: true}, chief: {at_most: 2}}}"
    everything = Enumerated(small_study(tmp_path, STAFF, posts, rates=(4, 2)), replications=FEW)
    assert found_in(everything) == [2.5, 1]
    study = everything.trials.study((2, 0))
    half = study.hours[(study.scenario.offices["town"].staff["expert"].members or {})["half post"].hours[0]]
    assert half.week[0] == ((9 * 3600, 13 * 3600),), "the department works from 9 to 13 and from 14:30 to 18:30"


def test_where_nothing_allowed_is_enough_none_is_found(tmp_path: Path) -> None:
    posts = "posts: {town: {clerk: fixed, expert: {at_most: 3}, board: fixed, chief: {at_most: 2}}}"
    assert found_in(Enumerated(small_study(tmp_path, STAFF, posts, rates=(9, 3)), replications=FEW)) is None

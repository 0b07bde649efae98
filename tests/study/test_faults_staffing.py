"""Every fault of the staffings that may be tried is told at its place: bounds, halves, pays, names, sittings of nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.study.assumption_list import assumptions
from tests.minimal import SCENARIO, assert_only, faults_of, loaded

RULES = """\
staffing:
  posts:
    town:
      clerk: {at_least: 1, at_most: 2.5, half_posts: true, half_post_hours: short_day, pay: 180000 tenge per month}
      chief: fixed
    village: {clerk: {pay: 150000.5 tenge per month}}
"""
FIRST = len(SCENARIO.splitlines()) + 1


def test_a_scenario_says_which_staffings_may_be_tried(tmp_path: Path) -> None:
    posts = loaded(tmp_path, SCENARIO + RULES).scenario.staffing.posts
    clerk = posts["town"]["clerk"]
    assert (clerk.at_least, clerk.at_most, clerk.half_post_hours, clerk.pay) == (1, 2.5, ("short_day",), 180_000)
    assert posts["town"]["chief"].fixed
    assert posts["village"]["clerk"].pay == 150_000.5
    study = loaded(tmp_path, SCENARIO + RULES)
    assert not [one for one in assumptions(study) if one.where.startswith("staffing")], "no figure of a run rests on it"


@pytest.mark.parametrize(
    ("old", "new", "line", "fault"),
    [
        ("at_most: 2.5", "at_most: 2.3", 3, "'2.3' is not a number of posts; write a whole number or a half, such as 2 or 2.5"),
        ("at_most: 2.5", "at_most: 0.5", 3, "'at_most' is below 'at_least', 1; exchange them"),
        ("at_least: 1", "at_least: 0", 3, "'0' is out of range"),
        ("half_posts: true, half_post_hours: short_day, ", "", 3, "half posts are not wanted here; add 'half_posts: true'"),
        ("180000 tenge per month", "180 000 tenge per month", 3, "'180 000 tenge per month' has a space or a comma in its number"),
        ("180000 tenge per month", "180000", 3, "'180000' is not in tenge per month; write '180000 tenge per month'"),
        ("half_post_hours: short_day", "half_post_hours: short_days", 3, "there are no hours 'short_days'; did you mean 'short_day'?"),
        ("chief: fixed", "chief: fixt", 4, "'fixt' is neither a block of bounds nor the word 'fixed'"),
        ("chief: fixed", "chief: {fixed: true, at_most: 3}", 4, "it is fixed, and 'at_most' is given; take one of them out"),
        ("chief: fixed", "cheif: fixed", 4, "'town' has no role 'cheif'; did you mean 'chief'?"),
        ("village:", "vilage:", 5, "there is no office 'vilage'; did you mean 'village'?"),
        ("chief: fixed", "chief: {at_most: 3}", 1, "some posts have a pay, and those of 'town.chief' have none"),
        ("  posts:", "  sittings: {town: {chief: {at_most: 2}}}\n  posts:", 1, "'chief' has no sittings; it takes files one by one"),
    ],
)  # fmt: skip
def test_what_cannot_be_tried_is_told_at_its_place(old: str, new: str, line: int, fault: str, tmp_path: Path) -> None:
    assert old in RULES
    faults = [one for one in faults_of(tmp_path, SCENARIO + RULES.replace(old, new)) if fault in one]
    assert_only(faults, f"{FIRST + line}:")


def test_teams_and_headcounts_that_change_have_no_half_posts(tmp_path: Path) -> None:
    changes = "        count: 2\n        count_changes: [{from: 2018-05-14, count: 3}]\n"
    scenario = (
        SCENARIO.replace("        count: 2\n", changes) + "staffing: {posts: {town: {chief: {half_posts: true}}}}\n"
    )
    assert_only(faults_of(tmp_path, scenario), f"{FIRST + 1}:35: a headcount that changes at dates has no half posts")

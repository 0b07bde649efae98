"""The sentences above the tables: a preset is a change, and nobody is told a share that there is none of."""

from __future__ import annotations

import math

from sim.measure.intervals import Estimate
from sim.web.simulation.paired_figures import CaseFigures, FigureName, PairedFigures
from sim.web.views.answers import AnswerRow, answer_sentence
from sim.web.views.changes import change_of
from sim.web.views.people import people_rows
from sim.web.views.places import Places, PoolPlace

IN_TIME: FigureName = ("routes", ("aid", "provider"), "in_time")
CLERKS = PoolPlace("office", "clerk", "clerk", (("office", "clerk"),))
PLACES = Places((), (CLERKS,), 0.95, "95 %", "year")


def estimate(mean: float, half_width: float = 0.01) -> Estimate:
    return Estimate(mean, mean - half_width, mean + half_width, 10)


def sentence(then: float, is_changed: bool) -> str:
    both = CaseFigures({IN_TIME: estimate(0.9)}), CaseFigures({IN_TIME: estimate(then)})
    change = change_of(PairedFigures(10, 100, True, *both, {IN_TIME: estimate(then - 0.9, 0.0)}), IN_TIME, "share")
    return answer_sentence([AnswerRow("provider", "", change, change, None, "")], PLACES, is_changed)


def test_changes_that_change_nothing_are_told_from_no_change() -> None:
    assert "Change something" in sentence(0.9, is_changed=False)
    text = sentence(0.9, is_changed=True)
    assert "Change something" not in text
    assert "with the changes as without them" in text
    assert text.endswith("That is below the target of 95 %.")


def people(utilisation: float, is_changed: bool) -> str:
    queued: FigureName = ("pools", ("office", "clerk"), "queued_h")
    work: FigureName = ("pools", ("office", "clerk"), "utilisation")
    case = CaseFigures({queued: estimate(40), work: Estimate(utilisation, math.nan, math.nan, 1)})
    return people_rows(PairedFigures(10, 100, True, case, case, {}), PLACES, is_changed).sentence


def test_the_bottleneck_is_that_of_the_changes_only_where_there_are_any() -> None:
    assert people(0.8, is_changed=False).startswith("Bottleneck: clerk, busy 80")
    assert people(0.8, is_changed=True).startswith("Bottleneck with the changes: clerk, busy 80")


def test_a_bottleneck_without_a_share_of_time_is_named_without_it() -> None:
    assert people(math.nan, is_changed=True) == "Bottleneck: clerk; files wait for them 40 working hours in all."

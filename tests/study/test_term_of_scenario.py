"""A scenario may state another term than its regulation."""

from __future__ import annotations

from pathlib import Path

from sim.quantities import Limit
from tests.minimal import changed, faults_of, loaded

STATED = changed("      portal: {}\n", "      portal: {term: 1 working day}\n")


def test_the_stated_term_takes_the_place_of_the_regulation_s_on_that_route_alone(tmp_path: Path) -> None:
    study = loaded(tmp_path, STATED)
    portal, provider = study.terms["aid", "portal"], study.terms["aid", "provider"]
    assert (portal.limit, portal.kind) == (Limit(1, "working_days"), "scenario")
    assert (provider.limit, provider.kind) == (Limit(3, "working_days"), "standard")


def test_the_longest_term_and_the_run_out_follow_a_stated_one(tmp_path: Path) -> None:
    assert loaded(tmp_path, STATED).longest_term_days == 3
    assert loaded(tmp_path, STATED.replace("1 working day}", "12 working days}")).longest_term_days == 12


def test_what_is_no_term_is_told_with_its_place(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, STATED.replace("1 working day}", "soon}"))
    assert fault.startswith("question.yaml:23:22: 'soon' is not a limit")

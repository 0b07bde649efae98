"""What is made of replications of two cases: differences of what both have, and no more memory than is allowed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.errors import ModelError
from sim.web.cases import ScenarioCase
from sim.web.simulation.case_parts import CasePart, PartOfCase
from sim.web.simulation.estimating import CaseSample, case_figures, differences_in_pairs
from sim.web.simulation.kept_cases import KeptCases
from sim.web.simulation.known_cases import KnownCases
from sim.web.simulation.paired_figures import PairedFigures

BASE = ScenarioCase("west_kazakhstan_social_aid")


@pytest.fixture(scope="module")
def part() -> CasePart:
    """Three replications with all their figures."""
    return PartOfCase(BASE, (1, 2, 3), whole=True).done(KeptCases())


def of(number: int) -> ScenarioCase:
    return ScenarioCase(BASE.path, (), (f"seed={number}",))


def without_portal(part: CasePart) -> CaseSample:
    """The replications as a case has them in which nobody applies on the portal."""
    facts, keeps, layout = part.facts, [], []
    for table, key, names in facts.figures:
        there = "portal" not in key
        keeps += [there] * len(names)
        layout += [(table, key, names)] if there else []
    routes = [i for i, key in enumerate(facts.routes) if key[1] != "portal"]
    assert 0 < len(routes) < len(facts.routes)
    replications = []
    for one in part.replications:
        assert one.figures is not None
        figures = replace(
            one.figures,
            columns=one.figures.columns[np.array(keeps)] + 1.0,
            elapsed=one.figures.elapsed[routes],
            unanswered=one.figures.unanswered[routes],
        )
        replications.append(replace(one, figures=figures))
    fewer = replace(facts, figures=tuple(layout), routes=tuple(facts.routes[i] for i in routes))
    return CaseSample(fewer, tuple(replications), whole=True)


def test_differences_are_those_of_figures_that_both_have(part: CasePart) -> None:
    base, alternative = CaseSample(part.facts, part.replications, whole=True), without_portal(part)
    for first, second, sign in ((base, alternative, 1.0), (alternative, base, -1.0)):
        found = differences_in_pairs(first, second)
        assert set(found) == set(base.places) & set(alternative.places)
        assert "portal" not in {key[1] for _, key, _ in found if len(key) > 1}
        means = {value.mean for (_, _, name), value in found.items() if name != "p95_days" and value.replications}
        assert means == {sign}
    assert len(case_figures(alternative).estimates) < len(case_figures(base).estimates)


def test_a_figure_that_is_not_reached_in_a_replication_has_no_difference(part: CasePart) -> None:
    base = CaseSample(part.facts, part.replications, whole=True)
    name = next(name for name in base.places if name[2] == "queue_p95_h")
    first = part.replications[0]
    assert first.figures is not None
    columns = first.figures.columns.copy()
    columns[base.places[name]] = np.inf
    unreached = replace(first, figures=replace(first.figures, columns=columns))
    alternative = CaseSample(part.facts, (unreached, *part.replications[1:]), whole=True)
    difference = differences_in_pairs(base, alternative)[name]
    assert difference.replications == 0
    assert np.isnan(difference.mean)


def test_what_nobody_looks_at_goes_first_where_memory_is_full(part: CasePart) -> None:
    size = sum(one.nbytes for one in part.replications)
    known = KnownCases(most_bytes=2 * size)
    cases = [known.looked_at(of(number)) for number in range(3)]
    for case in cases:
        known.take(case, part)
        assert case.nbytes == size
    known.left(cases[2])
    assert known.looked_at(of(2)) is not cases[2], "the others are still looked at"
    known.left(cases[0])
    assert known.looked_at(of(0)) is cases[0]
    assert known.looked_at(of(1)) is cases[1]


def test_answers_alone_never_take_the_place_of_all_figures(part: CasePart) -> None:
    known = KnownCases()
    case = known.looked_at(BASE)
    answers = replace(
        part,
        facts=replace(part.facts, figures=()),
        replications=tuple(replace(one, figures=None) for one in part.replications),
    )
    known.take(case, answers)
    assert case.knows_first(3, whole=False)
    assert not case.knows_first(1, whole=True)
    known.take(case, part)
    known.take(case, answers)
    assert case.knows_first(3, whole=True)
    assert not case.knows_first(4, whole=False)
    assert case.sample(2, whole=True).columns.values.shape[0] == 2
    assert case.nbytes == sum(one.nbytes for one in part.replications)


def test_files_that_have_changed_meanwhile_are_told(part: CasePart) -> None:
    known = KnownCases()
    known.take(known.looked_at(BASE), part)
    other = replace(part, facts=replace(part.facts, digest="another"))
    with pytest.raises(ModelError, match="have changed since they were read; start the server again"):
        known.take(known.looked_at(of(5)), other)


def test_the_last_pairs_are_kept(part: CasePart) -> None:
    known = KnownCases()
    base, figures = known.looked_at(BASE), case_figures(CaseSample(part.facts, part.replications, whole=True))
    others = [known.looked_at(of(number)) for number in range(20)]
    pair = PairedFigures(3, 3, True, figures, figures, {})
    for other in others:
        known.keep_pair(base, other, pair)
        assert known.pair(base, others[0], 3) is pair, "which is asked for again and again"
    assert known.pair(base, others[1], 3) is None
    assert known.pair(base, others[-1], 3) is pair
    assert known.pair(base, others[-1], 4) is None

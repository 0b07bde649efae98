"""Cases beside each other on the same random numbers: theory of the intervals, direction, words, faults and files."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from rich.cells import cell_len
from rich.console import Console
from scipy import stats
from typer.testing import CliRunner, Result

import sim
from sim.cli.main import app
from sim.cli.terminal.comparison import _LAYOUTS, _SHORT, _numbers, difference_tables
from sim.errors import InputError
from sim.experiment.comparison.cases import read_case, read_cases
from sim.experiment.comparison.compare import Comparison, compare, compare_routes, compared
from sim.experiment.comparison.differences import Difference, differences_from_first
from sim.experiment.comparison.measures import Measure, MeasuredPlace, MeasuredRun
from sim.experiment.comparison.paired import holm, paired
from sim.experiment.comparison.paired_days import paired_days
from sim.experiment.results import Results
from sim.experiment.run import run_study
from sim.files.results_record import hash_of
from sim.measure.day_quantiles import DAY_QUANTILES
from sim.measure.intervals import Bounds, mean_interval
from sim.report.chart_style import as_svg
from sim.report.comparison.chart import chart_lines, difference_lines
from sim.report.comparison.page import render_comparison
from sim.report.comparison.sentences import (
    digits_of,
    finding_sentences,
    narrowing_sentence,
    numbers_of,
    place_name,
    sentence,
    signed,
)
from sim.report.notes import comparison_warnings, note_sentence
from sim.scenario.scenario import Precision, Variant
from sim.schema.document import Translated
from sim.study.study import Study
from sim.translations.in_use import in_language
from tests.charts import charts_drawn
from tests.people import study

BUSY = "arrivals:\n  all: {service: social_aid, route: provider, office: department, rate: 3.9 per working day}\n"
SITTINGS = "commission_weekly_vs_daily"
SHORT = ("replications=2", "period.end=2018-09-01")
"""Changes that make a shipped scenario quick."""


def invoke(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, list(words), catch_exceptions=False)


def busy(folder: Path, executors: int, **changes: object) -> Study:
    """The small scenario at a rate that keeps one executor busy."""
    folder.mkdir(exist_ok=True)
    given = {"arrivals": BUSY, "end": "2018-07-01", "replications": 8, "seed": 5} | changes
    return study(folder, staff={"executor": str(executors)}, **given)  # type: ignore[arg-type]


def one(found: Comparison, measure: Measure, kind: str = "route", case: int = 1) -> Difference:
    return next(d for d in found.differences if (d.measure, d.place.kind, d.case) == (measure, kind, case))


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> list[Study]:
    """One executor and two, in twelve replications."""
    folder = tmp_path_factory.mktemp("pair")
    return [busy(folder / str(n), n, replications=12) for n in (1, 2)]


@pytest.fixture(scope="module")
def runs(pair: list[Study]) -> list[Results]:
    return [run_study(case, strengthen=False, workers=1) for case in pair]


@pytest.fixture(scope="module")
def two(pair: list[Study]) -> Comparison:
    return compare(pair, ["one executor", "two executors"], workers=1)


@pytest.fixture(scope="module")
def shipped() -> Comparison:
    """The shipped question of the commission, with fewer replications."""
    return compare(read_cases([SITTINGS, f"{SITTINGS}:twice_a_week"], changes=["replications=5"]), workers=1)


# Theory


def test_the_paired_interval_and_p_are_those_of_the_paired_t_test() -> None:
    # Differences of 1, 2, 3, 4 and 5 points: nothing is skewed.
    before, after = [0.91, 0.88, 0.95, 0.90, 0.93], [0.92, 0.90, 0.98, 0.94, 0.98]
    found, test = paired(before, after), stats.ttest_rel(after, before)
    assert (found.estimate.low, found.estimate.high) == pytest.approx(tuple(test.confidence_interval(0.95)))
    assert found.p == pytest.approx(test.pvalue)
    assert found.t == pytest.approx(test.statistic)


def test_the_unpaired_interval_puts_those_of_both_runs_together_at_a_right_angle() -> None:
    # Means 2 and 4, standard errors 1 / sqrt(3) and 2 / sqrt(3), t of 2 degrees of freedom 4.3027: half-widths 2.4841 and 4.9683.
    found = paired([1, 2, 3], [6, 2, 4])
    half = math.hypot(2.4841377, 4.9682754)
    assert (found.unpaired.mean, found.unpaired.low, found.unpaired.high) == pytest.approx((2, 2 - half, 2 + half))
    # Differences 5, 0 and 1 have the standard error sqrt(7 / 3), the means together sqrt(5 / 3).
    assert found.narrowing == pytest.approx(math.sqrt(5 / 7))


def test_the_unpaired_interval_leans_to_the_long_tail_and_keeps_to_what_is_possible() -> None:
    # Late answers, of which the second run has many in a few half-years only.
    before, after = [3.0, 4, 5, 4, 3, 5, 4, 4, 3, 5], [4.0, 5, 3, 60, 4, 5, 3, 4, 5, 4]
    found = paired(before, after, Bounds(-math.inf, math.inf, 10), (Bounds(0, math.inf, 10), Bounds(0, math.inf, 10)))
    assert found.unpaired.high - found.unpaired.mean > 2 * (found.unpaired.mean - found.unpaired.low)
    of_each = (Bounds(0, 1, 0.01), Bounds(0, 1, 0.01))
    shares = paired([1.0, 0.02, 1.0, 0.95], [0.0, 0.1, 0.0, 0.99], Bounds(-1, 1, 0.01), of_each)
    assert -1 <= shares.unpaired.low < shares.unpaired.high <= 1
    assert (
        stats.ttest_ind([0.0, 0.1, 0.0, 0.99], [1.0, 0.02, 1.0, 0.95], equal_var=False).confidence_interval().low < -1
    )


def test_runs_drawn_apart_have_a_width_where_all_replications_agree_but_could_differ() -> None:
    late = Bounds(0, math.inf, 10)
    found = paired([0.0] * 20, [0.0] * 20, Bounds(-math.inf, math.inf, 10), (late, late))
    assert found.unpaired.low == -found.unpaired.high < 0
    fixed = paired([2.0] * 20, [3.0] * 20)
    assert (fixed.unpaired.low, fixed.unpaired.high) == (1, 1), "members, say, which cannot vary"


def test_the_paired_interval_covers_the_true_difference_in_95_of_100_studies() -> None:
    # 4,000 studies of 12 replications: the standard error of the share that covers is 0.34 points.
    rng = np.random.default_rng(20180522)
    common = rng.normal(10, 3, (4000, 12))
    before, after = common + rng.normal(0, 1, (4000, 12)), common + 0.5 + rng.normal(0, 1, (4000, 12))
    found = [paired(x, y) for x, y in zip(before.tolist(), after.tolist(), strict=True)]
    covered = np.mean([f.estimate.low <= 0.5 <= f.estimate.high for f in found])
    assert 0.94 <= covered <= 0.96
    # Of the variance 2 * (9 + 1) of an unpaired difference pairing leaves 2: the root of 10 is 3.2.
    assert 2.8 < np.median([f.narrowing for f in found]) < 3.6


def test_with_holm_hardly_any_study_of_equal_cases_tells_a_difference() -> None:
    rng = np.random.default_rng(7)
    told = 0
    for _ in range(1000):
        values = rng.normal(0, 1, (2, 8, 10))
        ps = [paired(x, y).p for x, y in zip(values[0].tolist(), values[1].tolist(), strict=True)]
        told += min(holm(ps)) <= 0.05
    assert 20 <= told <= 70, "5 % of the studies, where eight tests alone would tell something in a third of them"


def test_holm_by_hand() -> None:
    # Sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1: 0.02, 0.03, 0.06, 0.04, and none below the one before.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))


def test_holm_leaves_out_what_is_missing_and_stays_a_probability() -> None:
    adjusted = holm([math.nan, 0.6, 0.02])
    assert math.isnan(adjusted[0])
    assert adjusted[1:] == pytest.approx((0.6, 0.04))
    assert holm([0.7, 0.9]) == pytest.approx((1.0, 1.0))
    assert holm([]) == ()


def test_intervals_of_several_differences_at_once_are_bonferronis() -> None:
    before, after = [1.0, 2.0, 3.0, 4.0], [1.2, 2.4, 3.6, 4.8]
    found, difference = paired(before, after), np.subtract(after, before)
    expected = stats.t.interval(1 - 0.05 / 10, 3, difference.mean(), stats.sem(difference))
    assert found.simultaneous(10) == pytest.approx(expected)
    assert found.simultaneous(1) == pytest.approx((found.estimate.low, found.estimate.high))


def test_one_and_the_same_difference_everywhere_has_the_p_of_the_sign_test() -> None:
    assert paired([1, 2, 3], [2, 3, 4]).p == 0.25
    assert paired([1, 2, 3], [1, 2, 3]).p == 1
    assert paired([0.1] * 6, [0.1 + 0.2 - 0.2] * 6).p == 1, "rounding of shares is no difference"


def test_pairs_with_a_missing_value_are_left_out_and_counted() -> None:
    found = paired([1, math.nan, 3, 4], [2, 3, math.nan, 6])
    assert (found.estimate.mean, found.estimate.replications, found.left_out) == (1.5, 2, 2)


def test_a_quantile_that_is_not_reached_gives_no_difference() -> None:
    found = paired([1, 2, 3], [2, math.inf, 4])
    assert (found.unreached, found.estimate.replications) == (1, 0)
    assert math.isnan(found.p)


def days_within(shares: Sequence[float]) -> NDArray[np.float64]:
    """Distributions of which so much is within 8 days, and all within 9 [by replication]."""
    return np.array([[0.0] * 8 + [share, 1.0, 1.0] for share in shares])


def test_the_difference_of_two_days_is_that_of_the_days_shown() -> None:
    # 94 % and 96 % within 8 days in the mean: day 9 before and day 8 after. Resampled pairs hardly ever agree on another.
    before, after = days_within([0.93, 0.94, 0.95] * 10), days_within([0.96, 0.97, 0.95] * 10)
    found = paired_days([9.0] * 30, [8.0] * 30, before, after, 0.95)
    assert (found.estimate.mean, found.estimate.low, found.estimate.high) == (-1, -1, -1)
    assert found.p <= 0.001
    assert found.steady
    # With as much above 95 % as below the day before may be 8 as well.
    close = days_within([0.90, 0.998] * 15)
    found = paired_days([9.0, 8.0] * 15, [8.0] * 30, close, after, 0.95)
    assert (found.estimate.mean, found.estimate.low, found.estimate.high) == (-1, -1, 0)
    assert 0.2 < found.p <= 1
    assert found.simultaneous(100)[0] <= found.estimate.low


def test_equal_days_are_no_difference() -> None:
    same = days_within([0.97, 0.96, 0.98])
    found = paired_days([8.0] * 3, [8.0] * 3, same, same, 0.95)
    assert (found.estimate.mean, found.p, found.steady) == (0, 1, True)
    assert math.isnan(found.narrowing)


def test_few_differences_have_the_level_at_which_their_interval_ends_at_none() -> None:
    differences = [0.0] * 24 + [0.01, 0.02, 0.01, 0.03, 0.02, 0.01]
    found = paired([0.5] * 30, [0.5 + d for d in differences], Bounds(-1, 1, 0.01))
    low, high = (mean_interval(found.differences, 1 - p, found.bounds) for p in (1.01 * found.p, 0.99 * found.p))
    assert low.low > 0
    assert high.low <= 0


def test_numbers_of_replications_that_differ_cannot_be_paired() -> None:
    with pytest.raises(ValueError, match="2 replications are paired with 3"):
        paired([1, 2], [1, 2, 3])


# Runs


def test_identical_cases_have_no_differences(tmp_path: Path) -> None:
    twice = busy(tmp_path, 2, replications=3)
    found = compare([twice, twice], workers=1)
    assert [case.name for case in found.cases] == ["people", "people [2]"]
    assert len(found.differences) > 8
    assert all(d.equal and not d.significant for d in found.differences)
    assert {note.key for note in found.warnings} == {"act_not_adopted"}, "the scenario is one of spring, before the act"
    assert finding_sentences(found) == ((), (), ())
    assert narrowing_sentence(found) == ""


def test_a_second_executor_makes_nothing_worse_for_citizens(two: Comparison) -> None:
    better = {"in_time": 1, "late": -1, "lateness_h": -1, "median_days": -1, "p95_days": -1, "queue_median_h": -1}
    for measure, sign in better.items():
        found = one(two, measure).paired.estimate  # type: ignore[arg-type]
        assert sign * found.mean > 0, measure
    told = one(two, "in_time")
    assert told.significant
    assert told.before.mean + told.paired.estimate.mean == pytest.approx(told.after.mean)


def test_every_measure_is_the_one_of_the_runs(runs: list[Results], two: Comparison) -> None:
    key = ("social_aid", "provider")
    for measure in ("in_time", "lateness_h", "median_days", "p95_days", "queue_median_h"):
        found = one(two, measure)  # type: ignore[arg-type]
        values = [[r.routes[key][measure] for r in run.replications] for run in runs]
        if measure in DAY_QUANTILES:
            assert found.paired.estimate.mean == found.after.mean - found.before.mean, "what is shown adds up"
        else:
            assert found.paired.estimate.mean == pytest.approx(np.mean(np.subtract(values[1], values[0])))
        assert (found.before, found.after) == tuple(run.figures.routes[key][measure] for run in runs)
    late = [[r.whole["late"] for r in run.replications] for run in runs]
    assert one(two, "late").paired.estimate.mean == pytest.approx(np.mean(np.subtract(late[1], late[0])))
    pool = ("department", "executor")
    busy_share = [np.mean([r.pools[pool]["utilisation"] for r in run.replications]) for run in runs]
    used = next(d for d in two.differences if d.place == MeasuredPlace("staff", pool))
    assert used.paired.estimate.mean == pytest.approx(busy_share[1] - busy_share[0])


def test_runs_that_are_there_already_compare_to_the_same(runs: list[Results], two: Comparison) -> None:
    again = compared(runs, ["one executor", "two executors"])
    assert again.table().equals(two.table())


def test_seed_and_replications_of_the_first_hold_for_all(tmp_path: Path) -> None:
    first, other = busy(tmp_path / "a", 1, replications=3), busy(tmp_path / "b", 2, replications=2, seed=9)
    found = compare([first, other], ["a", "b"], workers=1)
    assert (found.replications, found.seed) == (3, 5)
    assert [note_sentence(note) for note in found.notes] == [
        "Seed and replications of 'a' hold for all; 'b' would have others alone"
    ]
    assert not any("demand" in text for text in comparison_warnings(found))
    assert all(case.study.scenario.seed == 5 for case in found.cases)


def test_on_the_shipped_comparison_pairing_narrows_the_intervals(
    shipped: Comparison, record_property: pytest.RecordProperty
) -> None:
    factors = [d.paired.narrowing for d in shipped.differences if not math.isnan(d.paired.narrowing)]
    record_property("narrowing", shipped.narrowing)
    print(narrowing_sentence(shipped))
    assert shipped.narrowing == pytest.approx(np.median(factors))
    assert shipped.narrowing > 2
    assert one(shipped, "in_time", "whole").paired.narrowing > 2
    factor = f"{shipped.narrowing:.1f}"
    assert f"smaller by a factor of {factor} " in narrowing_sentence(shipped)


def test_sittings_on_two_days_are_told_to_be_better_strongest_first(shipped: Comparison) -> None:
    citizens, _, _ = finding_sentences(shipped)
    assert re.fullmatch(
        r"All routes together are late \d\d\.\d points less often with 'sittings on two days', "
        r"95 % interval \d\d\.\d to \d\d\.\d\.",
        next(text for text in citizens if text.startswith("All routes together are late")),
    )
    significant = [d for d in shipped.strongest if d.significant]
    assert all(not d.significant for d in shipped.strongest[len(significant) :])
    families = [d.family for d in significant]
    assert families == ["question"] * families.count("question") + ["others"] * families.count("others")
    for family in ("question", "others"):
        strengths = [d.paired.t for d in significant if d.family == family]
        assert strengths == sorted(strengths, reverse=True)


def test_what_is_told_is_what_holm_leaves_of_the_question_and_of_the_others_apart(shipped: Comparison) -> None:
    places = {(d.place.kind, d.measure) for d in shipped.differences if d.family == "question"}
    assert places == {(kind, measure) for kind in ("whole", "route") for measure in ("in_time", "late")}
    for family in ("question", "others"):
        differences = [d for d in shipped.differences if d.family == family]
        expected = holm([d.paired.p for d in differences])
        assert [d.p_holm for d in differences] == pytest.approx(list(expected), nan_ok=True)
        assert [d.significant for d in differences] == [p <= 0.05 for p in expected]
        for d in differences[:3]:
            assert d.simultaneous == d.paired.simultaneous(shipped.count(family))
    assert (shipped.count("question"), shipped.count("others")) == (8, 21)
    assert 0 < sum(d.significant for d in shipped.differences) < 8 + 21


def test_what_is_looked_at_besides_does_not_hide_the_answer_to_the_question() -> None:
    # Differences of 1 to 3 points, t = sqrt(32), p = 0.0048; one of a hundred and one would have to have less than 0.0005.
    rng = np.random.default_rng(3)
    place = MeasuredPlace("whole")
    first, second = MeasuredRun(), MeasuredRun()
    for i in range(100):
        staff = MeasuredPlace("staff", ("office", f"role_{i}"))
        for run in (first, second):
            run.values[staff, "utilisation"] = rng.normal(0.5, 0.1, 5).tolist()
    first.values[place, "in_time"] = [0.90, 0.91, 0.92, 0.93, 0.94]
    second.values[place, "in_time"] = [0.91, 0.925, 0.94, 0.955, 0.97]
    answer = next(d for d in differences_from_first([first, second]) if d.measure == "in_time")
    assert answer.p_holm == answer.paired.p == pytest.approx(0.00481, abs=1e-5)
    assert answer.significant
    assert answer.simultaneous == (answer.paired.estimate.low, answer.paired.estimate.high)


def test_routes_are_each_held_against_the_first() -> None:
    found = compare_routes(read_case("west_kazakhstan_social_aid", SHORT), workers=1)
    assert [case.name for case in found.cases] == ["provider", "akim", "portal"]
    assert {(d.measure, d.case) for d in found.differences} == {
        (measure, case) for measure in ("in_time", "median_days", "p95_days", "queue_median_h") for case in (1, 2)
    }
    run = run_study(found.cases[0].study, strengthen=False, workers=1)
    days = [run.figures.routes["social_aid", c]["median_days"].mean for c in ("provider", "akim")]
    difference = one(found, "median_days")
    assert difference.paired.estimate.mean == days[1] - days[0]
    assert "on the akim route" in sentence(found, difference)
    assert "the provider route" in sentence(found, difference)


def test_the_other_reading_lets_the_portal_answer_sooner_and_nobody_else() -> None:
    cases = read_cases(["west_kazakhstan_social_aid"], readings=True, changes=SHORT)
    uses = [case.scenario.services["social_aid"].routes["portal"].reading for case in cases]
    assert uses == [None, "signature"]
    found = compare(cases, workers=1)
    assert found.cases[1].title == "reading signature"
    for d in found.differences:
        if d.place.key == ("social_aid", "portal") and d.measure == "median_days":
            assert d.paired.estimate.mean <= 0
        if d.place.key == ("social_aid", "akim"):
            assert abs(d.paired.estimate.mean) <= 0.05 * max(abs(d.before.mean), 1e-9)
    employee = next(d for d in found.differences if d.place.key == ("department", "employee"))
    assert employee.paired.estimate.mean < 0, "one step less is done by the employee"


def test_a_case_is_followed_by_its_other_readings_and_variants() -> None:
    names = [case.name for case in read_cases([SITTINGS], variants=True)]
    assert names == [SITTINGS, *(f"{SITTINGS}-{name}" for name in ("twice_a_week", "daily", "short_agenda"))]
    cases = read_cases([f"{SITTINGS}:daily", SITTINGS], variants=False, readings=True)
    assert [(case.variant, case.changes) for case in cases] == [
        ("daily", ()),
        ("daily", ("services.social_aid.routes.portal.reading=signature",)),
        (None, ()),
        (None, ("services.social_aid.routes.portal.reading=signature",)),
    ]


def regions(folder: Path, stream: str = "all") -> list[Study]:
    """Social assistance as two regions regulate it, with the same demand unless its stream in the south has another name."""
    found = []
    for name, act in (("west", "west_kazakhstan_2018_social_aid"), ("south", "south_kazakhstan_2012_social_aid")):
        steps = sim.load_regulation(act).path("provider")
        roles = {step.role for step in steps}
        path = folder / f"{name}.yaml"
        durations = "".join(f"          {s.key}: {{work: 20 minutes}}\n" for s in steps)
        staff = "".join(f"      {role}: 1\n" for role in sorted(roles))
        path.write_text(
            f"scenario: {name}\nperiod: {{start: 2018-03-05, warm_up_until: 2018-03-05, end: 2018-05-01}}\n"
            f"replications: 3\nservices:\n  aid_{name}:\n    regulation: {act}\n    routes:\n      provider:\n"
            f"        steps:\n{durations}offices:\n  department:\n    hours: department\n    staff:\n{staff}"
            f"arrivals:\n  {stream if name == 'south' else 'all'}: {{service: aid_{name}, route: provider, "
            "office: department, rate: 3 per working day}\n",
            encoding="utf-8",
        )
        found.append(sim.load_scenario(path))
    return found


def test_the_same_service_of_two_regions_is_matched_by_its_name_and_channel(tmp_path: Path) -> None:
    found = compare(regions(tmp_path), workers=1)
    assert {d.place.key for d in found.differences if d.place.kind == "route"} == {("aid_west", "provider")}
    assert not any("demand" in text for text in comparison_warnings(found))
    assert one(found, "queue_median_h").after.replications == 3


def test_other_streams_are_told_to_be_another_demand(tmp_path: Path) -> None:
    text, *others = comparison_warnings(compare(regions(tmp_path, "newcomers"), workers=1))
    assert all("was adopted" in other for other in others)
    assert text == (
        "the demand of 'south' is not that of 'west': only 'south' has newcomers; only 'west' has all; a stream under another "
        "name has other random numbers, and another turn among those who come in one second, where the names decide"
    )


def test_the_case_that_needs_most_replications_decides_for_all(tmp_path: Path) -> None:
    wanted = Precision(half_width=0.05, at_most=16)
    cases = []
    for name, executors in (("a", 3), ("b", 1)):
        case = busy(tmp_path / name, executors, replications=10)
        cases.append(replace(case, scenario=case.scenario.model_copy(update={"precision": wanted})))
    alone = [len(run_study(case, strengthen=False, workers=1).replications) for case in cases]
    assert alone[0] < alone[1]
    found = compare(cases, ["a", "b"], workers=1)
    assert found.replications == max(alone)
    assert compare(cases[::-1], ["b", "a"], workers=1).replications == max(alone)


def test_another_rate_is_told_to_be_another_demand(tmp_path: Path) -> None:
    more = BUSY.replace("3.9 per", "5 per")
    cases = [busy(tmp_path / "a", 2, replications=2), busy(tmp_path / "b", 2, replications=2, arrivals=more)]
    texts = [text for text in comparison_warnings(compare(cases, ["a", "b"], workers=1)) if "demand" in text]
    assert len(texts) == 1
    assert re.fullmatch(
        r"the demand of 'b' is not that of 'a': all has \d+\.\d expected applications instead of \d+\.\d", texts[0]
    )


def test_a_route_that_not_all_have_is_named() -> None:
    whole = read_case("west_kazakhstan_social_aid", SHORT)
    without = read_case(
        "west_kazakhstan_social_aid",
        [*SHORT, "services.social_aid.routes.portal=null", "arrivals.on_the_portal=null", "assumptions=null"],
    )
    found = compare([whole, without], ["a", "b"], workers=1)
    assert {d.place.key[1] for d in found.differences if d.place.kind == "route"} == {"provider", "akim"}
    assert "not compared, since not all cases have it: social_aid / portal ('a')" in comparison_warnings(found)


def test_measures_that_are_not_reached_are_warned_of_once(tmp_path: Path) -> None:
    runs = [run_study(busy(tmp_path / str(n), n, replications=3), strengthen=False, workers=1) for n in (2, 3)]
    gone = replace(runs[1], replications=tuple(runs[1].replications))
    key = ("social_aid", "provider")
    gone.replications[0].routes[key]["p95_days"] = math.inf
    gone.replications[1].routes[key] |= {"in_time": math.nan, "cohort": 0.0}
    found = compared([runs[0], gone], ["a", "b"])
    assert comparison_warnings(found)[:2] == (
        "elapsed term, 95th percentile, 'b': not reached, since too many applications are unfinished (social_aid / provider "
        "in 1 replication); no difference is given",
        "share in time, 'b': no answer to compare (social_aid / provider in 1 replication); these pairs are left out",
    )
    assert math.isnan(one(found, "p95_days").paired.estimate.mean)
    assert one(found, "in_time").paired.estimate.replications == 2


# Words, picture, page and files


def told(value: float, low: float, high: float, found: Difference, adjusted: float) -> Difference:
    """The same difference with other numbers."""
    estimate = replace(found.paired.estimate, mean=value, low=low, high=high)
    return replace(found, paired=replace(found.paired, estimate=estimate, steady=low == high), p_holm=adjusted)


@pytest.mark.parametrize(
    ("measure", "numbers", "adjusted", "expected"),
    [
        ("in_time", (0.061, 0.04, 0.082), 0.01, "The provider route is late 6.1 points less often with 'two executors', "
         "95 % interval 4.0 to 8.2."),
        ("in_time", (-0.061, -0.082, -0.04), 0.01, "The provider route is late 6.1 points more often with 'two executors', "
         "95 % interval 4.0 to 8.2."),
        ("in_time", (0.01, -0.01, 0.03), 0.6, "No difference can be told: the share in time on the provider route with "
         "'two executors' (+1.0 points, 95 % interval −1.0 to +3.0)."),
        ("median_days", (-1.24, -1.6, -0.88), 0.001, "The median elapsed term on the provider route is 1.2 working days "
         "shorter with 'two executors', 95 % interval 0.9 to 1.6."),
        ("p95_days", (2, 1, 3), 0.02, "The 95th percentile of the elapsed term on the provider route is 2.0 working days "
         "longer with 'two executors', 95 % interval 1.0 to 3.0."),
        ("late", (-12, -15, -9), 0.02, "12 fewer citizens have a late answer on the provider route with 'two executors', "
         "95 % interval 9 to 15."),
        ("lateness_h", (-2000, -2500, -1500), 0.02, "The answers on the provider route are late by 2000 working hours less "
         "together with 'two executors', 95 % interval 1500 to 2500."),
        ("queue_median_h", (1, 1, 1), 0.02, "The median queue time on the provider route is 1.0 working hours longer with "
         "'two executors', the same in every replication."),
    ],
)  # fmt: skip
def test_a_finding_is_one_plain_sentence(
    two: Comparison, measure: Measure, numbers: tuple[float, float, float], adjusted: float, expected: str
) -> None:
    assert sentence(two, told(*numbers, one(two, measure), adjusted)) == expected


def test_what_would_be_told_alone_says_so(two: Comparison) -> None:
    text = sentence(two, told(0.03, 0.01, 0.05, one(two, "in_time"), 0.2))
    assert text.endswith("taken alone it could be told, not beside 1 other in the share in time and late answers).")


def test_differences_have_a_sign_and_enough_digits() -> None:
    assert [signed(value) for value in (1.26, -1.26, 0.0, -0.04, math.nan)] == ["+1.3", "−1.3", "0.0", "0.0", "–"]
    assert signed(-2504.2, 0) == "−2504"


@pytest.mark.parametrize(
    ("measure", "before", "after", "shown"),
    [
        # The differences are 4.26, 6.26 and 8.26 points: t 4.3027, half-width 4.97, which is 5 with one digit.
        ("in_time", (0.9, 0.9, 0.9), (0.9426, 0.9626, 0.9826), ("90", "96", "+6")),
        # 0.9424 and 0.9968 alone would be 94.2, 99.7 and 5.4; what is after is the sum of the numbers shown.
        ("in_time", (0.9424, 0.9424, 0.9424), (0.9964, 0.9968, 0.9972), ("94.2", "99.6", "+5.4")),
        ("late", (40.0, 44.0, 48.0), (30.0, 35.0, 37.0), ("44", "34", "−10")),
        ("median_days", (8.0, 9.0, 8.0), (6.0, 6.0, 6.0), ("9", "6", "−2.3")),
        # Without the second pair the difference is not that of the means.
        ("queue_median_h", (8.0, math.nan, 10.0), (6.0, 1.0, 8.0), ("9.0", "5.0", "−2.0")),
    ],
)
def test_the_numbers_of_a_difference_add_up_as_shown(
    measure: Measure, before: tuple[float, ...], after: tuple[float, ...], shown: tuple[str, str, str]
) -> None:
    place = MeasuredPlace("route", ("aid", "provider"))
    (found,) = differences_from_first([MeasuredRun({(place, measure): list(values)}) for values in (before, after)])
    assert numbers_of(found) == shown


def test_a_difference_next_to_nothing_has_two_decimals_to_show_that_it_is_not_nothing() -> None:
    place = MeasuredPlace("staff", ("department", "head"))
    values = [[0.5, 0.5, 0.5], [0.5003, 0.5003, 0.5003]]
    (found,) = differences_from_first([MeasuredRun({(place, "utilisation"): column}) for column in values])
    assert (digits_of(found), numbers_of(found)[2]) == (2, "+0.03")


def test_quantiles_of_terms_are_those_that_each_run_has_alone(runs: list[Results]) -> None:
    days = [d for d in compared(runs, ["a", "b"]).differences if d.measure in ("median_days", "p95_days")]
    assert days
    for d in days:
        rows = [run.figures.routes[d.place.key] for run in runs]
        assert [d.before, d.after] == [row[d.measure] for row in rows]
        assert numbers_of(d)[:2] == tuple(str(math.ceil(row[d.measure].mean)) for row in rows)


def test_the_chart_draws_the_numbers_of_the_comparison(shipped: Comparison) -> None:
    lines = chart_lines(shipped)
    assert len(lines) == len(shipped.differences)
    lines = [line for line in lines if line.panel.startswith("share")]
    figure = difference_lines(lines, "a week")
    panel = figure.axes[0]
    assert panel.get_title(loc="left") == "share in time: difference [points]"
    drawn = [container.lines[0] for container in panel.containers]
    assert [mark.get_xdata()[0] for mark in drawn] == pytest.approx([line.mean for line in lines])
    assert [mark.get_markerfacecolor() == "white" for mark in drawn] == [not line.significant for line in lines]
    assert [label.get_text() for label in panel.get_yticklabels()] == ["all routes", "provider", "akim", "portal"]
    assert as_svg(figure) == as_svg(difference_lines(lines, "a week"))


@pytest.mark.charts
def test_the_page_is_self_contained_and_says_every_finding(question: Path) -> None:
    found = compare(read_cases([str(question)], variants=True), workers=1)
    page = render_comparison(found, "ru")
    assert (
        page.count("<svg") == page.count('aria-label="За вычетом') == len({line.panel for line in chart_lines(found)})
    )
    assert not re.findall(r"""(?:src|href)=["']?http""", page)
    assert "ещё один исполнитель" in page
    assert "Небольшой район" in page
    plain = page.replace("&#39;", "'").replace("&#34;", '"')
    citizens, staff, untold = finding_sentences(found, "ru")
    assert citizens
    assert staff
    with in_language("ru"):
        narrowing = narrowing_sentence(found)
    for text in (*citizens, *staff, *(text.partition(": ")[2][1:] for text in untold), narrowing):
        assert text in plain


def test_a_comparison_shows_itself(two: Comparison) -> None:
    html = two._repr_html_()
    assert "one executor" in html
    assert html.count("<tr") == len(two.differences) + 1
    assert list(two.table()["simultaneous_low"] <= two.table()["low"]) == [True] * len(two.differences)


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small scenario with a variant."""
    folder = tmp_path_factory.mktemp("question")
    busy(folder, 1)
    path = folder / "question.yaml"
    path.write_text(
        "extends: people.yaml\nscenario: {en: A small district, ru: Небольшой район}\nvariants:\n  two:\n"
        "    title: {en: one executor more, ru: ещё один исполнитель}\n"
        "    changes: {offices: {department: {staff: {executor: 2}}}}\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, question: Path) -> tuple[Result, Path]:
    out = tmp_path_factory.mktemp("compared")
    with charts_drawn():
        return invoke("compare", str(question), f"{question}:two", "--workers", "1", "--out", str(out)), out


def test_the_command_prints_tables_findings_and_the_factor_in_80_columns(printed: tuple[Result, Path]) -> None:
    result, out = printed
    assert result.exit_code == 0
    order = [
        "Against the scenario as it is",
        "8 replications",
        "share in time",
        "Written to",
        "Pairing",
        "shorter with",
    ]
    text = re.sub(r"\s+", " ", result.stdout)
    places = [text.index(word) for word in order]
    assert places == sorted(places)
    assert max(len(line) for line in result.stdout.splitlines() if str(out) not in line) <= 80
    differences, _, _ = result.stdout.partition("What else was tried")
    rows = [
        line.rstrip() for line in differences.splitlines() if re.match(r"  +(share|late|term|queue|department)", line)
    ]
    assert len(rows) >= 11
    assert all(re.search(r" (\d+\.\d|–)$", row) for row in rows), "no column is cut off"
    assert sorted(path.name for path in out.iterdir()) == ["comparison.json", "report.html"]


def in_80_columns(comparison: Comparison, lang: str) -> list[str]:
    """The lines of the tables of a comparison, as a terminal of 80 columns shows them."""
    console = Console(width=80, file=io.StringIO(), highlight=False, emoji=False)
    for table in difference_tables(comparison, lang):
        console.print(table)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("size", [0.1, 1, 12_345, 123_456, 1_234_567])
@pytest.mark.parametrize("more_than", [False, True])
def test_no_table_is_wider_than_80_columns_and_no_cell_is_cut(
    two: Comparison, lang: str, size: float, more_than: bool
) -> None:
    title = Translated(
        en="a district " + 4 * "with a long name ", kk=5 * "ұзақ атауы бар аудан ", ru=5 * "район с длинным названием "
    )
    case = two.cases[1].study
    variant = Variant(title=title, changes={"seed": 1})
    scenario = case.scenario.model_copy(update={"variants": {"long": variant}})
    cases = (two.cases[0], replace(two.cases[1], study=replace(case, scenario=scenario, variant="long")))
    bound = replace(two.differences[0].after, mean=math.inf, more_than=size) if more_than else None
    wide = tuple(
        replace(
            told(-size, -2 * size, -size / 2, d, 0.01),
            before=bound or replace(d.before, mean=size),
            after=bound or replace(d.after, mean=3 * size, censored=True),
        )
        for d in two.differences
    )
    comparison = replace(two, cases=cases, differences=wide)
    lines = in_80_columns(comparison, lang)
    assert max(map(cell_len, lines)) <= 80
    text = re.sub(r"\s+", " ", " ".join(lines))
    assert "…" not in text
    assert "smaller" in text
    for d in wide:
        numbers = _numbers(d, _LAYOUTS[-1])
        assert all(line in text for number in numbers for line in number.split("\n"))
        if d.place.kind == "staff":
            words = place_name(comparison, d.place, lang).split()
            assert all(word in text for word in words)
            assert any(line.startswith("   ") and words[-1] in line for line in lines), "further lines are indented too"
        else:
            assert f" {_SHORT[d.measure]} " in text


def test_the_interval_goes_below_the_difference_only_where_the_table_is_too_wide(two: Comparison) -> None:
    narrow = in_80_columns(two, "en")
    assert sum(bool(re.search(r"[+−]?[\d.]+ \([+−]?[\d.]+ to [+−]?[\d.]+\)", line)) for line in narrow) >= 6
    lateness = told(137_760, 103_121, 172_399, one(two, "lateness_h"), 0.01)
    lateness = replace(lateness, after=replace(lateness.after, mean=139_725))
    others = tuple(d for d in two.differences if d.measure != "lateness_h")
    wide = in_80_columns(replace(two, differences=(*others, lateness)), "en")
    row = next(i for i, line in enumerate(wide) if "lateness" in line)
    assert re.search(r"139,725 +\+137,760 +[\d.–]+", wide[row])
    assert wide[row + 1].strip() == "(+103,121 to +172,399)"
    assert not any(re.search(r"\d \(", line) for line in wide)


@pytest.mark.charts
def test_json_on_the_screen_is_the_file_and_has_every_difference(
    tmp_path: Path, question: Path, printed: tuple[Result, Path]
) -> None:
    result = invoke(
        "compare", str(question), "--variants", "--workers", "2", "--out", str(tmp_path), "--format", "json"
    )
    shown = json.loads(result.stdout)
    files = shown.pop("files")
    assert shown.pop("engine") == {"asked": "auto", "used": [{"name": "compiled", "reason": None}]}
    written = (tmp_path / "comparison.json").read_text(encoding="utf-8")
    assert [Path(path).name for path in files] == ["comparison.json", "report.html"]
    data = json.loads(written)
    assert data.pop("results") == {"report.html": hash_of(tmp_path / "report.html")}
    assert data == shown
    assert written == (printed[1] / "comparison.json").read_text(encoding="utf-8"), "the same seed gives the same bytes"
    row = next(r for r in shown["differences"] if (r["place"], r["measure"]) == ("route", "in_time"))
    assert row["difference"]["mean"] == pytest.approx(row["after"]["mean"] - row["before"]["mean"])
    assert row["unpaired"]["high"] - row["unpaired"]["low"] > row["difference"]["high"] - row["difference"]["low"]
    assert row["family"] == "question"
    families = [r["family"] for r in shown["differences"] if r["p"] is not None]
    assert shown["correction"] == {
        "method": "Holm",
        "families": {name: {"differences": families.count(name)} for name in ("question", "others")},
    }
    assert row["simultaneous"]["low"] < row["difference"]["low"]
    assert sorted(shown["findings"]) == sorted(r["sentence"] for r in shown["differences"] if r["significant"])


def test_a_folder_keeps_what_it_had_where_a_comparison_fails(
    tmp_path: Path, question: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "comparison.json").write_text("before", encoding="utf-8")

    def broken(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.report.comparison.page.render_comparison", broken)
    words = ("compare", str(question), f"{question}:two", "--replications", "2", "--workers", "1")
    assert invoke(*words, "--out", str(tmp_path)).exit_code == 130
    assert [path.name for path in tmp_path.iterdir()] == ["comparison.json"]
    assert (tmp_path / "comparison.json").read_text(encoding="utf-8") == "before"


def test_compare_is_at_hand_in_python() -> None:
    assert (sim.compare, sim.compare_routes, sim.Comparison) == (compare, compare_routes, Comparison)


# Faults


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([SITTINGS], r"commission_weekly_vs_daily:1:1: a comparison needs two cases at least; name another scenario, or .*"),
        ([f"{SITTINGS}:dayly", SITTINGS], r"commission_weekly_vs_daily:dayly:1:1: the scenario has no variant 'dayly'; "
         r"did you mean 'daily'\?"),
        (["west_kazakhstan_social_aid:x", SITTINGS], r"west_kazakhstan_social_aid:x:1:1: .* no variant 'x'; it has none"),
        (["west_kazakhstan_social_aid", "--variants"], r"west_kazakhstan_social_aid:1:1: the scenario has no variants; .*"),
        (["nowhere", SITTINGS], r"nowhere:1:1: there is no such file and no such shipped scenario; .*"),
        (["aktogay_2013", "--readings"], r"aktogay_2013:1:1: no route of this scenario joins another, .*"),
        ([SITTINGS, "head_on_leave", "--routes"], r"--routes: the routes of one scenario are compared, and 2 are given; .*"),
        ([SITTINGS, "--routes", "--variants"], r"--routes: both '--routes' and '--variants' are given; keep one of them"),
        ([SITTINGS, "--service", "x"], r"--service: a service is chosen for its routes; add --routes"),
        (["karaganda_department", "--routes"], r"--service: 6 services have several routes; name one of them: .*"),
        (["karaganda_department", "--routes", "--service", "fuel"], r"--service: there is no service 'fuel'; known here: .*"),
        (["karaganda_department", "--routes", "--service", "home_care"], r"karaganda_department:1:1: the service 'home_care' "
         "has one route only, so there is nothing to compare; compare scenarios or variants"),
    ],
)  # fmt: skip
def test_faults_of_the_command(words: Sequence[str], expected: str, tmp_path: Path) -> None:
    result = invoke("compare", *words, "--replications", "2", "--workers", "1", "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert re.fullmatch(expected, result.stderr.strip()), result.stderr
    assert not (tmp_path / "out").exists()


def test_other_periods_and_no_common_route_are_faults_with_their_places() -> None:
    result = invoke("compare", "west_kazakhstan_social_aid", "karaganda_department")
    assert result.exit_code == 2
    route, period = result.stderr.splitlines()
    assert route.startswith("karaganda_department:1:1: no route is in common with 'west_kazakhstan_social_aid'; ")
    assert period.startswith(
        "karaganda_department:27:3: the period is 2018-01-03 to 2019-01-01, counted from 2018-03-01, "
    )


def test_runs_with_other_numbers_of_replications_or_other_seeds_are_refused(tmp_path: Path) -> None:
    def ran(folder: str, **luck: int) -> Results:
        return run_study(busy(tmp_path / folder, 1, **luck), strengthen=False, workers=1)

    first = ran("a", replications=3)
    with pytest.raises(InputError) as caught:
        compared([first, ran("b", replications=2), ran("c", replications=3, seed=8)], ["a", "b", "c"])
    assert [fault.message for fault in caught.value.faults] == [
        "2 replications cannot be paired with 3 of 'a'",
        "the seed is 8, that of 'a' 5",
    ]


def test_one_study_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a comparison needs two cases at least"):
        compare([busy(tmp_path, 1)])

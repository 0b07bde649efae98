"""Numbers that nobody has measured: drawn by name, laid over the scenario, and told apart from chance."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from typer.testing import CliRunner, Result

import sim.experiment.workers
from sim.cli.main import app
from sim.errors import InputError
from sim.experiment.drawn_numbers import WHOLE
from sim.experiment.results import Results
from sim.experiment.run import run_study
from sim.experiment.spread import Influence, Spread, influence_of
from sim.experiment.uncertainty import FIGURES, Uncertainty, run_uncertain
from sim.export.results import summary
from sim.measure.day_quantiles import answered_within
from sim.measure.intervals import Estimate
from sim.random_streams import generator
from sim.report.run.contents import run_contents
from sim.report.run.page import render_page
from sim.report.run.uncertainty import uncertainty_sentences, uncertainty_tables
from sim.scenario.amounts import parse_amount
from sim.scenario.uncertain_inputs import LognormalFactor, TriangularFactor, Uncertain, UniformFactor
from sim.study.assumption_list import assumptions
from sim.study.explain import explained
from sim.study.loading import Reader, load_scenario
from sim.study.study import Study
from sim.study.uncertain_inputs import drawables
from sim.visible_text import as_json
from tests.minimal import SCENARIO, assert_only, changed, faults_of, loaded

MEAN = "services.aid.routes.provider.steps.2.work.mean"
HOLD = "services.aid.routes.provider.steps.2.hold"
RATE = "arrivals.in_town.rate"
CHIEFS = "offices.town.staff.chief.count"
BLOCK = f"""\
assumptions:
  decisions:
    paths: [{MEAN}]
    range: [50 minutes, 80 minutes]
    assumption: nobody has timed it
  demand:
    paths: [{RATE}, arrivals.in_villages.rate]
    factor: {{distribution: triangular, minimum: 0.5, mode: 1, maximum: 1.5}}
"""
FIXED = changed("{distribution: lognormal, mean: 60 minutes, p90: 90 minutes}", "60 minutes")
ALWAYS_ALIKE = FIXED[: FIXED.index("  in_villages:")].replace(
    "per working day", "per working day\n    process: deterministic"
)
"""One stream that comes evenly, and nothing that varies."""


def invoke(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, list(words), catch_exceptions=False)


@pytest.fixture
def question(tmp_path: Path) -> Callable[..., Study]:
    """Reads a scenario with assumptions behind it."""

    def write(block: str, scenario: str = SCENARIO, replications: int = 3, *changes: str) -> Study:
        return loaded(tmp_path, scenario + block, changes=[f"replications={replications}", *changes])

    return write


def _run(study: Study, workers: int = 1) -> tuple[Results, Uncertainty]:
    results = run_study(study, workers=1, strengthen=False)
    return results, run_uncertain(results, workers=workers)


def _only_provider(scenario: str) -> str:
    return changed("      portal: {}\n", "", scenario)


def test_an_amount_is_written_as_the_language_reads_it() -> None:
    texts = {
        "120 minutes": "120 minutes",
        "1 minute": "1 minute",
        "1 hour 30 minutes": "5400 seconds",
        "1.5 per working day": "1.5 per working day",
        "-5 % per year": "-5 % per year",
        "12%": "12 %",
        "3": "3",
        "1e-07": "0.0000001",
        "2 calendar days": "2 calendar days",
    }
    assert {text: str(parse_amount(text)) for text in texts} == texts
    for wrong in ("10:00", "2018-05-01", "many", "3 fortnights", "1,5 hours", ""):
        with pytest.raises(ValueError, match=";"):
            parse_amount(wrong)


def test_a_draw_hangs_on_seed_replication_and_name_alone() -> None:
    narrow = Uncertain.model_validate({"paths": RATE, "range": ["1 per day", "2 per day"]})
    wide = Uncertain.model_validate({"paths": RATE, "range": ["1 per day", "3 per day"]})
    first = narrow.draw(7, 3, "demand", whole=False)
    assert first == 1 + generator(7, 3, "assumption", "demand").random()
    assert first == 1.5720981068470847, "results of an unchanged file stay"
    assert wide.draw(7, 3, "demand", whole=False) - 1 == pytest.approx(2 * (first - 1), rel=1e-12), "one uniform number"
    others = [(7, 4, "demand"), (8, 3, "demand"), (7, 3, "another")]
    assert len({first, *(narrow.draw(*address, whole=False) for address in others)}) == 4


def test_another_assumption_moves_no_draw(question: Callable[..., Study]) -> None:
    alone = BLOCK[: BLOCK.index("  demand:")]
    study = question(BLOCK)
    file = Reader(study.origin.path).study()[1] if study.origin else None
    assert file is not None
    both = {one.name: one for one in drawables(file, study.scenario)}
    study = question(alone)
    (one,) = drawables(Reader(study.origin.path).study()[1], study.scenario) if study.origin else ()
    assert [one.draw(7, n) for n in range(1, 20)] == [both["decisions"].draw(7, n) for n in range(1, 20)]


def test_ranges_values_and_whole_numbers_are_kept() -> None:
    u = (np.arange(3000) + 0.5) / 3000
    staff = Uncertain.model_validate({"paths": CHIEFS, "range": [2, 4]})
    heads = [staff.quantile(v, whole=True) for v in u.tolist()]
    assert {head: heads.count(head) for head in set(heads)} == {2.0: 1000, 3.0: 1000, 4.0: 1000}
    work = Uncertain.model_validate({"paths": MEAN, "range": ["30 minutes", "1 hour"]})
    drawn = [work.quantile(v, whole=False) for v in u.tolist()]
    assert (min(drawn), max(drawn)) == pytest.approx((1800, 3600), rel=1e-3)
    assert work.unit == "second"
    few = Uncertain.model_validate({"paths": MEAN, "values": ["30 minutes", "50 minutes"]})
    assert sorted({few.quantile(v, whole=False) for v in u.tolist()}) == [30, 50]
    assert sum(few.quantile(v, whole=False) == 30 for v in u.tolist()) == 1500


def test_factors_have_the_distributions_that_they_name() -> None:
    u = [0.01, 0.1, 0.35, 0.5, 0.9, 0.99]
    even = UniformFactor(distribution="uniform", minimum=0.5, maximum=2)
    peak = TriangularFactor(distribution="triangular", minimum=0.8, mode=1, maximum=1.3)
    log = LognormalFactor(distribution="lognormal", p10=0.5, p90=2)
    for value in u:
        assert even.quantile(value) == pytest.approx(stats.uniform(0.5, 1.5).ppf(value), rel=1e-12)
        assert peak.quantile(value) == pytest.approx(stats.triang(0.4, 0.8, 0.5).ppf(value), rel=1e-12)
    assert (log.quantile(0.1), log.quantile(0.5), log.quantile(0.9)) == pytest.approx((0.5, 1, 2), rel=1e-12)
    assert log.ends[0] < 0.5 < 2 < log.ends[1]
    once = TriangularFactor(distribution="triangular", minimum=1, mode=1, maximum=1)
    assert once.quantile(0.3) == 1


def test_every_value_keeps_unit_and_kind_of_its_setting(question: Callable[..., Study]) -> None:
    study = question(
        "assumptions:\n"
        f"  much: {{paths: [{HOLD}, {RATE}, {CHIEFS}, offices.village.staff.clerk], "
        "factor: {distribution: uniform, minimum: 1, maximum: 2}}\n"
    )
    assert study.origin is not None
    (one,) = drawables(Reader(study.origin.path).study()[1], study.scenario)
    assert one.changes(1.4) == (
        f"{HOLD}=1.4 hours",
        f"{RATE}=2.8 per working day",
        f"{CHIEFS}=3",
        "offices.village.staff.clerk.count=1",
    )


def test_a_range_without_width_gives_the_ordinary_run_figure_by_figure(question: Callable[..., Study]) -> None:
    block = f"assumptions: {{known: {{paths: [{MEAN}], range: [60 minutes, 1 hour]}}}}\n"
    results, found = _run(question(block))
    for base, rows in zip(results.replications, found.rows, strict=True):
        np.testing.assert_equal(rows, {WHOLE: base.whole, **base.routes})
    for one in found.measures:
        assert one.ignorance.deviation.mean == one.shift.mean == 0
        assert one.chance == one.both
        assert math.isnan(one.influences[0].correlation)
    assert found.spread("queue_p95_h", ("aid", "provider")).chance.deviation.mean > 0, "all is chance"
    assert uncertainty_sentences(results, found)[-1].startswith("None of the numbers drawn moves")


def test_where_nothing_else_varies_all_is_ignorance(question: Callable[..., Study]) -> None:
    block = f"assumptions: {{held: {{paths: [{HOLD}], range: [1 hour, 40 hours]}}}}\n"
    _, found = _run(question(block, _only_provider(ALWAYS_ALIKE), 6))
    one = found.spread("p95_days", ("aid", "provider"))
    assert one.chance.deviation.mean == 0
    assert one.ignorance.deviation.mean > 0
    # The law of total variance, its first part being 0.
    assert one.both.deviation.mean == pytest.approx(one.ignorance.deviation.mean, rel=1e-12)
    assert one.influences[0].correlation > 0.9
    held = [numbers["held"] for numbers in found.numbers]
    days = [rows["aid", "provider"]["p95_days"] for rows in found.rows]
    assert one.influences[0].correlation == pytest.approx(stats.spearmanr(held, days).statistic, abs=1e-12)
    assert found.spread("in_time", ("aid", "provider")).influences[0].correlation < 0


def test_the_differences_are_paired_by_replication(question: Callable[..., Study]) -> None:
    results, found = _run(question(BLOCK, replications=5))
    one = found.spread("queue_median_h", ("aid", "provider"))
    before = np.array([base.routes["aid", "provider"]["queue_median_h"] for base in results.replications])
    after = np.array([rows["aid", "provider"]["queue_median_h"] for rows in found.rows])
    assert one.ignorance.deviation.mean == pytest.approx((after - before).std(ddof=1), rel=1e-12)
    assert (one.ignorance.low, one.ignorance.high) == pytest.approx(np.quantile(after - before, (0.05, 0.95)).tolist())
    assert one.both.deviation.mean == pytest.approx(after.std(ddof=1), rel=1e-12)
    assert one.ignorance.deviation.low <= one.ignorance.deviation.mean <= one.ignorance.deviation.high
    assert {name.name for name in one.influences} == {"demand", "decisions"}
    strength = [abs(name.correlation) for name in one.influences]
    assert strength == sorted(strength, reverse=True)
    assert {m.measure for m in found.measures if m.place != WHOLE} == set(FIGURES)


def test_one_replication_is_the_scenario_with_its_values_set(question: Callable[..., Study]) -> None:
    _, found = _run(question(BLOCK))
    drawn = found.numbers[1]
    chosen = [change for one in found.assumptions for change in one.changes(drawn[one.name])]
    by_hand = run_study(question(BLOCK, SCENARIO, 3, *chosen), workers=1, strengthen=False)
    np.testing.assert_equal(found.rows[1]["aid", "provider"], by_hand.replications[1].routes["aid", "provider"])


def test_processes_give_the_same_as_one(question: Callable[..., Study], monkeypatch: pytest.MonkeyPatch) -> None:
    results, serial = _run(question(BLOCK, replications=4))
    monkeypatch.setattr(sim.experiment.workers, "WORTH_WORKERS", 0.0)
    parallel = run_uncertain(results, workers=2)
    assert as_json(summary(results, parallel)) == as_json(summary(results, serial))
    np.testing.assert_equal(parallel.rows, serial.rows)


def test_the_run_keeps_seed_and_period_that_were_laid_over_it(question: Callable[..., Study]) -> None:
    study = question(BLOCK)
    other = replace(study, scenario=study.scenario.model_copy(update={"seed": 99, "replications": 2}))
    results, found = _run(other)
    assert len(found.rows) == 2
    assert found.numbers[0]["demand"] == found.assumptions[1].draw(99, 1)
    assert found.numbers[0] != _run(study)[1].numbers[0]
    assert results.study.scenario.seed == 99


def test_without_the_option_the_stated_numbers_hold(question: Callable[..., Study]) -> None:
    plain, with_block = (run_study(question(block), workers=1, strengthen=False) for block in ("", BLOCK))
    one, other = summary(plain), summary(with_block)
    listed = [row["where"] for row in other.pop("assumptions")]
    assert [row["where"] for row in one.pop("assumptions")] == [w for w in listed if not w.startswith("assumptions.")]
    assert one == other
    assert one["uncertain"] is None


def test_a_quantile_that_is_not_reached_has_no_spread_but_a_rank(question: Callable[..., Study]) -> None:
    block = f"assumptions: {{flood: {{paths: [{RATE}], values: [2 per working day, 40 per working day]}}}}\n"
    results, found = _run(question(block, replications=5))
    assert {numbers["flood"] for numbers in found.numbers} == {2, 40}
    one = found.spread("p95_days", ("aid", "provider"))
    assert math.isinf(one.drawn.mean)
    assert math.isnan(one.ignorance.deviation.mean)
    assert one.influences[0].correlation > 0
    assert "not reached" in render_page(run_contents(results, found))


def test_files_that_change_meanwhile_are_a_fault(question: Callable[..., Study]) -> None:
    study = question(BLOCK)
    results = run_study(study, workers=1, strengthen=False)
    question(BLOCK.replace("80 minutes", "81 minutes"))
    with pytest.raises(InputError, match="changed since the run began; run it again"):
        run_uncertain(results, workers=1)


def test_a_fault_of_a_draw_names_the_numbers_and_their_values(question: Callable[..., Study]) -> None:
    # Each end is possible beside the stated number of the other, and some of both together are not.
    block = (
        "assumptions:\n"
        f"  middle: {{paths: [{MEAN}], range: [50 minutes, 89 minutes]}}\n"
        f"  long: {{paths: [{MEAN[:-4]}p90], range: [61 minutes, 100 minutes]}}\n"
    )
    results = run_study(question(block, replications=10), workers=1, strengthen=False)
    with pytest.raises(InputError) as caught:
        run_uncertain(results, workers=1)
    (fault,) = caught.value.faults
    assert (fault.line, fault.column) == (LINE - 1, 1)
    assert fault.message.startswith("in replication ")
    assert "with 'middle' at " in fault.message
    assert ", 'long' at " in fault.message
    assert "'p90' is not above 'mean'" in fault.message


def _fault(folder: Path, assumption: str, more: str = "") -> list[str]:
    return faults_of(folder, f"{SCENARIO}assumptions:\n  a: {{{assumption}}}\n{more}")


LINE = SCENARIO.count("\n") + 2
"""The line in which the assumption of a fault stands."""


@pytest.mark.parametrize(
    ("assumption", "at", "message"),
    [
        (
            "paths: [arrivals.in_town.rat], range: [1, 2]",
            "arr",
            "there is no 'rat' in 'arrivals.in_town'; did you mean 'rate'?",
        ),
        ("paths: [period.end], range: [1, 2]", "period", "'period' cannot be uncertain; state the period"),
        ("paths: [replications], range: [2, 3]", "rep", "'replications' cannot be uncertain; state how many there are"),
        ("paths: [seed], range: [2, 3]", "seed", "'seed' cannot be uncertain; state the seed"),
        (
            "paths: [assumptions.a.range.0], range: [2, 3]",
            "assumptions",
            "'assumptions' cannot be uncertain; draw the setting itself",
        ),
        ("paths: [variants.x], range: [2, 3]", "var", "'variants' is settled before single settings are"),
        (
            "paths: [offices.town.hours], range: [2, 3]",
            "off",
            "'offices.town.hours' is 'department', which is no number",
        ),
        (
            f"paths: [{MEAN[:-5]}], range: [2 hours, 3 hours]",
            "serv",
            f"'{MEAN[:-5]}' is no single number; name one inside it: mean",
        ),
        (f"paths: [{CHIEFS}, {RATE}, {RATE}], range: [1, 2]", f"{RATE}]", f"'{RATE}' is uncertain twice"),
        (f"paths: [{CHIEFS}], range: [3, 1]", "[3", "the low end '3' lies above the high end '1'; exchange them"),
        (f"paths: [{CHIEFS}], range: [0, 2]", "0, 2", "with 'a' at 0: '0' is out of range; at least 1 is needed"),
        (f"paths: [{CHIEFS}], range: [1, 2.5]", "2.5", "with 'a' at 2.5: a whole number is needed here, not '2.5'"),
        (f"paths: [{CHIEFS}], values: [1, x]", "x]", "'x' is no number; write one with its unit"),
        (f"paths: [{CHIEFS}], range: [1, 2, 3]", "[1", "a range has two ends, not 3; write [lowest, highest]"),
        (f"paths: [{RATE}], range: [1 per day, 2 hours]", "[1", "'1 per day' and '2 hours' have different units"),
        (
            f"paths: [{MEAN}], range: [60 minutes, 95 minutes]",
            "95",
            "with 'a' at 95 minutes: 'p90' is not above 'mean'",
        ),
        (f"paths: [{RATE}], factor: 2", "2", "a factor is a block of keys, not '2'; write {distribution: uniform"),
        (f"paths: [{RATE}]", "", "nothing says how uncertain it is; give one of 'range', 'values' and 'factor'"),
        (
            f"paths: [{RATE}], range: [1 per day, 2 per day], values: [3 per day]",
            "[3",
            "both 'range' and 'values' are given",
        ),
    ],
)
def test_faults_are_told_at_their_place(tmp_path: Path, assumption: str, at: str, message: str) -> None:
    column = len("  a: {") + assumption.index(at) + (1 if at else 0)
    assert_only(_fault(tmp_path, assumption), f"{LINE}:{column}: {message}")


def test_both_ends_of_a_range_are_tried(tmp_path: Path) -> None:
    faults = _fault(tmp_path, f"paths: [{RATE}], range: [1, 2]")
    assert [fault.partition(": ")[2] for fault in faults] == [
        f"with 'a' at {end}: '{end}' has no unit; write '{end} per working day'" for end in (1, 2)
    ]
    assert len(_fault(tmp_path, f"paths: [{CHIEFS}], values: [0, 1, 2, 0.5]")) == 2
    assert_only(_fault(tmp_path, "range: [1, 2]"), f"{LINE}:3: the key 'paths' is missing in 'a'")


def test_factors_have_faults_of_their_own(tmp_path: Path) -> None:
    def fault(factor: str) -> str:
        (found,) = _fault(tmp_path, f"paths: [{RATE}], factor: {{{factor}}}")
        return found.partition(": ")[2]

    assert fault("distribution: uniform, minimum: -1, maximum: 2") == "'-1' is out of range; at least 0 is needed"
    assert fault("distribution: uniform, minimum: 0, maximum: 2").startswith(
        "with 'a' at 0 times what is stated: the rate '0 per working day' is not above zero"
    )
    assert fault("distribution: lognormal, p10: 2, p90: 1") == "'p90' is below 'p10'; write the lower factor first"
    assert fault("distribution: normal, mean: 1").startswith("'normal' is not known for 'distribution'")
    (nothing,) = _fault(
        tmp_path, "paths: [systems.gate.capacity], factor: {distribution: uniform, minimum: 1, maximum: 2}"
    )
    assert "nothing is stated for 'systems.gate.capacity', so there is nothing to multiply" in nothing


def test_two_assumptions_on_one_setting_are_a_fault(tmp_path: Path) -> None:
    faults = _fault(tmp_path, f"paths: [{CHIEFS[:-6]}], range: [1, 2]", f"  b: {{paths: [{CHIEFS}], range: [1, 3]}}\n")
    assert_only(faults, f"{LINE + 1}:15: '{CHIEFS}' is uncertain twice, here and in 'a'; leave it in one of them")


def test_check_counts_them_and_explain_shows_them(question: Callable[..., Study]) -> None:
    study = question(BLOCK)
    assert study.origin is not None
    path = str(study.origin.path)
    assert "2 assumptions are uncertain; the stated numbers hold" in " ".join(invoke("check", path).stdout.split())
    assert json.loads(invoke("check", path, "--format", "json").stdout)[0]["uncertain"] == ["decisions", "demand"]
    settings = {one.path: one for one in explained(*Reader(study.origin.path).study())}
    assert settings["assumptions.decisions.range"].value == "50 minutes, 80 minutes"
    assert settings["assumptions.demand.factor.maximum"].value == "1.5"
    assert "assumptions.demand.range" not in settings
    listed = {one.where: one for one in assumptions(study)}
    assert listed["assumptions.decisions"].numbers == f"{MEAN}: 50 minutes to 80 minutes"
    assert listed["assumptions.decisions"].reason == "nobody has timed it"


def test_an_overlay_replaces_the_kind_of_uncertainty(question: Callable[..., Study]) -> None:
    study = question(BLOCK, SCENARIO, 3, "assumptions.decisions.values=[55 minutes, 70 minutes]")
    found = study.scenario.assumptions["decisions"]
    assert (found.range, found.in_words) == (None, "one of 55 minutes, 70 minutes")


def test_the_command_reports_both_kinds_apart(question: Callable[..., Study], tmp_path: Path) -> None:
    study = question(BLOCK)
    assert study.origin is not None
    words = ("run", str(study.origin.path), "--replications", "5", "--uncertain", "--no-strengthen", "--workers", "1")
    result = invoke(*words, "--out", str(tmp_path / "out"))
    assert result.exit_code == 0
    text = result.stdout
    assert "Two kinds of not knowing (5 replications)" in text
    assert "from chance" in text
    assert "Which uncertain number matters" in text
    assert max(len(line) for line in text.splitlines() if str(tmp_path) not in line) <= 80
    data = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["uncertain"]
    assert [one["name"] for one in data["assumptions"]] == ["decisions", "demand"]
    assert all(len(one["drawn"]) == 5 for one in data["assumptions"])
    assert all(50 <= value <= 80 for value in data["assumptions"][0]["drawn"])
    assert data["assumptions"][0]["unit"] == "minute"
    first = data["measures"][0]
    assert (first["service"], first["route"], first["measure"]) == (None, None, "in_time")
    assert set(first) >= {"stated", "drawn", "shift", "chance", "ignorance", "both", "rank_correlations"}
    facts = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert facts["uncertain"] == ["decisions", "demand"]
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Two kinds of not knowing" in page
    assert "5 % to 95 % of the replications" in page


def test_the_table_says_what_the_data_says(question: Callable[..., Study]) -> None:
    results, found = _run(question(BLOCK, replications=5))
    spreads, influences = uncertainty_tables(results, found)
    one = found.measures[0]
    assert spreads.rows[0][0] == "all routes"
    assert spreads.rows[0][3] == "0\n0", "drawing changes no share in time"
    assert influences.rows[0][0] == one.influences[0].name
    assert {row[1] for row in influences.rows} == {"50 minutes to 80 minutes", "times 0.5 to 1.5, most likely 1"}


def test_the_tables_have_as_many_digits_as_intervals_bear_and_whole_days(question: Callable[..., Study]) -> None:
    results, found = _run(question(BLOCK, replications=5))
    # Half-widths of 3.5 points, which keep a second digit, and of 4.5, which do not.
    deviation = Spread(Estimate(0.0423, 0.021, 0.111, 5), -0.1234, 0.0567)
    share = replace(found.measures[0], ignorance=deviation, stated=Estimate(0.9573, 0.912, 0.982, 5))
    days = replace(
        found.spread("p95_days", ("aid", "provider")),
        stated=Estimate(9.0, 8.0, 9.0, 5),
        drawn=Estimate(10.0, 8.0, 14.0, 5),
        both=Spread(Estimate(2.34, 1.1, 3.6, 5), 8.0, 13.5),
        ignorance=Spread(Estimate(2.46, 0.7, 4.2, 5), -1.06, 4.62),
    )
    (wide, _) = uncertainty_tables(results, replace(found, measures=(share, days)), wide=True)
    assert wide.rows[0][2].startswith("95.7 (91.2 to 98.2)\n")
    assert wide.rows[0][4] == "4 (2 to 11)\n-12 to 6"
    assert wide.rows[1][2] == "8 or 9\n10 (8 to 14)"
    assert wide.rows[1][4] == "2.5 (0.7 to 4.2)\n-1.1 to 4.6", "differences of days need not be whole"
    assert wide.rows[1][5] == "2.3 (1.1 to 3.6)\n8 to 14", "a day that is begun counts"


def test_drawn_terms_are_the_day_of_the_mean_distribution(question: Callable[..., Study]) -> None:
    results, found = _run(question(BLOCK, replications=4))
    place = ("aid", "provider")
    one = found.spread("p95_days", place)
    assert one.stated == results.figures.routes[place]["p95_days"]
    logs = []
    for number in range(4):
        chosen = [c for a in found.assumptions for c in a.changes(found.numbers[number][a.name])]
        logs.append(run_study(question(BLOCK, SCENARIO, 4, *chosen), workers=1, strengthen=False).replications[number])
    within = answered_within([log.over_time for log in logs], 0).mean(axis=0)
    day = next(day for day, share in enumerate(within) if share >= 0.95 - 1e-9)
    assert one.drawn.mean == day
    assert one.drawn.low <= day <= one.drawn.high


def test_of_many_numbers_the_strongest_by_chance_is_no_advice() -> None:
    # 20 numbers and a change that follows none of them: alone, one of twenty intervals leaves zero out.
    rng = np.random.default_rng(4)
    alone = told = 0
    for _ in range(200):
        numbers, change = rng.random((20, 100)), rng.normal(size=100)
        alone += any(influence_of("a", row, change).significant for row in numbers)
        told += any(influence_of("a", row, change, together=20).significant for row in numbers)
    assert alone > 100
    assert told <= 18, "5 % of the studies, and twice the root of 200 * 0.05 * 0.95 more"


def test_where_no_number_can_be_told_from_none_the_advice_says_so(question: Callable[..., Study]) -> None:
    results, found = _run(question(BLOCK, replications=5))
    weak = tuple(Influence(name, r, -0.64, 0.62) for name, r in (("demand", -0.02), ("decisions", 0.01)))
    changed = replace(found, measures=(replace(found.measures[0], influences=weak), *found.measures[1:]))
    advice = uncertainty_sentences(results, changed)[-1]
    assert advice == (
        "None of the numbers can be told to move the share in time over all routes with 5 replications, the strongest being "
        "'demand' (rank correlation -0.02 (-0.64 to 0.62), 95 % interval in brackets)."
    )
    assert "Measure" not in advice


def test_there_has_to_be_something_uncertain(question: Callable[..., Study]) -> None:
    study = question("")
    assert study.origin is not None
    result = invoke("run", str(study.origin.path), "--uncertain")
    assert result.exit_code == 2
    assert result.stderr.startswith("--uncertain: nothing is uncertain in 'question'; name the numbers")
    study = question(BLOCK)
    result = invoke("run", str(study.origin.path) if study.origin else "", "--uncertain", "--only", "2")
    assert (result.exit_code, result.stderr.startswith("--uncertain: one replication alone shows no spread")) == (
        2,
        True,
    )


def test_the_shipped_scenario_knows_its_demand_least() -> None:
    study = load_scenario("west_kazakhstan_social_aid", changes=["replications=6"])
    assert set(study.scenario.assumptions) == {"visits", "demand"}
    results, found = _run(study)
    one = found.spread("in_time")
    assert one.influences[0].name == "demand"
    assert one.influences[0].correlation < -0.5
    sentences = uncertainty_sentences(results, found)
    assert "Measure first 'demand'" in sentences[-1]
    assert not one.influences[1].significant
    assert "; then 'visits'" not in sentences[-1], "what cannot be told from none is not told"
    shift = one.shift
    for told, mean in ((False, shift), (True, replace(shift, mean=-0.05, low=-0.08, high=-0.02))):
        sure = replace(found, measures=(replace(one, shift=mean), *found.measures[1:]))
        sentence = uncertainty_sentences(results, sure)[1]
        assert ("replications cannot tell that from no change" in sentence) is (not told)
        assert (" in place of " in sentence) is told

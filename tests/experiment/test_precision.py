"""How many replications a run has: a stated number, until a precision is reached, or as many as `auto` takes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from sim.engine.steplog import StepLog
from sim.experiment.precision import batches, missed
from sim.experiment.replications import with_seed_and_replications
from sim.experiment.run import FirstLogsTo, run_study
from sim.measure.figures import ReplicationFigures
from sim.measure.intervals import mean_interval
from sim.report.notes import note_sentence
from sim.report.run.contents import run_contents
from sim.report.run.sources import sureness_sentence
from sim.scenario.scenario import Precision, Scenario
from sim.study.loading import load_scenario
from sim.study.study import Study
from sim.tracing.recorded_run import recorded_run
from tests.cli.test_commands import invoke
from tests.experiment.test_replications import assert_same
from tests.minimal import changed, faults_of, loaded, written


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return loaded(tmp_path_factory.mktemp("small"))


# Until a precision is reached


def in_time(whole: float, routes: Sequence[float] = ()) -> ReplicationFigures:
    """What the precision looks at; where all is in time a whole replication of ten applications may be late."""
    rows = {("aid", str(i)): {"in_time": share, "cohort": 10.0} for i, share in enumerate(routes)}
    return SimpleNamespace(whole={"in_time": whole, "applications": 10.0}, routes=rows)  # type: ignore[return-value]


def scenario(study: Study, precision: Precision | None, replications: int = 3) -> Scenario:
    return study.scenario.model_copy(update={"precision": precision, "replications": replications})


def asked(of: Scenario, source: Iterator[ReplicationFigures]) -> tuple[list[tuple[int, int]], list[str]]:
    """Which batches are asked for, and what is said in the end."""
    found: list[ReplicationFigures] = []
    lots = []
    for first, last in batches(of, found):
        lots.append((first, last))
        found += [next(source) for _ in range(first, last + 1)]
    return lots, [note_sentence(note) for note in missed(of, found)]


def always(whole: float, routes: Sequence[float] = ()) -> Iterator[ReplicationFigures]:
    while True:
        yield in_time(whole, routes)


def test_without_a_precision_the_stated_number_is_one_batch(study: Study) -> None:
    assert asked(scenario(study, None, 7), always(1.0)) == ([(1, 7)], [])


@pytest.mark.parametrize(
    ("first", "cap", "lots"),
    [
        # All in time: from 0.025^(1/n) to 1 (Clopper and Pearson), half of it (1 - 0.025^(1/n)) / 2. It is 0.1542 with 10, so
        # 10 (0.1542/0.05)^2 = 96 would be needed, but half as many more, or ten, are the most; 0.0842 with 20 asks for 57;
        # 0.0579 with 30 for 41, which are no half more; with 41 it is 0.0430.
        (3, 200, [(1, 10), (11, 20), (21, 30), (31, 41)]),
        (25, 200, [(1, 25), (26, 37)]),  # 0.0686 asks for 48; half more are 37, with which it is 0.0474
        (60, 200, [(1, 60)]),
        (3, 39, [(1, 10), (11, 20), (21, 30), (31, 39)]),
    ],
)
def test_replications_are_added_in_batches(study: Study, first: int, cap: int, lots: list[tuple[int, int]]) -> None:
    precision = Precision(half_width=0.05, at_most=cap)
    assert asked(scenario(study, precision, first), always(1.0)) == (lots, [])


@pytest.mark.parametrize(
    ("first", "cap", "lots"),
    [(3, 34, [(1, 10), (11, 20), (21, 30), (31, 34)]), (3, 10, [(1, 10)]), (50, 12, [(1, 12)])],
)
def test_the_cap_is_kept_and_it_is_said_what_was_reached(
    study: Study, first: int, cap: int, lots: list[tuple[int, int]]
) -> None:
    precision = Precision(half_width=0.05, at_most=cap)
    reached = 100 * (1 - 0.025 ** (1 / cap)) / 2
    assert asked(scenario(study, precision, first), always(1.0)) == (
        lots,
        [
            f"the precision of 5 points on term compliance was not reached with {cap} replications, the most that are allowed; "
            f"reached were {reached:.2g} points"
        ],
    )


def test_the_widest_route_decides_where_every_route_is_meant(study: Study) -> None:
    on_all, on_every = (
        Precision(half_width=0.02, on=on, at_most=40) for on in ("term compliance", "term compliance of every route")
    )

    def source() -> Iterator[ReplicationFigures]:
        """Over all routes 0.9 with hardly a spread; on the third 0.5 with one of 0.1; on the second nothing is due."""
        while True:
            for sign in (-1, 1):
                yield in_time(0.9 + sign * 0.001, (0.9 + sign * 0.001, float("nan"), 0.5 + sign * 0.1))

    assert asked(scenario(study, on_all), source()) == ([(1, 10)], [])
    lots, said = asked(scenario(study, on_every), source())
    # Student's half-width with 40: 2.0227 * 0.1 * sqrt(40/39) / sqrt(40) = 0.0324
    assert lots[-1][1] == 40
    assert [sentence.rpartition("reached were ")[2] for sentence in said] == ["3.2 points"]


def test_without_any_share_all_replications_are_made_and_that_is_said(study: Study) -> None:
    nothing = float("nan")
    lots, said = asked(scenario(study, Precision(half_width=0.01, at_most=30)), always(nothing))
    assert lots == [(1, 10), (11, 20), (21, 30)]
    assert [sentence.rpartition("; ")[2] for sentence in said] == ["reached were no interval"]


def test_a_run_with_a_precision_is_the_run_of_so_many_replications(tmp_path: Path) -> None:
    precise = changed("replications: 3", "replications: 3\nprecision: {half_width: 0.001, at_most: 14}")
    done = run_study(loaded(tmp_path, precise), workers=1, strengthen=False)
    assert len(done.replications) == 14
    assert [note for note in done.warnings if "14 replications, the most that are allowed" in note_sentence(note)]
    stated = loaded(tmp_path, changed("replications: 3", "replications: 14"))
    plain = run_study(stated, workers=1, strengthen=False)
    assert_same(done.figures, plain.figures)
    easy = changed("replications: 3", "replications: 3\nprecision: 20 % on term compliance")
    done = run_study(loaded(tmp_path, easy), workers=1, strengthen=False)
    assert len(done.replications) == 10
    assert not [note for note in done.warnings if "precision" in note_sentence(note)]


# `auto`: a hundred, and then as many as the share in time needs


def spread_by(sign_of: float) -> Iterator[ReplicationFigures]:
    """Shares of 0.9 that are now above and now below by a number."""
    while True:
        for sign in (-1, 1):
            yield in_time(0.9 + sign * sign_of)


@pytest.mark.parametrize(
    ("spread", "lots"),
    [
        # Student's half-width with 100 is 1.98422 * 0.02 * sqrt(100/99) / 10 = 0.003988, which is narrow enough.
        (0.02, [(1, 100)]),
        # 0.005982; 100 (0.005982/0.005)² = 143.2. With 144: 1.97669 * 0.03 * sqrt(144/143) / 12 = 0.004959.
        (0.03, [(1, 100), (101, 144)]),
        # 0.017948; a half more each time, and never more than five hundred.
        (0.09, [(1, 100), (101, 150), (151, 225), (226, 337), (338, 500)]),
    ],
)
def test_auto_adds_replications_until_the_share_in_time_is_known_to_half_a_point(
    study: Study, spread: float, lots: list[tuple[int, int]]
) -> None:
    found, said = asked(study.scenario.model_copy(update={"replications": "auto"}), spread_by(spread))
    assert found == lots
    assert said == [], "nobody stated what was not reached"


def test_what_auto_reached_is_a_plain_fact(study: Study) -> None:
    auto = study.scenario.model_copy(update={"replications": "auto"})
    results = run_study(study, workers=1, strengthen=False)
    for spread, count, expected in (
        (0.03, 144, "After 144 replications the share in time over all routes is known to 0.5 points on either side."),
        # 1.964729 * 0.09 * sqrt(500/499) / sqrt(500) = 0.0079158; 500 (0.0079158/0.005)² = 1,253.2.
        (0.09, 500, "After 500 replications the share in time over all routes is known to 0.79 points on either side; to 0.5 "
         "points it would be with some 1,300, which can be stated as 'replications'."),
    ):  # fmt: skip
        share = mean_interval([0.9 - spread, 0.9 + spread] * (count // 2))
        figures = replace(results.figures, whole=results.figures.whole | {"in_time": share})
        model = replace(results.model, study=replace(results.study, scenario=auto))
        known = replace(results, model=model, figures=figures)
        assert sureness_sentence(known) == expected
        contents = run_contents(known)
        assert contents.sections["method"].parts[-1].text.endswith(expected)
        assert expected in [part.text for part in contents.sections["late_answers"].parts]
    assert sureness_sentence(results) == "", "a number is stated"


def test_auto_takes_the_floor_where_no_answer_has_a_term(study: Study) -> None:
    auto = study.scenario.model_copy(update={"replications": "auto"})
    assert asked(auto, always(float("nan"))) == ([(1, 100)], [])


def test_auto_before_a_precision_makes_twenty_first(study: Study) -> None:
    precision = Precision(half_width=0.1, at_most=200)
    auto = study.scenario.model_copy(update={"replications": "auto", "precision": precision})
    assert asked(auto, spread_by(0.02)) == ([(1, 20)], [])


def test_a_scenario_that_says_nothing_is_auto_and_so_is_one_that_says_so(tmp_path: Path) -> None:
    for line in ("", "replications: auto\n"):
        path = written(tmp_path, changed("replications: 3\n", line))
        assert load_scenario(path).scenario.replications == "auto"
    again = load_scenario(path, changes=["replications=4"])
    assert again.scenario.replications == 4
    assert with_seed_and_replications(again, "auto", None).scenario.replications == "auto"


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ("Auto", "'Auto' is neither a whole number nor the word 'auto'; write 100, or auto"),
        ("true", "a whole number is needed here, not 'true'"),
        ("100001", "'100001' is out of range; at most 100000 is possible"),
        ("[3]", "a whole number is needed here"),
    ],
)
def test_what_is_no_number_of_replications_is_refused(tmp_path: Path, stated: str, reason: str) -> None:
    (fault,) = faults_of(tmp_path, changed("replications: 3", f"replications: {stated}"))
    assert reason in fault


@pytest.mark.auto_replications
def test_a_run_with_auto_gives_the_logs_of_the_first_thirty(tmp_path: Path) -> None:
    study = loaded(tmp_path, changed("replications: 3", "replications: auto"))
    logs: list[StepLog] = []
    done = run_study(study, workers=1, strengthen=False, on_log=logs.append)
    assert len(done.replications) >= 100
    assert [log.replication for log in logs] == list(range(1, 31))
    few = with_seed_and_replications(study, 4, None)
    assert len(run_study(few, workers=1, strengthen=False, keep_logs=True).logs) == 4
    on_log = FirstLogsTo(logs.append, 3)
    assert len(run_study(few, workers=1, strengthen=False, keep_logs=True, on_log=on_log).logs) == 3
    assert [log.replication for log in logs[30:]] == [1, 2, 3]


@pytest.mark.parametrize(
    ("words", "logs"), [((), 4), (("--logs", "3"), 3), (("--logs", "all"), 4), (("--no-logs",), 0)]
)
def test_the_tables_have_as_many_replications_as_are_asked_for(
    tmp_path: Path, words: tuple[str, ...], logs: int
) -> None:
    path = written(tmp_path, changed("replications: 3", "replications: 4"))
    result = invoke("run", str(path), "--out", str(tmp_path / "out"), "--workers", "1", "--no-strengthen", *words)
    assert result.exit_code == 0
    told = "The tables have the visits and applications of the first 3 replications of 4"
    assert (told in " ".join(result.stdout.split())) == (logs == 3)
    assert json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["study"]["logs"] == logs
    table = tmp_path / "out" / "applications.parquet"
    assert table.exists() == (logs > 0)
    if logs:
        assert pd.read_parquet(table)["replication"].unique().tolist() == list(range(1, logs + 1))
    number = recorded_run(tmp_path / "out").replication(4)[1].replication  # from the table, or simulated again
    assert number == 4


@pytest.mark.parametrize(
    "words", [("--replications", "many"), ("--replications", "1"), ("--logs", "0"), ("--logs", "few")]
)
def test_options_are_numbers_in_their_range_or_their_word(tmp_path: Path, words: tuple[str, str]) -> None:
    path = written(tmp_path)
    result = invoke("run", str(path), "--out", str(tmp_path / "out"), *words)
    assert result.exit_code == 2
    assert words[0] in result.stderr
    assert not (tmp_path / "out").exists()


# The language


@pytest.mark.parametrize(
    ("stated", "meant"),
    [
        ("0.01 on term compliance", Precision(half_width=0.01)),
        ("1 % on term compliance", Precision(half_width=0.01)),
        ("0.5 % on term compliance of every route", Precision(half_width=0.005, on="term compliance of every route")),
        ("{half_width: 2 %, at_most: 50}", Precision(half_width=0.02, at_most=50)),
        (
            "{half_width: 0.02, on: term compliance of every route}",
            Precision(half_width=0.02, on="term compliance of every route", at_most=200),
        ),
    ],
)
def test_a_precision_is_one_sentence_or_a_block(tmp_path: Path, stated: str, meant: Precision) -> None:
    study = loaded(tmp_path, changed("replications: 3", f"replications: 3\nprecision: {stated}"))
    assert study.scenario.precision == meant


@pytest.mark.parametrize(
    ("stated", "fault"),
    [
        ("0.01", "8:12: "),
        ("[0.01]", "8:12: a block of keys is needed here, not a list"),
        ("high", "8:12: 'high' says no precision; write '0.01 on term compliance'"),
        ("''", "8:12: '' says no precision; write '0.01 on term compliance'"),
        ("on term compliance", "8:12: 'on term compliance' says no precision; write '0.01 on term compliance'"),
        ("much on term compliance", "8:12: 'much' is not a share between 0 and 1; write 0.95 or 95 %"),
        ("2 on term compliance", "8:12: '2' is not a share between 0 and 1; write 0.95 or 95 %"),
        ("-1 % on term compliance", "8:12: '-1 %' is not a share between 0 and 1"),
        ("0.01 on compliance", "8:12: 'compliance' is not known for 'precision'; did you mean 'term compliance'?"),
        ("0 on term compliance", "8:1: half the width of the interval lies above 0 and below 0.5; write '1 %'"),
        ("50 % on term compliance", "8:1: half the width of the interval lies above 0 and below 0.5; write '1 %'"),
        ("{half_width: 0}", "8:25: half the width of the interval lies above 0 and below 0.5; write '1 %'"),
        ("{half_width: 1 %, at_most: 5}", "8:39: '5' is out of range; at least 10 is needed"),
        ("{half_width: 1 %, at_most: 50.5}", "8:39: a whole number is needed here, not '50.5'"),
        ("{half_width: 1 %, on: lateness}", "8:34: 'lateness' is not known for 'on'; known here: term compliance, "),
        ("{half_width: 1 %, of: term compliance}", "8:30: unknown key 'of'; known here: at_most, half_width, on"),
        ("{at_most: 50}", "8:1: the key 'half_width' is missing in 'precision' (line 8); add it"),
    ],
)
def test_a_bad_precision_is_one_fault_at_its_place(tmp_path: Path, stated: str, fault: str) -> None:
    (line,) = faults_of(tmp_path, changed("replications: 3", f"replications: 3\nprecision: {stated}"))
    assert line.startswith(f"question.yaml:{fault}")

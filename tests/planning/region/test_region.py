"""A folder of scenarios: which files it has, seeds, sums over districts, and the files that are written."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.errors import InputError
from sim.measure.day_quantiles import share_within
from sim.measure.time_series import MOST_DAYS
from sim.planning.region.folder import load_folder, seed_of
from sim.planning.region.sums import AnswerCounts

DISTRICT = "extends: west_kazakhstan_social_aid\nscenario: {name}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A region of two districts, and one in a folder of its own."""
    folder = tmp_path / "Облысы"
    (folder / "west").mkdir(parents=True)
    for name in ("a", "b", "west/c"):
        (folder / f"{name}.yaml").write_text(DISTRICT.format(name=name), encoding="utf-8")
    return folder


def counts(late: list[float], cohort: list[float], days: list[int]) -> AnswerCounts:
    """Answers by replication; each replication has all its answers on one day."""
    answered = np.zeros((len(late), MOST_DAYS + 1))
    answered[np.arange(len(late)), days] = cohort
    whole = np.array(cohort, dtype=float)
    figures = {"applications": whole, "cohort": whole, "late": np.array(late, dtype=float), "open": 0 * whole}
    return AnswerCounts(figures, answered, np.zeros_like(answered))


def test_sums_are_over_the_replications_that_both_districts_have() -> None:
    both = counts([1, 2, 3], [10, 10, 10], [2, 2, 2]).plus(counts([4, 0], [10, 30], [2, 2]))
    assert both.counts["late"].tolist() == [5, 2]
    assert both.counts["cohort"].tolist() == [20, 40]
    row = both.estimates()
    assert row["late"].mean == 3.5
    # 15 of 20 and 38 of 40 in time: the mean of the shares of each replication, not the share of the sums.
    assert row["in_time"].mean == pytest.approx((0.75 + 0.95) / 2)


def test_days_of_a_region_are_those_of_all_answers_together() -> None:
    row = counts([0] * 12, [60] * 12, [3] * 12).plus(counts([0] * 12, [40] * 12, [9] * 12)).estimates()
    # Six in ten on day 3, the rest on day 9.
    assert (row["median_days"].mean, row["p95_days"].mean) == (3, 9)


def test_open_applications_are_in_the_shares_of_days() -> None:
    answered, unanswered = np.zeros((1, 3)), np.zeros((1, 3))
    answered[0, 1], unanswered[0, 0] = 4, 4
    # Four left before day 1 with nobody answered, so all of the four that were left are answered by day 1.
    assert share_within(answered, unanswered)[0].tolist() == [0, 1, 1]


def test_every_scenario_of_a_folder_has_random_numbers_of_its_own(folder: Path) -> None:
    scenarios = load_folder(folder)
    assert [scenario.name for scenario in scenarios] == ["a", "b", "west/c"]
    assert [scenario.part for scenario in scenarios] == ["", "", "west"]
    seeds = [scenario.study.scenario.seed for scenario in scenarios]
    assert len(set(seeds)) == 3
    assert seeds == [seed_of(20180522, scenario.name) for scenario in scenarios]
    assert [s.study.scenario.seed for s in load_folder(folder, seed=7)] == [seed_of(7, s.name) for s in scenarios]


def test_the_seed_of_a_district_is_known_for_good() -> None:
    # A changed value would change all results of folders: it belongs under "Numbers that move".
    assert seed_of(20180522, "oral") == 5331184806784056631


def test_what_is_no_scenario_is_passed_over(folder: Path) -> None:
    (folder / "_base.yaml").write_text("scenario: not whole\n", encoding="utf-8")
    (folder / "_old").mkdir()
    (folder / "_old" / "x.yaml").write_text("[", encoding="utf-8")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    (folder / "act.yaml").write_text("regulation: small\n", encoding="utf-8")
    assert [scenario.name for scenario in load_folder(folder)] == ["a", "b", "west/c"]


def faults_of(folder: Path) -> str:
    with pytest.raises(InputError) as error:
        load_folder(folder)
    return str(error.value).replace(f"{folder}/", "")


def test_faults_of_all_files_come_at_once(folder: Path) -> None:
    (folder / "broken.yaml").write_text("foo: [", encoding="utf-8")
    (folder / "a.yaml").write_text(DISTRICT.format(name="a") + "seed: many\n", encoding="utf-8")
    (folder / "west" / "c.yaml").write_text(DISTRICT.format(name="c") + "replications: 0\n", encoding="utf-8")
    places = [line.split(": ")[0] for line in faults_of(folder).splitlines()]
    assert places == ["a.yaml:3:7", "broken.yaml:1:7", "west/c.yaml:3:15"]


def test_scenarios_that_count_other_days_are_refused(folder: Path) -> None:
    (folder / "b.yaml").write_text(DISTRICT.format(name="b") + "period: {end: 2018-12-01}\n", encoding="utf-8")
    assert faults_of(folder) == (
        "b.yaml:1:1: it counts 2018-07-02 to 2018-12-01, and a.yaml counts 2018-07-02 to 2019-01-01; "
        "give all scenarios of a folder one period"
    )


def test_a_warm_up_that_is_found_is_refused(folder: Path) -> None:
    for name in ("a", "b", "west/c"):
        path = folder / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8") + "period: {warm_up_until: mser_5}\n", encoding="utf-8")
    assert faults_of(folder).count("state the first day that counts in 'warm_up_until'") == 3


def test_two_files_that_would_share_their_results_are_refused(folder: Path) -> None:
    (folder / "a.yml").write_text(DISTRICT.format(name="a"), encoding="utf-8")
    assert "its results would lie where those of a.yaml do" in faults_of(folder)


def test_a_folder_without_scenarios_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the folder has no scenarios"):
        load_folder(tmp_path)


def test_a_folder_is_run_as_one_experiment(folder: Path, tmp_path: Path) -> None:
    (folder / "b.yaml").unlink()
    out = tmp_path / "out"
    words = ["run", str(folder), "--replications", "3", "--no-strengthen", "--workers", "1", "--out", str(out)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    written = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    districts = [f"{name}/{file}" for name in ("a", "west/c") for file in ("report.html", "run.json", "summary.json")]
    assert written == sorted([*districts, "region.json", "report.html"])
    region = json.loads((out / "region.json").read_text(encoding="utf-8"))
    alone = [json.loads((out / name / "summary.json").read_text(encoding="utf-8")) for name in ("a", "west/c")]
    for figure in ("applications", "late"):
        sum_of_means = sum(summary["whole"][figure]["mean"] for summary in alone)
        assert region["whole"][figure]["mean"] == pytest.approx(sum_of_means)
    assert [part["part"] for part in region["parts"]] == ["", "west"]
    assert [district["seed"] for district in region["districts"]] == [summary["seed"] for summary in alone]
    sums = tmp_path / "sums"
    result = CliRunner().invoke(app, [*words[:-1], str(sums), "--sums-only"])
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in sums.iterdir()) == ["region.json", "report.html"]
    for name in ("region.json", "report.html"):
        assert (sums / name).read_bytes() == (out / name).read_bytes()


def test_options_of_one_run_are_refused_for_a_folder(folder: Path) -> None:
    result = CliRunner().invoke(app, ["run", str(folder), "--only", "3", "--sums-only", "--uncertain"])
    assert result.exit_code == 2
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["--only", "--uncertain"]


def test_a_scenario_has_no_sums() -> None:
    result = CliRunner().invoke(app, ["run", "west_kazakhstan_social_aid", "--sums-only"])
    assert (result.exit_code, result.stderr) == (
        2,
        "--sums-only: one scenario has no sums; name a folder of scenarios\n",
    )


@pytest.mark.charts
def test_a_folder_of_one_scenario_is_no_plural(folder: Path, tmp_path: Path) -> None:
    words = ["run", str(folder / "west"), "--replications", "2", "--workers", "1", "--sums-only"]
    result = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "west: 1 scenario\n" in result.stdout

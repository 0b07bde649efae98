"""The list of levers: who chooses and who judges, what an effect is, pairs, and the command that prints it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app
from sim.experiment.levers.effect import Baseline
from sim.experiment.levers.find_levers import Levers, find_levers
from sim.experiment.levers.race import RaceRounds, Tried
from sim.experiment.replications import Replicated, with_seed_and_replications
from sim.experiment.run import run_study
from sim.measure.figures import InTime, in_time_shares
from sim.model.model import build_model
from sim.report.levers.listing import levers_section
from sim.report.levers.table import pair_text
from sim.report.levers.words import lever_text, settings_text
from sim.study.loading import load_scenario
from sim.study.study import Study
from tests.experiment.test_levers import asked
from tests.translation.pseudo import texts_of_page, told_in_signs, untranslated

BUSY = {"roles": "clerk expert", "staff": "clerk: 1, expert: 1", "rate": "8.5"}


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two roles in a row that are both short of people: one more of one helps little without one more of the other."""
    path = asked(tmp_path_factory.mktemp("levers"), **BUSY)
    path.write_text(path.read_text(encoding="utf-8").replace("seed: 7", "seed: 7\ntarget: 90 %"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def found(busy: Path) -> Levers:
    return find_levers(load_scenario(busy), workers=1)


@pytest.mark.parametrize(
    ("replications", "chosen", "judged"),
    [
        (12, (1, 12), (1, 12)),  # too few to set some apart
        (24, (1, 8), (9, 24)),
        (60, (1, 20), (21, 60)),
        (100, (1, 20), (21, 80)),
    ],
)
def test_a_third_of_a_run_chooses_and_others_judge(
    replications: int, chosen: tuple[int, int], judged: tuple[int, int]
) -> None:
    rounds = RaceRounds.of_run(replications)
    assert (rounds.chosen[0], rounds.chosen[-1]) == chosen
    assert (rounds.judged[0], rounds.judged[-1]) == judged
    assert rounds.fresh is (replications >= 24)


def test_a_list_is_judged_in_as_many_replications_as_are_asked_for_behind_those_that_choose() -> None:
    assert (RaceRounds.of_list(100).chosen, RaceRounds.of_list(100).judged) == (range(1, 31), range(31, 131))
    assert (RaceRounds.of_list(10).chosen, RaceRounds.of_list(10).judged) == (range(1, 11), range(11, 21))


def test_the_effect_of_a_change_by_hand() -> None:
    key = ("aid", "provider")
    before = {
        n: InTime(share, {key: share}, late) for n, share, late in ((1, 0.9, 10.0), (2, 0.8, 20.0), (3, 0.7, 30.0))
    }
    after = {n: InTime(share, {key: share}, late) for n, share, late in ((1, 1.0, 0.0), (2, 0.9, 10.0), (3, 0.7, 30.0))}
    baseline = Baseline(before, 0.85, 100.0, {key: 100.0})
    effect = baseline.effect(after, range(1, 4))
    assert (effect.late_before.mean, effect.late_after.mean) == (20, pytest.approx(40 / 3))
    assert effect.fewer.mean == pytest.approx(20 / 3)
    assert effect.whole.mean == effect.routes[key].mean == pytest.approx(0.2 / 3)
    assert effect.missed_before is not None
    assert effect.missed_after is not None
    assert (effect.missed_before.mean, effect.missed_after.mean) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert effect.replications == 3
    # Intervals that hold together are wider.
    assert baseline.effect(after, range(1, 4), 0.99).fewer.half_width > effect.fewer.half_width
    assert replace(baseline, target=None).effect(after, range(1, 4)).missed_after is None


def outcomes(study: Study, numbers: range) -> list[InTime]:
    one = Replicated(build_model(study), in_time_shares).prepared()
    return [one(number) for number in numbers]


def test_figures_are_those_of_replications_that_chose_none(found: Levers, busy: Path) -> None:
    """Twelve replications choose, 1 to 12, and twelve judge, 13 to 24; each lever is the run with its settings."""
    numbers = range(13, 25)
    assert (found.rounds.chosen, found.rounds.judged) == (range(1, 13), numbers)
    base = outcomes(load_scenario(busy), numbers)
    judged = [one for one in found.tried if one.finalist]
    assert len(judged) >= 2
    for one in judged:
        changed = outcomes(load_scenario(busy, changes=list(one.lever.changes)), numbers)
        fewer = [a.late - b.late for a, b in zip(base, changed, strict=True)]
        assert one.effect.fewer.mean == pytest.approx(sum(fewer) / len(fewer))
        assert one.effect.missed_after is not None
        assert one.effect.missed_after.mean == pytest.approx(sum(b.whole < 0.9 for b in changed) / len(changed))
    gains = [one.effect.whole.mean for one in judged]
    assert gains == sorted(gains, reverse=True)


def test_two_who_are_both_short_bring_more_together_than_each_alone(found: Levers, busy: Path) -> None:
    both = {("offices.town.staff.clerk=2",), ("offices.town.staff.expert=2",)}
    (pair,) = [pair for pair in found.pairs if {lever.changes for lever in pair.levers} == both]
    assert found.ranked[0] is pair
    changed = load_scenario(busy, changes=[setting for lever in pair.levers for setting in lever.changes])
    base, after = (outcomes(study, found.rounds.judged) for study in (load_scenario(busy), changed))
    fewer = sum(a.late - b.late for a, b in zip(base, after, strict=True)) / len(base)
    assert pair.effect.fewer.mean == pytest.approx(fewer)
    alone = sum(one.effect.fewer.mean for one in found.tried if one.lever in pair.levers)
    assert pair.beyond_sum.mean == pytest.approx(fewer - alone)
    assert pair.beyond_sum.low > 0
    best = max(one.effect.fewer.mean for one in found.tried if one.lever in pair.levers)
    assert pair.beyond_best.mean == pytest.approx(fewer - best)
    assert next(found.better_pairs) is pair
    assert all(other.beyond_best.low > 0 for other in found.better_pairs)
    assert pair_text(pair).endswith(" more than the sum of both")
    assert pair_text(replace(pair, beyond_sum=replace(pair.beyond_sum, low=-1.0))) == "together"


def test_no_pair_changes_one_setting_twice(found: Levers) -> None:
    assert found.pairs
    for pair in found.pairs:
        one, other = pair.levers
        assert not one.paths & other.paths
        assert (one.kind, one.place) != (other.kind, other.place)


def test_a_run_names_the_best_of_the_list(found: Levers, busy: Path) -> None:
    run = run_study(with_seed_and_replications(load_scenario(busy), 40, None), workers=1)
    best = next(one for one in found.tried if one.finalist)
    assert run.tried
    assert best.lever in [one.lever for one in run.tried if one.as_good]
    assert run.rounds == RaceRounds.of_run(40)


def invoke(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_the_command_prints_the_list_and_writes_it(found: Levers, busy: Path, tmp_path: Path) -> None:
    out = tmp_path / "levers.json"
    result = invoke("levers", str(busy), "--workers", "1", "--out", str(out))
    assert result.exit_code == 0, result.output
    text = " ".join(result.stdout.split())
    for words in ("A small question", "misses", "A+B", "Best pair:"):
        assert words in text
    assert max(len(line) for line in result.stdout.splitlines() if str(out) not in line) <= 80
    data = json.loads(out.read_text(encoding="utf-8"))
    assert data["replications"] == {"chosen_by": [1, 12], "judged_by": [13, 24]}
    assert [row["settings"] for row in data["levers"]] == [list(one.lever.changes) for one in found.tried]
    assert data["levers"][0]["fewer_late"]["mean"] == pytest.approx(found.tried[0].effect.fewer.mean)
    assert [row["costs_nothing"] for row in data["pairs"]] == [pair.free for pair in found.pairs]
    page = (tmp_path / "levers.html").read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)=["'](?!#)|url\((?!#)|@import""", page)
    judged = [one for one in found.ranked if isinstance(one, Tried)]
    body = page[page.index('class="t-levers') :]
    changes = [lever_text(found.study, one.lever).replace(" -> ", " → ") for one in judged]
    assert [change for change in changes if escape(change, quote=False) not in body] == []
    assert judged
    assert all(escape(settings_text((one.lever,)), quote=False) in page for one in judged)
    refused = invoke("levers", str(busy), "--out", str(tmp_path / "nowhere" / "levers.json"))
    assert refused.exit_code == 2
    assert "nowhere" in refused.output
    printed = invoke("levers", str(busy), "--workers", "1", "--format", "json")
    assert json.loads(printed.stdout) == data | {"files": []}


@pytest.mark.charts
def test_the_page_leaves_no_text_untranslated(tmp_path: Path) -> None:
    words = ("commission_weekly_vs_daily", "--replications", "3", "--workers", "1")
    assert told_in_signs("levers", *words, "--out", str(tmp_path / "levers.json")).exit_code == 0
    page = (tmp_path / "levers.html").read_text(encoding="utf-8")
    assert not untranslated(
        re.sub(r"--set [^<]*", "", texts_of_page(page)), ("sim", "at", "the", "department")
    )  # a stream of the scenario


def test_a_comparison_tells_what_else_was_tried(busy: Path, tmp_path: Path) -> None:
    two = tmp_path / "two.yaml"
    two.write_text(
        f"extends: {busy.name}\nscenario: Two\nvariants: {{more: {{changes: {{offices: {{town: {{staff: {{clerk: 2}}}}}}}}}}}}\n",
        encoding="utf-8",
    )
    for name in (busy.name, "small.yaml"):
        (tmp_path / name).write_text((busy.parent / name).read_text(encoding="utf-8"), encoding="utf-8")
    result = invoke("compare", str(two), f"{two}:more", "--workers", "1", "--out", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    run = run_study(load_scenario(two), workers=1)
    data = json.loads((tmp_path / "out" / "comparison.json").read_text(encoding="utf-8"))
    assert run.tried
    assert [row["settings"] for row in data["levers"]] == [list(one.lever.changes) for one in run.tried]
    assert data["levers"][0]["fewer_late"]["mean"] == pytest.approx(run.tried[0].effect.fewer.mean)
    heading = "What else was tried: single changes of 'the scenario as it is'"
    assert heading in result.stdout
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "What else was tried: single changes of" in page
    words = ("compare", str(two), f"{two}:more", "--workers", "1", "--no-strengthen", "--out", str(tmp_path / "out"))
    assert heading not in invoke(*words).stdout


def test_where_nothing_is_late_the_list_says_so(tmp_path: Path) -> None:
    path = asked(tmp_path, "clerk expert", "clerk: 2, expert: 2", rate="1", term="30 working days")
    nothing = find_levers(load_scenario(path), workers=1)
    assert nothing.tried == nothing.pairs == ()
    (part,) = levers_section(nothing).parts
    assert "No answer was late" in part.text  # type: ignore[union-attr]

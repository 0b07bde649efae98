"""Rankings of assumptions: what is moved and how far, what is told and what is not, and indices of a function that is known."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from sim.cli.main import app
from sim.errors import InputError
from sim.experiment.run import run_study
from sim.measure.chosen import ChosenMeasure, read_measure
from sim.measure.intervals import Estimate
from sim.model.model import build_model
from sim.planning import sobol as sobol_module
from sim.planning.points import PointValues, readable
from sim.planning.sobol import run_sobol
from sim.planning.tornado import Tornado, assumptions_of, run_tornado
from sim.report.planning.page import render_planning
from sim.report.planning.tornado import change_text, tornado_page
from sim.study.study import Study
from tests.minimal import REGULATION, SCENARIO, changed, loaded, written

ASSUMED = (
    SCENARIO.replace("replications: 3", "replications: 6")
    + """
assumptions:
  gate: {paths: systems.gate.response, range: [4 seconds, 6 seconds]}
  reviews: {paths: [services.aid.routes.provider.steps.2.work.mean, services.aid.routes.provider.steps.2.work.p90],
            factor: {distribution: uniform, minimum: 0.5, maximum: 2}}
  clerks: {paths: offices.town.staff.clerk, range: [1, 2]}
"""
)


def ranked(study: Study, measure: str, percent: int | None = None) -> Tornado:
    studies = readable(study)
    chosen = read_measure(measure, build_model(study))
    return run_tornado(study, assumptions_of(study, studies, percent), chosen, studies, workers=1)


@pytest.fixture(scope="module")
def utilisation(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, Tornado]:
    study = loaded(tmp_path_factory.mktemp("tornado"), ASSUMED)
    return study, ranked(study, "utilisation of town.chief")


def test_each_end_is_a_run_with_its_settings_and_changes_are_paired(
    utilisation: tuple[Study, Tornado], tmp_path: Path
) -> None:
    first = utilisation[1].effects[0]
    assert first.assumption.name == "reviews"
    assert first.high is not None
    assert (first.high.said, first.told) == ("2 times", True)
    steps = "services.aid.routes.provider.steps.2.work"
    figures = [
        [
            one.pools["town", "chief"]["utilisation"]
            for one in run_study(study, workers=1, strengthen=False).replications
        ]
        for study in (
            loaded(tmp_path, ASSUMED),
            loaded(tmp_path, ASSUMED, changes=[f"{steps}.mean=120 minutes", f"{steps}.p90=180 minutes"]),
        )
    ]
    stated, doubled = np.array(figures)
    assert first.high.mean.mean == pytest.approx(doubled.mean())
    assert first.high.change.mean == pytest.approx((doubled - stated).mean())
    assert first.high.change.half_width < (np.ptp(doubled) + np.ptp(stated)) / 2
    assert utilisation[1].stated.mean == pytest.approx(stated.mean())


def test_what_moves_nothing_is_not_told_and_nothing_is_advised_on_it(utilisation: tuple[Study, Tornado]) -> None:
    """The gate answers before anybody looks at the file; the clerks are not the chiefs."""
    tornado = utilisation[1]
    assert [effect.assumption.name for effect in tornado.told] == ["reviews"]
    assert tornado.first_is_first
    (said,) = tornado_page(tornado).answers
    assert said.startswith("'reviews' moves the utilisation, басшы most: ")
    assert said.endswith("Measure it first. Of 2 of the 3 assumptions no effect can be told from none.")


def test_where_nothing_can_be_told_nothing_is_advised(tmp_path: Path) -> None:
    text = ASSUMED[: ASSUMED.index("  reviews:")]
    tornado = ranked(loaded(tmp_path, text), "utilisation of town.chief")
    assert not tornado.told
    (said,) = tornado_page(tornado).answers
    assert said.startswith("No assumption can be told to move the utilisation, басшы")
    assert "most" not in said


def test_numbers_without_a_source_are_moved_by_a_part_and_those_with_one_are_not(tmp_path: Path) -> None:
    study = loaded(tmp_path, changed("clerk: 1\n      chief", "clerk: 3\n      chief"))
    found = {one.name: one for one in assumptions_of(study, readable(study), 10)}
    assert set(found) == {
        "services.aid.routes.provider.steps.1.work",
        "services.aid.routes.provider.steps.2.work",
        "services.aid.routes.provider.steps.2.hold",
        "systems.gate.response",
        "offices.town.staff.clerk",
        "offices.town.staff.chief.count",
        "offices.village.count",
        "arrivals.in_town.rate",
        "arrivals.in_villages.rate",
        "arrivals.online.rate",
    }, "the villages' clerks have a source; weights are no amounts"
    work = found["services.aid.routes.provider.steps.2.work"]
    assert [change.split("=")[1] for change in work.changes(0.9)] == ["54 minutes", "81 minutes"], "its shape stays"
    assert found["offices.town.staff.clerk"].low_and_high == (2, 4), "a tenth of three is less than one"
    assert found["arrivals.in_town.rate"].changes(1.1) == ("arrivals.in_town.rate=2.2 per working day",)


@pytest.mark.charts
def test_an_end_that_cannot_be_is_left_out_with_its_reason(tmp_path: Path) -> None:
    tornado = ranked(loaded(tmp_path), "late", 20)
    clerks = next(effect for effect in tornado.effects if effect.assumption.name == "offices.town.staff.clerk")
    assert clerks.low is None
    assert clerks.high is not None
    assert any("at 0: " in fault.message for fault in tornado.faults)
    assert tornado.left_out == tuple(map(str, tornado.faults))
    assert "cannot be" in render_planning(tornado_page(tornado))


def test_a_change_to_a_quantile_that_is_not_reached_is_said_so(tmp_path: Path) -> None:
    chosen = read_measure("p95_days of aid/provider", build_model(loaded(tmp_path)))
    not_reached = Estimate(math.inf, math.nan, math.nan, 4)
    assert change_text(chosen, not_reached) == "not reached"


def test_without_assumptions_it_says_what_to_do(tmp_path: Path) -> None:
    study = loaded(tmp_path)
    with pytest.raises(
        InputError, match=r"nothing is uncertain in 'question'; name numbers .* under 'assumptions', or .* --percent 10"
    ):
        assumptions_of(study, readable(study), None)


def invoke(folder: Path, *more: str) -> Result:
    words = (
        "tornado",
        str(written(folder, ASSUMED, REGULATION)),
        "--workers",
        "1",
        "--out",
        str(folder / "out"),
        *more,
    )
    return CliRunner().invoke(app, words)


def test_the_command_writes_a_page_and_the_same_numbers_as_data(tmp_path: Path) -> None:
    result = invoke(
        tmp_path, "--measure", "utilisation of town.chief", "--replications", "3", "--sobol", "--points", "8"
    )
    assert result.exit_code == 0, result.stderr
    data = json.loads((tmp_path / "out" / "tornado.json").read_text(encoding="utf-8"))
    assert data["assumptions"][0]["name"] == "reviews"
    assert data["sobol"]["simulated"] == 8 * (3 + 2)
    assert {row["name"] for row in data["sobol"]["indices"]} == {"gate", "reviews", "clerks"}
    assert "src=" not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--points", "8"), "--points: points are those of the indices of Sobol'; add --sobol, or leave it out"),
        (("--sobol", "--points", "12"), "--points: 12 is no power of two; write 8 or 16"),
        (("--measure", "lat"), "--measure: there is no measure 'lat'; did you mean 'late'?"),
    ],
)
def test_options_that_do_not_fit_are_refused(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    result = invoke(tmp_path, *words)
    assert (result.exit_code, result.stderr.strip()) == (2, said)


def test_indices_of_a_sum_are_the_parts_of_its_variance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 2 a + b, both uniform on the same range, the variances are 4 : 1; the third number does nothing."""
    text = (
        SCENARIO
        + "assumptions:\n"
        + "".join(
            f"  {name}: {{paths: arrivals.{name}.rate, range: [3 per week, 9 per week]}}\n"
            for name in ("in_town", "in_villages", "online")
        )
    )
    study = loaded(tmp_path, text)

    def known(study: Study, points: object, measures: list[ChosenMeasure], found: PointValues, **_: object) -> None:
        for i, point in enumerate(points):  # type: ignore[arg-type,var-annotated]  # a sequence of points
            a, b, _ = (float(change.split("=")[1].removesuffix(" per week")) for change in point.changes)
            found.values[i] = 2 * a + b

    monkeypatch.setattr(sobol_module, "simulate_points", known)
    chosen = read_measure("late", build_model(study))
    result = run_sobol(study, assumptions_of(study, readable(study), None), chosen, points=512)
    again = run_sobol(study, assumptions_of(study, readable(study), None), chosen, points=512)
    assert again == result, "resamples are drawn by name"
    found = {index.assumption.name: index for index in result.indices}
    for name, expected in (("in_town", 0.8), ("in_villages", 0.2), ("online", 0.0)):
        index = found[name]
        assert index.first == pytest.approx(expected, abs=0.03)
        assert index.total == pytest.approx(expected, abs=0.03)
        assert index.first_interval[0] - 1e-9 <= expected <= index.first_interval[1] + 1e-9
    assert [index.told for index in result.indices] == [True, True, False]

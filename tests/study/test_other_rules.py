"""A scenario under the rules of another region: what corresponds is carried over, and what does not is told with what would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.errors import InputError
from sim.experiment.comparison.other_rules import UnderOtherRules, read_under_other_rules
from sim.law.regulation import PathStep
from sim.measure.work_per_file import work_per_file
from sim.model.model import build_model
from sim.scenario.step_durations import step_duration
from sim.study.other_rules.settings import Counterparts
from sim.study.study import Study
from tests.minimal import REGULATION, changed, regulation_text, scenario_text, service

HERE = regulation_text(
    roles=("clerk", "expert", "chief"),
    provider="""
        - {n: 1, role: clerk, action: takes the papers in, limit: 15 minutes, source: "1"}
        - {n: 2, role: expert, action: visits the household, limit: 3 working days, source: "2"}
        - {n: 3, role: chief, action: agrees to a hearing, limit: 1 working day, source: "3"}
        - {n: 4, role: expert, action: draws up the decision, limit: 1 working day, source: "4"}
        - {n: 5, role: clerk, action: hands the decision out, limit: 15 minutes, source: "5"}
    """,
    terms="provider: {limit: 8 working days, source: {text: the standard}}",
).replace("regulation: small", "regulation: here_2018_aid")
THERE = regulation_text(
    roles=("clerk", "expert"),
    provider="""
        - {n: 1, role: clerk, action: takes the papers in, limit: 20 minutes, source: "1"}
        - {n: 2, role: expert, action: draws up the decision, limit: 5 working days, source: "2"}
        - {n: 3, role: clerk, action: hands the decision out, limit: 20 minutes, source: "3"}
    """,
    terms="provider: {limit: 6 working days, source: {text: the standard}}",
).replace("regulation: small", "regulation: there_2019_aid")
PERIOD = "{start: 2019-05-13, warm_up_until: 2019-05-20, end: 2019-06-03}"
ARRIVALS = "{in_town: {service: aid, route: provider, office: town, rate: 2 per working day}}"


def scenario(regulation: str, steps: str, staff: str) -> str:
    return scenario_text(
        "Aid",
        period=PERIOD,
        replications="2",
        services=service(f"provider:\n  steps: {steps}", regulation=regulation),
        offices=f"{{town: {{hours: department, staff: {staff}}}}}",
        arrivals=ARRIVALS,
    )


OURS = scenario(
    "here.yaml",
    "{1: {work: 10 minutes, source: counted}, 2: {work: 90 minutes, hold: 8 hours}, 3: {work: 5 minutes}, "
    "4: {work: 30 minutes}, 5: {work: 6 minutes}}",
    "{clerk: 1, expert: {count: 2, stand_in: chief}, chief: 1}",
)
THEIRS = scenario(
    "there.yaml",
    "{1: {work: 10 minutes}, 2: {work: 120 minutes, hold: 8 hours}, 3: {work: 6 minutes}}",
    "{clerk: 1, expert: 2}",
)


def under(
    folder: Path,
    text: str,
    regulation: str,
    routes: Mapping[str, str] | None = None,
    roles: Mapping[str, str] | None = None,
    there: Sequence[str] = (),
) -> UnderOtherRules:
    for name, content in (("here.yaml", HERE), ("there.yaml", THERE), ("mine.yaml", text)):
        (folder / name).write_text(content, encoding="utf-8")
    counterparts = Counterparts(routes or {}, roles or {}, tuple(there))
    # A regulation is found beside the scenario by its name there, and here by its path.
    return read_under_other_rules(str(folder / "mine.yaml"), str(folder / regulation), counterparts)


def minutes(study: Study) -> dict[str, float]:
    path: tuple[PathStep, ...] = study.regulations["aid"].path("provider")
    return {
        step.key: step_duration(study.scenario, study.regulations["aid"], "aid", "provider", step.key).expected_work
        / 60
        for step in path
    }


def test_steps_go_by_role_order_and_wording_and_the_work_of_a_role_stays_what_it_is(tmp_path: Path) -> None:
    found = under(tmp_path, OURS, "there.yaml")
    ours, theirs = found.studies
    assert minutes(theirs) == pytest.approx({"1": 10, "2": 120, "3": 6}, abs=0.1)  # 90 and 30 minutes of the expert
    before, after = (work_per_file(build_model(study)) for study in (ours, theirs))
    assert (after["clerk"], after["expert"]) == pytest.approx((before["clerk"], before["expert"]))
    assert str(theirs.terms["aid", "provider"].limit) == "6 working days"
    assert "chief" not in theirs.scenario.offices["town"].staff
    assert theirs.scenario.offices["town"].staff["expert"].stand_in == ()
    (note,) = found.notes
    assert (note.facts["steps"], note.facts["roles"]) == (["3"], ["chief"])
    steps = theirs.scenario.services["aid"].routes["provider"].steps
    assert (steps["1"].source, steps["2"].assumption) == ("counted", "As steps 2, 4 of here_2018_aid")
    assert steps["2"].hold is not None


def test_work_is_split_by_the_limits_where_the_other_act_has_more_steps_of_a_role(tmp_path: Path) -> None:
    _, there = under(tmp_path, THEIRS, "here.yaml", there=(
        "offices.town.staff={chief: 1}", "services.aid.routes.provider.steps={3: {work: 5 minutes}}",
    )).studies  # fmt: skip
    assert minutes(there) == pytest.approx({"1": 10, "2": 90, "3": 5, "4": 30, "5": 6}, abs=0.1)  # 3 days and 1 day
    holds = there.scenario.services["aid"].routes["provider"].steps
    assert (holds["2"].hold is None, holds["4"].hold is None) == (False, True)


def test_what_nobody_says_is_told_with_what_would_do(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        under(tmp_path, THEIRS, "here.yaml")
    (fault,) = error.value.faults
    assert str(fault).startswith(
        "--regulation: nothing here says what step 3 takes, which 'chief' (басшы) does there; state it: --there "
    )
    assert "--there 'offices.town.staff={chief: 1}'" in str(fault)
    with pytest.raises(InputError) as error:
        under(tmp_path, THEIRS, "here.yaml", there=["services.aid.routes.provider.steps={3: {work: 5 minutes}}"])
    assert all("under '" in str(fault) for fault in error.value.faults)
    assert any("chief" in str(fault) for fault in error.value.faults)


def test_people_called_otherwise_are_said_to_be_the_same(tmp_path: Path) -> None:
    other = (
        THERE.replace("expert:", "board:").replace("role: expert", "role: board").replace("{kk: маман}", "{kk: алқа}")
    )
    (tmp_path / "board.yaml").write_text(other, encoding="utf-8")
    with pytest.raises(InputError) as error:
        under(tmp_path, OURS, "board.yaml")
    assert "--map-role board=ROLE" in str(error.value)
    _, there = under(tmp_path, OURS, "board.yaml", roles={"board": "expert"}).studies
    assert there.scenario.offices["town"].staff["board"].size == 2
    assert minutes(there)["2"] == pytest.approx(120, abs=0.1)


def test_a_route_that_is_not_there_wants_another(tmp_path: Path) -> None:
    other = changed("  provider:\n    title", "  akim:\n    title", THERE).replace(
        "  provider: {limit", "  akim: {limit"
    )
    (tmp_path / "akim.yaml").write_text(other, encoding="utf-8")
    with pytest.raises(InputError) as error:
        under(tmp_path, OURS, "akim.yaml")
    assert str(error.value).endswith("say by which its applications come then: --map-route provider=akim")
    _, there = under(tmp_path, OURS, "akim.yaml", routes={"provider": "akim"}).studies
    assert there.scenario.arrivals["in_town"].route == "akim"


def test_counterparts_that_are_not_there_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        under(tmp_path, OURS, "there.yaml", routes={"akim": "provider"}, roles={"clark": "expart"})
    assert [str(fault).partition(";")[0] for fault in error.value.faults] == [
        "--map-role: 'there_2019_aid' has no role 'clark'",
        "--map-role: the scenario has no role 'expart'",
        "--map-route: the scenario has no route 'akim'",
    ]
    assert "did you mean 'clerk'?" in str(error.value)


def test_another_service_or_the_same_regulation_is_refused(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(REGULATION, encoding="utf-8")
    with pytest.raises(InputError, match=r"'small' is about 'small', which this scenario has not"):
        under(tmp_path, OURS, "small.yaml")
    with pytest.raises(InputError, match="is the regulation of the scenario itself"):
        under(tmp_path, OURS, "here.yaml")


def test_two_shipped_regions_are_compared_on_one_staff(tmp_path: Path) -> None:
    words = ["compare", "west_kazakhstan_care_home", "--regulation", "karaganda_2016_medical_social_institutions"]
    refused = CliRunner().invoke(app, words, catch_exceptions=False)
    assert refused.exit_code == 2
    assert "--map-route state_corporation=provider" in refused.stderr
    words += ["--map-route", "state_corporation=provider", "--set", "period.end=2019-03-01", "--replications", "2"]
    words += ["--workers", "1", "--out", str(tmp_path / "results")]
    result = CliRunner(env={"COLUMNS": "80"}).invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0
    assert "under karaganda 2016 medical social institutions" in " ".join(result.stdout.split())
    assert "nobody does steps 4, 6 of the route 'provider' ('akimat', 'authorised_body')" in " ".join(
        result.stdout.split()
    )


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("--there", "seed=2"), "--there"),
        (("--regulation", "x", "--variants"), "--regulation"),
        (("--map-route", "akim=psc"), "--map-route"),
    ],
)
def test_options_that_do_not_go_together_are_refused(words: tuple[str, ...], option: str) -> None:
    result = CliRunner().invoke(app, ["compare", "west_kazakhstan_care_home", *words])
    assert (result.exit_code, result.stderr.startswith(f"{option}: ")) == (2, True)

"""What the limits of regulations add up to, on paper and on the calendar, without simulating."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.law.audit import add_up, audit_regulation, audit_route, side_by_side
from sim.law.load import load_regulation
from sim.law.timeline import LawfulOffices, chain
from sim.quantities import civil, instant
from sim.shipped import shipped_regulations
from sim.study.loading import load_scenario

SOCIAL_AID = "west_kazakhstan_2018_social_aid"
AKTOGAY = "aktogay_2013_targeted_assistance"


def _when(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_west_kazakhstan_provider_exceeds_the_term_on_paper_and_keeps_it_on_the_calendar() -> None:
    audit = audit_route(load_regulation(SOCIAL_AID), "provider")
    assert (audit.sum.working_days, audit.sum.minutes, audit.sum.over(audit.term)) == (8, 10, True)
    assert (audit.shortest_days, audit.longest_days, audit.verdict) == (8, 8, "can be met")
    assert audit.disagree


def test_west_kazakhstan_provider_chain_ends_at_the_close_of_day_8() -> None:
    # Handed in on Monday 12 March 2018; Nauryz is 21-23 March: working days 13, 14, 15, 16, 19, 20, 26, 27 March.
    timeline = chain(
        load_regulation(SOCIAL_AID),
        "provider",
        np.array([instant(_when("2018-03-12 10:00"))]),
        LawfulOffices.of_year(2018),
    )
    assert civil(int(timeline.ends[0])) == _when("2018-03-27 18:30")
    assert civil(int(timeline.term_deadlines[0])) == _when("2018-03-27 18:30")
    assert timeline.lawful[0] == 1


def test_west_kazakhstan_akim_fits_on_paper_and_is_late_on_the_calendar() -> None:
    audit = audit_route(load_regulation(SOCIAL_AID), "akim")
    assert (audit.sum.working_days, audit.sum.minutes, audit.sum.over(audit.term)) == (7, 70, False)
    assert (audit.shortest_days, audit.verdict, audit.dates_met) == (9, "cannot be met", 0)
    assert audit.disagree


def test_west_kazakhstan_akim_chain_ends_on_the_morning_of_day_9() -> None:
    # Tuesday 6 March 15:40; 8 and 9 March are off. The commission's two days end on 12 March; five days of one each follow
    # the ten minutes of 13 March; the last ten minutes fall behind Nauryz.
    regulation = load_regulation(SOCIAL_AID)
    timeline = chain(regulation, "akim", np.array([instant(_when("2018-03-06 15:40"))]), LawfulOffices.of_year(2018))
    ends = [civil(int(t)) for t in timeline.step_deadlines[0]]
    assert ends[:5] == [
        _when("2018-03-06 15:50"),
        _when("2018-03-06 16:20"),
        _when("2018-03-06 16:30"),
        _when("2018-03-12 18:30"),
        _when("2018-03-13 09:10"),
    ]
    assert ends[-1] == _when("2018-03-26 09:10")
    assert int(timeline.days[0]) == 9
    assert timeline.lawful[0] == 0


def test_aktogay_provider_fits_on_paper_and_ends_on_day_9_of_7() -> None:
    audit = audit_route(load_regulation(AKTOGAY), "provider")
    assert (audit.sum.working_days, audit.sum.minutes) == (7, 60)
    assert audit.term is not None
    assert (audit.term.value, audit.term.unit, audit.term_source) == (7, "working_days", "text")
    assert audit.longest_days == 9
    assert audit.verdict == "cannot be met"


def test_a_milestone_counts_as_the_larger_of_itself_and_the_steps_that_it_spans() -> None:
    regulation = load_regulation(AKTOGAY)
    path = regulation.path("akim")
    milestones = [step for step in path if step.limit_from is not None]
    assert milestones, "the akim's fifteen working days count from registration"
    total = add_up(path)
    plain = sum(s.limit.value for s in path if s.limit and s.limit.unit == "working_days")
    assert total.working_days < plain


@pytest.mark.parametrize("name", shipped_regulations())
def test_every_regulation_audits_in_every_route_and_reading(name: str) -> None:
    audit = audit_regulation(load_regulation(name))
    assert {route.channel for route in audit.routes} == set(audit.regulation.routes)
    for route in audit.routes:
        assert 0 <= route.shortest_days <= route.longest_days
        assert route.dates_tried >= 2 * 240
        assert (route.term is None) == (route.verdict == "no term")


@pytest.mark.parametrize("name", shipped_regulations())
def test_no_step_of_a_chain_ends_before_it_is_received(name: str) -> None:
    regulation = load_regulation(name)
    moment = np.array([instant(datetime(regulation.year, 4, 12, 11, 0))])
    for channel in regulation.routes:
        timeline = chain(regulation, channel, moment, LawfulOffices.of_year(regulation.year))
        assert (timeline.step_deadlines >= timeline.step_received).all()
        assert (timeline.step_received[:, 1:] >= timeline.step_deadlines[:, :-1]).all()


def test_the_same_service_stands_side_by_side_over_regions() -> None:
    groups = {
        g.service: [r.year for r in g.regulations]
        for g in side_by_side([load_regulation(n) for n in shipped_regulations()])
    }
    assert groups["targeted_assistance"] == [2012, 2013, 2016]
    assert groups["child_allowance"] == [2012, 2016]
    assert groups["social_aid"] == [2012, 2018]


def test_there_are_21_regulations_of_five_acts() -> None:
    documents: dict[str, int] = {}
    for name in shipped_regulations():
        document = load_regulation(name).act.document
        documents[document[:3]] = documents.get(document[:3], 0) + 1
    assert documents == {"000": 2, "001": 9, "002": 8, "003": 1, "004": 1}


@pytest.mark.parametrize("name", shipped_regulations())
def test_a_first_scenario_made_from_the_regulation_alone_runs(name: str, tmp_path: Path) -> None:
    from sim.experiment.run import run_study

    path = tmp_path / "first.yaml"
    result = CliRunner().invoke(app, ["new", "--service", name, str(path)])
    assert result.exit_code == 0, result.output
    results = run_study(load_scenario(path), strengthen=False)
    for key, row in results.figures.routes.items():
        assert row["applications"].mean > 3, key
        assert row["open"].mean == 0, key


def test_new_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("mine", encoding="utf-8")
    result = CliRunner().invoke(app, ["new", "--service", SOCIAL_AID, str(path)])
    assert result.exit_code == 2
    assert "already" in result.stderr
    assert path.read_text(encoding="utf-8") == "mine"


def test_timeline_prints_and_draws(tmp_path: Path) -> None:
    words = ["timeline", SOCIAL_AID, "--route", "akim", "--submitted", "2018-03-06 15:40"]
    for ending in (".svg", ".png"):
        picture = tmp_path / f"gantt{ending}"
        result = CliRunner(env={"COLUMNS": "80"}).invoke(app, [*words, "--plot", str(picture)])
        assert result.exit_code == 0, result.output
        assert "late, although every step is lawful" in " ".join(result.stdout.split())
        assert picture.stat().st_size > 5_000
    data = json.loads(CliRunner().invoke(app, [*words, "--format", "json"]).stdout)
    assert (data["working_days"], data["lawful"]) == (9, False)
    assert data["steps"][-1]["deadline"] == "2018-03-26T09:10:00"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--route", "akim", "--submitted", "yesterday"], "write 2018-03-06 15:40"),
        (["--route", "akims", "--submitted", "2018-03-06"], "did you mean 'akim'?"),
        (["--route", "akim", "--submitted", "2031-03-06"], "2012-01-01 to 2027-12-31"),
        (
            ["--route", "provider", "--submitted", "2027-12-30 10:00"],
            "calendar 'kz' covers 2012-01-01 to 2027-12-31, and the limit of step",
        ),
        (["--route", "portal", "--reading", "signed", "--submitted", "2018-03-06"], "did you mean 'signature'?"),
        (["--route", "akim", "--submitted", "2018-03-06", "--plot", "x.docx"], "end it with .svg, .png, .pdf"),
    ],
)
def test_timeline_refuses_what_it_cannot_use(options: list[str], words: str) -> None:
    result = CliRunner().invoke(app, ["timeline", SOCIAL_AID, *options])
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_audit_as_data_has_both_readings_and_the_verdict() -> None:
    data = json.loads(CliRunner().invoke(app, ["audit", SOCIAL_AID, "--format", "json"]).stdout)
    routes = {(r["route"], r["reading"]): r for r in data["regulations"][0]["routes"]}
    assert set(routes) == {("provider", None), ("akim", None), ("portal", "release"), ("portal", "signature")}
    assert routes["akim", None]["sum"] == {"working_days": 7, "minutes": 70, "calendar_days": 0, "over_term": False}
    assert routes["akim", None]["verdict"] == "cannot be met"
    assert routes["akim", None]["sum_and_chain_disagree"] is True
    assert [g["service"] for g in data["side_by_side"]] == ["social_aid"]


@pytest.mark.parametrize("kind", ["scenario", "regulation"])
def test_the_json_schema_of_each_language_describes_every_field(kind: str) -> None:
    schema = json.loads(CliRunner().invoke(app, ["schema", kind]).stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")
    for name, block in {**schema["$defs"], kind: schema}.items():
        for field, facts in block.get("properties", {}).items():
            assert facts.get("description") or "const" in facts or field in ("kk", "ru", "en"), f"{name}.{field}"


def test_the_json_schema_says_how_quantities_are_written_and_in_which_range() -> None:
    blocks = json.loads(CliRunner().invoke(app, ["schema", "scenario"]).stdout)["$defs"]
    told = {
        "Transfer.lag": "Write a duration such as '25 minutes', from 0 seconds to 10000 hours.",
        "Stream.rate": "Write a rate such as '6 per working day', from 0.000001 to 1000000 per unit.",
        "Stream.growth": "Write a growth such as '5 % per year', above -100 % and up to 1000 %.",
        "Transfer.courier": "Write a time of the day such as '10:00', from 00:00 to 23:59.",
        "Period.start": "Write a day such as 2018-07-02, in the years 1900 to 2199.",
        "Staff.escalate": "Write a limit such as '3 working days', from 1 to 100000 of a unit.",
        "Scenario.target": "Write a share such as '95 %', from 0 to 100 %.",
    }
    for name, form in told.items():
        block, field = name.split(".")
        for kind in (block, f"{block}Part"):
            assert blocks[kind]["properties"][field]["description"].endswith(f"\n{form}"), name

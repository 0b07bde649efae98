"""Levers: which are tried for what late files waited for, what each brings, and that each is what `--set` brings."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from sim.experiment.levers import race
from sim.experiment.levers.lever import NotTried
from sim.experiment.replications import simulated, with_seed_and_replications
from sim.experiment.results import Results
from sim.experiment.run import run_study
from sim.export.results import summary
from sim.law.load import load_regulation
from sim.measure.figures import InTime, in_time_shares
from sim.model.model import build_model
from sim.report.levers.words import left_out_texts, settings_text
from sim.report.run.levers import levers_sentence, levers_short
from sim.study.loading import load_scenario
from sim.study.new import scenario_text as new_scenario
from tests.minimal import HEAD

REGULATION = (
    HEAD
    + """\
roles:
  clerk: {kk: қызметкер, en: clerk}
  expert: {kk: маман, en: expert}
  chief: {kk: басшы, en: chief}
  board: {kk: комиссия, en: board, kind: commission}
  gate: {kk: портал, en: gate, kind: system}
routes:
  provider:
    title: At the office
    source: clause 5
    steps:
STEPS
terms:
  provider: {limit: TERM, source: {text: the standard}}
"""
)
SCENARIO = """\
scenario: A small question
calendar: kz
period: {start: 2018-03-05, warm_up_until: 2018-03-05, end: 2018-06-30}
replications: 12
seed: 7
hours: {tuesdays: {tuesday: "09:00-13:00"}}
services:
  aid:
    regulation: small.yaml
    routes:
      provider:
        steps:
WORK
systems: {gate: SYSTEM}
TRANSFERS
offices:
  town:
    hours: department
    staff: {STAFF}
  village: {hours: department, sends_to: town, staff: {expert: 1}}
arrivals:
  all: {service: aid, route: provider, office: ARRIVES, rate: RATE per working day}
"""


def asked(
    folder: Path,
    roles: str,
    staff: str,
    *,
    rate: str = "3",
    term: str = "3 working days",
    work: dict[str, str] | None = None,
    system: str = "{response: 5 seconds}",
    transfers: str = "",
    office: str = "town",
    timetable: str = "",
) -> Path:
    """A scenario whose files pass some roles one after the other, with an hour of work at each unless stated otherwise."""
    names = roles.split()
    steps = [
        f"      - {{n: {n}, role: {role}, action: does it, source: '5.{n}'{timetable if n == 1 else ''}}}"
        for n, role in enumerate(names, 1)
    ]
    durations = {
        str(n): "{work: {distribution: lognormal, mean: 60 minutes, p90: 90 minutes}}"
        for n, role in enumerate(names, 1)
        if role != "gate"
    }
    done = "\n".join(f"          {n}: {block}" for n, block in (durations | (work or {})).items())
    (folder / "small.yaml").write_text(
        REGULATION.replace("STEPS", "\n".join(steps)).replace("TERM", term), encoding="utf-8"
    )
    text = SCENARIO
    for key, value in {
        "WORK": done, "SYSTEM": system, "TRANSFERS": transfers, "STAFF": staff, "ARRIVES": office, "RATE": rate,
    }.items():  # fmt: skip
        text = text.replace(key, value)
    path = folder / "question.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def ran(path: Path, *changes: str) -> Results:
    return run_study(load_scenario(path, changes=changes), workers=1, strengthen=not changes)


def shares(results: Results) -> tuple[InTime, ...]:
    """The answers in time of each replication of a run."""
    return tuple(InTime.of(figures) for figures in results.replications)


BOARD = "board: {sittings: {weekdays: thursday, at: '10:00', length: 4 hours, seats: {expert: 1}}}"
CASES: dict[str, dict[str, object]] = {
    "member": {"roles": "clerk expert", "staff": "clerk: 2, expert: 1", "rate": "8.5"},
    "stand_in": {
        "roles": "clerk chief",
        "staff": "clerk: 1, chief: {count: 1, absences: [{first_day: 2018-04-02, last_day: 2018-05-31}]}",
    },
    "leave": {
        "roles": "clerk chief",
        "staff": "clerk: 1, chief: {count: 2, absences: [{first_day: 2018-04-02, last_day: 2018-04-20}, "
        "{first_day: 2018-04-02, last_day: 2018-04-20}]}",
    },
    "leave_parts": {
        "roles": "clerk chief",
        "staff": "clerk: 1, chief: {count: 1, absences: [{first_day: 2018-04-16, last_day: 2018-05-04}]}",
        "term": "8 working days",
    },
    "hours": {"roles": "clerk chief", "staff": "clerk: 1, chief: {count: 2, hours: tuesdays}", "rate": "1"},
    "caseload": {
        "roles": "clerk expert",
        "staff": "clerk: 1, expert: {count: 1, caseload: 1}",
        "work": {"2": "{work: 20 minutes, hold: 6 hours}"},
        "rate": "1.3",
    },
    "sitting": {"roles": "clerk board", "staff": f"clerk: 1, expert: 1, {BOARD}", "work": {"2": "{work: 1 minute}"}},
    "agenda": {
        "roles": "clerk board",
        "staff": "clerk: 1, expert: 1, board: {sittings: {every: 1, at: '10:00', length: 1 hour, agenda: 2, "
        "seats: {expert: 1}}}",
        "rate": "2",
        "work": {"2": "{work: 1 minute}"},
    },
    "seat": {
        "roles": "clerk board",
        "staff": "clerk: 1, expert: {count: 4, sickness: {episodes: 2 per month, length: 6 working days}}, "
        "board: {sittings: {every: 1, at: '10:00', length: 1 hour, quorum: 2, seats: {expert: 2}}}",
        "rate": "2",
        "work": {"2": "{work: 1 minute}"},
    },
    "courier": {
        "roles": "expert chief",
        "staff": "chief: 1",
        "office": "village",
        "term": "1 working day",
        "transfers": "transfers: {bag: {sender: village, receiver: town, courier: ['09:30'], travel: 11 hours}}",
    },
    "timetable": {
        "roles": "clerk chief",
        "staff": "clerk: 1, chief: 1",
        "term": "4 hours",
        "timetable": ", timetable: {times_per_day: 1}",
        "work": {"1": "{work: 5 minutes}", "2": "{work: 5 minutes}"},
    },
    "place": {
        "roles": "clerk gate chief",
        "staff": "clerk: 2, chief: 2",
        "rate": "7",
        "system": "{response: 6 hours, capacity: 1}",
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", CASES)
def test_each_lever_is_found_for_what_late_files_wait_for_and_is_what_its_settings_bring(
    kind: str, tmp_path: Path
) -> None:
    path = asked(tmp_path, **CASES[kind])  # type: ignore[arg-type]
    results = ran(path)
    assert results.tried
    best = next(one for one in results.tried if one.lever.kind == kind)
    # One member more is better than these.
    assert best is results.tried[0] or kind in ("stand_in", "caseload", "leave", "leave_parts")
    assert best.effect.whole.low > 0.02
    assert best.shares == shares(ran(path, *best.lever.changes))[: len(best.shares)]
    for one in results.tried:
        changed = build_model(load_scenario(path, changes=one.lever.changes))
        answers = [in_time_shares(log, drawn) for drawn, log in simulated(changed, len(one.shares))]
        assert list(one.shares) == answers, one.lever
    sentence = levers_sentence(results)
    assert sentence.startswith("What would help most: ")
    assert settings_text((results.tried[0].lever,)) in sentence
    data = json.loads(json.dumps(summary(results)))
    assert data["levers"][0]["settings"] == list(results.tried[0].lever.changes)
    table = levers_short(results, "en", "page")
    assert table is not None
    assert len(table.rows) == sum(one.finalist for one in results.tried)


def test_one_member_more_is_count_plus_one_where_leave_and_sickness_go_by_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The executors of Karaganda are on leave one after the other and fall ill, each by his number."""
    monkeypatch.setattr(race, "candidates", partial(race.candidates, most=6))  # each takes a tenth of a second and more

    def results(*changes: str) -> Results:
        study = load_scenario("karaganda_department", changes=changes)
        return run_study(with_seed_and_replications(study, 4, None), workers=1, strengthen=not changes)

    tried = results().tried
    assert tried
    assert tried[0].lever.changes == ("offices.department.staff.executor=4",)
    assert tried[0].shares == shares(results(*tried[0].lever.changes))


def test_changes_of_the_run_itself_stay_in_force(tmp_path: Path) -> None:
    path = asked(tmp_path, "clerk expert", "clerk: 2, expert: 1", rate="3")
    busy = "arrivals.all.rate=8.5 per working day"
    tried = run_study(load_scenario(path, changes=[busy]), workers=1).tried
    assert tried
    assert tried[0].shares == shares(ran(path, busy, "offices.town.staff.expert=2"))


def test_one_more_of_named_members_and_of_a_changing_headcount_is_there_throughout(tmp_path: Path) -> None:
    named = asked(
        tmp_path, "clerk expert", "clerk: 2, expert: {members: {anna: {hours: [tuesdays, department]}}}", rate="8"
    )
    tried = ran(named).tried
    assert tried
    assert tried[0].lever.changes == ("offices.town.staff.expert.members={one_more: {hours: [tuesdays, department]}}",)
    changing = asked(
        tmp_path,
        "clerk expert",
        "clerk: 2, expert: {count: 1, count_changes: [{from: 2018-05-02, count: 2}]}",
        rate="9",
    )
    tried = ran(changing).tried
    assert tried
    assert tried[0].lever.changes == (
        "offices.town.staff.expert=2",
        "offices.town.staff.expert.count_changes.0.count=3",
    )


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    path = asked(
        tmp_path,
        "expert gate chief clerk",
        "clerk: 99, chief: {count: 1, absences: [{first_day: 2018-04-02, last_day: 2018-04-30}]}",
        office="village",
        transfers="transfers: {car: {sender: village, receiver: town, lag: 20 hours}}",
        system="{response: 5 seconds, outages: [{begin: 2018-05-14 00:00, end: 2018-05-26 00:00}]}",
    )
    results = ran(path)
    assert results.tried
    assert set(results.not_tried) >= {NotTried("", "car", "lag"), NotTried("", "gate", "outages")}
    assert NotTried("town", "clerk", "nothing_late") in results.not_tried
    texts = " ".join(left_out_texts(results.study, results.not_tried))
    assert "Not tried: 'car'; files are under way for a stated time" in texts
    assert "Not tried: clerk; late files hardly waited for it." in texts


def test_nothing_is_advised_where_nothing_is_late_or_nothing_is_measured(tmp_path: Path) -> None:
    in_time = ran(asked(tmp_path, "clerk expert", "clerk: 2, expert: 2", rate="1", term="30 working days"))
    assert in_time.tried == ()
    assert "No answer was late" in levers_sentence(in_time)
    text = new_scenario(load_regulation("west_kazakhstan_2018_social_aid"))
    fresh = tmp_path / "fresh.yaml"
    fresh.write_text(text.replace("rate: 1 per", "rate: 40 per"), encoding="utf-8")
    results = run_study(load_scenario(fresh), workers=1)
    assert results.figures.whole["late"].mean > 0
    assert results.tried == ()
    assert results.not_tried == (NotTried("", "", "placeholders"),)
    assert levers_sentence(results).startswith("Every duration is still a placeholder")

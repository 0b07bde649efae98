"""Faults of files that rise and of sittings that need so many files; what check, load and run say of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.engine.log_tables import applications_frame, steps_frame
from sim.experiment.replications import simulated
from sim.measure.offered_load import last_sittings, offered_load, rare_sittings
from sim.model.model import build_model
from sim.quantities import Limit
from sim.report.notes import note_sentence
from sim.study.explain import explained
from sim.study.loading import Reader
from sim.tracing.read_tables import log_from_tables
from tests import people
from tests.minimal import changed, faults_of, loaded, written
from tests.study.test_faults_transfers_visits_systems import AWAY_FROM_THE_DESK, LAW, assert_fault


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "caseload: 4}",
            "caseload: 4, escalate: 2 calendar days}",
            "34:69: a file rises so many working days, hours or minutes before; write such as '2 working days'",
        ),
        ("caseload: 4}", "caseload: 4, escalate: 0 hours}", "34:69: '0 hours' is out of range; a limit is from 1 to"),
        ("caseload: 4}", "caseload: 4, escalate: soon}", "34:69: 'soon' is not a limit"),
        ("agenda: 200,", "agenda: 200, at_least: -1,", "37:102: '-1' is out of range; at least 0 is needed"),
        ("agenda: 200,", "agenda: 200, at_least: 2.5,", "37:102: a whole number is needed"),
    ],
)
def test_what_cannot_rise_or_be_needed(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


def test_nobody_rises_whose_steps_are_all_at_the_counter(tmp_path: Path) -> None:
    text = changed("      portal: {}\n", "", AWAY_FROM_THE_DESK)
    text = changed("  online: {service: aid, route: portal, office: town, rate: 1 per day}\n", "", text)
    fault = "33:59: no step of 'clerk' is at a desk, so none of its files can rise; take 'escalate' out"
    assert_fault(tmp_path, "caseload: 4}", "caseload: 4, escalate: 2 hours}", fault, text)


TWO = "          2: {work: 1 hour, people: 2}\n"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("          2: {work: 1 hour}\n", TWO.replace("2}", "0}"), "13:37: '0' is out of range; at least 1 is needed"),
        (
            "          2: {work: 1 hour}\n",
            TWO.replace("people: 2", "people: 3"),
            "13:37: step 2 needs 3 people at one time, and 'chief' has 2; lower it, or give 'town' more of them",
        ),
        (
            "1: {work: 10 minutes, hold: 30 minutes}",
            "1: {work: 10 minutes, hold: 30 minutes, people: 2}",
            "12:59: step 1 has the applicant standing at a counter, where one serves him; take 'people' out",
        ),
        (
            "          3: {work: 20 minutes}\n",
            "          3: {work: 20 minutes, people: 2}\n",
            "14:41: the people of 'panel' take files at sittings or on visits, all of them together; take 'people' out, or",
        ),
        (
            "          5: {work: 1 hour}\n",
            "          5: {work: 1 hour}\n        roles: {chief: {same_member: true}}\n",
            "13:37: the files of 'chief' have an officer on the route 'provider', who does his steps alone; write",
        ),
    ],
)
def test_steps_that_several_cannot_do(tmp_path: Path, old: str, new: str, fault: str) -> None:
    text = AWAY_FROM_THE_DESK
    if "roles:" in new:
        text = changed("          2: {work: 1 hour}\n", TWO, text)
    assert_fault(tmp_path, old, new, fault, text)


def test_a_stand_in_has_to_be_as_many(tmp_path: Path) -> None:
    text = changed("          2: {work: 1 hour}\n", TWO, AWAY_FROM_THE_DESK)
    text = changed(
        "      team: {count: 2, visits_per_day: 3}\n",
        "      team: {count: 2, visits_per_day: 3}\n      help: 1\n",
        text,
    )
    law = changed(
        "  team: {kk: топ, kind: commission}\n",
        "  team: {kk: топ, kind: commission}\n  help: {kk: көмек, kind: staff}\n",
        LAW,
    )
    (fault,) = faults_of(tmp_path, changed("      chief: 2\n", "      chief: {count: 2, stand_in: help}\n", text), law)
    assert fault.endswith(
        "step 2 needs 2 people at one time, and 'help', which stands in for 'chief', has 1; "
        "lower it, or give 'town' more of them"
    )


def test_the_work_of_two_is_expected_and_counted_twice(tmp_path: Path) -> None:
    one = loaded(tmp_path, AWAY_FROM_THE_DESK, LAW)
    two = loaded(tmp_path, changed("          2: {work: 1 hour}\n", TWO, AWAY_FROM_THE_DESK), LAW)
    models = build_model(one), build_model(two)
    work = [{(x.office, x.role): x.work_h for x in offered_load(model)}["town", "chief"] for model in models]
    assert work[1] > work[0]
    (_, apart), (model, log) = (next(simulated(model, 1)) for model in models)
    assert not len(apart.partners.visit)
    visit, member, begin, end = log.work_by_member()
    first = visit == log.partners.visit[0]
    assert first.sum() == 2
    assert len(set(member[first].tolist())) == 2
    assert len(set(begin[first].tolist())) == len(set(end[first].tolist())) == 1
    tables = log_from_tables(steps_frame(log), applications_frame(log), model)
    assert tables.partners.visit.tolist() == log.partners.visit.tolist()
    assert tables.partners.member.tolist() == log.partners.member.tolist()


def test_what_is_stated_reaches_the_pools_and_check_shows_the_default(tmp_path: Path) -> None:
    text = changed("agenda: 200,", "agenda: 200, at_least: 4,", AWAY_FROM_THE_DESK)
    text = changed("chief: 2\n", "chief: {count: 2, escalate: 2 working days}\n", text)
    study = loaded(tmp_path, text, LAW)
    pools = {pool.role: pool for pool in build_model(study).capacity.pools if pool.office == 0}
    assert pools["chief"].escalate == Limit(2, "working_days")
    assert pools["clerk"].escalate is None
    sittings = pools["panel"].sittings
    assert sittings is not None
    assert sittings.at_least == 4


def test_few_files_make_sittings_rare_and_so_much_less_work(tmp_path: Path) -> None:
    """55 files are expected for 7 sittings: enough for one from 15 files on, and for less than half of them from 16 on."""
    often, rare = (
        build_model(loaded(tmp_path, changed("agenda: 200,", f"agenda: 200, at_least: {n},", AWAY_FROM_THE_DESK), LAW))
        for n in (15, 30)
    )
    assert not rare_sittings(often)
    (sentence,) = map(note_sentence, rare_sittings(rare))
    assert sentence.endswith("7 sittings that are held from 30 on, so less than half of them can be held")
    chiefs = [
        next(load.work_h for load in offered_load(model) if (load.office, load.role) == ("town", "chief"))
        for model in (often, rare)
    ]
    assert chiefs[1] < chiefs[0]


def test_check_explains_that_nothing_rises_and_every_sitting_is_held_by_default(tmp_path: Path) -> None:
    settings = {s.path: s for s in explained(*Reader(written(tmp_path, AWAY_FROM_THE_DESK, LAW), ()).study(None))}
    rises, needed = (
        settings["offices.town.staff.clerk.escalate"],
        settings["offices.town.staff.panel.sittings.at_least"],
    )
    assert (rises.value, rises.origin) == ("it never does", "default")
    assert (needed.value, needed.origin) == ("0", "default")


APART = """\
hours:
  mornings: {weekdays: "09:00-13:00"}
  afternoons: {weekdays: "14:00-19:00"}
"""


@pytest.mark.parametrize(
    ("chief", "rest"),
    [
        (
            "{members: {a: {hours: mornings}, b: {hours: afternoons}}}",
            "never has so many on duty together; let the hours of so many meet, or lower it",
        ),
        (
            "{members: {a: {hours: [mornings, afternoons]}, b: {hours: [afternoons, mornings]}}}",
            "never has so many on duty together; let the hours of so many meet, or lower it",
        ),
        (
            "{members: {a: {other_duties: {hours: mornings}}, b: {other_duties: {hours: afternoons}}}}",
            "never has so many on duty together; let the hours of so many meet, or lower it",
        ),
        (
            "{count: 2, absences: [{first_day: 2018-05-17}]}",
            "has so many on duty together on 2018-05-16 for the last time; let so many stay to the end, or lower it",
        ),
        (
            "{count: 2, count_changes: [{from: 2018-05-12, count: 1}]}",
            "has so many on duty together on 2018-05-11 for the last time; let so many stay to the end, or lower it",
        ),
        ("{members: {a: {hours: [mornings, afternoons]}, b: {hours: mornings}}}", ""),
        ("{count: 2, absences: [{first_day: 2018-05-17, last_day: 2018-06-08}]}", ""),
        ("{count: 3, count_changes: [{from: 2018-05-12, count: 2}]}", ""),
    ],
)
def test_so_many_have_to_be_on_duty_at_one_time(tmp_path: Path, chief: str, rest: str) -> None:
    text = changed("          2: {work: 1 hour}\n", TWO, AWAY_FROM_THE_DESK)
    text = changed("hours:\n  sat", f"{APART}  sat", changed("      chief: 2\n", f"      chief: {chief}\n", text))
    found = faults_of(tmp_path, text, LAW)
    assert [fault.rpartition("'chief' of 'town' ")[2] for fault in found] == ([rest] if rest else [])


def test_stand_ins_may_be_together_where_the_people_are_not(tmp_path: Path) -> None:
    text = changed("          2: {work: 1 hour}\n", TWO, AWAY_FROM_THE_DESK)
    chief = "{members: {a: {hours: mornings}, b: {hours: afternoons}}, stand_in: clerk}"
    text = changed("hours:\n  sat", f"{APART}  sat", changed("      chief: 2\n", f"      chief: {chief}\n", text))
    assert faults_of(tmp_path, text, LAW) == []


def test_a_commission_that_sits_no_more_before_the_end_is_told(tmp_path: Path) -> None:
    def notes(rule: str) -> list[dict[str, object]]:
        sits = f"{{count: 1, sittings: {{{rule}, at: '10:00', length: 2 hours}}}}"
        model = build_model(people.study(tmp_path, staff={"special_commission": sits}))
        return [dict(note.facts) for note in last_sittings(model)]

    assert notes("every: 200, first_day: 2018-03-20") == [
        {"office": "department", "role": "special_commission", "last": "2018-03-20", "end": "2018-07-01"}
    ]
    assert notes("weekdays: friday") == []

"""Every fault of `routing` is told at its place, with what would do; and uncertain shares of one step find room beside each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.study.loading import Reader, load_scenario
from sim.study.uncertain_inputs import changes_together, drawables
from tests.minimal import regulation_text, with_changes
from tests.study.faulty_demand import faults_after

COLLECTED = "collection: {after: 2 calendar days}"
ONLINE = "3: {probability: 10 %, brought_after: 30 hours, clock: runs}"
KNOWN = "known here: 1, 4, 6, 7"


@pytest.mark.parametrize(
    ("routing", "faults"),
    [
        ("{4: {7: 20 %}, 6: {end: 5 %, 1: 2 %}, 7: {4: 1 %}, start: {4: 10 %}}", []),
        ("{9: {7: 20 %}}", [f"33:19: no step '9' is passed on the route 'provider'; {KNOWN}, start"]),
        ("{8: {7: 20 %}}", [f"33:19: step '8' is taken on a condition; nothing else leads there or away; {KNOWN}, start"]),
        ("{4: {8: 20 %}}", [f"33:23: step '8' is taken on a condition; nothing else leads there or away; {KNOWN}, end"]),
        ("{4: {nine: 20 %}}", [f"33:23: no step 'nine' is passed on the route 'provider'; {KNOWN}, end"]),
        ("{4: {6: 20 %}}", ["33:23: files go from step 4 to step 6 anyway; take it out"]),
        ("{7: {end: 20 %}}", ["33:23: files end after step 7 anyway; take it out"]),
        ("{start: {1: 20 %}}", ["33:27: files begin at step 1 anyway; take it out"]),
        ("{start: {end: 20 %}}", ["33:27: no file ends before it has begun; take it out"]),
        ("{4: {7: 120 %}}", ["33:26: '120 %' is not a share between 0 and 1; write 0.95 or 95 %"]),
        ("{4: {7: 80 %}}",
         ["33:26: what may happen at the end of step 4 has 120 % together (branch 5: 10 %, missing documents: 10 %, rework: "
          "10 %, refusal: 10 %, to step 7: 80 %); make it 100 % at most"]),
        ("{start: {4: 60 %, 6: 50 %}}",
         ["33:30: the steps at which files begin have 110 % together (to step 4: 60 %, to step 6: 50 %); make it 100 % at "
          "most"]),
        ("{4: {7: }}", ["33:23: nothing is given; write a share such as '95 %'"]),
        ("{4: 5 %}", ["33:22: a block of keys is needed here, not '5 %'"]),
        ("[]", ["33:18: a block of keys is needed here, not a list"]),
    ],
)  # fmt: skip
def test_ways_at_the_office(tmp_path: Path, routing: str, faults: list[str]) -> None:
    assert faults_after(tmp_path, (COLLECTED, f"{COLLECTED}\n        routing: {routing}")) == faults


@pytest.mark.parametrize(
    ("routing", "faults"),
    [
        ("{1: {provider.6: 20 %}, provider.4: {3: 10 %}, 3: {end: 2 %}}", []),
        ("{1: {1: 20 %}}",
         ["38:23: no file can go back from step 1 to step '1'; known here: 3, provider.4, provider.6"]),
        ("{provider.6: {1: 20 %}}",
         ["38:32: no file can go back from step provider.6 to step '1'; known here: 3, provider.4, provider.6"]),
        ("{1: {end: 3 %}}",
         ["38:9: a file could end without any step of staff, so that nobody would have received it; let every way pass a "
          "step of staff"]),
    ],
)  # fmt: skip
def test_ways_on_a_portal_that_meets_the_office(tmp_path: Path, routing: str, faults: list[str]) -> None:
    assert faults_after(tmp_path, (ONLINE, f"{ONLINE}\n        routing: {routing}")) == faults


LAW = regulation_text(
    roles=("clerk", "expert"),
    provider="""
        - {n: 1, role: clerk, action: takes it in, applicant_present: true, source: "5.1"}
        - {n: 2, role: expert, action: checks it, source: "5.2"}
        - {n: 3, role: expert, action: decides, source: "5.3"}
        - {n: 4, role: clerk, action: sends it, source: "5.4"}
    """,
)
SCENARIO = """\
scenario: Ways
period: {start: 2018-05-02, warm_up_until: 2018-05-02, end: 2018-06-01}
services:
  aid:
    regulation: small.yaml
    routes:
      provider:
        steps: {1: {work: 5 minutes}, 2: {work: 5 minutes}, 3: {work: 5 minutes}, 4: {work: 5 minutes}}
        routing: {}
offices: {town: {hours: department, staff: {clerk: 1, expert: 1}}}
arrivals: {plain: {service: aid, route: provider, office: town, rate: 4 per working day}}
"""


def written(folder: Path, routing: str, *changes: tuple[str, str], more: str = "") -> Path:
    (folder / "small.yaml").write_text(LAW, encoding="utf-8")
    path = folder / "ways.yaml"
    path.write_text(with_changes(SCENARIO, ("routing: {}", f"routing: {routing}"), *changes) + more, encoding="utf-8")
    return path


def faults_of(path: Path) -> list[str]:
    try:
        load_scenario(path)
    except InputError as error:
        return [f"{fault.line}:{fault.column}: {fault.message}; {fault.repair}" for fault in error.faults]
    return []


NO_END = (
    "from step {} on all ways lead back, so that no file would ever end; leave a part of it to the ordinary way, or let some "
    "files end"
)


@pytest.mark.parametrize(
    ("routing", "faults"),
    [
        ("{3: {2: 100 %}}", [f"9:19: {NO_END.format(3)}"]),
        ("{2: {1: 50 %, 2: 50 %}}", [f"9:19: {NO_END.format(2)}"]),
        ("{4: {3: 40 %, 1: 60 %}}", [f"9:19: {NO_END.format(4)}"]),
        ("{3: {2: 99 %}}", []),  # what else may happen at step 3 ends, or goes on
        ("{3: {2: 99 %, end: 1 %}}", []),
        ("{3: {2: 100 %}, 2: {4: 10 %}}", []),  # who is not sent back goes on from step 2
        ("{3: {2: 100 %, end: 0 %}}", [f"9:19: {NO_END.format(3)}"]),
        ("{2: {4: 100 %}, 3: {3: 100 %}}", []),  # nobody comes to step 3
        ("{start: {4: 100 %}, 3: {2: 100 %}}", []),
    ],
)
def test_a_loop_without_end(tmp_path: Path, routing: str, faults: list[str]) -> None:
    assert faults_of(written(tmp_path, routing)) == faults


def test_who_books_begins_at_the_first_step(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "{start: {2: 10 %}}",
        ("clerk: 1", "clerk: {count: 1, appointments: {every: 30 minutes, windows: 1}}"),
        ("rate: 4 per working day", "rate: 4 per working day, booked: {share: 50 %, ahead: 2 calendar days}"),
    )
    assert faults_of(path) == [
        "9:19: applicants of 'plain' book at the first step, so none begins elsewhere; take 'start' out, or 'booked' of that "
        "stream"
    ]


ROUTE = "services.aid.routes.provider"
ASSUMED = f"""\
assumptions:
  ahead: {{paths: [{ROUTE}.routing.2.4], range: [50 %, 90 %]}}
  back: {{paths: [{ROUTE}.routing.2.2], factor: {{distribution: lognormal, p10: 0.6, p90: 1.8}}}}
  other: {{paths: [{ROUTE}.routing.3.end], range: [0.1, 0.4]}}
"""


def drawn(path: Path, **numbers: float) -> dict[str, str]:
    study, file = Reader(path).study()
    found = [(one, numbers[one.name]) for one in drawables(file, study.scenario) if one.name in numbers]
    return dict(change.split("=") for change in changes_together(found))


def test_shares_that_are_drawn_together_get_smaller_by_one_factor(tmp_path: Path) -> None:
    rework = ("routing:", "rework: {2: {probability: 5 %, back_to: 1}}\n        routing:")
    path = written(tmp_path, "{2: {4: 60 %, 2: 20 %}, 3: {end: 20 %}}", rework, more=ASSUMED)
    assert drawn(path, ahead=70.0, back=1.0, other=0.3) == {
        f"{ROUTE}.routing.2.4": "70 %", f"{ROUTE}.routing.2.2": "20 %", f"{ROUTE}.routing.3.end": "0.3"}  # fmt: skip
    together = drawn(path, ahead=90.0, back=2.0)
    shares = [float(together[f"{ROUTE}.routing.2.{to}"].removesuffix(" %")) for to in ("4", "2")]
    assert shares == pytest.approx(
        [94.9 * 90 / 130, 94.9 * 40 / 130]
    )  # 5 % go back by rework, and 0.1 % the ordinary way
    assert drawn(path, ahead=90.0)[f"{ROUTE}.routing.2.4"] == "74.9 %"  # beside the 20 % that are stated
    study, _ = Reader(path).with_values((), [f"{key}={value}" for key, value in together.items()])
    assert sum(study.scenario.services["aid"].routes["provider"].routing["2"].values()) == pytest.approx(0.949)


def test_shares_that_leave_nothing_to_the_ordinary_way_may_go_on_doing_so(tmp_path: Path) -> None:
    path = written(tmp_path, "{2: {4: 80 %, 2: 20 %}, 3: {end: 20 %}}", more=ASSUMED)
    assert drawn(path, ahead=90.0)[f"{ROUTE}.routing.2.4"] == "80 %"


def test_what_is_written_for_shares_has_to_fit(tmp_path: Path) -> None:
    path = written(tmp_path, "{2: {4: 60 %, 2: 20 %}, 3: {end: 20 %}}", more=ASSUMED)
    with pytest.raises(InputError, match=r"110 % together \(to step 4: 90 %, to step 2: 20 %\)"):
        load_scenario(path, changes=[f"{ROUTE}.routing.2.4=90 %"])

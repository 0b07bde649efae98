"""A change moves only what it is about: every other draw stays as it was."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from sim.model.draw_workload import draw_workload
from sim.model.model import build_model
from sim.quantities import instant
from sim.study.loading import load_scenario
from tests.minimal import changed
from tests.model.drawn_by_name import (
    REGULATION,
    SCENARIO,
    STREAMS,
    Application,
    Change,
    Known,
    known,
    model_of,
)
from tests.study.faulty_demand import DEMAND, written


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return known(model_of(tmp_path_factory.mktemp("base")))


def of_stream(applications: Known, *names: str) -> Known:
    return {key: one for key, one in applications.items() if key[0] in names}


def without(applications: Known, *names: str) -> Known:
    return {key: one for key, one in applications.items() if key[0] not in names}


def both(before: Known, after: Known) -> Iterator[tuple[Application, Application]]:
    """Those that are in both, in pairs."""
    yield from ((before[key], after[key]) for key in before.keys() & after.keys())


def assert_same_rows(one: Application, other: Application) -> None:
    """Every passing of a step that both have takes as long."""
    assert {key: one.rows[key] for key in one.rows.keys() & other.rows.keys()} == {
        key: other.rows[key] for key in one.rows.keys() & other.rows.keys()
    }


def test_the_scenario_has_applications_of_all_sorts(base: Known) -> None:
    assert tuple(sorted({stream for stream, _ in base})) == STREAMS
    count = Counter(stream for stream, _ in base)
    assert min(count.values()) >= 30
    assert {one.ending.name for one in base.values()} == {"assigned", "refused", "returned", "stopped_before_receipt"}
    assert {one.channel for one in of_stream(base, "people").values()} == {"provider", "portal"}
    assert max(passing for one in base.values() for _, passing in one.rows) == 4
    # Serial numbers have gaps in the stream that shrinks; of the first week of a history some come before the start.
    for name in STREAMS:
        serials = sorted(serial for stream, serial in base if stream == name)
        assert (serials == list(range(len(serials)))) == (name not in ("fewer", "past"))


# What moves nothing.


@pytest.mark.parametrize(
    "change",
    [
        ("clerk: 1, expert: 2, chief: 1", "clerk: 4, expert: {count: 1, hours: mornings}, chief: 2"),
        ("    staff: {clerk: 1}", "    staff: {clerk: {members: [Aliya, Berik]}}"),
        ("expert: 2", "expert: {count: 2, caseload: 3}"),
    ],
)
def test_people_change_no_draw(tmp_path: Path, base: Known, change: Change) -> None:
    assert known(model_of(tmp_path, change)) == base


@pytest.mark.parametrize(
    ("old", "new", "added"),
    [
        ("arrivals:\n", "arrivals:\n  a_new_one: {service: aid, route: provider, office: town, rate: 2 per working day}\n", "a_new_one"),
        (
            "weights: [2, 1, 1]}\n  fewer",
            "weights: [2, 1, 1], campaigns: {tv: {first_day: 2018-05-01, last_day: 2018-05-20, times: 3}}}\n  fewer",
            "villages/tv",
        ),
        ("rate: 3 per working day}}}", "rate: 3 per working day}, radio: {first_day: 2018-05-02, last_day: 2018-05-03, times: 9}}}", "in_town/radio"),
        ("growth: -50 % per year", "growth: -50 % per year, campaigns: {tv: {first_day: 2018-03-05, last_day: 2018-03-30, times: 2}}", "fewer/tv"),
        ("weights: [2, 1, 1]}\n  fewer", "weights: [2, 1, 1], growth: 200 % per year}\n  fewer", "villages/growth"),
        ("bulk: {1: 4, 3: 2}", "bulk: {1: 4, 3: 2}, growth: 200 % per year", "batches/growth"),
        (
            "backlog:\n",
            "backlog:\n  another: {service: aid, route: provider, office: town, files: [{step: '1', count: 9, age: 1 working day}]}\n",
            "another",
        ),
    ],
)  # fmt: skip
def test_what_is_added_beside_changes_no_draw(tmp_path: Path, base: Known, old: str, new: str, added: str) -> None:
    found = known(model_of(tmp_path, (old, new)))
    assert without(found, added) == base
    assert len(of_stream(found, added)) > 5


def test_what_is_taken_out_changes_no_draw(tmp_path: Path, base: Known) -> None:
    begin, end = SCENARIO.index("  shaped:"), SCENARIO.index("  villages:")
    text = SCENARIO[:begin] + SCENARIO[end : SCENARIO.index("backlog:")]
    assert known(model_of(tmp_path, scenario=text)) == without(base, "shaped", "shaped/growth", "before")


# What moves only those whom it is about.


def test_more_growth_keeps_what_came_without_it(tmp_path: Path, base: Known) -> None:
    found = known(model_of(tmp_path, ("growth: 60 % per year", "growth: 90 % per year")))
    assert without(found, "shaped/growth") == without(base, "shaped/growth")
    mine, before = of_stream(found, "shaped/growth"), of_stream(base, "shaped/growth")
    assert len(mine) > len(before)
    for one, other in both(before, mine):
        assert other.submitted < one.submitted
        assert (other.rows, other.ending) == (one.rows, one.ending)


def test_a_stream_that_shrinks_faster_loses_some_and_changes_none(tmp_path: Path, base: Known) -> None:
    found = known(model_of(tmp_path, ("growth: -50 % per year", "growth: -80 % per year")))
    assert without(found, "fewer") == without(base, "fewer")
    mine, before = of_stream(found, "fewer"), of_stream(base, "fewer")
    assert mine.items() < before.items()
    assert len(mine) < 0.95 * len(before)


BRANCHES = {
    "returned": (("{2: {probability: 4 %}}", "{2: {probability: 30 %}}"), ("provider",)),
    "documents": (("{probability: 20 %", "{probability: 50 %"), ("provider",)),
    "rework": (("{probability: 30 %", "{probability: 60 %"), ("provider",)),
    "refusals": (("{probability: 15 %}", "{probability: 35 %}"), ("provider",)),
    "stopped": (("{2: {probability: 10 %}", "{2: {probability: 40 %}"), ("portal",)),
    "refused_on_the_portal": (("4: {probability: 12 %}", "4: {probability: 40 %}"), ("portal",)),
}


@pytest.mark.parametrize("name", BRANCHES)
def test_the_probability_of_a_branch_moves_only_the_ways_of_those_who_take_it(
    tmp_path: Path, base: Known, name: str
) -> None:
    change, channels = BRANCHES[name]
    found = known(model_of(tmp_path, change))
    assert found.keys() == base.keys()
    moved = 0
    for one, other in both(base, found):
        assert one.arrival == other.arrival
        assert_same_rows(one, other)
        if (one.path, one.ending) != (other.path, other.ending):
            moved += 1
            assert one.channel in channels
        elif name == "refusals":
            assert one.ending == other.ending
    by_channel = sum(one.channel in channels for one in base.values())
    assert 0.05 * by_channel < moved < 0.6 * by_channel


def test_of_a_more_likely_branch_those_who_took_it_take_it_still(tmp_path: Path, base: Known) -> None:
    found = known(model_of(tmp_path, BRANCHES["returned"][0]))
    returned = [(one.ending.name == "returned", other.ending.name == "returned") for one, other in both(base, found)]
    assert (True, False) not in returned
    assert returned.count((False, True)) > 100


def test_one_more_rework_moves_only_those_who_had_used_up_theirs(tmp_path: Path, base: Known) -> None:
    found = known(model_of(tmp_path, ("at_most: 2", "at_most: 3")))
    assert found.keys() == base.keys()
    longer = 0
    for one, other in both(base, found):
        assert one.arrival == other.arrival
        assert_same_rows(one, other)
        if one.rows == other.rows:
            assert one.ending == other.ending
            continue
        longer += 1
        assert one.path.count("7") == 3
        assert other.path[: len(one.path) - 1] == one.path[:-1]  # up to the last decision; then it is handed out later
        assert other.path.count("7") == 4
    assert longer > 5


def test_rework_to_another_step_keeps_arrivals_and_the_rows_that_both_have(tmp_path: Path, base: Known) -> None:
    found = known(model_of(tmp_path, ("back_to: '3'", "back_to: '7'")))
    for one, other in both(base, found):
        assert one.arrival == other.arrival
        assert_same_rows(one, other)
        assert (one.path == other.path) or "7" in one.path


def test_a_longer_time_to_bring_documents_moves_nothing_else(tmp_path: Path, base: Known) -> None:
    found = known(model_of(tmp_path, ("mean: 5 calendar days", "mean: 10 calendar days")))
    assert found.keys() == base.keys()
    brought = 0
    for one, other in both(base, found):
        assert (one.arrival, one.path, one.ending) == (other.arrival, other.path, other.ending)
        for key in one.rows:
            if key[0] == "documents after 3":
                assert abs(other.rows[key][0] - 2 * one.rows[key][0]) <= 2  # rounded to seconds
                brought += 1
            else:
                assert one.rows[key] == other.rows[key]
    assert brought > 100


@pytest.mark.parametrize(("provider", "portal"), [(70, 30), (30, 70), (100, 0)])
def test_another_share_moves_only_those_who_change_their_channel(
    tmp_path: Path, base: Known, provider: int, portal: int
) -> None:
    found = known(model_of(tmp_path, ("share: 60 %", f"share: {provider} %"), ("share: 40 %", f"share: {portal} %")))
    assert without(found, "people") == without(base, "people")
    mine, before = of_stream(found, "people"), of_stream(base, "people")
    # At its other door one may come behind the end of the simulation, or just before it.
    leaves = "portal" if provider > 60 else "provider"
    for applications, others, channel in ((before, mine, leaves), (mine, before, {"portal", "provider"} - {leaves})):
        late = [one for key, one in applications.items() if key not in others]
        assert all(one.channel in channel and one.submitted >= instant(datetime(2018, 6, 1)) for one in late)
    moved = Counter((one.channel, other.channel) for one, other in both(before, mine) if one.channel != other.channel)
    assert set(moved) == {("portal", "provider") if provider > 60 else ("provider", "portal")}
    wanted = len(before) * abs(provider - 60) / 100
    assert abs(moved.total() - wanted) < 3.29 * math.sqrt(wanted)
    for one, other in both(before, mine):
        if one.channel == other.channel:
            assert one == other
        else:  # the first step has one address in both
            assert one.rows["1", 1] == other.rows["1", 1]


def test_another_share_of_a_stream_that_shrinks_keeps_away_nobody_else(tmp_path: Path, base: Known) -> None:
    found = known(model_of(tmp_path, ("share: 70 %", "share: 50 %"), ("share: 30 %", "share: 50 %")))
    assert without(found, "fewer") == without(base, "fewer")
    mine, before = of_stream(found, "fewer"), of_stream(base, "fewer")
    assert {key for key, one in before.items() if one.channel == "portal"} <= mine.keys()
    assert {key for key, one in mine.items() if one.channel == "provider"} <= before.keys()
    moved = 0
    for one, other in both(before, mine):
        assert one == other or (one.channel, other.channel) == ("provider", "portal")
        moved += one != other
    assert moved > 30


def test_other_weights_of_offices_move_only_those_who_change_their_office(tmp_path: Path, base: Known) -> None:
    change = ("weights: [2, 1, 1]}\n  fewer", "weights: [1, 1, 2]}\n  fewer")
    found = known(model_of(tmp_path, change))
    assert without(found, "villages") == without(base, "villages")
    mine, before = of_stream(found, "villages"), of_stream(base, "villages")
    # Bounds 1/2, 3/4 become 1/4, 1/2; a later office never becomes an earlier one.
    moved = Counter((one.office, other.office) for one, other in both(before, mine) if one.office != other.office)
    assert set(moved) == {("alpha", "beta"), ("beta", "gamma")}
    for one, other in both(before, mine):
        assert (one.rows, one.ending) == (other.rows, other.ending)
        assert (one.submitted != other.submitted) <= (one.office != other.office)
        if (one.office, other.office) == ("alpha", "beta"):  # with the same hours it is the same instant
            assert one.submitted == other.submitted


def test_other_weights_in_one_channel_move_nobody_of_the_other(tmp_path: Path, base: Known) -> None:
    found = known(model_of(tmp_path, ("office: village, weights: [2, 1, 1]}, portal", "office: village}, portal")))
    assert without(found, "people") == without(base, "people")
    for one, other in both(of_stream(base, "people"), of_stream(found, "people")):
        assert (one.channel, one.rows, one.ending) == (other.channel, other.rows, other.ending)
        if one.office == other.office:
            assert one == other


def test_other_hours_of_an_office_move_only_its_own_arrivals(tmp_path: Path, base: Known) -> None:
    found = known(model_of(tmp_path, ("gamma: {hours: mornings}", "gamma: {}")))
    assert without(found, "villages", "people", "batches", "before") == without(
        base, "villages", "people", "batches", "before"
    )
    moved = 0
    for one, other in both(base, found):
        assert (one.office, one.channel, one.rows, one.ending) == (
            other.office,
            other.channel,
            other.rows,
            other.ending,
        )
        assert (one.submitted != other.submitted) <= (one.office == "gamma")
        moved += one.submitted != other.submitted
    assert moved > 100


@pytest.mark.parametrize(
    ("old", "new"), [("end: 2018-06-01", "end: 2019-02-01"), ("end: 2018-06-01", "end: 2018-06-13")]
)
def test_a_longer_horizon_keeps_the_earlier_applications(tmp_path: Path, base: Known, old: str, new: str) -> None:
    model = model_of(tmp_path, (old, new))
    found = known(model)
    assert base.items() <= found.items()
    last = max(one.submitted for one in base.values())
    later = [one.submitted for key, one in found.items() if key not in base]
    assert len(later) > 200
    assert last <= min(later)


@pytest.mark.parametrize("end", ["2018-05-17", "2018-04-12"])
def test_a_horizon_in_the_middle_of_weeks_and_campaigns_keeps_the_earlier_applications(
    tmp_path: Path, base: Known, end: str
) -> None:
    model = model_of(tmp_path, ("end: 2018-06-01", f"end: {end}"))
    found = known(model)
    assert found == {key: one for key, one in base.items() if one.submitted < model.window.run_out_end}
    assert len(found) < 0.9 * len(base)


def test_one_step_more_in_the_regulation_changes_no_other_draw(tmp_path: Path, base: Known) -> None:
    more = '      - {n: 6, role: expert, action: writes it down, source: "5.6"}\n      - {n: 7,'
    regulation = changed("      - {n: 7,", more, REGULATION)
    step = ("          7: {work", "          6: {work: {distribution: exponential, mean: 1 hour}}\n          7: {work")
    found = known(model_of(tmp_path, step, regulation=regulation))
    assert found.keys() == base.keys()
    passed = 0
    for one, other in both(base, found):
        assert one.arrival == other.arrival
        assert one.ending == other.ending
        here = {key for key in other.rows if key[0] in ("6", "provider.6")}
        passed += len(here)
        assert {key: row for key, row in other.rows.items() if key not in here} == one.rows
        assert tuple(key for key in other.rows if key not in here) == tuple(one.rows)
    assert passed > 1000


def test_a_branch_more_moves_only_the_ways_of_those_who_take_it(tmp_path: Path, base: Known) -> None:
    found = known(model_of(tmp_path, ("rework: {7: ", "rework: {9: {probability: 10 %, back_to: '9'}, 7: ")))
    assert found.keys() == base.keys()
    again = 0
    for one, other in both(base, found):
        assert (one.arrival, one.ending) == (other.arrival, other.ending)
        assert_same_rows(one, other)
        assert other.path in (one.path, (*one.path, "9"))
        again += one.path != other.path
    assert again > 50


def test_collection_changes_no_other_draw(tmp_path: Path, base: Known) -> None:
    collection = "collection: {after: {distribution: exponential, mean: 3 calendar days}}"
    found = known(model_of(tmp_path, ("        rework:", f"        {collection}\n        rework:")))
    assert found.keys() == base.keys()
    for one, other in both(base, found):
        assert (one.arrival, one.ending) == (other.arrival, other.ending)
        assert {key: row for key, row in other.rows.items() if key[0] != "collection"} == one.rows
        assert (("collection", 1) in other.rows) == (("9", 1) in one.rows)


def test_a_way_between_offices_changes_no_other_draw(tmp_path: Path, base: Known) -> None:
    text = "transfers:\n  post: {sender: village, receiver: town, lag: 3 hours}\narrivals:\n"
    found = known(model_of(tmp_path, ("arrivals:\n", text)))
    assert found.keys() == base.keys()
    carried = 0
    for one, other in both(base, found):
        assert (one.arrival, one.ending) == (other.arrival, other.ending)
        here = {key for key in other.rows if " to " in key[0]}
        carried += len(here)
        assert {key: row for key, row in other.rows.items() if key not in here} == one.rows
    assert carried > 300


def test_another_rate_profile_or_process_moves_only_the_instants(tmp_path: Path, base: Known) -> None:
    for old, new, streams in (
        ("villages: {service: aid, route: provider, office: village, rate: 4", "villages: {service: aid, route: provider, office: village, rate: 8", ("villages",)),
        ("rate: 3 per day, growth", "process: deterministic, rate: 3 per day, growth", ("shaped", "shaped/growth")),
        ("'08:00-12:00': 3", "'08:00-12:00': 0", ("shaped", "shaped/growth")),
    ):  # fmt: skip
        found = known(model_of(tmp_path, (old, new)))
        assert without(found, *streams) == without(base, *streams)
        pairs = list(both(of_stream(base, *streams), of_stream(found, *streams)))
        assert len(pairs) > 150
        for one, other in pairs:
            assert (one.office, one.channel, one.rows, one.ending) == (
                other.office, other.channel, other.rows, other.ending,
            )  # fmt: skip
        assert sum(one.submitted != other.submitted for one, other in pairs) > 0.9 * len(pairs)


# The samplers that cannot keep everything: they move their own stream.


@pytest.mark.parametrize("bulk", ["bulk: {1: 2, 3: 4}", "bulk: {1: 4, 2: 1, 5: 1}", "bulk: 3", "bulk: 1"])
def test_other_sizes_of_batches_move_their_own_stream_only(tmp_path: Path, base: Known, bulk: str) -> None:
    found = known(model_of(tmp_path, ("bulk: {1: 4, 3: 2}", bulk)))
    assert without(found, "batches") == without(base, "batches")
    mine, before = of_stream(found, "batches"), of_stream(base, "batches")
    assert sum(one.arrival != other.arrival for one, other in both(before, mine)) > 0.5 * len(before)
    # A file keeps its durations by its number, be it in another batch or not.
    for one, other in both(before, mine):
        assert (one.rows, one.ending) == (other.rows, other.ending)


@pytest.mark.parametrize(
    ("stream", "changes", "weeks"), [("past", (), 6), ("before", (("count: 10", "count: 12"),), 4)]
)
def test_other_weeks_of_a_history_and_other_files_of_a_backlog_move_their_own_stream_only(
    tmp_path: Path, base: Known, stream: str, changes: tuple[Change, ...], weeks: int
) -> None:
    found = known(model_of(tmp_path, *changes, weeks=weeks))
    assert without(found, stream) == without(base, stream)
    pairs = list(both(of_stream(base, stream), of_stream(found, stream)))
    assert sum(one.submitted != other.submitted for one, other in pairs) >= (2 if changes else 0.2 * len(pairs))
    for one, other in pairs:
        assert_same_rows(one, other)


def test_who_gets_his_result_in_another_way_does_not_come_for_it_first(tmp_path: Path) -> None:
    """Step 8, by post, stands in the place of step 7, handing out; decided before he waits for the applicant to come."""
    model = build_model(
        load_scenario(written(tmp_path, DEMAND.replace("8: {probability: 20 %}", "8: {probability: 40 %}")))
    )
    plan = model.plan(("aid", "provider"))
    posted = next(branch for branch in plan.branches if branch.name == "branch 8")
    assert (plan.steps[posted.after].key, plan.steps[posted.goes_to or 0].key) == ("6", "8")
    keys = [step.key for step in plan.steps]
    ways = {"posted": 0, "collected": 0}
    for r in range(1, 5):
        workload = draw_workload(model, r)
        route = model.routes.index(plan)
        for first, last in zip(workload.first[:-1], workload.first[1:], strict=True):
            if workload.route[workload.application[first]] != route:
                continue
            passed = [keys[k] for k in workload.position[first:last]]
            if "8" in passed:
                assert passed[-2:] == ["6", "8"]
                ways["posted"] += 1
            if "collection" in passed:
                assert passed[-2:] == ["collection", "7"]
                ways["collected"] += 1
    # 40 % of all that come to the end of step 6 for the first time, 10 % of which go back first.
    assert min(ways.values()) > 50
    assert ways["posted"] / sum(ways.values()) == pytest.approx(0.4, abs=0.1)

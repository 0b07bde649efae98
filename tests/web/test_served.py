"""The scenarios of a server: each with a key of its own, checked with all variants, and small enough to look at."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.study.loading import Reader
from sim.translations.in_use import LANGUAGES
from sim.web.cases import ScenarioCase
from sim.web.served import ServedScenario, controls_of, serve_scenarios
from tests.web.own_scenario import own_district
from tests.web.served import shipped

AID = "west_kazakhstan_social_aid"


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> ServedScenario:
    """A district with everything that changes may trip over."""
    return serve_scenarios([str(own_district(tmp_path_factory.mktemp("district")))])[0]


def test_a_shipped_scenario_is_served_with_its_variants() -> None:
    (scenario,) = shipped("commission_weekly_vs_daily")
    assert (scenario.key, scenario.path) == ("commission_weekly_vs_daily", "commission_weekly_vs_daily")
    assert scenario.base == ScenarioCase("commission_weekly_vs_daily")
    assert [name for name, _ in scenario.variants] == ["twice_a_week", "daily", "short_agenda"]
    assert scenario.variants[0][1].text("ru") == "заседания два раза в неделю"
    assert scenario.title("kk").startswith("Батыс Қазақстан")
    assert all(scenario.description(lang) for lang in LANGUAGES)
    again = pickle.loads(pickle.dumps(scenario))
    assert all(again.cases[name].words == case.words for name, case in scenario.cases.items())


def test_keys_are_plain_and_of_one_scenario_each(tmp_path: Path) -> None:
    text = f"extends: {AID}\nscenario: One\n"
    paths = []
    for folder, name in (("a", "my plan.yaml"), ("b", "my plan.yaml"), ("a", "---.yml"), ("a", "бөлім.yaml")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
        paths.append(str(tmp_path / folder / name))
    served = serve_scenarios([*paths, paths[0], AID])
    assert [one.key for one in served] == ["my_plan", "my_plan_2", "---", "бөлім", AID]
    assert [one.path for one in served] == [*paths, AID]


def test_the_faults_of_all_are_told_at_once(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(
        f"extends: {AID}\nscenario: One\nvariants: {{two: {{changes: {{seeed: 2}}}}}}\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as error:
        serve_scenarios(["nowhere", str(broken), "karaganda_2016_home_care", AID])
    told = sorted(str(fault).rpartition("/")[2] for fault in error.value.faults)
    assert [text.partition(":")[0] for text in told] == ["broken.yaml", "karaganda_2016_home_care", "nowhere"]


def test_what_is_too_large_to_look_at_is_told_with_what_would_do(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    rate = "arrivals: {at_the_department: {rate: 80 per working day}}"
    large.write_text(
        f"extends: {AID}\nscenario: One\n{rate}\nvariants: {{much: {{changes: {{{rate.replace('80', '800')}}}}}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as error:
        serve_scenarios([str(large)])
    (fault,) = error.value.faults
    assert fault.file == str(large)
    assert "in variant 'much'" in fault.message
    assert "at most 20,000" in fault.message
    assert "sim run" in fault.repair


def test_variants_that_cannot_be_held_against_the_scenario_are_kept_with_the_reason(district: ServedScenario) -> None:
    assert [(one.name, one.differs) for one in district.left_out] == [("longer", "period"), ("other_numbers", "seed")]
    assert all(len({one.reason(lang) for lang in LANGUAGES}) == 3 for one in district.left_out)
    assert not {"longer", "other_numbers"} & {name for name, _ in district.variants}
    assert set(district.cases) == {None, *(name for name, _ in district.variants)}


def test_every_value_of_a_scenario_of_ones_own_alone_is_a_study(district: ServedScenario) -> None:
    reader = Reader(district.path)
    for variant, case in district.cases.items():
        for one in case.adjustable.values():
            if variant is None or one.form != "mean":
                for value in {one.least, one.most}:
                    reader.with_values((variant,) if variant else (), one.settings(value))


def test_ranges_end_where_the_scenario_refuses(district: ServedScenario) -> None:
    """Two executors have seats by name, and whole seconds do not bear every factor of a duration of two seconds."""
    controls = {control.key: control for control in controls_of(district, None, "en")[0]}
    assert (controls["posts.department.executor"].least, controls["posts.department.executor"].stated) == (2, 3)
    short = controls["work.social_aid.provider.3"]
    assert 0.5 < short.least < 1 < short.most < 2
    with pytest.raises(InputError):
        Reader(district.path).with_values(
            (), ['offices.department.staff.executor.members={"Болат": null, "Василий": null}']
        )


def test_a_headcount_that_changes_goes_up_and_down_as_a_whole(district: ServedScenario) -> None:
    head = district.cases[None].adjustable["posts.department.head"]
    reader = Reader(district.path)
    sizes = {}
    for value in (1, 2, 5):
        staff = reader.with_values((), head.settings(value))[0].scenario.offices["department"].staff["head"]
        sizes[value] = (staff.count, [change.count for change in staff.count_changes])
        assert staff.size == value
    assert sizes == {1: (1, [1, 0]), 2: (1, [2, 0]), 5: (4, [5, 3])}
    assert {one.key: one.unit for one in controls_of(district, None, "en")[0]}[head.key] == "people when there are most"


def test_what_is_not_offered_says_why_in_the_language(district: ServedScenario) -> None:
    _, left_out = controls_of(district, None, "en")
    told = {one.label: one.reason for one in left_out}
    assert sorted(set(told.values())) == [
        "its members are people of other roles who have a seat in it",
        "the applications come from a register, as they came",
        "the hold is what the work leaves of a share of the limit",
        "the scenario says when each application comes",
        "the scenario states no time that could be multiplied",
        "the step takes the whole limit of the regulation",
        "the time for a file is that of the sitting",
    ]
    for lang in ("kk", "ru"):
        assert not {one.reason for one in controls_of(district, None, lang)[1]} & set(told.values())


def test_labels_tell_the_controls_of_a_scenario_of_ones_own_apart(district: ServedScenario) -> None:
    for variant in district.cases:
        for lang in LANGUAGES:
            names = [(one.kind, one.group, one.label) for one in controls_of(district, variant, lang)[0]]
            assert len(set(names)) == len(names)


def test_a_commission_that_sits_every_so_many_days_is_changed_by_days(tmp_path: Path) -> None:
    path = tmp_path / "every.yaml"
    sittings = "{weekdays: ~, every: 3, length: 2 hours, per_file: ~, agenda: ~}"
    path.write_text(
        f"extends: commission_weekly_vs_daily\nscenario: One\nvariants: ~\n"
        f"offices: {{department: {{staff: {{special_commission: {{sittings: {sittings}}}}}}}}}\n",
        encoding="utf-8",
    )
    (scenario,) = serve_scenarios([str(path)])
    controls, left_out = controls_of(scenario, None, "en")
    found = {one.key: one for one in controls}
    often = found["sittings.department.special_commission"]
    assert (often.stated, often.least, often.most, often.label) == (
        3,
        1,
        10,
        "special commission: working days from one sitting to the next",
    )
    assert found["sitting_time.department.special_commission"].label == "special commission: length of a sitting"
    assert any("add 'agenda'" in one.reason for one in left_out)
    rule = Reader(str(path)).with_values((), scenario.cases[None].adjustable[often.key].settings(2))[0]
    assert rule.scenario.offices["department"].staff["special_commission"].sittings.every == 2  # type: ignore[union-attr]


def test_sittings_are_offered_only_on_days_on_which_the_office_is_open(tmp_path: Path) -> None:
    """On Fridays it closes before the hour of the sitting, so that five sittings a week are none that can be."""
    path = tmp_path / "short_friday.yaml"
    hours = "{title: One, monday: 09:00-18:30, tuesday: 09:00-18:30, wednesday: 09:00-18:30, thursday: 09:00-18:30, friday: 09:00-13:00, assumption: One}"
    path.write_text(
        f"extends: commission_weekly_vs_daily\nscenario: One\nvariants: ~\nhours: {{short: {hours}}}\n"
        "offices: {department: {hours: short}}\n",
        encoding="utf-8",
    )
    (scenario,) = serve_scenarios([str(path)])
    often = scenario.cases[None].adjustable["sittings.department.special_commission"]
    reader = Reader(str(path))
    for value in often.values:
        reader.with_values((), often.settings(value))
    assert often.most < 5
    with pytest.raises(InputError):
        reader.with_values((), often.writer.settings(5))


def test_a_scenario_whose_file_goes_leaves_what_was_read(tmp_path: Path) -> None:
    path = own_district(tmp_path / "here")
    (scenario,) = serve_scenarios([str(path)])
    shutil.rmtree(tmp_path / "here")
    assert controls_of(scenario, None, "en")[0]

"""A choice as a file: small, beside the scenario or below its folder, and read again the very study that was looked at."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.experiment.replications import replicate
from sim.model.model import build_model
from sim.schema.parse_yaml import parse_yaml
from sim.shipped import shipped_scenarios
from sim.study.loading import Reader, load_scenario
from sim.study.study import Study
from sim.translations.in_use import LANGUAGES, in_language
from sim.web import saving
from sim.web.choice import Choice, choice_cases, read_choice
from sim.web.reading import study_of
from sim.web.saving import save_scenario, scenario_diff
from sim.web.served import ServedScenario, serve_scenarios
from tests.experiment.test_replications import assert_same
from tests.web.choosing import any_choice
from tests.web.own_scenario import own_district
from tests.web.served import shipped

AID = "west_kazakhstan_social_aid"
POSTS = "posts.department.executor"


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> ServedScenario:
    """A district with everything that changes may trip over, in a folder of its own."""
    return serve_scenarios([str(own_district(tmp_path_factory.mktemp("planner") / "plans"))])[0]


def numbers(study: Study) -> Any:
    """All that a scenario says, but its title and where its numbers come from."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            left_out = ("source", "assumption", "scenario", "extends", "variants", "undisturbed")
            return {key: plain(part) for key, part in value.items() if key not in left_out}
        return [plain(part) for part in value] if isinstance(value, (list, tuple)) else value

    return plain(study.scenario.model_dump())


def study_or_none(choice: Choice, served: tuple[ServedScenario, ...]) -> Study | None:
    """The study of a choice; None for a combination that the scenario refuses."""
    try:
        return study_of(choice_cases(choice, served)[1])
    except InputError:
        return None


def assert_same_study(saved: Study, chosen: Study) -> None:
    """The same scenario, and the same without its disturbances."""
    assert numbers(saved) == numbers(chosen)
    assert (saved.undisturbed is None) == (chosen.undisturbed is None)
    if saved.undisturbed is not None and chosen.undisturbed is not None:
        assert numbers(saved.undisturbed) == numbers(chosen.undisturbed)


def written(folder: Path, choice: Choice, served: tuple[ServedScenario, ...], lang: str = "en") -> Path:
    """A choice as a file of a folder."""
    path = folder / "choice.yaml"
    path.write_text(scenario_diff(choice, served, lang, folder), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_choice_that_was_written_is_read_as_the_very_study(name: str, tmp_path: Path) -> None:
    chosen, served = random.Random(name), shipped(name)
    read = 0
    for i in range(1, 8, 2):
        choice = any_choice(chosen, served, count=i)
        if (study := study_or_none(choice, served)) is not None:
            assert_same_study(load_scenario(written(tmp_path, choice, served, LANGUAGES[i % 3])), study)
            read += 1
    assert read >= 3


def test_a_scenario_of_ones_own_is_written_likewise(district: ServedScenario) -> None:
    chosen, folder = random.Random(7), Path(district.path).parent
    read = 0
    for i in range(0, 24, 3):
        choice = any_choice(chosen, (district,), count=i)
        if (study := study_or_none(choice, (district,))) is not None:
            path = written(folder, choice, (district,), LANGUAGES[i % 3])
            assert_same_study(load_scenario(path), study)
            path.unlink()
            read += 1
    assert read >= 6


def test_a_surge_grows_with_its_stream_and_not_without_it(tmp_path: Path) -> None:
    """What the scenario is without its disturbances has no campaigns whose rates could be raised."""
    served = shipped("asp_surge_april_2019")
    choice = read_choice("arrivals.families=2", served)
    study = study_of(choice_cases(choice, served)[1])
    stated = load_scenario("asp_surge_april_2019")
    assert study.undisturbed is not None
    rates = []
    for each in (stated, study, study.undisturbed):
        stream = each.scenario.arrivals["families"]
        own = {"": stream.rate} | {name: campaign.rate for name, campaign in stream.campaigns.items()}
        rates.append({name: rate.value for name, rate in own.items() if rate is not None})
    assert len(rates[0]) > len(rates[2])
    assert rates[1] == {name: 2 * rate for name, rate in rates[0].items()}
    assert rates[2] == {name: rates[1][name] for name in rates[2]}
    assert_same_study(load_scenario(written(tmp_path, choice, served)), study)


def test_a_saved_scenario_simulates_what_was_seen(tmp_path: Path) -> None:
    served = shipped("commission_weekly_vs_daily")
    query = f"variant=daily&{POSTS}=3&arrivals.at_the_akims=1.5&work.social_aid.provider.5=0.7&agenda.department.special_commission=4"
    choice = read_choice(query, served)
    saved = load_scenario(save_scenario(choice, served, "my_plan", tmp_path))
    seen = study_of(choice_cases(choice, served)[1])
    one, other = (replicate(build_model(study), 1)[1] for study in (saved, seen))
    assert_same(one.applications, other.applications)
    assert_same(one.visits, other.visits)


def test_the_file_says_what_differs_and_nothing_else(tmp_path: Path) -> None:
    served = shipped(AID)
    choice = read_choice(f"{POSTS}=3&hold.social_aid.provider.4=0.5", served)
    text = scenario_diff(choice, served, "en", tmp_path)
    assert text.splitlines()[1:4] == [
        "# * District department of employment and social programmes, responsible executor of the provider: 3 instead of 2",
        "# * Application to the provider, step 4: precinct commission, wait after the work: 50 % (6.33 hours) instead of 100 % (12.7 hours)",
        f"extends: {AID}",
    ]
    data = parse_yaml(text, "x.yaml", tmp_path / "x.yaml").data
    title = data.pop("scenario")
    assert {lang: title[lang] for lang in LANGUAGES} == title
    assert title["en"].endswith(": changed on the page")
    hold = {"distribution": "triangular", "minimum": "2 hours", "mode": "5 hours", "maximum": "12 hours"}
    assert data == {
        "extends": AID,
        "services": {"social_aid": {"routes": {"provider": {"steps": {"4": {"hold": hold}}}}}},
        "offices": {"department": {"staff": {"executor": {"count": 3}}}},
    }


def test_a_variant_is_written_with_what_it_changes_itself(tmp_path: Path) -> None:
    served = shipped("head_on_leave")
    text = scenario_diff(Choice("head_on_leave", "without_leave"), served, "en", tmp_path)
    data = parse_yaml(text, "x.yaml", tmp_path / "x.yaml").data
    assert data["offices"] == {"department": {"staff": {"head": {"absences": None}}}}
    assert data["undisturbed"] is None
    assert data["scenario"]["ru"] == "Западный Казахстан, 2018: руководитель отдела в отпуске: без отпуска"
    back = scenario_diff(
        read_choice(f"scenario=head_on_leave&variant=without_leave&{POSTS}=2", served), served, "en", None
    )
    assert back == text


def test_what_says_where_numbers_come_from_does_not_outlive_them(district: ServedScenario) -> None:
    """A source vouches for the number that it gave; of a list, which is written as a whole, the page is the origin."""
    folder = Path(district.path).parent
    path = written(
        folder, read_choice("posts.department.head=3&arrivals.at_the_department=2", (district,)), (district,)
    )
    study = load_scenario(path)
    path.unlink()
    head = study.scenario.offices["department"].staff["head"]
    assert (head.source, head.assumption) == ("", "changed in choice.yaml")
    assert [(change.source, change.assumption) for change in head.count_changes] == [
        ("", "changed on the page"),
        ("", "changed on the page"),
    ]
    assert study.scenario.arrivals["at_the_department"].assumption == "changed in choice.yaml"
    assert study.scenario.arrivals["at_the_department"].source == ""


def test_files_beside_the_scenario_are_found_from_a_folder_above(district: ServedScenario) -> None:
    above = Path(district.path).parent.parent
    path = save_scenario(Choice("district", "newer"), (district,), "newer", above)
    text = path.read_text(encoding="utf-8")
    assert "extends: plans/district.yaml" in text
    assert "plans/new/register.csv" in text
    saved, chosen = load_scenario(path), load_scenario(district.path, "newer")
    assert list(saved.histories["from_the_register"].instants) == list(chosen.histories["from_the_register"].instants)


def test_a_variant_that_does_not_fit_any_more_is_left_out(district: ServedScenario) -> None:
    folder = Path(district.path).parent
    choice = read_choice(f"{POSTS}=2", (district,))
    path = written(folder, choice, (district,))
    again = serve_scenarios([str(path)])[0]
    path.unlink()
    names = [name for name, _ in district.variants]
    assert "all_seats" in names
    assert [name for name, _ in again.variants] == [name for name in names if name != "all_seats"]


def test_a_download_lies_beside_the_scenario(district: ServedScenario) -> None:
    choice = read_choice("posts.department.head=3", (district,))
    text = scenario_diff(choice, (district,), "ru", None)
    assert "extends: district.yaml" in text
    assert "\u202e" not in text.split("extends")[0]
    path = Path(district.path).with_name("downloaded.yaml")
    path.write_text(text, encoding="utf-8")
    assert_same_study(load_scenario(path), study_of(choice_cases(choice, (district,))[1]))
    path.unlink()


def test_a_scenario_that_lies_elsewhere_is_not_saved(district: ServedScenario, tmp_path: Path) -> None:
    for folder in (tmp_path, Path(district.path).parent / "old"):
        with pytest.raises(InputError, match="does not lie in the folder"):
            save_scenario(Choice("district"), (district,), "plan", folder)
        assert not (folder / "plan.yaml").exists()


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../plan", "a/b", "a\\b", "/etc/passwd", "plan.yaml", "a b", "a\n", "a\x00", "-plan", "_plan", "con", "NUL", "Com1", "lpt9",
     "a" * 61, "plan:stream", "%2e%2e", "~", "$HOME", "a\u202eb", "план\u0301", AID, AID.upper()],
)  # fmt: skip
def test_only_plain_names_are_taken(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        save_scenario(Choice(AID), shipped(AID), name, tmp_path)
    assert all(fault.message and fault.repair for fault in error.value.faults)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("name", ["plan", "Plan-2", "2_posts", "бөлім_2", "a" * 60])
def test_a_plain_name_is_the_name_of_the_file(name: str, tmp_path: Path) -> None:
    path = save_scenario(Choice(AID), shipped(AID), name, tmp_path)
    assert path == tmp_path / f"{name}.yaml"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_nothing_is_overwritten_and_no_link_is_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "plans", tmp_path / "outside.yaml"
    folder.mkdir()
    path = save_scenario(Choice(AID), shipped(AID), "plan", folder)
    before = path.read_bytes()
    with pytest.raises(InputError, match="already"):
        save_scenario(read_choice(f"{POSTS}=4", shipped(AID)), shipped(AID), "plan", folder)
    assert path.read_bytes() == before
    os.symlink(outside, folder / "link.yaml")
    with pytest.raises(InputError, match="already"):
        save_scenario(Choice(AID), shipped(AID), "link", folder)
    assert not outside.exists()


def test_a_folder_does_not_fill_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "MOST_SAVED", 2)
    for name in ("one", "two"):
        save_scenario(Choice(AID), shipped(AID), name, tmp_path)
    with pytest.raises(InputError, match="2 scenarios already"):
        save_scenario(Choice(AID), shipped(AID), "three", tmp_path)
    with pytest.raises(InputError, match="cannot be written"):
        save_scenario(Choice(AID), shipped(AID), "one", tmp_path / "nowhere")


def test_a_saved_scenario_is_served_and_saved_again(district: ServedScenario, tmp_path: Path) -> None:
    path = save_scenario(read_choice(f"{POSTS}=3", shipped(AID)), shipped(AID), "first", tmp_path)
    served = serve_scenarios([str(path)])
    choice = read_choice(f"{POSTS}=2&arrivals.at_the_akims=2", served)
    again = load_scenario(save_scenario(choice, served, "second", tmp_path))
    assert again.scenario.offices["department"].staff["executor"].count == 2
    assert str(again.scenario.arrivals["at_the_akims"].rate) == "4 per working day"
    assert again.scenario.scenario.en.count("changed on the page") == 1


def test_faults_and_comments_speak_the_language(tmp_path: Path) -> None:
    with in_language("ru"):
        with pytest.raises(InputError, match="не может быть именем"):
            save_scenario(Choice(AID), shipped(AID), "..", tmp_path)
        text = save_scenario(Choice(AID), shipped(AID), "plan", tmp_path).read_text(encoding="utf-8")
    assert Reader(tmp_path / "plan.yaml").study()
    assert text.startswith("# Западный Казахстан")

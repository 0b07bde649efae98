"""Variants, settings of the command line, files to begin with, and names of shipped things."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.scenario.scenario import Scenario
from sim.schema.read_yaml import read_yaml
from sim.schema.setting_paths import with_settings
from sim.shipped import shipped_folder
from sim.study.loading import Reader, load_scenario
from tests.minimal import changed
from tests.study.authored import MORE, SHIPPED, faults, faults_if_any, invoke, over
from tests.study.test_faults_files import ODD, spoilt

# Variants


def test_a_variant_has_the_name_and_the_title_of_both(folder: Path) -> None:
    study = load_scenario("more.yaml", "busy")
    assert (study.name, study.variant) == ("more-busy", "busy")
    assert study.scenario.scenario.text("kk") == "A small question: Twice as many"
    assert load_scenario("more.yaml", "no_portal").scenario.scenario.text("en") == "A small question: no portal"
    assert study.scenario.arrivals["in_town"].rate.value == 4
    plain = load_scenario("more.yaml")
    assert (plain.name, plain.variant, plain.scenario.arrivals["in_town"].rate.value) == ("more", None, 2)


def test_variants_of_the_file_extended_are_inherited_and_one_of_the_same_name_is_replaced(folder: Path) -> None:
    study = over("seed: 9\nvariants: {busy: {changes: {target: ~}}}", "more.yaml", "busy")
    assert study.scenario.target is None
    assert study.scenario.arrivals["in_town"].rate.value == 2
    inherited = load_scenario("over.yaml", "no_portal")
    assert (list(inherited.scenario.services["aid"].routes), inherited.scenario.seed) == (["provider"], 9)
    gone = over("variants: {busy: ~}", "more.yaml")
    assert list(gone.scenario.variants) == ["no_portal"]


def test_an_unknown_variant_is_recognised(folder: Path) -> None:
    assert faults("more.yaml", "busyy") == ["--variant: the scenario has no variant 'busyy'; did you mean 'busy'?"]
    assert faults("question.yaml", "busy") == ["--variant: the scenario has no variant 'busy'; it has none"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ("{periodx: {end: 2018-07-01}}", "5:8: unknown key 'periodx'; did you mean 'period'?"),
        (
            "{offices: {town: {staff: {clerc: 2}}}}",
            "5:33: the role 'clerc' is in none of the regulations; did you mean",
        ),
        ("{offices: {town: {staff: {clerk: x}}}}", "5:40: a whole number is needed here, not 'x'"),
        ("{arrivals: {in_town: {rte: 3}}}", "5:29: unknown key 'rte'; did you mean 'rate'?"),
        (
            "{arrivals: {in_towm: {rate: 3 per day}}}",
            "5:19: the key 'service' is missing in 'in_towm' (line 5); did you",
        ),
        ("{extends: question.yaml}", "5:8: a variant cannot change 'extends'; take it out"),
        ("{variants: {b: {changes: {seed: 1}}}}", "5:8: a variant cannot change 'variants'; take it out"),
        ("{period: ~}", "5:8: 'period' is taken out here, and the file (line 4) needs it"),
        ("{}", "4:14: at least one entry is needed here"),
        ("~", "4:14: a block of keys is needed here, and nothing is given"),
        ("3", "4:14: a block of keys is needed here, not '3'"),
    ],
)
def test_a_variant_that_changes_something_unknown(folder: Path, changes: str, fault: str) -> None:
    inner = f"\n      {changes}" if changes.startswith("{") and len(changes) > 2 else f" {changes}"
    Path("over.yaml").write_text(f"extends: question.yaml\nvariants:\n  one:\n    changes:{inner}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Reader("over.yaml").studies()
    found = [str(each) for each in caught.value.faults]
    assert [line for line in found if line.startswith(f"over.yaml:{fault}")], found
    assert all(line.startswith("over.yaml:") for line in found)


def test_faults_that_scenario_and_variants_share_are_told_once(folder: Path) -> None:
    spoiled = changed("  end: 2018-06-01\n", "").replace("4 per week", "4 per weak")
    variants = """\
variants:
  one:
    changes: {arrivals: {in_town: {rate: 5}}}
  two:
    changes:
      period: {warm_up_until: 2018-05-10}
"""
    Path("both.yaml").write_text(spoiled + variants, encoding="utf-8")
    result = invoke("check", "both.yaml")
    assert result.exit_code == 2
    assert [line.split("; ")[0] for line in result.stderr.splitlines()] == [
        "both.yaml:3:1: the key 'end' is missing in 'period' (line 3)",
        "both.yaml:49:11: '4 per weak' is not a rate",
        "both.yaml:58:42: '5' has no unit",
    ]


def test_a_fault_that_a_variant_brings_about_elsewhere_names_the_variant(folder: Path) -> None:
    Path("over.yaml").write_text(
        "extends: question.yaml\nvariants:\n  alone: {changes: {offices: {town: {staff: {chief: ~}}}}}\n",
        encoding="utf-8",
    )
    lines = invoke("check", "over.yaml").stderr.splitlines()
    assert lines[0].startswith(
        "question.yaml:44:13: in variant 'alone' step 2 needs the role 'chief', which nobody has"
    )


def test_check_looks_at_every_variant_or_at_the_one_named(folder: Path) -> None:
    data = json.loads(invoke("check", "more.yaml", "--format", "json").stdout)[0]
    assert [found["variant"] for found in data["variants"]] == ["busy", "no_portal"]
    rates = {found["variant"]: {s["stream"]: s["rate"] for s in found["streams"]} for found in data["variants"]}
    assert rates["busy"]["in_town"] == "4 per working day"
    assert "online" not in rates["no_portal"]
    one = json.loads(invoke("check", "more.yaml", "--variant", "busy", "--format", "json").stdout)[0]
    assert (one["variant"], one["variants"]) == ("busy", [])
    assert one["streams"] == data["variants"][0]["streams"]


def test_run_writes_a_variant_to_a_folder_of_its_own(folder: Path) -> None:
    words = ("--variant", "busy", "--set", "offices.town.staff.chief=3", "--no-strengthen")
    assert invoke("run", "more.yaml", *words).exit_code == 0
    data = json.loads(Path("reports/more-busy/summary.json").read_text(encoding="utf-8"))
    assert (data["scenario"], data["title"]["en"]) == ("more-busy", "A small question: Twice as many")
    found = {row["where"]: row["reason"] for row in data["assumptions"]}
    assert found["arrivals.in_town"] == "changed by variant busy"
    assert found["offices.town.staff.chief"] == "set on the command line"
    files = json.loads(Path("reports/more-busy/run.json").read_text(encoding="utf-8"))["files"]
    assert set(files) == {"more.yaml", "question.yaml", "small.yaml", "kz.csv", "kz_overrides.csv"}
    assert not Path("reports/more").exists()


# Settings of the command line


def test_settings_come_over_the_variant_and_the_file(folder: Path) -> None:
    changes = ["period.end=2018-10-01", "arrivals.in_town.rate=7 per week", "seed=3", "seed=4"]
    study = load_scenario("more.yaml", "busy", changes)
    assert str(study.scenario.period.end) == "2018-10-01"
    assert (str(study.scenario.arrivals["in_town"].rate), study.scenario.seed) == ("7 per week", 4), "the later holds"
    assert study.changes == tuple(changes)


@pytest.mark.parametrize(
    ("change", "path", "value"),
    [
        ("offices.town.staff.clerk=3", "offices.town.staff.clerk.count", 3),
        ("offices.town.staff.clerk.caseload=~", "offices.town.staff.clerk.caseload", None),
        ("offices.town.staff.chief.hours=null", "offices.town.staff.chief.hours", None),
        ("offices.village=2", "offices.village.count", 2),
        ("offices.town.staff.clerk.hours=short_day", "offices.town.staff.clerk.hours", ("short_day",)),
        ("period.run_out=20 working days", "period.run_out.value", 20),
        ("arrivals.in_villages.weights.1=7", "arrivals.in_villages.weights", (1, 7)),
        ("arrivals.in_villages.weights=[5, 6]", "arrivals.in_villages.weights", (5, 6)),
        (
            "services.aid.routes.provider.steps.2.work.mean=50 minutes",
            "services.aid.routes.provider.steps.2.work.mean",
            3000,
        ),
        (
            "services.aid.routes.provider.steps.2.work={distribution: exponential, mean: 1 hour}",
            "services.aid.routes.provider.steps.2.work.distribution",
            "exponential",
        ),
        ("day_of_receipt = included", "day_of_receipt", "included"),
        ("target=", None, None),
    ],
)
def test_a_setting_of_the_language_can_be_set(folder: Path, change: str, path: str | None, value: Any) -> None:
    if path is None:
        assert faults("question.yaml", changes=[change])[0].startswith("--set target=: no value stands behind '='")
        return
    at: Any = load_scenario("question.yaml", changes=[change]).scenario
    for key in path.split("."):
        at = at[key] if isinstance(at, dict) else getattr(at, key)
    assert at == value


def test_the_step_of_a_met_route_is_set_by_its_name_with_a_point(folder: Path) -> None:
    Path("question.yaml").write_text(
        changed("portal: {}", "portal: {steps: {provider.2: {work: 5 minutes}}}"), encoding="utf-8"
    )
    change = "services.aid.routes.portal.steps.provider.2.work=6 minutes"
    study = load_scenario("question.yaml", changes=[change])
    work = study.scenario.services["aid"].routes["portal"].steps["provider.2"].work
    assert work is not None
    assert work.mean_seconds == 360


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("ofices.town.staff.clerk=3", "there is no 'ofices' in a scenario; did you mean 'offices'?"),
        ("offices.towm.staff.clerk=3", "there is no 'towm' in 'offices'; did you mean 'town'?"),
        ("offices.town.staf.clerk=3", "there is no 'staf' in 'offices.town'; did you mean 'staff'?"),
        ("offices.town.staff.clrk=3", "there is no 'clrk' in 'offices.town.staff'; did you mean 'clerk'?"),
        (
            "offices.town.staff.clerk.cuont=3",
            "there is no 'cuont' in 'offices.town.staff.clerk'; did you mean 'count'?",
        ),
        (
            "services.aid.routes.akim.reading=x",
            "there is no 'akim' in 'services.aid.routes'; known here: portal, provider",
        ),
        (
            "services.aid.routes.provider.steps.2.work.stages=3",
            "there is no 'stages' in 'services.aid.routes.provider.steps.2",
        ),
        ("seed.x=3", "there is no 'x' in 'seed', which is '7'; set 'seed' itself"),
        (
            "arrivals.in_villages.weights.2=3",
            "there is no '2' in 'arrivals.in_villages.weights', a list of 2; count its items",
        ),
        ("arrivals.in_villages.weights.-1=3", "there is no '-1' in 'arrivals.in_villages.weights', a list of 2"),
        (
            "offices.town.staff.chief.absences.0.member=x",
            "there is no '0' in 'offices.town.staff.chief.absences'; nothing is",
        ),
        ("offices.town.staff.clerk=x", "a whole number is needed here, not 'x'"),
        ("offices.town.hours=nope", "no hours are called 'nope'; known here: department, "),
        ("period.end=2018-05-01", "'end' does not lie behind 'warm_up_until', 2018-05-09"),
        ("period.end=null", "'end' is taken out here, and 'period' needs it"),
        ("offices.town.staff.clerk.sickness.episodes=1 per year", "the key 'length' is missing in 'sickness'; add it"),
        ("extends=question.yaml", "'extends' is settled before single settings are"),
        ("variants.busy.changes.seed=3", "'variants' is settled before single settings are"),
        ("seed", "'seed' is no setting; write PATH=VALUE, such as period.end=2018-10-01"),
        ("", "nothing is set; write PATH=VALUE"),
        ("=3", "'=3' is no setting; write PATH=VALUE"),
        ("a..b=3", "'a..b=3' is no setting"),
        ("seed=  ", "no value stands behind '='; write one, or null to take the key out"),
        ("seed=[1", "the bracket that opens here is not closed with "),
        ("seed=a: b: c", "a ':' stands where none can"),
        ("seed={a: 1, a: 2}", "the key 'a' is given twice"),
        ("seed=*x", "the alias stands for nothing"),
        ("seed=&x [*x]", "an alias stands inside its own anchor"),
        ("seed=# nothing", "there is no value; write one, or null for nothing"),
    ],
)
def test_a_setting_that_cannot_be(folder: Path, change: str, fault: str) -> None:
    (found,) = faults("question.yaml", changes=[change])
    assert found.startswith(f"--set {' '.join(change.split())}: {fault}"), found


def test_all_faults_of_all_settings_come_at_once(folder: Path) -> None:
    words = ("--set", "sede=1", "--set", "period.endd=2018-07-01", "--set", "seed=2")
    for command in ("run", "check"):
        result = invoke(command, "question.yaml", *words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.splitlines() == [
            "--set period.endd=2018-07-01: there is no 'endd' in 'period'; did you mean 'end'?",
            "--set sede=1: there is no 'sede' in a scenario; did you mean 'seed'?",
        ]
    assert not Path("reports").exists()


def test_a_long_setting_is_named_in_one_line(folder: Path) -> None:
    (found,) = faults("question.yaml", changes=[f"seed={'9' * 4000}\nx"])
    assert found.isprintable()
    assert len(found) < 300


# Alias bombs, and whatever else


BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]", *(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12))]
)


@pytest.mark.parametrize("how", ["base", "variant", "setting"])
def test_an_alias_bomb_is_refused_before_it_goes_off(folder: Path, how: str) -> None:
    """Written out it would have 9^12 entries; the limit of the process is far above what counting to 12,000 takes."""
    words = ["check", "over.yaml"]
    Path("over.yaml").write_text("extends: question.yaml\n", encoding="utf-8")
    if how == "base":
        Path("question.yaml").write_text(BOMB, encoding="utf-8")
    elif how == "variant":
        inside = BOMB.replace("\n", "\n      ")
        Path("over.yaml").write_text(
            f"extends: question.yaml\nvariants:\n  one:\n    changes:\n      {inside}\n", encoding="utf-8"
        )
    else:
        words += ["--set", f"seed={{{BOMB.replace(chr(10), ', ')}}}"]
    command = [sys.executable, "-c", "from sim.cli.main import app; app()", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.rstrip().endswith("too many entries, aliases written out; at most 12000 are possible in a file")
    assert len(done.stderr.splitlines()) == 1


def test_no_random_change_of_an_overlay_or_a_setting_makes_anything_but_a_study_or_faults(folder: Path) -> None:
    settings = [
        "offices.town.staff.clerk=3",
        "services.aid.routes.provider.steps.2.work.p90=2 hours",
        "period.end=2018-07-01",
    ]
    for seed in range(120):
        rng = random.Random(seed)
        change = rng.choice(settings)
        at = rng.randrange(len(change))
        change = change[:at] + rng.choice(ODD) + change[at + rng.randrange(2) :]
        text = MORE + "offices: {village: {staff: {clerk: 2}}, town: {staff: {chief: {count: 3}}}}\n"
        Path("more.yaml").write_text(spoilt(rng, text) if seed % 3 else text, encoding="utf-8", errors="surrogatepass")
        for variant in (None, "busy"):
            lines = faults_if_any("more.yaml", variant, [] if seed % 3 == 1 else [change])
            assert all(line.isprintable() for line in lines), lines


# Files to begin with


def test_a_shipped_scenario_is_copied_with_its_comments(folder: Path) -> None:
    result = invoke("new", "mine.yaml", "--scenario", SHIPPED)
    assert result.exit_code == 0
    original = shipped_folder("scenarios") / f"{SHIPPED}.yaml"
    assert Path("mine.yaml").read_bytes() == original.read_bytes()
    assert invoke("check", "mine.yaml").exit_code == 0
    again = invoke("new", "mine.yaml", "--scenario", SHIPPED)
    assert (again.exit_code, again.stderr) == (2, "mine.yaml:1:1: there is such a file already; name another\n")


def test_a_scenario_is_begun_from_a_regulation(folder: Path) -> None:
    result = invoke("new", "--service", "karaganda_2016_rural_fuel")
    assert result.exit_code == 0
    assert invoke("check", "karaganda_2016_rural_fuel.yaml").exit_code == 0


def test_new_lists_what_there_is(folder: Path) -> None:
    before = sorted(folder.iterdir())
    text = invoke("new").stdout
    assert f"  {SHIPPED}\n" in text
    assert "  karaganda_2016_rural_fuel\n" in text
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["x.yaml"], "--scenario: nothing says what to write; give --scenario NAME or --service ID; 'sim new' alone lists"),
        (["--scenario", SHIPPED, "--service", "x"], "--scenario: both '--scenario' and '--service' are given; keep one"),
        (["--scenario", "west_kazakhstan_social_ad"], "--scenario: there is no shipped scenario 'west_kazakhstan_social_ad'; did"),
        (["--scenario", "question.yaml"], "--scenario: there is no shipped scenario 'question.yaml'; known here: "),
        (["--service", "karaganda_2016_rural_fule"], "karaganda_2016_rural_fule:1:1: there is no regulation"),
        (["no/x.yaml", "--scenario", SHIPPED], "no/x.yaml:1:1: cannot be written: No such file or directory; name another"),
    ],
)  # fmt: skip
def test_what_cannot_be_begun(folder: Path, words: list[str], fault: str) -> None:
    before = sorted(folder.iterdir())
    result = invoke("new", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(fault), result.stderr
    assert sorted(folder.iterdir()) == before


# Names of shipped things


def test_a_shipped_regulation_is_checked_by_its_id(folder: Path) -> None:
    data = json.loads(invoke("check", "west_kazakhstan_2018_social_aid", "small.yaml", "--format", "json").stdout)
    assert [(report["kind"], report["faults"]) for report in data] == [("regulation", []), ("regulation", [])]
    wrong = invoke("check", "west_kazakhstan_2018_social_ad")
    assert wrong.exit_code == 2
    assert wrong.stderr.startswith(
        "west_kazakhstan_2018_social_ad:1:1: there is no such file and no such shipped scenario or"
    )
    assert "did you mean 'west_kazakhstan_2018_social_aid'?" in wrong.stderr


def test_a_folder_of_the_name_of_something_shipped_is_in_nobodys_way(folder: Path) -> None:
    for name in (SHIPPED, "west_kazakhstan_2018_social_aid", "empty"):
        (folder / name).mkdir()
    assert load_scenario(SHIPPED).scenario.seed == 20180522
    assert invoke("check", SHIPPED, "west_kazakhstan_2018_social_aid").exit_code == 0
    assert invoke("check", "empty").stderr == "empty:1:1: this is a folder; nothing of the kind lies there\n"
    none = "the folder has no scenarios; name a scenario, or a folder with files *.yaml"
    assert invoke("run", "empty").stderr == f"empty:1:1: {none}\n"


def test_a_setting_leaves_the_file_as_it_was(folder: Path) -> None:
    file = read_yaml(Path("question.yaml"))
    before = json.dumps(file.data)
    assert with_settings(file, ["seed=5"], Scenario).data["seed"] == 5
    assert json.dumps(file.data) == before

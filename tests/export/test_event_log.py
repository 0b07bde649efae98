"""The exported step log beside the tables of the run: the same visits, the same instants, the same in every format."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from lxml import etree

from sim.engine.steplog import StepOutcome
from sim.export.event_log import plain_json, xes
from sim.export.event_log.columns import ALL_COLUMNS, CASE, STEP_LOG, WAIT_COLUMNS
from sim.export.event_log.instants import zoned
from sim.export.event_log.rows import last_transition, recoded, resource_name
from sim.export.event_log.tables import no_formulas
from sim.translations.in_use import LANGUAGES
from tests.export.exporting import exported, run
from tests.texts_of_users import HTML, UNSEEN, with_texts

XES = "{http://www.xes-standard.org/}"
INSTANTS = {"enabled": "queued", "started": "started", "finished": "finished", "deadline": "deadline"}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run("aktobe_home_schooling", tmp_path_factory.mktemp("export") / "run", "--logs", "1")


@pytest.fixture(scope="module")
def table(results: Path, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return pd.read_parquet(exported(results, tmp_path_factory.mktemp("table") / "log.parquet", "--to", "parquet"))


def test_the_parquet_table_has_the_visits_of_the_run(results: Path, table: pd.DataFrame) -> None:
    steps = pd.read_parquet(results / "steps.parquet")
    assert list(table) == [column.name for column in ALL_COLUMNS]
    assert table["case"].tolist() == [f"1-{number}" for number in steps["application"]]
    for name, of_run in INSTANTS.items():
        assert str(table[name].dtype) == "datetime64[ms, Asia/Aqtobe]"
        pd.testing.assert_series_equal(table[name].dt.tz_localize(None), steps[of_run], check_names=False)
    same = (
        "work_s",
        "hold_s",
        "visit",
        "outcome",
        "member",
        "office",
        "role",
        "service",
        "route",
        "stream",
        "step",
        "in_time",
    )
    for name in (*same, *(wait.name for wait in WAIT_COLUMNS)):
        pd.testing.assert_series_equal(table[name].astype("str"), steps[name].astype("str"))


def test_the_parquet_table_has_the_applications_of_the_run(results: Path, table: pd.DataFrame) -> None:
    applications = pd.read_parquet(results / "applications.parquet").set_index("application")
    of_case = applications.loc[table["application"]].reset_index(drop=True)
    for column in CASE:
        name = column.name.removeprefix("case_")
        if column.type == "instant":
            pd.testing.assert_series_equal(table[column.name].dt.tz_localize(None), of_case[name], check_names=False)
        elif name != "parent":
            assert table[column.name].astype("str").tolist() == of_case[name].astype("str").tolist()
    assert table["case_parent"].isna().all()  # nobody objects here


def test_the_parts_of_waiting_sum_to_the_time_until_the_start(table: pd.DataFrame) -> None:
    begun = table[table["started"].notna()]
    waited = begun[[wait.name for wait in WAIT_COLUMNS]].sum(axis=1)
    assert (waited == (begun["started"] - begun["enabled"]).dt.total_seconds()).all()
    assert waited.sum() > 0
    assert {"wait_people_s", "wait_closed_s", "wait_transfer_s"} <= {
        n for n in begun if n[:5] == "wait_" and begun[n].any()
    }


def test_activities_are_those_of_the_regulation_in_each_language(
    results: Path, table: pd.DataFrame, tmp_path: Path
) -> None:
    ways = {"en": "file under way, 7 to 9", "ru": "дело в пути, 7 to 9", "kk": "іс жолда, 7 to 9"}
    for lang in LANGUAGES:
        path = exported(results, tmp_path / f"{lang}.parquet", "--to", "parquet", "--lang", lang)
        other = pd.read_parquet(path)
        assert set(other.loc[other["step"] == "7 to 9", "activity"]) == {ways[lang]}
        # The names differ, and nothing else.
        names = ["activity", "role_name"]
        pd.testing.assert_frame_equal(other.drop(columns=names), table.drop(columns=names))
        assert (other["activity"].astype("str") == table["activity"].astype("str")).all() == (lang == "en")
        one_to_one = pd.DataFrame(
            {"a": other["activity"].astype("str"), "b": table["activity"].astype("str")}
        ).drop_duplicates()
        assert one_to_one["a"].is_unique
        assert one_to_one["b"].is_unique


def test_the_csv_table_is_the_parquet_table(results: Path, table: pd.DataFrame, tmp_path: Path) -> None:
    path = exported(results, tmp_path / "log.csv", "--to", "csv")
    read = pd.read_csv(path, dtype={column.name: "str" for column in ALL_COLUMNS if column.type == "text"})
    assert list(read) == list(table)
    for column in ALL_COLUMNS:
        name = column.name
        if column.type == "instant":
            assert read[name].dropna().str.endswith("+05:00").all()
            moments = pd.to_datetime(read[name]).dt.tz_convert("Asia/Aqtobe").astype(table[name].dtype)
            pd.testing.assert_series_equal(moments, table[name])
        else:
            assert read[name].astype("str").tolist() == table[name].astype("str").tolist()


def test_the_json_document_is_the_parquet_table(
    results: Path, table: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_json, "_ROWS", 50)  # many pieces
    data = json.loads(exported(results, tmp_path / "log.json", "--to", "json").read_text("utf-8"))
    assert list(data) == ["log", "columns", "steps", "applications"]
    assert data["log"]["time_zones"] == ["Asia/Aqtobe"]
    assert [column["name"] for column in data["columns"]] == [column.name for column in ALL_COLUMNS]
    steps = pd.DataFrame(data["steps"])
    assert list(steps) == [column.name for column in STEP_LOG]
    for column in STEP_LOG:
        if column.type == "instant":
            moments = pd.to_datetime(steps[column.name]).dt.tz_convert("Asia/Aqtobe").astype(table[column.name].dtype)
            pd.testing.assert_series_equal(moments, table[column.name])
        elif column.type == "whole number":
            assert steps[column.name].tolist() == table[column.name].tolist()
        else:
            pairs = zip(steps[column.name], table[column.name].astype("object"), strict=True)
            assert all(a == b or (pd.isna(a) and pd.isna(b)) for a, b in pairs)
    assert [one["case"] for one in data["applications"]] == table["case"].drop_duplicates().tolist()
    assert all(one["case_counted"] is not None for one in data["applications"])


@pytest.mark.parametrize("rows", [1, 40, 1 << 13])
def test_xes_has_the_structure_of_the_standard(
    rows: int, results: Path, table: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xes, "_ROWS", rows)
    log = etree.parse(exported(results, tmp_path / "log.xes", "--to", "xes")).getroot()
    assert log.tag == f"{XES}log"
    assert log.get("xes.version") == "1849.2016"
    order = ("extension", "global", "classifier", "string", "trace")
    kinds = [child.tag.removeprefix(XES) for child in log]
    assert kinds == sorted(kinds, key=order.index)
    prefixes = {extension.get("prefix") for extension in log.findall(f"{XES}extension")}
    assert prefixes == {"concept", "time", "lifecycle", "org"}
    for part in log.iter(f"{XES}log", f"{XES}trace", f"{XES}event"):
        keys = [child.get("key") for child in part if child.get("key") is not None]
        assert len(keys) == len(set(keys))
        assert {key.partition(":")[0] for key in keys if ":" in key} <= prefixes
    traces = log.findall(f"{XES}trace")
    assert [attribute(trace, "concept:name") for trace in traces] == table["case"].drop_duplicates().tolist()
    seen = pd.DataFrame([event_data(trace, event) for trace in traces for event in trace.findall(f"{XES}event")])
    assert (seen.groupby("case", sort=False)["instant"].diff().dropna() >= pd.Timedelta(0)).all()
    # One after the other within a second, too: what is over lets the next step begin to wait.
    order_of_visit = {"schedule": 0, "start": 1}
    phase = seen["transition"].map(lambda name: order_of_visit.get(name, 2))
    assert (phase.groupby([seen["case"], seen["instance"]]).diff().dropna() > 0).all()
    assert len(seen) == sum(int(table[name].notna().sum()) for name in ("enabled", "started", "finished"))


def attribute(part: etree._Element, key: str) -> str | None:
    return next((str(child.get("value")) for child in part if child.get("key") == key), None)


def event_data(trace: etree._Element, event: etree._Element) -> dict[str, object]:
    return {
        "case": attribute(trace, "concept:name"),
        "instance": attribute(event, "concept:instance"),
        "transition": attribute(event, "lifecycle:transition"),
        "instant": pd.Timestamp(attribute(event, "time:timestamp")),
    }


def test_a_replication_that_was_not_recorded_is_simulated_again(results: Path, tmp_path: Path) -> None:
    recorded = run("aktobe_home_schooling", tmp_path / "run", "--logs", "2")
    for form in ("parquet", "xes", "ocel", "json", "csv"):
        again, once = (
            exported(folder, tmp_path / f"{name}.{form}", "--to", form, "--replication", "all").read_bytes()
            for name, folder in (("again", results), ("once", recorded))
        )
        assert again == once
    cases = pd.read_parquet(tmp_path / "once.parquet")[["case", "replication"]].drop_duplicates()
    assert cases["case"].is_unique
    assert set(cases["replication"]) == {1, 2}


def test_a_name_with_gz_is_packed(results: Path, tmp_path: Path) -> None:
    for form in ("xes", "csv", "json", "ocel"):
        plain = exported(results, tmp_path / f"log.{form}", "--to", form).read_bytes()
        packed = exported(results, tmp_path / f"log.{form}.gz", "--to", form).read_bytes()
        assert gzip.decompress(packed) == plain
        assert len(packed) < len(plain) / 5


def test_another_time_zone_moves_every_instant(results: Path, table: pd.DataFrame, tmp_path: Path) -> None:
    path = exported(results, tmp_path / "log.parquet", "--to", "parquet", "--time-zone", "Asia/Almaty")
    other = pd.read_parquet(path)
    assert set(other["time_zone"]) == {"Asia/Almaty"}
    assert ((table["enabled"] - other["enabled"]) == pd.Timedelta(hours=1)).all()  # +06:00 before March 2024
    pd.testing.assert_series_equal(other["enabled"].dt.tz_localize(None), table["enabled"].dt.tz_localize(None))


@pytest.mark.parametrize(
    ("zone", "clock", "text"),
    [
        ("Asia/Qyzylorda", "2018-12-20 18:00:00", "2018-12-20T18:00:00+06:00"),
        ("Asia/Qyzylorda", "2018-12-21 09:00:00", "2018-12-21T09:00:00+05:00"),
        ("Asia/Almaty", "2024-02-29 18:29:59", "2024-02-29T18:29:59+06:00"),
        ("Asia/Almaty", "2024-03-01 09:00:00", "2024-03-01T09:00:00+05:00"),
    ],
)
def test_instants_have_the_offset_of_their_day(zone: str, clock: str, text: str) -> None:
    column = pa.array(np.array([clock, "NaT"], dtype="datetime64[s]"))
    moments = zoned(column, np.zeros(2, dtype=np.int64), [zone])
    assert moments.as_texts().to_pylist() == [text, None]
    shown = moments.in_arrow(pa.timestamp("ms", zone)).to_pandas()
    assert shown[0] == pd.Timestamp(text)
    assert shown[0].isoformat() == text


def test_services_of_several_regions_have_their_own_clocks() -> None:
    column = pa.array(np.array(["2019-05-02 09:00:00"] * 3, dtype="datetime64[ms]"))
    moments = zoned(column, np.array([0, 1, 0]), ["Asia/Almaty", "Asia/Oral"])
    assert [text[-6:] for text in moments.as_texts().to_pylist()] == ["+06:00", "+05:00", "+06:00"]


@pytest.fixture(scope="module")
def with_bad_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    added = f"{HTML} ӘҒҚҢӨҰҮІ]]>\u202eabc"
    return run(with_texts(folder, added, "aktobe_home_schooling"), folder / "run", "--logs", "1")


@pytest.mark.parametrize("form", ["csv", "json", "ocel", "parquet", "xes"])
def test_texts_of_users_stay_texts(form: str, with_bad_texts: Path, tmp_path: Path) -> None:
    path = exported(with_bad_texts, tmp_path / f"log.{form}", "--to", form, "--lang", "kk")
    shown = r"ӘҒҚҢӨҰҮІ]]>\u202eabc"
    match form:
        case "csv":
            activities = set(pd.read_csv(path)["activity"])
        case "parquet":
            activities = set(pd.read_parquet(path)["activity"].astype("str"))
        case "json":
            activities = {step["activity"] for step in json.loads(path.read_text("utf-8"))["steps"]}
        case "ocel":
            activities = {event["type"] for event in json.loads(path.read_text("utf-8"))["events"]}
        case _:
            events = etree.parse(path).getroot().iter(f"{XES}event")
            activities = {str(attribute(event, "concept:name")) for event in events}
    of_regulation = {name for name in activities if not name.startswith("іс жолда")}
    assert len(of_regulation) > 5
    assert all(name.endswith(f"{HTML} {shown}") for name in of_regulation)
    assert not set(path.read_bytes().decode("utf-8", "ignore")) & set(UNSEEN) - set("abc")


def test_xml_has_no_sign_that_xml_forbids() -> None:
    column = pa.array(["a\x07\x1b\n\t\r\"<>&'\ufffe\ud7ff"])
    text = xes._attribute("string", "member", column.dictionary_encode())[0].as_py()
    value = etree.fromstring(text).get("value")
    assert value == "a\\u0007\\u001b\n\t\r\"<>&'\\ufffe\ud7ff"


def test_what_looks_like_a_formula_gets_an_apostrophe() -> None:
    texts = ["=1+1", "+7 707", "-1", "@SUM(A1)", "\t=1", "\r=1", "a=1", "", None]
    assert no_formulas(pa.array(texts)).to_pylist() == [
        "'=1+1", "'+7 707", "'-1", "'@SUM(A1)", "'\t=1", "'\r=1", "a=1", "", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("begun", "outcome", "transition"),
    [
        ("yes", StepOutcome.done, "complete"),
        ("no", StepOutcome.turned_away, "withdraw"),
        ("no", StepOutcome.gave_up, "withdraw"),
        ("no", StepOutcome.lost, "pi_abort"),
        ("no", StepOutcome.not_brought, "pi_abort"),
        ("yes", StepOutcome.handed_over, "ate_abort"),
        ("yes", StepOutcome.open, "start"),
        ("no", StepOutcome.open, "schedule"),
    ],
)
def test_the_last_transition_is_that_of_the_outcome(begun: str, outcome: StepOutcome, transition: str) -> None:
    assert last_transition(begun, outcome.name) == transition


@pytest.mark.parametrize(
    ("begun", "office", "role", "member", "resource"),
    [
        ("yes", "department", "head", "0", "department/head/0"),
        ("yes", "department", "head", "deputy/Айгүл", "department/deputy/Айгүл"),
        ("yes", "department", "head", "1 + 3", "department/head/1"),
        ("yes", "department", "commission", None, "department/commission"),
        ("yes", None, "portal", None, "portal"),
        ("yes", None, None, None, None),  # a file under way
        ("no", "department", "head", None, None),
    ],
)
def test_the_resource_is_who_did_it(
    begun: str, office: str | None, role: str | None, member: str | None, resource: str | None
) -> None:
    assert resource_name(begun, office, role, member) == resource


def test_names_are_made_once_for_what_occurs_together() -> None:
    asked: list[tuple[str | None, ...]] = []

    def name(*together: str | None) -> str | None:
        asked.append(together)
        return None if None in together else "-".join(map(str, together))

    columns = [pa.array(["a", "b", "a", None, "a"]), pa.array(["x", "y", "x", "x", None]).dictionary_encode()]
    assert recoded(columns, name).to_pylist() == ["a-x", "b-y", "a-x", None, None]
    assert sorted(asked, key=str) == sorted([("a", "x"), ("b", "y"), (None, "x"), ("a", None)], key=str)


def test_columns_say_their_meaning_in_the_file(results: Path, tmp_path: Path) -> None:
    schema = pq.read_schema(exported(results, tmp_path / "log.parquet", "--to", "parquet"))
    assert schema.field("wait_closed_s").metadata == {
        b"meaning": b"waited for opening hours: nobody was on duty", b"unit": b"s",
    }  # fmt: skip
    assert schema.metadata[b"scenario"] == b"aktobe_home_schooling"
    assert schema.metadata[b"time_zone"] == b"Asia/Aqtobe"


def test_the_page_tells_every_column_as_the_files_do() -> None:
    page = (Path(__file__).parents[2] / "docs" / "export.md").read_text("utf-8")
    for column in ALL_COLUMNS:
        unit = f" [{column.unit}]" if column.unit else ""
        assert f"| `{column.name}` | {column.type}{unit} | {column.meaning} |\n" in page

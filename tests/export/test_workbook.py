"""The workbook of a run: its numbers are those of `summary.json`, its texts stay texts, and it opens whole."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook.workbook import Workbook
from PIL import Image

from sim.export.workbook import other_sheets
from sim.export.workbook.figure_sheets import _TABLES
from sim.export.workbook.sheets import LONGEST_NAME, Book, Number, sheet_name
from sim.export.workbook.words import FIGURE_WORDS, KEYS, SHEETS, figure_words, unit_words
from sim.measure.figure_units import FIGURE_UNITS
from sim.translations.in_use import LANGUAGES, in_language, translated
from tests.export.exporting import asked, exported, run
from tests.texts_of_users import HTML, with_texts

SCENARIO = "aktobe_home_schooling"
SHORTER = ("--logs", "1", "--set", "period.end=2016-09-15")
"""Half of the visits, which take most of the time of a workbook."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(SCENARIO, tmp_path_factory.mktemp("workbook") / "run", *SHORTER)


@pytest.fixture(scope="module")
def summary(results: Path) -> dict[str, Any]:
    return json.loads((results / "summary.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def book(results: Path, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = exported(results, tmp_path_factory.mktemp("book") / "run.xlsx", "--to", "xlsx", "--workers", "1")
    return openpyxl.load_workbook(path)


def rows_of(book: Workbook, title: str) -> list[dict[str, Any]]:
    headings, *rows = book[title].iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_every_table_of_the_summary_has_its_sheet(book: Workbook, summary: dict[str, Any]) -> None:
    expected = [SHEETS["whole"], *(SHEETS[name] for name in _TABLES if summary.get(name))]
    expected += [SHEETS[name] for name in ("assumptions", "charts", "steps_log", "applications")]
    assert book.sheetnames == expected


def test_numbers_are_those_of_the_summary(book: Workbook, summary: dict[str, Any]) -> None:
    compared = 0
    for name, (table, keys) in _TABLES.items():
        rows = rows_of(book, SHEETS[name]) if summary.get(name) else []
        assert len(rows) == len(summary.get(name, ()))
        for row, recorded in zip(rows, summary.get(name, ()), strict=True):
            for figure, unit in FIGURE_UNITS[table].items():
                heading = f"{figure_words(table, figure)} [{unit_words(unit)}]"
                mean = (recorded.get(figure) or {}).get("mean")
                if heading not in row:  # no row of the table has any
                    assert mean is None
                elif isinstance(mean, float):
                    assert row[heading] == mean
                    compared += 1
                    from_to = [
                        row.get(f"{figure_words(table, figure)}, {end} [{unit_words(unit)}]") for end in ("from", "to")
                    ]
                    assert from_to == [recorded[figure]["low"], recorded[figure]["high"]] or from_to == [None, None]
            named = [key for key in keys if key not in ("term", "class")]
            assert [row[KEYS[key]] or "" for key in named] == [recorded[key] for key in named]
    assert compared > 200
    overview = {row[0]: row[1:] for row in book[SHEETS["whole"]].iter_rows(values_only=True) if row[0]}
    whole = summary["whole"]["in_time"]
    assert overview["answers in time [%]"] == (whole["mean"], whole["low"], whole["high"])
    assert overview["scenario"][0] == SCENARIO


def test_shares_are_shown_in_per_cent_and_headings_have_units(book: Workbook) -> None:
    sheet = book[SHEETS["routes"]]
    by_heading = {column[0].value: column[1] for column in sheet.iter_cols()}
    assert by_heading["answers in time [%]"].number_format == "0.0%"
    assert by_heading["late answers [applications]"].number_format == "#,##0.0"
    assert by_heading["elapsed term, median [working days]"].data_type == "n"
    assert all("[" in heading for heading in list(by_heading)[3:])
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref.startswith("A1:")


def test_roles_have_their_names_beside_them(results: Path, tmp_path: Path) -> None:
    for lang, words in {
        "kk": ("рөл", "рөлдің атауы"),
        "ru": ("роль", "название роли"),
        "en": ("role", "name of the role"),
    }.items():
        path = exported(results, tmp_path / f"{lang}.xlsx", "--to", "xlsx", "--no-charts", "--lang", lang)
        with in_language(lang):
            title = translated(SHEETS["pools"])
        names = {row[words[0]]: row[words[1]] for row in rows_of(openpyxl.load_workbook(path), title)}
        assert all(names.values())
        assert len(set(names.values())) == len(names)
        assert names["executor"] != "executor"


def test_every_figure_has_words_for_its_heading() -> None:
    """Whoever adds a figure adds its words to `sim/export/workbook/words.py`."""
    for table, units in FIGURE_UNITS.items():
        headings = [f"{figure_words(table, figure)} [{unit_words(unit)}]" for figure, unit in units.items()]
        assert len(headings) == len(set(headings))
    used = {name for table, units in FIGURE_UNITS.items() for figure in units for name in (figure, f"{table}.{figure}")}
    assert set(FIGURE_WORDS) <= used


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sheets_have_names_that_sheets_can_have(lang: str) -> None:
    with in_language(lang):
        titles = [translated(title) for title in SHEETS.values()]
    assert [sheet_name(title) for title in titles] == titles
    assert len(set(titles)) == len(titles)


def test_names_of_sheets_are_mended() -> None:
    assert sheet_name("a[b]:c*d?e/f\\g") == "a b  c d e f g"
    assert sheet_name("'quoted'") == "quoted"
    assert sheet_name("  \x07 ") == "u0007"
    assert sheet_name("") == "-"
    assert len(sheet_name("Ә" * 50)) == LONGEST_NAME
    book = Book()
    for _ in range(3):
        book.add("Ә" * 50)
    book.add("ә" * 31)  # programs tell no small letters from capitals in names
    names = book.book.sheetnames
    assert len({name.casefold() for name in names}) == 4
    assert all(len(name) <= LONGEST_NAME for name in names)


def test_texts_never_become_formulas() -> None:
    texts = ["=1+1", "+1", "-1", "@a", '=HYPERLINK("x")', "a\x07b\x1b", "<script>", "Ә" * 40_000]
    book = Book()
    sheet = book.add("x", ["=heading", "b"])
    for text in texts:
        sheet.add([text, Number(0.5, "0.0%")])
    sheet.add(["=bold"], bold=True)
    file = io.BytesIO()
    book.save(file)
    read = openpyxl.load_workbook(file)["x"]
    cells = [row[0] for row in read.iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"}
    shown = [cell.value for cell in cells]
    assert shown == ["=heading", *texts[:5], "a\\u0007b\\u001b", "<script>", "Ә" * 32_767, "=bold"]
    assert b"<f>" not in zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml")


def test_the_step_log_is_that_of_the_run(book: Workbook, results: Path) -> None:
    steps = pd.read_parquet(results / "steps.parquet")
    sheet = pd.DataFrame(rows_of(book, SHEETS["steps_log"]))
    assert len(sheet) == len(steps)
    for name, of_run in {"enabled": "queued", "started": "started", "finished": "finished"}.items():
        moments = pd.to_datetime(sheet[name]).astype(steps[of_run].dtype)
        pd.testing.assert_series_equal(moments, steps[of_run], check_names=False)
    assert sheet["wait_people_s [s]"].tolist() == steps["wait_people_s"].tolist()
    cases = pd.DataFrame(rows_of(book, SHEETS["applications"]))
    assert cases["case"].tolist() == [f"1-{number}" for number in steps["application"].unique()]
    hours = steps.groupby("application")["wait_closed_s"].sum() / 3600
    assert np.allclose(cases["wait_closed, all steps [hours]"], hours, rtol=0, atol=1e-9)


def test_the_charts_are_pictures_of_the_page(book: Workbook) -> None:
    sheet = book[SHEETS["charts"]]
    titles = [row[0] for row in sheet.iter_rows(values_only=True) if row[0]]
    assert len(sheet._images) >= 4
    assert "Backlog over time" in titles
    rows = [image.anchor._from.row for image in sheet._images]
    for image, row, following in zip(sheet._images, rows, [*rows[1:], None], strict=True):
        picture = Image.open(io.BytesIO(image._data()))
        assert picture.format == "PNG"
        assert picture.width > 800
        # No picture lies upon the next one.
        assert (
            following is None or (following - row) * other_sheets._ROW_PIXELS >= image.anchor.ext.height / 9525
        )  # EMU of a pixel


def test_without_charts_nothing_is_simulated(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.experiment.run.run_study", lambda *_, **__: pytest.fail("simulated"))
    path = exported(results, tmp_path / "run.xlsx", "--to", "xlsx", "--no-charts")
    assert SHEETS["charts"] not in openpyxl.load_workbook(path).sheetnames


def test_charts_of_other_figures_are_left_out(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.cli.workbook_contents._same", lambda *_: False)
    out = tmp_path / "run.xlsx"
    done = asked(results, "--to", "xlsx", "--workers", "1", "--out", str(out))
    assert done.exit_code == 0
    assert done.stderr.startswith("The charts are left out: simulated again, the run comes out differently")
    assert SHEETS["charts"] not in openpyxl.load_workbook(out).sheetnames


def test_steps_without_room_are_told(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_sheets, "ROWS_OF_A_SHEET", 101)
    out = tmp_path / "run.xlsx"
    done = asked(results, "--to", "xlsx", "--no-charts", "--out", str(out))
    steps = len(pd.read_parquet(results / "steps.parquet"))
    said = f"Steps for which a sheet has no room: {steps - 100:,}; --to csv and --to parquet have all of them"
    assert done.stderr.strip() == said
    assert openpyxl.load_workbook(out)[SHEETS["steps_log"]].max_row == 101
    assert openpyxl.load_workbook(out)[SHEETS["applications"]].max_row == 101


def test_another_summary_is_refused(tmp_path: Path) -> None:
    folder = run(SCENARIO, tmp_path / "run", *SHORTER)
    path = folder / "summary.json"
    path.write_text(path.read_text("utf-8").replace('"mean": 1.0', '"mean": 0.5'), "utf-8")
    out = tmp_path / "run.xlsx"
    out.write_bytes(b"earlier")
    for _ in range(2):
        done = asked(folder, "--to", "xlsx", "--no-charts", "--out", str(out))
        assert done.exit_code == 2
        assert done.stderr.strip() == (
            f"{path}:1:1: this is not the summary that the run in run.json wrote; bring it back as it was, or run the scenario again"
        )
        path.unlink(missing_ok=True)  # none is told in the same way
    assert out.read_bytes() == b"earlier"


def test_levers_stand_with_their_numbers(tmp_path: Path) -> None:
    folder = run("west_kazakhstan_social_aid", tmp_path / "run", "--no-logs")
    levers = json.loads((Path(__file__).parents[2] / "reports/sample/summary.json").read_text("utf-8"))["levers"]
    data = json.loads((folder / "summary.json").read_text("utf-8")) | {"levers": levers}
    book = Book()
    other_sheets.add_levers(book, data["levers"])
    file = io.BytesIO()
    book.save(file)
    rows = rows_of(openpyxl.load_workbook(file), SHEETS["levers"])
    assert [row["settings of the change"] for row in rows] == ["; ".join(lever["settings"]) for lever in levers]
    assert [row["fewer late answers"] for row in rows] == [lever["fewer_late"]["mean"] for lever in levers]


def test_texts_of_users_stay_texts(tmp_path: Path) -> None:
    folder = run(with_texts(tmp_path, f"{HTML} ӘҒҚҢӨҰҮІ", SCENARIO), tmp_path / "run", *SHORTER)
    path = exported(folder, tmp_path / "run.xlsx", "--to", "xlsx", "--no-charts", "--lang", "kk")
    book = openpyxl.load_workbook(path)
    with in_language("kk"):
        log, whole = translated(SHEETS["steps_log"]), translated(SHEETS["whole"])
    activities = {row["activity"] for row in rows_of(book, log) if not row["activity"].startswith("іс жолда")}
    assert len(activities) > 5
    assert all(activity.endswith(f"{HTML} ӘҒҚҢӨҰҮІ") for activity in activities)
    assert book[whole]["A1"].value.endswith(f"{HTML} ӘҒҚҢӨҰҮІ")

"""A workbook is read as its office keeps it: titles, several sheets, serial days, formulas; and none harms who reads it."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from sim.errors import InputError
from sim.register.workbook import workbook_sheets
from sim.schema.size_caps import MOST_SHEETS
from tests.broken_input.valid_files import sheet_of, workbook_of
from tests.register.reading import faults, read, told, workbook

HEAD = ("№", "Дата поступления", "Заявитель")
ROWS = [
    (1, datetime(2018, 9, 3, 10, 15), "Иванов"),
    (2, datetime(2018, 9, 3, 9, 5, 30), "Ахметова"),
    (3, datetime(2018, 9, 4, 17), "Ким"),
]
TOLD = ["2018-09-03 09:05:30", "2018-09-03 10:15", "2018-09-04 17:00"]


def test_a_sheet_with_a_title_a_numbered_header_empty_rows_and_a_total(tmp_path: Path) -> None:
    rows = [
        ("Журнал регистрации обращений за 2018 год", None, None),
        (),
        HEAD,
        (1, 2, 3),
        ROWS[0],
        (None, "", None),
        *ROWS[1:],
        ("Итого", 3, None),
        (),
        ("Исполнитель: Петрова", None, None),
    ]
    path = workbook(tmp_path, {"Журнал": rows})
    book = openpyxl.load_workbook(path)
    book["Журнал"].merge_cells("A1:C1")
    book.save(path)
    register = read(path)
    assert told(register) == TOLD
    account = register.account
    assert account.kind == "workbook"
    assert account.sheets == ("Журнал",)
    assert account.columns == {"instants": "Дата поступления", "numbers": "№"}
    assert account.left_out == {"header again": 1, "empty": 2, "totals": 1, "below the table": 1}
    assert account.unsorted == 1


def test_what_unfolds_to_much_of_nothing_is_refused_before_it_is_unfolded(tmp_path: Path) -> None:
    """Twelve megabytes of empty rows take twenty kilobytes; the same rows with something in each would be read."""
    path = tmp_path / "past.xlsx"
    path.write_bytes(workbook_of(sheet_of(b"<row/>" * 2_000_000)))
    (fault,) = faults(lambda: read(path))
    assert fault == (
        "past.xlsx:1:1: a part of this workbook, 'xl/worksheets/sheet1.xml', unfolds to 12 MB of nearly nothing; save the "
        "sheet of the register alone, or as CSV"
    )


def test_a_workbook_has_four_hundred_sheets_at_most(tmp_path: Path) -> None:
    path = workbook(tmp_path, {f"s{i}": [HEAD, ROWS[0]] for i in range(30)})
    (fault,) = faults(lambda: read(path))
    assert "several sheets have such columns: 's0', 's1'," in fault
    assert "'s11' and 18 more; say which one" in fault
    path = workbook(tmp_path, {f"s{i}": [] for i in range(MOST_SHEETS + 1)})
    (fault,) = faults(lambda: read(path))
    assert fault == "past.xlsx:1:1: the workbook has 401 sheets; at most 400 are possible; save the one that counts"


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_are_numbers_in_both_systems_of_dates(tmp_path: Path, since_1904: bool) -> None:
    path = workbook(tmp_path, {"A": [HEAD, *ROWS]}, since_1904=since_1904)
    assert told(read(path)) == TOLD
    serial = 43346 - (1462 if since_1904 else 0)
    path = workbook(tmp_path, {"A": [HEAD, (1, serial + 0.427083333333, ""), (2, serial, "")]}, since_1904=since_1904)
    assert told(read(path)) == ["2018-09-03", "2018-09-03 10:15"]
    assert told(read(path, midnight="instant"))[0] == "2018-09-03"


def test_a_time_in_a_column_of_its_own(tmp_path: Path) -> None:
    rows = [
        ("Түскен күні", "Уақыты"),
        (date(2018, 9, 3), time(10, 15)),
        (datetime(2018, 9, 4), "9:05"),
        ("05.09.2018", 0.5),
        (date(2018, 9, 6), None),
        (date(2018, 9, 7), datetime(1900, 1, 1, 8, 30)),
    ]
    register = read(workbook(tmp_path, {"Тізілім": rows}))
    assert told(register) == [
        "2018-09-03 10:15",
        "2018-09-04 09:05",
        "2018-09-05 12:00",
        "2018-09-06",
        "2018-09-07 08:30",
    ]
    assert register.account.columns == {"days": "Түскен күні", "times": "Уақыты"}
    assert told(read(workbook(tmp_path, {"Тізілім": rows}), time_column="none"))[0] == "2018-09-03"


def test_the_sheet_with_the_columns_is_taken_and_hidden_ones_only_when_named(tmp_path: Path) -> None:
    other = [("Справочник", "Код"), ("портал", 1)]
    sheets = {"Справочник": other, "Старый": [HEAD, ROWS[0]], "Журнал": [HEAD, *ROWS], "Пустой": []}
    path = workbook(tmp_path, sheets, hidden=["Старый"])
    assert read(path).account.sheets == ("Журнал",)
    assert told(read(path, sheets=("Старый",))) == TOLD[1:2]
    assert faults(lambda: read(path, sheets=("Журнал 2018",))) == [
        "past.xlsx:1:1: there is no sheet 'Журнал 2018'; did you mean 'Журнал'?"
    ]


def test_several_sheets_are_read_together_when_they_are_named(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, {"Январь": [HEAD, ROWS[2]], "Февраль": [("№", "ФИО", "Дата поступления"), (4, "К", ROWS[0][1])]}
    )
    assert faults(lambda: read(path)) == [
        "past.xlsx:1:1: several sheets have such columns: 'Январь', 'Февраль'; say which one, 'sheet: Январь', or which ones, "
        "as a list"
    ]
    register = read(path, sheets=("Январь", "Февраль"))
    assert told(register) == TOLD[1:]
    assert register.account.unsorted == 1


def test_a_sheet_without_rows_beside_one_whose_rows_are_doubled(tmp_path: Path) -> None:
    rows = [(datetime(2018, 9, day, hour),) for day in (3, 4) for hour in range(9, 19)]
    path = workbook(tmp_path, {"A": [("Дата",)], "B": [("Дата",), *rows, *rows]})
    assert faults(lambda: read(path, sheets=("A", "B"))) == [
        "past.xlsx:3:1: B!row 3: each of the 20 instants stands there twice or an even number of times: the rows are doubled; "
        "take one row of each pair out"
    ]
    path = workbook(tmp_path, {"A": [("Дата",)], "B": [("Дата",), *rows]})
    assert len(told(read(path, sheets=("A", "B")))) == 20


def test_a_stated_time_column_beside_days_at_midnight_and_a_time(tmp_path: Path) -> None:
    rows = [("Дата", "Время"), (datetime(2018, 9, 3), "10:00"), (datetime(2018, 9, 4, 8), "11:00")]
    assert faults(lambda: read(workbook(tmp_path, {"A": rows}), time_column="Время")) == [
        "past.xlsx:3:1: A!A3: '2018-09-04 08:00:00' has a time already, beside the column 'Время'; take 'time_column' out"
    ]


def test_what_cannot_be_read_is_told_by_sheet_and_cell(tmp_path: Path) -> None:
    rows = [
        ("Реестр",),
        HEAD,
        ROWS[0],
        (2, "вчера", ""),
        (3, None, "Ким"),
        (4, time(9), ""),
        (5, True, ""),
        (6, 12, ""),
    ]
    assert faults(lambda: read(workbook(tmp_path, {"Лист 1": rows}))) == [
        "past.xlsx:4:2: Лист 1!B4: 'вчера' is not an instant; write 2018-09-10 09:15",
        "past.xlsx:5:2: Лист 1!B5: the instant is missing; write 2018-09-10 09:15, or take the row out",
        "past.xlsx:6:2: Лист 1!B6: '09:00:00' is a time without a day; write 2018-09-10 09:15",
        "past.xlsx:7:2: Лист 1!B7: 'true' is not an instant; write 2018-09-10 09:15",
        "past.xlsx:8:2: Лист 1!B8: '12' is not an instant; write 2018-09-10 09:15",
    ]
    many = [HEAD, *((i, "x", "") for i in range(30))]
    found = faults(lambda: read(workbook(tmp_path, {"S": many})))
    assert len(found) == 21
    assert found[20] == "past.xlsx:22:2: S!B22: 10 more rows from here on have faults; mend those above first"


def zipped(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def changed(path: Path, sheet: bytes) -> None:
    """Write another content into the sheet of a workbook."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    zipped(path, {**content, "xl/worksheets/sheet1.xml": sheet})


def test_formulas_count_by_their_values(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"A": [HEAD, ROWS[0]]})
    cells = b'<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c></row>'
    cells += b'<row r="2"><c r="B2" t="str"><f>TEXT(NOW(),"dd.mm.yyyy hh:mm")</f><v>03.09.2018 10:15</v></c></row>'
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    changed(path, b"<worksheet %s><dimension ref='A1'/><sheetData>%s</sheetData></worksheet>" % (space, cells))
    assert told(read(path)) == ["2018-09-03 10:15"]


def test_one_far_cell_takes_no_memory(tmp_path: Path) -> None:
    """Two cells at opposite corners of the grid: a table of all cells between them would have 17 thousand million."""
    path = workbook(tmp_path, {"A": [HEAD, *ROWS]})
    book = openpyxl.load_workbook(path)
    book["A"]["XFD200000"] = "!"
    book.save(path)
    register = read(path)
    assert told(register) == TOLD


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ({"xl/workbook.bin": "", "[Content_Types].xml": ""}, "this is a binary workbook (.xlsb); save it as .xlsx or CSV"),
        ({"mimetype": "", "content.xml": ""}, "this is a sheet of another office program (.ods); save it as .xlsx or CSV"),
        ({"notes.txt": "x"}, "this is an archive and no workbook; give a workbook (.xlsx) or a CSV file"),
        ({"[Content_Types].xml": "x", "xl/workbook.xml": "x"},
         "this workbook cannot be read (syntax error: line 1, column 0); open it in the spreadsheet program and save it anew "
         "as .xlsx, or as CSV"),
    ],
)  # fmt: skip
def test_what_is_no_such_workbook_is_told_by_what_it_is(
    tmp_path: Path, parts: dict[str, str | bytes], fault: str
) -> None:
    path = zipped(tmp_path / "past.xlsx", parts)
    assert faults(lambda: read(path)) == [f"past.xlsx:1:1: {fault}"]


def test_a_workbook_that_unfolds_without_bound_is_refused_before_it_does(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "past.xlsx",
        {"[Content_Types].xml": "", "xl/workbook.xml": "", "xl/worksheets/sheet1.xml": b"0" * 301_000_000},
    )
    assert path.stat().st_size < 1_000_000
    assert faults(lambda: read(path)) == [
        "past.xlsx:1:1: the workbook is too large; a workbook has at most 300 MB without compression; save its sheet as CSV"
    ]


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"A": [HEAD, ROWS[0]]})
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    cells = "<row r='1'><c r='A1' t='inlineStr'><is><t>&e9;</t></is></c></row>"
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    doctype = f'<!DOCTYPE worksheet [<!ENTITY e0 "0123456789">{entities}]>'
    changed(path, f"{doctype}<worksheet xmlns='{space}'><sheetData>{cells}</sheetData></worksheet>".encode())
    (fault,) = faults(lambda: read(path))
    assert fault.startswith("past.xlsx:1:1: this workbook cannot be read (limit on input amplification")


def test_a_list_of_sheets_that_cannot_be_unpacked_is_a_fault(tmp_path: Path) -> None:
    """One byte in three of that part is spoilt, one after the other: zlib has faults of its own."""
    raw = workbook(tmp_path, {"A": [HEAD, *ROWS]}).read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        part = archive.getinfo("xl/workbook.xml")
    first = part.header_offset + 30 + len(part.filename)
    for at in range(first, first + part.compress_size, 3):
        spoilt = bytearray(raw)
        spoilt[at] ^= 0xFF
        with pytest.raises(InputError, match=r"damaged|cannot be read"):
            workbook_sheets(bytes(spoilt), "broken.xlsx")


def test_any_broken_workbook_is_a_fault(tmp_path: Path) -> None:
    """One byte after another is spoilt: what is read is as it was, or there is a fault with the name of the file."""
    raw = bytearray(workbook(tmp_path, {"A": [HEAD, *ROWS]}).read_bytes())
    path = tmp_path / "broken.xlsx"
    broken = 0
    for at in range(0, len(raw), max(len(raw) // 150, 1)):
        spoilt = bytearray(raw)
        spoilt[at] ^= 0xFF
        path.write_bytes(spoilt if at % 2 else raw[:at])
        try:
            found = told(read(path))
        except InputError as error:
            broken += str(error).startswith("broken.xlsx:")
        else:
            assert found == TOLD
    assert broken > 100


def test_a_sheet_is_read_to_its_end_whatever_size_it_states(tmp_path: Path) -> None:
    """A dimension that is too small for the sheet is not believed."""
    path = workbook(tmp_path, {"A": [HEAD, *ROWS]})
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b'<dimension ref="A1:C4"' in sheet
    changed(path, sheet.replace(b"A1:C4", b"A1:A1"))
    assert told(read(path)) == TOLD

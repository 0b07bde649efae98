"""Every fault of a history is told with its row and its column: what stands in the file, and the file itself."""

from __future__ import annotations

import random
import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.model.model import build_model
from sim.quantities import instant
from sim.register.instants_in_bulk import written_instants
from sim.register.options import RegisterOptions
from sim.register.read_register import ReadRegister, read_register
from sim.study.loading import Reader, load_scenario
from tests.minimal import faults_of
from tests.study.faulty_demand import DEMAND, LAW, PAST, assert_fault, written

PAST_FILE = "{file: past.csv, column: submitted}"
EXAMPLE = "write 2018-09-10 09:15"
STATED = "state 'date_order: day_first' or 'date_order: month_first'"
ORDER = f"of the column tells; {STATED}"
RANGE = "'{}' is out of range; it has to lie between 2018-05-02 and 2027-12-31"
QUOTES = (
    "the quotes of this row do not fit together, or a cell is far too long; close each quote at the end of its cell"
)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (PAST_FILE, "{file: pst.csv}", "71:71: there is no file 'pst.csv'; did you mean 'past.csv'?"),
        (PAST_FILE, "{file: past}", "71:71: there is no file 'past'; did you mean 'past.csv'?"),
        (PAST_FILE, "{file: ''}", "71:71: a text is needed here, and this one is empty; write it"),
        (PAST_FILE, "{file: nothing.txt}", "71:71: there is no file 'nothing.txt'; nothing of the kind lies there"),
        (PAST_FILE, "{file: ../past.csv}",
         "71:71: '../past.csv' does not lie beside this file or below its folder; copy it there"),
        (PAST_FILE, "{file: /etc/hosts}",
         "71:71: '/etc/hosts' does not lie beside this file or below its folder; copy it there"),
        (PAST_FILE, '{file: "a\\0b.csv"}', "71:71: an invisible sign stands in this text (number 0); take it out"),
        (PAST_FILE, "{column: submitted}", "71:55: the key 'file' is missing in 'history' (line 71); add it"),
        (PAST_FILE, "past.csv", "71:64: a block of keys is needed here, not 'past.csv'"),
        (PAST_FILE, "[past.csv]", "71:64: a block of keys is needed here, not a list"),
        (PAST_FILE, "{file: past.csv, columns: submitted}", "71:81: unknown key 'columns'; did you mean 'column'?"),
        (PAST_FILE, "{file: past.csv, column: 2}", "71:89: a text is needed here, not '2'; write it in quotes"),
        (PAST_FILE, "{file: past.csv, column: submitted, use: repeat}",
         "71:105: 'repeat' is not known for 'use'; did you mean 'replay'?"),
        (PAST_FILE, "{file: past.csv, column: submitted, use: resample}",
         "71:105: 'past.csv' has fewer than two whole weeks, so there is nothing to choose from; give a longer history, "
         "the 'first_day' and 'last_day' of the register, or 'use: replay'"),
        (PAST_FILE, "{file: past.csv, column: submitted, first_day: 2018-05-03}",
         "71:111: 'first_day' tells which weeks are whole, and a replay takes none; take it out"),
        (PAST_FILE, "{file: past.csv, column: submitted, use: resample, first_day: 2018-05-03, last_day: 2018-05-02}",
         "71:148: 'last_day' lies before 'first_day', 2018-05-03; exchange them"),
        (PAST_FILE, "{file: past.csv, column: submitted, use: resample, first_day: 2018-05-04}",
         "71:126: 'past.csv' has an application of 2018-05-03 already; write the first day of the register"),
        (PAST_FILE, "{file: past.csv, column: submitted, use: resample, last_day: 2018-05-06}",
         "71:125: 'past.csv' has an application of 2018-05-07 still; write the last day of the register"),
    ],
)  # fmt: skip
def test_a_history_that_is_not_there(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


def read_history(path: Path, column: str | None = "submitted") -> ReadRegister:
    """A register, read over all years."""
    years = instant(date(1970, 1, 1)), instant(date(2100, 1, 1))
    return read_register(path, path.name, RegisterOptions(column=column), *years)


def history(folder: Path, past: str | bytes) -> list[str]:
    """The faults of the scenario whose replayed history holds this, without the name of the file."""
    written(folder)
    (folder / "past.csv").write_bytes(past if isinstance(past, bytes) else past.encode())
    return [line.removeprefix("past.csv:") for line in faults_of(folder, DEMAND, LAW)]


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("1,\n22,2018-05-03 09:15\n3\n,\n4,  \n",
         [f"{place}: the instant is missing; {EXAMPLE}, or take the row out" for place in ("2:3", "4:1", "6:3")]),
        ("1,soon\n", [f"2:3: 'soon' is not an instant; {EXAMPLE}"]),
        ("1,2018-05-03 25:00\n", [f"2:3: '2018-05-03 25:00' has a time that no clock shows; {EXAMPLE}"]),
        ("1,09:15\n", [f"2:3: '09:15' is a time without a day; {EXAMPLE}"]),
        ("1,2018-02-30 09:15\n", [f"2:3: '2018-02-30 09:15' is not an instant; {EXAMPLE}"]),
        ("1,05/03/2018 09:15\n2,06/05/2018 09:15\n", [f"2:3: '05/03/2018' may be 5 March or 3 May, and no row {ORDER}"]),
        ("1,13/05/2018 09:15\n2,05/14/2018 09:15\n",
         [f"3:3: '05/14/2018' and '13/05/2018' in line 2 cannot have day and month in one order; {STATED}"]),
        ("1,13223.385\n", [f"2:3: '13223.385' is not an instant; {EXAMPLE}"]),
        ("1,2018-05-03x09:15\n", [f"2:3: '2018-05-03x09:15' is not an instant; {EXAMPLE}"]),
        ("1,2018-05-03 09:15+25:00\n", [f"2:3: '2018-05-03 09:15+25:00' is not an instant; {EXAMPLE}"]),
        ("1,2018-05-01 23:59\n2,2028-01-01 00:00\n",
         ["2:3: " + RANGE.format("2018-05-01 23:59"), "3:3: " + RANGE.format("2028-01-01 00:00")]),
        ("1,0001-01-01 00:00\n", ["2:3: " + RANGE.format("0001-01-01 00:00")]),
        ("\n\n1,2018-05-03 09:15\n\n2,x\n", [f"6:3: 'x' is not an instant; {EXAMPLE}"]),
        ('"a, b","x"\n', [f"2:8: 'x' is not an instant; {EXAMPLE}"]),
        ('"two\nlines","2018-05-03 09:15"\n2,x\n', [f"4:3: 'x' is not an instant; {EXAMPLE}"]),
        ('1,2018-05-03 09:15\n2,"2018-05-03 09:15\n3,2018-05-03 09:20\n', [f"3:1: {QUOTES}"]),
        ('1,x\n2,"2018-05-03 09:15"x\n', [f"2:3: 'x' is not an instant; {EXAMPLE}", f"3:1: {QUOTES}"]),
        ("1," + "9" * 200_000 + "\n", [f"2:1: {QUOTES}"]),
        ("1,\u202ex\x1b[31m\n", [f"2:3: '\ufffdx\ufffd[31m' is not an instant; {EXAMPLE}"]),
        ("1,\u2028x\n2,\x85y\n3,\x0cz\n",
         [f"{line}:3: '{sign}' is not an instant; {EXAMPLE}" for line, sign in ((2, "x"), (3, "y"), (4, "z"))]),
    ],
)  # fmt: skip
def test_a_row_that_is_no_application_is_told_with_its_number(tmp_path: Path, rows: str, faults: list[str]) -> None:
    assert history(tmp_path, f"number,submitted\n{rows}") == faults


STEPS = "A1,2018-05-03 09:15\nA1,2018-05-03 10:00\nA2,2018-05-04 09:15\nA1,2018-05-05 09:15\nA2,2018-05-05 09:20\n"
"""Three steps of one application and two of another, as the logs of process mining have them."""


@pytest.mark.parametrize("head", ["case:concept:name", "Case ID", "case_id", "number", "Номер заявления", "№"])
def test_a_register_with_a_row_per_step_is_told(tmp_path: Path, head: str) -> None:
    assert history(tmp_path, f"{head},submitted\n{STEPS}") == [
        f"3:1: 3 rows have a '{head}' that stood there before, as 'A1' in line 2; every row is an application here, not a step "
        "of one; keep the first row of each application, or write 'number_column: none' where numbers begin anew"
    ]


def test_doubled_rows_are_told(tmp_path: Path) -> None:
    """Rows alike in all cells, the number among them, are left out and counted; without numbers they cannot be known."""
    rows = "1,2018-05-03 09:15,a\n1,2018-05-03 09:15,a\n2,2018-05-04 09:15,a\n"
    assert history(tmp_path, f"number,submitted,who\n{rows}") == []
    assert read_history(tmp_path / "past.csv").account.left_out == {"doubled": 1}
    assert len(read_history(tmp_path / "past.csv").instants) == 2
    (fault,) = history(tmp_path, f"number,submitted,who\n{rows}1,2018-05-03 09:15,b\n")
    assert fault.startswith("5:1: the row has a 'number' that stood there before, as '1' in line 2; every row is")
    instants = [f"2018-05-{day:02} {hour:02}:00" for day in (3, 4, 7, 8) for hour in range(9, 14)]
    twice = "submitted\n" + "".join(f"{at}\n{at}\n" for at in instants)
    assert history(tmp_path, twice) == [
        "3:1: each of the 20 instants stands there twice or an even number of times: the rows are doubled; take one row of "
        "each pair out"
    ]


def test_several_applications_in_one_minute_are_none_of_these(tmp_path: Path) -> None:
    instants = [f"2018-05-{day:02} {hour:02}:00" for day in (3, 4, 7, 8) for hour in range(9, 14)]
    rows = "".join(f"{at}\n{at}\n" for at in instants) + "2018-05-09 09:00\n"
    assert history(tmp_path, f"submitted\n{rows}") == []
    assert history(tmp_path, "number,submitted\n,2018-05-03 09:15\n,2018-05-03 09:15\n") == []


@pytest.mark.parametrize(
    ("begins", "fault"),
    [
        (b"PK\x03\x04",
         "this workbook is damaged (File is not a zip file); open it in the spreadsheet program and save it anew as .xlsx, or as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1",
         "this is a workbook of the old kind (.xls), or one with a password; save it as .xlsx or CSV, without a password"),
    ],
)  # fmt: skip
def test_a_workbook_is_known_by_its_first_bytes_whatever_its_name(tmp_path: Path, begins: bytes, fault: str) -> None:
    assert history(tmp_path, begins + b"\x14\x00\x06\x00") == [f"1:1: {fault}"]


def notes(folder: Path, *days: str) -> list[dict[str, object]]:
    """The facts of the notes on a replay with applications at 10:00 on some days; the period is 2 to 31 May 2018."""
    path = written(folder)
    (folder / "past.csv").write_text("submitted\n" + "".join(f"{day} 10:00\n" for day in days), encoding="utf-8")
    found, told = build_model(load_scenario(path)).warnings, ("register_shorter", "register_longer")
    return [note.facts | {"note": note.key} for note in found if note.key in told]


def test_a_register_that_is_shorter_or_longer_than_the_period_is_told(tmp_path: Path) -> None:
    may = [f"2018-05-{day:02}" for day in range(2, 32)]
    assert notes(tmp_path, *may) == []
    assert notes(tmp_path, *may[:20]) == []
    assert [note["note"] for note in notes(tmp_path, *may[:10])] == ["register_shorter"]
    assert [note["note"] for note in notes(tmp_path, *may[20:])] == ["register_shorter"]
    (note,) = notes(tmp_path, *may, "2018-06-01", "2018-06-04", "2018-12-03")
    assert {key: note[key] for key in ("note", "applications", "behind", "left_out", "end")} == {
        "note": "register_longer", "applications": 33, "behind": 3, "left_out": 1, "end": "2018-06-01",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("past", "fault"),
    [
        (b"", "1:1: the file is empty; give a header and one row per application"),
        (b"\n \n", "1:1: the file is empty; give a header and one row per application"),
        (b"\xef\xbb\xbf", "1:1: the file is empty; give a header and one row per application"),
        (b"number,submitted\n", "1:1: no row below the header has an application; give one row per application"),
        (b"\nnumber,submitted\n,\n\n", "2:1: no row below the header has an application; give one row per application"),
        (b"number,submit\n1,2018-05-03 09:15\n", "1:1: there is no column 'submitted'; did you mean 'submit'?"),
        (b"a,b\n1,2018-05-03 09:15\n", "1:1: there is no column 'submitted'; known here: a, b"),
        (b"number\tsubmit\n1\t2018-05-03 09:15\n", "1:1: there is no column 'submitted'; did you mean 'submit'?"),
        (b"submitted,submitted\n2018-05-03 09:15,2018-05-04 09:15\n",
         "1:1: 2 columns are called 'submitted'; give each another name"),
        (b"1,2018-05-03 09:15\n2,2018-05-04 09:15\n",
         "1:1: '2018-05-03 09:15' stands where the names of the columns are needed; "
         "put a line with them above, such as 'submitted'"),
        ("number,submitted,who\n1,2018-05-03 09:15,Айгүл\n2,2018-05-03 09:20,Иван и Ко\n".encode() + b"\xc0\n",
         "4:1: not UTF-8: byte 0xc0; save the file as UTF-8"),
        (b'"number,submitted\n1,2018-05-03 09:15\n', f"1:1: {QUOTES}"),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_history(tmp_path: Path, past: bytes, fault: str) -> None:
    assert history(tmp_path, past) == [fault]


@pytest.mark.parametrize(
    "past",
    [
        PAST.replace("\n", "\r\n"),
        PAST.replace("\n", "\r"),
        f"\ufeff{PAST}",
        f"\n\n{PAST}\n\n",
        PAST.removesuffix("\n"),
        PAST.replace(",", ";"),
        PAST.replace(",", ";").replace("number", "number, of the register"),
        PAST.replace(",", "\t"),
        PAST.replace(",", "\t").replace("number", "number; of, the register"),
        PAST.replace(",", " , "),
        "".join(f'"{line.replace(",", chr(34) + "," + chr(34))}"\n' for line in PAST.splitlines()),
        PAST.replace("1,", '"one, ""two""\nand three",', 1),
        PAST.replace("2018-05-03 09:15", "2018-05-03T09:15:00").replace("07.05.2018 11:00", "7.5.2018 11:00:00"),
        PAST.replace("2018-05-04 10:00:30", "2018-05-04 10:00:30.9"),
    ],
)
def test_a_history_as_spreadsheets_write_it_is_read(tmp_path: Path, past: str) -> None:
    assert history(tmp_path, past) == []
    read = read_history(tmp_path / "past.csv").instants
    days = [(date(2018, 5, 3), 9 * 3600 + 900), (date(2018, 5, 4), 36_030), (date(2018, 5, 7), 39_600)]
    assert read.tolist() == [instant(day) + second for day, second in days]


def test_of_many_faulty_rows_twenty_are_told_and_the_rest_are_counted(tmp_path: Path) -> None:
    past = "number,submitted\n" + "".join(f"{i},x\n" for i in range(1, 26))
    wide = [f"{i + 1}:{3 if i < 10 else 4}: 'x' is not an instant; {EXAMPLE}" for i in range(1, 21)]
    assert history(tmp_path, past) == [*wide, "22:4: 5 more rows from here on have faults; mend those above first"]
    assert history(tmp_path, past[: past.index("21,x")]) == wide


def test_one_bad_history_of_two_streams_is_told_once_and_each_bad_history_by_its_name(tmp_path: Path) -> None:
    path = written(tmp_path, DEMAND.replace("file: weeks.csv, use: resample", "file: past.csv"))
    (tmp_path / "past.csv").write_text("submitted\nx\n", encoding="utf-8")
    fault = f"past.csv:2:1: 'x' is not an instant; {EXAMPLE}"
    assert faults_of(tmp_path, path.read_text(encoding="utf-8"), LAW) == [fault]
    (tmp_path / "weeks.csv").write_text("submitted\ny\n", encoding="utf-8")
    assert faults_of(tmp_path, DEMAND, LAW) == [fault, f"weeks.csv:2:1: 'y' is not an instant; {EXAMPLE}"]


def test_a_history_lies_below_the_folder_and_is_named_with_it(tmp_path: Path) -> None:
    path = written(tmp_path, DEMAND.replace("file: past.csv", "file: of 2018/past.csv"))
    (tmp_path / "of 2018").mkdir()
    (tmp_path / "of 2018" / "past.csv").write_text(PAST.replace("2018-05-03", "2018-5-33"), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_scenario(path)
    assert (
        str(error.value) == f"{tmp_path / 'of 2018' / 'past.csv'}:2:3: '2018-5-33 09:15' is not an instant; {EXAMPLE}"
    )


@pytest.mark.parametrize(
    "weeks",
    [
        "submitted\n2018-04-02 09:15\n2018-04-22 10:00\n",
        "submitted\n2018-04-08 09:15\n2018-04-16 10:00\n",
        "submitted\n2018-04-02 09:15\n2018-04-12 10:00\n",
        "submitted\n2018-04-02 09:15\n",
    ],
)
def test_a_history_of_less_than_two_whole_weeks_gives_nothing_to_choose_from(tmp_path: Path, weeks: str) -> None:
    """The weeks of the first and of the last application are not known to be whole, unless the register's days are."""
    written(tmp_path)
    (tmp_path / "weeks.csv").write_text(weeks, encoding="utf-8")
    assert faults_of(tmp_path, DEMAND, LAW) == [
        "question.yaml:72:87: 'weeks.csv' has fewer than two whole weeks, so there is nothing to choose from; "
        "give a longer history, the 'first_day' and 'last_day' of the register, or 'use: replay'"
    ]
    known = DEMAND.replace("use: resample", "use: resample, first_day: 2018-04-02, last_day: 2018-04-22")
    assert faults_of(tmp_path, known, LAW) == []
    later = weeks.replace("2018-04-0", "2018-03-0") + "2018-04-23 10:00\n"
    (tmp_path / "weeks.csv").write_text(later, encoding="utf-8")
    assert faults_of(tmp_path, DEMAND, LAW) == []


def test_the_column_of_days_is_found_by_its_name_or_by_what_it_holds(tmp_path: Path) -> None:
    def column(past: str) -> dict[str, str]:
        (tmp_path / "past.csv").write_text(past, encoding="utf-8")
        return read_history(tmp_path / "past.csv", None).account.columns

    assert column("a,b\n1,2018-05-03 09:15\n") == {"instants": "b"}
    assert column("a\tb\n1\t03.05.2018 09:15\n") == {"instants": "b"}
    assert column("number,decided,received\n1,2018-05-04 09:15,2018-05-03 09:15\n")["instants"] == "received"
    assert column("first,second\n2018-05-03 09:15,2018-05-04 09:15\n") == {"instants": "first"}
    with pytest.raises(InputError) as error:
        column("a,first,second\n1,2018-05-03 09:15,2018-05-04 09:15\n")
    assert str(error.value) == (
        "past.csv:1:1: several columns have days: 'first', 'second'; say which one counts, such as 'column: first'"
    )


def test_a_history_may_be_larger_than_a_file_that_people_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """120,000 rows of more than 2 MB, instants in both forms, and one that only the slow reader knows."""
    start = datetime(2018, 5, 3)
    moments = [start + timedelta(seconds=7 * k) for k in range(120_000)]
    forms = ("%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
    texts = [f"{at:{forms[k % 3]}}" for k, at in enumerate(moments)]
    texts[5] += ".5"
    path = tmp_path / "past.csv"
    path.write_text("number,submitted\n" + "".join(f"{k},{text}\n" for k, text in enumerate(texts)), encoding="utf-8")
    assert path.stat().st_size > 2_000_000
    read = read_history(path).instants
    assert read.tolist() == [instant(at) for at in moments]
    monkeypatch.setattr("sim.register.read_register.MOST_HISTORY_BYTES", 1_000_000)
    with pytest.raises(InputError, match=r"^past.csv:1:1: the file is too large; a file has at most 1 MB$"):
        read_history(path)


def test_what_is_read_in_bulk_is_what_is_read_one_by_one() -> None:
    """Every day around the ends of months, odd times, and texts that are nearly instants."""
    texts = [
        f"{year:04}-{month:02}-{day:02} {time}"
        for year in (0, 1, 1900, 1970, 2000, 2018, 2100)
        for month in range(14)
        for day in (0, 1, 28, 29, 30, 31, 32)
        for time in ("00:00", "23:59:59", "24:00", "12:60", "09:15:60")
    ]
    texts += [f"{text[8:10]}.{text[5:7]}.{text[:4]} {text[11:]}" for text in texts]
    texts += [
        "2018-09-10T09:15",
        "2018-09-10t09:15",
        "10.09.2018T09:15",
        "2018-09-10 09.15",
        "2018-09-1009:15x",
        "",
        "x" * 16,
    ]
    texts += [
        "٢٠١٨-٠٩-١٠ ٠٩:١٥",
        "2018-09-10 09:15Ж",
        "2018-09-10 0a:15",
        "2018-09-10 09:15+05",
        "+018-09-10 09:15",
        "2018-09-10 -9:15",
    ]
    found, known = written_instants(texts)
    for text, at, read in zip(texts, found.tolist(), known.tolist(), strict=True):
        moment = None
        for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S"):
            with suppress(ValueError):
                moment = datetime.strptime(text, form) if text.isascii() and re.fullmatch("[0-9.:T -]*", text) else None
                break
        assert (instant(moment) if moment else None) == (at if read else None), text


def test_a_file_is_read_once_for_all_variants_of_a_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(
        tmp_path, DEMAND + "  busy: {changes: {seed: 7}}\n  more: {changes: {arrivals: {plain: {growth: ~}}}}\n"
    )
    read: list[str] = []

    def reading(path: Path, *others: Any) -> Any:
        read.append(path.name)
        return read_register(path, *others)

    monkeypatch.setattr("sim.register.read_register.read_register", reading)
    studies = Reader(path).studies()
    assert [study.variant for study, _ in studies] == [None, "calm", "busy", "more"]
    assert sorted(read) == ["past.csv", "weeks.csv"]
    assert all(study.hashes == studies[0][0].hashes for study, _ in studies)
    assert {"past.csv", "weeks.csv"} <= studies[0][0].hashes.keys()


def test_weeks_may_be_drawn_from_years_before_the_calendar_and_not_before_all_clocks(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "weeks.csv").write_text("submitted\n1899-12-31 09:00\n1901-04-20 10:00\n", encoding="utf-8")
    assert faults_of(tmp_path, DEMAND, LAW) == [
        "weeks.csv:2:1: '1899-12-31 09:00' is out of range; it has to lie between 1900-01-01 and 2199-12-31"
    ]
    (tmp_path / "weeks.csv").write_text("submitted\n1900-12-31 09:00\n1901-04-20 10:00\n", encoding="utf-8")
    assert faults_of(tmp_path, DEMAND, LAW) == []


@pytest.mark.parametrize(("file", "place"), [("past.csv", "71:64"), ("weeks.csv", "72:64")])
def test_a_history_counts_among_the_applications_of_a_replication(tmp_path: Path, file: str, place: str) -> None:
    """A replayed one as it is, a resampled one with as many of its weeks as there are."""
    path = written(tmp_path)
    month = 5 if file == "past.csv" else 4
    times = [
        f"2018-{month:02}-{day:02} {hour:02}:{minute:02}"
        for day in range(2, 30)
        for hour in range(9, 18)
        for minute in range(60)
    ]
    (tmp_path / file).write_text("submitted\n" + "\n".join(times), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_scenario(path, most_applications=10_000)
    assert str(error.value).startswith(f"{path}:{place}: ")
    assert "applications could be in one replication, which is too many, and most of them come from here;" in str(
        error.value
    )
    assert len(
        load_scenario(path, most_applications=200_000).histories[{"past.csv": "past"}.get(file, "again")].instants
    ) == len(times)


def test_no_change_of_a_history_makes_anything_but_instants_or_faults_with_a_row(tmp_path: Path) -> None:
    signs = [
        "",
        ",",
        ";",
        '"',
        "\n",
        "\r",
        "\t",
        "\x00",
        "\x1b",
        "\u2028",
        "9",
        "-",
        ":",
        " ",
        "T",
        "Z",
        "+05:00",
        "x" * 70,
        "ү",
    ]
    path = tmp_path / "past.csv"
    for seed in range(400):
        rng = random.Random(seed)
        text = PAST
        for _ in range(rng.choice((1, 1, 2, 5))):
            at = rng.randrange(len(text) + 1)
            text = text[:at] + rng.choice(signs) + text[at + rng.randrange(3) :]
        path.write_text(text, encoding="utf-8", newline="")
        try:
            read = read_history(path, rng.choice(("submitted", None))).instants
        except InputError as error:
            for fault in error.faults:
                assert 1 <= fault.line <= len(text.splitlines()) + 1
                assert fault.column >= 1
                assert str(fault).isprintable()
        else:
            assert 1 <= len(read) <= 4
            assert (read[1:] >= read[:-1]).all()

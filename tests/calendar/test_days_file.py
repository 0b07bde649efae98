"""Calendar files as spreadsheet programs write them, and the faults of one at their cells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.calendar.official_days import read_days
from sim.errors import InputError

TEXT = (
    "# from: 2018-01-01\n# to: 2018-12-31\ndate,working,kind,name_en,name_kk,name_ru\n"
    "2018-03-03,1,worked,Working day,Жұмыс күні,Рабочий день\n2018-03-09,0,transferred,Day off,Демалыс,Выходной\n"
)


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "own.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "kz1048"])
def test_a_calendar_is_read_as_spreadsheet_programs_write_it(tmp_path: Path, separator: str, encoding: str) -> None:
    text = TEXT.replace(",", separator).replace("\n", "\r\n")
    days = read_days(written(tmp_path, text.encode(encoding)), "own.csv")
    assert (days.first, days.last) == (date(2018, 1, 1), date(2018, 12, 31))
    assert (days.is_working(date(2018, 3, 3)), days.is_working(date(2018, 3, 9))) == (True, False)
    assert days.names[date(2018, 3, 9)][2] == "Выходной"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "2018-03-03,1",
            "2018-03-41,1",
            "4:1: there is no day '2018-03-41' (column 'date'); check the month and the day",
        ),
        (
            "2018-03-03,1",
            "2018-03-03,yes",
            "4:12: 'yes' does not say whether the day is worked (column 'working'); write 1 or 0",
        ),
        ("1,worked", "1,work", "4:14: 'work' is no kind of day (column 'kind'); did you mean 'worked'?"),
        ("1,worked", "0,worked", "4:12: a day of the kind 'worked' has '0'; write 1"),
        ("0,transferred", "1,transferred", "5:12: a day of the kind 'transferred' has '1'; write 0"),
        ("2018-03-09", "2018-03-03", "5:1: 2018-03-03 stands there already, in line 4; keep one of the lines"),
        ("kind,", "sort,", "3:1: the calendar lacks the columns kind"),
        ("to: 2018", "to: 2199", "1:1: the calendar covers 2018-01-01 to 2199-12-31; state a span of a hundred years"),
        ("to: 2018", "to: 2017", "1:1: the calendar covers 2018-01-01 to 2017-12-31; state a span of a hundred years"),
    ],
)
def test_a_fault_stands_at_its_cell(tmp_path: Path, old: str, new: str, fault: str) -> None:
    path = written(tmp_path, TEXT.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        read_days(path, "own.csv")
    (found,) = (str(fault).removeprefix(f"{path}:") for fault in caught.value.faults)
    assert found.startswith(fault)


def test_a_calendar_has_twenty_thousand_lines_at_most(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("# from: 2018-01-01\n" + "x\n" * 20_000, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_days(path, "own.csv")
    (fault,) = caught.value.faults
    assert (fault.line, fault.message) == (20_001, "the calendar has 20001 lines")

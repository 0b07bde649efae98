"""Registers that cannot be used: told by line and column, all at once."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from sim.errors import InputError
from tests.register.events.written import odd_of, of_text

HEAD = "case,activity,resource,start,end\n"
DUE = "case,activity,end,received,due\n"


def day(i: int) -> str:
    return f"2024-{1 + i // 28:02d}-{1 + i % 28:02d}"


def rows(count: int, *, end: str = "10:00", who: str = "anna", case: str = "c{i}") -> str:
    return "".join(
        f"{case.format(i=i)},x,{who.format(i=i)},{day(i % 300)} 09:00,{day(i % 300)} {end}\n" for i in range(count)
    )


REFUSED = {
    "no times": ("case,activity,start,end\na,x,,\nb,x,,\n", ":1:21: no row has an instant"),
    "no column of times": ("case,activity\na,x\n", "no column has the times of events"),
    "ends before starts": (HEAD + rows(30, end="08:00"), "--start and --end the other way round"),
    "one day": ("case,activity,end\na,x,2024-01-08 09:00\nb,x,2024-01-08 10:00\n", "lies on one day"),
    "one case": (HEAD + rows(30, case="one"), "the register has one case, 'one'"),
    "resources that act once": (HEAD + rows(150, who="r{i}"), ":1:15: the column 'resource' has 150 different resources"),
    "loops": (HEAD + rows(1500, case="one", who="r{i}") + rows(5), ":2:5: the steps of case 'one' go round without end"),
    "due before receipt": (
        DUE + "a,x,2024-01-08 09:00,2024-01-05,2024-01-04\nb,x,2024-01-09 09:00,2024-01-05,2024-01-20\n",
        ":2:33: the answer is due before the case came",
    ),
    "no instant": ("case,activity,end\na,x,tomorrow\nb,x,2024-01-08\n", ":2:5: 'tomorrow' is not an instant"),
    "placeholder": ("case,activity,end\na,x,01.01.1900 00:00\nb,x,2024-01-08\n", ":2:5: '1900-01-01 00:00:00' is out of range"),
    "ambiguous": ("case,activity,end,finish\na,x,,\n", "'end', 'finish'; say which one, such as --end 'end'"),
    "far zones": (
        "case,activity,end\na,x,2024-01-08T09:00:00Z\nb,x,2024-01-09T09:00:00+05:00\n",
        "further apart than summer time",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_told_by_its_place(tmp_path: Path, name: str) -> None:
    text, said = REFUSED[name]
    with pytest.raises(InputError) as error:
        of_text(tmp_path, text)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (bytes(range(256)) * 40, "neither a text nor"),
        (gzip.compress(HEAD.encode() * 400, mtime=0)[:-20], "breaks off"),
        (b"\x1f\x8b" + b"x" * 100, "damaged"),
        (gzip.compress(b" " * 30_000_000, mtime=0), "unfolds to more than"),
        (b"PAR1" + b"x" * 100, "the Parquet file is damaged"),
        (b"PK\x03\x04" + b"x" * 100, "damaged"),
    ],
)
def test_damaged_files_are_told(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        of_text(tmp_path, content)


def test_faults_beyond_twenty_are_counted(tmp_path: Path) -> None:
    bad = DUE + "".join(f"c{i},x,{day(i)} 09:00,{day(i)},2023-12-01\n" for i in range(100))
    with pytest.raises(InputError) as error:
        of_text(tmp_path, bad)
    assert len(error.value.faults) == 21
    assert error.value.faults[-1].others == 80


def test_due_dates_before_receipt_may_be_told_only(tmp_path: Path) -> None:
    assert odd_of(of_text(tmp_path, REFUSED["due before receipt"][0], odd="told"))["due before received"].count == 1


def test_few_ends_before_starts_and_doubled_rows_are_counted(tmp_path: Path) -> None:
    text = (
        HEAD + rows(60) + "c70,x,anna,2024-02-01 10:00,2024-02-01 09:00\nc0,x,anna,2024-01-01 09:00,2024-01-01 10:00\n"
    )
    odd = odd_of(of_text(tmp_path, text))
    assert (odd["end before start"].count, odd["end before start"].example) == (1, "line 62")
    assert (odd["doubled row"].count, odd["doubled row"].example) == (1, "line 63")


def test_cells_that_are_no_instants_are_counted_beyond_twenty(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        of_text(tmp_path, "case,activity,end\n" + "".join(f"c{i},x,soon {i}\n" for i in range(3000)))
    assert (len(error.value.faults), error.value.faults[-1].others) == (21, 2980)

"""Every fault of a history is told with its row and its column: what stands in the file, and the file itself."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from faulty import faults_of
from faulty_demand import DEMAND, LAW, PAST, assert_told, written

from sim.errors import InputError
from sim.history import read_history
from sim.loading import load_scenario
from sim.quantities import instant

PAST_FILE = "{file: past.csv, column: submitted}"
EXAMPLE = "write 2018-09-10 09:15"
EARLIER = "'{}' is earlier than {} of the row above; sort the rows by their instants"
RANGE = "'{}' is out of range; it has to lie between 2018-05-02 and 2027-12-31"
ZONE = "has a time zone; write local time without one"
QUOTES = (
    "the quotes of this row do not fit together, or a cell is far too long; close each quote at the end of its cell"
)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (PAST_FILE, "{file: pst.csv}", "71:71: there is no file 'pst.csv'; did you mean 'past.csv'?"),
        (PAST_FILE, "{file: past}", "71:71: there is no file 'past'; did you mean 'past.csv'?"),
        (PAST_FILE, "{file: ''}", "71:71: there is no file ''; there lie: question.yaml, small.yaml"),
        (PAST_FILE, "{file: nothing.txt}", "71:71: there is no file 'nothing.txt'; nothing of the kind lies there"),
        (PAST_FILE, "{file: ../past.csv}",
         "71:71: '../past.csv' does not lie beside this file or below its folder; copy it there"),
        (PAST_FILE, "{file: /etc/hosts}",
         "71:71: '/etc/hosts' does not lie beside this file or below its folder; copy it there"),
        (PAST_FILE, '{file: "a\\0b.csv"}', "71:71: there is no file 'a�b.csv'; did you mean 'past.csv'?"),
        (PAST_FILE, "{column: submitted}", "71:55: the key 'file' is missing in 'history' (line 71); add it"),
        (PAST_FILE, "past.csv", "71:64: a block of keys is needed here, not 'past.csv'"),
        (PAST_FILE, "[past.csv]", "71:64: a block of keys is needed here, not a list"),
        (PAST_FILE, "{file: past.csv, columns: submitted}", "71:81: unknown key 'columns'; did you mean 'column'?"),
        (PAST_FILE, "{file: past.csv, column: 2}", "71:89: a text is needed here, not '2'; write it in quotes"),
        (PAST_FILE, "{file: past.csv, column: submitted, use: repeat}",
         "71:105: 'repeat' is not known for 'use'; did you mean 'replay'?"),
        (PAST_FILE, "{file: past.csv, column: submitted, use: resample}",
         "71:105: 'past.csv' has fewer than two whole weeks, so there is nothing to choose from; give a longer history, "
         "or 'use: replay'"),
    ],
)  # fmt: skip
def test_a_history_that_is_not_there(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_told(tmp_path, old, new, fault)


def history(folder: Path, past: str | bytes) -> list[str]:
    """The faults of the scenario whose replayed history holds this, without the name of the file."""
    written(folder)
    (folder / "past.csv").write_bytes(past if isinstance(past, bytes) else past.encode())
    return [line.removeprefix("past.csv:") for line in faults_of(folder, DEMAND, LAW)]


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("1,2018-05-04 09:15\n2,2018-05-03 09:15\n", ["3:3: " + EARLIER.format("2018-05-03 09:15", "2018-05-04 09:15:00")]),
        ("1,2018-05-29 09:15\n2,2018-05-03 09:15\n3,2018-05-04 09:15\n4,2018-05-05 09:15\n",
         ["3:3: " + EARLIER.format("2018-05-03 09:15", "2018-05-29 09:15:00")]),
        ("1,\n22,2018-05-03 09:15\n3\n,\n4,  \n",
         [f"{place}: the instant is missing; {EXAMPLE}, or take the row out" for place in ("2:3", "4:1", "6:3")]),
        ("1,soon\n", [f"2:3: 'soon' is not an instant; {EXAMPLE}"]),
        ("1,2018-05-03\n100,03.05.2018\n",
         [f"2:3: '2018-05-03' is a day without a time; {EXAMPLE}", f"3:5: '03.05.2018' is a day without a time; {EXAMPLE}"]),
        ("1,2018-05-03 25:00\n", [f"2:3: '2018-05-03 25:00' is not an instant; {EXAMPLE}"]),
        ("1,2018-02-30 09:15\n", [f"2:3: '2018-02-30 09:15' is not an instant; {EXAMPLE}"]),
        ("1,05/03/2018 09:15\n", [f"2:3: '05/03/2018 09:15' is not an instant; {EXAMPLE}"]),
        ("1,43223.385\n", [f"2:3: '43223.385' is not an instant; {EXAMPLE}"]),
        ("1,2018-05-03x09:15\n", [f"2:3: '2018-05-03x09:15' is not an instant; {EXAMPLE}"]),
        ("1,2018-05-03 09:15+05:00\n", [f"2:3: '2018-05-03 09:15+05:00' {ZONE}"]),
        ("1,2018-05-03T09:15:30Z\n", [f"2:3: '2018-05-03T09:15:30Z' {ZONE}"]),
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
        (b"number\tsubmitted\n1\t2018-05-03 09:15\n", "1:1: there is no column 'submitted'; did you mean 'number submitted'?"),
        (b"submitted,submitted\n2018-05-03 09:15,2018-05-04 09:15\n",
         "1:1: 2 columns are called 'submitted'; give each another name"),
        (b"1,2018-05-03 09:15\n2,2018-05-04 09:15\n",
         "1:1: '2018-05-03 09:15' stands where the names of the columns are needed; "
         "put a line with them above, such as 'submitted'"),
        ("number,submitted,who\n1,2018-05-03 09:15,Айгүл\n2,2018-05-03 09:20,Иван\n".replace("ү", "у").encode("cp1251"),
         "2:20: not UTF-8: byte 0xc0; save the file as UTF-8"),
        ("number,submitted\n1,2018-05-03 09:15\n".encode("utf-16"), "1:1: not UTF-8: byte 0xff; save the file as UTF-8"),
        (b"number,submitted\n" + b"1,2018-05-03 09:15\n" * 120_000, "1:1: the file is too large; a file has at most 2 MB"),
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
        PAST.replace(",", " , "),
        "".join(f'"{line.replace(",", chr(34) + "," + chr(34))}"\n' for line in PAST.splitlines()),
        PAST.replace("1,", '"one, ""two""\nand three",', 1),
        PAST.replace("2018-05-03 09:15", "2018-05-03T09:15:00").replace("07.05.2018 11:00", "7.5.2018 11:00:00"),
        PAST.replace("2018-05-04 10:00:30", "2018-05-04 10:00:30.9"),
    ],
)
def test_a_history_as_spreadsheets_write_it_is_read(tmp_path: Path, past: str) -> None:
    assert history(tmp_path, past) == []
    read = read_history(
        tmp_path / "past.csv", "past.csv", "submitted", instant(date(2018, 5, 2)), instant(date(2018, 6, 1))
    )
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
    (tmp_path / "of 2018" / "past.csv").write_text(PAST.replace("2018-05-03", "2018-5-3"), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_scenario(path)
    assert str(error.value) == f"{tmp_path / 'of 2018' / 'past.csv'}:2:3: '2018-5-3 09:15' is not an instant; {EXAMPLE}"


@pytest.mark.parametrize(
    "weeks",
    [
        "submitted\n2018-04-02 09:15\n2018-04-08 10:00\n",
        "submitted\n2018-04-03 09:15\n2018-04-13 10:00\n",
        "submitted\n2018-04-02 09:15\n2018-04-12 10:00\n",
        "submitted\n2018-04-02 09:15\n",
    ],
)
def test_a_history_of_less_than_two_whole_weeks_gives_nothing_to_choose_from(tmp_path: Path, weeks: str) -> None:
    """A week is whole if its first application came on a Monday, or its last on a Friday or later."""
    written(tmp_path)
    (tmp_path / "weeks.csv").write_text(weeks, encoding="utf-8")
    assert faults_of(tmp_path, DEMAND, LAW) == [
        "question.yaml:72:87: 'weeks.csv' has fewer than two whole weeks, so there is nothing to choose from; "
        "give a longer history, or 'use: replay'"
    ]
    later = weeks.replace("2018-04-0", "2018-03-0") + "2018-04-20 10:00\n"
    (tmp_path / "weeks.csv").write_text(later, encoding="utf-8")
    assert faults_of(tmp_path, DEMAND, LAW) == []


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
    assert str(error.value).startswith(f"{path}:{place}: up to ")
    assert "applications are too many for one replication, and most of them come from here; at most 10000" in str(
        error.value
    )
    assert len(
        load_scenario(path, most_applications=200_000).histories[{"past.csv": "past"}.get(file, "again")]
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
            read = read_history(path, "past.csv", rng.choice(("submitted", None)), 0, instant(date(2100, 1, 1)))
        except InputError as error:
            for fault in error.faults:
                assert 1 <= fault.line <= len(text.splitlines()) + 1
                assert fault.column >= 1
                assert str(fault).isprintable()
        else:
            assert 1 <= len(read) <= 4
            assert (read[1:] >= read[:-1]).all()

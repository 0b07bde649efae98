"""A CSV file is read as offices save it: any separator and encoding, titles, totals, times apart, rows in no order."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.quantities import instant
from tests.register.reading import faults, of_csv, read, told

EXCEL = """\
sep=;
Журнал регистрации заявлений, 2018 год;;;;
;;;;
Рег. №;ДАТА  ПОСТУПЛЕНИЯ;Время;Канал (откуда);Сумма, тенге
1;2;3;4;5
15/2;04.09.18;9:05;Портал;1 250,50
15/1;03.09.18;10:15:30,5;ЦОН;"12,5"
;;;;
15/3;05.09.18;;портал;"а; б"
15/3;05.09.18;;портал;"а; б"
ИТОГО;3;;;1 263,00
;;;;
"""
TOLD = ["2018-09-03 10:15:30", "2018-09-04 09:05", "2018-09-05"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "kz1048"])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_register_as_a_spreadsheet_program_saves_it(tmp_path: Path, codec: str, separator: str, end: str) -> None:
    text = EXCEL.replace('"а; б"', "@").replace(";", separator).replace("@", f'"а{separator} б"').replace("\n", end)
    register = of_csv(tmp_path, text.encode(codec))
    assert told(register) == TOLD
    account = register.account
    assert account.columns == {
        "days": "ДАТА  ПОСТУПЛЕНИЯ",
        "times": "Время",
        "numbers": "Рег. №",
        "channels": "Канал (откуда)",
    }
    assert account.left_out == {"header again": 1, "empty": 1, "doubled": 1, "totals": 1}
    assert account.unsorted == 1
    assert account.timeless == 1
    assert account.values == {"Канал (откуда)": {"Портал": 1, "ЦОН": 1, "портал": 1}}
    assert account.kind.startswith("CSV in ")
    stated = of_csv(tmp_path, text.removeprefix(f"sep={separator}{end}").encode(codec), column="дата поступления")
    assert told(stated) == TOLD


def test_rows_are_taken_by_the_values_of_a_column(tmp_path: Path) -> None:
    assert told(of_csv(tmp_path, EXCEL, only=(("канал", ("ПОРТАЛ",)),))) == TOLD[1:]
    register = of_csv(tmp_path, EXCEL, only=(("Канал (откуда)", ("цон", "почта")),))
    assert told(register) == TOLD[:1]
    assert register.account.left_out["other rows"] == 3
    assert register.account.columns["rows by Канал (откуда)"] == "цон, почта"
    assert faults(lambda: of_csv(tmp_path, EXCEL, only=(("Канал", ("почта",)),))) == [
        "past.csv:4:32: none of the 4 rows has the values that 'only' names; look at the values of that column"
    ]


@pytest.mark.parametrize(
    ("codec", "header", "encoding"),
    [
        ("kz1048", "№;Түскен күні;Қызмет атауы", "kz-1048"),
        ("ptcp154", "Өтініш нөмірі;Өтініштің түскен күні;Қызмет", "pt-154"),
        ("cp866", "Номер;Дата обращения;Услуга", "cp866"),
        ("cp1251", "№ обращения;Дата регистрации;Наименование услуги", "windows-1251"),
    ],
)
def test_code_pages_of_russian_and_kazakh_programs(tmp_path: Path, codec: str, header: str, encoding: str) -> None:
    rows = (
        "\n1;03.09.2018 10:15;Әлеуметтік көмек\n" if codec in ("kz1048", "ptcp154") else "\n1;03.09.2018 10:15;Помощь\n"
    )
    for stated in (None, encoding):
        account = of_csv(tmp_path, (header + rows).encode(codec), encoding=stated).account
        assert account.kind == f"CSV in {encoding}, semicolons between columns"
        number, received, service = header.split(";")
        assert account.columns == {"instants": received, "numbers": number, "services": service}


def column(folder: Path, *cells: str, **options: object) -> list[str]:
    """What is read of a column."""
    return told(of_csv(folder, "Дата;Имя\n" + "".join(f"{cell};а\n" for cell in cells), **options))


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("03.09.18", "2018-09-03"),
        ("3.9.2018", "2018-09-03"),
        ("03.09.2018 г.", "2018-09-03"),
        ("3 сентября 2018", "2018-09-03"),
        ("3 сентября 2018 года", "2018-09-03"),
        ("«03» сентября 2018 г.", "2018-09-03"),
        ("03-сен-18", "2018-09-03"),
        ("3 мая 2018", "2018-05-03"),
        ("31 марта 1999", "1999-03-31"),
        ("2018 жылғы 3 қыркүйек", "2018-09-03"),
        ("2018 ж. 3 қыркүйек", "2018-09-03"),
        ("3 желтоқсан 2018 жыл", "2018-12-03"),
        ("3 September 2018", "2018-09-03"),
        ("2018/09/03", "2018-09-03"),
        ("2018.09.03", "2018-09-03"),
        ("20180903", "2018-09-03"),
        ("43346", "2018-09-03"),
        ("43346,4270833333", "2018-09-03 10:15"),
        ("43346.4270833333", "2018-09-03 10:15"),
        ("03.09.2018 10:15", "2018-09-03 10:15"),
        ("03.09.2018, 10:15:30", "2018-09-03 10:15:30"),
        ("03.09.18 9:05:07,5", "2018-09-03 09:05:07"),
        ("3 сентября 2018 г. 10:15", "2018-09-03 10:15"),
        ("03.09.2018 03:15 PM", "2018-09-03 15:15"),
        ("03.09.2018 12:15 AM", "2018-09-03 00:15"),
        ("2018-09-03T10:15:30.250", "2018-09-03 10:15:30"),
        ("2018-09-03T10:15:00+05:00", "2018-09-03 10:15"),
        ("2018-09-03T10:15:00Z", "2018-09-03 15:15"),
        ("2018-09-03 10:15 UTC+6", "2018-09-03 09:15"),
        ("2018-09-03 22:15:00-0400", "2018-09-04 07:15"),
    ],
)
def test_the_forms_of_days_and_times(tmp_path: Path, cell: str, day: str) -> None:
    assert column(tmp_path, cell, "04.10.2019 09:00") == sorted([day, "2019-10-04 09:00"])


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (("03/04/2018", "13/04/2018"), ["2018-04-03", "2018-04-13"]),
        (("03/04/2018", "04/13/2018"), ["2018-03-04", "2018-04-13"]),
        (("05/05/2018", "06/06/2018"), ["2018-05-05", "2018-06-06"]),
        (("03-04-18 10:00", "13-04-18 10:00"), ["2018-04-03 10:00", "2018-04-13 10:00"]),
        (("03.04.2018", "04.04.2018"), ["2018-04-03", "2018-04-04"]),
    ],
)
def test_day_and_month_are_told_apart_by_the_whole_column(
    tmp_path: Path, cells: tuple[str, ...], days: list[str]
) -> None:
    assert column(tmp_path, *cells) == days


def test_days_that_may_be_two_are_read_as_stated_or_refused(tmp_path: Path) -> None:
    assert column(tmp_path, "03/04/2018", date_order="day_first") == ["2018-04-03"]
    assert column(tmp_path, "03/04/2018", date_order="month_first") == ["2018-03-04"]
    assert column(tmp_path, "03.04.2018", date_order="month_first") == ["2018-03-04"]
    assert column(tmp_path, "2018-04-03", date_order="month_first") == ["2018-04-03"]
    assert faults(lambda: column(tmp_path, "13/04/2018", date_order="month_first")) == [
        "past.csv:2:1: '13/04/2018' is not an instant; write 2018-09-10 09:15"
    ]
    assert faults(lambda: column(tmp_path, "05/05/2018", "03/04/2018", "01/02/2018")) == [
        "past.csv:3:1: '03/04/2018' may be 3 April or 4 March, and no row of the column tells; "
        "state 'date_order: day_first' or 'date_order: month_first'"
    ]


def test_midnight_at_every_row_is_a_day_without_a_time(tmp_path: Path) -> None:
    days = ("03.09.2018 00:00", "04.09.2018 00:00:00")
    assert column(tmp_path, *days) == ["2018-09-03", "2018-09-04"]
    assert column(tmp_path, *days, "05.09.2018") == ["2018-09-03", "2018-09-04", "2018-09-05"]
    assert column(tmp_path, *days, midnight="instant") == ["2018-09-03 00:00", "2018-09-04 00:00"]
    assert column(tmp_path, *days, "04.09.2018 00:01")[0] == "2018-09-03 00:00"
    assert column(tmp_path, *days, "04.09.2018 00:01", midnight="day")[0] == "2018-09-03"
    assert column(tmp_path, "2018-09-03T00:00:00Z", "2018-09-04T00:00:00Z") == ["2018-09-03", "2018-09-04"]


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("Asia/Almaty", ["2018-09-03 16:15", "2024-02-29 23:59", "2024-03-01 00:00"]),
        ("Asia/Oral", ["2018-09-03 15:15", "2024-02-29 22:59", "2024-03-01 00:00"]),
        ("Asia/Qyzylorda", ["2018-09-03 16:15", "2024-02-29 22:59", "2024-03-01 00:00"]),
    ],
)
def test_a_time_zone_is_turned_into_local_time(tmp_path: Path, zone: str, local: list[str]) -> None:
    """The east went from +06:00 to +05:00 on 1 March 2024, Kyzylorda on 21 December 2018."""
    cells = ("2018-09-03T10:15Z", "2024-02-29T17:59:00+00:00", "2024-02-29T19:00:00Z")
    found = column(tmp_path, *cells, zone=zone)
    assert found == local
    account = read(tmp_path / "past.csv", zone=zone, zone_from="that of the region").account
    assert (account.zoned, account.zone) == (3, f"{zone} (that of the region)")


def test_a_time_apart_and_a_time_beside_the_day_are_not_added(tmp_path: Path) -> None:
    text = "Дата;Время\n03.09.2018 10:15;08:00\n04.09.2018 11:00;08:30\n"
    register = of_csv(tmp_path, text)
    assert told(register) == ["2018-09-03 10:15", "2018-09-04 11:00"]
    assert register.account.columns == {"instants": "Дата"}
    assert faults(lambda: of_csv(tmp_path, text, time_column="время")) == [
        "past.csv:2:1: '03.09.2018 10:15' has a time already, beside the column 'время'; take 'time_column' out"
    ]
    assert told(of_csv(tmp_path, "Дата;Время\n03.09.2018;10.15\n04.09.2018;0,5\n")) == [
        "2018-09-03 10:15",
        "2018-09-04 12:00",
    ]
    assert faults(lambda: of_csv(tmp_path, "Дата;Время\n03.09.2018;утро\n")) == [
        "past.csv:2:1: 'утро' is not a time of the day; write 09:15"
    ]


def test_a_register_without_numbers_keeps_rows_that_are_alike(tmp_path: Path) -> None:
    """Two applicants may well come in one minute; only a number tells that a row is doubled."""
    text = "Дата;Канал\n03.09.2018 10:15;ЦОН\n03.09.2018 10:15;ЦОН\n"
    assert told(of_csv(tmp_path, text)) == ["2018-09-03 10:15"] * 2
    assert told(of_csv(tmp_path, text.replace("Канал", "№"), number_column="none")) == ["2018-09-03 10:15"] * 2
    assert told(of_csv(tmp_path, text.replace("Канал", "№"))) == ["2018-09-03 10:15"]


def test_numbers_that_begin_anew_each_year_are_told_and_may_be_passed_over(tmp_path: Path) -> None:
    text = "№;Дата;Имя\n1;03.09.2017;а\n2;04.09.2017;б\n1;03.09.2018;в\n"
    (fault,) = faults(lambda: of_csv(tmp_path, text))
    assert fault.startswith("past.csv:4:1: the row has a '№' that stood there before, as '1' in line 2;")
    assert len(told(of_csv(tmp_path, text, number_column="none"))) == 3


def test_options_that_a_csv_file_cannot_follow(tmp_path: Path) -> None:
    assert faults(lambda: of_csv(tmp_path, EXCEL, sheets=("Лист1",))) == [
        "past.csv:1:1: a CSV file has no sheets, such as 'Лист1'; take 'sheet' out"
    ]
    assert faults(lambda: of_csv(tmp_path, EXCEL, column="Дата подачи")) == [
        "past.csv:4:1: there is no column 'Дата подачи'; known here: Время, ДАТА ПОСТУПЛЕНИЯ, Канал (откуда), Рег. №, "
        "Сумма, тенге"
    ]
    assert faults(lambda: of_csv(tmp_path, EXCEL, only=(("Каналы", ("ЦОН",)),)))[0].startswith(
        "past.csv:4:1: there is no column 'Каналы'"
    )


# Before 2005 Oral had another time than +05:00.
MOMENTS = st.datetimes(datetime(2005, 1, 1), datetime(2060, 1, 1)).map(lambda at: at.replace(microsecond=0))
WRITTEN = (
    "{:%d.%m.%Y %H:%M:%S}", "{:%Y-%m-%d %H:%M:%S}", "{:%Y-%m-%dT%H:%M:%S}", "{:%d.%m.%y %H:%M:%S}", "{:%Y%m%d %H:%M:%S}",
    "{:%d/%m/%Y %H:%M:%S}", "{:%d %B %Y %H:%M:%S}", "{:%Y-%m-%dT%H:%M:%S.000+05:00}", "serial",
)  # fmt: skip


def written_as(form: str, at: datetime) -> str:
    if form == "serial":
        return f"{(at - datetime(1899, 12, 30)) / timedelta(days=1):.8f}".replace(".", ",")
    return form.format(at)


@given(
    st.lists(st.tuples(MOMENTS, st.sampled_from(WRITTEN), st.text(max_size=5)), min_size=1, max_size=8),
    st.sampled_from([";", "\t", ",", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[datetime, str, str]], separator: str, codec: str
) -> None:
    """Any moments in any forms and any order, with any text beside them, come back in order."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerow(("Дата поступления", "Заявитель", "Сумма"))
    for at, form, text in rows:
        writer.writerow(
            (written_as(form, at), text.encode("utf-16", "replace").decode("utf-16").replace("\0", ""), "1,5")
        )
    folder = tmp_path_factory.mktemp("written")
    register = of_csv(folder, stream.getvalue().encode(codec), date_order="day_first", midnight="instant")
    assert register.instants.tolist() == sorted(instant(at) for at, _, _ in rows)
    days = sum(form == "serial" and at == at.replace(hour=0, minute=0, second=0) for at, form, _ in rows)
    assert register.timeless.sum() == days  # a whole number is a day

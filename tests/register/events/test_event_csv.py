"""Registers of events in CSV: names of columns in three languages, three forms, zones, fractions."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.register.events.written import moment, odd_of, of_text, told_events

TWO_ENDS = """case_id,activity,resource,start_time,end_time
a,check,anna,2024-01-09 09:00:00+00:00,2024-01-09 09:30:00.500000+00:00
a,decide,boris,2024-01-09 10:00:00.4+00:00,
b,check,anna,2024-01-08 09:00:00+00:00,2024-01-08 09:15:00+00:00
"""


def test_starts_and_ends_are_read_with_cases_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    register = of_text(tmp_path, TWO_ENDS)
    assert register.form == "starts and ends"
    assert told_events(register) == [
        ("b", "check", "anna", "2024-01-08 09:00", "2024-01-08 09:15"),
        ("a", "check", "anna", "2024-01-09 09:00", "2024-01-09 09:30:01"),
        ("a", "decide", "boris", "2024-01-09 10:00", "-"),
    ]
    assert moment(register.seen_until) == "2024-01-09 10:00"
    assert odd_of(register)["open event"].example == "line 3"


def test_a_folded_file_is_the_same_register(tmp_path: Path) -> None:
    assert told_events(of_text(tmp_path, gzip.compress(TWO_ENDS.encode()))) == told_events(of_text(tmp_path, TWO_ENDS))


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("№ дела;Операция;Исполнитель;Начало;Окончание", "windows-1251"),
        ("Іс нөмірі;Әрекет;Орындаушы;Басталған уақыты;Аяқталған уақыты", "utf-8"),
        ("case:concept:name;concept:name;org:resource;start_timestamp;time:timestamp", "utf-16"),
    ],
)
def test_columns_are_found_by_their_names_in_three_languages(tmp_path: Path, header: str, encoding: str) -> None:
    rows = f"{header}\n17;Проверка;Ахметова;08.01.2024 09:00;08.01.2024 09:20\n18;Проверка;Ким;09.01.2024 9:05;09.01.2024 9:45\n"
    assert told_events(of_text(tmp_path, rows.encode(encoding))) == [
        ("17", "Проверка", "Ахметова", "2024-01-08 09:00", "2024-01-08 09:20"),
        ("18", "Проверка", "Ким", "2024-01-09 09:05", "2024-01-09 09:45"),
    ]


def test_what_the_lifecycle_tells_apart_is_put_together(tmp_path: Path) -> None:
    register = of_text(
        tmp_path,
        "case,activity,resource,timestamp,lifecycle:transition\n"
        "a,check,anna,2024-01-08 09:00,start\n"
        "a,check,anna,2024-01-08 09:10,start\n"
        "a,check,anna,2024-01-08 09:20,suspend\n"
        "a,check,anna,2024-01-08 09:30,COMPLETE\n"
        "a,check,anna,2024-01-08 09:40,complete\n"
        "a,sign,,2024-01-08 10:00,schedule\n"
        "b,check,boris,2024-01-09 09:00,complete\n"
        "b,sign,boris,2024-01-09 09:30,start\n",
    )
    assert told_events(register) == [
        ("a", "check", "anna", "2024-01-08 09:00", "2024-01-08 09:30"),
        ("a", "check", "anna", "2024-01-08 09:10", "2024-01-08 09:40"),
        ("a", "sign", "", "-", "-"),
        ("b", "check", "boris", "-", "2024-01-09 09:00"),
        ("b", "sign", "boris", "2024-01-09 09:30", "-"),
    ]
    assert odd_of(register)["other transition"].count == 1
    assert odd_of(register)["overlapping work"].count == 1


def test_dates_of_cases_alone_have_a_row_for_each_case(tmp_path: Path) -> None:
    register = of_text(
        tmp_path,
        "№;Дата поступления;Дата готовности;Срок исполнения;Канал\n"
        "1;08.01.2024;10.01.2024;12.01.2024;ЦОН\n"
        "2;09.01.2024;;16.01.2024;портал\n"
        "Итого;2;;;\n",
    )
    assert (register.form, register.cases) == ("dates", ("1", "2"))
    assert [moment(at) for at in register.ready.tolist()] == ["2024-01-10 00:00", "-"]
    assert moment(int(register.due[0])) == "2024-01-12 23:59:59"
    assert register.columns["Канал"].values == ("ЦОН", "портал")
    assert odd_of(register)["open case"].count == 1
    assert odd_of(register)["no row"].example == "line 4"


def test_instants_are_read_as_the_clocks_showed_them_and_turned_where_a_zone_is_stated(tmp_path: Path) -> None:
    text = "case,activity,timestamp\na,x,2024-07-01T09:00:00+02:00\nb,x,2024-12-01T09:00:00+01:00\n"
    assert [event[-1] for event in told_events(of_text(tmp_path, text))] == ["2024-07-01 09:00", "2024-12-01 09:00"]
    turned = of_text(tmp_path, text, time_zone="Asia/Almaty")
    assert [event[-1] for event in told_events(turned)] == ["2024-07-01 12:00", "2024-12-01 13:00"]
    assert "Asia/Almaty" in odd_of(turned)["time zone"].done

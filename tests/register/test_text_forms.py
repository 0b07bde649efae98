"""Days, times and zones one by one: what is none is none, and month names of three languages are told apart."""

from __future__ import annotations

from datetime import date

import pytest

from sim.law.load import load_regulation
from sim.register.column_names import USUAL_NAMES, is_total, plain_name, position_of
from sim.register.day_text import TwoWays, parse_day_text, parse_time, parse_zone, split_moment
from sim.register.sheet import column_letters
from sim.register.zone_names import zone_of_region
from sim.shipped import shipped_regulations

MONTHS = {
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "short": "янв фев мар апр май июн июл авг сен окт ноя дек",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "kk short": "қаң ақп нау сәу мам мау шіл там қыр қаз қар жел",
    "kk ending": "қаңтардағы ақпанда наурызда сәуірде мамырда маусымда шілдеде тамызда қыркүйекте қазанда қарашада желтоқсанда",
    "en": "January February March April May June July August September October November December",
    "en short": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
}


@pytest.mark.parametrize("language", MONTHS)
def test_the_months_of_a_year(language: str) -> None:
    names = MONTHS[language].split()
    found = [parse_day_text(f"7 {name} 2018") for name in names]
    known = [date(2018, month, 7) for month in range(1, 13)]
    if language == "kk ending":  # the longest endings are left out
        assert all(day in (None, right) for day, right in zip(found, known, strict=True))
        assert found.count(None) <= 1
    else:
        assert found == known
        assert [parse_day_text(f"07.{name.upper()}.18") for name in names] == known


@pytest.mark.parametrize(
    "text", ["", "x", "31.02.2018", "2018-13-01", "2018-02-30", "30 февраля 2018", "7 мая", "7 мартобря 2018", "7.9", "07.09.218",
             "201809031", "2018", "1 2 3", "г.", "7 сентября 18:00", "٧.٩.٢٠١٨"]
)  # fmt: skip
def test_what_is_no_day(text: str) -> None:
    assert parse_day_text(text) is None


def test_years_of_two_digits() -> None:
    assert parse_day_text("01.01.69") == date(2069, 1, 1)
    assert parse_day_text("01.01.70") == date(1970, 1, 1)
    assert parse_day_text("01/02/03") == TwoWays(1, 2, 2003)


@pytest.mark.parametrize(
    ("text", "second"),
    [("00:00", 0), ("9:05", 32700), ("23:59:59,9", 86399), ("12:00 am", 0), ("12:30 p.m.", 45000), ("24:00", None), ("9:60", None),
     ("9", None), ("13:00 pm", None), ("9:05:60", None), ("", None)],
)  # fmt: skip
def test_times_of_the_day(text: str, second: int | None) -> None:
    assert parse_time(text) == second


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("Z", 0), ("+05:00", 18000), ("+0530", 19800), ("-4", -14400), ("UTC+6", 21600), ("GMT", 0), ("+15:00", None), ("+05:60", None),
     ("MSK", None)],
)  # fmt: skip
def test_time_zones(text: str, seconds: int | None) -> None:
    assert parse_zone(text) == seconds


def test_a_moment_is_split_into_day_time_and_zone() -> None:
    assert split_moment("03.09.2018 10:15:30,5") == ("03.09.2018", "10:15:30,5", "")
    assert split_moment("2018-09-03T10:15:00.123+05:00") == ("2018-09-03", "10:15:00.123", "+05:00")
    assert split_moment("3 сентября 2018 г., 10:15") == ("3 сентября 2018 г.", "10:15", "")
    assert split_moment("10:15") == ("", "10:15", "")
    assert split_moment("завтра") == ("завтра", "", "")


def test_usual_names_stand_for_one_thing_each_and_are_found_in_any_dress() -> None:
    by_column = {what: {plain_name(name) for name in usual} for what, usual in USUAL_NAMES.items()}
    for what, some in by_column.items():
        assert not any(some & others for other, others in by_column.items() if other != what)
    header = ["№ п/п", "ДАТА_ПРИЁМА:", " Дата\nрегистрации (дд.мм.гггг) ", "Время", "Рег. №"]
    assert position_of("received", header) == 1
    assert position_of("received", header, (1,)) == 2
    assert position_of("time", header) == 3
    assert position_of("number", header) == 4
    assert position_of("channel", header) is None


def test_rows_with_totals() -> None:
    assert is_total(["", "ИТОГО за год:", "12"])
    assert is_total(["Барлығы", "12"])
    assert not is_total(["12", "Итого"])
    assert not is_total(["", ""])


def test_columns_have_letters() -> None:
    assert [column_letters(i) for i in (0, 25, 26, 51, 52, 701, 702, 16383)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
        "XFD",
    ]


def test_every_shipped_regulation_has_a_zone() -> None:
    zones = {name: zone_of_region(load_regulation(name).region.text("en")) for name in shipped_regulations()}
    assert None not in zones.values()
    assert zones["west_kazakhstan_2018_social_aid"] == "Asia/Oral"
    assert zones["aktobe_2016_home_schooling"] == "Asia/Aqtobe"
    assert zones["karaganda_2016_home_care"] == "Asia/Almaty"
    assert zone_of_region("Utopia") is None

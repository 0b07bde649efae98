"""Kazakhstan's official days: the file, the library it was made from, and the official figures say the same."""

import csv
import importlib.util
import re
import shutil
import subprocess
import sys
import unicodedata
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from holidays.countries.kazakhstan import Kazakhstan
from holidays.version import __version__ as library_version

from sim.calendar.official_days import OfficialDays, load_days

ROOT = Path(__file__).parents[2]
CALENDARS = ROOT / "calendars"
MINISTRY = Path(__file__).with_name("kz_working_days.csv")
KAZAKH_ONLY = set("әғқңөұүһі")

MONTHS_2022_TO_2027 = {
    2022: (18, 20, 19, 21, 19, 22, 20, 22, 22, 20, 22, 21),
    2023: (20, 20, 19, 20, 20, 21, 20, 22, 21, 21, 22, 20),
    2024: (21, 21, 17, 22, 20, 20, 22, 21, 21, 22, 21, 21),
    2025: (20, 20, 17, 22, 19, 20, 22, 21, 21, 22, 20, 22),
    2026: (19, 20, 18, 22, 17, 22, 22, 21, 22, 21, 21, 22),
    2027: (18, 20, 18, 22, 18, 22, 21, 22, 22, 20, 22, 22),
}

YEARS = {
    **{2012: 247, 2013: 246, 2014: 245, 2015: 245, 2016: 245, 2017: 245, 2018: 246, 2019: 246},
    **{2020: 246, 2021: 245, 2022: 246, 2023: 246, 2024: 249, 2025: 246, 2026: 247, 2027: 247},
}

# Day of rest by decree -> the day worked for it. All but one of the latter are weekend days: in 2020 the Monday given
# for Victory Day on a Saturday, 11 May, was itself moved to Friday 8 May.
SWAPS = {
    date(2012, 3, 9): date(2012, 3, 11),
    date(2012, 4, 30): date(2012, 4, 28),
    date(2012, 12, 31): date(2012, 12, 29),
    date(2013, 5, 10): date(2013, 5, 4),
    date(2013, 10, 14): date(2013, 10, 12),
    date(2014, 1, 3): date(2013, 12, 28),
    date(2014, 5, 2): date(2014, 5, 4),
    date(2014, 5, 8): date(2014, 5, 11),
    date(2016, 3, 7): date(2016, 3, 5),
    date(2017, 3, 20): date(2017, 3, 18),
    date(2017, 7, 7): date(2017, 7, 1),
    date(2018, 3, 9): date(2018, 3, 3),
    date(2018, 4, 30): date(2018, 4, 28),
    date(2018, 5, 8): date(2018, 5, 5),
    date(2018, 8, 31): date(2018, 8, 25),
    date(2018, 12, 31): date(2018, 12, 29),
    date(2019, 5, 10): date(2019, 5, 4),
    date(2020, 1, 3): date(2020, 1, 5),
    date(2020, 5, 8): date(2020, 5, 11),
    date(2020, 12, 18): date(2020, 12, 20),
    date(2021, 7, 5): date(2021, 7, 3),
    date(2022, 3, 7): date(2022, 3, 5),
    date(2022, 8, 29): date(2022, 8, 27),
    date(2022, 10, 24): date(2022, 10, 22),
    date(2023, 7, 7): date(2023, 7, 1),
    date(2024, 5, 8): date(2024, 5, 4),
    date(2025, 1, 3): date(2025, 1, 5),
}

KURBAN_AIT = [
    *(date(2012, 10, 26), date(2013, 10, 15), date(2014, 10, 4), date(2015, 9, 24), date(2016, 9, 12)),
    *(date(2017, 9, 1), date(2018, 8, 21), date(2019, 8, 11), date(2020, 7, 31), date(2021, 7, 20)),
    *(date(2022, 7, 9), date(2023, 6, 28), date(2024, 6, 16), date(2025, 6, 6), date(2026, 5, 27)),
    date(2027, 5, 16),
]


@pytest.fixture(scope="module")
def kz() -> OfficialDays:
    """The days as scenarios get them: the generated file with the overrides on top."""
    return load_days("kz")


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> OfficialDays:
    """The days of the generated file alone, so that a decree added for a later year does not disturb these facts."""
    return load_days(Path(shutil.copy(CALENDARS / "kz.csv", tmp_path_factory.mktemp("generated"))))


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    """The script that writes the file, as a module."""
    spec = importlib.util.spec_from_file_location("generate_kz", CALENDARS / "generate_kz.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def table(path: Path) -> list[dict[str, str]]:
    """The lines of a csv file without its comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def every_day(days: OfficialDays) -> list[date]:
    """All dates that a calendar covers."""
    return [days.first + timedelta(i) for i in range((days.last - days.first).days + 1)]


def working_days(days: OfficialDays, year: int, month: int) -> int:
    """How many official working days a month has."""
    start = (date(year, month, 1) - days.first).days
    return int(days.working[start : start + monthrange(year, month)[1]].sum())


def run(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a generator with this Python."""
    command = [sys.executable, str(script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def with_override(folder: Path, line: str) -> OfficialDays:
    """The days as they would be with one more line in the overrides."""
    for name in ("kz.csv", "kz_overrides.csv"):
        shutil.copy(CALENDARS / name, folder)
    with (folder / "kz_overrides.csv").open("a", encoding="utf-8") as overrides:
        overrides.write(line + "\n")
    return load_days(folder / "kz.csv")


# The file, the library, the generator


def test_the_calendar_covers_2012_to_2027_day_by_day(kz: OfficialDays) -> None:
    assert (kz.first, kz.last) == (date(2012, 1, 1), date(2027, 12, 31))
    assert len(kz.working) == 5844
    assert [kz.is_working(day) for day in every_day(kz)] == kz.working.tolist()


def test_every_day_is_as_the_installed_library_has_it(kz: OfficialDays) -> None:
    library = Kazakhstan(years=range(kz.first.year - 1, kz.last.year + 2))
    expected = {day: library.is_working_day(day) for day in every_day(kz)}
    for row in table(CALENDARS / "kz_overrides.csv"):
        expected[date.fromisoformat(row["date"])] = row["working"] == "1"
    said = {True: "worked", False: "off"}
    wrong = [
        f"{day}: {said[kz.is_working(day)]} in the file, {said[works]} in holidays {library_version}"
        for day, works in expected.items()
        if kz.is_working(day) != works
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_generator_agrees_with_the_committed_file() -> None:
    result = run(CALENDARS / "generate_kz.py", "--check")
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_generator_names_each_day_on_which_a_file_differs(tmp_path: Path) -> None:
    script = Path(shutil.copy(CALENDARS / "generate_kz.py", tmp_path))
    text = (CALENDARS / "kz.csv").read_text(encoding="utf-8")
    changed = text.replace("2018-03-03,1,", "2018-03-03,0,").replace("\n2024-05-08,", "\n2024-05-10,")
    (tmp_path / "kz.csv").write_text(changed, encoding="utf-8")
    result = run(script, "--check")
    assert result.returncode == 1
    assert re.findall(r"^\d{4}-\d\d-\d\d", result.stdout, re.MULTILINE) == ["2018-03-03", "2024-05-08", "2024-05-10"]
    assert (tmp_path / "kz.csv").read_text(encoding="utf-8") == changed, "a check never writes"


def test_the_generator_writes_the_same_days_again(tmp_path: Path) -> None:
    script = Path(shutil.copy(CALENDARS / "generate_kz.py", tmp_path))
    assert run(script).returncode == 0
    assert table(tmp_path / "kz.csv") == table(CALENDARS / "kz.csv")


def test_a_holiday_without_a_russian_name_is_an_error_that_names_it(generator: ModuleType) -> None:
    with pytest.raises(LookupError, match="Ұлттық кітап күні"):
        generator.day_off(date(2027, 4, 23), "National Book Day", "Ұлттық кітап күні")


@pytest.mark.parametrize("version", ["0.40", "0.100"])
def test_a_library_older_than_0_101_is_refused(generator: ModuleType, version: str) -> None:
    with pytest.raises(SystemExit, match=r"needs holidays>=0\.101"):
        generator.require_library(version)


@pytest.mark.parametrize("version", ["0.101", "0.109", "1.0"])
def test_a_library_from_0_101_on_is_accepted(generator: ModuleType, version: str) -> None:
    generator.require_library(version)


# Official figures


def test_every_month_2012_to_2022_has_the_working_days_of_the_ministry(kz: OfficialDays) -> None:
    rows = table(MINISTRY)
    assert len(rows) == 132
    official = {(int(row["year"]), int(row["month"])): int(row["working_days"]) for row in rows}
    ours = {(year, month): working_days(kz, year, month) for year, month in official}
    assert ours == official


@pytest.mark.parametrize("year", MONTHS_2022_TO_2027)
def test_the_months_from_2022_on_have_their_published_or_derived_working_days(
    generated: OfficialDays, year: int
) -> None:
    assert tuple(working_days(generated, year, month) for month in range(1, 13)) == MONTHS_2022_TO_2027[year]


@pytest.mark.parametrize(("year", "total"), YEARS.items())
def test_each_year_has_its_number_of_working_days(generated: OfficialDays, year: int, total: int) -> None:
    assert sum(working_days(generated, year, month) for month in range(1, 13)) == total


# Single days


def test_the_26_weekend_days_worked_in_exchange_are_working_days(generated: OfficialDays) -> None:
    worked = [day for day in every_day(generated) if day.weekday() >= 5 and generated.is_working(day)]
    assert worked == sorted(day for day in SWAPS.values() if day.weekday() >= 5)
    assert len(worked) == 26


def test_the_day_off_of_every_exchange_is_off_and_its_name_gives_the_day_worked(generated: OfficialDays) -> None:
    for off, worked in SWAPS.items():
        assert (generated.is_working(off), generated.is_working(worked)) == (False, True), off
        assert f"{worked:%d.%m.%Y}" in generated.name(off, "ru")
        if worked.weekday() >= 5:
            assert f"{off:%d.%m.%Y}" in generated.name(worked, "ru")


def test_2018_had_five_exchanges(generated: OfficialDays) -> None:
    off = [date(2018, 3, 9), date(2018, 4, 30), date(2018, 5, 8), date(2018, 8, 31), date(2018, 12, 31)]
    worked = [date(2018, 3, 3), date(2018, 4, 28), date(2018, 5, 5), date(2018, 8, 25), date(2018, 12, 29)]
    assert not any(generated.is_working(day) for day in off)
    assert all(generated.is_working(day) for day in worked)
    assert [day.weekday() for day in worked] == [5] * 5, "all Saturdays"


def test_28_december_2013_was_worked_for_3_january_2014(generated: OfficialDays) -> None:
    assert generated.is_working(date(2013, 12, 28))
    assert not generated.is_working(date(2014, 1, 3))


def test_in_2020_the_monday_given_for_victory_day_moved_to_the_friday_before(generated: OfficialDays) -> None:
    assert not generated.is_working(date(2020, 5, 8))
    assert generated.is_working(date(2020, 5, 11))
    assert generated.name(date(2020, 5, 11)) == ""


def test_the_first_day_of_kurban_ait_is_off_once_a_year(generated: OfficialDays) -> None:
    named = [day for day in every_day(generated) if generated.name(day, "kk").startswith("Құрбан айт")]
    assert named == KURBAN_AIT
    assert not any(generated.is_working(day) for day in named)


def test_only_kurban_ait_2027_is_called_estimated(generated: OfficialDays) -> None:
    estimated = [day for day in every_day(generated) if "estimated" in generated.name(day)]
    assert estimated == [date(2027, 5, 16)]


def test_kurban_ait_and_orthodox_christmas_on_a_weekend_give_no_other_day_off(generated: OfficialDays) -> None:
    christmas = [date(year, 1, 7) for year in range(2012, 2028)]
    for day in [*KURBAN_AIT, *christmas]:
        if day.weekday() >= 5:
            monday = day + timedelta(7 - day.weekday())
            assert generated.is_working(monday), monday


def test_two_holidays_on_one_weekend_give_two_days_off(generated: OfficialDays) -> None:
    for start in (date(2014, 3, 24), date(2015, 3, 24), date(2017, 12, 18), date(2022, 1, 3), date(2026, 3, 24)):
        assert not generated.is_working(start), start
        assert not generated.is_working(start + timedelta(1)), start


@pytest.mark.parametrize("year", [2016, 2022])
def test_7_may_on_a_saturday_before_9_may_on_a_monday_gives_tuesday_10_may(generated: OfficialDays, year: int) -> None:
    assert not generated.is_working(date(year, 5, 10))
    assert generated.is_working(date(year, 5, 11))


def test_holidays_came_and_went_with_the_law(generated: OfficialDays) -> None:
    def years(month: int, day: int) -> list[int]:
        by_year = {year: generated.name(date(year, month, day), "kk") for year in YEARS}
        # A day given for another one, by rule or decree, says so in brackets; it is no holiday of its own.
        return [year for year, name in by_year.items() if name and "(" not in name]

    assert years(5, 7) == list(range(2013, 2028)), "Defender of the Fatherland Day"
    assert years(3, 15) == [2027], "Constitution Day, new"
    assert years(8, 30) == list(range(2012, 2026)), "Constitution Day, old"
    assert years(10, 25) == list(range(2022, 2028)), "Republic Day"
    assert years(12, 1) == list(range(2012, 2022)), "First President Day"
    assert years(12, 16) == list(range(2012, 2028)), "Independence Day"
    assert years(12, 17) == list(range(2012, 2022)), "Independence Day, second day"


# Names


def test_every_exceptional_day_has_a_name_in_three_languages(generated: OfficialDays) -> None:
    rows = table(CALENDARS / "kz.csv")
    for row in rows:
        day = date.fromisoformat(row["date"])
        names = (generated.name(day), generated.name(day, "kk"), generated.name(day, "ru"))
        assert names == (row["name_en"], row["name_kk"], row["name_ru"])
        assert all(names), day
    days = {date.fromisoformat(row["date"]) for row in rows}
    assert not any(generated.name(day) for day in every_day(generated) if day not in days)


def test_english_names_are_in_latin_letters() -> None:
    assert [row["name_en"] for row in table(CALENDARS / "kz.csv") if not row["name_en"].isascii()] == []


def test_kazakh_and_russian_names_are_in_cyrillic() -> None:
    for row in table(CALENDARS / "kz.csv"):
        for name in (row["name_kk"], row["name_ru"]):
            letters = [letter for letter in name if letter.isalpha()]
            assert letters, row
            assert [letter for letter in letters if not unicodedata.name(letter).startswith("CYRILLIC")] == [], row


def test_russian_names_have_no_letter_that_only_kazakh_has() -> None:
    kazakh = [row["name_ru"] for row in table(CALENDARS / "kz.csv") if KAZAKH_ONLY & set(row["name_ru"].lower())]
    assert kazakh == []


def test_republic_day_and_its_russian_name_changed_in_2026(generated: OfficialDays) -> None:
    assert generated.name(date(2024, 10, 25), "ru") == "День Республики"
    assert generated.name(date(2027, 10, 25), "ru") == "День Республики Казахстан"


# The form of the file


def test_the_file_lists_each_exceptional_day_once_in_order() -> None:
    days = [row["date"] for row in table(CALENDARS / "kz.csv")]
    assert days == sorted(set(days))


def test_the_kind_of_a_day_says_whether_it_is_worked_and_when_it_can_fall() -> None:
    for row in table(CALENDARS / "kz.csv"):
        weekend = date.fromisoformat(row["date"]).weekday() >= 5
        assert row["kind"] in {"holiday", "observed", "transferred", "worked"}
        assert row["working"] == ("1" if row["kind"] == "worked" else "0"), row
        assert row["kind"] == "holiday" or weekend == (row["kind"] == "worked"), row


# Overrides


def test_no_decree_up_to_2026_needs_an_override() -> None:
    assert [row["date"] for row in table(CALENDARS / "kz_overrides.csv") if row["date"] < "2027"] == []


def test_every_override_names_its_day_in_three_languages_and_its_source() -> None:
    for row in table(CALENDARS / "kz_overrides.csv"):
        assert all(row[column] for column in ("name_en", "name_kk", "name_ru", "source")), row
        assert row["working"] in {"0", "1"}, row
        assert date(2012, 1, 1) <= date.fromisoformat(row["date"]) <= date(2027, 12, 31), row


def test_an_override_makes_a_working_day_a_day_off(generated: OfficialDays, tmp_path: Path) -> None:
    day = date(2016, 6, 15)
    assert generated.is_working(day)
    changed = with_override(tmp_path, f'{day},0,holiday,Day off,Демалыс күні,День отдыха,"a decree, for the test"')
    assert not changed.is_working(day)
    assert changed.name(day, "ru") == "День отдыха"
    assert int(changed.working.sum()) == int(load_days("kz").working.sum()) - 1


def test_an_override_takes_the_place_of_a_line_of_the_file(generated: OfficialDays, tmp_path: Path) -> None:
    day = date(2025, 1, 3)
    assert not generated.is_working(day)
    changed = with_override(tmp_path, f"{day},1,worked,Working day,Жұмыс күні,Рабочий день,a decree for the test")
    assert changed.is_working(day)
    assert changed.name(day, "kk") == "Жұмыс күні"

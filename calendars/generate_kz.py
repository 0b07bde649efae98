"""Write Kazakhstan's official days of the five-day week into `kz.csv`, beside this script.

    python calendars/generate_kz.py            write calendars/kz.csv anew
    python calendars/generate_kz.py --check    compare without writing: print each differing day, exit 1 if there is one

The days come from the `holidays` library: public holidays, the days of rest given for holidays that fall on a weekend,
the days of rest transferred by decree, and the weekend days worked in exchange. The file is kept in the repository and
read in place of the library, so that results do not change when the library does.

English and Kazakh names are the library's. It has no Russian (asked for Russian, it answers in Kazakh without a word),
so the Russian names are kept here, after the Law on Holidays 267-II of 2001 and the Labour Code, article 84.
Decrees that the library does not know belong in `kz_overrides.csv`, never here.
"""

import argparse
import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, timedelta
from pathlib import Path

from holidays.countries.kazakhstan import Kazakhstan
from holidays.version import __version__ as installed

FILE = Path(__file__).with_name("kz.csv")
FIRST = date(2012, 1, 1)
LAST = date(2027, 12, 31)

OLDEST_LIBRARY = (0, 101)
"""The first release that knows the law of 2026: no Constitution Day in 2026, 15 March from 2027 on."""

CONFIRMED = frozenset({date(2026, 5, 27)})
"""Days that the library still calls estimated, but that were announced since: Kurban Ait 2026 (egov.kz)."""

RUSSIAN = {
    "Жаңа жыл": "Новый год",
    "Православиелік Рождество": "Православное Рождество",
    "Халықаралық әйелдер күні": "Международный женский день",
    "Наурыз мейрамы": "Наурыз мейрамы",
    "Қазақстан халқының бірлігі мерекесі": "Праздник единства народа Казахстана",
    "Отан Қорғаушы күні": "День защитника Отечества",
    "Жеңіс күні": "День Победы",
    "Астана күні": "День столицы",
    "Қазақстан Республикасының Конституциясы күні": "День Конституции Республики Казахстан",
    "Республика күні": "День Республики",
    "Қазақстан Республикасы күні": "День Республики Казахстан",  # the name since the law of 2026
    "Қазақстан Республикасының Тұңғыш Президенті күні": "День Первого Президента Республики Казахстан",
    "Тәуелсіздік күні": "День Независимости",
    "Құрбан айт": "Первый день Курбан-айта",
}
"""Russian official names by the library's Kazakh ones, which follow the changes of name that its English ones miss."""

OBSERVED_KK = re.compile(r"(?P<name>.+) \(қайта белгіленген демалыс\)")
TRANSFERRED_KK = re.compile(r"Демалыс күні \((?P<source>\d\d\.\d\d\.\d{4}) бастап ауыстырылды\)")
ESTIMATED = {"en": " (estimated)", "kk": " (бағаланған)", "ru": " (дата расчётная)"}
MONTHS: tuple[str, ...] = ("January", "February", "March", "April", "May", "June")
MONTHS += ("July", "August", "September", "October", "November", "December")


@dataclass(frozen=True)
class Day:
    """One line of the file: an official day that needs saying."""

    date: date
    """The day itself."""
    working: int
    """1 when it is worked, 0 when it is a day off."""
    kind: str
    """`holiday`, `observed`, `transferred` or `worked`, as the head of the file explains them."""
    name_en: str
    name_kk: str
    name_ru: str
    worked_for: date | None = None
    """The day of rest for which a weekend day is worked."""


def require_library(version: str) -> None:
    """Stop with a plain sentence when the installed `holidays` is too old, or speaks other languages than expected."""
    release = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    if release < OLDEST_LIBRARY:
        sys.exit(
            f"This script needs holidays>=0.101, and holidays {version} is installed: releases before 0.101 do not "
            "know that Constitution Day moved to 15 March. Install a newer one: pip install 'holidays>=0.101'."
        )
    missing = {"en_US", "kk"} - set(Kazakhstan.supported_languages)
    if missing:
        sys.exit(f"holidays {version} has no names of Kazakhstan's holidays in: {', '.join(sorted(missing))}.")


def library(language: str) -> Kazakhstan:
    """Kazakhstan's days with names in one language, a year wider than the file: swaps can cross New Year."""
    return Kazakhstan(years=range(FIRST.year - 1, LAST.year + 2), language=language)


def russian(kazakh: str) -> str:
    """The Russian official name of a holiday, by its Kazakh one; a name that is not in the list is a LookupError."""
    if kazakh not in RUSSIAN:
        raise LookupError(f"No Russian name for {kazakh!r}: add the official one to RUSSIAN in {Path(__file__).name}.")
    return RUSSIAN[kazakh]


def dotted(day: date) -> str:
    """A date as Kazakh and Russian texts write it, 09.03.2018."""
    return f"{day.day:02}.{day.month:02}.{day.year}"


def spelled(day: date) -> str:
    """A date in English words, 9 March 2018: the library's 03/09/2018 would be read as 3 September."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def source_of(kazakh: str) -> date | None:
    """The day that is worked instead, when the Kazakh name says that this day of rest was transferred by decree."""
    match = TRANSFERRED_KK.fullmatch(kazakh)
    return datetime.strptime(match["source"], "%d.%m.%Y").date() if match else None


def day_off(day: date, english: str, kazakh: str) -> Day:
    """The line of a day that has a name in the library: a holiday, an observed day, or a day of rest by decree."""
    if source := source_of(kazakh):
        english = f"Day off (substituted from {spelled(source)})"
        return Day(day, 0, "transferred", english, kazakh, f"День отдыха (перенесён с {dotted(source)})")
    if observed := OBSERVED_KK.fullmatch(kazakh):
        name = f"{russian(observed['name'])} (перенос с выходного дня)"
        return Day(day, 0, "observed", english, kazakh, name)
    return holiday(day, english, kazakh)


def holiday(day: date, english: str, kazakh: str) -> Day:
    """The line of a holiday; its names say so when the date is an estimate."""
    bare_en, bare_kk = english.removesuffix(ESTIMATED["en"]), kazakh.removesuffix(ESTIMATED["kk"])
    estimated = bare_kk != kazakh and day not in CONFIRMED
    mark = ESTIMATED if estimated else dict.fromkeys(ESTIMATED, "")
    return Day(day, 0, "holiday", bare_en + mark["en"], bare_kk + mark["kk"], russian(bare_kk) + mark["ru"])


def worked(day: date, instead_of: date) -> Day:
    """The line of a weekend day worked in exchange for a day off."""
    english = f"Working day (in exchange for {spelled(instead_of)})"
    kazakh = f"Жұмыс күні ({dotted(instead_of)} орнына)"
    return Day(day, 1, "worked", english, kazakh, f"Рабочий день (вместо {dotted(instead_of)})", instead_of)


def official_days() -> Iterator[Day]:
    """Every line of the file in order of date: what differs from the plain week, and the holidays on weekends."""
    days, english = library("kk"), library("en_US")
    # Some releases write the Latin letter U+0259 for the Kazakh one.
    kazakh = {day: name.replace("\u0259", "ә") for day, name in days.items()}
    exchanged = {source: day for day, name in kazakh.items() if (source := source_of(name))}
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(number)
        if day in kazakh:
            yield day_off(day, english[day], kazakh[day])
        elif day.weekday() >= 5 and days.is_working_day(day):
            yield worked(day, exchanged[day])


def head(version: str) -> list[str]:
    """The comment lines before the table."""
    return [
        "# Kazakhstan's official days for the five-day week: the days that do not follow the plain week"
        " (Monday to Friday worked, Saturday and Sunday off), and the holidays that fall on a weekend.",
        f"# from: {FIRST}",
        f"# to: {LAST}",
        f"# generated by calendars/generate_kz.py with holidays {version}",
        "# 2027 is provisional: Kurban Ait is estimated (16 May), and decrees of 2027 are not known yet.",
        "# working: 1 worked, 0 day off. kind: holiday; observed = day of rest given because a holiday fell on one;"
        " transferred = day off by decree, worked on another day; worked = weekend day worked in exchange for the day in worked_for.",
        "# Do not edit by hand: decrees that the library does not know go into kz_overrides.csv.",
    ]


def text_of(days: Sequence[Day], version: str) -> str:
    """The whole file as text."""
    out = io.StringIO()
    out.writelines(line + "\n" for line in head(version))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in fields(Day))
    writer.writerows(astuple(day) for day in days)
    return out.getvalue()


def lines_by_day(text: str) -> dict[str, str]:
    """The lines of a file by what they are about: a date, `date` for the header, or the key of a `# key: value`."""
    lines: dict[str, str] = {}
    for line in text.splitlines():
        comment = re.match(r"# (from|to): ", line)
        if comment or not line.startswith("#"):
            lines[comment[1] if comment else line.partition(",")[0]] = line
    return lines


def differences(committed: str, fresh: str) -> list[str]:
    """One sentence for each day on which two files differ; the comments, with the library's version, may differ."""
    ours, theirs = lines_by_day(committed), lines_by_day(fresh)
    absent = "no line"
    return [
        f"{day}: the file has {ours.get(day, absent)}, the library gives {theirs.get(day, absent)}"
        for day in sorted(ours.keys() | theirs.keys())
        if ours.get(day) != theirs.get(day)
    ]


def check(fresh: str) -> int:
    """Print each day on which the file beside this script differs from the library; 1 if there is one, else 0."""
    if not FILE.exists():
        print(f"{FILE.name} does not exist: run this script without --check to write it.")
        return 1
    found = differences(FILE.read_text(encoding="utf-8"), fresh)
    for sentence in found:
        print(sentence)
    verdict = f"differs in {len(found)} lines from" if found else "agrees with"
    print(f"{FILE.name} {verdict} holidays {installed}.")
    return 1 if found else 0


def main() -> int:
    """Write the file, or check it; the exit code is 0 when all is well."""
    parser = argparse.ArgumentParser(description="Kazakhstan's official days, from the holidays library into kz.csv.")
    parser.add_argument("--check", action="store_true", help="compare without writing; exit 1 if a day differs")
    options = parser.parse_args()
    require_library(installed)
    days = list(official_days())
    fresh = text_of(days, installed)
    if options.check:
        return check(fresh)
    FILE.write_text(fresh, encoding="utf-8", newline="\n")
    print(f"{FILE.name}: {len(days)} days from {FIRST} to {LAST}, holidays {installed}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

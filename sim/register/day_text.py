"""A day and a time of the day as people write them: 03.09.18, 3 сентября 2018 г., 2018 жылғы 3 қыркүйек, 10:15:30,5."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sim.quantities import DAY, HOUR, MINUTE
from sim.register.options import DayOrder

_MONTHS = (
    ("январ", "янв", "қаңтар", "қаң", "january", "jan"),
    ("феврал", "фев", "ақпан", "ақп", "february", "feb"),
    ("март", "мар", "наурыз", "нау", "march", "mar"),
    ("апрел", "апр", "сәуір", "сәу", "april", "apr"),
    ("мая", "май", "мамыр", "мам", "may"),
    ("июн", "маусым", "мау", "june", "jun"),
    ("июл", "шілде", "шіл", "july", "jul"),
    ("август", "авг", "тамыз", "там", "august", "aug"),
    ("сентябр", "сент", "сен", "қыркүйек", "қыр", "september", "sept", "sep"),
    ("октябр", "окт", "қазан", "қаз", "october", "oct"),
    ("ноябр", "ноя", "қараша", "қар", "november", "nov"),
    ("декабр", "дек", "желтоқсан", "жел", "december", "dec"),
)
"""By month: how its name begins in Russian, and its names and short names in Kazakh and English."""
_LEAST_SERIAL, _END_SERIAL = 18_264, 109_574
"""Serial numbers of days that are taken as days: 1 January 1950 to 31 December 2199."""
_YEAR_OF_CENTURY = 70
"""Years of two digits from here on belong to the 1900s, those below to the 2000s."""
_LONGEST = 60
"""Signs of a moment at most; anything longer is none, however it begins."""
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?")
_NOON = re.compile(r"(.*?)\s*([ap])\.?m\.?", re.IGNORECASE)
_SPLIT = re.compile(
    r"(?P<day>.*?[^\s,])?(?:^|[\sTt,]+|(?<=\.)\s*)"
    r"(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?)"
    r"\s*(?P<zone>Z|z|UTC|GMT|(?:UTC|GMT)?\s*[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
)


@dataclass(frozen=True)
class TwoWays:
    """A day whose first two numbers may each be the month."""

    first: int
    second: int
    year: int

    def day(self, order: DayOrder) -> date | None:
        """The day in one order; None where there is no such day."""
        day, month = (self.first, self.second) if order == "day_first" else (self.second, self.first)
        return _date(self.year, month, day)


def split_moment(text: str) -> tuple[str, str, str]:
    """A text without blanks around it as its day, its time and its time zone; what is not there is empty."""
    match = _SPLIT.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return text, "", ""
    return match["day"] or "", match["time"], match["zone"] or ""


def parse_time(text: str) -> int | None:
    """A time of the day such as 10:15, 10:15:30,5 or 3:15 PM; None for anything else [s since midnight]."""
    noon = _NOON.fullmatch(text)
    match = _TIME.fullmatch(noon[1] if noon else text)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if noon:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if noon[2] in "pP" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * HOUR + minute * MINUTE + second


def parse_zone(text: str) -> int | None:
    """A time zone behind an instant, as its difference to universal time; None for anything else [s]."""
    match = re.fullmatch(r"(?:UTC|GMT)?\s*([+-])([0-9]{1,2}):?([0-9]{2})?", text)
    if match is None:
        return 0 if text in ("Z", "z", "UTC", "GMT") else None
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    return (hours * HOUR + minutes * MINUTE) * (-1 if match[1] == "-" else 1)


def parse_serial(text: str) -> float | None:
    """A serial number of a day, as spreadsheet programs hold it, with a point or a comma; None for anything else [days]."""
    if not re.fullmatch(r"[0-9]{5,6}(?:[.,][0-9]+)?", text):
        return None
    return plausible_serial(float(text.replace(",", ".")))


def plausible_serial(number: float) -> float | None:
    """A serial number that stands for a day from 1950 on; None for another number."""
    return number if _LEAST_SERIAL <= number < _END_SERIAL else None


def serial_moment(serial: float, epoch: date) -> tuple[date, int]:
    """The day and the second of the day of a serial number, to the nearest second."""
    days, second = divmod(round(serial * DAY), DAY)
    return epoch + timedelta(days=days), second


def parse_day_text(text: str) -> date | TwoWays | None:
    """A day as people write it; of days of which the order of day and month must be known the numbers; None for no day."""
    if len(text) > _LONGEST:
        return None
    text = re.sub(r"[\s,]*(?<![а-яәғқңөұүһі])(?:года|год|г|жылы|жылғы|жыл|ж)\.?$", "", text.casefold().strip()).strip(
        " ,"
    )
    if match := re.fullmatch(r"([0-9]{4})([-./])([0-9]{1,2})\2([0-9]{1,2})", text):
        return _date(int(match[1]), int(match[3]), int(match[4]))
    if match := re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"([0-9]{1,2})([-./])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})", text):
        numbers = TwoWays(int(match[1]), int(match[3]), _year(match[4]))
        return numbers if match[2] != "." else numbers.day("day_first")
    return _with_name(text)


def _with_name(text: str) -> date | None:
    """A day with the name of its month."""
    if match := re.fullmatch(r"«?([0-9]{1,2})»?[\s.\-/]*([^\W\d_]+)\.?[\s.\-/,]*([0-9]{4}|[0-9]{2})", text):
        day, name, year = match[1], match[2], match[3]
    elif match := re.fullmatch(r"([^\W\d_]+)\.?\s+([0-9]{1,2})\s*,?\s+([0-9]{4})", text):
        name, day, year = match[1], match[2], match[3]
    elif match := re.fullmatch(
        r"([0-9]{4})\s*(?:ж\.?|жыл|жылғы|жылдың|года|г\.?)?\s*«?([0-9]{1,2})»?\s*([^\W\d_]+)\.?", text
    ):
        year, day, name = match[1], match[2], match[3]
    else:
        return None
    month = _month(name)
    return None if month is None else _date(_year(year), month, int(day))


def _month(name: str) -> int | None:
    for number, (russian, *others) in enumerate(_MONTHS, start=1):
        if name in others or (name.startswith(russian) and len(name) <= len(russian) + 2):
            return number
        if any(len(other) >= 5 and name.startswith(other) and len(name) <= len(other) + 3 for other in others):
            return number  # a Kazakh name with its ending
    return None


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (1900 if year >= _YEAR_OF_CENTURY else 2000)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

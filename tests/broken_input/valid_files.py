"""Files in good order, of every kind that users write, which mutations break."""

from __future__ import annotations

from functools import cache
from random import Random

from sim.shipped import shipped_folder, shipped_regulations, shipped_scenarios
from tests.broken_input.binary_mutations import packed
from tests.broken_input.broken_input import Files
from tests.minimal import REGULATION, SCENARIO
from tests.study.authored import MORE

CALENDAR_ROWS = 60
"""Rows of the calendar that is broken, of the shipped one's."""
OF_A_REGISTER = """\
extends: west_kazakhstan_social_aid
scenario: From the register
period: {start: 2018-09-03, warm_up_until: 2018-09-03, end: 2018-10-01}
replications: 2
arrivals:
  registered:
    service: social_aid
    route: provider
    office: department
    history: {file: REGISTER}
    profile: {hours: {"09:00-11:00": 3}}
"""
"""A scenario that takes its applications from a register."""
OF_A_CALENDAR = "extends: west_kazakhstan_social_aid\nscenario: Own days\ncalendar: own.csv\nreplications: 2\n"
"""A scenario with a calendar of its own."""


@cache
def scenarios() -> dict[str, str]:
    """By name: texts of scenarios, the small ones and the shipped ones."""
    shipped = {name: _text("scenarios", f"{name}.yaml") for name in shipped_scenarios()}
    return {"small": SCENARIO, "layered": MORE, "register": OF_A_REGISTER.replace("REGISTER", "past.csv")} | shipped


def beside_scenarios() -> Files:
    """What the small scenarios refer to."""
    return {"small.yaml": REGULATION.encode(), "question.yaml": SCENARIO.encode(), "past.csv": register()}


@cache
def regulations() -> dict[str, str]:
    """By name: texts of regulations."""
    shipped = {name: _text("regulations", f"{name}.yaml") for name in shipped_regulations()}
    return {"small": REGULATION} | {name: text for name, text in shipped.items() if len(text) < 40_000}


@cache
def calendar() -> bytes:
    """A calendar: the head of the shipped one, and its days of the years around 2018."""
    lines = _text("calendars", "kz.csv").splitlines(keepends=True)
    head = [line for line in lines if line.startswith(("#", "date,"))]
    rows = [line for line in lines if line.startswith(("2018-", "2019-"))]
    return "".join((*head, *rows[:CALENDAR_ROWS])).encode()


def _rows() -> list[tuple[str, ...]]:
    rng = Random("a register")
    rows = [("№", "Дата поступления", "Время", "Канал", "Заявитель")]
    for number in range(1, 61):
        day, hour = 3 + number % 25, rng.randrange(9, 18)
        channel, name = rng.choice(("ЦОН", "портал")), rng.choice(("Ким", "Ахметова"))
        rows.append((str(number), f"{day:02}.09.2018", f"{hour}:{rng.randrange(60):02}", channel, name))
    return rows


@cache
def register() -> bytes:
    """A register as a spreadsheet program saves it as CSV, with a title above and a total below."""
    rows = ["Журнал регистрации заявлений, 2018 год;;;;", *(";".join(row) for row in _rows()), "Итого;60;;;"]
    return ("\n".join(rows) + "\n").encode()


@cache
def workbook() -> bytes:
    """The same register as a workbook."""
    return workbook_of(_sheet(_rows()))


def workbook_of(sheet: bytes, name: str = "Журнал") -> bytes:
    """A workbook with one sheet, of which the XML is given."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships">'
        f'<Relationship Id="r1" Type="{related}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{related}"><sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships">'
        f'<Relationship Id="r1" Type="{related}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }
    return packed({name: part.encode() for name, part in parts.items()} | {"xl/worksheets/sheet1.xml": sheet})


def _sheet(rows: list[tuple[str, ...]]) -> bytes:
    cells = [(f"{'ABCDE'[column]}{line}", text) for line, row in enumerate(rows, 1) for column, text in enumerate(row)]
    text, last = "", 0
    for place, value in cells:
        line = int(place[1:])
        text += ("</row>" if last else "") + f'<row r="{line}">' if line != last else ""
        text, last = text + f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>', line
    return sheet_of(f"{text}</row>".encode())


def sheet_of(rows: bytes) -> bytes:
    """The XML of a sheet with some rows."""
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<?xml version="1.0"?><worksheet xmlns="' + main + b'"><sheetData>' + rows + b"</sheetData></worksheet>"


def _text(kind: str, name: str) -> str:
    return (shipped_folder(kind) / name).read_text(encoding="utf-8")

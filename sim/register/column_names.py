"""The usual names of a register's columns in Russian, Kazakh and English, and what each of them holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Holding = Literal["received", "time", "number", "channel", "service"]
"""What a column holds: the day or the instant at which an application came, its time of the day, its number, by which channel it
came, what was asked for."""

USUAL_NAMES: dict[Holding, tuple[str, ...]] = {
    "received": (
        "дата и время поступления", "дата, время поступления", "дата/время поступления", "дата поступления",
        "дата поступления заявления", "дата поступления обращения", "дата поступления заявки", "поступило", "поступление",
        "дата и время подачи", "дата подачи", "дата подачи заявления", "дата подачи заявки", "подано",
        "дата и время обращения", "дата обращения", "дата и время приема", "дата приема", "дата приема заявления",
        "дата приема документов", "дата и время регистрации", "дата, время регистрации", "дата/время регистрации",
        "дата регистрации", "дата регистрации заявления", "зарегистрировано", "дата получения", "дата создания",
        "дата заявления", "дата заявки", "дата и время", "дата",
        "түскен күні мен уақыты", "түскен күні, уақыты", "түскен күні", "өтініш түскен күні",
        "өтініштің түскен күні", "өтініш берілген күн", "өтініш берген күні", "берілген күні", "қабылданған күні",
        "қабылдау күні", "тіркелген күні мен уақыты", "тіркелген күні", "тіркеу күні", "күні мен уақыты", "күні", "күн",
        "case:startdate", "received", "date received", "received at", "received on", "submitted", "date submitted", "submitted at",
        "submission date", "date of receipt", "receipt date", "registered", "registration date", "date and time", "timestamp",
        "date",
    ),
    "time": (
        "время поступления", "время подачи", "время обращения", "время приема", "время регистрации", "время получения", "время",
        "түскен уақыты", "берілген уақыты", "қабылданған уақыты", "тіркелген уақыты", "тіркеу уақыты", "уақыты", "уақыт",
        "time received", "time of receipt", "time submitted", "submission time", "time",
    ),
    "number": (
        "case", "case id", "caseid", "case:concept:name", "application", "application id", "application number", "id", "number",
        "№", "номер", "номер дела", "номер заявления", "номер обращения", "номер заявки", "№ дела", "№ заявления",
        "№ обращения", "№ заявки", "регистрационный номер", "рег. номер", "рег. №", "рег.№", "рег №", "вх. №", "входящий номер",
        "нөмірі", "нөмір", "өтініш нөмірі", "өтініштің нөмірі", "өтініш №", "тіркеу нөмірі", "тіркеу №", "іс нөмірі",
    ),
    "channel": (
        "канал", "канал подачи", "канал поступления", "канал обращения", "способ подачи", "способ обращения", "источник",
        "откуда поступило", "арна", "арнасы", "түскен арнасы", "берілу арнасы", "берілу тәсілі", "channel", "source",
    ),
    "service": (
        "услуга", "наименование услуги", "вид услуги", "название услуги", "государственная услуга", "гос. услуга", "госуслуга",
        "наименование государственной услуги", "қызмет", "қызмет атауы", "қызметтің атауы", "қызмет түрі",
        "мемлекеттік қызмет", "мемлекеттік қызмет атауы", "мемлекеттік көрсетілетін қызмет", "service", "service name",
    ),
}  # fmt: skip
"""By what a column holds: its usual names, the first that a register has being meant."""
_TOTALS = ("итог", "всего", "барлығы", "жиыны", "жалпы", "қорытынды", "total", "sum total", "grand total")
"""How the first cell of a row with totals begins."""


def plain_name(name: str) -> str:
    """The name of a column as names are compared: no capitals, single blanks, nothing in brackets, no colon at the end."""
    name = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", name.casefold().replace("ё", "е").replace("_", " "))
    return " ".join(name.split()).strip(" :*.\"'")


def position_of(what: Holding, header: Sequence[str], without: Sequence[int | None] = ()) -> int | None:
    """The position of the column that holds something by its usual names; None where there is none.

    The positions `without` hold something else.
    """
    names = [plain_name(head) for head in header]
    for usual in _PLAIN[what]:
        for i, name in enumerate(names):
            if name == usual and i not in without:
                return i
    return None


def is_total(texts: Sequence[str]) -> bool:
    """Tell whether a row has totals, by the first of its cells that holds something."""
    first = next((text for text in texts if text), "").casefold().lstrip(" -–—")
    return first.startswith(_TOTALS)


_PLAIN = {role: tuple(dict.fromkeys(plain_name(name) for name in names)) for role, names in USUAL_NAMES.items()}

"""What was read of a register, as a table of at most 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.table import Table

from sim.cli.terminal.tables import headings, plain_table
from sim.quantities import civil
from sim.report.short_words import whole
from sim.translations.in_use import counted, localized_day, marked, translated

if TYPE_CHECKING:
    from sim.register.read_register import ReadingAccount

_MOST_VALUES = 6
_LEFT_OUT = {
    "empty": marked("{count} empty"),
    "doubled": marked("{count} doubled (alike in all columns)"),
    "totals": marked("{count} with totals"),
    "header again": marked("{count} with the names or numbers of the columns"),
    "below the table": marked("{count} below the last application, with a single cell"),
    "other rows": marked("{count} other than those that 'only' names"),
}
"""Why rows were left out, in words."""


_DATE_ORDERS = {
    "day_first": marked("read with the day standing first"),
    "month_first": marked("read with the month standing first"),
}
"""How days are written, in words."""


def register_table(stream: str, file: str, account: ReadingAccount) -> Table:
    """One register: the file, the columns that were taken, the applications, and what was left out or put right."""
    table = plain_table(translated("Register of '{stream}': {file}", stream=stream, file=file))
    table.show_header = False
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for head, text in _lines(account):
        table.add_row(head, text)
    return table


def _lines(account: ReadingAccount) -> Iterator[tuple[str, str]]:
    file, columns, applications, left_out, sorted_, dates, zone, timeless, values_of = headings(
        translated(
            "file | columns | applications | rows left out | put in order | dates | time zone | without a time | values"
        )
    )
    sheets = ", ".join(f"'{sheet}'" for sheet in account.sheets)
    kind = {"kind": account.kind, "sheets": sheets}
    yield file, translated("{kind}, sheet {sheets}", **kind) if sheets else account.kind
    yield columns, "; ".join(f"{what}: {name}" for what, name in account.columns.items())
    ends = {"first": _moment(account, account.first), "last": _moment(account, account.last)}
    yield applications, translated("{number}, from {first} to {last}", number=whole(account.rows), **ends)
    if account.left_out:
        reasons = (translated(_LEFT_OUT[why], count=count) for why, count in account.left_out.items())
        yield left_out, ", ".join(reasons)
    if account.unsorted:
        yield (
            sorted_,
            counted(
                "since {count} row stood right below a later one",
                "since {count} rows stood right below a later one",
                account.unsorted,
                count=account.unsorted,
            ),
        )
    if account.date_order is not None:
        yield dates, translated(_DATE_ORDERS[account.date_order])
    if account.zoned:
        zoned = {"count": account.zoned, "zone": account.zone}
        yield zone, translated("{count} instants turned into the local time of {zone}", **zoned)
    if account.timeless:
        yield timeless, _timeless(account)
    for name, values in account.values.items():
        yield values_of, f"{name}: {_values(values)}"


def _moment(account: ReadingAccount, at: int) -> str:
    """A moment of a register, without its time where the register has none."""
    moment = civil(at)
    return localized_day(moment) + ("" if account.timeless == account.rows else f" {moment:%H:%M}")


def _timeless(account: ReadingAccount) -> str:
    """How many applications have no time, and what becomes of them."""
    all_of_them = account.timeless == account.rows
    if account.midnights and all_of_them:
        return translated("all of them, 00:00 counting as no time; their times are drawn over the hours of the office")
    if all_of_them:
        return translated("all of them; their times are drawn over the hours of the office")
    if account.midnights:
        template = marked(
            "{count} of them, 00:00 counting as no time; their times are drawn over the hours of the office"
        )
    else:
        template = marked("{count} of them; their times are drawn over the hours of the office")
    return translated(template, count=account.timeless)


def _values(values: dict[str, int]) -> str:
    """The most frequent values of a column with their numbers."""
    texts = [f"{value or translated('(empty)')} {count}" for value, count in list(values.items())[:_MOST_VALUES]]
    more = len(values) - len(texts)
    listed = ", ".join(texts)
    return translated("{names}, and {count} more", names=listed, count=more) if more else listed


def register_data(stream: str, file: str, account: ReadingAccount) -> dict[str, Any]:
    """What was read of a register as plain data."""
    return {"stream": stream, "history": file} | account.as_data()

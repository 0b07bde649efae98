"""What was read of a register, as a table of at most 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.table import Table

from sim.cli.terminal.tables import plain_table
from sim.quantities import civil

if TYPE_CHECKING:
    from sim.register.read_register import ReadingAccount

_MOST_VALUES = 6
_LEFT_OUT = {
    "empty": "{} empty",
    "doubled": "{} doubled (alike in all columns)",
    "totals": "{} with totals",
    "header again": "{} with the names or numbers of the columns",
    "below the table": "{} below the last application, with a single cell",
    "other rows": "{} other than those that 'only' names",
}
"""Why rows were left out, in words."""


def register_table(stream: str, file: str, account: ReadingAccount) -> Table:
    """One register: the file, the columns that were taken, the applications, and what was left out or put right."""
    table = plain_table(f"Register of '{stream}': {file}")
    table.show_header = False
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for head, text in _lines(account):
        table.add_row(head, text)
    return table


def _lines(account: ReadingAccount) -> Iterator[tuple[str, str]]:
    sheets = ", ".join(f"'{sheet}'" for sheet in account.sheets)
    yield "file", f"{account.kind}{f', sheet {sheets}' if sheets else ''}"
    yield "columns", "; ".join(f"{what}: {name}" for what, name in account.columns.items())
    form = "%Y-%m-%d" if account.timeless == account.rows else "%Y-%m-%d %H:%M"
    yield "applications", f"{account.rows}, from {civil(account.first):{form}} to {civil(account.last):{form}}"
    if account.left_out:
        yield "rows left out", ", ".join(_LEFT_OUT[why].format(count) for why, count in account.left_out.items())
    if account.unsorted:
        yield (
            "put in order",
            f"since {account.unsorted} {'row' if account.unsorted == 1 else 'rows'} stood right below a later one",
        )
    if account.date_order is not None:
        yield "dates", f"read with the {account.date_order.replace('_', ' ').replace('first', 'standing first')}"
    if account.zoned:
        yield "time zone", f"{account.zoned} instants turned into the local time of {account.zone}"
    if account.timeless:
        midnight = ", 00:00 counting as no time" if account.midnights else ""
        yield (
            "without a time",
            f"{'all' if account.timeless == account.rows else account.timeless} of them{midnight}; their times are drawn over the hours of the office",
        )
    for name, values in account.values.items():
        yield "values", f"{name}: {_values(values)}"


def _values(values: dict[str, int]) -> str:
    """The most frequent values of a column with their numbers."""
    texts = [f"{value or '(empty)'} {count}" for value, count in list(values.items())[:_MOST_VALUES]]
    more = len(values) - len(texts)
    return ", ".join(texts) + (f", and {more} more" if more else "")


def register_data(stream: str, file: str, account: ReadingAccount) -> dict[str, Any]:
    """What was read of a register as plain data."""
    return {"stream": stream, "history": file} | account.as_data()

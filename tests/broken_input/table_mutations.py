"""Mutations of CSV files: of cells, columns, rows, quotes and the separator."""

from __future__ import annotations

from random import Random

from tests.broken_input.text_mutations import Mutation

JUNK = (
    "", " ", "x", "0", "1", "2", "-1", "1e400", "nan", "inf", "2018-02-30", "2018-13-01", "31.02.2018", "2018-05-02 25:00", "02/30/2018", "9999-12-31",
    "0001-01-01", "1899-12-30", "43346,427", "-43346", "1e9", "=1+1", "=HYPERLINK(\"http://x\")", "\"", "\"\"\"", "'", "soon", "вчера", "\u202e2018", "😀",
    "2018-05-02T09:00:00+99:00", "2018-05-02T09:00:00Z[Mars]", "٢٠١٨", "9" * 400, "A" * 140_000, "\x00", "\x1b[2J", "holiday", "worked", "true", "../x",
)  # fmt: skip
"""What stands in the place of a cell."""


def _rows(raw: bytes) -> tuple[str, list[list[str]]]:
    text = raw.decode()
    sign = ";" if text.count(";") > text.count(",") else ","
    return sign, [line.split(sign) for line in text.splitlines()]


def _text(sign: str, rows: list[list[str]]) -> bytes:
    return ("\n".join(sign.join(row) for row in rows) + "\n").encode()


def junk_for_cells(rng: Random, raw: bytes) -> bytes:
    sign, rows = _rows(raw)
    for _ in range(rng.choice((1, 1, 2, 30))):
        row = rng.choice(rows)
        row[rng.randrange(len(row))] = rng.choice(JUNK)
    return _text(sign, rows)


def junk_for_a_column(rng: Random, raw: bytes) -> bytes:
    sign, rows = _rows(raw)
    at, junk = rng.randrange(max(map(len, rows))), rng.choice(JUNK)
    for row in rows[-len(rows) // 2 :]:
        if at < len(row):
            row[at] = junk
    return _text(sign, rows)


def column_missing(rng: Random, raw: bytes) -> bytes:
    sign, rows = _rows(raw)
    at = rng.randrange(max(map(len, rows)))
    return _text(sign, [row[:at] + row[at + 1 :] for row in rows])


def columns_exchanged(rng: Random, raw: bytes) -> bytes:
    sign, rows = _rows(raw)
    return _text(sign, [row[::-1] if i % 2 or rng.random() < 0.2 else row for i, row in enumerate(rows)])


def header_otherwise(rng: Random, raw: bytes) -> bytes:
    sign, rows = _rows(raw)
    at = max(range(min(len(rows), 12)), key=lambda i: (len(rows[i]), -i))
    rows[at] = [rng.choice((cell[:-1], cell.upper() + "x", "", cell, rows[at][0])) for cell in rows[at]]
    return _text(sign, rows)


def header_missing(rng: Random, raw: bytes) -> bytes:
    sign, rows = _rows(raw)
    at = max(range(min(len(rows), 12)), key=lambda i: (len(rows[i]), -i))
    return _text(sign, rows[at + 1 :] if rng.random() < 0.5 else [*rows[:at], *rows[at + 1 :]])


def quotes_that_do_not_fit(rng: Random, raw: bytes) -> bytes:
    sign, rows = _rows(raw)
    row = rng.choice(rows)
    at = rng.randrange(len(row))
    row[at] = rng.choice((f'"{row[at]}', f'{row[at]}"', f'"{row[at]}"x', f'"{row[at]}" "', f'x"{row[at]}"y"'))
    return _text(sign, rows)


def rows_cut_or_longer(rng: Random, raw: bytes) -> bytes:
    sign, rows = _rows(raw)
    for row in rng.sample(rows, min(len(rows), 5)):
        row[:] = rng.choice((row[:1], [*row, *row], row * 500, []))
    return _text(sign, rows)


def separator_otherwise(rng: Random, raw: bytes) -> bytes:
    _, rows = _rows(raw)
    return _text(rng.choice(("", ":", "~", " ", "\t\t", ",;", "\x1f")), rows)


def rows_twice(rng: Random, raw: bytes) -> bytes:
    sign, rows = _rows(raw)
    at = rng.randrange(len(rows))
    return _text(sign, [*rows, *rows[at:]])


OF_TABLES: dict[str, Mutation] = {
    "junk for cells": junk_for_cells,
    "junk for a column": junk_for_a_column,
    "a column is missing": column_missing,
    "columns are exchanged": columns_exchanged,
    "the header is another": header_otherwise,
    "the header is missing": header_missing,
    "quotes that do not fit": quotes_that_do_not_fit,
    "rows are cut or longer": rows_cut_or_longer,
    "another separator": separator_otherwise,
    "rows stand twice": rows_twice,
}
"""Mutations of CSV files, by name."""

"""Registers and folders of results that somebody made to do harm: archives that unfold to much, entities, endless quotes."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator

from tests.broken_input.binary_mutations import packed, unpacked
from tests.broken_input.broken_input import BrokenInput, Files
from tests.broken_input.valid_files import sheet_of, workbook, workbook_of

_MANY = 30_000_000
"""Rows of a table that is small only as long as it is packed."""


def _workbooks() -> Iterator[bytes]:
    parts = unpacked(workbook())
    sheet = "xl/worksheets/sheet1.xml"
    yield workbook_of(bytes(400_000_000))
    yield workbook_of(b" " * 250_000_000)
    yield workbook_of(sheet_of(b"<row/>" * 2_000_000))
    yield workbook_of(sheet_of(b"<row>" + b"<c/>" * 3_000_000 + b"</row>"))
    yield workbook_of(sheet_of(b"<row r='1'><c r='XFD1048576' t='inlineStr'><is><t>x</t></is></c></row>"))
    yield workbook_of(sheet_of(b"<row r='99999999999'><c r='A99999999999'><v>1</v></c></row>"))
    yield workbook_of(sheet_of(b"<row r='-1'><c r='A-1'><v>1</v></c></row>"))
    yield workbook_of(sheet_of(b"<row>" * 50_000))
    yield workbook_of(sheet_of(b"<row><c t='inlineStr'><is><t>" + b"a" * 50_000_000 + b"</t></is></c></row>"))
    laughs = "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10 if i else 'ha'}'>" for i in range(10))
    yield workbook_of(
        f"<?xml version='1.0'?><!DOCTYPE x [{laughs}]><worksheet><sheetData><row><c><v>&l9;</v></c></row></sheetData></worksheet>".encode()
    )
    long = "a" * 100_000
    yield workbook_of(
        f"<!DOCTYPE x [<!ENTITY l '{long}'>]><worksheet><sheetData><row><c><v>{'&l;' * 5000}</v></c></row></sheetData></worksheet>".encode()
    )
    yield workbook_of(
        b"<!DOCTYPE x [<!ENTITY l SYSTEM 'file:///etc/passwd'>]><worksheet><sheetData><row><c><v>&l;</v></c></row></sheetData></worksheet>"
    )
    yield workbook_of(b"<!DOCTYPE x SYSTEM 'http://localhost:1/x.dtd'><worksheet/>")
    strings = (
        b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
        + b"<si><t>a</t></si>" * 3_000_000
        + b"</sst>"
    )
    types = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    )
    yield packed(parts | {"xl/sharedStrings.xml": strings, "[Content_Types].xml": types, sheet: sheet_of(b"<row/>")})
    yield packed(parts | {f"x{i}": b"" for i in range(60_000)})
    yield packed({f"../../{name}": part for name, part in parts.items()})
    yield packed({"content.xml": b"<x/>"})
    yield packed({"xl/workbook.bin": b""})
    yield packed({"x": b""})
    yield packed({})
    yield packed(
        {**parts, "xl/workbook.xml": parts["xl/workbook.xml"].replace(b"worksheets/sheet1", b"../../../etc/passwd")}
    )
    yield packed(
        {
            **parts,
            "xl/_rels/workbook.xml.rels": parts["xl/_rels/workbook.xml.rels"].replace(
                b"worksheets/sheet1.xml", b"../../../../etc/passwd"
            ),
        }
    )
    yield packed(
        {**parts, "xl/workbook.xml": parts["xl/workbook.xml"].replace(b"<sheet ", b"<sheet state='veryHidden' ")}
    )
    names = b"".join(f'<sheet name="s{i}" sheetId="{i}" r:id="r1"/>'.encode() for i in range(5_000))
    yield packed({**parts, "xl/workbook.xml": parts["xl/workbook.xml"].replace(b"<sheets>", b"<sheets>" + names)})
    yield b"PK\x03\x04"
    yield b"PK\x05\x06" + bytes(18)
    yield b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)
    yield workbook() + workbook()
    yield workbook()[:-22]
    yield b"PK\x03\x04" * 100_000
    lying = workbook_of(bytes(20_000_000))
    at = lying.rfind(b"PK\x01\x02", 0, lying.rfind(b"PK\x05\x06"))
    yield lying[: at + 24] + (100).to_bytes(4, "little") + lying[at + 28 :]


def _csv() -> Iterator[bytes]:
    head = b"received,channel\n"
    yield head + b'"' + b"2018-09-03,a\n" * 300_000
    yield head + b"x,y\n" * 150_000
    yield head + b"2018-09-03 10:00,a\n" * 200_000 + b"soon,a\n"
    yield head + b"," * 5_000_000
    yield b"," * 5_000_000 + b"\n" + b"," * 5_000_000
    yield b"received" * 1_000_000
    yield head + b'"\n' * 500_000
    yield head + b"9" * 3_000_000
    yield head + b"\n" * 1_000_000
    yield b"sep=\n" + head
    yield b"sep=;\n" * 1000
    yield b"sep=" + b"x" * 100_000
    yield b"\x00" * 1_000_000
    yield b"\xff\xfe" + b"\x00\xd8" * 1000
    yield head.decode().encode("utf-16") + b"x"
    yield head + b"2018-09-03 10:00\x00,a\n"
    yield head + b"2018-09-03T10:00:00+99:99,a\n"
    yield head + b"03/04/2018,a\n05/06/2018,a\n"
    yield head + b"1e308,a\n-1e308,a\n"
    yield head + b"0,a\n" * 10
    yield head + b"99999999999999999999,a\n"
    yield head + "٠٣.٠٩.٢٠١٨,a\n".encode()
    yield head + b"2018-09-03 24:00:01,a\n2018-09-03 23:60,a\n"
    yield b"received,received,received\n2018-09-03,2018-09-04,2018-09-05\n"
    yield b"a,b\nx,y\n"
    yield b"PK\x07\x08" + head
    yield b"%PDF-1.4\n" + bytes(range(256)) * 10
    yield b"<html><table><tr><td>2018-09-03</td></tr></table></html>"
    yield b"{\\rtf1\\ansi 2018-09-03}"
    yield head + b"2018-09-03 10:00," + b"\x1b[2J\x07" * 100 + b"\nsoon\x1b[31m,b\n"
    yield b"\n".join(b"2018-09-%02d" % i for i in range(1, 32))


REGISTERS: tuple[tuple[str, str, Callable[[], Iterator[bytes]]], ...] = (
    ("workbooks that unfold to much, and others", "past.xlsx", _workbooks),
    ("tables without end, and others", "past.csv", _csv),
)
"""How they are called, the name of the file, and their contents."""


def results() -> Iterator[BrokenInput]:
    """Folders of results whose tables are the ones that the record names, and yet are none."""
    from tests.broken_input.corpus import results as good

    files = good()
    for number, made in enumerate((*_tables(files), *_records(files))):
        yield BrokenInput(
            "by hand: results", "records and tables that lie", number, ("trace", "out", "1"), made, "out/run.json"
        )


def _records(files: Files) -> Iterator[Files]:
    record = json.loads(files["out/run.json"])
    for scenario in (
        "/etc/passwd",
        "../question.yaml",
        "/dev/zero",
        "/proc/self/environ",
        "",
        ".",
        "out",
        "out/run.json",
        "\x00",
        "x" * 5000,
        "con",
    ):
        for key in ("scenario", "scenario_from_here"):
            yield {
                **files,
                "out/run.json": json.dumps(
                    record | {"study": record["study"] | {key: scenario, "scenario": scenario}}
                ).encode(),
            }
    for changes in (
        ["x"],
        ["seed=1"] * 5000,
        ["offices.town.staff.clerk=10001"],
        ["a" * 100_000 + "=1"],
        ["seed=!!python/object:x"],
        [1],
        "seed=1",
        ["seed=[[[[" * 1000],
        ["=", "==", "..=1"],
    ):
        yield {**files, "out/run.json": json.dumps(record | {"study": record["study"] | {"changes": changes}}).encode()}
    for more in (10**9, 10**9 + 1, 0, -1, "1", 1.0):
        yield {
            **files,
            "out/run.json": json.dumps(
                record | {"study": record["study"] | {"max_applications": more, "variant": "none"}}
            ).encode(),
        }


def _tables(files: Files) -> Iterator[Files]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    record = json.loads(files["out/run.json"])
    for name in ("steps.parquet", "applications.parquet"):
        good = pq.read_table(io.BytesIO(files[f"out/{name}"]))
        constant = {
            column: pa.DictionaryArray.from_arrays(
                pa.array([0] * 1_000, pa.int8()), good[column].slice(0, 1).combine_chunks()
            )
            if pa.types.is_string(good.schema.field(column).type)
            else pa.array([good[column][0].as_py()] * 1_000, good.schema.field(column).type)
            for column in good.column_names
        }
        many = pa.table(constant)
        into = io.BytesIO()
        with pq.ParquetWriter(into, many.schema, compression="zstd") as writer:
            whole = pa.concat_tables([many] * (_MANY // 30_000)).combine_chunks()
            for _ in range(30):
                writer.write_table(whole)
        content = into.getvalue()
        lying = record | {"results": record["results"] | {name: hashlib.sha256(content).hexdigest()}}
        yield {**files, f"out/{name}": content, "out/run.json": json.dumps(lying).encode()}
        into = io.BytesIO()
        pq.write_table(good.slice(0, 0), into)
        content = into.getvalue()
        lying = record | {"results": record["results"] | {name: hashlib.sha256(content).hexdigest()}}
        yield {**files, f"out/{name}": content, "out/run.json": json.dumps(lying).encode()}

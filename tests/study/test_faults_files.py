"""What cannot be read at all, or not as YAML, is told with its place in plain words; and no file makes a traceback."""

from __future__ import annotations

import errno
import os
import random
import re
import time
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.law.load import load_regulation
from sim.schema.read_yaml import read_yaml
from sim.shipped import shipped_folder
from sim.study.loading import load_scenario
from tests.minimal import REGULATION, SCENARIO, assert_only, changed, faults_of


def fault_of(folder: Path, content: str | bytes) -> str:
    """The only fault of a file, without its name."""
    path = folder / "file.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as caught:
        read_yaml(path)
    (fault,) = caught.value.faults
    return str(fault).removeprefix(f"{path}:")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1:1: the file is empty; start from a shipped scenario or regulation"),
        ("# nothing\n\n# but comments\n", "1:1: the file is empty"),
        ("- a\n- b\n", "1:1: the file does not hold a block of keys; begin with 'key: value'"),
        ("just words\n", "1:1: the file does not hold a block of keys"),
        ("a: 1\n---\nb: 2\n", "2:1: a second document begins here; keep one document in a file"),
        ("a:\n\tb: 1\n", "2:1: a tab stands here; indent with spaces"),
        ("a:\n    b: 1\n  c: 2\n", "3:3: the indentation does not fit the lines above"),
        ("a: 1\n  b: 2\n", "2:4: a ':' stands where none can; put the text in quotes, or mend the indentation"),
        ("title: Question: one\n", "1:16: a ':' stands where none can; put the text in quotes"),
        ("a: 1\nwords\nb: 2\n", "2:1: the line has no ':'; write 'key: value'"),
        ('a: "words\nb: 1\n', "1:4: the quote that opens here is never closed; close it"),
        ("a: 'words\nb: 1\n", "1:4: the quote that opens here is never closed; close it"),
        ('a: "words" more\n', "1:12: this text does not belong here"),
        ("a: {b: 1\nc: 2\n", "1:4: the bracket that opens here is not closed with '}'"),
        ("a: [1, 2\nb: 3\n", "1:4: the bracket that opens here is not closed with ']'"),
        ("a: {b: 1}}\n", "1:10: '}' closes nothing here"),
        ("a: 1\nb: *c\n", "2:4: the alias stands for nothing"),
        ("a: *\n", "1:4: a text cannot begin with '*' or '&'; put it in quotes"),
        ("a: %5\n", "1:4: a text cannot begin with '%'; put it in quotes"),
        ("a: !b!c d\n", "1:4: a text cannot begin with '!'; put it in quotes"),
        ("a: |b\n", "1:4: a text cannot begin with '|' or '>'; put it in quotes"),
        ("a: - b\n", "1:4: a list cannot begin here; put its first '-' on the next line"),
        ('a: "\\q"\n', "1:6: in double quotes this '\\' sign is not known; use single quotes"),
        ('a: "\\UFFFFFFFF"\n', "1:5: not YAML; mend the odd signs here or further on"),
        ('a: "\\ud800"\n', "1:4: the text holds half a sign"),
        ("a: 1\nb: x\x00y\n", "2:5: an invisible sign stands here (number 0); take it out"),
        ("a: 1\na: 2\nb: *c\n", "3:4: the alias stands for nothing"),
        ("? [a]\n: 1\n", ""),
        ("a: &x\n  b: *x\n", "1:4: an alias stands inside its own anchor; write the block out"),
        ("[" * 2_000, "1:52: the blocks are nested too deeply"),
        ("a: " + "{b: " * 100 + "1" + "}" * 100, "1:"),
        ("".join(" " * i + "a:\n" for i in range(500)), "51:51: the blocks are nested too deeply"),
        ("a" * 800_001, "1:1: the file is too large; a file has at most 0.8 MB"),
    ],
    ids=lambda value: repr(value[:30]),
)
def test_what_is_no_yaml_is_told_in_plain_words(tmp_path: Path, text: str, fault: str) -> None:
    if fault:
        assert fault_of(tmp_path, text).startswith(fault)
    else:
        (tmp_path / "file.yaml").write_text(text, encoding="utf-8")
        (found,) = read_yaml(tmp_path / "file.yaml").faults
        assert (found.line, found.message) == (1, "a key is one word")


def test_an_alias_bomb_is_refused_within_seconds(tmp_path: Path) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    begun = time.perf_counter()
    assert "too many entries, aliases written out" in fault_of(tmp_path, "\n".join(lines))
    assert time.perf_counter() - begun < 20


def test_an_anchor_may_be_used_twice_and_named_anew(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text("a: &x 1\nb: *x\nc: &x 2\nd: *x\n", encoding="utf-8")
    assert read_yaml(path).data == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_russian_text_in_another_encoding_is_told_with_its_place(tmp_path: Path) -> None:
    text = "scenario: Қ и ещё\ntitle: a\n".encode() + "description: вопрос\n".encode("cp1251")
    assert fault_of(tmp_path, text) == "3:14: not UTF-8: byte 0xe2; save the file as UTF-8"
    assert fault_of(tmp_path, "scenario: x\n".encode("utf-16")).startswith("1:1: not UTF-8: byte 0xff")


def test_windows_line_ends_and_a_byte_order_mark_move_no_place(tmp_path: Path) -> None:
    windows = b"\xef\xbb\xbf" + changed("seed: 7", "sede: 7").replace("\n", "\r\n").encode()
    assert_only(faults_of(tmp_path, windows), "8:1: unknown key 'sede'; did you mean 'seed'?")
    assert faults_of(tmp_path, b"\xef\xbb\xbf" + SCENARIO.replace("\n", "\r\n").encode()) == []


def test_kazakh_texts_are_read_as_they_are(tmp_path: Path) -> None:
    assert faults_of(tmp_path, changed("A small question", "{kk: Шағын сұрақ, ru: Вопрос, en: ''}")) == []


def test_signs_that_steer_a_terminal_are_not_printed(tmp_path: Path) -> None:
    found = faults_of(tmp_path, changed("hours: department", 'hours: "\\u202e\\n\\r"'))
    assert_only(found, "28:12: no hours are called '")


def test_a_missing_file_is_told_with_what_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "quarter.yaml").write_text("a: 1", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("a: 1", encoding="utf-8")
    for name, said in (
        ("quartr.yaml", "there is no such file; did you mean 'quarter.yaml'?"),
        ("x.yaml", "there is no such file; there lie: quarter.yaml"),
        ("no/x.yaml", "there is no such file; nothing of the kind lies there"),
        ("", "this is a folder; there lie: quarter.yaml"),
        ("quarter.yaml/x.yaml", "the file cannot be read: Not a directory"),
        ("x" * 5000 + ".yaml", "the file cannot be read: File name too long"),
    ):
        with pytest.raises(InputError) as caught:
            load_scenario(tmp_path / name)
        assert [str(fault) for fault in caught.value.faults] == [f"{tmp_path / name}:1:1: {said}"]


def test_a_file_that_may_not_be_read_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file.yaml"
    path.write_text("a: 1", encoding="utf-8")
    path.chmod(0)
    if os.geteuid() == 0:  # nothing is forbidden to root, so the system's answer to others stands in

        def forbidden(self: Path, *_: object) -> None:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))

        monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(InputError, match="cannot be read: Permission denied"):
        read_yaml(path)


def test_an_endless_file_is_not_read_to_its_end() -> None:
    with pytest.raises(InputError, match="this is a pipe, a device or the like and no file"):
        read_yaml(Path("/dev/zero"))


def test_a_misspelt_shipped_scenario_or_regulation_is_recognised() -> None:
    with pytest.raises(InputError, match="did you mean 'west_kazakhstan_social_aid'"):
        load_scenario("west_kazakhstan_social_ad")
    with pytest.raises(InputError, match="did you mean 'west_kazakhstan_2018_social_aid'"):
        load_regulation("west_kazakhstan_2018_social_ad")


def test_a_regulation_is_no_scenario(tmp_path: Path) -> None:
    assert_only(faults_of(tmp_path, REGULATION), "1:1: this is a regulation, not a scenario; name a scenario file")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("date,working,kind,name_en,name_kk,name_ru\n", "1:1: the calendar does not state its span"),
        ("# from: soon\n# to: later\n", "1:1: this is no calendar; take a shipped one as the pattern"),
        ("# from: 2019-01-01\n# to: 2018-01-01\n", "1:1: the calendar covers 2019-01-01 to 2018-01-01; state a span"),
        ("# from: 0001-01-01\n# to: 9999-12-31\n", "1:1: the calendar covers 0001-01-01 to 9999-12-31; state a span"),
        ("# from: 2018-01-01\n# to: 2018-12-31\ndate,working\n", "3:1: the calendar lacks the columns"),
        (
            "вопрос".encode("cp1251"),
            "1:1: the calendar lacks the columns date, working, kind, name_en, name_kk, name_ru",
        ),
    ],
)
def test_a_fault_of_the_users_own_calendar_carries_its_name(tmp_path: Path, content: str | bytes, fault: str) -> None:
    (tmp_path / "own.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    assert_only(faults_of(tmp_path, changed("calendar: kz", "calendar: own.csv")), fault, "own.csv")


ODD = (
    "", "~", "true", "0", "-1", "1e999", ".nan", "[]", "{}", "[a, b]", "{a: b}", '"', "'", "*a", "&a b", "!!int x", "%", "@",
    "|", "- x", "\t", "\ufeff", "\u202e", "\u2028", "\x85", "\x00", "\x1b[31m", "қазақ", "٣ working days", "9" * 5000, "x" * 3000,
    "12:30", "2018-07-02", "25 minutes", "3 working days", "6 per working day", "95 %", '"\\ud800"', '"\\UFFFFFFFF"', "? x",
    "<<: *a", "---", "...", "# c", "0x10", "𐍈", "a: b: c", "{distribution: fixed}", "&x [*x]", "applicant", "portal", "\r",
)  # fmt: skip


def spoilt(rng: random.Random, text: str) -> str:
    """A text with one to four random changes of lines and values."""
    lines = text.split("\n")
    words = re.findall(r"\w+", text)
    for _ in range(rng.choice((1, 1, 2, 4))):
        i, j, odd = rng.randrange(len(lines)), rng.randrange(len(lines)), rng.choice(ODD)
        line = lines[i]
        at = rng.randrange(len(line) + 1)
        match rng.randrange(9):
            case 0:
                del lines[i : i + rng.choice((1, 1, 5))]
                lines = lines or [""]
            case 1:
                lines.insert(j, line)
            case 2:
                lines[i], lines[j] = lines[j], line
            case 3:
                lines.insert(i, odd)
            case 4:
                lines[i] = f"{line.partition(':')[0]}: {odd}"
            case 5:
                lines[i] = f"{odd}:{line.partition(':')[2]}"
            case 6:
                lines[i] = " " * rng.randrange(8) + line.lstrip()
            case 7:
                lines[i] = line[:at] + odd + line[at + 1 :]
            case 8:
                lines[i] = re.sub(r"\w+", lambda _: rng.choice(words), line, count=1)
    return "\n".join(lines)


@pytest.mark.parametrize("of", ["scenario", "regulation"])
def test_no_random_change_makes_anything_but_a_study_or_faults(tmp_path: Path, of: str) -> None:
    shipped = (shipped_folder("scenarios") / "west_kazakhstan_social_aid.yaml").read_text(encoding="utf-8")
    law = (shipped_folder("regulations") / "west_kazakhstan_2018_social_aid.yaml").read_text(encoding="utf-8")
    shipped = shipped.replace("regulation: west_kazakhstan_2018_social_aid", "regulation: small.yaml")
    for seed in range(150):
        rng = random.Random(seed)
        scenario, regulation = (shipped, law) if seed % 10 == 0 else (SCENARIO, REGULATION)
        if of == "scenario":
            scenario = spoilt(rng, scenario)
        else:
            regulation = spoilt(rng, regulation)
        faults_of(tmp_path, scenario, regulation)  # any other exception fails, as does a fault of several lines

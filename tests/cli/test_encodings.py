"""Every command on every console: a sign that the encoding lacks has its nearest, data are UTF-8, and no command ends in between."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.cli.consoles import prepare_streams
from sim.cli.main import app, command
from sim.cli.narrow_encodings import keep_printing
from sim.export.folder import RUN_FILES

ENCODINGS = ("cp1251", "cp866", "ascii", "latin-1", "koi8-r", "utf-8")
SCENARIO = "head_on_leave"
REGULATION = "west_kazakhstan_2018_social_aid"
SHORT = ("--replications", "2", "--no-strengthen")
TEXTS: tuple[tuple[str, ...], ...] = (
    ("check", SCENARIO),
    ("check", SCENARIO, "--explain"),
    ("load", SCENARIO),
    ("services", "--lang", "kk"),
    ("services", REGULATION, "--lang", "kk"),
    ("audit", "--lang", "kk"),
    ("timeline", REGULATION, "--route", "akim", "--submitted", "2018-03-06 15:40", "--lang", "kk"),
    ("calendar", "--from", "2018-01-01", "--to", "2018-12-31", "--lang", "kk"),
    ("new",),
    ("run", SCENARIO, *SHORT, "--lang", "kk", "--out", "OUT"),
    ("compare", SCENARIO, "--variants", "--replications", "2", "--lang", "kk", "--out", "OUT"),
    ("trace", "RUN", "3", "--lang", "kk"),
    ("check", "Қызмет –.yaml"),
    ("check", "half-\udcff.yaml"),
)
SHOWN = [
    (words, encoding)
    for words in TEXTS
    for encoding in (("cp1251", "ascii") if words[0] in ("run", "compare") else ENCODINGS)
]
"""Which texts are shown in which encodings; what takes long in one with Cyrillic letters and in one without."""
DATA: tuple[tuple[str, ...], ...] = (
    ("services", "--format", "json"),
    ("audit", "--format", "json"),
    ("calendar", "--from", "2018-01-01", "--to", "2018-12-31", "--lang", "kk", "--format", "csv"),
    ("calendar", "--from", "2018-01-01", "--to", "2018-12-31", "--lang", "kk", "--format", "json"),
    ("trace", "RUN", "3", "--lang", "kk", "--format", "json"),
    ("schema", "scenario"),
)


class Console:
    """Standard output and standard error in an encoding, as a process has them."""

    def __init__(self, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.out, self.err = io.BytesIO(), io.BytesIO()
        for name, stream in (("stdout", self.out), ("stderr", self.err)):
            monkeypatch.setattr(sys, name, io.TextIOWrapper(stream, encoding=encoding, newline="\n"))
        monkeypatch.setenv("COLUMNS", "80")
        prepare_streams()

    def run(self, *words: str) -> int:
        """The exit code of a command; its output lies in the streams then."""
        with pytest.raises(SystemExit) as ended:
            app(list(words), prog_name="sim")
        sys.stdout.flush()
        sys.stderr.flush()
        return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run."""
    folder = tmp_path_factory.mktemp("run")
    with pytest.MonkeyPatch.context() as patch:
        assert Console("utf-8", patch).run("run", SCENARIO, *SHORT, "--out", str(folder)) == 0
    return folder


def placed(words: tuple[str, ...], out: Path, run: Path) -> list[str]:
    return [{"OUT": str(out), "RUN": str(run)}.get(word, word) for word in words]


@pytest.mark.parametrize(
    ("words", "encoding"), SHOWN, ids=[ascii(" ".join((*words, encoding))) for words, encoding in SHOWN]
)
def test_texts_are_shown_as_well_as_the_encoding_can(
    words: tuple[str, ...], encoding: str, recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = Console(encoding, monkeypatch)
    is_fault = words[-1].endswith(".yaml")
    assert console.run(*placed(words, tmp_path, recorded)) == (2 if is_fault else 0)
    out, err = console.out.getvalue().decode(encoding), console.err.getvalue().decode(encoding)
    assert "?" not in out.replace("did you mean", "")
    assert "Traceback" not in err
    if is_fault:
        assert err.startswith(r"half-\udcff.yaml:1:1: " if "half" in words[-1] else ("Қызмет", "Кызмет", "Kyzmet"))


def test_texts_differ_between_encodings_in_single_signs_only(recorded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns keep their places: Kazakh letters, dashes and the line below the headings have one sign each."""
    shown: dict[str, list[str]] = {}
    for encoding in ("cp1251", "cp866", "ascii", "utf-8"):
        with pytest.MonkeyPatch.context() as patch:
            console = Console(encoding, patch)
            console.run("services", "--lang", "kk")
            shown[encoding] = console.out.getvalue().decode(encoding).splitlines()
    widths = {encoding: [len(line) for line in lines] for encoding, lines in shown.items()}
    assert widths["cp1251"] == widths["cp866"] == widths["ascii"] == widths["utf-8"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("words", DATA, ids=" ".join)
def test_data_are_utf_8_in_every_encoding(
    words: tuple[str, ...], encoding: str, recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = Console(encoding, monkeypatch)
    assert console.run(*placed(words, tmp_path, recorded)) == 0
    text = console.out.getvalue().decode("utf-8")
    if "csv" in words:
        assert "2018-03-08,0,0,Халықаралық әйелдер күні\n" in text
    else:
        assert json.loads(text)
        assert words[0] == "schema" or any(letter in text for letter in "қғәө")


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "Өтініш: 3 – 4 − 1 … № 5 «іс» ─ ә𝄞"),
        ("cp1251", "Отініш: 3 – 4 - 1 … № 5 «іс» - а?"),
        ("cp866", 'Отиниш: 3 - 4 - 1 ... № 5 "ис" ─ а?'),
        ("koi8-r", 'Отиниш: 3 - 4 - 1 ... No 5 "ис" ─ а?'),
        ("latin-1", "Otinis: 3 - 4 - 1 ... No 5 «is» - a?"),
        ("ascii", 'Otinis: 3 - 4 - 1 ... No 5 "is" - a?'),
    ],
)
def test_the_nearest_sign_stands_for_one_that_an_encoding_lacks(encoding: str, shown: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    keep_printing(stream)
    stream.write("Өтініш: 3 – 4 − 1 … № 5 «іс» ─ ә𝄞")
    stream.flush()
    assert raw.getvalue().decode(encoding) == shown


def started(*words: str, encoding: str = "utf-8", **where: object) -> subprocess.Popen[bytes]:
    """A command as a process of its own."""
    environment = os.environ | {"PYTHONIOENCODING": encoding, "COLUMNS": "80"}
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | where
    return subprocess.Popen([sys.executable, "-m", "sim", *words], env=environment, **given)  # type: ignore[call-overload,no-any-return]


def test_a_process_in_a_narrow_encoding_ends_well(tmp_path: Path) -> None:
    words = ("compare", SCENARIO, "--variants", "--replications", "2", "--lang", "kk", "--out", str(tmp_path))
    process = started(*words, encoding="cp866")
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert "?" not in out.decode("cp866")
    assert (tmp_path / "report.html").exists()


def test_a_run_that_nobody_reads_to_its_end_writes_its_results(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    process = started("run", SCENARIO, *SHORT, "--out", str(tmp_path), stdout=writing)
    os.close(writing)
    os.close(reading)
    _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(RUN_FILES)


class Full(io.RawIOBase):
    """A file on a disk without space, until somebody makes room."""

    room = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self.room:
            return len(data)
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    "words", [("services",), ("services", "--format", "json"), ("run", SCENARIO, *SHORT)], ids=" ".join
)
def test_a_full_disk_behind_standard_output_is_told_and_loses_no_results(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = ["--out", str(tmp_path)] if words[0] == "run" else []
    monkeypatch.setattr(sys, "argv", ["sim", *words, *out])
    monkeypatch.setattr(sys, "warnoptions", ["error"])  # so that the filters of the tests stay
    monkeypatch.setenv("PYDANTIC_DISABLE_PLUGINS", "__all__")
    full = Full()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(full, 64), encoding="utf-8"))
    errors = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stderr", errors)
    with pytest.raises(SystemExit) as ended:
        command()
    full.room = True
    errors.seek(0)
    assert ended.value.code == 2
    assert errors.read() == "sim: standard output cannot be written to: No space left on device\n"
    assert len(list(tmp_path.iterdir())) == (len(RUN_FILES) if out else 0)


@pytest.fixture(autouse=True)
def usual_streams() -> Iterator[None]:
    """The streams of the tests are those of the command again when a test has ended."""
    yield
    prepare_streams()

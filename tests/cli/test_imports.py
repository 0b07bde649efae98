"""What a command imports: slow packages only where it needs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SLOW = ("jinja2", "joblib", "matplotlib", "numpy", "pandas", "pyarrow", "pydantic", "ruamel.yaml", "scipy", "simpy")

_RUN = """
import sys
from pathlib import Path
from sim.cli.main import command

sys.argv = ["sim", *sys.argv[1:]]
try:
    command()
finally:
    print(*(name for name in {slow!r} if name in sys.modules), file=sys.stderr)
"""


def imported_by(*words: str, of: tuple[str, ...] = SLOW) -> set[str]:
    """The slow packages, or those of others, that a command has imported when it is done."""
    done = subprocess.run([sys.executable, "-c", _RUN.format(slow=of), *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split()) if done.stderr.strip() else set()


def test_english_needs_no_catalogues():
    assert not imported_by("run", "--help", of=("babel", "sim.translations.catalogues"))
    assert not imported_by("services", of=("babel", "sim.translations.catalogues"))


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_help_in_another_language_reads_compiled_catalogues_alone(lang: str):
    of = ("babel", "sim.translations.catalogues", *SLOW)
    assert imported_by("--lang", lang, "run", "--help", of=of) <= {"sim.translations.catalogues", "pydantic"}


@pytest.mark.parametrize("words", ["--help", "--version"])
def test_help_imports_nothing_slow(words: str):
    assert imported_by(words) == set()


def test_help_of_a_command_imports_no_more_than_typer_does():
    assert imported_by("run", "--help") <= {"pydantic"}


def test_a_check_imports_neither_tables_nor_engine():
    assert imported_by("check", "west_kazakhstan_social_aid") <= {"numpy", "pydantic", "ruamel.yaml"}


def test_services_import_the_schema_alone():
    assert imported_by("services") <= {"pydantic", "ruamel.yaml"}


def test_the_log_of_a_replication_needs_no_charts(tmp_path: Path):
    words = ("run", "west_kazakhstan_social_aid", "--only", "1", "--out", str(tmp_path / "results"))
    assert not imported_by(*words) & {"matplotlib", "jinja2", "joblib"}

"""Fixtures of tests in several rooms."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with the files of `authored.lay_out` in it."""
    from tests.study.authored import lay_out  # late, since it imports the commands

    lay_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path

"""Fixtures of tests in several rooms, and how Hypothesis chooses the examples of all of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A commit passes everywhere or nowhere, on slow machines too; new examples are found by those who look for them.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", settings.get_profile("same"), derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with the files of `authored.lay_out` in it."""
    from tests.study.authored import lay_out  # late, since it imports the commands

    lay_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path

"""What the slow tests find is told when they end, whether they pass or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

_found: list[str] = []


@pytest.fixture
def tell() -> Callable[[str], None]:
    """Takes in a sentence with a figure that was found."""
    return _found.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _found:
        terminalreporter.section("figures found")
        for sentence in _found:
            terminalreporter.line(sentence)

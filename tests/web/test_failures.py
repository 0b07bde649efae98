"""What goes wrong inside of a server is a number for who asks, and one line for who has started it."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from sim.translations.in_use import in_language
from sim.web.server.failures import QuietLog, ServerFailures


def failing(what: str) -> Exception:
    try:
        raise RuntimeError(what)
    except RuntimeError as error:
        return error


def otherwise_failing() -> Exception:
    try:
        raise ValueError("other\x1b[31m\nline")
    except ValueError as error:
        return error


def test_a_failure_has_one_number_however_often_it_comes() -> None:
    told: list[str] = []
    failures = ServerFailures(told.append)
    said = [failures.note(error) for error in (failing("one"), failing("two"), otherwise_failing(), failing("three"))]
    assert [sentence[-4:] for sentence in said] == [" 1).", " 1).", " 2).", " 1)."]
    assert told == [
        "failure 1 of the server: RuntimeError: one",
        r"failure 2 of the server: ValueError: other\u001b[31m\nline",
    ]


def test_it_is_told_in_the_language_of_who_started_the_server_and_said_in_that_of_who_asked() -> None:
    told: list[str] = []
    with in_language("kk"):
        failures = ServerFailures(told.append)
    with in_language("ru"):
        assert failures.note(failing("one")) == "На сервере произошёл сбой (№ 1)."
    assert told == ["сервердің № 1 ақауы: RuntimeError: one"]


def test_the_traceback_is_for_those_who_want_it() -> None:
    told: list[str] = []
    ServerFailures(told.append, verbose=True).note(failing("one"))
    assert "Traceback" not in told[0]
    assert told[1].startswith("Traceback")


@pytest.mark.parametrize(("error", "count"), [
    (failing("one"), 1), (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), 0), (ConnectionResetError(), 0), (None, 0),
])  # fmt: skip
def test_of_what_libraries_log_only_their_own_faults_are_told(error: Exception | None, count: int) -> None:
    told: list[str] = []
    log = QuietLog(ServerFailures(told.append))
    exc_info = None if error is None else (type(error), error, error.__traceback__)
    log.emit(logging.LogRecord("uvicorn.error", logging.ERROR, "x", 1, "GET /secret", None, exc_info))
    assert len(told) == count


@pytest.mark.parametrize(("context", "count"), [
    ({"exception": failing("one")}, 1), ({"exception": BrokenPipeError()}, 0), ({}, 0),
])  # fmt: skip
def test_what_the_loop_could_tell_nobody_is_told(context: dict[str, Any], count: int) -> None:
    told: list[str] = []
    QuietLog(ServerFailures(told.append)).of_loop(None, {"message": "x"} | context)
    assert len(told) == count


def test_what_a_part_of_the_package_logs_is_told_in_one_line() -> None:
    told: list[str] = []
    log = QuietLog(ServerFailures(told.append))
    log.emit(logging.LogRecord("sim.web", logging.ERROR, "x", 1, "fault %s in long work\nTraceback", ("a1",), None))
    assert told == ["fault a1 in long work"]

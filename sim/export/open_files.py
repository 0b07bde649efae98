"""What will become of open files, as plain data."""

from __future__ import annotations

from typing import Any

from sim.export.plain_data import number_data
from sim.forecast.open.open_files import LateCount, OpenFilesForecast
from sim.measure.intervals import CONFIDENCE
from sim.quantities import civil


def open_files_data(forecast: OpenFilesForecast) -> dict[str, Any]:
    """The whole of it; the same register, instant and seed give the same bytes."""
    return {
        "at": civil(forecast.at).isoformat(" "),
        "confidence": CONFIDENCE,
        "told_apart_by": forecast.model.column,
        "overdue": forecast.overdue,
        "without_due_date": forecast.without_due,
        "total": _count(forecast.total),
        "weeks": [{"week": f"{monday}"} | _count(count) for monday, count in forecast.weeks],
        "files": open_files_rows(forecast),
    }


def open_files_rows(forecast: OpenFilesForecast) -> list[dict[str, Any]]:
    """One row of each file, the riskiest first."""
    return [
        {
            "case": file.case,
            "group": file.group,
            "received": civil(file.received).isoformat(" "),
            "due": civil(file.due).isoformat(" "),
            "late": number_data(file.probability),
            "low": number_data(file.low),
            "high": number_data(file.high),
        }
        for file in forecast.files
    ]


def _count(count: LateCount) -> dict[str, Any]:
    return {
        "files": count.files,
        "late": number_data(count.late),
        "low": number_data(count.low),
        "high": number_data(count.high),
    }

"""What notebooks show: tables and short views as HTML, with everything escaped that comes from a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sim.html import html_table, html_view
from sim.law.regulation import Regulation
from sim.scenario.demand import Stream
from sim.scenario.scenario import Scenario


class _Study(Protocol):
    """What of a study is shown."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def scenario(self) -> Scenario:
        """The scenario."""

    @property
    def regulations(self) -> Mapping[str, Regulation]:
        """Regulation of each service."""


class StudyView:
    """The view of a study before it is run: its question, its period, its streams and its people."""

    def __repr__(self: _Study) -> str:
        period = self.scenario.period
        return f"<study {self.name}: {period.start} to {period.end}, {self.scenario.replications} replications>"

    def _repr_html_(self: _Study) -> str:
        scenario, period = self.scenario, self.scenario.period
        streams = [
            (
                name,
                self.regulations[stream.service].title.text("en"),
                ", ".join(channel.replace("_", " ") for channel in (stream.channels or [stream.route]) if channel),
                _how_many(stream),
            )
            for name, stream in scenario.arrivals.items()
        ]
        offices = [
            (
                office.title.text("en") or name,
                str(office.size),
                ", ".join(f"{role.replace('_', ' ')} {staff.size}" for role, staff in office.staff.items()),
            )
            for name, office in scenario.offices.items()
        ]
        counted = "" if period.counted_from == period.start else f", counted from {period.counted_from}"
        target = f"; target {100 * scenario.target:g} % in time" if scenario.target is not None else ""
        return html_view(
            scenario.scenario.text("en"),
            scenario.description.text("en"),
            f"{self.name}: {period.start} to {period.end}{counted}; {scenario.replications} replications, "
            f"seed {scenario.seed}{target}.",
            html_table(("stream", "service", "by", "applications"), streams, labels=4),
            html_table(("office", "how many", "people in each"), offices, labels=3),
        )


def _how_many(stream: Stream) -> str:
    """How many applications a stream brings, in words."""
    if stream.rate is not None:
        return str(stream.rate)
    if stream.instants is not None:
        return f"{len(stream.instants)} at stated instants"
    return f"as in {stream.history.file}" if stream.history is not None else "–"

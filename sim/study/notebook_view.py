"""What notebooks show: tables and short views as HTML, with everything escaped that comes from a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from markupsafe import Markup

from sim.law.regulation import Regulation
from sim.scenario.demand import Stream
from sim.scenario.scenario import Scenario
from sim.scenario.staff import Staff
from sim.schema.in_words import field_text, rate_text
from sim.translations.in_use import ORIGINAL, counted, language, localized_day, translated
from sim.visible_text import visible


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
        return f"<study {self.name}: {period.start} to {period.end}, {_how_often(self.scenario)} replications>"

    def _repr_html_(self: _Study) -> str:
        scenario = self.scenario
        streams = [
            (
                name,
                self.regulations[stream.service].title.text(language()),
                ", ".join(channel.replace("_", " ") for channel in (stream.channels or [stream.route]) if channel),
                _how_many(stream),
            )
            for name, stream in scenario.arrivals.items()
        ]
        offices = [
            (
                office.title.text(language()) or name,
                str(office.size),
                ", ".join(_people(self, role, staff) for role, staff in office.staff.items()),
            )
            for name, office in scenario.offices.items()
        ]
        heads = (translated("stream"), translated("service"), translated("by"), translated("applications"))
        of_offices = (translated("office"), translated("how many"), translated("people in each"))
        return html_view(
            scenario.scenario.text(language()),
            scenario.description.text(language()),
            f"{self.name}: {'; '.join(_of_run(scenario))}.",
            html_table(heads, streams, labels=4),
            html_table(of_offices, offices, labels=3),
        )


def _of_run(scenario: Scenario) -> Iterator[str]:
    """The period of a scenario, how often it is simulated, and its target."""
    period = scenario.period
    days = {"first": localized_day(period.start), "last": localized_day(period.end)}
    if period.counted_from == period.start:
        yield translated("{first} to {last}", **days)
    else:
        day = localized_day(period.counted_from)
        yield translated("{first} to {last}, counted from {day}", **days, day=day)
    yield translated("{replications} replications, seed {seed}", replications=_how_often(scenario), seed=scenario.seed)
    if scenario.target is not None:
        yield translated("target {share} % in time", share=f"{100 * scenario.target:g}")


def _people(study: _Study, role: str, staff: Staff) -> str:
    """A role with how many people it has, or with the role whose people do its work."""
    name = _role_name(study, role)
    if staff.same_people_as is None:
        return f"{name} {staff.size}"
    return translated("{role} (as {other})", role=name, other=_role_name(study, staff.same_people_as))


def _role_name(study: _Study, role: str) -> str:
    """The name of a role: its short name in English, in other languages as a regulation has it."""
    if language() == ORIGINAL:
        return role.replace("_", " ")
    titles = (law.roles[role].text(language()) for law in study.regulations.values() if role in law.roles)
    return next(titles, role.replace("_", " "))


def _how_often(scenario: Scenario) -> str:
    """How many replications a scenario asks for, in words."""
    return field_text(scenario.replications, Scenario.model_fields["replications"])


def _how_many(stream: Stream) -> str:
    """How many applications a stream brings, in words."""
    if stream.rate is not None:
        return rate_text(stream.rate)
    if stream.instants is not None:
        return counted(
            "{count} at stated instants", "{count} at stated instants", len(stream.instants), count=len(stream.instants)
        )
    return translated("as in {file}", file=stream.history.file) if stream.history is not None else "–"


def html_table(head: Sequence[str], rows: Sequence[Sequence[str]], labels: int) -> Markup:
    """A table; the first `labels` columns name a row and stand on the left, the others on the right."""

    def cells(row: Sequence[str], tag: str) -> Markup:
        style = Markup("<{0} style='text-align: {1}; vertical-align: top'>{2}</{0}>")
        return Markup("").join(style.format(tag, "left" if i < labels else "right", cell) for i, cell in enumerate(row))

    line = Markup("<tr>{}</tr>")
    body = Markup("").join(line.format(cells(row, "td")) for row in rows)
    return Markup("<table><thead>{}</thead><tbody>{}</tbody></table>").format(line.format(cells(head, "th")), body)


def html_view(title: str, *parts: str | Markup) -> str:
    """A title with tables and sentences below it."""
    shown = [part if isinstance(part, Markup) else Markup("<p>{}</p>").format(part) for part in parts if part]
    return visible(Markup("<div><h3>{}</h3>{}</div>").format(title, Markup("").join(shown)))

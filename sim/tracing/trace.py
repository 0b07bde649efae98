"""One file's life, from a folder of results, from results or from a log: in sentences, as a table, as a Gantt chart."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.calendar.duty import intervals
from sim.engine.steplog import RecordedLog, StepLog, Truth
from sim.errors import CalendarSpanError, Fault, InputError
from sim.experiment.replications import replicate
from sim.experiment.results import Results
from sim.model.model import Model
from sim.quantities import DAY, NEVER, UNSET, Limit, civil
from sim.schema.language import Lang
from sim.study.study import with_engine
from sim.tracing.chart import file_chart
from sim.tracing.file_life import file_life
from sim.tracing.life import WAITS, Life, VisitLife
from sim.tracing.names import Names, step_label
from sim.tracing.recorded_run import other_tables, recorded_run, unknown_replication
from sim.tracing.sentence import Sentence
from sim.tracing.sentences import life_sentences, title
from sim.translations.in_use import in_language, translated
from sim.visible_text import visible

COLUMNS = (
    "label", "step", "visit", "office", "role", "stand_in", "member", "queued", "started", "work_ended", "finished",
    "outcome", "deadline", "in_time", "margin_s", "waited_s", "waited_in_hours_s", "work_s", "hold_s", "set_aside_s",
    *(f"wait_{reason}_s" for reason in WAITS),
)  # fmt: skip
"""Columns of the table of one file's visits, in order."""
_MOMENTS = ("submitted", "received", "ready", "handed_out", "deadline", "delivery_deadline")


@dataclass(frozen=True)
class Trace:
    """One file's life; shows itself in sentences, as a table of its visits and as a chart."""

    life: Life
    """Every fact."""
    model: Model
    """The model of the replication."""
    names: Names
    """What roles and steps are called."""

    @property
    def title(self) -> str:
        """Which application it is, in one line."""
        with in_language(self.names.lang):
            return title(self.life, self.names)

    @property
    def dated_sentences(self) -> tuple[Sentence, ...]:
        """The sentences, each with its moment apart."""
        with in_language(self.names.lang):
            return life_sentences(self.life, self.names)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What happened, in the order of time; the last sentence says how it ended."""
        with in_language(self.names.lang):
            return tuple(str(sentence) for sentence in self.dated_sentences)

    @property
    def table(self) -> pd.DataFrame:
        """A row per visit.

        Columns: label, step, visit, office, role, stand_in, member, queued, started, work_ended, finished, outcome, deadline,
        in_time, margin_s (time left at the end; below 0 where the deadline was missed), waited_s (on the clock),
        waited_in_hours_s (while the office is open), work_s, hold_s, set_aside_s, and wait_*_s by reason. Moments are
        datetime64[s], NaT where there is none; lengths are whole seconds; margin and in_time are missing without a deadline.
        """
        with in_language(self.names.lang):
            frame = pd.DataFrame([self._row(visit) for visit in self.life.visits], columns=list(COLUMNS))
        for name in ("queued", "started", "work_ended", "finished", "deadline"):
            frame[name] = _moments([getattr(visit, name) for visit in self.life.visits])
        frame["in_time"] = pd.array([_answer(visit.in_time) for visit in self.life.visits], dtype="boolean")
        frame["margin_s"] = pd.array([self._margin(visit) for visit in self.life.visits], dtype="Int64")
        return frame

    @property
    def intervals(self) -> pd.DataFrame:
        """What every visit went through. Columns: row (position in `table`), what (a kind of interval), begin, end."""
        rows = [(row, interval) for row, visit in enumerate(self.life.visits) for interval in visit.intervals]
        return pd.DataFrame(
            {
                "row": np.array([row for row, _ in rows], dtype=np.int64),
                "what": pd.array([interval.what for _, interval in rows], dtype="str"),
                "begin": _moments([interval.begin for _, interval in rows]),
                "end": _moments([interval.end for _, interval in rows]),
            }
        )

    @property
    def closed(self) -> pd.DataFrame:
        """When the provider is closed from the first to the last day. Columns: begin, end, rest (no official working day)."""
        rows = list(self.closed_intervals())
        return pd.DataFrame(
            {
                "begin": _moments([begin for begin, _, _ in rows]),
                "end": _moments([end for _, end, _ in rows]),
                "rest": np.array([rest for _, _, rest in rows], dtype=bool),
            }
        )

    @property
    def marks(self) -> pd.DataFrame:
        """Moments of the file and its deadlines. Columns: what, at; what did not come is left out."""
        known = {name: getattr(self.life, name) for name in _MOMENTS if getattr(self.life, name) not in (UNSET, NEVER)}
        return pd.DataFrame({"what": pd.array(list(known), dtype="str"), "at": _moments(list(known.values()))})

    def closed_intervals(self) -> Iterator[tuple[int, int, bool]]:
        """When the provider is closed, from the first day of the life to the last: begin, end [instants], and whether it is a day
        of rest."""
        life, capacity = self.life, self.model.capacity
        office = next(office for office in capacity.offices if office.name == life.office)
        clock = capacity.offices[office.provider].clock
        known = [at for visit in life.visits for at in (visit.queued, visit.until, visit.deadline)]
        known += [getattr(life, name) for name in _MOMENTS]
        known = [at for at in known if at not in (UNSET, NEVER)]
        working = set(clock.days.tolist())
        last = min(max(known), clock.hours.end - 1)
        for day in range(min(known) // DAY, last // DAY + 1):
            at, end, rest = day * DAY, (day + 1) * DAY, day not in working
            for opens, closes in intervals(clock.hours, at, end):
                if opens > at:
                    yield at, opens, rest
                at = closes
            if at < end:
                yield at, end, rest

    def figure(self) -> Figure:
        """The life as a Gantt chart on the real calendar: a bar per visit."""
        with in_language(self.names.lang):
            return file_chart(self.table, self.intervals, self.closed, self.marks, self.title)

    def as_data(self) -> dict[str, Any]:
        """Every fact as plain data, with the sentences of the trace's language; moments as `2018-03-12 09:00:00`, None where there is none, lengths in seconds."""
        life = self.life
        return {
            "title": self.title,
            "replication": life.replication,
            "application": life.application,
            "stream": life.stream,
            "service": life.service,
            "route": life.route,
            "office": life.office,
            "counted": life.counted,
            "inherited": life.inherited,
            "parent": None if life.parent == UNSET else life.parent,
            "objection": None if life.objection == UNSET else life.objection,
            **{
                name: _text(getattr(life, name))
                for name in (*_MOMENTS, "delivered", "first_deadline", "observed_until")
            },
            "term": f"{life.term} (derived)" if life.term_is_derived else _limit_text(life.term),
            "term_in_force": _limit_text(life.term_in_force),
            "in_time": _answer(life.in_time),
            "outcome": life.outcome.name,
            "elapsed_days": life.elapsed_days,
            "elapsed_s": life.elapsed_s,
            "spare_days": life.spare_days,
            "spare_s": life.spare_s,
            "lateness_s": life.lateness_s,
            "blame": [
                {"step": part.step or None, "seconds": part.seconds, "reasons_s": part.reasons} for part in life.blamed
            ],
            "visits": [self._visit_data(visit) for visit in life.visits],
            "sentences": [{"at": _text(sentence.at), "text": sentence.text} for sentence in self.dated_sentences],
        }

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in self.sentences)
        return visible(f"<h4>{html.escape(self.title)}</h4><ol>{items}</ol>")

    def _row(self, visit: VisitLife) -> dict[str, Any]:
        return {
            "label": step_label(visit, self.life.service, self.names),
            "step": visit.step.key,
            "visit": visit.number,
            "office": visit.office,
            "role": visit.step.role,
            "stand_in": visit.stand_in,
            "member": visit.member,
            "queued": None,
            "started": None,
            "work_ended": None,
            "finished": None,
            "outcome": visit.outcome.name,
            "deadline": None,
            "in_time": None,
            "margin_s": None,
            "waited_s": visit.waited,
            "waited_in_hours_s": visit.waited_in_hours,
            "work_s": visit.work_s,
            "hold_s": visit.hold_s,
            "set_aside_s": sum(s.end - s.begin for s in visit.intervals if s.what in ("set_aside", "seat")),
            **{f"wait_{reason}_s": visit.waits.get(reason, 0) for reason in WAITS},
        }

    def _margin(self, visit: VisitLife) -> int | None:
        return None if visit.deadline in (UNSET, NEVER) else visit.margin_s

    def _visit_data(self, visit: VisitLife) -> dict[str, Any]:
        life = self.life
        moments = ("queued", "started", "work_ended", "finished", "deadline")
        data = self._row(visit) | {name: _text(getattr(visit, name)) for name in moments}
        data |= {"in_time": _answer(visit.in_time), "margin_s": self._margin(visit)}
        data["action"] = self.names.action(life.service, life.route, visit.step.key) or None
        data["limit"] = _limit_text(visit.step.limit)
        data["limit_from"] = visit.counted_from or None
        data["intervals"] = [{"what": s.what, "from": _text(s.begin), "to": _text(s.end)} for s in visit.intervals]
        if visit.search is not None:
            data["search"] = {
                "term_meanwhile": visit.search.rule,
                "to_be_brought_by": _text(visit.search.by),
                "term_then": _limit_text(visit.search.term),
                "deadline_then": _text(visit.search.deadline),
            }
        return data


def trace(
    source: str | Path | Results | RecordedLog,
    application: int,
    *,
    replication: int = 1,
    model: Model | None = None,
    lang: str = "en",
    engine: str | None = None,
) -> Trace:
    """The life of one application, by its number in the tables.

    `source` is the folder of a run's results, the results themselves, or the log of one replication; the latter with the
    `model` that it was simulated in, as :func:`sim.experiment.replications.replicate` gives both. From a folder the log is
    read from its tables; where they were not written, and from results that kept no logs, the replication is simulated again
    alone. `lang` is the language of the names of roles and steps: kk, ru or en; `engine` is what simulates again, `compiled`,
    `simpy` or `auto`, by default that of the results, else `auto`. Raises InputError where there is no such folder, run,
    replication or application, or where a file of the scenario is not the one that was run; ValueError for a log without a
    model, and for a language that there is not.
    """
    place = translated("the log")
    if lang not in list(Lang):
        raise ValueError(f"there is no language '{lang}'; name one of {', '.join(Lang)}")
    if isinstance(source, RecordedLog):
        if model is None:
            raise ValueError("a log is traced with the model that it was simulated in")
        log: RecordedLog = source
    elif isinstance(source, Results):
        place = source.study.name
        model, log = _of_results(source, replication, engine)
    else:
        place = str(source)
        model, log = recorded_run(source).replication(replication, engine)
    count = len(log.applications.submitted)
    if not 0 <= application < count:
        message = translated(
            "there is no application {application} in replication {replication}",
            application=application,
            replication=log.replication,
        )
        repair = translated("name one of 0 to {last}", last=count - 1) if count else translated("it has none")
        raise InputError([Fault(place, 0, 0, message, repair)])
    parent = int(log.applications.parent[application])
    if parent != UNSET and log.applications.submitted[application] == UNSET:
        message = translated(
            "application {application} would object to the answer to application {parent}, which was not given",
            application=application,
            parent=parent,
        )
        raise InputError([Fault(place, 0, 0, message, translated("name application {parent}", parent=parent))])
    try:
        return Trace(file_life(log, model, application), model, Names.of(model.study, lang))
    except CalendarSpanError:
        if isinstance(source, (str, Path)):  # moments of which no run has any
            raise other_tables(source) from None
        raise


def _of_results(results: Results, number: int, engine: str | None) -> tuple[Model, StepLog]:
    count = len(results.replications)
    if not 1 <= number <= count:
        raise unknown_replication(number, count)
    return replicate(replace(results.model, study=with_engine(results.study, engine)), number)


def _moments(instants: list[int]) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    moments = np.array(instants, dtype=np.int64).astype("datetime64[s]")
    moments[np.isin(np.array(instants, dtype=np.int64), (UNSET, NEVER))] = np.datetime64("NaT")
    return moments


def _text(at: int) -> str | None:
    return None if at in (UNSET, NEVER) else str(civil(at))


def _limit_text(limit: Limit | None) -> str | None:
    return None if limit is None else str(limit)


def _answer(truth: Truth) -> bool | None:
    return None if truth is Truth.unknown else truth is Truth.yes

"""The rows of an exported step log, piece by piece, as every format writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.engine.log_columns import TOGETHER
from sim.engine.log_tables import ReplicationTables
from sim.engine.steplog import StepOutcome
from sim.export.event_log.columns import WAIT_COLUMNS
from sim.export.event_log.instants import ZonedInstants, zoned
from sim.export.event_log.names import EventNames
from sim.quantities import UNSET, Instants

_CASE_INSTANTS = ("submitted", "received", "ready", "handed_out", "deadline")
_TRANSITIONS = {
    StepOutcome.done: "complete",
    StepOutcome.turned_away: "withdraw",
    StepOutcome.gave_up: "withdraw",
    StepOutcome.lost: "pi_abort",
    StepOutcome.not_brought: "pi_abort",
    StepOutcome.handed_over: "ate_abort",
}
"""How a visit that is over has ended, in the words of the lifecycle extension of XES: a withdrawn one was never begun, with
`pi_abort` the whole application ends, with `ate_abort` the visit alone."""


@dataclass(frozen=True)
class LogRows:
    """Some rows of an exported step log: all that there are of each application in them, one after the other."""

    columns: dict[str, pa.Array]
    """Texts, numbers and answers, by the names of their columns."""
    instants: dict[str, ZonedInstants]
    """Instants, by the names of their columns."""
    application: Instants
    """By row: number of the application."""
    replication: int
    """Which replication they are of [from 1]."""

    def __len__(self) -> int:
        return len(self.application)

    @cached_property
    def first_of_case(self) -> Instants:
        """The rows with which applications begin, in order [rows]."""
        return np.flatnonzero(np.diff(self.application, prepend=UNSET))

    @cached_property
    def last_instant(self) -> ZonedInstants:
        """By row: the last instant that is known of the step."""
        enabled, started, finished = (self.instants[name] for name in ("enabled", "started", "finished"))
        later = np.where(started.missing, enabled.local, started.local)
        offset = np.where(started.missing, enabled.offset, started.offset)
        return ZonedInstants(
            np.where(finished.missing, later, finished.local), np.where(finished.missing, offset, finished.offset)
        )

    def pieces(self, rows: int) -> Iterator[LogRows]:
        """The rows in pieces of so many, or fewer, or as many as a single application has."""
        starts, begin = [*self.first_of_case.tolist(), len(self)], 0
        for start, end in pairwise(starts):
            if end - begin > rows and start > begin:
                yield self._between(begin, start)
                begin = start
        yield self._between(begin, len(self))

    def _between(self, begin: int, end: int) -> LogRows:
        rows = slice(begin, end)
        return LogRows(
            {name: column[rows] for name, column in self.columns.items()},
            {name: moments.between(rows) for name, moments in self.instants.items()},
            self.application[rows],
            self.replication,
        )


def log_rows(tables: ReplicationTables, names: EventNames) -> Iterator[LogRows]:
    """The rows of one replication, piece by piece."""
    zones = names.distinct_zones
    cases = _Cases.of(tables.applications, names, zones)
    for batch in _whole_cases(tables.steps):
        application = batch.column("application").to_numpy()
        zone = cases.zone[application]
        instants = {
            "enabled": zoned(batch.column("queued"), zone, zones),
            **{name: zoned(batch.column(name), zone, zones) for name in ("started", "finished", "deadline")},
            **{f"case_{name}": moments.take(application) for name, moments in cases.instants.items()},
        }
        columns = {
            "case": case_ids(batch.column("replication"), batch.column("application")),
            **_texts(batch, names, instants["started"]),
            **{wait.name: batch.column(wait.name) for wait in WAIT_COLUMNS},
            **{name: batch.column(name) for name in ("work_s", "hold_s", "in_time", "visit", "replication", "application")},
            "time_zone": pa.DictionaryArray.from_arrays(pa.array(zone, pa.int8()), pa.array(zones, pa.string())),
            **{f"case_{name}": column.take(batch.column("application")) for name, column in cases.columns.items()},
        }  # fmt: skip
        yield LogRows(columns, instants, application, tables.number)


def _whole_cases(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows of some batches, put together so that none ends in the middle of an application."""
    rest: pa.Table | None = None
    for batch in batches:
        rows = pa.Table.from_batches([batch])
        if rest is not None:
            rows = pa.concat_tables([rest, rows]).unify_dictionaries().combine_chunks()
        application = rows.column("application").to_numpy()
        whole = int(np.searchsorted(application, application[-1]))
        rest = rows.slice(whole)
        yield from rows.slice(0, whole).to_batches()
    if rest is not None:
        yield from rest.to_batches()


def case_ids(replication: pa.Array, application: pa.Array) -> pa.Array:
    """Names of cases, no two of them alike over all replications: `1-17`."""
    return pc.binary_join_element_wise(replication.cast(pa.string()), application.cast(pa.string()), "-")


def recoded(columns: Sequence[pa.Array], name: Callable[..., str | None]) -> pa.DictionaryArray:
    """A column of names made from those of other columns: `name` gets one of each and is called once for what occurs together."""
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    parts: list[list[str | None]] = []
    for column in columns:
        encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        texts: list[str | None] = [*encoded.dictionary.to_pylist(), None]
        places = pc.fill_null(encoded.indices.cast(pa.int64()), len(texts) - 1).to_numpy(zero_copy_only=False)
        codes = codes * len(texts) + places
        parts.append(texts)
    occurring, places = np.unique(codes, return_inverse=True)
    found: list[str | None] = []
    for code in occurring.tolist():
        together: list[str | None] = []
        for texts in reversed(parts):
            code, place = divmod(code, len(texts))
            together.insert(0, texts[place])
        found.append(name(*together))
    unique = {text: i for i, text in enumerate(dict.fromkeys(text for text in found if text is not None))}
    position = np.array([UNSET if text is None else unique[text] for text in found], dtype=np.int32)[places]
    indices = pa.array(position, mask=position == UNSET)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(unique), pa.string()))


@dataclass(frozen=True)
class _Cases:
    """What each application of a replication says in the rows of its steps."""

    zone: Instants
    """By application: its time zone [position]."""
    instants: dict[str, ZonedInstants]
    columns: dict[str, pa.Array]

    @classmethod
    def of(cls, applications: pa.Table, names: EventNames, zones: Sequence[str]) -> _Cases:
        """Those of a table of applications."""
        table = applications.combine_chunks()

        def column(name: str) -> pa.Array:
            chunks = table.column(name).unify_dictionaries().chunks
            return chunks[0] if len(chunks) == 1 else pa.concat_arrays(chunks)

        of_service = {service: str(zones.index(zone)) for service, zone in names.zones.items()}
        places = recoded([column("service")], lambda service: of_service.get(service, "0"))
        zone = pc.cast(places.cast(pa.string()), pa.int64()).to_numpy()
        return cls(
            zone,
            {name: zoned(column(name), zone, zones) for name in _CASE_INSTANTS},
            {name: column(name) for name in ("in_time", "outcome", "counted", "inherited")}
            | {"parent": case_ids(column("replication"), column("parent").cast(pa.int64()))},
        )


def _texts(batch: pa.RecordBatch, names: EventNames, started: ZonedInstants) -> dict[str, pa.Array]:
    """The columns of names."""
    service, route, step, office, role, member, outcome = (
        batch.column(name) for name in ("service", "route", "step", "office", "role", "member", "outcome")
    )
    begun = pa.array(np.where(started.missing, "no", "yes")).dictionary_encode()
    return {
        "activity": recoded([service, route, step], lambda *key: names.activities.get(key, key[-1])),
        "resource": recoded([begun, office, role, member], resource_name),
        "transition": recoded([begun, outcome], last_transition),
        "outcome": outcome,
        "role": role,
        "role_name": recoded([service, role], lambda *key: key[1] and names.roles.get(key, key[1])),
        "member": member,
        "office": office,
        "service": service,
        "route": route,
        "stream": batch.column("stream"),
        "step": step,
    }


def resource_name(begun: str, office: str | None, role: str | None, member: str | None) -> str | None:
    """Who did a visit, over all offices: a member, or the role of a commission, a team, a system or the applicant."""
    if begun == "no" or role is None:
        return None
    if member is None:
        return role if office is None else f"{office}/{role}"
    role_of_stand_in, _, first = member.partition(TOGETHER)[0].rpartition("/")
    return f"{office}/{role_of_stand_in or role}/{first}"


def last_transition(begun: str, outcome: str) -> str:
    """The last that happened to a visit."""
    known = _TRANSITIONS.get(StepOutcome[outcome])
    return known or ("start" if begun == "yes" else "schedule")

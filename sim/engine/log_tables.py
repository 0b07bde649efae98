"""A log as the two tables that a run writes: one row per visit to a step, and one per application."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.engine.log_columns import Answers, ApplicationColumns, Column, Columns, Moments, Named, Numbers, StepColumns
from sim.engine.steplog import RecordedLog, Truth
from sim.quantities import NEVER, UNSET

if TYPE_CHECKING:  # slow to import, and only tables need it
    import pandas as pd
    import pyarrow as pa


STEP_COLUMNS = (
    "replication", "application", "stream", "service", "route", "step", "visit", "office", "role", "member",
    "queued", "started", "finished", "deadline", "in_time", "outcome", "work_s", "hold_s",
    "wait_people_s", "wait_officer_s", "wait_closed_s", "wait_sitting_s", "wait_applicant_s", "wait_transfer_s", "wait_system_s",
)  # fmt: skip
"""Columns of the step table, in order."""
APPLICATION_COLUMNS = (
    "replication", "application", "stream", "service", "route", "office", "submitted", "received", "ready",
    "handed_out", "deadline", "in_time", "outcome", "counted", "inherited", "delivered", "delivery_deadline",
    "parent", "appointment",
)  # fmt: skip
"""Columns of the application table, in order."""


@dataclass(frozen=True)
class ReplicationTables:
    """Both tables of one replication as Arrow has them, the steps piece by piece, so that no log has to fit into memory."""

    number: int
    """Which replication it is [from 1]."""
    applications: pa.Table
    """Its applications, with the columns of APPLICATION_COLUMNS; the number of each is its row."""
    steps: Iterator[pa.RecordBatch]
    """Its visits with the columns of STEP_COLUMNS, in order of application and way; they can be gone through once."""


def steps_frame(log: RecordedLog) -> pd.DataFrame:
    """The step table.

    Columns: those of STEP_COLUMNS; instants are datetime64[s] in local civil time, NaT where there is none, and for a
    deadline behind the calendar, which nobody knows; durations whole seconds; `in_time` is missing for a step without limit
    or with an unknown answer; `member` is a name or a number in the pool, and `ROLE/MEMBER` where somebody of another role
    stood in; several who did it together stand as `A + B`.
    """
    columns = StepColumns(log)
    return frame(columns.of(slice(0, len(columns))))


def applications_frame(log: RecordedLog) -> pd.DataFrame:
    """The application table.

    Columns: those of APPLICATION_COLUMNS; instants are datetime64[s] in local civil time, NaT where there is none, and for
    a deadline behind the calendar;
    `in_time` is missing while the answer is unknown or where there is no term.
    """
    columns = ApplicationColumns(log)
    return frame(columns.of(slice(0, len(columns))))


def frame(columns: Columns) -> pd.DataFrame:
    """Columns as a table of pandas."""
    import pandas as pd

    return pd.DataFrame({name: _in_pandas(column) for name, column in columns.items()}, columns=list(columns))


def _in_pandas(column: Column) -> pd.Categorical[str] | pd.api.extensions.ExtensionArray | np.ndarray:
    """A column as pandas keeps it."""
    import pandas as pd

    match column:
        case Named(codes, names):
            return pd.Categorical.from_codes(codes, categories=pd.Index(names, dtype="str"))
        case Moments(instants):
            moments = instants.astype("datetime64[s]")
            moments[(instants == UNSET) | (instants == NEVER)] = np.datetime64("NaT")
            return moments
        case Answers(answers):
            return pd.arrays.BooleanArray(answers == Truth.yes, answers == Truth.unknown)
        case Numbers(numbers, may_be_missing):
            whole = numbers.astype(np.int64)
            return pd.arrays.IntegerArray(whole, whole == UNSET) if may_be_missing else whole
    return column

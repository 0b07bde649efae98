"""The columns of an exported step log: name, type, unit and meaning of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "whole number", "instant", "yes or no"]
"""What a column holds."""


@dataclass(frozen=True)
class LogColumn:
    """A column of an exported step log."""

    name: str
    """Its name in every format."""
    type: ColumnType
    """What it holds."""
    meaning: str
    """What it says, in a few words."""
    unit: str = ""
    """Unit of a number; empty for what has none."""


WAIT_COLUMNS = (
    LogColumn("wait_people_s", "whole number", "waited for people: somebody was on duty, but nobody free", "s"),
    LogColumn("wait_officer_s", "whole number", "waited for the officer of the file, while a colleague was free", "s"),
    LogColumn("wait_closed_s", "whole number", "waited for opening hours: nobody was on duty", "s"),
    LogColumn("wait_sitting_s", "whole number", "waited for the sitting of a commission", "s"),
    LogColumn("wait_applicant_s", "whole number", "waited for the applicant", "s"),
    LogColumn("wait_transfer_s", "whole number", "waited for the courier", "s"),
    LogColumn("wait_system_s", "whole number", "waited for an information system that was down or closed", "s"),
)
"""The parts of waiting, which sum to the time from `enabled` to `started`."""
STEP_LOG = (
    LogColumn("case", "text", "the application: replication and number, such as `1-17`"),
    LogColumn("activity", "text", "what is done, in the words of the regulation and the language of `--lang`"),
    LogColumn("resource", "text", "who did it: `OFFICE/ROLE/MEMBER`, of several the first one; of a commission, a team or a system its role"),
    LogColumn("enabled", "instant", "when the step began to wait"),
    LogColumn("started", "instant", "when it was begun; empty for what nobody began"),
    LogColumn("finished", "instant", "when it was over; empty for what was open at the end"),
    LogColumn("transition", "text", "the last that happened to the step, in the words of XES"),
    LogColumn("outcome", "text", "how the step ended"),
    *WAIT_COLUMNS,
    LogColumn("work_s", "whole number", "work on the step, or its part of a sitting", "s"),
    LogColumn("hold_s", "whole number", "how long the file was held after the work", "s"),
    LogColumn("deadline", "instant", "the last lawful instant of the step; empty without a limit"),
    LogColumn("in_time", "yes or no", "whether the limit was kept; empty without one, or while nobody knows"),
    LogColumn("role", "text", "who has to do it, by the short name"),
    LogColumn("role_name", "text", "the same in the words of the regulation and the language of `--lang`"),
    LogColumn("member", "text", "who did it in that office, by name or number; `ROLE/MEMBER` for a stand-in; `A + B` for several"),
    LogColumn("office", "text", "where it was done"),
    LogColumn("service", "text", "the service, by its short name"),
    LogColumn("route", "text", "the channel of the application"),
    LogColumn("stream", "text", "the stream of arrivals that it belongs to"),
    LogColumn("step", "text", "the step, as reports and `steps.parquet` name it"),
    LogColumn("visit", "whole number", "how many times the application has come to the step, from 1"),
    LogColumn("replication", "whole number", "which replication, from 1"),
    LogColumn("application", "whole number", "which application of the replication, from 0"),
    LogColumn("time_zone", "text", "the time zone of the office, by its name in the IANA database"),
)  # fmt: skip
"""The columns of a step, in order."""
CASE = (
    LogColumn("case_submitted", "instant", "when the application was handed in"),
    LogColumn("case_received", "instant", "when the office received it"),
    LogColumn("case_ready", "instant", "when the answer was ready"),
    LogColumn("case_handed_out", "instant", "when the applicant had the answer"),
    LogColumn("case_deadline", "instant", "the last lawful instant of the answer"),
    LogColumn("case_in_time", "yes or no", "whether the answer came in time; empty while nobody knows, or without a term"),
    LogColumn("case_outcome", "text", "how the application ended"),
    LogColumn("case_counted", "yes or no", "whether the figures count it: received after the warm-up, before the end"),
    LogColumn("case_inherited", "yes or no", "whether it lay there at the start"),
    LogColumn("case_parent", "text", "the case to whose answer it objects; empty for most"),
)  # fmt: skip
"""The columns of the application, which each of its steps repeats, in order."""
ALL_COLUMNS = STEP_LOG + CASE
"""The columns of a table of steps, in order."""

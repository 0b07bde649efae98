"""The same register in four formats, and logs of XES as tools write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.register.events.event_register import EventRegister
from sim.register.events.read_event_register import read_event_register
from tests.register.events.written import of_text, told_events

Row = tuple[str, str, str | None, datetime, datetime | None]
COLUMNS = ["case", "activity", "resource", "start", "end"]
BEGIN = datetime(2024, 1, 8, 9)


@st.composite
def made_rows(draw: st.DrawFn) -> list[Row]:
    """The rows of a register that is sound: no two alike, no ends before starts, two days and two cases."""
    names = st.sampled_from(["a", "b", "c", "дело 4", "<&\"'"])
    rows: list[Row] = [("a", "check", "anna", BEGIN, BEGIN), ("b", "check", None, BEGIN + timedelta(days=1), None)]
    for i, (case, activity, resource, gap, work) in enumerate(
        draw(
            st.lists(
                st.tuples(names, names, st.none() | names, st.integers(0, 10**6), st.none() | st.integers(1, 10**5)),
                max_size=12,
            )
        )
    ):
        start = BEGIN + timedelta(days=2 + 30 * i, seconds=gap)
        rows.append((case, activity, resource, start, None if work is None else start + timedelta(seconds=work)))
    return rows


def as_xes(rows: list[Row]) -> str:
    traces: dict[str, list[str]] = {}
    for i, (case, activity, resource, start, end) in enumerate(rows):
        for at, word in ((start, "start"), (end, "complete")):
            if at is not None:
                who = "" if resource is None else f'<string key="org:resource" value={quoteattr(resource)}/>'
                traces.setdefault(case, []).append(
                    f'<event><string key="concept:name" value={quoteattr(activity)}/>{who}'
                    f'<string key="concept:instance" value="{i}"/><string key="lifecycle:transition" value="{word}"/>'
                    f'<date key="time:timestamp" value="{at.isoformat()}"/></event>'
                )
    body = "".join(
        f'<trace><string key="concept:name" value={quoteattr(case)}/>{"".join(events)}</trace>\n'
        for case, events in traces.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n{body}</log>\n'


def written(rows: list[Row], folder: Path, kind: str) -> EventRegister:
    path = folder / f"events.{kind}"
    frame = pd.DataFrame(rows, columns=COLUMNS)
    if kind == "csv":
        frame.to_csv(path, index=False)
    elif kind == "xlsx":
        frame.to_excel(path, index=False)
    elif kind == "parquet":
        frame.to_parquet(path)
    else:
        path.write_text(as_xes(rows), encoding="utf-8")
    return read_event_register(path)


@given(rows=made_rows())
def test_a_register_is_the_same_in_four_formats(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    folder = tmp_path_factory.mktemp("formats")
    told = {kind: sorted(told_events(written(rows, folder, kind))) for kind in ("csv", "xlsx", "parquet", "xes")}
    expected = sorted(
        (case, activity, resource or "", _text(start), _text(end)) for case, activity, resource, start, end in rows
    )
    assert told == dict.fromkeys(told, expected)


def _text(at: datetime | None) -> str:
    return "-" if at is None else f"{at:%Y-%m-%d %H:%M:%S}".removesuffix(":00")


LOG = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
<global scope="event"><string key="concept:name" value=""/></global>
<trace><string key="concept:name" value="17"/><date key="received" value="2024-01-08T08:00:00.000+05:00"/>
<string key="channel" value="portal"/>
<event><string key="concept:name" value="check"><string key="cost" value="1"/></string><date key="time:timestamp" value="2024-01-08T09:00:00.600+05:00"/></event>
</trace>
<trace><string key="concept:name" value="18"/><date key="received" value="2024-01-09T08:00:00.000+05:00"/></trace>
</log>
"""


def test_attributes_of_traces_tell_of_cases_and_traces_may_have_no_events(tmp_path: Path) -> None:
    register = of_text(tmp_path, LOG)
    assert told_events(register) == [("17", "check", "", "-", "2024-01-08 09:00:01")]
    assert register.cases == ("17", "18")
    assert register.columns["case:channel"].code.tolist() == [0, -1]
    assert register.form == "ends"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LOG.replace("2024-01-08T09:00:00.600+05:00", "2024-13-08T09:00:00"), ":6:1: '2024-13-08"),
        (LOG[:-40], "cannot be read"),
        (
            '<?xml version="1.0"?>\n<!DOCTYPE log [<!ENTITY a "aaaa">]>\n<log>&a;</log>',
            ":2:1: the log defines entities",
        ),
        ('<?xml version="1.0"?><log></log>', "no events"),
    ],
)
def test_a_broken_log_is_told_by_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said.replace("(", r"\(")):
        of_text(tmp_path, text)

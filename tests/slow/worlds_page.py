"""The page of the documentation that says how well changes of made-up offices are foretold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from tests.worlds.trial import Judged

PAGE = Path(__file__).parents[2] / "docs" / "worlds.md"
_HEAD = """# Whether changes are foretold

A model is worth what it foretells about a change. Here that is tried on offices whose truth is known: another engine, which shares nothing
with this one, simulates an office with {cases} cases, and its register of starts and ends is fitted once. Then the same engine simulates what
the office would do as it is, with one more at the busiest place, with less demand, and with one more elsewhere: the truth is the
mean over many replications of 500 cases from empty offices. `sim forecast --cases 500` foretells them by changing what changed. `make slow`
makes this page.

*Held* is how many of the 95 % intervals hold the truth; the truth is itself known only by its replications. *Narrow* is how many are at
most twice as wide as the changed world truly differs from the office as it is, of those figures that the change moves beyond the error of
the truth; of the office as it is, the largest difference counts. *Change held*, *change narrow* and *right way* are of the foretold change, whose interval
rests on common draws and common random numbers; *width* is the median width of that interval against the true change.
"""


def page(rows: Sequence[Judged], cases: int, failed: Sequence[str]) -> str:
    """The page with what was found; `failed` names worlds that could not be fitted, each with its reason."""
    lines = [
        _HEAD.format(cases=f"{cases:,}"),
        _table(rows, sorted({row.world == "given" for row in rows}, reverse=True)),
    ]
    lines += ["## By figure", "", *_rows("figure", _by(rows, _kind))]
    lines += ["", "## By office", "", *_rows("office", _by(rows, lambda row: row.world))]
    if failed:
        lines += ["", "## Not fitted", "", *(f"* {reason}" for reason in failed)]
    return "\n".join(lines) + "\n"


def _table(rows: Sequence[Judged], groups: Sequence[bool]) -> str:
    named = {
        ("the given office" if given else "offices drawn at random"): [r for r in rows if (r.world == "given") == given]
        for given in groups
    }
    return "\n".join([*_rows("offices", named), ""])


def _rows(what: str, groups: dict[str, list[Judged]]) -> Iterable[str]:
    yield f"| {what} | figures | held | narrow | changes | change held | change narrow | right way | width |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, mine in groups.items():
        moved = [row for row in mine if row.moved]
        needed = [row for row in mine if row.need == row.need]
        widths = [(row.change_high - row.change_low) / abs(row.change) for row in moved]
        yield (
            f"| {name} | {len(mine)} | {percent(row.held for row in mine)} | {percent(row.narrow for row in needed)} | {len(moved)} | "
            f"{percent(row.change_held for row in moved)} | {percent(row.change_narrow for row in moved)} | {percent(row.right_way for row in moved)} | "
            f"{f'{median(widths):.2f}' if widths else ''} |"
        )


def percent(found: Iterable[bool]) -> str:
    """How many of some are so; nothing of none."""
    values = list(found)
    return f"{100 * sum(values) / len(values):.0f} %" if values else ""


def _kind(row: Judged) -> str:
    return "wait before a step" if row.figure.startswith("wait_") else row.figure.replace("_", " ")


def _by(rows: Sequence[Judged], key: object) -> dict[str, list[Judged]]:
    assert callable(key)
    groups: dict[str, list[Judged]] = {}
    for row in rows:
        groups.setdefault(str(key(row)), []).append(row)
    return groups

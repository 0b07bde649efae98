"""Draw the rooms of `sim/` as docs/rooms.svg, from the list of layers in the contract of pyproject.toml.

Run: python docs/draw_rooms.py
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

_HERE = Path(__file__).parent
_HOLDS = {
    "cli": "commands",
    "web": "the page on which scenarios are changed",
    "report": "pages, charts, sentences",
    "export": "results as files",
    "tracing": "one file's life",
    "forecast": "what a fit foretells",
    "planning": "sweeps, rankings, headcounts",
    "fitting": "from registers to scenarios",
    "experiment": "runs, replications, comparisons",
    "measure": "from the log to figures",
    "engine": "from workload and capacity to the step log",
    "model": "capacity and routes; everything random, drawn",
    "study": "files become a checked study",
    "scenario": "what a planner may write",
    "law": "regulations, legal clock, timeline, audit",
    "calendar": "official days, working time, duty",
    "register": "registers of applications and events",
    "schema": "what all files share: blocks, places, overlays",
    "files": "files written whole or not at all",
    "translations": "texts in Kazakh and Russian",
}
"""What each room holds, in a few words."""
_PARTS = {
    "cli": ("#cfe3f5", "what one sees"),
    "planning": ("#d8ecd2", "what is worked out"),
    "study": ("#fbe6bf", "what is read"),
}
"""By the room with which a part begins: its fill, which stands out on white and on black, and its name."""
_WIDTH, _ROW, _GAP, _EDGE = 800, 44, 14, 10


def rooms(pyproject: Path) -> tuple[list[list[str]], list[str]]:
    """Rows of rooms from the top, and the ground files; raises SystemExit for a room that nothing is said of."""
    contracts = tomllib.loads(pyproject.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    names = [[name.strip("() ") for name in layer.split("|")] for layer in layers]
    rows = [[name for name in layer if name in _HOLDS] for layer in names]
    ground = [name for layer in names for name in layer if name not in _HOLDS and not name.startswith("_")]
    if missing := _HOLDS.keys() - {name for row in rows for name in row}:
        raise SystemExit(f"{pyproject} has no layer for: {', '.join(sorted(missing))}")
    if unknown := [name for name in ground if (_HERE.parent / "sim" / name).is_dir()]:
        raise SystemExit(f"{__file__} does not say what these rooms hold: {', '.join(unknown)}")
    return [row for row in rows if row], ground


def picture(rows: list[list[str]], ground: list[str]) -> str:
    """The picture as SVG: a box for each room, rows from top to bottom, arrows for the way of imports."""
    height = 2 * _EDGE + (len(rows) + 1) * (_ROW + _GAP) - _GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        'font-family="system-ui, sans-serif" role="img">',
        "<title>The rooms of sim: each imports only from rows below it</title>",
    ]
    fill = "white"
    for i, row in enumerate(rows):
        top = _EDGE + i * (_ROW + _GAP)
        fill, label = _PARTS.get(row[0], (fill, ""))
        width = (_WIDTH - 2 * _EDGE - (len(row) - 1) * _GAP) / len(row)
        for k, name in enumerate(row):
            left = _EDGE + k * (width + _GAP)
            parts += _box(left, top, width, fill, f"{name}/", _HOLDS[name], wide=len(row) == 1)
        if label:
            parts.append(_text(_WIDTH - _EDGE - 16, top + 28, label, 'font-style="italic" text-anchor="end"'))
        parts.append(_arrow(top + _ROW))
    top = _EDGE + len(rows) * (_ROW + _GAP)
    files = ", ".join(f"{name}" for name in ground)
    parts += _box(_EDGE, top, _WIDTH - 2 * _EDGE, "#e2e2e2", "ground", files, wide=True)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _box(left: float, top: int, width: float, fill: str, name: str, holds: str, *, wide: bool) -> list[str]:
    size = f'x="{left:.0f}" y="{top}" width="{width:.0f}" height="{_ROW}"'
    first = left + 16
    places = ((first, top + 28), (first + 130, top + 28)) if wide else ((first, top + 19), (first, top + 36))
    return [
        f'<rect {size} rx="6" fill="{fill}" stroke="#7a8794"/>',
        _text(*places[0], name, 'font-weight="600"'),
        _text(*places[1], holds),
    ]


def _text(x: float, y: float, words: str, style: str = "") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="15" fill="#16202a" {style}>{words}</text>'.replace(" >", ">")


def _arrow(top: int) -> str:
    x, tip = _WIDTH // 2, top + _GAP - 2
    line = f"M{x} {top + 2} V{tip - 1} M{x - 5} {tip - 5} L{x} {tip} L{x + 5} {tip - 5}"
    return f'<path d="{line}" fill="none" stroke="#7a8794" stroke-width="2"/>'


if __name__ == "__main__":
    (_HERE / "rooms.svg").write_text(
        picture(*rooms(Path(sys.argv[1]) if len(sys.argv) > 1 else _HERE.parent / "pyproject.toml")), encoding="utf-8"
    )

"""A page with nothing but the replay, for the browser: its template, style and scripts, and answers that are given at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import sim.report
import sim.web
from sim.translations.in_use import in_language, translated

ADDRESS = "http://replay.test/"
ROOM = Path(sim.web.__file__).parent
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
"""The policy that the server has for its pages: nothing inline."""
_PAGE = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>replay</title><link rel="stylesheet" href="style.css"><script type="module" src="page.js"></script></head>
<body><main>{part}</main></body></html>"""
_STYLE = """
:root { --before: #8a97a4; --before-ink: #51606e; --after: var(--accent); }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
button { font: inherit; padding: .34rem .85rem; color: var(--accent); background: var(--paper); border: 1px solid var(--accent); border-radius: 7px; min-height: 2.2rem; }
input[type="range"] { width: 100%; margin: 0; height: 2rem; }
.head, main, .foot { max-width: 96rem; }
"""
_SCRIPT = """
import { mountReplay } from "./replay.js";
window.sent = [];
const replay = mountReplay(document.getElementById("replay"), {
  send(message) {
    const serial = window.sent.push(message);
    fetch(`data/${message.which}/${message.month}`).then((answer) => answer.json()).then((data) => replay.receive({ kind: data.fault ? "fault" : "replay", serial, text: data.fault, data }));
    return serial;
  },
});
window.replay = replay;
"""


def serve_replay(context: Any, lang: str, answers: dict[str, dict[str, Any]]) -> None:
    """Answer the requests of a browser's context; `answers` are the replays as data by case, or faults as `{"fault": words}`."""

    def answer(route: Any) -> None:
        name = route.request.url.removeprefix(ADDRESS)
        if name == "":
            route.fulfill(
                body=page_of(lang),
                content_type="text/html",
                headers={"Content-Security-Policy": _POLICY + "; connect-src 'self'"},
            )
        elif name == "style.css":
            route.fulfill(body=_style(), content_type="text/css")
        elif name == "page.js":
            route.fulfill(body=_SCRIPT, content_type="text/javascript")
        elif name.startswith("data/"):
            route.fulfill(body=json.dumps(answers[name.split("/")[1]]), content_type="application/json")
        elif (ROOM / "static" / name).is_file():
            route.fulfill(body=(ROOM / "static" / name).read_text(encoding="utf-8"), content_type="text/javascript")
        else:
            route.fulfill(status=404, body="")

    context.route(f"{ADDRESS}**", answer)


def page_of(lang: str) -> str:
    """The page in a language, before its script has done anything."""
    templates = Environment(
        loader=FileSystemLoader(ROOM / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    templates.globals.update(translated=translated)
    with in_language(lang):
        return _PAGE.format(lang=lang, part=templates.get_template("replay.html.jinja").render())


def _style() -> str:
    of_reports = (Path(sim.report.__file__).parent / "page.css.jinja").read_text(encoding="utf-8").partition("-#}")[2]
    return of_reports + _STYLE + (ROOM / "templates" / "replay.css").read_text(encoding="utf-8")

"""The command `serve`: a page on which a planner changes a scenario and sees it beside what it was."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.consoles import stderr, stdout
from sim.cli.faults import faults
from sim.cli.options import Language, takes
from sim.errors import ModelError
from sim.schema.language import Lang
from sim.translations.in_use import in_language, translated

_EXTRA = ("starlette", "uvicorn", "websockets", "h11", "anyio")
"""The packages of the extra `web`, and what they bring along."""

_INSTALL = "pip install 'sim[web]'"


@dataclass(frozen=True, kw_only=True)
class ServeOptions:
    """What is served, and where."""

    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="SCENARIO", show_default=False, help="Scenario files, or names of shipped scenarios."),
    ]
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, metavar="NUMBER", help="The port; default 8321, or the next that is free. 0 is any."
        ),
    ] = None
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Where the page is reached. By default from this machine alone; elsewhere it is shown to those who have its token.",
        ),
    ] = "127.0.0.1"
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Where the page saves scenarios; default the folder of the first scenario file, else the present one."
        ),
    ] = None
    processes: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Processes that simulate; default one per processor core, eight at most."),
    ] = None
    opened: Annotated[
        bool | None,
        typer.Option(
            "--open/--no-open", show_default=False, help="Open the page in a browser; default where a person sits."
        ),
    ] = None
    verbose: Annotated[bool, typer.Option("--verbose", help="Tell in full what goes wrong inside of the server.")] = (
        False
    )
    lang: Language = Lang.en


@app.command("serve", short_help="Change a scenario on a page and see at once what comes of it.")
@takes(ServeOptions)
def serve_command(options: ServeOptions) -> None:
    """Open a page on which a scenario is changed with steppers and sliders, and seen at once beside what it was.

    The page is reached from this machine alone, and sends nothing elsewhere. Both cases are simulated on the same random numbers,
    and their intervals narrow while somebody looks. Ctrl-C ends it.
    """
    with faults(), in_language(options.lang.value):
        _refuse_without_extra()
        from sim.web.server.run_server import ServeSettings, run_server

        settings = ServeSettings(
            scenarios=tuple(options.scenarios),
            host=options.host,
            port=options.port,
            folder=options.folder,
            processes=options.processes,
            lang=options.lang.value,
            verbose=options.verbose,
        )

        def ready(address: str) -> None:
            stdout.print(
                translated("Open {address} in a browser; Ctrl-C ends the server.", address=address), soft_wrap=True
            )
            stdout.finish()
            if is_to_be_opened(options.opened, address):
                _open(address)

        run_server(settings, ready, lambda line: stderr.print(line, soft_wrap=True))


def _refuse_without_extra() -> None:
    """Raise ModelError where the extra `web` is not installed."""
    from importlib.util import find_spec

    for name in _EXTRA:
        if find_spec(name) is None:
            raise ModelError(
                translated("the package '{name}' is not installed; {command} brings it", name=name, command=_INSTALL)
            )


def is_to_be_opened(asked: bool | None, address: str) -> bool:
    """Whether a browser is started: where it is asked for, else where a person sits before a screen and the address is no secret."""
    if asked is not None:
        return asked
    has_screen = sys.platform in ("win32", "darwin") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    return has_screen and stdout.console.is_terminal and "token=" not in address


def _open(address: str) -> None:
    """Start a browser, for which the server does not wait."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

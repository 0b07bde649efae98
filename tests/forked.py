"""Commands in processes of their own that need not import anew what commands import: each is a copy of one that has done so.

Imports take most of the processor time of a short command. Whoever tests what happens as a process starts, starts one anew.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Thread

_SERVER = """
import gc, importlib, json, os, pkgutil, socket, sys, tempfile

import sim
import matplotlib.backends.backend_svg, pandas, pyarrow.parquet

for module in pkgutil.walk_packages(sim.__path__, "sim."):
    if not module.name.startswith(("sim.web", "sim._native")) and module.name != "sim.__main__":
        importlib.import_module(module.name)
gc.freeze()
server = socket.socket(fileno=int(sys.argv[1]))
while True:
    asked, given, *_ = socket.recv_fds(server, 1 << 16, 2)
    while asked[-1:] != b"\\n":
        if not (more := server.recv(1 << 16)):
            os._exit(0)
        asked += more
    process = os.fork()
    if not process:
        break
    for number in given:
        os.close(number)
    server.sendall(b"%d\\n" % process)
    server.sendall(b"%d\\n" % os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
server.close()
for number, stream in zip(given, (1, 2)):
    os.dup2(number, stream)
    os.close(number)
asked = json.loads(asked)
os.chdir(asked["folder"])
os.environ.clear()
os.environ.update(asked["environment"])
tempfile.tempdir = None
sys.argv = ["-c", *asked["words"]]
code = asked["code"]
del asked, given, number, process, server, stream
exec(compile(code, "<string>", "exec"))
"""
"""Waits for what is asked of it, one after the other, and answers with the number of a process and how it has ended."""


@dataclass
class _Output:
    """What comes out of a pipe until the last process that holds it has ended."""

    reading: int
    text: str = ""
    thread: Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        with os.fdopen(self.reading, encoding="utf-8") as pipe:
            self.text = pipe.read()


@cache
def _server() -> socket.socket:
    """The other end of a server that lives as long as the tests."""
    ours, its = socket.socketpair()
    words = [sys.executable, "-c", _SERVER, str(its.fileno())]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}  # as its copies have
    process = subprocess.Popen(words, pass_fds=[its.fileno()], **pipes)  # type: ignore[call-overload]
    its.close()

    def end() -> None:
        ours.close()
        _, errors = process.communicate()
        sys.stderr.write(errors.decode())

    atexit.register(end)
    return ours


def run_forked(
    code: str, words: Sequence[str], folder: Path, environment: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run Python code with words of a command line, as `python -c` does; returns when all who write to its output have ended."""
    if not hasattr(os, "fork"):
        command = [sys.executable, "-c", code, *words]
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=timeout
        )
    asked = {"code": code, "words": list(words), "folder": str(folder), "environment": dict(environment)}
    pipes = [os.pipe() for _ in range(2)]
    server = _server()
    text = json.dumps(asked).encode() + b"\n"
    sent = socket.send_fds(server, [text], [writing for _, writing in pipes])
    server.sendall(text[sent:])
    outputs = [_Output(reading) for reading, _ in pipes]
    for _, writing in pipes:
        os.close(writing)
    process = _number(server)
    server.settimeout(timeout)
    try:
        end = _number(server)
    except TimeoutError:
        os.kill(process, 9)
        server.settimeout(None)
        _number(server)
        raise
    server.settimeout(None)
    for output in outputs:
        output.thread.join(timeout)
        assert not output.thread.is_alive(), "a process that was started goes on"
    return subprocess.CompletedProcess(list(words), end, *(output.text for output in outputs))


def _number(server: socket.socket) -> int:
    """The next line that the server says."""
    line = b""
    while not line.endswith(b"\n"):
        said = server.recv(1)
        assert said, "the process that makes copies of itself has ended"
        line += said
    return int(line)

"""The compiled code with checks of every access and every sum in it, for who works on it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import hatch_build
from sim import native

CHECKS = ("-O1", "-g", "-fno-omit-frame-pointer", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined")
PARTS = ("libasan.so", "libubsan.so")
"""What a process has to load first, since Python was built without checks."""


def run_again(module: str, words: Sequence[str]) -> None:
    """Build the compiled code with checks, and let a module run in the place of this process with it.

    The first wrong access ends the process and is told with its line.
    """
    command = hatch_build.compiler()
    if command is None:
        sys.exit("there is no C compiler on this machine")
    library = Path(tempfile.gettempdir()) / "sim-with-checks" / "library.so"
    hatch_build.build(library, command, CHECKS)
    asked = ([*command, f"-print-file-name={part}"] for part in PARTS)
    paths = [subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip() for words in asked]
    settings = {"LD_PRELOAD": " ".join(paths), "ASAN_OPTIONS": "detect_leaks=0", "UBSAN_OPTIONS": "print_stacktrace=1"}
    os.execve(
        sys.executable, [sys.executable, "-m", module, *words], os.environ | settings | {native.SETTING: str(library)}
    )

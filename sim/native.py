"""The compiled code of the package: one shared library, loaded when something first asks for it.

`hatch_build.py` builds it from the C sources when the package is built. Everything that it does can also be done in Python;
so it may be missing, and whoever asks for it gets the reason.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sim.errors import ModelError
from sim.translations.in_use import marked, translated

SETTING = "SIM_NATIVE"
"""The environment variable that turns the library off (`off`), or names the file of another one."""
_PACKAGE = Path(__file__).parent
_REBUILD = "python hatch_build.py"


def library() -> ctypes.CDLL | None:
    """The shared library; None where it is missing or turned off.

    Raises ModelError where the environment names a library that cannot be used.
    """
    found = _found(os.environ.get(SETTING, ""))
    return None if isinstance(found, _Missing) else found


def why_missing() -> str | None:
    """Why there is no library, as the end of a sentence; None where there is one."""
    found = _found(os.environ.get(SETTING, ""))
    return found.text() if isinstance(found, _Missing) else None


def library_file(platform: str = sys.platform) -> Path:
    """Where the library of a platform lies, whether it was built or not."""
    return _PACKAGE / ("_native" + {"darwin": ".dylib", "win32": ".dll"}.get(platform, ".so"))


def native_sources() -> tuple[Path, ...]:
    """The C sources and headers of the package, in order; none in an installed package."""
    folders = ((folder, files) for folder, _, files in os.walk(_PACKAGE))
    return tuple(
        sorted(Path(folder) / file for folder, files in folders for file in files if file.endswith((".c", ".h")))
    )


def sources_digest() -> str:
    """What tells the C sources from all others; empty where there are none."""
    digest = hashlib.sha256()
    sources = native_sources()
    for path in sources:
        digest.update(f"{path.relative_to(_PACKAGE).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32] if sources else ""


@dataclass(frozen=True)
class _Missing:
    """Why there is no library; kept beyond the language in use."""

    template: str
    facts: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        """The reason in the language in use."""
        return translated(self.template, **dict(self.facts))


@lru_cache(maxsize=8)
def _found(setting: str) -> ctypes.CDLL | _Missing:
    """The library that a value of the environment variable asks for, or why there is none."""
    if setting == "off":
        return _Missing(marked("compiled code is turned off by {setting}"), (("setting", f"{SETTING}=off"),))
    path = Path(setting).resolve() if setting else library_file()
    found = _loaded(path)
    if setting and isinstance(found, _Missing):
        named = f"{SETTING}={setting}"
        raise ModelError(
            translated("{setting} names no library that can be used: {reason}", setting=named, reason=found.text())
        )
    return found


def _loaded(path: Path) -> ctypes.CDLL | _Missing:
    here = sources_digest()
    if not path.exists():
        if not here:
            return _Missing(
                marked("compiled code was not built on this machine; a C compiler was missing as sim was installed")
            )
        template = marked("compiled code was not built on this machine; with a C compiler, `{command}` builds it")
        return _Missing(template, (("command", _REBUILD),))
    try:
        loaded = ctypes.CDLL(str(path))
        loaded.sim_native_sources.restype = ctypes.c_char_p
        built_from: bytes = loaded.sim_native_sources()
    except (OSError, AttributeError) as error:
        return _Missing(marked("compiled code cannot be loaded: {reason}"), (("reason", str(error)),))
    if here and built_from.decode() != here:
        template = marked("compiled code was built from other sources than those beside it; `{command}` builds it anew")
        return _Missing(template, (("command", _REBUILD),))
    return loaded

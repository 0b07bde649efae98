"""The compiled code of the package: one shared library, loaded when something first asks for it.

`hatch_build.py` builds it from the C sources when the package is built. Everything that it does can also be done in Python;
so it may be missing, and whoever asks for it gets the reason.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
from functools import lru_cache
from pathlib import Path

from sim.errors import ModelError

SETTING = "SIM_NATIVE"
"""The environment variable that turns the library off (`off`), or names the file of another one."""
_PACKAGE = Path(__file__).parent
_REBUILD = "python hatch_build.py"


def library() -> ctypes.CDLL | None:
    """The shared library; None where it is missing or turned off.

    Raises ModelError where the environment names a library that cannot be used.
    """
    found = _found(os.environ.get(SETTING, ""))
    return None if isinstance(found, str) else found


def why_missing() -> str | None:
    """Why there is no library, as the end of a sentence; None where there is one."""
    found = _found(os.environ.get(SETTING, ""))
    return found if isinstance(found, str) else None


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


@lru_cache(maxsize=8)
def _found(setting: str) -> ctypes.CDLL | str:
    """The library that a value of the environment variable asks for, or why there is none."""
    if setting == "off":
        return f"compiled code is turned off by {SETTING}=off"
    path = Path(setting).resolve() if setting else library_file()
    found = _loaded(path)
    if setting and isinstance(found, str):
        raise ModelError(f"{SETTING}={setting} names no library that can be used: {found}")
    return found


def _loaded(path: Path) -> ctypes.CDLL | str:
    here = sources_digest()
    if not path.exists():
        repair = (
            f"with a C compiler, `{_REBUILD}` builds it" if here else "a C compiler was missing as sim was installed"
        )
        return f"compiled code was not built on this machine; {repair}"
    try:
        loaded = ctypes.CDLL(str(path))
        loaded.sim_native_sources.restype = ctypes.c_char_p
        built_from: bytes = loaded.sim_native_sources()
    except (OSError, AttributeError) as error:
        return f"compiled code cannot be loaded: {error}"
    if here and built_from.decode() != here:
        return f"compiled code was built from other sources than those beside it; `{_REBUILD}` builds it anew"
    return loaded

"""Compiles the C sources of the package into one shared library, parses its YAML files and compiles its translated texts, while it is built or by itself.

`python hatch_build.py` builds `sim/_native.*` in place, where it is not yet built from these sources in this way, and
writes the parsed forms of shipped YAML files, and the compiled forms of translated texts, that have none;
`--sanitize` builds another library that stops at wrong memory accesses. Hatchling calls `NativeHook` for a wheel and for an
editable installation. Without a C compiler the package is built without the library, and Python does its work.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import os
import platform
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by itself, in an environment without the build backend
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
FLAGS = (
    "-std=c11",
    "-shared",
    "-fvisibility=hidden",
    "-ffp-contract=off",  # a product and a sum are rounded one after the other, so that all machines get the same bits
    "-Wall",
    "-Wextra",
)
FAST = ("-O3",)
SANITIZE = ("-O1", "-g", "-fno-omit-frame-pointer", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined")
# Without a stated processor zig compiles for the very one of this machine, and the wheel would run on no other.
ZIG = (sys.executable, "-m", "ziglang", "cc", "-mcpu=baseline", "-s")
ZIG_REQUIREMENT = "ziglang>=0.14"
"""A C compiler as a Python package, for machines that have none."""
ZIG_TARGETS = {
    "manylinux_2_17_x86_64": ("x86_64-linux-gnu.2.17", "linux"),
    "manylinux_2_17_aarch64": ("aarch64-linux-gnu.2.17", "linux"),
    "macosx_11_0_x86_64": ("x86_64-macos.11.0", "darwin"),
    "macosx_11_0_arm64": ("aarch64-macos.11.0", "darwin"),
    "win_amd64": ("x86_64-windows-gnu", "win32"),
}
"""By the platform tag of a wheel that is made on another machine: what zig and what Python calls the platform."""
PLATFORM_SETTING = "SIM_WHEEL_PLATFORM"
"""The environment variable with the tag of such a wheel; `make wheels` sets it."""


class BuildError(Exception):
    """The library cannot be built; the message is for people."""


class NoCompilerError(BuildError):
    """Nothing on this machine compiles C."""


class NativeHook(BuildHookInterface):
    """Puts the library into the wheel, which is then for one platform and for any Python."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What the build needs besides: a compiler, where there is none or the wheel is for another machine."""
        return [ZIG_REQUIREMENT] if PLATFORM_SETTING in os.environ or compiler() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Parse and compile, and say what comes into the wheel; where that fails, the wheel comes without the library."""
        try:
            for forms in (parse_shipped_files(), compile_texts()):
                build_data["force_include"][str(forms)] = forms.relative_to(ROOT).as_posix()
        except ImportError as error:
            self.app.display_warning(f"sim is built without parsed forms of its YAML files and texts: {error}")
        if PLATFORM_SETTING in os.environ:
            tag = os.environ[PLATFORM_SETTING]
            library = build_for(tag)
        else:
            tag, library = platform_tag(), native_module().library_file()
            try:
                build(library, compiler_or_zig(), FAST)
            except BuildError as error:
                self.app.display_warning(f"sim is built without compiled code: {error}")
                return
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{tag}"
        build_data["force_include"][str(library)] = f"sim/{library.name}"


def native_module() -> ModuleType:
    """`sim.native`, which says where library and sources lie."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    return importlib.import_module("sim.native")


def parse_shipped_files() -> Path:
    """Bring the parsed forms of the shipped YAML files up to date, and return their folder.

    Raises ImportError where the parser is not installed.
    """
    native_module()
    folder: Path = importlib.import_module("sim.shipped").shipped_folder("parsed")
    importlib.import_module("sim.schema.parse_shipped").parse_shipped(folder)
    return folder


def compile_texts() -> Path:
    """Bring the compiled forms of the translated texts up to date, and return their folder.

    Raises ImportError where Babel is not installed.
    """
    native_module()
    folder: Path = importlib.import_module("sim.shipped").shipped_folder("catalogues")
    importlib.import_module("sim.translations.catalogues").compile_catalogues(folder)
    return folder


def platform_tag() -> str:
    """The platform of this machine, as the name of a wheel says it."""
    return sysconfig.get_platform().replace("universal2", platform.machine()).replace("-", "_").replace(".", "_")


def compiler() -> list[str] | None:
    """The C compiler of this machine, as words of a command: `$CC`, else the first of cc, gcc and clang that works."""
    stated = os.environ.get("CC")
    if stated:
        return shlex.split(stated)
    return next(([name] for name in ("cc", "gcc", "clang") if shutil.which(name) and _works(name)), None)


def _works(name: str) -> bool:
    """Whether a compiler makes a library; on macOS its name may stand for one that is not installed."""
    with tempfile.TemporaryDirectory(prefix="sim-") as folder:
        source = Path(folder) / "works.c"
        source.write_text("#include <stdlib.h>\nint works(void) { return abs(-1); }\n")
        made = subprocess.run([name, "-fPIC", "-shared", "-o", f"{folder}/works", source], capture_output=True)
    return made.returncode == 0


def compiler_or_zig() -> list[str]:
    """The C compiler of this machine, or the one that is a Python package. Raises NoCompilerError."""
    found = compiler()
    if found is None and find_spec("ziglang") is None:
        raise NoCompilerError("there is no C compiler on this machine")
    return found or list(ZIG)


def build(out: Path, command: Sequence[str], optimise: Sequence[str]) -> bool:
    """Compile all C sources into a library, and say whether anything was to be done.

    Raises BuildError where they do not compile; no library is left then.
    """
    native = native_module()
    digest = native.sources_digest()
    position_independent = [] if out.suffix == ".dll" else ["-fPIC"]
    words = [*command, *FLAGS, *position_independent, *optimise]
    way = hashlib.sha256(shlex.join([digest, *(word for word in words if word != sys.executable)]).encode()).hexdigest()
    if out.exists() and way.encode() in out.read_bytes():
        return False
    units = [path for path in native.native_sources() if path.suffix == ".c"]
    new = out.with_name(f"{out.name}.{os.getpid()}")
    words += [f'-DSIM_SOURCES="{digest}"', f'-DSIM_BUILD="{way}"', f"-I{ROOT / 'sim' / 'c'}", "-o", str(new)]
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        made = subprocess.run([*words, *map(str, units), "-lm"], capture_output=True, text=True)
        failed, said = made.returncode != 0, made.stderr
    except OSError as error:
        failed, said = True, str(error)
    if failed:
        for path in (new, out):
            path.unlink(missing_ok=True)
        raise BuildError(f"`{shlex.join(command)}` fails on the C sources; {said.strip()}")
    print(said, end="", file=sys.stderr)  # its warnings
    new.replace(out)  # who has loaded the older one keeps it
    return True


def build_for(tag: str) -> Path:
    """Compile the library of a platform by its tag, which need not be this machine's. Raises BuildError."""
    if tag not in ZIG_TARGETS:
        raise BuildError(f"{PLATFORM_SETTING} is none of {', '.join(ZIG_TARGETS)}")
    target, system = ZIG_TARGETS[tag]
    library = ROOT / "build" / tag / native_module().library_file(system).name
    build(library, [*ZIG, "-target", target], FAST)
    return library


def main() -> int:
    """Build in place; the exit code."""
    parser = argparse.ArgumentParser(description="Compile the C sources of sim, and parse its YAML files.")
    parser.add_argument("--sanitize", action="store_true", help="a library that stops at wrong memory accesses")
    parser.add_argument("--platforms", action="store_true", help="name the platforms that wheels are made for")
    options = parser.parse_args()
    if options.platforms:
        print(*ZIG_TARGETS)
        return 0
    sanitize = options.sanitize
    if not sanitize:
        try:
            parse_shipped_files()
            compile_texts()
        except ImportError as error:
            print(f"the shipped YAML files and texts are not prepared: {error}", file=sys.stderr)
    native = native_module()
    out = native.library_file()
    if sanitize:
        out = out.with_stem("_native_sanitized")
    try:
        done = build(out, compiler_or_zig(), SANITIZE if sanitize else FAST)
    except NoCompilerError as error:
        # It may have been built as the package was installed, by a compiler that is not here now.
        if not out.exists() or native.sources_digest().encode() not in out.read_bytes():
            print(f"{out.name} is not built, so that Python does its work: {error}", file=sys.stderr)
        return int(sanitize)
    except BuildError as error:
        print(f"{out.name} is not built: {error}", file=sys.stderr)
        return 1
    if done or sanitize:
        print(out if sanitize else f"built {out.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

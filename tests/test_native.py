"""The compiled library: built once from its sources, refused where it is stale, done without where it is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import hatch_build
from sim import native
from sim.errors import ModelError

COMPILER = hatch_build.compiler()
needs_compiler = pytest.mark.skipif(COMPILER is None, reason="there is no C compiler on this machine")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with one C file and a library that is loaded from it."""
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "one.c").write_text(
        "const char *sim_native_sources(void);\n#include <native.h>\n"
        "SIM_EXPORT const char *sim_native_sources(void) { return SIM_SOURCES; }\n"
        "SIM_EXPORT const char *sim_native_build(void);\n"
        "const char *sim_native_build(void) { return SIM_BUILD; }\n"
    )
    monkeypatch.setattr(native, "_PACKAGE", tmp_path)
    monkeypatch.delenv(native.SETTING, raising=False)
    native._found.cache_clear()
    yield tmp_path
    native._found.cache_clear()


def build(*optimise: str) -> bool:
    assert COMPILER is not None
    return hatch_build.build(native.library_file(), COMPILER, optimise or hatch_build.FAST)


@needs_compiler
def test_the_library_of_this_checkout_is_there_and_fits_its_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(native.SETTING, raising=False)
    library = native.library()
    assert library is not None, native.why_missing()
    assert native.why_missing() is None
    assert library.sim_native_sources().decode() == native.sources_digest()


@needs_compiler
def test_nothing_is_compiled_twice(package: Path) -> None:
    assert build()
    made = native.library_file().stat().st_mtime_ns
    assert not build()
    assert native.library_file().stat().st_mtime_ns == made
    assert build("-O1"), "other flags make another library"
    (package / "two.h").write_text("/* more */\n")
    assert build("-O1"), "so do other sources"


@needs_compiler
def test_a_library_from_other_sources_is_refused(package: Path) -> None:
    build()
    (package / "room" / "one.c").write_text("/* edited */\n")
    assert native.library() is None
    assert native.why_missing() == (
        "compiled code was built from other sources than those beside it; `python hatch_build.py` builds it anew"
    )


@needs_compiler
def test_in_an_installed_package_there_are_no_sources_to_compare_with(package: Path) -> None:
    build()
    (package / "room" / "one.c").unlink()
    assert native.sources_digest() == ""
    assert native.library() is not None


@needs_compiler
def test_sources_that_do_not_compile_leave_no_library(package: Path) -> None:
    build()
    (package / "room" / "one.c").write_text("this is no C\n")
    with pytest.raises(hatch_build.BuildError, match=r"fails on the C sources; .*one\.c:1"):
        build()
    assert [path.name for path in package.iterdir()] == ["room"]


@needs_compiler
def test_functions_are_seen_only_where_they_are_marked(package: Path) -> None:
    (package / "room" / "two.c").write_text("int two(void);\nint two(void) { return 2; }\n")
    build()
    library = native.library()
    assert library is not None
    assert not hasattr(library, "two")


def test_a_missing_library_says_how_it_is_built(package: Path) -> None:
    assert native.library() is None
    assert native.why_missing() == (
        "compiled code was not built on this machine; with a C compiler, `python hatch_build.py` builds it"
    )
    (package / "room" / "one.c").unlink()
    native._found.cache_clear()
    assert native.why_missing() == (
        "compiled code was not built on this machine; a C compiler was missing as sim was installed"
    )


def test_a_file_that_is_no_library_is_not_loaded(package: Path) -> None:
    native.library_file().write_text("nothing")
    assert native.library() is None
    assert (native.why_missing() or "").startswith("compiled code cannot be loaded: ")


def test_the_environment_turns_compiled_code_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(native.SETTING, "off")
    assert native.library() is None
    assert native.why_missing() == "compiled code is turned off by SIM_NATIVE=off"


def test_a_library_that_is_named_and_cannot_be_used_is_never_passed_over(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(native.SETTING, str(package / "none.so"))
    with pytest.raises(ModelError, match=r"^SIM_NATIVE=.*none\.so names no library that can be used: "):
        native.library()


@pytest.mark.parametrize(("name", "suffix"), [("linux", ".so"), ("darwin", ".dylib"), ("win32", ".dll")])
def test_a_library_is_called_as_its_platform_calls_libraries(name: str, suffix: str) -> None:
    assert native.library_file(name).name == f"_native{suffix}"


def test_without_a_compiler_the_build_asks_for_one_that_is_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CC", raising=False)
    hook = object.__new__(hatch_build.NativeHook)
    monkeypatch.setattr(hatch_build.shutil, "which", lambda name: None)
    assert hook.dependencies() == [hatch_build.ZIG_REQUIREMENT]
    monkeypatch.setenv("CC", "some-cc -m64")
    assert hook.dependencies() == []
    assert hatch_build.compiler() == ["some-cc", "-m64"]


def test_a_wheel_for_another_machine_is_compiled_by_zig(monkeypatch: pytest.MonkeyPatch) -> None:
    hook = object.__new__(hatch_build.NativeHook)
    monkeypatch.setenv("CC", "some-cc")
    monkeypatch.setenv(hatch_build.PLATFORM_SETTING, "win_amd64")
    assert hook.dependencies() == [hatch_build.ZIG_REQUIREMENT]
    with pytest.raises(hatch_build.BuildError, match=r"^SIM_WHEEL_PLATFORM is none of manylinux_2_17_x86_64, "):
        hatch_build.build_for("amiga")


def test_the_script_builds_by_itself_and_says_nothing_where_all_is_built() -> None:
    done = subprocess.run([sys.executable, hatch_build.__file__], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    again = subprocess.run([sys.executable, hatch_build.__file__], capture_output=True, text=True)
    assert (again.returncode, again.stdout) == (0, "")

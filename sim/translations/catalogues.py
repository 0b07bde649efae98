"""Catalogues of translated texts: read from their `.po` files, or from what these were compiled to while the package was built."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from sim.shipped import shipped_folder

FOLDER = Path(__file__).parent


def catalogue_files(lang: str) -> tuple[Path, ...]:
    """The `.po` files of a language, one a room, in order."""
    return tuple(sorted((FOLDER / lang).glob("*.po")))


def read_catalogue(lang: str) -> GNUTranslations:
    """All texts of a language, from their compiled form where there is one of these very files, or else compiled here."""
    contents = [path.read_bytes() for path in catalogue_files(lang)]
    form = shipped_folder("catalogues") / _form_name(lang, contents)
    data = form.read_bytes() if form.is_file() else _compile(lang, contents)
    return GNUTranslations(BytesIO(data))


def compile_catalogues(folder: Path) -> None:
    """Write the compiled form of each language that has none of its present texts into a folder, and take out all others."""
    folder.mkdir(parents=True, exist_ok=True)
    forms = dict(_forms())
    for name, (lang, contents) in forms.items():
        if not (folder / name).exists():
            whole = folder / f"{name}.new"
            whole.write_bytes(_compile(lang, contents))
            whole.replace(folder / name)
    for path in folder.glob("*.mo"):
        if path.name not in forms:
            path.unlink()


def _forms() -> Iterator[tuple[str, tuple[str, list[bytes]]]]:
    for folder in sorted(path for path in FOLDER.iterdir() if path.is_dir() and not path.name.startswith("_")):
        contents = [path.read_bytes() for path in catalogue_files(folder.name)]
        yield _form_name(folder.name, contents), (folder.name, contents)


def _form_name(lang: str, contents: list[bytes]) -> str:
    return f"{lang}-{hashlib.sha256(b''.join(contents)).hexdigest()[:20]}.mo"


def _compile(lang: str, contents: list[bytes]) -> bytes:
    """The texts of all files of a language as one `.mo` file."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    whole = Catalog(locale=lang)
    for content in contents:
        for message in read_po(BytesIO(content), locale=lang):
            if message.id:
                whole[message.id] = message
    data = BytesIO()
    write_mo(data, whole)
    return data.getvalue()

"""The parsed forms of all YAML files that come with the package, made when it is built."""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError
from sim.files.whole import write_whole
from sim.schema.parse_yaml import parse_yaml
from sim.schema.parsed_form import form_name, form_of_file
from sim.schema.text_file import read_text
from sim.shipped import shipped_folder


def shipped_yaml() -> tuple[Path, ...]:
    """The YAML files that come with the package."""
    kinds = ("calendars", "regulations", "scenarios")
    return tuple(path for kind in kinds for path in sorted(shipped_folder(kind).glob("*.yaml")))


def parse_shipped(folder: Path) -> int:
    """Write the parsed form of each shipped YAML file that has none into a folder, and take out forms of other texts.

    A file with faults gets no form, so that each command tells them; the number of files without a form before is returned.
    """
    texts = {path: read_text(path, path.name) for path in shipped_yaml()}
    names = {form_name(text): path for path, text in texts.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for form in folder.glob("*.json"):
        if form.name not in names:
            form.unlink(missing_ok=True)
    missing = [(name, path) for name, path in names.items() if not (folder / name).is_file()]
    for name, path in missing:
        try:
            file = parse_yaml(texts[path], path.name, path)
        except InputError:
            continue
        if not file.faults:
            write_whole(folder / name, form_of_file(file))
    return len(missing)

"""Brings the catalogues in step with the code: `python -m tests.translation.update`.

New texts are added without a translation, those that nothing asks for any more are taken out, and each stands in the catalogue
of its room. `--missing` lists what has no translation yet; `--from FILE` takes translations out of a JSON file of the form
`{"English": {"ru": "…", "kk": "…"}}`, where the English of a text with plural forms is that for one, and its translations are lists.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from sim.translations.catalogues import FOLDER, catalogue_files
from sim.translations.in_use import LANGUAGES, ORIGINAL
from tests.translation.messages import MessageId, asked_messages

OTHER_LANGUAGES = tuple(lang for lang in LANGUAGES if lang != ORIGINAL)


def translations_of(lang: str) -> dict[MessageId, Message]:
    """What stands in the catalogues of a language, by template."""
    found: dict[MessageId, Message] = {}
    for path in catalogue_files(lang):
        with path.open("rb") as file:
            for message in read_po(file, locale=lang):
                key = message.id if isinstance(message.id, str) else tuple(message.id)
                if key and (key not in found or not _has_text(found[key])):
                    found[key] = message
    return found


def update(lang: str, given: Mapping[str, Any]) -> list[MessageId]:
    """Write the catalogues of a language anew, and return the templates without a translation."""
    known = translations_of(lang)
    rooms: dict[str, Catalog] = {}
    missing = []
    for message_id, asked in sorted(asked_messages().items(), key=lambda item: _singular(item[0])):
        catalogue = rooms.setdefault(asked.room, _empty(lang))
        text: Any = known[message_id].string if message_id in known else None
        text = given.get(_singular(message_id), {}).get(lang, text)
        forms = catalogue.num_plurals
        text = _in_form(text, message_id, forms)
        if not (all(text) if isinstance(text, tuple) else text):
            missing.append(message_id)
        catalogue.add(message_id, text, locations=[(file, 0) for file in sorted(asked.files)])
    for path in catalogue_files(lang):
        if path.stem not in rooms:
            path.unlink()
    for room, catalogue in rooms.items():
        texts = BytesIO()
        write_po(texts, catalogue, width=0, omit_header=True, include_lineno=False, sort_output=False)
        (FOLDER / lang / f"{room}.po").write_bytes(_header(catalogue) + texts.getvalue())
    return missing


def _in_form(text: Any, message_id: MessageId, forms: int) -> Any:
    """A translation as a catalogue holds it: one text, or one a plural form."""
    if isinstance(message_id, str):
        return text if isinstance(text, str) else ""
    texts = tuple(text) if isinstance(text, (list, tuple)) else ()
    return texts if len(texts) == forms else ("",) * forms


def _has_text(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, (list, tuple)) else bool(message.string)


def _singular(message_id: MessageId) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def _empty(lang: str) -> Catalog:
    return Catalog(locale=lang, fuzzy=False)


def _header(catalogue: Catalog) -> bytes:
    """What readers have to know of a catalogue; no dates and names, which would change with every update."""
    lines = (
        f"Language: {catalogue.locale_identifier}",
        f"Plural-Forms: {catalogue.plural_forms}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    )
    return ('msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n").encode()


def update_all() -> None:
    """Update all catalogues, and say what has no translation."""
    parser = argparse.ArgumentParser(description="Bring the catalogues of texts in step with the code.")
    parser.add_argument("--from", dest="given", type=Path, help="a JSON file with translations to take in")
    parser.add_argument(
        "--missing", type=Path, help="a JSON file to write with what has no translation, to be filled in"
    )
    parser.add_argument("--room", help="with --missing, only the texts of this room")
    options = parser.parse_args()
    given = json.loads(options.given.read_text("utf-8")) if options.given else {}
    missing: dict[str, dict[str, Any]] = {}
    asked = asked_messages()
    for lang in OTHER_LANGUAGES:
        for message_id in update(lang, given):
            if options.room in (None, asked[message_id].room):
                several = not isinstance(message_id, str)
                missing.setdefault(_singular(message_id), {})[lang] = (
                    ["", "", ""][: 3 if lang == "ru" else 2] if several else ""
                )
    unknown = set(given) - {_singular(message_id) for message_id in asked}
    for text in sorted(unknown):
        print(f"nothing asks for this text: {text}")
    print(f"{len(asked)} texts, {len(missing)} without a translation")
    if options.missing:
        options.missing.write_text(json.dumps(missing, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    update_all()

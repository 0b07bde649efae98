"""Faults of studies in the language in use: a few of them letter by letter, and no English left in any."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import sim
from sim.errors import InputError
from sim.study.loading import Reader
from sim.translations.in_use import in_language
from tests.broken_input.corpus import scenarios_of
from tests.minimal import changed, faults_of
from tests.translation.pseudo import in_signs, untranslated

AWAY = "[{members: 2, first_day: 2018-05-07, last_day: 2018-05-09}, {members: 2, first_day: 2018-05-08, last_day: 2018-05-09}]"
HELD = [
    (
        ("    hours: department", "    hours: departmnt"),
        "28:12: нет графика работы с именем «departmnt»; возможно, имелось в виду «department»?",
        "28:12: «departmnt» атты жұмыс кестесі жоқ; мүмкін, «department» болар?",
    ),
    (
        ("          1: {work: 10 minutes}\n", ""),
        "17:7: у шага 1 маршрута «provider» (clerk) нет времени работы; добавьте «1» в его «steps»",
        "17:7: «provider» маршрутының 1-қадамында (clerk) жұмыс уақыты жоқ; оның «steps» блогына «1» қосыңыз",
    ),
    (
        ("    route: provider\n    office: town", "    route: provider\n    office: tоwn"),
        "44:13: нет подразделения «tоwn»; возможно, имелось в виду «town», с латинской буквой «o» вместо кириллической «о»?",
        "44:13: «tоwn» бөлімшесі жоқ; мүмкін, «town» болар, кирилл «о» әрпінің орнына латын «o» әрпімен?",
    ),
    (
        ("      clerk: 1\n", f"      clerk: {{count: 3, absences: {AWAY}}}\n"),
        "30:105: отсутствовать столько не могут (2), тогда есть только 1 сотрудник из 3; проверьте дни и количество",
        "30:105: сонша қызметкер жұмыста болмауы мүмкін емес (2), ол кезде 3 қызметкердің тек 1 жұмыс орнында; күндер мен "
        "санын тексеріңіз",
    ),
    (
        ("    sends_to: town", "    sends_to: village"),
        "37:15: «village» обозначает 2 подразделения, поэтому неясно, какое имеется в виду; отправляйте одному подразделению, по "
        "его имени",
        "37:15: «village» 2 бөлімшені білдіреді, сондықтан қайсысы екені белгісіз; бір ғана бөлімшеге, оның атауы бойынша жіберіңіз",
    ),
    (
        ("  end: 2018-06-01", "  end: 2028-06-01"),
        "6:8: 2028-06-01 лежит вне календаря «kz», который охватывает период от 2012-01-01 до 2027-12-31; выберите день внутри "
        "этого промежутка",
        "6:8: 2028-06-01 «kz» күнтізбесінен тыс, күнтізбе қамтитын күндер: 2012-01-01…2027-12-31; осы аралықтағы күнді таңдаңыз",
    ),
]  # fmt: skip
"""A change of the small scenario, and its fault in Russian and in Kazakh: days stand as the file has to have them."""


@pytest.mark.parametrize(("change", "russian", "kazakh"), HELD)
def test_a_fault_is_told_in_the_language_in_use(
    tmp_path: Path, change: tuple[str, str], russian: str, kazakh: str
) -> None:
    for lang, expected in (("ru", russian), ("kk", kazakh)):
        with in_language(lang):
            assert faults_of(tmp_path, changed(*change)) == [f"question.yaml:{expected}"]


def test_of_many_faults_the_rest_is_counted_in_the_plural_of_the_language(tmp_path: Path) -> None:
    twice = changed("      clerk: 1\n", "".join(f"      clark_{i}: 1\n" for i in range(22)) + "      clerk: 1\n")
    thrice = twice.replace("clark_0: 1\n", "clark_0: 1\n" + "".join(f"      clark_{i}: 1\n" for i in range(22, 25)))
    with in_language("ru"):
        assert faults_of(tmp_path, twice)[-1].endswith(": отсюда ещё 2 ошибки; сначала исправьте ошибки выше")
        assert faults_of(tmp_path, thrice)[-1].endswith(": отсюда ещё 5 ошибок; сначала исправьте ошибки выше")
    with in_language("kk"):
        assert faults_of(tmp_path, thrice)[-1].endswith(
            ": осы жерден бастап тағы 5 қате бар; алдымен жоғарыдағыларын түзетіңіз"
        )


_QUOTED = re.compile(r"'[^']*'|\([^()]*\)|UTF-8|0x\w+")
"""Names and values of files stand in quotation marks or brackets; an encoding and its bytes are called so everywhere."""
_LISTED = re.compile(r"(?<=: )[\w, .>-]+$")
"""Names stand behind a colon at the end, too."""


def test_no_fault_of_a_broken_scenario_has_english_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: set[str] = set()
    for number, given in enumerate(scenarios_of(1)):
        folder = tmp_path / str(number)
        folder.mkdir()
        monkeypatch.chdir(folder)
        for name, raw in given.files.items():
            Path(name).write_bytes(raw)
        with in_signs():
            try:
                Reader(given.broken).studies()
            except InputError as error:
                told |= {text for fault in error.faults for text in (fault.message, fault.repair)}
    assert len(told) > 50
    left = [text for text in told if untranslated(_LISTED.sub(" ", _QUOTED.sub(" ", text)))]
    assert not left


def test_every_fault_of_the_room_is_asked_for_in_the_language_in_use() -> None:
    """Also of those that no broken file brings about."""
    positions = {"fault": (1, 2), "Fault": (3, 4), "refusal": (1, 2), "InputError": (), "_UnfitError": (0, 1)}
    plain = []
    for folder in ("study", "files"):
        for path in sorted((Path(sim.__file__).parent / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                    texts = [node.args[i] for i in positions.get(name, ()) if i < len(node.args)]
                    plain += [
                        f"{path}:{text.lineno}" for text in texts if isinstance(text, (ast.Constant, ast.JoinedStr))
                    ]
    assert not plain

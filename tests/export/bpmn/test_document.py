"""Documents are valid by the schemas of the OMG, keep all that the regulation says, and texts of users stay texts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import etree

from sim.export.bpmn.files import is_from_here, route_as_bpmn
from sim.law.regulation import Channel
from sim.translations.in_use import LANGUAGES, in_language
from tests.export.bpmn.documents import (
    REGULATIONS,
    document,
    documents_of,
    found,
    regulation_of,
    routes,
    tags,
    tree,
)
from tests.export.bpmn.own_regulation import TEXT, own_regulation
from tests.from_npm import NO_TOOLS, TOOLS

SCHEMA = TOOLS / "bpmn-moddle/resources/bpmn/xsd/BPMN20.xsd"
needs_schema = pytest.mark.skipif(not SCHEMA.is_file(), reason=NO_TOOLS)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


@needs_schema
@pytest.mark.parametrize("name", REGULATIONS)
def test_all_routes_are_valid_in_all_languages(name: str, schema: etree.XMLSchema) -> None:
    for what, content in documents_of(name).items():
        assert schema.validate(etree.fromstring(content)), f"{what}: {schema.error_log}"


@needs_schema
@pytest.mark.parametrize("channel", ["provider", "portal"])
def test_a_route_with_every_kind_of_branch_is_valid(tmp_path: Path, channel: Channel, schema: etree.XMLSchema) -> None:
    assert schema.validate(etree.fromstring(route_as_bpmn(own_regulation(tmp_path), channel))), schema.error_log


@pytest.mark.parametrize(("name", "channel"), routes())
def test_everything_that_is_named_is_there_once_and_drawn(name: str, channel: Channel) -> None:
    root = tree(document(name, channel))
    names = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(names) == len(set(names))
    drawn = {element.get("bpmnElement") for element in root.iter() if element.get("bpmnElement")}
    assert drawn <= set(names)
    (process,) = found(root, "bpmn:process")
    shown = {element.get("id") for element in process if element.get("id") and not element.tag.endswith("laneSet")}
    assert shown <= drawn
    for attribute in (
        "sourceRef",
        "targetRef",
        "attachedToRef",
        "default",
        "messageRef",
        "escalationRef",
        "processRef",
    ):
        assert {element.get(attribute) for element in root.iter() if element.get(attribute)} <= set(names)
    of_lanes = [reference.text for reference in found(process, "bpmn:laneSet/bpmn:lane/bpmn:flowNodeRef")]
    assert sorted(of_lanes) == sorted(name for name in shown if name and not name.startswith("Flow_"))


def test_what_becomes_what() -> None:
    root = tree(document("west_kazakhstan_2018_social_aid", "portal"))
    kinds = tags(root)
    counts = {
        kind: kinds.count(kind)
        for kind in ("userTask", "serviceTask", "boundaryEvent", "exclusiveGateway", "subProcess")
    }
    assert counts == {"userTask": 13, "serviceTask": 5, "boundaryEvent": 8, "exclusiveGateway": 5, "subProcess": 1}
    (limit,) = found(root, ".//bpmn:boundaryEvent[@attachedToRef='Task_provider_4']")
    assert limit.get("cancelActivity") == "false"
    (duration,) = found(limit, "bpmn:timerEventDefinition/bpmn:timeDuration")
    assert duration.text == "P2D"
    (stated,) = found(limit, "bpmn:extensionElements/sim:limit")
    assert stated.attrib == {"value": "2", "unit": "working_days"}
    (term,) = found(root, ".//bpmn:subProcess[@id='Term']")
    assert term.get("triggeredByEvent") == "true"
    assert [start.get("isInterrupting") for start in found(term, "bpmn:startEvent")] == ["false"]
    (moment,) = found(term, ".//bpmn:timeDate")
    assert moment.text == "8 working days after receipt"
    conditions = [element.text for element in found(root, ".//bpmn:conditionExpression")]
    assert conditions[2] == "the package has shortcomings"
    ends = [
        end.get("name") for end in found(root, "bpmn:process/bpmn:endEvent") if not end.get("id").startswith("Late")
    ]
    assert ends == ["Answer is handed over", *["Stopped before receipt"] * 2, "Refused with reasons"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_of_all_languages_are_kept_whichever_is_shown(lang: str) -> None:
    root = tree(document("west_kazakhstan_2018_social_aid", "akim", lang))
    step = regulation_of("west_kazakhstan_2018_social_aid").routes["akim"].steps[3]
    (task,) = found(root, ".//bpmn:userTask[@id='Task_4']")
    assert task.get("name") == "4 · " + step.action.text(lang)
    kept = {
        action.get("{http://www.w3.org/XML/1998/namespace}lang"): action.text for action in found(task, ".//sim:action")
    }
    assert kept == {one: step.action.text(one) for one in LANGUAGES}
    roles = [name.text for name in found(root, ".//bpmn:lane[@id='Lane_1']//sim:roleName")]
    assert roles == ["ауылдық округ әкімінің маманы", "специалист акима сельского округа", "specialist of the akim"]


@pytest.mark.parametrize("bad", ["<script>alert('x')</script> & \"quotes\" ]]>", "\u202eabc\ufeff", "a\tb\nc"])
def test_texts_of_users_stay_texts(tmp_path: Path, bad: str) -> None:
    text = TEXT.replace("action: decides", f"action: {json.dumps('decides ' + bad)}").replace(
        "en: clerk}", f"en: {json.dumps('clerk ' + bad)}}}"
    )
    content = route_as_bpmn(own_regulation(tmp_path, text), "provider")
    assert b"<script" not in content
    root = tree(content)
    (task,) = found(root, ".//bpmn:userTask[@id='Task_4']")
    seen = bad.replace("\u202e", r"\u202e").replace("\ufeff", r"\ufeff")
    assert found(task, ".//sim:action")[0].text == f"decides {seen}"
    assert task.get("name") == "4 · decides " + re.sub(r"\s+", " ", seen)
    assert found(root, ".//bpmn:lane")[0].get("name") == "clerk " + seen


def test_names_without_an_end_are_cut_and_kept_whole_beside(tmp_path: Path) -> None:
    long = "word " * 1900
    process = tree(
        route_as_bpmn(own_regulation(tmp_path, TEXT.replace("action: decides", f"action: {long}")), "provider")
    )
    (task,) = found(process, ".//bpmn:userTask[@id='Task_4']")
    assert len(task.get("name")) <= 400
    assert found(task, ".//sim:action")[0].text == long.strip()


def test_a_document_is_the_same_whenever_it_is_written() -> None:
    regulation = regulation_of("west_kazakhstan_2018_social_aid")
    with in_language("kk"):
        assert route_as_bpmn(regulation, "portal") == document("west_kazakhstan_2018_social_aid", "portal", "kk")


def test_a_document_is_known_until_another_program_has_written_it() -> None:
    content = document("west_kazakhstan_2018_social_aid", "portal")
    assert is_from_here(content)
    assert not is_from_here(content.replace(b'exporter="sim"', b'exporter="Camunda Modeler"'))
    assert not is_from_here(b"<bpmn/>")

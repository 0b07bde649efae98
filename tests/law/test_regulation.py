"""What the shipped regulations say, number by number."""

from __future__ import annotations

import pytest

from sim.law.load import load_regulation
from sim.shipped import shipped_regulations


def test_west_kazakhstan_social_aid_has_8_11_and_11_steps_and_sums_of_the_act() -> None:
    routes = load_regulation("west_kazakhstan_2018_social_aid").routes
    limits = {c: [str(s.limit) if s.limit else "" for s in r.steps] for c, r in routes.items()}
    day, ten = "1 working day", "10 minutes"
    assert limits["provider"] == [ten, day, day, "2 working days", day, day, day, day]
    assert limits["akim"] == [ten, "30 minutes", ten, "2 working days", ten, day, day, day, day, day, ten]
    assert limits["portal"] == [""] * 11


def test_the_portal_route_meets_the_providers_steps_in_both_readings() -> None:
    regulation = load_regulation("west_kazakhstan_2018_social_aid")
    release = [step.key for step in regulation.path("portal")]
    signature = [step.key for step in regulation.path("portal", "signature")]
    assert release == ["1", "2", "3", "5", "6", "8", "9", *(f"provider.{n}" for n in range(2, 9)), "11"]
    assert signature == [key for key in release if key != "provider.8"]
    check = next(step for step in regulation.path("portal") if step.key == "9")
    first = regulation.path("provider")[0]
    assert (check.role, check.limit, check.counter) == (first.role, first.limit, False)


def test_terms_carry_their_source_and_missing_documents_have_twenty_days() -> None:
    regulation = load_regulation("west_kazakhstan_2018_social_aid")
    assert {channel: str(term.limit) for channel, term in regulation.terms.items()} == dict.fromkeys(
        ("provider", "akim", "portal"), "8 working days"
    )
    assert all(term.source.url.startswith("https://m.egov.kz/") for term in regulation.terms.values())
    assert [(str(term.limit), term.routes) for term in regulation.extended_terms] == [
        ("20 working days", ("provider",))
    ]


@pytest.mark.parametrize("name", shipped_regulations())
def test_every_shipped_regulation_names_everything_in_three_languages(name: str) -> None:
    regulation = load_regulation(name)
    texts = [regulation.title, regulation.region, *regulation.roles.values()]
    texts += [route.title for route in regulation.routes.values()]
    texts += [step.action for route in regulation.routes.values() for step in route.steps]
    missing = [text.en or text.kk for text in texts if not (text.kk and text.ru and text.en)]
    assert not missing


def test_the_legal_clocks_of_all_regulations_are_those_of_their_texts() -> None:
    """Only clause 5 of West Kazakhstan prints a longer term; nine texts say that nothing suspends the service."""
    longer, suspended, delivered = {}, set(), set()
    for name in shipped_regulations():
        regulation = load_regulation(name)
        for channel in regulation.routes:
            if (term := regulation.extended_term(channel)) is not None:
                longer[name, channel] = str(term.limit)
                assert regulation.clock_rule(channel) == "extended"
            else:
                assert regulation.clock_rule(channel) == "runs", "no text lets the clock stop"
            if channel in regulation.terms and regulation.terms[channel].delivered_before:
                delivered.add((name, channel, regulation.terms[channel].delivered_before))
        if regulation.legal_clock.missing_documents is not None:
            assert regulation.legal_clock.source.startswith("Clause 10")
            suspended.add(name)
    assert longer == {("west_kazakhstan_2018_social_aid", "provider"): "20 working days"}
    assert suspended == {name for name in shipped_regulations() if name.startswith(("south_kazakhstan", "aktogay"))}
    assert delivered == {("west_kazakhstan_2018_medical_social_institutions", "state_corporation", 1)}

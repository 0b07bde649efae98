"""The parts of the page that change while replications come in, as HTML by the element that holds them."""

from __future__ import annotations

from sim.translations.in_use import language
from sim.web.choice import Choice
from sim.web.served import ServedScenario
from sim.web.simulation.paired_figures import PairedFigures
from sim.web.views import backlog
from sim.web.views.answers import answer_rows, answer_sentence
from sim.web.views.backlog import backlog_drawing
from sim.web.views.people import people_rows
from sim.web.views.places import places_of
from sim.web.views.queues import queue_rows
from sim.web.views.templates import fragment


def parts_of(figures: PairedFigures, served: ServedScenario, choice: Choice) -> dict[str, str]:
    """The parts in the language in use, by the id of their element: `answers`, `brief` and `status`, and `queues`, `people` and `backlog`
    as soon as all figures are there."""
    places = places_of(served, choice.variant, language())
    rows = answer_rows(figures, places)
    is_changed = choice.variant is not None or bool(choice.values)
    sentence = answer_sentence(rows, places, is_changed)
    parts = {
        "answers": fragment("answers.html.jinja", rows=rows, sentence=sentence, places=places, whole=figures.whole),
        "brief": fragment("brief.html.jinja", first=rows[0]),
        "status": fragment("status.html.jinja", figures=figures),
    }
    if figures.whole:
        parts["queues"] = fragment("queues.html.jinja", queues=queue_rows(figures, places))
        parts["people"] = fragment("people.html.jinja", people=people_rows(figures, places, is_changed))
        parts["backlog"] = fragment(
            "backlog.html.jinja", drawing=backlog_drawing(figures), width=backlog.WIDTH, height=backlog.HEIGHT
        )
    return parts

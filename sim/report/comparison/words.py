"""Templates of the sentences of a comparison: a difference by what is measured, where, and which way it goes."""

from __future__ import annotations

from typing import Literal

from sim.experiment.comparison.measures import Measure
from sim.translations.in_use import marked

PlaceInWords = Literal["whole", "route", "staff", "routes"]
"""PlaceInWords a difference is, as sentences tell it: over all routes, on a route, of people, or on a route against the first route."""
UNITS: dict[Measure, str] = {
    "in_time": marked("points"),
    "late": marked("citizens"),
    "lateness_h": marked("working hours"),
    "median_days": marked("working days"),
    "p95_days": marked("working days"),
    "queue_median_h": marked("working hours"),
    "utilisation": marked("points"),
    "wait_min": marked("minutes"),
    "gave_up": marked("points"),
}
"""Units of differences."""
AMOUNTS: dict[str, str] = {
    "points": marked("{number} points"),
    "citizens": marked("{number} citizens"),
    "working hours": marked("{number} working hours"),
    "working days": marked("{number} working days"),
    "minutes": marked("{number} minutes"),
}
"""A difference with its unit."""
SUBJECTS: dict[Measure, str] = {
    "in_time": marked("the share in time"),
    "late": marked("the number of citizens with a late answer"),
    "lateness_h": marked("the lateness of all answers together"),
    "median_days": marked("the median elapsed term"),
    "p95_days": marked("the 95th percentile of the elapsed term"),
    "queue_median_h": marked("the median queue time"),
    "utilisation": marked("the utilisation"),
    "wait_min": marked("the mean wait in the hall"),
    "gave_up": marked("the share of visits given up"),
}
"""The measures as subjects of a sentence."""
WITH: dict[PlaceInWords, str] = {
    "whole": marked("{subject} over all routes with '{case}'"),
    "route": marked("{subject} on {where} with '{case}'"),
    "staff": marked("{subject} of {where} with '{case}'"),
    "routes": marked("{subject} on {where} against {first}"),
}
"""What cannot be told from what it is in the first case."""
SAME: dict[PlaceInWords, str] = {
    "whole": marked("No difference: {subject} over all routes is the same with '{case}' in every replication."),
    "route": marked("No difference: {subject} on {where} is the same with '{case}' in every replication."),
    "staff": marked("No difference: {subject} of {where} is the same with '{case}' in every replication."),
    "routes": marked("No difference: {subject} on {where} is the same as on {first} in every replication."),
}
"""What is the same in every replication."""
CHANGES: dict[tuple[Measure, PlaceInWords], tuple[str, str]] = {
    ("in_time", "whole"): (
        marked("all routes together are late {amount} less often with '{case}'"),
        marked("all routes together are late {amount} more often with '{case}'"),
    ),
    ("in_time", "route"): (
        marked("{where} is late {amount} less often with '{case}'"),
        marked("{where} is late {amount} more often with '{case}'"),
    ),
    ("in_time", "routes"): (
        marked("{where} is late {amount} less often than {first}"),
        marked("{where} is late {amount} more often than {first}"),
    ),
    ("late", "whole"): (
        marked("{size} more citizens have a late answer over all routes with '{case}'"),
        marked("{size} fewer citizens have a late answer over all routes with '{case}'"),
    ),
    ("late", "route"): (
        marked("{size} more citizens have a late answer on {where} with '{case}'"),
        marked("{size} fewer citizens have a late answer on {where} with '{case}'"),
    ),
    ("lateness_h", "whole"): (
        marked("the answers over all routes are late by {amount} more together with '{case}'"),
        marked("the answers over all routes are late by {amount} less together with '{case}'"),
    ),
    ("lateness_h", "route"): (
        marked("the answers on {where} are late by {amount} more together with '{case}'"),
        marked("the answers on {where} are late by {amount} less together with '{case}'"),
    ),
    ("utilisation", "staff"): (
        marked("{where} is busy {amount} more of the time on duty with '{case}'"),
        marked("{where} is busy {amount} less of the time on duty with '{case}'"),
    ),
    ("gave_up", "staff"): (
        marked("{amount} more of the visits to the hall of {where} are given up with '{case}'"),
        marked("{amount} fewer of the visits to the hall of {where} are given up with '{case}'"),
    ),
}
"""What is different where the measure of this case is more, and where it is less, without the interval."""
LENGTHS: dict[PlaceInWords, tuple[str, str]] = {
    "whole": (
        marked("{subject} over all routes is {amount} longer with '{case}'"),
        marked("{subject} over all routes is {amount} shorter with '{case}'"),
    ),
    "route": (
        marked("{subject} on {where} is {amount} longer with '{case}'"),
        marked("{subject} on {where} is {amount} shorter with '{case}'"),
    ),
    "staff": (
        marked("{subject} of {where} is {amount} longer with '{case}'"),
        marked("{subject} of {where} is {amount} shorter with '{case}'"),
    ),
    "routes": (
        marked("{subject} on {where} is {amount} longer than on {first}"),
        marked("{subject} on {where} is {amount} shorter than on {first}"),
    ),
}
"""The same of how long something takes."""

"""The words of what the page may change: whose number it is, what it counts, and why something is not offered."""

from __future__ import annotations

from sim.measure.in_words import channel_name, role_name, step_in_words
from sim.quantities import MINUTE
from sim.report.paths_in_words import stream_in_words
from sim.report.run.names import channel_title
from sim.scenario.amounts import SECONDS_OF_UNIT, Amount
from sim.schema.in_words import percent_text
from sim.study.study import Study
from sim.translations.in_use import counted, localized_signs, marked, translated
from sim.web.controls.adjustable import Adjustable, Form, Unchangeable, WhyNot
from sim.web.controls.control import Control, NotOffered

_SIGNIFICANT = 3
_IN_HOURS = 90 * MINUTE
"""From here on times are said in hours [s]."""
_OF_A_COMMISSION: dict[Form, str] = {
    "weekdays": marked("{role}: sittings a week"),
    "every": marked("{role}: working days from one sitting to the next"),
    "files": marked("{role}: files on an agenda at most"),
    "per_file": marked("{role}: time for each file of a sitting"),
    "length": marked("{role}: length of a sitting"),
}
_COUNTED: dict[Form, str] = {
    "people": marked("people"),
    "most": marked("people when there are most"),
    "teams": marked("teams"),
}
_REASONS: dict[WhyNot, str] = {
    "register": marked("the applications come from a register, as they came"),
    "instants": marked("the scenario says when each application comes"),
    "seats": marked("its members are people of other roles who have a seat in it"),
    "fixed": marked("the scenario allows no other value"),
    "unbounded": marked("the scenario sets no limit; add 'agenda' to its sittings to change one"),
    "regulated": marked("the step takes the whole limit of the regulation"),
    "lead_time": marked("the hold is what the work leaves of a share of the limit"),
    "visits": marked("all files of a day are over at its end, however long a visit takes"),
    "sittings": marked("the time for a file is that of the sitting"),
    "nothing": marked("the scenario states no time that could be multiplied"),
}


def control_of(study: Study, one: Adjustable, lang: str) -> Control:
    """A number that may be changed, with its words in the language in use, which is `lang`."""
    return Control(
        key=one.key,
        kind=one.kind,
        group=_group(study, one, lang),
        label=_label(study, one, lang),
        unit=_unit(study, one),
        stated=one.stated,
        least=one.least,
        most=one.most,
        step=one.step,
        percent=one.percent,
        amount=one.amount,
    )


def not_offered(study: Study, one: Unchangeable, lang: str) -> NotOffered:
    """A number that is not offered, with the reason, in the language in use, which is `lang`."""
    label = f"{_group(study, one, lang)}, {_label(study, one, lang)}"
    return NotOffered(label, translated(_REASONS[one.reason]))


def value_in_words(control: Control, value: float) -> str:
    """A value of a control in the language in use: `3`, or what is multiplied and what comes of it, `150 % (3.075 per working day)`."""
    if not control.percent:
        return localized_signs(f"{value:g}")
    if control.amount is None:
        return percent_text(value)
    return translated(
        "{percent} ({amount})",
        percent=percent_text(value),
        amount=_amount_text(control.amount.times(value, whole=False)),
    )


def _amount_text(amount: Amount) -> str:
    """An amount with a few digits; of a time in the unit in which people would say it."""
    value, unit = amount.value, amount.unit
    if unit in SECONDS_OF_UNIT:
        seconds = value * SECONDS_OF_UNIT[unit]
        unit = "second" if seconds < MINUTE else "minute" if seconds < _IN_HOURS else "hour"
        value = seconds / SECONDS_OF_UNIT[unit]
    return Amount(float(f"{value:.{_SIGNIFICANT}g}"), unit).in_words


def _group(study: Study, one: Adjustable | Unchangeable, lang: str) -> str:
    """What stands above a number: the office, the route, or of applications the service."""
    if one.kind == "arrivals":
        services = study.regulations
        service = study.scenario.arrivals[one.where[0]].service
        return services[service].title.text(lang) if len(services) > 1 else translated("Applications")
    if len(one.where) == 3:
        service, channel, _ = one.where
        title = next(known for known in study.regulations[service].routes if known == channel)
        return channel_title(study, service, title, lang)
    return _office(study, one.where[0], lang)


def _office(study: Study, name: str, lang: str) -> str:
    """A kind of offices with how many there are, or an office that has people of its own."""
    if (office := study.scenario.offices.get(name)) is not None:
        title = office.title.text(lang) or name.replace("_", " ")
        return f"{title} × {office.size}" if office.size > 1 else title
    named = next((o.names[name], o) for o in study.scenario.offices.values() if o.names and name in o.names)
    own = named[0].title.text(lang) if named[0].title is not None else ""
    of_kind = named[1].title.text(lang)
    return own or (f"{of_kind} ({name.replace('_', ' ')})" if of_kind else name.replace("_", " "))


def _label(study: Study, one: Adjustable | Unchangeable, lang: str) -> str:
    """What a number is called below its group."""
    if one.kind == "arrivals":
        return _stream(study, one.where[0], lang)
    if len(one.where) == 3:
        return _step(study, one, lang)
    role = role_name(study.regulations, one.where[1], lang)
    role = role.replace("_", " ") if role == one.where[1] else role
    if isinstance(one, Adjustable) and one.form in _OF_A_COMMISSION:
        return translated(_OF_A_COMMISSION[one.form], role=role)
    if one.kind == "agenda":
        return translated(_OF_A_COMMISSION["files"], role=role)
    return translated("{role}: sittings", role=role) if one.kind in ("sittings", "work") else role


def _stream(study: Study, name: str, lang: str) -> str:
    """A stream by its route and office, a population by its channels; by its name as well where others are called so."""
    stream = study.scenario.arrivals[name]
    if stream.channels is None:
        return stream_in_words(study, name, lang, with_service=False)
    channels = ", ".join(channel_name(channel) for channel in stream.channels)
    alike = [
        other
        for other in study.scenario.arrivals.values()
        if other.service == stream.service and other.channels is not None and [*other.channels] == [*stream.channels]
    ]
    return f"{channels}, {name.replace('_', ' ')}" if len(alike) > 1 else channels


def _step(study: Study, one: Adjustable | Unchangeable, lang: str) -> str:
    service, channel, key = one.where
    law = study.regulations[service]
    route = next(known for known in law.routes if known == channel)
    reading = study.scenario.services[service].routes[route].reading
    steps = {step.key: step for step in law.path(route, reading)} | law.branch_steps(route)
    name = step_in_words(key, role_name({service: law}, steps[key].role, lang))
    return translated("{step}, wait after the work", step=name) if one.kind == "hold" else name


def _unit(study: Study, one: Adjustable) -> str:
    """What the value counts, or what 100 % are; empty where the label says it."""
    if one.form in ("people", "most", "teams"):
        office = study.scenario.offices.get(one.where[0])
        if office is not None and office.size > 1:
            if one.form == "teams":
                return counted("teams in {count} office", "teams in each of {count} offices", one.offices)
            return counted("people in {count} office", "people in each of {count} offices", one.offices)
        return translated(_COUNTED[one.form])
    if one.amount is not None:
        template = marked("on average {amount} at 100 %") if one.form == "mean" else marked("{amount} at 100 %")
        return translated(template, amount=_amount_text(one.amount))
    return ""

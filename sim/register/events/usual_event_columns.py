"""The usual names of the columns of a register of events: in English, Russian and Kazakh, and as process mining has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.register.column_names import USUAL_NAMES, plain_name
from sim.register.events.event_options import EventHolding

_VAGUE = frozenset(
    (
        "дата и время", "дата", "күні мен уақыты", "күні", "күн", "date and time", "timestamp", "date", "registered",
        "submitted at", "received at",
    )
)  # fmt: skip
"""Names under which an ordinary register has the receipt, and a register of events may have an event."""
_RECEIVED = tuple(name for name in USUAL_NAMES["received"] if name not in _VAGUE)

USUAL_EVENT_NAMES: Mapping[EventHolding, Sequence[Sequence[str]]] = {
    "case": (
        ("case:concept:name",),
        ("case", "case id", "caseid"),
        ("case number", "case no", "trace", "trace id"),
        tuple(
            name
            for name in USUAL_NAMES["number"]
            if name not in ("case", "case id", "caseid", "case:concept:name", "id", "number", "№", "номер", "нөмірі", "нөмір")
        ),
        ("application_id", "file", "file id", "file number", "дело", "заявление", "обращение", "заявка", "іс", "өтініш", "іс №"),
        ("id", "number", "№", "номер", "нөмірі", "нөмір"),
    ),
    "activity": (
        ("concept:name",),
        ("activity", "activity name", "activityid", "activity id"),
        (
            "step", "task", "event", "операция", "действие", "этап", "шаг", "процедура", "әрекет",
            "кезең", "қадам", "операция атауы", "работа", "задача", "наименование операции",
            "рәсім", "іс-әрекет", "наименование этапа", "вид работы", "наименование действия", "событие", "оқиға",
        ),
        ("name", "stage", "status", "статус", "стадия"),
    ),
    "resource": (
        ("org:resource",),
        ("resource", "resource name", "resource id"),
        (
            "user", "employee", "performer", "officer", "worker", "staff", "who", "исполнитель", "сотрудник",
            "специалист", "работник", "ресурс", "кто", "фио исполнителя", "фио сотрудника", "орындаушы", "қызметкер", "маман",
            "ресурс атауы", "agent", "handled by", "done by", "executor", "пользователь", "пайдаланушы",
        ),
        ("responsible", "ответственный", "жауапты", "person", "org:role", "role", "роль", "рөлі", "org:group", "group"),
    ),
    "start": (
        ("start_timestamp", "time:start_timestamp", "time:start"),
        (
            "start", "start time", "started", "started at", "start date", "begin", "begin time", "begun", "begun at", "start_time",
            "time started", "start datetime", "from", "начало", "начато", "время начала", "дата начала", "дата и время начала",
            "начало работы", "начало этапа", "начало операции", "басталды", "басталуы", "басталған уақыты", "басталу уақыты",
            "басталған күні", "басталу күні", "басталған күні мен уақыты", "басы",
        ),
    ),
    "end": (
        ("time:timestamp",),
        (
            "end", "end time", "ended", "ended at", "end date", "finish", "finished", "finished at", "complete", "completed",
            "completed at", "complete time", "completion time", "finish time", "time ended", "end datetime", "to", "stop",
            "complete timestamp", "end timestamp", "конец", "окончание", "завершение", "завершено", "окончено", "время окончания",
            "дата окончания", "дата и время окончания", "время завершения", "дата завершения", "дата и время завершения",
            "окончание работы", "окончание этапа", "конец работы", "аяқталды", "аяқталуы", "аяқталған уақыты", "аяқталу уақыты",
            "аяқталған күні", "аяқталу күні", "аяқталған күні мен уақыты", "соңы",
        ),
        (
            "timestamp", "time", "date and time", "date time", "datetime", "event time", "дата и время", "время", "время события",
            "дата события", "күні мен уақыты", "уақыты", "уақыт", "оқиға уақыты",
        ),
        ("date", "дата", "күні", "күн"),
    ),
    "lifecycle": (
        ("lifecycle:transition",),
        ("lifecycle", "transition", "lifecycle transition", "event type", "eventtype"),
    ),
    "instance": (("concept:instance",), ("instance", "activity instance", "activity instance id")),
    "received": (
        ("case:startdate", "case:start date"),
        ("case:received", "case received", "case:receipt"),
        ("case:reg date", "case:submitted", "case submitted"),
        (*_RECEIVED, "received at", "submitted at"),
        ("registered",),
    ),
    "ready": (
        ("case:enddate", "case:ready", "case ready", "case:end date", "case:completed"),
        (
            "ready", "ready at", "date ready", "ready date", "ready on", "answered", "answer date", "date of answer", "answered at",
            "decided", "decision date", "date decided", "date of decision", "closed", "closed at", "date closed", "closing date",
            "issued", "date issued", "готово", "дата готовности", "дата и время готовности", "дата ответа", "дата решения",
            "дата принятия решения", "дата исполнения", "исполнено", "дата закрытия", "закрыто", "дата выдачи", "выдано",
            "дата результата", "дата выдачи результата", "фактический срок", "дайын", "дайын болған күні", "дайын күні",
            "жауап күні", "жауап берілген күні", "шешім күні", "шешім қабылданған күні", "орындалған күні", "орындалды",
            "жабылған күні", "берілген нәтиже күні", "нәтиже күні",
        ),
    ),
    "due": (
        ("case:deadline", "case:due", "case deadline", "case due", "case:due date"),
        (
            "due", "due date", "due at", "date due", "deadline", "due by", "срок", "срок исполнения", "срок ответа",
            "дата исполнения (план)", "крайний срок", "плановый срок", "срок оказания", "срок рассмотрения", "плановая дата",
            "контрольный срок", "контрольная дата", "мерзімі", "мерзім", "орындау мерзімі", "жауап мерзімі", "соңғы мерзім",
            "жоспарлы мерзімі", "бақылау мерзімі", "қарау мерзімі",
        ),
    ),
}  # fmt: skip
"""By what a column holds: its usual names in groups, the first group that a register has being meant; two names of one group
leave open which is meant."""

PLAIN_EVENT_NAMES: Mapping[EventHolding, tuple[frozenset[str], ...]] = {
    what: tuple(frozenset(map(plain_name, group)) for group in groups) for what, groups in USUAL_EVENT_NAMES.items()
}
"""The same as names are compared."""

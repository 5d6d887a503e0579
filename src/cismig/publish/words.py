"""What the command says of its own, in both languages."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

_MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "ru": (
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ),
}

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # asking
    "parameters": ("Parameters", "Параметры"),
    "columns": ("Columns", "Столбцы"),
    "chart": ("Chart", "График"),
    "written": ("written", "записано"),
    "limits": ("What this cannot tell you", "Чего отсюда не узнать"),
    "sources": ("Sources", "Источники"),
    "how sure": ("How sure", "Насколько надёжно"),
    "no rows": (
        "No rows: the graph holds nothing that answers this.",
        "Строк нет: в графе нет ответа.",
    ),
    "reading": ("Reading the table; lines read:", "Таблица читается; прочитано строк:"),
    "building": (
        "Building the store, once for this state of the files; files read:",
        "Строится хранилище, один раз для этого состояния файлов; прочитано файлов:",
    ),
    "undated": ("undated", "без даты"),
    "ask one": (
        "Ask one: cismig ask SLUG [name=value …]",
        "Задать вопрос: cismig ask SLUG [имя=значение …]",
    ),
    "cite as": ("Cite as", "Ссылаться так"),
    "true": ("yes", "да"),
    "false": ("no", "нет"),
    "one": ("everything here rests on one", "всё здесь опирается на один"),
    "weak": ("Weak, never counted as support", "Слабые, не считаются подтверждением"),
    "concluded": (
        "Concluded by the editors, printed by no source",
        "Вывод редакторов, не из источника",
    ),
    "partial": (
        "The answer is long; the sources are those of its first 1000 rows.",
        "Ответ велик; источники названы для первых 1000 строк.",
    ),
    # checking and formatting
    "violation": ("violation", "нарушение"),
    "note": ("note", "замечание"),
    "also": ("also", "а также"),
    "no findings": ("no findings", "замечаний нет"),
    "changed": ("changed", "изменено"),
    "would change": ("would change", "изменилось бы"),
    # why
    "is a": ("is", "это"),
    "accepted": ("held true", "принято"),
    "entailed": ("follows", "следует"),
    "set aside": ("set aside", "отклонено"),
    "contained": ("less precise, contained in", "менее точно, входит в"),
    "left out": ("not in the accepted view", "не в принятой картине"),
    "line": ("line", "строка"),
    "lines": ("lines", "строки"),
    "section": ("section", "раздел"),
    "editors": ("the editors", "редакторы"),
    "leaves out": ("leaves it out of a complete list", "в полном списке не называет"),
    "names": ("names it", "называет"),
    "absence side": ("says that it was absent", "сообщает об отсутствии"),
    "values": ("values differ", "значения расходятся"),
    "closed list": ("one list has it, a complete one has not", "в одном списке есть, в полном нет"),
    "absence": ("present by one, absent by another", "по одному присутствует, по другому нет"),
    "open question": ("an open question", "вопрос открыт"),
    "disagreements": ("Where sources disagree", "В чём источники расходятся"),
    "open": ("open: both sides stand", "открыто: обе стороны в силе"),
    "unjudged": ("not judged yet", "решения ещё нет"),
    "judged": ("Judged", "Решено"),
    "weighed": ("weighed", "взвешено"),
    "follows graph": ("follows", "следует за"),
    "sets aside": ("sets aside", "отклоняет"),
    "reason": ("reason", "почему"),
    "conclusions": ("Concluded by the editors", "Выводы редакторов"),
    "premise": ("premise", "посылка"),
    "rests on": ("rests on", "опирается на"),
    "it follows": ("It follows that", "Отсюда следует"),
    "because": ("because", "потому что"),
    "rule": ("rule of the ontology", "правило онтологии"),
    "linked from": ("Linked from", "На него ссылаются"),
    "not held": ("This is not held true", "Это не принято"),
    "would follow": ("It would follow from what was set aside", "Следовало бы из отклонённого"),
    "complete list": (
        "A list given as complete leaves it out",
        "В списке, поданном как полный, этого нет",
    ),
    "open list": ("A list given as open does not name it", "В открытом списке этого нет"),
    "list complete": ("A list given as complete", "Список подан как полный"),
    "list open": ("A list given as open", "Список подан как открытый"),
    "denied": ("A source says the contrary", "Источник утверждает обратное"),
    "otherwise": (
        "No source says so; what they say instead stands above.",
        "Ни один источник этого не утверждает; что они говорят вместо этого, сказано выше.",
    ),
    "unknown": (
        "Unknown: no source that was read says so, and none denies it.",
        "Неизвестно: ни один прочитанный источник этого не утверждает и не отрицает.",
    ),
    "nothing": (
        "Nothing is known of this property here.",
        "Об этом свойстве здесь ничего не известно.",
    ),
}

_TAGS: Final[Mapping[str, str]] = {
    "agenda": "повестка",
    "bodies": "органы",
    "checks": "проверки",
    "dates": "даты",
    "departures": "выезд",
    "disagreement": "расхождения",
    "events": "события",
    "evidence": "доказательства",
    "gaps": "пробелы",
    "indicators": "показатели",
    "inferences": "выводы",
    "instruments": "документы",
    "meetings": "заседания",
    "memberships": "членство",
    "people": "люди",
    "plans": "планы",
    "population": "население",
    "posts": "должности",
    "refugees": "беженцы",
    "registrations": "постановка на учёт",
    "remittances": "денежные переводы",
    "sources": "источники",
    "states": "государства",
    "statistics": "статистика",
    "stock": "численность мигрантов",
    "themes": "темы",
}

SOURCES: Final = (("source", "sources"), ("источник", "источника", "источников"))
ORIGINS: Final = (
    ("origin", "origins"),
    ("первоисточник", "первоисточника", "первоисточников"),
)
VIOLATIONS: Final = (("violation", "violations"), ("нарушение", "нарушения", "нарушений"))
NOTES: Final = (("note", "notes"), ("замечание", "замечания", "замечаний"))
FILES: Final = (("file", "files"), ("файл", "файла", "файлов"))


def tag(name: str, language: str) -> str:
    """Return the heading of a group of questions: its tag, in *language* if it is known there."""
    return _TAGS.get(name, name) if language == "ru" else name


def months(language: str) -> tuple[str, ...]:
    """Return the names of the months, as they stand after a day."""
    return _MONTHS[language]


def word(key: str, language: str) -> str:
    """Return what the command says for *key* in *language*."""
    english, russian = WORDS[key]
    return russian if language == "ru" else english


def counted(
    number: int, forms: tuple[str, str], russian: tuple[str, str, str], language: str
) -> str:
    """Return *number* with its noun in the form that the language wants.

    >>> counted(1, ("source", "sources"), ("источник", "источника", "источников"), "ru")
    '1 источник'
    >>> counted(12, ("source", "sources"), ("источник", "источника", "источников"), "ru")
    '12 источников'
    """
    if language != "ru":
        return f"{number} {forms[number != 1]}"
    teen = number % 100 in range(11, 15)
    last = number % 10
    form = 2 if teen or last == 0 or last > 4 else 0 if last == 1 else 1  # noqa: PLR2004 - Russian counts so
    return f"{number} {russian[form]}"

"""What the pages say of their own, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PHRASES", "phrase"]

PHRASES: Final[Mapping[str, tuple[str, str]]] = {
    # every page
    "project": ("CIS Migration Graph", "Граф миграционного сотрудничества СНГ"),
    "skip": ("To the content", "К содержанию"),
    "site": ("The graph", "Граф"),
    "questions": ("Questions", "Вопросы"),
    "search": ("Search", "Поиск"),
    "ontology": ("Words", "Термины"),
    "dumps": ("Dumps", "Выгрузки"),
    "other language": ("По-русски", "In English"),
    "licence": (
        "Data under CC BY 4.0, save what a source says of its own",
        "Данные — CC BY 4.0, если источник не указывает иного",
    ),
    # the first page
    "about": (
        "Who cooperates on migration in the Commonwealth of Independent States, and who says so.",
        "Кто сотрудничает в сфере миграции в СНГ и кто об этом говорит.",
    ),
    "about more": (
        "Bodies, meetings, memoranda and figures; each statement in the graph of its source.",
        "Органы, заседания, меморандумы и цифры; каждое утверждение — в графе своего источника.",
    ),
    "begin": ("Where to begin", "С чего начать"),
    "begin questions": (
        "questions with answers from the graph, each with its sources",
        "вопросы с ответами из графа, у каждого — источники",
    ),
    "begin search": (
        "a state, a body, a meeting, a document by name",
        "государство, орган, заседание, документ по названию",
    ),
    "begin sparql": ("any question of your own", "любой собственный вопрос"),
    "begin dumps": ("the whole graph as files", "весь граф файлами"),
    "begin ontology": ("what the words of the graph mean", "что значат термины графа"),
    # search
    "found": ("Found: {total}; shown: {shown}.", "Найдено: {total}; показано: {shown}."),
    "kind": ("Kind", "Вид"),
    "every kind": ("of every kind", "любого вида"),
    "kind state": ("state", "государство"),
    "kind body": ("body", "орган"),
    "kind authority": ("authority", "ведомство"),
    "kind meeting": ("meeting", "заседание"),
    "kind instrument": ("instrument", "документ"),
    "kind event": ("event", "событие"),
    "kind person": ("person", "лицо"),
    "kind place": ("place", "место"),
    "kind theme": ("theme", "тема"),
    "kind area": ("area", "территория"),
    "kind indicator": ("indicator", "показатель"),
    "kind dataset": ("data set", "набор данных"),
    "kind agenda": ("agenda item", "пункт повестки"),
    "kind post": ("post", "должность"),
    "kind membership": ("membership", "членство"),
    "kind source": ("source", "источник"),
    "kind period": ("period", "период"),
    "kind code": ("code", "код"),
    "kind ontology": ("word", "термин"),
    "kind judgement": ("judgement", "суждение"),
    "kind inference": ("inference", "заключение"),
    "kind graph": ("graph", "граф"),
    # what has no label in the graph: two graphs of ours, and words of RDF and OWL
    "is graph:accepted": ("What we hold true", "Что мы считаем верным"),
    "is graph:entailed": ("What follows", "Что следует"),
    "is rdf:type": ("is a", "вид"),
    "is rdfs:label": ("name", "название"),
    "is rdfs:subClassOf": ("is a kind of", "разновидность"),
    "is rdfs:subPropertyOf": ("is a case of", "частный случай"),
    "is rdfs:domain": ("is said of", "говорится о"),
    "is rdfs:range": ("leads to", "ведёт к"),
    "is rdfs:isDefinedBy": ("defined by", "определено в"),
    "is owl:imports": ("imports", "импортирует"),
    "is owl:disjointWith": ("is never a", "никогда не"),
    "is owl:equivalentClass": ("is the same as", "то же, что"),
    "is owl:propertyChainAxiom": ("follows from the chain", "следует из цепочки"),
    "is owl:unionOf": ("any of", "любое из"),
    "is owl:versionIRI": ("version at", "версия по адресу"),
    "is owl:versionInfo": ("version", "версия"),
    "is owl:Ontology": ("ontology", "онтология"),
    "is owl:Class": ("class", "класс"),
    "is owl:Restriction": ("restriction", "ограничение"),
    "is owl:ObjectProperty": ("property that leads to a thing", "свойство, ведущее к вещи"),
    "is owl:DatatypeProperty": ("property with a value", "свойство со значением"),
    "is owl:AnnotationProperty": ("annotation", "аннотация"),
    "is owl:NamedIndividual": ("thing", "вещь"),
    # the document of a thing
    "facts": ("What is said of it", "Сведения"),
    "figures": ("Figures", "Цифры"),
    "of all": ("Of all:", "У всех:"),
    "excerpts": ("Places in the source", "Места в источнике"),
    "statements": ("What it says", "Содержание"),
    "words": ("Its words", "Термины"),
    "referring": ("What refers to it", "Упоминания"),
    "who says so": ("Who says so", "Кто это говорит"),
    "numbers": (
        (
            "The numbers beside a statement are the graphs that hold it, each of one source; "
            "a statement without a number follows from others."
        ),
        (
            "Числа рядом с утверждением — графы, в которых оно есть, каждый от одного источника; "
            "утверждение без числа следует из других."
        ),
    ),
    "more": ("{number} more", "ещё {number}"),
    "cut": ("Shown here: {shown} of {total}.", "Показано здесь: {shown} из {total}."),
    "not embedded": (
        "This is too large for one page; the forms below have all of it.",
        "Это слишком велико для одной страницы; целиком — в форматах ниже.",
    ),
    # dumps
    "dumps same": (
        "The whole graph as files, all of one state. The same statements make the same bytes.",
        "Весь граф файлами, все одного состояния. Одни и те же утверждения дают те же байты.",
    ),
    "dumps licence": (
        (
            "Each graph goes with the licence that it carries, and with CC BY 4.0 where it carries "
            "none: our reading of a source. What we hold true joins them all, so it stands in no "
            "file of one licence."
        ),
        (
            "Каждый граф — под лицензией, которая в нём указана, а без неё — CC BY 4.0: это наше "
            "прочтение источника. То, что мы считаем верным, соединяет их все, поэтому в файлы "
            "одной лицензии не входит."
        ),
    ),
    "dump all": (
        "All graphs: what each source says, what we hold true, and what follows.",
        "Все графы: что говорит каждый источник, что мы считаем верным и что следует.",
    ),
    "dump accepted": (
        "What we hold true, with what follows from it.",
        "То, что мы считаем верным, со всем, что из этого следует.",
    ),
    "dump licence": ("The graphs under this licence.", "Графы под этой лицензией."),
    "size": ("Size", "Размер"),
    "statement count": ("Statements", "Утверждений"),
    "form": ("Form", "Формат"),
    "under licence": ("Licence", "Лицензия"),
    # a query of one's own
    "query": ("Query", "Запрос"),
    "ask": ("Ask", "Спросить"),
    "query accepted": ("What you ask without", "Запрос без"),
    "query sides": ("is what we hold true;", "— о том, что мы считаем верным;"),
    "query who": (
        "asks who says so. The prefixes of the graph need not be declared.",
        "спрашивает, кто это говорит. Префиксы графа объявлять не нужно.",
    ),
    # questions and answers
    "questions about": (
        "Each has its answer as a page and as data, with its sources and how to cite them.",
        "На каждый есть ответ — страницей и данными, с источниками и ссылкой для цитирования.",
    ),
    "another state": (
        "The permalink was made for another state of the graph; this is the answer of today",
        "Постоянная ссылка дана на другое состояние графа; здесь ответ на сегодня",
    ),
    "no rows": (
        "No rows: the graph holds nothing that answers this.",
        "Строк нет: в графе нет ответа.",
    ),
    "picture of": ("Chart: {question}", "График: {question}"),
    "columns": ("What the columns mean", "Что в столбцах"),
    "limits": ("What this cannot tell you", "Чего отсюда не узнать"),
    "sources": ("Sources", "Источники"),
    "undated": ("undated", "без даты"),
    "original": ("original", "оригинал"),
    "how sure": ("How sure", "Насколько надёжно"),
    "cite": ("Cite as", "Как ссылаться"),
    "permalink": ("Permalink of this answer", "Постоянная ссылка на этот ответ"),
    "form text": ("As text", "Текстом"),
    "form bibtex": ("BibTeX", "BibTeX"),
    "form ris": ("RIS", "RIS"),
    "form csl": ("CSL-JSON", "CSL-JSON"),
    "forms": ("The same as data", "То же данными"),
    "the query": ("The query in SPARQL", "Запрос на SPARQL"),
    "ask the query": ("Ask it at the endpoint", "Задать его точке доступа"),
    # who says so
    "part subject": ("Thing", "О чём"),
    "part predicate": ("Property", "Свойство"),
    "part object": ("Value", "Значение"),
    "ask why": ("Ask who says so", "Спросить, кто это говорит"),
    # a refusal
    "remedy": ("What to do", "Что делать"),
    "refused": ("This cannot be answered", "На это нельзя ответить"),
    "missing": ("Nothing is here", "Здесь ничего нет"),
    "withdrawn": ("This was withdrawn", "Это отозвано"),
    "look elsewhere": ("Look for it by name", "Искать по названию"),
}


def phrase(key: str, language: str) -> str:
    """Return what stands under *key* in *language*, en or ru.

    >>> phrase("search", "ru")
    'Поиск'
    """
    return PHRASES[key][1 if language == "ru" else 0]

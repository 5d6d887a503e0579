"""What the outputs of the room say of their own, in both languages."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # sheets
    "answer": ("Answer", "Ответ"),
    "notes": ("Notes", "Примечания"),
    "label of": ("name", "название"),
    "question": ("Question", "Вопрос"),
    "parameters": ("Asked with", "Задано"),
    "columns": ("Columns", "Столбцы"),
    "limits": ("What this cannot tell you", "Чего отсюда не узнать"),
    "counts": ("What the figures count", "Что считают числа"),
    "sources": ("Sources", "Источники"),
    "source": ("Source", "Источник"),
    "cite as": ("Cite as", "Ссылаться так"),
    "release": ("Taken from", "Взято из"),
    "licence": ("licence", "лицензия"),
    "edition": ("Edition", "Издание"),
    "undated": ("undated", "без даты"),
    "partial": (
        "The answer is long; the sources are those of its first 1000 rows.",
        "Ответ велик; источники названы для первых 1000 строк.",
    ),
    # cards
    "data set": ("Data set", "Набор данных"),
    "publisher": ("Publisher", "Издатель"),
    "note": ("Note", "Пояснение"),
    "indicator": ("Indicator", "Показатель"),
    "definition": ("Definition", "Определение"),
    "unit": ("Unit", "Единица"),
    "counted": ("Unit of count", "Единица счёта"),
    "timing": ("Timing", "Вид учёта"),
    "threshold": ("Threshold", "Порог"),
    "territory": ("Territory", "Территория"),
    "counted by": ("Counted by", "Кто считает"),
    "extent": ("Extent", "Полнота"),
    "caveats": ("To be read with care", "Читать с осторожностью"),
    # charts
    "and more": ("and {} more", "и ещё {}"),
    "events": ("Events", "События"),
    "not drawn": ("Not drawn, for there are too many: {}", "Не показано из-за большого числа: {}"),
    "no place": ("Not on the map: {}", "Нет на карте: {}"),
    "skewed": (
        "Colours step by equal ratios, not by equal differences",
        "Цвета меняются через равные отношения, а не через равные разности",
    ),
    "breadth": ("Breadth of the bands: {}", "Ширина полос: {}"),
    "without figure": ("Grey: no figure", "Серым: нет числа"),
    "none": ("no figure", "нет числа"),
    "rows without": ("Rows without a figure: {}", "Строк без числа: {}"),
    "tiles": (
        "One square for each state, laid out roughly as they lie; squares show no borders or sizes",
        "Квадрат на государство, расположение примерное; границ и площадей квадраты не передают",
    ),
    "kind bar": ("Bar chart", "Столбчатая диаграмма"),
    "kind line": ("Line chart", "Линейный график"),
    "kind sankey": ("Flow diagram", "Диаграмма потоков"),
    "kind heatmap": ("Heat map", "Тепловая карта"),
    "kind map": ("Tile map", "Плиточная карта"),
    "rows": ("rows drawn: {}", "показано строк: {}"),
    "least": ("least {}", "наименьшее {}"),
    "greatest": ("greatest {}", "наибольшее {}"),
}


def word(key: str, language: str) -> str:
    """Return what is said for *key* in *language*."""
    english, russian = WORDS[key]
    return russian if language == "ru" else english

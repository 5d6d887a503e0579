"""Words as a search compares them: no capitals, no marks, Cyrillic in Latin letters.

The folding is made to meet, not to be read: Душанбе and Dushanbe become one word, as do Тоҷикистон
and Tojikiston, Юлия and Yuliya. What stands in another alphabet stays in it.
"""

from __future__ import annotations

import re
import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

__all__ = ["fold", "has_one_slip", "initials", "lessened"]

_LATIN: Final = str.maketrans(
    dict(zip("абвгдезиклмнопрстуфыэ", "abvgdeziklmnoprstufie", strict=True))
    | {"ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia"}
    | {"ъ": "", "ь": "", "ʻ": "", "ʼ": "", "’": "", "'": "", "`": ""}
    # Tajik, Kazakh, Kyrgyz, Ukrainian; marks that can be taken off are off already
    | {"ғ": "g", "қ": "k", "ҷ": "j", "ҳ": "h", "һ": "h", "ұ": "u", "ү": "u", "і": "i", "ө": "o"}
    | {"ң": "n", "ә": "a", "ґ": "g", "є": "e", "ј": "j"}
    # Latin letters of Azerbaijan, Turkmenistan, Uzbekistan and others
    | {"ə": "a", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "y": "i", "x": "h"}
)
_ALIKE: Final = (("dzh", "j"), ("kh", "h"), ("tz", "ts"), ("ie", "e"), ("shch", "sh"))
_DOUBLE: Final = re.compile(r"([^\W\d_])\1+")
_APART: Final = re.compile(r"[\W_]+|(?<=\d)(?=[^\W\d_])")  # also between 28 and th
_SMALL: Final = frozenset(
    ("a an and at by for from in of on the to "  # noqa: SIM905 - read as words
     "в во для до за и из к на о об от по под при с со у").split()
)  # fmt: skip


def fold(text: str) -> str:
    """Return *text* as it is compared: words of folded letters with one space between them.

    >>> fold("СРМО"), fold("Душанбе, Тоҷикистон"), fold("Dushanbe")
    ('srmo', 'dushanbe tojikiston', 'dushanbe')
    """
    while (folded := _folded(text)) != text:
        text = folded
    return text


def _folded(text: str) -> str:
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(letter)
    )
    latin = _APART.sub(" ", bare.translate(_LATIN))
    for many, one in _ALIKE:
        latin = latin.replace(many, one)
    return _DOUBLE.sub(r"\1", latin).strip()


def initials(text: str) -> str:
    """Return the first letters of the words of *text*, folded; small words have no part in it.

    >>> initials("Совет руководителей миграционных органов")
    'srmo'
    """
    words = (word for word in _APART.split(text.casefold()) if word and word not in _SMALL)
    return fold("".join(word[0] for word in words))


def lessened(word: str) -> Iterator[str]:
    """Return *word* and what is left of it when one letter is taken out.

    Two words that differ by a letter, or by two in each other's place, have one of these in common.
    """
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def has_one_slip(word: str, other: str) -> bool:
    """Tell whether one letter, put in, left out, changed or moved by one, makes one the other.

    >>> has_one_slip("dushambe", "dushanbe"), has_one_slip("dushanbe", "dushnabe")
    (True, True)
    """
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    one, two = word[start:], other[start:]
    return (
        one[1:] == two
        or one == two[1:]
        or one[1:] == two[1:]
        or (one[:2] == two[:2][::-1] and one[2:] == two[2:])
    )

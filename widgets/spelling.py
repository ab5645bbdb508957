"""Whether a word can be meant by what was typed: by its beginning, by a part of it, or by the first letters of how its characters are spelled.

`ck` finds 窗口, `ll` 林岚, `3ck` 3 号窗口 (what is not a letter or a figure is passed over). No widgets.
"""

from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parents[1] / "resources" / "pinyin" / "initials.txt"
NO = 100
"""The rank of what is not meant."""


@lru_cache(maxsize=1)
def _letters() -> dict[str, str]:
    """The letters by which each character's spellings begin."""
    found: dict[str, str] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        letter, _, signs = line.partition(" ")
        if len(letter) == 1 and letter.isalpha():
            for sign in signs:
                found[sign] = found.get(sign, "") + letter
    return found


def rank(typed: str, words: str) -> int:
    """How well `words` fits what was typed, 0 best, `NO` not at all. Several typed words must all be meant."""
    parts = typed.lower().split()
    if not parts:
        return 0
    ranks = [_rank(part, words.lower()) for part in parts]
    return NO if NO in ranks else sum(ranks)


def _rank(typed: str, words: str) -> int:
    if typed.isdigit():
        return _number_rank(typed, words)
    at = words.find(typed)
    if at == 0:
        return 0
    if at > 0:
        return 1 if not words[at - 1].isalnum() or not words[at - 1].isascii() else 3
    return 2 if _is_spelled(typed, words) else NO


def _number_rank(typed: str, words: str) -> int:
    """A number is meant whole: 3 is not 13; within a ticket's name or a longer number it is meant least."""
    numbers = "".join(sign if sign.isdigit() else " " for sign in words).split()
    if typed in numbers:
        return 0
    return 4 if any(number.startswith(typed) for number in numbers) else NO


def _is_spelled(typed: str, words: str) -> bool:
    signs = [sign for sign in words if sign.isalnum()]
    letters = _letters()
    return any(
        all(typed[i] == signs[start + i] or typed[i] in letters.get(signs[start + i], "") for i in range(len(typed)))
        for start in range(len(signs) - len(typed) + 1)
    )

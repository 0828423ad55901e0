"""How place names are compared: one plain form for every spelling, so “São Paulo” and “sao paulo” meet."""

import re
import unicodedata

_QUOTES = "'’‘ʻʼ`´ʹʿʾ"
_LETTERS: dict[str, str | None] = {
    "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d",
}  # fmt: skip
_PLAIN = str.maketrans(_LETTERS | dict.fromkeys(_QUOTES))  # letters that Unicode does not decompose
_INITIAL = re.compile(r"(?<=\b\w)\.(?=\w)")


def fold(text: str) -> str:
    """The comparable form of a name in any script.

    Case, accents, quotes and the dots of initials go (“D.C.” is “dc”); other punctuation becomes one space. Vowel
    signs of Indic and Thai script stay, they are letters there.
    """
    text = _INITIAL.sub("", text.casefold().translate(_PLAIN))
    text = unicodedata.normalize("NFKD", text)
    return " ".join("".join(_kept(letter) for letter in text).split())


def _kept(letter: str) -> str:
    if letter.isalnum():
        return letter
    if unicodedata.combining(letter):
        return ""
    return letter if unicodedata.category(letter).startswith("M") else " "

"""Numbers as they are typed on keyboards all over the world."""

import unicodedata

_SIGNS = str.maketrans({"٫": ".", "٬": ",", "،": ","})
_DIRECTIONS = frozenset("\u200e\u200f\u061c\u2066\u2067\u2068\u2069")  # marks that nobody sees


def western(text: str) -> str:
    """The text with digits of every script, and their separators, as those of ASCII, without marks of direction."""
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return "".join(_digit(sign) for sign in plain if sign not in _DIRECTIONS)


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)

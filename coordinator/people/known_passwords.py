"""Passwords that are tried first: those that many people use, and those that are made of what is known of somebody.

ASVS 5.0, 6.2.4 and 6.2.12 (lists of known passwords) and 6.2.11 (words of the place). The lists are beside this file in
`data`; nothing is asked of anybody outside. No kind of character is asked for: length and chance count.
"""

import functools
import gzip
import re
import unicodedata
from collections.abc import Collection
from pathlib import Path

from coordinator.errors import Invalid, Say

LIST = Path(__file__).parent / "data" / "known_passwords.txt.gz"
OF_THE_SITE = ("coordinator", "concerts", "concert", "house", "home", "giveahome", "give")
SHORTEST = 4  # letters: what is left of a password besides known words must have more than a few
COMMON = Say(
    "Many people use this password, or nearly this one, so it is among the first that are tried. "
    "Take three or four words that have nothing to do with each other."
)
ABOUT_HER = Say(
    "This is made of your name, your e-mail address or words of this site, and soon guessed. "
    "Take three or four words that have nothing to do with them."
)


def check(password: str, *, about_her: Collection[str]) -> None:
    """Raise Invalid (`password`) for one that many use, and for one made of texts `about_her` (her name, her address,
    the site's) or words of the site."""
    typed = _plain(password)
    if _is_common(typed):
        raise Invalid({"password": [COMMON]})
    rest = typed
    for word in sorted({*OF_THE_SITE, *_words(about_her)}, key=len, reverse=True):
        rest = rest.replace(word, " ")
    letters = "".join(char for char in rest if char.isalpha())
    if rest != typed and (len(letters) < SHORTEST or letters in _known()):
        raise Invalid({"password": [ABOUT_HER]})


def _is_common(typed: str) -> bool:
    """Whether it stands in a list as it is, without digits and signs around it, or as one part said over and over."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", typed)
    again = re.fullmatch(r"(.+?)\1+", typed)
    part = again.group(1) if again else ""
    return bool({typed, core, part} & _known()) or 0 < len(part) < SHORTEST


def _words(texts: Collection[str]) -> set[str]:
    """The parts of texts that are long enough to be told from chance."""
    return {word for text in texts for word in re.split(r"[\W\d_]+", _plain(text)) if len(word) >= SHORTEST - 1}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@functools.cache
def _known() -> frozenset[str]:
    return frozenset(gzip.decompress(LIST.read_bytes()).decode("utf-8").splitlines())

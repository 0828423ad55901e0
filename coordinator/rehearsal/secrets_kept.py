"""The words that may not be told: which address is of which room, which act is called what; found in any text.

A text is taken apart into words, so that neither capitals, line breaks nor signs in between hide anything.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Secret:
    """Words that may not be told, what they are (“address”, “act”, “host”) and of whom or what (an id)."""

    kind: str
    of: str
    words: tuple[str, ...]


class Phrases:
    """Finds secrets in texts: by their first word, then by the rest."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._by_first: dict[str, list[Secret]] = {}
        for one in secrets:
            if one.words:
                self._by_first.setdefault(one.words[0], []).append(one)

    def found_in(self, text: str) -> Iterator[Secret]:
        """Those that stand in it, each as often as it does."""
        words = words_of(text)
        for place, word in enumerate(words):
            for one in self._by_first.get(word, ()):
                if tuple(words[place : place + len(one.words)]) == one.words:
                    yield one


def words_of(text: str) -> list[str]:
    """The words of a text, all in small letters."""
    return _WORD.findall(text.casefold())


def secret(kind: str, of: str, text: str) -> Secret:
    """A secret of that text."""
    return Secret(kind, of, tuple(words_of(text)))


def secrets_of(acts: Mapping[str, str], addresses: Mapping[str, str], hosts: Mapping[str, str]) -> list[Secret]:
    """Those of an edition: id → how an act calls itself, the address of a room, how its host is called."""
    found = [secret("act", of, text) for of, text in acts.items()]
    found += [secret("address", of, text) for of, text in addresses.items()]
    return found + [secret("host", of, text) for of, text in hosts.items()]

"""The sentences of the house in other languages: `translations/<language>.po`, read when one is first needed.

A sentence that a catalogue does not have (yet) stays English. `make words` finds the sentences anew.
"""

from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Babel, Domain, get_locale

ENGLISH = "en"
_FOLDER = Path(__file__).with_name("translations")


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """The ISO 639 codes of the languages there are catalogues of, and English."""
    return frozenset({ENGLISH, *(file.stem for file in _FOLDER.glob("*.po"))})


@cache
def translations(language: str) -> NullTranslations:
    """The sentences in a language, as gettext has them; for English and others without a catalogue as they are."""
    if language not in languages() - {ENGLISH}:
        return NullTranslations()
    with (_FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    packed = BytesIO()
    write_mo(packed, catalogue)
    packed.seek(0)
    return Translations(packed)


class _Sentences(Domain):  # type: ignore[misc]
    """Takes sentences from our catalogues, where flask-babel would look for compiled files."""

    def get_translations(self) -> NullTranslations:
        """Those of the present reader's language."""
        locale = get_locale()
        return translations(locale.language if locale else ENGLISH)


class Sentences(Babel):  # type: ignore[misc]
    """Flask-Babel with our catalogues."""

    domain_instance = _Sentences()

"""Languages meet whatever people call them."""

import pytest

from coordinator.lineups.speaking import spoken


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (("de", "DE", "de-AT", "de_CH", "German", "deutsch", "niemiecki", "allemand"), {"de"}),
        (("ar", "Arabic", "العربية"), {"ar"}),
        (("en", "English", "inglés", "Englisch"), {"en"}),
        (("Français", "francais", "French"), {"fr"}),
        (("中文", "Chinese"), {"zh"}),
    ],
)
def test_one_language_has_many_names(said: tuple[str, ...], meant: set[str]) -> None:
    assert spoken(said) == meant


def test_a_language_nobody_listed_meets_itself_and_blanks_meet_nobody() -> None:
    assert spoken(("Plautdietsch Nuevo", "plautdietsch-nuevo", " ", "")) == {"plautdietsch nuevo"}

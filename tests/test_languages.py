"""Sentences are in the reader's language; days, clocks and distances follow the customs of the reader's country."""

import pytest
from flask import Flask

from coordinator.languages import select_locale
from coordinator.wording import distance


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("", "en_150"),
        ("en-US,en;q=0.9", "en_US"),
        ("en-GB", "en_GB"),
        ("de", "de_DE"),
        ("de-CH, en;q=0.5", "de_CH"),
        ("ar", "ar_EG"),
        ("fr", "en_FR"),
        ("fr-CH, en;q=0.5", "en_CH"),
        ("fr-CH, de;q=0.5, en;q=0.4", "de_CH"),
        ("ja, ar-SY;q=0.5", "ar_SY"),
        ("zh-Hans-SG", "en_SG"),
        ("xx-ZZ, en-NG;q=0.4", "en_NG"),
        ("*", "en_150"),
        ("../../etc", "en_150"),
    ],
)
def test_the_customs_are_those_of_the_first_country_that_is_known(app: Flask, said: str, locale: str) -> None:
    with app.test_request_context(headers={"Accept-Language": said}):
        assert select_locale() == locale


@pytest.mark.parametrize(("said", "far"), [("en-US", "5 mi"), ("en-GB", "5 mi"), ("de-DE", "8 km"), ("", "8 km")])
def test_a_distance_is_in_the_readers_unit(app: Flask, said: str, far: str) -> None:
    with app.test_request_context(headers={"Accept-Language": said}):
        assert distance(8.04672) == far

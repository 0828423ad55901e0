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


@pytest.mark.parametrize(
    ("said", "near"),
    [("en-US", "under 0.1 mi"), ("en-GB", "under 0.1 mi"), ("", "under 0.1 km"), ("de-DE", "unter 0,1 km")],
)
@pytest.mark.parametrize("km", [0.0, 0.001, 0.0499])
def test_what_is_nearer_than_the_least_that_is_told_is_under_it(app: Flask, km: float, said: str, near: str) -> None:
    with app.test_request_context(headers={"Accept-Language": said}):
        assert distance(km) == near


def test_arabic_says_under_in_its_own_words(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "ar"}):
        assert distance(0.0) == f"أقل من {distance(0.1)}"


@pytest.mark.parametrize(("said", "far"), [("en-US", "0.1 mi"), ("", "0.1 km")])
def test_the_least_that_is_told_is_itself_a_distance(app: Flask, said: str, far: str) -> None:
    with app.test_request_context(headers={"Accept-Language": said}):
        assert distance(0.1) == distance(0.09) == far

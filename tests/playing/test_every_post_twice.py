"""Every form and button of acts may be sent twice."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from tests.artists.acts import begun
from tests.campaign.builders import an_edition
from tests.guests.entering import field_of
from tests.people.builders import a_person, signed_in
from tests.pictures.files import a_photo
from tests.twice import Sent, has_the_effect_of_once


def _player(app: Flask) -> FlaskClient:
    an_edition(day=(now() + timedelta(days=30)).date())
    return signed_in(app.test_client(), a_person("lea@example.org", name="Lea"))


def _begin(app: Flask) -> Sent:
    lea = _player(app)
    return Sent(lea, "/artist/acts/new", {"form": field_of(lea.get("/artist/apply").text, "form")})


def _photo(app: Flask) -> Sent:
    lea, file = _player(app), Path(app.extensions["coordinator.settings"].folder, "photo.jpg")
    file.write_bytes(a_photo())
    path = f"/artist/acts/{begun(lea)}/photo"
    return Sent(lea, path, {"photo": (str(file), file.name), "words": "Two cellos"})


def _photo_away(app: Flask) -> Sent:
    sent = _photo(app)
    sent.send()
    return Sent(sent.by, f"{sent.path}/away")


def _link(app: Flask) -> Sent:
    lea = _player(app)
    begun(lea)
    return Sent(lea, "/artist/calendar", {"seen": ""})


def _link_away(app: Flask) -> Sent:
    sent = _link(app)
    sent.send()
    return Sent(sent.by, f"{sent.path}/revoke")


CASES: dict[str, Callable[[Flask], Sent]] = {
    "playing.begin": _begin,
    "act_photo.show": _photo,
    "act_photo.take_away": _photo_away,
    "feed.renew": _link,
    "feed.revoke": _link_away,
}
"""Endpoint → what is sent."""


@pytest.mark.parametrize("case", CASES)
def test_what_is_sent_twice_has_the_effect_of_once(app: Flask, case: str) -> None:
    has_the_effect_of_once(CASES[case](app))

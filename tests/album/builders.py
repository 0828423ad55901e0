"""An evening that is over, with somebody who sends a picture of it."""

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coordinator import jobs
from coordinator.album import letters
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import album_standing, consents, shots
from coordinator.disclosure.consents import Consent
from coordinator.disclosure.shots import Shot
from tests.people.builders import signed_in
from tests.pictures.files import a_photo
from tests.spaces.hosted import Hosted, a_hosted_show

NOOR, ALI = "noor@example.org", "ali@example.org"


@dataclass
class Evening:
    """A hosted show that is over, while the embargo of its edition holds."""

    app: Flask
    hosted: Hosted

    def contact(self, slot: int) -> str:
        """Who speaks for the act of that slot."""
        return album_standing.contacts(self.hosted.show)[slot]

    def browser(self, person_id: str) -> FlaskClient:
        """Hers."""
        return signed_in(self.app.test_client(), person_id)

    @property
    def url(self) -> str:
        """Where pictures are sent to."""
        return f"/album/shows/{self.hosted.show.id}"

    def send(self, browser: FlaskClient | None = None, **other: Any) -> TestResponse:
        """What comes of sending a picture; `other` fields instead of the usual ones."""
        return (browser or self.hosted.browser()).post(self.url, data=a_form(**other))

    def shot(self) -> Shot:
        """The last one that was sent."""
        found = shots.of_city(self.hosted.show.city_id)
        return found[-1]

    def asked(self) -> dict[str, Consent]:
        """Who is asked about it, by role and name."""
        found = consents.of_shots([self.shot().id]).get(self.shot().id, ())
        return {f"{one.who.asked_as} {one.who.called}".strip(): one for one in found}

    def answers(self, *uses: str, who: str | None = None) -> None:
        """Everyone (or one) who is asked says yes to these uses, by the link in her letter."""
        for name, one in self.asked().items():
            if who in (None, name):
                path = f"/album/answers/{consents.token_of(one.id)}"
                assert self.app.test_client().post(path, data={"uses": list(uses)}).status_code == 303

    def release(self) -> None:
        """The embargo of the edition ends."""
        self.hosted.edition.embargo_ends_at = self.hosted.show.ends_at
        db.session.commit()

    def letters(self) -> list[str]:
        """The letters of the album that leave now."""
        folder = self.app.extensions["coordinator.settings"].folder / "outbox"
        before = set(folder.glob("*.eml"))
        jobs.work_off(letters.JOBS, at=now())
        return [
            one.read_text(encoding="utf-8").replace("=\n", "") for one in sorted(set(folder.glob("*.eml")) - before)
        ]


def a_form(**other: Any) -> dict[str, Any]:
    """A picture of the second act and of two people, for this site and the press."""
    usual: dict[str, Any] = {
        "file": (io.BytesIO(a_photo()), "GPS 52.5 home.jpg"),
        "words": "Three people play in front of a bookshelf",
        "caption": "The last song",
        "acts": ["2"],
        "called": ["Noor", "Ali"],
        "reach": [NOOR, ALI],
        "uses": ["site", "press"],
        "form": "form-1",
    }
    return {name: value for name, value in (usual | other).items() if value is not None}


def an_evening(app: Flask) -> Evening:
    """Yesterday's; the embargo holds for a day more."""
    hosted = a_hosted_show(app, days=-1)
    hosted.edition.embargo_ends_at = now() + timedelta(days=1)
    db.session.commit()
    return Evening(app, hosted)

"""Shows that are open to guests, and what guests ask for."""

import re
from datetime import datetime, timedelta

from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import entries as own
from coordinator.disclosure import moves
from coordinator.disclosure.entries import Wanted
from coordinator.editions.models import Edition
from coordinator.guests import draw_list, drawing, entries, seats
from coordinator.guests.draw_list import DrawList
from coordinator.guests.draw_result import Outcome
from coordinator.guests.drawing import PublicDraw
from coordinator.guests.models import Draw
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from tests.campaign.builders import Town, a_city, a_space, an_edition, spaces_taken
from tests.guests.draws import signed
from tests.people.builders import a_person


def open_shows(count: int = 3, *, town: Town | None = None, edition: Edition | None = None) -> list[Show]:
    """Shows of one city in a month, open to guests."""
    edition = edition or an_edition(day=(now() + timedelta(days=30)).date())
    city = a_city(town)
    rows = (a_space(f"{city.slug}{number}", host_email=f"{city.slug}{number}@example.org") for number in range(count))
    shows = spaces_taken(edition, city, *rows)
    entries.open_city(CONSOLE, edition, city.id, at=now())
    db.session.commit()
    return shows


def wishes(*shows: Show, people: int = 1, **said: object) -> Wanted:
    """What a party asks for."""
    return Wanted(people, tuple(show.id for show in shows), **said)  # type: ignore[arg-type]


def filled_in(*shows: Show, people: int = 1, **said: str) -> dict[str, object]:
    """The form of an entry."""
    return {"people": str(people), "shows": [show.id for show in shows], **said}


def entered(client: FlaskClient, *shows: Show, people: int = 1, **said: str) -> None:
    """Somebody signed in enters through the page, having read there what gives way."""
    path = f"/shows/{shows[0].id}/enter"
    seen = dict(re.findall(r'name="(instead_of)" value="([^"]*)"', client.get(path).text))
    answer = client.post(path, data=filled_in(*shows, people=people, **seen, **said))
    assert answer.status_code == 303, answer.text


def guests(*shows: Show, count: int = 1, first: int = 0, **said: object) -> list[Reader]:
    """So many people, each with an entry for these shows."""
    found = [Reader(a_person(f"guest-{number}@example.org")) for number in range(first, first + count)]
    for guest in found:
        entries.enter(guest, wishes(*shows, **said), at=now())  # type: ignore[arg-type]
    db.session.commit()
    return found


def edition_of(show: Show) -> Edition:
    """Its edition."""
    return db.session.get_one(Edition, show.edition_id)


def published(show: Show) -> PublicDraw:
    """The draw of the show's city, its list published as entries close."""
    closes = entries.close_at(edition_of(show), show.city_id)
    assert closes is not None
    drawing.close_due(closes)
    db.session.commit()
    found = drawing.find_draw(edition_of(show), show.city_id)
    assert found is not None
    return found


def relisted(draw: Draw, listed: DrawList) -> None:
    """Let another list have been published for that draw."""
    for name, value in drawing.columns_of(draw_list.write(listed)).items():
        setattr(draw, name, value)


def outcome_of(draw: PublicDraw) -> Outcome:
    """What the source of a draw brings when it is due."""
    return Outcome(signature=signed(draw.head.source.round))


def held(show: Show) -> PublicDraw:
    """The same draw, held when it is due."""
    fixed = published(show)
    found = drawing.hold(CONSOLE, edition_of(show), show.city_id, outcome_of(fixed), at=fixed.draw.due_at)
    db.session.commit()
    return found


def says_yes(guest: Reader, *, at: datetime) -> None:
    """A guest says yes to her seat as it stands."""
    entry = own.own_entries(guest)[0]
    seats.confirm(guest, entry.id, sees=moves.seen_of(str(entry.seat)), at=at)


def field_of(page: str, name: str) -> str:
    """What stands in the first hidden field of that name on a page."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]+)">', page)
    assert found is not None, page
    return found[1]

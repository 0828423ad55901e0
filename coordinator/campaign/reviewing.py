"""What waits for review in the demonstration: a few rooms and acts of the known lead's cities, scored by her deputy."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from coordinator.artists.models import Application, ApplicationState, Artist
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure.deposits import space_ids
from coordinator.disclosure.engagements import engagements
from coordinator.disclosure.offers import bills
from coordinator.disclosure.people import enrol
from coordinator.editions.models import Edition
from coordinator.people.accounts import grant
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.reviews import applications, judging, spaces
from coordinator.reviews.judging import Subject
from coordinator.shows.models import Show
from coordinator.spaces.models import Space, SpaceState

DEPUTY, NAME = "deputy@example.org", "Bea Deputy"
ROOMS, ACTS = 2, 6  # of each city
SAID = (
    (5, "I would sit on that floor all night.", "Let us not lose this one."),
    (2, "Lovely people, but I am not sure about the noise.", "Has anybody been there?"),
    (4, "Good, and close to the others.", "Yes from me."),
)


def leave_to_review(edition: Edition, cities: Sequence[City], *, at: datetime) -> None:
    """Have a few rooms without acts and acts without a show wait for review, every other one scored by the deputy."""
    deputy = enrol(DEPUTY, name=NAME)
    for city in cities:
        grant(Role.LEAD, deputy, city_id=city.id, deputy=True)
        reader = Reader(deputy, frozenset({(Role.LEAD, city.id)}))
        for number, subject in enumerate([*_rooms(edition, city), *_acts(edition, city)]):
            if number % 2:
                continue
            points, words, remark = SAID[number // 2 % len(SAID)]
            judging.score(reader, subject, points, words=words, at=at)
            judging.remark(reader, subject, remark, at=at)


def _rooms(edition: Edition, city: City) -> list[Subject]:
    names = {space: reference for reference, space in space_ids(edition.id).items()}
    here = (Show.edition_id == edition.id) & (Show.city_id == city.id)
    shows = db.session.scalars(select(Show).where(here)).all()
    filled = bills([show.id for show in shows])
    empty = sorted((show.space_id for show in shows if not filled[show.id]), key=lambda space: names[space])
    chosen = [db.session.get_one(Space, space_id) for space_id in empty[-ROOMS:]]
    for space in chosen:
        space.state = SpaceState.SUBMITTED
    db.session.flush()
    return [spaces.subject_of(space) for space in chosen]


def _acts(edition: Edition, city: City) -> list[Subject]:
    here = (Application.edition_id == edition.id) & (Application.city_id == city.id)
    joined = select(Application).join(Artist, Artist.id == Application.artist_id).where(here)
    wishes = db.session.scalars(joined.order_by(Artist.act_name, Application.id)).all()
    busy = {one.artist_id for one in engagements([wish.artist_id for wish in wishes], edition_id=edition.id)}
    chosen = [wish for wish in wishes if wish.artist_id not in busy][:ACTS]
    for wish in chosen:
        wish.state = ApplicationState.SUBMITTED
    db.session.flush()
    return [applications.subject_of(wish) for wish in chosen]

"""Parts that several pages of the album share: the picture itself as an answer that nobody keeps, and how an evening is
called."""

from flask import Response, request

from coordinator import pictures
from coordinator.cities.listing import public_city
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import shots
from coordinator.shows.models import Show
from coordinator.wording import when

FILM = "video/mp4"


def picture_answer(shot_id: str, side: int) -> Response:
    """One size of a photo, which the caller has found to be the reader's to see. Raises NotFound."""
    return _alone(Response(shots.picture(shot_id, side), mimetype=pictures.KIND), "picture.webp")


def film_answer(shot_id: str) -> Response:
    """A clip, as above; in parts where a player asks for them."""
    body = shots.clip(shot_id)
    answer = _alone(Response(body, mimetype=FILM), "clip.mp4")
    answer.make_conditional(request, accept_ranges=True, complete_length=len(body))
    return answer


def _alone(answer: Response, name: str) -> Response:
    """No cache keeps it: what is taken down is gone at the next look."""
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex, noimageindex"
    return answer


def where_words(show: Show) -> str:
    """“Berlin, Wed 20 Sep, 19:30”: city and time, never a home."""
    city = public_city(db.session.get_one(City, show.city_id))
    return f"{city.name}, {when(show.starts_at, show.zone)}"

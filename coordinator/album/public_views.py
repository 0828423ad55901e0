"""What everybody sees: the album of a city once the embargo is over, with the pictures that all have agreed to."""

from flask import Blueprint, Response, render_template

from coordinator.album import published
from coordinator.album.pages import film_answer, picture_answer
from coordinator.cities.listing import get_city
from coordinator.editions.calendar import get_edition
from coordinator.editions.models import Edition
from coordinator.frame import asked_edition
from coordinator.web import PUBLIC, audience, moment

bp = Blueprint("public_album", __name__)


@bp.get("/cities/<city>/album")
@audience(PUBLIC)
def city(city: str) -> str:
    """The album of a city, by evening; before the embargo is over, that it opens then, with or without pictures."""
    place, edition, at = get_city(city), asked_edition(), moment()
    found = published.of_city(edition, place.id, at=at)
    return render_template(
        "album/city.html",
        city=place,
        edition=edition,
        is_told=published.is_told(edition, at=at),
        pictures=found,
        earlier=published.earlier(edition, place.id, at=at),
        shows=list(dict.fromkeys(one.show for one in found)),
    )


@bp.get("/album/pictures/<shot_id>/<int:side>")
@audience(PUBLIC)
def picture(shot_id: str, side: int) -> Response:
    """A public picture."""
    return picture_answer(published.get(shot_id, at=moment()).id, side)


@bp.get("/album/pictures/<shot_id>/clip")
@audience(PUBLIC)
def clip(shot_id: str) -> Response:
    """A public clip."""
    return film_answer(published.get(shot_id, at=moment()).id)


@bp.app_template_global()
def shows_with_pictures(edition: Edition | None) -> frozenset[str]:
    """Ids of the shows of an edition that have public pictures; none before its embargo is over."""
    return frozenset() if edition is None else published.shows(edition, at=moment())


@bp.app_template_global()
def has_pictures(edition_slug: str, show_id: str) -> bool:
    """Whether a show of that edition has public ones."""
    edition = get_edition(edition_slug)
    return edition is not None and published.has_some(edition, show_id, at=moment())

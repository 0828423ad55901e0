"""Who played where, for everybody, from the instant at which the embargo of the whole edition ends."""

from collections.abc import Sequence

from flask import Blueprint, Response, jsonify, render_template

from coordinator.day import opened
from coordinator.day.opened import Played
from coordinator.editions.models import Edition
from coordinator.frame import asked_edition
from coordinator.web import PUBLIC, audience, cacheable, moment
from coordinator.wording import iso

bp = Blueprint("opened", __name__)
FRESH = 30  # seconds that a copy may be shown for: what is told later than it could be harms nobody


@bp.get("/map/played")
@audience(PUBLIC)
def page() -> str:
    """By city: each show with its area, its time and its acts; before the end of the embargo, when that is."""
    edition, at = asked_edition(), moment()
    return render_template(
        "day/played.html",
        edition=edition,
        opens_at=edition.embargo_ends_at,
        is_open=opened.is_open(edition, at=at),
        is_due=opened.is_due(edition, at=at),
        cities=opened.played(edition, at=at),
    )


@bp.get("/map/played.json")
@audience(PUBLIC)
def facts() -> Response:
    """The same for the map: no show at all before the instant at which all of them open."""
    edition, at = asked_edition(), moment()
    shows = [_told(one) for of_city in opened.played(edition, at=at).values() for one in of_city]
    opens = iso(edition.embargo_ends_at) if edition.embargo_ends_at else None
    told = {"opens_at": opens, "open": opened.is_open(edition, at=at), "shows": shows}
    return cacheable(jsonify(told), seconds=FRESH)


@bp.app_template_global()
def may_post(edition: Edition | None) -> bool:
    """Whether everybody may say by now who played in that edition."""
    return edition is not None and opened.is_open(edition, at=moment())


@bp.app_template_global()
def is_late(edition: Edition | None) -> bool:
    """Whether the moment that was announced is past while a last set is still played."""
    return edition is not None and opened.is_due(edition, at=moment()) and not may_post(edition)


@bp.app_template_global()
def other_days(shown: Edition | None) -> Sequence[Edition]:
    """The editions of which everybody may say by now who played, the latest first, without the one that is shown."""
    return [one for one in opened.been(at=moment()) if shown is None or one.id != shown.id]


def _told(one: Played) -> dict[str, object]:
    show = one.show
    acts = [{"act": act.act_name, "links": list(act.links)} for act in one.acts]
    area = {"id": show.area.id, "name": show.area.name}
    return {"id": show.id, "city": show.city.slug, "area": area, "starts_at": iso(show.starts_at), "acts": acts}

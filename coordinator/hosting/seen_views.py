"""What each audience sees of my home, for its host."""

from flask import Blueprint, Response, jsonify, render_template, url_for

from coordinator import maps
from coordinator.clock import now
from coordinator.disclosure import own_spaces, room_photos
from coordinator.disclosure.own_offers import hall_of
from coordinator.disclosure.people import identity
from coordinator.disclosure.reviewed import Room
from coordinator.errors import NotFound
from coordinator.frame import static
from coordinator.hosting import seen
from coordinator.hosting.naming import name_area
from coordinator.hosting.pages import gone
from coordinator.hosting.words import audience_word, fact_word
from coordinator.reviews.pages import words_of_host
from coordinator.spaces.registration import Step, open_steps
from coordinator.spaces.words import told
from coordinator.web import HOST, audience, reader
from coordinator.wording import time_of_day, uses_miles

bp = Blueprint("seen", __name__)
bp.register_error_handler(NotFound, gone)


@bp.get("/host/<space_id>/seen")
@audience(HOST)
def by_audience(space_id: str) -> str:
    """The area on a map, what everybody sees, and what each audience learns beyond that."""
    form = own_spaces.own_form(reader(), space_id)
    home = seen.home(form, name_area=name_area, at=now())
    chart = maps.city_map(
        center=(home.area.latitude, home.area.longitude),
        discs_url=url_for("seen.area", space_id=space_id),
        places_url=url_for("hosting.places", space_id=space_id),
        static=static,
        miles=uses_miles(),
    )
    return render_template(
        "spaces/seen.html",
        fmap=chart,
        form=form,
        home=home,
        audiences=seen.audiences(form, closed=home.closed),
        hall=hall_of(home.space),
        room=Room(form.name, str(form.said["street"]), identity(str(reader().id)).name),
        told=words_of_host(own_spaces.as_described(form)),
        open_steps=open_steps(form.said) if form.space is None else (),
        pin=told(form.said)[Step.PIN],
        photos=room_photos.own(form),
        audience_word=audience_word,
        fact_word=fact_word,
    )


@bp.get("/host/<space_id>/area.json")
@audience(HOST)
def area(space_id: str) -> Response:
    """The public area of a space, for its map: the same for every home in it."""
    home = seen.home(own_spaces.own_form(reader(), space_id), name_area=name_area, at=now())
    shows = [
        {"id": show.id, "time": time_of_day(show.local_start), "url": url_for("shows.show", show_id=show.id)}
        for show in home.shows
    ]
    where = {name: getattr(home.area, name) for name in ("id", "name", "latitude", "longitude", "radius_m")}
    return jsonify({"areas": [{**where, "shows": shows}]})

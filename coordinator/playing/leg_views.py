"""The pin of a tour leg: where in its town an act is based while it tours."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator import maps
from coordinator.artists import applying
from coordinator.artists.applying import Step
from coordinator.artists.depositing import base_of
from coordinator.artists.words import apply_refusal_words
from coordinator.cities import towns
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_acts
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.frame import static
from coordinator.geo.gazetteer import gazetteer
from coordinator.people.words import too_often
from coordinator.playing.pages import gone, note_change
from coordinator.spaces.schemas import PinForm
from coordinator.web import ARTIST, audience, load, reader, say_faults
from coordinator.wording import uses_miles

bp = Blueprint("legs", __name__)
bp.register_error_handler(NotFound, gone)
Page = Response | str | tuple[str, int]
LEG = "/artist/acts/<artist_id>/legs/<int:number>"


@bp.get(f"{LEG}/pin")
@audience(ARTIST)
def page(artist_id: str, number: int) -> str:
    """Where the act is based during a leg."""
    return _page(artist_id, number, {}, {})


@bp.post(f"{LEG}/pin")
@audience(ARTIST)
def pin(artist_id: str, number: int) -> Page:
    """Keep the pin; who leads a show where it counts is told."""
    try:
        said = load(PinForm)
        point = said["latitude"], said["longitude"]
        before = own_acts.own_act(reader(), artist_id)
        note_change(before, applying.pin_leg(reader(), artist_id, number, point, at=now()), Step.LEGS)
        db.session.commit()
        flash(gettext("Kept. Your reach counts from there during that leg."), "good")
    except Invalid as refused:
        db.session.rollback()
        return _page(artist_id, number, request.form, say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        if refused.reason == "too_many_attempts":
            flash(too_often(refused), "bad")
            return _page(artist_id, number, request.form, {}), 429
        flash(apply_refusal_words(refused), "bad")
        return redirect(url_for("playing.act", artist_id=artist_id), code=303)
    return redirect(url_for("playing.step", artist_id=artist_id, act_step=Step.LEGS), code=303)


@bp.get(f"{LEG}/places.json")
@audience(ARTIST)
def places(artist_id: str, number: int) -> Response:
    """Names of districts around the town of a leg, for the map of its pin. They follow from the town alone."""
    town = applying.leg_of(own_acts.own_act(reader(), artist_id), number)["town"]
    return jsonify({"places": towns.districts(gazetteer(), town["latitude"], town["longitude"])})


def _page(artist_id: str, number: int, typed: Mapping[str, str], faults: Mapping[str, Sequence[str]]) -> str:
    act = own_acts.own_act(reader(), artist_id)
    leg = applying.leg_of(act, number)
    point = base_of(leg)
    told = dict(zip(applying.POINT, map(str, point), strict=True))
    return render_template(
        "artists/leg_pin.html",
        act=act,
        number=number,
        leg=leg,
        said={name: typed.get(name, told[name]) for name in applying.POINT},
        faults=faults,
        fmap=maps.pin_map(
            center=(leg["town"]["latitude"], leg["town"]["longitude"]),
            point=point,
            places_url=url_for("legs.places", artist_id=artist_id, number=number),
            static=static,
            miles=uses_miles(),
        ),
    )

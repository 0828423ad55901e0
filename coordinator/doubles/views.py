"""Pages about two applications that look like one act: for their lead, and for who speaks for either."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.cities import towns
from coordinator.cities.listing import PublicCity, get_city
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import doubles, own_acts, reviewed
from coordinator.disclosure.alike import LIVE
from coordinator.disclosure.doubles import Double
from coordinator.disclosure.merged import State
from coordinator.doubles import asking, letters
from coordinator.doubles.bringing import Choice
from coordinator.doubles.schemas import AnswerForm, MergeForm
from coordinator.doubles.words import done_words, double_words, why_word
from coordinator.errors import Conflict, NotFound
from coordinator.geo.gazetteer import Place, gazetteer
from coordinator.reviews.pages import edition_id
from coordinator.web import ARTIST, GLOBAL, LEAD, audience, load, reader

bp = Blueprint("doubles", __name__)
Page = Response | str | tuple[str, int]
PAIR = "/lead/<city>/doubles/<artist_id>/<other_id>"


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application send letters about doubles."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(letters.JOBS)


@bp.get("/lead/<city>/doubles")
@audience(LEAD, GLOBAL)
def overview(city: str) -> str:
    """The pairs of a city that look like one act, and what was said of others."""
    place = get_city(city)
    found = asking.of_city(reader(), edition_id=edition_id(), city_id=place.id, at=now())
    asked = [one for one in found if one.said and one.said.state is State.ASKED]
    told = [one for one in found if one.said and one.said.state is not State.ASKED]
    fresh = [one for one in found if one.said is None]
    return render_template(
        "doubles/list.html", city=place, fresh=fresh, asked=asked, told=told, why_word=why_word, live=LIVE
    )


@bp.post(f"{PAIR}/two")
@audience(LEAD, GLOBAL)
def say_two(city: str, artist_id: str, other_id: str) -> Response:
    """Remember that they are two."""

    def two(double: Double) -> str:
        asking.say_two(reader(), double, at=now())
        return done_words(State.TWO)

    return _done(city, artist_id, other_id, two)


@bp.post(f"{PAIR}/undo")
@audience(LEAD, GLOBAL)
def undo(city: str, artist_id: str, other_id: str) -> Response:
    """Take back what was said of them."""

    def open_again(double: Double) -> str:
        asking.undo(double)
        said: str = gettext("Taken back. The two stand among those to look at again.")
        return said

    return _done(city, artist_id, other_id, open_again)


@bp.get(f"{PAIR}/merge")
@audience(LEAD, GLOBAL)
def ask_to_merge(city: str, artist_id: str, other_id: str) -> str:
    """What would follow, before anything happens."""
    place, double = _led(city, artist_id, other_id)
    return _merge_page(place, double, request.args.get("keep", artist_id))


@bp.post(f"{PAIR}/merge")
@audience(LEAD, GLOBAL)
def merge(city: str, artist_id: str, other_id: str) -> Page:
    """Make them one act, or ask both who speak for them."""
    place, double = _led(city, artist_id, other_id)
    said = load(MergeForm)
    takes = [choice for choice in Choice if said[choice] == "other"]
    try:
        state = asking.merge(reader(), double, said["keep"], town_at, seen=said["seen"], takes=takes, at=now())
        db.session.commit()
    except Conflict as refused:
        db.session.rollback()
        flash(double_words(refused), "bad")
        again = asking.led(reader(), double.names, edition_id=edition_id(), city_id=place.id, at=now())
        return _merge_page(place, again, said["keep"]), 409
    flash(done_words(state), "good")
    return redirect(url_for("doubles.overview", city=city), code=303)


@bp.get("/artist/acts/<artist_id>/one")
@audience(ARTIST)
def question(artist_id: str) -> str:
    """The question whether an act is one with another application; names of others are not told."""
    act = own_acts.own_act(reader(), artist_id)
    found = doubles.of_act(reader(), artist_id)
    if found is None:
        raise NotFound
    pair, said = found
    (other,) = set(pair) - {artist_id}
    hers = [one for one in own_acts.own_acts(reader(), act.edition_id) if one.artist_id == other]
    return render_template("doubles/question.html", act=act, said=said, hers=hers[0] if hers else None)


@bp.post("/artist/acts/<artist_id>/one")
@audience(ARTIST)
def answer(artist_id: str) -> Response:
    """Say yes or no to it."""
    own_acts.own_act(reader(), artist_id)
    state = asking.answer(reader(), artist_id, town_at, yes=load(AnswerForm)["one"] == "yes", at=now())
    db.session.commit()
    flash(_thanks(state), "good")
    return redirect(url_for("playing.act", artist_id=artist_id), code=303)


def town_at(latitude: float, longitude: float) -> tuple[Place, str]:
    """The town nearest to a point, and what it is called in the form of an act."""
    place = gazetteer().nearest(latitude, longitude)
    return place, towns.label(place, locale="en")


def _thanks(state: State) -> str:
    words: dict[State, str] = {
        State.MERGED: gettext("Thank you. The two applications are one now."),
        State.ASKED: gettext("Thank you. They become one once the other side has said yes too."),
        State.TWO: gettext("Thank you. They stay two, and nobody asks again."),
    }
    return words[state]


def _led(city: str, artist_id: str, other_id: str) -> tuple[PublicCity, Double]:
    place = get_city(city)
    ids = (artist_id, other_id)
    return place, asking.led(reader(), ids, edition_id=edition_id(), city_id=place.id, at=now())


def _done(city: str, artist_id: str, other_id: str, do: Callable[[Double], str]) -> Response:
    _, double = _led(city, artist_id, other_id)
    try:
        said = do(double)
        db.session.commit()
        flash(said, "good")
    except Conflict as refused:
        db.session.rollback()
        flash(double_words(refused), "bad")
    return redirect(url_for("doubles.overview", city=city), code=303)


def _merge_page(place: PublicCity, double: Double, kept_name: str) -> str:
    if double.far:
        return _ask_page(place, double, kept_name)
    means = asking.outlook(double, kept_name, at=now())
    kept, other = sorted(double.sides, key=lambda side: side.act.id != kept_name)
    return render_template(
        "doubles/merge.html",
        city=place,
        double=double,
        kept=kept,
        other=other,
        means=means,
        bookings=reviewed.bookings_of_act(reader(), other.wish, at=now()),
        refused=double_words(means.refused) if means.refused else None,
    )


def _ask_page(place: PublicCity, double: Double, kept_name: str) -> str:
    """The page of who may see one side alone: whether to ask, and which is to stay."""
    double.act_of(kept_name)
    (side,) = double.sides
    return render_template("doubles/ask.html", city=place, double=double, side=side, keep=kept_name)

"""The album of a lead: every picture of her city, what is agreed, paper that she has, to whom she gave one, and whom
she has to tell that it is taken back."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from coordinator.album import consenting, handing_out, sending, words
from coordinator.album.models import Medium, Use
from coordinator.album.pages import film_answer, picture_answer
from coordinator.album.schemas import Answer, HandOut
from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.shows.leading import led_city
from coordinator.web import GLOBAL, LEAD, audience, load, moment, reader

bp = Blueprint("lead_album", __name__)
Page = BaseResponse | str | tuple[str, int]


@bp.get("/lead/<city>/album")
@audience(LEAD, GLOBAL)
def page(city: str) -> str:
    """All of a city."""
    place, at = led_city(reader(), city), moment()
    found = handing_out.of_city(reader(), place.id, at=at)
    shows = sending.open_in(place.id, at=at)
    return render_template("album/lead.html", city=place, found=found, given=handing_out.GIVEN, shows=shows)


@bp.post("/lead/<city>/album/<shot_id>/paper/<consent_id>")
@audience(LEAD, GLOBAL)
def note_paper(city: str, shot_id: str, consent_id: str) -> BaseResponse:
    """Note what somebody has said on paper whom no letter reaches."""
    _of_city(city, shot_id)
    uses = [Use(word) for word in load(Answer)["uses"]]
    said = gettext("Noted. Keep the paper for as long as the picture is used.")
    return _done(city, lambda: consenting.note_paper(reader(), shot_id, consent_id, uses, at=now()), said)


@bp.post("/lead/<city>/album/<shot_id>/give")
@audience(LEAD, GLOBAL)
def give(city: str, shot_id: str) -> Page:
    """Note to whom it is given, and hand it over as a file."""
    _of_city(city, shot_id)
    try:
        said = load(HandOut)
        shot = handing_out.give(reader(), shot_id, Use(said["use"]), said["to"], at=now())
        db.session.commit()
    except Invalid:
        flash(
            gettext("Write down to whom it goes, and for what: should somebody change her mind, they are told."), "bad"
        )
        return redirect(url_for("lead_album.page", city=city), code=303)
    except Conflict as refused:
        db.session.rollback()
        flash(words.refusal(refused), "bad")
        return redirect(url_for("lead_album.page", city=city), code=303)
    is_clip = shot.medium is Medium.CLIP
    answer: Response = film_answer(shot.id) if is_clip else picture_answer(shot.id, shot.sizes[-1].side)
    answer.headers["Content-Disposition"] = f'attachment; filename="{"clip.mp4" if is_clip else "picture.webp"}"'
    return answer


@bp.post("/lead/<city>/album/<shot_id>/told/<handout_id>")
@audience(LEAD, GLOBAL)
def tell(city: str, shot_id: str, handout_id: str) -> BaseResponse:
    """Note that she was told."""
    _of_city(city, shot_id)
    said = gettext("Noted.")
    return _done(city, lambda: handing_out.tell(reader(), shot_id, handout_id, at=now()), said)


def _of_city(city: str, shot_id: str) -> None:
    """Raise NotFound unless the reader leads that city and the picture is of it."""
    if handing_out.city_of(shot_id) != led_city(reader(), city).id:
        raise NotFound


def _done(city: str, do: Callable[[], None], said: str) -> BaseResponse:
    do()
    db.session.commit()
    flash(said, "good")
    return redirect(url_for("lead_album.page", city=city), code=303)

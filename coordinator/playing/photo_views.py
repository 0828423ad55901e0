"""The photo of an act, for who speaks for it."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator import pictures
from coordinator.artists.step_schemas import PhotoForm
from coordinator.artists.words import apply_refusal_words
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import act_photos, own_acts
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.people import tries
from coordinator.people.models import Attempt
from coordinator.people.words import conflict_status
from coordinator.playing import photos
from coordinator.playing.pages import gone
from coordinator.web import ARTIST, audience, load, reader, say_faults, sent_files, takes

bp = Blueprint("act_photo", __name__)
bp.register_error_handler(NotFound, gone)
Page = Response | str | tuple[str, int]


@bp.get("/artist/acts/<artist_id>/photo")
@audience(ARTIST)
def page(artist_id: str) -> str:
    """The photo of an act, and a field for another."""
    return _page(artist_id)


@bp.post("/artist/acts/<artist_id>/photo")
@takes(pictures.MOST_REQUEST)
@audience(ARTIST)
def show(artist_id: str) -> Page:
    """Take a photo in, or what is on it. It is made anew before anything is written, so that nobody waits for that."""
    own_acts.own_act(reader(), artist_id)
    try:
        said = load(PhotoForm)
        files = sent_files("photo")[:1]
        if files:
            tries.count(Attempt.PHOTOS)  # whatever comes of it: to decode it is the work
        db.session.commit()
        made = pictures.take(files, field="photo") if files else ()
        photos.show(reader(), artist_id, made, words=said["words"], at=now())
        db.session.commit()
    except Invalid as refused:
        return _page(artist_id, typed=request.form, faults=say_faults(refused)), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as refused:
        db.session.rollback()
        faults = {"photo": [apply_refusal_words(refused)]}
        return _page(artist_id, typed=request.form, faults=faults), conflict_status(refused)
    flash(gettext("Kept."), "good")
    return redirect(url_for("act_photo.page", artist_id=artist_id), code=HTTPStatus.SEE_OTHER)


@bp.post("/artist/acts/<artist_id>/photo/away")
@audience(ARTIST)
def take_away(artist_id: str) -> Response:
    """Take it away."""
    photos.take_away(reader(), artist_id)
    db.session.commit()
    return redirect(url_for("act_photo.page", artist_id=artist_id), code=HTTPStatus.SEE_OTHER)


def _page(
    artist_id: str, *, typed: Mapping[str, str] | None = None, faults: Mapping[str, Sequence[str]] | None = None
) -> str:
    act = own_acts.own_act(reader(), artist_id)
    photo = act_photos.own(act)
    return render_template(
        "artists/act_photo.html",
        act=act,
        photo=photo,
        words=(typed or {}).get("words", photo.words if photo else ""),
        faults=faults or {},
        most_mb=pictures.MOST_MB,
        kinds=pictures.ACCEPTED,
    )

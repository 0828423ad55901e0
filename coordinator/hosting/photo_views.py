"""Photos of a host's room: her page for them, and the pictures themselves for who may see them."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from coordinator import pictures
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import own_spaces, room_photos
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.hosting import photos
from coordinator.hosting.pages import gone
from coordinator.hosting.schemas import ChangePhoto
from coordinator.hosting.words import photo_refusal
from coordinator.people import tries
from coordinator.people.models import Attempt
from coordinator.people.words import conflict_status
from coordinator.web import HOST, SIGNED_IN, audience, load, moment, reader, say_faults, sent_files, takes

bp = Blueprint("room_photos", __name__)
bp.register_error_handler(NotFound, gone)
Page = BaseResponse | str | tuple[str, int]


@bp.get("/host/<space_id>/photos")
@audience(HOST)
def page(space_id: str) -> str:
    """The photos of a space, and a field for more."""
    return _page(space_id)


@bp.post("/host/<space_id>/photos")
@takes(pictures.MOST_REQUEST)
@audience(HOST)
def add(space_id: str) -> Page:
    """Take photos in. They are made anew before anything is written, so that nobody waits for a decoder."""
    own_spaces.own_form(reader(), space_id)
    try:
        tries.count(Attempt.PHOTOS)  # whatever comes of them: to decode them is the work
        db.session.commit()
        made = pictures.take(sent_files("photos"), field="photos")
        new = photos.add(reader(), space_id, made, at=now())
        db.session.commit()
    except Invalid as refused:
        return _page(space_id, faults=say_faults(refused)), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as refused:
        db.session.rollback()
        return _page(space_id, faults={"photos": [photo_refusal(refused)]}), conflict_status(refused)
    if new:
        flash(gettext("Kept. Say in a few words what is on them, for who cannot see them."), "good")
    if there := len(made) - new:
        flash(ngettext("%(num)s photo was here already.", "%(num)s photos were here already.", there), "good")
    return redirect(url_for("room_photos.page", space_id=space_id), code=HTTPStatus.SEE_OTHER)


@bp.post("/host/<space_id>/photos/<photo_id>")
@audience(HOST)
def change(space_id: str, photo_id: str) -> Page:
    """Describe a photo, move it or take it away."""
    try:
        said = load(ChangePhoto)
        photos.change(reader(), space_id, photo_id, photos.Deed(said.pop("deed")), **said, at=now())
        db.session.commit()
    except Invalid as refused:
        typed = {photo_id: request.form.get("words", "")}
        said = _page(space_id, typed=typed, faults=say_faults(refused), refused=photo_id)
        return said, HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("room_photos.page", space_id=space_id), code=HTTPStatus.SEE_OTHER)


@bp.get("/photos/<photo_id>/<int:side>")
@audience(SIGNED_IN)
def picture(photo_id: str, side: int) -> Response:
    """A photo in one size, for who may see it."""
    answer = Response(room_photos.picture(reader(), photo_id, side, at=moment()), mimetype=pictures.KIND)
    answer.headers["Content-Disposition"] = 'inline; filename="photo.webp"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _page(
    space_id: str,
    *,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, Sequence[str]] | None = None,
    refused: str = "",
) -> str:
    """The page; after something was refused with `typed` (photo id → words), `faults` and the photo it is about."""
    form = own_spaces.own_form(reader(), space_id)
    shown = room_photos.own(form)
    return render_template(
        "spaces/photos.html",
        form=form,
        photos=shown,
        may_add=photos.may_add(form),
        left=max(photos.MOST - len(shown), 0),
        most_at_once=pictures.MOST_AT_ONCE,
        most_mb=pictures.MOST_MB,
        kinds=pictures.ACCEPTED,
        words=typed or {},
        faults={"photos": (), "words": (), **(faults or {})},
        refused=refused,
    )

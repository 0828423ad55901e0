"""Pages of who was there: her evenings, sending a picture, one picture before it is public, taking it down."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import IO

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response as BaseResponse

from coordinator import clips, pictures
from coordinator.album import forgetting, letters, seeing, sending, words
from coordinator.album.pages import film_answer, picture_answer, where_words
from coordinator.album.schemas import Picture
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import album_standing, shots
from coordinator.disclosure.photos import Made
from coordinator.disclosure.shots import Film
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.people import tries
from coordinator.people.models import Attempt
from coordinator.people.words import conflict_status
from coordinator.web import SIGNED_IN, audience, form_token, load, moment, reader, say_faults, sent_files, takes

bp = Blueprint("album", __name__)
Page = BaseResponse | str | tuple[str, int]
MOST_REQUEST = (pictures.MOST_MB + 1) * 1024 * 1024
ROWS = 4  # for people, of the eight, that are open from the beginning


@bp.record_once
def offer_work(state: BlueprintSetupState) -> None:
    """Let workers of the application send the letters of the album, and forget what is due."""
    state.app.extensions.setdefault("coordinator.jobs", {}).update(letters.JOBS)
    state.app.extensions.setdefault("coordinator.rounds", []).extend(forgetting.ROUNDS)


bp.add_app_template_global(words.use_words)
bp.add_app_template_global(words.asked_words)
bp.add_app_template_global(where_words, "evening_of")


@bp.get("/album/")
@audience(SIGNED_IN)
def mine() -> str:
    """My evenings of which I may send pictures, and pictures that I am on."""
    at = moment()
    ended = album_standing.evenings(reader(), since=at - sending.LASTS - timedelta(days=1), until=at)
    open_ones = [show for show in ended if sending.is_open(show, at=at)]
    return render_template("album/mine.html", shows=open_ones, shown=seeing.shown_to(reader()))


@bp.get("/album/shows/<show_id>")
@audience(SIGNED_IN)
def evening(show_id: str) -> str:
    """Pictures of an evening that the reader may know of, and the form for another."""
    return _page(show_id, {})


@bp.post("/album/shows/<show_id>")
@takes(MOST_REQUEST)
@audience(SIGNED_IN)
def send(show_id: str) -> Page:
    """Take a picture in. It is made anew before anything is written."""
    show = sending.evening(reader(), show_id)
    try:
        said = load(Picture)
        sending.refuse(reader(), show, said["sent"], said["who"], at=now())
        tries.count(Attempt.PHOTOS)
        db.session.commit()
        made = _made(sent_files("file"))
        here = {"origin": request.remote_addr or "", "locale": str(get_locale())}
        sending.send(reader(), show_id, said["sent"], said["who"], made, **here, at=now())
        db.session.commit()
    except Invalid as refused:
        db.session.rollback()
        return _page(show_id, say_faults(refused)), 422
    except Conflict as refused:
        db.session.rollback()
        return _page(show_id, {"file": [words.refusal(refused)]}), conflict_status(refused)
    flash(gettext("Kept. Everyone who is named has a letter; nobody sees it before all have said yes."), "good")
    return redirect(url_for("album.evening", show_id=show_id), code=303)


@bp.get("/album/shots/<shot_id>")
@audience(SIGNED_IN)
def shot(shot_id: str) -> str:
    """One picture, for who may know of it."""
    return render_template("album/shot.html", one=seeing.seen(reader(), shot_id, at=moment()))


@bp.get("/album/shots/<shot_id>/<int:side>")
@audience(SIGNED_IN)
def picture(shot_id: str, side: int) -> Response:
    """The picture itself."""
    found = seeing.seen(reader(), shot_id, at=moment())
    return picture_answer(found.shot.id, side)


@bp.get("/album/shots/<shot_id>/clip")
@audience(SIGNED_IN)
def clip(shot_id: str) -> Response:
    """The clip itself."""
    return film_answer(seeing.seen(reader(), shot_id, at=moment()).shot.id)


@bp.post("/album/shots/<shot_id>/down")
@audience(SIGNED_IN)
def take_down(shot_id: str) -> Page:
    """Take it down, at once and for good."""
    show_id = seeing.take_down(reader(), shot_id, at=now())
    db.session.commit()
    flash(gettext("Taken down: it is gone from every page, and from here."), "good")
    try:
        sending.evening(reader(), show_id)
    except NotFound:
        return redirect(url_for("album.mine"), code=303)
    return redirect(url_for("album.evening", show_id=show_id), code=303)


@bp.post("/album/shots/<shot_id>/nobody")
@audience(SIGNED_IN)
def second(shot_id: str) -> Page:
    """Say, too, that nobody can be recognised."""
    try:
        seeing.second(reader(), shot_id, at=now())
        db.session.commit()
        flash(gettext("Thank you. Two pairs of eyes have found nobody on it."), "good")
    except Conflict as refused:
        db.session.rollback()
        flash(words.refusal(refused), "warn")
    return redirect(url_for("album.shot", shot_id=shot_id), code=303)


def _made(files: Sequence[IO[bytes]]) -> Sequence[Made] | Film:
    """The picture or the clip anew. Raises Invalid (`file`) and Conflict (`pictures_wait`)."""
    if len(files) != 1:
        raise Invalid({"file": [Say("Choose one photo or clip: each is asked about by itself.")]})
    head = files[0].read(12)
    files[0].seek(0)
    if clips.is_clip(head):
        clip = clips.take(files[0], field="file")
        return Film(clip.width, clip.height, clip.seconds, clip.body)
    return pictures.take(files, field="file")[0]


def _page(show_id: str, faults: Mapping[str, Sequence[str]]) -> str:
    show = sending.evening(reader(), show_id)
    typed = request.form
    rows = list(zip(typed.getlist("called"), typed.getlist("reach"), strict=False))
    rows += [("", "")] * (sending.MOST_PEOPLE - len(rows))
    mine = shots.count(str(reader().id), show.id)
    return render_template(
        "album/evening.html",
        show=show,
        shown=seeing.of_show(reader(), show, at=moment()),
        is_open=sending.is_open(show, at=moment()),
        left=max(sending.MOST - mine, 0),
        rows=rows[: sending.MOST_PEOPLE],
        open_rows=ROWS,
        typed=typed,
        form=typed.get("form") or form_token(),
        faults=faults,
        kinds=f"{pictures.ACCEPTED},{clips.KINDS}",
        most_mb=pictures.MOST_MB,
    )

"""The page behind the link in a letter: the very picture, and for what it may be used. No account is needed, and the
link opens nothing else."""

from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from coordinator.album import consenting
from coordinator.album.pages import film_answer, picture_answer
from coordinator.album.schemas import Answer
from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import NotFound
from coordinator.web import PUBLIC, audience, load

bp = Blueprint("album_answers", __name__)
Page = BaseResponse | str | tuple[str, int]


@bp.get("/album/answers/<token>")
@audience(PUBLIC)
def page(token: str) -> Page:
    """The question, with what she has said so far."""
    found = consenting.find(token)
    if found is None:
        return render_template("album/gone.html"), HTTPStatus.GONE
    return render_template("album/answer.html", asked=found, token=token)


@bp.post("/album/answers/<token>")
@audience(PUBLIC)
def answer(token: str) -> Page:
    """Keep what she says, over what she has said before."""
    uses = load(Answer)["uses"]
    if not consenting.answer(token, uses, at=now()):
        return render_template("album/gone.html"), HTTPStatus.GONE
    db.session.commit()
    flash(gettext("Kept. It holds from now on; the same link changes it at any time."), "good")
    return redirect(url_for("album_answers.page", token=token), code=303)


@bp.post("/album/answers/<token>/down")
@audience(PUBLIC)
def take_down(token: str) -> Page:
    """Take the picture down, at once and for good; once it is gone, again nothing happens."""
    consenting.take_down(token, at=now())
    db.session.commit()
    return redirect(url_for("album_answers.page", token=token), code=303)


@bp.get("/album/answers/<token>/<int:side>")
@audience(PUBLIC)
def picture(token: str, side: int) -> Response:
    """The picture itself."""
    return picture_answer(_shot(token), side)


@bp.get("/album/answers/<token>/clip")
@audience(PUBLIC)
def clip(token: str) -> Response:
    """The clip itself."""
    return film_answer(_shot(token))


def _shot(token: str) -> str:
    found = consenting.find(token)
    if found is None:
        raise NotFound
    return found.shot.id

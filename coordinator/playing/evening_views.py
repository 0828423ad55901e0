"""My evening, for who speaks for an act: what it is asked, until when, its answer by one button, and its sheet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict
from coordinator.lineups import offers
from coordinator.lineups.words import need_word
from coordinator.people.models import Role
from coordinator.playing import feeds
from coordinator.playing.evening import my_evening, my_offer
from coordinator.playing.evening_words import by_mode, order_words
from coordinator.web import ARTIST, SIGNED_IN, audience, moment, reader

bp = Blueprint("artist", __name__)


@bp.app_context_processor
def words() -> dict[str, object]:
    """What rooms and ways are called, for every template."""
    return {"room_has": need_word, "by_mode": by_mode, "order_words": order_words}


@bp.get("/artist/")
@audience(SIGNED_IN)
def evening() -> Response | str:
    """Offers that wait, evenings that are settled, and what is over; who plays nowhere yet is told how to begin."""
    if not reader().has(Role.ARTIST):
        return redirect(url_for("playing.apply"))
    mine = my_evening(reader(), at=moment())
    since = feeds.made_at(reader())
    return render_template("playing/evening.html", mine=mine, feed_made_at=since, feed_seen=feeds.seen_of(since))


@bp.get("/artist/offers/<offer_id>")
@audience(ARTIST)
def sheet(offer_id: str) -> str:
    """One evening on a page of its own, to print."""
    mine, gaps = my_offer(reader(), offer_id, at=moment())
    return render_template("playing/sheet.html", mine=mine, gaps=gaps)


@bp.post("/artist/offers/<offer_id>/confirm")
@audience(ARTIST)
def confirm(offer_id: str) -> Response:
    """Say yes."""
    said = gettext("Confirmed. Thank you! Day and area stand below; please keep them to yourself.")
    return _answered(offers.confirm, offer_id, said)


@bp.post("/artist/offers/<offer_id>/decline")
@audience(ARTIST)
def decline(offer_id: str) -> Response:
    """Say no."""
    return _answered(offers.decline, offer_id, gettext("Declined. Thank you for telling us in time."))


@bp.post("/artist/offers/<offer_id>/withdraw")
@audience(ARTIST)
def withdraw(offer_id: str) -> Response:
    """Take a yes back."""
    said = gettext("You are off this bill. The lead gets to know at once and looks for somebody else.")
    return _answered(offers.withdraw, offer_id, said)


def _answered(answer: Callable[..., None], offer_id: str, said: str) -> Response:
    with _spoken():
        answer(reader(), offer_id, at=now())
        db.session.commit()
        flash(said, "good")
    return redirect(url_for("artist.evening"), code=303)


@contextmanager
def _spoken() -> Iterator[None]:
    """Turn an answer that came too late into a sentence on the page; nothing of the block stays then."""
    try:
        yield
    except Conflict as refused:
        db.session.rollback()
        flash(_late_words(refused), "bad")


def _late_words(refused: Conflict) -> str:
    words: dict[str, str] = {
        "offer_confirmed": gettext("You confirmed this one already. If you cannot play, withdraw it below."),
        "offer_declined": gettext("You declined this one before; the slot went to somebody else."),
        "offer_lapsed": gettext("The time to answer is over; the slot goes to somebody else."),
        "offer_withdrawn": gettext("This offer is withdrawn: the evening changed. What still stands is below."),
    }
    return words[refused.reason]

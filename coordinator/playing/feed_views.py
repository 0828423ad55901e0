"""My evenings in my own calendar: one to download, or all under a private link that can be renewed and taken back."""

import hashlib
from collections.abc import Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from coordinator.clock import now
from coordinator.config import site_address
from coordinator.db import db
from coordinator.disclosure.own_offers import OwnOffer, own_offers
from coordinator.errors import Conflict, NotFound
from coordinator.languages import addressed_to
from coordinator.people import accounts
from coordinator.playing import feeds
from coordinator.playing.calendars import calendar_of
from coordinator.playing.evening import my_offer
from coordinator.web import ARTIST, PUBLIC, audience, moment, reader, settings

bp = Blueprint("feed", __name__)


@bp.after_request
def tell_nobody(response: Response) -> Response:
    """No address of these pages goes along with a link, and nobody keeps a copy: one of them is the key to itself."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/calendar/<token>.ics")
@audience(PUBLIC)
def evenings(token: str) -> BaseResponse:
    """All evenings of whoever has that link; no sign-in, since calendars have none."""
    subscriber = feeds.subscriber(token)
    with addressed_to(accounts.customs_of(str(subscriber.id))):
        return _calendar(own_offers(subscriber, at=moment()))


@bp.get("/artist/offers/<offer_id>/evening.ics")
@audience(ARTIST)
def evening(offer_id: str) -> BaseResponse:
    """One confirmed evening, to take into a calendar by hand."""
    mine, _ = my_offer(reader(), offer_id, at=moment())
    if not mine.is_settled:
        raise NotFound
    response = _calendar([mine.offer])
    response.headers["Content-Disposition"] = 'attachment; filename="evening.ics"'
    return response


@bp.post("/artist/calendar")
@audience(ARTIST)
def renew() -> BaseResponse | str:
    """A new private link, shown this once: whoever loads that page anew has the same one still."""
    try:
        token = feeds.renew(reader(), seen=request.form.get("seen", ""), at=now())
        db.session.commit()
    except Conflict:
        db.session.rollback()
        said = gettext(
            "Your private link was made or taken back since you opened that page. A link is shown once: if you have "
            "not kept it, make a new one."
        )
        flash(said, "warn")
        return redirect(url_for("artist.evening"), code=303)
    address = f"{site_address(settings())}{url_for('feed.evenings', token=token)}"
    return render_template("playing/feed.html", address=address, webcal=f"webcal:{address.partition(':')[2]}")


@bp.post("/artist/calendar/revoke")
@audience(ARTIST)
def revoke() -> BaseResponse:
    """Take the private link back."""
    gone = feeds.revoke(reader())
    db.session.commit()
    said = gettext("The link opens nothing any more. Remove the calendar where you had added it.")
    flash(said if gone else gettext("There is no link to take back."), "good")
    return redirect(url_for("artist.evening"), code=303)


def _calendar(offers: Sequence[OwnOffer]) -> BaseResponse:
    """The calendar as an answer that says when nothing has changed since."""
    body = calendar_of(offers, title=gettext("An evening"), link=f"{site_address(settings())}/artist/")
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    return response.make_conditional(request)

"""How somebody comes in, at the edge: the session begins, or waits for a code, and then goes where she was going."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, flash, redirect, render_template, session, url_for
from flask_login import login_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict
from coordinator.frame import own_pages
from coordinator.people import accounts, second_step, sessions
from coordinator.people.principal import find_principal
from coordinator.ways import local_path
from coordinator.web import error_page, reader

_HALF = "half"  # in the cookie: the token of a session that waits for a code
_NEXT = "next"
LONGEST = 1000  # characters of a path with its query


def enter(person_id: str, *, by_link: bool = False) -> str:
    """Somebody showed a link or a password: where to go now. Who has a second step is asked for its code. `by_link`: it
    was a link to sign in with, which proves for a while that the mailbox is hers."""
    if not second_step.is_on(person_id):
        return open_session(person_id, by_link=by_link)
    token = sessions.begin(person_id, at=now(), awaits_code=True, by_link=by_link)
    db.session.commit()
    wanted = session.get(_NEXT)
    session.clear()
    session.update({_HALF: token} | ({_NEXT: wanted} if wanted else {}))
    return url_for("second_step.ask")


@dataclass(frozen=True, slots=True)
class Letter:
    """What the page behind a letter says: what is done (`said`), why it cannot be (`why`), and the page (`over`) for a
    link that is used or too old."""

    said: str
    why: Callable[[Conflict], str]
    over: str


def enter_by_letter(act: Callable[[], tuple[str, str] | None], letter: Letter) -> Response | str | tuple[str, int]:
    """Somebody pressed the button behind a letter. `act` does what it asks and gives whose mailbox it is (a person's
    id) and the page she goes on to; None where the link is used or too old. Whoever reads the mailbox is that person,
    and comes in."""
    try:
        done = act()
        db.session.commit()
    except Conflict as refused:
        db.session.rollback()
        return error_page(409, letter.why(refused))
    if done is None:
        return render_template(letter.over), 410
    person_id, page = done
    remember_where(page)
    way = enter(person_id)
    flash(letter.said, "good")  # only now: coming in leaves nothing of the session before
    return redirect(way, code=303)


def who_waits() -> str | None:
    """The person who has yet to give a code in this browser."""
    return sessions.find_waiting(session.get(_HALF, ""), at=now())


def open_session(person_id: str, *, by_link: bool = False) -> str:
    """Begin a new session for the person, who has shown all that is asked of her; where to go now."""
    half = session.get(_HALF, "")
    by_link = by_link or sessions.is_by_link(half)
    sessions.end(half)
    token = sessions.begin(person_id, at=now(), by_link=by_link)
    db.session.commit()
    wanted = session.get(_NEXT)
    session.clear()  # nothing that was there before signing in is there after it
    session.permanent = True  # a phone that shuts its browser keeps her way to close her door
    login_user(find_principal(token, at=now()))
    return wanted or first_page()


def remember_where(target: str) -> None:
    """Keep where somebody was going until she is in, in this browser only."""
    session.pop(_NEXT, None)
    if path := find_page(target):
        session[_NEXT] = path


def wanted() -> str:
    """Where somebody in this browser was going; "" for nowhere in particular."""
    return str(session.get(_NEXT, ""))


def find_page(target: str) -> str | None:
    """`target` if it is a page of this site and no longer than any of ours."""
    path = local_path(target) if len(target) <= LONGEST else None
    return path if path and exists(path) else None


def first_page() -> str:
    """Where the reader's work begins."""
    held = accounts.roles_of(reader().id or "")
    pages = [role.page for role in held if role.page and exists(role.page)]
    return pages[0] if pages else own_pages(reader())[0].url


def exists(path: str) -> bool:
    """Whether a page of this site answers there."""
    try:
        current_app.url_map.bind("localhost").match(path.partition("?")[0], method="GET")
    except HTTPException:
        return False
    return True

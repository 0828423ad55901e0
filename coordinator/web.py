"""The edge of the web: who may call an endpoint, what comes in, how refusals look, which headers go out.

Every endpoint says its audience with `@audience(...)`; one that does not keeps the application from starting.
"""

import functools
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import IO, Any, TypeVar

from flask import (
    Flask,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from marshmallow import Schema
from marshmallow.fields import List
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, SecurityError, default_exceptions
from werkzeug.wrappers import Response as BaseResponse

from coordinator import db, problems, salvaging
from coordinator.clock import now
from coordinator.config import Settings
from coordinator.disclosure import audit
from coordinator.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Say
from coordinator.forms import checked
from coordinator.languages import addressed_to, locale_of_browser
from coordinator.people.models import Role
from coordinator.people.principal import Stranger
from coordinator.people.readers import Customs, Reader
from coordinator.wording import fact

View = TypeVar("View", bound=Callable[..., Any])
May = Callable[[Reader, dict[str, Any]], bool]
Page = BaseResponse | tuple[str, int]

STATUS = {NotFound: 404, NotAllowed: 403, Conflict: 409, Invalid: 422}
PAGES = {403, 404, 409, 413, 422, 429}


def _anybody(_reader: Reader, _args: dict[str, Any]) -> bool:
    return True


def _signed_in(reader: Reader, _args: dict[str, Any]) -> bool:
    return reader.id is not None


def _with(role: Role) -> May:
    return lambda reader, _args: reader.has(role)


PUBLIC: May = _anybody
SIGNED_IN: May = _signed_in
HOST, ARTIST, LEAD, GLOBAL, CAMPAIGN = (
    _with(role) for role in (Role.HOST, Role.ARTIST, Role.LEAD, Role.GLOBAL, Role.CAMPAIGN)
)


def audience(*allowed: May) -> Callable[[View], View]:
    """Let a view be called by readers for whom one of `allowed` holds.

    Somebody unknown is asked to sign in, whatever the address, and a lead who has no second step yet to set one up; a
    known reader who may not gets the page of an address that does not exist. What inside a city or a show is whose,
    loaders decide.
    """

    def declare(view: View) -> View:
        @functools.wraps(view)
        def guarded(**args: Any) -> Any:
            if not any(may(reader(), args) for may in allowed):
                return _no_way_in(any(may(current_user.behind, args) for may in allowed))
            with audit.together():
                return view(**args)

        guarded.audience = allowed  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def takes(most: int) -> Callable[[View], View]:
    """Let who is signed in send a view up to `most` bytes at once, more than the application takes elsewhere."""

    def declare(view: View) -> View:
        view.most_bytes = most  # type: ignore[attr-defined]
        return view

    return declare


def _no_way_in(with_second_step: bool) -> BaseResponse:
    """Where a reader goes who may not; `with_second_step`: who might, had she one. Raises NotFound."""
    if reader().id is None:
        here = request.full_path.rstrip("?")
        return salvaging.signed_out() if request.method == "POST" else redirect(url_for("people.sign_in", next=here))
    if with_second_step:
        return redirect(url_for("second_step.page"))
    raise NotFound


def reader() -> Reader:
    """Who is looking."""
    known: Reader = current_user.reader
    return known


def forgetting(answer: BaseResponse) -> BaseResponse:
    """That answer, with the browser told to delete what it keeps for this site: who leaves a phone leaves no list of a
    door in it."""
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def cacheable(answer: Response, *, seconds: int) -> Response:
    """That answer, which is the same for all, with leave for every cache to show it so long and then to ask whether it
    still holds."""
    answer.cache_control.public = True
    answer.cache_control.max_age = seconds or None
    answer.cache_control.no_cache = not seconds or None
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def moment() -> datetime:
    """The present instant for what opens by the clock: that of this machine or of the database, whichever is behind, so
    that a clock which is fast tells nothing early."""
    here, there = now(), db.server_clock()
    return here if there is None else min(here, there)


def settings() -> Settings:
    """The settings this application was made with."""
    made: Settings = current_app.extensions["coordinator.settings"]
    return made


def form_token() -> str:
    """A word for one opening of a form, which nobody guesses: the same form sent twice brings it twice."""
    return secrets.token_urlsafe(16)


def load(schema: type[Schema], sent: MultiDict[str, str] | None = None) -> Any:
    """The form of this request, or what was `sent`, checked by `schema`. Raises Invalid: field name → what is wrong."""
    made, sent = schema(), request.form if sent is None else sent
    several = {name for name, field in made.fields.items() if isinstance(field, List)}
    given: dict[str, Any] = {name: value for name, value in sent.items() if name != "csrf_token"}
    given |= {name: sent.getlist(name) for name in several & given.keys()}
    return checked(made, given)


def sent_files(field: str) -> list[IO[bytes]]:
    """What was chosen in a field for files, in its order; a field left alone sends one without a name."""
    return [file.stream for file in request.files.getlist(field) if file.filename]


def say(sentence: Say) -> str:
    """A sentence of the house in the reader's language."""
    facts = {name: say(value) if isinstance(value, Say) else fact(value) for name, value in sentence.facts.items()}
    words: str = gettext(sentence.message, **facts) if facts else gettext(sentence.message)
    return words


def say_faults(refused: Invalid) -> dict[str, list[str]]:
    """Field → what is wrong with it, in the reader's language."""
    return {field: [say(part) for part in parts] for field, parts in refused.faults.items()}


def wrong_lines(refused: Invalid) -> frozenset[int]:
    """The numbers of the lines of a form that its faults name."""
    said = (part.facts.get("number") for parts in refused.faults.values() for part in parts)
    return frozenset(number for number in said if isinstance(number, int))


def refuse_undeclared(app: Flask) -> None:
    """Raise RuntimeError if any endpoint of `app` does not say who it is for."""
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], "audience")
    ]
    if silent:
        raise RuntimeError(f"no @audience: {', '.join(sorted(silent))}")


def init(app: Flask) -> None:
    """Hang the edge onto the application."""
    app.before_request(_open_request)
    app.teardown_request(_close_request)
    for kind in STATUS:
        app.register_error_handler(kind, _refused)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(OperationalError, _busy)
    for code in default_exceptions:
        app.register_error_handler(code, _http_error)


def _open_request() -> None:
    g.csp_nonce = secrets.token_urlsafe(16)
    more = getattr(current_app.view_functions.get(request.endpoint or ""), "most_bytes", None)
    if more is not None and current_user.is_authenticated:
        request.max_content_length = more
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        only_read()
    elif request.endpoint:
        _ = request.form  # one that is too large is refused here, not while a page says why something else was
    if any(unicodedata.category(sign) == "Cc" for text in (request.path, *request.args.values()) for sign in text):
        raise NotFound  # no address of ours has a control character, and PostgreSQL takes no NUL


def only_read() -> None:
    """From here on this request only reads: it never waits for who writes."""
    if "reading" not in g:
        g.reading = db.reading()
        g.reading.__enter__()


def _close_request(_error: BaseException | None) -> None:
    reading = g.pop("reading", None)
    if reading is not None:
        reading.__exit__(None, None, None)


def _refused(refused: DomainError) -> Page:
    status = next(code for kind, code in STATUS.items() if isinstance(refused, kind))
    if problems.wanted():
        return problems.answer(status, errors=say_faults(refused) if isinstance(refused, Invalid) else {})
    said = [say(part) for field in refused.faults.values() for part in field] if isinstance(refused, Invalid) else []
    return error_page(status, " ".join(said), typed=salvaging.worth_copying(request.form))


def _stale_form(_error: CSRFError) -> Page:
    """A form of another session: this browser has signed out since, or in again. Nothing is done; words can be copied.
    To send it all the same would take from every other site's form what the token keeps out."""
    only_read()
    allowed = getattr(current_app.view_functions.get(request.endpoint or ""), "audience", ())
    if reader().id is None and PUBLIC not in allowed:
        return salvaging.signed_out()
    said = gettext("This page is from before you signed in or out, so nothing happened. Go back, and do it again.")
    return error_page(422, said, typed=salvaging.worth_copying(request.form))


def _http_error(error: HTTPException) -> Page:
    code = error.code or 500
    if code < 400 or isinstance(error, SecurityError):  # of another site's name no page of this one can be made
        return error.get_response()
    if problems.wanted():
        return problems.of(error)
    if code >= 500:
        return _page_without_database(500)
    return error_page(code, "") if code in PAGES else (error_page(404, "")[0], code)


def _busy(error: OperationalError) -> Page:
    """Somebody writes for longer than we wait, or the database does not answer."""
    current_app.logger.warning("%s at %s: the page asks to try again", type(error).__name__, request.endpoint)
    return _page_without_database(503)


def error_page(status: int, message: str, *, typed: Sequence[str] = ()) -> tuple[str, int]:
    """The page of a refusal; without a `message` it has the sentence of its status. What was begun is undone, and
    `typed` can be copied."""
    db.db.session.rollback()
    only_read()
    return render_template(f"errors/{status}.html", message=message, typed=typed), status


def _page_without_database(status: int) -> Page:
    """In the language of who was known before it broke, else of the browser: an account cannot be asked."""
    db.db.session.rollback()
    if problems.wanted():
        return problems.answer(status)
    known = g.get("_login_user")
    g.edition, g._login_user = None, Stranger()
    chosen = known.customs.locale if known is not None else None
    with addressed_to(Customs(chosen or locale_of_browser())):
        return render_template(f"errors/{status}.html"), status

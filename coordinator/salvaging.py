"""The words of a form that could not be taken, so that nobody has to find them again: of one that came when its session
had ended, and of one that was too large, whose texts stand before its first file."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData
from werkzeug.wrappers import Response

from coordinator.ways import came_from

AT_MOST = 64 * 1024  # bytes that are read of it
LONG = 40  # characters of a text that nobody likes to type again
_SECRET = frozenset({"csrf_token", "password", "current", "code"})


def texts_sent() -> list[str]:
    """The longer texts of this request, which is too large, as far as they came before a file."""
    boundary = request.mimetype_params.get("boundary")
    if request.mimetype != "multipart/form-data" or not boundary:
        return []
    decoder = MultipartDecoder(boundary.encode("latin-1", "replace"), max_form_memory_size=AT_MOST)
    decoder.receive_data(request.environ["wsgi.input"].read(AT_MOST))
    return worth_copying(_texts(decoder))


def worth_copying(form: Mapping[str, str]) -> list[str]:
    """The texts of a form that somebody would not like to type again; never a password or a code."""
    return [text for name, text in form.items() if name not in _SECRET and len(text) >= LONG]


def signed_out() -> Response:
    """For who pressed a button that needs a session: nothing happened; she may copy what she wrote, and comes back to
    its page after signing in."""
    back = came_from()
    if typed := worth_copying(request.form):
        page = render_template("people/signed_out.html", typed=typed, next=back)
        return make_response(page, HTTPStatus.UNAUTHORIZED)
    flash(gettext("You are signed out here, so what you pressed did not happen. Sign in, and press it again."), "warn")
    return redirect(url_for("people.sign_in", next=back))


def _texts(decoder: MultipartDecoder) -> dict[str, str]:
    """Field → text, of those that are whole."""
    found: dict[str, str] = {}
    name, parts = "", b""
    while not isinstance(event := decoder.next_event(), NeedData | Epilogue | File):
        if isinstance(event, Field):
            name, parts = event.name or "", b""
        if isinstance(event, Data):
            parts += event.data
            if not event.more_data:
                found[name] = parts.decode("utf-8", "replace")
    return found

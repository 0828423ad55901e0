"""The words of a form that could not be taken, so that nobody has to find them again: of one that came when its session
had ended, and of one that was too large, whose texts stand before its first file."""

from collections.abc import Mapping

from flask import request
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

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

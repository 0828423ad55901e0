"""Two tabs on one form: whether what a form showed is still what is kept, and what becomes of what was typed.

A form of a step sends along, as `shown`, what it showed; where something else is kept by now, nothing is put over it
unseen. What was dropped in one tab is remembered in the session, for the forms of the others.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, request, session
from marshmallow import Schema
from marshmallow.fields import List
from werkzeug.wrappers import Response

from coordinator.errors import Conflict
from coordinator.salvaging import worth_copying
from coordinator.web import error_page

OVERTAKEN = "overtaken"
FIELD = "shown"
_KEY, _MOST = "dropped", 5


def version(form: type[Schema], said: Mapping[str, str], rows: object) -> str:
    """What stands for all that a form shows: the text in its fields, and its rows."""
    fields = form().fields
    alone = {name: text for name, text in said.items() if not isinstance(fields[name], List)}
    return hashlib.sha256(json.dumps([alone, rows], sort_keys=True).encode()).hexdigest()[:16]


def refuse_overtaken(kept: str, said: Mapping[str, Any], answers: Mapping[str, Any]) -> None:
    """Raise Conflict (`overtaken`) where the form of this request showed something else than the version that is kept,
    unless all that it says is what was `said` already."""
    shown = request.form.get(FIELD, kept)
    if shown != kept and any(said.get(name) != value for name, value in answers.items()):
        raise Conflict(OVERTAKEN)


def not_kept(said: str, back: str) -> Response | tuple[str, int]:
    """For who sent a form that nothing can take any more: why, on the page `back`; where she wrote much, on one with
    her words to be copied. What was begun is undone."""
    if typed := worth_copying(request.form):
        return error_page(409, said, typed=typed)
    flash(said, "bad")
    return redirect(back, code=303)


def note_dropped(key: str) -> None:
    """Remember that this browser has taken a draft back; of several the last ones."""
    session[_KEY] = [*session.get(_KEY, ()), key][-_MOST:]


def gone(name: str, said: str, back: str) -> Response | tuple[str, int]:
    """For an address that is not there: where its part `name` is a draft that this browser has taken back, `said` on
    the page `back`. Nobody else's knows, and there is no such page; what was sent to it can be copied there."""
    if (request.view_args or {}).get(name) in session.get(_KEY, ()):
        return not_kept(said, back)
    return error_page(404, "", typed=worth_copying(request.form))

"""Who asks and votes, as her browser tells: by her account, or by a word that this browser keeps once it has asked or
voted. Looking alone leaves nothing in it."""

from flask import request, session

from coordinator.answers.asking import Visitor
from coordinator.web import form_token, reader

_WORD = "asks"


def visitor(*, remember: bool = False) -> Visitor:
    """Who is there; with `remember` a browser that nobody knows yet is given its word."""
    person = reader().id
    if remember and person is None and _WORD not in session:
        session[_WORD] = form_token()
        session.permanent = True
    names = [f"person|{person}"] if person else []
    names += [f"browser|{session[_WORD]}"] if _WORD in session else []
    return Visitor(tuple(names), person, request.remote_addr or "")

"""Asking at the edge for a proof that it is oneself: what the form shows, and whether what came is taken."""

from collections.abc import Mapping

from flask import request
from flask_login import current_user

from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import Conflict, Invalid, NotAllowed, Say
from coordinator.people import accounts, proving
from coordinator.people.proving import Proof
from coordinator.people.words import too_many_tries
from coordinator.web import reader, say, say_faults

Refusal = tuple[Mapping[str, list[str]], int]
LINK_FIRST = Say("You have been signed in for a while. Have the link sent once more, open it, and come back here.")


def proof_wanted() -> Proof:
    """What the reader has to show in this session."""
    return proving.wanted(reader(), current_user.get_id() or "", at=now())


def find_refusal(form: Mapping[str, str]) -> Refusal | None:
    """Why what was shown in `form` (`code`, `current`) is not taken, and the status that says so; None if it was.
    Ends the transaction."""
    proof = proof_wanted()
    kept = accounts.find_password_hash(reader())
    try:
        who = proving.count(reader(), proof, origin=request.remote_addr or "", at=now())
        db.session.commit()  # it counts whatever comes of it, and nobody shall wait for the hashing
        proving.check(reader(), proof, form.get(proof, ""), who=who, kept=kept, at=now())
    except Invalid as refused:
        return say_faults(refused), 422
    except Conflict as refused:
        return {str(proof): [too_many_tries(refused)]}, 429
    except NotAllowed:
        return {"proof": [say(LINK_FIRST)]}, 422
    return None

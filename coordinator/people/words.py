"""What somebody who signs in is told, in her language."""

from flask_babel import gettext

from coordinator.errors import Conflict


def too_many_tries(refused: Conflict) -> str:
    """How long to wait after `attempts.take` has refused one more."""
    minutes = refused.facts["minutes"]
    return str(gettext("That is a lot of tries. Wait %(minutes)d minutes, then try again.", minutes=minutes))

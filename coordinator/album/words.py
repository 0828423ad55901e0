"""What the album says, in the reader's language."""

from flask_babel import gettext

from coordinator.album.models import Shown, Use
from coordinator.disclosure.consents import Asked
from coordinator.errors import Conflict
from coordinator.people.words import too_many_tries


def use_words() -> dict[Use, str]:
    """“this site: the album of the city”."""
    return {
        Use.SITE: gettext("this site: the album of the city"),
        Use.PRESS: gettext("the press, when it writes about the day"),
        Use.PARTNERS: gettext("partners of the campaign, in print and on their sites"),
        Use.SOCIAL: gettext("social media of the campaign"),
    }


def asked_words(who: Asked) -> str:
    """“the host”."""
    if who.asked_as is Shown.ACT:
        return str(gettext("who speaks for act %(number)s", number=who.called))
    words: dict[Shown, str] = {
        Shown.HOST: gettext("the host"),
        Shown.MYSELF: gettext("who sent it"),
        Shown.GUEST: gettext("a guest"),
        Shown.OTHER: gettext("somebody without an account"),
    }
    return f"{words[who.asked_as]}: {who.called}" if who.called else words[who.asked_as]


def refusal(refused: Conflict) -> str:
    """Why something could not be done with a picture."""
    if refused.reason == "too_many_attempts":
        return too_many_tries(refused)
    most = refused.facts.get("most", 0)
    words: dict[str, str] = {
        "not_now": gettext("Pictures are taken from the last set on, for thirty days."),
        "too_many_shots": gettext("You have sent %(most)s of this evening; take one down to send another.", most=most),
        "pictures_wait": gettext("Many photos are arriving just now. Nothing was kept; send yours again in a minute."),
        "not_yours": gettext("Somebody else has to look: who sent it, or has looked already, cannot."),
        "embargo": gettext("Nobody may see it before the embargo of the day is over."),
        "not_agreed": gettext("Not everyone says yes to this use, or not any more. Look again at what is agreed."),
    }
    return words[refused.reason]

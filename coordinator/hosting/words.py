"""What audiences and facts about a home are called on a host's pages, in her language."""

from flask_babel import gettext, ngettext

from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.policy import Fact
from coordinator.errors import Conflict
from coordinator.spaces.registration import Step
from coordinator.spaces.words import Pairs, told


def audience_word(name: str) -> str:
    """“A stranger, whenever she looks”."""
    words: dict[str, str] = {
        "stranger": gettext("A stranger, at any time"),
        "entrant": gettext("A guest with an entry in the draw"),
        "guest": gettext("A guest with a seat, before the address is told"),
        "guest_revealed": gettext("A guest with a seat, once the address is told"),
        "guest_arriving": gettext("A guest with a seat, hours before and during the evening"),
        "guest_after": gettext("A guest with a seat, from the morning after"),
        "door": gettext("A volunteer at your door, hours before and during the evening"),
        "artist": gettext("An act that is asked to play"),
        "performer": gettext("An act that has said yes, once the address is told"),
        "lead": gettext("The lead of your city, and the global team"),
    }
    return words[name]


def fact_word(fact: Fact) -> str:
    """“your street address”."""
    words: dict[Fact, str] = {
        Fact.STREET_ADDRESS: gettext("your street address"),
        Fact.EXACT_POINT: gettext("the exact place on a map"),
        Fact.ROOM_PHOTO: gettext("photos of your room"),
        Fact.WELCOME: gettext("what visitors meet: stairs, toilet, pets, rules"),
        Fact.DOORBELL: gettext("how the door is found"),
        Fact.HOST_NAME: gettext("your name"),
        Fact.SPACE_NAME: gettext("what you call the room"),
        Fact.HOME: gettext("what else you said: times, permission, neighbours"),
    }
    return words[fact]


def facts_told(form: OwnForm, host_name: str, *, photos: int) -> dict[Fact, Pairs]:
    """Fact → what stands there for who may know it; one of which nothing was said has no pairs."""
    by_step = told(form.said)
    bell = [(term, text) for term, text in by_step[Step.ADDRESS] if text == form.said.get("bell")]
    street = [(gettext("Address"), ", ".join(filter(None, (form.said["street"], form.town))))]
    rules = [(gettext("House rules"), form.said["rules"])] if form.said.get("rules") else []
    pictures = [(gettext("Photos"), ngettext("%(num)s photo", "%(num)s photos", photos))] if photos else []
    return {
        Fact.STREET_ADDRESS: street,
        Fact.EXACT_POINT: by_step[Step.PIN],
        Fact.ROOM_PHOTO: pictures,
        Fact.WELCOME: by_step[Step.GUESTS] + rules,
        Fact.DOORBELL: bell,
        Fact.HOST_NAME: [(gettext("Host"), host_name)] if host_name else [],
        Fact.SPACE_NAME: [(gettext("Called"), form.name)] if form.name else [],
        Fact.HOME: by_step[Step.SOUND] + by_step[Step.HOUSE] + by_step[Step.TIMES],
    }


def evening_refusal(refused: Conflict) -> str:
    """Why something about an evening could not be kept."""
    words: dict[str, str] = {
        "drawn": gettext("The seats have been drawn; their number stays as it was. Names you can still change."),
        "list_final": gettext("The list at the door is final by now. Tell the volunteer at your door who comes."),
    }
    return words[refused.reason]


def photo_refusal(refused: Conflict) -> str:
    """Why photos could not be taken."""
    left = refused.facts.get("left", 0)
    fits: str = ngettext("%(num)s more fits.", "%(num)s more fit.", left) if left else gettext("Take one away first.")
    words: dict[str, str] = {
        "not_now": gettext("Nobody looks at photos of this space just now."),
        "pictures_wait": gettext("Many photos are arriving just now. Nothing was kept; send yours again in a minute."),
        "too_many_photos": gettext("A room has %(most)s photos at most.", most=refused.facts.get("most", 0))
        + " "
        + fits,
    }
    return words[refused.reason]

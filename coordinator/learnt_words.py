"""What facts and roles are called, where a page tells who has learnt what."""

from collections.abc import Collection

from flask_babel import gettext

from coordinator.disclosure.policy import Fact
from coordinator.people.models import Role


def fact_words(fact: Fact) -> str:
    """“street address”."""
    return (_of_homes() | _of_acts() | _of_guests())[fact]


def role_words(role: Role) -> str:
    """“City lead”."""
    words: dict[Role, str] = {
        Role.LEAD: gettext("City lead"),
        Role.GLOBAL: gettext("Global team"),
        Role.HOST: gettext("Host"),
        Role.ARTIST: gettext("Artist"),
        Role.CAMPAIGN: gettext("Campaign team"),
        Role.GUEST: gettext("Guest"),
    }
    return words[role]


def by_role(roles: Collection[Role], *, is_console: bool) -> str:
    """“City lead, Host”: who somebody is that learnt something."""
    if is_console:
        return str(gettext("Who runs this site, at its machine"))
    return ", ".join(role_words(role) for role in roles) or str(gettext("Somebody who has left"))


def _of_homes() -> dict[Fact, str]:
    """And of whole cities."""
    return {
        Fact.STREET_ADDRESS: gettext("street address"),
        Fact.EXACT_POINT: gettext("exact place"),
        Fact.SPACE_NAME: gettext("name of the room"),
        Fact.HOST_NAME: gettext("name of the host"),
        Fact.MATCHING: gettext("all rooms and acts at once, for a plan"),
        Fact.LEAD_NAME: gettext("names of the leads"),
        Fact.READINESS: gettext("how far the city is, in numbers"),
        Fact.WELCOME: gettext("what visitors meet: stairs, toilet, pets, rules"),
        Fact.DOORBELL: gettext("how the door is found"),
        Fact.ROOM_PHOTO: gettext("photos of the room"),
        Fact.INCIDENT: gettext("what the host reported"),
        Fact.HOME: gettext("what else the host said: times, permission, neighbours"),
        Fact.CLOSED_DOOR: gettext("that the door is closed"),
        Fact.AUDIT: gettext("who has learnt what"),
    }


def _of_acts() -> dict[Fact, str]:
    """And of their evenings."""
    return {
        Fact.OFFER: gettext("offers and answers"),
        Fact.ACT: gettext("what the act says of itself"),
        Fact.MEMBERS: gettext("who plays in the act"),
        Fact.PHONE: gettext("phone number"),
        Fact.BASE: gettext("where the act lives and tours"),
        Fact.APART: gettext("with whom it is not to be placed"),
        Fact.CONTACT_NAME: gettext("name of who speaks for the act"),
        Fact.LINEUP: gettext("who plays"),
        Fact.PROPOSAL: gettext("proposed acts"),
        Fact.SET_TIMES: gettext("set times, without names"),
        Fact.ON_STAGE: gettext("which acts have begun"),
        Fact.REVIEW: gettext("reviews"),
    }


def _of_guests() -> dict[Fact, str]:
    """And of doors."""
    return {
        Fact.OWN_GUESTS: gettext("guests of the host"),
        Fact.TURNOUT: gettext("how many guests come"),
        Fact.FIRST_NAMES: gettext("first names of guests"),
        Fact.VOID: gettext("entries made void, and why"),
        Fact.TICKET: gettext("ticket"),
        Fact.FEEDBACK: gettext("what guests said afterwards"),
        Fact.ACCESS_WORDS: gettext("access needs in the guests’ words"),
        Fact.ACCESS_HELPS: gettext("what helps its guests, by number"),
        Fact.GUEST_LIST: gettext("guest list"),
        Fact.DOOR_WORDS: gettext("words of the hour"),
        Fact.READ_RECEIPT: gettext("which parties have read the address"),
        Fact.SHOT: gettext("pictures of the evening that are not public"),
        Fact.DOOR_PEOPLE: gettext("who stands at the door"),
    }

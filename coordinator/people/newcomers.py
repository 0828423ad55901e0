"""People who come by themselves: a name, an address, and a link to sign in.

Known and unknown addresses are answered alike, by the same work: whether somebody has an account cannot be found out.
"""

from datetime import datetime

from coordinator.disclosure.addressees import Addressee
from coordinator.disclosure.people import enrol, find_person
from coordinator.people import accounts, sign_in
from coordinator.people.models import Role


def ask_in(email: str, name: str, role: Role, *, origin: str, at: datetime, onwards: str | None = None) -> None:
    """Send a link to `email` that leads to the path `onwards`; who is new has an account of that name once the letter
    leaves, with the role. A known person keeps name and roles. Raises Conflict after too many."""
    sign_in.ask_for_link(Addressee(email, name, role, onwards), origin=origin, at=at)


def find_or_enrol(addressee: Addressee) -> str | None:
    """The id of the person with that address, who is made now if she came with a role; None for nobody."""
    known = find_person(addressee.email)
    if known is not None or addressee.role is None:
        return known
    person_id = enrol(addressee.email, name=addressee.name)
    accounts.grant(Role(addressee.role), person_id)
    return person_id

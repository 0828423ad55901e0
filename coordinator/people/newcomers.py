"""People who come by themselves: a name, an address, and a link to sign in.

Known and unknown addresses are answered alike, by the same work: whether somebody has an account cannot be found out.
"""

from coordinator.disclosure.addressees import Addressee
from coordinator.disclosure.people import enrol, find_person
from coordinator.people import accounts
from coordinator.people.models import Role


def find_or_enrol(addressee: Addressee) -> str | None:
    """The id of the person with that address, who is made now if she came with a role; None for nobody."""
    known = find_person(addressee.email)
    if known is not None or addressee.role is None:
        return known
    person_id = enrol(addressee.email, name=addressee.name)
    accounts.grant(Role(addressee.role), person_id)
    return person_id

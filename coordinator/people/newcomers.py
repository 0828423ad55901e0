"""People who come by themselves: a name, an address, and a link to sign in.

Known and unknown addresses are answered alike, by the same work: whether somebody has an account cannot be found out.
"""

from datetime import datetime

from sqlalchemy import exists

from coordinator.db import random_id
from coordinator.disclosure.people import enrol_alike
from coordinator.once import insert_once
from coordinator.people import sign_in
from coordinator.people.models import Person, PersonRole, Role


def ask_in(email: str, name: str, role: Role, *, origin: str, at: datetime) -> None:
    """Send a link to `email`; who is new has an account of that name from now on, with the role. A known person keeps
    name and roles. Raises Conflict after too many; undo then what this began.
    """
    tried = enrol_alike(email, name=name)
    new = exists().where(Person.id == tried)
    insert_once(PersonRole, provided=new, id=random_id(), person_id=tried, role=role, deputy=False)
    sign_in.ask_for_link(email, origin=origin, at=at)

"""Doors of a rehearsal that have no network: two phones go on with the lists they have, and say later what they noted,
one after the other. Some come past both, and some of what was said is said again.

Who really came in is written down here as well, so that a checker can hold against it what was counted.
"""

from datetime import datetime
from functools import partial

from coordinator.disclosure import doorkeepers, rehearsed
from coordinator.disclosure.rehearsed import Party
from coordinator.door import checking
from coordinator.door.checking import Said
from coordinator.door.models import DoorRole, Way
from coordinator.people.readers import Reader
from coordinator.rehearsal.stage import MINUTE, Stage
from coordinator.shows.models import Show

SHARE, FEWEST = 0.06, 3  # of the shows; at least so many
BOTH, APART, AGAIN = 0.15, 0.3, 0.4  # shares of parties, of pairs, and of phones whose answer was lost
HEARD = ((DoorRole.SUPERVISOR, 45 * MINUTE), (DoorRole.STEWARD, 75 * MINUTE))  # after the start there is a network


def choose(stage: Stage) -> None:
    """Choose the doors that will have no network."""
    shows = [show.id for show in stage.shows()]
    many = min(max(FEWEST, round(len(shows) * SHARE)), len(shows))
    stage.offline = frozenset(stage.chance.sample(shows, many))


def plan(stage: Stage, show: Show) -> None:
    """Have both phones of such a door say later what they noted."""
    for role, later in HEARD:
        stage.agenda.put(show.starts_at + later, partial(_tell, stage, show.id, role))


def note(stage: Stage, party: Party, show_id: str, at: datetime) -> None:
    """Let a party in without anybody hearing of it: at one phone, at both, or each of a pair at another one."""
    lot, both = stage.chance.random(), [role for role, _ in HEARD]
    one = stage.chance.choice(both)
    if lot < BOTH:
        noted = [(role, party.people) for role in both]
        stage.figures["noted_by_both"] += 1
    elif party.people == 2 and lot < BOTH + APART:
        noted = [(role, 1) for role in both]
    else:
        noted = [(one, party.people)]
    for number, (role, people) in enumerate(noted):
        said = Said(f"{party.id}-{role}", party.id, Way.IN, people, at + number * MINUTE)
        stage.unheard.setdefault((show_id, role), []).append(said)
    stage.walked[show_id, party.id] += party.people
    stage.figures.update(("door_done", "noted_without_network"))


def _tell(stage: Stage, show_id: str, role: DoorRole, at: datetime) -> None:
    """Have a phone say all it has noted, in its order; where the answer is lost it says all of it again."""
    noted = stage.unheard.get((show_id, role))
    if noted is None:
        return
    standing = doorkeepers.sending(Reader(rehearsed.doorkeepers(role)[show_id]), show_id, at=at)
    for _ in range(2 if stage.chance.random() < AGAIN else 1):
        for said in noted:
            checking.let_through(standing, said, at=at)
    stage.figures["phones_heard_late"] += 1

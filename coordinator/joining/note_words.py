"""What the training notes are called, and two of their tables: who may know what when, and the clock of an edition."""

from collections.abc import Sequence

from flask_babel import gettext, ngettext

from coordinator.disclosure.policy import Fact, Phase, Relation, may_see
from coordinator.editions.models import Edition
from coordinator.joining.notes import Note
from coordinator.learnt_words import fact_words

TOLD = (
    *(Fact.STREET_ADDRESS, Fact.DOORBELL, Fact.HOST_NAME, Fact.ROOM_PHOTO, Fact.LINEUP, Fact.SET_TIMES),
    *(Fact.CONTACT_NAME, Fact.PHONE, Fact.GUEST_LIST, Fact.FIRST_NAMES, Fact.ACCESS_WORDS, Fact.LEAD_NAME),
)
READERS = (Relation.STRANGER, Relation.GUEST, Relation.HOST, Relation.PERFORMER, Relation.DOOR, Relation.LEAD)
ON_CLOCK = tuple(phase for phase in Phase if phase is not Phase.CLOSED)


def note_title(note: Note) -> str:
    """The heading of a note."""
    words: str = {
        Note.ACTS: gettext("Three acts, in every room"),
        Note.SECRECY: gettext("Who may know what, and when"),
        Note.CARE: gettext("Care for people who have fled"),
        Note.BOARD: gettext("Your board in ten minutes"),
        Note.CLOCK: gettext("The clock of this edition"),
        Note.DOOR: gettext("The door"),
        Note.LETTERS: gettext("Letters"),
        Note.TROUBLE: gettext("Trouble on the day"),
    }[note]
    return words


def readers() -> Sequence[str]:
    """Who may know something, in the order of the columns of `secrecy`."""
    words = {
        Relation.STRANGER: gettext("everybody"),
        Relation.GUEST: gettext("guest with a seat"),
        Relation.HOST: gettext("host"),
        Relation.PERFORMER: gettext("act that plays"),
        Relation.DOOR: gettext("door"),
        Relation.LEAD: gettext("you"),
    }
    return [words[one] for one in READERS]


def secrecy() -> Sequence[tuple[str, Sequence[str]]]:
    """Each fact with what the policy says of it to each of `readers`."""
    return [(fact_words(fact), [_when(fact, one) for one in READERS]) for fact in TOLD]


def _when(fact: Fact, who: Relation) -> str:
    open_in = [phase for phase in ON_CLOCK if may_see(fact, who, phase)]
    if not open_in:
        late = may_see(fact, who, Phase.ENDED, embargo_over=True)
        return str(gettext("once the last set in the last zone is over") if late else gettext("never"))
    first, last = open_in[0], open_in[-1]
    if first is ON_CLOCK[0] and last is ON_CLOCK[-1]:
        return str(gettext("always"))
    if last is ON_CLOCK[-1]:
        return _from(first)
    if first is ON_CLOCK[0]:
        return _until(last)
    return str(gettext("%(since)s, %(until)s", since=_from(first), until=_until(last)))


def _from(phase: Phase) -> str:
    words: str = {
        Phase.REVEALED: gettext("once the address is told"),
        Phase.DOORBELL: gettext("once the door is told"),
        Phase.LIVE: gettext("once it begins"),
        Phase.ENDED: gettext("once it is over"),
        Phase.FORGOTTEN: gettext("once the address is gone again"),
    }[phase]
    return words


def _until(phase: Phase) -> str:
    words: str = {
        Phase.PLANNED: gettext("until the address is told"),
        Phase.REVEALED: gettext("until the door is told"),
        Phase.DOORBELL: gettext("until it begins"),
        Phase.LIVE: gettext("until it ends"),
        Phase.ENDED: gettext("until the address is gone again"),
    }[phase]
    return words


def clock(edition: Edition) -> Sequence[tuple[str, str]]:
    """The moments of an edition in their order, each with when it is, counted from a show."""
    return [
        (gettext("Entries close, before the first show of your city"), _days(edition.entries_close_days)),
        (gettext("Guests are drawn"), _days(edition.draw_days)),
        (gettext("Guests drawn say yes within"), _hours(edition.confirm_hours)),
        (gettext("Acts answer an offer within"), _hours(edition.offer_hours)),
        (gettext("You lock the lineups, before a show"), _days(edition.lock_days)),
        (gettext("Guests and acts learn the address, before a show"), _hours(edition.reveal_hours)),
        (gettext("They learn how the door is found, before a show"), _hours(edition.doorbell_hours)),
        (gettext("The address is gone again, after its end"), _hours(edition.forget_hours)),
    ]


def _days(number: int) -> str:
    return str(ngettext("%(num)s day", "%(num)s days", number))


def _hours(number: int) -> str:
    return str(ngettext("%(num)s hour", "%(num)s hours", number))

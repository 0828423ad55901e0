"""What follows from each way to help a show in trouble, one sentence each, for who is about to press its button."""

from collections.abc import Sequence

from flask_babel import gettext, ngettext

from coordinator.day.helping import Called
from coordinator.day.outlooks import CallingIn, Ending, Guests, Moving, SecondRoom, Splitting
from coordinator.lineups.objections import Objector
from coordinator.lineups.words import objection_words
from coordinator.shows.models import Show
from coordinator.wording import distance, number, when


def seated_words(guests: Guests) -> str:
    """“12 people of 8 parties have a seat.”"""
    if not guests.people:
        return str(gettext("Nobody has a seat yet."))
    people = ngettext("%(num)s person has a seat", "%(num)s people have a seat", guests.people)
    parties = ngettext("%(num)s party", "%(num)s parties", guests.parties)
    return str(gettext("%(people)s (%(parties)s).", people=people, parties=parties))


def leaving_words(one: Objector) -> str:
    """“Lute Duo (slot 2) cannot play there and loses its slot: room lacks what it needs.”"""
    why = ", ".join(objection_words(rule) for rule in one.rules)
    told = {"act": one.act_name, "position": number(one.position), "why": why}
    return str(gettext("%(act)s (slot %(position)s) cannot play there and loses its slot: %(why)s.", **told))


def moving_lines(show: Show, one: Moving) -> Sequence[str]:
    """What follows when a show moves to its reserve."""
    far = {"space": one.name, "distance": distance(one.distance_km)}
    seats = ngettext("The room has %(num)s seat", "The room has %(num)s seats", one.seats)
    wanted = one.taken if one.taken is not None else show.capacity
    lines = [
        gettext("It takes place in %(space)s, %(distance)s from its present room.", **far),
        gettext("At the same time, from the same start to the same end."),
        gettext("%(seats)s; this show has %(wanted)s.", seats=seats, wanted=number(wanted)),
        *_guest_lines(show, one.guests),
        *(leaving_words(act) for act in one.leaving),
        *_act_lines(one.asked, anew=one.anew),
        gettext("Both hosts are told by letter. What leads, hosts and acts may see of the place changes at once."),
        gettext("Who plays stays secret, and the old address stays as it was told: whoever read it keeps it in mind."),
    ]
    return [str(line) for line in lines]


def split_lines(one: Splitting) -> Sequence[str]:
    """What follows when a show is split, whichever room is chosen."""
    locked = gettext("The locked lineup is opened for it; look at it and lock it again, then its acts are asked anew.")
    lines = [
        gettext("Its three acts play in both rooms, in rotated order, and walk over between their sets."),
        gettext("At the same time, from the same start to the same end."),
        gettext("No guest has entered yet: both rooms stand in the draw with the seats they have."),
        gettext("Acts that were asked are asked again; the second host is told by letter."),
        gettext("A second host and somebody at a second door are needed."),
        gettext("Who plays, and where, stays secret for both rooms as for one."),
        *([locked] if one.locked else []),
    ]
    return [str(line) for line in lines]


def room_line(room: SecondRoom) -> str:
    """A second room in one line."""
    seats = ngettext("%(num)s seat", "%(num)s seats", room.seats)
    return str(gettext("%(distance)s away, %(seats)s", distance=distance(room.distance_km), seats=seats))


def calling_lines(show: Show, one: CallingIn) -> Sequence[str]:
    """What follows when another act is called in."""
    until = {"until": when(one.until, show.zone)}
    lines = [
        gettext("%(act)s loses slot %(position)s and is told by letter.", act=one.act_name, position=one.position)
        if one.was_asked
        else gettext("%(act)s loses slot %(position)s; it was not asked yet.", act=one.act_name, position=one.position)
        if one.sees
        else gettext("Slot %(position)s is empty; nobody loses it.", position=number(one.position)),
        *([gettext("The locked lineup is opened; its version is kept with this reason.")] if one.locked else []),
        gettext("The lineup is locked, and the act you choose is asked by letter: it answers until %(until)s.", **until)
        if one.completes
        else gettext("Nobody is asked yet: another slot is empty, and only three acts are locked."),
        gettext("The other acts keep their slots and what they have said."),
        gettext("Guests and host learn nothing: who plays stays secret."),
    ]
    return [str(line) for line in lines]


def called_words(stands: Called) -> str:
    """How a lineup stands once an act is called in."""
    words = {
        Called.LOCKED: gettext("The lineup is locked again and the new act is asked by letter."),
        Called.WAITS: gettext("It has the slot. Fill the others, then the lineup can be locked."),
        Called.OPEN: gettext("It has the slot already, and the lineup has been opened since. It stays open."),
    }
    return str(words[stands])


def ending_lines(one: Ending) -> Sequence[str]:
    """What follows when a show is called off."""
    acts, guests = one.acts, one.guests
    waiting = ngettext("%(num)s party waits for a seat", "%(num)s parties wait for a seat", guests.waiting)
    names = ", ".join(acts.acts)
    lines = [
        gettext("Everybody sees at once that it does not take place; why, only leads of the city learn."),
        gettext("%(seated)s They get a letter that says no more than that.", seated=seated_words(guests))
        if guests.people
        else seated_words(guests),
        *([gettext("%(waiting)s there; they are told as well.", waiting=waiting)] if guests.waiting else []),
        *([gettext("No seat elsewhere comes by itself: offer seats at other shows as well.")] if guests.people else []),
        gettext("Free again: %(names)s.", names=names) if acts.acts else gettext("No act loses a slot by it."),
        *([_told_acts(acts.asked)] if acts.asked else []),
        gettext("The host is told by letter."),
        gettext("It cannot be taken back; only a new show can be planned."),
    ]
    return [str(line) for line in lines]


def elsewhere_lines(guests: Guests) -> Sequence[str]:
    """What follows when guests are offered seats elsewhere."""
    parties = ngettext("%(num)s guest gets a letter", "%(num)s guests get a letter", guests.parties)
    lines = [
        seated_words(guests),
        gettext("%(parties)s with one link; the letter names the city, no address and no act.", parties=parties),
        gettext("Each decides for herself. Who says nothing keeps the seat she has, whatever becomes of this show."),
        gettext("Who says yes has the other seat at once, with whoever comes along; the old one is given back."),
        gettext("Only seats that nobody waits for there are given; whoever waits there goes first, and the published "
                "record of that draw tells how many went."),
        gettext("Who leads there decides: call her first. She, and whoever deputises, gets a letter as well."),
        gettext("The address there is told in its own time, and who plays stays secret at both."),
    ]  # fmt: skip
    return [str(line) for line in lines]


def _told_acts(asked: int) -> str:
    return str(
        ngettext(
            "%(num)s act was asked and is told by letter.", "%(num)s acts were asked and are told by letter.", asked
        )
    )


def _guest_lines(show: Show, guests: Guests) -> Sequence[str]:
    if not guests.people:
        return [gettext("Nobody has a seat yet.")]
    letters = ngettext("%(num)s letter leaves", "%(num)s letters leave", guests.letters)
    heard = gettext("%(letters)s, without an address or a name.", letters=letters)
    unheard = gettext("They hear nothing: area, time and steps are the same, and the address is not told yet.")
    told = gettext("The old address is closed to them at once; the new one stands in its place.")
    untold = gettext("The new address is told in its time, as the old one would have been.")
    lines = [seated_words(guests), heard if guests.letters else unheard, told if guests.told else untold]
    if guests.asks_anew and guests.until is not None:
        until = when(guests.until, show.zone)
        lines.append(gettext("It is another evening to them: they say yes again until %(until)s.", until=until))
    elif guests.asks_anew:
        lines.append(gettext("It is too late to ask them again: their seats stay."))
    return lines


def _act_lines(asked: int, *, anew: bool) -> Sequence[str]:
    if not asked:
        return [gettext("No act was asked yet.")]
    if anew:
        return [
            ngettext(
                "%(num)s act that was asked answers again, by letter.",
                "%(num)s acts that were asked answer again, by letter.",
                asked,
            )
        ]
    return [gettext("What acts have said yes to stays the same; their answers stand.")]

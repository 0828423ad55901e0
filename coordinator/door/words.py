"""What those at a door, their lead and their guests are told, in their language."""

from flask_babel import gettext, ngettext

from coordinator.door.checking import Outcome, Result
from coordinator.errors import Conflict
from coordinator.people.words import too_many_tries


def naming_refusal(refused: Conflict) -> str:
    """Why nobody is named."""
    if refused.reason == "too_many_attempts":
        return too_many_tries(refused)
    words: dict[str, str] = {
        "show_over": gettext("This evening is over, or called off: nobody has to stand there."),
        "not_wanted": gettext(
            "The host does not want this person in her home. Name somebody else, and tell nobody why."
        ),
    }
    return words[refused.reason]


def role_words() -> dict[str, str]:
    """What people at a door do."""
    return {"steward": gettext("steward"), "supervisor": gettext("supervisor")}


def said_words(outcome: Outcome, way: str) -> tuple[str, str]:
    """What became of what was pressed, and how it is to look."""
    if outcome.result is Result.FULL and way == "undo":
        return gettext("There is no room for them: it stays as it was. Let somebody out first."), "bad"
    done = {
        "in": ngettext("Let in: %(num)s person.", "Let in: %(num)s people.", outcome.counted),
        "out": ngettext("Out: %(num)s person.", "Out: %(num)s people.", outcome.counted)
        if outcome.counted
        else gettext("Nobody of them was in."),
        "undo": gettext("Undone."),
    }
    words = {
        Result.DONE: (done[way], "good"),
        Result.ALREADY: (gettext("They are in already. Beside the name stands who let them in, and when."), "warn"),
        Result.FULL: (_full(outcome.counted), "bad"),
        Result.KEPT: (gettext("Nobody was counted: the free seats are those of people who may still come."), "bad"),
        Result.OVER: (gettext("This door was over by then, so nobody was counted."), "bad"),
        Result.CLOSED: (gettext("The door is closed to more people."), "bad"),
        Result.UNKNOWN: (gettext("They gave their seat back, so nobody was counted."), "bad"),
        Result.NOT_YOURS: (gettext("Somebody else did that. A supervisor can undo it."), "bad"),
    }
    return words[outcome.result]


def _full(counted: int) -> str:
    """What is said of those for whom not all there was room."""
    nobody: str = gettext("There is not room enough: nobody was counted. Let somebody out first.")
    some: str = ngettext(
        "The room is full: %(num)s person was counted, and no more. Let somebody out first.",
        "The room is full: %(num)s people were counted, and no more. Let somebody out first.",
        counted,
    )
    return some if counted else nobody


def door_refusal(refused: Conflict) -> str:
    """Why something is not done at a door."""
    words: dict[str, str] = {
        "not_begun": gettext("The show has not begun."),
        "over": gettext("The last set is over: those who were there have been told who played."),
        "out_of_turn": gettext("Mark the act before it first."),
        "called_off": gettext("This show is cancelled."),
        "not_over": gettext("The show is not over: they may still come."),
        "no_seat": gettext("This party gave its seat back, so nobody has missed it."),
        "came": gettext("Somebody let this party in. If that was wrong, undo it first."),
        "nobody": gettext("Nobody on the waiting list here is called so. Type the first eight signs of her line."),
        "several": gettext("Several are called so. Type the first eight signs of her line in the draw."),
        "too_early": gettext("Not yet: until a quarter of an hour after the start the seats are kept."),
        "door_closed": gettext("The door is closed to more people."),
        "not_first": gettext("Somebody before them in the draw fits as well, and comes first."),
        "no_room": gettext("No seat is free for them at the moment."),
        "waits_no_more": gettext("They wait no more: they have a place somewhere by now."),
        "not_now": gettext("Say so from an hour before the start until two hours after it."),
    }
    return words[refused.reason]


def script_words() -> dict[str, str]:
    """Sentences that the script of the page fills in; `{…}` are its places."""
    return _counting_words() | {
        "in": gettext("Let in: {name}, {n}"),
        "out": gettext("Out: {name}, {n}"),
        "undone": gettext("Undone: {name}"),
        "already": gettext("Already in: {name}. Let in by {by} at {at}"),
        "unknown": gettext("No ticket for this door. Ask for the name, or call a supervisor."),
        "full": gettext("The room is full: {name} was not counted. Call a supervisor."),
        "tight": gettext("There is room for {n} and no more: {name} was not counted. Call a supervisor."),
        "part": gettext("The room is full: of {name} only {n} counted. Call a supervisor."),
        "stays": gettext("There is no room for {name}: it stays as it was. Call a supervisor."),
        "late": gettext("This door was over by then: {name} was not counted."),
        "closed": gettext("The door is closed: {name} was not counted."),
        "since": gettext("Closed to more people since {at}."),
        "gone": gettext("Not on the list any more: {name}. The seat was given back."),
        "not_yours": gettext("Somebody else did that. A supervisor can undo it."),
        "found": gettext("Found: {name}, {n}"),
        "online": gettext("Connected, all sent"),
        "sending_one": gettext("Sending 1 step…"),
        "sending_many": gettext("Sending {n} steps…"),
        "offline": gettext("No network: it goes on. {n} to be sent."),
        "signed_out": gettext("You are signed out: sign in again. {n} to be sent."),
        "kept": gettext("Works without a network until {at}."),
        "unkept": gettext("This browser keeps nothing: stay connected, or print the list."),
        "over": gettext("This door is over. What this phone knew of it is deleted."),
        "doubt": gettext("Two phones let in {name}: {who}. It counts once. Whoever was wrong undoes it."),
        "twice": gettext("Let in twice: {name}, {who}. It counts once. Undo what was wrong."),
        "left_out": gettext("The room was full when {name} was let in: {n} not counted."),
        "at": gettext("{by} at {at}"),
        "inside": gettext("{n} of {all} in"),
        "somebody": gettext("somebody"),
        "me": gettext("you"),
        "camera": gettext("The camera cannot be used here. Type the code, or look for the first name."),
        "no_one": gettext("Nobody by that name or code."),
        "nameless": gettext("Not on the list"),
        "one": gettext("1 person"),
        "many": gettext("{n} people"),
    }


def _counting_words() -> dict[str, str]:
    """Those of seats that are free, and of steps that wait or are lost."""
    return {
        "free_one": gettext("1 seat is free now."),
        "free_many": gettext("{n} seats are free now."),
        "lost_one": gettext(
            "This door is over. 1 step could not be sent, and is lost. What this phone knew is deleted."
        ),
        "lost_many": gettext(
            "This door is over. {n} steps could not be sent, and are lost. What this phone knew is deleted."
        ),
        "waits_one": gettext(
            "This door is over. 1 step waits for a network on this phone, without a name. Leave this page open, or "
            "open any other of this site within a day: then it is sent."
        ),
        "waits_many": gettext(
            "This door is over. {n} steps wait for a network on this phone, without a name. Leave this page open, or "
            "open any other of this site within a day: then they are sent."
        ),
        "foreign_one": gettext(
            "1 step of somebody else waits on this phone. She has to open this door here to send it."
        ),
        "foreign_many": gettext(
            "{n} steps of somebody else wait on this phone. She has to open this door here to send them."
        ),
    }

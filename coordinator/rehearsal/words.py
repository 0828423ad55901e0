"""What the report of a rehearsal says, in the reader's language."""

from flask_babel import gettext

from coordinator.rehearsal.invariants import Holds

ORDER = (
    "entries",
    "entries_counted",
    "entries_taken_back",
    "draw_held",
    "seats_confirmed",
    "seats_given_back",
    "seconds",
    "offers_confirmed",
    "offers_declined",
    "act_fell_away",
    "act_fell_away_today",
    "slots_refilled",
    "host_withdrew",
    "venue_moved",
    "moved_after_reveal",
    "show_called_off",
    "check_ins",
    "city_silent",
    "shows_begun",
    "door_done",
    "let_in_from_waiting_list",
    "noted_without_network",
    "noted_by_both",
    "letter_evening",
    "writers",
    "thanks_said",
)
"""What is counted, in the order in which a rehearsal runs."""


def holds_words(name: str) -> str:
    """What has to hold, as a sentence."""
    words: dict[str, str] = {
        Holds.THREE_ACTS: gettext("Every show that took place had three different acts, or a reason is kept why not."),
        Holds.ACTS_IN_ONE_PLACE: gettext("No act is in two rooms at once, or twice on one bill."),
        Holds.LETTERS_ARE_SILENT: gettext("No letter names an address, an act or a host."),
        Holds.PAGES_ARE_SILENT: gettext("No page names an address or an act to somebody before her instant."),
        Holds.TOLD_IN_TIME: gettext("What may be told by then is there to read: addresses, and who played."),
        Holds.ADDRESS_LETTERS: gettext("“Your address is ready” goes to guests with a confirmed seat, at its time."),
        Holds.NOTHING_TWICE: gettext("Everything is sent exactly once."),
        Holds.NO_SEAT_TWICE: gettext("Never more seats are given than there are."),
        Holds.NO_ROOM_OVERFLOWS: gettext("Never more people are in than may be."),
        Holds.DOORS_HEARD_LATE: gettext("What a door without a network noted arrives, and counts everybody once."),
        Holds.ONE_PARTY: gettext("Everybody is in one party a day."),
        Holds.DRAWS_VERIFY: gettext("Every draw and all that happened to its seats follow from its published list."),
        Holds.ENVELOPES: gettext("Envelopes are sealed at their instants and hold who played."),
        Holds.MOVED_ADDRESS: gettext("After a move guests find the new address, and none has the old one."),
        Holds.CALLED_OFF: gettext("Of every show that is off a reason is kept, and its guests were told."),
        Holds.SILENT_CITIES: gettext("A silent city is marked on the board, and somebody else has it."),
        Holds.EMBARGO: gettext("The embargo ends with the last show that takes place."),
        Holds.SUMS_OF_LETTERS: gettext(
            "Sums of letters are those of their parts, of the ledger, and of what was said."
        ),
        Holds.ENTRIES_END: gettext("Every entry comes to an end that its guest knows, and none is lost."),
        Holds.OFFERS_END: gettext("Every offer is answered or over, and who plays has said yes."),
        Holds.JOBS_DONE: gettext("Every job is done."),
        Holds.AUDIT_CHAIN: gettext("The list of who learnt what is whole."),
        Holds.NOTHING_BROKE: gettext("Nothing broke."),
    }
    return words[name]


def event_words(what: str) -> str:
    """Something that happened."""
    words: dict[str, str] = {
        "first_show": gettext("The first show begins"),
        "last_show_over": gettext("The last show is over, and every lineup is open"),
        "act_fell_away": gettext("An act fell away"),
        "act_fell_away_today": gettext("An act fell away in the last hours"),
        "host_withdrew": gettext("A host closed her door"),
        "venue_moved": gettext("A show moved to another room"),
        "show_called_off": gettext("A show was called off"),
        "city_silent": gettext("A lead fell silent"),
        "city_passed_on": gettext("Somebody else answers for the city"),
        "lineups_proposed": gettext("Lineups were proposed for everywhere"),
    }
    return words[what]


def step_words(name: str) -> str:
    """What is counted of the course of a rehearsal."""
    words: dict[str, str] = {
        "entries": gettext("Parties asked for seats"),
        "entries_counted": gettext("Entries counted, once their address had answered"),
        "entries_taken_back": gettext("Entries taken back"),
        "draw_held": gettext("Draws held"),
        "seats_confirmed": gettext("Seats confirmed"),
        "seats_given_back": gettext("Seats given back"),
        "seconds": gettext("People who said yes to come along"),
        "offers_confirmed": gettext("Offers that acts said yes to"),
        "offers_declined": gettext("Offers that acts declined"),
        "act_fell_away": gettext("Acts that fell away before the last hours"),
        "act_fell_away_today": gettext("Acts that fell away in the last hours"),
        "slots_refilled": gettext("Empty slots filled again"),
        "host_withdrew": gettext("Hosts who closed their door"),
        "venue_moved": gettext("Shows that moved to another room"),
        "moved_after_reveal": gettext("Of these after the address had been told"),
        "show_called_off": gettext("Shows called off"),
        "check_ins": gettext("Times that somebody said “I am here”"),
        "city_silent": gettext("Times that a lead let that pass"),
        "shows_begun": gettext("Shows at whose door the first act was marked"),
        "door_done": gettext("Parties let in"),
        "let_in_from_waiting_list": gettext("Parties let in from the waiting list"),
        "noted_without_network": gettext("Parties let in at a door without a network"),
        "noted_by_both": gettext("Of these twice, by two phones that did not know of each other"),
        "letter_evening": gettext("Letter evenings"),
        "writers": gettext("People who wrote letters"),
        "thanks_said": gettext("Guests who said thanks"),
    }
    return words.get(name, "")


def because_words(name: str) -> str:
    """Why a show was called off."""
    words: dict[str, str] = {
        "no_acts": gettext("No three acts were found in time"),
        "no_room": gettext("A door was closed, and there was no other room"),
        "no_house": gettext("The street was closed"),
    }
    return words[name]


def written_words(step: str) -> str:
    """A step of the letters."""
    words: dict[str, str] = {
        "pledged": gettext("pledged"),
        "written": gettext("written"),
        "handed_over": gettext("handed over"),
        "mailed": gettext("mailed"),
        "reported": gettext("reported"),
        "verified": gettext("verified"),
    }
    return words[step]

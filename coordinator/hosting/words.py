"""What audiences and facts about a home are called on a host's pages, in her language."""

from flask_babel import gettext, ngettext

from coordinator.clock import local
from coordinator.disclosure.changes import ChangeState
from coordinator.disclosure.host_news import News, Span, Told
from coordinator.disclosure.incidents import Kind
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.policy import Fact
from coordinator.errors import Conflict
from coordinator.guests.shrinking import Outlook, Seating
from coordinator.hosting.consequences import Consequence, Follows
from coordinator.people.words import too_many_tries, too_often
from coordinator.reviews.words import need_word
from coordinator.spaces.registration import Step
from coordinator.spaces.words import Pairs, refusal_words, told
from coordinator.wording import clock_at, day


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


def visitors_told(form: OwnForm) -> Pairs:
    """What visitors meet, as her host has said it."""
    rules = [(gettext("House rules"), form.said["rules"])] if form.said.get("rules") else []
    return told(form.said)[Step.GUESTS] + rules


def evening_refusal(refused: Conflict) -> str:
    """Why something about an evening could not be kept."""
    words: dict[str, str] = {
        "listed": gettext("Entries are closed and the numbers published; they stay. Names you can still change."),
        "list_final": gettext("The list at the door is final by now. Tell the volunteer at your door who comes."),
    }
    return words[refused.reason]


def after_refusal(refused: Conflict) -> str:
    """Why something after an evening could not be done."""
    if refused.reason == "too_many_attempts":
        return too_often(refused)
    count, most = refused.facts.get("count", 0), refused.facts.get("most", 0)
    words: dict[str, str] = {
        "too_early": gettext("It is too early for a report. Write to the lead of your city if something is wrong."),
        "too_many_reports": gettext("There are %(most)s reports already. Write to the lead.", most=most),
        "pictures_wait": gettext("Many photos are arriving just now. Nothing was kept; send yours again in a minute."),
        "draft": gettext("This is a draft: take it back, and nothing of it stays."),
        "erased": gettext("There is nothing left to keep: it has been erased."),
        "waits_for_lead": gettext(
            "Your door is closed, but an evening still stands there until your lead has moved it or called it off. She "
            "has a letter about it; come back when you hear that she has."
        ),
        "shows_to_come": ngettext(
            "%(num)s evening is still planned there. Close your door, or ask the lead to move it; then erase.",
            "%(num)s evenings are still planned there. Close your door, or ask the lead to move them; then erase.",
            count,
        ),
    }
    return words[refused.reason]


def report_word(kind: str) -> str:
    """“Damage”."""
    words: dict[str, str] = {
        Kind.DAMAGE: gettext("Something is broken, stained or missing"),
        Kind.INCIDENT: gettext("Something happened that you should know of"),
    }
    return words[kind]


def photo_refusal(refused: Conflict) -> str:
    """Why photos could not be taken."""
    if refused.reason == "too_many_attempts":
        return too_many_tries(refused)
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


def follows_words(one: Consequence) -> str:
    """What follows for a show, in a sentence."""
    words: dict[Follows, str] = {
        Follows.PLACE: gettext("It takes place somewhere else: guests and acts have to be told."),
        Follows.SEATS: gettext(
            "It is planned for %(planned)s guests; %(offered)s seats are offered.",
            planned=one.seats[0],
            offered=one.seats[1],
        ),
        Follows.STEPS: gettext("One does not get in without a step any more; a guest may count on it."),
        Follows.LESS: gettext("Acts may have less than they need: %(what)s.", what=_gone(one)),
        Follows.MORE: gettext("What acts may use is another: those who said yes are asked once more."),
        Follows.CURFEW: gettext("It ends after it has to be quiet."),
        Follows.TIMES: gettext("It is not within the times that are offered any more."),
        Follows.PROMISE: gettext("The landlord’s permission, or the second adult, is missing for it."),
    }
    return words[one.follows]


def _gone(one: Consequence) -> str:
    return ", ".join(map(need_word, one.needs)) or gettext("room on stage")


def news_words(told: Told, zone: str) -> str:
    """What is new about an evening, as its host reads it on her page."""
    evening = _span_words(told.before or told.now, zone)
    words: dict[News, str] = {
        News.PLANNED: gettext("An evening is planned: %(evening)s.", evening=evening),
        News.MOVED: gettext(
            "The evening of %(evening)s is at another time: %(now)s.", evening=evening, now=_span_words(told.now, zone)
        ),
        News.ELSEWHERE: gettext("The evening of %(evening)s takes place in another room.", evening=evening),
        News.OFF: gettext("The evening of %(evening)s does not take place.", evening=evening),
        News.RESERVE: gettext("Your space stands ready for %(evening)s.", evening=evening),
        News.NO_RESERVE: gettext("Your space need not stand ready for %(evening)s any more.", evening=evening),
        News.DECLINED: gettext("You said that you cannot stand ready for %(evening)s.", evening=evening),
    }
    return words[told.news]


def _span_words(span: Span, zone: str) -> str:
    begins = local(span[0], zone).replace(tzinfo=None)
    return f"{day(begins)}, {clock_at(span[0], zone)}–{clock_at(span[1], zone)}"


def became_words(state: ChangeState) -> str:
    """What became of a change that a host has just made."""
    if state is ChangeState.WAITING:
        return str(gettext("Your lead has it. Until she takes it over, all stays as it was."))
    return str(gettext("Saved. Your lead can see what you changed."))


def change_word(state: ChangeState) -> str:
    """“waits”."""
    words: dict[ChangeState, str] = {
        ChangeState.TOLD: gettext("holds already"),
        ChangeState.WAITING: gettext("waits for you"),
        ChangeState.TAKEN: gettext("taken over"),
        ChangeState.DECLINED: gettext("left as it was"),
        ChangeState.DROPPED: gettext("taken back by the host"),
    }
    return words[state]


def seating_words(said: Seating) -> str:
    """“12 people in 8 parties”."""
    people: str = ngettext("%(num)s person", "%(num)s people", said.people)
    parties: str = ngettext("%(people)s in %(num)s party", "%(people)s in %(num)s parties", said.parties, people=people)
    return parties if said.parties else str(gettext("nobody"))


def losing_words(look: Outlook) -> str:
    """How many would lose their seats, and how many of them have confirmed."""
    confirmed = sum(one.has_confirmed for one in look.losing)
    everybody = seating_words(Seating(sum(one.people for one in look.losing), len(look.losing)))
    of_them = ngettext("%(num)s of the parties has confirmed", "%(num)s of the parties have confirmed", confirmed)
    return f"{everybody}; {of_them}" if confirmed else everybody


def decided_words(do: str, lost: int) -> str:
    """What a lead reads who has decided about a change by which so many parties have lost their seats."""
    words: dict[str, str] = {
        "take": gettext("Taken over. It holds from now on; the host is told."),
        "decline": gettext("Left as it was. The host is told."),
        "see": gettext("Marked as seen."),
    }
    waits = ngettext(
        "%(num)s party has lost its seat and waits again at its old place; it has a letter.",
        "%(num)s parties have lost their seats and wait again at their old places; each has a letter.",
        lost,
    )
    return f"{words[do]} {waits}" if lost else words[do]


def change_words(refused: Conflict) -> str:
    """Why nothing could be decided about a change."""
    if refused.reason == "too_many_attempts":
        return too_often(refused)
    if refused.reason == "seats_moved":
        return str(gettext("Meanwhile other guests would lose their seats. Look again, then decide."))
    if refused.reason == "too_few_seats":
        least = refused.facts["least"]
        return str(gettext("The show cannot stay in fewer than %(least)s seats. Move it, or call it off.", least=least))
    if refused.reason == "list_final":
        said = gettext("The list at the door is final: nobody loses a seat any more. Talk to the host and the door.")
        return str(said)
    if refused.reason == "listed_there":
        known = gettext(
            "The list of the draw is published, with %(seats)s seats there. Decide once it is drawn, or move the show"
            " to another room.",
            seats=refused.facts["seats"],
        )
        return str(known)
    if refused.reason == "settled_already":
        return str(gettext("This is settled already. Here is how it stands now."))
    return refusal_words(refused)

"""What host and lead say to each other of a space: whom the host does not want, what the lead asks her to change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coordinator import jobs
from coordinator.disclosure import changes, host_vetoes, offers, own_spaces, questions
from coordinator.disclosure.host_vetoes import Veto
from coordinator.disclosure.questions import Question
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.lineups import alarms, doors, rechecking
from coordinator.people.readers import Reader
from coordinator.people.rolls import roll
from coordinator.shows.leading import refuse_others
from coordinator.shows.models import Show
from coordinator.shows.planning import hold_spaces
from coordinator.spaces.models import Space

MOST = 20  # vetoes of one space, and questions to one host
VETO, ASK, ANSWERED = "host_veto", "host_asked", "host_answered"  # the outbox's kinds


@dataclass(frozen=True, slots=True)
class ToldVeto:
    """A veto for the lead: the act that seems to be meant (id, name), and shows there in which the linked one plays."""

    veto: Veto
    meant: tuple[str, str] | None
    plays: tuple[Show, ...]


def veto(reader: Reader, space_id: str, words: str, *, email: str = "", at: datetime) -> None:
    """Say whom the host does not want in her home; by an `email` address somebody is also known who enters as a guest.
    The same again changes nothing. Raises NotFound for everybody but the host and for a draft, Conflict
    `too_many_words`."""
    space = _own(reader, space_id)
    said = host_vetoes.own(space_id)
    if (words.casefold(), email) in {(one.words.casefold(), one.email or "") for one in said}:
        return
    if len(said) >= MOST:
        raise Conflict("too_many_words", most=MOST)
    veto_id = host_vetoes.say(space_id, words, email=email, at=at)
    for person_id in alarms.told_at(alarms.Level.LEAD, space, at=at):
        key = f"{VETO}|{veto_id}|{person_id}"
        jobs.enqueue(VETO, person_id=person_id, subject=space_id, dedupe_key=key, due_at=at)


def forget(reader: Reader, space_id: str, veto_id: str) -> None:
    """Take a veto back. Raises NotFound for everybody but the host."""
    _own(reader, space_id)
    host_vetoes.forget(space_id, veto_id)


def vetoes(reader: Reader, space: Space, *, at: datetime) -> Sequence[ToldVeto]:
    """The vetoes of a space for the lead of its city. Raises NotFound for everybody else."""
    found = host_vetoes.told(reader, space, at=at)
    shows = doors.coming([space.id], at=at)[space.id] if found else ()
    bills = offers.bills([show.id for show in shows])
    return [
        ToldVeto(
            one,
            host_vetoes.meant(one.words, edition_id=space.edition_id) if one.is_open else None,
            tuple(show for show in shows if one.artist_id in bills[show.id].values()),
        )
        for one in found
    ]


def link(reader: Reader, space: Space, veto_id: str, act_name: str, *, at: datetime) -> None:
    """Say which act a veto means: from now on it is not placed there, and where it is placed already whoever answers
    for that show is told to look again. Raises NotFound for who does not lead the city,
    Invalid (`act`) where not exactly one act of the edition is called that."""
    refuse_others(reader, space.city_id)
    _held(space)
    act = host_vetoes.meant(act_name, edition_id=space.edition_id)
    if act is None:
        fault = "Not exactly one act of this edition is called “%(name)s”. Write it as in the list of acts."
        raise Invalid({"act": [Say(fault, name=act_name)]})
    if host_vetoes.settle(space.id, veto_id, act[0], at=at):
        rechecking.tell_leads(act[0], edition_id=space.edition_id, at=at)


def dismiss(reader: Reader, space: Space, veto_id: str, *, at: datetime) -> None:
    """Say that a veto means no act of this edition. Raises NotFound for who does not lead the city."""
    refuse_others(reader, space.city_id)
    _held(space)
    host_vetoes.settle(space.id, veto_id, None, at=at)


def ask(reader: Reader, space: Space, words: str, *, form: str, at: datetime) -> None:
    """Ask a host to change or to find out something, once for one opening of the form (`form`); she gets one letter.
    Raises NotFound for who does not lead the city, Conflict `too_many_words`."""
    refuse_others(reader, space.city_id)
    _held(space)
    asked = {one.id for one in questions.of_space(space.id)}
    question_id = questions.id_of(space.id, words, by=str(reader.id), form=form)
    if question_id in asked:
        return
    if len(asked) >= MOST:
        raise Conflict("too_many_words", most=MOST)
    questions.put(space.id, words, by=str(reader.id), form=form, at=at)
    host_id = changes.host_of(space.id)
    jobs.enqueue(ASK, person_id=host_id, subject=question_id, dedupe_key=f"{ASK}|{question_id}", due_at=at)


def answer(reader: Reader, space_id: str, question_id: str, words: str, *, at: datetime) -> None:
    """Answer a lead's question; the first answer stays. Raises NotFound for everybody but the host."""
    space = _own(reader, space_id)
    question = questions.find(question_id)
    if question is None or question.space_id != space_id:
        raise NotFound
    if questions.answer(question_id, words, at=at):
        here, asked_by = roll(space.city_id), question.asked_by
        told = alarms.told_at(alarms.Level.LEAD, space, at=at)  # where who asked answers for the city no more
        for person_id in [asked_by] if asked_by in {*here.leads, *here.deputies, *here.team} else told:
            key = f"{ANSWERED}|{question_id}|{person_id}"
            jobs.enqueue(ANSWERED, person_id=person_id, subject=question_id, dedupe_key=key, due_at=at)


def see(reader: Reader, space: Space, question_id: str, *, at: datetime) -> None:
    """Mark an answer as seen. Raises NotFound for who does not lead the city."""
    found: Sequence[Question] = questions.told(reader, space, at=at)
    if question_id in {one.id for one in found if one.is_new}:
        questions.see(question_id, at=at)


def _own(reader: Reader, space_id: str) -> Space:
    form = own_spaces.own_form(reader, space_id, held=True)
    if form.space is None:
        raise NotFound
    return _held(form.space)


def _held(space: Space) -> Space:
    return hold_spaces([space.id], edition_id=space.edition_id, city_id=space.city_id)[space.id]

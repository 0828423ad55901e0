"""Reminders of the two days of a section, mail by and report by: one letter each, some days before, never after. Who
comes later is reminded at ten the next morning, while a day is left; of a day that has moved since, everybody is anew
where it is earlier by then, or a week later and more.

To who writes they go only where she has ticked so on the form, and said yes by a letter to the address; it is kept
until the last day to report is over. To collectors they go while letters that they have put into the ledger wait to be
mailed or reported. Nobody is reminded of a case that is closed or withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from coordinator import jobs
from coordinator.clock import first_shown, instant, local
from coordinator.db import db
from coordinator.disclosure import letter_reminders, letter_signs
from coordinator.disclosure.letter_reminders import Reminder
from coordinator.disclosure.mailboxes import reached_by
from coordinator.disclosure.people import identity
from coordinator.letters import unfinished
from coordinator.letters.models import Section
from coordinator.letters.sections import Through, reported_from, through
from coordinator.people import attempts
from coordinator.people.models import Attempt
from coordinator.people.readers import Reader

AHEAD, DAY = timedelta(days=5), timedelta(days=1)
FAR = timedelta(days=7)  # a day that has moved on by so much is news
AT_TEN = time(10)  # on the clocks of the section
CONFIRMED_WITHIN = timedelta(hours=48)
MOVED = "|moved"  # at the end of a subject
ASKED, DUE, WRITER, COLLECTOR = "letter_reminder", "letters_due", "letter_due", "letters_to_collect"  # of the outbox


class By(StrEnum):
    """Which of the two days."""

    MAIL = "mail"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Where:
    """Whom to remind, of the days of a section; `locale`: the language that she reads the form in."""

    email: str = field(repr=False)
    section_id: str
    locale: str | None


def ask(reader: Reader, where: Where, *, origin: str, at: datetime) -> None:
    """Keep where to remind somebody. An address that is not known to be the reader's is asked first, once; what follows
    is the same whether it is kept already. Raises Conflict (`too_many_attempts`)."""
    if reader.id is not None and reached_by(identity(reader.id).email) == reached_by(where.email):
        if letter_reminders.put(where.section_id, where.email, where.locale, confirmed=True, at=at) is None:
            letter_reminders.confirm_own(where.section_id, where.email, at=at)
        return
    for what in (Attempt.LETTER, Attempt.ASKING):
        attempts.take(what, attempts.visitor(where.email, origin), at=at)
    key = letter_reminders.put(where.section_id, where.email, where.locale, confirmed=False, at=at)
    if key is not None:
        jobs.enqueue(ASKED, person_id=None, subject=key, dedupe_key=f"{ASKED}|{key}", due_at=at)


def behind(token: str, *, at: datetime) -> tuple[Reminder, Through] | None:
    """What a link in a letter is about, as long as it is kept for something."""
    found = letter_reminders.of_token(token)
    if found is None or (found.confirmed_at is None and at >= found.asked_at + CONFIRMED_WITHIN):
        return None
    of = through(found.section_id)
    return (found, of) if at < of.report_ends_at else None


def say_yes(token: str, *, at: datetime) -> bool:
    """Let an address be reminded that has answered; False where the link leads nowhere any more."""
    known = behind(token, at=at)
    if known is None:
        return False
    letter_reminders.confirm(known[0].id, at=at)
    return True


def stop(token: str) -> None:
    """Forget the address that a link went to. A second time changes nothing."""
    letter_reminders.drop(token)


def own_cases(reminder: Reminder, edition_id: str) -> frozenset[str]:
    """The open cases for which she has a letter that is not on its way yet."""
    return letter_signs.unfinished(reminder.key, edition_id)


def reminds_at(of: Through, by: By) -> datetime:
    """The instant from which who has something left to do is reminded of a day: ten in the morning some days before it,
    for the second day never before the first one is over."""
    return _at_ten(of, _first_day(of, by))


def ends_at(of: Through, by: By) -> datetime:
    """The instant from which nobody is reminded of it any more."""
    return of.mail_ends_at if by is By.MAIL else of.report_ends_at


def is_time(of: Through, by: By, *, at: datetime) -> bool:
    """Whether who has something left to do is to be reminded of a day now."""
    return reminds_at(of, by) <= at < ends_at(of, by)


def remind(at: datetime) -> None:
    """Have the people of each section whose day is near reminded, once for each of the two days, in the caller's
    transaction: in a round at ten o'clock of each day of these."""
    for of in reported_from((at - timedelta(days=2)).date()):
        for by in By:
            if is_time(of, by, at=at):
                told, moved = _told(of, by)
                what, key = f"{of.id}|{by}|{told}", f"{DUE}|{of.id}|{by}|{told}|{_round(of, by, at)}"
                jobs.enqueue(DUE, person_id=None, subject=what + MOVED * moved, dedupe_key=key, due_at=at)


def remind_all(subject: str, *, at: datetime) -> None:
    """Have a letter written to everybody whom the day of a section concerns and who has none yet of that day as it was
    told; run again it changes nothing."""
    of, by = read(subject)
    if not is_time(of, by, at=at):
        return
    told, moved = subject.split("|")[2], MOVED * is_moved(subject)
    writers = letter_reminders.confirmed_of(of.id, before=at)
    jobs.enqueue_all(WRITER, [(None, f"{one}|{by}{moved}", f"{one}|{by}|{told}") for one in writers], due_at=at)
    them = [(one, f"{of.id}|{by}{moved}", f"{of.id}|{by}|{told}|{one}") for one in collectors(of, by)]
    jobs.enqueue_all(COLLECTOR, them, due_at=at)


def is_moved(subject: str) -> bool:
    """Whether a job tells those who know another day of it."""
    return subject.endswith(MOVED)


def read(subject: str) -> tuple[Through, By]:
    """The section and the day that a job is about."""
    section_id, by = subject.split("|")[:2]
    return through(section_id), By(by)


def find_due(subject: str, *, at: datetime) -> tuple[Reminder, Through, By] | None:
    """Whom a job reminds of which day; None where she has nothing left to do, has stopped it, or it is not the time."""
    reminder_id, day = subject.split("|")[:2]
    found = letter_reminders.find(reminder_id)
    if found is None or found.confirmed_at is None:
        return None
    of, by = through(found.section_id), By(day)
    if not is_time(of, by, at=at) or not own_cases(found, of.edition_id):
        return None
    return found, of, by


def forget(at: datetime) -> None:
    """Erase the addresses that did not answer in time, and those of sections whose last day to report is over."""
    letter_reminders.drop_unconfirmed(at - CONFIRMED_WITHIN)
    for section_id in letter_reminders.sections_kept():
        if at >= through(section_id).report_ends_at:
            letter_reminders.drop_of(section_id)


def collectors(of: Through, by: By) -> Sequence[str]:
    """The collectors of a section who have something left to do before that day, by id."""
    return unfinished.collectors(of.id, mailed=by is By.REPORT)


def _told(of: Through, by: By) -> tuple[date, bool]:
    """The day of which people are reminded: as it was told before, unless by now it is news to those who know that; and
    whether it is."""
    kept, day = db.session.get_one(Section, of.id), _day(of, by)
    before = kept.mail_told if by is By.MAIL else kept.report_told
    if before is not None and before <= day < before + FAR:
        return before, False
    if by is By.MAIL:
        kept.mail_told = day
    else:
        kept.report_told = day
    return day, before is not None


def _round(of: Through, by: By, at: datetime) -> date:
    """Of which morning the last round was: of each from the first on, and of none within a day of the end."""
    today = local(at, of.zone).date()
    morning = today if at >= _at_ten(of, today) else today - DAY
    first = _first_day(of, by)
    return max(first, min(morning, _day(of, by) - DAY))


def _first_day(of: Through, by: By) -> date:
    return of.mail_by - AHEAD if by is By.MAIL else max(of.report_by - AHEAD, of.mail_by + DAY)


def _day(of: Through, by: By) -> date:
    return of.mail_by if by is By.MAIL else of.report_by


def _at_ten(of: Through, day: date) -> datetime:
    return instant(first_shown(datetime.combine(day, AT_TEN), of.zone), of.zone, fold=0)


ROUNDS = [remind, forget]

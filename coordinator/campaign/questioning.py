"""Answer Times of the demonstration: three acts of a day before answer, one in some days, one now, one some days ago.

Each begins at seven in the evening of its city; who answers now is in one where it is evening now. Without such a city
it began at the last full or half hour, so that it can be loaded at any hour of any day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from coordinator.answers import asking, hours, moderating, replying, settling
from coordinator.answers.asking import Question, Visitor
from coordinator.answers.models import AnswerState, AskedState, TimeState
from coordinator.answers.moderating import Step
from coordinator.answers.settling import Wish
from coordinator.artists.listing import ListedArtist
from coordinator.campaign.importing import take_artists
from coordinator.campaign.opening import open_edition
from coordinator.cities.models import City
from coordinator.cities.siting import Sited
from coordinator.clock import instant, local
from coordinator.disclosure import asked
from coordinator.disclosure.deposits import artist_ids
from coordinator.editions.calendar import DAY_HOURS, first_instant
from coordinator.people.readers import CONSOLE, Reader

SLUG, NAME = "open-doors-warm-up", "Open Doors Warm-up"
BEFORE = timedelta(weeks=8)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EVENING, LONG = time(19), 2 * HOUR  # wall time, and for how long an act answers
Q = AskedState


@dataclass(frozen=True, slots=True)
class Put:
    """A question, how many want it answered, how it stands, and what the act says."""

    words: str
    votes: int
    state: AskedState = AskedState.APPROVED
    answer: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """An act, in how many days it answers (0: now), and what it is asked."""

    act: str
    days: int
    questions: tuple[Put, ...]


SCENES = (
    Scene(
        "Kora and Clay",
        2,
        (
            Put("How many strings does it have, and who tunes them?", 14),
            Put("Do you still play the song with which you began?", 9),
            Put("What did your grandmother say when she heard you the first time?", 5),
            Put("Is your next concert on Saturday at 20:00 in a living room in Lagos?", 0, Q.WAITING),
            Put("Who tunes all those strings?", 0, Q.WAITING),
        ),
    ),
    Scene(
        "The Paper Lanterns",
        0,
        (
            Put("Which room was the smallest that you ever played in?", 21, answer="A pantry. One of us stood."),
            Put("What do you do when somebody’s neighbour knocks?", 12, answer="We ask her in, and play softer."),
            Put("Do you write the words or the tune first?", 7),
        ),
    ),
    Scene(
        "Salt Road Trio",
        -4,
        (
            Put("Where does your name come from?", 17, answer="From the road on which our three families met."),
            Put("Can you show the stroke of the bow?", 8, link="https://video.example.org/salt-road"),
            Put("Will there be a record?", 3),
        ),
    ),
)


def answer_questions(cities: Sequence[City], known: str, *, at: datetime) -> None:
    """Let them answer by the instant `at`, in the second city where it does not matter; the first act is spoken for by
    the address `known`."""
    day = (at - BEFORE).date()
    edition = open_edition(f"{SLUG}-{day:%Y}", name=f"{NAME} {day:%Y}", day=day)
    edition.embargo_ends_at = first_instant(day) + timedelta(hours=DAY_HOURS)  # its rooms are forgotten since
    emails = (known, "lanterns@example.org", "salt-road@example.org")
    homes = [cities[1] if scene.days else where_it_is_evening(cities, at=at) or cities[1] for scene in SCENES]
    rows = [_row(number, scene, email) for number, (scene, email) in enumerate(zip(SCENES, emails, strict=True))]
    sited = [Sited(row, city, city.latitude, city.longitude) for row, city in zip(rows, homes, strict=True)]
    take_artists(edition, sited)
    ids: Mapping[str, str] = artist_ids(edition.id)
    for row, scene, city in zip(rows, SCENES, homes, strict=True):
        _play(ids[row.artist_id], scene, city.zone, at=at)


def where_it_is_evening(cities: Sequence[City], *, at: datetime) -> City | None:
    """The first city by name in which what begins at seven is going on at the instant `at`; None if there is none."""
    evening = range(EVENING.hour, EVENING.hour + LONG // HOUR)
    among = (city for city in cities if local(at, city.zone).hour in evening)
    return min(among, key=lambda city: (city.name, city.id), default=None)


def _row(number: int, scene: Scene, email: str) -> ListedArtist:
    return ListedArtist(artist_id=f"W{number}", act_name=scene.act, contact_name="Ama Act", email=email)


def _play(artist_id: str, scene: Scene, zone: str, *, at: datetime) -> None:
    begins = _begins(scene, zone, at=at)
    wish = Wish(begins.date(), begins.time(), (begins + LONG).time())
    before = min(at, instant(begins, zone)) - 2 * DAY
    reader = Reader(asked.speaker(artist_id))
    settling.propose(reader, artist_id, wish, seen=0, at=before)
    hour = hours.own_one(reader, artist_id, at=before).hour
    if hour is None:
        raise LookupError("it was proposed just now")
    settling.settle(CONSOLE, hour.id, TimeState.AGREED, because=None, seen=1, at=before)
    for put in scene.questions:
        _ask(hour.id, put, reader, at=before + HOUR)


def _begins(scene: Scene, zone: str, *, at: datetime) -> datetime:
    """The wall time at which an act begins to answer."""
    wall = local(at + scene.days * DAY, zone).replace(tzinfo=None)
    evening = datetime.combine(wall.date(), EVENING)
    if scene.days or evening <= wall < evening + LONG:
        return evening
    return wall.replace(minute=30 * (wall.minute // 30), second=0, microsecond=0)


def _ask(time_id: str, put: Put, reader: Reader, *, at: datetime) -> None:
    asking.ask(time_id, Question(put.words, form=""), _somebody(put, 0), at=at)
    one = next(found for found in asked.of_time(time_id) if found.words == put.words)
    if put.state is not AskedState.APPROVED:
        return
    moderating.settle(CONSOLE, one.id, Step(AskedState.APPROVED), seen=1, at=at)
    for number in range(1, put.votes + 1):
        asking.vote(one.id, _somebody(put, number), wants=True, at=at)
    if put.answer or put.link:
        replying.write(reader, one.id, put.answer, put.link, seen=0, at=at)
        moderating.settle_answer(CONSOLE, one.id, AnswerState.APPROVED, seen=1, at=at)


def _somebody(put: Put, number: int) -> Visitor:
    return Visitor((f"browser|{put.words}|{number}",))

"""The words of the hour: three words that a door and its guests see on their phones, so that nobody has to trust a
stranger. They follow from a key of the server, the show and the hour, and from nothing that can be looked up.

The words are the same in every language, or two phones could not be compared; they are short, apart from each other,
and offend nobody.
"""

from datetime import datetime, timedelta

from coordinator.disclosure import cipher, plus_ones, uninvited
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.policy import Fact, Relation, may_see
from coordinator.editions.models import Edition
from coordinator.people.readers import Reader
from coordinator.shows.models import Show, ShowState

HOUR = timedelta(hours=1)
COUNT = 3
_LIST = """
acorn almond amber anchor apple apricot autumn balcony bamboo banjo barley basil beacon bell birch blossom bonfire
bramble breeze bridge bronze button cactus candle canoe canyon carpet cello cedar cherry chestnut cinnamon clarinet
clover cobalt coconut comet copper coral cotton cricket crystal daisy dolphin drum dune eagle echo ember feather fern
fiddle fig flute forest fountain fox galaxy garden garnet geranium ginger glacier guitar harbour harp hazel heron hill
honey horizon indigo island ivory ivy jasmine juniper kettle kite lagoon lantern lark laurel lavender leaf lemon lilac
lime linen lotus magnet mango maple marble marigold meadow melody melon mint mirror moon moss mountain nectar nest
nutmeg oak oasis oboe ocean olive opal orange orchid otter owl paper parsley peach pearl pebble pepper piano pillow
pine planet plum pollen poppy prairie puffin pumpkin quartz quilt rainbow raven reed ribbon river robin rocket
rosemary ruby saddle saffron sail salmon sand sapphire seal shell silver sparrow spring spruce star stone storm summer
sunrise swallow swan tangerine teapot thistle thunder thyme tiger tulip turtle umbrella valley vanilla velvet viola
violet walnut waterfall wave whale willow window winter yarrow zebra zephyr
"""
WORDS = tuple(_LIST.split())


def hours(show: Show, edition: Edition, *, until: datetime) -> list[tuple[datetime, str]]:
    """Every hour from the opening of the door to an instant, with its words."""
    first = show.starts_at - timedelta(hours=edition.doorbell_hours)
    count = -(-(until - first) // HOUR)
    return [(first + HOUR * number, of_hour(show, first + HOUR * number)) for number in range(count)]


def of_hour(show: Show, at: datetime) -> str:
    """The words of a show at an instant. Hours are counted from its start, so they change with it on both phones."""
    hour = (at - show.starts_at) // HOUR
    number = int(cipher.current().index(f"{show.id}|{int(show.starts_at.timestamp())}|{hour}", "words of a door"), 16)
    left = list(WORDS)
    picked = []
    for _ in range(COUNT):
        number, place = divmod(number, len(left))
        picked.append(left.pop(place))
    return " ".join(picked)


def changes_at(show: Show, at: datetime) -> datetime:
    """When the next words come."""
    return show.starts_at + HOUR * ((at - show.starts_at) // HOUR + 1)


def for_guest(reader: Reader, show: Show, edition: Edition, *, at: datetime) -> str | None:
    """The words for who has a confirmed seat there, in the hours of the door; None for everybody else, and for a party
    to which that door is closed (`uninvited`)."""
    phase = clock_of(show, edition).phase(at)
    if show.state is ShowState.CANCELLED or not may_see(Fact.DOOR_WORDS, Relation.GUEST, phase):
        return None
    comes = any(entry.seat == show.id and not uninvited.waits(entry.id) for entry in plus_ones.confirmed(reader))
    return of_hour(show, at) if comes else None

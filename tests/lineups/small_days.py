"""Days small enough to look at every plan, with every rule switched on; and builders for days written by hand."""

from dataclasses import replace
from typing import TypeVar

from hypothesis import strategies as st

from coordinator.lineups.problem import Artist, Leg, Mode, Need, Pick, Problem, Show

Value = TypeVar("Value")
A_DAY = 25_000_000  # minutes since 1970: some evening's midnight
BERLIN = (52.52, 13.405)
PLACES = (BERLIN, (52.547, 13.405), (52.52, 13.53), (52.788, 13.405), (52.791, 13.405), (52.30, 13.10))
SHOWS = ("S1", "S2", "S3")
EVENING = A_DAY + 1050  # when a show at 19:30 starts
TOURS = (
    (Leg(latitude=48.137, longitude=11.575, begins=A_DAY, ends=EVENING),),
    (Leg(latitude=48.137, longitude=11.575, begins=EVENING, ends=A_DAY + 2880),),
    (
        Leg(latitude=52.52, longitude=13.405, begins=EVENING + 60, ends=EVENING + 61),
        Leg(latitude=52.788, longitude=13.405, begins=A_DAY, ends=A_DAY + 2880),
    ),
)
ARTISTS = ("A1", "A2", "A3", "A4", "A5", "A6")


def mostly(usual: Value, *rare: Value) -> st.SearchStrategy[Value]:
    """The usual value in two of three draws, so that rules bite one at a time and shows still fill up."""
    return st.sampled_from((*(usual,) * 2 * len(rare), *rare))


needs = st.frozensets(st.sampled_from(list(Need)), min_size=1, max_size=2)
nothing = st.just(frozenset[Need]())
spoken = st.frozensets(st.sampled_from(("de", "pl", "ar")), max_size=2)
speeds = st.sampled_from(({}, {"Berlin": {Mode.CAR: 5.0}}, {"Potsdam": {Mode.FOOT: 40.0, Mode.CAR: 10.0}}))


def a_show(name: str = "S1", *, place: tuple[float, float] = BERLIN, local_start: int = 1170, **said: object) -> Show:
    """A show in Berlin at 19:30 for 150 minutes with everything in the room, unless said otherwise."""
    plain: dict[str, object] = {"city": "Berlin", "minutes": 150, "has": frozenset(Need), "stage_people": 9}
    at = {
        "latitude": place[0],
        "longitude": place[1],
        "local_start": local_start,
        "starts_at": A_DAY + local_start - 120,
    }
    return Show(**{"id": name, **plain, **at, **said})  # type: ignore[arg-type]


def an_artist(name: str = "A1", *, place: tuple[float, float] = BERLIN, **said: object) -> Artist:
    """A soloist in Berlin without needs and with a genre of her own, unless said otherwise."""
    plain: dict[str, object] = {"latitude": place[0], "longitude": place[1], "genres": (f"genre of {name}",)}
    return Artist(**{"id": name, **plain, **said})  # type: ignore[arg-type]


def a_day(shows: int = 1, artists: int = 3) -> Problem:
    """So many shows and artists in Berlin that all fit each other."""
    return Problem(
        tuple(a_show(f"S{number}") for number in range(1, shows + 1)),
        tuple(an_artist(f"A{number}") for number in range(1, artists + 1)),
    )


@st.composite
def shows(draw: st.DrawFn, name: str) -> Show:
    """A show somewhere, some time that evening; mostly one that many acts could play."""
    return a_show(
        name,
        place=draw(mostly(BERLIN, *PLACES)),
        local_start=draw(st.sampled_from((960, 1080, 1170, 1230, 1380))),
        minutes=draw(mostly(150, 60, 90)),
        curfew=draw(mostly(None, 1320, 1500)),
        has=frozenset(Need) - draw(st.one_of(nothing, needs)),
        stage_people=draw(mostly(None, 1, 4)),
        not_with=draw(mostly(frozenset[str](), *(frozenset({name}) for name in ARTISTS))),
        city=draw(mostly("Berlin", "Potsdam")),
        languages=draw(spoken),
    )


@st.composite
def artists(draw: st.DrawFn, name: str) -> Artist:
    """An act of one to three people; mostly one that fits."""
    return an_artist(
        name,
        place=draw(mostly(BERLIN, *PLACES)),
        travel_km=draw(mostly(100.0, 5.0, 29.9, 30.0)),
        genres=draw(
            st.sampled_from(((), ("folk",), ("jazz", "solo"), ("soul", "folk"), ("jazz",), ("rock", "solo", "loud")))
        ),
        people=draw(mostly(1, 3)),
        members=draw(mostly(frozenset[str](), frozenset({"Ada"}), frozenset({"Ada", "Bo"}))),
        needs=draw(st.one_of(nothing, needs)),
        free_from=draw(mostly(None, 1080, 1170)),
        free_until=draw(mostly(None, 60, 1320, 1380)),
        max_shows=draw(st.sampled_from((1, 2, 3))),
        set_minutes=draw(mostly(20, 40)),
        rating=draw(st.sampled_from((0.0, 2.5, 2.6, 5.0))),
        not_with=draw(mostly(frozenset[str](), *(frozenset({name}) for name in (*SHOWS, *ARTISTS)))),
        mode=draw(mostly(Mode.CAR, *Mode)),
        legs=draw(mostly((), *TOURS)),
        languages=draw(spoken),
    )


@st.composite
def small_days(draw: st.DrawFn) -> Problem:
    """Up to three shows and six artists, with picks to keep and locks that may break any rule."""
    day = Problem(
        tuple(draw(shows(name)) for name in SHOWS[: draw(st.integers(1, 3))]),
        tuple(draw(artists(name)) for name in ARTISTS[: draw(mostly(6, 0, 2, 4))]),
        speed_kmh=draw(speeds),
    )
    return replace(day, keep=draw(picks(day))) if day.artists else day


@st.composite
def picks(draw: st.DrawFn, day: Problem) -> tuple[Pick, ...]:
    """Picks that can stand together as slots, whatever other rules they break."""
    names = st.sampled_from([artist.id for artist in day.artists])
    slots = [(show.id, slot) for show in day.shows for slot in (1, 2, 3)]
    some = draw(st.lists(st.sampled_from(slots), max_size=4, unique=True))
    drawn = [Pick(show, slot, draw(names), locked=draw(st.booleans())) for show, slot in some]
    return tuple({(pick.show, pick.artist): pick for pick in drawn}.values())

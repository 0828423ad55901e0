"""Cells as people write them."""

import unicodedata
from datetime import UTC, datetime, time

import pytest
from marshmallow import ValidationError

from coordinator.artists.schemas import ArtistRow
from coordinator.fields import Text
from coordinator.spaces.models import Kind
from coordinator.spaces.schemas import SpaceRow
from tests.spreadsheets.sheets import a_space, an_artist, artists, faults, spaces


@pytest.mark.parametrize(
    "said",
    ["19:30", "7:30 PM", "7.30 p.m.", "19.30", "19h30", "1930", "19:30:00", "19 Uhr 30", "１９：３０", " 19:30\u00a0"],
)
def test_half_past_seven_is_half_past_seven_however_it_is_written(said: str) -> None:
    assert a_space(start=said).start == time(19, 30)


@pytest.mark.parametrize(("said", "meant"), [("7pm", time(19)), ("19", time(19)), ("12 am", time()), ("24:00", time())])
def test_hours_without_minutes_and_midnight_are_taken(said: str, meant: time) -> None:
    assert an_artist(until=said).free_until == meant


@pytest.mark.parametrize("said", ["7", "25:00", "19:60", "24:30", "13 pm", "0 am", "noon", "7:5", "0.8125"])
def test_what_is_no_time_or_could_be_two_is_refused(said: str) -> None:
    assert faults(spaces(f"space_id,start\nS1,{said}\n")) == [
        f"spaces.csv:2: start: “{said}” is no time of day; one like 19:30 would be."
    ]


@pytest.mark.parametrize("said", ["Yes", "x", "1", "true", "JA", "oui", "Sí", "✓", "WAHR"])
def test_a_yes_is_a_yes_in_many_languages(said: str) -> None:
    assert a_space(piano=said).piano is True


@pytest.mark.parametrize("said", ["No", "0", "false", "nein", "-", "✗", ""])
def test_a_no_and_a_blank_are_not(said: str) -> None:
    assert a_space(piano=said).piano is False


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    assert faults(spaces("space_id,piano\nS1,upright\n")) == [
        "spaces.csv:2: piano: “upright” is neither yes nor no; write “yes” or “no”."
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("30", 30.0),
        ("30 km", 30.0),
        ("30,5", 30.5),
        ("1 000", 1000.0),
        ("1\u202f000 km", 1000.0),
        ("1'000", 1000.0),
        ("1.000,5", 1000.5),
        ("1,000.5", 1000.5),
        ("30.000", 30.0),  # thirty thousand km is farther than the Earth is round
        ("", 30.0),
    ],
)
def test_distances_are_read_in_every_notation(said: str, meant: float) -> None:
    assert an_artist(travel_km=said).travel_km == meant


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("1.000", "“1.000” can mean 1 or 1000; write it without a separator."),
        ("20 miles", "“20 miles” is no number; one from 0 to 20040 would be."),
        ("-3", "“-3” is out of bounds; 0 to 20040 is possible."),
        ("1e3", "“1e3” is no number; one from 0 to 20040 would be."),
        ("nan", "“nan” is no number; one from 0 to 20040 would be."),
    ],
)
def test_a_distance_that_is_none_or_could_be_two_is_refused(said: str, told: str) -> None:
    loaded = artists(f"artist_id,act_name,travel_km\nA1,Act,{said}\n")

    assert faults(loaded) == [f"artists.csv:2: travel_km: {told}"]


@pytest.mark.parametrize(("said", "meant"), [("52,52", 52.52), ("33.9 S", -33.9), ("−33,9°", -33.9), ("52,520", 52.52)])
def test_latitudes_take_decimal_commas_and_sides(said: str, meant: float) -> None:
    assert a_space(latitude=said, longitude="13,4").latitude == meant


def test_coordinates_out_of_bounds_halved_or_blank_zeros_are_told_without_repeating_them() -> None:
    loaded = spaces("space_id;latitude;longitude\nS1;139,69;35,68\nS2;52,5;\nS3;0;0\n")

    assert faults(loaded) == [
        "spaces.csv:2: latitude: This is out of bounds: -90 to 90. Are latitude and longitude swapped?",
        "spaces.csv:3: longitude: The other coordinate is there and this one is not; fill in both or neither.",
        "spaces.csv:4: latitude: 0, 0 lies in the Gulf of Guinea; leave both blank to have the city looked up.",
    ]


@pytest.mark.parametrize("said", ["Living-Room", "LIVING ROOM", "livingroom", " living_room "])
def test_a_kind_is_known_whatever_its_case_and_hyphens(said: str) -> None:
    assert a_space(kind=said).kind is Kind.LIVING_ROOM


def test_lists_are_parted_by_semicolons_and_genres_also_by_commas() -> None:
    artist = an_artist(genres="Hip-Hop, soul", members="Smith, Ann; Bob", needs="Drums;power", not_with=" S1 ;;S1; A2")

    assert (artist.genres, artist.needs) == (("hip hop", "soul"), ("drums", "power"))
    assert (artist.members, artist.not_with) == (("smith, ann", "bob"), ("S1", "A2"))


def test_the_same_member_written_twice_is_one_person() -> None:
    one, other = an_artist(members="Ann\u00a0Smith"), an_artist(members=" ANN  smith ")

    assert one.members == other.members == ("ann smith",)


def test_a_secret_is_never_repeated_in_a_fault() -> None:
    loaded = spaces("space_id,host_email\nS1,ann at example.org\n")

    assert faults(loaded) == [
        "spaces.csv:2: host_email: This is no e-mail address; one like name@example.org would be."
    ]
    assert "example" not in repr(a_space(host_email="ann@example.org", address="1 Example Street"))


def test_links_are_web_addresses_and_no_scripts() -> None:
    assert an_artist(links="example.org/act; http://example.org").links == (
        "https://example.org/act",
        "http://example.org",
    )
    assert faults(artists("artist_id,act_name,links\nA1,Act,javascript:alert(1)\n")) == [
        "artists.csv:2: links: “javascript:alert(1)” is no web address; one like https://example.org would be."
    ]


def test_a_curfew_is_after_the_start_or_in_the_next_morning() -> None:
    assert a_space(start="20:00", curfew="01:00").curfew == time(1)
    assert faults(spaces("space_id,start,curfew\nS1,20:00,18:00\n")) == [
        "spaces.csv:2: curfew: The curfew 18:00 is not after the start 20:00; up to 12:00 means the next morning."
    ]


def test_blank_cells_are_not_said_at_all() -> None:
    blank = a_space(**dict.fromkeys(SpaceRow().fields.keys() - {"space_id"}, " "))

    assert blank == a_space()
    assert (blank.start, blank.minutes, blank.kind, blank.capacity) == (time(19, 30), 150, Kind.OTHER, None)


def test_json_values_are_taken_as_they_are() -> None:
    said = {"artist_id": "A1", "act_name": "Act", "travel_km": 1.125, "people": 3, "genres": ["soul", "jazz"]}

    artist = ArtistRow().load({**said, "refugee_background": True})

    assert (artist.travel_km, artist.people, artist.genres, artist.refugee_background) == (
        1.125,
        3,
        ("soul", "jazz"),
        True,
    )


def test_the_form_and_the_spreadsheet_refuse_alike() -> None:
    cells = {"space_id": "a;b", "kind": "barn", "start": "7", "latitude": "91", "longitude": "1", "host_email": "x"}
    loaded = spaces(f"{','.join(cells)}\n{','.join(cells.values())}\n")

    with pytest.raises(ValidationError) as refused:
        SpaceRow().load(cells)

    by_form = {column: [str(said) for said in all_said] for column, all_said in refused.value.messages_dict.items()}
    assert {fault.column: [str(fault.said)] for fault in loaded.faults} == by_form
    assert by_form.keys() == cells.keys() - {"longitude"}


def test_halves_of_people_and_control_characters_are_refused() -> None:
    loaded = artists("artist_id,act_name,people\nA1,Bell\u0007,2.5\n")

    assert faults(loaded) == [
        "artists.csv:2: act_name: This holds control characters; type it anew.",
        "artists.csv:2: people: “2.5” is no whole number; write one.",
    ]


def test_every_control_character_is_refused_but_blanks_and_nothing_else_is() -> None:
    text, refused = Text(), set()
    for code in range(0x3000):
        try:
            text.deserialize(f"a{chr(code)}b")
        except ValidationError:
            refused.add(chr(code))

    control = {chr(code) for code in range(0x3000) if unicodedata.category(chr(code)) == "Cc"}
    assert refused == {one for one in control if not one.isspace()}


def test_legs_of_a_tour_have_two_times_and_a_base() -> None:
    said = "2017-09-19T10:00/2017-09-21T10:00@48.85 2.35 ; 2017-09-21 12:30Z / 2017-09-22T08:00+02:00 @ 33.9 S, 18.4"

    paris, cape_town = an_artist(legs=said).legs

    assert (paris.begins, paris.ends) == tuple(map(datetime.fromisoformat, ("2017-09-19T10:00", "2017-09-21T10:00")))
    assert (paris.latitude, paris.longitude) == (48.85, 2.35)
    assert (cape_town.begins, cape_town.latitude) == (datetime(2017, 9, 21, 12, 30, tzinfo=UTC), -33.9)
    assert an_artist(legs="").legs == ()
    assert "48.85" not in repr(paris)


@pytest.mark.parametrize(
    "said",
    [
        "Paris",
        "2017-09-19/2017-09-21@48.85,2.35",
        "2017-09-19T10:00/2017-09-21T10:00",
        "2017-09-19T10:00@48.85,2.35",
        "2017-13-19T10:00/2017-09-21T10:00@48.85,2.35",
        "2017-09-19T10:00/2017-09-21T10:00@98.85,2.35",
        "2017-09-19T10:00/2017-09-21T10:00@48,85,2,35",
    ],
)
def test_a_leg_that_cannot_be_read_is_named_by_its_number_and_never_repeated(said: str) -> None:
    good = "2017-09-15T10:00/2017-09-16T10:00@48.85,2.35"
    loaded = artists(f'artist_id,act_name,legs\nA1,Act,"{good};{said}"\n')

    message = "Leg 2 cannot be read; one like 2017-09-19T10:00/2017-09-21T10:00@48.85 2.35 would be: "
    assert faults(loaded) == [f"artists.csv:2: legs: {message}from, until, latitude, longitude."]


def test_a_leg_with_a_zone_at_one_end_is_refused() -> None:
    loaded = artists('artist_id,act_name,legs\nA1,Act,"2017-09-19T10:00Z/2017-09-21T10:00@48.85,2.35"\n')

    assert faults(loaded) == [
        "artists.csv:2: legs: Leg 1 has a zone at one end only; leave both without, in the local time of the place."
    ]


@pytest.mark.parametrize(("said", "meant"), [("Car", "car"), ("TRANSIT", "transit"), ("", "car"), (" foot ", "foot")])
def test_how_an_act_travels_is_one_of_four_words(said: str, meant: str) -> None:
    assert an_artist(mode=said).mode == meant


def test_another_way_to_travel_is_refused_with_the_ones_there_are() -> None:
    assert faults(artists("artist_id,act_name,mode\nA1,Act,horse\n")) == [
        "artists.csv:2: mode: “horse” is not one of these; take one of them: car, transit, bicycle, foot."
    ]


def test_the_languages_of_an_audience_are_a_list() -> None:
    assert a_space(languages="Deutsch, polski").languages == ("Deutsch", "polski")

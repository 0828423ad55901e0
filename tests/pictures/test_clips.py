"""Short films: written anew from their pictures and sound, refused where they are not understood to their end."""

import io
import random
import struct

import pytest

from coordinator import clips
from coordinator.clip_boxes import Odd, Part, inside, parts
from coordinator.clip_tracks import tracks
from coordinator.errors import Invalid
from tests.pictures.files import PLANTED, a_photo
from tests.pictures.films import (
    DATE,
    HEIGHT,
    SILENCE,
    SPOKEN,
    WIDTH,
    a_film,
    a_picture,
    audio_entry,
    box,
    pictures_set,
    sequence,
    unit,
    video_entry,
)


@pytest.mark.parametrize("how", [{}, {"quicktime": True}, {"turned": True}])
def test_nothing_but_its_pictures_and_its_sound_survives(how: dict[str, bool]) -> None:
    film = a_film(**how)  # type: ignore[arg-type]
    assert film.count(PLANTED) > 20, "the control: it stands wherever a phone writes"

    made = clips.rewritten(film)

    assert (PLANTED in made.body, struct.pack(">I", DATE) in made.body) == (False, False)
    sides = (HEIGHT, WIDTH) if how.get("turned") else (WIDTH, HEIGHT)
    assert (made.width, made.height, made.seconds) == (*sides, 1)
    assert [one.kind for one in parts(made.body, 0, len(made.body))] == [b"ftyp", b"moov", b"mdat"]


def test_what_is_left_are_the_very_pictures_and_the_very_sound() -> None:
    made = clips.rewritten(a_film(count=3)).body

    scale, found = tracks(made)
    samples = [
        made[place + sum(sizes[:number]) : place + sum(sizes[: number + 1])]
        for track in found
        for place, sizes in track.chunks
        for number in range(len(sizes))
    ]

    assert samples == [unit(a_picture(number)) for number in range(3)] + [SILENCE] * 12
    assert found[0].coding.sets == ((sequence(),), (pictures_set(),))
    assert (scale, [track.times.units for track in found]) == (1000, [300, 12 * 1024])
    assert found[1].coding.config == bytes.fromhex("1210")


def test_a_film_that_is_written_anew_once_more_is_the_same() -> None:
    once = clips.rewritten(a_film()).body

    assert clips.rewritten(once).body == once


def test_only_the_boxes_that_are_named_stand_in_it() -> None:
    made = clips.rewritten(a_film()).body
    known = {b"mvhd", b"trak", b"tkhd", b"edts", b"elst", b"mdia", b"mdhd", b"hdlr", b"minf", b"vmhd", b"smhd"}
    known |= {b"dinf", b"dref", b"stbl", b"stsd", b"stts", b"stss", b"stsc", b"stsz", b"stco"}
    seen: set[bytes] = set()

    def walk(begins: int, ends: int) -> None:
        for one in parts(made, begins, ends):
            seen.add(one.kind)
            if one.kind in {b"trak", b"edts", b"mdia", b"minf", b"dinf", b"stbl"}:
                walk(one.begins, one.ends)

    moov = inside(made, Part(b"file", 0, len(made)))[b"moov"]
    walk(moov.begins, moov.ends)

    assert seen == known


@pytest.mark.parametrize(
    ("film", "sentence"),
    [
        (a_film(entry=video_entry(b"hvc1")), "not every browser shows"),
        (a_film(entry=video_entry(b"encv")), "not every browser shows"),
        (a_film(sound=box(b"sowt", bytes(28))), "not every browser shows"),
        (a_film(sound=audio_entry(bytes.fromhex("1200"))), "not every browser shows"),
        (a_film(each=6_100), "longer than 60 seconds"),
        (a_film()[:-40], "cannot be read to its end"),
        (a_film(last=b"PK\x03\x04"), "cannot be read to its end"),
        (a_film(last=box(b"moof", bytes(8))), "cannot be read to its end"),
        (b"", "cannot be read to its end"),
        (a_photo(), "cannot be read to its end"),
        (b"\x00" * (clips.MOST_MB * 1024 * 1024 + 1), "larger than 20 MB"),
    ],
    ids=["hevc", "locked", "pcm", "comment", "long", "cut", "archive", "fragments", "empty", "photo", "large"],
)
def test_what_is_no_such_film_is_refused_with_what_to_do(film: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        clips.take(io.BytesIO(film), field="file")

    assert sentence in str(refused.value)


def test_a_sample_outside_the_film_or_shared_by_two_tracks_is_refused() -> None:
    """Else what lies beside the film would come along, or a few bytes be a film of gigabytes."""
    film = a_film()
    places = [at for at in range(len(film)) if film[at : at + 4] == b"stco"]
    assert len(places) == 3
    first = film[places[0] + 12 : places[0] + 16]

    outside = film[: places[0] + 12] + struct.pack(">I", 8) + film[places[0] + 16 :]
    shared = film[: places[1] + 12] + first + film[places[1] + 16 :]

    for odd in (outside, shared):
        with pytest.raises(Odd):
            clips.rewritten(odd)


def test_a_sample_with_nothing_to_be_seen_is_refused() -> None:
    film = a_film(count=1).replace(unit(a_picture(0)), unit(b"\x06" + a_picture(0)[1:]))
    assert SPOKEN in film

    with pytest.raises(Odd):
        clips.rewritten(film)


def test_whatever_byte_is_another_a_film_is_made_or_refused_and_nothing_planted_stays() -> None:
    film, chance = a_film(count=2), random.Random(8)
    moov = film.index(b"moov")
    refused = 0
    for _ in range(1500):
        at = chance.randrange(moov, len(film)) if chance.random() < 0.8 else chance.randrange(len(film))
        odd = film[:at] + bytes([chance.randrange(256)]) + film[at + 1 :]
        try:
            made = clips.take(io.BytesIO(odd), field="file")
        except Invalid:
            refused += 1
            continue
        assert PLANTED not in made.body
        assert len(made.body) <= len(film) + 100

    assert 100 < refused < 1400

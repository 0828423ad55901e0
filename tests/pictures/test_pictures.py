"""Pictures are made anew from their pixels: nothing else of a file survives, and nothing harmful is decoded."""

import io
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from coordinator import pictures
from coordinator.errors import Conflict, Invalid
from tests.pictures import files
from tests.pictures.files import ODD, PLANTED, TELLING, TWO_IN_ONE, a_photo, a_room, saved, taken


def _told(*contents: bytes) -> list[str]:
    with pytest.raises(Invalid) as refused:
        taken(*contents)
    assert list(refused.value.faults) == ["photos"]
    return [str(said) for said in refused.value.faults["photos"]]


def _opened(size: pictures.Size) -> Image.Image:
    return Image.open(io.BytesIO(size.body), formats=("WEBP",))


def _colours(image: Image.Image) -> str:
    """The strongest colour at the left, at the right and at the top, as “RBG”."""
    width, height = image.size
    places = ((width // 4, height // 2), (width * 3 // 4, height // 2), (width // 2, height // 40))
    return "".join("RGB"[_pixel(image, place).index(max(_pixel(image, place)))] for place in places)


def _pixel(image: Image.Image, place: tuple[int, int] = (9, 9)) -> tuple[int, ...]:
    found = image.convert("RGB").getpixel(place)
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize("name", TELLING)
def test_nothing_but_its_pixels_survives(name: str) -> None:
    sent = TELLING[name]()
    assert PLANTED in sent or name in {"PNG with a profile", "PNG with texts"}

    (made,) = taken(sent)

    assert [size.side for size in made] == [480, 640]
    for size in made:
        with _opened(size) as image:
            assert (image.size, image.mode, image.info.get("exif"), image.info.get("icc_profile")) == (
                (size.width, size.height),
                "RGB",
                None,
                None,
            )
            assert not getattr(image, "is_animated", False)
            assert _colours(image) == "RBG"
        assert PLANTED not in size.body
        assert (size.body[:4], size.body[8:16], len(size.body)) == (
            b"RIFF",
            b"WEBPVP8 ",
            8 + int.from_bytes(size.body[4:8], "little"),
        )


@pytest.mark.parametrize("name", TWO_IN_ONE)
def test_a_picture_that_is_something_else_as_well_is_refused(name: str) -> None:
    assert _told(a_photo(), TWO_IN_ONE[name]())[0].startswith("Photo 2 is a photo and something else in one file.")


@pytest.mark.parametrize("name", ODD)
def test_what_is_seldom_is_taken_all_the_same(name: str) -> None:
    (made,) = taken(ODD[name]())

    with _opened(made[-1]) as image:
        shade = _pixel(image.convert("L").resize((1, 1), Image.Resampling.BOX), (0, 0))[0]
    assert made[0].side == 480
    assert 20 < shade < 200


def test_a_dark_and_a_light_picture_of_16_bits_stay_dark_and_light() -> None:
    grey = [Image.new("I;16", (300, 300), value) for value in (2_000, 60_000)]

    shades = [_pixel(_opened(made[-1]))[0] for made in taken(*(saved(one, "PNG") for one in grey))]

    assert shades[0] < 30
    assert shades[1] > 220


@pytest.mark.parametrize(
    ("orientation", "colours"),
    [(1, "RBG"), (2, "BRG"), (3, "BRR"), (4, "RBB")],
)
def test_a_camera_that_was_held_otherwise_is_turned_upright(orientation: int, colours: str) -> None:
    (made,) = taken(saved(a_room(), "JPEG", exif=files.exif(orientation)))

    seen = _colours(_opened(made[-1]))

    assert (seen[:2], seen[2] == "G") == (colours[:2], colours[2] == "G")


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_a_camera_that_was_held_upright_gives_an_upright_picture(orientation: int) -> None:
    (made,) = taken(saved(a_room(), "JPEG", exif=files.exif(orientation)))

    assert (made[-1].width, made[-1].height) == (480, 640)


def test_heic_that_was_held_upright_is_turned_once() -> None:
    TELLING["HEIC with a place"]()  # registers the writer
    (made,) = taken(saved(a_room(), "HEIF", exif=files.exif(6)))

    assert (made[-1].width, made[-1].height) == (480, 640)


def test_what_is_transparent_lies_on_white() -> None:
    (made,) = taken(saved(Image.new("RGBA", (300, 300), (0, 0, 0, 0)), "PNG"))

    assert min(_pixel(_opened(made[-1]))) > 250


def test_colours_of_another_profile_are_those_that_were_meant() -> None:
    swapped = _swapped_profile()

    (made,) = taken(saved(a_room(), "JPEG", icc_profile=swapped, quality=95))

    assert _colours(_opened(made[-1]))[:2] == "BR"


def _swapped_profile() -> bytes:
    """sRGB with red and blue the other way round."""
    plain = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = (plain.index(tag, 128) + 4 for tag in (b"rXYZ", b"bXYZ"))
    plain[red : red + 8], plain[blue : blue + 8] = plain[blue : blue + 8], plain[red : red + 8]
    return bytes(plain)


def test_a_large_picture_has_three_sizes_and_none_is_larger_than_it_was() -> None:
    large, small = taken(a_photo((3000, 2000)), a_photo((300, 200)))

    assert [(size.width, size.height) for size in large] == [(480, 320), (960, 640), (1920, 1280)]
    assert [(size.width, size.height) for size in small] == [(300, 200)]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (files.a_png_bomb, "Photo 2 has 50000 × 50000 pixels; we open 50 million at most."),
        (files.a_webp_bomb, "Photo 2 has 16384 × 16384 pixels; we open 50 million at most."),
        (files.a_jpeg_bomb, "Photo 2 has 65000 × 65000 pixels; we open 50 million at most."),
        (files.a_png_with_a_text_bomb, "Photo 2 is damaged"),
        (files.scans_without_end, "Photo 2 is damaged"),
        (lambda: a_photo((2000, 2000))[:9000], "Photo 2 is damaged"),
        (lambda: saved(a_room(), "PNG")[:900], "Photo 2 is damaged"),
        (lambda: saved(a_room((900, 900)), "WEBP")[:700], "Photo 2 is damaged"),
        (lambda: b"\xff\xd8\xff\xe0" + b"x" * 500, "Photo 2 is damaged"),
        (lambda: b"RIFF\x10\x00\x00\x00WEBPVP8X", "Photo 2 is damaged"),
        (lambda: b"\x00\x00\x00\x18ftypheic" + b"\x00" * 90, "Photo 2 is damaged"),
        (lambda: saved(a_room((1, 1)), "PNG"), "Photo 2 has 1 × 1 pixels; each side needs at least 200."),
        (lambda: saved(a_room((9000, 210)), "JPEG"), "Photo 2 is too narrow"),
        (lambda: b"", "Photo 2 is empty."),
        (lambda: a_photo() + b"\x00" * pictures.MOST_MB * 1024 * 1024, "Photo 2 is larger than 20 MB."),
        (
            lambda: b"GIF89a/*" + saved(a_room(), "GIF")[6:] + b"*/=1;alert(1)",
            "Photo 2 is a file of another kind (GIF).",
        ),
        (lambda: b"%PDF-1.7\n" + a_photo(), "Photo 2 is a file of another kind (PDF)."),
        (lambda: b"PK\x03\x04" + a_photo(), "Photo 2 is a file of another kind (ZIP)."),
        (lambda: b'<?xml version="1.0"?><svg onload="alert(1)"/>', "Photo 2 is a file of another kind (SVG)."),
        (
            lambda: b"\xef\xbb\xbf\n <!DOCTYPE html><script>alert(1)</script>",
            "Photo 2 is a file of another kind (HTML).",
        ),
        (lambda: b"#!/bin/sh\nrm -rf /\n", "Photo 2 is no photo that we can open."),
        (lambda: b"\x00\x00\x00\x18ftypisom" + b"\x00" * 90, "Photo 2 is no photo that we can open."),
    ],
)
def test_what_cannot_be_taken_is_named_by_its_place_and_why(make: Callable[[], bytes], sentence: str) -> None:
    told = _told(a_photo(), make(), a_photo())

    assert told[0].startswith(sentence)
    assert told[1:] == ["Nothing was kept. Choose your photos again without what is named here."]


def test_every_photo_that_cannot_be_taken_is_named() -> None:
    assert [said[:8] for said in _told(b"GIF89a", a_photo(), b"%PDF")] == ["Photo 1 ", "Photo 3 ", "Nothing "]


def test_none_and_too_many_are_refused_with_a_sentence() -> None:
    assert _told() == ["Choose at least one photo."]
    assert _told(*[b""] * 7) == ["These are 7 photos; send at most 6 at once."]


def test_while_another_picture_is_made_one_waits_and_is_then_asked_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "PATIENCE", 0.01)

    with pictures._alone(), pytest.raises(Conflict) as refused:
        taken(a_photo())

    assert refused.value.reason == "pictures_wait"
    assert len(taken(a_photo())) == 1


def test_a_bomb_is_refused_before_memory_is_taken_for_it() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for bomb in (files.a_png_bomb(), files.a_webp_bomb(), files.a_jpeg_bomb()):
        _told(a_photo(), bomb)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kilobytes


def test_a_large_picture_with_clear_places_takes_the_memory_of_itself_and_little_more(tmp_path: Path) -> None:
    sent = tmp_path / "large.png"
    Image.new("RGBA", (8000, 6125), (9, 9, 9, 128)).save(sent)
    script = """
import resource, sys
from coordinator import pictures
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open(sys.argv[1], "rb") as file:
    (made,) = pictures.take([file], field="photos")
print(made[-1].width, made[-1].height, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    told = subprocess.run([sys.executable, "-c", script, str(sent)], capture_output=True, text=True, check=True).stdout

    width, height, megabytes = map(int, told.split())
    assert (width, abs(height - 1470) <= 1) == (1920, True)
    assert megabytes < 300  # of 4 bytes a pixel, so 196

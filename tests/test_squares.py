"""A QR square holds its text, stays inside the page and needs no style."""

import re

import segno
from flask.testing import FlaskClient

from coordinator.disclosure import second_steps
from coordinator.people import totp
from coordinator.squares import QUIET, square
from tests.people.builders import a_person, signed_in

TEXT = "otpauth://totp/Coordinator%3Amia%40example.org?secret=ABCD&issuer=Coordinator"


def modules(svg: str) -> list[list[bool]]:
    """The dark modules that the one stroke of an SVG draws, line by line, without the quiet zone."""
    size = int(re.findall(r'viewBox="0 0 (\d+) \1"', svg)[0])
    drawn = [[False] * size for _ in range(size)]
    x, y = 0, 0.0
    for command, first, second in re.findall(
        r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", re.findall(r'stroke="#000" d="([^"]+)"', svg)[0]
    ):
        if command == "h":
            for column in range(x, x + int(first)):
                drawn[int(y)][column] = True
            x += int(first)
        else:
            x, y = (int(first), float(second)) if command == "M" else (x + int(first), y + float(second))
    return [row[QUIET:-QUIET] for row in drawn[QUIET:-QUIET]]


def test_a_square_draws_the_modules_of_its_text() -> None:
    wanted = [[bool(module) for module in row] for row in segno.make_qr(TEXT, error="m").matrix]

    assert modules(str(square(TEXT))) == wanted
    assert modules(str(square(TEXT + "x"))) != wanted


def test_a_square_has_no_text_no_style_and_no_script_whatever_it_holds() -> None:
    svg = str(square('"><script>alert(1)</script>'))

    assert set(re.findall(r"<(/?\w+)", svg)) == {"svg", "path", "/svg"}
    assert set(re.findall(r"(\w+)=", svg)) == {"viewBox", "fill", "stroke", "d"}


def test_the_key_of_a_second_step_is_shown_as_a_square_and_as_text(client: FlaskClient) -> None:
    person = a_person()
    signed_in(client, person)
    client.post("/account/second-step/begin")

    page = client.get("/account/second-step").text

    key = second_steps.find_secret(person) or ""
    address = totp.address(key, account="mia@example.org", issuer="Coordinator")
    assert str(square(address)) in page
    assert key[:4] in page
    assert "<img" not in page

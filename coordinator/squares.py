"""A text as a QR square: an SVG inside the page, so that what it says goes nowhere else and no image is fetched."""

import segno
from markupsafe import Markup

QUIET = 4  # modules of light around it (ISO/IEC 18004); cameras need them


def square(text: str) -> Markup:
    """The SVG, dark on light whatever the page's colours are; it has no size of its own and no style."""
    made = segno.make_qr(text, error="m")
    svg = made.svg_inline(border=QUIET, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)
    return Markup(svg)  # noqa: S704  # nosec B704 # numbers and two colours; the text is only in its squares

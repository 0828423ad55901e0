"""A ticket on paper: when, in which area, for how many, and the square for the door. No act and no address.

One page of A5 on A4, so that it prints everywhere and is cut or folded once. What it says comes in the reader's
language; a name may be in any script, from right to left too.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import segno
from fpdf import FPDF

from coordinator.paper.fonts import MAIN
from coordinator.paper.pages import INK, LAMP, MARGIN, SOFT, WIDTH, begun, line

SQUARE: Final = 52.0  # mm
QUIET = 4  # modules of light around a square (ISO/IEC 18004)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on it, in words. `lines` are facts such as the day, `notes` sentences below; `language` is a tag of
    RFC 5646, `made_at` the instant that the file names as its own."""

    title: str
    name: str
    lines: tuple[str, ...]
    code: str
    notes: tuple[str, ...]
    language: str
    made_at: datetime


def ticket_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF."""
    with TemporaryDirectory() as folder:
        texts = (sheet.title, sheet.name, sheet.code, *sheet.lines, *sheet.notes)
        page = begun(sheet.title, texts, language=sheet.language, made_at=sheet.made_at, folder=Path(folder))
        return _drawn(page, sheet)


def _drawn(page: FPDF, sheet: Sheet) -> bytes:
    line(page, sheet.title, size=26, colour=INK)
    page.ln(2)
    line(page, sheet.name, size=20, colour=INK)
    top = page.get_y() + 6
    page.set_y(top)
    for text in sheet.lines:
        line(page, text, size=13, colour=INK, width=WIDTH - SQUARE - 8)
    facts_end = page.get_y()
    _square(page, sheet.code, x=MARGIN + WIDTH - SQUARE, y=top)
    page.set_xy(MARGIN + WIDTH - SQUARE, top + SQUARE + 1)
    page.set_font(MAIN, size=13)
    page.cell(SQUARE, 7, sheet.code, align="C")
    page.set_y(max(facts_end, top + SQUARE + 10) + 4)
    page.set_draw_color(*LAMP)
    page.line(MARGIN, page.get_y(), MARGIN + WIDTH, page.get_y())
    page.ln(4)
    for note in sheet.notes:
        line(page, note, size=10.5, colour=SOFT)
    return bytes(page.output())


def _square(page: FPDF, text: str, *, x: float, y: float) -> None:
    """The square, drawn as rectangles: sharp at every size."""
    rows = list(segno.make_qr(text, error="m").matrix_iter(border=QUIET))
    side = SQUARE / len(rows)
    page.set_fill_color(0, 0, 0)
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            if dark:
                page.rect(x + across * side, y + down * side, side, side, style="F")

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

from coordinator.paper.fonts import MAIN, cut, needed

MARGIN: Final = 20.0  # mm, as all lengths here
WIDTH: Final = 170.0
SQUARE: Final = 52.0
QUIET = 4  # modules of light around a square (ISO/IEC 18004)
INK, SOFT, LAMP = (27, 31, 48), (92, 96, 112), (196, 126, 30)


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
        return _drawn(_page(sheet, Path(folder)), sheet)


def _drawn(page: FPDF, sheet: Sheet) -> bytes:
    _line(page, sheet.title, size=26, colour=INK)
    page.ln(2)
    _line(page, sheet.name, size=20, colour=INK)
    top = page.get_y() + 6
    page.set_y(top)
    for text in sheet.lines:
        _line(page, text, size=13, colour=INK, width=WIDTH - SQUARE - 8)
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
        _line(page, note, size=10.5, colour=SOFT)
    return bytes(page.output())


def _page(sheet: Sheet, folder: Path) -> FPDF:
    page = FPDF(format="A4")
    page.set_margins(MARGIN, MARGIN)
    page.set_auto_page_break(auto=False)
    page.set_title(sheet.title)
    page.set_lang(sheet.language)
    page.set_creation_date(sheet.made_at)
    texts = (sheet.title, sheet.name, sheet.code, *sheet.lines, *sheet.notes)
    others = needed(texts)
    for font in (MAIN, *others):
        page.add_font(font, fname=cut(font, texts, folder=folder))
    page.set_fallback_fonts(others, exact_match=False)
    page.set_text_shaping(use_shaping_engine=True)
    page.add_page()
    return page


def _line(page: FPDF, text: str, *, size: float, colour: tuple[int, int, int], width: float = WIDTH) -> None:
    """A paragraph, broken where it is too long."""
    page.set_font(MAIN, size=size)
    page.set_text_color(*colour)
    page.multi_cell(width, size * 0.55, text, align="L", new_x="LMARGIN", new_y="NEXT")


def _square(page: FPDF, text: str, *, x: float, y: float) -> None:
    """The square, drawn as rectangles: sharp at every size."""
    rows = list(segno.make_qr(text, error="m").matrix_iter(border=QUIET))
    side = SQUARE / len(rows)
    page.set_fill_color(0, 0, 0)
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            if dark:
                page.rect(x + across * side, y + down * side, side, side, style="F")

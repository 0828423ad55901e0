"""A case on paper: a sheet for the table at which letters are written, and postcards with the address and empty lines.

No text to copy is on either: what is asked for stands there as points, and the words are the writer's own.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unicodedata import bidirectional

from fpdf import FPDF

from coordinator.paper.pages import INK, LAMP, MARGIN, SOFT, WIDTH, begun, choose_size, line

CARD: Final = (148.0, 105.0)  # mm: A6
PAGE: Final = 210.0
RULED: Final = 9.0
BOTTOM: Final = 18.0


@dataclass(frozen=True, slots=True)
class Part:
    """A heading ("" for none) and what stands below: paragraphs, or points of a list."""

    head: str
    lines: tuple[str, ...]
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """What stands on the sheet. `language` is that of the case, a tag of RFC 5646; headings may be in another."""

    title: str
    where: str
    parts: tuple[Part, ...]
    address_head: str
    address: tuple[str, ...]
    note: str
    language: str
    heads_rtl: bool
    is_rtl: bool
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Postcard:
    """An address, and what is said beside the card."""

    title: str
    address: tuple[str, ...]
    stamp: str
    cut: str
    language: str
    made_at: datetime


def case_pdf(sheet: CaseSheet) -> bytes:
    """The sheet as a PDF, of as many pages as it takes."""
    words = [word for part in sheet.parts for word in (part.head, *part.lines)]
    texts = (sheet.title, sheet.where, sheet.address_head, sheet.note, "•", *sheet.address, *words)
    with TemporaryDirectory() as folder:
        page = begun(sheet.title, texts, language=sheet.language, made_at=sheet.made_at, folder=Path(folder))
        page.set_auto_page_break(auto=True, margin=BOTTOM)
        line(page, sheet.title, size=26, colour=INK, is_rtl=sheet.is_rtl)
        if sheet.where:
            line(page, sheet.where, size=13, colour=SOFT, is_rtl=sheet.heads_rtl)
        _rule(page)
        for part in sheet.parts:
            _part(page, part, sheet)
        _address(page, sheet)
        return bytes(page.output())


def postcard_pdf(card: Postcard) -> bytes:
    """Two postcards on a page of A4."""
    with TemporaryDirectory() as folder:
        texts = (card.title, card.stamp, card.cut, *card.address)
        page = begun(card.title, texts, language=card.language, made_at=card.made_at, folder=Path(folder))
        left = (PAGE - CARD[0]) / 2
        for top in (28.0, 28.0 + CARD[1] + 22):
            _card(page, card, left, top)
        return bytes(page.output())


def _part(page: FPDF, part: Part, sheet: CaseSheet) -> None:
    if part.head:
        page.ln(2)
        line(page, part.head, size=14, colour=LAMP, is_rtl=sheet.heads_rtl)
    for text in part.lines:
        said = f"• {text}" if part.is_list else text
        line(page, said, size=11, colour=INK, is_rtl=sheet.is_rtl)
        page.ln(1 if part.is_list else 2)


def _address(page: FPDF, sheet: CaseSheet) -> None:
    """Kept together on one page."""
    if page.will_page_break(20 + 7 * len(sheet.address)):
        page.add_page()
    page.ln(2)
    line(page, sheet.address_head, size=14, colour=LAMP, is_rtl=sheet.heads_rtl)
    for text in sheet.address:
        line(page, text, size=12, colour=INK, is_rtl=_is_rtl(sheet.address))
    page.ln(3)
    line(page, sheet.note, size=10.5, colour=SOFT, is_rtl=sheet.heads_rtl)


def _is_rtl(address: tuple[str, ...]) -> bool:
    """Whether it begins at the right: its first letter says so, as on pages (`dir="auto"`)."""
    strong = (bidirectional(sign) for text in address for sign in text)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"


def _rule(page: FPDF) -> None:
    page.ln(2)
    page.set_draw_color(*LAMP)
    page.line(MARGIN, page.get_y(), MARGIN + WIDTH, page.get_y())
    page.ln(4)


def _card(page: FPDF, card: Postcard, left: float, top: float) -> None:
    width, height = CARD
    page.set_draw_color(*SOFT)
    page.set_dash_pattern(dash=2, gap=2)
    page.rect(left, top, width, height)
    page.set_dash_pattern()
    middle = left + width * 0.54
    page.line(middle, top + 8, middle, top + height - 8)
    page.rect(left + width - 30, top + 8, 22, 26)
    choose_size(page, 8)
    page.set_text_color(*SOFT)
    page.set_xy(left + width - 30, top + 18)
    page.cell(22, 6, card.stamp, align="C")
    for number in range(1, int((height - 16) / RULED)):
        page.line(left + 7, top + 8 + number * RULED, middle - 6, top + 8 + number * RULED)
    page.set_text_color(*INK)
    choose_size(page, 11)
    page.set_xy(middle + 6, top + 46)
    page.multi_cell(width * 0.46 - 12, 6.5, "\n".join(card.address), align="R" if _is_rtl(card.address) else "L")
    page.set_xy(left, top + height + 1.5)
    choose_size(page, 8)
    page.set_text_color(*SOFT)
    page.cell(width, 5, card.cut, align="C")

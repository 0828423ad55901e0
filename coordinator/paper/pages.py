"""A page in every script: begun with the fonts that its words take, and a paragraph on it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from fpdf import FPDF

from coordinator.paper.fonts import MAIN, cut, needed

MARGIN: Final = 20.0  # mm, as all lengths here
WIDTH: Final = 170.0
INK, SOFT, LAMP = (27, 31, 48), (92, 96, 112), (196, 126, 30)


def begun(title: str, texts: Iterable[str], *, language: str, made_at: datetime, folder: Path) -> FPDF:
    """A file of A4 with its first page, in fonts for all of `texts`. `language`: a tag of RFC 5646; `made_at`: the
    instant that the file names as its own; `folder`: where fonts are cut."""
    page = FPDF(format="A4")
    page.set_margins(MARGIN, MARGIN)
    page.set_auto_page_break(auto=False)
    page.set_title(title)
    page.set_lang(language)
    page.set_creation_date(made_at)
    said = tuple(texts)
    others = needed(said)
    for font in (MAIN, *others):
        page.add_font(font, fname=cut(font, said, folder=folder))
    page.set_fallback_fonts(others, exact_match=False)
    page.set_text_shaping(use_shaping_engine=True)
    page.add_page()
    return page


def line(
    page: FPDF, text: str, *, size: float, colour: tuple[int, int, int], width: float = WIDTH, is_rtl: bool = False
) -> None:
    """A paragraph, broken where it is too long. `is_rtl`: it begins at the right."""
    choose_size(page, size)
    page.set_text_color(*colour)
    page.multi_cell(width, size * 0.55, text, align="R" if is_rtl else "L", new_x="LMARGIN", new_y="NEXT")


def choose_size(page: FPDF, size: float) -> None:
    """Let what follows be of that size in the main font, and be so on the page itself. Where a paragraph begins in
    another script fpdf2 (2.8.9) says its font within it alone, and takes it for said once and for all: its next
    words in Latin letters stood in the size from before, and those of the other script beside their places."""
    page.set_font(MAIN, size=size)
    here = page.get_x(), page.get_y()
    page.cell(1, 0, " ")
    page.set_xy(*here)

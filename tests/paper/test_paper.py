"""A sheet in every script, read back by another program and looked at by a decoder of squares."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from fontTools.ttLib import TTFont

from coordinator.paper.fonts import FOLDER, MAIN, cut, needed
from coordinator.paper.letters import CaseSheet, Part, Postcard, case_pdf, postcard_pdf
from coordinator.paper.sheets import Sheet, ticket_pdf

CODE = "7K3F-9QXM2-V8DR"
SHEET = Sheet(
    title="An evening",
    name="Mia Müller",
    lines=("Saturday, 2 January 2027", "19:30 (Central European Standard Time)", "Berlin, Kreuzberg", "For two people"),
    code=CODE,
    notes=("Show this square at the door.", "Please tell nobody."),
    language="en-150",
    made_at=datetime(2026, 12, 1, tzinfo=UTC),
)
NAMES = (
    "Łukasz Žižka-Ởng",
    "Ελένη Παπαδοπούλου",
    "Олександр Їжак",
    "مریم پاکزاد",
    "דניאל כהן",
    "王小明",
    "さくら アキラ",
    "김민준",
    "अनुष्का शर्मा",
    "তানিয়া",
    "ਗੁਰਪ੍ਰੀਤ",
    "જય",
    "தமிழ்ச்செல்வி",
    "తెలుగు",
    "ಕನ್ನಡ",
    "മലയാളം",
    "සිංහල",
    "สมชาย",
    "ລາວ",
    "བོད",
    "မြန်မာ",
    "ნინო",
    "አበበ ቢቂላ",
    "ភាសាខ្មែរ",
    "ᠮᠣᠩᠭᠣᠯ",
    "Հայկ",
    "ދިވެހި",
    "ܐܪܡܝܐ",
    "ସୁବ୍ରତ",
    "ߛߏߟߏߡߊߣ",
    "ⵉⴷⵉⵔ",
    "𞤀𞤣𞤢𞤥",
    "ᏣᎳᎩ",
    "ᐃᓄᒃ",
    "ꆈꌠ",
    "ꯃꯅꯤꯄꯨꯔ",
    "ᱥᱟᱱᱛᱟᱲ",
    "ꦗꦮ",
    "ᬩᬮᬶ",
    "ᮞᮥᮔ᮪ᮓ",
    "ꓡꓲꓢꓴ",
    "ꕙꔤ",
    "𑄌𑄋𑄴𑄟𑄳𑄦",
    "ꨌꩌ",
    "𐴌𐴟",
    "ᥖᥭᥰ",
    "ᨲᩱ",
    "ᦟᦹᧉ",
    "𐓏𐓘",
    "ꠍꠤꠟꠐꠤ",
    "ᤕᤠ",
    "ᰛᰩ",
    "DJ 🎉✨🐈",
)


@contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    """The only page of a file, by a program that has nothing to do with the one that wrote it."""
    file = pypdfium2.PdfDocument(pdf)
    try:
        assert len(file) == 1
        page = file[0]
        yield page
        page.close()
    finally:
        file.close()


def text_on(pdf: bytes) -> str:
    """Its words."""
    with opened(pdf) as page:
        words = page.get_textpage()
        try:
            return str(words.get_text_range())
        finally:
            words.close()


def squares_on(pdf: bytes) -> list[str]:
    """What its squares say."""
    with opened(pdf) as page:
        return [found.text for found in zxingcpp.read_barcodes(page.render(scale=2).to_pil())]


def test_its_square_says_the_code_and_nothing_else() -> None:
    pdf = ticket_pdf(SHEET)

    assert squares_on(pdf) == [CODE]
    said = (SHEET.title, SHEET.name, CODE, *SHEET.lines, *SHEET.notes)
    assert [word for word in said if word not in text_on(pdf)] == []


def test_the_same_sheet_is_the_same_bytes_whenever_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise two of them told apart what need not be: when, and how often."""
    first = ticket_pdf(SHEET)
    monkeypatch.setattr("fontTools.ttLib.tables._h_e_a_d.timestampNow", lambda: 4_000_000_000)

    assert ticket_pdf(SHEET) == first


@pytest.mark.parametrize("name", NAMES)
def test_every_sign_of_a_name_is_in_a_font(name: str, tmp_path: Path) -> None:
    fonts = (MAIN, *needed([name]))

    has: set[int] = set()
    for font in fonts:
        with TTFont(cut(font, [name], folder=tmp_path)) as made:
            has |= set(made.getBestCmap() or {})

    assert [sign for sign in name if ord(sign) not in has] == []
    assert squares_on(ticket_pdf(replace(SHEET, name=name))) == [CODE]


def test_letters_that_join_are_joined_and_read_from_right_to_left() -> None:
    """An Arabic letter beside another has another shape: the picture of a word is not that of its parts."""
    with opened(ticket_pdf(replace(SHEET, name="مم"))) as page:
        joined = page.render(scale=2).to_pil().tobytes()
    with opened(ticket_pdf(replace(SHEET, name="م\u200cم"))) as page:
        apart = page.render(scale=2).to_pil().tobytes()
    first, second = (text_on(ticket_pdf(replace(SHEET, name=name))) for name in ("דב", "בד"))

    assert joined != apart
    assert first != second


@pytest.mark.parametrize("name", ["", " ", "\u202eevil", "a\nb", "x" * 400, "𓀀", "\x00", "${7*7} **b** <b>"])
def test_no_name_breaks_a_sheet(name: str) -> None:
    assert squares_on(ticket_pdf(replace(SHEET, name=name))) == [CODE]


def test_a_name_is_never_read_as_formatting() -> None:
    assert "**b** __u__ <b>" in text_on(ticket_pdf(replace(SHEET, name="**b** __u__ <b>")))


def test_the_fonts_are_those_that_their_list_names_with_their_licence() -> None:
    listed = json.loads((FOLDER / "manifest.json").read_text())

    assert {one["file"]: one["sha256"] for one in listed} == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.woff2")
    }
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "LICENSE").read_text()
    assert sum(path.stat().st_size for path in FOLDER.glob("*.woff2")) < 6_500_000


def sizes_on(content: bytes, word: str) -> set[float]:
    """In which sizes (points) the letters of a word stand on a sheet."""
    with pypdfium2.PdfDocument(content) as document:
        page = document[0].get_textpage()
        start = page.get_text_range().index(word)
        raw = pypdfium2.raw
        return {round(raw.FPDFText_GetFontSize(page, start + place), 1) for place in range(len(word))}


CARD = Postcard(
    title="யாரா",
    address=("நீதி அமைச்சர்", "1, அரண்மனை சதுக்கம்", "600001 சென்னை", "Chennai"),
    stamp="Stamp",
    cut="Cut here.",
    language="ta",
    made_at=SHEET.made_at,
)


def test_latin_letters_below_another_script_have_the_size_of_their_paragraph() -> None:
    sheet = CaseSheet(
        title="யாரா",
        where="India",
        parts=(Part("Ask for", ("அவரை விடுதலை செய்யுங்கள் என்று எழுதுங்கள். " * 4 + "Amnesty",), is_list=True),),
        address_head="Write to",
        address=CARD.address,
        note="Write in Tamil.",
        language="ta",
        heads_rtl=False,
        is_rtl=False,
        made_at=SHEET.made_at,
    )
    made, card = case_pdf(sheet), postcard_pdf(CARD)
    sized = {word: sizes_on(made, word) for word in ("India", "Amnesty", "600001", "Chennai")}

    assert sized == {"India": {13}, "Amnesty": {11}, "600001": {12}, "Chennai": {12}}
    assert [sizes_on(card, word) for word in ("600001", "Chennai", "Cut")] == [{11}, {11}, {8}]
    ticket = ticket_pdf(replace(SHEET, lines=("தமிழ்ச்செல்வி and Mia",)))
    assert sizes_on(ticket, "and Mia") == {13}


def left_of(content: bytes, word: str) -> float:
    """How far from the left (points) the first letter of a word stands on the first page."""
    with pypdfium2.PdfDocument(content) as document:
        page = document[0].get_textpage()
        left: float = page.get_charbox(page.get_text_range().index(word))[0]
        return left


def test_an_address_from_right_to_left_begins_at_the_right_of_its_half() -> None:
    arabic = replace(CARD, address=("معالي وزير العدل", "Cairo"), language="ar")
    spoken = replace(CARD, address=("The Minister", "Cairo"), language="ar")

    right, left = (left_of(postcard_pdf(card), "Cairo") for card in (arabic, spoken))

    assert right - left > 100

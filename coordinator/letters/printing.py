"""What of a case is printed: a sheet for the table at which letters are written, and postcards with empty lines."""

from flask_babel import get_locale, gettext

from coordinator.letters import words
from coordinator.letters.reading import PublicCase
from coordinator.paper.letters import CaseSheet, Part, Postcard, case_pdf, postcard_pdf


def sheet(case: PublicCase) -> bytes:
    """The case on paper. Headings are in the reader's language, its words in one it is told in."""
    written_in = gettext("Write in %(languages)s, in your own words.", languages=words.languages_list(case.languages))
    parts = [
        Part("", case.story),
        Part(gettext("Ask for"), case.asks, is_list=True),
        Part(gettext("Do"), case.dos, is_list=True),
        Part(gettext("Do not"), case.donts, is_list=True),
        Part(gettext("Be careful"), (case.safety,) if case.safety else ()),
    ]
    made = CaseSheet(
        title=case.title,
        where=words.land(case.country) if case.country else "",
        parts=tuple(part for part in parts if part.lines),
        address_head=gettext("Write to"),
        address=(*case.addressee.split("\n"), *case.address),
        note=written_in,
        language=case.language,
        heads_rtl=get_locale().text_direction == "rtl",
        is_rtl=words.direction(case.language) == "rtl",
        made_at=case.told_at,
    )
    return case_pdf(made)


def postcard(case: PublicCase) -> bytes:
    """Two postcards a page, to be cut."""
    return postcard_pdf(
        Postcard(
            title=case.title,
            address=(*case.addressee.split("\n"), *case.address),
            stamp=gettext("Stamp"),
            cut=gettext("Cut here. The left half is for your own words."),
            language=str(get_locale()).replace("_", "-"),
            made_at=case.told_at,
        )
    )

"""What programs may ask of the API, and what they get: one schema each, which the OpenAPI document is made from."""

from typing import Any

from marshmallow import Schema, ValidationError, validates_schema
from marshmallow.fields import Integer, List, Nested, String

from coordinator.errors import Say
from coordinator.fields import Choice, Country, Text, Whole, folded
from coordinator.forms import Form
from coordinator.letters.models import LANGUAGES, Channel

OF = ("edition", "case", "country", "section", "city")
PARTS = OF[1:]
OTHER = "other"


class Land(Country):
    """A country, or `other`: all those without a section of their own."""

    def meant(self, value: Any) -> str:
        return OTHER if folded(str(value)) == OTHER else super().meant(value)


class PageQuery(Form):
    """Which page of a list is asked for."""

    limit = Whole(least=1, most=500, load_default=100, metadata={"description": "Most rows of a page."})
    cursor = Text(most=200, load_default="", metadata={"description": "From the “next” of the page before."})


class TallyQuery(PageQuery):
    """Which numbers are asked for."""

    edition = Text(most=60, load_default="", metadata={"description": "Edition by its slug; without it, the last one."})
    of = Choice(OF, load_default="", metadata={"description": "Only numbers of the whole, or of each of its parts."})
    case = Text(most=40, load_default="", metadata={"description": "Only the numbers of this case, by id."})
    city = Text(most=80, load_default="", metadata={"description": "Only those of this city, by slug."})
    section = Text(most=40, load_default="", metadata={"description": "Only those of this section, by id."})
    country = Land(
        load_default="",
        metadata={"description": "Only those of this country, by ISO 3166-1 code or name; “other”: without a section."},
    )
    channel = Choice([*map(str, Channel)], load_default="", metadata={"description": "Only those on paper, or online."})
    language = Choice(LANGUAGES, load_default="en", metadata={"description": "Of names, where there are some in it."})

    @validates_schema
    def _one_part(self, data: Any, **_: Any) -> None:
        chosen = [name for name in PARTS if data.get(name)]
        if len(chosen) > 1:
            said = Say("Ask by one of case, city, section and country at a time: no numbers of two at once are told.")
            raise ValidationError({name: [said] for name in chosen[1:]})


def _number(said: str) -> Integer:
    return Integer(
        allow_none=True, required=True, metadata={"description": f"{said}; null: fewer than five, or kept back beside."}
    )


class Tally(Schema):
    """Letters of one channel, of the whole edition or one of its parts. A number that is null is not told."""

    edition = String(required=True, metadata={"description": "Slug."})
    of = String(required=True, metadata={"enum": list(OF)})
    id = String(required=True, metadata={"description": "Slug of an edition or city, ISO 3166-1 code of a country."})
    name = String(required=True)
    channel = String(required=True, metadata={"enum": [*map(str, Channel)]})
    pledged = _number("Letters that people said they would write")
    written = _number("Letters said to be written")
    handed_over = _number("Letters said to be handed over")
    mailed = _number("Letters said to be mailed, less those that came back")
    reported = _number("Letters that sections have reported")
    verified = _number("Reported letters that the campaign team has checked")


class Paged(Schema):
    """A page of a list, in an order that stays."""

    next = String(
        allow_none=True, required=True, metadata={"format": "uri", "description": "Address of the next page."}
    )


class Tallies(Paged):
    """A page of them, in an order that stays."""

    items = List(Nested(Tally), required=True)

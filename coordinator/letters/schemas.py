"""What comes in at the campaign team's pages and at the public ones about letters."""

from datetime import date
from typing import Any

from marshmallow import EXCLUDE, ValidationError, validates_schema
from marshmallow.fields import List

from coordinator.errors import Say
from coordinator.fields import Choice, Country, Lines, Mail, Text, Whole, YesNo, wrong
from coordinator.forms import Form
from coordinator.languages import zones_offered
from coordinator.letters.models import LANGUAGES, Channel, Step

LONGEST_STORY, LONGEST_POINTS, LONGEST_ADDRESS = 8_000, 2_000, 600  # characters


class Day(Text):
    """A day as a date field sends it: 2027-01-31."""

    def meant(self, value: Any) -> date:  # type: ignore[override]
        text = super().meant(value)
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.refused(text, "%(said)s is no day; one like 2027-01-31 would be.") from None


class Campaign(Form):
    """What a campaign is called."""

    name = Text(required=True, most=120)


class CaseFacts(Form):
    """To whom letters of a case go, and in which languages."""

    addressee = Lines(required=True, most=200)
    address = Lines(required=True, most=LONGEST_ADDRESS)
    country = Country(load_default="")
    languages = List(Choice(LANGUAGES), load_default=list)
    seen = Whole(least=0, most=1_000_000, load_default=0)
    form = Text(load_default="", most=40)

    @validates_schema
    def _some_language(self, data: Any, **_: Any) -> None:
        if not data.get("languages"):
            raise ValidationError({"languages": [Say("Choose at least one language that the addressee reads.")]})


class CaseWords(Form):
    """What a case says in one language."""

    language = Choice(LANGUAGES, load_default="en")
    title = Text(required=True, most=120)
    story = Lines(required=True, most=LONGEST_STORY)
    asks = Lines(required=True, most=LONGEST_POINTS)
    dos = Lines(load_default="", most=LONGEST_POINTS)
    donts = Lines(load_default="", most=LONGEST_POINTS)
    safety = Lines(load_default="", most=LONGEST_POINTS)
    seen = Whole(least=0, most=1_000_000, load_default=0)


class SectionFacts(Form):
    """A section and its days."""

    name = Text(required=True, most=120)
    country = Country(load_default="")
    zone = Text(required=True, most=60)
    mail_by = Day(required=True)
    report_by = Day(required=True)
    seen = Whole(least=0, most=1_000_000, load_default=0)
    form = Text(load_default="", most=40)

    @validates_schema
    def _known_zone(self, data: Any, **_: Any) -> None:
        if data.get("zone") and data["zone"] not in zones_offered():
            raise ValidationError({"zone": wrong("Choose one of the zones.").messages})


class Signing(Form):
    """What somebody says of her letter, or of those of her table."""

    email = Mail(required=True, most=254, private=True)
    step = Choice([str(step) for step in Step], required=True)
    channel = Choice([str(channel) for channel in Channel], load_default=str(Channel.PAPER))
    people = Whole(least=1, most=200, load_default=1)
    section = Text(load_default="", most=40)
    show = Text(load_default="", most=40)
    remind = YesNo(load_default=False)


class Batched(Form):
    """Letters that a collector reports."""

    form = Text(load_default="", most=40)
    case = Text(required=True, most=40)
    section = Text(required=True, most=40)
    city = Text(load_default="", most=40)
    channel = Choice([str(channel) for channel in Channel], load_default=str(Channel.PAPER))
    step = Choice([*map(str, Step), "returned"], required=True)
    number = Whole(least=1, most=100_000, required=True)
    another = YesNo(load_default=False)


class LineFilter(Form):
    """Which lines of the ledger are asked for; `after`: the last one of the page before."""

    case = Text(load_default="", most=40)
    section = Text(load_default="", most=40)
    by = Text(load_default="", most=40)
    after = Text(load_default="", most=40)

    class Meta:
        """An address may carry more, such as how somebody came to it."""

        unknown = EXCLUDE


class Corrected(Form):
    """For how many letters a line is to stand, and why."""

    form = Text(load_default="", most=40)
    number = Whole(least=0, most=100_000, required=True)
    reason = Text(required=True, most=300)

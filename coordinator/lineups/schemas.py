"""What may be said of a lineup: one schema for each input."""

from typing import Any

from marshmallow import Schema, post_load
from marshmallow.fields import List

from coordinator.fields import Country, Id, Number, Text, Whole, YesNo
from coordinator.lineups.keeping import ListedPick
from coordinator.lineups.listed_speeds import ListedSpeeds
from coordinator.lineups.problem import ACTS
from coordinator.lineups.speeds import LEAST_KMH, MOST_KMH
from coordinator.rows import RowSchema


class AssignArtist(Schema):
    """Which act is to play in a slot."""

    artist_id = Id(required=True, most=100)


class PlaceArtist(AssignArtist):
    """Which act is to play, whom the lead saw in the slot ("" for nobody; left out: whoever it is), and why a rule that
    may be set aside is."""

    instead_of = Text(load_default=None, allow_none=True, most=100)
    reason = Text(load_default="", most=500)


class KeepMisfit(AssignArtist):
    """Which act of a bill is to play although it fits no more, and why."""

    reason = Text(load_default="", most=500)


class SeenSlot(Schema):
    """Whom the lead saw in the slot; "" for nobody, left out: whoever it is."""

    sees = Text(load_default=None, allow_none=True, most=100)


class SeenBill(Schema):
    """Whom the lead saw in slots 1 to 3, with commas between; nothing: whoever it is."""

    sees = Text(load_default="", most=400)

    @post_load
    def _apart(self, said: dict[str, str], **_more: object) -> dict[str, list[str | None]]:
        acts = [act.strip() or None for act in said["sees"].split(",")]
        return {"sees": acts if len(acts) == ACTS else []}


class MoveArtist(SeenSlot):
    """Where the act of a slot is to play instead (no position: the first empty slot), whom the lead saw there ("" for
    nobody; left out: whoever it is), and why a rule that may be set aside is."""

    to_show = Id(required=True, most=100)
    to_position = Whole(least=1, most=ACTS, load_default=None)
    instead_of = Text(load_default=None, allow_none=True, most=100)
    reason = Text(load_default="", most=500)


class HoldSlot(SeenSlot):
    """Whether proposals have to leave a slot alone, with whom the lead saw there."""

    held = YesNo(required=True)


class NumberedStep(Schema):
    """Which step is to be taken back or done again."""

    number = Whole(least=1, most=2**31 - 1, required=True)


class OpenLineup(Schema):
    """Why a final lineup is opened again."""

    because = Text(load_default="", most=500)


class PlayAt(AssignArtist):
    """Which act of a bill is to play in which slot."""

    position = Whole(least=1, most=ACTS, required=True)


class RankArtist(AssignArtist):
    """Which act is to stand by, as which (1 to 3), and whom the lead saw there, as PlaceArtist says it."""

    rank = Whole(least=1, most=3, required=True)
    instead_of = Text(load_default=None, allow_none=True, most=100)


class ChosenShows(Schema):
    """Some shows of a city, ticked; none where nothing is."""

    show = List(Id(most=100), load_default=list)


class AskFor(ChosenShows):
    """The whole city, or the ticked shows."""

    all = YesNo(load_default=False)


class Speed(Number):
    """Km/h."""

    def __init__(self, **options: Any) -> None:
        super().__init__(least=LEAST_KMH, most=MOST_KMH, units=("km/h", "kmh"), **options)


class SpeedsRow(RowSchema[ListedSpeeds]):
    """How fast ways are in one city, as ListedSpeeds."""

    key = ("city", "country")
    build = ListedSpeeds

    city = Text(required=True)
    country = Country(load_default="")
    car = Speed(load_default=None)
    transit = Speed(load_default=None)
    bicycle = Speed(load_default=None)
    foot = Speed(load_default=None)


class PickRow(RowSchema[ListedPick]):
    """One row of `lineups.csv`, as ListedPick; what the next plan works out anew is read and passed over."""

    key = ("space_id", "slot")
    build = ListedPick

    space_id = Id(required=True, most=100)
    show_starts_at = Text(load_default="")
    city = Text(load_default="")
    slot = Whole(least=1, most=ACTS, required=True)
    artist_id = Id(required=True, most=100)
    act_name = Text(load_default="")
    distance_km = Text(load_default="")
    locked = YesNo(load_default=False)

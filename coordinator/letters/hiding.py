"""Which numbers are told. Under five none is, and none can be worked out from those that are.

A number under `FEW` could be of people whom somebody knows. Where the parts of a sum are told beside it, a single one
that is left out is the sum without the others; so another one is left out with it, and one more as long as those left
out are fewer than `FEW` together. Which one, a secret order decides, not its size: were it the smallest, whoever knows
the rule could work out from those that are told which one it was. All that are left out look the same. Parts of a sum
that is not told itself are not told either. Countries and cases are parts of the edition, sections and cities of their
country. Paper and online are never added up, so neither is the rest of the other.

Pure: sums and that order in, what is told out (None: not told). Source: complementary cell suppression, as offices of
statistics do it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import chain, product

from coordinator.letters.models import Channel, Dimension, Step
from coordinator.letters.tallies import STEPS, Counts, Tally

FEW = 5
CHANNELS = tuple(Channel)
COLUMNS = tuple(product(CHANNELS, STEPS))
NOTHING: Counts = dict.fromkeys(STEPS, 0)
_STARTS = tuple((channel, place * len(STEPS)) for place, channel in enumerate(CHANNELS))
Number = int | None
Row = tuple[Number, ...]
Told = Mapping[Channel, Mapping[Step, Number]]
Order = Callable[[str], str | bytes]
"""A key → where it stands in an order that nobody can guess."""


@dataclass(frozen=True, slots=True)
class Published:
    """What everybody may read, by key. Cities are told by country and city id, "" for none."""

    total: Told
    cases: Mapping[str, Told]
    countries: Mapping[str, Told]
    sections: Mapping[str, Told]
    cities: Mapping[tuple[str, str], Told]


def left_out(parts: Mapping[str, int], order: Order, *, always: Collection[str] = ()) -> frozenset[str]:
    """Those parts that are not told, where the sum of all parts is; `always`: which are not, however large."""
    chosen = [key for key in parts if parts[key] < FEW or key in always]
    if not chosen or (len(chosen) > 1 and sum(parts[key] for key in chosen) >= FEW):
        return frozenset(chosen)
    rest = sorted(parts.keys() - chosen, key=order)
    while rest and (len(chosen) < 2 or sum(parts[key] for key in chosen) < FEW):
        chosen.append(rest.pop(0))
    return frozenset(chosen)


def total(tally: Tally) -> Told:
    """What is told of a campaign as a whole."""
    return _named(_whole(_Sums(tally, str)))


def publish(
    tally: Tally, order: Order, *, cases: Collection[str], withdrawn: Collection[str], sections: Mapping[str, str]
) -> Published:
    """What is told of these sums. `cases`: all of the campaign, `withdrawn`: those of which nothing is told;
    `sections`: section id → its country."""
    of_country: dict[str, list[str]] = defaultdict(list)
    for section, country in sections.items():
        of_country[country].append(section)
    of_city: dict[str, list[str]] = defaultdict(list)
    for key in tally[Dimension.CITY]:
        of_city[key.partition("|")[0]].append(key)
    sums = _Sums(tally, order)
    whole = _whole(sums)
    countries = sums.tell(Dimension.COUNTRY, of_country, whole)
    by_section: dict[str, Row] = {}
    by_city: dict[str, Row] = {}
    for country, told in countries.items():
        by_section |= sums.tell(Dimension.SECTION, of_country[country], told)
        by_city |= sums.tell(Dimension.CITY, of_city[country], told)
    return Published(
        _named(whole),
        {key: _named(row) for key, row in sums.tell(Dimension.CASE, cases, whole, always=withdrawn).items()},
        {key: _named(row) for key, row in countries.items()},
        {key: _named(by_section[key]) for key in sections},
        {(key.partition("|")[0], key.partition("|")[2]): _named(row) for key, row in by_city.items()},
    )


class _Sums:
    """The sums in rows, a number for each of `COLUMNS`: so a whole row of large ones is told by one look at it."""

    def __init__(self, tally: Tally, order: Order) -> None:
        self.tally = tally
        self.order = order

    def row(self, dimension: Dimension, key: str) -> tuple[int, ...]:
        by_channel = self.tally[dimension].get(key, {})
        return tuple(chain.from_iterable(by_channel.get(channel, NOTHING).values() for channel in CHANNELS))

    def tell(
        self, dimension: Dimension, keys: Collection[str], whole: Row, *, always: Collection[str] = ()
    ) -> dict[str, Row]:
        """The parts of sums of which `whole` is told."""
        sums = {key: self.row(dimension, key) for key in keys}
        rows: dict[str, Row] = dict(sums)
        if not always and None not in whole and min(map(min, sums.values()), default=FEW) >= FEW:
            return rows
        for place, (channel, step) in enumerate(COLUMNS):
            parts = {key: row[place] for key, row in sums.items()}
            if whole[place] is None:
                hidden: Collection[str] = keys
            elif not always and min(parts.values(), default=FEW) >= FEW:
                continue
            else:
                name = f"{dimension}|{channel}|{step}|"
                hidden = left_out(parts, lambda key, name=name: self.order(name + key), always=always)  # type: ignore[misc]
            for key in hidden:
                rows[key] = (*rows[key][:place], None, *rows[key][place + 1 :])
        return rows


def _whole(sums: _Sums) -> Row:
    return tuple(number if number >= FEW else None for number in sums.row(Dimension.EDITION, ""))


def _named(row: Row) -> Told:
    return {channel: dict(zip(STEPS, row[start : start + len(STEPS)], strict=True)) for channel, start in _STARTS}

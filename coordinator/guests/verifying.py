"""`coordinator verify-draw` says, without a database, whether a published result follows from its list.

It is loaded without the rest of the site (`start`): whoever checks a draw waits for the draw and for nothing else.
"""

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from coordinator.errors import Invalid, Say
from coordinator.guests import access_record, chain
from coordinator.guests.chain import What
from coordinator.guests.chain_check import faults_in
from coordinator.guests.draw_list import INSTANT, DrawList, root
from coordinator.guests.draw_result import Checked, check, fingerprint
from coordinator.guests.randomness import KEYS, instant_of

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_EXAMPLE = """Draw again from a published LIST and compare with its RESULT; no database is asked. With
--chain also see that each seat has gone on since to who was next, with --before that what was void before the
draw is what was published then. Who holds ACCESS, the lines of those who need an access seat, learns with --access
whether it is what the list was published with, and to whom the seats that are kept for them go by list and result.
Whoever of those had left by the time of the draw, or whose show was off by then, had none: it went on in that order.

\b
Example:
  coordinator verify-draw open-doors-2027-berlin-list.txt open-doors-2027-berlin-result.txt

The files are on the page of the draw. The signature of a drand round is checked under the public key of its chain; the
numbers of a lottery are named: look them up by yourself and compare."""


@click.command("verify-draw", help=_EXAMPLE)
@click.argument("list_file", type=_FILE, metavar="LIST")
@click.argument("result_file", type=_FILE, metavar="RESULT")
@click.option("--chain", "chain_file", type=_FILE, metavar="CHAIN", help="What happened to seats since the draw.")
@click.option("--before", "before_file", type=_FILE, metavar="BEFORE", help="What was made void before the draw.")
@click.option("--access", "access_file", type=_FILE, metavar="ACCESS", help="Who needs an access seat.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def verify_draw(
    list_file: Path,
    result_file: Path,
    *,
    chain_file: Path | None,
    before_file: Path | None,
    access_file: Path | None,
    as_json: bool,
) -> None:
    """Say whether the result is the one that follows, and name each line that is not."""
    file, result = list_file.read_bytes(), result_file.read_bytes()
    found = check(file, result)
    added = _added(before_file.read_bytes(), found) if before_file else {}
    since = _since(chain_file.read_bytes(), result, found) if chain_file else None
    kept = _kept(access_file.read_bytes(), found) if access_file else None
    parts = [part for part in (since, kept) if part is not None]
    if as_json:
        click.echo(json.dumps(_facts(file, found) | {name: fact for part in parts for name, fact in part.facts()}))
    else:
        for line in (*_words(file, found), *(line for part in parts for line in part.words())):
            click.echo(line)
    _say_faults(
        (result_file, found.faults),
        (before_file, added),
        (chain_file, since.faults if since else {}),
        (access_file, kept.faults if kept else {}),
    )


def _say_faults(*of: tuple[Path | None, Mapping[str, Sequence[Say]]]) -> None:
    for path, faults in of:
        for where, said in faults.items():
            click.echo(f"{path}:{where}: {' '.join(map(str, said))}", err=True)
    sys.exit(1 if any(faults for _, faults in of) else 0)


@dataclass(frozen=True, slots=True)
class _Since:
    """What a chain says how often, and what is wrong with it."""

    counts: Mapping[What, int] = field(default_factory=dict)
    faults: Mapping[str, Sequence[Say]] = field(default_factory=dict)
    head: str = ""  # the hash of its last link

    def words(self) -> tuple[str, ...]:
        said = ", ".join(f"{count} {what}" for what, count in self.counts.items()) or "nothing"
        return () if self.faults else (f"since   {said}", f"head    {self.head}")

    def facts(self) -> Sequence[tuple[str, object]]:
        return ("chain", self.counts), ("head", self.head)


@dataclass(frozen=True, slots=True)
class _Kept:
    """How many need an access seat, to which of them (ids) seats that are kept for them go by list and result, at which
    shows, and what is wrong with that record."""

    needing: int = 0
    given: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Sequence[Say]] = field(default_factory=dict)

    def words(self) -> tuple[str, ...]:
        seats = (f"kept    {entry} {show}" for entry, show in self.given.items())
        return () if self.faults else (f"access  {self.needing} need an access seat; the list has the hash", *seats)

    def facts(self) -> Sequence[tuple[str, object]]:
        return (("access", {"follows": not self.faults, "needing": self.needing, "kept": self.given}),)


def _added(file: bytes, found: Checked) -> Mapping[str, Sequence[Say]]:
    """Where a record of before the draw, as somebody kept it, is not how that of the result begins."""
    kept, said = file.splitlines(), found.before.splitlines()
    for number, line in enumerate(kept, start=1):
        if number > len(said) or said[number - 1] != line:
            return {f"line {number}": [Say("The result does not hold this.")]}
    return {}


def _kept(file: bytes, found: Checked) -> _Kept:
    """A record of who needs an access seat, and what follows from it: seats kept in the list go to those who won no
    other and are not void in the result, in the order of the draw. Who left between list and draw, or was made void
    once the outcome could be known, stands in neither file; nor does which show was off by then."""
    try:
        needs = access_record.read(file, found.drawn)
    except Invalid as refused:
        return _Kept(faults=refused.faults)
    return _Kept(len(needs), access_record.given(found.drawn, found.order, needs, found.drawn.seats))


def _since(file: bytes, result: bytes, found: Checked) -> _Since:
    try:
        links = chain.read(file, after=fingerprint(result))
    except Invalid as refused:
        return _Since(faults=refused.faults)
    faults = faults_in(links, found.drawn, found.order)
    head = links[-1].hash() if links else fingerprint(result)
    return _Since(Counter(link.what for link in links), faults, head)


def _facts(file: bytes, found: Checked) -> dict[str, object]:
    won = [one for one in found.order if one.show]
    return {
        "follows": not found.faults,
        "root": root(file),
        "city": found.drawn.city,
        "date": found.drawn.date.isoformat(),
        "entries": len(found.drawn.entries),
        "drawn": len(won),
        "void": sum(one.is_void for one in found.order),
        "people": sum(one.entry.people for one in won),
        "source": source_words(found.drawn),
        "checked": checked_words(found),
    }


def _words(file: bytes, found: Checked) -> tuple[str, ...]:
    facts = _facts(file, found)
    verdict = "The result follows from the list." if facts["follows"] else "The result does NOT follow from the list."
    void = "{void} passed over, made void before the draw".format_map(facts)
    return (
        verdict,
        *([void] if facts["void"] else ()),
        "{city}, {date}: {drawn} of {entries} entries drawn, {people} people".format_map(facts),
        f"root    {facts['root']}",
        f"source  {facts['source']}",
        f"checked {facts['checked']}",
    )


def checked_words(found: Checked) -> str:
    """What of the source was checked here, and what is left for somebody to look up."""
    if not found.order and found.drawn.entries:
        return "nothing: the source did not bring what the result says"
    if found.drawn.source.type == "drand":
        return f"the signature is that of round {found.round}, under the public key of its chain"
    return "the numbers lead to the seed; that they were drawn is for you to look up"


def source_words(drawn: DrawList) -> str:
    """What decides, as somebody can look it up."""
    source = drawn.source
    if source.type != "drand":
        return f"lottery: {source.name}" + (f", drawn {source.at:{INSTANT}}" if source.at else "")
    when = f"{instant_of(source.round):{INSTANT}}" if source.chain in KEYS else "nobody here knows when"
    later = f", or round {source.fallback} where that could not be had for a day" if source.fallback else ""
    return f"drand round {source.round} of chain {source.chain}, published {when}{later}"

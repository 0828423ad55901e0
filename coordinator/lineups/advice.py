"""What would complete the most shows: one rule at a time is given way, and the shows are counted that become complete.

Only acts with time left are thought of, none that would be taken from another show, so each piece of advice completes
at least what it says. Refusals of hosts and acts are respected.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from coordinator.errors import Say
from coordinator.lineups.columns import NEEDS, Day, Reals, Whole, day_of
from coordinator.lineups.eligibility import Rule, away_km, everybody_away_km, rules_broken_at
from coordinator.lineups.problem import ACTS, Need, Problem, Show
from coordinator.lineups.standing import Bills

WITHIN_KM = 30  # what an act travels unless it says otherwise
SET = 25  # minutes, likewise
STEPS = (Rule.NEEDS, Rule.STAGE, Rule.SETS, Rule.REACH, Rule.TIMES)


@dataclass(frozen=True, slots=True)
class Advice:
    """Something to look for. `things` is how much of it, `completes` the ids of the shows it completes.

    `kind`: "acts" (facts `city`, `km`, `acoustic`), a need's name, "stage" (`people`), "minutes" (`minutes`), "reach"
    (`artist`, `distance_km`, `travel_km`), "times" (`artist`).
    """

    kind: str
    things: int
    completes: tuple[str, ...]
    facts: Mapping[str, float | str] = field(default_factory=dict)


SENTENCES = {
    "amplified": "Amplified music in space %(space)s completes it.",
    "drums": "Drums in space %(space)s complete it.",
    "piano": "A piano in space %(space)s completes it.",
    "power": "Power in space %(space)s completes it.",
    "stage": "Room for %(people)s on the stage of space %(space)s completes it.",
    "minutes": "An evening of %(minutes)s minutes in space %(space)s completes it.",
    "reach": "If %(name)s travels %(distance)s km instead of %(radius)s, space %(space)s is complete.",
    "times": "If %(name)s is free for the whole evening, space %(space)s is complete.",
}
ACTS_WANTED = {
    (True, True): "One more acoustic act within %(km)s km of %(city)s completes a show.",
    (True, False): "%(count)s more acoustic acts within %(km)s km of %(city)s complete %(shows)s shows.",
    (False, True): "One more act within %(km)s km of %(city)s completes a show.",
    (False, False): "%(count)s more acts within %(km)s km of %(city)s complete %(shows)s shows.",
}


def advice(problem: Problem) -> tuple[Advice, ...]:
    """For the plan `problem.keep`: what completes shows, most shows per thing first, then the fewest things."""
    day = day_of(problem)
    bills = Bills(day)
    for pick in problem.keep:
        if pick.show in day.show_row and pick.artist in day.artist_row:
            bills.put(day.show_row[pick.show], day.artist_row[pick.artist])
    open_shows = [show for show in range(len(day.shows)) if len(bills.at_show[show]) < ACTS]
    found = [*_more_acts(day, bills, open_shows), *(one for show in open_shows for one in _for_show(day, bills, show))]
    return tuple(sorted(found, key=lambda one: (-len(one.completes) / one.things, one.things, one.completes, one.kind)))


def in_words(said: Advice, names: Mapping[str, str]) -> Say:
    """One sentence. `names` finds the name of an act by its id."""
    facts = dict(said.facts)
    if said.kind == "acts":
        acoustic = bool(facts.pop("acoustic"))
        sentence = ACTS_WANTED[acoustic, said.things == 1]
        return Say(sentence, count=said.things, shows=len(said.completes), **facts)
    if "artist" in facts:
        facts["name"] = names.get(str(facts["artist"]), str(facts["artist"]))
    for name, said_as in (("distance_km", "distance"), ("travel_km", "radius")):
        if name in facts:
            facts[said_as] = f"{float(facts[name]):.1f}".removesuffix(".0")
    return Say(SENTENCES[said.kind], space=said.completes[0], **facts)


def _more_acts(day: Day, bills: Bills, shows: list[int]) -> Iterator[Advice]:
    """New acts city by city: those that complete the shows short of one, then also those short of two, of three."""
    able = [show for show in shows if day.rooms.playing[show] >= ACTS * SET and day.rooms.stage[show] >= 1]
    by_city = sorted(able, key=lambda show: (day.shows[show].city, ACTS - len(bills.at_show[show]), show))
    for city, group in groupby(by_city, key=lambda show: day.shows[show].city):
        taken: list[int] = []
        things = 0
        for missing, some in groupby(group, key=lambda show: ACTS - len(bills.at_show[show])):
            more = list(some)
            taken += more
            things += missing * len(more)
            acoustic = not all(Need.AMPLIFIED in day.shows[show].has for show in taken)
            facts = {"city": city, "km": WITHIN_KM, "acoustic": float(acoustic)}
            yield Advice("acts", things, tuple(sorted(day.shows[show].id for show in taken)), facts)


def _for_show(day: Day, bills: Bills, show: int) -> Iterator[Advice]:
    """What completes one show by itself, with acts that have time."""
    broken = rules_broken_at(day, show)
    missing = ACTS - len(bills.at_show[show])
    for rule in STEPS:
        acts = [act for act in np.flatnonzero((broken & ~rule) == 0).tolist() if bills.fits(show, act)]
        if len(acts) >= missing:
            yield from _BY_RULE[rule](_Case(day, bills, show, missing, broken), acts)


@dataclass(frozen=True, slots=True)
class _Case:
    """A show that misses so many acts, and the rules each artist breaks there."""

    day: Day
    bills: Bills
    show: int
    missing: int
    broken: Whole

    @property
    def room(self) -> Show:
        return self.day.shows[self.show]

    def party(self, acts: list[int], costs: Reals) -> list[int] | None:
        """The cheapest of `acts` that go together and fill the bill; None where they are too few."""
        party: list[int] = []
        for act in sorted(acts, key=lambda act: (costs[act], act)):
            if len(party) < self.missing and all(self._goes(act, other) for other in party):
                party.append(act)
        return party if len(party) == self.missing else None

    def _goes(self, one: int, other: int) -> bool:
        members = self.day.artists[one].members & self.day.artists[other].members
        return not members and self.bills.go_together(one, other)

    def stay(self, bill: list[int], minutes: int) -> bool:
        """Whether these acts are free for so long an evening, and none of their people plays elsewhere."""
        ends = self.room.local_start + minutes
        people = {person for act in bill for person in self.bills.persons(act)}
        elsewhere = any(set(self.bills.shows_of[person]) - {self.show} for person in people)
        return not elsewhere and all(self.day.acts.free_until[act] >= ends for act in bill)

    def told(self, kind: str, **facts: float | str) -> Advice:
        return Advice(kind, 1, (self.room.id,), facts)


def _a_need(case: _Case, acts: list[int]) -> Iterator[Advice]:
    """One thing in the room."""
    lacks = case.day.acts.needs & ~case.day.rooms.has[case.show]
    for need, bit in NEEDS.items():
        able = [act for act in acts if lacks[act] in (0, bit)]
        if not case.day.rooms.has[case.show] & bit and case.party(able, np.zeros(len(lacks))):
            yield case.told(need.value)


def _a_stage(case: _Case, acts: list[int]) -> Iterator[Advice]:
    """The smallest stage that does."""
    people = case.day.acts.people.astype(np.float64)
    party = case.party(acts, people)
    if party:
        yield case.told("stage", people=int(max(people[act] for act in party)))


def _an_evening(case: _Case, acts: list[int]) -> Iterator[Advice]:
    """The shortest evening that does, for acts that play nowhere else; a curfew cannot be moved."""
    lengths = case.day.acts.set_minutes.astype(np.float64)
    party = case.party([act for act in acts if not case.bills.shows_of[act]], lengths)
    if party and case.room.curfew is None:
        bill = party + case.bills.at_show[case.show]
        minutes = int(ACTS * max(lengths[act] for act in bill))
        if case.stay(bill, minutes):
            yield case.told("minutes", minutes=minutes)


def _a_way(case: _Case, acts: list[int]) -> Iterator[Advice]:
    """One act that travels a little further."""
    away = everybody_away_km(case.day, case.show)
    party = case.party(acts, np.maximum(away - case.day.acts.reach_km, 0.0))
    if party and len(far := [act for act in party if case.broken[act]]) == 1:
        act = case.day.artists[far[0]]
        distance = away_km(act, case.room)
        if distance <= act.travel_km + WITHIN_KM:
            yield case.told("reach", artist=act.id, distance_km=distance, travel_km=act.travel_km)


def _some_time(case: _Case, acts: list[int]) -> Iterator[Advice]:
    """One act that is free for longer."""
    party = case.party(acts, (case.broken > 0).astype(np.float64))
    if party and len(late := [act for act in party if case.broken[act]]) == 1:
        yield case.told("times", artist=case.day.artists[late[0]].id)


_BY_RULE: dict[Rule, Callable[[_Case, list[int]], Iterator[Advice]]] = {
    Rule.NEEDS: _a_need,
    Rule.STAGE: _a_stage,
    Rule.SETS: _an_evening,
    Rule.REACH: _a_way,
    Rule.TIMES: _some_time,
}

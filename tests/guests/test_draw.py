"""The draw: golden vectors, an independent verifier, fairness with its p-values, and everything that may not be."""

import hashlib
import json
import math
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.errors import Invalid
from coordinator.guests import chain, draw_list, draw_result, randomness
from coordinator.guests.draw import Drawn, draw, rank_of, seed_of
from coordinator.guests.draw_list import FEW, Entry, Pool, Seats, Source, merged
from coordinator.guests.draw_result import Outcome
from coordinator.guests.randomness import QUICKNET
from tests.guests.draws import OURS, RANDOMNESS, ROUND, SIGNATURE, a_list, an_entry, drawn_by_hand, signed

OUTCOME = Outcome(signature=SIGNATURE)
SHOWS = ("s1", "s2", "s3")
ENTRIES = st.builds(
    an_entry,
    st.integers(0, 10_000),
    st.just("s1"),
    people=st.integers(1, 2),
    pool=st.sampled_from(Pool),
).flatmap(lambda entry: st.permutations(SHOWS).map(lambda shows: replace(entry, wishes=tuple(shows[:2]))))
LISTS = st.lists(ENTRIES, max_size=40, unique_by=lambda entry: entry.id)
SEATS = st.builds(Seats, st.integers(0, 4), st.integers(0, 8))


def a_seed(number: int) -> bytes:
    """One of many."""
    return hashlib.sha256(str(number).encode()).digest()


def two_sided(z: float) -> float:
    """The p-value of a standard normal score."""
    return math.erfc(abs(z) / math.sqrt(2))


def test_the_list_the_root_the_seed_and_the_result_are_those_of_the_golden_vector() -> None:
    drawn = a_list(
        [
            an_entry(1, "s1", "s2", people=2),
            an_entry(2, "s2"),
            an_entry(3, "s1", people=2, pool=Pool.ACCESS),
            an_entry(4, "s2", "s1"),
        ],
        s1=Seats(2, 2, own=3, neighbours=2),
        s2=Seats(0, 1),
    )

    file = draw_list.write(drawn)
    result = draw_result.write(file, OUTCOME)

    assert draw_list.root(file) == "eccca5d291ac12c98cec1c4822a2426a92cdcc3f95703e614f0b3b7c20e4df6e"
    assert hashlib.sha256(result).hexdigest() == "7db2b33a4a4caa35a8c7f9187a01eddaa5bb3c9f7b8107130b048a10f0a8da4f"
    assert [one.show for one in draw_result.check(file, result).order] == ["s1", "s2", None, "s1"]


def test_round_1000_of_drand_has_the_randomness_its_operators_publish() -> None:
    assert randomness.of_drand(QUICKNET, ROUND, SIGNATURE.upper()).hex() == RANDOMNESS
    assert randomness.round_at(randomness.instant_of(ROUND)) == ROUND
    assert str(randomness.instant_of(ROUND)) == "2023-08-23 15:59:24+00:00"


def test_a_signature_that_is_written_another_way_is_refused_because_its_hash_would_be_another() -> None:
    x = -0xD201000000010000  # what the curve is made of
    modulus = (x - 1) ** 2 * (x**4 - x**2 + 1) // 3 + x
    flags = 7 << 381
    points = ((number, int(signed(number), 16)) for number in range(1, 100))
    number, point = next(one for one in points if (one[1] & ~flags) + modulus < 1 << 381)

    assert len(randomness.of_drand(OURS, number, f"{point:096x}")) == 32
    with pytest.raises(Invalid):
        randomness.of_drand(OURS, number, f"{point + modulus:096x}")


def test_a_lottery_is_written_as_rfc_3797_does() -> None:
    assert randomness.canonical([34, 41, 45, 61, 9, 43]) == "9.34.41.43.45.61./"
    assert randomness.of_lottery([9, 34]) == hashlib.sha256(b"9.34./").digest()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "has 96 hexadecimal digits"),
        ("g" * 96, "has 96 hexadecimal digits"),
        (SIGNATURE + "00", "has 96 hexadecimal digits"),
        (f"8{'0' * 94}1", "Nobody signs"),  # on no curve
        (f"8{'0' * 94}4", "Nobody signs"),  # on the curve, outside the subgroup
        (f"c{'0' * 95}", "not drand's signature"),  # the point at infinity
        ("94" + SIGNATURE[2:], "not drand's signature"),  # the same point mirrored
        (SIGNATURE[:-1] + "a", "Nobody signs"),
    ],
)
def test_what_is_no_signature_is_refused(said: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        randomness.of_drand(QUICKNET, ROUND, said)

    assert why in str(refused.value.faults["signature"][0])


@pytest.mark.parametrize(
    ("chain", "number"), [(QUICKNET, ROUND - 1), (QUICKNET, ROUND + 1), (OURS, ROUND), ("", ROUND)]
)
def test_a_signature_of_another_round_or_chain_is_refused(chain: str, number: int) -> None:
    with pytest.raises(Invalid) as refused:
        randomness.of_drand(chain, number, SIGNATURE)

    assert list(refused.value.faults) == ["signature"]


@given(LISTS, SEATS, SEATS, SEATS)
@settings(max_examples=150)
def test_a_verifier_that_shares_no_code_comes_to_the_same_result(
    entries: list[Entry], one: Seats, two: Seats, three: Seats
) -> None:
    file = draw_list.write(a_list(entries, s1=one, s2=two, s3=three))

    _, *lines = draw_result.write(file, OUTCOME).decode().splitlines()

    assert lines == drawn_by_hand(file, bytes.fromhex(RANDOMNESS))


@given(LISTS, SEATS, SEATS, st.integers(0, 99))
@settings(max_examples=150)
def test_nobody_is_parted_no_show_overshoots_and_no_seat_is_left_to_who_would_fit(
    entries: list[Entry], one: Seats, two: Seats, seed: int
) -> None:
    seats = {"s1": one, "s2": two}

    order = draw(a_list(entries, **seats), a_seed(seed))

    taken = Counter[tuple[str, Pool | None]]()
    for drawn in order:
        if drawn.show:
            assert drawn.show in drawn.entry.wishes
            taken[drawn.show, drawn.pool] += drawn.entry.people
    left = {(show, Pool.ACCESS): each.access for show, each in seats.items()}
    left |= {(show, Pool.GENERAL): each.general for show, each in seats.items()}
    left = {place: count - taken[place] for place, count in left.items()}
    assert min(left.values()) >= 0
    assert not any(_would_fit(drawn, left) for drawn in order if not drawn.show)
    assert Counter(drawn.entry for drawn in order) == Counter(entries)


def _would_fit(drawn: Drawn, left: dict[tuple[str, Pool], int]) -> bool:
    pools = (Pool.ACCESS, Pool.GENERAL) if drawn.entry.pool is Pool.ACCESS else (Pool.GENERAL,)
    return any(left.get((show, pool), 0) >= drawn.entry.people for show in drawn.entry.wishes for pool in pools)


def test_access_seats_go_to_those_who_asked_first_and_stay_free_otherwise() -> None:
    asked, others = an_entry(1, pool=Pool.ACCESS), [an_entry(number) for number in range(2, 9)]

    order = draw(a_list([asked, *others], s1=Seats(2, 1)), a_seed(1))

    assert [one.entry for one in order if one.pool is Pool.ACCESS] == [asked]
    assert sum(one.pool is Pool.GENERAL for one in order) == 1


def test_a_party_that_does_not_fit_keeps_its_rank_and_a_smaller_one_behind_it_gets_the_seat() -> None:
    seed = next(
        seed for seed in map(a_seed, range(100)) if rank_of(seed, an_entry(1).id) < rank_of(seed, an_entry(2).id)
    )

    order = draw(a_list([an_entry(1, people=2), an_entry(2)], s1=Seats(0, 1)), seed)

    assert [(one.entry.people, one.show) for one in order] == [(2, None), (1, "s1")]


def test_few_who_ask_for_access_are_not_marked_in_the_list() -> None:
    few = [an_entry(number, pool=Pool.ACCESS) for number in range(FEW - 1)]
    others = [an_entry(number) for number in range(10, 20)]

    hidden, seats = merged([*few, *others], {"s1": Seats(3, 5)})
    same, plain = merged([an_entry(number) for number in (*range(FEW - 1), *range(10, 20))], {"s1": Seats(3, 5)})

    assert hidden == same
    assert seats == {"s1": Seats(0, 5, kept=3)}
    assert plain == seats  # that nobody asked cannot be told, either
    many = [*few, an_entry(5, pool=Pool.ACCESS)]
    assert {entry.pool for entry in merged(many, {"s1": Seats(3, 5)})[0]} == {Pool.ACCESS}


def test_early_and_late_entrants_singles_and_pairs_have_the_stated_odds() -> None:
    """600 people's worth of entries for 120 seats, drawn 400 times: when somebody entered (her token's number) does not
    matter, and a pair has what a single has, less what the last seat of a show costs it."""
    people = {number: 1 + number % 2 for number in range(400)}
    drawn = a_list([an_entry(number, people=size) for number, size in people.items()], s1=Seats(0, 60), s2=Seats(0, 60))
    drawn = replace(drawn, entries=tuple(replace(entry, wishes=("s1", "s2")) for entry in drawn.entries))
    late = {an_entry(number).id for number in range(200, 400)}
    rounds = 400

    won = Counter[tuple[bool, int]]()
    for number in range(rounds):
        for one in draw(drawn, a_seed(number)):
            if one.show:
                won[one.entry.id in late, one.entry.people] += 1

    tries = rounds * 200
    early_rate, late_rate = (sum(won[side, size] for size in (1, 2)) / tries for side in (False, True))
    pooled = (early_rate + late_rate) / 2
    z = (late_rate - early_rate) / math.sqrt(pooled * (1 - pooled) * 2 / tries)
    single, pair = (sum(won[side, size] for side in (False, True)) / tries for size in (1, 2))
    assert two_sided(z) > 0.001
    assert abs(pooled - 0.2) < 0.005  # 120 seats of 600 people
    assert 0 <= single - pair < 0.02  # the last seat


def test_a_changed_line_a_changed_order_and_a_changed_list_are_found() -> None:
    file = draw_list.write(a_list([an_entry(number) for number in range(6)]))
    head, *lines = draw_result.write(file, OUTCOME).decode().splitlines()
    forged = "\n".join([head, lines[1], lines[0], *lines[2:]]) + "\n"
    other = draw_list.write(a_list([an_entry(number) for number in range(7)]))

    assert draw_result.check(file, ("\n".join([head, *lines]) + "\n").encode()).faults == {}
    assert set(draw_result.check(file, forged.encode()).faults) == {"line 2", "line 3"}
    assert "line 1" in draw_result.check(other, ("\n".join([head, *lines]) + "\n").encode()).faults
    assert "entries" in draw_result.check(file, f"{head}\n{lines[0]}\n".encode()).faults


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda rows: [rows[0], rows[2], rows[1]], "line 3"),
        (lambda rows: [rows[0], rows[1], rows[1]], "line 3"),
        (lambda rows: [rows[0], rows[1].replace(" g ", " x "), rows[2]], "line 2"),
        (lambda rows: [rows[0], rows[1] + ",s1", rows[2]], "line 2"),
        (lambda rows: [rows[0].replace("hc-draw/1", "hc-draw/2"), *rows[1:]], "line 1"),
        (lambda rows: [rows[0].replace(":", ": "), *rows[1:]], "line 1"),
        (lambda rows: [rows[0].replace('"round":1000', '"round":-1000'), *rows[1:]], "line 1"),
        (lambda rows: [rows[0].replace('"round":1000', '"round":"1000"'), *rows[1:]], "line 1"),
        (lambda rows: [rows[0].replace('"g":3', '"g":-3'), *rows[1:]], "line 1"),
        (lambda rows: [rows[0].replace('"type":"drand"', '"type":"dice"'), *rows[1:]], "line 1"),
        (lambda rows: [rows[0].replace('"round":1000', '"fallback":"2","round":1000'), *rows[1:]], "line 1"),
        (lambda rows: [rows[0].replace('"date"', '"closed":"2023-08-22T15:59:25Z","date"'), *rows[1:]], "line 1"),
        (lambda rows: [rows[0].replace('"date"', '"closed":"yesterday","date"'), *rows[1:]], "line 1"),
        (lambda rows: ["[]", *rows[1:]], "line 1"),
        (lambda rows: ["é", *rows[1:]], "line 1"),
    ],
)
def test_a_list_that_is_not_as_it_is_published_is_refused_with_its_line(change, where: str) -> None:  # type: ignore[no-untyped-def]
    rows = draw_list.write(a_list([an_entry(1), an_entry(2)])).decode().splitlines()

    with pytest.raises(Invalid) as refused:
        draw_list.read(("\n".join(change(rows)) + "\n").encode())

    assert list(refused.value.faults) == [where]


def test_a_list_is_read_as_it_was_written() -> None:
    drawn = a_list([an_entry(1, "s1", "s2", people=2), an_entry(2, "s2", pool=Pool.ACCESS)], s1=Seats(1, 2, 3, 2, 1))
    lottery = replace(drawn, source=Source("lottery", name="6 aus 49 of 2026-12-30"))
    closed = replace(
        drawn,
        source=replace(drawn.source, fallback=ROUND + 28_800),
        closed=randomness.instant_of(ROUND) - timedelta(days=1),
    )

    assert draw_list.read(draw_list.write(drawn)) == drawn
    assert draw_list.read(draw_list.write(lottery)) == lottery
    assert draw_list.read(draw_list.write(closed)) == closed


def test_the_longer_first_line_has_a_golden_vector_too() -> None:
    drawn = replace(
        a_list([an_entry(1), an_entry(2)]),
        source=Source("drand", chain=QUICKNET, round=ROUND, fallback=ROUND + 28_800),
        closed=randomness.instant_of(ROUND) - timedelta(days=2),
    )

    file = draw_list.write(drawn)

    assert file.decode().splitlines()[0] == (
        f'{{"beacon":{{"chain":"{QUICKNET}","fallback":29800,"round":1000,"type":"drand"}},"city":"berlin",'
        '"closed":"2023-08-21T15:59:24Z","date":"2027-01-02",'
        '"seats":{"s1":{"a":0,"g":3,"kept":0,"neighbours":0,"own":0}},"v":"hc-draw/1"}'
    )
    assert draw_result.check(file, draw_result.write(file, OUTCOME)).faults == {}


def test_a_chain_breaks_where_a_link_is_changed_or_left_out() -> None:
    first = "0" * 64
    links: list[chain.Link] = []
    for number, what in enumerate((chain.What.LAPSED, chain.What.PROMOTED, chain.What.RELEASED), start=1):
        after = links[-1].hash() if links else first
        made = chain.link(
            number, after, at=randomness.instant_of(ROUND), what=what, entry=an_entry(number).id, show="s1", people=2
        )
        links.append(made)
    file = chain.write(links)

    assert chain.read(file, after=first) == tuple(links)
    for broken, where in (
        (chain.write(links[1:]), "line 1"),
        (chain.write([links[0], links[2]]), "line 2"),
        (file.replace(b'"people":2', b'"people":1', 1), "line 2"),
        (file.replace(b'"what"', b'"why"', 1), "line 1"),
    ):
        with pytest.raises(Invalid) as refused:
            chain.read(broken, after=first)
        assert list(refused.value.faults) == [where]


def test_the_seed_follows_from_root_and_randomness_alone() -> None:
    root = draw_list.root(draw_list.write(a_list([an_entry(1)])))

    seed = seed_of(root, bytes.fromhex(RANDOMNESS))

    assert seed == hashlib.sha256(b"hc-draw/1|seed|" + bytes.fromhex(root) + bytes.fromhex(RANDOMNESS)).digest()
    assert (
        json.loads(draw_result.write(draw_list.write(a_list([an_entry(1)])), OUTCOME).split(b"\n")[0])["seed"]
        == seed.hex()
    )

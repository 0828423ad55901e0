"""A large part cut into blocks: what the bound of the whole is made of."""

import pytest

from coordinator.lineups.blocks import blocks_of, charges_between, shares_of_bound
from coordinator.lineups.columns import day_of
from coordinator.lineups.deciding import decided
from coordinator.lineups.eligibility import eligible_pairs
from coordinator.lineups.highs import Effort
from coordinator.lineups.program import part_of
from coordinator.lineups.relaxation import relaxation_of
from tests.lineups.days import a_world_wide_day


def test_the_blocks_shares_and_what_they_pay_each_other_come_to_the_bound_and_no_block_exceeds_its_share() -> None:
    day = day_of(a_world_wide_day(3, shows=120, artists=330, cities=6, mood="scarce"))
    part = part_of(day, eligible_pairs(day, ()), seed=0)
    relaxation = relaxation_of(day, part, Effort(), close=0.0)
    assert relaxation is not None
    block = blocks_of(day, part, most=20, cut=1.0)

    charges = charges_between(day, part, relaxation, block)
    shares = shares_of_bound(relaxation, block, charges.rows)

    assert charges.fixed + shares.sum() == pytest.approx(relaxation.bound, rel=1e-8)
    assert len(shares) > 3
    charged = part.charge(charges.prices)
    for number, share in enumerate(shares):
        assert decided(day, charged.take((block == number).nonzero()[0]), Effort()).value <= share * (1 + 1e-6) + 10
